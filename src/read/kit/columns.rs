//! Which column of a table is which, by its name or by what the user says.

use super::stage;
use crate::error::{Error, Result};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum InputColumn {
    /// Who speaks.
    Speaker,
    /// What is said.
    Text,
    /// Which meeting.
    Document,
    /// When.
    Date,
    /// Which turn.
    Turn,
    /// In which role.
    Role,
    /// For which country or party.
    Group,
    /// In which language.
    Language,
}

/// The names of the columns, best first.
const NAMES: [(InputColumn, &[&str]); 8] = [
    (InputColumn::Speaker, &["speaker", "speaker_name", "name", "person", "who"]),
    (InputColumn::Text, &["text", "utterance", "content", "speech", "sentence", "transcript"]),
    (InputColumn::Document, &["document", "doc", "document_id", "conversation_id", "meeting", "file"]),
    (InputColumn::Date, &["date"]),
    (InputColumn::Turn, &["turn"]),
    (InputColumn::Role, &["role"]),
    (InputColumn::Group, &["group", "party", "country"]),
    (InputColumn::Language, &["language"]),
];

/// What the user says of the columns: which holds what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns(Vec<(InputColumn, String)>);

impl Columns {
    /// From `speaker=Name` and the like.
    ///
    /// # Errors
    /// `Option` for anything else.
    pub fn parse(given: &[String]) -> Result<Self> {
        let one = |given: &String| {
            let (what, name) = given.split_once('=')?;
            let (column, _) = NAMES.iter().find(|(_, names)| names[0] == what.trim())?;
            Some((*column, plain(name))).filter(|(_, name)| !name.is_empty())
        };
        let fault = |given: &String| Error::Option {
            option: format!("--columns {given}"),
            reason: format!("write speaker=NAME; known are {}", NAMES.map(|(_, names)| names[0]).join(", ")),
        };
        given.iter().map(|given| one(given).ok_or_else(|| fault(given))).collect::<Result<_>>().map(Columns)
    }

    /// Whether the user names this column.
    pub fn names(&self, column: InputColumn) -> bool {
        self.0.iter().any(|(named, _)| *named == column)
    }
}

/// A column's name as it is compared.
fn plain(name: &str) -> String {
    name.trim().trim_start_matches('\u{feff}').to_lowercase().replace(' ', "_")
}

/// What the first line of a table says.
pub struct TopLine {
    /// The delimiter.
    pub delimiter: u8,
    /// What each column holds; `None` for those that are not read.
    pub columns: Vec<Option<InputColumn>>,
    /// Whether the first rows are as wide as the header.
    pub even_rows: bool,
}

/// Assigns each column at most once, by the best of its names.
pub fn columns_of<'a>(header: impl Iterator<Item = &'a str>, given: &Columns) -> Vec<Option<InputColumn>> {
    let header: Vec<String> = header.map(plain).collect();
    let mut columns = vec![None; header.len()];
    for (column, name) in &given.0 {
        if let Some(at) = header.iter().position(|h| h == name) {
            columns[at] = Some(*column);
        }
    }
    for (column, names) in NAMES.iter().filter(|(column, _)| !given.names(*column)) {
        let free = |name: &&str| header.iter().zip(&columns).position(|(h, taken)| h == name && taken.is_none());
        if let Some(at) = names.iter().find_map(free) {
            columns[at] = Some(*column);
        }
    }
    columns
}

/// The delimiter under which the first line names most columns; none where no delimiter gives two columns.
pub fn delimiter_of(text: &str, given: &Columns) -> Option<TopLine> {
    let head = stage::prefix(text, 1 << 16);
    let mut best: Option<(usize, TopLine)> = None;
    for delimiter in [b',', b';', b'\t', b'|'] {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(head.as_bytes());
        let mut records = reader.records().take(6).map_while(|record| record.ok());
        let Some(header) = records.next().filter(|h| h.len() > 1) else { continue };
        let columns = columns_of(header.iter(), given);
        let known = columns.iter().flatten().count();
        let widths: Vec<usize> = records.map(|record| record.len()).collect();
        // The last of the records at hand may be cut off by the window.
        let even_rows = !widths.is_empty() && widths.iter().all(|w| *w == header.len());
        if best.as_ref().is_none_or(|(most, _)| known > *most) {
            best = Some((known, TopLine { delimiter, columns, even_rows }));
        }
    }
    best.map(|(_, table)| table)
}
