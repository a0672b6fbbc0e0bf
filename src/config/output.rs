//! How results are written.

/// What is done about earlier results in the output folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Replace {
    /// Stop with an error.
    #[default]
    Never,
    /// Replace what an earlier run wrote (`--force`).
    EarlierResults,
    /// Go on from what an earlier run scored, finished or not (`--resume`).
    Resume,
}

/// How CSV files begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ByteOrderMark {
    /// Plain UTF-8.
    #[default]
    Absent,
    /// With a mark, so that Excel reads UTF-8 (`--excel`).
    Present,
}
