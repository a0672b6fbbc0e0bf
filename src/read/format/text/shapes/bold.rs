//! A bold name and the words behind it, with a colon or without: "**Lena Orsol** Good", "- **Lena:** Good".

use crate::read::format::text::mark::{LineMark, LineMarks, repeated};
use crate::read::format::text::names::is_loose_name;
use crate::read::format::text::tidy::Tidied;

/// Looks at the lines that begin with bold words.
pub fn look(text: &Tidied, before: &LineMarks) -> LineMarks {
    let (mut found, mut paragraphs) = (LineMarks::new(), 0);
    for at in (0..text.lines.len()).filter(|at| !text.line(*at).is_empty()) {
        paragraphs += usize::from(text.begins(at));
        if let Some((name, end)) = name_of(text, at).filter(|_| !before.contains_key(&at)) {
            found.insert(at, LineMark::speaker(name, end));
        }
    }
    let (again, lines) = repeated(&found);
    if again > 0 && lines >= 2 && lines * 3 >= paragraphs { found } else { LineMarks::new() }
}

/// The bold name, and where the words behind it begin.
fn name_of(text: &Tidied, at: usize) -> Option<(&str, usize)> {
    let (words, bold) = (text.line(at), text.lines[at].bold);
    let (name, rest) = words.split_at_checked(bold).filter(|_| bold > 0)?;
    let bare = name.trim_end_matches([':', '：']);
    let behind = rest.trim_start_matches([':', '：']);
    let spaced = behind.starts_with(' ') && !behind.trim().is_empty();
    let begins = text.begins(at) || bare.len() < name.len() || behind.len() < rest.len();
    (spaced && begins && is_loose_name(bare)).then_some((bare, words.len() - behind.len()))
}
