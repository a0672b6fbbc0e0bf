//! `speaker_targets.csv`: the stance of every speaker toward every entity.

use crate::aggregate::interval::{Averaged, ClusterRatio};
use crate::label::EntityType;
use crate::speaker::SpeakerKey;
use crate::table::{Cell, FilledColumn, Table, integer, number, text};
use crate::tables::means::{cluster_columns, items, label_shares, masses, mean, widened_column};
use crate::tables::run_table::{Rows, RowsOf, RunTable};
use crate::tables::sources::Finished;
use crate::tables::speaker_key::key_columns;
use crate::tally::{EntityKey, Inference, TargetTally};

/// One entity that one speaker mentions.
struct SpeakerTargetRow {
    key: SpeakerKey,
    entity: EntityKey,
    target: TargetTally,
}

/// `speaker_targets.csv`.
pub fn table() -> RunTable {
    RunTable::of(columns(), vec![RowsOf::Run(rows)])
}

fn rows<'a>(finished: &'a Finished<'a>) -> Rows<'a, SpeakerTargetRow> {
    Box::new(finished.tally.speakers.iter().flat_map(|(key, sums)| {
        sums.targets.iter().map(|(entity, target)| SpeakerTargetRow {
            key: key.clone(),
            entity: entity.clone(),
            target: target.clone(),
        })
    }))
}

fn columns() -> Table<SpeakerTargetRow> {
    Table::new("speaker_targets", "One row per speaker and named entity that the speaker mentions.")
        .with_all(key_columns(|r: &SpeakerTargetRow| &r.key))
        .with(text("entity", "The entity"), |r| Cell::text(&r.entity.name))
        .with(text("type", "PER, ORG, LOC or MISC").or_missing("mentions stated by a document, not their type"), |r| {
            Cell::text_or_missing(r.entity.kind.map(EntityType::name))
        })
        .with(
            integer("documents", "Documents with a mention")
                .formula("different documents of the speaker's rows with this entity in mentions.csv"),
            |r| Cell::Count(r.target.documents),
        )
        .with(integer("mentions", "Mentions").formula("rows of the speaker, entity and type in mentions.csv"), |r| {
            items(&r.target.stance)
        })
        .with(integer("sentences", "Sentences with a mention").formula("different sentences of these rows"), |r| {
            Cell::Count(r.target.sentences)
        })
        .with_all(mean(
            number("stance", "Mean over mentions of positive − negative toward it, −1 to 1")
                .within(-1.0, 1.0)
                .formula("Σ stance / mentions, over the rows of the speaker, entity and type in mentions.csv"),
            Averaged::Valence,
            |r: &SpeakerTargetRow| (&r.target.stance, &r.target.clusters),
        ))
        .with_all(marks())
        .with_all(masses(
            " toward it",
            "Σ of this probability / mentions, over the same rows",
            "",
            |r: &SpeakerTargetRow| &r.target.stance,
        ))
        .with_all(label_shares(
            "Share of the mentions",
            "of the same rows, those in which it is the largest of negative, neutral and positive / mentions",
            "",
            |r: &SpeakerTargetRow| &r.target.stance,
        ))
        .with_all(cluster_columns(|r: &SpeakerTargetRow| &r.target.clusters))
        .with_all([widened_column(
            &Inference::ALL,
            vec![("stance", |r: &SpeakerTargetRow| ClusterRatio::mean(Averaged::Valence, &r.target.clusters))],
        )])
}

/// What the marks of mentions set apart.
fn marks() -> [FilledColumn<SpeakerTargetRow>; 3] {
    [
        (
            integer("self_mentions", "Mentions in which the speaker names himself")
                .formula("the same rows with the mark self"),
            Box::new(|r| Cell::Count(r.target.self_mentions)),
        ),
        (
            integer("address_mentions", "Mentions in which a person is spoken to")
                .formula("the same rows with the mark address"),
            Box::new(|r| Cell::Count(r.target.address_mentions)),
        ),
        (
            number("stance_unmarked", "Mean of positive − negative over the other mentions, −1 to 1")
                .within(-1.0, 1.0)
                .formula("Σ stance / mentions, over the same rows without a mark")
                .or_missing("every mention is of the speaker himself or an address"),
            Box::new(|r| Cell::real(r.target.unmarked.mean())),
        ),
    ]
}
