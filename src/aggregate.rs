//! Annotated documents to sums that add: a tally of one document, tallies of many added in any order, exactly.

pub mod cluster;
pub mod contrast;
pub mod correction;
pub mod family;
pub mod interval;
pub mod keyness;
pub mod permutation;
pub mod shrinkage;
pub mod tally;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use crate::aggregate::cluster::{Clusters, Place, document_key, places};
use crate::aggregate::tally::{EntityTally, Presence, Target, Tone, TopicTally};
use crate::annotate::{AnnotatedSentence, AnnotatedTranscript};
use crate::entity::{Mark, Referent};
use crate::label::EntityType;
use crate::name::fold_spaces;
use crate::speaker::{Resolved, Scope};

/// Whom a row of the speaker tables is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SpeakerKey {
    /// The name, or the label as printed.
    pub speaker: String,
    /// For a label such as SPEAKER_00, the document it is known in; it names nobody outside.
    pub document: Option<String>,
}

impl SpeakerKey {
    /// The key of a turn's speaker; none for a role word such as "Question", which names a kind of turn.
    pub fn of(speaker: &Resolved, document: &str) -> Option<Self> {
        let document = match speaker.scope {
            Scope::Person => None,
            Scope::Label => Some(document.to_owned()),
            Scope::Role => return None,
        };
        Some(SpeakerKey { speaker: speaker.speaker.clone(), document })
    }
}

/// An entity as a target of stance.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entity {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Option<EntityType>,
}

impl Entity {
    fn of(referent: &Referent) -> Self {
        Entity { name: referent.name.clone(), kind: referent.kind }
    }
}

/// What a sentence is about, where speakers are compared at an equal mix of topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stratum {
    /// No topic.
    Nothing,
    /// This one only.
    Topic(usize),
    /// Several.
    Several,
}

/// One speaker's sums.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpeakerTally {
    /// Country, party or the like.
    pub group: Option<String>,
    /// Documents, turns, sentences, words.
    pub presence: Presence,
    /// Tone over all scored sentences.
    pub tone: Tone,
    /// The same by cluster.
    pub clusters: Clusters,
    /// The same by what the sentences are about.
    pub strata: BTreeMap<Stratum, Tone>,
    /// By index of the topic.
    pub topics: BTreeMap<usize, TopicTally>,
    /// By entity mentioned.
    pub targets: BTreeMap<Entity, Target>,
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
        for (stratum, tone) in other.strata {
            *self.strata.entry(stratum).or_default() += tone;
        }
        for (topic, tally) in other.topics {
            *self.topics.entry(topic).or_default() += tally;
        }
        for (entity, target) in other.targets {
            *self.targets.entry(entity).or_default() += target;
        }
    }
}

/// Sums of any number of documents, by speaker.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// In order of the key.
    pub speakers: BTreeMap<SpeakerKey, SpeakerTally>,
    /// Every entity mentioned, by whomever.
    pub entities: BTreeMap<Entity, EntityTally>,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        for (key, tally) in other.speakers {
            *self.speakers.entry(key).or_default() += tally;
        }
        for (entity, tally) in other.entities {
            *self.entities.entry(entity).or_default() += tally;
        }
    }
}

impl Tally {
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

    /// The sums of one document.
    pub fn of(document: &AnnotatedTranscript) -> Self {
        let mut tally = Tally::default();
        let document_key = document_key(&document.transcript.id);
        let turns = document.transcript.turns.iter().zip(&document.speakers).zip(&document.sentences);
        for (number, ((turn, speaker), sentences)) in (0..).zip(turns) {
            for sentence in sentences {
                for (mention, referent) in sentence.mentions() {
                    let surface = fold_spaces(mention.span.slice(sentence.span.slice(&turn.text)));
                    tally.entities.entry(Entity::of(referent)).or_default().add(surface, referent);
                }
            }
            let Some(key) = SpeakerKey::of(speaker, &document.transcript.id) else { continue };
            let sums = tally.speakers.entry(key).or_default();
            sums.group = sums.group.take().or_else(|| speaker.group.clone());
            sums.presence.documents = 1;
            sums.presence.turns += 1;
            let places = places(document_key, number, &turn.text, sentences);
            for (sentence, place) in sentences.iter().zip(places) {
                add_sentence(sums, sentence, place);
            }
        }
        tally
    }
}

fn add_sentence(sums: &mut SpeakerTally, sentence: &AnnotatedSentence, place: Place) {
    sums.presence.sentences += 1;
    sums.presence.words += sentence.words as u64;
    let Some(scores) = &sentence.scores else { return };
    let tone = Tone::of(scores.tone, sentence.words);
    for found in &scores.topics {
        let topic = sums.topics.entry(found.topic).or_default();
        topic.documents = 1;
        topic.tone += tone;
        topic.stance += Tone::of(found.stance, sentence.words);
        topic.tone_clusters.add(place, scores.tone);
        topic.stance_clusters.add(place, found.stance);
    }
    let mut seen = BTreeSet::new();
    for (mention, referent) in sentence.mentions() {
        let entity = Entity::of(referent);
        let target = sums.targets.entry(entity.clone()).or_default();
        target.documents = 1;
        let stance = Tone::of(mention.stance, 1);
        target.stance += stance;
        match referent.mark {
            Some(Mark::Own) => target.self_mentions += 1,
            Some(Mark::Address) => target.address_mentions += 1,
            None => target.unmarked += stance,
        }
        target.clusters.add(place, mention.stance);
        target.sentences += u64::from(seen.insert(entity));
    }
    let stratum = match scores.topics.as_slice() {
        [] => Stratum::Nothing,
        [one] => Stratum::Topic(one.topic),
        _ => Stratum::Several,
    };
    *sums.strata.entry(stratum).or_default() += tone;
    sums.tone += tone;
    sums.clusters.add(place, scores.tone);
}

#[cfg(test)]
mod tests;
