//! `documents.csv`: the inputs, and what was read of them.

use crate::aggregate::document::DocumentCounts;
use crate::read::format_names;
use crate::table::{Cell, Column, FilledColumn, Table, integer, text};
use crate::tables::run_table::{Rows, RowsOf, RunTable};
use crate::tables::sources::{DocumentView, FailedInput};
use crate::transcript::{Holds, Reason, Transcript};

const UNREAD: &str = "the file could not be read";

/// One input.
struct DocumentRow {
    /// Id of the document, or of the file where it could not be read.
    document: String,
    /// The path as given.
    path: String,
    /// What is known of it; none where it could not be read.
    read: Option<ReadDocument>,
    /// "ok", "no_turns", "lists", "duplicate", "not_english" or "failed".
    status: &'static str,
    /// What a user should know.
    note: String,
}

/// The facts of a document that was read.
struct ReadDocument {
    sha256: String,
    format: &'static str,
    language: Option<String>,
    title: Option<String>,
    date: Option<String>,
    event: Option<String>,
    counts: DocumentCounts,
}

/// `documents.csv`.
pub fn table() -> RunTable {
    RunTable::of(columns(), vec![RowsOf::Document(read), RowsOf::Failure(failed)])
}

fn read<'a>(view: &'a DocumentView<'a>) -> Rows<'a, DocumentRow> {
    let t = &view.document.transcript;
    let status = status(t);
    let mut notes = t.notes.clone();
    if status == "no_turns" {
        notes.push("no speaker turns found".to_owned());
    }
    let read = ReadDocument {
        sha256: t.sha256.clone(),
        format: t.format,
        language: t.language.clone(),
        title: t.title.clone(),
        date: t.date.clone(),
        event: t.event.clone(),
        counts: DocumentCounts::of(view.document),
    };
    let note = notes.join("; ");
    let row =
        DocumentRow { document: t.id.clone(), path: t.path.display().to_string(), read: Some(read), status, note };
    Box::new(std::iter::once(row))
}

fn status(t: &Transcript) -> &'static str {
    match (t.turns.is_empty(), t.scored) {
        _ if t.holds == Holds::Lists => "lists",
        _ if t.holds == Holds::Duplicate => "duplicate",
        (true, _) => "no_turns",
        (false, false) => "not_english",
        (false, true) => "ok",
    }
}

fn failed(input: &FailedInput) -> Rows<'_, DocumentRow> {
    Box::new(std::iter::once(DocumentRow {
        document: input.id.clone(),
        path: input.path.clone(),
        read: None,
        status: "failed",
        note: input.reason.clone(),
    }))
}

fn columns() -> Table<DocumentRow> {
    Table::new("documents", "One row per document, and one per file that could not be read.")
        .with(
            text("document", "Id: path relative to the input, and #key inside a file of several documents").key(),
            |r: &DocumentRow| Cell::text(&r.document),
        )
        .with(text("path", "The file it was read from"), |r| Cell::text(&r.path))
        .with_all(stated())
        .with_all(characters())
        .with_all(counts())
        .with(
            text("status", "ok, no_turns (read, but nobody speaks), lists (persons and the like, for other files), duplicate (another document says the same: counted there and nowhere else), not_english (read, not scored) or failed"),
            |r| Cell::text(r.status),
        )
        .with(
            text("note", "What a user should know about the reading").or_missing("nothing to say"),
            |r| Cell::joined(std::slice::from_ref(&r.note), ""),
        )
}

/// What the file and the document say of themselves.
fn stated() -> [FilledColumn<DocumentRow>; 6] {
    [
        fact(text("sha256", "SHA-256 of the file's bytes").or_missing(UNREAD), |d| Cell::text(&d.sha256)),
        fact(text("format", format_names()).or_missing(UNREAD), |d| Cell::text(d.format)),
        fact(
            text("language", "Language that the document states, or that was recognised and is not English (ISO 639)")
                .or_missing("none stated, and English or too short to tell"),
            |d| Cell::text_or_missing(d.language.as_deref()),
        ),
        fact(text("title", "Headline").or_missing("none found"), |d| Cell::text_or_missing(d.title.as_deref())),
        fact(text("date", "Date, YYYY-MM-DD, or the year alone").or_missing("none found"), |d| {
            Cell::text_or_missing(d.date.as_deref())
        }),
        fact(
            text("cluster", "The event that it is part of, as --cluster says: documents of one event are one cluster of all intervals")
                .or_missing("the document is a cluster of its own"),
            |d| Cell::text_or_missing(d.event.as_deref()),
        ),
    ]
}

/// Where the characters went.
fn characters() -> Vec<FilledColumn<DocumentRow>> {
    let mut columns = vec![
        count(integer("characters", "Characters read"), |d| d.characters),
        count(
            integer(
                "spoken_characters",
                "Characters in turns; `characters` = these + all set aside (the columns that follow) + unexplained_characters",
            ),
            |d| d.spoken_characters,
        ),
    ];
    columns.extend(Reason::ALL.iter().enumerate().map(|(at, reason)| {
        let name = format!("{}_characters", reason.name().replace(' ', "_"));
        count(integer(name, set_aside(*reason)), move |d| d.set_aside[at])
    }));
    columns.push(count(
        integer(
            "unexplained_characters",
            "Characters lost or counted twice: 0, or rostrum is wrong (--strict makes it a failure)",
        )
        .formula("|characters − spoken_characters − all set aside|"),
        |d| d.unexplained_characters,
    ));
    columns
}

/// What is set aside for a reason.
fn set_aside(reason: Reason) -> &'static str {
    match reason {
        Reason::Furniture => "Navigation, captions and the like of a page",
        Reason::Headline => "The headline",
        Reason::Dateline => "Date and place",
        Reason::Lead => "Narration, and headings between turns",
        Reason::Divider => "Lines that only divide",
        Reason::StageDirection => "Stage directions such as (Applause)",
        Reason::Header => "The headers that name the speakers",
        Reason::Markup => "Mark-up, and the white space between paragraphs",
        Reason::Unattributed => "Speech that nobody is named for",
        Reason::Duplicate => "What is said and counted in the document that this one equals",
    }
}

fn counts() -> [FilledColumn<DocumentRow>; 4] {
    [
        count(integer("turns", "Turns").formula("rows of the document in turns.csv"), |d| d.turns),
        count(
            integer(
                "unpunctuated_turns",
                "Turns that nobody punctuated: where their sentences end is told from words and pauses, and often wrong (ARCHITECTURE.md has figures)",
            ),
            |d| d.unpunctuated_turns,
        ),
        count(integer("sentences", "Sentences of all turns").formula("rows of the document in sentences.csv"), |d| {
            d.sentences
        }),
        count(
            integer(
                "scored_sentences",
                "Sentences with a letter in them, which the model scored; none of a document that is not English",
            )
            .formula("rows of the document in sentences.csv with a valence"),
            |d| d.scored_sentences,
        ),
    ]
}

/// A column that a file which could not be read has no value in.
fn fact(column: Column, value: impl Fn(&ReadDocument) -> Cell + Send + Sync + 'static) -> FilledColumn<DocumentRow> {
    (column, Box::new(move |r| r.read.as_ref().map_or(Cell::Missing, &value)))
}

fn count(
    column: Column,
    value: impl Fn(&DocumentCounts) -> usize + Send + Sync + 'static,
) -> FilledColumn<DocumentRow> {
    fact(column.or_missing(UNREAD), move |d| Cell::count(value(&d.counts)))
}
