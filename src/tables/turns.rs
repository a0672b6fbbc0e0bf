//! `turns.csv`: what was said, turn by turn.

use crate::speaker::Resolved;
use crate::table::{Cell, Table, integer, text};
use crate::tables::run_table::{Rows, RowsOf, RunTable};
use crate::transcript::{Transcript, Turn};

/// One turn.
pub struct TurnRow {
    document: String,
    turn: usize,
    speaker: String,
    role: Option<String>,
    header: String,
    words: usize,
    text: String,
}

/// `turns.csv`.
pub fn table() -> RunTable {
    let of_document = RowsOf::Document(|view| rows(&view.document.transcript, &view.document.speakers));
    RunTable::of(columns(), vec![of_document])
}

/// The turns of a document.
pub fn rows<'a>(transcript: &'a Transcript, speakers: &'a [Resolved]) -> Rows<'a, TurnRow> {
    let row = |(i, (turn, speaker)): (usize, (&Turn, &Resolved))| TurnRow {
        document: transcript.id.clone(),
        turn: i + 1,
        speaker: speaker.speaker.clone(),
        role: speaker.role.clone(),
        header: turn.header.printed.clone(),
        words: turn.words(),
        text: turn.text.clone(),
    };
    Box::new(transcript.turns.iter().zip(speakers).enumerate().map(row))
}

/// Its columns.
pub fn columns() -> Table<TurnRow> {
    Table::new("turns", "One row per turn, an uninterrupted contribution of one speaker.")
        .with(text("document", "Id of the document").key(), |r: &TurnRow| Cell::text(&r.document))
        .with(integer("turn", "Number of the turn in the document, from 1").key(), |r| Cell::count(r.turn))
        .with(text("speaker", "Who speaks, or the label as printed"), |r| Cell::text(&r.speaker))
        .with(text("role", "Role of the turn").or_missing("none known"), |r| Cell::text_or_missing(r.role.as_deref()))
        .with(text("header", "The header as printed, without its colon"), |r| Cell::text(&r.header))
        .with(integer("words", "Words: stretches without white space that hold a letter or digit"), |r| {
            Cell::count(r.words)
        })
        .with(text("text", "What is said; paragraphs are separated by a line break"), |r| Cell::text(&r.text))
}
