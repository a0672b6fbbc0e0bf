//! JSONL: one object a line with a speaker and a text, such as ConvoKit's utterances; an array of such objects too.

use serde::Deserialize;
use serde_json::Value;
use serde_json::error::Category;

use super::Options;
use super::rows::{Gathering, Row, date_of};
use crate::error::{Error, Result};
use crate::name::fold_spaces;
use crate::transcript::{Format, Header, Transcript};

/// One utterance; unknown keys are ignored.
#[derive(Deserialize)]
struct Utterance {
    speaker: Option<Speaker>,
    text: Option<String>,
    conversation_id: Option<Value>,
    document: Option<Value>,
    date: Option<Value>,
    timestamp: Option<Value>,
    turn: Option<Value>,
    role: Option<Value>,
    group: Option<Value>,
    language: Option<Value>,
    meta: Option<Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Speaker {
    Name(String),
    Person { name: Option<String>, id: Option<String> },
}

/// Reads utterances.
///
/// # Errors
/// `Malformed` with the line for what is no object or lacks speaker or text.
pub fn read(path: &str, text: &str, options: Options) -> Result<Vec<Transcript>> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let before = text[..text.len() - start.len()].matches('\n').count();
    let before = u64::try_from(before).unwrap_or(u64::MAX);
    let mut gathering = Gathering::new(options.unit, Format::Jsonl);
    let mut push = |line: Option<u64>, utterance: Utterance| -> Result<()> {
        gathering.push(row(utterance).map_err(|lack| malformed(path, line, lack))?);
        Ok(())
    };
    if start.starts_with('[') {
        let all: Vec<Utterance> = serde_json::from_str(start).map_err(|e| syntax(path, before, &e))?;
        for utterance in all {
            push(None, utterance)?;
        }
    } else if is_spread(start) {
        for utterance in serde_json::Deserializer::from_str(start).into_iter::<Utterance>() {
            push(None, utterance.map_err(|e| syntax(path, before, &e))?)?;
        }
    } else {
        for (at, line) in start.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let number = before + u64::try_from(at).unwrap_or(u64::MAX);
            push(Some(number + 1), serde_json::from_str(line).map_err(|e| syntax(path, number, &e))?)?;
        }
    }
    Ok(gathering.finish())
}

/// Whether the first object goes over several lines.
fn is_spread(start: &str) -> bool {
    let first = start.lines().next().unwrap_or_default();
    serde_json::from_str::<Value>(first).is_err_and(|e| e.classify() == Category::Eof)
        && start.lines().nth(1).is_some_and(|l| !l.starts_with('{'))
}

fn malformed(path: &str, line: Option<u64>, reason: &str) -> Error {
    Error::Malformed { path: path.to_owned(), line, reason: reason.to_owned() }
}

fn syntax(path: &str, lines_before: u64, error: &serde_json::Error) -> Error {
    let line = lines_before + u64::try_from(error.line()).unwrap_or(0).max(1);
    let full = error.to_string();
    // The place is in `line`; the column alone would mislead in an array.
    let reason = full.split(" at line ").next().unwrap_or(&full);
    let reason = match error.classify() {
        Category::Eof => format!("the JSON ends too early ({reason})"),
        Category::Data => format!("not an utterance ({reason})"),
        _ => format!("not JSON ({reason})"),
    };
    malformed(path, Some(line), &reason)
}

fn row(utterance: Utterance) -> std::result::Result<Row, &'static str> {
    let raw_speaker = match utterance.speaker {
        Some(Speaker::Name(name)) => Some(name),
        Some(Speaker::Person { name, id }) => name.or(id),
        None => None,
    };
    let raw_speaker = raw_speaker.ok_or("no \"speaker\" in this object")?;
    let text = utterance.text.ok_or("no \"text\" in this object")?;
    let meta = |key: &str| utterance.meta.as_ref().and_then(|meta| meta.get(key));
    let date = [utterance.date.as_ref(), meta("date")].into_iter().flatten().find_map(date_value);
    let date = date.or_else(|| utterance.timestamp.as_ref().and_then(date_value));
    let document = utterance.conversation_id.as_ref().or(utterance.document.as_ref());
    Ok(Row {
        document: document.and_then(plain).unwrap_or_default(),
        header: Header {
            printed: fold_spaces(&raw_speaker),
            role: utterance.role.as_ref().or(meta("role")).and_then(plain),
            group: utterance.group.as_ref().or(meta("group")).and_then(plain),
            full_name: None,
        },
        characters: raw_speaker.chars().count() + text.chars().count() + 1,
        raw_speaker,
        text,
        others: String::new(),
        turn: utterance.turn.as_ref().and_then(plain),
        date,
        language: utterance.language.as_ref().or(meta("language")).and_then(plain),
    })
}

/// A date as written, or Unix time as a number or in digits.
fn date_value(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => date_of(text).or_else(|| super::date::unix(text.trim().parse().ok()?)),
        Value::Number(number) => super::date::unix(number.as_f64()?),
        _ => None,
    }
}

/// A string or a number, as text.
fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => fold_spaces(text),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}
