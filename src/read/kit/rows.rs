//! Rows of tables and JSONL on their way to transcripts: they are gathered by document.

use std::collections::BTreeMap;

use super::assembly::Assembly;
use super::date;
use super::stage::paragraphs;
use crate::transcript::{Given, Header, Reason, Transcript, Unit};

/// One row.
#[derive(Debug, Default)]
pub struct TableRow {
    /// Which document; empty for the only one.
    pub document: String,
    /// Who speaks.
    pub header: Header,
    /// The speaker's cell as written, for the count of characters.
    pub raw_speaker: String,
    /// What is said.
    pub text: String,
    /// The other cells as written, set aside.
    pub others: String,
    /// Characters of all cells and the end of the row, as the reader counts them.
    pub characters: usize,
    /// The mentions in the text, by bytes of it, where the row states them.
    pub mentions: Option<Vec<Given>>,
    /// Which turn, where stated.
    pub turn: Option<String>,
    /// When, ISO 8601.
    pub date: Option<String>,
    /// In which language.
    pub language: Option<String>,
    /// Of which event.
    pub event: Option<String>,
}

/// The documents of one file in order of first appearance.
pub struct Gathering {
    unit: Unit,
    index: BTreeMap<String, usize>,
    documents: Vec<Gathered>,
    /// What to do about rows without a speaker, for people.
    pub advice: &'static str,
}

struct Gathered {
    key: String,
    assembly: Assembly,
    characters: usize,
    last_turn: Option<String>,
    last_mentions: bool,
    other_event: bool,
    empty_rows: usize,
    nobodys_rows: usize,
}

impl Gathering {
    /// Nothing yet.
    pub fn new(unit: Unit) -> Self {
        Gathering { unit, index: BTreeMap::new(), documents: Vec::new(), advice: "" }
    }

    /// Adds a row to its document. Consecutive rows of one speaker with the same stated turn are one turn, unless each
    /// row is a sentence of its own.
    pub fn push(&mut self, row: TableRow) {
        let unit = self.unit;
        let document = self.document(&row.document);
        let assembly = &mut document.assembly;
        document.characters += row.characters;
        assembly.date = assembly.date.take().or(row.date);
        assembly.language = assembly.language.take().or(row.language);
        match (&assembly.event, row.event) {
            (None, event) => assembly.event = event,
            (Some(first), Some(event)) => document.other_event = *first != event || document.other_event,
            _ => {}
        }
        assembly.set_aside(&row.others, Reason::Markup);
        let nobody = row.header.printed.is_empty();
        if nobody || row.text.trim().is_empty() {
            let counter = if nobody { &mut document.nobodys_rows } else { &mut document.empty_rows };
            *counter += 1;
            assembly.set_aside(&row.raw_speaker, Reason::Header);
            assembly.set_aside(&row.text, if nobody { Reason::Unattributed } else { Reason::Markup });
            assembly.set_aside("\n", Reason::Markup);
            return;
        }
        let same_turn = row.turn.is_some()
            && row.turn == document.last_turn
            && row.mentions.is_some() == document.last_mentions
            && unit == Unit::Turn;
        if same_turn && assembly.last_header() == Some(&row.header) {
            assembly.set_aside(&row.raw_speaker, Reason::Header);
        } else {
            assembly.header(row.header, &row.raw_speaker);
        }
        document.last_turn = row.turn;
        document.last_mentions = row.mentions.is_some();
        match row.mentions {
            None => speak(&row.text, unit, assembly, Assembly::paragraph),
            Some(given) => {
                speak(&row.text, unit, assembly, Assembly::verbatim);
                assembly.mentions(&row.text, &given);
            }
        }
        // The end of the row.
        assembly.set_aside("\n", Reason::Markup);
    }

    fn document(&mut self, key: &str) -> &mut Gathered {
        let at = match self.index.get(key) {
            Some(at) => *at,
            None => {
                self.index.insert(key.to_owned(), self.documents.len());
                self.documents.push(Gathered {
                    key: key.to_owned(),
                    assembly: Assembly::new(self.unit),
                    characters: 0,
                    last_turn: None,
                    last_mentions: false,
                    other_event: false,
                    empty_rows: 0,
                    nobodys_rows: 0,
                });
                self.documents.len() - 1
            }
        };
        &mut self.documents[at]
    }

    /// The transcripts; a table without rows is one without turns.
    pub fn finish(mut self) -> Vec<Transcript> {
        if self.documents.is_empty() {
            self.document("");
        }
        let advice = self.advice;
        self.documents
            .into_iter()
            .map(|mut document| {
                if document.empty_rows > 0 {
                    document.assembly.notes.push(format!("rows without text, set aside: {}", document.empty_rows));
                }
                if let Some(event) = document.assembly.event.as_ref().filter(|_| document.other_event) {
                    let note = format!("rows of several events (--cluster): taken for one of \"{event}\", the first");
                    document.assembly.notes.push(note);
                }
                if document.nobodys_rows > 0 {
                    document
                        .assembly
                        .notes
                        .push(format!("rows without a speaker, set aside: {}{advice}", document.nobodys_rows));
                }
                document.assembly.finish(&document.key, document.characters)
            })
            .collect()
    }
}

/// A row's paragraphs; a sentence is one whatever its line breaks.
fn speak(text: &str, unit: Unit, assembly: &mut Assembly, paragraph: fn(&mut Assembly, &str)) {
    if unit == Unit::Sentence {
        return paragraph(assembly, text);
    }
    let mut at = 0;
    for range in paragraphs(text) {
        assembly.set_aside(&text[at..range.start], Reason::Markup);
        paragraph(assembly, &text[range.clone()]);
        at = range.end;
    }
    assembly.set_aside(&text[at..], Reason::Markup);
}

/// A date cell as ISO 8601.
pub fn date_of(cell: &str) -> Option<String> {
    date::cell(cell)
}
