//! `attribution.csv`: whom headers were attributed to, and what deserves a look.

use crate::speaker::{Scope, SeenHeader};
use crate::table::{Cell, Table, integer, text};
use crate::tables::run_table::{RowsOf, RunTable};

const NO_HEADER: &str = "not taken for a header";

/// `attribution.csv`.
pub fn table() -> RunTable {
    RunTable::of(columns(), vec![RowsOf::Document(|view| Box::new(view.headers.iter().cloned()))])
}

/// Its columns, over the headers of a document.
pub fn columns() -> Table<SeenHeader> {
    Table::new(
        "attribution",
        "One row per distinct header of a document: whom its turns were attributed to, and by which rule; and one per line that looks like a header and was not taken for one.",
    )
    .with(text("document", "Id of the document"), |h: &SeenHeader| Cell::text(&h.document))
    .with(text("header", "The header as printed, without its colon"), |h| Cell::text(&h.printed))
    .with(text("speaker", "The name it was resolved to, or the label as printed").or_missing(NO_HEADER), |h| {
        Cell::text_or_missing(h.speaker.as_ref().map(|s| s.speaker.as_str()))
    })
    .with(text("role", "Role of the turns").or_missing("none known"), |h| {
        Cell::text_or_missing(h.speaker.as_ref().and_then(|s| s.role.as_deref()))
    })
    .with(text("rule", "The rule that fired").or_missing(NO_HEADER), |h| {
        Cell::text_or_missing(h.speaker.as_ref().map(|s| s.rule.name()))
    })
    .with(integer("turns", "Turns under this header"), |h| Cell::count(h.turns))
    .with(integer("words", "Words in them").formula("Σ words of these turns in turns.csv"), |h| Cell::count(h.words))
    .with(
        text(
            "flag",
            "What deserves a look, joined by ;: unnamed (a role or label that names nobody), ambiguous (a surname or initials that may be the named persons, or one word by which several documents know somebody whom none names in full), long_turn (over ten times the speaker's median, which may hide a header), unmatched (a line that looks like a header and was read as text)",
        )
        .or_missing("nothing noticed"),
        |h| Cell::joined(&flags(h), ";"),
    )
    .with(text("note", "Where to look").or_missing("nothing to say"), |h| Cell::joined(&notes(h), "; "))
}

fn flags(header: &SeenHeader) -> Vec<&'static str> {
    let mut flags = Vec::new();
    match &header.speaker {
        None => flags.push("unmatched"),
        Some(speaker) if speaker.scope != Scope::Person => flags.push("unnamed"),
        Some(_) => {}
    }
    if header.is_ambiguous() {
        flags.push("ambiguous");
    }
    if !header.long_turns.is_empty() {
        flags.push("long_turn");
    }
    flags
}

fn notes(header: &SeenHeader) -> Vec<String> {
    let mut notes = Vec::new();
    if !header.namesakes().is_empty() {
        notes.push(format!("may be {}", header.namesakes().join(" or ")));
    }
    if let Some(speaker) = header.speaker.as_ref().filter(|speaker| speaker.known_by_one_word > 0) {
        let (name, documents) = (&speaker.speaker, speaker.known_by_one_word);
        notes.push(format!("{documents} documents know {name} by this word only, and may mean different people"));
    }
    notes.extend(header.long_turns.iter().map(|long| {
        format!("turn {} has {} words, the speaker's median is {}", long.turn + 1, long.words, long.median)
    }));
    if header.speaker.is_none() {
        notes.push(match header.left_in {
            Some(turn) => format!("left in the text of turn {}", turn + 1),
            None => "left before the first turn".to_owned(),
        });
    }
    notes
}
