//! BERT, RoBERTa and XLM-RoBERTa: the layers of rust-bert on embeddings of our own.

use std::borrow::Borrow;

use rust_bert::RustBertError;
use rust_bert::bert::{BertConfig, BertEmbedding, BertModel};
use serde_json::Value;
use tch::nn::{self, Module};
use tch::{Kind, Tensor};

use crate::model::torch::inputs::Inputs;

/// Where positions begin, and what keeps the embeddings' norm from a division by zero.
pub struct Positions {
    /// The number of the first token's position.
    pub first: i64,
    /// What is added to the variance.
    pub epsilon: f64,
}

impl Positions {
    /// As `config.json` and the architecture's defaults have it.
    pub fn of(json: &Value) -> Self {
        let (first, usual) = match json["model_type"].as_str() {
            Some("bert") => (0, 1e-12),
            // the first positions are left to the padding
            _ => (json["pad_token_id"].as_i64().unwrap_or(1) + 1, 1e-5),
        };
        Positions { first, epsilon: json["layer_norm_eps"].as_f64().unwrap_or(usual) }
    }
}

/// The encoder of BERT, RoBERTa and XLM-RoBERTa. The embeddings are our own: rust-bert's have 1e-12 in their norm whatever
/// the configuration says, and RoBERTa's 1e-5 matters where embeddings are small. Its layers have it too, where it does not.
pub struct Bert {
    word: nn::Embedding,
    position: nn::Embedding,
    kind: nn::Embedding,
    norm: nn::LayerNorm,
    first: i64,
    layers: BertModel<Embedded>,
}

impl Bert {
    /// The variables below `root`, not yet filled.
    pub fn new(root: &nn::Path, config: &BertConfig, positions: &Positions, pooler: bool) -> Self {
        let at = root / "embeddings";
        let table = |name: &str, rows| nn::embedding(&at / name, rows, config.hidden_size, Default::default());
        let norm = nn::LayerNormConfig { eps: positions.epsilon, ..Default::default() };
        Bert {
            word: table("word_embeddings", config.vocab_size),
            position: table("position_embeddings", config.max_position_embeddings),
            kind: table("token_type_embeddings", config.type_vocab_size),
            norm: nn::layer_norm(&at / "LayerNorm", vec![config.hidden_size], norm),
            first: positions.first,
            layers: BertModel::new_with_optional_pooler(root, config, pooler),
        }
    }

    fn output(&self, inputs: &Inputs) -> std::result::Result<(Tensor, Option<Tensor>), RustBertError> {
        let tokens = inputs.ids.size2()?.1;
        let places = Tensor::arange(tokens, (Kind::Int64, inputs.ids.device())) + self.first;
        let sum = self.word.forward(&inputs.ids) + self.kind.forward(&inputs.types) + self.position.forward(&places);
        let embedded = sum.apply(&self.norm);
        let output = self.layers.forward_t(None, Some(&inputs.mask), None, None, Some(&embedded), None, None, false)?;
        Ok((output.hidden_state, output.pooled_output))
    }

    /// Hidden states [rows, tokens, width].
    ///
    /// # Errors
    /// What libtorch reports.
    pub fn hidden(&self, inputs: &Inputs) -> std::result::Result<Tensor, RustBertError> {
        Ok(self.output(inputs)?.0)
    }

    /// The first token's state, through the pooler: [rows, width].
    ///
    /// # Errors
    /// As [`Bert::hidden`]; also where there is no pooler.
    pub fn pooled(&self, inputs: &Inputs) -> std::result::Result<Tensor, RustBertError> {
        self.output(inputs)?.1.ok_or_else(|| RustBertError::ValueError("no pooler".to_owned()))
    }
}

/// Embeddings that are given.
struct Embedded;

impl BertEmbedding for Embedded {
    fn new<'p, P: Borrow<nn::Path<'p>>>(_: P, _: &BertConfig) -> Self {
        Embedded
    }

    fn forward_t(
        &self,
        _: Option<&Tensor>,
        _: Option<&Tensor>,
        _: Option<&Tensor>,
        embedded: Option<&Tensor>,
        _: bool,
    ) -> std::result::Result<Tensor, RustBertError> {
        let embedded = embedded.map(Tensor::shallow_clone);
        embedded.ok_or_else(|| RustBertError::ValueError("no embeddings".to_owned()))
    }
}
