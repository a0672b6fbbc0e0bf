//! The tables of a run, open side by side while documents stream through.

use serde_json::Value;

use crate::config::{Config, Topic};
use crate::error::Result;
use crate::report::csv::CsvFile;
use crate::report::{RESUME, Report};
use crate::run::journal::Journal;
use crate::tables::{RowSource, RunTable, names};

/// Tables that are being written.
pub struct Output {
    report: Report,
    tables: Vec<(RunTable, CsvFile)>,
}

impl Output {
    /// Opens tables in the output folder, and the scores to go on from: those of the same models and topics.
    ///
    /// # Errors
    /// As [`Report::create`] and [`Journal::open`].
    pub fn create(
        tables: &[fn() -> RunTable],
        config: &Config,
        models: &Value,
        topics: &[Topic],
    ) -> Result<(Self, Journal)> {
        let report = Report::create(&config.out, &names(tables), config.replace, config.mark)?;
        // before any table: no other run may write into the folder
        let journal = Journal::open(report.path(RESUME), models, topics, config.replace)?;
        Ok((Output::open(tables, report)?, journal))
    }

    fn open(tables: &[fn() -> RunTable], mut report: Report) -> Result<Self> {
        let open = |table: &fn() -> RunTable| {
            let table = table();
            let file = report.open(table.schema())?;
            Ok((table, file))
        };
        let tables = tables.iter().map(open).collect::<Result<_>>()?;
        Ok(Output { report, tables })
    }

    /// Writes the rows that follow from what has become known.
    ///
    /// # Errors
    /// [`crate::error::Error::Write`].
    pub fn write(&mut self, known: RowSource) -> Result<()> {
        self.tables.iter_mut().try_for_each(|(table, file)| file.write(table.rows(known)))
    }

    /// Gives all files their final names.
    ///
    /// # Errors
    /// [`crate::error::Error::Write`].
    pub fn finish(self, run: &Value) -> Result<()> {
        for (_, file) in self.tables {
            file.finish()?;
        }
        self.report.finish(run)
    }
}
