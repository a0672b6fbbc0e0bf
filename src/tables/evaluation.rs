//! Columns of an evaluation: its scores, and the predictions behind them.

use crate::evaluate::metrics::Score;
use crate::evaluate::prediction::Prediction;
use crate::label::Probability;
use crate::model::files::Measured;
use crate::table::{Cell, Table, integer, number, text};

const TASKS: &str = "sentiment, entities, targets, topics or stances";

fn label(score: &Score) -> Cell {
    Cell::text_or_missing(Some(score.label.as_str()).filter(|label| !label.is_empty()))
}

fn probability(row: &Prediction, class: usize) -> Cell {
    Cell::real(row.probabilities[class].map(Probability::value))
}

/// One row per score.
pub fn scores() -> Table<Score> {
    let undefined = "the score is not defined";
    Table::new("scores", "how well the models do on labelled texts")
        .with(text("task", TASKS), |s: &Score| Cell::text(s.task))
        .with(text("measure", "what is measured"), |s| Cell::text(s.measure))
        .with(
            text("label", "the class, type or topic that it is about").or_missing("it is about the whole task"),
            label,
        )
        .with(number("value", "the score").or_missing("not defined: nothing predicted, or no gold"), |s| {
            Cell::real(s.value)
        })
        .with(number("low", "lower end of the 95 % bootstrap interval over rows").or_missing(undefined), |s| {
            Cell::real(s.low)
        })
        .with(number("high", "upper end of the interval").or_missing(undefined), |s| Cell::real(s.high))
        .with(integer("n", "gold items behind it"), |s| Cell::count(s.n))
}

/// One row per prediction.
pub fn predictions() -> Table<Prediction> {
    let no_class = "the task has no such class";
    Table::new("predictions", "every prediction beside its gold label")
        .with(integer("row", "row of the labelled file, from 0"), |p: &Prediction| Cell::count(p.row))
        .with(text("task", TASKS), |p| Cell::text(p.task))
        .with(text("item", "characters start-end, a topic, or a proposition").or_missing("the whole text"), |p| {
            Cell::text(&p.item)
        })
        .with(text("gold", "the label in the file").or_missing("no such entity in gold"), |p| Cell::text(&p.gold))
        .with(text("predicted", "the label that was predicted").or_missing("the entity was not found"), |p| {
            Cell::text(&p.predicted)
        })
        .with(number("p_negative", "probability of negative, or against").or_missing(no_class), |p| probability(p, 0))
        .with(number("p_neutral", "probability of neutral, or neither").or_missing(no_class), |p| probability(p, 1))
        .with(
            number("p_positive", "probability of positive, of favor, or of being about the topic").or_missing(no_class),
            |p| probability(p, 2),
        )
}

/// One row per score that was measured when the model was made.
pub fn measured() -> Table<Measured> {
    Table::new("measured", "how good the model was measured to be")
        .with(text("on", "the texts"), |m: &Measured| Cell::text(&m.on))
        .with(text("task", TASKS), |m| Cell::text(&m.task))
        .with(text("measure", "what is measured"), |m| Cell::text(&m.measure))
        .with(text("label", "the class, type or topic that it is about"), |m| Cell::text(&m.label))
        .with(number("value", "the score"), |m| Cell::Number(m.value))
        .with(number("low", "lower end of the 95 % bootstrap interval over rows"), |m| Cell::Number(m.low))
        .with(number("high", "upper end of the interval"), |m| Cell::Number(m.high))
        .with(integer("n", "gold items behind it"), |m| Cell::Count(m.n))
}
