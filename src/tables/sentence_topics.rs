//! `sentence_topics.csv`: the topics of every sentence with the stance toward their propositions.

use crate::scores::SentenceTopic;
use crate::table::{Cell, Table, number, text};
use crate::tables::locus::{AnnotatedTurn, Locus, locus_key};
use crate::tables::probabilities::{of_class, probability, valence};
use crate::tables::run_table::{Rows, RowsOf, RunTable};
use crate::tables::sources::DocumentView;

/// One topic found in a sentence.
struct SentenceTopicRow {
    locus: Locus,
    topic: String,
    found: SentenceTopic,
}

/// `sentence_topics.csv`.
pub fn table() -> RunTable {
    RunTable::of(columns(), vec![RowsOf::Document(rows)])
}

fn rows<'a>(view: &'a DocumentView<'a>) -> Rows<'a, SentenceTopicRow> {
    Box::new(AnnotatedTurn::all(view.document).flat_map(move |turn| {
        turn.sentences.iter().enumerate().flat_map(move |(at, sentence)| {
            let found = sentence.scores.iter().flat_map(|scores| &scores.topics);
            found.map(move |&found| SentenceTopicRow {
                locus: turn.locus(at),
                topic: view.topics[found.topic].id.clone(),
                found,
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
    .with(number("probability", "P(the sentence is about it), from 0.5 up").within(0.5, 1.0), |r| {
        Cell::Number(r.found.probability.value())
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
