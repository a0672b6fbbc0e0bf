//! What may be a name where something else than its words says that a name stands there: a time, bold letters, a line of
//! its own. Display names and codes are no names by their letters: "lena.orsol", "P01", "iPhone (2)".

use std::collections::HashMap;

use crate::name::{
    HeaderKind, fold, is_connector, is_document_label, is_ordinary, is_particle, is_title_word, kind, without_notes,
};
use crate::read::kit::header::{colon, shape_of};

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
    let bare = without_notes(sender(printed).unwrap_or(printed));
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
    let letters = bare.chars().any(char::is_alphabetic) || is_phone(bare);
    !prose && !ends && letters && !is_ordinary(&key) && (words.len() == 1 || words.iter().all(|word| is_part(word)))
}

/// Which words are a label, or have the form of a name: the same come again and again in a text, and are looked at once.
#[derive(Debug)]
pub struct NameForms<'a> {
    most_words: usize,
    known: HashMap<&'a str, bool>,
}

impl<'a> NameForms<'a> {
    /// Of at most so many words.
    pub fn up_to(most_words: usize) -> Self {
        NameForms { most_words, known: HashMap::new() }
    }

    /// Whether words are a label, or have the form of a name.
    pub fn is(&mut self, words: &'a str) -> bool {
        let named = || is_loose_name(words) && shape_of(words).is_some();
        words.split_whitespace().nth(self.most_words).is_none() && *self.known.entry(words).or_insert_with(named)
    }
}

/// "Jr.", "L."
fn is_abbreviated(word: Option<&&str>) -> bool {
    word.is_some_and(|word| word.chars().filter(|c| c.is_alphabetic()).count() <= 2)
}

/// "+49 151 5550 0123", "(555) 010-0199".
fn is_phone(words: &str) -> bool {
    let figures = words.chars().filter(char::is_ascii_digit).count();
    words.starts_with(['+', '(']) && figures >= 7 && words.chars().all(|c| c.is_ascii_digit() || " +()-.".contains(c))
}

/// Up to four words by which some show themselves: "lena orsol", "Tomas's room". Sure only where a time stands beside
/// them and nothing else.
pub fn is_display_name(printed: &str) -> bool {
    let words: Vec<&str> = printed.split_whitespace().collect();
    let plain = |word: &str| {
        let key = fold(word);
        let letters =
            word.chars().all(|c| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '_' | '.' | '(' | ')'));
        letters
            && (!word.ends_with('.') || word.len() <= 3)
            && !is_ordinary(&key)
            && !is_connector(&key)
            && !is_document_label(&key)
    };
    (1..=4).contains(&words.len()) && printed.contains(char::is_alphabetic) && words.iter().all(|word| plain(word))
}

/// A word of a name or of what is said of a person: capital, figure, or small and known. "iPhone" has its capital later.
fn is_part(word: &str) -> bool {
    let word = word.trim_start_matches(['(', '[', '"', '“', '\'']);
    if !word.starts_with(char::is_lowercase) || word.contains(char::is_uppercase) {
        return true;
    }
    let folded = fold(word.trim_end_matches([',', ')', ']']));
    is_connector(&folded) || is_particle(&folded) || is_title_word(&folded)
}

/// Where a loose header at the start of a line ends, one past its colon: "lena.orsol: Good", "lena orsol: Good".
pub fn loose_header(line: &str) -> Option<usize> {
    let end = colon(line).filter(|end| *end <= LONGEST_LABEL)?;
    let name = unwrapped(&line[..end]);
    let small = name.split_whitespace().count() == 2 && !name.contains(char::is_uppercase) && is_display_name(name);
    (is_loose_name(name) || small).then_some(end)
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

/// "Lena Orsol" of "From Lena Orsol to Everyone" and "From Lena Orsol", as chats say it.
fn sender(label: &str) -> Option<&str> {
    let rest = label.trim().strip_prefix("From ").filter(|rest| !rest.contains([':', '：']))?;
    let end = [" to ", " To "].iter().filter_map(|to| rest.find(to)).min().unwrap_or(rest.len());
    Some(rest[..end].trim()).filter(|name| !name.is_empty())
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
            "Lena's iPhone",
            "+49 151 5550 0123",
            "From Lena Orsol to Everyone",
        ] {
            assert!(is_loose_name(name), "{name}");
        }
        for prose in [
            "We met",
            "Good morning everyone.",
            "the cranes",
            "Two things",
            "What?",
            "Note",
            "Lena went home",
            "Well",
            "1998 - 2004",
        ] {
            assert!(!is_loose_name(prose), "{prose}");
        }
        assert!(is_display_name("lena orsol") && is_display_name("Tomas's room") && !is_display_name("we met."));
        assert_eq!(unwrapped("From  Lena Orsol "), "Lena Orsol");
        assert_eq!(loose_header("lena.orsol: Good"), Some(11));
        assert_eq!(unwrapped("[Lena Orsol]:"), "Lena Orsol");
    }
}
