//! Speechmatics: words and marks of punctuation, each with its speaker.

use serde_json::{Map, Value};

use crate::read::kit::heard::{HeardSpeech, HeardWord, JsonShape, at, name_at, stretches, word_time};

/// The row of Speechmatics.
pub const SHAPE: JsonShape = JsonShape { of: "Speechmatics", read };

fn read(object: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    let word = |result: &Value| {
        let best = result.get("alternatives")?.get(0)?;
        let text = best.get("content")?.as_str()?.to_owned();
        // UU is who is not known
        let speaker = name_at(best, &["speaker"]).or_else(|| name_at(result, &["channel"])).filter(|s| s != "UU");
        let glued = result.get("type").and_then(Value::as_str) == Some("punctuation");
        Some(HeardWord { speaker, text, glued, time: word_time(result) })
    };
    let words: Vec<HeardWord> = at(object, &["results"])?.as_array()?.iter().filter_map(word).collect();
    (!words.is_empty()).then(|| stretches(words))
}
