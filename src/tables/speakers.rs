//! Tables of speakers: `speakers.csv`, `speaker_topics.csv`, `speaker_targets.csv`, `speaker_documents.csv`.

use std::collections::BTreeMap;

use crate::aggregate::cluster::{ClusterUnit, Clusters, document_key, places};
use crate::aggregate::interval::{Measure, interval};
use crate::aggregate::shrinkage::shrunken;
use crate::aggregate::tally::{Presence, Sums, Target, TopicTally};
use crate::aggregate::{Entity, SpeakerKey, SpeakerTally, Tally};
use crate::annotate::AnnotatedTranscript;
use crate::config::Topic;
use crate::label::{EntityType, Tone};
use crate::table::{Cell, Column, Table, integer, number, text};

const NOTHING_SCORED: &str = "no scored sentence";
const SPEAKER: &str = "The speaker's name, or the label as printed";
const LABEL_DOCUMENT: &str = "Only for a label such as SPEAKER_00: the document in which it names somebody";
const A_PERSON: &str = "the name holds in every document";
const LOW: &str = "Lower end of its 95 % interval for clusters (CR2 variance, Satterthwaite's degrees of freedom)";
const HIGH: &str = "Upper end of its 95 % interval";
const LOWER: &str = "max(mean − t·√v, lowest value); over clusters g with w_g = n_g/Σn and e_g = sum_g − n_g·mean: v = Σ e_g²/(1 − w_g) / (Σn)², t = Student's 0.975 quantile with 1 / (Σ w_g² + Σ_{g≠h} w_g²·w_h² / ((1 − w_g)(1 − w_h))) degrees of freedom";
const UPPER: &str = "min(mean + t·√v, highest value), as for the lower end";
const SHRUNKEN: &str = "(τ²·tone + v·μ) / (τ² + v); v = d·s²/scored_sentences with s² the pooled variance of valence around its speaker and d = Σ of the intervals' variances / Σ s²/scored_sentences over speakers with an interval, at least 1; τ² = max(0, (Σ (tone − m)²/v − (k − 1)) / (Σ 1/v − Σ 1/v² / Σ 1/v)) over k speakers with m their mean with weights 1/v (DerSimonian & Laird 1986); μ their mean with weights 1/(v + τ²)";
const NO_INTERVAL: &str = "fewer than five documents, turns and paragraphs, or no difference between them";

/// One speaker.
pub struct SpeakerRow {
    key: SpeakerKey,
    tally: SpeakerTally,
    shrunken: Option<f64>,
}

/// One topic of one speaker.
pub struct SpeakerTopicRow {
    key: SpeakerKey,
    topic: String,
    tally: TopicTally,
    scored: i64,
}

/// One entity that one speaker mentions.
pub struct SpeakerTargetRow {
    key: SpeakerKey,
    entity: Entity,
    target: Target,
}

/// The rows of the three tables over a whole run, in order of the speakers' names.
pub fn rows(tally: Tally, topics: &[Topic]) -> (Vec<SpeakerRow>, Vec<SpeakerTopicRow>, Vec<SpeakerTargetRow>) {
    let (mut speakers, mut by_topic, mut by_target) = (Vec::new(), Vec::new(), Vec::new());
    let shrunken = shrunken(&tally);
    for (key, mut tally) in tally.speakers {
        for (topic, sums) in std::mem::take(&mut tally.topics) {
            let topic = topics[topic].id.clone();
            by_topic.push(SpeakerTopicRow { key: key.clone(), topic, tally: sums, scored: tally.tone.n });
        }
        for (entity, target) in std::mem::take(&mut tally.targets) {
            by_target.push(SpeakerTargetRow { key: key.clone(), entity, target });
        }
        let shrunken = shrunken.get(&key).copied();
        speakers.push(SpeakerRow { key, tally, shrunken });
    }
    (speakers, by_topic, by_target)
}

fn low(clusters: &Clusters, measure: Measure) -> Cell {
    interval(clusters, measure).map_or(Cell::Missing, |i| Cell::Number(i.low))
}

fn high(clusters: &Clusters, measure: Measure) -> Cell {
    interval(clusters, measure).map_or(Cell::Missing, |i| Cell::Number(i.high))
}

fn lower<R>(name: &'static str, value: fn(&R) -> Cell) -> Column<R> {
    number(name, LOW, value).formula(LOWER).or_missing(NO_INTERVAL)
}

fn upper<R>(name: &'static str, value: fn(&R) -> Cell) -> Column<R> {
    number(name, HIGH, value).formula(UPPER).or_missing(NO_INTERVAL)
}

/// What the intervals of a row are made from.
fn clusters<R>(count: fn(&R) -> Cell, unit: fn(&R) -> Cell, inference: fn(&R) -> Cell) -> [Column<R>; 3] {
    const FEW: &str = "fewer than five documents, turns and paragraphs: there is no interval";
    let about_unit = "What a cluster is: document where there are five, else turn, else paragraph";
    let about_inference =
        "population: other meetings may be judged by it; these_documents: it says nothing about others";
    [
        integer("clusters", "Clusters that the intervals are made from", count)
            .within(5.0, f64::INFINITY)
            .formula("number of different documents, turns or paragraphs of the items, as cluster_unit says")
            .or_missing(FEW),
        text("cluster_unit", about_unit, unit)
            .formula("the first of document, turn, paragraph of which there are five")
            .or_missing(FEW),
        text("inference", about_inference, inference)
            .formula("population where cluster_unit is document, else these_documents")
            .or_missing(FEW),
    ]
}

fn cluster_count(clusters: &Clusters) -> Cell {
    clusters.unit().map_or(Cell::Missing, |_| Cell::count(clusters.len()))
}

fn cluster_unit(clusters: &Clusters) -> Cell {
    Cell::text_or_missing(clusters.unit().map(ClusterUnit::name))
}

fn inference(clusters: &Clusters) -> Cell {
    Cell::text_or_missing(clusters.unit().map(ClusterUnit::inference))
}

fn scored(tone: &Sums) -> Cell {
    Cell::Count(tone.n.unsigned_abs())
}

/// `speakers.csv`.
pub fn speakers() -> Table<SpeakerRow> {
    fn share(name: &'static str, about: &'static str, value: fn(&SpeakerRow) -> Cell) -> Column<SpeakerRow> {
        number(name, about, value).or_missing(NOTHING_SCORED)
    }
    Table {
        name: "speakers",
        about: "One row per speaker over all documents. Role words such as Question name nobody and have rows in speaker_documents only.",
        columns: vec![
            text("speaker", SPEAKER, |r: &SpeakerRow| Cell::Text(r.key.speaker.clone())),
            text("document", LABEL_DOCUMENT, |r: &SpeakerRow| Cell::text_or_missing(r.key.document.as_deref()))
                .or_missing(A_PERSON),
            text("group", "Country, party or the like", |r: &SpeakerRow| {
                Cell::text_or_missing(r.tally.group.as_deref())
            })
            .or_missing("none known"),
            integer("documents", "Documents with a turn", |r: &SpeakerRow| Cell::Count(r.tally.presence.documents))
                .formula("different documents of the speaker in turns.csv"),
            integer("turns", "Turns", |r: &SpeakerRow| Cell::Count(r.tally.presence.turns))
                .formula("rows of the speaker in turns.csv"),
            integer("sentences", "Sentences", |r: &SpeakerRow| Cell::Count(r.tally.presence.sentences))
                .formula("rows of the speaker in sentences.csv"),
            integer(
                "scored_sentences",
                "Sentences that the model scored; every mean below is over these",
                |r: &SpeakerRow| scored(&r.tally.tone),
            )
            .formula("rows of the speaker in sentences.csv with a valence"),
            integer("words", "Words", |r: &SpeakerRow| Cell::Count(r.tally.presence.words))
                .formula("Σ words in text, over the speaker's rows in sentences.csv"),
            share("tone", "Mean valence of the sentences, −1 to 1", |r: &SpeakerRow| r.tally.tone.mean())
                .within(-1.0, 1.0)
                .formula("Σ valence / scored_sentences, over the speaker's rows in sentences.csv"),
            lower("tone_low", |r: &SpeakerRow| low(&r.tally.clusters, Measure::Valence)).within(-1.0, 1.0),
            upper("tone_high", |r: &SpeakerRow| high(&r.tally.clusters, Measure::Valence)).within(-1.0, 1.0),
            share("tone_by_words", "Mean valence, each sentence weighted by its words", |r: &SpeakerRow| {
                r.tally.tone.mean_by_words()
            })
            .within(-1.0, 1.0)
            .formula("Σ words·valence / Σ words, over the speaker's rows in sentences.csv; words counted in text"),
            number(
                "tone_shrunken",
                "tone pulled toward the mean of all speakers, the more the less was said (empirical Bayes), −1 to 1",
                |r: &SpeakerRow| r.shrunken.map_or(Cell::Missing, Cell::Number),
            )
            .within(-1.0, 1.0)
            .formula(SHRUNKEN)
            .or_missing("a label, no scored sentence, or fewer than three speakers or no interval to learn from"),
            share("negative_share", "Mean P(negative)", |r: &SpeakerRow| r.tally.tone.share(Tone::Negative))
                .within(0.0, 1.0)
                .formula("Σ negative / scored_sentences, over the speaker's rows in sentences.csv"),
            lower("negative_share_low", |r: &SpeakerRow| low(&r.tally.clusters, Measure::Share(Tone::Negative)))
                .within(0.0, 1.0),
            upper("negative_share_high", |r: &SpeakerRow| high(&r.tally.clusters, Measure::Share(Tone::Negative)))
                .within(0.0, 1.0),
            share("neutral_share", "Mean P(neutral)", |r: &SpeakerRow| r.tally.tone.share(Tone::Neutral))
                .within(0.0, 1.0)
                .formula("Σ neutral / scored_sentences, over the speaker's rows in sentences.csv"),
            lower("neutral_share_low", |r: &SpeakerRow| low(&r.tally.clusters, Measure::Share(Tone::Neutral)))
                .within(0.0, 1.0),
            upper("neutral_share_high", |r: &SpeakerRow| high(&r.tally.clusters, Measure::Share(Tone::Neutral)))
                .within(0.0, 1.0),
            share("positive_share", "Mean P(positive)", |r: &SpeakerRow| r.tally.tone.share(Tone::Positive))
                .within(0.0, 1.0)
                .formula("Σ positive / scored_sentences, over the speaker's rows in sentences.csv"),
            lower("positive_share_low", |r: &SpeakerRow| low(&r.tally.clusters, Measure::Share(Tone::Positive)))
                .within(0.0, 1.0),
            upper("positive_share_high", |r: &SpeakerRow| high(&r.tally.clusters, Measure::Share(Tone::Positive)))
                .within(0.0, 1.0),
            integer("negative_sentences", "Sentences labelled negative", |r: &SpeakerRow| {
                r.tally.tone.count(Tone::Negative)
            })
            .formula("rows of the speaker in sentences.csv with the sentiment negative"),
            integer("neutral_sentences", "Sentences labelled neutral", |r: &SpeakerRow| {
                r.tally.tone.count(Tone::Neutral)
            })
            .formula("rows of the speaker in sentences.csv with the sentiment neutral"),
            integer("positive_sentences", "Sentences labelled positive", |r: &SpeakerRow| {
                r.tally.tone.count(Tone::Positive)
            })
            .formula("rows of the speaker in sentences.csv with the sentiment positive"),
            share(
                "logit_tone",
                "Tone by labels alone: how many times more sentences are positive than negative",
                |r: &SpeakerRow| r.tally.tone.logit(),
            )
            .unit("natural logarithm of odds")
            .formula("ln((positive_sentences + ½) / (negative_sentences + ½))"),
        ]
        .into_iter()
        .chain(clusters(
            |r: &SpeakerRow| cluster_count(&r.tally.clusters),
            |r: &SpeakerRow| cluster_unit(&r.tally.clusters),
            |r: &SpeakerRow| inference(&r.tally.clusters),
        ))
        .collect(),
    }
}

/// `speaker_topics.csv`.
pub fn speaker_topics() -> Table<SpeakerTopicRow> {
    Table {
        name: "speaker_topics",
        about: "One row per speaker and topic that the speaker talks about.",
        columns: vec![
            text("speaker", SPEAKER, |r: &SpeakerTopicRow| Cell::Text(r.key.speaker.clone())),
            text("document", LABEL_DOCUMENT, |r: &SpeakerTopicRow| Cell::text_or_missing(r.key.document.as_deref()))
                .or_missing(A_PERSON),
            text("topic", "Id of the topic", |r: &SpeakerTopicRow| Cell::Text(r.topic.clone())),
            integer("documents", "Documents with a sentence about it", |r: &SpeakerTopicRow| {
                Cell::Count(r.tally.documents)
            })
            .formula("different documents of the speaker's rows with this topic in sentence_topics.csv"),
            integer("sentences", "Sentences about it", |r: &SpeakerTopicRow| scored(&r.tally.tone))
                .formula("rows of the speaker and topic in sentence_topics.csv"),
            number("share", "Share of the speaker's scored sentences", |r: &SpeakerTopicRow| {
                Cell::Number(r.tally.tone.n as f64 / r.scored as f64)
            })
            .within(0.0, 1.0)
            .formula("sentences / the speaker's scored_sentences in speakers.csv"),
            number("tone", "Mean valence of these sentences, −1 to 1", |r: &SpeakerTopicRow| r.tally.tone.mean())
                .within(-1.0, 1.0)
                .formula("Σ valence / sentences, over the rows of sentences.csv that are about it"),
            lower("tone_low", |r: &SpeakerTopicRow| low(&r.tally.tone_clusters, Measure::Valence)).within(-1.0, 1.0),
            upper("tone_high", |r: &SpeakerTopicRow| high(&r.tally.tone_clusters, Measure::Valence)).within(-1.0, 1.0),
            number(
                "stance",
                "Mean of favor − against toward the topic's proposition, −1 to 1",
                |r: &SpeakerTopicRow| r.tally.stance.mean(),
            )
            .within(-1.0, 1.0)
            .formula("Σ stance / stance_sentences, over the rows of the speaker and topic in sentence_topics.csv"),
            lower("stance_low", |r: &SpeakerTopicRow| low(&r.tally.stance_clusters, Measure::Valence))
                .within(-1.0, 1.0),
            upper("stance_high", |r: &SpeakerTopicRow| high(&r.tally.stance_clusters, Measure::Valence))
                .within(-1.0, 1.0),
            integer("stance_sentences", "Sentences that the stance is the mean of", |r: &SpeakerTopicRow| {
                scored(&r.tally.stance)
            })
            .formula("rows of the speaker and topic in sentence_topics.csv"),
            integer("against_sentences", "Of these, labelled against", |r: &SpeakerTopicRow| {
                r.tally.stance.count(Tone::Negative)
            })
            .formula("of these, rows in which against is the largest of against, neither and favor"),
            integer("favor_sentences", "Of these, labelled favor", |r: &SpeakerTopicRow| {
                r.tally.stance.count(Tone::Positive)
            })
            .formula("of these, rows in which favor is the largest of against, neither and favor"),
        ]
        .into_iter()
        .chain(clusters(
            |r: &SpeakerTopicRow| cluster_count(&r.tally.tone_clusters),
            |r: &SpeakerTopicRow| cluster_unit(&r.tally.tone_clusters),
            |r: &SpeakerTopicRow| inference(&r.tally.tone_clusters),
        ))
        .collect(),
    }
}

/// `speaker_targets.csv`.
pub fn speaker_targets() -> Table<SpeakerTargetRow> {
    Table {
        name: "speaker_targets",
        about: "One row per speaker and named entity that the speaker mentions.",
        columns: vec![
            text("speaker", SPEAKER, |r: &SpeakerTargetRow| Cell::Text(r.key.speaker.clone())),
            text("document", LABEL_DOCUMENT, |r: &SpeakerTargetRow| Cell::text_or_missing(r.key.document.as_deref()))
                .or_missing(A_PERSON),
            text("entity", "The entity", |r: &SpeakerTargetRow| Cell::Text(r.entity.name.clone())),
            text("type", "PER, ORG, LOC or MISC", |r: &SpeakerTargetRow| {
                Cell::text_or_missing(r.entity.kind.map(EntityType::name))
            })
            .or_missing("mentions stated by a document, not their type"),
            integer("documents", "Documents with a mention", |r: &SpeakerTargetRow| Cell::Count(r.target.documents))
                .formula("different documents of the speaker's rows with this entity in mentions.csv"),
            integer("mentions", "Mentions", |r: &SpeakerTargetRow| scored(&r.target.stance))
                .formula("rows of the speaker, entity and type in mentions.csv"),
            integer("sentences", "Sentences with a mention", |r: &SpeakerTargetRow| Cell::Count(r.target.sentences))
                .formula("different sentences of these rows"),
            number(
                "stance",
                "Mean over mentions of positive − negative toward it, −1 to 1",
                |r: &SpeakerTargetRow| r.target.stance.mean(),
            )
            .within(-1.0, 1.0)
            .formula("Σ stance / mentions, over the rows of the speaker, entity and type in mentions.csv"),
            lower("stance_low", |r: &SpeakerTargetRow| low(&r.target.clusters, Measure::Valence)).within(-1.0, 1.0),
            upper("stance_high", |r: &SpeakerTargetRow| high(&r.target.clusters, Measure::Valence)).within(-1.0, 1.0),
            integer("self_mentions", "Mentions in which the speaker names himself", |r: &SpeakerTargetRow| {
                Cell::Count(r.target.self_mentions)
            })
            .formula("the same rows with the mark self"),
            integer("address_mentions", "Mentions in which a person is spoken to", |r: &SpeakerTargetRow| {
                Cell::Count(r.target.address_mentions)
            })
            .formula("the same rows with the mark address"),
            number(
                "stance_unmarked",
                "Mean of positive − negative over the other mentions, −1 to 1",
                |r: &SpeakerTargetRow| r.target.unmarked.mean(),
            )
            .within(-1.0, 1.0)
            .formula("Σ stance / mentions, over the same rows without a mark")
            .or_missing("every mention is of the speaker himself or an address"),
            number("negative_share", "Mean P(negative toward it)", |r: &SpeakerTargetRow| {
                r.target.stance.share(Tone::Negative)
            })
            .within(0.0, 1.0)
            .formula("Σ negative / mentions, over the same rows"),
            number("positive_share", "Mean P(positive toward it)", |r: &SpeakerTargetRow| {
                r.target.stance.share(Tone::Positive)
            })
            .within(0.0, 1.0)
            .formula("Σ positive / mentions, over the same rows"),
        ]
        .into_iter()
        .chain(clusters(
            |r: &SpeakerTargetRow| cluster_count(&r.target.clusters),
            |r: &SpeakerTargetRow| cluster_unit(&r.target.clusters),
            |r: &SpeakerTargetRow| inference(&r.target.clusters),
        ))
        .collect(),
    }
}

/// One speaker in one document.
pub struct SpeakerDocumentRow {
    speaker: String,
    document: String,
    date: Option<String>,
    role: Option<String>,
    presence: Presence,
    tone: Sums,
    clusters: Clusters,
}

impl SpeakerDocumentRow {
    /// The speakers of a document, in order of first appearance; one who appears in several roles has a row each.
    pub fn of(document: &AnnotatedTranscript) -> Vec<Self> {
        let mut rows: Vec<SpeakerDocumentRow> = Vec::new();
        let mut index: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
        let key = document_key(&document.transcript.id);
        let turns = document.transcript.turns.iter().zip(&document.speakers).zip(&document.sentences);
        for (number, ((turn, speaker), sentences)) in (0..).zip(turns) {
            let at = *index.entry((&speaker.speaker, speaker.role.as_deref())).or_insert_with(|| {
                rows.push(SpeakerDocumentRow {
                    speaker: speaker.speaker.clone(),
                    document: document.transcript.id.clone(),
                    date: document.transcript.date.clone(),
                    role: speaker.role.clone(),
                    presence: Presence { documents: 1, ..Presence::default() },
                    tone: Sums::default(),
                    clusters: Clusters::default(),
                });
                rows.len() - 1
            });
            rows[at].presence.turns += 1;
            for (sentence, place) in sentences.iter().zip(places(key, number, &turn.text, sentences)) {
                rows[at].presence.sentences += 1;
                rows[at].presence.words += sentence.words as u64;
                if let Some(scores) = &sentence.scores {
                    rows[at].tone += Sums::of(scores.tone, sentence.words);
                    rows[at].clusters.add(place, scores.tone);
                }
            }
        }
        rows
    }
}

/// `speaker_documents.csv`.
pub fn speaker_documents() -> Table<SpeakerDocumentRow> {
    Table {
        name: "speaker_documents",
        about: "One row per speaker, document and role; role words such as Question have theirs here.",
        columns: vec![
            text("speaker", SPEAKER, |r: &SpeakerDocumentRow| Cell::Text(r.speaker.clone())),
            text("document", "Id of the document", |r: &SpeakerDocumentRow| Cell::Text(r.document.clone())),
            text("date", "Date of the document, YYYY-MM-DD", |r: &SpeakerDocumentRow| {
                Cell::text_or_missing(r.date.as_deref())
            })
            .or_missing("none found"),
            text("role", "Role of the turns", |r: &SpeakerDocumentRow| Cell::text_or_missing(r.role.as_deref()))
                .or_missing("none known"),
            integer("turns", "Turns", |r: &SpeakerDocumentRow| Cell::Count(r.presence.turns))
                .formula("rows of the speaker, document and role in turns.csv"),
            integer("sentences", "Sentences", |r: &SpeakerDocumentRow| Cell::Count(r.presence.sentences))
                .formula("rows of sentences.csv in these turns"),
            integer("scored_sentences", "Sentences that the model scored", |r: &SpeakerDocumentRow| scored(&r.tone))
                .formula("rows of sentences.csv in these turns with a valence"),
            integer("words", "Words", |r: &SpeakerDocumentRow| Cell::Count(r.presence.words))
                .formula("Σ words in text, over rows of sentences.csv in these turns"),
            number("tone", "Mean valence of the scored sentences, −1 to 1", |r: &SpeakerDocumentRow| r.tone.mean())
                .within(-1.0, 1.0)
                .formula("Σ valence / scored_sentences")
                .or_missing(NOTHING_SCORED),
            lower("tone_low", |r: &SpeakerDocumentRow| low(&r.clusters, Measure::Valence)).within(-1.0, 1.0),
            upper("tone_high", |r: &SpeakerDocumentRow| high(&r.clusters, Measure::Valence)).within(-1.0, 1.0),
            number("negative_share", "Mean P(negative)", |r: &SpeakerDocumentRow| r.tone.share(Tone::Negative))
                .within(0.0, 1.0)
                .formula("Σ negative / scored_sentences")
                .or_missing(NOTHING_SCORED),
            number("positive_share", "Mean P(positive)", |r: &SpeakerDocumentRow| r.tone.share(Tone::Positive))
                .within(0.0, 1.0)
                .formula("Σ positive / scored_sentences")
                .or_missing(NOTHING_SCORED),
        ]
        .into_iter()
        .chain(clusters(
            |r: &SpeakerDocumentRow| cluster_count(&r.clusters),
            |r: &SpeakerDocumentRow| cluster_unit(&r.clusters),
            |r: &SpeakerDocumentRow| inference(&r.clusters),
        ))
        .collect(),
    }
}
