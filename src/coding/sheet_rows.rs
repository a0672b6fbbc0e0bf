//! Rows of sheets: CSV, as spreadsheets and labelling programs write it, and workbooks.

use std::path::Path;

use crate::coding::code_row::CodeRow;
use crate::error::{Error, Result};
use crate::read::Sheet;
use crate::report::csv::unguard;

/// Delimiters that spreadsheets write, by the country of their user.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// The columns that are read, by their places.
struct CodeColumns {
    item: usize,
    code: usize,
    confidence: Option<usize>,
    source: Option<usize>,
}

impl CodeColumns {
    /// Finds them in a header; doccano calls the code a label.
    fn of<'a>(header: impl Iterator<Item = &'a str>) -> Option<Self> {
        let names: Vec<String> = header.map(|name| name.trim().to_lowercase()).collect();
        let at = |wanted: &str| names.iter().position(|name| name == wanted);
        let code = at("code").or_else(|| at("label"))?;
        Some(CodeColumns { item: at("item")?, code, confidence: at("confidence"), source: at("source") })
    }

    fn row<'a>(&self, place: String, cell: impl Fn(usize) -> Option<&'a str>) -> CodeRow {
        let text = |at: Option<usize>| unguard(at.and_then(&cell).unwrap_or_default()).to_owned();
        CodeRow {
            place,
            item: text(Some(self.item)),
            code: text(Some(self.code)),
            confidence: text(self.confidence),
            source: text(self.source),
        }
    }
}

fn none(path: &Path) -> Error {
    let reason = "is no sheet of codes: no row names the columns item and code".to_owned();
    Error::Config { path: path.to_owned(), reason }
}

/// Rows of CSV; none of the key.
///
/// # Errors
/// [`Error::Config`] for a table without the columns, [`Error::Malformed`] for rows of another width.
pub fn of_text(path: &Path, text: &str) -> Result<Vec<CodeRow>> {
    // the reader counts a line that ends in CRLF only when it has read the next
    let text = &text.replace("\r\n", "\n");
    if text.matches('"').count() % 2 == 1 {
        // the reader would take all rows behind it for one cell
        let reason = "a quoted field is never closed".to_owned();
        return Err(Error::Malformed { path: path.to_owned(), line: None, reason });
    }
    let header = text.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| header.bytes().filter(|byte| byte == delimiter).count();
    let delimiter = DELIMITERS.into_iter().max_by_key(count).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let malformed = |e: csv::Error| {
        let line = e.position().map(csv::Position::line);
        Error::Malformed { path: path.to_owned(), line, reason: "has more or fewer cells than the header".to_owned() }
    };
    let header = reader.headers().map_err(malformed)?.clone();
    if header.iter().any(|name| name == "population") && header.iter().any(|name| name == "duplicate_of") {
        return Ok(Vec::new());
    }
    let columns = CodeColumns::of(header.iter()).ok_or_else(|| none(path))?;
    let mut rows = Vec::new();
    for record in reader.into_records() {
        let record = record.map_err(malformed)?;
        let line = record.position().map_or(0, csv::Position::line);
        rows.push(columns.row(format!("line {line}"), |at| record.get(at)));
    }
    Ok(rows)
}

/// Rows of the sheets that have the columns.
///
/// # Errors
/// [`Error::Config`] where no sheet has them.
pub fn of_workbook(path: &Path, sheets: &[Sheet]) -> Result<Vec<CodeRow>> {
    let (mut rows, mut found) = (Vec::new(), false);
    for sheet in sheets {
        let mut lines = sheet.rows.iter();
        let Some((columns, header)) = lines.find_map(|(_, cells)| {
            // the places of a row's cells are those of the sheet, so the names are looked up by them
            let columns = CodeColumns::of(cells.values().map(String::as_str))?;
            Some((columns, cells.keys().copied().collect::<Vec<usize>>()))
        }) else {
            continue;
        };
        found = true;
        for (line, cells) in lines {
            let cell = |at: usize| header.get(at).and_then(|column| cells.get(column)).map(String::as_str);
            rows.push(columns.row(format!("line {line}"), cell));
        }
    }
    if found { Ok(rows) } else { Err(none(path)) }
}
