//! Labelled texts: one JSON object a line. What a row is not labelled for is not scored; unknown keys are ignored.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

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
    /// Ids of every topic that it is about; with `topics_in_context`, of those that are clear from the text alone.
    pub topics: Option<Vec<String>>,
    /// Ids of every topic that it is about when it is read after what came before.
    pub topics_in_context: Option<Vec<String>>,
    /// The sentence before it in its turn.
    pub previous: Option<String>,
    /// The document in which the turn is, by any name.
    pub document: Option<Value>,
    /// The turn, by any name: rows of one turn that follow one another in the file, their `sentence` one by one, are read
    /// after one another.
    pub turn: Option<Value>,
    /// The number of the sentence in the turn; what is no number says nothing.
    pub sentence: Option<Value>,
    /// Every named entity in it.
    pub entities: Option<Vec<LabelledEntity>>,
    /// Mentions and the stance toward each.
    pub targets: Option<Vec<LabelledTarget>>,
    /// Propositions and the stance toward each.
    pub stances: Option<Vec<LabelledStance>>,
}

impl LabelledRow {
    /// Whether the row is read after the other one, in one turn.
    pub fn follows(&self, other: &Self) -> bool {
        let number = |row: &Self| row.sentence.as_ref().and_then(Value::as_u64);
        let is_next = number(other).zip(number(self)).is_some_and(|(before, own)| before + 1 == own);
        is_next && self.turn.is_some() && (&self.document, &self.turn) == (&other.document, &other.turn)
    }

    /// Ids of the topics that it is about as it is to be read: after what came before, where that is given.
    pub fn topics_as_read(&self) -> Option<&Vec<String>> {
        self.topics_in_context.as_ref().or(self.topics.as_ref())
    }

    /// Ids of the topics that are clear from it alone, where the row tells these from the others.
    pub fn topics_alone(&self) -> Option<&Vec<String>> {
        self.topics_in_context.as_ref().and(self.topics.as_ref())
    }
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
