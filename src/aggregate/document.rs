//! What a document holds, counted.

use crate::annotate::AnnotatedTranscript;
use crate::transcript::Reason;

/// Numbers of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentCounts {
    /// Characters read.
    pub characters: usize,
    /// Of these, in turns.
    pub spoken_characters: usize,
    /// Of these, set aside, by reason in the order of [`Reason::ALL`].
    pub set_aside: [usize; Reason::ALL.len()],
    /// Of these, lost or counted twice.
    pub unexplained_characters: usize,
    /// Turns.
    pub turns: usize,
    /// Of these, without punctuation.
    pub unpunctuated_turns: usize,
    /// Sentences of all turns.
    pub sentences: usize,
    /// Of these, scored.
    pub scored_sentences: usize,
}

impl DocumentCounts {
    /// Of a document.
    pub fn of(document: &AnnotatedTranscript) -> Self {
        let t = &document.transcript;
        let sentences = || document.sentences.iter().flatten();
        DocumentCounts {
            characters: t.characters,
            spoken_characters: t.spoken_characters(),
            set_aside: Reason::ALL.map(|reason| t.set_aside_for(reason)),
            unexplained_characters: t.unexplained_characters(),
            turns: t.turns.len(),
            unpunctuated_turns: t.unpunctuated_turns(),
            sentences: sentences().count(),
            scored_sentences: sentences().filter(|s| s.scores.is_some()).count(),
        }
    }
}
