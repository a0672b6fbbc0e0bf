//! What runs a network. One small trait, so that tests need no weights and another engine can take its place.

use ndarray::Array3;

use crate::error::Result;
use crate::model::batch::Batch;

/// Padded tokens of one batch: enough to keep a core busy, small enough to stay in its cache.
const BATCH_TOKENS: usize = 512;

/// Runs a network on batches. Shared by all worker threads.
pub trait Engine: Send + Sync {
    /// What the network makes of a batch: hidden states [rows, tokens, width], the logits of each token's tags
    /// [rows, tokens, tags], or those of each row's label [rows, 1, labels]. Those of padded places are undefined.
    ///
    /// A row's outputs must not depend on what else is in the batch.
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] where the engine fails.
    fn run(&self, batch: &Batch) -> Result<Array3<f32>>;

    /// How many batches it runs at a time, where it may use so many threads.
    fn workers(&self, threads: usize) -> usize {
        threads
    }

    /// How many padded tokens a batch holds at most.
    fn batch_tokens(&self) -> usize {
        BATCH_TOKENS
    }
}
