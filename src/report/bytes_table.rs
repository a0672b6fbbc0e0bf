//! Parquet files of bytes and texts, which programs exchange: no table of results, so no columns with a meaning for people.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::record::Field;
use parquet::schema::types::{Type, TypePtr};

use crate::error::{Error, Result};
use crate::parquet_rows::{self, ParquetRows};

/// A value, where there is one.
pub type Bytes = Option<Vec<u8>>;

/// A column of bytes.
#[derive(Debug, Clone, Copy)]
pub struct BytesColumn {
    /// Its name.
    pub name: &'static str,
    /// Whether the bytes are UTF-8.
    pub text: bool,
}

/// Writes a file at once, down to the disk.
///
/// # Errors
/// [`Error::Write`].
pub fn write<const N: usize>(path: &Path, columns: &[BytesColumn; N], rows: &[[Bytes; N]]) -> Result<()> {
    let write = || -> std::result::Result<(), ParquetError> {
        let field = |column: &BytesColumn| {
            let logical = column.text.then_some(LogicalType::String);
            let builder = Type::primitive_type_builder(column.name, Physical::BYTE_ARRAY);
            builder.with_repetition(Repetition::OPTIONAL).with_logical_type(logical).build().map(Arc::new)
        };
        let fields = columns.iter().map(field).collect::<std::result::Result<Vec<TypePtr>, _>>()?;
        let root = Type::group_type_builder("rows").with_fields(fields).build()?;
        let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
        let file = File::create(path)?;
        let mut writer = SerializedFileWriter::new(file.try_clone()?, Arc::new(root), Arc::new(properties))?;
        let mut group = writer.next_row_group()?;
        for at in 0..N {
            let values: Vec<ByteArray> = rows.iter().filter_map(|row| row[at].clone().map(ByteArray::from)).collect();
            let present: Vec<i16> = rows.iter().map(|row| i16::from(row[at].is_some())).collect();
            if let Some(mut column) = group.next_column()? {
                column.typed::<ByteArrayType>().write_batch(&values, Some(&present), None)?;
                column.close()?;
            }
        }
        group.close()?;
        writer.close()?;
        Ok(file.sync_all()?)
    };
    write().map_err(|error| Error::Write { path: path.to_owned(), source: parquet_rows::io_error(error) })
}

/// Whether a file has a column; also where that cannot be told, for whoever reads it to say why.
pub fn has(path: &Path, column: &str) -> bool {
    let Ok(file) = File::open(path) else { return true };
    let named = |there: &[TypePtr]| there.iter().filter(|field| field.name() == column).cloned().collect();
    ParquetRows::open(file, named).map_or(true, |rows| !rows.columns.is_empty())
}

/// The rows of a file, these columns of them.
///
/// # Errors
/// [`Error::Read`] for a file that is no Parquet or damaged, [`Error::Malformed`] where a column is missing or neither bytes
/// nor text; so for the rows.
pub fn read<'a, const N: usize>(
    path: &'a Path,
    columns: &'a [BytesColumn; N],
) -> Result<impl Iterator<Item = Result<[Bytes; N]>> + 'a> {
    let damaged = |reason: String| Error::Read { path: path.to_owned(), source: std::io::Error::other(reason) };
    let malformed = |reason: String| Error::Malformed { path: path.to_owned(), line: None, reason };
    let file = File::open(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let rows = ParquetRows::open(file, |there| {
        let wanted = |field: &&TypePtr| columns.iter().any(|column| column.name == field.name());
        there.iter().filter(wanted).cloned().collect()
    });
    let rows = rows.map_err(damaged)?;
    let place = |column: &BytesColumn| {
        let at = rows.columns.iter().position(|field| field.name() == column.name);
        let at = at.ok_or_else(|| malformed(format!("no column {}", column.name)))?;
        let field = &rows.columns[at];
        let is_bytes = field.is_primitive() && field.get_physical_type() == Physical::BYTE_ARRAY;
        if is_bytes { Ok(at) } else { Err(malformed(format!("{} holds neither bytes nor text", column.name))) }
    };
    let places = columns.iter().map(place).collect::<Result<Vec<usize>>>()?;
    Ok(rows.map(move |row| {
        let mut fields = row.map_err(damaged)?;
        let mut places = places.iter();
        let mut next = || Some(std::mem::replace(fields.get_mut(*places.next()?)?, Field::Null));
        Ok(std::array::from_fn(|_| match next() {
            Some(Field::Bytes(bytes)) => Some(bytes.data().to_vec()),
            Some(Field::Str(text)) => Some(text.into_bytes()),
            _ => None,
        }))
    }))
}
