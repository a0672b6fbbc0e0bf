//! `speaker_documents.csv`: every speaker in every document, by role.

use crate::aggregate::appearance::Appearance;
use crate::aggregate::interval::{Averaged, ClusterRatio};
use crate::table::{Cell, Table, integer, number, text};
use crate::tables::means::{cluster_columns, items, label_shares, masses, mean_here, widened_column};
use crate::tables::run_table::{RowsOf, RunTable};
use crate::tables::speaker_key::SPEAKER;
use crate::tally::Inference;

const NOTHING_SCORED: &str = "no scored sentence";

/// `speaker_documents.csv`.
pub fn table() -> RunTable {
    let of_document = RowsOf::Document(|view| Box::new(Appearance::all(view.document).into_iter()));
    RunTable::of(columns(), vec![of_document])
}

fn columns() -> Table<Appearance> {
    Table::new(
        "speaker_documents",
        "One row per speaker, document and role; role words such as Question have theirs here.",
    )
    .with(text("speaker", SPEAKER), |r: &Appearance| Cell::text(&r.speaker))
    .with(text("document", "Id of the document"), |r| Cell::text(&r.document))
    .with(text("date", "Date of the document, YYYY-MM-DD, or the year alone").or_missing("none found"), |r| {
        Cell::text_or_missing(r.date.as_deref())
    })
    .with(text("role", "Role of the turns").or_missing("none known"), |r| Cell::text_or_missing(r.role.as_deref()))
    .with(integer("turns", "Turns").formula("rows of the speaker, document and role in turns.csv"), |r| {
        Cell::Count(r.presence.turns)
    })
    .with(integer("sentences", "Sentences").formula("rows of sentences.csv in these turns"), |r| {
        Cell::Count(r.presence.sentences)
    })
    .with(
        integer("scored_sentences", "Sentences that the model scored")
            .formula("rows of sentences.csv in these turns with a valence"),
        |r| items(&r.tone),
    )
    .with(integer("words", "Words").formula("Σ words in text, over rows of sentences.csv in these turns"), |r| {
        Cell::Count(r.presence.words)
    })
    .with_all(mean_here(
        number("tone", "Mean valence of the scored sentences, −1 to 1")
            .within(-1.0, 1.0)
            .formula("Σ valence / scored_sentences")
            .or_missing(NOTHING_SCORED),
        Averaged::Valence,
        |r: &Appearance| (&r.tone, &r.clusters),
    ))
    .with_all(masses("", "Σ of this probability / scored_sentences", NOTHING_SCORED, |r: &Appearance| &r.tone))
    .with_all(label_shares(
        "Share of the scored sentences",
        "rows of sentences.csv in these turns with this sentiment / scored_sentences",
        NOTHING_SCORED,
        |r: &Appearance| &r.tone,
    ))
    .with_all(cluster_columns(|r: &Appearance| &r.clusters))
    .with_all([widened_column(
        &[Inference::TheseDocuments],
        vec![("tone", |r: &Appearance| ClusterRatio::mean(Averaged::Valence, &r.clusters))],
    )])
}
