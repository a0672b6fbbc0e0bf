//! A tokenizer and an engine together: texts are cut into windows, windows of like length go through the engine in batches,
//! and what comes out is handed over text by text, in input order.

use std::sync::atomic::{AtomicUsize, Ordering};

use ndarray::{ArrayView2, Axis, s};

use crate::error::{Error, Result};
use crate::model::batch::{self, Batch, Row, Window};
use crate::model::engine::Engine;
use crate::model::tokenizer::{Tokenizer, Tokens};

/// What texts go through. Shared by all worker threads.
pub struct Network {
    /// Cuts texts into tokens.
    pub tokenizer: Tokenizer,
    /// Runs batches of them.
    pub engine: Box<dyn Engine>,
    /// How long texts are cut.
    pub window: Window,
}

/// One text to read, alone or together with a second one.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The sentence.
    pub text: &'a Tokens,
    /// The proposition, for stance.
    pub second: Option<&'a Tokens>,
}

impl Network {
    /// All tokens of each text, in order. Work is spread over `threads` threads.
    ///
    /// # Errors
    /// As [`Tokenizer::encode`].
    pub fn encode_all<T: Sync>(
        &self,
        texts: &[T],
        text: impl Fn(&T) -> &str + Sync,
        threads: usize,
    ) -> Result<Vec<Tokens>> {
        let share = texts.len().div_ceil(threads.max(1)).max(1);
        let encode = |texts: &[T]| texts.iter().map(|t| self.tokenizer.encode(text(t))).collect::<Result<Vec<_>>>();
        let parts = std::thread::scope(|scope| {
            let workers: Vec<_> = texts.chunks(share).map(|part| scope.spawn(move || encode(part))).collect();
            workers.into_iter().map(|worker| joined(worker)?).collect::<Result<Vec<_>>>()
        })?;
        Ok(parts.into_iter().flatten().collect())
    }

    /// Reads every input and hands each with its index, the rows that it was cut into, and what the engine made of each
    /// row [tokens, width] to `each`; the results come in input order. Work is spread over `threads` threads.
    ///
    /// # Errors
    /// The first fault of the engine, in order of the batches.
    pub fn read<T, F>(&self, inputs: &[Input], threads: usize, each: F) -> Result<Vec<T>>
    where
        T: Send,
        F: Fn(usize, &[Row], &[ArrayView2<f32>]) -> T + Sync,
    {
        let template = self.tokenizer.template();
        let rows: Vec<Vec<Row>> = inputs.iter().map(|i| batch::rows(template, i.text, i.second, self.window)).collect();
        let lengths: Vec<usize> = rows.iter().map(|r| r.iter().map(|w| w.ids.len()).max().unwrap_or(0)).collect();
        let counts: Vec<usize> = rows.iter().map(Vec::len).collect();
        let plan = batch::plan(&lengths, &counts, self.engine.batch_tokens());
        let next = AtomicUsize::new(0);
        let work = || -> Result<Vec<(usize, T)>> {
            let mut done = Vec::new();
            while let Some(members) = plan.get(next.fetch_add(1, Ordering::Relaxed)) {
                let batch: Vec<&Row> = members.iter().flat_map(|&i| &rows[i]).collect();
                let outputs = self.engine.run(&Batch::new(&batch))?;
                let mut at = 0;
                for &i in members {
                    let states = outputs.slice(s![at..at + counts[i], .., ..]);
                    let parts = (0..counts[i]).map(|w| states.index_axis(Axis(0), w)).collect::<Vec<_>>();
                    done.push((i, each(i, &rows[i], &parts)));
                    at += counts[i];
                }
            }
            Ok(done)
        };
        let workers = self.engine.workers(threads).clamp(1, plan.len().max(1));
        let finished: Vec<Result<Vec<(usize, T)>>> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
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
