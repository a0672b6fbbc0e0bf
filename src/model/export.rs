//! Writes the built-in model in single precision, for other programs.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::error::{Error, Result};
use crate::model::files::{self, Manifest};
use crate::model::weights::{Weights, safetensors};

/// Writes the encoder as `model.safetensors` with its `config.json` (Hugging Face's `BertModel` without a pooler, whose token
/// types are the casing) and as `model.onnx`, and the heads, the tokenizer and the manifest. Returns the files.
///
/// # Errors
/// [`Error::OutputTaken`] where the folder holds something; [`Error::Write`], [`Error::Model`].
pub fn export(folder: &Path) -> Result<Vec<PathBuf>> {
    let manifest = Manifest::built_in()?;
    let weights = Weights::read(files::ENCODER)?;
    let mut config = json!({
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "layer_norm_eps": 1e-12,
    });
    let sizes = serde_json::to_value(weights.sizes()?).unwrap_or_default();
    if let (Some(config), Some(sizes)) = (config.as_object_mut(), sizes.as_object()) {
        config.extend(sizes.clone());
    }
    let text = |value: &serde_json::Value| format!("{value:#}\n").into_bytes();
    let all = [
        ("config.json", text(&config)),
        ("model.safetensors", safetensors(&weights.state()?)?),
        ("model.onnx", weights.f32_graph()?),
        ("heads.safetensors", files::HEADS.to_vec()),
        ("tokenizer.json", files::TOKENIZER.to_vec()),
        ("model.json", text(&serde_json::to_value(&manifest).unwrap_or_default())),
    ];
    let fault = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::Write { path, source }
    };
    std::fs::create_dir_all(folder).map_err(fault(folder))?;
    if let Some(other) = std::fs::read_dir(folder).map_err(fault(folder))?.next() {
        return Err(Error::OutputTaken { path: other.map_err(fault(folder))?.path() });
    }
    let write = |(name, bytes): (&str, Vec<u8>)| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).map_err(fault(&path))?;
        Ok(path)
    };
    all.into_iter().map(write).collect()
}
