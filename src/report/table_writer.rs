//! A table on its way to wherever it was asked for.

use std::path::PathBuf;

use crate::config::TableFormat;
use crate::error::Result;
use crate::report::csv::{CsvFile, print};
use crate::report::parquet::ParquetFile;
use crate::table::{Cell, TableSchema};

/// A table that is being written.
pub enum TableWriter {
    /// As CSV.
    Csv(CsvFile),
    /// As Parquet.
    Parquet(ParquetFile),
    /// Into memory.
    Memory(MemoryTable),
}

impl TableWriter {
    /// Creates the file.
    ///
    /// # Errors
    /// [`crate::error::Error::Write`].
    pub fn create(path: PathBuf, schema: &TableSchema, format: TableFormat) -> Result<Self> {
        Ok(match format {
            TableFormat::Csv(mark) => TableWriter::Csv(CsvFile::create(path, schema, mark)?),
            TableFormat::Parquet => TableWriter::Parquet(ParquetFile::create(path, schema)?),
        })
    }

    /// Writes rows, each with a cell for every column.
    ///
    /// # Errors
    /// [`crate::error::Error::Write`].
    pub fn write(&mut self, rows: impl Iterator<Item = Vec<Cell>>) -> Result<()> {
        match self {
            TableWriter::Csv(file) => file.write(rows),
            TableWriter::Parquet(file) => file.write(rows),
            TableWriter::Memory(table) => {
                table.rows.extend(rows.map(|row| row.into_iter().map(as_printed).collect()));
                Ok(())
            }
        }
    }

    /// Writes all that is not on its way yet; what was kept in memory comes back.
    ///
    /// # Errors
    /// [`crate::error::Error::Write`].
    pub fn finish(self) -> Result<Option<MemoryTable>> {
        match self {
            TableWriter::Csv(file) => file.finish().map(|()| None),
            TableWriter::Parquet(file) => file.finish().map(|()| None),
            TableWriter::Memory(table) => Ok(Some(table)),
        }
    }
}

/// A table in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct MemoryTable {
    /// What it means.
    pub schema: TableSchema,
    /// Its rows; numbers are those of six decimals that files have, and there are no empty texts.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell with the value that files of text have.
pub fn as_printed(cell: Cell) -> Cell {
    match cell {
        Cell::Number(_) => print(cell).parse().map_or(Cell::Missing, Cell::Number),
        Cell::Text(text) if text.is_empty() => Cell::Missing,
        other => other,
    }
}
