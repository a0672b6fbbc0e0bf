//! A table as a [Parquet](https://parquet.apache.org/docs/file-format/) file: types and empty cells as its columns say, texts
//! without the guard that spreadsheets need, numbers as the six decimals of the CSV file, so that both say the same.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
#[cfg(any(test, feature = "cli"))]
use parquet::record::Field;
use parquet::schema::types::Type;

use crate::error::{Error, Result};
use crate::parquet_rows;
#[cfg(any(test, feature = "cli"))]
use crate::parquet_rows::ParquetRows;
use crate::report::csv::print;
use crate::table::{Cell, Column, TableSchema, ValueKind};

/// What such a file begins with.
pub const MAGIC: &[u8; 4] = b"PAR1";

/// Bytes of rows that are held before they are written as one group.
const GROUP: usize = 8 << 20;

/// A Parquet file that is being written.
pub struct ParquetFile {
    path: PathBuf,
    writer: SerializedFileWriter<BufWriter<File>>,
    columns: Vec<HeldColumn>,
    held: usize,
}

/// The values of a column that are still in memory.
struct HeldColumn {
    values: Values,
    /// Whether a row has a value; none where every row has one.
    present: Option<Vec<i16>>,
}

enum Values {
    Texts(Vec<ByteArray>),
    Counts(Vec<i64>),
    Numbers(Vec<f64>),
}

impl ParquetFile {
    /// Creates the file.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn create(path: PathBuf, schema: &TableSchema) -> Result<Self> {
        let open = || {
            let fields = schema.columns.iter().map(|column| Ok(Arc::new(field(column)?))).collect::<Parquet<_>>()?;
            let root = Type::group_type_builder(schema.name).with_fields(fields).build()?;
            let properties = WriterProperties::builder()
                .set_compression(Compression::ZSTD(ZstdLevel::default()))
                .set_created_by(concat!("rostrum version ", env!("CARGO_PKG_VERSION")).to_owned())
                .build();
            SerializedFileWriter::new(BufWriter::new(File::create(&path)?), Arc::new(root), Arc::new(properties))
        };
        match open() {
            Ok(writer) => {
                let columns = schema.columns.iter().map(HeldColumn::of).collect();
                Ok(ParquetFile { path, writer, columns, held: 0 })
            }
            Err(error) => Err(unwritten(path, error)),
        }
    }

    /// Writes rows, each with a cell for every column.
    ///
    /// # Errors
    /// [`Error::Write`]; also for a cell that is not what its column says.
    pub fn write(&mut self, rows: impl Iterator<Item = Vec<Cell>>) -> Result<()> {
        for cells in rows {
            for (column, cell) in self.columns.iter_mut().zip(cells) {
                self.held += column.push(cell).ok_or_else(|| {
                    unwritten(self.path.clone(), ParquetError::General("a cell is not what its column says".to_owned()))
                })?;
            }
            if self.held >= GROUP {
                self.write_group()?;
            }
        }
        Ok(())
    }

    /// Writes what is held, and the end of the file.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn finish(mut self) -> Result<()> {
        self.write_group()?;
        match self.writer.close() {
            Ok(_) => Ok(()),
            Err(error) => Err(unwritten(self.path, error)),
        }
    }

    fn write_group(&mut self) -> Result<()> {
        if std::mem::take(&mut self.held) == 0 {
            return Ok(());
        }
        let mut write = || {
            let mut group = self.writer.next_row_group()?;
            self.columns.iter_mut().try_for_each(|column| column.write(&mut group))?;
            group.close().map(drop)
        };
        write().map_err(|error| unwritten(self.path.clone(), error))
    }
}

impl HeldColumn {
    fn of(column: &Column) -> Self {
        let values = match column.kind {
            ValueKind::String => Values::Texts(Vec::new()),
            ValueKind::Integer => Values::Counts(Vec::new()),
            ValueKind::Number => Values::Numbers(Vec::new()),
        };
        HeldColumn { values, present: (!column.missing.is_empty()).then(Vec::new) }
    }

    /// Adds a cell, and says how many bytes that takes; none where the cell is not what the column says.
    fn push(&mut self, cell: Cell) -> Option<usize> {
        // an empty text is an empty cell of the CSV file
        let missing = matches!(&cell, Cell::Missing) || matches!(&cell, Cell::Text(text) if text.is_empty());
        let bytes = match (&mut self.values, cell) {
            _ if missing && self.present.is_some() => 0,
            (Values::Texts(texts), Cell::Text(text)) => {
                let bytes = text.len();
                texts.push(ByteArray::from(text.into_bytes()));
                bytes
            }
            (Values::Counts(counts), Cell::Count(n)) => {
                counts.push(i64::try_from(n).ok()?);
                8
            }
            (Values::Numbers(numbers), number @ Cell::Number(_)) => {
                numbers.push(print(number).parse().ok()?);
                8
            }
            _ => return None,
        };
        if let Some(present) = &mut self.present {
            present.push(i16::from(!missing));
        }
        Some(bytes + 2)
    }

    fn write(&mut self, group: &mut SerializedRowGroupWriter<BufWriter<File>>) -> Parquet<()> {
        let present = self.present.as_mut().map(std::mem::take);
        match &mut self.values {
            Values::Texts(texts) => write_column::<ByteArrayType>(group, texts, present),
            Values::Counts(counts) => write_column::<Int64Type>(group, counts, present),
            Values::Numbers(numbers) => write_column::<DoubleType>(group, numbers, present),
        }
    }
}

fn write_column<T: DataType>(
    group: &mut SerializedRowGroupWriter<BufWriter<File>>,
    values: &mut Vec<T::T>,
    present: Option<Vec<i16>>,
) -> Parquet<()> {
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    column.typed::<T>().write_batch(&std::mem::take(values), present.as_deref(), None)?;
    column.close()
}

type Parquet<T> = std::result::Result<T, ParquetError>;

fn field(column: &Column) -> Parquet<Type> {
    let (physical, logical) = match column.kind {
        ValueKind::String => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        ValueKind::Integer => (Physical::INT64, None),
        ValueKind::Number => (Physical::DOUBLE, None),
    };
    let repetition = if column.missing.is_empty() { Repetition::REQUIRED } else { Repetition::OPTIONAL };
    let builder = Type::primitive_type_builder(&column.name, physical);
    builder.with_logical_type(logical).with_repetition(repetition).build()
}

fn unwritten(path: PathBuf, error: ParquetError) -> Error {
    Error::Write { path, source: parquet_rows::io_error(error) }
}

fn damaged(reason: String) -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::InvalidData, reason)
}

/// Rows of a Parquet file.
///
/// # Errors
/// The file is none, or damaged: of the kind [`std::io::ErrorKind::InvalidData`].
pub fn count(file: File) -> std::io::Result<u64> {
    parquet_rows::count(file).map_err(damaged)
}

/// The names of the columns of a table's Parquet file, and its rows.
///
/// # Errors
/// The file is none, or damaged; so for the rows.
#[cfg(any(test, feature = "cli"))]
pub fn read(file: File) -> std::io::Result<(Vec<String>, impl Iterator<Item = std::io::Result<Vec<Cell>>>)> {
    let rows = ParquetRows::open(file, <[_]>::to_vec).map_err(damaged)?;
    let names = rows.columns.iter().map(|column| column.name().to_owned()).collect();
    Ok((names, rows.map(|row| Ok(row.map_err(damaged)?.into_iter().map(cell).collect()))))
}

#[cfg(any(test, feature = "cli"))]
fn cell(field: Field) -> Cell {
    match field {
        Field::Null => Cell::Missing,
        Field::Str(text) => Cell::Text(text),
        Field::Long(n) => Cell::Count(n.unsigned_abs()),
        Field::Double(x) => Cell::Number(x),
        // no table of ours has any other
        other => Cell::Text(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};

    use super::*;
    use crate::table::{Table, integer, number, text};

    #[test]
    fn what_was_written_is_read_with_its_types_and_its_gaps_also_from_many_groups() {
        let folder = tempfile::tempdir().expect("a folder");
        let table = Table::new("rows", "Rows.")
            .with(text("name", "A name").key(), |row: &Vec<Cell>| row[0].clone())
            .with(integer("n", "A count").or_missing("none"), |row| row[1].clone())
            .with(number("x", "A number").or_missing("none"), |row| row[2].clone())
            .with(text("note", "A note").or_missing("none"), |row| row[3].clone());
        let long = "ü".repeat(GROUP / 4);
        let rows = [
            vec![Cell::text("=1+1"), Cell::Count(u64::MAX >> 1), Cell::Number(-0.25), Cell::text("a\nb")],
            vec![Cell::text(&long), Cell::Missing, Cell::Number(1.0 / 3.0), Cell::text(&long)],
            vec![Cell::text("'x"), Cell::Count(0), Cell::Missing, Cell::Missing],
            vec![Cell::text(""), Cell::Missing, Cell::Number(-1e-9), Cell::text("")],
        ];
        let path = folder.path().join("rows.parquet");
        let mut file = ParquetFile::create(path.clone(), table.schema()).expect("a folder to write to");
        file.write(rows.iter().map(|row| table.cells(row))).expect("room");
        file.finish().expect("room");
        let open = || File::open(&path).expect("it is there");
        assert_eq!(count(open()).expect("whole"), 4);
        let reader = SerializedFileReader::new(open()).expect("whole");
        assert_eq!(reader.metadata().num_row_groups(), 2);
        let (names, read) = read(open()).expect("whole");
        assert_eq!(names, table.schema().header());
        let mut expected = rows.to_vec();
        expected[1][2] = Cell::Number(0.333333);
        expected[3][2] = Cell::Number(0.0);
        expected[3][3] = Cell::Missing;
        assert_eq!(read.collect::<std::io::Result<Vec<_>>>().expect("whole"), expected);
        let wrong = vec![vec![Cell::Missing, Cell::Missing, Cell::Missing, Cell::Missing]];
        let mut file = ParquetFile::create(folder.path().join("wrong.parquet"), table.schema()).expect("a folder");
        assert!(file.write(wrong.into_iter()).is_err(), "the name may not be missing");
    }
}
