//! The candidates of one document: the same names begin its paragraphs again and again, and each is looked at once.

use std::collections::HashMap;

use super::header::{Candidate, candidate_to, colon};

/// What has been found of the words before a colon, by these words as they stand.
#[derive(Debug, Default)]
pub struct Candidates(HashMap<String, Option<Candidate>>);

impl Candidates {
    /// The candidate at the start of a paragraph.
    pub fn find(&mut self, paragraph: &str) -> Option<Candidate> {
        self.find_to(&paragraph[..colon(paragraph)?])
    }

    /// The candidate that the start of a paragraph is, up to its colon.
    pub fn find_to(&mut self, start: &str) -> Option<Candidate> {
        match self.0.get(start) {
            Some(known) => known.clone(),
            None => {
                let found = candidate_to(start);
                self.0.insert(start.to_owned(), found.clone());
                found
            }
        }
    }

    /// The same, without keeping what was not known.
    pub fn at(&self, paragraph: &str) -> Option<Candidate> {
        let start = &paragraph[..colon(paragraph)?];
        self.0.get(start).map_or_else(|| candidate_to(start), Clone::clone)
    }
}
