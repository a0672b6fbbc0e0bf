//! What a run tells of itself while it goes on.

/// How far a run is. Whoever watches it is called from several threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The number of files found.
    Files(usize),
    /// One file was read for its names.
    Read,
    /// So many sentences more are scored.
    Sentences(u64),
    /// So many files more are annotated and written.
    Written(u64),
}

/// Whoever watches a run.
pub type Watcher<'a> = &'a (dyn Fn(Progress) + Sync);
