//! The codes of all coders: files as they come back from Excel, Label Studio or doccano, held against the key.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::coding::code_row::CodeRow;
use crate::coding::file_kind::code_rows;
use crate::coding::key::SampleKey;
use crate::coding::variable::UNCLEAR;
use crate::error::{Error, Result};

/// What a column `source` may say: nothing, or that a person coded who saw no predictions.
const BY_PEOPLE: [&str; 5] = ["", "human", "person", "manual", "blind"];

/// The code of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodedItem {
    /// Its id.
    pub item: String,
    /// Who coded it, by the key.
    pub coder: String,
    /// The label, as the variable spells it; none for "unclear".
    pub label: Option<String>,
    /// How sure the coder is, 1 to 3, where stated.
    pub confidence: Option<u8>,
    /// File and line, for errors.
    pub place: String,
}

/// Reads codes from files, or from all files of folders. Files that `rostrum sample` wrote and nobody filled are passed over, and
/// of a sheet and its twins in other formats the one that is filled counts.
///
/// # Errors
/// [`Error::Config`] with file and line for an item that the key does not have or that is another coder's, a label outside the
/// codebook, two different codes for one item, a code that is no person's; with both files where a coder has two; and where
/// there is no code at all.
pub fn read(paths: &[PathBuf], key: &SampleKey) -> Result<Vec<CodedItem>> {
    let items: BTreeMap<&str, &str> = key.rows.iter().map(|row| (row.item.as_str(), row.coder.as_str())).collect();
    let mut filled: BTreeMap<String, CodedFile> = BTreeMap::new();
    for path in files(paths)? {
        let mut file = CodedFile { path, coder: None, codes: BTreeMap::new() };
        for row in code_rows(&file.path)? {
            file.add(row, &items, key)?;
        }
        let Some(coder) = file.coder.clone() else { continue };
        if let Some(other) = filled.get(&coder) {
            let reason = format!("has codes of {coder}, and so has {}; give one of them only", other.path.display());
            return Err(Error::Config { path: file.path, reason });
        }
        filled.insert(coder, file);
    }
    if filled.is_empty() {
        let path = paths.first().cloned().unwrap_or_default();
        return Err(Error::Config {
            path,
            reason: "there is no code yet: no sheet has its column code filled".to_owned(),
        });
    }
    Ok(filled.into_values().flat_map(|file| file.codes.into_values()).collect())
}

/// The files, those of folders in order; hidden ones, and those that programs keep beside an open file, are passed over.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let fault = |source| Error::Read { path: path.clone(), source };
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(path).map_err(fault)? {
            let file = entry.map_err(fault)?.path();
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if file.is_file() && !name.starts_with(['.', '~']) {
                inside.push(file);
            }
        }
        inside.sort();
        files.append(&mut inside);
    }
    Ok(files)
}

/// A file as far as it is read.
struct CodedFile {
    path: PathBuf,
    /// Whose items it holds.
    coder: Option<String>,
    codes: BTreeMap<String, CodedItem>,
}

impl CodedFile {
    fn add(&mut self, row: CodeRow, items: &BTreeMap<&str, &str>, key: &SampleKey) -> Result<()> {
        let code = row.code.trim().to_lowercase();
        if code.is_empty() {
            return Ok(());
        }
        let fault = |reason: String| {
            let reason = format!("{}: {reason}", row.place);
            Err(Error::Config { path: self.path.clone(), reason })
        };
        let item = row.item.trim();
        let Some(&coder) = items.get(item) else {
            let known = key.path.display();
            return fault(if item.is_empty() {
                "a code without its item".to_owned()
            } else {
                format!("no item \"{item}\" in {known}")
            });
        };
        let own = self.coder.get_or_insert_with(|| coder.to_owned());
        if own != coder {
            let own = own.clone();
            return fault(format!("item {item} is one of {coder}, and this is the file of {own}"));
        }
        if !BY_PEOPLE.contains(&row.source.trim().to_lowercase().as_str()) {
            let said = row.source.trim();
            return fault(format!("source \"{said}\": only codes of people who saw no predictions can be used"));
        }
        let labels = key.drawn.design.frame.variable.labels();
        let label = labels.iter().find(|label| **label == code).map(|label| (*label).to_owned());
        if label.is_none() && code != UNCLEAR {
            let typed = row.code.trim();
            return fault(format!("\"{typed}\" is no label; use {} or {UNCLEAR}", labels.join(", ")));
        }
        let Ok(confidence) = confidence(&row.confidence) else {
            return fault(format!("confidence \"{}\": use 1, 2 or 3, or leave it empty", row.confidence.trim()));
        };
        let place = format!("{}, {}", self.path.display(), row.place);
        match self.codes.get(item) {
            Some(first) if first.label != label => {
                let other = first.place.rsplit(", ").next().unwrap_or_default();
                return fault(format!("item {item} has another code in {other}"));
            }
            Some(_) => {}
            None => {
                let coded = CodedItem { item: item.to_owned(), coder: coder.to_owned(), label, confidence, place };
                self.codes.insert(item.to_owned(), coded);
            }
        }
        Ok(())
    }
}

/// 1 to 3, or none; Label Studio writes `[{"rating": 2}]`.
fn confidence(cell: &str) -> std::result::Result<Option<u8>, ()> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(None);
    }
    let rating = || serde_json::from_str::<serde_json::Value>(cell).ok()?.get(0)?.get("rating")?.as_u64();
    let stated = cell.parse().ok().or_else(rating);
    stated.and_then(|n| u8::try_from(n).ok()).filter(|n| (1..=3).contains(n)).map(Some).ok_or(())
}
