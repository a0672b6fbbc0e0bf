//! Amazon Transcribe: words of which each, or a list beside them, says whose it is; and its stretches of audio.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::read::kit::heard::{
    HeardSpeech, HeardWord, JsonShape, at, listed, name_at, names_anybody, stretches, word_time,
};

/// The row of Amazon Transcribe.
pub const SHAPE: JsonShape = JsonShape { of: "Amazon Transcribe", read };

/// Who speaks, in a word and in the lists beside them.
const LABELS: [&str; 2] = ["speaker_label", "channel_label"];

fn read(object: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    let results = at(object, &["results"])?;
    let stretches_of_audio = results.get("audio_segments").and_then(listed).filter(|said| names_anybody(said));
    stretches_of_audio.or_else(|| words(results)).or_else(|| whole(results))
}

fn words(results: &Value) -> Option<Vec<HeardSpeech>> {
    let labels = labels(results);
    let mut last = None;
    let word = |item: &Value| {
        let text = item.get("alternatives")?.get(0)?.get("content")?.as_str()?.to_owned();
        let glued = item.get("type").and_then(Value::as_str) == Some("punctuation");
        let time = item.get("start_time").and_then(Value::as_str);
        let beside = || time.and_then(|time| labels.get(time)).cloned();
        let stated = name_at(item, &LABELS).or_else(beside);
        last = if glued { stated.or_else(|| last.take()) } else { stated };
        Some(HeardWord { speaker: last.clone(), text, glued, time: word_time(item) })
    };
    let words: Vec<HeardWord> = results.get("items")?.as_array()?.iter().filter_map(word).collect();
    words.iter().any(|word| word.speaker.is_some()).then(|| stretches(words))
}

/// The labels of the words by their start, from the list beside them.
fn labels(results: &Value) -> BTreeMap<String, String> {
    let lists = [("speaker_labels", "segments"), ("channel_labels", "channels")];
    let groups = lists.into_iter().filter_map(|(outer, inner)| results.get(outer)?.get(inner)?.as_array()).flatten();
    let mut labels = BTreeMap::new();
    for group in groups {
        let whose = name_at(group, &LABELS);
        for item in group.get("items").and_then(Value::as_array).into_iter().flatten() {
            let time = item.get("start_time").and_then(Value::as_str);
            if let (Some(time), Some(label)) = (time, name_at(item, &LABELS).or_else(|| whose.clone())) {
                labels.insert(time.to_owned(), label);
            }
        }
    }
    labels
}

/// The whole transcript, of which nothing says who speaks.
fn whole(results: &Value) -> Option<Vec<HeardSpeech>> {
    let text = |part: &Value| Some(HeardSpeech::new(None, part.get("transcript")?.as_str()?.to_owned()));
    results.get("transcripts")?.as_array()?.iter().map(text).collect()
}
