//! The shipped engine: the quantised ONNX graph on `rten`, pure Rust. Its activation scales are constants of the
//! graph, so a row's states are bit-identical alone and in any batch.

use std::sync::Arc;

use ndarray::{Array2, Array3};
use rten::{ModelOptions, NodeId, RunOptions, ThreadPool};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};

use crate::error::{Error, Result};
use crate::model::batch::Batch;
use crate::model::engine::Engine;

/// The encoder on rten.
pub struct Rten {
    model: rten::Model,
    inputs: [NodeId; 3],
    hidden: NodeId,
}

thread_local! {
    // one operator on one thread, one batch per worker: faster than splitting operators across threads
    static POOL: Arc<ThreadPool> = Arc::new(ThreadPool::with_num_threads(1));
}

fn fault(reason: impl ToString) -> Error {
    Error::Model { name: "encoder.onnx".into(), reason: reason.to_string() }
}

impl Rten {
    /// Loads an ONNX graph with the inputs `input_ids`, `token_type_ids`, `attention_mask` and the output `hidden`.
    ///
    /// # Errors
    /// [`Error::Model`] where the graph cannot be read or lacks one of these.
    pub fn load(onnx: &'static [u8]) -> Result<Self> {
        let mut options = ModelOptions::with_all_ops();
        options.prepack_weights(true);
        let model = options.load_static_slice(onnx).map_err(fault)?;
        let node = |name: &str| model.node_id(name).map_err(fault);
        let inputs = [node("input_ids")?, node("token_type_ids")?, node("attention_mask")?];
        let hidden = node("hidden")?;
        Ok(Rten { model, inputs, hidden })
    }
}

fn tensor(array: &Array2<i32>) -> Tensor<i32> {
    Tensor::from_data(&[array.nrows(), array.ncols()], array.iter().copied().collect::<Vec<_>>())
}

impl Engine for Rten {
    fn hidden(&self, batch: &Batch) -> Result<Array3<f32>> {
        let [ids, types, mask] = self.inputs;
        let inputs = vec![
            (ids, tensor(batch.ids()).into()),
            (types, tensor(batch.types()).into()),
            (mask, tensor(batch.mask()).into()),
        ];
        let options = RunOptions::default().with_thread_pool(Some(POOL.with(Arc::clone)));
        let mut outputs = self.model.run(inputs, &[self.hidden], Some(options)).map_err(fault)?;
        let output = outputs.pop().ok_or_else(|| fault("the graph gave no output"))?;
        let hidden: NdTensor<f32, 3> =
            output.try_into().map_err(|_| fault("hidden is not a 3-dimensional float tensor"))?;
        let shape = hidden.shape();
        Array3::from_shape_vec(shape, hidden.into_data()).map_err(fault)
    }
}
