//! The rows of a Parquet file, whoever wrote it. The crate that reads it panics at some files that are damaged; here that is an
//! error as any other.

use std::sync::Arc;

use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::RowIter;
use parquet::schema::types::{Type, TypePtr};

use crate::quiet::quietly;

/// Some columns of a file, row by row.
pub struct ParquetRows {
    /// The columns that are read, in order.
    pub columns: Vec<TypePtr>,
    /// None behind an error.
    rows: Option<RowIter<'static>>,
}

/// Rows of a file.
///
/// # Errors
/// The file is no Parquet, or damaged.
pub fn count(file: impl ChunkReader + 'static) -> Result<u64, String> {
    caught(|| Ok(SerializedFileReader::new(file)?.metadata().file_metadata().num_rows().unsigned_abs()))
}

impl ParquetRows {
    /// Opens a file; `select` gets its columns and names those to read.
    ///
    /// # Errors
    /// The file is no Parquet, or damaged.
    pub fn open(
        file: impl ChunkReader + 'static,
        select: impl FnOnce(&[TypePtr]) -> Vec<TypePtr>,
    ) -> Result<Self, String> {
        caught(|| {
            let reader = SerializedFileReader::new(file)?;
            let schema = reader.metadata().file_metadata().schema();
            let columns = select(schema.get_fields());
            let fields = columns.iter().map(Arc::clone).collect();
            let projection = Type::group_type_builder(schema.name()).with_fields(fields).build()?;
            let rows = RowIter::from_file_into(Box::new(reader)).project(Some(projection))?;
            Ok(ParquetRows { columns, rows: Some(rows) })
        })
    }
}

impl Iterator for ParquetRows {
    type Item = Result<Vec<Field>, String>;

    fn next(&mut self) -> Option<Self::Item> {
        let rows = self.rows.as_mut()?;
        let row = caught(|| rows.next().transpose()).transpose()?;
        if row.is_err() {
            self.rows = None;
        }
        Some(row.map(|row| row.into_columns().into_iter().map(|(_, field)| field).collect()))
    }
}

fn caught<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    let plain = |error: ParquetError| match error.to_string() {
        text if text.contains("Disabled feature") => {
            "packed in a way that is not read here; write it with zstd or snappy".to_owned()
        }
        text => text,
    };
    quietly(read).and_then(|read| read.map_err(plain))
}

/// The system's own reason why something was not written, where it is one.
pub fn io_error(error: ParquetError) -> std::io::Error {
    match error {
        ParquetError::External(reason) => match reason.downcast::<std::io::Error>() {
            Ok(reason) => *reason,
            Err(reason) => std::io::Error::other(reason),
        },
        error => std::io::Error::other(error),
    }
}
