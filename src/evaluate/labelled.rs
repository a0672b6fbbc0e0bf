//! Labelled rows with what is scored of their sentences: what every task's evaluation starts from.

use std::path::Path;

use crate::config::Topic;
use crate::error::Result;
use crate::evaluate::gold::{Characters, LabelledRow};
use crate::evaluate::metrics::Score;
use crate::evaluate::prediction::Prediction;
use crate::label::Distribution;
use crate::scores::{Item, Scores, TopicInTurn};
use crate::sentence::sentences_around;
use crate::span::Span;

/// What scores texts.
pub trait Scoring {
    /// The scores of each item, in order.
    ///
    /// # Errors
    /// [`crate::Error::Model`].
    fn score(&self, items: &[Item]) -> Result<Vec<Scores>>;

    /// The verdict of a task on each text beside the second one, in order.
    ///
    /// # Errors
    /// [`crate::Error::Model`].
    fn judge_pairs(&self, task: &str, pairs: &[(&str, &str)]) -> Result<Vec<Distribution>>;

    /// The topics' definitions.
    fn topics(&self) -> &[Topic];

    /// Every topic, in the order of the definitions, in each sentence of each turn.
    ///
    /// # Errors
    /// [`crate::Error::Model`].
    fn topics_in_turns(&self, turns: &[Vec<&str>]) -> Result<Vec<Vec<Vec<TopicInTurn>>>>;
}

/// Labelled rows, split and scored.
pub struct Labelled<'a> {
    /// The rows.
    pub rows: &'a [LabelledRow],
    /// The file that they come from.
    pub path: &'a Path,
    /// Seed of the intervals.
    pub seed: u64,
    /// Where the characters of each row's text are.
    pub characters: Vec<Characters>,
    /// The sentences of each row, joined where a target would be cut; never none.
    pub sentences: Vec<Vec<Span>>,
    /// What is scored of each sentence.
    pub scores: Vec<Vec<Scores>>,
    /// What scored them, for what else a task asks.
    pub scorer: &'a dyn Scoring,
}

/// What the evaluation of a task gives.
#[derive(Debug, Default)]
pub struct Evaluated {
    /// The predictions for each row.
    pub predictions: Vec<Vec<Prediction>>,
    /// The scores.
    pub scores: Vec<Score>,
}

impl Evaluated {
    /// Nothing yet, for every row.
    pub fn over(labelled: &Labelled) -> Self {
        Evaluated { predictions: labelled.rows.iter().map(|_| Vec::new()).collect(), scores: Vec::new() }
    }
}

impl<'a> Labelled<'a> {
    /// Splits and scores the rows of a file; `score` scores the sentences, counting them.
    ///
    /// # Errors
    /// Those of `score`.
    pub fn new(
        (rows, path): (&'a [LabelledRow], &'a Path),
        seed: u64,
        scorer: &'a dyn Scoring,
        score: impl FnOnce(&[Item]) -> Result<Vec<Scores>>,
    ) -> Result<Self> {
        let characters: Vec<Characters> = rows.iter().map(|r| Characters::of(&r.text)).collect();
        let sentences: Vec<Vec<Span>> = rows.iter().zip(&characters).map(|(row, c)| sentences(row, c)).collect();
        let texts = rows.iter().zip(&sentences).flat_map(|(row, all)| all.iter().map(|s| s.slice(&row.text)));
        let items: Vec<Item> = texts.map(Item::plain).collect();
        let mut scored = score(&items)?.into_iter();
        let scores = sentences.iter().map(|all| scored.by_ref().take(all.len()).collect()).collect();
        Ok(Labelled { rows, path, seed, characters, sentences, scores, scorer })
    }

    /// The tone of a row: the mean over its sentences.
    pub fn tone(&self, row: usize) -> Distribution {
        Distribution::mean(&self.scores[row].iter().map(|s| s.tone).collect::<Vec<_>>())
    }
}

fn sentences(row: &LabelledRow, characters: &Characters) -> Vec<Span> {
    let mut given: Vec<Span> = row.targets.iter().flatten().map(|t| characters.bytes(t.start, t.end)).collect();
    given.sort();
    let spans = sentences_around(&row.text, given.into_iter());
    if spans.is_empty() { vec![Span::new(0, row.text.len())] } else { spans }
}
