//! How to read: what the user says of the inputs.

use std::collections::BTreeSet;

use super::from_path::PathPattern;
use super::kit::columns::Columns;
use crate::config::{ClusterBy, Languages};
use crate::input::Limits;
use crate::transcript::Unit;

/// How to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether the rows of tables and JSONL are sentences already.
    pub unit: Unit,
    /// How much is read, and how long it is waited for.
    pub limits: Limits,
    /// Which documents are scored.
    pub languages: Languages,
    /// Who speaks in texts that name nobody.
    pub speaker: Option<String>,
    /// The names of the speakers file and their spellings, folded: each is a header where it stands before a colon.
    pub names: BTreeSet<String>,
    /// Where the path says who speaks.
    pub speaker_from: Option<PathPattern>,
    /// What the user says of the columns of tables.
    pub columns: Columns,
    /// What tells which documents are of one event.
    pub cluster: Option<ClusterBy>,
}

impl Options {
    /// The column that tells events, where it is one.
    pub fn event_column(&self) -> Option<&str> {
        self.cluster.as_ref().and_then(ClusterBy::column)
    }
}
