//! A row of a table of results, read by the names of its columns.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::report::csv::{print, unguard};
use crate::report::parquet;
use crate::results::millionths::Millionths;
use crate::table::{Cell, ValueKind};

/// One row.
#[derive(Debug, Clone)]
pub struct Record {
    header: Arc<RecordHeader>,
    cells: csv::StringRecord,
}

/// What the rows of a file share.
#[derive(Debug)]
pub struct RecordHeader {
    /// The file.
    pub path: PathBuf,
    /// The names of its columns, in order.
    pub columns: csv::StringRecord,
}

impl Record {
    /// A row of a file with this header.
    pub fn new(header: Arc<RecordHeader>, cells: csv::StringRecord) -> Self {
        Record { header, cells }
    }

    /// The cell of a column as printed; a number stays text, so that it can be compared to the last digit.
    ///
    /// # Errors
    /// [`Error::Results`] where the file has no such column.
    pub fn get(&self, column: &str) -> Result<&str> {
        let at = self.header.columns.iter().position(|name| name == column);
        at.and_then(|at| self.cells.get(at)).ok_or_else(|| self.fault(format!("has no column \"{column}\"")))
    }

    /// A name or text as it was before the guard against formulas.
    ///
    /// # Errors
    /// As [`Record::get`].
    pub fn text(&self, column: &str) -> Result<&str> {
        self.get(column).map(unguard)
    }

    /// The same; none for an empty cell.
    ///
    /// # Errors
    /// As [`Record::get`].
    pub fn text_or_none(&self, column: &str) -> Result<Option<&str>> {
        Ok(Some(self.text(column)?).filter(|text| !text.is_empty()))
    }

    /// A whole number.
    ///
    /// # Errors
    /// As [`Record::get`], and where it is none.
    pub fn count(&self, column: &str) -> Result<u64> {
        let printed = self.get(column)?;
        printed.parse().map_err(|_| self.fault(format!("{column}: {printed:?} is no whole number")))
    }

    /// A valence or stance, exact; none for an empty cell.
    ///
    /// # Errors
    /// As [`Record::get`], and where it has not six decimals.
    pub fn valence(&self, column: &str) -> Result<Option<Millionths>> {
        let printed = self.get(column)?;
        let value = (!printed.is_empty()).then(|| Millionths::try_from(printed));
        value.transpose().map_err(|reason| self.fault(format!("{column}: {reason}")))
    }

    /// The cell of a column with values of this kind.
    ///
    /// # Errors
    /// As [`Record::get`], and where it is no number but should be one.
    pub fn cell(&self, column: &str, kind: ValueKind) -> Result<Cell> {
        let printed = self.text(column)?;
        Ok(match kind {
            _ if printed.is_empty() => Cell::Missing,
            ValueKind::String => Cell::text(printed),
            ValueKind::Integer => Cell::Count(self.count(column)?),
            ValueKind::Number => {
                let number = printed.parse().map_err(|_| self.fault(format!("{column}: {printed:?} is no number")));
                Cell::Number(number?)
            }
        })
    }

    fn fault(&self, reason: String) -> Error {
        Error::Results { path: self.header.path.clone(), reason }
    }
}

/// The rows of a file with a header line, one at a time.
///
/// # Errors
/// [`Error::Results`] where it has no header, or a row has not as many cells.
pub fn records(path: PathBuf, file: impl Read) -> Result<impl Iterator<Item = Result<Record>>> {
    let fault = |path: &Path, error: csv::Error| Error::Results { path: path.to_owned(), reason: error.to_string() };
    let mut reader = csv::Reader::from_reader(file);
    let columns = reader.headers().map_err(|error| fault(&path, error))?.clone();
    let header = Arc::new(RecordHeader { path, columns });
    Ok(reader.into_records().map(move |row| match row {
        Ok(cells) => Ok(Record::new(Arc::clone(&header), cells)),
        Err(error) => Err(fault(&header.path, error)),
    }))
}

/// The rows of a table's Parquet file, one at a time, with cells as the CSV file has them.
///
/// # Errors
/// [`Error::Results`] where the file is damaged; so for the rows.
pub fn parquet_records(path: PathBuf, file: File) -> Result<impl Iterator<Item = Result<Record>>> {
    let fault =
        |path: &Path, error: std::io::Error| Error::Results { path: path.to_owned(), reason: error.to_string() };
    let (names, rows) = parquet::read(file).map_err(|error| fault(&path, error))?;
    let header = Arc::new(RecordHeader { path, columns: names.into() });
    Ok(rows.map(move |row| match row {
        Ok(cells) => Ok(Record::new(Arc::clone(&header), cells.into_iter().map(print).collect())),
        Err(error) => Err(fault(&header.path, error)),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        let columns = ["speaker", "tone", "turns"].as_slice().into();
        let header = RecordHeader { path: "reports/speakers.csv".into(), columns };
        Record::new(Arc::new(header), ["'=Orsol", "-0.250000", ""].as_slice().into())
    }

    #[test]
    fn cells_are_found_by_name_and_texts_lose_their_guard() {
        let record = record();
        assert_eq!(record.text("speaker").expect("a column"), "=Orsol");
        assert_eq!(record.get("speaker").expect("a column"), "'=Orsol");
        assert_eq!(record.valence("tone").expect("a number"), Some(Millionths(-250_000)));
        assert_eq!(record.cell("tone", ValueKind::Number).expect("a number"), Cell::Number(-0.25));
        assert_eq!(record.cell("turns", ValueKind::Integer).expect("nothing"), Cell::Missing);
    }

    #[test]
    fn a_column_that_is_missing_is_named_with_its_file() {
        let fault = record().get("words").expect_err("there is none").to_string();
        assert_eq!(fault, "reports/speakers.csv: has no column \"words\"");
        let fault = record().count("tone").expect_err("no whole number").to_string();
        assert_eq!(fault, "reports/speakers.csv: tone: \"-0.250000\" is no whole number");
    }
}
