//! The sentences of a turn, where a document may state mentions that no sentence must cut.

use crate::sentence::split::{limited, marked, split};
use crate::span::Span;
use crate::transcript::{Turn, Unit};

/// The sentences of a turn as its marks tell; none cuts a stated mention.
pub fn sentences(turn: &Turn) -> Vec<Span> {
    sentences_at(turn, &[])
}

/// The stretches of an unpunctuated turn between the marks that it has, in which sentences are to be looked for: they tile it.
pub fn stretches(turn: &Turn) -> Vec<Span> {
    marked(&turn.text)
}

/// The same as [`sentences`], and of an unpunctuated turn those that start at these bytes (in order, each the first of a word).
pub fn sentences_at(turn: &Turn, starts: &[usize]) -> Vec<Span> {
    let text = &turn.text;
    let all = match turn.unit {
        Unit::Turn => split(text),
        Unit::Sentence => limited(text, std::iter::once(Span::new(0, text.len()))),
        Unit::Unpunctuated => limited(text, cut(marked(text), starts).into_iter()),
    };
    around(all, text, turn.mentions.iter().flatten().map(|given| given.span))
}

/// Cuts spans that tile a text at these places too.
fn cut(spans: Vec<Span>, places: &[usize]) -> Vec<Span> {
    let mut places = places.iter().copied().peekable();
    let mut all = Vec::with_capacity(spans.len() + places.len());
    for span in spans {
        let mut start = span.start;
        while let Some(place) = places.next_if(|place| *place < span.end) {
            if place > start {
                all.push(Span::new(start, place));
                start = place;
            }
        }
        all.push(Span::new(start, span.end));
    }
    all
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
