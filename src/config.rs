//! What the program was asked to do, and the topics it looks for. Free of the command line's types.

pub mod models;

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::config::models::Models;
use crate::error::{Error, Result};
use crate::tomlfile;
use crate::transcript::Unit;

/// The topics compiled into the binary.
const BUILT_IN_TOPICS: &str = include_str!("../data/topics.toml");

/// What is done about earlier results in the output folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replace {
    /// Stop with an error.
    Never,
    /// Replace what an earlier run wrote (`--force`).
    EarlierResults,
    /// Go on from what an earlier run scored, finished or not (`--resume`).
    Resume,
}

/// How CSV files begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteOrderMark {
    /// Plain UTF-8.
    Absent,
    /// With a mark, so that Excel reads UTF-8 (`--excel`).
    Present,
}

/// Which documents are scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Languages {
    /// Those in English, the only language that the models read, and those too short to tell.
    #[default]
    English,
    /// All of them (`--language any`).
    Any,
}

/// What to read, and how.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Files, folders, globs, archives, addresses, or `-` for standard input.
    pub inputs: Vec<String>,
    /// A speakers file.
    pub speakers: Option<PathBuf>,
    /// Whether rows are sentences already.
    pub unit: Unit,
    /// The largest file that is read, unpacked, in bytes.
    pub max_size: u64,
    /// Which documents are scored.
    pub languages: Languages,
    /// How long an address may take to answer.
    pub timeout: Duration,
    /// Which column of a table holds what, as `speaker=Name`, where it cannot be guessed.
    pub columns: Vec<String>,
    /// Whether a document that is not fully accounted for is a failure.
    pub strict: bool,
}

/// Who is compared with whom.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pairs {
    /// All pairs of the ten with the most sentences.
    #[default]
    Most,
    /// All pairs of these (`--between`).
    Between(Vec<String>),
    /// This one with every other who has enough sentences (`--baseline`).
    Baseline(String),
}

/// Who the sides are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Speakers.
    #[default]
    Speaker,
    /// Their groups (`--by group`).
    Group,
}

impl Level {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Level::Speaker => "speaker",
            Level::Group => "group",
        }
    }
}

/// Fewest scored sentences of a speaker who is compared with others, unless asked otherwise.
pub const MIN_SENTENCES: u32 = 30;

/// Which contrasts are made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contrasts {
    /// Who the sides are.
    pub level: Level,
    /// Who is compared with whom.
    pub pairs: Pairs,
    /// Sentences below which nothing is tested.
    pub min_sentences: u32,
}

/// One run of `analyze`.
#[derive(Debug, Clone)]
pub struct Config {
    /// What to read.
    pub reading: Reading,
    /// Where the tables go.
    pub out: PathBuf,
    /// A topics file instead of the built-in one.
    pub topics: Option<PathBuf>,
    /// An entities file.
    pub entities: Option<PathBuf>,
    /// Which models score, and on what.
    pub models: Models,
    /// Worker threads, at least 1.
    pub threads: usize,
    /// Seed of what is drawn at random; no value but p and the ends of some intervals depends on it.
    pub seed: u64,
    /// What to do about earlier results.
    pub replace: Replace,
    /// How CSV files begin.
    pub mark: ByteOrderMark,
    /// Which speakers are compared.
    pub contrasts: Contrasts,
}

/// One topic of `topics.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Short name in the tables: letters, digits, `_` and `-`.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// What belongs to it.
    #[serde(default)]
    pub description: String,
    /// What one can be for or against.
    pub proposition: String,
    /// Sentences that are about it.
    pub examples: Vec<String>,
    /// Near misses that are not.
    #[serde(default)]
    pub counter_examples: Vec<String>,
    /// Words that a sentence of the topic must contain one of, without regard to case; none: no such filter.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Beginnings of words, without regard to case, of which a document or its title must contain one for its sentences
    /// to be about the topic at all; none: no such filter. It says where to look, and not what the topic is: a trained
    /// head does not depend on it.
    #[serde(default)]
    pub document_keywords: Vec<String>,
}

impl Topic {
    /// SHA-256 over everything that defines the topic, in hexadecimal: a trained head belongs to one such hash.
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        let fields = [&self.id, &self.name, &self.description, &self.proposition];
        let lists = [&self.examples, &self.counter_examples, &self.keywords];
        for field in fields.into_iter().chain(lists.into_iter().flatten()) {
            hasher.update(field.as_bytes());
            hasher.update(b"\n");
        }
        hex(&hasher.finalize())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicsFile {
    topic: Vec<Topic>,
}

/// The topics that rostrum knows by default.
///
/// # Errors
/// Never for a released binary: a test reads the same file.
pub fn built_in_topics() -> Result<Vec<Topic>> {
    parse_topics(BUILT_IN_TOPICS, "built-in topics.toml")
}

/// Reads a topics file; `path` names it in errors.
///
/// # Errors
/// [`Error::Config`] where it is no TOML of this shape, an id is unusable or double, or a topic has no example.
pub fn parse_topics(toml: &str, path: &str) -> Result<Vec<Topic>> {
    let fault = |reason: String| Error::Config { path: path.to_owned(), reason };
    let file: TopicsFile = tomlfile::read(toml, path)?;
    for (i, topic) in file.topic.iter().enumerate() {
        let usable = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if topic.id.is_empty() || !topic.id.chars().all(usable) {
            return Err(fault(format!("topic id {:?}: use letters, digits, _ and - only", topic.id)));
        }
        if file.topic[..i].iter().any(|t| t.id == topic.id) {
            return Err(fault(format!("topic id {:?} occurs twice", topic.id)));
        }
        if topic.examples.iter().all(|e| e.trim().is_empty()) {
            return Err(fault(format!("topic {:?} has no example sentence", topic.id)));
        }
    }
    Ok(file.topic)
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_topics_are_the_three() {
        let topics = built_in_topics().expect("they parse");
        let ids: Vec<_> = topics.iter().map(|t| t.id.as_str()).collect();
        assert_eq!(ids, ["normalisation", "eaeu_trade", "aliyev_legacy"]);
        assert!(topics.iter().all(|t| t.examples.len() >= 10));
    }

    #[test]
    fn an_edited_topic_has_another_hash() {
        let mut topic = built_in_topics().expect("they parse").remove(0);
        let before = topic.hash();
        topic.examples[3].push('!');
        assert_ne!(before, topic.hash());
    }

    #[test]
    fn faults_name_the_place() {
        let fault = |toml: &str| parse_topics(toml, "mine.toml").expect_err("is faulty").to_string();
        assert!(fault("[[topic]]\nid = 3").starts_with("mine.toml: line 2: "));
        assert!(fault("[[topic]]\nnames = 3").starts_with("mine.toml: line 2: "), "also where a line starts");
        let topic = "[[topic]]\nid = \"a b\"\nname = \"\"\nproposition = \"\"\nexamples = [\"x\"]\n";
        assert!(fault(topic).contains("\"a b\""));
        let twice = topic.replace("a b", "a").repeat(2);
        assert!(fault(&twice).contains("occurs twice"));
        assert!(fault(&topic.replace("a b", "a").replace("[\"x\"]", "[]")).contains("no example"));
    }
}
