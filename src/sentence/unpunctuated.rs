//! Splits speech that nobody punctuated. What marks there are end sentences as in any text; beyond these a sentence ends
//! where the words on both sides, and the silence between them, speak for it.

use crate::sentence::gap::gaps;
use crate::sentence::split::split;
use crate::span::Span;

/// What a pause adds to the log-odds of an end, fitted on recorded calls (ARCHITECTURE.md).
const PAUSE: f32 = 1.75;

/// Splits `text`, in which there are pauses before some words (by their bytes, in order), into spans that tile it, as
/// [`split`] does. What happens in one paragraph has no say in the next.
pub fn split_unpunctuated(text: &str, pauses: &[usize]) -> Vec<Span> {
    let mut spans = Vec::new();
    for marked in split(text) {
        let mut start = marked.start;
        for gap in gaps(marked.slice(text)) {
            let at = marked.start + gap.at;
            let pause = if pauses.binary_search(&at).is_ok() { PAUSE } else { 0.0 };
            if gap.log_odds + pause > 0.0 {
                spans.push(Span::new(start, at));
                start = at;
            }
        }
        spans.push(Span::new(start, marked.end));
    }
    spans
}

#[cfg(test)]
mod tests;
