//! Deepgram: utterances, else paragraphs, else words, each with its speaker.

use serde_json::{Map, Value};

use crate::read::kit::heard::{
    HeardSpeech, HeardWord, JsonShape, at, listed, name_at, names_anybody, stretches, word_time,
};

/// The row of Deepgram.
pub const SHAPE: JsonShape = JsonShape { of: "Deepgram", read };

fn read(object: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    let results = at(object, &["results"]).or_else(|| at(object, &["result", "results"]))?;
    let channels = results.get("channels")?.as_array()?;
    let utterances = results.get("utterances").and_then(listed).filter(|said| names_anybody(said));
    utterances.or_else(|| {
        let best: Vec<&Value> = channels.iter().filter_map(|c| c.get("alternatives")?.get(0)).collect();
        let first = |read: fn(&Value) -> Option<Vec<HeardSpeech>>| {
            let all: Vec<HeardSpeech> = best.iter().filter_map(|best| read(best)).flatten().collect();
            (!all.is_empty()).then_some(all)
        };
        first(paragraphs).or_else(|| first(words)).or_else(|| first(whole))
    })
}

fn paragraphs(best: &Value) -> Option<Vec<HeardSpeech>> {
    let one = |paragraph: &Value| {
        let sentences = paragraph.get("sentences")?.as_array()?;
        let sentences: Vec<&str> = sentences.iter().filter_map(|sentence| sentence.get("text")?.as_str()).collect();
        Some(HeardSpeech::new(name_at(paragraph, &["speaker"]), sentences.join(" ")))
    };
    let all: Vec<HeardSpeech> = best.get("paragraphs")?.get("paragraphs")?.as_array()?.iter().filter_map(one).collect();
    names_anybody(&all).then_some(all)
}

fn words(best: &Value) -> Option<Vec<HeardSpeech>> {
    let word = |word: &Value| {
        let text = word.get("punctuated_word").or_else(|| word.get("word"))?.as_str()?.to_owned();
        Some(HeardWord { speaker: name_at(word, &["speaker"]), text, glued: false, time: word_time(word) })
    };
    let all = stretches(best.get("words")?.as_array()?.iter().filter_map(word));
    names_anybody(&all).then_some(all)
}

fn whole(best: &Value) -> Option<Vec<HeardSpeech>> {
    Some(vec![HeardSpeech::new(None, best.get("transcript")?.as_str()?.to_owned())])
}
