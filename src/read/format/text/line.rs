//! A line of a text as it is read, with what stood around it.

use std::ops::Range;

use crate::read::kit::header::Candidate;

/// A line of a text as it is read.
#[derive(Debug, Clone, Default)]
pub struct TidyLine {
    /// Where it stands in the tidied text, trimmed; empty for a blank one.
    pub range: Range<usize>,
    /// White space before it in the file, in bytes.
    pub indent: usize,
    /// Where a time stood in it, in bytes from its start: 0 before everything, else behind what may be a name.
    pub stamp: Option<usize>,
    /// Whether it was the word "Share" of a parliament's page.
    pub shared: bool,
    /// Whether it was nothing but a time.
    pub is_time: bool,
    /// Bytes at its start that were bold.
    pub bold: usize,
    /// Whether ">>" before it said that somebody else speaks.
    pub changes: bool,
    /// Whether it was marked as a heading.
    pub heading: bool,
    /// Where a header at its start would end, one past its colon.
    pub colon: Option<usize>,
    /// What may be a header at its start.
    pub candidate: Option<Candidate>,
}
