//! The one result model: a table is its columns, each with its meaning and the function that fills it. Renderers
//! read tables and compute nothing; the data dictionary and the values cannot drift apart.

use std::borrow::Cow;

/// One value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Free text; guarded against spreadsheets that would run it.
    Text(String),
    /// A whole number.
    Count(u64),
    /// A real number, printed with six decimals.
    Number(f64),
    /// There is no value; never to be read as zero.
    Missing,
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    /// A text, or [`Cell::Missing`] for none.
    pub fn text_or_missing(text: Option<&str>) -> Cell {
        text.map_or(Cell::Missing, Cell::text)
    }

    /// Texts joined, or [`Cell::Missing`] where there is nothing to join.
    pub fn joined<S: AsRef<str>>(parts: &[S], by: &str) -> Cell {
        let joined = parts.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(by);
        if joined.is_empty() { Cell::Missing } else { Cell::Text(joined) }
    }

    /// A number of things.
    pub fn count(n: usize) -> Cell {
        Cell::Count(n as u64)
    }

    /// A real number, or [`Cell::Missing`] for none.
    pub fn real(x: Option<f64>) -> Cell {
        x.map_or(Cell::Missing, Cell::Number)
    }
}

/// Type of a column's values, in the words of the Frictionless Table Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// Text.
    String,
    /// Whole numbers.
    Integer,
    /// Real numbers.
    Number,
}

/// What a column means. It knows no row: [`Table`] keeps the function that fills it beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The name in the header line.
    pub name: Cow<'static, str>,
    /// Type of the values.
    pub kind: ValueKind,
    /// Meaning, and what is counted.
    pub about: Cow<'static, str>,
    /// Smallest and largest value there can be; infinite where there is no such bound.
    pub range: (f64, f64),
    /// Unit of a number that is no probability and no difference of two; empty for others and for counts.
    pub unit: &'static str,
    /// How the value follows from columns of this table and others, as printed; empty where it does not.
    pub formula: &'static str,
    /// Whether it is one of the columns that identify a row.
    pub key: bool,
    /// What an empty cell says; empty where there is none.
    pub missing: Cow<'static, str>,
}

/// A column of text.
pub fn text(name: impl Into<Cow<'static, str>>, about: impl Into<Cow<'static, str>>) -> Column {
    column(name.into(), ValueKind::String, about.into())
}

/// A column of whole numbers, from 0 up.
pub fn integer(name: impl Into<Cow<'static, str>>, about: impl Into<Cow<'static, str>>) -> Column {
    column(name.into(), ValueKind::Integer, about.into()).within(0.0, f64::INFINITY)
}

/// A column of real numbers.
pub fn number(name: impl Into<Cow<'static, str>>, about: impl Into<Cow<'static, str>>) -> Column {
    column(name.into(), ValueKind::Number, about.into())
}

fn column(name: Cow<'static, str>, kind: ValueKind, about: Cow<'static, str>) -> Column {
    let range = (f64::NEG_INFINITY, f64::INFINITY);
    Column { name, kind, about, range, unit: "", formula: "", key: false, missing: "".into() }
}

impl Column {
    /// Says what an empty cell means.
    pub fn or_missing(mut self, missing: impl Into<Cow<'static, str>>) -> Self {
        self.missing = missing.into();
        self
    }

    /// Says between which values all others lie.
    pub fn within(mut self, lowest: f64, highest: f64) -> Self {
        self.range = (lowest, highest);
        self
    }

    /// Names the unit.
    pub fn unit(mut self, unit: &'static str) -> Self {
        self.unit = unit;
        self
    }

    /// Says how the value follows from other columns.
    pub fn formula(mut self, formula: &'static str) -> Self {
        self.formula = formula;
        self
    }

    /// Makes it one of the columns that identify a row.
    pub fn key(mut self) -> Self {
        self.key = true;
        self
    }
}

/// What a table means: all that a writer needs to know of it besides the cells.
#[derive(Debug, Clone, PartialEq)]
pub struct TableSchema {
    /// The file's name without its ending.
    pub name: &'static str,
    /// What a row stands for.
    pub about: &'static str,
    /// The columns, in order.
    pub columns: Vec<Column>,
}

impl TableSchema {
    /// The header line.
    pub fn header(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_ref()).collect()
    }
}

/// Gives the value of a column in a row. It may capture what it needs.
pub type CellOf<R> = Box<dyn Fn(&R) -> Cell + Send + Sync>;

/// A column with its value in rows of type `R`.
pub type FilledColumn<R> = (Column, CellOf<R>);

/// One table over rows of type `R`.
pub struct Table<R> {
    schema: TableSchema,
    values: Vec<CellOf<R>>,
}

impl<R> Table<R> {
    /// A table without columns; `name` is the file's without its ending, `about` says what a row stands for.
    pub fn new(name: &'static str, about: &'static str) -> Self {
        Table { schema: TableSchema { name, about, columns: Vec::new() }, values: Vec::new() }
    }

    /// Adds a column and its value in a row.
    pub fn with(mut self, column: Column, value: impl Fn(&R) -> Cell + Send + Sync + 'static) -> Self {
        self.schema.columns.push(column);
        self.values.push(Box::new(value));
        self
    }

    /// Adds columns that belong together.
    pub fn with_all(mut self, columns: impl IntoIterator<Item = FilledColumn<R>>) -> Self {
        for (column, value) in columns {
            self.schema.columns.push(column);
            self.values.push(value);
        }
        self
    }

    /// What it means.
    pub fn schema(&self) -> &TableSchema {
        &self.schema
    }

    /// The values of one row.
    pub fn cells(&self, row: &R) -> Vec<Cell> {
        self.values.iter().map(|value| value(row)).collect()
    }

    /// The columns of these names, in the order of the names, with their values; a name that no column has is passed over.
    pub fn columns_named<'a>(&'a self, names: &'a [&str]) -> impl Iterator<Item = (&'a Column, &'a CellOf<R>)> {
        let column = |name: &&str| self.schema.columns.iter().position(|column| column.name == *name);
        names.iter().filter_map(column).map(|at| (&self.schema.columns[at], &self.values[at]))
    }
}
