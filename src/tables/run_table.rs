//! A table of a run, its type of row forgotten, so that all of them can stand in one list: what it means, and its rows as
//! cells from whatever has just become known.

use std::sync::Arc;

use crate::table::{Cell, Table, TableSchema};
use crate::tables::sources::{DocumentView, FailedInput, Finished};

/// Rows, made one at a time.
pub type Rows<'a, R> = Box<dyn Iterator<Item = R> + 'a>;

/// What rows of a table can be made of, with the function that makes them.
pub enum RowsOf<R> {
    /// Of each document that was read.
    Document(for<'a> fn(&'a DocumentView<'a>) -> Rows<'a, R>),
    /// Of each input that could not be read.
    Failure(for<'a> fn(&'a FailedInput) -> Rows<'a, R>),
    /// Of what is known when all documents are read.
    Run(for<'a> fn(&'a Finished<'a>) -> Rows<'a, R>),
}

/// What has just become known in a run.
#[derive(Clone, Copy)]
pub enum RowSource<'a> {
    /// A document was read and annotated.
    Document(&'a DocumentView<'a>),
    /// An input could not be read.
    Failure(&'a FailedInput),
    /// All documents are read.
    Run(&'a Finished<'a>),
}

/// Makes the rows of a table, as cells.
type CellsOf = Box<dyn for<'a> Fn(RowSource<'a>) -> Rows<'a, Vec<Cell>> + Send + Sync>;

/// One table of a run. Whoever writes it sees columns and cells, and no type of row.
pub struct RunTable {
    schema: TableSchema,
    rows: CellsOf,
}

impl RunTable {
    /// A table, and what its rows are made of.
    pub fn of<R: 'static>(table: Table<R>, sources: Vec<RowsOf<R>>) -> Self {
        let schema = table.schema().clone();
        let table = Arc::new(table);
        let rows: CellsOf = Box::new(move |known| {
            let table = Arc::clone(&table);
            let rows: Vec<Rows<R>> = sources.iter().filter_map(|source| source.rows(known)).collect();
            Box::new(rows.into_iter().flatten().map(move |row| table.cells(&row)))
        });
        RunTable { schema, rows }
    }

    /// What it means.
    pub fn schema(&self) -> &TableSchema {
        &self.schema
    }

    /// The rows that follow from what has become known, each with a cell for every column; often none.
    pub fn rows<'a>(&self, known: RowSource<'a>) -> Rows<'a, Vec<Cell>> {
        (self.rows)(known)
    }
}

impl<R> RowsOf<R> {
    fn rows<'a>(&self, known: RowSource<'a>) -> Option<Rows<'a, R>> {
        match (self, known) {
            (RowsOf::Document(of), RowSource::Document(view)) => Some(of(view)),
            (RowsOf::Failure(of), RowSource::Failure(input)) => Some(of(input)),
            (RowsOf::Run(of), RowSource::Run(finished)) => Some(of(finished)),
            _ => None,
        }
    }
}
