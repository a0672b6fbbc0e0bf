//! The block above a transcript that says what it is: "Title: …", "Date: …", "Interviewer: Lena Orsol".

use crate::name::{HeaderKind, fold, is_document_label, kind};
use crate::read::format::text::mark::{LineMark, LineMarks};
use crate::read::format::text::names::is_loose_name;
use crate::read::format::text::tidy::Tidied;
use crate::read::kit::header::colon;
use crate::transcript::Reason;

/// Looks at the lines before the first blank one that have a label before a colon, if two of them are of documents.
pub fn look(text: &Tidied, _: &LineMarks) -> LineMarks {
    let first = (0..text.lines.len()).find(|at| !text.line(*at).is_empty()).unwrap_or(0);
    let mut known = 0;
    let mut block = LineMarks::new();
    for at in (first..text.lines.len()).take_while(|at| !text.line(*at).is_empty()) {
        let words = text.line(at);
        let label = colon(words).map(|end| fold(words[..end].trim_end_matches([':', '：'])));
        match label {
            Some(label) if !words.ends_with(['.', '!', '?']) => {
                let value = colon(words).map_or("", |end| words[end..].trim());
                let part = kind(&label) == HeaderKind::Label
                    && is_loose_name(value)
                    && value.contains(' ')
                    && is_once(text, &label);
                known += usize::from(is_document_label(&label)) + 2 * usize::from(part);
                block.insert(at, LineMark::Aside(Reason::Lead));
            }
            // a title may stand above
            _ if at == first => {}
            _ => return LineMarks::new(),
        }
    }
    if known >= 2 && known * 3 >= block.len() { block } else { LineMarks::new() }
}

/// Whether one line alone begins with a folded label.
fn is_once(text: &Tidied, label: &str) -> bool {
    let heads = |at: &usize| {
        colon(text.line(*at)).is_some_and(|end| fold(text.line(*at)[..end].trim_end_matches(':')) == label)
    };
    (0..text.lines.len()).filter(heads).count() == 1
}
