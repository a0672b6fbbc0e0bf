//! A table as a CSV file: UTF-8, RFC 4180 quoting, one header line, six decimals, rows as they come.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use crate::config::ByteOrderMark;
use crate::error::{Error, Result};
#[cfg(feature = "cli")]
use crate::table::Table;
use crate::table::{Cell, TableSchema};

/// A CSV file that is being written.
pub struct CsvFile {
    path: PathBuf,
    writer: csv::Writer<BufWriter<File>>,
}

impl CsvFile {
    /// Creates the file and writes its header line.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn create(path: PathBuf, schema: &TableSchema, mark: ByteOrderMark) -> Result<Self> {
        let open = || -> std::io::Result<csv::Writer<BufWriter<File>>> {
            let mut file = BufWriter::new(File::create(&path)?);
            if mark == ByteOrderMark::Present {
                file.write_all("\u{feff}".as_bytes())?;
            }
            let mut writer = csv::Writer::from_writer(file);
            writer.write_record(schema.header())?;
            Ok(writer)
        };
        match open() {
            Ok(writer) => Ok(CsvFile { path, writer }),
            Err(source) => Err(Error::Write { path, source }),
        }
    }

    /// Writes rows, each with a cell for every column.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn write(&mut self, rows: impl Iterator<Item = Vec<Cell>>) -> Result<()> {
        for cells in rows {
            let written = self.writer.write_record(cells.into_iter().map(print));
            written.map_err(|e| Error::Write { path: self.path.clone(), source: e.into() })?;
        }
        Ok(())
    }

    /// Flushes the file.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn finish(mut self) -> Result<()> {
        self.writer.flush().map_err(|source| Error::Write { path: self.path, source })
    }
}

/// The bytes of a whole table.
///
/// # Errors
/// As a writer into memory has them: none that is known.
#[cfg(feature = "cli")]
pub fn bytes<R>(table: &Table<R>, rows: &[R], mark: ByteOrderMark) -> std::io::Result<Vec<u8>> {
    let begun = if mark == ByteOrderMark::Present { "\u{feff}" } else { "" };
    let mut writer = csv::Writer::from_writer(begun.as_bytes().to_vec());
    writer.write_record(table.schema().header())?;
    for row in rows {
        writer.write_record(table.cells(row).into_iter().map(print))?;
    }
    writer.into_inner().map_err(|error| error.into_error())
}

/// A cell as it stands in the file.
pub fn print(cell: Cell) -> String {
    match cell {
        Cell::Text(text) => guard(text),
        Cell::Count(n) => n.to_string(),
        // a negative zero is a zero
        Cell::Number(x) => format!("{:.6}", if x.abs() < 5e-7 { 0.0 } else { x }),
        Cell::Missing => String::new(),
    }
}

/// Puts a `'` before a text that a spreadsheet would run as a formula, and before one that looks guarded already, so that
/// both can be told apart.
fn guard(text: String) -> String {
    if is_formula(text.trim_start_matches('\'')) { format!("'{text}") } else { text }
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A text as it was before the guard.
#[cfg(any(test, feature = "cli"))]
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(text.trim_start_matches('\'')) => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_a_spreadsheet_would_run_are_guarded_and_numbers_are_not() {
        for text in ["=1+1", "+7", "-x", "@me", "\tx", "\rx"] {
            assert_eq!(print(Cell::Text(text.to_owned())), format!("'{text}"));
            assert_eq!(unguard(&print(Cell::Text(text.to_owned()))), text);
        }
        for text in ["=x", "'=x", "''-", "a=b", "'a", "'"] {
            assert_eq!(unguard(&guard(text.to_owned())), text, "comes back");
        }
        assert_eq!(print(Cell::Text("a=b".to_owned())), "a=b");
        assert_eq!(unguard("'s-Hertogenbosch"), "'s-Hertogenbosch");
        assert_eq!(print(Cell::Number(-0.25)), "-0.250000");
        assert_eq!(print(Cell::Number(-1e-9)), "0.000000");
        assert_eq!(print(Cell::Missing), "");
    }
}
