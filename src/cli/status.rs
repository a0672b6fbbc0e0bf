//! What a command's end is to whoever called it: the exit statuses.

use std::process::ExitCode;

use crate::error::Error;
use crate::run::Summary;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// All of it is done.
    Done,
    /// Some inputs failed, or a check did; all else is complete.
    Failed,
    /// The call or its configuration is wrong.
    Misused,
    /// Ctrl-C or a request to terminate.
    Stopped,
}

impl Status {
    /// The number that shells see; 130 is what they have for Ctrl-C.
    pub fn code(self) -> u8 {
        match self {
            Status::Done => 0,
            Status::Failed => 1,
            Status::Misused => 2,
            Status::Stopped => 130,
        }
    }

    /// The status of a command that failed as a whole.
    pub fn of(error: &Error) -> Self {
        if error.is_usage() { Status::Misused } else { Status::Failed }
    }

    /// Failed where an input was, and where nobody was found to speak at all.
    pub fn of_run(summary: &Summary) -> Self {
        if summary.is_silent() { Status::Failed } else { Status::unless(summary.failures.iter()) }
    }

    /// Done where there is no fault.
    pub fn unless<T>(mut faults: impl Iterator<Item = T>) -> Self {
        if faults.next().is_none() { Status::Done } else { Status::Failed }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(status.code())
    }
}
