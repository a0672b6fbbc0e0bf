//! Annotated documents to sums that add: a tally of one document, tallies of many added in any order, exactly.

pub mod appearance;
pub mod cluster;
pub mod contrast;
pub mod correction;
pub mod document;
pub mod family;
pub mod interval;
pub mod keyness;
pub mod permutation;
pub mod shrinkage;
mod speakers;
pub mod tally;

pub use speakers::{EntityKey, Mentioned, SpeakerTally, Stratum, Tally};

use std::collections::BTreeSet;

use crate::aggregate::cluster::{ClusterPlace, document_key, places};
use crate::aggregate::tally::Sums;
use crate::annotate::{AnnotatedSentence, AnnotatedTranscript};
use crate::entity::{Mark, Referent};
use crate::name::fold_spaces;
use crate::speaker::SpeakerKey;

impl EntityKey {
    fn of(referent: &Referent) -> Self {
        EntityKey { name: referent.name.clone(), kind: referent.kind }
    }
}

impl Tally {
    /// The sums of one document.
    pub fn of(document: &AnnotatedTranscript) -> Self {
        let mut tally = Tally::default();
        let document_key = document_key(&document.transcript.id);
        let turns = document.transcript.turns.iter().zip(&document.speakers).zip(&document.sentences);
        for (number, ((turn, speaker), sentences)) in (0..).zip(turns) {
            for sentence in sentences {
                for (mention, referent) in sentence.mentions() {
                    let surface = fold_spaces(mention.span.slice(sentence.span.slice(&turn.text)));
                    tally.entities.entry(EntityKey::of(referent)).or_default().add(surface, referent);
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

fn add_sentence(sums: &mut SpeakerTally, sentence: &AnnotatedSentence, place: ClusterPlace) {
    sums.presence.sentences += 1;
    sums.presence.words += sentence.words as u64;
    let Some(scores) = &sentence.scores else { return };
    let tone = Sums::of(scores.tone, sentence.words);
    for found in &scores.topics {
        let topic = sums.topics.entry(found.topic).or_default();
        topic.documents = 1;
        topic.tone += tone;
        topic.stance += Sums::of(found.stance, sentence.words);
        topic.tone_clusters.add(place, scores.tone);
        topic.stance_clusters.add(place, found.stance);
    }
    let mut seen = BTreeSet::new();
    for (mention, referent) in sentence.mentions() {
        let entity = EntityKey::of(referent);
        let target = sums.targets.entry(entity.clone()).or_default();
        target.documents = 1;
        let stance = Sums::of(mention.stance, 1);
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
