//! `sentences.csv`: every sentence with its tone.

use crate::scores::Scores;
use crate::span::CharCounter;
use crate::table::{Cell, Column, FilledColumn, Table, integer, number, text};
use crate::tables::locus::{AnnotatedTurn, Locus, locus_key};
use crate::tables::probabilities::{of_class, probability, valence};
use crate::tables::run_table::{Rows, RowsOf, RunTable};
use crate::tables::sources::DocumentView;

const UNSCORED: &str = "not scored: no letter in the sentence, or a document that is not English";

/// One sentence.
struct SentenceRow {
    locus: Locus,
    start: usize,
    end: usize,
    text: String,
    scores: Option<Scores>,
    topics: String,
}

/// `sentences.csv`.
pub fn table() -> RunTable {
    RunTable::of(columns(), vec![RowsOf::Document(rows)])
}

fn rows<'a>(view: &'a DocumentView<'a>) -> Rows<'a, SentenceRow> {
    Box::new(AnnotatedTurn::all(view.document).flat_map(move |turn| {
        let mut characters = CharCounter::new(turn.text);
        turn.sentences.iter().enumerate().map(move |(at, sentence)| {
            let found = sentence.scores.iter().flat_map(|scores| &scores.topics);
            let ids: Vec<&str> = found.map(|found| view.topics[found.topic].id.as_str()).collect();
            let (start, end) = characters.span(sentence.span);
            SentenceRow {
                locus: turn.locus(at),
                start,
                end,
                text: sentence.span.slice(turn.text).to_owned(),
                scores: sentence.scores.clone(),
                topics: ids.join(";"),
            }
        })
    }))
}

fn columns() -> Table<SentenceRow> {
    Table::new("sentences", "One row per sentence, with its tone.")
        .with_all(locus_key(|r: &SentenceRow| &r.locus))
        .with(integer("start", "First character of the sentence in the turn's text, from 0"), |r| Cell::count(r.start))
        .with(integer("end", "One past its last character"), |r| Cell::count(r.end))
        .with(text("text", "The sentence: characters start to end of the turn's text"), |r| Cell::text(&r.text))
        .with_all(tone())
        .with(
            text("topics", "Ids of the topics it is about, joined by ;")
                .formula("topic of the sentence's rows in sentence_topics.csv")
                .or_missing("about none of the topics, or not scored"),
            |r| if r.topics.is_empty() { Cell::Missing } else { Cell::text(&r.topics) },
        )
        .with_all([scored(
            integer("windows", "Windows that the model read it in; over 1 for very long sentences")
                .within(1.0, f64::INFINITY),
            |s| Cell::count(s.windows),
        )])
}

fn tone() -> [FilledColumn<SentenceRow>; 5] {
    [
        scored(
            text("sentiment", "Most probable tone: negative, neutral or positive")
                .formula("the largest of negative, neutral and positive; neutral wins a tie, then negative"),
            |s| Cell::text(s.tone.tone().name()),
        ),
        scored(probability("negative", "P(negative), 0 to 1"), |s| of_class(s.tone, 0)),
        scored(probability("neutral", "P(neutral), 0 to 1"), |s| of_class(s.tone, 1)),
        scored(probability("positive", "P(positive), 0 to 1"), |s| of_class(s.tone, 2)),
        scored(
            number("valence", "Tone of the sentence, −1 to 1").within(-1.0, 1.0).formula("positive − negative"),
            |s| valence(s.tone),
        ),
    ]
}

/// A column that a sentence which is not scored has no value in.
fn scored(column: Column, value: fn(&Scores) -> Cell) -> FilledColumn<SentenceRow> {
    (column.or_missing(UNSCORED), Box::new(move |r| r.scores.as_ref().map_or(Cell::Missing, value)))
}
