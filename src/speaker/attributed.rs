//! A document with who speaks in it.

use crate::speaker::resolved::Resolved;
use crate::transcript::Transcript;

/// A document as read, and whom its turns are attributed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributedTranscript {
    /// The document as read.
    pub transcript: Transcript,
    /// Who speaks, per turn.
    pub speakers: Vec<Resolved>,
}
