//! Tables that are handed to Python, and files that come from there.

use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, StringBuilder};
use arrow_array::{Array, ArrayRef, BinaryArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_cast::cast;
use arrow_schema::{DataType, Field, Schema};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};
use pyo3_arrow::input::AnyRecordBatch;
use rostrum::internals::scoring::{Cell, SCORE_COLUMNS, ScoreRow, ValueKind};

use crate::Error;

/// A table, for pyarrow.table, polars.DataFrame, pandas.DataFrame.from_arrow and DuckDB.
#[pyclass(frozen)]
pub struct Table(RecordBatch);

#[pymethods]
impl Table {
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.0.schema().as_ref()).map_err(PyErr::from)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let field = Field::new_struct("", self.0.schema().fields().clone(), false);
        let rows: ArrayRef = Arc::new(arrow_array::StructArray::from(self.0.clone()));
        let rows = ArrayIterator::new([Ok(rows)], field.into());
        to_stream_pycapsule(py, Box::new(rows), requested_schema).map_err(PyErr::from)
    }

    /// The names of the columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.0.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    fn __len__(&self) -> usize {
        self.0.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("<pyrostrum.Table of {} rows: {}>", self.0.num_rows(), self.columns().join(", "))
    }
}

fn whole(fields: Vec<Field>, columns: Vec<ArrayRef>) -> PyResult<Table> {
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns);
    batch.map(Table).map_err(|error| Error::new_err(error.to_string()))
}

/// A table of cells.
///
/// # Errors
/// Cells that are not of their column's kind.
pub fn table(columns: &[(&str, ValueKind)], rows: Vec<Vec<Cell>>) -> PyResult<Table> {
    let column = |(at, (name, kind)): (usize, &(&str, ValueKind))| {
        let cells = rows.iter().map(|row| row.get(at).unwrap_or(&Cell::Missing));
        let (kind, array): (DataType, ArrayRef) = match kind {
            ValueKind::String => {
                let texts = cells.map(|cell| if let Cell::Text(text) = cell { Some(text.as_str()) } else { None });
                (DataType::Utf8, Arc::new(texts.collect::<StringArray>()))
            }
            ValueKind::Integer => {
                let counts = cells.map(|cell| if let Cell::Count(n) = cell { i64::try_from(*n).ok() } else { None });
                (DataType::Int64, Arc::new(counts.collect::<Int64Array>()))
            }
            ValueKind::Number => {
                let numbers = cells.map(|cell| if let Cell::Number(x) = cell { Some(*x) } else { None });
                (DataType::Float64, Arc::new(numbers.collect::<Float64Array>()))
            }
        };
        (Field::new(*name, kind, true), array)
    };
    let (fields, arrays) = columns.iter().enumerate().map(column).unzip();
    whole(fields, arrays)
}

/// Rows of scores.
///
/// # Errors
/// None that is known.
pub fn rows_table(rows: Vec<ScoreRow>) -> PyResult<Table> {
    let column = |(at, column): (usize, &rostrum::internals::scoring::BytesColumn)| {
        let cells = rows.iter().map(|row| row[at].as_deref());
        let (kind, array): (DataType, ArrayRef) = if column.text {
            let mut texts = StringBuilder::new();
            cells.for_each(|cell| texts.append_option(cell.map(String::from_utf8_lossy)));
            (DataType::Utf8, Arc::new(texts.finish()))
        } else {
            let mut bytes = BinaryBuilder::new();
            cells.for_each(|cell| bytes.append_option(cell));
            (DataType::Binary, Arc::new(bytes.finish()))
        };
        (Field::new(column.name, kind, true), array)
    };
    let (fields, arrays) = SCORE_COLUMNS.iter().enumerate().map(column).unzip();
    whole(fields, arrays)
}

/// Files by their paths.
///
/// # Errors
/// A column that is missing or of the wrong type, a row without a value.
pub fn files(data: AnyRecordBatch) -> PyResult<Vec<(String, Vec<u8>)>> {
    let reader = data.into_reader()?;
    let schema = reader.schema();
    let place = |name: &str| {
        let there = || schema.fields().iter().map(|field| field.name().as_str()).collect::<Vec<_>>().join(", ");
        schema.index_of(name).map_err(|_| Error::new_err(format!("no column {name} among: {}", there())))
    };
    let (path, content) = (place("path")?, place("content")?);
    let mut files = Vec::new();
    for batch in reader {
        let batch = batch.map_err(|error| Error::new_err(format!("the table cannot be read: {error}")))?;
        let as_kind = |at: usize, kind: DataType, what: &str| {
            cast(batch.column(at), &kind).map_err(|_| Error::new_err(format!("column {what} does not hold {kind}")))
        };
        let paths = as_kind(path, DataType::Utf8, "path")?;
        let contents = as_kind(content, DataType::Binary, "content")?;
        let (Some(paths), Some(contents)) =
            (paths.as_any().downcast_ref::<StringArray>(), contents.as_any().downcast_ref::<BinaryArray>())
        else {
            return Err(Error::new_err("columns path and content are not text and bytes"));
        };
        for at in 0..batch.num_rows() {
            let row = files.len() + 1;
            for (name, valid) in [("path", paths.is_valid(at)), ("content", contents.is_valid(at))] {
                if !valid {
                    return Err(Error::new_err(format!("row {row}: column {name} has no value")));
                }
            }
            files.push((paths.value(at).to_owned(), contents.value(at).to_vec()));
        }
    }
    Ok(files)
}
