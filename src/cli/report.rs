//! `rostrum report`: the page of an earlier run.

use std::path::PathBuf;

use clap::Args;

use crate::cli::say::print;
use crate::cli::status::Status;
use crate::error::Result;
use crate::page;

/// What can be typed.
#[derive(Args)]
pub struct ReportArgs {
    /// Folder that analyze wrote
    #[arg(value_name = "REPORTS")]
    reports: PathBuf,
    /// The file to write, instead of report.html in the folder
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl ReportArgs {
    /// Runs it.
    ///
    /// # Errors
    /// Results that cannot be relied on, a page that cannot be written.
    pub fn run(self) -> Result<Status> {
        let written = page::write(&self.reports, self.out.as_deref())?;
        print(&format!("{}\n", written.display()))?;
        Ok(Status::Done)
    }
}
