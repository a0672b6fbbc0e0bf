//! Zoom's timeline and Otter's transcripts: who speaks stands in a list of users beside the words, or in a list of speakers
//! beside them all.

use serde_json::{Map, Value};

use crate::read::kit::heard::{HeardSpeech, JsonShape, at, name_at};

/// The row of both.
pub const SHAPE: JsonShape = JsonShape { of: "Zoom and Otter", read };

fn read(object: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    zoom(object).or_else(|| otter(at(object, &["speech"]).and_then(Value::as_object).unwrap_or(object)))
}

/// Several users at once are nobody in particular.
fn zoom(object: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    let one = |line: &Value| {
        let users = line.get("users")?.as_array()?;
        let sole = users.first().filter(|_| users.len() == 1);
        let speaker = sole.and_then(|user| name_at(user, &["username"]));
        Some(HeardSpeech::new(speaker, line.get("text")?.as_str()?.to_owned()))
    };
    at(object, &["timeline"])?.as_array()?.iter().map(one).collect()
}

fn otter(speech: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    let speakers = at(speech, &["speakers"]).and_then(Value::as_array);
    let one = |line: &Value| {
        let id = line.get("speaker_id")?;
        let listed = speakers.into_iter().flatten().find(|speaker| speaker.get("id") == Some(id) && !id.is_null());
        let named = listed.and_then(|speaker| name_at(speaker, &["speaker_name", "name"]));
        let label = || name_at(line, &["speaker_id", "speaker_model_label"]);
        Some(HeardSpeech::new(named.or_else(label), line.get("transcript")?.as_str()?.to_owned()))
    };
    at(speech, &["transcripts"])?.as_array()?.iter().map(one).collect()
}
