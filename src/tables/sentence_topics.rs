//! `sentence_topics.csv`: the topics of every sentence with the stance toward their propositions.

use crate::label::Probability;
use crate::scores::SentenceTopic;
use crate::table::{Cell, Table, integer, number, text};
use crate::tables::locus::{AnnotatedTurn, Locus, locus_key};
use crate::tables::probabilities::{of_class, probability, valence};
use crate::tables::run_table::{Rows, RowsOf, RunTable};
use crate::tables::sources::DocumentView;

/// One topic found in a sentence.
struct SentenceTopicRow {
    locus: Locus,
    topic: String,
    found: SentenceTopic,
    continues: Option<Probability>,
}

/// `sentence_topics.csv`.
pub fn table() -> RunTable {
    RunTable::of(columns(), vec![RowsOf::Document(rows)])
}

fn rows<'a>(view: &'a DocumentView<'a>) -> Rows<'a, SentenceTopicRow> {
    Box::new(AnnotatedTurn::all(view.document).flat_map(move |turn| {
        turn.sentences.iter().enumerate().flat_map(move |(at, sentence)| {
            let found =
                sentence.scores.iter().flat_map(|scores| scores.topics.iter().map(|found| (found, scores.continues)));
            found.map(move |(&found, continues)| SentenceTopicRow {
                locus: turn.locus(at),
                topic: view.topics[found.topic].id.clone(),
                found,
                continues,
            })
        })
    }))
}

fn columns() -> Table<SentenceTopicRow> {
    Table::new(
        "sentence_topics",
        "One row per sentence and topic it is about, with the stance toward the topic's proposition.",
    )
    .with_all(locus_key(|r: &SentenceTopicRow| &r.locus))
    .with(text("topic", "Id of the topic").key(), |r| Cell::text(&r.topic))
    .with(
        number("probability", "P(the sentence, read in its turn, is about it), from 0.5 up")
            .within(0.5, 1.0)
            .formula("1 − (1 − alone)(1 − continues · probability in the sentence before)"),
        |r| Cell::Number(r.found.probability.value()),
    )
    .with(probability("alone", "P(it is about it) by the sentence alone, 0 to 1"), |r| {
        Cell::Number(r.found.alone.value())
    })
    .with(
        probability("continues", "P(it stays with the subject of the sentence before it in its turn), 0 to 1")
            .or_missing("the first scored sentence of a turn"),
        |r| Cell::real(r.continues.map(|p| p.value())),
    )
    .with(integer("thread", "Number of the sentence in the turn with which the talk about it began"), |r| {
        Cell::count(r.found.since + 1)
    })
    .with(probability("against", "P(against the topic's proposition), 0 to 1"), |r| of_class(r.found.stance, 0))
    .with(probability("neither", "P(takes no side), 0 to 1"), |r| of_class(r.found.stance, 1))
    .with(probability("favor", "P(for the proposition), 0 to 1"), |r| of_class(r.found.stance, 2))
    .with(
        number("stance", "Stance toward the proposition, −1 to 1").within(-1.0, 1.0).formula("favor − against"),
        |r| valence(r.found.stance),
    )
    .with(
        probability("entailment", "P(the sentence entails that it is about the topic) by the stance model, 0 to 1")
            .or_missing("no second opinion was asked for (topics.method = \"nli\")"),
        |r| Cell::real(r.found.entailment.map(|p| p.value())),
    )
}
