//! The name in brackets before the words: `[Lena Orsol] Good`, `<lena> Good`.

use crate::read::format::text::mark::{LineMark, LineMarks, repeated};
use crate::read::format::text::names::is_loose_name;
use crate::read::format::text::tidy::Tidied;
use crate::read::kit::stage;

/// A name is at most this long, in bytes.
const LONGEST: usize = 80;

/// Looks at the lines that begin with a bracket.
pub fn look(text: &Tidied, before: &LineMarks) -> LineMarks {
    let mut found = LineMarks::new();
    let mut used = 0;
    for at in (0..text.lines.len()).filter(|at| !text.line(*at).is_empty()) {
        used += 1;
        if let Some(end) = bracket(text.line(at)).filter(|_| !before.contains_key(&at)) {
            let words = text.line(at);
            found.insert(at, LineMark::speaker(&words[1..end - 1], end));
        }
    }
    let (again, lines) = repeated(&found);
    if again > 0 && lines >= 2 && lines * 3 >= used { found } else { LineMarks::new() }
}

/// Where the bracket ends that holds a name and is followed by words.
fn bracket(words: &str) -> Option<usize> {
    let close = match words.chars().next()? {
        '[' => ']',
        '<' => '>',
        _ => return None,
    };
    let end = stage::prefix(words, LONGEST).find(close)? + 1;
    let inner = &words[1..end - 1];
    let said = words[end..].starts_with(char::is_whitespace) && !words[end..].trim().is_empty();
    (said && is_loose_name(inner) && stage::cut_directions(&words[..end]).directions == 0).then_some(end)
}
