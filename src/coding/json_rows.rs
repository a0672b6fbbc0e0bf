//! Rows of exports in JSON: tasks of Label Studio with their annotations, and objects of one level, as doccano writes
//! them, one a line, and Label Studio in its short form.

use std::path::Path;

use serde_json::Value;

use crate::coding::code_row::CodeRow;
use crate::error::{Error, Result};

/// Rows of an export; none of the design of a sample.
///
/// # Errors
/// [`Error::Malformed`] for what is no JSON, [`Error::Config`] for two codes in one place.
pub fn of_text(path: &Path, text: &str) -> Result<Vec<CodeRow>> {
    let objects: Vec<(String, Value)> = match serde_json::from_str(text) {
        Ok(Value::Array(all)) => all.into_iter().zip(1..).map(|(task, n)| (format!("task {n}"), task)).collect(),
        Ok(design) if design.get("rostrum").is_some() => return Ok(Vec::new()),
        Ok(sole) => vec![("line 1".to_owned(), sole)],
        Err(whole) => lines(path, text, &whole)?,
    };
    let mut rows = Vec::new();
    for (place, object) in objects {
        let found =
            if object.get("data").is_some() { task(&place, &object) } else { flat(&place, &object).map(|r| vec![r]) };
        rows.extend(
            found.map_err(|reason| Error::Config { path: path.to_owned(), reason: format!("{place}: {reason}") })?,
        );
    }
    Ok(rows)
}

/// One object a line; where the first line is none, the fault is that of the whole text.
fn lines(path: &Path, text: &str, whole: &serde_json::Error) -> Result<Vec<(String, Value)>> {
    let mut objects = Vec::new();
    for (line, n) in text.lines().zip(1u64..).filter(|(line, _)| !line.trim().is_empty()) {
        let object = serde_json::from_str(line).map_err(|e| {
            let fault = |line, e: &serde_json::Error| {
                let reason = format!("not JSON ({e})");
                Error::Malformed { path: path.to_owned(), line: Some(line), reason }
            };
            if objects.is_empty() { fault(u64::try_from(whole.line()).unwrap_or(0), whole) } else { fault(n, &e) }
        })?;
        objects.push((format!("line {n}"), object));
    }
    Ok(objects)
}

/// A value in words; nothing for null.
fn words(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// The one label of a list, or of none.
fn label(value: Option<&Value>) -> std::result::Result<String, String> {
    match value {
        Some(Value::Array(all)) if all.len() > 1 => {
            let all: Vec<String> = all.iter().map(|label| words(Some(label))).collect();
            Err(format!("{} codes ({}) where there is room for one", all.len(), all.join(", ")))
        }
        Some(Value::Array(all)) => Ok(words(all.first())),
        sole => Ok(words(sole)),
    }
}

/// An object with the item's id and its code on one level.
fn flat(place: &str, object: &Value) -> std::result::Result<CodeRow, String> {
    if object.get("item").is_none() {
        return Err("an object without an item".to_owned());
    }
    Ok(CodeRow {
        place: place.to_owned(),
        item: words(object.get("item")),
        code: label(object.get("code").or_else(|| object.get("label")))?,
        confidence: words(object.get("confidence")),
        source: words(object.get("source")),
    })
}

/// A task of Label Studio: a row for each annotation that was not cancelled.
fn task(place: &str, task: &Value) -> std::result::Result<Vec<CodeRow>, String> {
    let data = task.get("data");
    let of_data = |name: &str| words(data.and_then(|data| data.get(name)));
    let is_set =
        |value: Option<&Value>| value.is_some_and(|v| !v.is_null() && v.as_object().is_none_or(|o| !o.is_empty()));
    let mut rows = Vec::new();
    for annotation in task.get("annotations").and_then(Value::as_array).into_iter().flatten() {
        if annotation.get("was_cancelled").and_then(Value::as_bool).unwrap_or(false) {
            continue;
        }
        // what was on the screen when it was made, and what it was made from
        let shown = is_set(annotation.get("prediction")) || is_set(annotation.get("parent_prediction"));
        let mut row = CodeRow { place: place.to_owned(), item: of_data("item"), ..CodeRow::default() };
        row.source = if shown { "prediction".to_owned() } else { of_data("source") };
        for result in annotation.get("result").and_then(Value::as_array).into_iter().flatten() {
            let value = result.get("value");
            if let Some(choices) = value.and_then(|value| value.get("choices")) {
                row.code = label(Some(choices))?;
            }
            if let Some(rating) = value.and_then(|value| value.get("rating")) {
                row.confidence = words(Some(rating));
            }
        }
        rows.push(row);
    }
    Ok(rows)
}
