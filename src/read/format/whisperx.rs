//! The JSON that WhisperX writes: recognised segments with times, words and, after diarisation, speaker labels. A segment
//! whose words have different speakers is split between them; one without any speaker is set aside.

use serde::Deserialize;
use serde_json::Value;

use crate::error::Result;
use crate::read::kit::speech::{PAUSE, SaidBy, Speech};
use crate::read::kit::{json, stage};
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::{Reason, Transcript};

/// Unknown keys are ignored; numbers and times may be missing.
#[derive(Deserialize)]
struct Recognition {
    segments: Vec<Segment>,
    language: Option<String>,
}

#[derive(Deserialize)]
struct Segment {
    text: String,
    speaker: Option<String>,
    start: Option<Value>,
    end: Option<Value>,
    #[serde(default)]
    words: Vec<Word>,
}

#[derive(Deserialize)]
struct Word {
    #[serde(alias = "text")]
    word: Option<String>,
    speaker: Option<String>,
    start: Option<Value>,
    end: Option<Value>,
}

/// What tells WhisperX from a single utterance in JSON.
#[derive(Deserialize)]
struct Marks {
    segments: Vec<SegmentMarks>,
}

#[derive(Deserialize)]
struct SegmentMarks {
    #[allow(dead_code)]
    text: serde::de::IgnoredAny,
    start: Option<serde::de::IgnoredAny>,
    end: Option<serde::de::IgnoredAny>,
}

/// The row of WhisperX.
pub const FORMAT: Format = Format {
    name: "whisperx",
    about: "WhisperX JSON",
    signs: &[(Sign::Signature, |text| {
        text.start.starts_with('{') && json::begins(text.start) && is_whisperx(text.start)
    })],
    read,
    frame: ["{\"segments\": [{\"start\": 0, \"text\": \"", "\"}]}"],
};

/// Whether a JSON text is an object with segments that have text and times; of one that is cut off the beginning decides.
fn is_whisperx(start: &str) -> bool {
    let mut reader = serde_json::Deserializer::from_str(start);
    match Marks::deserialize(&mut reader) {
        Ok(marks) => {
            let timed = |first: &SegmentMarks| first.start.is_some() || first.end.is_some();
            marks.segments.first().is_none_or(timed) && reader.end().is_ok()
        }
        // Inside a string the quotes would be escaped.
        Err(_) => {
            let first = start.lines().next().unwrap_or_default();
            let lines = start.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok();
            let after = |key: &str| stage::prefix(start, 1 << 16).split_once(key).map(|(_, rest)| rest.trim_start());
            let array = after("\"segments\"").and_then(|rest| rest.strip_prefix(':'));
            !lines && array.is_some_and(|rest| rest.trim_start().starts_with('['))
        }
    }
}

/// Reads a recording. Errors: `Malformed` with the line for what is not JSON of this shape.
fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let SourceText { path, text, .. } = *source;
    let document: Recognition = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        json::fault(path, u64::try_from(error.line()).ok(), &error, "a segment of recognised speech")
    })?;
    let mut speech = Speech::new(source.options.speaker.as_deref());
    speech.assembly.language = document.language;
    let (mut characters, mut mixed) = (0, 0usize);
    let mut silences = Silences::default();
    for segment in &document.segments {
        // The line break that a page would show after a segment.
        characters += segment.text.chars().count() + segment.speaker.as_ref().map_or(0, |s| s.chars().count()) + 1;
        speech.assembly.set_aside(segment.speaker.as_deref().unwrap_or_default(), Reason::Header);
        let parts = parts(segment).unwrap_or_else(|| {
            mixed += 1;
            vec![(None, segment.text.as_str())]
        });
        let last = parts.len() - 1;
        let pauses = silences.before(segment);
        for (at, (speaker, text)) in parts.into_iter().enumerate() {
            let who = speaker.map_or(SaidBy::Nobody, SaidBy::stated);
            speech.say(who, text, text.chars().count() + usize::from(at == last));
            if last == 0 {
                speech.paused(text, &pauses);
            }
        }
    }
    if mixed > 0 {
        let note = "segments of several speakers whose words do not spell their text, set aside";
        speech.assembly.notes.push(format!("{note}: {mixed}"));
    }
    Ok(vec![speech.finish(characters)])
}

/// Where somebody is silent, told from the times of words, else of segments, in seconds.
struct Silences {
    end: f64,
}

impl Default for Silences {
    fn default() -> Self {
        Silences { end: f64::INFINITY }
    }
}

impl Silences {
    /// The bytes of a segment's text before which it is silent.
    fn before(&mut self, segment: &Segment) -> Vec<usize> {
        let mut pauses = Vec::new();
        if self.ends_at(&segment.start) {
            pauses.push(0);
        }
        let mut at = 0;
        for word in &segment.words {
            let spelt = word.word.as_deref().unwrap_or_default().trim();
            let Some(found) = segment.text[at..].find(|c: char| !c.is_whitespace()) else { break };
            if !segment.text[at + found..].starts_with(spelt) {
                break;
            }
            if self.ends_at(&word.start) {
                pauses.push(at + found);
            }
            at += found + spelt.len();
            self.end = word.end.as_ref().and_then(Value::as_f64).unwrap_or(self.end);
        }
        self.end = segment.end.as_ref().and_then(Value::as_f64).unwrap_or(self.end);
        pauses
    }

    /// Whether a pause is over at this time.
    fn ends_at(&mut self, start: &Option<Value>) -> bool {
        let Some(start) = start.as_ref().and_then(Value::as_f64) else { return false };
        let pause = start - self.end >= PAUSE;
        self.end = self.end.max(start);
        pause
    }
}

/// A segment's text by speaker, at least one part; nothing where its words have several speakers and do not spell it.
/// A word without a speaker, such as a number, goes with the word before it, at the start with the one after it.
fn parts(segment: &Segment) -> Option<Vec<(Option<&str>, &str)>> {
    let stated = || segment.words.iter().filter_map(|word| word.speaker.as_deref());
    let Some(first) = stated().next() else {
        return Some(vec![(segment.speaker.as_deref(), segment.text.as_str())]);
    };
    if stated().all(|speaker| speaker == first) {
        return Some(vec![(Some(first), segment.text.as_str())]);
    }
    let text = segment.text.as_str();
    let mut parts = Vec::new();
    let (mut speaker, mut start, mut at) = (first, 0, 0);
    for word in &segment.words {
        let spelt = word.word.as_deref().unwrap_or_default().trim();
        let next = at + (text[at..].len() - text[at..].trim_start().len());
        let rest = text[next..].strip_prefix(spelt)?;
        if let Some(other) = word.speaker.as_deref().filter(|other| *other != speaker) {
            parts.push((Some(speaker), &text[start..next]));
            (speaker, start) = (other, next);
        }
        at = text.len() - rest.len();
    }
    text[at..].trim().is_empty().then_some(())?;
    parts.push((Some(speaker), &text[start..]));
    Some(parts)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::read::options::Options;

    fn read(text: &str) -> Result<Transcript> {
        let options = Options::default();
        (FORMAT.read)(&SourceText::new(Path::new("x.json"), text, &options)).map(|mut all| all.remove(0))
    }

    fn turns(json: &str) -> Vec<(String, String)> {
        let transcript = read(json).unwrap();
        assert_eq!(transcript.unexplained_characters(), 0);
        transcript.turns.into_iter().map(|turn| (turn.header.printed, turn.text)).collect()
    }

    fn turn(speaker: &str, text: &str) -> (String, String) {
        (speaker.to_owned(), text.to_owned())
    }

    #[test]
    fn silence_is_told_from_words_else_from_segments() {
        let json = r#"{"segments": [
            {"start": 0, "end": 2.5, "text": " it  rains since may", "speaker": "SPEAKER_00", "words": [
                {"word": "it", "start": 0.0, "end": 0.4}, {"word": "rains", "start": 0.5, "end": 1.0},
                {"word": "since", "start": 1.5, "end": 1.8}, {"word": "may"}]},
            {"start": 3.1, "end": 4, "text": " we walk", "speaker": "SPEAKER_00"},
            {"start": 4.1, "end": 5, "text": " home", "speaker": "SPEAKER_00"},
            {"start": "?", "text": " now", "speaker": "SPEAKER_00"}]}"#;
        let turn = &read(json).unwrap().turns[0];
        assert_eq!(turn.text, "it rains since may we walk home now");
        assert_eq!(turn.pauses, [9, 19]);
    }

    #[test]
    fn words_decide_where_a_segment_has_several_speakers() {
        let json = r#"{"segments": [
            {"start": 0, "end": 1, "text": " Good evening.", "speaker": "SPEAKER_00"},
            {"start": 1, "end": 2, "text": " And 2 of you? Both. Good", "speaker": "SPEAKER_00", "words": [
                {"word": "And", "speaker": "SPEAKER_00"}, {"word": "2"}, {"word": "of", "speaker": "SPEAKER_00"},
                {"word": "you?", "speaker": "SPEAKER_00"}, {"word": "Both.", "speaker": "SPEAKER_01"},
                {"word": "Good", "speaker": "SPEAKER_00"}]},
            {"start": 2, "end": 3, "text": " evening.", "speaker": "SPEAKER_00"},
            {"start": 3, "end": 4, "text": " SaidBy is there?"},
            {"start": 4, "end": 5, "text": " Me.", "speaker": "SPEAKER_00"},
            {"start": 5, "end": 6, "text": " You and I", "words": [
                {"word": "we", "speaker": "SPEAKER_00"}, {"word": "two", "speaker": "SPEAKER_01"}]}]}"#;
        assert!(is_whisperx(json));
        let expected = [
            turn("SPEAKER_00", "Good evening. And 2 of you?"),
            turn("SPEAKER_01", "Both."),
            turn("SPEAKER_00", "Good evening."),
            turn("SPEAKER_00", "Me."),
        ];
        assert_eq!(turns(json), expected);
        let transcript = read(json).unwrap();
        assert_eq!(transcript.set_aside_for(Reason::Unattributed), "SaidBy is there?You and I".len());
        assert_eq!(transcript.notes.len(), 1);
    }

    #[test]
    fn the_shape_is_told_and_errors_have_a_line() {
        assert!(is_whisperx(r#"{"text": "long", "segments": [{"id": 0, "end": 2.0, "text": "a"}]}"#));
        assert!(is_whisperx("{\"segments\": [\n{\"start\": 1, \"text\": \"a\"},\n{\"te"));
        assert!(!is_whisperx(r#"{"speaker": "A", "text": "say \"segments\": [1]"}"#));
        assert!(!is_whisperx(
            "{\"speaker\": \"A\", \"text\": \"b\", \"meta\": {\"segments\": []}}\n{\"speaker\": \"B\"}"
        ));
        for (json, expected) in [
            ("{\"segments\": [\n{\"start\": 1, \"text\": \"a\"},\n{\"te", "x.json, line 3: the JSON ends too early"),
            (
                "{\"segments\": [\n{\"start\": 1}]}",
                "x.json, line 2: not a segment of recognised speech (missing field `text`",
            ),
            ("{\"segments\": [\n{\"start\": 1, \"text\": 5}]}", "x.json, line 2: not a segment"),
            ("{\"segments\": [\n{\"start\": 1, \"text\": \"a\"}],\n]", "x.json, line 3: not JSON"),
        ] {
            let message = read(json).unwrap_err().to_string();
            assert!(message.starts_with(expected), "{message}");
        }
    }
}
