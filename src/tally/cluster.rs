//! Sums by cluster. What is said in one meeting hangs together, and so does what is said in one turn, so an interval is
//! for clusters of sentences: documents where other meetings are judged, turns or else paragraphs where these alone are.

use std::borrow::Cow;
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

/// A cluster: where it is, and its sums.
pub type PlacedSums = (ClusterPlace, ClusterSums);

/// Clusters that may wait to be put in order, at least.
const WAITING: usize = 32;

/// The clusters of one speaker (about one topic, toward one entity), no finer than needed: turns where there are five, else
/// paragraphs. They lie side by side in one piece of memory: a large corpus has millions of such lists, most of them short.
#[derive(Debug, Clone, Default)]
pub struct Clusters {
    unit: ClusterUnit,
    /// The first `ordered` are in order of their places, each place once; those added since stand behind as they came.
    sums: Vec<PlacedSums>,
    ordered: usize,
}

impl PartialEq for Clusters {
    fn eq(&self, other: &Self) -> bool {
        self.unit == other.unit && self.in_order() == other.in_order()
    }
}

impl Eq for Clusters {}

impl Clusters {
    /// Without items.
    pub const fn new() -> Self {
        Clusters { unit: ClusterUnit::Paragraph, sums: Vec::new(), ordered: 0 }
    }

    /// Adds one item.
    pub fn add(&mut self, place: ClusterPlace, d: Distribution) {
        let mass = d.probabilities().map(|p| p.micro());
        self.push((place, ClusterSums { n: 1, mass, square: mass.map(|micro| micro * micro) }));
        self.settle();
    }

    fn push(&mut self, (place, sums): PlacedSums) {
        let place = place.within(self.unit);
        match self.sums.last_mut() {
            Some((last, known)) if *last == place => *known += sums,
            _ => self.sums.push((place, sums)),
        }
    }

    /// Puts them in order where as many wait for it as are: then all additions together take n · log n.
    fn settle(&mut self) {
        if self.sums.len() - self.ordered > self.ordered.max(WAITING) {
            self.order();
        }
    }

    fn order(&mut self) {
        if self.ordered < self.sums.len() {
            merge(&mut self.sums);
            self.ordered = self.sums.len();
        }
    }

    /// The clusters in order of their places, each place once.
    fn in_order(&self) -> Cow<'_, [PlacedSums]> {
        if self.ordered == self.sums.len() {
            return Cow::Borrowed(&self.sums);
        }
        let mut sums = self.sums.clone();
        merge(&mut sums);
        Cow::Owned(sums)
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
    pub fn by(&self, unit: ClusterUnit) -> Vec<PlacedSums> {
        let mut sums = self.in_order().into_owned();
        if unit > self.unit {
            coarsen(&mut sums, unit);
        }
        sums
    }

    /// Number of clusters of a unit.
    pub fn count(&self, unit: ClusterUnit) -> usize {
        let mut last = None;
        let is_new = |(place, _): &&PlacedSums| {
            let place = Some(place.within(unit));
            std::mem::replace(&mut last, place) != place
        };
        self.in_order().iter().filter(is_new).count()
    }

    /// The keys of the documents in which something is said, whatever events they are part of.
    pub fn documents(&self) -> BTreeSet<u64> {
        self.sums.iter().map(|(place, _)| place.document).collect()
    }

    /// The sums of all items.
    pub fn total(&self) -> ClusterSums {
        self.sums.iter().fold(ClusterSums::default(), |mut all, (_, sums)| {
            all += *sums;
            all
        })
    }

    /// The clusters by what a function says of their documents, without those of which it says nothing. Where the whole has
    /// five turns, a part has no paragraphs either.
    pub fn parted<K: Ord>(&self, of: impl Fn(u64) -> Option<K>) -> BTreeMap<K, Clusters> {
        let mut parts: BTreeMap<K, Clusters> = BTreeMap::new();
        for (place, sums) in self.in_order().iter() {
            if let Some(key) = of(place.document) {
                let part = parts.entry(key).or_insert_with(|| Clusters { unit: self.unit, ..Clusters::default() });
                part.sums.push((*place, *sums));
                part.ordered += 1;
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
            self.order();
            coarsen(&mut self.sums, unit);
            (self.ordered, self.unit) = (self.sums.len(), unit);
        }
    }
}

impl AddAssign for Clusters {
    fn add_assign(&mut self, other: Self) {
        self.coarsen(other.unit);
        // a quarter more at a time: twice as many would leave much room that nothing comes into
        if self.sums.capacity() - self.sums.len() < other.sums.len() {
            self.sums.reserve_exact(other.sums.len().max(self.sums.len() / 4));
        }
        other.sums.into_iter().for_each(|one| self.push(one));
        self.settle();
        // turns are kept, and can be too many to be counted each time
        if self.unit < ClusterUnit::Turn && self.count(ClusterUnit::Turn) >= FEWEST {
            self.coarsen(ClusterUnit::Turn);
        }
    }
}

/// Puts clusters in order and adds up those of one place.
fn merge(sums: &mut Vec<PlacedSums>) {
    // stable, because it is fast where much is in order
    sums.sort_by_key(|(place, _)| *place);
    add_up(sums);
}

/// Clusters in order, by unit: still in order, because what is within a cluster lies together.
fn coarsen(sums: &mut Vec<PlacedSums>, unit: ClusterUnit) {
    sums.iter_mut().for_each(|(place, _)| *place = place.within(unit));
    add_up(sums);
}

fn add_up(sums: &mut Vec<PlacedSums>) {
    sums.dedup_by(|(place, more), (known, sums)| {
        let same = place == known;
        if same {
            *sums += *more;
        }
        same
    });
}
