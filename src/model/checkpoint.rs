//! A fine-tuned model of the user's own for one task: a folder with `config.json`, `tokenizer.json` and weights, as other
//! programs save it, or the name of one on the hub.

use std::path::{Path, PathBuf};

use ndarray::{Array2, ArrayView2, s};
use serde_json::Value;

use crate::config::models::{LabelTable, Task, TaskModel};
use crate::error::{Error, Result};
use crate::label::{Distribution, EntityType, Tone};
use crate::model::batch::{self, Batch, Row, Window};
use crate::model::engines::Engines;
use crate::model::files::FileHash;
use crate::model::hub;
use crate::model::network::{Input, Network};
use crate::model::tokenizer::{Tokenizer, Types};

/// Most tokens of one window, whatever the model says that it can take.
const LONGEST: usize = 512;

/// What classifiers of entailment call their labels, in the order of a [`Distribution`] toward the hypothesis.
const ENTAILMENT: [&str; 3] = ["contradiction", "neutral", "entailment"];

/// A loaded model of one task. Shared by all worker threads.
pub struct Checkpoint {
    /// What it does.
    pub task: Task,
    /// Where it came from, as given.
    pub source: String,
    /// Its files and their SHA-256.
    pub files: Vec<FileHash>,
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
    pub fn load(model: &TaskModel, table: Option<&LabelTable>, engines: &Engines) -> Result<Self> {
        let (task, place) = (model.task, Place::find(&model.source)?);
        let config_path = place.file(&["config.json"])?;
        let name = config_path.display().to_string();
        let fault = |reason: String| Error::Model { name: name.clone(), reason };
        let config: Value = serde_json::from_str(&read(&config_path)?).map_err(|e| fault(e.to_string()))?;
        let named = names(&config).map_err(fault)?;
        let labels = translated(task, &named, table).map_err(fault)?;
        let classes = classes(task, &labels);
        let tokenizer_path = place.file(&["tokenizer.json"])?;
        let tokenizer_name = tokenizer_path.display().to_string();
        let tokenizer = Tokenizer::from_json(read(&tokenizer_path)?.as_bytes(), &tokenizer_name, Types::Segment)?;
        let weights = place.file(engines.weights())?;
        let engine = engines.classifier(&weights, &config, task)?;
        let files = [&config_path, &tokenizer_path, &weights].into_iter().map(|path| FileHash::of(path));
        let files = files.collect::<Result<_>>()?;
        let size = window(&config);
        let network = Network { tokenizer, engine, window: Window { size, overlap: size / 4 } };
        let checkpoint = Checkpoint { task, source: model.source.clone(), files, labels, classes, network };
        checkpoint.probe(&name, &named)?;
        Ok(checkpoint)
    }

    /// A first text: the outputs must be as many as the labels.
    fn probe(&self, name: &str, named: &[String]) -> Result<()> {
        let tokens = self.network.tokenizer.encode("A text.")?;
        let second = (self.task == Task::Stance).then_some(&tokens);
        let rows = batch::rows(self.network.tokenizer.template(), &tokens, second, self.network.window);
        let batch = Batch::new(&rows.iter().collect::<Vec<_>>());
        let (_, places, outputs) = self.network.engine.run(&batch)?.dim();
        let expected = if self.task == Task::Entities { batch.ids().ncols() } else { 1 };
        if outputs == named.len() && places == expected {
            return Ok(());
        }
        let what = if self.task == Task::Entities { "a classifier of tokens" } else { "a classifier of texts" };
        let reason =
            format!("is not {what} with the {} labels {named:?}: it gives {outputs} at {places} places", named.len());
        Err(Error::Model { name: name.to_owned(), reason })
    }

    /// The probabilities of the task's three classes for each input, in order; a text of several windows has their mean,
    /// weighted by the tokens that each gave.
    ///
    /// # Errors
    /// As [`Network::read`]; [`Error::Model`] where an output is no number.
    pub fn classify(&self, inputs: &[Input], threads: usize) -> Result<Vec<Distribution>> {
        let classified = self.network.read(inputs, threads, |_, rows, states| {
            self.are_numbers(states)?;
            let mut sum = [0.0; 3];
            let shares = shares(rows);
            for (state, share) in states.iter().zip(shares) {
                let probabilities = softmax(&state.row(0).iter().map(|&x| f64::from(x)).collect::<Vec<_>>());
                for (&class, probability) in self.classes.iter().zip(probabilities) {
                    sum[class] += share * probability;
                }
            }
            Ok(Distribution::of(sum))
        });
        classified?.into_iter().collect()
    }

    /// What is no number says nothing about a text, and is no neutral verdict.
    fn are_numbers(&self, outputs: &[ArrayView2<f32>]) -> Result<()> {
        let all = outputs.iter().flatten().all(|x| x.is_finite());
        let reason = "gives outputs that are no numbers".to_owned();
        if all { Ok(()) } else { Err(Error::Model { name: self.source.clone(), reason }) }
    }

    /// Hands the logits of each text's tokens [tokens, labels] to `each`; the results come in input order.
    ///
    /// # Errors
    /// As [`Checkpoint::classify`].
    pub fn tag<T, F>(&self, inputs: &[Input], threads: usize, each: F) -> Result<Vec<T>>
    where
        T: Send,
        F: Fn(usize, Array2<f32>) -> T + Sync,
    {
        let tagged = self.network.read(inputs, threads, |i, rows, states| {
            let tokens = rows.last().map_or(0, |row| row.end);
            let mut logits = Array2::zeros((tokens, self.labels.len()));
            for ((row, state), (from, to)) in rows.iter().zip(states).zip(batch::owned(rows)) {
                let inside = state.slice(s![row.at + from - row.first..row.at + to - row.first, ..]);
                self.are_numbers(&[inside])?;
                logits.slice_mut(s![from..to, ..]).assign(&inside);
            }
            Ok(each(i, logits))
        });
        tagged?.into_iter().collect()
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
enum Place {
    Folder(PathBuf),
    Hub(hub::Name),
}

impl Place {
    fn find(source: &str) -> Result<Self> {
        let folder = PathBuf::from(source);
        if folder.is_dir() {
            return Ok(Place::Folder(folder));
        }
        // what looks like a path is one that is missing
        hub::Name::parse(source).map(Place::Hub).ok_or(Error::Missing { path: folder })
    }

    /// The first of these files that there is.
    fn file(&self, names: &[&str]) -> Result<PathBuf> {
        match self {
            Place::Hub(name) => name.file(names),
            Place::Folder(folder) => {
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

/// The labels of `id2label`, in order of the outputs.
fn names(config: &Value) -> std::result::Result<Vec<String>, String> {
    let table = config["id2label"].as_object().ok_or("has no id2label")?;
    let label = |i: usize| table.get(&i.to_string()).and_then(Value::as_str).map(str::to_owned);
    let labels: Option<Vec<String>> = (0..table.len()).map(label).collect();
    labels.filter(|labels| !labels.is_empty()).ok_or_else(|| "id2label does not count its labels from 0".to_owned())
}

/// What the labels of a model are called here: by the user's table, else by what is usual.
fn translated(task: Task, named: &[String], table: Option<&LabelTable>) -> std::result::Result<Vec<String>, String> {
    let known: Vec<&str> = match task {
        Task::Tone => Tone::ALL.map(Tone::name).to_vec(),
        Task::Stance => ENTAILMENT.to_vec(),
        Task::Entities => EntityType::ALL.map(EntityType::name).to_vec(),
    };
    let find = |label: &str| known.iter().find(|k| k.eq_ignore_ascii_case(label)).map(|k| (*k).to_owned());
    let one = |label: &String| {
        let own = table.and_then(|table| table.get(label));
        match (task, own) {
            (Task::Entities, _) => {
                // B-PER, I-PER and the like; the table may name the whole label or what follows the dash
                let (prefix, kind) = match own.unwrap_or(label).split_once(['-', '_']) {
                    Some((prefix, kind)) if matches!(prefix, "B" | "I" | "E" | "S" | "L" | "U") => (prefix, kind),
                    _ => ("I", own.unwrap_or(label).as_str()),
                };
                let kind = table.and_then(|table| table.get(kind)).map_or(kind, String::as_str);
                let prefix = if matches!(prefix, "B" | "S" | "U") { "B" } else { "I" };
                let usual = match kind.to_ascii_uppercase().as_str() {
                    "O" => return Some("O".to_owned()),
                    "PERSON" => Some("PER"),
                    "ORGANIZATION" | "ORGANISATION" => Some("ORG"),
                    "LOCATION" => Some("LOC"),
                    "MISCELLANEOUS" => Some("MISC"),
                    _ => None,
                };
                find(usual.unwrap_or(kind)).map(|kind| format!("{prefix}-{kind}"))
            }
            (_, Some(own)) => find(own),
            (_, None) => find(match label.to_ascii_lowercase().as_str() {
                "neg" => "negative",
                "neu" => "neutral",
                "pos" => "positive",
                _ => label,
            }),
        }
    };
    let labels: Option<Vec<String>> = named.iter().map(one).collect();
    let complete = |labels: &Vec<String>| match task {
        Task::Entities => labels.iter().any(|l| l == "O") && labels.iter().any(|l| l != "O"),
        _ => known.iter().all(|k| labels.iter().any(|l| l == k)),
    };
    labels.filter(complete).ok_or_else(|| {
        let more = if task == Task::Entities { ", with B- and I- before them, and O" } else { "" };
        format!(
            "its labels are {named:?}, and {} needs {known:?}{more}: [labels.{}] in the file for --config says which is which",
            task.name(),
            task.name()
        )
    })
}

/// The class of three that each output belongs to.
fn classes(task: Task, labels: &[String]) -> Vec<usize> {
    let order = if task == Task::Stance { ENTAILMENT } else { Tone::ALL.map(Tone::name) };
    labels.iter().filter_map(|label| order.iter().position(|known| known == label)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(all: &[&str]) -> Vec<String> {
        all.iter().map(|&s| s.to_owned()).collect()
    }

    fn table(all: &[(&str, &str)]) -> LabelTable {
        all.iter().map(|&(a, b)| (a.to_owned(), b.to_owned())).collect()
    }

    #[test]
    fn labels_are_known_by_their_usual_names_or_by_the_table() {
        let usual = translated(Task::Tone, &strings(&["POS", "neutral", "Negative"]), None);
        assert_eq!(usual, Ok(strings(&["positive", "neutral", "negative"])));
        let own =
            table(&[("LABEL_0", "negative"), ("LABEL_1", "neutral"), ("LABEL_2", "positive"), ("LABEL_3", "positive")]);
        let named = strings(&["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3"]);
        let labels = translated(Task::Tone, &named, Some(&own)).expect("all are in the table");
        assert_eq!(classes(Task::Tone, &labels), [0, 1, 2, 2]);
        let tags = strings(&["O", "B-PER", "I-PER", "B-organization", "S-LOC", "E-LOC", "MISC", "B-GPE", "DATE"]);
        let own = table(&[("GPE", "LOC"), ("DATE", "O")]);
        let expected = strings(&["O", "B-PER", "I-PER", "B-ORG", "B-LOC", "I-LOC", "I-MISC", "B-LOC", "O"]);
        assert_eq!(translated(Task::Entities, &tags, Some(&own)), Ok(expected));
        let nli = translated(Task::Stance, &strings(&["ENTAILMENT", "NEUTRAL", "CONTRADICTION"]), None);
        assert_eq!(classes(Task::Stance, &nli.expect("usual names")), [2, 1, 0]);
    }

    #[test]
    fn labels_that_are_not_the_tasks_are_refused_with_both_lists() {
        for (task, named) in [
            (Task::Tone, &["LABEL_0", "LABEL_1", "LABEL_2"][..]),
            (Task::Tone, &["negative", "positive"]),
            (Task::Entities, &["O", "B-PER", "B-DATE"]),
            (Task::Entities, &["B-PER", "I-PER"]),
            (Task::Stance, &["entailment", "not_entailment"]),
        ] {
            let error = translated(task, &strings(named), None).expect_err("not the task's");
            assert!(named.iter().all(|label| error.contains(label)), "{error}");
            assert!(error.contains(if task == Task::Entities { "MISC" } else { "neutral" }), "{error}");
        }
    }
}
