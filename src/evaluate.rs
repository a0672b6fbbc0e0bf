//! How well the models do on labelled texts: a prediction for every gold item, and scores with intervals.

pub mod classes;
pub mod gold;
pub mod labelled;
pub mod metrics;
pub mod prediction;

use std::collections::BTreeSet;
use std::path::Path;

use crate::error::Result;
use crate::evaluate::gold::LabelledRow;
use crate::evaluate::labelled::{Labelled, Scoring};
use crate::evaluate::metrics::Score;
use crate::evaluate::prediction::Prediction;
use crate::scores::{Done, Item};
use crate::task::scorer::Scorer;

/// What an evaluation gives.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// Rows of the gold file.
    pub rows: usize,
    /// One prediction for each gold item, in the order of the file.
    pub predictions: Vec<Prediction>,
    /// The scores of every task that a row is labelled for.
    pub scores: Vec<Score>,
    /// Topics of the gold file that are not among the definitions; they are not scored.
    pub unknown_topics: Vec<String>,
}

/// Predicts every gold item and scores the predictions, task by task. `seed` draws the intervals, `done` is told of
/// sentences as they are scored.
///
/// # Errors
/// [`crate::Error::Config`] where a stance names a topic that is not defined, [`crate::Error::Model`] where the engine fails.
pub fn evaluate(
    scorer: &Scorer,
    (rows, path): (&[LabelledRow], &Path),
    seed: u64,
    done: &(dyn Fn(Done) + Sync),
) -> Result<Evaluation> {
    let labelled = Labelled::new((rows, path), seed, scorer, |items| {
        // each row is judged by itself; the task of topics reads rows after one another
        let turns: Vec<Vec<Item>> = items.iter().map(|item| vec![item.clone()]).collect();
        Ok(scorer.score_watched(&turns, done)?.into_iter().flatten().collect())
    })?;
    let mut by_row: Vec<Vec<Prediction>> = rows.iter().map(|_| Vec::new()).collect();
    let mut scores = Vec::new();
    for task in scorer.tasks() {
        let evaluated = task.evaluate(&labelled)?;
        for (all, predictions) in by_row.iter_mut().zip(evaluated.predictions) {
            all.extend(predictions);
        }
        scores.extend(evaluated.scores);
    }
    let known: Vec<&str> = scorer.topics().iter().map(|t| t.id.as_str()).collect();
    let named: BTreeSet<&String> =
        rows.iter().flat_map(|r| r.topics.iter().chain(&r.topics_in_context).flatten()).collect();
    let unknown_topics = named.into_iter().filter(|t| !known.contains(&t.as_str())).cloned().collect();
    Ok(Evaluation { rows: rows.len(), predictions: by_row.concat(), scores, unknown_topics })
}
