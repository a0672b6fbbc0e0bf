mod serial;

use super::*;
use crate::annotate::AnnotatedSentence;
use crate::entity::{Mark, Referent, ReferentRule};
use crate::label::{Distribution, EntityType, Probability};
use crate::scores::{Mention, Scores, SentenceTopic};
use crate::span::Span;
use crate::speaker::{NameRule, Resolved, Scope};
use crate::tally::EntityKey;
use crate::tally::EntityTally;
use crate::tally::{ClusterUnit, Inference};
use crate::transcript::{Header, Transcript, Turn, Unit};
use proptest::prelude::*;

const TEXT: &str = "Brenn and Halmar agree.";

fn sentence(logits: [f32; 3], topic: Option<usize>, mentions: usize) -> AnnotatedSentence {
    let d = Distribution::softmax(logits, 1.0);
    let places = [Span::new(0, 5), Span::new(10, 16), Span::new(0, 5)];
    let mention = |span: &Span| Mention {
        span: *span,
        kind: Some(EntityType::Loc),
        confidence: Some(Probability::new(0.5)),
        stance: d,
    };
    let topics = topic.map(|topic| SentenceTopic {
        topic,
        probability: Probability::new(0.9),
        alone: Probability::new(0.9),
        since: 0,
        stance: d,
        entailment: None,
    });
    let scores = Scores {
        tone: d,
        mentions: places[..mentions].iter().map(mention).collect(),
        topics: topics.into_iter().collect(),
        continues: None,
        windows: 1,
    };
    let referent = |m: &Mention| Referent {
        name: m.span.slice(TEXT).to_owned(),
        kind: m.kind,
        country: None,
        rule: ReferentRule::AsPrinted,
        mark: [None, Some(Mark::Address)][m.span.start / 10],
    };
    let referents = scores.mentions.iter().map(referent).collect();
    AnnotatedSentence { span: Span::new(0, TEXT.len()), words: 4, scores: Some(scores), referents }
}

fn document(id: usize, turns: Vec<(u8, AnnotatedSentence)>) -> AnnotatedTranscript {
    let scope = |s: u8| [Scope::Person, Scope::Person, Scope::Label, Scope::Role][usize::from(s)];
    let speaker = |s: u8| Resolved {
        speaker: format!("Speaker {s}"),
        role: None,
        group: Some(format!("Group {}", id % 2)),
        scope: scope(s),
        rule: NameRule::AsPrinted,
        namesakes: Vec::new(),
        known_by_one_word: 0,
    };
    let turn = |_: &_| Turn {
        header: Header::default(),
        text: TEXT.into(),
        unit: Unit::Turn,
        pauses: Vec::new(),
        mentions: None,
    };
    AnnotatedTranscript {
        transcript: Transcript {
            id: format!("d{id}"),
            path: std::path::PathBuf::new(),
            sha256: String::new(),
            format: "text",
            title: None,
            date: None,
            event: None,
            language: None,
            scored: true,
            characters: 0,
            holds: crate::transcript::Holds::Speech,
            people: Vec::new(),
            events: std::collections::BTreeMap::new(),
            turns: turns.iter().map(turn).collect(),
            set_aside: Vec::new(),
            unmatched: Vec::new(),
            nameless: None,
            notes: Vec::new(),
        },
        speakers: turns.iter().map(|(s, _)| speaker(*s)).collect(),
        sentences: turns.into_iter().map(|(_, s)| vec![s]).collect(),
    }
}

fn documents() -> impl Strategy<Value = Vec<AnnotatedTranscript>> {
    let sentence = (prop::array::uniform3(-3f32..3.0), prop::option::of(0usize..2), 0usize..4)
        .prop_map(|(logits, topic, mentions)| sentence(logits, topic, mentions));
    let turns = prop::collection::vec((0u8..4, sentence), 0..6);
    prop::collection::vec(turns, 1..6)
        .prop_map(|all| all.into_iter().enumerate().map(|(i, turns)| document(i, turns)).collect())
}

fn sum<'a>(documents: impl Iterator<Item = &'a AnnotatedTranscript>) -> Tally {
    documents.fold(Tally::default(), |mut total, d| {
        total += Tally::of(d);
        total
    })
}

proptest! {
    #[test]
    fn sums_do_not_depend_on_order_or_grouping(documents in documents(), cut in 0usize..6) {
        let all = sum(documents.iter());
        prop_assert_eq!(&all, &sum(documents.iter().rev()));
        let (a, b) = documents.split_at(cut.min(documents.len()));
        let mut halves = sum(b.iter());
        halves += sum(a.iter());
        prop_assert_eq!(&all, &halves);
    }

    #[test]
    fn every_sentence_of_a_named_speaker_is_counted_once(documents in documents()) {
        let named = documents.iter().flat_map(|d| d.speakers.iter()).filter(|s| s.scope != Scope::Role).count() as u64;
        let tally = sum(documents.iter());
        prop_assert_eq!(tally.speakers.values().map(|s| s.presence.sentences).sum::<u64>(), named);
        for (key, sums) in &tally.speakers {
            prop_assert_eq!(sums.tone.n.unsigned_abs(), sums.presence.sentences, "each is scored here");
            prop_assert_eq!(sums.tone.labels.iter().sum::<i64>(), sums.tone.n);
            prop_assert_eq!(sums.tone.mass.iter().sum::<i64>(), sums.tone.n * crate::label::MICRO);
            let clusters: Vec<_> = sums.clusters.by(ClusterUnit::Paragraph).into_iter().map(|(_, sums)| sums).collect();
            prop_assert_eq!(clusters.iter().map(|c| c.n).sum::<i64>(), sums.tone.n, "each is in one cluster");
            prop_assert_eq!([0, 1, 2].map(|k| clusters.iter().map(|c| c.mass[k]).sum::<i64>()), sums.tone.mass);
            let turns = sums.presence.turns as usize;
            let documents = sums.presence.documents as usize;
            for (inference, unit, count) in [
                (Inference::Population, ClusterUnit::Document, documents),
                (Inference::TheseDocuments, ClusterUnit::Turn, turns),
            ] {
                prop_assert_eq!(sums.clusters.unit(inference), (count >= 5).then_some(unit));
                prop_assert_eq!(sums.clusters.count(unit), count);
            }
            for target in sums.targets.values() {
                let marked = target.self_mentions + target.address_mentions;
                prop_assert_eq!(target.stance.n.unsigned_abs(), target.unmarked.n.unsigned_abs() + marked);
            }
            prop_assert!(key.document.is_none() || sums.presence.documents == 1, "a label names nobody elsewhere");
        }
    }
}

proptest! {
    #[test]
    fn every_mention_is_counted_under_one_entity(documents in documents()) {
        let mentions = |d: &AnnotatedTranscript| d.sentences.iter().flatten().flat_map(|s| s.mentions()).count() as u64;
        let tally = sum(documents.iter());
        let counted: u64 = tally.entities.values().map(EntityTally::mentions).sum();
        prop_assert_eq!(counted, documents.iter().map(mentions).sum::<u64>(), "role words' mentions as well");
        for entity in tally.speakers.values().flat_map(|s| s.targets.keys()) {
            prop_assert!(tally.entities.contains_key(entity));
        }
    }
}

#[test]
fn an_entity_named_twice_in_a_sentence_has_two_mentions_in_one_sentence() {
    let tally = Tally::of(&document(0, vec![(0, sentence([0.0, 0.0, 3.0], None, 3))]));
    let sums = tally.speakers.values().next().expect("one speaker");
    let brenn = &sums.targets[&EntityKey { name: "Brenn".into(), kind: Some(EntityType::Loc) }];
    assert_eq!((brenn.stance.n, brenn.sentences, brenn.documents), (2, 1, 1));
}

#[test]
fn one_long_turn_has_its_paragraphs_for_clusters() {
    let mut one = document(0, vec![(0, sentence([0.0, 0.0, 3.0], None, 0))]);
    let text = "One. Two.\nThree.\nFour.\n\nFive.\nSix.";
    one.transcript.turns[0].text = text.into();
    let places = ["One.", "Two.", "Three.", "Four.", "Five.", "Six."];
    let place = |part: &&str| text.find(part).map(|at| Span::new(at, at + part.len())).expect("in the text");
    let with = |span| AnnotatedSentence { span, ..sentence([0.0, 0.0, 3.0], None, 0) };
    one.sentences[0] = places.iter().map(place).map(with).collect();
    let tally = Tally::of(&one);
    let clusters = &tally.speakers.values().next().expect("one speaker").clusters;
    assert_eq!(clusters.unit(Inference::Population), None, "one document");
    assert_eq!(clusters.unit(Inference::TheseDocuments), Some(ClusterUnit::Paragraph));
    let paragraphs = clusters.by(ClusterUnit::Paragraph);
    assert_eq!(paragraphs.iter().map(|(_, c)| c.n).collect::<Vec<_>>(), [2, 1, 1, 1, 1]);
}
