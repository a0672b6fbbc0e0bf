//! The one result model: a table is its columns, each with its meaning and the function that fills it. Renderers
//! read tables and compute nothing; the data dictionary and the values cannot drift apart.

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
    /// A text, or [`Cell::Missing`] for none.
    pub fn text_or_missing(text: Option<&str>) -> Cell {
        text.map_or(Cell::Missing, |t| Cell::Text(t.to_owned()))
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

    /// `sum / n` where `sum` is in millionths; [`Cell::Missing`] where n is 0.
    pub fn mean(sum: i64, n: i64) -> Cell {
        if n == 0 { Cell::Missing } else { Cell::Number(sum as f64 / n as f64 / 1e6) }
    }
}

/// Type of a column's values, in the words of the Frictionless Table Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    String,
    /// Whole numbers.
    Integer,
    /// Real numbers.
    Number,
}

/// One column over rows of type `R`.
pub struct Column<R> {
    /// The name in the header line.
    pub name: &'static str,
    /// Type of the values.
    pub kind: Kind,
    /// Meaning, and what is counted.
    pub about: &'static str,
    /// Smallest and largest value there can be; infinite where there is no such bound.
    pub range: (f64, f64),
    /// Unit of a number that is no probability and no difference of two; empty for others and for counts.
    pub unit: &'static str,
    /// How the value follows from columns of this table and others, as printed; empty where it does not.
    pub formula: &'static str,
    /// Whether it is one of the columns that identify a row.
    pub key: bool,
    /// What an empty cell says; empty where there is none.
    pub missing: &'static str,
    /// The value in a row.
    pub value: fn(&R) -> Cell,
}

/// One table over rows of type `R`.
pub struct Table<R> {
    /// The file's name without its ending.
    pub name: &'static str,
    /// What a row stands for.
    pub about: &'static str,
    /// The columns, in order.
    pub columns: Vec<Column<R>>,
}

impl<R> Table<R> {
    /// The header line.
    pub fn header(&self) -> Vec<&'static str> {
        self.columns.iter().map(|c| c.name).collect()
    }

    /// The values of one row.
    pub fn cells(&self, row: &R) -> Vec<Cell> {
        self.columns.iter().map(|c| (c.value)(row)).collect()
    }
}

/// A column of text.
pub fn text<R>(name: &'static str, about: &'static str, value: fn(&R) -> Cell) -> Column<R> {
    column(name, Kind::String, about, value)
}

/// A column of whole numbers, from 0 up.
pub fn integer<R>(name: &'static str, about: &'static str, value: fn(&R) -> Cell) -> Column<R> {
    column(name, Kind::Integer, about, value).within(0.0, f64::INFINITY)
}

/// A column of real numbers.
pub fn number<R>(name: &'static str, about: &'static str, value: fn(&R) -> Cell) -> Column<R> {
    column(name, Kind::Number, about, value)
}

fn column<R>(name: &'static str, kind: Kind, about: &'static str, value: fn(&R) -> Cell) -> Column<R> {
    let range = (f64::NEG_INFINITY, f64::INFINITY);
    Column { name, kind, about, range, unit: "", formula: "", key: false, missing: "", value }
}

impl<R> Column<R> {
    /// Says what an empty cell means.
    pub fn or_missing(mut self, missing: &'static str) -> Self {
        self.missing = missing;
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
