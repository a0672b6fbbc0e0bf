//! What a run did.

/// What a run did, for the summary.
#[derive(Debug, Default, Clone)]
pub struct Summary {
    /// Documents read.
    pub documents: usize,
    /// Of these, scored by an earlier run.
    pub reused: usize,
    /// Of all, without a single turn.
    pub without_turns: usize,
    /// Speakers with a row in speakers.csv.
    pub speakers: usize,
    /// Turns.
    pub turns: usize,
    /// Sentences.
    pub sentences: usize,
    /// Rows of attribution.csv where who speaks may be wrong.
    pub doubtful: usize,
    /// Documents with speech that nobody is named for.
    pub unattributed: usize,
    /// Sentences by topic id, in order of the topics.
    pub topics: Vec<(String, u64)>,
    /// One line for each thing that deserves a look.
    pub warnings: Vec<String>,
    /// One line for each input that failed.
    pub failures: Vec<String>,
    /// Seconds from start to end.
    pub seconds: f64,
}
