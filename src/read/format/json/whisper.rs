//! whisper.cpp: `transcription`, with a speaker where its channels tell two apart (`--diarize`).

use serde_json::{Map, Value};

use crate::read::kit::heard::{HeardSpeech, JsonShape, at, name_at, pause_between, word_time};

/// The row of whisper.cpp.
pub const SHAPE: JsonShape = JsonShape { of: "whisper.cpp", read };

fn read(object: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    let one = |segment: &Value| {
        let text = segment.get("text")?.as_str()?.to_owned();
        let said = HeardSpeech::new(name_at(segment, &["speaker"]).filter(|speaker| speaker != "?"), text);
        Some((said, word_time(segment)))
    };
    let all = at(object, &["transcription"])?.as_array()?.iter().map(one);
    let (mut said, times): (Vec<HeardSpeech>, Vec<_>) = all.collect::<Option<Vec<_>>>()?.into_iter().unzip();
    pause_between(&mut said, &times);
    Some(said)
}
