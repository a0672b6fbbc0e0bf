//! Names as they are typed to names as they stand in the tables.

use std::collections::BTreeSet;
use std::path::Path;

use crate::error::{Error, Result};
use crate::name::fold;
use crate::results::folder::Results;
use crate::results::record::Record;

/// Names that are suggested.
const NEAREST: usize = 3;

/// A speaker whose rows are looked for.
#[derive(Debug)]
pub struct FoundSpeaker {
    /// The name, or the label as printed.
    pub name: String,
    /// For a label, the document in which it names somebody.
    pub document: Option<String>,
    /// The row of speakers.csv.
    pub row: Record,
    /// Documents in which the same word is a label, and somebody else's.
    labelled: BTreeSet<String>,
}

impl FoundSpeaker {
    /// Finds a speaker by name, and by the document where it is a label such as SPEAKER_00.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the nearest names, [`Error::Results`] where a label is not enough to tell who is meant.
    pub fn find(results: &Results, asked: &str, document: Option<&str>) -> Result<Self> {
        let mut rows: Vec<(String, Option<String>, Record)> = Vec::new();
        for row in results.rows("speakers")? {
            let row = row?;
            rows.push((row.text("speaker")?.to_owned(), row.text_or_none("document")?.map(str::to_owned), row));
        }
        let path = results.path("speakers");
        let names: BTreeSet<&str> = rows.iter().map(|(name, ..)| name.as_str()).collect();
        let name = closest(asked, &names, &path, "speaker")?.to_owned();
        rows.retain(|(speaker, ..)| *speaker == name);
        let labelled: BTreeSet<String> = rows.iter().filter_map(|(_, inside, _)| inside.clone()).collect();
        let meant = |inside: &Option<String>| match document {
            Some(_) => inside.as_deref() == document,
            None => inside.is_none(),
        };
        let at = rows.iter().position(|(_, inside, _)| meant(inside));
        match at.or((rows.len() == 1 && document.is_none()).then_some(0)) {
            Some(at) => {
                let (name, document, row) = rows.swap_remove(at);
                Ok(FoundSpeaker { name, document, row, labelled })
            }
            None => Err(Error::Results { path, reason: not_told(&name, document, labelled) }),
        }
    }

    fn is(&self, speaker: &str, document: Option<&str>) -> bool {
        speaker == self.name
            && match &self.document {
                Some(_) => self.document.as_deref() == document,
                None => document.is_none_or(|document| !self.labelled.contains(document)),
            }
    }

    /// Whether a row with the columns `speaker` and `document` is about the one who is meant.
    ///
    /// # Errors
    /// [`Error::Results`] where it has no such columns.
    pub fn has(&self, row: &Record) -> Result<bool> {
        Ok(self.is(row.text("speaker")?, row.text_or_none("document")?))
    }
}

/// Why a name and a document do not tell who is meant.
fn not_told(name: &str, document: Option<&str>, labelled: BTreeSet<String>) -> String {
    if document.is_some() && labelled.is_empty() {
        return format!("{name} is one person in every document; leave --document out");
    }
    let documents = labelled.into_iter().collect::<Vec<_>>().join(", ");
    let here = document.map(|d| format!(", not in \"{d}\"")).unwrap_or_default();
    format!("{name} names somebody in one document only{here}; --document says which: {documents}")
}

/// The name that is meant: the same, or the only one that is the same but for case, diacritics and spaces.
///
/// # Errors
/// [`Error::Unknown`] with the nearest names.
pub fn closest<'a>(asked: &str, names: &BTreeSet<&'a str>, path: &Path, what: &'static str) -> Result<&'a str> {
    if let Some(name) = names.get(asked) {
        return Ok(name);
    }
    let key = fold(asked);
    let alike: Vec<&str> = names.iter().copied().filter(|name| fold(name) == key).collect();
    if let [name] = alike[..] {
        return Ok(name);
    }
    let distance = |name: &str| {
        let folded = fold(name);
        // a part of a name is nearer than any misspelling
        if folded.contains(&key) { 0 } else { strsim::damerau_levenshtein(&folded, &key) }
    };
    let mut near: Vec<(usize, &str)> = names.iter().map(|name| (distance(name), *name)).collect();
    near.sort_unstable();
    let near: Vec<&str> = near.into_iter().take(NEAREST).map(|(_, name)| name).collect();
    let others = if near.is_empty() { "there is none".to_owned() } else { format!("nearest: {}", near.join(", ")) };
    Err(Error::Unknown { path: path.to_owned(), what, name: asked.to_owned(), others })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(asked: &str) -> std::result::Result<&'static str, String> {
        let names = BTreeSet::from(["Lena Orsol", "Lenka Orsolin", "Tomas Vell", "Zdena Šorm"]);
        closest(asked, &names, Path::new("speakers.csv"), "speaker").map_err(|e| e.to_string())
    }

    #[test]
    fn case_and_diacritics_do_not_matter_and_misspellings_are_not_guessed() {
        assert_eq!(find("lena  ORSOL"), Ok("Lena Orsol"));
        assert_eq!(find("Zdena Sorm"), Ok("Zdena Šorm"));
        let fault = find("Tomas Vel").expect_err("it may be somebody else");
        assert!(fault.contains("no speaker \"Tomas Vel\"; nearest: Tomas Vell, "), "{fault}");
        assert!(find("Orsol").expect_err("two have it").contains("nearest: Lena Orsol, Lenka Orsolin"));
    }
}
