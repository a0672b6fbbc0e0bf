//! What a run tells of itself while it goes on.

use crate::scores::Done;

/// How far a run is. Whoever watches it is called from several threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The number of files found.
    Files(usize),
    /// One file was read, with so many bytes of speech that are to be scored.
    Read(u64),
    /// Documents with so many bytes of speech are about to be scored.
    Scoring(u64),
    /// So many sentences more are read by the built-in model, or their scores are at hand.
    Heard(Done),
    /// Documents with so many bytes of speech are scored, and need not have been about to be.
    Scored(u64),
    /// So many files more are annotated and written.
    Written(u64),
    /// Every document is written, and what needs all of them is begun.
    Summing,
}

/// Whoever watches a run.
pub type Watcher<'a> = &'a (dyn Fn(Progress) + Sync);
