//! What runs the encoder. One small trait, so that tests need no weights and another engine can take its place.

use ndarray::Array3;

use crate::error::Result;
use crate::model::batch::Batch;

/// Runs the encoder on batches. Shared by all worker threads.
pub trait Engine: Send + Sync {
    /// Hidden states [rows, tokens, width] of a batch; those of padded places are undefined.
    ///
    /// A row's states must not depend on what else is in the batch.
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] where the engine fails.
    fn hidden(&self, batch: &Batch) -> Result<Array3<f32>>;
}
