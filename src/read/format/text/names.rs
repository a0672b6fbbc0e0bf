//! What may be a name where something else than its words says that a name stands there: a time, bold letters, a line of
//! its own. Display names and codes are no names by their letters: "lena.orsol", "P01", "iPhone (2)".

use crate::name::{
    HeaderKind, fold, is_connector, is_document_label, is_ordinary, is_particle, is_title_word, kind, without_notes,
};
use crate::read::kit::header::colon;

/// Words of the longest such name.
const MOST_WORDS: usize = 8;
/// A name is at most this long, in bytes.
const LONGEST: usize = 100;
/// A label before a colon is looked for in so many bytes.
const LONGEST_LABEL: usize = 70;

/// Whether words may be a name or label by which somebody is shown.
pub fn is_loose_name(printed: &str) -> bool {
    if printed.len() > 2 * LONGEST {
        return false;
    }
    let bare = without_notes(printed);
    let key = fold(bare);
    let words: Vec<&str> = bare.split_whitespace().collect();
    if key.is_empty() || bare.len() > LONGEST || words.len() > MOST_WORDS || is_document_label(&key) {
        return false;
    }
    if kind(bare) != HeaderKind::Person {
        return !bare.ends_with(['?', '!', ',']);
    }
    let first = words.first().map(|word| fold(word)).unwrap_or_default();
    let prose = is_ordinary(&first) && words.len() > 1;
    let ends = bare.ends_with(['?', '!', ',', ';', ':', '…']) || bare.ends_with('.') && !is_abbreviated(words.last());
    let letters = bare.chars().any(char::is_alphabetic);
    !prose && !ends && letters && !is_ordinary(&key) && (words.len() == 1 || words.iter().all(|word| is_part(word)))
}

/// "Jr.", "L."
fn is_abbreviated(word: Option<&&str>) -> bool {
    word.is_some_and(|word| word.chars().filter(|c| c.is_alphabetic()).count() <= 2)
}

/// A word of a name or of what is said of a person: capital, figure, or small and known.
fn is_part(word: &str) -> bool {
    let word = word.trim_start_matches(['(', '[', '"', '“', '\'']);
    if !word.starts_with(char::is_lowercase) {
        return true;
    }
    let folded = fold(word.trim_end_matches([',', ')', ']']));
    is_connector(&folded) || is_particle(&folded) || is_title_word(&folded)
}

/// Where a loose header at the start of a line ends, one past its colon: "lena.orsol: Good".
pub fn loose_header(line: &str) -> Option<usize> {
    let end = colon(line).filter(|end| *end <= LONGEST_LABEL)?;
    is_loose_name(unwrapped(&line[..end])).then_some(end)
}

/// A name without the brackets that stand around all of it, and without the colon behind it.
pub fn unwrapped(printed: &str) -> &str {
    let bare = printed.trim().trim_end_matches([':', '：']).trim_end();
    for (open, close) in [('[', ']'), ('<', '>'), ('(', ')')] {
        let inner = bare.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        if let Some(inner) = inner.filter(|inner| !inner.contains([open, close])) {
            return inner.trim();
        }
    }
    sender(bare).unwrap_or(bare)
}

/// "Lena Orsol" of "From Lena Orsol to Everyone", as chats say it.
fn sender(label: &str) -> Option<&str> {
    let rest = label.strip_prefix("From ")?;
    let end = [" to ", " To "].iter().filter_map(|to| rest.find(to)).min()?;
    Some(rest[..end].trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loose_names_are_no_sentences() {
        for name in [
            "Lena Orsol",
            "lena.orsol",
            "P01",
            "Speaker 1",
            "Unknown Speaker",
            "Ursula von der Leyen",
            "Lena Orsol (Guest)",
            "iPhone",
            "INT",
            "L. Orsol",
            "Tomas Vell Jr.",
            "Chair of the Board",
            "王芳",
            "Orsol, Lena",
        ] {
            assert!(is_loose_name(name), "{name}");
        }
        for prose in
            ["We met", "Good morning everyone.", "the cranes", "Two things", "What?", "Note", "Lena went home", "Well"]
        {
            assert!(!is_loose_name(prose), "{prose}");
        }
        assert_eq!(loose_header("lena.orsol: Good"), Some(11));
        assert_eq!(unwrapped("[Lena Orsol]:"), "Lena Orsol");
    }
}
