//! Which engine runs a network, as asked for on the command line.

use std::borrow::Cow;
use std::path::Path;

use serde_json::{Value, json};

use crate::config::{Compute, Device, EngineName, Precision};
use crate::error::{Error, Result};
use crate::model::engine::Engine;
use crate::model::own::ModelShape;
use crate::model::rten::Rten;
#[cfg(feature = "rust-bert")]
use crate::model::torch;
use crate::model::weights::Weights;

/// An engine, ready to take networks.
pub enum Engines {
    /// rten, on the CPU.
    Rten {
        /// int8 or f32 for the built-in model.
        precision: Precision,
    },
    /// libtorch.
    #[cfg(feature = "rust-bert")]
    Torch(torch::TorchPlace),
}

fn refuse(option: &str, reason: &str) -> Error {
    Error::Option { option: option.to_owned(), reason: reason.to_owned() }
}

impl Engines {
    /// Gets the engine ready; also returns what deserves a warning.
    ///
    /// # Errors
    /// [`Error::Option`] where this program or this engine cannot do what was asked for.
    pub fn open(compute: Compute) -> Result<(Self, Vec<String>)> {
        match (compute.engine, compute.precision) {
            (EngineName::Rten, Precision::F16) => Err(refuse("--precision f16", "needs --engine rust-bert and a GPU")),
            (EngineName::Rten, precision) => {
                let warning = match compute.device {
                    Device::Cuda(n) => vec![format!("--device cuda:{n}: the engine rten runs on the CPU")],
                    Device::Auto | Device::Cpu => Vec::new(),
                };
                let precision = if precision == Precision::Auto { Precision::Int8 } else { precision };
                Ok((Engines::Rten { precision }, warning))
            }
            (EngineName::RustBert, Precision::Int8) => {
                Err(refuse("--precision int8", "needs --engine rten; rust-bert has f32, and f16 on a GPU"))
            }
            #[cfg(feature = "rust-bert")]
            (EngineName::RustBert, _) => {
                let (place, warning) = torch::TorchPlace::find(compute)?;
                Ok((Engines::Torch(place), warning.into_iter().collect()))
            }
            #[cfg(not(feature = "rust-bert"))]
            (EngineName::RustBert, _) => Err(refuse(
                "--engine rust-bert",
                "this program was built without libtorch: cargo build --release --features rust-bert",
            )),
        }
    }

    /// The encoder of a model, from its graph.
    ///
    /// # Errors
    /// [`Error::Model`].
    pub fn encoder(&self, onnx: Cow<'static, [u8]>) -> Result<Box<dyn Engine>> {
        match self {
            Engines::Rten { precision: Precision::F32 } => {
                Ok(Box::new(Rten::encoder(Weights::read(&onnx)?.f32_graph()?.into())?))
            }
            Engines::Rten { .. } => Ok(Box::new(Rten::encoder(onnx)?)),
            #[cfg(feature = "rust-bert")]
            Engines::Torch(place) => Ok(Box::new(torch::Torch::encoder(place, &Weights::read(&onnx)?)?)),
        }
    }

    /// The file of weights that a folder must have, in order of preference.
    pub fn weights(&self) -> &'static [&'static str] {
        match self {
            Engines::Rten { .. } => &["model.onnx", "onnx/model.onnx"],
            #[cfg(feature = "rust-bert")]
            Engines::Torch(_) => &["model.safetensors"],
        }
    }

    /// A classifier of the user's own from its weights and its `config.json`.
    ///
    /// # Errors
    /// [`Error::Model`].
    pub fn classifier(&self, weights: &Path, config: &Value, shape: ModelShape) -> Result<Box<dyn Engine>> {
        match self {
            Engines::Rten { .. } => {
                let _ = (config, shape);
                Ok(Box::new(Rten::open(weights)?))
            }
            #[cfg(feature = "rust-bert")]
            Engines::Torch(place) => Ok(Box::new(torch::Torch::classifier(place, weights, config, shape)?)),
        }
    }

    /// What runs and where, for run.json.
    pub fn describe(&self) -> Value {
        match self {
            Engines::Rten { precision } => json!({"engine": EngineName::Rten, "precision": precision, "device": "cpu"}),
            #[cfg(feature = "rust-bert")]
            Engines::Torch(place) => place.describe(),
        }
    }
}
