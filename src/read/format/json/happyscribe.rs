//! Happy Scribe: an array of blocks by one speaker each, with the words and their times.

use serde_json::{Map, Value};

use crate::read::kit::heard::{ARRAY, HeardSpeech, JsonShape, at, name_at};

/// The row of Happy Scribe.
pub const SHAPE: JsonShape = JsonShape { of: "Happy Scribe", read };

fn read(object: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    at(object, &[ARRAY])?.as_array()?.iter().map(block).collect()
}

fn block(block: &Value) -> Option<HeardSpeech> {
    let words = block.get("words")?.as_array()?;
    let words: Vec<&str> = words.iter().filter_map(|word| word.get("text")?.as_str()).map(str::trim).collect();
    Some(HeardSpeech::new(name_at(block, &["speaker", "speaker_number"]), words.join(" ")))
}
