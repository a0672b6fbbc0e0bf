//! JSON of recognisers, meeting and chat programs: one object, or an array of them, with a list of what was said, or of its
//! words. The shapes are one file each.

mod aws;
mod azure;
mod deepgram;
mod eleven;
mod google;
mod happyscribe;
mod rev;
mod speechmatics;
mod timeline;
mod utterances;
mod watson;
mod whisper;

use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::read::kit::heard::{ARRAY, HeardSpeech, JsonShape, at, transcript};
use crate::read::kit::{json, stage};
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::Transcript;

/// The row of what was heard in JSON.
pub const FORMAT: Format = Format {
    name: "json",
    about: "JSON of recognisers and chats",
    signs: &[(Sign::Signature, |text| is_heard(text.start))],
    read,
    frame: ["{\"utterances\": [{\"speaker\": \"A\", \"text\": \"", "\"}]}"],
};

/// The shapes, the special ones first; the last takes any list of who said what.
const SHAPES: &[JsonShape] = &[
    happyscribe::SHAPE,
    watson::SHAPE,
    aws::SHAPE,
    google::SHAPE,
    speechmatics::SHAPE,
    azure::SHAPE,
    deepgram::SHAPE,
    rev::SHAPE,
    eleven::SHAPE,
    whisper::SHAPE,
    timeline::SHAPE,
    utterances::SHAPE,
];

/// More JSON than this would take several gigabytes of memory: an hour of speech takes one megabyte.
const LARGEST: usize = 128 << 20;

/// Keys of which such an object has one.
const KEYS: [&str; 28] = [
    "utterances",
    "transcription",
    "results",
    "result",
    "response",
    "recognizedPhrases",
    "phrases",
    "monologues",
    "speakers",
    "chunks",
    "words",
    "messages",
    "conversation",
    "conversations",
    "sentences",
    "entries",
    "transcript",
    "Transcript",
    "transcripts",
    "turns",
    "dialogue",
    "dialog",
    "events",
    "data",
    "videos",
    "segments",
    "timeline",
    "speech",
];

/// Keys that tell such an object where it is cut off or broken.
const TELLING: [&str; 5] = ["utterances", "transcription", "recognizedPhrases", "monologues", "results"];

/// Whether a text is one such object, of a shape that is known; of one that is no JSON the beginning decides.
fn is_heard(start: &str) -> bool {
    let quoted = |key: &&str| start.contains(&format!("\"{key}\""));
    if !json::begins(start) || !KEYS.iter().any(quoted) {
        return false;
    }
    if start.starts_with('[') {
        return parsed(start).is_ok_and(|array| heard(&array).is_some());
    }
    // `segments` with their times are WhisperX's
    match parsed(start) {
        Ok(object) => !is_utterance(&object) && !is_whisperx(&object) && heard(&object).is_some(),
        Err(_) => {
            let first = start.lines().next().unwrap_or_default();
            let lines = serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok();
            // inside a string the quotes would be escaped
            let head = stage::prefix(start, 1 << 12);
            let opens = |rest: &str| {
                rest.trim_start().strip_prefix(':').is_some_and(|r| r.trim_start().starts_with(['[', '{']))
            };
            let told = |key: &&str| head.split_once(&format!("\"{key}\"")).is_some_and(|(_, rest)| opens(rest));
            !lines && TELLING.iter().any(told)
        }
    }
}

/// One utterance of JSONL, whatever else it holds.
fn is_utterance(object: &Map<String, Value>) -> bool {
    object.get("text").is_some_and(Value::is_string) && object.contains_key("speaker")
}

fn is_whisperx(object: &Map<String, Value>) -> bool {
    let first = at(object, &["segments"]).and_then(Value::as_array).map(|all| all.first());
    let timed = |first: &Value| first.get("start").or(first.get("end")).is_some() && first.get("text").is_some();
    first.is_some_and(|first| first.is_none_or(timed))
}

/// A file as an object.
fn parsed(start: &str) -> serde_json::Result<Map<String, Value>> {
    if start.starts_with('[') {
        return Ok(Map::from_iter([(ARRAY.to_owned(), serde_json::from_str(start)?)]));
    }
    serde_json::from_str(start)
}

fn heard(object: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    SHAPES.iter().find_map(|shape| (shape.read)(object))
}

/// Reads an object. Errors: `Malformed` for what is not JSON of a known shape, `TooLarge`.
fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let SourceText { path, start, .. } = *source;
    if start.len() > LARGEST {
        let limit = format!("more than {} MB of JSON in one object", LARGEST >> 20);
        return Err(Error::TooLarge { path: path.to_path_buf(), line: None, limit });
    }
    let object = parsed(start).map_err(|error| {
        json::fault(path, u64::try_from(error.line()).ok(), &error, "an object of recognised speech")
    })?;
    let said = heard(&object).ok_or_else(|| {
        let shapes: Vec<&str> = SHAPES.iter().map(|shape| shape.of).collect();
        let reason = format!("no list of who said what in this JSON; known are {}", shapes.join(", "));
        Error::Malformed { path: path.to_path_buf(), line: None, reason }
    })?;
    let mut transcript = transcript(&said, source.options.speaker.as_deref());
    let text = |keys: &[&str]| at(&object, keys).and_then(Value::as_str).map(str::to_owned);
    let languages: [&[&str]; 4] =
        [&["language_code"], &["language"], &["result", "language"], &["results", "language_code"]];
    transcript.language = languages.into_iter().find_map(text);
    Ok(vec![transcript])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
