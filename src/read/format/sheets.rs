//! Sheets of a workbook once their own format is behind them. The sheets that have a speaker and a text column are read
//! as tables; where there are several, each is a document of its own, or as many as its document column says.

use std::collections::{BTreeMap, BTreeSet};

use super::csv;
use crate::error::{Error, Result};
use crate::read::kit::columns::{InputColumn, columns_of};
use crate::read::row::SourceText;
use crate::transcript::{Reason, Transcript};

/// Columns beyond this one are not read.
pub const MOST_COLUMNS: usize = 1024;
/// The text of all cells of a sheet is at most so long, in bytes: cells may name one long string, or say that they are
/// repeated or merged, many times.
const MOST_TEXT: usize = 256 << 20;
/// What a cell costs besides its text, in bytes.
const CELL: usize = 64;
/// The header row is among so many rows that are not empty.
const OPENING: usize = 20;

/// A sheet: of each row the cells that are not empty, by their columns.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether it is shown.
    pub hidden: bool,
    /// Its rows by their numbers.
    pub rows: BTreeMap<usize, BTreeMap<usize, String>>,
    /// Cells that were merged: first row, first column and number of rows.
    pub merged: Vec<(usize, usize, usize)>,
    /// Bytes of all cells.
    size: usize,
}

impl Sheet {
    /// Without cells.
    pub fn new(name: String, hidden: bool) -> Self {
        Sheet { name, hidden, ..Sheet::default() }
    }

    /// Puts text into a cell.
    pub fn set(&mut self, row: usize, column: usize, text: String) {
        let used = column < MOST_COLUMNS && !text.trim().is_empty();
        if used && self.has_room(text.len()) {
            self.rows.entry(row).or_default().insert(column, text);
        }
    }

    /// Whether the sheet has room for another cell; without it, it is refused.
    fn has_room(&mut self, text: usize) -> bool {
        self.size = self.size.saturating_add(text + CELL);
        self.size <= MOST_TEXT
    }

    /// Fills cells that were merged over several rows: each of these rows has the text of the first.
    fn fill(&mut self) {
        for (row, column, rows) in std::mem::take(&mut self.merged) {
            let Some(text) = self.rows.get(&row).and_then(|cells| cells.get(&column)).cloned() else { continue };
            let below: Vec<usize> = self
                .rows
                .range(row.saturating_add(1)..row.saturating_add(rows).max(row.saturating_add(1)))
                .map(|(row, _)| *row)
                .collect();
            for row in below {
                if !self.has_room(text.len()) {
                    return;
                }
                self.rows.entry(row).or_default().entry(column).or_insert_with(|| text.clone());
            }
        }
    }

    /// The first row that names a speaker and a text column.
    fn header(&self, source: &SourceText) -> Option<usize> {
        let named = |cells: &BTreeMap<usize, String>| {
            let columns = columns_of(cells.values().map(String::as_str), &source.options.columns);
            [InputColumn::Speaker, InputColumn::Text].iter().all(|wanted| columns.contains(&Some(*wanted)))
        };
        self.rows.iter().take(OPENING).find(|(_, cells)| named(cells)).map(|(row, _)| *row)
    }

    /// The rows from this one on as CSV, and the characters of those before.
    fn csv(&self, from: usize, source: &SourceText) -> Result<(String, usize)> {
        let used: BTreeSet<usize> = self.rows.range(from..).flat_map(|(_, cells)| cells.keys().copied()).collect();
        let mut csv = String::new();
        for (_, cells) in self.rows.range(from..) {
            for (at, column) in used.iter().enumerate() {
                let cell = cells.get(column).map_or("", String::as_str);
                csv.push_str(if at > 0 { ",\"" } else { "\"" });
                csv.push_str(&cell.replace('"', "\"\""));
                csv.push('"');
            }
            csv.push('\n');
            if csv.len() as u64 > source.options.limits.max_size {
                let limit = format!("the sheet \"{}\" is too large (see --max-size)", self.name);
                return Err(Error::TooLarge { path: source.path.to_path_buf(), line: None, limit });
            }
        }
        let before = self.rows.range(..from).flat_map(|(_, cells)| cells.values());
        Ok((csv, before.map(|cell| cell.chars().count()).sum()))
    }
}

/// Reads the sheets that have the columns.
///
/// # Errors
/// `NoColumn` where none has them, and those of the reader of tables.
pub fn read(mut sheets: Vec<Sheet>, source: &SourceText) -> Result<Vec<Transcript>> {
    if sheets.iter().any(|sheet| !sheet.hidden) {
        sheets.retain(|sheet| !sheet.hidden);
    }
    sheets.retain(|sheet| !sheet.rows.is_empty());
    sheets.iter_mut().for_each(Sheet::fill);
    if let Some(full) = sheets.iter().find(|sheet| sheet.size > MOST_TEXT) {
        let limit = format!("the sheet \"{}\" has over {} MB of text", full.name, MOST_TEXT >> 20);
        return Err(Error::TooLarge { path: source.path.to_path_buf(), line: None, limit });
    }
    if sheets.is_empty() {
        return Err(Error::Empty { path: source.path.to_path_buf() });
    }
    if sheets.iter().any(|sheet| sheet.header(source).is_some()) {
        sheets.retain(|sheet| sheet.header(source).is_some());
    }
    let (mut read, mut failed) = (Vec::new(), None);
    for sheet in &sheets {
        let first = sheet.rows.keys().next().copied().unwrap_or(0);
        let (csv, before) = sheet.csv(sheet.header(source).unwrap_or(first), source)?;
        match (csv::FORMAT.read)(&source.holding(&csv)) {
            Ok(mut transcripts) => {
                if let Some(first) = transcripts.first_mut() {
                    first.set_aside(before, Reason::Lead);
                }
                read.push((sheet, transcripts));
            }
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    match failed {
        Some(error) if read.is_empty() => Err(error),
        _ => Ok(keyed(read)),
    }
}

/// The documents of all sheets. Where there are several sheets, a document's key begins with its sheet's name.
fn keyed(read: Vec<(&Sheet, Vec<Transcript>)>) -> Vec<Transcript> {
    let several = read.len() > 1;
    let key = |sheet: &Sheet, key: &str| match key {
        "" => sheet.name.clone(),
        key => format!("{}/{key}", sheet.name),
    };
    let documents = read.into_iter().flat_map(|(sheet, transcripts)| {
        transcripts.into_iter().map(move |mut transcript| {
            if several {
                transcript.id = key(sheet, &transcript.id);
            }
            transcript
        })
    });
    documents.collect()
}
