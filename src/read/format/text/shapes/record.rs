//! The form of a printed record: the name, in capitals, ends in a full stop.
//!
//! ```text
//!   Mr. VELL. Madam Speaker, I yield.
//!   Ms. LENA ORSOL of Varsia. Madam Speaker, I thank him.
//!   The Acting CHAIR. Is there objection?
//! ```

use crate::read::format::text::mark::{LineMark, LineMarks};
use crate::read::format::text::tidy::Tidied;
use crate::read::kit::stage;

/// A header is at most this long, in bytes.
const LONGEST: usize = 160;

/// What such a header begins with.
const TITLES: [&str; 7] = ["Mr. ", "Mrs. ", "Ms. ", "Miss ", "Dr. ", "Mr ", "Ms "];

/// Looks at the lines that begin with a title and a name in capitals.
pub fn look(text: &Tidied, _: &LineMarks) -> LineMarks {
    let mut found = LineMarks::new();
    let mut unread = LineMarks::new();
    // as all titles begin, and "The "
    for at in (0..text.lines.len()).filter(|at| text.line(*at).starts_with(['M', 'D', 'T'])) {
        let words = text.line(at);
        match header_of(words) {
            Some((name, end)) => _ = found.insert(at, LineMark::speaker(name, end)),
            None if begins(words) => _ = unread.insert(at, LineMark::Nobody(stage::prefix(words, 40).to_owned())),
            None => {}
        }
    }
    let indented = |marks: &LineMarks| marks.keys().filter(|at| text.lines[**at].indent > 0).count();
    let paragraphs = indented(&found) * 10 >= found.len() * 9;
    if found.len() < 2 || !found.values().any(|mark| mark.key().is_some_and(|key| !key.starts_with("the "))) {
        return LineMarks::new();
    }
    if paragraphs {
        // who is named at the start of a paragraph and does not speak ends the speech before
        found.retain(|at, _| text.lines[*at].indent > 0);
        found.extend(unread.into_iter().filter(|(at, _)| text.lines[*at].indent > 0));
    }
    found
}

/// Whether a line begins with a title and a surname in capitals, and is no header with a colon.
fn begins(words: &str) -> bool {
    let rest = TITLES.iter().find_map(|title| words.strip_prefix(title));
    let name = rest.and_then(|rest| rest.split_whitespace().next()).unwrap_or_default();
    is_capitals(name) && !stage::prefix(words, LONGEST).contains(':')
}

/// The name of a header, without its state and notes, and where the header ends.
fn header_of(words: &str) -> Option<(&str, usize)> {
    let window = stage::prefix(words, LONGEST);
    let title = TITLES.iter().find(|title| window.starts_with(**title));
    let start = title.map_or(0, |title| title.len());
    if title.is_none() && !window.starts_with("The ") {
        return None;
    }
    let mut end = start;
    let mut name_end = None;
    let mut depth = 0usize;
    let mut capitals = false;
    for token in window[start..].split_inclusive(char::is_whitespace) {
        let word = token.trim_end();
        depth += usize::from(word.starts_with('('));
        let inside = depth > 0;
        let last = end + word.len();
        end += token.len();
        if inside {
            name_end = name_end.or(Some(last - word.len()));
            if word.trim_end_matches('.').ends_with(')') {
                depth = 0;
                if word.ends_with('.') {
                    break;
                }
            }
            continue;
        }
        let bare = word.trim_end_matches('.');
        if word.ends_with(',') || name_end.is_some() && TITLES.iter().any(|title| title.trim_end() == word) {
            return None;
        }
        match word {
            "of" | "from" if title.is_some() && capitals => name_end = name_end.or(Some(last - word.len())),
            "pro" | "tempore" | "tempore." | "The" | "the" | "of" | "Acting" | "Vice" | "Presiding" | "de" | "la"
            | "van" | "von" => {}
            _ if name_end.is_some() && bare.starts_with(char::is_uppercase) => {}
            _ if is_capitals(bare) || is_initial(word) => capitals |= is_capitals(bare),
            _ => return None,
        }
        if word.ends_with('.') && !is_initial(word) && !matches!(word, "Jr." | "Sr.") {
            break;
        }
    }
    let header = window[..end].trim_end();
    let name = window[..name_end.unwrap_or(header.len())].trim_end().trim_end_matches('.');
    // an office keeps its note: it may hold the name
    let name = if title.is_none() { header.trim_end_matches('.') } else { name };
    (capitals && header.ends_with('.') && depth == 0).then_some((name, end))
}

/// "VELL", "McVELL", "O'VELL-ORSOL".
fn is_capitals(word: &str) -> bool {
    let word = word.trim_end_matches([',', '.']);
    let word = ["Mc", "Mac", "De", "de", "La", "Le", "Van", "Di"]
        .iter()
        .find_map(|start| word.strip_prefix(start))
        .unwrap_or(word);
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2 && word.chars().all(|c| c.is_uppercase() || matches!(c, '-' | '\'' | '’'))
}

fn is_initial(word: &str) -> bool {
    word.len() == 2 && word.starts_with(char::is_uppercase) && word.ends_with('.')
}
