//! Tables of what was read: `documents.csv`, `attribution.csv`, `turns.csv`.

use std::collections::BTreeMap;

use crate::annotate::AnnotatedTranscript;
use crate::speaker::{Resolved, Rule};
use crate::table::{Cell, Table, integer, text};

/// One input.
pub struct DocumentRow {
    /// Id of the document, or of the file where it could not be read.
    pub document: String,
    /// The path as given.
    pub path: String,
    /// What is known of it; none where it could not be read.
    pub read: Option<ReadDocument>,
    /// "ok", "no_turns" or "failed".
    pub status: &'static str,
    /// What a user should know.
    pub note: String,
}

/// The facts of a document that was read.
pub struct ReadDocument {
    sha256: String,
    format: &'static str,
    language: Option<String>,
    title: Option<String>,
    date: Option<String>,
    characters: usize,
    spoken_characters: usize,
    turns: usize,
    sentences: usize,
    scored_sentences: usize,
}

impl DocumentRow {
    /// The row of a document that was read.
    pub fn of(document: &AnnotatedTranscript) -> Self {
        let t = &document.transcript;
        let sentences = || document.sentences.iter().flatten();
        let read = ReadDocument {
            sha256: t.sha256.clone(),
            format: t.format.name(),
            language: t.language.clone(),
            title: t.title.clone(),
            date: t.date.clone(),
            characters: t.characters,
            spoken_characters: t.spoken_characters(),
            turns: t.turns.len(),
            sentences: sentences().count(),
            scored_sentences: sentences().filter(|s| s.scores.is_some()).count(),
        };
        let status = if t.turns.is_empty() { "no_turns" } else { "ok" };
        let mut notes = t.notes.clone();
        if t.turns.is_empty() {
            notes.push("no speaker turns found".to_owned());
        }
        DocumentRow { document: t.id.clone(), path: t.path.clone(), read: Some(read), status, note: notes.join("; ") }
    }

    /// The row of a file that could not be read.
    pub fn failed(document: &str, path: &str, reason: String) -> Self {
        DocumentRow { document: document.to_owned(), path: path.to_owned(), read: None, status: "failed", note: reason }
    }
}

fn fact(row: &DocumentRow, value: fn(&ReadDocument) -> Cell) -> Cell {
    row.read.as_ref().map_or(Cell::Missing, value)
}

/// `documents.csv`.
pub fn documents() -> Table<DocumentRow> {
    const UNREAD: &str = "the file could not be read";
    Table {
        name: "documents",
        about: "One row per document, and one per file that could not be read.",
        columns: vec![
            text(
                "document",
                "Id: path relative to the input, and #key inside a file of several documents",
                |r: &DocumentRow| Cell::Text(r.document.clone()),
            ),
            text("path", "The file it was read from", |r: &DocumentRow| Cell::Text(r.path.clone())),
            text("sha256", "SHA-256 of the file's bytes", |r: &DocumentRow| fact(r, |d| Cell::Text(d.sha256.clone())))
                .or_missing(UNREAD),
            text("format", "text, html, csv or jsonl", |r: &DocumentRow| fact(r, |d| Cell::Text(d.format.to_owned())))
                .or_missing(UNREAD),
            text("language", "Language that the document states", |r: &DocumentRow| {
                fact(r, |d| Cell::text_or_missing(d.language.as_deref()))
            })
            .or_missing("none stated"),
            text("title", "Headline", |r: &DocumentRow| fact(r, |d| Cell::text_or_missing(d.title.as_deref())))
                .or_missing("none found"),
            text("date", "Date, YYYY-MM-DD", |r: &DocumentRow| fact(r, |d| Cell::text_or_missing(d.date.as_deref())))
                .or_missing("none found"),
            integer("characters", "Characters read", |r: &DocumentRow| fact(r, |d| Cell::count(d.characters)))
                .or_missing(UNREAD),
            integer(
                "spoken_characters",
                "Characters in turns; the rest of `characters` is set aside as no speech",
                |r: &DocumentRow| fact(r, |d| Cell::count(d.spoken_characters)),
            )
            .or_missing(UNREAD),
            integer("turns", "Turns", |r: &DocumentRow| fact(r, |d| Cell::count(d.turns))).or_missing(UNREAD),
            integer("sentences", "Sentences of all turns", |r: &DocumentRow| fact(r, |d| Cell::count(d.sentences)))
                .or_missing(UNREAD),
            integer(
                "scored_sentences",
                "Sentences with a letter in them, which the model scored",
                |r: &DocumentRow| fact(r, |d| Cell::count(d.scored_sentences)),
            )
            .or_missing(UNREAD),
            text("status", "ok, no_turns (read, but nobody speaks) or failed", |r: &DocumentRow| {
                Cell::Text(r.status.to_owned())
            }),
            text("note", "What a user should know about the reading", |r: &DocumentRow| {
                if r.note.is_empty() { Cell::Missing } else { Cell::Text(r.note.clone()) }
            })
            .or_missing("nothing to say"),
        ],
    }
}

/// One distinct header of a document.
pub struct AttributionRow {
    document: String,
    header: String,
    speaker: Resolved,
    turns: usize,
    words: usize,
}

impl AttributionRow {
    /// The headers of a document, in order of first appearance.
    pub fn of(document: &AnnotatedTranscript) -> Vec<Self> {
        let mut rows: Vec<AttributionRow> = Vec::new();
        let mut index: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (turn, speaker) in document.transcript.turns.iter().zip(&document.speakers) {
            let at = *index.entry((&turn.header.printed, &speaker.speaker)).or_insert_with(|| {
                rows.push(AttributionRow {
                    document: document.transcript.id.clone(),
                    header: turn.header.printed.clone(),
                    speaker: speaker.clone(),
                    turns: 0,
                    words: 0,
                });
                rows.len() - 1
            });
            rows[at].turns += 1;
            rows[at].words += turn.words();
        }
        rows
    }
}

/// `attribution.csv`.
pub fn attribution() -> Table<AttributionRow> {
    Table {
        name: "attribution",
        about: "One row per distinct header of a document: whom its turns were attributed to, and by which rule.",
        columns: vec![
            text("document", "Id of the document", |r: &AttributionRow| Cell::Text(r.document.clone())),
            text("header", "The header as printed, without its colon", |r: &AttributionRow| {
                Cell::Text(r.header.clone())
            }),
            text("speaker", "The name it was resolved to, or the label as printed", |r: &AttributionRow| {
                Cell::Text(r.speaker.speaker.clone())
            }),
            text("role", "Role of the turns", |r: &AttributionRow| Cell::text_or_missing(r.speaker.role.as_deref()))
                .or_missing("none known"),
            text("rule", "The rule that fired", |r: &AttributionRow| Cell::Text(Rule::name(r.speaker.rule).to_owned())),
            integer("turns", "Turns under this header", |r: &AttributionRow| Cell::count(r.turns)),
            integer("words", "Words in them", |r: &AttributionRow| Cell::count(r.words)),
            text("flag", "What deserves a look: unnamed (a role or label that names nobody)", |r: &AttributionRow| {
                match r.speaker.scope {
                    crate::speaker::Scope::Person => Cell::Missing,
                    _ => Cell::Text("unnamed".to_owned()),
                }
            })
            .or_missing("nothing noticed"),
        ],
    }
}

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

impl TurnRow {
    /// The turns of a document.
    pub fn of(document: &AnnotatedTranscript) -> Vec<Self> {
        let turns = document.transcript.turns.iter().zip(&document.speakers).enumerate();
        let row = |(i, (turn, speaker)): (usize, (&crate::transcript::Turn, &Resolved))| TurnRow {
            document: document.transcript.id.clone(),
            turn: i + 1,
            speaker: speaker.speaker.clone(),
            role: speaker.role.clone(),
            header: turn.header.printed.clone(),
            words: turn.words(),
            text: turn.text.clone(),
        };
        turns.map(row).collect()
    }
}

/// `turns.csv`.
pub fn turns() -> Table<TurnRow> {
    Table {
        name: "turns",
        about: "One row per turn, an uninterrupted contribution of one speaker.",
        columns: vec![
            text("document", "Id of the document", |r: &TurnRow| Cell::Text(r.document.clone())),
            integer("turn", "Number of the turn in the document, from 1", |r: &TurnRow| Cell::count(r.turn)),
            text("speaker", "Who speaks, or the label as printed", |r: &TurnRow| Cell::Text(r.speaker.clone())),
            text("role", "Role of the turn", |r: &TurnRow| Cell::text_or_missing(r.role.as_deref()))
                .or_missing("none known"),
            text("header", "The header as printed, without its colon", |r: &TurnRow| Cell::Text(r.header.clone())),
            integer("words", "Words: stretches without white space that hold a letter or digit", |r: &TurnRow| {
                Cell::count(r.words)
            }),
            text("text", "What is said; paragraphs are separated by a line break", |r: &TurnRow| {
                Cell::Text(r.text.clone())
            }),
        ],
    }
}
