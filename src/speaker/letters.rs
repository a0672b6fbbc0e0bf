//! What single letters mean in a document: the answers to a "Q", or speakers A, B and C.

use std::collections::{BTreeMap, BTreeSet};

use crate::name::{fold, without_notes};
use crate::transcript::Header;

/// The single letters that head turns, by document.
#[derive(Debug, Default)]
pub struct Letters(BTreeMap<String, BTreeSet<String>>);

impl Letters {
    /// Adds a header of a document.
    pub fn add(&mut self, document: &str, header: &Header) {
        if let Some(letter) = letter(&header.printed) {
            self.0.entry(document.to_owned()).or_default().insert(letter);
        }
    }

    /// Whether a header is the letter of a speaker, as A is where there is a B, or no Q to answer.
    pub fn is_speaker(&self, document: &str, printed: &str) -> bool {
        let Some(letter) = letter(printed) else { return false };
        let beside = self.0.get(document);
        let has = |wanted: &str| beside.is_some_and(|all| all.contains(wanted));
        let others = beside.is_some_and(|all| all.iter().any(|other| other != "a" && other != "q"));
        match letter.as_str() {
            "q" => others && has("a"),
            _ => others || !has("q"),
        }
    }
}

/// The letter that a header consists of.
fn letter(printed: &str) -> Option<String> {
    let key = fold(without_notes(printed));
    (key.chars().count() == 1 && key.chars().all(char::is_alphabetic)).then_some(key)
}
