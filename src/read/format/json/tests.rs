//! What each program writes, shortened, with invented people.

use std::path::Path;

use super::*;
use crate::read::options::Options;
use crate::transcript::Reason;

/// The turns of a file that must be told as JSON of this kind, speaker and words; its books must balance.
fn turns(json: &str) -> Vec<(String, String)> {
    assert!(is_heard(json), "{json}");
    let transcript = read_one(json);
    assert_eq!(transcript.unexplained_characters(), 0, "{json}");
    transcript.turns.into_iter().map(|turn| (turn.header.printed, turn.text)).collect()
}

fn read_one(json: &str) -> Transcript {
    let options = Options::default();
    read(&SourceText::new(Path::new("x.json"), json, &options)).unwrap().remove(0)
}

fn two(first: &str, second: &str) -> Vec<(String, String)> {
    [(first, "It rains in Brenn."), (second, "Since May.")]
        .map(|(who, said)| (who.to_owned(), said.to_owned()))
        .to_vec()
}

#[test]
fn lists_of_utterances_of_all_programs() {
    for (json, first, second) in [
        // AssemblyAI
        (
            r#"{"id": "x", "text": "It rains in Brenn. Since May.", "words": [{"text": "It", "speaker": "A"}], "utterances": [
            {"speaker": "A", "text": "It rains in Brenn.", "start": 0}, {"speaker": "B", "text": "Since May."}]}"#,
            "A",
            "B",
        ),
        // Gladia
        (
            r#"{"result": {"transcription": {"utterances": [{"speaker": 0, "text": "It rains in Brenn."},
            {"speaker": 1, "text": "Since May."}]}}}"#,
            "0",
            "1",
        ),
        // insanely-fast-whisper
        (
            r#"{"speakers": [{"speaker": "SPEAKER_00", "text": " It rains in Brenn.", "timestamp": [0, 1]},
            {"speaker": "SPEAKER_01", "text": " Since May."}], "chunks": [{"text": " It rains in Brenn."}], "text": "x"}"#,
            "SPEAKER_00",
            "SPEAKER_01",
        ),
        // Fireflies
        (
            r#"{"sentences": [{"index": 0, "speaker_name": "Lena Orsol", "speaker_id": 0, "text": "It rains in Brenn."},
            {"speaker_name": "Tomas Vell", "speaker_id": 1, "text": "Since May."}]}"#,
            "Lena Orsol",
            "Tomas Vell",
        ),
        // Telegram
        (
            r#"{"name": "Harbour", "messages": [{"type": "service", "actor": "Lena Orsol", "action": "create_group"},
            {"type": "message", "from": "Lena Orsol", "text": ["It rains ", {"type": "bold", "text": "in Brenn"}, "."]},
            {"type": "message", "from": "Tomas Vell", "text": "Since May."}]}"#,
            "Lena Orsol",
            "Tomas Vell",
        ),
        // Discord
        (
            r#"{"guild": {}, "messages": [{"author": {"id": "1", "name": "lena", "nickname": "Lena"}, "content": "It rains in Brenn."},
            {"author": {"id": "2", "name": "tomas"}, "content": "Since May."}]}"#,
            "Lena",
            "tomas",
        ),
        // Teams
        (
            r#"{"version": "1.0.0", "entries": [{"id": "a", "text": "It rains in Brenn.", "speakerId": "u1", "speakerDisplayName": "Orsol, Lena"},
            {"id": "b", "text": "Since May.", "speakerId": "u2", "speakerDisplayName": "Vell, Tomas (Guest)"}]}"#,
            "Orsol, Lena",
            "Vell, Tomas (Guest)",
        ),
        // podcasts
        (
            r#"{"version": "1.0.0", "segments": [{"speaker": "Lena Orsol", "startTime": 0.5, "body": "It rains in Brenn."},
            {"speaker": "Tomas Vell", "startTime": 2, "body": "Since May."}]}"#,
            "Lena Orsol",
            "Tomas Vell",
        ),
        // chats with a program
        (
            r#"{"messages": [{"role": "user", "content": "It rains in Brenn."}, {"role": "assistant", "content": "Since May."}]}"#,
            "user",
            "assistant",
        ),
        (
            r#"{"conversations": [{"from": "human", "value": "It rains in Brenn."}, {"from": "gpt", "value": "Since May."}]}"#,
            "human",
            "gpt",
        ),
        // Messenger: the newest first
        (
            r#"{"participants": [{"name": "Lena Orsol"}], "messages": [{"sender_name": "Tomas Vell", "timestamp_ms": 9000, "content": "Since May."},
            {"sender_name": "Lena Orsol", "timestamp_ms": 1000, "content": "It rains in Brenn."}]}"#,
            "Lena Orsol",
            "Tomas Vell",
        ),
        // Azure's Video Indexer
        (
            r#"{"videos": [{"insights": {"transcript": [{"id": 1, "text": "It rains in Brenn.", "speakerId": 1},
            {"id": 2, "text": "Since May.", "speakerId": 2}], "speakers": [{"id": 1, "name": "Speaker #1"}, {"id": 2, "name": "Tomas Vell"}]}}]}"#,
            "Speaker #1",
            "Tomas Vell",
        ),
    ] {
        assert_eq!(turns(json), two(first, second), "{json}");
    }
}

#[test]
fn words_with_speakers_become_turns() {
    for (json, first, second) in [
        // Amazon Transcribe: labels in the words
        (
            r#"{"jobName": "x", "results": {"transcripts": [{"transcript": "x"}], "items": [
            {"speaker_label": "spk_0", "start_time": "0.0", "type": "pronunciation", "alternatives": [{"content": "It"}]},
            {"speaker_label": "spk_0", "start_time": "0.2", "type": "pronunciation", "alternatives": [{"content": "rains in Brenn"}]},
            {"type": "punctuation", "alternatives": [{"content": "."}]},
            {"speaker_label": "spk_1", "start_time": "1.0", "type": "pronunciation", "alternatives": [{"content": "Since May"}]},
            {"speaker_label": "spk_1", "type": "punctuation", "alternatives": [{"content": "."}]}]}}"#,
            "spk_0",
            "spk_1",
        ),
        // and beside them
        (
            r#"{"results": {"speaker_labels": {"segments": [{"speaker_label": "spk_0", "items": [{"start_time": "0.0", "speaker_label": "spk_0"}]},
            {"speaker_label": "spk_1", "items": [{"start_time": "1.0", "speaker_label": "spk_1"}]}]}, "items": [
            {"start_time": "0.0", "type": "pronunciation", "alternatives": [{"content": "It rains in Brenn"}]},
            {"type": "punctuation", "alternatives": [{"content": "."}]},
            {"start_time": "1.0", "type": "pronunciation", "alternatives": [{"content": "Since May"}]},
            {"type": "punctuation", "alternatives": [{"content": "."}]}]}}"#,
            "spk_0",
            "spk_1",
        ),
        (
            r#"{"results": {"audio_segments": [{"transcript": "It rains in Brenn.", "speaker_label": "spk_0"},
            {"transcript": "Since May.", "speaker_label": "spk_1"}], "items": []}}"#,
            "spk_0",
            "spk_1",
        ),
        // Amazon's analysis of calls
        (
            r#"{"Transcript": [{"ParticipantRole": "AGENT", "Content": "It rains in Brenn."}, {"ParticipantRole": "CUSTOMER", "Content": "Since May."}]}"#,
            "AGENT",
            "CUSTOMER",
        ),
        // Google: the last result has all words
        (
            r#"{"results": [{"alternatives": [{"transcript": "It rains in Brenn.", "words": [{"word": "It"}]}]},
            {"alternatives": [{"words": [{"word": "It", "speakerTag": 1}, {"word": "rains", "speakerTag": 1}, {"word": "in", "speakerTag": 1},
            {"word": "Brenn.", "speakerTag": 1}, {"word": "Since", "speakerTag": 2}, {"word": "May.", "speakerTag": 2}]}]}]}"#,
            "1",
            "2",
        ),
        // or each its own
        (
            r#"{"response": {"results": [{"alternatives": [{"transcript": "x", "words": [{"word": "It rains in Brenn.", "speakerLabel": "1"}]}]},
            {"alternatives": [{"transcript": "x", "words": [{"word": "Since", "speakerLabel": "2"}, {"word": "May.", "speakerLabel": "2"}]}]}]}}"#,
            "1",
            "2",
        ),
        // Speechmatics
        (
            r#"{"format": "2.9", "results": [{"type": "word", "alternatives": [{"content": "It", "speaker": "S1"}]},
            {"type": "word", "alternatives": [{"content": "rains in Brenn", "speaker": "S1"}]},
            {"type": "punctuation", "alternatives": [{"content": ".", "speaker": "S1"}]},
            {"type": "word", "alternatives": [{"content": "Since May.", "speaker": "S2"}]}]}"#,
            "S1",
            "S2",
        ),
        // Azure
        (
            r#"{"source": "x", "combinedRecognizedPhrases": [{"display": "x"}], "recognizedPhrases": [
            {"speaker": 1, "channel": 0, "nBest": [{"lexical": "it", "display": "It rains in Brenn."}]},
            {"speaker": 2, "channel": 0, "nBest": [{"display": "Since May."}]}]}"#,
            "1",
            "2",
        ),
        (
            r#"{"combinedPhrases": [{"text": "x"}], "phrases": [{"offsetMilliseconds": 0, "speaker": 1, "text": "It rains in Brenn."},
            {"offsetMilliseconds": 900, "speaker": 2, "text": "Since May."}]}"#,
            "1",
            "2",
        ),
        (
            r#"{"recognizedPhrases": [{"channel": 1, "offsetInTicks": 9000.0, "nBest": [{"display": "Since May."}]},
            {"channel": 0, "offsetInTicks": 5.0, "nBest": [{"display": "It rains in Brenn."}]}]}"#,
            "0",
            "1",
        ),
        // Deepgram: utterances, paragraphs, words
        (
            r#"{"metadata": {}, "results": {"channels": [{"alternatives": [{"transcript": "x"}]}], "utterances": [
            {"speaker": 0, "transcript": "It rains in Brenn."}, {"speaker": 1, "transcript": "Since May."}]}}"#,
            "0",
            "1",
        ),
        (
            r#"{"results": {"channels": [{"alternatives": [{"transcript": "x", "paragraphs": {"transcript": "x", "paragraphs": [
            {"speaker": 0, "sentences": [{"text": "It rains"}, {"text": "in Brenn."}]}, {"speaker": 1, "sentences": [{"text": "Since May."}]}]}}]}]}}"#,
            "0",
            "1",
        ),
        (
            r#"{"results": {"channels": [{"alternatives": [{"transcript": "x", "words": [
            {"word": "it", "punctuated_word": "It", "speaker": 0}, {"word": "rains", "speaker": 0}, {"word": "in", "speaker": 0},
            {"word": "brenn", "punctuated_word": "Brenn.", "speaker": 0}, {"word": "since", "punctuated_word": "Since", "speaker": 1},
            {"word": "may", "punctuated_word": "May.", "speaker": 1}]}]}]}}"#,
            "0",
            "1",
        ),
        // Rev AI and Rev
        (
            r#"{"monologues": [{"speaker": 0, "elements": [{"type": "text", "value": "It"}, {"type": "punct", "value": " "},
            {"type": "text", "value": "rains in Brenn"}, {"type": "punct", "value": "."}]},
            {"speaker": 1, "elements": [{"type": "text", "value": "Since May"}, {"type": "punct", "value": "."}]}]}"#,
            "0",
            "1",
        ),
        (
            r#"{"speakers": [{"id": 0, "name": "Lena Orsol"}, {"id": 1, "name": "Tomas Vell"}], "monologues": [
            {"speaker": 0, "elements": [{"value": "It rains in Brenn."}]}, {"speaker": 1, "elements": [{"value": "Since May."}]}]}"#,
            "Lena Orsol",
            "Tomas Vell",
        ),
        // ElevenLabs
        (
            r#"{"language_code": "eng", "text": "x", "words": [{"text": "It", "type": "word", "speaker_id": "speaker_0"},
            {"text": " ", "type": "spacing", "speaker_id": "speaker_0"}, {"text": "rains in Brenn.", "type": "word", "speaker_id": "speaker_0"},
            {"text": " ", "type": "spacing", "speaker_id": "speaker_0"}, {"text": "Since May.", "type": "word", "speaker_id": "speaker_1"}]}"#,
            "speaker_0",
            "speaker_1",
        ),
        // whisper.cpp
        (
            r#"{"result": {"language": "en"}, "transcription": [{"text": " It rains in Brenn.", "speaker": "0", "offsets": {"from": 0}},
            {"text": " Since May.", "speaker": "1"}]}"#,
            "0",
            "1",
        ),
    ] {
        assert_eq!(turns(json), two(first, second), "{json}");
    }
}

#[test]
fn where_nobody_is_named_nobody_speaks() {
    for json in [
        r#"{"transcription": [{"text": " It rains."}, {"text": " Yes.", "speaker": "?"}]}"#,
        r#"{"text": "It rains. Yes.", "chunks": [{"timestamp": [0, 1], "text": " It rains."}, {"text": " Yes."}]}"#,
        r#"{"results": {"transcripts": [{"transcript": "It rains. Yes."}], "items": [{"alternatives": [{"content": "It"}]}]}}"#,
        r#"{"results": [{"alternatives": [{"transcript": "It rains. Yes.", "words": [{"word": "It"}]}]}]}"#,
        r#"{"status": "completed", "text": "It rains. Yes.", "utterances": null, "words": [{"text": "It", "speaker": null}]}"#,
        r#"{"events": [{"tStartMs": 0, "segs": [{"utf8": "It "}, {"utf8": "rains."}]}, {"segs": [{"utf8": "Yes."}]}]}"#,
    ] {
        assert!(is_heard(json), "{json}");
        let transcript = read_one(json);
        assert!(transcript.turns.is_empty() && transcript.unexplained_characters() == 0, "{json}");
        assert!(transcript.set_aside_for(Reason::Unattributed) >= "It rains.Yes.".len(), "{json}");
    }
}

#[test]
fn other_objects_are_not_taken_for_it() {
    for json in [
        r#"{"speaker": "Lena", "text": "It rains.", "data": []}"#,
        r#"{"segments": [{"start": 0, "end": 1, "text": "It rains.", "speaker": "A"}]}"#,
        r#"{"name": "harbour", "messages": 3}"#,
        r#"{"messages": []}"#,
        "{\"speaker\": \"Lena\", \"text\": \"results\"}\n{\"speaker\": \"Lena\", \"text\": \"It rains.\"}",
    ] {
        assert!(!is_heard(json), "{json}");
    }
    // what is cut off is named as such
    let cut = "{\"utterances\": [\n{\"speaker\": \"A\", \"te";
    assert!(is_heard(cut));
    let options = Options::default();
    let message = read(&SourceText::new(Path::new("x.json"), cut, &options)).unwrap_err().to_string();
    assert!(message.starts_with("x.json, line 2: the JSON ends too early"), "{message}");
}

/// The words before which somebody is silent, of all turns.
fn after_pauses(json: &str) -> Vec<String> {
    let transcript = read_one(json);
    let word = |text: &str, at: &usize| text[*at..].split(' ').next().unwrap().to_owned();
    transcript.turns.iter().flat_map(|turn| turn.pauses.iter().map(|at| word(&turn.text, at))).collect()
}

#[test]
fn silence_between_words_and_stretches_is_known() {
    for json in [
        // Deepgram
        r#"{"results": {"channels": [{"alternatives": [{"words": [
            {"word": "it", "start": 0.0, "end": 0.4, "speaker": 0}, {"word": "rains", "start": 0.5, "end": 1.0, "speaker": 0},
            {"word": "since", "start": 1.5, "end": 1.8, "speaker": 0}, {"word": "may", "start": 1.8, "end": 2.1, "speaker": 0},
            {"word": "yes", "start": 4.0, "end": 4.3, "speaker": 1}]}]}]}}"#,
        // Amazon Transcribe
        r#"{"results": {"items": [
            {"type": "pronunciation", "start_time": "0.0", "end_time": "0.4", "speaker_label": "spk_0", "alternatives": [{"content": "it"}]},
            {"type": "pronunciation", "start_time": "0.5", "end_time": "1.0", "speaker_label": "spk_0", "alternatives": [{"content": "rains"}]},
            {"type": "pronunciation", "start_time": "1.5", "end_time": "1.8", "speaker_label": "spk_0", "alternatives": [{"content": "since"}]},
            {"type": "pronunciation", "start_time": "1.8", "end_time": "2.1", "speaker_label": "spk_0", "alternatives": [{"content": "may"}]}]}}"#,
        // ElevenLabs, whose spaces last as long as the silence
        r#"{"words": [
            {"text": "it", "type": "word", "start": 0.0, "end": 0.9, "speaker_id": "a"}, {"text": " ", "type": "spacing", "start": 0.9, "end": 1.0},
            {"text": "rains", "type": "word", "start": 1.0, "end": 1.4, "speaker_id": "a"}, {"text": " ", "type": "spacing", "start": 1.4, "end": 2.0},
            {"text": "since", "type": "word", "start": 2.0, "end": 2.4, "speaker_id": "a"}, {"text": " ", "type": "spacing", "start": 2.4, "end": 2.5},
            {"text": "may", "type": "word", "start": 2.5, "end": 2.9, "speaker_id": "a"}]}"#,
        // stretches in thousandths, in seconds, and of whisper.cpp
        r#"{"utterances": [{"speaker": "A", "text": "it rains", "start": 0, "end": 900}, {"speaker": "A", "text": "since may", "start": 1400, "end": 2100}]}"#,
        r#"{"speakers": [{"speaker": "S1", "text": " it rains", "timestamp": [0.0, 0.8]}, {"speaker": "S1", "text": " since may", "timestamp": [1.4, 2.1]}]}"#,
        r#"{"transcription": [{"text": " it rains", "offsets": {"from": 0, "to": 900}, "speaker": "0"}, {"text": " since may", "offsets": {"from": 1400, "to": 2100}, "speaker": "0"}]}"#,
    ] {
        assert_eq!(after_pauses(json), ["since"], "{json}");
    }
    let short = r#"{"utterances": [{"speaker": "A", "text": "it rains", "start": 0, "end": 900}, {"speaker": "A", "text": "since may", "start": 1100, "end": 2100}]}"#;
    assert_eq!(after_pauses(short), [""; 0]);
}
