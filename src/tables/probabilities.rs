//! Columns of probabilities and of what follows from them.

use crate::label::Distribution;
use crate::table::{Cell, Column, number};

/// A column of probabilities.
pub fn probability(name: &'static str, about: &'static str) -> Column {
    number(name, about).within(0.0, 1.0)
}

/// The probability of a class: 0 is low, 1 middle, 2 high.
pub fn of_class(d: Distribution, class: usize) -> Cell {
    Cell::Number(d.probabilities()[class].value())
}

/// P(high) − P(low).
pub fn valence(d: Distribution) -> Cell {
    Cell::Number(d.valence() as f64 / 1e6)
}
