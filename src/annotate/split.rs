//! Documents to sentences. Where nobody wrote full stops the network of boundaries is asked, and silence speaks for an end; it
//! is loaded when the first such turn comes.

use std::sync::OnceLock;

use crate::error::Result;
use crate::model::boundaries::Boundaries;
use crate::sentence::{sentences_at, stretches};
use crate::span::Span;
use crate::transcript::{Transcript, Turn, Unit};

/// What a pause adds to the log-odds that a sentence starts behind it, fitted on recorded calls (ARCHITECTURE.md).
const PAUSE: f32 = 1.75;

/// Splits the turns of documents.
#[derive(Default)]
pub struct Splitter {
    boundaries: OnceLock<Boundaries>,
}

impl Splitter {
    /// The sentences of every turn of every document.
    ///
    /// # Errors
    /// [`crate::Error::Model`] where the network of boundaries fails.
    pub fn split(&self, documents: &[&Transcript], threads: usize) -> Result<Vec<Vec<Vec<Span>>>> {
        let turns: Vec<&Turn> = documents.iter().flat_map(|document| &document.turns).collect();
        let bare: Vec<&Turn> = turns.into_iter().filter(|turn| turn.unit == Unit::Unpunctuated).collect();
        let mut starts = self.starts(&bare, threads)?.into_iter();
        let mut of_turn = |turn: &Turn| match turn.unit {
            Unit::Unpunctuated => sentences_at(turn, &starts.next().unwrap_or_default()),
            Unit::Turn | Unit::Sentence => sentences_at(turn, &[]),
        };
        Ok(documents.iter().map(|document| document.turns.iter().map(&mut of_turn).collect()).collect())
    }

    /// Where sentences start inside each unpunctuated turn, in bytes of its text.
    ///
    /// # Errors
    /// As [`Splitter::split`].
    pub fn starts(&self, turns: &[&Turn], threads: usize) -> Result<Vec<Vec<usize>>> {
        if turns.is_empty() {
            return Ok(Vec::new());
        }
        // what stands in one stretch has no say in the next
        let stretches: Vec<Vec<Span>> = turns.iter().map(|turn| stretches(turn)).collect();
        let each = turns.iter().zip(&stretches);
        let texts: Vec<&str> = each.flat_map(|(turn, spans)| spans.iter().map(|span| span.slice(&turn.text))).collect();
        let mut words = self.boundaries()?.starts(&texts, threads)?.into_iter();
        let each = turns.iter().zip(&stretches);
        Ok(each
            .map(|(turn, spans)| {
                let mut starts = Vec::new();
                for (span, words) in spans.iter().zip(&mut words) {
                    let paused = |at: &usize| turn.pauses.binary_search(at).is_ok();
                    let likely = words.iter().map(|word| (span.start + word.at, word.log_odds));
                    let likely = likely.filter(|(at, log_odds)| log_odds + if paused(at) { PAUSE } else { 0.0 } > 0.0);
                    starts.extend(likely.map(|(at, _)| at));
                }
                starts
            })
            .collect())
    }

    fn boundaries(&self) -> Result<&Boundaries> {
        if let Some(loaded) = self.boundaries.get() {
            return Ok(loaded);
        }
        let loaded = Boundaries::built_in()?;
        Ok(self.boundaries.get_or_init(|| loaded))
    }
}

#[cfg(test)]
mod tests;
