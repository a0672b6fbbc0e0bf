//! Columns of an evaluation: its scores, and the predictions behind them.

use crate::evaluate::metrics::Score;
use crate::evaluate::prediction::Prediction;
use crate::label::Probability;
use crate::model::files::Measured;
use crate::table::{Cell, Table, integer, number, text};

fn real(value: Option<f64>) -> Cell {
    value.map_or(Cell::Missing, Cell::Number)
}

fn label(score: &Score) -> Cell {
    Cell::text_or_missing(Some(score.label.as_str()).filter(|label| !label.is_empty()))
}

fn probability(row: &Prediction, class: usize) -> Cell {
    real(row.probabilities[class].map(Probability::value))
}

/// One row per score.
pub fn scores() -> Table<Score> {
    Table {
        name: "scores",
        about: "how well the models do on labelled texts",
        columns: vec![
            text("task", "sentiment, entities, targets, topics or stances", |s: &Score| Cell::Text(s.task.to_owned())),
            text("measure", "what is measured", |s: &Score| Cell::Text(s.measure.to_owned())),
            text("label", "the class, type or topic that it is about", |s: &Score| label(s))
                .or_missing("it is about the whole task"),
            number("value", "the score", |s: &Score| real(s.value))
                .or_missing("not defined: nothing predicted, or no gold"),
            number("low", "lower end of the 95 % bootstrap interval over rows", |s: &Score| real(s.low))
                .or_missing("the score is not defined"),
            number("high", "upper end of the interval", |s: &Score| real(s.high))
                .or_missing("the score is not defined"),
            integer("n", "gold items behind it", |s: &Score| Cell::count(s.n)),
        ],
    }
}

/// One row per prediction.
pub fn predictions() -> Table<Prediction> {
    Table {
        name: "predictions",
        about: "every prediction beside its gold label",
        columns: vec![
            integer("row", "row of the labelled file, from 0", |p: &Prediction| Cell::count(p.row)),
            text("task", "sentiment, entities, targets, topics or stances", |p: &Prediction| {
                Cell::Text(p.task.to_owned())
            }),
            text("item", "characters start-end, a topic, or a proposition", |p: &Prediction| {
                Cell::Text(p.item.clone())
            })
            .or_missing("the whole text"),
            text("gold", "the label in the file", |p: &Prediction| Cell::Text(p.gold.clone()))
                .or_missing("no such entity in gold"),
            text("predicted", "the label that was predicted", |p: &Prediction| Cell::Text(p.predicted.clone()))
                .or_missing("the entity was not found"),
            number("p_negative", "probability of negative, or against", |p: &Prediction| probability(p, 0))
                .or_missing("the task has no such class"),
            number("p_neutral", "probability of neutral, or neither", |p: &Prediction| probability(p, 1))
                .or_missing("the task has no such class"),
            number("p_positive", "probability of positive, of favor, or of being about the topic", |p: &Prediction| {
                probability(p, 2)
            })
            .or_missing("the task has no such class"),
        ],
    }
}

/// One row per score that was measured when the model was made.
pub fn measured() -> Table<Measured> {
    Table {
        name: "measured",
        about: "how good the model was measured to be",
        columns: vec![
            text("on", "the texts", |m: &Measured| Cell::Text(m.on.clone())),
            text("task", "sentiment, entities, targets, topics or stances", |m: &Measured| Cell::Text(m.task.clone())),
            text("measure", "what is measured", |m: &Measured| Cell::Text(m.measure.clone())),
            text("label", "the class, type or topic that it is about", |m: &Measured| Cell::Text(m.label.clone())),
            number("value", "the score", |m: &Measured| Cell::Number(m.value)),
            number("low", "lower end of the 95 % bootstrap interval over rows", |m: &Measured| Cell::Number(m.low)),
            number("high", "upper end of the interval", |m: &Measured| Cell::Number(m.high)),
            integer("n", "gold items behind it", |m: &Measured| Cell::Count(m.n)),
        ],
    }
}
