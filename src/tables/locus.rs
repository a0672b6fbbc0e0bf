//! Where a row about a sentence stands: the turns of a document, the places of their sentences, and the columns for them.

use crate::annotate::{AnnotatedSentence, AnnotatedTranscript};
use crate::table::{Cell, Column, FilledColumn, integer, text};

/// Document, turn, sentence and speaker of a row.
#[derive(Debug, Clone)]
pub struct Locus {
    document: String,
    turn: usize,
    sentence: usize,
    speaker: String,
}

/// A turn of an annotated document.
#[derive(Clone, Copy)]
pub struct AnnotatedTurn<'a> {
    document: &'a str,
    number: usize,
    speaker: &'a str,
    /// What is said.
    pub text: &'a str,
    /// Its sentences.
    pub sentences: &'a [AnnotatedSentence],
}

impl<'a> AnnotatedTurn<'a> {
    /// The turns of a document, in order.
    pub fn all(document: &'a AnnotatedTranscript) -> impl Iterator<Item = AnnotatedTurn<'a>> {
        let turns = document.transcript.turns.iter().zip(&document.speakers).zip(&document.sentences);
        turns.enumerate().map(|(i, ((turn, speaker), sentences))| AnnotatedTurn {
            document: &document.transcript.id,
            number: i + 1,
            speaker: &speaker.speaker,
            text: &turn.text,
            sentences,
        })
    }

    /// Where its sentence of this index stands.
    pub fn locus(&self, index: usize) -> Locus {
        Locus {
            document: self.document.to_owned(),
            turn: self.number,
            sentence: index + 1,
            speaker: self.speaker.to_owned(),
        }
    }
}

/// The columns that say where a row stands.
pub fn locus_columns<R: 'static>(locus: fn(&R) -> &Locus) -> [FilledColumn<R>; 4] {
    [
        (text("document", "Id of the document"), Box::new(move |r| Cell::text(&locus(r).document))),
        (integer("turn", "Number of the turn in the document, from 1"), Box::new(move |r| Cell::count(locus(r).turn))),
        (
            integer("sentence", "Number of the sentence in the turn, from 1"),
            Box::new(move |r| Cell::count(locus(r).sentence)),
        ),
        (text("speaker", "Who speaks, or the label as printed"), Box::new(move |r| Cell::text(&locus(r).speaker))),
    ]
}

/// The same of a table where they tell the rows apart; a document can state one mention twice.
pub fn locus_key<R: 'static>(locus: fn(&R) -> &Locus) -> [FilledColumn<R>; 4] {
    let key = |column: Column| if column.name == "speaker" { column } else { column.key() };
    locus_columns(locus).map(|(column, value)| (key(column), value))
}
