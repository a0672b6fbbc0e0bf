//! Names as they are typed to names as they stand in the tables.

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::name::fold;
use crate::results::folder::Results;
use crate::results::rows::Speaker;

/// Names that are suggested.
const NEAREST: usize = 3;

/// Whose rows are looked for.
#[derive(Debug)]
pub struct Who {
    /// The row of speakers.csv.
    pub row: Speaker,
    /// Documents in which the same word is a label, and somebody else's.
    labelled: BTreeSet<String>,
}

impl Who {
    /// Finds a speaker by name, and by the document where it is a label such as SPEAKER_00.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the nearest names, [`Error::Results`] where a label is not enough to tell who is meant.
    pub fn find(results: &Results, asked: &str, document: Option<&str>) -> Result<Self> {
        let rows: Vec<Speaker> = results.rows("speakers")?.collect::<Result<_>>()?;
        let path = results.path("speakers").display().to_string();
        let names: BTreeSet<&str> = rows.iter().map(|row| row.speaker.as_str()).collect();
        let name = closest(asked, &names, &path, "speaker")?.to_owned();
        let (mut own, _): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.speaker == name);
        let labelled: BTreeSet<String> = own.iter().filter_map(|row| row.document.clone()).collect();
        let meant = |row: &Speaker| match document {
            Some(_) => row.document.as_deref() == document,
            None => row.document.is_none(),
        };
        let at = own.iter().position(meant).or((own.len() == 1 && document.is_none()).then_some(0));
        let Some(at) = at else {
            let reason = match (document, labelled.is_empty()) {
                (Some(_), true) => format!("{name} is one person in every document; leave --document out"),
                (asked, _) => {
                    let documents = labelled.into_iter().collect::<Vec<_>>().join(", ");
                    let here = asked.map(|d| format!(", not in \"{d}\"")).unwrap_or_default();
                    format!("{name} names somebody in one document only{here}; --document says which: {documents}")
                }
            };
            return Err(Error::Results { path, reason });
        };
        Ok(Who { row: own.swap_remove(at), labelled })
    }

    /// Whether a row of another table with this speaker and document is about the one who is meant.
    pub fn is(&self, speaker: &str, document: Option<&str>) -> bool {
        speaker == self.row.speaker
            && match &self.row.document {
                Some(_) => self.row.document.as_deref() == document,
                None => document.is_none_or(|document| !self.labelled.contains(document)),
            }
    }
}

/// The name that is meant: the same, or the only one that is the same but for case, diacritics and spaces.
///
/// # Errors
/// [`Error::Unknown`] with the nearest names.
pub fn closest<'a>(asked: &str, names: &BTreeSet<&'a str>, path: &str, what: &'static str) -> Result<&'a str> {
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
        closest(asked, &names, "speakers.csv", "speaker").map_err(|e| e.to_string())
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
