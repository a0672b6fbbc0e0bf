//! Deepgram: utterances, else paragraphs, else words, each with its speaker; of several channels each is one speaker, or
//! holds speakers of its own.

use serde_json::{Map, Value};

use crate::read::kit::heard::{
    HeardSpeech, HeardWord, JsonShape, TimedSpeech, at, in_time, listed, name_at, names_anybody, stretches, word_time,
};

/// The row of Deepgram.
pub const SHAPE: JsonShape = JsonShape { of: "Deepgram", read };

/// Seconds of silence that end a stretch of a channel.
const PAUSE: f64 = 1.0;

fn read(object: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    let results = at(object, &["results"]).or_else(|| at(object, &["result", "results"]))?;
    let channels = results.get("channels")?.as_array()?;
    let best: Vec<&Value> = channels.iter().filter_map(|c| c.get("alternatives")?.get(0)).collect();
    if best.len() > 1 {
        return apart(results, &best);
    }
    let best = best.first()?;
    let utterances = results.get("utterances").and_then(listed).filter(|said| names_anybody(said));
    utterances.or_else(|| paragraphs(best)).or_else(|| words(best)).or_else(|| whole(best))
}

/// Several channels, in the order of time. Speaker 0 of one is not speaker 0 of another.
fn apart(results: &Value, channels: &[&Value]) -> Option<Vec<HeardSpeech>> {
    let words = |channel: &&Value| channel.get("words").and_then(Value::as_array).cloned().unwrap_or_default();
    let words: Vec<Vec<Value>> = channels.iter().map(words).collect();
    let utterances = results.get("utterances").and_then(Value::as_array).filter(|all| !all.is_empty());
    let second = |value: &Value| value.get("speaker").and_then(Value::as_u64).is_some_and(|speaker| speaker > 0);
    let several = words.iter().chain(utterances).flatten().any(second);
    let who = |channel: &str, value: &Value| match name_at(value, &["speaker"]).filter(|_| several) {
        Some(speaker) => Some(format!("Channel {channel}, Speaker {speaker}")),
        None => Some(format!("Channel {channel}")),
    };
    if let Some(utterances) = utterances {
        let one = |utterance: &Value| {
            let text = utterance.get("transcript")?.as_str()?.to_owned();
            Some(HeardSpeech::new(who(&name_at(utterance, &["channel"])?, utterance), text))
        };
        return utterances.iter().map(one).collect();
    }
    let mut timed = Vec::new();
    for (number, (words, channel)) in words.iter().zip(channels).enumerate() {
        let who = |value: &Value| who(&number.to_string(), value);
        if words.is_empty() {
            timed.extend(whole(channel).into_iter().flatten().map(|said| TimedSpeech {
                from: 0.0,
                to: 0.0,
                said: HeardSpeech { speaker: who(channel), ..said },
            }));
        }
        timed.extend(between_pauses(words, who));
    }
    (!timed.is_empty()).then(|| in_time(timed))
}

/// The words of a channel in stretches that end where nobody speaks for a while.
fn between_pauses(words: &[Value], who: impl Fn(&Value) -> Option<String>) -> Vec<TimedSpeech> {
    let mut all: Vec<TimedSpeech> = Vec::new();
    for word in words {
        let seconds = |key: &str| word.get(key).and_then(Value::as_f64).unwrap_or(0.0);
        let Some(text) = spelt(word) else { continue };
        let (from, to, speaker) = (seconds("start"), seconds("end"), who(word));
        match all.last_mut().filter(|last| last.said.speaker == speaker && from - last.to < PAUSE) {
            Some(last) => {
                last.said.text.push(' ');
                last.said.text.push_str(&text);
                last.to = to;
            }
            None => all.push(TimedSpeech { from, to, said: HeardSpeech::new(speaker, text) }),
        }
    }
    all
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
        let speaker = name_at(word, &["speaker"]);
        Some(HeardWord { speaker, text: spelt(word)?, glued: false, time: word_time(word) })
    };
    let all = stretches(best.get("words")?.as_array()?.iter().filter_map(word));
    names_anybody(&all).then_some(all)
}

fn spelt(word: &Value) -> Option<String> {
    word.get("punctuated_word").or_else(|| word.get("word"))?.as_str().map(str::to_owned)
}

fn whole(best: &Value) -> Option<Vec<HeardSpeech>> {
    Some(vec![HeardSpeech::new(None, best.get("transcript")?.as_str()?.to_owned())])
}
