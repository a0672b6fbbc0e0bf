//! `speaker_topics.csv`: tone and stance of every speaker about every topic.

use crate::aggregate::interval::{Averaged, ClusterRatio};
use crate::label::Tone;
use crate::speaker::SpeakerKey;
use crate::table::{Cell, FilledColumn, Table, integer, number, text};
use crate::tables::means::{cluster_columns, items, mean, ratio, widened_column};
use crate::tables::run_table::{Rows, RowsOf, RunTable};
use crate::tables::sources::Finished;
use crate::tables::speaker_key::key_columns;
use crate::tally::{Clusters, Inference, TopicTally};

/// One topic of one speaker.
struct SpeakerTopicRow {
    key: SpeakerKey,
    topic: String,
    tally: TopicTally,
    /// Scored sentences of the speaker.
    scored: i64,
    /// The same by cluster.
    clusters: Clusters,
}

/// `speaker_topics.csv`.
pub fn table() -> RunTable {
    RunTable::of(columns(), vec![RowsOf::Run(rows)])
}

fn rows<'a>(finished: &'a Finished<'a>) -> Rows<'a, SpeakerTopicRow> {
    Box::new(finished.tally.speakers.iter().flat_map(|(key, sums)| {
        sums.topics.iter().map(|(topic, tally)| SpeakerTopicRow {
            key: key.clone(),
            topic: finished.topics[*topic].id.clone(),
            tally: tally.clone(),
            scored: sums.tone.n,
            clusters: sums.clusters.clone(),
        })
    }))
}

fn columns() -> Table<SpeakerTopicRow> {
    Table::new("speaker_topics", "One row per speaker and topic that the speaker talks about.")
        .with_all(key_columns(|r: &SpeakerTopicRow| &r.key))
        .with(text("topic", "Id of the topic"), |r| Cell::text(&r.topic))
        .with(
            integer("documents", "Documents with a sentence about it")
                .formula("different documents of the speaker's rows with this topic in sentence_topics.csv"),
            |r| Cell::Count(r.tally.documents),
        )
        .with(
            integer("sentences", "Sentences about it").formula("rows of the speaker and topic in sentence_topics.csv"),
            |r| items(&r.tally.tone),
        )
        .with_all(ratio(
            number("share", "Share of the speaker's scored sentences")
                .within(0.0, 1.0)
                .formula("sentences / the speaker's scored_sentences in speakers.csv"),
            Averaged::Presence,
            |r: &SpeakerTopicRow| Some(r.tally.tone.n as f64 / r.scored as f64),
            share,
        ))
        .with_all(mean(
            number("tone", "Mean valence of these sentences, −1 to 1")
                .within(-1.0, 1.0)
                .formula("Σ valence / sentences, over the rows of sentences.csv that are about it"),
            Averaged::Valence,
            |r: &SpeakerTopicRow| (&r.tally.tone, &r.tally.tone_clusters),
        ))
        .with_all(mean(
            number("stance", "Mean of favor − against toward the topic's proposition, −1 to 1")
                .within(-1.0, 1.0)
                .formula("Σ stance / stance_sentences, over the rows of the speaker and topic in sentence_topics.csv"),
            Averaged::Valence,
            |r: &SpeakerTopicRow| (&r.tally.stance, &r.tally.stance_clusters),
        ))
        .with_all(stances())
        .with_all(cluster_columns(|r: &SpeakerTopicRow| &r.tally.tone_clusters))
        .with_all([widened_column(
            &Inference::ALL,
            vec![
                ("share", share),
                ("tone", |r| ClusterRatio::mean(Averaged::Valence, &r.tally.tone_clusters)),
                ("stance", |r| ClusterRatio::mean(Averaged::Valence, &r.tally.stance_clusters)),
            ],
        )])
}

fn share(r: &SpeakerTopicRow) -> ClusterRatio<'_> {
    ClusterRatio::share(&r.tally.tone_clusters, &r.clusters)
}

fn stances() -> [FilledColumn<SpeakerTopicRow>; 3] {
    [
        (
            integer("stance_sentences", "Sentences that the stance is the mean of")
                .formula("rows of the speaker and topic in sentence_topics.csv"),
            Box::new(|r| items(&r.tally.stance)),
        ),
        (
            integer("against_sentences", "Of these, labelled against")
                .formula("of these, rows in which against is the largest of against, neither and favor"),
            Box::new(|r| Cell::Count(r.tally.stance.count(Tone::Negative))),
        ),
        (
            integer("favor_sentences", "Of these, labelled favor")
                .formula("of these, rows in which favor is the largest of against, neither and favor"),
            Box::new(|r| Cell::Count(r.tally.stance.count(Tone::Positive))),
        ),
    ]
}
