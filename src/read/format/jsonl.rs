//! JSONL: one object a line with a speaker and a text, such as ConvoKit's utterances; an array of such objects too.

use std::path::Path;

use serde::Deserialize;
use serde_json::error::Category;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::label::EntityType;
use crate::name::fold_spaces;
use crate::read::kit::columns::same_name;
use crate::read::kit::fields::{name_of, speaker_of, text_of};
use crate::read::kit::rows::{Gathering, TableRow, date_of};
use crate::read::kit::{date, json};
use crate::read::row::{Format, Sign, SourceText};
use crate::span::Span;
use crate::transcript::{Given, Header, Listed, Transcript, local_id};

/// One utterance; keys that are not listed may say who speaks and what, under the names that programs give them.
#[derive(Deserialize)]
struct Object {
    conversation_id: Option<Value>,
    document: Option<Value>,
    /// ConvoKit before 2.0.
    root: Option<Value>,
    date: Option<Value>,
    timestamp: Option<Value>,
    turn: Option<Value>,
    role: Option<Value>,
    group: Option<Value>,
    language: Option<Value>,
    meta: Option<Value>,
    mentions: Option<Vec<StatedMention>>,
    /// The event of the conversation that it stands in.
    #[serde(skip)]
    event: Option<String>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// Keys of a conversation in an object of its own.
const LISTS: [&str; 4] = ["messages", "conversations", "conversation", "utterances"];

/// A mention by characters of the text, half-open.
#[derive(Deserialize)]
struct StatedMention {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// The row of JSONL.
pub const FORMAT: Format = Format {
    name: "jsonl",
    about: "JSONL",
    signs: &[(Sign::Marks, |text| json::begins(text.start))],
    read,
    frame: ["{\"speaker\": \"Lena Orsol\", \"text\": \"", "\"}\n"],
};

/// Reads utterances. Errors: `Malformed` with the line for what is no object or lacks speaker or text.
fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let SourceText { path, text, start, options, .. } = *source;
    let syntax = |lines_before: u64, error: &serde_json::Error| {
        let line = lines_before + u64::try_from(error.line()).unwrap_or(0).max(1);
        json::fault(path, Some(line), error, "an utterance")
    };
    let before = text[..text.len() - start.len()].matches('\n').count();
    let before = u64::try_from(before).unwrap_or(u64::MAX);
    let column = options.event_column();
    let mut rows = Vec::new();
    let (mut objects, mut dated) = (0, true);
    let mut push = |line: Option<u64>, object: Object| -> Result<()> {
        objects += 1;
        for utterance in said_in(object, objects, column).map_err(|e| syntax(line.unwrap_or(1) - 1, &e))? {
            dated &= utterance.date.is_some();
            let event = column.and_then(|name| event_of(&utterance, name));
            let row = row(utterance).map_err(|lack| malformed(path, line, &lack))?;
            rows.push(TableRow { event, ..row });
        }
        Ok(())
    };
    if start.starts_with('[') {
        let all: Vec<Object> = serde_json::from_str(start).map_err(|e| syntax(before, &e))?;
        for utterance in all {
            push(None, utterance)?;
        }
    } else if is_spread(start) {
        for utterance in serde_json::Deserializer::from_str(start).into_iter::<Object>() {
            push(None, utterance.map_err(|e| syntax(before, &e))?)?;
        }
    } else {
        for (at, line) in start.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let number = before + u64::try_from(at).unwrap_or(u64::MAX);
            push(Some(number + 1), serde_json::from_str(line).map_err(|e| syntax(number, &e))?)?;
        }
    }
    // where nothing says which meeting, each date is one, as in tables
    let single = |row: &TableRow| row.document.is_empty() && row.date.is_some();
    let by_date = dated && rows.iter().all(single) && rows.iter().any(|row| row.date != rows[0].date);
    let mut gathering = Gathering::new(options.unit);
    for mut row in rows {
        if by_date {
            row.document = row.date.clone().unwrap_or_default();
        }
        gathering.push(row);
    }
    let mut all = gathering.finish();
    if let Some(first) = all.first_mut().filter(|_| by_date) {
        first.notes.push("no key says which meeting: each date is one".to_owned());
    }
    Ok(all)
}

/// The utterances of an object: none for what a program says of who came and went, itself, or those of the conversation that it holds, which is a document by its number.
fn said_in(mut object: Object, number: usize, column: Option<&str>) -> serde_json::Result<Vec<Object>> {
    // Slack: "channel_join", "group_topic"
    let subtype = object.rest.get("subtype").and_then(Value::as_str).unwrap_or_default();
    if subtype.starts_with("channel_") || subtype.starts_with("group_") {
        return Ok(Vec::new());
    }
    let list = LISTS.iter().find(|list| object.rest.get(**list).is_some_and(Value::is_array));
    let Some(list) = list.filter(|_| text_of(&object.rest).is_none()) else { return Ok(vec![object]) };
    let all: Vec<Object> = serde_json::from_value(object.rest.remove(*list).unwrap_or_default())?;
    let event = column.and_then(|name| event_of(&object, name));
    let document = object.conversation_id.or(object.document).or(object.rest.remove("id"));
    let document = document.unwrap_or_else(|| Value::from(number));
    let within = |utterance| Object { conversation_id: Some(document.clone()), event: event.clone(), ..utterance };
    Ok(all.into_iter().map(within).collect())
}

/// Whether the first object goes over several lines.
fn is_spread(start: &str) -> bool {
    let first = start.lines().next().unwrap_or_default();
    serde_json::from_str::<Value>(first).is_err_and(|e| e.classify() == Category::Eof)
        && start.lines().nth(1).is_some_and(|l| !l.starts_with('{'))
}

fn malformed(path: &Path, line: Option<u64>, reason: &str) -> Error {
    Error::Malformed { path: path.to_path_buf(), line, reason: reason.to_owned() }
}

fn row(utterance: Object) -> std::result::Result<TableRow, String> {
    let lack = |key: &str| format!("no \"{key}\" in this object");
    // what `parse` prints of somebody unnamed: ConvoKit needs an id that is one person's, the label is not
    let label = utterance.meta.as_ref().and_then(|meta| meta.get("label")).and_then(Value::as_str).map(str::to_owned);
    let id = ["speaker", "user"].iter().find_map(|key| utterance.rest.get(*key)).and_then(plain);
    // the speaker of a chat with a program is its role
    let role = || utterance.role.as_ref().and_then(name_of);
    let raw_speaker =
        label.clone().or_else(|| speaker_of(&utterance.rest)).or_else(role).ok_or_else(|| lack("speaker"))?;
    let listed = id.filter(|_| label.is_none()).map(|id| Listed { id: local_id(&id), date: None });
    let text = text_of(&utterance.rest).ok_or_else(|| lack("text"))?;
    let meta = |key: &str| utterance.meta.as_ref().and_then(|meta| meta.get(key));
    let date = [utterance.date.as_ref(), meta("date")].into_iter().flatten().find_map(date_value);
    let date = date.or_else(|| utterance.timestamp.as_ref().and_then(date_value));
    let document = utterance.conversation_id.as_ref().or(utterance.document.as_ref()).or(utterance.root.as_ref());
    Ok(TableRow {
        document: document.and_then(plain).unwrap_or_default(),
        header: Header {
            printed: Header::stated(&raw_speaker).printed,
            role: utterance.role.as_ref().or(meta("role")).and_then(plain),
            group: utterance.group.as_ref().or(meta("group")).or(meta("party")).and_then(plain),
            full_name: None,
            listed,
            stated: true,
        },
        characters: raw_speaker.chars().count() + text.chars().count() + 1,
        raw_speaker,
        mentions: utterance.mentions.map(|all| given(&all, &text)).transpose()?,
        text,
        others: String::new(),
        turn: utterance.turn.as_ref().and_then(plain),
        date,
        language: utterance.language.as_ref().or(meta("language")).and_then(plain),
        event: None,
    })
}

/// The value of a key of the utterance, of its metadata, or of the conversation that holds it.
fn event_of(utterance: &Object, name: &str) -> Option<String> {
    let known = [
        ("conversation_id", &utterance.conversation_id),
        ("document", &utterance.document),
        ("role", &utterance.role),
        ("group", &utterance.group),
        ("language", &utterance.language),
    ];
    let known = known.into_iter().filter_map(|(key, value)| Some((key, value.as_ref()?)));
    let meta = utterance.meta.iter().filter_map(Value::as_object).flatten();
    let others = utterance.rest.iter().chain(meta).map(|(key, value)| (key.as_str(), value));
    let stated = known.chain(others).filter(|(key, _)| same_name(key, name)).find_map(|(_, value)| plain(value));
    stated.or_else(|| utterance.event.clone())
}

fn given(mentions: &[StatedMention], text: &str) -> std::result::Result<Vec<Given>, String> {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let one = |mention: &StatedMention| {
        let place = format!("the mention {}–{}", mention.start, mention.end);
        let span = match (bytes.get(mention.start), bytes.get(mention.end)) {
            (Some(start), Some(end)) if start < end => Span::new(*start, *end),
            _ => return Err(format!("{place} is not inside the text of {} characters", bytes.len() - 1)),
        };
        if span.trimmed(text).is_empty() {
            return Err(format!("{place} holds no words"));
        }
        let kind = match mention.kind.as_deref() {
            None => None,
            Some(name) => match EntityType::ALL.into_iter().find(|kind| kind.name() == name) {
                None => return Err(format!("{place} has the type \"{name}\"; known are PER, ORG, LOC and MISC")),
                found => found,
            },
        };
        Ok(Given { span, kind })
    };
    mentions.iter().map(one).collect()
}

/// A date as written, or Unix time as a number or in digits.
fn date_value(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => date_of(text).or_else(|| date::unix(text.trim().parse().ok()?)),
        Value::Number(number) => date::unix(number.as_f64()?),
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
