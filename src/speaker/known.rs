//! The speakers' file: people with all the spellings of their names, written by the user.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::names::suffixes;
use crate::error::Result;
use crate::name::fold;
use crate::tomlfile;

/// One `[[speaker]]` of the speakers' file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The canonical name.
    pub name: String,
    /// Other spellings.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Country, party or the like.
    pub group: Option<String>,
    /// What the person is ("head of state"); not the role of a turn.
    pub role: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    speaker: Vec<Spanned<Known>>,
}

/// Reads a speakers' file.
///
/// # Errors
/// `Config` naming file and line: for TOML that does not parse, unknown keys, empty names, and a spelling that belongs to
/// two people (both are named).
pub fn parse(toml: &str, path: &str) -> Result<Vec<Known>> {
    let refuse = |offset: usize, reason: &str| Err(tomlfile::fault(path, toml, offset, reason));
    let file: File = tomlfile::read(toml, path)?;
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    for entry in &file.speaker {
        let person = entry.get_ref();
        for spelling in std::iter::once(&person.name).chain(&person.aliases) {
            let key = fold(spelling);
            if key.is_empty() {
                return refuse(entry.span().start, "an empty name");
            }
            match owners.insert(key, &person.name) {
                Some(other) if fold(other) != fold(&person.name) => {
                    let reason = format!("\"{spelling}\" belongs to both {other} and {}", person.name);
                    return refuse(entry.span().start, &reason);
                }
                _ => {}
            }
        }
    }
    // an entry that is not filled in says nothing
    let filled = |value: Option<String>| value.filter(|text| !text.trim().is_empty());
    let person = |known: Known| Known { group: filled(known.group), role: filled(known.role), ..known };
    Ok(file.speaker.into_iter().map(|entry| person(entry.into_inner())).collect())
}

/// The people of the speakers' file by every spelling.
#[derive(Debug, Default)]
pub(super) struct People {
    known: Vec<Known>,
    by_spelling: BTreeMap<String, usize>,
}

impl People {
    pub(super) fn new(known: Vec<Known>) -> Self {
        let mut by_spelling = BTreeMap::new();
        for (at, person) in known.iter().enumerate() {
            for spelling in std::iter::once(&person.name).chain(&person.aliases) {
                by_spelling.entry(fold(spelling)).or_insert(at);
            }
        }
        People { known, by_spelling }
    }

    /// By a folded spelling.
    pub(super) fn find(&self, key: &str) -> Option<&Known> {
        self.by_spelling.get(key).and_then(|at| self.known.get(*at))
    }

    /// By a whole folded header, or by its longest ending of two words or more.
    pub(super) fn find_ending(&self, key: &str) -> Option<&Known> {
        self.find(key).or_else(|| suffixes(key).filter(|s| s.contains(' ')).find_map(|suffix| self.find(suffix)))
    }
}
