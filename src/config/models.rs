//! Which models score, what runs them, and what their labels mean.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::tomlfile;

/// What runs a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EngineName {
    /// The shipped engine, pure Rust.
    #[default]
    Rten,
    /// libtorch through rust-bert, in builds with the cargo feature `rust-bert`.
    RustBert,
}

/// How numbers are held while a network runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// int8 on rten, f32 on libtorch's CPU, f16 on its GPU; a user's own model always as it is stored on rten.
    #[default]
    Auto,
    /// The shipped weights and activations of eight bits.
    Int8,
    /// Single precision.
    F32,
    /// Half precision, on a GPU only.
    F16,
}

/// Where libtorch runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Device {
    /// The first GPU if there is one, else the CPU.
    #[default]
    Auto,
    /// The processor.
    Cpu,
    /// A GPU by its number.
    Cuda(usize),
}

impl FromStr for Device {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match (text, text.strip_prefix("cuda:").map(str::parse)) {
            ("auto", _) => Ok(Device::Auto),
            ("cpu", _) => Ok(Device::Cpu),
            (_, Some(Ok(number))) => Ok(Device::Cuda(number)),
            _ => Err("auto, cpu or cuda:N".to_owned()),
        }
    }
}

/// What runs the networks, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Compute {
    /// The engine.
    pub engine: EngineName,
    /// The arithmetic.
    pub precision: Precision,
    /// The device.
    pub device: Device,
    /// Threads that the engine may use at a time; at least 1.
    pub threads: usize,
}

/// A task that a model of the user's own can take over from the built-in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// Tone of a sentence, by a classifier of three labels.
    #[serde(rename = "sentiment")]
    Tone,
    /// Named entities, by a classifier of tokens.
    Entities,
    /// Stance toward a topic's proposition, by a model of entailment.
    Stance,
}

impl Task {
    /// Every task.
    pub const ALL: [Task; 3] = [Task::Tone, Task::Entities, Task::Stance];

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Task::Tone => "sentiment",
            Task::Entities => "entities",
            Task::Stance => "stance",
        }
    }
}

/// A user's own model: `TASK=FOLDER`, or `TASK=OWNER/NAME@REVISION` on the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskModel {
    /// What it does.
    pub task: Task,
    /// Where it is.
    pub source: String,
}

impl FromStr for TaskModel {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let (name, source) = text.split_once('=').unwrap_or((text, ""));
        let task = Task::ALL.into_iter().find(|task| task.name() == name);
        match task.filter(|_| !source.is_empty()) {
            Some(task) => Ok(TaskModel { task, source: source.to_owned() }),
            None => Err("sentiment=DIR, entities=DIR or stance=DIR".to_owned()),
        }
    }
}

/// How topics are looked at a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TopicMethod {
    /// The classifiers alone.
    #[default]
    Classifier,
    /// Beside them the stance model's verdict on whether a sentence that they found entails being about the topic.
    Nli,
}

/// The labels of a model, and what they are called here.
pub type LabelTable = BTreeMap<String, String>;

/// The file given with `--config`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// By task, what the labels of the user's own models are called here, where they have other names.
    pub labels: BTreeMap<Task, LabelTable>,
    /// How topics are found.
    pub topics: TopicSettings,
}

/// The part of the file about topics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TopicSettings {
    /// How they are looked at a second time.
    pub method: TopicMethod,
}

/// Which models score, and on what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Models {
    /// What runs them.
    pub compute: Compute,
    /// The user's own, at most one a task.
    pub tasks: Vec<TaskModel>,
    /// The meaning of their labels, and how topics are found.
    pub settings: Settings,
}

impl Models {
    /// Whether what was asked for fits together.
    ///
    /// # Errors
    /// [`Error::Config`] for two models of one task, and for entailment without a model of it.
    pub fn check(&self) -> Result<()> {
        let fault = |path: &str, reason: String| Err(Error::Config { path: path.to_owned(), reason });
        for (i, model) in self.tasks.iter().enumerate() {
            if self.tasks[..i].iter().any(|other| other.task == model.task) {
                return fault("--task-model", format!("two models for {}", model.task.name()));
            }
        }
        let has_stance = self.tasks.iter().any(|model| model.task == Task::Stance);
        if self.settings.topics.method == TopicMethod::Nli && !has_stance {
            let reason = "topics.method = \"nli\" needs a model of entailment: --task-model stance=DIR".to_owned();
            return fault("--config", reason);
        }
        Ok(())
    }
}

/// Reads the file given with `--config`; `path` names it in errors.
///
/// # Errors
/// [`Error::Config`] with the line, where it is no TOML of this shape.
pub fn parse(toml: &str, path: &str) -> Result<Settings> {
    tomlfile::read(toml, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_and_models_are_read_or_refused_with_what_is_allowed() {
        assert_eq!("cuda:1".parse(), Ok(Device::Cuda(1)));
        assert_eq!("cpu".parse(), Ok(Device::Cpu));
        for wrong in ["gpu", "cuda", "cuda:", "cuda:x"] {
            assert_eq!(wrong.parse::<Device>(), Err("auto, cpu or cuda:N".to_owned()), "{wrong}");
        }
        let model: TaskModel = "stance=models/a=b".parse().expect("a task and a folder");
        assert_eq!((model.task, model.source.as_str()), (Task::Stance, "models/a=b"));
        for wrong in ["tone=x", "sentiment", "sentiment="] {
            assert!(wrong.parse::<TaskModel>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_config_file_is_read_and_faults_name_the_line() {
        let settings = parse("[labels.sentiment]\nLABEL_0 = \"negative\"\n[topics]\nmethod = \"nli\"\n", "c.toml");
        let settings = settings.expect("it parses");
        assert_eq!(settings.labels[&Task::Tone]["LABEL_0"], "negative");
        let models = Models { settings, ..Models::default() };
        let error = models.check().expect_err("no model of entailment").to_string();
        assert!(error.contains("stance=DIR"), "{error}");
        let error = parse("[topics]\nmethod = \"guess\"\n", "c.toml").expect_err("no such method").to_string();
        assert!(error.starts_with("c.toml: line 2: ") && error.contains("nli"), "{error}");
        assert!(parse("[label.x]\n", "c.toml").is_err());
        parse(include_str!("../../data/config.toml"), "config.toml").expect("the example parses");
    }
}
