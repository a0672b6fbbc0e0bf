//! Tables of what was read: `documents.csv`, `attribution.csv`, `turns.csv`.

use std::collections::BTreeMap;

use crate::annotate::AnnotatedTranscript;
use crate::speaker::{Medians, Resolved, Scope};
use crate::table::{Cell, Column, Table, integer, text};
use crate::transcript::{Holds, Reason, Transcript, Turn};

/// One input.
pub struct DocumentRow {
    /// Id of the document, or of the file where it could not be read.
    pub document: String,
    /// The path as given.
    pub path: String,
    /// What is known of it; none where it could not be read.
    pub read: Option<ReadDocument>,
    /// "ok", "no_turns", "lists", "not_english" or "failed".
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
    set_aside: [usize; Reason::ALL.len()],
    unexplained_characters: usize,
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
            format: t.format,
            language: t.language.clone(),
            title: t.title.clone(),
            date: t.date.clone(),
            characters: t.characters,
            spoken_characters: t.spoken_characters(),
            set_aside: Reason::ALL.map(|reason| t.set_aside_for(reason)),
            unexplained_characters: t.unexplained_characters(),
            turns: t.turns.len(),
            sentences: sentences().count(),
            scored_sentences: sentences().filter(|s| s.scores.is_some()).count(),
        };
        let status = match (t.turns.is_empty(), t.scored) {
            _ if t.holds == Holds::Lists => "lists",
            (true, _) => "no_turns",
            (false, false) => "not_english",
            (false, true) => "ok",
        };
        let mut notes = t.notes.clone();
        if status == "no_turns" {
            notes.push("no speaker turns found".to_owned());
        }
        DocumentRow {
            document: t.id.clone(),
            path: t.path.display().to_string(),
            read: Some(read),
            status,
            note: notes.join("; "),
        }
    }

    /// The row of a file that could not be read.
    pub fn failed(document: &str, path: &str, reason: String) -> Self {
        DocumentRow { document: document.to_owned(), path: path.to_owned(), read: None, status: "failed", note: reason }
    }
}

fn fact(row: &DocumentRow, value: fn(&ReadDocument) -> Cell) -> Cell {
    row.read.as_ref().map_or(Cell::Missing, value)
}

const UNREAD: &str = "the file could not be read";

/// Characters set aside for the reason of this place in [`Reason::ALL`].
fn aside<const PLACE: usize>(name: &'static str, about: &'static str) -> Column<DocumentRow> {
    integer(name, about, |r: &DocumentRow| fact(r, |d| Cell::count(d.set_aside[PLACE]))).or_missing(UNREAD)
}

/// `documents.csv`.
pub fn documents() -> Table<DocumentRow> {
    Table {
        name: "documents",
        about: "One row per document, and one per file that could not be read.",
        columns: vec![
            text(
                "document",
                "Id: path relative to the input, and #key inside a file of several documents",
                |r: &DocumentRow| Cell::Text(r.document.clone()),
            )
            .key(),
            text("path", "The file it was read from", |r: &DocumentRow| Cell::Text(r.path.clone())),
            text("sha256", "SHA-256 of the file's bytes", |r: &DocumentRow| fact(r, |d| Cell::Text(d.sha256.clone())))
                .or_missing(UNREAD),
            text("format", "text, html, csv, jsonl, vtt, srt, whisperx or tei", |r: &DocumentRow| fact(r, |d| Cell::Text(d.format.to_owned())))
                .or_missing(UNREAD),
            text("language", "Language that the document states, or that was recognised and is not English (ISO 639)", |r: &DocumentRow| {
                fact(r, |d| Cell::text_or_missing(d.language.as_deref()))
            })
            .or_missing("none stated, and English or too short to tell"),
            text("title", "Headline", |r: &DocumentRow| fact(r, |d| Cell::text_or_missing(d.title.as_deref())))
                .or_missing("none found"),
            text("date", "Date, YYYY-MM-DD", |r: &DocumentRow| fact(r, |d| Cell::text_or_missing(d.date.as_deref())))
                .or_missing("none found"),
            integer("characters", "Characters read", |r: &DocumentRow| fact(r, |d| Cell::count(d.characters)))
                .or_missing(UNREAD),
            integer(
                "spoken_characters",
                "Characters in turns; `characters` = these + all set aside (the columns that follow) + unexplained_characters",
                |r: &DocumentRow| fact(r, |d| Cell::count(d.spoken_characters)),
            )
            .or_missing(UNREAD),
            aside::<0>("furniture_characters", "Navigation, captions and the like of a page"),
            aside::<1>("headline_characters", "The headline"),
            aside::<2>("dateline_characters", "Date and place"),
            aside::<3>("lead_characters", "Narration, and headings between turns"),
            aside::<4>("divider_characters", "Lines that only divide"),
            aside::<5>("stage_direction_characters", "Stage directions such as (Applause)"),
            aside::<6>("header_characters", "The headers that name the speakers"),
            aside::<7>("markup_characters", "Mark-up, and the white space between paragraphs"),
            aside::<8>("unattributed_characters", "Speech that nobody is named for"),
            integer(
                "unexplained_characters",
                "Characters lost or counted twice: 0, or rostrum is wrong (--strict makes it a failure)",
                |r: &DocumentRow| fact(r, |d| Cell::count(d.unexplained_characters)),
            )
            .formula("|characters − spoken_characters − all set aside|")
            .or_missing(UNREAD),
            integer("turns", "Turns", |r: &DocumentRow| fact(r, |d| Cell::count(d.turns)))
                .formula("rows of the document in turns.csv")
                .or_missing(UNREAD),
            integer("sentences", "Sentences of all turns", |r: &DocumentRow| fact(r, |d| Cell::count(d.sentences)))
                .formula("rows of the document in sentences.csv")
                .or_missing(UNREAD),
            integer(
                "scored_sentences",
                "Sentences with a letter in them, which the model scored; none of a document that is not English",
                |r: &DocumentRow| fact(r, |d| Cell::count(d.scored_sentences)),
            )
            .formula("rows of the document in sentences.csv with a valence")
            .or_missing(UNREAD),
            text("status", "ok, no_turns (read, but nobody speaks), lists (persons and the like, for other files), not_english (read, not scored) or failed", |r: &DocumentRow| {
                Cell::Text(r.status.to_owned())
            }),
            text("note", "What a user should know about the reading", |r: &DocumentRow| {
                Cell::joined(std::slice::from_ref(&r.note), "")
            })
            .or_missing("nothing to say"),
        ],
    }
}

/// One distinct header of a document, or one line that looks like a header.
pub struct AttributionRow {
    document: String,
    header: String,
    /// Whom it stands for; none for a line that was not taken for a header.
    speaker: Option<Resolved>,
    turns: usize,
    words: usize,
    /// Where to look.
    notes: Vec<String>,
}

impl AttributionRow {
    /// The headers of a document, in order of first appearance, then the lines that look like headers.
    pub fn of(transcript: &Transcript, speakers: &[Resolved], medians: &Medians) -> Vec<Self> {
        let mut rows: Vec<AttributionRow> = Vec::new();
        let mut index: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (number, (turn, speaker)) in transcript.turns.iter().zip(speakers).enumerate() {
            let at = *index.entry((&turn.header.printed, &speaker.speaker)).or_insert_with(|| {
                let namesakes = speaker.namesakes.join(" or ");
                let ambiguous = (!namesakes.is_empty()).then(|| format!("may be {namesakes}"));
                rows.push(AttributionRow {
                    document: transcript.id.clone(),
                    header: turn.header.printed.clone(),
                    speaker: Some(speaker.clone()),
                    turns: 0,
                    words: 0,
                    notes: ambiguous.into_iter().collect(),
                });
                rows.len() - 1
            });
            let words = turn.words();
            rows[at].turns += 1;
            rows[at].words += words;
            if let Some(median) = medians.exceeded(&transcript.id, speaker, words) {
                let long = format!("turn {} has {words} words, the speaker's median is {median}", number + 1);
                rows[at].notes.push(long);
            }
        }
        rows.extend(transcript.unmatched.iter().map(|line| AttributionRow {
            document: transcript.id.clone(),
            header: line.printed.clone(),
            speaker: None,
            turns: 0,
            words: 0,
            notes: vec![match line.turn {
                Some(turn) => format!("left in the text of turn {}", turn + 1),
                None => "left before the first turn".to_owned(),
            }],
        }));
        rows
    }

    /// Whether who speaks may be wrong: a line that may be a header, a name that may be another's.
    pub fn is_doubtful(&self) -> bool {
        self.speaker.as_ref().is_none_or(|speaker| !speaker.namesakes.is_empty())
    }

    fn flags(&self) -> Vec<&'static str> {
        let mut flags = Vec::new();
        match &self.speaker {
            None => flags.push("unmatched"),
            Some(speaker) if speaker.scope != Scope::Person => flags.push("unnamed"),
            Some(_) => {}
        }
        let namesakes = self.speaker.as_ref().is_some_and(|speaker| !speaker.namesakes.is_empty());
        if namesakes {
            flags.push("ambiguous");
        }
        if self.speaker.is_some() && self.notes.len() > usize::from(namesakes) {
            flags.push("long_turn");
        }
        flags
    }
}

/// `attribution.csv`.
pub fn attribution() -> Table<AttributionRow> {
    Table {
        name: "attribution",
        about: "One row per distinct header of a document: whom its turns were attributed to, and by which rule; and one per line that looks like a header and was not taken for one.",
        columns: vec![
            text("document", "Id of the document", |r: &AttributionRow| Cell::Text(r.document.clone())),
            text("header", "The header as printed, without its colon", |r: &AttributionRow| {
                Cell::Text(r.header.clone())
            }),
            text("speaker", "The name it was resolved to, or the label as printed", |r: &AttributionRow| {
                Cell::text_or_missing(r.speaker.as_ref().map(|s| s.speaker.as_str()))
            })
            .or_missing("not taken for a header"),
            text("role", "Role of the turns", |r: &AttributionRow| {
                Cell::text_or_missing(r.speaker.as_ref().and_then(|s| s.role.as_deref()))
            })
            .or_missing("none known"),
            text("rule", "The rule that fired", |r: &AttributionRow| {
                Cell::text_or_missing(r.speaker.as_ref().map(|s| s.rule.name()))
            })
            .or_missing("not taken for a header"),
            integer("turns", "Turns under this header", |r: &AttributionRow| Cell::count(r.turns)),
            integer("words", "Words in them", |r: &AttributionRow| Cell::count(r.words))
                .formula("Σ words of these turns in turns.csv"),
            text(
                "flag",
                "What deserves a look, joined by ;: unnamed (a role or label that names nobody), ambiguous (a surname or initials that may be the named persons), long_turn (over ten times the speaker's median, which may hide a header), unmatched (a line that looks like a header and was read as text)",
                |r: &AttributionRow| Cell::joined(&r.flags(), ";"),
            )
            .or_missing("nothing noticed"),
            text("note", "Where to look", |r: &AttributionRow| Cell::joined(&r.notes, "; "))
                .or_missing("nothing to say"),
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
    pub fn of(transcript: &Transcript, speakers: &[Resolved]) -> Vec<Self> {
        let row = |(i, (turn, speaker)): (usize, (&Turn, &Resolved))| TurnRow {
            document: transcript.id.clone(),
            turn: i + 1,
            speaker: speaker.speaker.clone(),
            role: speaker.role.clone(),
            header: turn.header.printed.clone(),
            words: turn.words(),
            text: turn.text.clone(),
        };
        transcript.turns.iter().zip(speakers).enumerate().map(row).collect()
    }
}

/// `turns.csv`.
pub fn turns() -> Table<TurnRow> {
    Table {
        name: "turns",
        about: "One row per turn, an uninterrupted contribution of one speaker.",
        columns: vec![
            text("document", "Id of the document", |r: &TurnRow| Cell::Text(r.document.clone())).key(),
            integer("turn", "Number of the turn in the document, from 1", |r: &TurnRow| Cell::count(r.turn)).key(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_its_column() {
        let header = documents().header();
        let first = header.iter().position(|name| *name == "furniture_characters").unwrap_or_default();
        let names = Reason::ALL.map(|reason| format!("{}_characters", reason.name().replace(' ', "_")));
        assert_eq!(header[first..][..names.len()], names);
    }
}
