//! Name and words with a tab between them: most lines have it, and names come again.

use crate::read::format::text::mark::{LineMark, LineMarks, repeated};
use crate::read::format::text::names::{is_loose_name, unwrapped};
use crate::read::format::text::tidy::Tidied;

/// Looks at the lines with a tab.
pub fn look(text: &Tidied, _: &LineMarks) -> LineMarks {
    let mut found = LineMarks::new();
    let mut used = 0;
    for at in 0..text.lines.len() {
        let words = text.line(at);
        used += usize::from(!words.is_empty());
        if let Some((name, _)) = words.split_once('\t').filter(|(name, rest)| is_name(name) && !rest.trim().is_empty())
        {
            found.insert(at, LineMark::speaker(name, name.len() + 1));
        }
    }
    let (again, lines) = repeated(&found);
    if again > 0 && lines >= 2 && lines * 2 >= used { found } else { LineMarks::new() }
}

fn is_name(name: &str) -> bool {
    is_loose_name(unwrapped(name))
}
