//! Which models score, what runs them, and what their labels mean.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::config::cluster::ClusterBy;
use crate::config::periods::TimeSettings;
use crate::config::toml_text;
use crate::error::Result;

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

/// A user's own model: `TASK=FOLDER`, or `TASK=OWNER/NAME@REVISION` on the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskModel {
    /// The task that it takes over, by the name on the command line and in files.
    pub task: String,
    /// Where it is.
    pub source: String,
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
    pub labels: BTreeMap<String, LabelTable>,
    /// How topics are found.
    pub topics: TopicSettings,
    /// What counts as one document, and as one event.
    pub documents: DocumentSettings,
    /// How documents are parted by their dates.
    pub time: TimeSettings,
}

/// The part of the file about documents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DocumentSettings {
    /// Whether a document is counted although another one says the same.
    pub keep_duplicates: bool,
    /// What tells which documents are of one event.
    pub cluster: Option<ClusterBy>,
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
pub struct ModelChoice {
    /// The folder of a model of the built-in one's kind, to take its place.
    pub model: Option<PathBuf>,
    /// What runs them.
    pub compute: Compute,
    /// The user's own, at most one a task.
    pub tasks: Vec<TaskModel>,
    /// The meaning of their labels, and how topics are found.
    pub settings: Settings,
}

/// Reads the file given with `--config`; `path` names it in errors.
///
/// # Errors
/// [`Error::Config`] with the line, where it is no TOML of this shape.
pub fn parse_settings(toml: &str, path: &Path) -> Result<Settings> {
    toml_text::read(toml, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::periods::PeriodLength;

    #[test]
    fn devices_are_read_or_refused_with_what_is_allowed() {
        assert_eq!("cuda:1".parse(), Ok(Device::Cuda(1)));
        assert_eq!("cpu".parse(), Ok(Device::Cpu));
        for wrong in ["gpu", "cuda", "cuda:", "cuda:x"] {
            assert_eq!(wrong.parse::<Device>(), Err("auto, cpu or cuda:N".to_owned()), "{wrong}");
        }
    }

    #[test]
    fn the_config_file_is_read_and_faults_name_the_line() {
        let parse = |toml: &str| parse_settings(toml, Path::new("c.toml"));
        let settings = parse(
            "[labels.sentiment]\nLABEL_0 = \"negative\"\n[topics]\nmethod = \"nli\"\n[documents]\ncluster = \"month\"\n",
        );
        let settings = settings.expect("it parses");
        assert_eq!(settings.labels["sentiment"]["LABEL_0"], "negative");
        assert_eq!(settings.topics.method, TopicMethod::Nli);
        let documents = DocumentSettings { keep_duplicates: false, cluster: Some(ClusterBy::Month) };
        assert_eq!(settings.documents, documents);
        let error = parse("[topics]\nmethod = \"guess\"\n").expect_err("no such method").to_string();
        assert!(error.starts_with("c.toml: line 2: ") && error.contains("nli"), "{error}");
        let time = parse("[time]\nperiod = \"quarter\"\nsplit = \"2022-02-24\"\n").expect("it parses").time;
        assert_eq!((time.period, time.split), (PeriodLength::Quarter, "2022-02-24".parse().ok()));
        let error = parse("[time]\nsplit = \"2022-02-30\"\n").expect_err("no such day").to_string();
        assert!(error.starts_with("c.toml: line 2: ") && error.contains("YYYY-MM-DD"), "{error}");
        assert!(parse("[label.x]\n").is_err());
        parse(include_str!("../../data/config.toml")).expect("the example parses");
    }
}
