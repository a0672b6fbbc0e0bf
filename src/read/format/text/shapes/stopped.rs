//! A full stop behind the name: "Ms. Orsol. Thank you", as hearings are printed, and "OLD ABBOT. Who is there?" in a play.

use std::collections::BTreeSet;

use crate::name::{fold, is_name_token, is_particle, is_title_word};
use crate::read::format::text::mark::{LineMark, LineMarks, repeated};
use crate::read::format::text::tidy::Tidied;
use crate::read::kit::header::Shape;
use crate::read::kit::stage;

/// A header is at most this long, in bytes.
const LONGEST: usize = 80;

/// Words of the longest header.
const MOST_WORDS: usize = 7;

/// Looks at the lines that begin a paragraph with a name and a full stop.
pub fn look(text: &Tidied, before: &LineMarks) -> LineMarks {
    let mut found = LineMarks::new();
    let (mut starts, mut colons) = (0, 0);
    for at in (0..text.lines.len()).filter(|at| begins(text, *at)) {
        let words = text.line(at);
        starts += 1;
        colons += usize::from(text.candidate(at).is_some_and(|header| header.shape > Shape::Weak));
        if let Some((name, end)) = header_of(words).filter(|_| !before.contains_key(&at)) {
            found.insert(at, LineMark::speaker(name, end));
        }
    }
    let indented = |marks: &LineMarks| marks.keys().filter(|at| text.lines[**at].indent > 0).count();
    if indented(&found) * 10 >= found.len() * 9 {
        found.retain(|at, _| text.lines[*at].indent > 0);
    }
    let people: BTreeSet<&str> =
        found.values().filter_map(LineMark::key).filter(|key| !key.starts_with("the ")).collect();
    let (again, lines) = repeated(&found);
    let enough = again > 0 && lines >= 3 && lines * 4 >= starts && lines > colons && people.len() >= 2;
    if enough { found } else { LineMarks::new() }
}

/// Whether a paragraph may begin at a line: it is set in, or what stands above it has ended.
fn begins(text: &Tidied, at: usize) -> bool {
    let ended = |above: usize| text.line(above).ends_with(['.', '!', '?', '…', ')', ']', '"', '”', '—', '-']);
    !text.line(at).is_empty() && (text.is_first(at) || text.lines[at].indent > 0 || ended(at - 1))
}

/// The name before the first full stop that ends more than an abbreviation, and where the words begin.
fn header_of(words: &str) -> Option<(&str, usize)> {
    let window = stage::prefix(words, LONGEST);
    if !opens(window) {
        return None;
    }
    let (mut end, mut tokens, mut note) = (0, Vec::new(), None);
    loop {
        let token = window[end..].split_inclusive(char::is_whitespace).next()?;
        let word = token.trim_end();
        if word.starts_with('[') {
            note = note.or(Some(end));
        } else if note.is_none() {
            tokens.push(word.trim_end_matches('.'));
        }
        if tokens.len() > MOST_WORDS || word.ends_with([',', ':', ';']) {
            return None;
        }
        end += token.len();
        if word.ends_with('.') && !is_name_token(word) {
            break;
        }
    }
    let name = window[..note.unwrap_or(end)].trim_end().trim_end_matches('.');
    let rest = &words[end..];
    let follows =
        |rest: &str| rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "“\"'‘([—".contains(c));
    if !follows(rest) || !(is_titled(&tokens) || tokens.iter().all(|token| is_capitals(token))) {
        return None;
    }
    Some((name, end + aside(rest)))
}

/// Whether the first word can open a header: of most lines no other is looked at.
fn opens(words: &str) -> bool {
    let first = words.split_whitespace().next().unwrap_or_default().trim_end_matches('.');
    let titled = || first.starts_with(char::is_uppercase) && is_title_word(&fold(first));
    first == "The" || first.starts_with('[') || is_capitals(first) || titled()
}

/// "Ms. Orsol", "Chairman Vell", "The Clerk".
fn is_titled(tokens: &[&str]) -> bool {
    let (title, rest) = match tokens {
        ["The", title, rest @ ..] => (title, rest),
        [title, rest @ ..] if !rest.iter().all(|word| is_title_word(&fold(word))) => (title, rest),
        _ => return false,
    };
    let part = |word: &&str| is_name_token(word) || is_particle(&fold(word)) || is_title_word(&fold(word));
    title.starts_with(char::is_uppercase) && is_title_word(&fold(title)) && rest.iter().all(part)
}

fn is_capitals(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && word.chars().all(|c| c.is_uppercase() || matches!(c, '-' | '\'' | '’'))
}

/// The bytes of "(aside) " before the words.
fn aside(rest: &str) -> usize {
    let close = match rest.chars().next() {
        Some('(') => ')',
        Some('[') => ']',
        _ => return 0,
    };
    let end = stage::prefix(rest, LONGEST).find(close).map_or(0, |at| at + 1);
    let small = rest[1..].starts_with(char::is_lowercase) && !rest[..end].contains(char::is_uppercase);
    let said = rest[end..].trim_start();
    if small && !said.is_empty() { rest.len() - said.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_stop_ends_a_name_and_no_abbreviation() {
        for (line, name) in [
            ("Ms. Orsol. Thank you.", Some("Ms. Orsol")),
            ("Lt. Gen. Vell. Thank you.", Some("Lt. Gen. Vell")),
            ("Chairman Vell [presiding]. The committee will come to order.", Some("Chairman Vell")),
            ("The Clerk. Mr. Vell.", Some("The Clerk")),
            ("OLD ABBOT. (aside) He lies.", Some("OLD ABBOT")),
            ("Mr. Vell, Ms. Orsol. Thank you.", None),
            ("Mr. Speaker. I rise.", None),
            ("Good. We go.", None),
            ("Mr. Vell. and so on", None),
            ("The roads. They are bad.", None),
        ] {
            assert_eq!(header_of(line).map(|(name, _)| name), name, "{line}");
        }
        assert_eq!(header_of("OLD ABBOT. (aside) He lies.").map(|(_, end)| end), Some(19));
    }
}
