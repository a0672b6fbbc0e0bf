//! The people of the speakers' file by every spelling.

use std::collections::BTreeMap;

use crate::config::KnownSpeaker;
use crate::name::{fold, suffixes};

/// The people of the speakers' file by every spelling.
#[derive(Debug, Default)]
pub struct KnownSpeakers {
    known: Vec<KnownSpeaker>,
    by_spelling: BTreeMap<String, usize>,
}

impl KnownSpeakers {
    /// From the entries of the file.
    pub fn new(known: Vec<KnownSpeaker>) -> Self {
        let mut by_spelling = BTreeMap::new();
        for (at, person) in known.iter().enumerate() {
            for spelling in std::iter::once(&person.name).chain(&person.aliases) {
                by_spelling.entry(fold(spelling)).or_insert(at);
            }
        }
        KnownSpeakers { known, by_spelling }
    }

    /// By a folded spelling.
    pub fn find(&self, key: &str) -> Option<&KnownSpeaker> {
        self.by_spelling.get(key).and_then(|at| self.known.get(*at))
    }

    /// By a whole folded header, or by its longest ending of two words or more.
    pub fn find_ending(&self, key: &str) -> Option<&KnownSpeaker> {
        self.find(key).or_else(|| suffixes(key).filter(|s| s.contains(' ')).find_map(|suffix| self.find(suffix)))
    }
}
