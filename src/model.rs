//! The built-in model and what it makes of texts: `&str` in, hidden states and sentence features out, in input order,
//! the same bit for bit whatever else is read beside it; and models of the user's own beside it.

pub mod batch;
pub mod boundaries;
#[cfg(any(test, feature = "rust-bert"))]
pub mod budget;
pub mod checkpoint;
pub mod engine;
pub mod engines;
pub mod export;
pub mod files;
pub mod heads;
pub mod hub;
pub mod machine;
pub mod network;
pub mod own;
pub mod rten;
pub mod tokenizer;
#[cfg(feature = "rust-bert")]
pub mod torch;
pub mod weights;

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, s};

use serde_json::{Value, json};

use crate::config::{ModelChoice, TaskModel};
use crate::error::{Error, Result};
use crate::label::Distribution;
use crate::model::batch::{Row, Window};
use crate::model::checkpoint::Checkpoint;
use crate::model::engine::Engine;
use crate::model::engines::Engines;
use crate::model::files::{Manifest, ModelFiles};
use crate::model::heads::Heads;
use crate::model::network::{Input, Network};
use crate::model::own::OwnModel;
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
pub struct Encoding {
    /// Hidden states of the text's tokens, without special tokens: [tokens, width].
    pub hidden: Array2<f32>,
    /// The state of `[CLS]`, then the mean over all tokens: [2·width].
    pub features: Array1<f32>,
    /// Windows that the text was read in; 1 unless it is longer than one.
    pub windows: usize,
}

/// The models of a run.
pub struct Models {
    /// The built-in one, or another of its kind in its place.
    pub built_in: Model,
    /// The user's own, each for a task, at most one a task.
    pub own: Vec<Checkpoint>,
    /// What runs them, and where.
    pub engine: Value,
    /// What deserves a warning.
    pub warnings: Vec<String>,
}

impl Models {
    /// The built-in model alone, on the shipped engine.
    ///
    /// # Errors
    /// As [`Model::built_in`].
    pub fn built_in() -> Result<Self> {
        Self::load(&ModelChoice::default(), &[])
    }

    /// Loads the models that were asked for; `tasks` are those that a model of the user's own can take over.
    ///
    /// # Errors
    /// [`Error::Model`] and [`Error::Option`], as [`Engines::open`], [`Model::built_in`] and [`Checkpoint::load`]; for a task
    /// that is not among these, and for two models of one.
    pub fn load(choice: &ModelChoice, tasks: &[OwnModel]) -> Result<Self> {
        let chosen = chosen(choice, tasks)?;
        let files = ModelFiles::open(choice.model.as_deref())?;
        let (engines, warnings) = Engines::open(choice.compute)?;
        let table = |own: &OwnModel| choice.settings.labels.get(own.name);
        let own = chosen.into_iter().map(|(own, model)| Checkpoint::load(own, model, table(&own), &engines));
        let own = own.collect::<Result<_>>()?;
        let encoder = engines.encoder(files.encoder)?;
        let built_in = Model::new(files.manifest, &files.tokenizer, &files.heads, encoder)?;
        Ok(Models { built_in, own, engine: engines.describe(), warnings })
    }

    /// The user's own models, for run.json.
    pub fn describe_own(&self) -> Value {
        let facts = |own: &Checkpoint| json!({"task": own.own.name, "source": own.source, "files": own.files, "labels": own.labels});
        self.own.iter().map(facts).collect()
    }
}

/// The tasks that are taken over, each with its model.
fn chosen<'a>(choice: &'a ModelChoice, tasks: &[OwnModel]) -> Result<Vec<(OwnModel, &'a TaskModel)>> {
    let refuse = |reason: String| Error::Option { option: "--task-model".to_owned(), reason };
    let names = || tasks.iter().map(|own| own.name).collect::<Vec<_>>().join(", ");
    if let Some(name) = choice.settings.labels.keys().find(|name| tasks.iter().all(|own| own.name != *name)) {
        let reason = format!("[labels.{name}]: no such task; known are {}", names());
        return Err(Error::Option { option: "--config".to_owned(), reason });
    }
    let mut chosen: Vec<(OwnModel, &TaskModel)> = Vec::new();
    for model in &choice.tasks {
        let own = tasks.iter().find(|own| own.name == model.task);
        let own = own.ok_or_else(|| refuse(format!("no task {:?}; known are {}", model.task, names())))?;
        if chosen.iter().any(|(other, _)| other.name == own.name) {
            return Err(refuse(format!("two models for {}", own.name)));
        }
        chosen.push((*own, model));
    }
    Ok(chosen)
}

impl Model {
    /// The model inside the binary, on the shipped engine; its files are checked against the manifest's hashes.
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] where a file is not what the manifest says.
    pub fn built_in() -> Result<Self> {
        let files = ModelFiles::built_in()?;
        let engine = Box::new(rten::Rten::encoder(files.encoder)?);
        Self::new(files.manifest, &files.tokenizer, &files.heads, engine)
    }

    /// A model from its parts.
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] where a part cannot be read.
    pub fn new(manifest: Manifest, tokenizer: &[u8], heads: &[u8], engine: Box<dyn Engine>) -> Result<Self> {
        let heads = Heads::read(heads)?;
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

    /// Probabilities of three classes: what a head makes of an input, divided by its temperature.
    ///
    /// # Errors
    /// [`Error::Model`] where the model has no such head of three outputs.
    pub fn classify(&self, head: &str, input: ArrayView1<f32>) -> Result<Distribution> {
        let logits = self.heads.apply(head, input)?;
        let fault = || Error::Model { name: "heads.safetensors".into(), reason: format!("{head}: not three outputs") };
        let logits = logits.as_slice().and_then(|l| <[f32; 3]>::try_from(l).ok()).ok_or_else(fault)?;
        Ok(Distribution::softmax(logits, self.manifest.temperature_of(head)?))
    }

    /// Checks the labels of a head, which stand under `list` in the manifest, against those that the program knows, in
    /// their order, and the head's outputs against their number.
    ///
    /// # Errors
    /// [`Error::Model`] with both lists or numbers.
    pub fn check_labels(&self, head: &str, list: &str, known: &[&str]) -> Result<()> {
        let found = self.manifest.labels_of(list)?;
        if found != known {
            let reason = format!("{list} labels are {found:?}, expected {known:?}");
            return Err(Error::Model { name: "model.json".into(), reason });
        }
        self.manifest.temperature_of(head)?;
        self.heads.check(head, known.len())
    }

    /// Reads every input and hands each encoding, with the input's index, to `each`; the results come in input
    /// order. Work is spread over `threads` threads.
    ///
    /// # Errors
    /// As [`Network::read`].
    pub fn read<T, F>(&self, inputs: &[Input], threads: usize, each: F) -> Result<Vec<T>>
    where
        T: Send,
        F: Fn(usize, Encoding) -> T + Sync,
    {
        self.encoder.read(inputs, threads, |i, rows, states| each(i, encoding(rows, states)))
    }
}

/// Joins the windows of one text: each token's state comes from the window in which it is farthest from a cut,
/// the features are the windows' own, weighted by the tokens each gave.
fn encoding(rows: &[Row], states: &[ArrayView2<f32>]) -> Encoding {
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
    Encoding { hidden, features, windows: rows.len() }
}

#[cfg(test)]
mod tests;
