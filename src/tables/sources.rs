//! What rows of a run's tables are made of.

use std::collections::BTreeMap;

use crate::aggregate::family::Compared;
use crate::aggregate::keyness::KeyTerm;
use crate::aggregate::shrinkage::shrunken;
use crate::aggregate::split::DateSplit;
use crate::annotate::AnnotatedTranscript;
use crate::config::{PeriodLength, Topic};
use crate::speaker::{SeenHeader, SpeakerKey};
use crate::tally::Tally;

/// A document that was read and annotated.
pub struct DocumentView<'a> {
    /// The document.
    pub document: &'a AnnotatedTranscript,
    /// Its headers, and the lines that look like headers.
    pub headers: &'a [SeenHeader],
    /// The topics that were looked for, in the order of their indices.
    pub topics: &'a [Topic],
}

/// An input that could not be read.
#[derive(Debug, Clone)]
pub struct FailedInput {
    /// Id of the file.
    pub id: String,
    /// The path as given.
    pub path: String,
    /// Why, in one line.
    pub reason: String,
}

/// What is known when all documents are read.
pub struct Finished<'a> {
    /// The sums.
    pub tally: Tally,
    /// The persons' tones pulled toward the mean of all.
    pub shrunken_tones: BTreeMap<SpeakerKey, f64>,
    /// Speakers compared.
    pub contrasts: Vec<Compared>,
    /// The terms that tell them apart.
    pub key_terms: Vec<KeyTerm>,
    /// The topics that were looked for, in the order of their indices.
    pub topics: &'a [Topic],
    /// How long periods are.
    pub period: PeriodLength,
    /// Speakers before and after a day.
    pub splits: Vec<DateSplit>,
}

impl<'a> Finished<'a> {
    /// Of the sums, the contrasts and the key terms of a run.
    pub fn new(tally: Tally, contrasts: Vec<Compared>, key_terms: Vec<KeyTerm>, topics: &'a [Topic]) -> Self {
        let (period, splits) = Default::default();
        Finished { shrunken_tones: shrunken(&tally), tally, contrasts, key_terms, topics, period, splits }
    }

    /// With periods of another length than a year, and speakers before and after a day.
    pub fn over_time(self, period: PeriodLength, splits: Vec<DateSplit>) -> Self {
        Finished { period, splits, ..self }
    }
}
