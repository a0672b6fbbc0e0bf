//! The built-in model and what it makes of texts: `&str` in, hidden states and sentence features out, in input order,
//! the same bit for bit whatever else is read beside it; and models of the user's own beside it.

pub mod batch;
pub mod checkpoint;
pub mod engine;
pub mod engines;
pub mod files;
pub mod heads;
pub mod hub;
pub mod network;
pub mod rten;
pub mod tokenizer;
#[cfg(feature = "rust-bert")]
pub mod torch;
pub mod weights;

use ndarray::{Array1, Array2, ArrayView2, s};

use serde_json::{Value, json};

use crate::config::models::Models;
use crate::error::Result;
use crate::model::batch::{Row, Window};
use crate::model::checkpoint::Checkpoint;
use crate::model::engine::Engine;
use crate::model::engines::Engines;
use crate::model::files::Manifest;
use crate::model::heads::Heads;
use crate::model::network::{Input, Network};
use crate::model::tokenizer::{Tokenizer, Tokens, Types};

/// A loaded model. Shared by all worker threads.
pub struct Model {
    /// Labels, temperatures, hashes.
    pub manifest: Manifest,
    /// The heads' arithmetic.
    pub heads: Heads,
    /// The tokenizer, the engine and the window.
    pub encoder: Network,
}

/// What the encoder makes of one text.
pub struct Reading {
    /// Hidden states of the text's tokens, without special tokens: [tokens, width].
    pub hidden: Array2<f32>,
    /// The state of `[CLS]`, then the mean over all tokens: [2·width].
    pub features: Array1<f32>,
    /// Windows that the text was read in; 1 unless it is longer than one.
    pub windows: usize,
}

/// The models of a run.
pub struct Loaded {
    /// The built-in one.
    pub model: Model,
    /// The user's own, each for a task.
    pub checkpoints: Vec<Checkpoint>,
    /// What runs them, and where.
    pub engine: Value,
    /// What deserves a warning.
    pub warnings: Vec<String>,
}

impl Loaded {
    /// Loads the models that were asked for.
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] and [`crate::error::Error::Config`], as [`Engines::open`], [`Model::built_in`]
    /// and [`Checkpoint::load`].
    pub fn load(models: &Models) -> Result<Self> {
        models.check()?;
        let manifest = Manifest::built_in()?;
        let (engines, warnings) = Engines::open(models.compute)?;
        let table = |task| models.settings.labels.get(&task);
        let checkpoints = models.tasks.iter().map(|own| Checkpoint::load(own, table(own.task), &engines));
        let checkpoints = checkpoints.collect::<Result<_>>()?;
        let model = Model::new(manifest, files::TOKENIZER, files::HEADS, engines.encoder()?)?;
        Ok(Loaded { model, checkpoints, engine: engines.describe(), warnings })
    }

    /// The user's own models, for run.json.
    pub fn own(&self) -> Value {
        let facts = |own: &Checkpoint| json!({"task": own.task, "source": own.source, "files": own.files, "labels": own.labels});
        self.checkpoints.iter().map(facts).collect()
    }
}

impl Model {
    /// The model inside the binary, on the shipped engine; its files are checked against the manifest's hashes.
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] where a file is not what the manifest says.
    pub fn built_in() -> Result<Self> {
        let manifest = Manifest::built_in()?;
        let engine = Box::new(rten::Rten::load(files::ENCODER)?);
        Self::new(manifest, files::TOKENIZER, files::HEADS, engine)
    }

    /// A model from its parts.
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] where a part cannot be read or its outputs do not match the manifest's labels.
    pub fn new(manifest: Manifest, tokenizer: &[u8], heads: &[u8], engine: Box<dyn Engine>) -> Result<Self> {
        let heads = Heads::read(heads, manifest.labels.entity.len(), manifest.topics.len())?;
        let tokenizer = Tokenizer::from_json(tokenizer, "tokenizer.json", Types::Casing)?;
        let window = Window { size: manifest.window, overlap: manifest.overlap };
        Ok(Model { heads, encoder: Network { tokenizer, engine, window }, manifest })
    }

    /// All tokens of `text`.
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] where the tokenizer fails.
    pub fn encode(&self, text: &str) -> Result<Tokens> {
        self.encoder.tokenizer.encode(text)
    }

    /// Reads every input and hands each reading, with the input's index, to `each`; the results come in input
    /// order. Work is spread over `threads` threads.
    ///
    /// # Errors
    /// As [`Network::read`].
    pub fn read<T, F>(&self, inputs: &[Input], threads: usize, each: F) -> Result<Vec<T>>
    where
        T: Send,
        F: Fn(usize, Reading) -> T + Sync,
    {
        self.encoder.read(inputs, threads, |i, rows, states| each(i, reading(rows, states)))
    }
}

/// Joins the windows of one text: each token's state comes from the window in which it is farthest from a cut,
/// the features are the windows' own, weighted by the tokens each gave.
fn reading(rows: &[Row], states: &[ArrayView2<f32>]) -> Reading {
    let width = states.first().map_or(0, |s| s.ncols());
    let owned = batch::owned(rows);
    let total = owned.last().map_or(0, |&(_, end)| end);
    let mut hidden = Array2::zeros((total, width));
    let mut features = Array1::zeros(2 * width);
    for ((row, state), &(from, to)) in rows.iter().zip(states).zip(&owned) {
        let inside = state.slice(s![row.at + from - row.first..row.at + to - row.first, ..]);
        hidden.slice_mut(s![from..to, ..]).assign(&inside);
        let share = if rows.len() == 1 { 1.0 } else { (to - from) as f32 / total as f32 };
        features.slice_mut(s![..width]).scaled_add(share, &state.row(0));
        let length = row.ids.len();
        let mut mean = Array1::<f32>::zeros(width);
        for token in state.slice(s![..length, ..]).rows() {
            mean += &token;
        }
        features.slice_mut(s![width..]).scaled_add(share / length as f32, &mean);
    }
    Reading { hidden, features, windows: rows.len() }
}

#[cfg(test)]
mod tests;
