//! A list of who said what, under the keys that programs use: AssemblyAI, Gladia, insanely-fast-whisper, Fireflies, Sonix,
//! Telegram, Discord and others.

use serde_json::{Map, Value};

use crate::read::kit::heard::{HeardSpeech, JsonShape, at, listed, name_at, names_anybody};

/// The row of lists of utterances.
pub const SHAPE: JsonShape = JsonShape { of: "AssemblyAI and other lists of utterances", read };

/// Where the lists stand, best first.
const LISTS: [&[&str]; 25] = [
    &["utterances"],
    &["result", "transcription", "utterances"],
    &["results", "utterances"],
    &["speakers"],
    &["result", "utterances"],
    &["transcript", "utterances"],
    &["transcription", "utterances"],
    &["sentences"],
    &["transcript", "sentences"],
    &["data", "transcript", "sentences"],
    &["turns"],
    &["entries"],
    &["transcript"],
    &["Transcript"],
    &["transcripts"],
    &["messages"],
    &["conversation"],
    &["conversations"],
    &["dialogue"],
    &["dialog"],
    &["segments"],
    &["results"],
    &["result"],
    &["data"],
    &["chunks"],
];

fn read(object: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    let lists = || LISTS.iter().filter_map(|keys| at(object, keys)).filter_map(listed);
    let said = lists().find(|said| names_anybody(said)).or_else(|| indexed(object)).or_else(|| lists().next());
    said.or_else(|| events(object))
}

/// Azure's Video Indexer: the lines of its insights, by ids of its list of speakers.
fn indexed(object: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    let insights = at(object, &["videos"])?.get(0)?.get("insights")?;
    let speakers = insights.get("speakers").and_then(Value::as_array);
    let one = |line: &Value| {
        let id = line.get("speakerId")?;
        let known = speakers.into_iter().flatten().find(|speaker| speaker.get("id") == Some(id));
        let speaker = known.and_then(|speaker| name_at(speaker, &["name"])).or_else(|| name_at(line, &["speakerId"]));
        Some(HeardSpeech::new(speaker, line.get("text")?.as_str()?.to_owned()))
    };
    Some(insights.get("transcript")?.as_array()?.iter().filter_map(one).collect())
}

/// YouTube's captions in JSON, which name nobody.
fn events(object: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    let text = |event: &Value| {
        let pieces = event.get("segs")?.as_array()?;
        let text: String = pieces.iter().filter_map(|piece| piece.get("utf8").and_then(Value::as_str)).collect();
        Some(HeardSpeech::new(None, text))
    };
    let said: Vec<HeardSpeech> = object.get("events")?.as_array()?.iter().filter_map(text).collect();
    (!said.is_empty()).then_some(said)
}
