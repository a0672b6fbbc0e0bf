//! The files of the model inside the binary, and the manifest that describes them: labels, temperatures, hashes.

use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::config::hex;
use crate::error::{Error, Result};
use crate::label::{Stance, Tone};

/// The quantised encoder, an ONNX graph.
pub const ENCODER: &[u8] = include_bytes!("../../models/encoder.onnx");
/// The heads and the background embeddings, safetensors.
pub const HEADS: &[u8] = include_bytes!("../../models/heads.safetensors");
/// The tokenizer.
pub const TOKENIZER: &[u8] = include_bytes!("../../models/tokenizer.json");
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
    /// Labels of each head, in order of its outputs.
    pub labels: Labels,
    /// What logits are divided by before the softmax.
    pub temperature: Temperature,
    /// The trained topics, in order of the head's outputs.
    pub topics: Vec<TrainedTopic>,
    /// The files and their SHA-256.
    pub files: Vec<FileHash>,
}

/// Labels of the heads.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labels {
    /// Of a sentence, and toward a mention.
    pub sentiment: Vec<String>,
    /// Toward a proposition.
    pub stance: Vec<String>,
    /// BIO tags of named entities.
    pub entity: Vec<String>,
}

/// Temperatures, fitted on sentences that were not trained on.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Temperature {
    /// Sentence sentiment.
    pub sentiment: f32,
    /// Stance toward a mention.
    pub target: f32,
    /// Stance toward a proposition.
    pub stance: f32,
    /// Topics.
    pub topic: f32,
    /// Entity tags.
    pub entity: f32,
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

/// A file and its hash.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileHash {
    /// Name in `models/`.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
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

impl FileHash {
    /// A file by its name and the hash of its content.
    ///
    /// # Errors
    /// [`Error::Read`].
    pub fn of(path: &Path) -> Result<Self> {
        let sha256 = digest::<Sha256>(path, b"").map_err(|source| Error::Read { path: path.to_owned(), source })?;
        Ok(FileHash { name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(), sha256 })
    }
}

/// The hash of a prefix and the content of a file, hexadecimal.
///
/// # Errors
/// Those of reading it.
pub fn digest<D: Digest>(path: &Path, prefix: &[u8]) -> std::io::Result<String> {
    let mut hash = D::new_with_prefix(prefix);
    let mut file = std::fs::File::open(path)?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hash.finalize())),
            n => hash.update(&buffer[..n]),
        }
    }
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
    /// [`Error::Model`] where a hash differs, a label is unknown or the manifest cannot be read.
    pub fn built_in() -> Result<Self> {
        let fault = |reason: String| Error::Model { name: "model.json".into(), reason };
        let manifest: Manifest = serde_json::from_str(MANIFEST).map_err(|e| fault(e.to_string()))?;
        manifest.check()?;
        let parts = [("encoder.onnx", ENCODER), ("heads.safetensors", HEADS), ("tokenizer.json", TOKENIZER)];
        for (name, bytes) in parts {
            let found = hex(&Sha256::digest(bytes));
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

    /// Checks the labels against those that the program knows, in their order.
    ///
    /// # Errors
    /// [`Error::Model`] with both lists.
    pub fn check(&self) -> Result<()> {
        let known = [
            ("sentiment", &self.labels.sentiment, Tone::ALL.map(Tone::name)),
            ("stance", &self.labels.stance, Stance::ALL.map(Stance::name)),
        ];
        for (head, found, expected) in known {
            if *found != expected {
                let reason = format!("{head} labels are {found:?}, expected {expected:?}");
                return Err(Error::Model { name: "model.json".into(), reason });
            }
        }
        Ok(())
    }
}
