//! A row of a file with codes, before anything is made of it.

/// What a row says, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodeRow {
    /// Line of the file, or number of the task, in words.
    pub place: String,
    /// The item's id.
    pub item: String,
    /// The code; empty where there is none.
    pub code: String,
    /// How sure the coder is.
    pub confidence: String,
    /// Who or what coded, where stated.
    pub source: String,
}
