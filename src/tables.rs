//! Every table that rostrum writes: its rows and, in one place, each column's name, meaning and value. Whoever adds a table
//! to a run adds a file here and a line to [`TABLES`].

mod attribution;
mod contrasts;
mod documents;
mod entities;
#[cfg(feature = "cli")]
pub mod evaluation;
mod keyness;
mod locus;
pub mod means;
mod mentions;
mod probabilities;
mod run_table;
mod sentence_topics;
mod sentences;
mod sources;
mod speaker_documents;
mod speaker_key;
mod speaker_periods;
mod speaker_targets;
mod speaker_topics;
mod speakers;
mod splits;
mod turns;

#[cfg(feature = "cli")]
pub use attribution::columns as attribution;
#[cfg(test)]
pub use run_table::RowsOf;
pub use run_table::{RowSource, RunTable};
pub use sources::{DocumentView, FailedInput, Finished};
#[cfg(feature = "cli")]
pub use turns::{columns as turns, rows as turn_rows};

/// The tables of a run, in the order of datapackage.json.
pub const TABLES: &[fn() -> RunTable] = &[
    documents::table,
    attribution::table,
    turns::table,
    sentences::table,
    mentions::table,
    sentence_topics::table,
    speaker_documents::table,
    contrasts::table,
    keyness::table,
    entities::table,
    speakers::table,
    speaker_topics::table,
    speaker_targets::table,
    speaker_periods::table,
    splits::table,
];

/// Tables that a later command adds to the folder of a run.
pub const SUPPLEMENTS: &[&str] = &["agreement", "confusion", "errors", "corrected", "corrected_contrasts"];

/// The names of tables.
pub fn names(tables: &[fn() -> RunTable]) -> Vec<&'static str> {
    tables.iter().map(|table| table().schema().name).collect()
}
