//! Rows of the tables with their numbers, so that every figure of the page says which cell it stands for.

use crate::error::Result;
use crate::page::figure::{Figure, Shape};
use crate::results::{Record, Results};

/// A row, and the place it has in its table.
#[derive(Debug, Clone)]
pub struct TableRow {
    table: &'static str,
    /// From 1, as a spreadsheet counts rows below the header.
    pub number: usize,
    record: Record,
}

/// What an interval is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Documents like these.
    Population,
    /// What was said in these documents.
    Here,
}

impl About {
    /// Its class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            About::Population => "wide",
            About::Here => "here",
        }
    }
}

/// Both ends of an interval.
#[derive(Debug, Clone)]
pub struct Ends {
    /// The lower one.
    pub low: Figure,
    /// The upper one.
    pub high: Figure,
    /// What it is about.
    pub about: About,
}

/// The rows of a table, one at a time; none where the folder has no such table.
///
/// # Errors
/// As [`Results::rows`].
pub fn rows(results: &Results, table: &'static str) -> Result<Box<dyn Iterator<Item = Result<TableRow>>>> {
    if !results.has(table) {
        return Ok(Box::new(std::iter::empty()));
    }
    let numbered = results.rows(table)?.enumerate();
    Ok(Box::new(numbered.map(move |(at, record)| Ok(TableRow { table, number: at + 1, record: record? }))))
}

impl TableRow {
    /// A text as it was said.
    ///
    /// # Errors
    /// As [`Record::text`].
    pub fn text(&self, column: &str) -> Result<&str> {
        self.record.text(column)
    }

    /// The same; none for an empty cell.
    ///
    /// # Errors
    /// As [`Record::text`].
    pub fn text_or_none(&self, column: &str) -> Result<Option<&str>> {
        self.record.text_or_none(column)
    }

    /// A whole number.
    ///
    /// # Errors
    /// As [`Record::count`].
    pub fn count(&self, column: &str) -> Result<u64> {
        self.record.count(column)
    }

    /// A number with its cell; none where it is empty.
    ///
    /// # Errors
    /// As [`Record::get`].
    pub fn figure(&self, column: &str, shape: Shape) -> Result<Option<Figure>> {
        let cell = format!("{}/{}/{column}", self.table, self.number);
        Ok(Figure::new(cell, self.record.get(column)?, shape))
    }

    /// A number; none where the cell is empty.
    ///
    /// # Errors
    /// As [`Record::get`].
    pub fn number(&self, column: &str) -> Result<Option<f64>> {
        Ok(self.record.get(column)?.parse().ok())
    }

    /// The interval in two columns.
    ///
    /// # Errors
    /// As [`Record::get`].
    pub fn ends(&self, [low, high]: [&str; 2], about: About, shape: Shape) -> Result<Option<Ends>> {
        let ends = self.figure(low, shape)?.zip(self.figure(high, shape)?);
        Ok(ends.map(|(low, high)| Ends { low, high, about }))
    }

    /// The interval of a mean: for documents like these, else for these documents.
    ///
    /// # Errors
    /// As [`Record::get`].
    pub fn interval(&self, mean: &str, shape: Shape) -> Result<Option<Ends>> {
        let names =
            |kind: &str| ["low", "high"].map(|end| format!("{mean}{kind}{end}").trim_start_matches('_').to_owned());
        let of = |kind: &str, about| {
            let [low, high] = names(kind);
            self.ends([&low, &high], about, shape)
        };
        match of("_", About::Population)? {
            Some(ends) => Ok(Some(ends)),
            None => of("_here_", About::Here),
        }
    }
}
