//! Words before a colon that come again and again: a header, whatever they are. "FRAGE & CO: ", "@lena.o: ".

use std::collections::{BTreeMap, BTreeSet};

use crate::name::{fold, is_document_label, is_ordinary};
use crate::read::format::text::mark::{LineMark, LineMarks};
use crate::read::format::text::tidy::Tidied;

/// Words of the longest such header.
const MOST_WORDS: usize = 5;

/// A header is at most this long, in bytes.
const LONGEST: usize = 60;

/// Looks for starts that are no names and come again, in a text in which most paragraphs begin with a header.
pub fn look(text: &Tidied, before: &LineMarks) -> LineMarks {
    let lines: Vec<usize> = (0..text.lines.len()).filter(|at| text.begins(*at)).collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut labels: BTreeMap<usize, (String, usize)> = BTreeMap::new();
    let mut headed = 0;
    for at in &lines {
        if before.contains_key(at) || text.candidate(*at).is_some() {
            headed += 1;
        } else if let Some((key, end)) = label(text, *at) {
            *counts.entry(key.clone()).or_default() += 1;
            labels.insert(*at, (key, end));
        }
    }
    let again = |key: &String| counts.get(key).is_some_and(|count| *count > 1);
    // where every line has one, those that come once are headers too
    if headed + labels.len() < lines.len() || lines.len() < 3 || !labels.values().any(|(key, _)| again(key)) {
        labels.retain(|_, (key, _)| again(key));
    }
    let kinds = labels.values().map(|(key, _)| key.as_str()).collect::<BTreeSet<_>>().len() + usize::from(headed > 0);
    if labels.len() < 2 || kinds < 2 || (headed + labels.len()) * 3 < lines.len() * 2 {
        return LineMarks::new();
    }
    let name = |at: usize, end: usize| without_verb(&text.line(at)[..end]);
    labels.into_iter().map(|(at, (_, end))| (at, LineMark::speaker(name(at, end), end))).collect()
}

/// "Lena Orsol" of "Lena Orsol says:".
fn without_verb(header: &str) -> &str {
    let bare = header.trim_end_matches([':', '：', ' ']);
    let verb =
        [" says", " said", " asks", " asked", " answers", " replies"].iter().find_map(|verb| bare.strip_suffix(verb));
    verb.unwrap_or(bare)
}

/// The folded words before a colon, if a header can have them, and where it ends.
fn label(text: &Tidied, at: usize) -> Option<(String, usize)> {
    let (label, end) = text.label(at).filter(|(_, end)| *end <= LONGEST)?;
    let (line, words) = (text.line(at), label.trim_end());
    let key = fold(words);
    let first = key.split(' ').next().unwrap_or_default();
    let plain = !is_ordinary(first) && !is_document_label(&key) && key.chars().any(char::is_alphabetic);
    let open = words.contains(['"', '“', '”', ',', ';']) || words.contains(". ");
    let said = line[end..].starts_with(char::is_whitespace) || line.len() == end;
    (plain && said && !open && words.split_whitespace().count() <= MOST_WORDS).then_some((key, end))
}
