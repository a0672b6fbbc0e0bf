//! Rows of the tables as printed, without the guard against formulas; numbers stay text, so that they can be compared
//! to the last digit.

use serde::{Deserialize, Deserializer};

use crate::label::Millionths;
use crate::report::csv::unguard;

/// A name or text as it was before the guard.
fn text<'de, D: Deserializer<'de>>(cell: D) -> Result<String, D::Error> {
    String::deserialize(cell).map(|cell| unguard(&cell).to_owned())
}

/// The same; none for an empty cell.
fn text_or_none<'de, D: Deserializer<'de>>(cell: D) -> Result<Option<String>, D::Error> {
    text(cell).map(|text| Some(text).filter(|text| !text.is_empty()))
}

/// A row of speakers.csv.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)] // the columns of the table
pub struct Speaker {
    #[serde(deserialize_with = "text")]
    pub speaker: String,
    #[serde(deserialize_with = "text_or_none")]
    pub document: Option<String>,
    pub documents: String,
    pub sentences: String,
    pub scored_sentences: String,
    pub tone: String,
    pub tone_low: String,
    pub tone_high: String,
    pub negative_share: String,
    pub neutral_share: String,
    pub positive_share: String,
    pub inference: String,
}

/// A row of speaker_topics.csv.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct SpeakerTopic {
    #[serde(deserialize_with = "text")]
    pub speaker: String,
    #[serde(deserialize_with = "text_or_none")]
    pub document: Option<String>,
    #[serde(deserialize_with = "text")]
    pub topic: String,
    pub sentences: String,
    pub tone: String,
    pub tone_low: String,
    pub tone_high: String,
    pub stance: String,
    pub stance_low: String,
    pub stance_high: String,
    pub stance_sentences: String,
}

/// A row of speaker_targets.csv.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct SpeakerTarget {
    #[serde(deserialize_with = "text")]
    pub speaker: String,
    #[serde(deserialize_with = "text_or_none")]
    pub document: Option<String>,
    #[serde(deserialize_with = "text")]
    pub entity: String,
    pub r#type: String,
    pub mentions: String,
    pub stance: String,
}

/// A row of sentences.csv.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Sentence {
    #[serde(deserialize_with = "text")]
    pub document: String,
    pub turn: u64,
    pub sentence: u64,
    #[serde(deserialize_with = "text")]
    pub speaker: String,
    #[serde(deserialize_with = "text")]
    pub text: String,
    pub valence: Option<Millionths>,
}

/// A row of sentence_topics.csv.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct SentenceTopic {
    #[serde(deserialize_with = "text")]
    pub document: String,
    pub turn: u64,
    pub sentence: u64,
    #[serde(deserialize_with = "text")]
    pub speaker: String,
    #[serde(deserialize_with = "text")]
    pub topic: String,
    pub stance: Millionths,
}

/// A row of mentions.csv.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Mention {
    #[serde(deserialize_with = "text")]
    pub document: String,
    pub turn: u64,
    pub sentence: u64,
    #[serde(deserialize_with = "text")]
    pub speaker: String,
    #[serde(deserialize_with = "text")]
    pub entity: String,
    pub entity_type: String,
    pub stance: Millionths,
}

/// A row of contrasts.csv.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Contrast {
    pub level: String,
    pub measure: String,
    #[serde(deserialize_with = "text")]
    pub a: String,
    #[serde(deserialize_with = "text")]
    pub b: String,
    #[serde(deserialize_with = "text")]
    pub topic: String,
    pub difference: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub inference: String,
    pub p: Option<f64>,
    pub p_holm: Option<f64>,
    pub note: String,
}
