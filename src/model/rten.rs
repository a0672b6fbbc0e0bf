//! The shipped engine: ONNX graphs on `rten`, pure Rust. The activation scales of the built-in model are constants of its
//! graph, so a row's states are bit-identical alone and in any batch.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use ndarray::{Array2, Array3, Axis};
use rten::{ModelOptions, NodeId, RunOptions, ThreadPool};
use rten_tensor::Tensor;
use rten_tensor::prelude::*;

use crate::error::{Error, Result};
use crate::model::batch::Batch;
use crate::model::engine::Engine;

/// A network on rten.
pub struct Rten {
    name: String,
    model: rten::Model,
    ids: NodeId,
    mask: NodeId,
    /// Networks without token types have none.
    types: Option<NodeId>,
    output: NodeId,
}

thread_local! {
    // one operator on one thread, one batch per worker: faster than splitting operators across threads
    static POOL: Arc<ThreadPool> = Arc::new(ThreadPool::with_num_threads(1));
}

impl Rten {
    /// Loads a shipped graph by the name of its file and of its output.
    ///
    /// # Errors
    /// [`Error::Model`] where it cannot be read or lacks an input or output.
    pub fn load(name: &str, onnx: &'static [u8], output: &str) -> Result<Self> {
        Self::new(name, options().load_static_slice(onnx), &[output])
    }

    /// Loads the encoder of a model.
    ///
    /// # Errors
    /// As [`Rten::load`].
    pub fn encoder(onnx: Cow<'static, [u8]>) -> Result<Self> {
        match onnx {
            Cow::Borrowed(shipped) => Self::load("encoder.onnx", shipped, "hidden"),
            Cow::Owned(bytes) => Self::new("encoder.onnx", options().load(bytes), &["hidden"]),
        }
    }

    /// Loads the graph of a classifier, as `optimum-cli export onnx` writes it: logits of `input_ids`, `attention_mask`
    /// and, where it has them, `token_type_ids`.
    ///
    /// # Errors
    /// As [`Rten::load`].
    pub fn open(path: &Path) -> Result<Self> {
        Self::new(&path.display().to_string(), options().load_file(path), &["logits", "output_0", "output"])
    }

    fn new(name: &str, loaded: std::result::Result<rten::Model, rten::LoadError>, outputs: &[&str]) -> Result<Self> {
        let fault = |reason: String| Error::Model { name: name.to_owned(), reason };
        let model = loaded.map_err(|e| fault(e.to_string()))?;
        let node = |name: &str| model.node_id(name).map_err(|e| fault(e.to_string()));
        let output = outputs.iter().find_map(|name| model.node_id(name).ok()).or(match model.output_ids() {
            [only] => Some(*only),
            _ => None,
        });
        let output = output.ok_or_else(|| fault(format!("no output named {}", outputs.join(" or "))))?;
        let (ids, mask) = (node("input_ids")?, node("attention_mask")?);
        let types = model.node_id("token_type_ids").ok();
        Ok(Rten { name: name.to_owned(), ids, mask, types, output, model })
    }

    fn fault(&self, reason: impl ToString) -> Error {
        Error::Model { name: self.name.clone(), reason: reason.to_string() }
    }
}

fn options() -> ModelOptions {
    let mut options = ModelOptions::with_all_ops();
    options.prepack_weights(true);
    options
}

fn tensor(array: &Array2<i32>) -> Tensor<i32> {
    Tensor::from_data(&[array.nrows(), array.ncols()], array.iter().copied().collect::<Vec<_>>())
}

impl Engine for Rten {
    fn run(&self, batch: &Batch) -> Result<Array3<f32>> {
        let mut inputs = vec![(self.ids, tensor(batch.ids()).into()), (self.mask, tensor(batch.mask()).into())];
        if let Some(types) = self.types {
            inputs.push((types, tensor(batch.types()).into()));
        }
        let options = RunOptions::default().with_thread_pool(Some(POOL.with(Arc::clone)));
        let outputs = self.model.run(inputs, &[self.output], Some(options));
        let output = outputs.map_err(|e| self.fault(e))?.pop().ok_or_else(|| self.fault("the graph gave no output"))?;
        let output: Tensor<f32> = output.try_into().map_err(|_| self.fault("the output is not of type float"))?;
        match *output.shape() {
            [rows, labels] => {
                let all = Array2::from_shape_vec((rows, labels), output.into_data()).map_err(|e| self.fault(e))?;
                Ok(all.insert_axis(Axis(1)))
            }
            [rows, tokens, width] => {
                Array3::from_shape_vec((rows, tokens, width), output.into_data()).map_err(|e| self.fault(e))
            }
            _ => Err(self.fault("the output has neither two nor three dimensions")),
        }
    }
}
