//! Sums by cluster. What is said in one meeting hangs together, and so does what is said in one turn, so an interval is
//! for clusters of sentences: documents where other meetings are judged, turns or else paragraphs where these alone are.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use sha2::{Digest, Sha256};

use crate::label::Distribution;
use crate::transcript::Transcript;

/// Fewest clusters that an interval is made from.
pub const FEWEST: usize = 5;

/// What a cluster is, from the finest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClusterUnit {
    /// A paragraph of a turn.
    #[default]
    Paragraph,
    /// A turn.
    Turn,
    /// A document, or all documents of an event.
    Document,
}

impl ClusterUnit {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            ClusterUnit::Paragraph => "paragraph",
            ClusterUnit::Turn => "turn",
            ClusterUnit::Document => "document",
        }
    }
}

/// What an interval speaks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Inference {
    /// Meetings like these: documents are the clusters.
    Population,
    /// What was said in these documents and nothing else: turns are the clusters, or paragraphs where turns are few.
    TheseDocuments,
}

impl Inference {
    /// Both.
    pub const ALL: [Inference; 2] = [Inference::Population, Inference::TheseDocuments];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Inference::Population => "population",
            Inference::TheseDocuments => "these_documents",
        }
    }
}

/// Where something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClusterPlace {
    /// `event_key` of the document.
    pub event: u64,
    /// `document_key` of the document.
    pub document: u64,
    /// The turn, from 0.
    pub turn: u32,
    /// The paragraph in the turn, from 0.
    pub paragraph: u32,
}

impl ClusterPlace {
    fn within(self, unit: ClusterUnit) -> Self {
        match unit {
            ClusterUnit::Paragraph => self,
            ClusterUnit::Turn => ClusterPlace { paragraph: 0, ..self },
            ClusterUnit::Document => ClusterPlace { document: 0, turn: 0, paragraph: 0, ..self },
        }
    }
}

/// A number that stands for a document in every run and in every part of a corpus: the head of its id's SHA-256.
pub fn document_key(id: &str) -> u64 {
    let digest = Sha256::digest(id.as_bytes());
    digest.iter().take(8).fold(0, |key, &byte| key << 8 | u64::from(byte))
}

/// The same for the event that the document is part of, which is the document itself where there is none.
pub fn event_key(t: &Transcript) -> u64 {
    // no id begins so
    t.event.as_ref().map_or_else(|| document_key(&t.id), |event| document_key(&format!("\n{event}")))
}

/// Where the sentences of a turn of a document that start at these bytes of its text are said: a line break in its text begins
/// a paragraph.
pub fn places(t: &Transcript, turn: u32, text: &str, starts: impl Iterator<Item = usize>) -> Vec<ClusterPlace> {
    let mut place = ClusterPlace { event: event_key(t), document: document_key(&t.id), turn, paragraph: 0 };
    let mut read = 0;
    let next = |start: usize| {
        place.paragraph += (read..start).map(|at| u32::from(text.as_bytes()[at] == b'\n')).sum::<u32>();
        read = start;
        place
    };
    starts.map(next).collect()
}

/// Sums of one cluster, exact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ClusterSums {
    /// Items (sentences or mentions).
    pub n: i64,
    /// Σ P(low), P(middle), P(high), in millionths.
    pub mass: [i64; 3],
    /// Σ of their squares, in millionths of millionths: exact up to nine million items.
    pub square: [i64; 3],
}

impl AddAssign for ClusterSums {
    fn add_assign(&mut self, other: Self) {
        self.n += other.n;
        for (mine, theirs) in self.mass.iter_mut().zip(other.mass) {
            *mine += theirs;
        }
        for (mine, theirs) in self.square.iter_mut().zip(other.square) {
            *mine = mine.saturating_add(theirs);
        }
    }
}

/// The clusters of one speaker (about one topic, toward one entity), no finer than needed: turns where there are five, else
/// paragraphs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clusters {
    unit: ClusterUnit,
    sums: BTreeMap<ClusterPlace, ClusterSums>,
}

impl Clusters {
    /// Without items.
    pub const fn new() -> Self {
        Clusters { unit: ClusterUnit::Paragraph, sums: BTreeMap::new() }
    }

    /// Adds one item.
    pub fn add(&mut self, place: ClusterPlace, d: Distribution) {
        let mass = d.probabilities().map(|p| p.micro());
        let sums = ClusterSums { n: 1, mass, square: mass.map(|micro| micro * micro) };
        *self.sums.entry(place.within(self.unit)).or_default() += sums;
    }

    /// What a cluster is; none where there are fewer than five.
    pub fn unit(&self, inference: Inference) -> Option<ClusterUnit> {
        let units: &[ClusterUnit] = match inference {
            Inference::Population => &[ClusterUnit::Document],
            Inference::TheseDocuments => &[ClusterUnit::Turn, ClusterUnit::Paragraph],
        };
        units.iter().copied().find(|unit| self.count(*unit) >= FEWEST)
    }

    /// The clusters of a unit, in order of their places; of paragraphs that were added up before, the turns.
    pub fn by(&self, unit: ClusterUnit) -> BTreeMap<ClusterPlace, ClusterSums> {
        let mut out: BTreeMap<ClusterPlace, ClusterSums> = BTreeMap::new();
        for (place, sums) in &self.sums {
            *out.entry(place.within(unit.max(self.unit))).or_default() += *sums;
        }
        out
    }

    /// Number of clusters of a unit.
    pub fn count(&self, unit: ClusterUnit) -> usize {
        let mut places: Vec<ClusterPlace> = self.sums.keys().map(|place| place.within(unit)).collect();
        places.dedup();
        places.len()
    }

    /// The keys of the documents in which something is said, whatever events they are part of.
    pub fn documents(&self) -> BTreeSet<u64> {
        self.sums.keys().map(|place| place.document).collect()
    }

    /// The sums of all items.
    pub fn total(&self) -> ClusterSums {
        self.sums.values().fold(ClusterSums::default(), |mut all, sums| {
            all += *sums;
            all
        })
    }

    /// The clusters by what a function says of their documents, without those of which it says nothing. Where the whole has
    /// five turns, a part has no paragraphs either.
    pub fn parted<K: Ord>(&self, of: impl Fn(u64) -> Option<K>) -> BTreeMap<K, Clusters> {
        let mut parts: BTreeMap<K, Clusters> = BTreeMap::new();
        for (place, sums) in &self.sums {
            if let Some(key) = of(place.document) {
                let part = parts.entry(key).or_insert_with(|| Clusters { unit: self.unit, sums: BTreeMap::new() });
                part.sums.insert(*place, *sums);
            }
        }
        parts
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.sums.is_empty()
    }

    /// Forgets what is finer than `unit`.
    fn coarsen(&mut self, unit: ClusterUnit) {
        if unit > self.unit {
            self.sums = self.by(unit);
            self.unit = unit;
        }
    }
}

impl AddAssign for Clusters {
    fn add_assign(&mut self, other: Self) {
        self.coarsen(other.unit);
        for (place, sums) in other.sums {
            *self.sums.entry(place.within(self.unit)).or_default() += sums;
        }
        // turns are kept, and can be too many to be counted each time
        if self.unit < ClusterUnit::Turn && self.count(ClusterUnit::Turn) >= FEWEST {
            self.coarsen(ClusterUnit::Turn);
        }
    }
}
