//! How often each person says which terms, document by document: counts that add.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use crate::aggregate::keyness::packed::Packed;
use crate::aggregate::keyness::terms::{ORDERS, add, order, terms};
use crate::aggregate::keyness::vocabulary::Vocabulary;
use crate::annotate::AnnotatedTranscript;
use crate::speaker::Scope;
use crate::tally::event_key;

/// What one person says in one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermBag {
    /// All words and all pairs, those outside the vocabulary too.
    pub totals: [u64; ORDERS],
    /// Terms of the vocabulary.
    pub counts: Packed,
}

impl AddAssign for TermBag {
    fn add_assign(&mut self, other: Self) {
        add(&mut self.totals, other.totals);
        let mut counts: BTreeMap<u32, u32> = self.counts.iter().collect();
        for (term, count) in other.counts.iter() {
            *counts.entry(term).or_default() += count;
        }
        self.counts = counts.into();
    }
}

/// The terms of persons. What is said under a role word or a label such as SPEAKER_00 is left out: who is behind it may
/// be one of the persons.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermCounts {
    /// By person and document, or event of several.
    pub speakers: BTreeMap<String, BTreeMap<u64, TermBag>>,
}

impl AddAssign for TermCounts {
    fn add_assign(&mut self, other: Self) {
        for (speaker, bags) in other.speakers {
            let mine = self.speakers.entry(speaker).or_default();
            for (document, bag) in bags {
                *mine.entry(document).or_default() += bag;
            }
        }
    }
}

impl TermCounts {
    /// The counts of one document, over its scored sentences.
    pub fn of(document: &AnnotatedTranscript, vocabulary: &Vocabulary) -> Self {
        let mut speakers: BTreeMap<&str, ([u64; ORDERS], BTreeMap<u32, u32>)> = BTreeMap::new();
        let turns = document.transcript.turns.iter().zip(&document.speakers).zip(&document.sentences);
        for ((turn, speaker), sentences) in turns.filter(|((_, speaker), _)| speaker.scope == Scope::Person) {
            for sentence in sentences.iter().filter(|sentence| sentence.scores.is_some()) {
                let (totals, counts) = speakers.entry(&speaker.speaker).or_default();
                terms(sentence.span.slice(&turn.text), |term| {
                    totals[order(term)] += 1;
                    if let Some(id) = vocabulary.find(term) {
                        *counts.entry(id).or_default() += 1;
                    }
                });
            }
        }
        let key = event_key(&document.transcript);
        let bag = |(totals, counts): ([u64; ORDERS], BTreeMap<u32, u32>)| TermBag { totals, counts: counts.into() };
        let speakers = speakers.into_iter().map(|(name, said)| (name.to_owned(), BTreeMap::from([(key, bag(said))])));
        TermCounts { speakers: speakers.collect() }
    }
}
