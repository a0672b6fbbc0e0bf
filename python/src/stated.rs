//! Tables of turns to the text that the reader of tables reads: what is stated is an input like files.

use arrow_array::{Array, Float64Array, RecordBatch, StringArray};
use arrow_cast::cast;
use arrow_schema::{DataType, SchemaRef};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;

use crate::Error;

/// The columns that say something, and whether they must be there.
const COLUMNS: [(&str, bool); 8] = [
    ("document", true),
    ("speaker", true),
    ("text", true),
    ("turn", false),
    ("date", false),
    ("role", false),
    ("group", false),
    ("language", false),
];

/// The turns as CSV; none without a row.
///
/// # Errors
/// A column that is missing or of the wrong type, a row without a document or a text.
pub fn csv(data: AnyRecordBatch) -> PyResult<Option<String>> {
    let reader = data.into_reader()?;
    let schema = reader.schema();
    let places = COLUMNS.iter().map(|(name, must)| place(&schema, name, *must)).collect::<PyResult<Vec<_>>>()?;
    let mut table = csv::Writer::from_writer(Vec::new());
    let unwritten = |error: csv::Error| Error::new_err(error.to_string());
    table.write_record(COLUMNS.map(|(name, _)| name)).map_err(unwritten)?;
    let mut rows = 0;
    for batch in reader {
        let batch = batch.map_err(|error| Error::new_err(format!("the table cannot be read: {error}")))?;
        let columns = places.iter().map(|at| texts(&batch, *at)).collect::<PyResult<Vec<_>>>()?;
        for at in 0..batch.num_rows() {
            rows += 1;
            let cell = |(column, (name, _)): (&Option<StringArray>, &(&str, bool))| match column {
                Some(column) if column.is_valid(at) && (*name != "document" || !column.value(at).trim().is_empty()) => {
                    Ok(column.value(at).to_owned())
                }
                Some(_) if matches!(*name, "document" | "text") => {
                    Err(Error::new_err(format!("row {rows}: column {name} has no value")))
                }
                _ => Ok(String::new()),
            };
            let cells = columns.iter().zip(&COLUMNS).map(cell).collect::<PyResult<Vec<String>>>()?;
            table.write_record(&cells).map_err(unwritten)?;
        }
    }
    let table = table.into_inner().map_err(|error| Error::new_err(error.to_string()))?;
    let table = String::from_utf8(table).map_err(|error| Error::new_err(error.to_string()))?;
    Ok((rows > 0).then_some(table))
}

/// Where a column stands.
fn place(schema: &SchemaRef, name: &str, must: bool) -> PyResult<Option<usize>> {
    if schema.fields().iter().filter(|field| field.name() == name).count() > 1 {
        return Err(Error::new_err(format!("two columns are called {name}")));
    }
    let Some((at, field)) = schema.column_with_name(name) else {
        let there: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        let missing = format!("no column {name} among: {}", there.join(", "));
        return if must { Err(Error::new_err(missing)) } else { Ok(None) };
    };
    let is_text = |kind: &DataType| matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
    let kind = match field.data_type() {
        DataType::Dictionary(_, values) => values,
        kind => kind,
    };
    let simple = !kind.is_nested() && !kind.is_binary();
    if matches!(name, "text" | "speaker") && !is_text(kind) && *kind != DataType::Null {
        return Err(Error::new_err(format!("column {name} is {kind}, not text")));
    }
    if simple { Ok(Some(at)) } else { Err(Error::new_err(format!("column {name} is {kind}, not text"))) }
}

/// A column as text.
fn texts(batch: &RecordBatch, at: Option<usize>) -> PyResult<Option<StringArray>> {
    let Some(at) = at else { return Ok(None) };
    let name = batch.schema().field(at).name().clone();
    let wrong = || Error::new_err(format!("column {name} cannot be read as text"));
    // years and numbers that a gap has made real
    let whole = |x: Option<f64>| x.map(|x| if x.fract() == 0.0 { format!("{x:.0}") } else { x.to_string() });
    if batch.column(at).data_type().is_floating() {
        let numbers = cast(batch.column(at), &DataType::Float64).map_err(|_| wrong())?;
        let numbers = numbers.as_any().downcast_ref::<Float64Array>().ok_or_else(wrong)?;
        return Ok(Some(numbers.iter().map(whole).collect()));
    }
    let text = cast(batch.column(at), &DataType::Utf8).map_err(|_| wrong())?;
    text.as_any().downcast_ref::<StringArray>().cloned().map(Some).ok_or_else(wrong)
}
