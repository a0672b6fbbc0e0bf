//! Times tell the headers: "Lena Orsol  0:09" on a line of its own, "00:05 - Lena Orsol", "Lena Orsol [00:05] Good",
//! "[00:05] lena: Good", and a name on the line before or behind that of a time.

use crate::name::{fold, is_document_label};
use crate::read::format::text::mark::{LineMark, LineMarks};
use crate::read::format::text::names::{is_loose_name, loose_header, unwrapped};
use crate::read::format::text::tidy::Tidied;

/// Fewer lines with a name and a time are chance.
const LEAST: usize = 2;

/// Looks at the lines that have a time, and at those beside a line that is one.
pub fn look(text: &Tidied, _: &LineMarks) -> LineMarks {
    let mut found = [LineMarks::new(), LineMarks::new(), LineMarks::new(), LineMarks::new(), LineMarks::new()];
    for (at, line) in text.lines.iter().enumerate().filter(|(_, line)| !line.range.is_empty()) {
        let words = text.line(at);
        let alone = || is_loose_name(unwrapped(words)) && text.after(at).is_some();
        match line.stamp {
            Some(0) => match loose_header(words.trim_start_matches('[')) {
                Some(_) => headed(&mut found[0], text, at),
                None if alone() => _ = found[1].insert(at, LineMark::speaker(words, words.len())),
                None => unread(&mut found[0], text, at),
            },
            Some(end) if words.len() > end && words[end..].starts_with([':', '：']) => headed(&mut found[2], text, at),
            Some(end) => _ = found[2].insert(at, LineMark::speaker(&words[..end], end)),
            None if at > 0 && text.lines[at - 1].is_time && alone() => {
                _ = found[3].insert(at, LineMark::speaker(words, words.len()));
            }
            None if text.lines.get(at + 1).is_some_and(|next| next.is_time) && alone() => {
                _ = found[4].insert(at, LineMark::speaker(words, words.len()));
            }
            None => {}
        }
    }
    let headers = found[0].values().filter(|mark| matches!(mark, LineMark::Speaker(_))).count();
    if headers * 2 < found[0].len() {
        found[0].retain(|_, mark| matches!(mark, LineMark::Speaker(_)));
    }
    let mut all = LineMarks::new();
    for marks in found.into_iter().filter(|marks| marks.len() >= LEAST) {
        all.extend(marks);
    }
    all
}

/// "Lena: Good".
fn headed(found: &mut LineMarks, text: &Tidied, at: usize) {
    found.extend(text.label(at).map(|(label, end)| (at, LineMark::speaker(label, end))));
}

/// Words before a colon that are no name, and no prose either.
fn unread(found: &mut LineMarks, text: &Tidied, at: usize) {
    let Some((label, _)) = text.label(at).filter(|(_, end)| *end <= 60) else { return };
    let odd = label.contains(['@', '/', '&', '_', '+', '|', '?', '*']) || label.chars().any(|c| c.is_ascii_digit());
    let words = label.split_whitespace().count();
    let short = words <= 3 && !label.starts_with(char::is_lowercase) && !is_document_label(&fold(label));
    if odd && words <= 5 || short {
        found.insert(at, LineMark::Nobody(label.to_owned()));
    }
}
