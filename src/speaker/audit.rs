//! The audit of attribution: every distinct header of a document with what was said under it, what deserves a look, and the
//! lines that look like headers and were not taken for one.

use std::collections::BTreeMap;

use crate::speaker::lengths::Medians;
use crate::speaker::resolved::Resolved;
use crate::transcript::Transcript;

/// One distinct header of a document, or one line that looks like a header.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenHeader {
    /// Id of the document.
    pub document: String,
    /// As printed, without its colon.
    pub printed: String,
    /// Whom it stands for; none for a line that was not taken for a header.
    pub speaker: Option<Resolved>,
    /// Turns under it.
    pub turns: usize,
    /// Words in them.
    pub words: usize,
    /// Turns under it that may hide a header.
    pub long_turns: Vec<LongTurn>,
    /// For a line that was not taken for a header, the turn whose text it was left in, from 0; none before the first.
    pub left_in: Option<usize>,
}

/// A turn over ten times as long as its speaker's usually are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LongTurn {
    /// The turn, from 0.
    pub turn: usize,
    /// Words in it.
    pub words: usize,
    /// The speaker's median.
    pub median: f64,
}

impl SeenHeader {
    /// The headers of a document, in order of first appearance, then the lines that look like headers.
    pub fn all(transcript: &Transcript, speakers: &[Resolved], medians: &Medians) -> Vec<Self> {
        let mut seen: Vec<SeenHeader> = Vec::new();
        let mut index: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (number, (turn, speaker)) in transcript.turns.iter().zip(speakers).enumerate() {
            let at = *index.entry((&turn.header.printed, &speaker.speaker)).or_insert_with(|| {
                seen.push(SeenHeader::new(&transcript.id, &turn.header.printed, Some(speaker)));
                seen.len() - 1
            });
            let words = turn.words();
            seen[at].turns += 1;
            seen[at].words += words;
            if let Some(median) = medians.exceeded(&transcript.id, speaker, words) {
                seen[at].long_turns.push(LongTurn { turn: number, words, median });
            }
        }
        seen.extend(
            transcript
                .unmatched
                .iter()
                .map(|line| SeenHeader { left_in: line.turn, ..SeenHeader::new(&transcript.id, &line.printed, None) }),
        );
        seen
    }

    fn new(document: &str, printed: &str, speaker: Option<&Resolved>) -> Self {
        SeenHeader {
            document: document.to_owned(),
            printed: printed.to_owned(),
            speaker: speaker.cloned(),
            turns: 0,
            words: 0,
            long_turns: Vec::new(),
            left_in: None,
        }
    }

    /// Whom else it may stand for; nobody for a line that was not taken for a header.
    pub fn namesakes(&self) -> &[String] {
        self.speaker.as_ref().map_or(&[], |speaker| &speaker.namesakes)
    }

    /// Whether the name may be another's.
    pub fn is_ambiguous(&self) -> bool {
        self.speaker.as_ref().is_some_and(Resolved::is_ambiguous)
    }

    /// Whether who speaks may be wrong: a line that may be a header, a name that may be another's.
    pub fn is_doubtful(&self) -> bool {
        self.speaker.is_none() || self.is_ambiguous()
    }
}
