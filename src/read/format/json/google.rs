//! Google's Speech-to-Text: words with the tag of their speaker, all of them in the last result or each in its own.

use serde_json::{Map, Value};

use crate::read::kit::heard::{HeardSpeech, HeardWord, JsonShape, at, name_at, names_anybody, stretches, word_time};

/// The row of Google's Speech-to-Text.
pub const SHAPE: JsonShape = JsonShape { of: "Google Speech-to-Text", read };

/// Who speaks, in a word; 0 is nobody.
const TAGS: [&str; 4] = ["speakerLabel", "speaker_label", "speakerTag", "speaker_tag"];

fn read(object: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    let results = at(object, &["response", "results"]).or_else(|| at(object, &["results"]))?.as_array()?;
    let best = |result: &Value| result.get("alternatives").and_then(|all| all.get(0)).cloned();
    let heard = |best: &Value| best.get("transcript").is_some() || best.get("words").is_some();
    let all: Vec<Value> = results.iter().filter_map(best).filter(heard).collect();
    if all.is_empty() {
        return None;
    }
    let tagged: Vec<Vec<HeardSpeech>> = all.iter().map(words).filter(|said| names_anybody(said)).collect();
    let length = |said: &[HeardSpeech]| said.iter().map(|said| said.text.len()).sum::<usize>();
    match tagged.split_last() {
        // the last result repeats the words of all
        Some((last, rest)) if length(last) >= rest.iter().map(|said| length(said)).sum() => Some(last.clone()),
        Some(_) => Some(tagged.concat()),
        None => {
            let whole = |best: &Value| Some(HeardSpeech::new(None, best.get("transcript")?.as_str()?.to_owned()));
            Some(all.iter().filter_map(whole).collect())
        }
    }
}

fn words(best: &Value) -> Vec<HeardSpeech> {
    let word = |word: &Value| {
        let text = word.get("word")?.as_str()?.to_owned();
        let speaker = name_at(word, &TAGS).filter(|tag| tag != "0");
        Some(HeardWord { speaker, text, glued: false, time: word_time(word) })
    };
    stretches(best.get("words").and_then(Value::as_array).into_iter().flatten().filter_map(word))
}
