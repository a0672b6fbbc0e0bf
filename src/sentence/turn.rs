//! The sentences of a turn, where a document may state mentions that no sentence must cut.

use crate::sentence::split::{split, whole};
use crate::sentence::unpunctuated::split_unpunctuated;
use crate::span::Span;
use crate::transcript::{Turn, Unit};

/// The sentences of a turn, as [`sentences_around`] its stated mentions.
pub fn sentences(turn: &Turn) -> Vec<Span> {
    let all = match turn.unit {
        Unit::Turn => split(&turn.text),
        Unit::Sentence => whole(&turn.text),
        Unit::Unpunctuated => split_unpunctuated(&turn.text, &turn.pauses),
    };
    around(all, &turn.text, turn.mentions.iter().flatten().map(|given| given.span))
}

/// The sentences of a text, without the white space around them; sentences are joined where a mention that is given
/// (in order of their starts) would be cut.
pub fn sentences_around(text: &str, given: impl Iterator<Item = Span>) -> Vec<Span> {
    around(split(text), text, given)
}

fn around(all: Vec<Span>, text: &str, given: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut sentences: Vec<Span> = Vec::with_capacity(all.len());
    // how far the mentions reach that start before the end of the last sentence
    let mut given = given.peekable();
    let mut reach = 0;
    for span in all.into_iter().map(|s| s.trimmed(text)).filter(|s| !s.is_empty()) {
        match sentences.last_mut() {
            Some(last) if reach > span.start => last.end = span.end,
            _ => sentences.push(span),
        }
        while let Some(mention) = given.next_if(|mention| mention.start < span.end) {
            reach = reach.max(mention.end);
        }
    }
    sentences
}
