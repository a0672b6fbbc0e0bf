//! Sums by speaker, over any number of documents.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::AddAssign;

use crate::day::DocumentDate;
use crate::entity::Referent;
use crate::label::EntityType;
use crate::speaker::SpeakerKey;
use crate::tally::cluster::Clusters;
use crate::tally::sums::{EntityTally, Presence, Sums, TargetTally, TopicTally};

/// An entity as a target of stance.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntityKey {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Option<EntityType>,
}

impl EntityKey {
    /// The entity that a mention refers to.
    pub fn of(referent: &Referent) -> Self {
        EntityKey { name: referent.name.clone(), kind: referent.kind }
    }
}

/// Which of the topics a sentence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TopicStratum {
    /// No topic.
    Nothing,
    /// This one only.
    Topic(usize),
    /// Several.
    Several,
}

/// In what sentences are alike, where speakers are compared like for like.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stratum {
    /// What they are about.
    pub about: TopicStratum,
    /// The role of their turns; none where none is known.
    pub role: Option<String>,
}

/// One speaker's sums.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpeakerTally {
    /// Country, party or the like.
    pub group: Option<String>,
    /// Documents, turns, sentences, words.
    pub presence: Presence,
    /// Tone over all scored sentences.
    pub tone: Sums,
    /// The same by cluster.
    pub clusters: Clusters,
    /// The same by what the sentences are about and the role in which they are said.
    pub strata: BTreeMap<Stratum, Clusters>,
    /// By index of the topic.
    pub topics: BTreeMap<usize, TopicTally>,
    /// By entity mentioned.
    pub targets: BTreeMap<EntityKey, TargetTally>,
}

impl AddAssign for SpeakerTally {
    fn add_assign(&mut self, other: Self) {
        // the smaller name wins where documents state different groups, so that order does not matter
        self.group = match (self.group.take(), other.group) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        self.presence += other.presence;
        self.tone += other.tone;
        self.clusters += other.clusters;
        for (stratum, clusters) in other.strata {
            *self.strata.entry(stratum).or_default() += clusters;
        }
        for (topic, tally) in other.topics {
            *self.topics.entry(topic).or_default() += tally;
        }
        for (entity, target) in other.targets {
            *self.targets.entry(entity).or_default() += target;
        }
    }
}

/// An entity with everybody's mentions of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mentioned<'a> {
    /// The entity.
    pub entity: &'a EntityKey,
    /// Its mentions.
    pub tally: &'a EntityTally,
    /// Speakers who mention it, without role words such as "Question".
    pub speakers: u64,
}

/// Sums of any number of documents, by speaker. They add in any order, exactly: a corpus in parts has the sums of the whole.
///
/// ```
/// use rostrum::{Annotator, Reading, Tally, documents};
///
/// let annotator = Annotator::built_in()?;
/// let mut parts = Vec::new();
/// for document in documents(&Reading::new(["data/sample/2025-02-20_halmar_talks.html"]))? {
///     parts.push(Tally::of(&annotator.annotate(document?)?));
/// }
/// let mut all = Tally::default();
/// parts.into_iter().for_each(|part| all += part);
/// let speaker = all.person("Tomas Vell").expect("he speaks");
/// assert_eq!(speaker.presence.documents, 1);
/// let (tone, ends) = (speaker.tone.mean().expect("scored"), speaker.tone_interval_here().expect("he says enough"));
/// assert!(ends.low <= tone && tone <= ends.high);
/// # Ok::<(), rostrum::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// In order of the key.
    pub speakers: BTreeMap<SpeakerKey, SpeakerTally>,
    /// Every entity mentioned, by whomever.
    pub entities: BTreeMap<EntityKey, EntityTally>,
    /// The dates of the documents that have one, by their keys; of several under one key the earliest.
    pub dates: BTreeMap<u64, DocumentDate>,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        for (key, tally) in other.speakers {
            *self.speakers.entry(key).or_default() += tally;
        }
        for (entity, tally) in other.entities {
            *self.entities.entry(entity).or_default() += tally;
        }
        for (document, date) in other.dates {
            let known = self.dates.entry(document).or_insert(date);
            *known = date.min(*known);
        }
    }
}

impl Tally {
    /// Every entity, the most mentioned first, then by name.
    pub fn mentioned(&self) -> Vec<Mentioned<'_>> {
        let mut speakers: BTreeMap<&EntityKey, u64> = BTreeMap::new();
        for entity in self.speakers.values().flat_map(|speaker| speaker.targets.keys()) {
            *speakers.entry(entity).or_default() += 1;
        }
        let of =
            |(entity, tally)| Mentioned { entity, tally, speakers: speakers.get(entity).copied().unwrap_or_default() };
        let mut all: Vec<Mentioned> = self.entities.iter().map(of).collect();
        // stable: entities come in order of name and type
        all.sort_by_key(|mentioned| Reverse(mentioned.tally.mentions()));
        all
    }

    /// The sums of a person.
    pub fn person(&self, name: &str) -> Option<&SpeakerTally> {
        self.speakers.get(&SpeakerKey { speaker: name.to_owned(), document: None })
    }

    /// Names of the persons with at least so many scored sentences, in order.
    pub fn persons(&self, sentences: u32) -> impl Iterator<Item = &str> {
        let enough = self
            .speakers
            .iter()
            .filter(move |(key, sums)| key.document.is_none() && sums.tone.n >= i64::from(sentences));
        enough.map(|(key, _)| key.speaker.as_str())
    }
}
