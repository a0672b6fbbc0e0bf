//! The speakers file: people with all the spellings of their names, written by the user.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::config::toml_text;
use crate::error::Result;
use crate::name::fold;

/// One `[[speaker]]` of the speakers' file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownSpeaker {
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

impl KnownSpeaker {
    /// The name and its other spellings.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.aliases).map(String::as_str)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpeakersFile {
    #[serde(default)]
    speaker: Vec<Spanned<KnownSpeaker>>,
}

/// Reads a speakers' file.
///
/// # Errors
/// `Config` naming file and line: for TOML that does not parse, unknown keys, empty names, and a spelling that belongs to
/// two people (both are named).
pub fn parse_speakers(toml: &str, path: &Path) -> Result<Vec<KnownSpeaker>> {
    let refuse = |offset: usize, reason: &str| Err(toml_text::fault(path, toml, offset, reason));
    let file: SpeakersFile = toml_text::read(toml, path)?;
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    for entry in &file.speaker {
        let person = entry.get_ref();
        for spelling in person.spellings() {
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
    let person = |known: KnownSpeaker| KnownSpeaker { group: filled(known.group), role: filled(known.role), ..known };
    Ok(file.speaker.into_iter().map(|entry| person(entry.into_inner())).collect())
}
