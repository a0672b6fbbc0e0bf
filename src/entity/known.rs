//! The entities of the entities file by every name.

use std::collections::BTreeMap;

use crate::config::KnownEntity;
use crate::name::key;

/// The entities of the file by every name.
#[derive(Debug, Default)]
pub struct KnownEntities(BTreeMap<String, KnownEntity>);

impl KnownEntities {
    /// From the entries of the file.
    pub fn new(known: Vec<KnownEntity>) -> Self {
        KnownEntities(
            known.into_iter().flat_map(|e| e.names().map(|n| (key(n), e.clone())).collect::<Vec<_>>()).collect(),
        )
    }

    /// By the key of a name.
    pub fn find(&self, key: &str) -> Option<&KnownEntity> {
        self.0.get(key)
    }
}
