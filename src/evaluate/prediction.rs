//! A prediction beside its gold label.

use crate::label::Probability;

/// A prediction beside its gold label: a row of the predictions file.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Row of the gold file, from 0; empty lines do not count.
    pub row: usize,
    /// `sentiment`, `entities`, `targets`, `topics`, `topics_alone` or `stances`.
    pub task: &'static str,
    /// What in the row it is about: a span in characters, a topic, a proposition.
    pub item: String,
    /// The gold label; empty for an entity that is not in gold.
    pub gold: String,
    /// The predicted label; empty for an entity that was not found.
    pub predicted: String,
    /// Probabilities of negative, neutral, positive (stances: against, neither, favor; topics: only the last, that it
    /// is about it).
    pub probabilities: [Option<Probability>; 3],
}
