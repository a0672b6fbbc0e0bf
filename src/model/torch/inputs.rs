//! What every architecture on libtorch is made with.

use tch::{Tensor, nn};

/// A batch as libtorch has it, each [rows, tokens] of whole numbers.
pub struct Inputs {
    /// Token ids.
    pub ids: Tensor,
    /// Token types.
    pub types: Tensor,
    /// 1 where there is a token.
    pub mask: Tensor,
}

/// A dense layer.
pub fn linear(at: nn::Path, inputs: i64, outputs: i64) -> nn::Linear {
    nn::linear(at, inputs, outputs, nn::LinearConfig::default())
}
