//! Which event each document is part of, where files beside it say so, and how many are part of none.

use std::collections::BTreeMap;

use crate::config::ClusterBy;
use crate::error::{Error, Result};
use crate::transcript::Transcript;

/// The events of a run.
#[derive(Debug, Default)]
pub struct Events {
    /// Those that files state for others, by folder and key.
    stated: BTreeMap<(String, String), String>,
    /// Documents that say themselves of which event they are.
    known: usize,
    /// The others, by their ids.
    others: Vec<String>,
}

impl Events {
    /// Learns what a document says of itself and of others.
    pub fn learn(&mut self, t: &Transcript) {
        let (folder, _) = place(&t.id);
        self.stated.extend(t.events.iter().map(|(key, event)| ((folder.to_owned(), key.clone()), event.clone())));
        if t.event.is_some() {
            self.known += 1;
        } else if !t.turns.is_empty() {
            self.others.push(t.id.clone());
        }
    }

    /// The event that another file states for a document.
    pub fn of(&self, id: &str) -> Option<&String> {
        let (folder, key) = place(id);
        self.stated.get(&(folder.to_owned(), key.to_owned()))
    }

    /// What to tell of documents that are part of no event.
    ///
    /// # Errors
    /// [`Error::Option`] where that is all of them.
    pub fn remark(&self, by: &ClusterBy) -> Result<Option<String>> {
        let option = format!("--cluster {}", by.name());
        let without = self.others.iter().filter(|id| self.of(id).is_none()).count();
        let lacks = if by.column().is_some() { "a value of that name" } else { "such a date" };
        match (without, self.known + self.others.len()) {
            (0, _) => Ok(None),
            (without, all) if without == all => {
                let reason = format!(
                    "no document has {lacks} (a column of tables, a key of JSONL or of ConvoKit's conversations, EVENT in --speaker-from; day, month, quarter and year take the document's date)"
                );
                Err(Error::Option { option, reason })
            }
            (1, _) => Ok(Some(format!("{option}: 1 document has not {lacks}, and is a cluster of its own"))),
            (n, _) => Ok(Some(format!("{option}: {n} documents have not {lacks}, and are clusters of their own"))),
        }
    }
}

/// The folder of a document's file, and its key in the file.
fn place(id: &str) -> (&str, &str) {
    let (file, key) = id.split_once('#').unwrap_or((id, ""));
    (file.rsplit_once('/').map_or("", |(folder, _)| folder), key)
}
