//! Tables in Parquet files, as Spark, DuckDB, polars and pandas write them: texts, numbers and dates of a row become the cells of
//! a table, which is then read as CSV is. Columns that hold lists and the like say nothing here.

use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::record::Field;
use parquet::schema::types::TypePtr;

use super::csv;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::parquet_rows::ParquetRows;
use crate::read::kit::columns::{InputColumn, columns_of, same_name};
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::Transcript;

/// What such a file begins with.
const MAGIC: &[u8] = b"PAR1";
/// The day from which Parquet counts days, 1 January 1970, in the count of all days.
const EPOCH: i32 = 2_440_588;
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// The row of Parquet.
pub const FORMAT: Format = Format {
    name: "parquet",
    about: "Parquet",
    signs: &[(Sign::Signature, |file| file.bytes.starts_with(MAGIC))],
    read,
    frame: ["PAR1", "PAR1"],
};

/// Reads a table. Errors: `Malformed` for a damaged file, a column of the wrong type and a row without a text, `TooLarge`, and
/// those of the reader of tables.
fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let malformed = |reason: String| Error::Malformed { path: source.path.to_path_buf(), line: None, reason };
    let damaged = |reason: String| malformed(format!("cannot be read as Parquet ({reason})"));
    let given = &source.options.columns;
    let event = source.options.event_column();
    let select = |fields: &[TypePtr]| -> Vec<TypePtr> {
        let columns = columns_of(fields.iter().map(|field| field.name()), given);
        let is_event = |field: &TypePtr| event.is_some_and(|event| same_name(field.name(), event));
        let used = fields.iter().zip(columns).filter(|(field, column)| column.is_some() || is_event(field));
        let used: Vec<TypePtr> = used.map(|(field, _)| Arc::clone(field)).collect();
        // where nothing is of use, the reader of tables says what there is
        if used.is_empty() { fields.iter().filter(|field| field.is_primitive()).cloned().collect() } else { used }
    };
    let rows = ParquetRows::open(Bytes::copy_from_slice(source.bytes), select).map_err(damaged)?;
    let names: Vec<String> = rows.columns.iter().map(|field| field.name().to_owned()).collect();
    if let Some(twice) = (1..names.len()).find(|at| names[..*at].contains(&names[*at])) {
        return Err(malformed(format!("two columns are called {:?}", names[twice])));
    }
    let columns = columns_of(names.iter().map(String::as_str), given);
    let named = |wanted: InputColumn| columns.contains(&Some(wanted));
    for (field, column) in rows.columns.iter().zip(&columns) {
        let holds_bytes = field.is_primitive() && field.get_physical_type() == Physical::BYTE_ARRAY && !is_text(field);
        let wrong = match column {
            Some(InputColumn::Text) => !field.is_primitive() || !is_text(field),
            _ => !field.is_primitive() || holds_bytes,
        };
        if wrong && named(InputColumn::Speaker) && named(InputColumn::Text) {
            return Err(malformed(format!("column {:?} holds no text", field.name())));
        }
    }
    let mut table = ::csv::Writer::from_writer(Vec::new());
    let unwritten = |error: ::csv::Error| malformed(error.to_string());
    table.write_record(&names).map_err(unwritten)?;
    if !(named(InputColumn::Speaker) && named(InputColumn::Text)) {
        // the reader of tables says which is missing
        return as_csv(table, source);
    }
    let mut size = 0;
    let kinds = rows.columns.clone();
    for (at, row) in rows.enumerate() {
        let fields = row.map_err(damaged)?;
        let mut cells = Vec::with_capacity(fields.len());
        for (((field, name), kind), column) in fields.into_iter().zip(&names).zip(&kinds).zip(&columns) {
            if matches!(column, Some(InputColumn::Text)) && field == Field::Null {
                return Err(malformed(format!("row {}: column {name:?} has no text", at + 1)));
            }
            let cell = cell(field, kind);
            size += cell.len() as u64;
            cells.push(cell);
        }
        if size > source.options.limits.max_size {
            let limit = format!("more than {} MB (see --max-size)", source.options.limits.max_size >> 20);
            return Err(Error::TooLarge { path: source.path.to_path_buf(), line: None, limit });
        }
        table.write_record(&cells).map_err(unwritten)?;
    }
    as_csv(table, source)
}

fn as_csv(table: ::csv::Writer<Vec<u8>>, source: &SourceText) -> Result<Vec<Transcript>> {
    let malformed = |reason: String| Error::Malformed { path: source.path.to_path_buf(), line: None, reason };
    let table = table.into_inner().map_err(|error| malformed(error.to_string()))?;
    let table = String::from_utf8(table).map_err(|error| malformed(error.to_string()))?;
    (csv::FORMAT.read)(&source.holding(&table))
}

fn is_text(field: &TypePtr) -> bool {
    let text = matches!(
        field.get_basic_info().converted_type(),
        ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON
    );
    field.get_physical_type() == Physical::BYTE_ARRAY && text
}

fn cell(field: Field, kind: &TypePtr) -> String {
    let nanoseconds = matches!(
        kind.get_basic_info().logical_type_ref(),
        Some(LogicalType::Timestamp(time)) if time.unit == TimeUnit::NANOS
    );
    match field {
        Field::Long(time) if nanoseconds => day(time.div_euclid(DAY * 1_000_000)),
        Field::Null => String::new(),
        Field::Str(text) => text,
        Field::Date(days) => day(i64::from(days)),
        Field::TimestampMillis(time) => day(time.div_euclid(DAY)),
        Field::TimestampMicros(time) => day(time.div_euclid(DAY * 1000)),
        // an id that pandas turned into a real number for the sake of a gap
        Field::Double(x) if x.fract() == 0.0 && x.abs() < 1e15 => format!("{x:.0}"),
        other => other.to_string(),
    }
}

fn day(days: i64) -> String {
    let day = i32::try_from(days).ok().and_then(|days| Day::numbered(EPOCH.checked_add(days)?));
    day.map_or_else(String::new, |day| day.to_string())
}
