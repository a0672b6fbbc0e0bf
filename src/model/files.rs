//! The files of the model inside the binary, and the manifest that describes them: labels, temperatures, hashes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::hash::{Hashed, sha256};

/// The quantised encoder, an ONNX graph.
pub const ENCODER: &[u8] = include_bytes!("../../models/encoder.onnx");
/// The heads and the background embeddings, safetensors.
pub const HEADS: &[u8] = include_bytes!("../../models/heads.safetensors");
/// The tokenizer.
pub const TOKENIZER: &[u8] = include_bytes!("../../models/tokenizer.json");
/// The network that finds sentences nobody punctuated, an ONNX graph.
pub const BOUNDARIES: &[u8] = include_bytes!("../../models/boundaries.onnx");
const MANIFEST: &str = include_str!("../../models/model.json");

/// How good the model was measured to be, by `models/training/measure.py`.
const MEASURED: &str = include_str!("../../models/scores.json");

/// What `model.json` says about the model.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Name of the model.
    pub name: String,
    /// Licence of the weights.
    pub license: String,
    /// Most tokens of one window, special tokens included.
    pub window: usize,
    /// Tokens that neighbouring windows share.
    pub overlap: usize,
    /// Labels by head, in order of its outputs.
    pub labels: BTreeMap<String, Vec<String>>,
    /// What a head's logits are divided by before the softmax, fitted on sentences that were not trained on.
    pub temperature: BTreeMap<String, f32>,
    /// The trained topics, in order of the head's outputs.
    pub topics: Vec<TrainedTopic>,
    /// The files and their SHA-256.
    pub files: Vec<Hashed>,
}

/// A topic that has an output of its own in the topic head.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainedTopic {
    /// Its id in `topics.toml`.
    pub id: String,
    /// Hash of the definition it was trained for.
    pub definition: String,
}

/// A measured score of the model, on texts that it was neither trained nor tuned on unless `on` says otherwise.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// The texts.
    pub on: String,
    /// The task, as in `evaluate`.
    pub task: String,
    /// What is measured.
    pub measure: String,
    /// The class, type or topic that it is about; empty for the whole task.
    pub label: String,
    /// The score.
    pub value: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Gold items behind it.
    pub n: u64,
}

impl Measured {
    /// The scores of the model inside the binary.
    ///
    /// # Errors
    /// [`Error::Model`] where the list cannot be read.
    pub fn built_in() -> Result<Vec<Self>> {
        let fault = |e: serde_json::Error| Error::Model { name: "scores.json".into(), reason: e.to_string() };
        serde_json::from_str(MEASURED).map_err(fault)
    }
}

impl Manifest {
    /// The manifest of the model inside the binary, its files checked by hash.
    ///
    /// # Errors
    /// [`Error::Model`] where a hash differs or the manifest cannot be read.
    pub fn built_in() -> Result<Self> {
        let fault = |reason: String| Error::Model { name: "model.json".into(), reason };
        let manifest: Manifest = serde_json::from_str(MANIFEST).map_err(|e| fault(e.to_string()))?;
        let parts = [
            ("encoder.onnx", ENCODER),
            ("heads.safetensors", HEADS),
            ("tokenizer.json", TOKENIZER),
            ("boundaries.onnx", BOUNDARIES),
        ];
        for (name, bytes) in parts {
            let found = sha256(bytes);
            let stated = manifest.files.iter().find(|f| f.name == name);
            if stated.is_none_or(|f| f.sha256 != found) {
                return Err(Error::Model {
                    name: name.into(),
                    reason: format!("SHA-256 is {found}, not the one in model.json"),
                });
            }
        }
        Ok(manifest)
    }

    /// The labels of a head, in order of its outputs.
    ///
    /// # Errors
    /// [`Error::Model`] where the manifest has none.
    pub fn labels_of(&self, head: &str) -> Result<&[String]> {
        self.labels.get(head).map(Vec::as_slice).ok_or_else(|| lacks("labels", head))
    }

    /// What the logits of a head are divided by.
    ///
    /// # Errors
    /// [`Error::Model`] where the manifest does not say.
    pub fn temperature_of(&self, head: &str) -> Result<f32> {
        self.temperature.get(head).copied().ok_or_else(|| lacks("temperature", head))
    }
}

fn lacks(what: &str, head: &str) -> Error {
    Error::Model { name: "model.json".into(), reason: format!("no {what} of the head {head}") }
}
