//! The topics that are looked for: three built in, or those of the topics file that the user writes.

use std::path::Path;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::config::toml_text;
use crate::error::{Error, Result};
use crate::hash::hex;

/// The topics compiled into the binary.
const BUILT_IN_TOPICS: &str = include_str!("../../data/topics.toml");

/// One topic of `topics.toml`.
///
/// ```
/// use rostrum::{Annotator, Config, UserPaths};
///
/// let paths = UserPaths { topics: Some("data/topics.toml".into()), ..UserPaths::default() };
/// let config = Config::load(&["data/sample"], "reports", &paths)?;
/// let annotator = Annotator::load(&config)?;
/// assert!(annotator.topics().iter().any(|topic| topic.id == "eaeu_trade"));
/// # Ok::<(), rostrum::Error>(())
/// ```
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
    parse_topics(BUILT_IN_TOPICS, Path::new("built-in topics.toml"))
}

/// Reads a topics file; `path` names it in errors.
///
/// # Errors
/// [`Error::Config`] where it is no TOML of this shape, an id is unusable or double, or a topic has no example.
pub fn parse_topics(toml: &str, path: &Path) -> Result<Vec<Topic>> {
    let fault = |reason: String| Error::Config { path: path.to_owned(), reason };
    let file: TopicsFile = toml_text::read(toml, path)?;
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
        let fault = |toml: &str| parse_topics(toml, Path::new("mine.toml")).expect_err("is faulty").to_string();
        assert!(fault("[[topic]]\nid = 3").starts_with("mine.toml: line 2: "));
        assert!(fault("[[topic]]\nnames = 3").starts_with("mine.toml: line 2: "), "also where a line starts");
        let topic = "[[topic]]\nid = \"a b\"\nname = \"\"\nproposition = \"\"\nexamples = [\"x\"]\n";
        assert!(fault(topic).contains("\"a b\""));
        let twice = topic.replace("a b", "a").repeat(2);
        assert!(fault(&twice).contains("occurs twice"));
        assert!(fault(&topic.replace("a b", "a").replace("[\"x\"]", "[]")).contains("no example"));
    }
}
