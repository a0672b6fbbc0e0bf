//! Labelled texts: one JSON object a line. What a row is not labelled for is not scored; unknown keys are ignored.

use std::path::Path;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::label::{EntityType, Stance, Tone};
use crate::span::Span;

/// One labelled text; spans are in characters.
#[derive(Debug, Clone, Deserialize)]
pub struct LabelledRow {
    /// The text, of one sentence or several.
    pub text: String,
    /// Its tone.
    pub sentiment: Option<Tone>,
    /// Its tone on any scale that grows from negative to positive.
    pub sentiment_score: Option<f64>,
    /// Ids of every topic that it is about.
    pub topics: Option<Vec<String>>,
    /// Every named entity in it.
    pub entities: Option<Vec<LabelledEntity>>,
    /// Mentions and the stance toward each.
    pub targets: Option<Vec<LabelledTarget>>,
    /// Propositions and the stance toward each.
    pub stances: Option<Vec<LabelledStance>>,
}

/// A named entity.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct LabelledEntity {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: EntityType,
}

/// A mention and the stance toward it.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct LabelledTarget {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The stance.
    pub stance: Tone,
}

/// A proposition, in words or as that of a topic, and the stance toward it.
#[derive(Debug, Clone, Deserialize)]
pub struct LabelledStance {
    /// The proposition.
    pub proposition: Option<String>,
    /// The id of a topic whose proposition it is.
    pub topic: Option<String>,
    /// The stance.
    pub label: Stance,
}

/// Reads labelled rows; empty lines are skipped. `path` names the file in errors.
///
/// # Errors
/// [`Error::Malformed`] with the line where one is no such object, a span lies outside its text or is empty, or a
/// stance has neither proposition nor topic; [`Error::Empty`] where there is no row.
pub fn read(json: &str, path: &Path) -> Result<Vec<LabelledRow>> {
    let mut rows = Vec::new();
    for (number, line) in (1u64..).zip(json.trim_start_matches('\u{feff}').lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let fault = |reason: String| Error::Malformed { path: path.to_owned(), line: Some(number), reason };
        let row: LabelledRow = serde_json::from_str(line).map_err(|e| {
            let text = e.to_string();
            // the line inside this one object is always 1
            fault(text.replace(" at line 1 column ", " at column "))
        })?;
        let length = row.text.chars().count();
        let entities = row.entities.iter().flatten().map(|e| ("entity", e.start, e.end));
        let targets = row.targets.iter().flatten().map(|t| ("target", t.start, t.end));
        if let Some((what, start, end)) = entities.chain(targets).find(|&(_, start, end)| start >= end || end > length)
        {
            return Err(fault(format!("{what} {start}-{end} is no part of a text of {length} characters")));
        }
        if row.stances.iter().flatten().any(|s| s.proposition.is_none() && s.topic.is_none()) {
            return Err(fault("a stance has neither \"proposition\" nor \"topic\"".to_owned()));
        }
        rows.push(row);
    }
    if rows.is_empty() { Err(Error::Empty { path: path.to_owned() }) } else { Ok(rows) }
}

/// Characters of one text to bytes.
pub struct Characters(Vec<usize>);

impl Characters {
    /// The places of the characters of `text`.
    pub fn of(text: &str) -> Self {
        Characters(text.char_indices().map(|(at, _)| at).chain([text.len()]).collect())
    }

    /// The bytes of the characters `start..end`, which lie in the text.
    pub fn bytes(&self, start: usize, end: usize) -> Span {
        Span::new(self.0[start], self.0[end])
    }

    /// The characters of a span of bytes on character boundaries.
    pub fn characters(&self, span: Span) -> (usize, usize) {
        (self.0.partition_point(|&at| at < span.start), self.0.partition_point(|&at| at < span.end))
    }
}
