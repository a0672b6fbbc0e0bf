//! Who speaks and what is said in an object of JSON, by the names that programs give to these fields.

use serde_json::{Map, Value};

use crate::name::fold_spaces;

/// Fields for who speaks, best first.
const SPEAKERS: [&str; 31] = [
    "speaker",
    "speaker_name",
    "speakerName",
    "speakerDisplayName",
    "speaker_display_name",
    "display_name",
    "displayName",
    "user_profile",
    "real_name",
    "sender_name",
    "senderName",
    "author",
    "author_name",
    "sender",
    "from",
    "name",
    "participant",
    "participant_name",
    "ParticipantRole",
    "user",
    "username",
    "user_name",
    "character",
    "who",
    "speaker_label",
    "speakerLabel",
    "speakerId",
    "speaker_id",
    "speakerTag",
    "channel_label",
    "role",
];

/// Fields for what is said, best first.
const TEXTS: [&str; 17] = [
    "text",
    "utterance",
    "transcript",
    "punctuated_word",
    "content",
    "Content",
    "body",
    "message",
    "sentence",
    "speech",
    "value",
    "line",
    "caption",
    "display",
    "paragraph",
    "dialogue",
    "word",
];

/// Names inside an object that stands for somebody, best first.
const NAMES: [&str; 11] = [
    "nickname",
    "real_name",
    "display_name",
    "displayName",
    "global_name",
    "name",
    "full_name",
    "username",
    "user",
    "label",
    "id",
];

/// Fields for the start and the end of what is said.
const TIMES: [(&str, &str); 5] = [
    ("start", "end"),
    ("start_time", "end_time"),
    ("startTime", "endTime"),
    ("startOffset", "endOffset"),
    ("startSec", "endSec"),
];

/// When something is said, from and to, in the unit of the program.
pub fn time_of(object: &Map<String, Value>) -> Option<(f64, f64)> {
    let pair = |(from, to): &(&str, &str)| Some((object.get(*from)?, object.get(*to)?));
    let listed = || object.get("timestamp").map(|both| (&both[0], &both[1]));
    let inside = || object.get("offsets").map(|both| (&both["from"], &both["to"]));
    let (start, end) = TIMES.iter().find_map(pair).or_else(listed).or_else(inside)?;
    Some((number(start)?, number(end)?))
}

/// A number, or one written as a string ("1.200s").
fn number(value: &Value) -> Option<f64> {
    let written = || value.as_str()?.trim_end_matches('s').parse().ok().filter(|number: &f64| number.is_finite());
    value.as_f64().or_else(written)
}

/// Who speaks, white space folded; empty where a field says that it is not known, nothing where there is no such field.
pub fn speaker_of(object: &Map<String, Value>) -> Option<String> {
    let stated = SPEAKERS.iter().filter_map(|key| object.get(*key)).map(|value| name_of(value).unwrap_or_default());
    let mut stated = stated.peekable();
    let first = stated.peek().cloned();
    stated.find(|name| !name.is_empty()).or(first)
}

/// The name in a field: a string, a number, or an object with a name.
pub fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => Some(fold_spaces(name)).filter(|name| !name.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(person) => {
            let part = |key: &str| person.get(key).and_then(Value::as_str).map(fold_spaces).filter(|s| !s.is_empty());
            match (part("first_name").or_else(|| part("firstName")), part("last_name").or_else(|| part("lastName"))) {
                (Some(first), Some(last)) => Some(format!("{first} {last}")),
                _ => NAMES.iter().filter_map(|key| person.get(*key)).find_map(plain),
            }
        }
        _ => None,
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(_) | Value::Number(_) => name_of(value),
        _ => None,
    }
}

/// What is said; empty where a field says that it is nothing, `None` where there is no such field.
pub fn text_of(object: &Map<String, Value>) -> Option<String> {
    TEXTS.iter().filter_map(|key| object.get(*key)).find_map(words_of)
}

/// The words of a field: a string, or pieces that are strings or hold one ("text": ["See ", {"type": "link", …}]).
pub fn words_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Null => Some(String::new()),
        Value::Array(pieces) => {
            let piece = |piece: &Value| match piece {
                Value::String(text) => Some(text.clone()),
                Value::Object(object) => object.get("text").and_then(Value::as_str).map(str::to_owned),
                _ => None,
            };
            pieces
                .iter()
                .map(piece)
                .collect::<Option<Vec<String>>>()
                .filter(|all| !all.is_empty())
                .map(|all| all.concat())
        }
        _ => None,
    }
}
