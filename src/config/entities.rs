//! The entities file: entities with all the names that mean them, written by the user.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::config::toml_text;
use crate::error::Result;
use crate::label::EntityType;
use crate::name::key;

/// One `[[entity]]` of the entities file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownEntity {
    /// The name in the tables.
    pub name: String,
    /// PER, ORG, LOC or MISC.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Other names and spellings.
    #[serde(default)]
    pub aliases: Vec<String>,
}

impl KnownEntity {
    /// The name and the aliases.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.name).chain(&self.aliases)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntitiesFile {
    #[serde(default)]
    entity: Vec<Spanned<KnownEntity>>,
}

/// Reads an entities file.
///
/// # Errors
/// `Config` naming file and line: for TOML that does not parse, unknown keys, empty names, and a name that belongs to two
/// entities (both are named).
pub fn parse_entities(toml: &str, path: &Path) -> Result<Vec<KnownEntity>> {
    let refuse = |offset: usize, reason: &str| Err(toml_text::fault(path, toml, offset, reason));
    let file: EntitiesFile = toml_text::read(toml, path)?;
    let mut owners: BTreeMap<String, &KnownEntity> = BTreeMap::new();
    for entry in &file.entity {
        let entity = entry.get_ref();
        for name in entity.names() {
            let key = key(name);
            if key.is_empty() {
                return refuse(entry.span().start, "an empty name");
            }
            match owners.insert(key, entity) {
                Some(other) if (&other.name, other.kind) != (&entity.name, entity.kind) => {
                    let both = [other, entity].map(|e| format!("{} ({})", e.name, e.kind.name())).join(" and ");
                    return refuse(entry.span().start, &format!("\"{name}\" belongs to both {both}"));
                }
                _ => {}
            }
        }
    }
    Ok(file.entity.into_iter().map(Spanned::into_inner).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_name_the_line() {
        let fault = |toml: &str| parse_entities(toml, "mine.toml".as_ref()).expect_err("is faulty").to_string();
        assert!(fault("\n[[entity]]\nname = 3").starts_with("mine.toml: line 3: "));
        assert!(fault("[[entity]]\nname = \"Varsia\"\n").contains("type"));
        assert!(fault("[[entity]]\nname = \"Varsia\"\ntype = \"CITY\"\n").contains("CITY"));
        assert!(fault("[[entity]]\nname = \"Varsia\"\ntype = \"LOC\"\nalias = []\n").contains("alias"));
        let empty = "[[entity]]\nname = \"Varsia\"\ntype = \"LOC\"\n\n[[entity]]\nname = \" \"\ntype = \"LOC\"\n";
        assert_eq!(fault(empty), "mine.toml: line 5: an empty name");
        let twice = "[[entity]]\nname = \"Lena Orsol\"\ntype = \"PER\"\naliases = [\"Orsol\"]\n\
            [[entity]]\nname = \"Orsol\"\ntype = \"LOC\"\n";
        let expected = "mine.toml: line 5: \"Orsol\" belongs to both Lena Orsol (PER) and Orsol (LOC)";
        assert_eq!(fault(twice), expected);
    }

    #[test]
    fn the_example_file_is_read() {
        let known =
            parse_entities(include_str!("../../data/entities.toml"), "entities.toml".as_ref()).expect("it parses");
        assert!(known.iter().any(|e| e.name == "Varsia" && e.kind == EntityType::Loc));
    }
}
