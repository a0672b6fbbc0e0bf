//! The sampling frame: the units of one variable that can be drawn, and the strata that they are drawn from.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::coding::variable::Variable;
use crate::error::{Error, Result};
use crate::label::MICRO;
use crate::results::{Millionths, Record, Results, closest};

/// Which units are in a frame, and what strata they make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameDefinition {
    /// What is coded.
    #[serde(rename = "for")]
    pub variable: Variable,
    /// Whether strata are crossed with being about a topic, any of the run's.
    pub by_topic: bool,
    /// Scored sentences that a speaker has at least.
    pub min_sentences: u64,
    /// Only these speakers, as they were asked for; empty: all with enough sentences.
    pub speakers: Vec<String>,
}

/// One thing to code: a sentence, or a mention in it.
#[derive(Debug, Clone, PartialEq)]
pub struct CodingUnit {
    /// Id of the document.
    pub document: String,
    /// Number of the turn in the document, from 1.
    pub turn: u64,
    /// Number of the sentence in the turn, from 1.
    pub sentence: u64,
    /// First character of a mention in the turn's text; none for a sentence.
    pub start: Option<u64>,
    /// One past its last character.
    pub end: Option<u64>,
    /// Who speaks.
    pub speaker: String,
    /// Country, party or the like of who speaks.
    pub group: Option<String>,
    /// The predicted class: an index into the variable's labels.
    pub class: usize,
    /// Low, middle, high, as printed. Of a topic 1 − p, 0, p; p is 0 where it is not printed, under one half.
    pub probabilities: [f64; 3],
    /// P(high) − P(low) as printed, −1 to 1; of a topic 1 where it is marked, else 0.
    pub value: f64,
    /// Index into the frame's strata.
    pub stratum: usize,
}

/// What the units of a stratum have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StratumName {
    /// Who speaks.
    pub speaker: String,
    /// The predicted class: an index into the variable's labels.
    pub class: usize,
    /// Whether they are about a topic, where strata are crossed with that.
    pub topic: Option<bool>,
}

/// The units that can be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Which they are.
    pub definition: FrameDefinition,
    /// The units in the order of the tables.
    pub units: Vec<CodingUnit>,
    /// The strata by speaker and class; none is empty.
    pub strata: Vec<StratumName>,
    /// Speakers who say too little, with their scored sentences.
    pub left_out: Vec<(String, u64)>,
    /// The hashes of the tables that the frame is made from, by their names, as in datapackage.json.
    pub tables: BTreeMap<String, String>,
}

/// A person, by name.
struct Speaker {
    group: Option<String>,
    scored: u64,
    /// Documents in which the same word is a label, and somebody else's.
    labelled: BTreeSet<String>,
}
