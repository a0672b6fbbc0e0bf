//! The tables of a run, open side by side while documents stream through.

use serde_json::Value;

use crate::config::{Config, Replace};
use crate::error::Result;
use crate::parallel::in_order;
#[cfg(feature = "cli")]
use crate::report::WORKBOOK;
#[cfg(feature = "cli")]
use crate::report::excel::ExcelWorkbook;
use crate::report::table_writer::{MemoryTable, TableWriter};
use crate::report::{RESUME, Report};
use crate::run::journal::Journal;
use crate::tables::{Finished, RowSource, RunTable, names};

/// Tables that are being written.
pub struct Output {
    report: Option<Report>,
    tables: Vec<(RunTable, TableWriter)>,
    #[cfg(feature = "cli")]
    workbook: Option<ExcelWorkbook>,
}

impl Output {
    /// The output folder, where it may be written to.
    ///
    /// # Errors
    /// As [`Report::create`].
    pub fn folder(tables: &[fn() -> RunTable], config: &Config) -> Result<Report> {
        #[cfg(feature = "cli")]
        let others: &[&str] = if config.workbook { &[WORKBOOK] } else { &[] };
        #[cfg(not(feature = "cli"))]
        let others = &[];
        Report::create(&config.out, (&names(tables), others), config.replace, config.format)
    }

    /// Opens tables in the output folder, and the scores to go on from.
    ///
    /// # Errors
    /// As [`Journal::open`] and [`Report::open`].
    pub fn create(tables: &[fn() -> RunTable], report: Report, replace: Replace) -> Result<(Self, Journal)> {
        // before any table: no other run may write into the folder
        let journal = Journal::open(report.path(RESUME), replace)?;
        Ok((Output::open(tables, report)?, journal))
    }

    fn open(tables: &[fn() -> RunTable], mut report: Report) -> Result<Self> {
        let open = |table: &fn() -> RunTable| {
            let table = table();
            let file = report.open(table.schema())?;
            Ok((table, file))
        };
        let tables = tables.iter().map(open).collect::<Result<Vec<(RunTable, TableWriter)>>>()?;
        #[cfg(feature = "cli")]
        let workbook = match report.beside(WORKBOOK) {
            Some(path) => {
                let schemas = tables.iter().map(|(table, _)| table.schema());
                Some(ExcelWorkbook::create(path, schemas, report.format())?)
            }
            None => None,
        };
        Ok(Output {
            report: Some(report),
            tables,
            #[cfg(feature = "cli")]
            workbook,
        })
    }

    /// Tables in memory.
    pub fn memory(tables: &[fn() -> RunTable]) -> Self {
        let hold = |table: &fn() -> RunTable| {
            let table = table();
            let held = MemoryTable { schema: table.schema().clone(), rows: Vec::new() };
            (table, TableWriter::Memory(held))
        };
        Output {
            report: None,
            tables: tables.iter().map(hold).collect(),
            #[cfg(feature = "cli")]
            workbook: None,
        }
    }

    /// Writes the rows that follow from the whole run, by so many threads, each a table at a time.
    ///
    /// # Errors
    /// [`crate::error::Error::Write`].
    pub fn write_run(&mut self, finished: &Finished, threads: usize) -> Result<()> {
        // a workbook is one file
        #[cfg(feature = "cli")]
        if self.workbook.is_some() {
            return self.write(RowSource::Run(finished));
        }
        let mut written = Ok(());
        let write = |(table, file): &mut (RunTable, TableWriter)| file.write(table.rows(RowSource::Run(finished)));
        in_order(&mut self.tables, threads, write, |one| {
            if written.is_ok() {
                written = one;
            }
        });
        written
    }

    /// Writes the rows that follow from what has become known of a document or an input.
    ///
    /// # Errors
    /// [`crate::error::Error::Write`].
    pub fn write(&mut self, known: RowSource) -> Result<()> {
        #[cfg(feature = "cli")]
        if let Some(workbook) = &mut self.workbook {
            for (at, (table, file)) in self.tables.iter_mut().enumerate() {
                for row in table.rows(known) {
                    workbook.write(at, &row)?;
                    file.write(std::iter::once(row))?;
                }
            }
            return Ok(());
        }
        self.tables.iter_mut().try_for_each(|(table, file)| file.write(table.rows(known)))
    }

    /// One line for each thing that a file has no room for.
    pub fn remarks(&self) -> Vec<String> {
        #[cfg(feature = "cli")]
        if let Some(workbook) = &self.workbook {
            let remarks = workbook.remarks().into_iter();
            return remarks.map(|remark| format!("{WORKBOOK}: {remark}")).collect();
        }
        Vec::new()
    }

    /// Gives all files their final names; tables in memory come back.
    ///
    /// # Errors
    /// [`crate::error::Error::Write`].
    pub fn finish(self, run: &Value) -> Result<Vec<MemoryTable>> {
        let mut held = Vec::new();
        for (_, table) in self.tables {
            held.extend(table.finish()?);
        }
        #[cfg(feature = "cli")]
        self.workbook.map_or(Ok(()), ExcelWorkbook::finish)?;
        self.report.map_or(Ok(()), |report| report.finish(run))?;
        Ok(held)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::TableFormat;
    use crate::report::is_result;
    use crate::table::{Cell, Table, number, text};
    use crate::tables::{FailedInput, Finished, RowsOf, TABLES};
    use crate::tally::Tally;

    /// A table that nobody has: what failed, and at the end how many speakers there are.
    fn lapses() -> RunTable {
        let columns = Table::new("lapses", "One row per lapse.")
            .with(text("what", "What failed").key(), |row: &(String, Option<f64>)| Cell::text(&row.0))
            .with(number("speakers", "Speakers of the run").or_missing("not at the end"), |row| Cell::real(row.1));
        RunTable::of(
            columns,
            vec![
                RowsOf::Failure(|input| Box::new(std::iter::once((input.id.clone(), None)))),
                RowsOf::Run(|finished| {
                    Box::new(std::iter::once(("=run".to_owned(), Some(finished.tally.speakers.len() as f64))))
                }),
            ],
        )
    }

    fn write(folder: &Path, tables: &[fn() -> RunTable]) {
        let report = Report::create(folder, (&names(tables), &[]), Replace::Never, TableFormat::default()).unwrap();
        let mut output = Output::open(tables, report).unwrap();
        let failed = FailedInput { id: "a.txt".into(), path: "in/a.txt".into(), reason: "is empty".into() };
        output.write(RowSource::Failure(&failed)).unwrap();
        output.write(RowSource::Run(&Finished::new(Tally::default(), Vec::new(), Vec::new(), &[]))).unwrap();
        output.finish(&serde_json::json!({ "program": { "name": "rostrum" } })).unwrap();
    }

    #[test]
    fn a_table_that_is_added_to_the_list_is_written_described_and_known_as_a_result() {
        let folder = tempfile::tempdir().unwrap();
        let tables = [TABLES, &[lapses]].concat();
        write(folder.path(), &tables);
        let path = folder.path().join("lapses.csv");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "what,speakers\na.txt,\n'=run,0.000000\n");
        let package = std::fs::read_to_string(folder.path().join("datapackage.json")).unwrap();
        let package: Value = serde_json::from_str(&package).unwrap();
        let described = package["resources"].as_array().unwrap();
        assert_eq!(described.len(), TABLES.len() + 1, "the others are there as well");
        let lapses = described.last().unwrap();
        assert_eq!((lapses["name"].as_str(), lapses["rows"].as_u64()), (Some("lapses"), Some(2)));
        assert_eq!(lapses["schema"]["primaryKey"], serde_json::json!(["what"]));
        assert_eq!(lapses["schema"]["fields"][1]["rostrum:empty"], "not at the end");
        assert!(is_result(&path, &names(&tables)));
        assert!(!is_result(&path, &names(TABLES)), "without its line it is a file like any other");
    }

    #[test]
    fn a_failed_input_has_a_row_in_documents_only() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), TABLES);
        for name in names(TABLES) {
            let text = std::fs::read_to_string(folder.path().join(format!("{name}.csv"))).unwrap();
            assert_eq!(text.lines().count(), 1 + usize::from(name == "documents"), "{name}");
        }
    }
}
