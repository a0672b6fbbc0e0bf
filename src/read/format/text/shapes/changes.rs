//! ">>" before a line says that somebody else speaks; where no name follows, nobody knows who.

use crate::read::format::text::mark::{LineMark, LineMarks};
use crate::read::format::text::tidy::Tidied;
use crate::read::kit::header::Shape;

/// Looks at the lines that began with ">>".
pub fn look(text: &Tidied, before: &LineMarks) -> LineMarks {
    let mut found = LineMarks::new();
    for at in (0..text.lines.len()).filter(|at| text.lines[*at].changes && !before.contains_key(at)) {
        let words = text.line(at);
        let mark = match text.candidate(at) {
            Some(header) if header.shape > Shape::Weak || !header.printed.contains(char::is_lowercase) => {
                LineMark::speaker(&words[..header.end], header.end)
            }
            _ => LineMark::Nobody(">>".to_owned()),
        };
        found.insert(at, mark);
    }
    found
}
