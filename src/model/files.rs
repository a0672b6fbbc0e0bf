//! The files of a model, inside the binary or in a folder, and the manifest that describes them: labels, temperatures, hashes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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
/// The manifest in a model's folder.
const MANIFEST_FILE: &str = "model.json";
/// The measured scores in a model's folder, where there are any.
const SCORES_FILE: &str = "scores.json";
const BOUNDARIES_FILE: &str = "boundaries.onnx";
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

impl Manifest {
    /// The manifest of the model inside the binary, its files checked by hash.
    ///
    /// # Errors
    /// [`Error::Model`] where a hash differs or the manifest cannot be read.
    pub fn built_in() -> Result<Self> {
        let fault = |reason: String| Error::Model { name: MANIFEST_FILE.into(), reason };
        let manifest: Manifest = serde_json::from_str(MANIFEST).map_err(|e| fault(e.to_string()))?;
        let parts = [
            ("encoder.onnx", ENCODER),
            ("heads.safetensors", HEADS),
            ("tokenizer.json", TOKENIZER),
            (BOUNDARIES_FILE, BOUNDARIES),
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

/// The files of a model.
pub struct ModelFiles {
    /// Labels, temperatures, hashes.
    pub manifest: Manifest,
    /// The quantised encoder, an ONNX graph.
    pub encoder: Cow<'static, [u8]>,
    /// The heads and the background embeddings, safetensors.
    pub heads: Cow<'static, [u8]>,
    /// The tokenizer.
    pub tokenizer: Cow<'static, [u8]>,
    /// How good the model was measured to be.
    pub measured: Vec<Measured>,
}

impl ModelFiles {
    /// Those inside the binary.
    ///
    /// # Errors
    /// As [`Manifest::built_in`].
    pub fn built_in() -> Result<Self> {
        let manifest = Manifest::built_in()?;
        let fault = |e: serde_json::Error| Error::Model { name: SCORES_FILE.into(), reason: e.to_string() };
        let measured = serde_json::from_str(MEASURED).map_err(fault)?;
        let (encoder, heads, tokenizer) = (ENCODER.into(), HEADS.into(), TOKENIZER.into());
        Ok(ModelFiles { manifest, encoder, heads, tokenizer, measured })
    }

    /// Those inside the binary, or of a folder where one is given.
    ///
    /// # Errors
    /// As [`ModelFiles::built_in`]; [`Error::Option`] where there is no such folder, [`Error::Model`] where a file in it is missing
    /// or not what the manifest says.
    pub fn open(folder: Option<&Path>) -> Result<Self> {
        folder.map_or_else(Self::built_in, Self::read)
    }

    /// Those of a folder as `models/training/export.py` writes it, checked by hash: `folder` itself, or the folder of that name
    /// beside the program. A file may come in parts, "encoder.onnx.1" and so on, in the order of the manifest. The network of
    /// boundaries is the one inside the binary whatever model scores.
    fn read(folder: &Path) -> Result<Self> {
        let folder = find(folder)?;
        let fault = |name: &str, reason: String| Error::Model { name: folder.join(name).display().to_string(), reason };
        let load = |name: &str| std::fs::read(folder.join(name)).map_err(|e| fault(name, e.to_string()));
        let manifest: Manifest =
            serde_json::from_slice(&load(MANIFEST_FILE)?).map_err(|e| fault(MANIFEST_FILE, e.to_string()))?;
        let mut parts: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
        for Hashed { name, sha256: stated } in manifest.files.iter().filter(|file| file.name != BOUNDARIES_FILE) {
            if Path::new(name).file_name() != Some(name.as_ref()) {
                return Err(fault(MANIFEST_FILE, format!("{name:?} is not the name of a file in this folder")));
            }
            let bytes = load(name)?;
            let found = sha256(&bytes);
            if found != *stated {
                return Err(fault(name, format!("SHA-256 is {found}, not the one in {MANIFEST_FILE}")));
            }
            let whole = match name.rsplit_once('.') {
                Some((whole, part)) if part.bytes().all(|b| b.is_ascii_digit()) => whole,
                _ => name,
            };
            parts.entry(whole).or_default().extend(bytes);
        }
        let mut part = |name: &str| {
            let bytes = parts.remove(name).ok_or_else(|| fault(MANIFEST_FILE, format!("names no {name}")))?;
            Ok(Cow::Owned(bytes))
        };
        let (encoder, heads, tokenizer) = (part("encoder.onnx")?, part("heads.safetensors")?, part("tokenizer.json")?);
        let measured = match std::fs::read(folder.join(SCORES_FILE)) {
            Ok(list) => serde_json::from_slice(&list).map_err(|e| fault(SCORES_FILE, e.to_string()))?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(e) => return Err(fault(SCORES_FILE, e.to_string())),
        };
        Ok(ModelFiles { manifest, encoder, heads, tokenizer, measured })
    }
}

/// The folder of a model by its path, or by its name beside the program.
fn find(name: &Path) -> Result<PathBuf> {
    let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join(name)));
    let places: Vec<PathBuf> = std::iter::once(name.to_owned()).chain(beside).collect();
    if let Some(found) = places.iter().find(|place| place.join(MANIFEST_FILE).is_file()) {
        return Ok(found.clone());
    }
    let places: Vec<String> = places.iter().map(|place| place.display().to_string()).collect();
    Err(Error::Option {
        option: format!("--model {}", name.display()),
        reason: format!("no {MANIFEST_FILE} in {}", places.join(" or ")),
    })
}

fn lacks(what: &str, head: &str) -> Error {
    Error::Model { name: "model.json".into(), reason: format!("no {what} of the head {head}") }
}
