//! `rostrum doctor`: the self-test.

use std::path::PathBuf;

use clap::Args;

use crate::cli::options::threads::ThreadArgs;
use crate::cli::say::print;
use crate::cli::status::Status;
use crate::doctor::{Check, examine};
use crate::error::Result;

/// What can be typed.
#[derive(Args)]
pub struct DoctorArgs {
    /// Another model of the built-in one's kind: its folder, or the name of one beside the program
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    #[command(flatten)]
    threads: ThreadArgs,
}

impl DoctorArgs {
    /// Runs it; a check that fails is a failure.
    ///
    /// # Errors
    /// [`crate::error::Error::Write`] for standard output.
    pub fn run(self) -> Result<Status> {
        let checks = examine(self.model.as_deref(), self.threads.count());
        let line = |check: &Check| match &check.outcome {
            Ok(found) => format!("ok      {:11} {found}\n", check.name),
            Err(fault) => format!("WRONG   {:11} {fault}\n", check.name),
        };
        print(&checks.iter().map(line).collect::<String>())?;
        Ok(Status::unless(checks.iter().filter(|check| check.outcome.is_err())))
    }
}
