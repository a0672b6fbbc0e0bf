//! A fine-tuned model of the user's own for one task: a folder with `config.json`, `tokenizer.json` and weights, as other
//! programs save it, or the name of one on the hub.

use std::path::{Path, PathBuf};

use ndarray::{Array2, ArrayView2, s};
use serde_json::Value;

use crate::config::{LabelTable, TaskModel};
use crate::error::{Error, Result};
use crate::hash::Hashed;
use crate::label::Distribution;
use crate::model::batch::{self, Batch, Row, Window};
use crate::model::engines::Engines;
use crate::model::hub;
use crate::model::network::Network;
use crate::model::own::{self, ModelShape, OwnModel};
use crate::model::tokenizer::{Tokenizer, Types};

/// Most tokens of one window, whatever the model says that it can take.
const LONGEST: usize = 512;

/// A loaded model of one task. Shared by all worker threads.
pub struct Checkpoint {
    /// What it takes over.
    pub own: OwnModel,
    /// Where it came from, as given.
    pub source: String,
    /// Its files and their SHA-256.
    pub files: Vec<Hashed>,
    /// What each output means here: a class of three by its number, or a tag of an entity.
    pub labels: Vec<String>,
    classes: Vec<usize>,
    /// The tokenizer, the engine and the window.
    pub network: Network,
}

impl Checkpoint {
    /// Loads a model; `table` says what its labels are called here, where they have other names.
    ///
    /// # Errors
    /// [`Error::Model`] that names the file: one that is missing or cannot be read, labels that are not those of the task
    /// (with both lists), or outputs that are not as many as the labels.
    pub fn load(own: OwnModel, model: &TaskModel, table: Option<&LabelTable>, engines: &Engines) -> Result<Self> {
        let place = ModelPlace::find(&model.source)?;
        let config_path = place.file(&["config.json"])?;
        let name = config_path.display().to_string();
        let fault = |reason: String| Error::Model { name: name.clone(), reason };
        let config: Value = serde_json::from_str(&read(&config_path)?).map_err(|e| fault(e.to_string()))?;
        let named = own::names(&config).map_err(fault)?;
        let labels = own.translated(&named, table).map_err(fault)?;
        let classes = own.classes(&labels);
        let tokenizer_path = place.file(&["tokenizer.json"])?;
        let tokenizer_name = tokenizer_path.display().to_string();
        let tokenizer = Tokenizer::from_json(read(&tokenizer_path)?.as_bytes(), &tokenizer_name, Types::Segment)?;
        let weights = place.file(engines.weights())?;
        let engine = engines.classifier(&weights, &config, own.shape)?;
        let files = [&config_path, &tokenizer_path, &weights].into_iter().map(|path| Hashed::file(path));
        let files = files.collect::<Result<_>>()?;
        let size = window(&config);
        let network = Network { tokenizer, engine, window: Window { size, overlap: size / 4 } };
        let checkpoint = Checkpoint { own, source: model.source.clone(), files, labels, classes, network };
        checkpoint.probe(&name, &named)?;
        Ok(checkpoint)
    }

    /// A first text: the outputs must be as many as the labels.
    fn probe(&self, name: &str, named: &[String]) -> Result<()> {
        let tokens = self.network.tokenizer.encode("A text.")?;
        let second = (self.own.shape == ModelShape::Pairs).then_some(&tokens);
        let rows = batch::rows(self.network.tokenizer.template(), &tokens, second, self.network.window);
        let batch = Batch::new(&rows.iter().collect::<Vec<_>>());
        let (_, places, outputs) = self.network.engine.run(&batch)?.dim();
        let expected = if self.own.shape == ModelShape::Tokens { batch.ids().ncols() } else { 1 };
        if outputs == named.len() && places == expected {
            return Ok(());
        }
        let what =
            if self.own.shape == ModelShape::Tokens { "a classifier of tokens" } else { "a classifier of texts" };
        let reason =
            format!("is not {what} with the {} labels {named:?}: it gives {outputs} at {places} places", named.len());
        Err(Error::Model { name: name.to_owned(), reason })
    }

    /// The probabilities of the task's three classes from what the network made of each window of a text; of several
    /// windows their mean, weighted by the tokens that each gave.
    ///
    /// # Errors
    /// [`Error::Model`] where an output is no number.
    pub fn classes(&self, rows: &[Row], outputs: &[ArrayView2<f32>]) -> Result<Distribution> {
        self.are_numbers(outputs)?;
        let mut sum = [0.0; 3];
        for (output, share) in outputs.iter().zip(shares(rows)) {
            let probabilities = softmax(&output.row(0).iter().map(|&x| f64::from(x)).collect::<Vec<_>>());
            for (&class, probability) in self.classes.iter().zip(probabilities) {
                sum[class] += share * probability;
            }
        }
        Ok(Distribution::of(sum))
    }

    /// The logits of a text's tokens [tokens, labels] from what the network made of each of its windows.
    ///
    /// # Errors
    /// As [`Checkpoint::classes`].
    pub fn tags(&self, rows: &[Row], outputs: &[ArrayView2<f32>]) -> Result<Array2<f32>> {
        let tokens = rows.last().map_or(0, |row| row.end);
        let mut logits = Array2::zeros((tokens, self.labels.len()));
        for ((row, output), (from, to)) in rows.iter().zip(outputs).zip(batch::owned(rows)) {
            let inside = output.slice(s![row.at + from - row.first..row.at + to - row.first, ..]);
            self.are_numbers(&[inside])?;
            logits.slice_mut(s![from..to, ..]).assign(&inside);
        }
        Ok(logits)
    }

    /// What is no number says nothing about a text, and is no neutral verdict.
    fn are_numbers(&self, outputs: &[ArrayView2<f32>]) -> Result<()> {
        let all = outputs.iter().flatten().all(|x| x.is_finite());
        let reason = "gives outputs that are no numbers".to_owned();
        if all { Ok(()) } else { Err(Error::Model { name: self.source.clone(), reason }) }
    }
}

/// The share of the text's tokens that each window gives.
fn shares(rows: &[Row]) -> Vec<f64> {
    let total = rows.last().map_or(0, |row| row.end);
    let share = |(from, to)| if rows.len() == 1 { 1.0 } else { (to - from) as f64 / total as f64 };
    batch::owned(rows).into_iter().map(share).collect()
}

fn softmax(logits: &[f64]) -> Vec<f64> {
    let highest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = logits.iter().map(|l| (l - highest).exp()).collect();
    let total: f64 = weights.iter().sum();
    weights.into_iter().map(|w| w / total).collect()
}

/// Where the files of a model are.
enum ModelPlace {
    Folder(PathBuf),
    Hub(hub::HubName),
}

impl ModelPlace {
    fn find(source: &str) -> Result<Self> {
        let folder = PathBuf::from(source);
        if folder.is_dir() {
            return Ok(ModelPlace::Folder(folder));
        }
        // what looks like a path is one that is missing
        hub::HubName::parse(source).map(ModelPlace::Hub).ok_or(Error::Missing { path: folder })
    }

    /// The first of these files that there is.
    fn file(&self, names: &[&str]) -> Result<PathBuf> {
        match self {
            ModelPlace::Hub(name) => name.file(names),
            ModelPlace::Folder(folder) => {
                names.iter().map(|name| folder.join(name)).find(|path| path.is_file()).ok_or_else(|| Error::Model {
                    name: folder.display().to_string(),
                    reason: format!("has no {}{}", names.join(" or "), advice(names)),
                })
            }
        }
    }
}

/// How to make a file that is missing.
fn advice(names: &[&str]) -> &'static str {
    match names.first() {
        Some(&"tokenizer.json") => " (AutoTokenizer.from_pretrained(DIR).save_pretrained(DIR) writes it)",
        Some(&"model.safetensors") => {
            " (save_pretrained(DIR) writes it; pickled weights such as pytorch_model.bin are not opened)"
        }
        Some(&"model.onnx") => {
            " (optimum-cli export onnx -m DIR DIR writes it; --engine rust-bert reads model.safetensors)"
        }
        _ => "",
    }
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })
}

/// Tokens that fit into the model's positions.
fn window(config: &Value) -> usize {
    let number = |key: &str| config[key].as_u64().and_then(|n| usize::try_from(n).ok());
    // RoBERTa counts its positions from behind that of the padding
    let first = match config["model_type"].as_str() {
        Some("roberta" | "xlm-roberta") => number("pad_token_id").unwrap_or(1) + 1,
        _ => 0,
    };
    number("max_position_embeddings").unwrap_or(LONGEST).saturating_sub(first).clamp(16, LONGEST)
}
