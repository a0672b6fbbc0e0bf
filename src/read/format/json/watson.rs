//! IBM Watson: words with their times, and beside them a list of who speaks from when.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::read::kit::heard::{HeardSpeech, HeardWord, JsonShape, at, name_at, stretches};

/// The row of Watson.
pub const SHAPE: JsonShape = JsonShape { of: "IBM Watson", read };

fn read(object: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    let labels = at(object, &["speaker_labels"])?.as_array()?;
    let from = |label: &Value| Some((label.get("from")?.to_string(), name_at(label, &["speaker"])?));
    let labels: BTreeMap<String, String> = labels.iter().filter_map(from).collect();
    let results = at(object, &["results"])?.as_array()?;
    let words = results.iter().filter_map(|result| result.get("alternatives")?.get(0)?.get("timestamps")?.as_array());
    let word = |word: &Value| {
        let speaker = labels.get(&word.get(1)?.to_string()).cloned();
        let time = word.get(1).and_then(Value::as_f64).zip(word.get(2).and_then(Value::as_f64));
        Some(HeardWord { speaker, text: word.get(0)?.as_str()?.to_owned(), glued: false, time })
    };
    let words: Vec<HeardWord> = words.flatten().filter_map(word).collect();
    (!words.is_empty()).then(|| stretches(words))
}
