//! Speech that nobody punctuated, as a recogniser writes it. Nobody in it exists.

use crate::harness::Call;

/// What Lena Orsol says, her sentences apart.
const SAID: [&str; 7] = [
    "i would like to thank the president for his kind words",
    "our two countries have been friends for a long time",
    "we will sign three agreements today",
    "the first one is about trade",
    "the second is about energy",
    "i am sure that this is only the beginning",
    "thank you for having me",
];

/// Captions of these words, seven in each, with or without a name in front.
fn captions(words: &str) -> String {
    let words: Vec<&str> = words.split(' ').collect();
    let cue = |(at, words): (usize, &[&str])| {
        let name = if at == 0 { "LENA ORSOL: " } else { "" };
        format!("{}\n00:00:{:02},000 --> 00:00:{:02},000\n{name}{}\n\n", at + 1, 2 * at, 2 * at + 2, words.join(" "))
    };
    words.chunks(7).enumerate().map(cue).collect()
}

/// The texts of all sentences, and the row of the document.
fn run(text: String) -> (Vec<String>, std::collections::BTreeMap<String, String>) {
    let out = Call::analyze().input("talk.srt", text).run().status(0);
    let sentences = out.table("sentences").into_iter().map(|row| row["text"].clone()).collect();
    (sentences, out.table("documents").remove(0))
}

#[test]
fn sentences_without_full_stops_are_found_and_flagged() {
    let (sentences, document) = run(captions(&SAID.join(" ")));
    assert_eq!(sentences, SAID);
    assert_eq!(document["unpunctuated_turns"], "1");
    assert!(document["note"].contains("1 of 1 turns have no punctuation"), "{}", document["note"]);
    assert_eq!(document["unexplained_characters"], "0");
}

#[test]
fn punctuated_speech_is_split_at_its_marks_only() {
    let (sentences, document) = run(captions(&format!("{}. {}.", SAID[..3].join(" "), SAID[3..].join(" "))));
    assert_eq!(sentences.len(), 1, "a small letter goes on: {sentences:?}");
    assert_eq!(document["unpunctuated_turns"], "0");
    assert_eq!(document["note"], "");
}
