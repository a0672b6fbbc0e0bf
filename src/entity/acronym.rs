//! Acronyms that a document spells out, or that are the initials of one of its organisations.

use std::collections::BTreeMap;

use crate::name::{acronym, key, plain};

/// Letters of an acronym that is looked for among initials.
const SHORTEST: usize = 3;

/// Small words that give an acronym no letter.
const SMALL: &[&str] = &["and", "for", "in", "of", "on", "the", "to", "&"];

/// Expansions by their key, so that two spellings are one.
type Expansions = BTreeMap<String, String>;

/// The acronyms of a document.
#[derive(Debug, Default)]
pub struct Acronyms {
    stated: BTreeMap<String, Expansions>,
    initials: BTreeMap<String, Expansions>,
}

impl Acronyms {
    /// Adds what a mention states: "Eurasian Economic Union (EAEU)", "EAEU (Eurasian Economic Union)".
    pub fn add_stated(&mut self, text: &str, after: &str) {
        let name = plain(text);
        let Some((inside, _)) = after.trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')')) else {
            return;
        };
        let inside = plain(inside);
        let (letters, expansion) = match (acronym(&name), acronym(&inside)) {
            (Some(letters), None) => (letters, inside),
            (None, Some(letters)) => (letters, name),
            _ => return,
        };
        if expansion.contains([' ', '-']) && fits(&letters, &expansion) {
            self.stated.entry(letters).or_default().insert(key(&expansion), expansion);
        }
    }

    /// Adds an organisation of the document.
    pub fn add_organisation(&mut self, text: &str) {
        let name = plain(text);
        let words = name.split([' ', '-', '–']).filter(|word| !SMALL.contains(&word.to_lowercase().as_str()));
        let letters: String = words.filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect();
        if letters.chars().count() >= SHORTEST {
            self.initials.entry(letters).or_default().insert(key(&name), name);
        }
    }

    /// What the document says that an acronym stands for; none where it says two things.
    pub fn stated(&self, text: &str) -> Option<&str> {
        only(self.stated.get(&acronym(&plain(text))?)?)
    }

    /// The one organisation of the document with these initials.
    pub fn initials(&self, text: &str) -> Option<&str> {
        only(self.initials.get(&acronym(&plain(text))?)?)
    }
}

fn only(expansions: &Expansions) -> Option<&str> {
    expansions.values().next().filter(|_| expansions.len() == 1).map(String::as_str)
}

/// Whether the letters come in this order in the expansion, the first as its first and the last as the first of a word:
/// "EAEU" in "EurAsian Economic Union".
fn fits(letters: &str, expansion: &str) -> bool {
    let folded = expansion.to_lowercase();
    let mut rest = folded.chars();
    let mut wanted = letters.chars().flat_map(char::to_lowercase);
    let first = rest.next().is_some_and(|c| wanted.next() == Some(c));
    let last = letters.chars().next_back().into_iter().flat_map(char::to_lowercase).next();
    let opens_a_word = folded.split([' ', '-', '–']).any(|word| word.chars().next() == last);
    first && opens_a_word && wanted.all(|letter| rest.any(|c| c == letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acronym_stands_for_what_the_document_says() {
        let mut found = Acronyms::default();
        found.add_stated("the Lake Sorin Forum", " (LSF) met.");
        found.add_stated("LSF", " (Lake Sorin forum)");
        found.add_stated("Eurasian Economic Union", " (EAEU)");
        assert_eq!(found.stated("LSF’s"), Some("Lake Sorin forum"));
        assert_eq!(found.stated("EAEU"), Some("Eurasian Economic Union"));
        found.add_stated("Little Sorin Fair", " (LSF)");
        assert_eq!(found.stated("LSF"), None, "it says two things");
        found.add_stated("Brenn Observer", " (XYZ)");
        found.add_stated("Brenn", " (B)");
        assert_eq!((found.stated("XYZ"), found.stated("B")), (None, None));
    }

    #[test]
    fn initials_belong_to_one_organisation() {
        let mut found = Acronyms::default();
        found.add_organisation("Ministry of Roads and Bridges");
        assert_eq!(found.initials("MRB"), Some("Ministry of Roads and Bridges"));
        found.add_organisation("Museum of Railway Buffers");
        assert_eq!(found.initials("MRB"), None);
        assert_eq!(found.initials("Mrb"), None);
    }
}
