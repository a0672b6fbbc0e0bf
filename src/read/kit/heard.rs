//! What recognisers and meeting programs say in JSON was heard: stretches of speech with who said them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::fields::{name_of, speaker_of, text_of, time_of};
use super::speech::{PAUSE, SaidBy, Speech};
use crate::transcript::{Reason, Transcript, words};

/// A stretch by one speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeardSpeech {
    /// Who, as stated; nobody where it is not.
    pub speaker: Option<String>,
    /// The words.
    pub text: String,
    /// Before which of them somebody was silent, in bytes of the text.
    pub pauses: Vec<usize>,
}

impl HeardSpeech {
    /// Words whose times are not known.
    pub fn new(speaker: Option<String>, text: String) -> Self {
        HeardSpeech { speaker, text, pauses: Vec::new() }
    }
}

/// One way to write down in a JSON object what was heard.
pub struct JsonShape {
    /// Whose it is, for people.
    pub of: &'static str,
    /// Reads an object; nothing where it has another shape.
    pub read: fn(&Map<String, Value>) -> Option<Vec<HeardSpeech>>,
}

/// The key under which a shape finds the file where that is an array.
pub const ARRAY: &str = "";

/// A word, or a mark of punctuation.
pub struct HeardWord {
    /// Who says it; a mark is said by who says the word before it.
    pub speaker: Option<String>,
    /// As written.
    pub text: String,
    /// Whether no space stands before it.
    pub glued: bool,
    /// Its start and end in seconds.
    pub time: Option<(f64, f64)>,
}

/// Words to stretches: one for each change of the speaker.
pub fn stretches(words: impl IntoIterator<Item = HeardWord>) -> Vec<HeardSpeech> {
    let mut all: Vec<HeardSpeech> = Vec::new();
    let mut end = f64::INFINITY;
    for word in words {
        let paused = word.time.is_some_and(|(start, _)| start - end >= PAUSE);
        end = word.time.map_or(end, |(_, end)| end);
        match all.last_mut() {
            Some(last) if last.speaker == word.speaker || (word.glued && word.speaker.is_none()) => {
                if !word.glued {
                    last.text.push(' ');
                }
                if paused && last.text.ends_with(' ') {
                    last.pauses.push(last.text.len());
                }
                last.text.push_str(&word.text);
            }
            _ => all.push(HeardSpeech::new(word.speaker, word.text)),
        }
    }
    all
}

/// A stretch with its times, in any unit.
pub struct TimedSpeech {
    /// When it begins.
    pub from: f64,
    /// When it ends.
    pub to: f64,
    /// The words, with the space that follows them.
    pub said: HeardSpeech,
}

/// The stretches of several tracks in the order of time. One that ends in the middle of a sentence and goes on at once is
/// not cut by what others say meanwhile.
pub fn in_time(mut tracks: Vec<TimedSpeech>) -> Vec<HeardSpeech> {
    tracks.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut all: Vec<TimedSpeech> = Vec::new();
    let mut last: BTreeMap<Option<String>, usize> = BTreeMap::new();
    for next in tracks {
        let before = last.get(&next.said.speaker).and_then(|at| all.get_mut(*at));
        match before.filter(|before| before.to >= next.from && !is_ended(&before.said.text)) {
            Some(before) => {
                before.said.text.push_str(&next.said.text);
                before.to = next.to;
            }
            None => {
                last.insert(next.said.speaker.clone(), all.len());
                all.push(next);
            }
        }
    }
    all.into_iter().map(|timed| timed.said).collect()
}

fn is_ended(text: &str) -> bool {
    text.trim_end().ends_with(['.', '?', '!', '…'])
}

/// The stretches of a list of objects, each with its text; nothing where it is no such list.
pub fn listed(list: &Value) -> Option<Vec<HeardSpeech>> {
    let list = list.as_array().filter(|list| !list.is_empty())?;
    let objects: Vec<&Map<String, Value>> = list.iter().filter_map(Value::as_object).collect();
    let shared = share_numbers(&objects);
    let who = |object: &Map<String, Value>| {
        let speaker = speaker_of(object).filter(|speaker| !speaker.is_empty())?;
        let channel = object.get("channel").and_then(name_of).filter(|_| shared);
        Some(channel.map_or(speaker.clone(), |channel| format!("Channel {channel}, Speaker {speaker}")))
    };
    let one = |object: &&Map<String, Value>| Some((HeardSpeech::new(who(object), text_of(object)?), time_of(object)));
    let (mut said, times): (Vec<HeardSpeech>, Vec<Option<(f64, f64)>>) = objects.iter().filter_map(one).unzip();
    if are_newest_first(&objects) {
        said.reverse();
    } else {
        pause_between(&mut said, &times);
    }
    (said.len() * 2 >= list.len()).then_some(said)
}

/// Whether one number stands for a speaker in two channels: each channel counts its own.
fn share_numbers(objects: &[&Map<String, Value>]) -> bool {
    let mut channels: BTreeMap<u64, &Value> = BTreeMap::new();
    let numbered = objects.iter().filter_map(|object| Some((object.get("speaker")?.as_u64()?, object.get("channel")?)));
    numbered.into_iter().any(|(speaker, channel)| *channels.entry(speaker).or_insert(channel) != channel)
}

/// Tells the pauses between stretches from their times. Programs count in seconds, thousandths or ten-millionths: which of
/// them it is follows from how long a word takes.
pub fn pause_between(said: &mut [HeardSpeech], times: &[Option<(f64, f64)>]) {
    let known = || times.iter().flatten();
    let lasts =
        known().map(|(_, end)| *end).fold(0.0, f64::max) - known().map(|(start, _)| *start).fold(f64::MAX, f64::min);
    let words: usize = said.iter().map(|said| words(&said.text)).sum();
    let pause = match lasts / words.max(1) as f64 {
        ..20.0 => PAUSE,
        20.0..100_000.0 => PAUSE * 1e3,
        _ => PAUSE * 1e7,
    };
    for (said, pair) in said.iter_mut().skip(1).zip(times.windows(2)) {
        if let [Some((_, end)), Some((start, _))] = pair
            && start - end >= pause
        {
            said.pauses.push(0);
        }
    }
}

/// Messenger programs put the newest message on top.
fn are_newest_first(objects: &[&Map<String, Value>]) -> bool {
    let time = |object: &&Map<String, Value>| object.get("timestamp_ms").or(object.get("timestamp"))?.as_f64();
    let times: Vec<f64> = objects.iter().filter_map(time).collect();
    times.len() == objects.len() && times.first() > times.last() && times.is_sorted_by(|a, b| a >= b)
}

/// The value behind keys, each inside the one before.
pub fn at<'a>(object: &'a Map<String, Value>, keys: &[&str]) -> Option<&'a Value> {
    let (first, rest) = keys.split_first()?;
    rest.iter().try_fold(object.get(*first)?, |value, key| value.get(*key))
}

/// When a word or a stretch is said, in the unit of the program.
pub fn word_time(value: &Value) -> Option<(f64, f64)> {
    value.as_object().and_then(time_of)
}

/// The first of these keys that names somebody.
pub fn name_at(value: &Value, keys: &[&str]) -> Option<String> {
    keys.iter().filter_map(|key| value.get(*key)).find_map(name_of)
}

/// Whether anybody is named.
pub fn names_anybody(said: &[HeardSpeech]) -> bool {
    said.iter().any(|said| said.speaker.is_some())
}

/// The transcript of what was heard; what nobody is named for is said by `otherwise`. Its characters are those of the
/// stretches, their speakers and a line break each.
pub fn transcript(heard: &[HeardSpeech], otherwise: Option<&str>) -> Transcript {
    let mut speech = Speech::new(otherwise);
    let mut characters = 0;
    for said in heard {
        let name = said.speaker.as_deref().unwrap_or_default();
        let words = said.text.chars().count();
        characters += words + name.chars().count() + 1;
        speech.assembly.set_aside(name, Reason::Header);
        let who = said.speaker.as_deref().map_or(SaidBy::Nobody, SaidBy::stated);
        speech.say(who, &said.text, words + 1);
        speech.paused(&said.text, &said.pauses);
    }
    speech.finish(characters)
}
