//! TableRows of the tables with their numbers, so that every figure of the page says which cell it stands for.

use crate::error::Result;
use crate::page::figure::{NumberShape, PageFigure};
use crate::results::{Record, Results};
use crate::tally::Inference;

/// A row, and the place it has in its table.
#[derive(Debug, Clone)]
pub struct PageRow {
    table: &'static str,
    /// From 1, as a spreadsheet counts rows below the header.
    pub number: usize,
    record: Record,
}

/// Both ends of an interval.
#[derive(Debug, Clone)]
pub struct Ends {
    /// The lower one.
    pub low: PageFigure,
    /// The upper one.
    pub high: PageFigure,
    /// What it is about.
    pub inference: Inference,
}

/// The rows of a table, one at a time; none where the folder has no such table.
///
/// # Errors
/// As [`Results::rows`].
pub fn rows(results: &Results, table: &'static str) -> Result<Box<dyn Iterator<Item = Result<PageRow>>>> {
    if !results.has(table) {
        return Ok(Box::new(std::iter::empty()));
    }
    let numbered = results.rows(table)?.enumerate();
    Ok(Box::new(numbered.map(move |(at, record)| Ok(PageRow { table, number: at + 1, record: record? }))))
}

impl PageRow {
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
    pub fn figure(&self, column: &str, shape: NumberShape) -> Result<Option<PageFigure>> {
        let cell = format!("{}/{}/{column}", self.table, self.number);
        Ok(PageFigure::new(cell, self.record.get(column)?, shape))
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
    pub fn ends(&self, [low, high]: [&str; 2], inference: Inference, shape: NumberShape) -> Result<Option<Ends>> {
        let ends = self.figure(low, shape)?.zip(self.figure(high, shape)?);
        Ok(ends.map(|(low, high)| Ends { low, high, inference }))
    }

    /// The interval of a mean: for documents like these, else for these documents.
    ///
    /// # Errors
    /// As [`Record::get`].
    pub fn interval(&self, mean: &str, shape: NumberShape) -> Result<Option<Ends>> {
        let names =
            |kind: &str| ["low", "high"].map(|end| format!("{mean}{kind}{end}").trim_start_matches('_').to_owned());
        let of = |kind: &str, inference| {
            let [low, high] = names(kind);
            self.ends([&low, &high], inference, shape)
        };
        match of("_", Inference::Population)? {
            Some(ends) => Ok(Some(ends)),
            None => of("_here_", Inference::TheseDocuments),
        }
    }
}
