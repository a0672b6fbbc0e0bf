//! Words with their speakers at the top of the object: ElevenLabs, which writes the spaces down too, and others.

use serde_json::{Map, Value};

use crate::read::kit::heard::{HeardSpeech, HeardWord, JsonShape, at, name_at, stretches, word_time};

/// The row of words at the top.
pub const SHAPE: JsonShape = JsonShape { of: "ElevenLabs", read };

fn read(object: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    // who has utterances as well says more there
    if object.get("utterances").is_some_and(Value::is_array) {
        return None;
    }
    let words = at(object, &["words"])?.as_array()?;
    let kind = |word: &Value, wanted: &str| word.get("type").and_then(Value::as_str) == Some(wanted);
    let spaced = words.iter().any(|word| kind(word, "spacing"));
    let word = |word: &Value| {
        let text = word.get("text").or_else(|| word.get("punctuated_word")).or_else(|| word.get("word"))?;
        let glued = spaced || kind(word, "punctuation");
        // a space belongs to the word before it
        let speaker =
            if kind(word, "spacing") { None } else { name_at(word, &["speaker_id", "speaker", "speaker_label"]) };
        let time = if kind(word, "spacing") { None } else { word_time(word) };
        Some(HeardWord { speaker, text: text.as_str()?.to_owned(), glued, time })
    };
    let words: Vec<HeardWord> = words.iter().filter_map(word).collect();
    let whole = || Some(vec![HeardSpeech::new(None, object.get("text")?.as_str()?.to_owned())]);
    if words.iter().any(|word| word.speaker.is_some()) { Some(stretches(words)) } else { whole() }
}
