//! Rev and Rev AI: monologues of elements, by number, with a list of the speakers' names where there is one.

use serde_json::{Map, Value};

use crate::read::kit::heard::{HeardSpeech, JsonShape, at, name_at};

/// The row of Rev.
pub const SHAPE: JsonShape = JsonShape { of: "Rev", read };

fn read(object: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    let speakers = at(object, &["speakers"]).and_then(Value::as_array);
    let one = |monologue: &Value| {
        let elements = monologue.get("elements")?.as_array()?;
        let text = elements.iter().filter_map(|element| element.get("value").and_then(Value::as_str)).collect();
        let id = monologue.get("speaker");
        let listed = speakers.into_iter().flatten().find(|speaker| id.is_some() && speaker.get("id") == id);
        let named = listed.and_then(|speaker| name_at(speaker, &["name"]));
        let stated = || name_at(monologue, &["speaker_name", "speaker_info", "speaker"]);
        Some(HeardSpeech::new(named.or_else(stated), text))
    };
    Some(at(object, &["monologues"])?.as_array()?.iter().filter_map(one).collect())
}
