//! A document with everything that is known about it.

use crate::entity::Referent;
use crate::scores::{Mention, Scores};
use crate::span::Span;
use crate::speaker::Resolved;
use crate::transcript::Transcript;

/// One sentence of a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnotatedSentence {
    /// Bytes of the turn's text, without the white space around the sentence.
    pub span: Span,
    /// Words in it.
    pub words: usize,
    /// The scores; none where the sentence has no letter or the document is not English.
    pub scores: Option<Scores>,
    /// The entities of its mentions, one for each.
    pub referents: Vec<Referent>,
}

impl AnnotatedSentence {
    /// The mentions with their entities.
    pub fn mentions(&self) -> impl Iterator<Item = (&Mention, &Referent)> {
        self.scores.iter().flat_map(|scores| &scores.mentions).zip(&self.referents)
    }
}

/// A document with everything that is known about it.
#[derive(Debug, Clone)]
pub struct AnnotatedTranscript {
    /// The document as read.
    pub transcript: Transcript,
    /// Who speaks, per turn.
    pub speakers: Vec<Resolved>,
    /// The sentences, per turn.
    pub sentences: Vec<Vec<AnnotatedSentence>>,
}
