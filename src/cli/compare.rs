//! `rostrum compare`: two speakers side by side.

use std::path::PathBuf;

use clap::Args;

use crate::cli::say::{print, width};
use crate::cli::status::Status;
use crate::compare::compare;
use crate::error::Result;

/// What can be typed.
#[derive(Args)]
pub struct CompareArgs {
    /// Folder that analyze wrote
    #[arg(value_name = "REPORTS")]
    reports: PathBuf,
    /// One speaker
    a: String,
    /// The other; differences are the first minus this one
    b: String,
}

impl CompareArgs {
    /// Runs it.
    ///
    /// # Errors
    /// Results that cannot be relied on, a name that they do not have.
    pub fn run(self) -> Result<Status> {
        print(&compare(&self.reports, [&self.a, &self.b])?.draw(width()))?;
        Ok(Status::Done)
    }
}
