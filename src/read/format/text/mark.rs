//! What a shape says of a line.

use std::collections::BTreeMap;

use super::names::unwrapped;
use crate::name::{fold, fold_spaces, holder, without_notes};
use crate::read::kit::header::{Candidate, Shape};
use crate::transcript::Reason;

/// Marks by the number of their line.
pub type LineMarks = BTreeMap<usize, LineMark>;

/// What a line says of who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineMark {
    /// Somebody begins to speak.
    Speaker(Candidate),
    /// Somebody begins to speak, and it is not understood who: these words.
    Nobody(String),
    /// It is not said.
    Aside(Reason),
    /// Nobody else begins to speak, although it looks so.
    Said,
}

impl LineMark {
    /// A speaker by a printed name; the header takes so many bytes of the line.
    pub fn speaker(printed: &str, end: usize) -> Self {
        let printed = fold_spaces(unwrapped(printed));
        let printed = holder(&printed).unwrap_or(printed);
        LineMark::Speaker(Candidate { end, key: fold(without_notes(&printed)), printed, shape: Shape::Certain })
    }

    /// The folded name of the speaker.
    pub fn key(&self) -> Option<&str> {
        match self {
            LineMark::Speaker(candidate) => Some(&candidate.key),
            LineMark::Nobody(_) | LineMark::Aside(_) | LineMark::Said => None,
        }
    }
}

/// How many names come more than once, and in how many lines names stand.
pub fn repeated(marks: &LineMarks) -> (usize, usize) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for key in marks.values().filter_map(LineMark::key) {
        *counts.entry(key).or_default() += 1;
    }
    (counts.values().filter(|count| **count > 1).count(), counts.values().sum())
}
