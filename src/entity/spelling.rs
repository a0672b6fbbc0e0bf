//! The spellings that a document prints of one name.

use std::collections::BTreeMap;

use crate::name::{key, plain};

/// The spellings that a document prints.
#[derive(Debug, Default)]
pub struct Spellings(BTreeMap<String, BTreeMap<String, usize>>);

impl Spellings {
    /// Counts a mention.
    pub fn add(&mut self, text: &str) {
        *self.0.entry(key(text)).or_default().entry(plain(text)).or_default() += 1;
    }

    /// The usual spelling: the most frequent, rather not all in capitals, then the first in the alphabet.
    pub fn usual(&self, text: &str) -> String {
        let shouted = |form: &str| !form.chars().any(char::is_lowercase);
        let forms = self.0.get(&key(text)).into_iter().flatten();
        // `max_by_key` keeps the last of equals, so the order is turned round
        let best = forms.rev().max_by_key(|(form, count)| (**count, !shouted(form)));
        best.map_or_else(|| plain(text), |(form, _)| form.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_spelling_is_the_most_frequent() {
        let mut spellings = Spellings::default();
        for form in ["Kosice", "Košice", "the Košice", "VARSIANS", "Varsians"] {
            spellings.add(form);
        }
        assert_eq!(spellings.usual("Kosice"), "Košice");
        assert_eq!(spellings.usual("VARSIANS"), "Varsians");
        assert_eq!(spellings.usual("Brenn"), "Brenn");
    }
}
