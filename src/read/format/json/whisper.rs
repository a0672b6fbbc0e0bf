//! whisper.cpp: `transcription`, with a speaker where its channels tell two apart (`--diarize`).

use serde_json::{Map, Value};

use crate::read::kit::heard::{HeardSpeech, JsonShape, at, name_at};

/// The row of whisper.cpp.
pub const SHAPE: JsonShape = JsonShape { of: "whisper.cpp", read };

fn read(object: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    let one = |segment: &Value| {
        let text = segment.get("text")?.as_str()?.to_owned();
        Some(HeardSpeech { speaker: name_at(segment, &["speaker"]).filter(|speaker| speaker != "?"), text })
    };
    at(object, &["transcription"])?.as_array()?.iter().map(one).collect()
}
