//! The encoder and what it makes of texts: `&str` in, hidden states and sentence features out, in input order,
//! the same bit for bit whatever else is read beside it.

pub mod batch;
pub mod engine;
pub mod files;
pub mod heads;
pub mod rten;
pub mod tokenizer;

use std::sync::atomic::{AtomicUsize, Ordering};

use ndarray::{Array1, Array2, ArrayView2, Axis, s};

use crate::error::{Error, Result};
use crate::model::batch::{Batch, Row, Window};
use crate::model::engine::Engine;
use crate::model::files::Manifest;
use crate::model::heads::Heads;
use crate::model::tokenizer::{Tokenizer, Tokens};

/// Padded tokens of one batch: enough to keep a core busy, small enough to stay in its cache.
const BATCH_TOKENS: usize = 512;

/// A loaded model. Shared by all worker threads.
pub struct Model {
    /// Labels, temperatures, hashes.
    pub manifest: Manifest,
    /// The heads' arithmetic.
    pub heads: Heads,
    tokenizer: Tokenizer,
    engine: Box<dyn Engine>,
}

/// One text to read, alone or together with a second one.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The sentence.
    pub text: &'a Tokens,
    /// The proposition, for stance.
    pub second: Option<&'a Tokens>,
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

impl Model {
    /// The model inside the binary, on the shipped engine; its files are checked against the manifest's hashes.
    ///
    /// # Errors
    /// [`Error::Model`] where a file is not what the manifest says.
    pub fn built_in() -> Result<Self> {
        let manifest = Manifest::built_in()?;
        let engine = Box::new(rten::Rten::load(files::ENCODER)?);
        Self::new(manifest, files::TOKENIZER, files::HEADS, engine)
    }

    /// A model from its parts.
    ///
    /// # Errors
    /// [`Error::Model`] where a part cannot be read or its outputs do not match the manifest's labels.
    pub fn new(manifest: Manifest, tokenizer: &[u8], heads: &[u8], engine: Box<dyn Engine>) -> Result<Self> {
        let heads = Heads::read(heads, manifest.labels.entity.len(), manifest.topics.len())?;
        Ok(Model { heads, tokenizer: Tokenizer::from_json(tokenizer)?, engine, manifest })
    }

    /// All tokens of `text`.
    ///
    /// # Errors
    /// [`Error::Model`] where the tokenizer fails.
    pub fn encode(&self, text: &str) -> Result<Tokens> {
        self.tokenizer.encode(text)
    }

    /// All tokens of each text, in order. Work is spread over `threads` threads.
    ///
    /// # Errors
    /// As [`Model::encode`].
    pub fn encode_all<T: Sync>(
        &self,
        texts: &[T],
        text: impl Fn(&T) -> &str + Sync,
        threads: usize,
    ) -> Result<Vec<Tokens>> {
        let share = texts.len().div_ceil(threads.max(1)).max(1);
        let encode = |texts: &[T]| texts.iter().map(|t| self.encode(text(t))).collect::<Result<Vec<_>>>();
        let parts = std::thread::scope(|scope| {
            let workers: Vec<_> = texts.chunks(share).map(|part| scope.spawn(move || encode(part))).collect();
            workers.into_iter().map(|worker| joined(worker)?).collect::<Result<Vec<_>>>()
        })?;
        Ok(parts.into_iter().flatten().collect())
    }

    /// Reads every input and hands each reading, with the input's index, to `each`; the results come in input
    /// order. Work is spread over `threads` threads.
    ///
    /// # Errors
    /// The first fault of the engine, in order of the batches.
    pub fn read<T, F>(&self, inputs: &[Input], threads: usize, each: F) -> Result<Vec<T>>
    where
        T: Send,
        F: Fn(usize, Reading) -> T + Sync,
    {
        let window = Window { size: self.manifest.window, overlap: self.manifest.overlap };
        let rows: Vec<Vec<Row>> =
            inputs.iter().map(|i| batch::rows(&self.tokenizer, i.text, i.second, window)).collect();
        let lengths: Vec<usize> = rows.iter().map(|r| r.iter().map(|w| w.ids.len()).max().unwrap_or(0)).collect();
        let counts: Vec<usize> = rows.iter().map(Vec::len).collect();
        let plan = batch::plan(&lengths, &counts, BATCH_TOKENS);
        let next = AtomicUsize::new(0);
        let work = || -> Result<Vec<(usize, T)>> {
            let mut done = Vec::new();
            while let Some(members) = plan.get(next.fetch_add(1, Ordering::Relaxed)) {
                let batch: Vec<&Row> = members.iter().flat_map(|&i| &rows[i]).collect();
                let hidden = self.engine.hidden(&Batch::new(&batch))?;
                let mut at = 0;
                for &i in members {
                    let states = hidden.slice(s![at..at + counts[i], .., ..]);
                    let parts = (0..counts[i]).map(|w| states.index_axis(Axis(0), w)).collect::<Vec<_>>();
                    done.push((i, each(i, reading(&rows[i], &parts))));
                    at += counts[i];
                }
            }
            Ok(done)
        };
        let finished: Vec<Result<Vec<(usize, T)>>> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads.clamp(1, plan.len().max(1))).map(|_| scope.spawn(work)).collect();
            workers.into_iter().map(|worker| joined(worker)?).collect()
        });
        let mut out = Vec::with_capacity(inputs.len());
        for part in finished {
            out.extend(part?);
        }
        out.sort_by_key(|(i, _)| *i);
        Ok(out.into_iter().map(|(_, t)| t).collect())
    }
}

fn joined<T>(worker: std::thread::ScopedJoinHandle<T>) -> Result<T> {
    worker.join().map_err(|_| Error::Model { name: "encoder".into(), reason: "a worker thread stopped".into() })
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
        // token t of the text stands at 1 + t - first, after [CLS]
        let inside = state.slice(s![1 + from - row.first..1 + to - row.first, ..]);
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
