//! The names that documents state in columns, voice tags and fields. Two of them are one only where they differ in case,
//! spacing or diacritics.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::name::{fold, is_code};
use crate::speaker::names::identity;

/// The stated names of a run: those of persons over all documents, codes and labels inside theirs.
#[derive(Debug, Default)]
pub struct StatedNames {
    persons: BTreeMap<String, StatedSpellings>,
    by_identity: BTreeMap<String, BTreeSet<String>>,
    labels: BTreeMap<String, BTreeMap<String, StatedSpellings>>,
}

impl StatedNames {
    /// Adds a person's name as a document states it, so many times.
    pub fn add(&mut self, name: &str, times: usize) {
        let key = fold(name);
        self.by_identity.entry(identity(name)).or_default().insert(key.clone());
        self.persons.entry(key).or_default().add(name, times);
    }

    /// Adds a name or a code as the document states it, so many times.
    pub fn add_in(&mut self, document: &str, stated: &str, times: usize) {
        if is_code(stated) {
            let labels = self.labels.entry(document.to_owned()).or_default();
            labels.entry(fold(stated)).or_default().add(stated, times);
        } else {
            self.add(stated, times);
        }
    }

    /// The usual spelling of a person's stated name.
    pub fn person(&self, name: &str) -> Option<&str> {
        self.persons.get(&fold(name))?.usual()
    }

    /// The usual spelling of a label of the document.
    pub fn label(&self, document: &str, stated: &str) -> Option<&str> {
        self.labels.get(document)?.get(&fold(stated))?.usual()
    }

    /// The only stated name that a name found in running text may be a form of.
    pub fn like(&self, name: &str) -> Option<&str> {
        self.person(name).or_else(|| {
            let keys = self.by_identity.get(&identity(name))?;
            let only = keys.first().filter(|_| keys.len() == 1)?;
            self.persons.get(only)?.usual()
        })
    }
}

/// StatedSpellings of one name with the number of times that they were stated.
#[derive(Debug, Default)]
struct StatedSpellings {
    counts: BTreeMap<String, usize>,
    /// The usual one, once it is asked for, until another is added.
    usual: OnceLock<Option<String>>,
}

impl StatedSpellings {
    fn add(&mut self, spelling: &str, times: usize) {
        *self.counts.entry(spelling.to_owned()).or_default() += times;
        self.usual.take();
    }

    /// The least shouted one, of those the one with most capitals at the beginning of words, then the most frequent, then
    /// the first in the alphabet.
    fn usual(&self) -> Option<&str> {
        self.usual.get_or_init(|| self.best().map(str::to_owned)).as_deref()
    }

    fn best(&self) -> Option<&str> {
        let rank = |spelling: &str, count: usize| {
            let words = || spelling.split_whitespace();
            let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
            let shouted = words().filter(|w| letters(w) > 1 && !w.chars().any(char::is_lowercase)).count();
            let capital = words().filter(|w| w.starts_with(char::is_uppercase)).count();
            (std::cmp::Reverse(shouted), capital, count)
        };
        // `max_by_key` keeps the last of equals
        let best = self.counts.iter().rev().max_by_key(|(spelling, count)| rank(spelling, **count));
        best.map(|(spelling, _)| spelling.as_str())
    }
}
