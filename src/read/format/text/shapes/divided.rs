//! Headings between turns: a line in capitals between blank lines, which no sentence ends, above the next header.

use crate::read::format::text::mark::{LineMark, LineMarks};
use crate::read::format::text::tidy::Tidied;
use crate::read::kit::header::Shape;
use crate::transcript::Reason;

/// Words of the longest heading.
const MOST_WORDS: usize = 12;

/// Looks for such lines, where not all is in capitals.
pub fn look(text: &Tidied, before: &LineMarks) -> LineMarks {
    let heads =
        |at: usize| before.contains_key(&at) || text.candidate(at).is_some_and(|header| header.shape > Shape::Weak);
    let heading = |at: usize| {
        let line = text.line(at);
        let shouted = !line.contains(char::is_lowercase) && line.chars().filter(|c| c.is_uppercase()).count() > 2;
        let open = !line.ends_with(['.', '!', '?', '…', ':', '"', '”', ')', ']', '-', '—']);
        // one blank line follows another, and each would look for the end of them all
        let alone = || text.is_first(at) && text.after(at).is_some_and(|next| next > at + 1 && heads(next));
        shouted && open && line.split_whitespace().count() <= MOST_WORDS && alone()
    };
    if !text.text.contains(char::is_lowercase) {
        return LineMarks::new();
    }
    let lines = (0..text.lines.len()).filter(|at| !before.contains_key(at) && text.candidate(*at).is_none());
    lines.filter(|at| heading(*at)).map(|at| (at, LineMark::Aside(Reason::Lead))).collect()
}
