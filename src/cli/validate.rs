//! `rostrum validate`: codes against scores, and figures corrected for the model's errors.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::say::{print, say, width};
use crate::cli::status::Status;
use crate::error::Result;
use crate::page;
use crate::validate::{Target, ValidateRequest, validate};

/// What can be typed.
#[derive(Args)]
pub struct ValidateArgs {
    /// Folder that analyze wrote, and that the sample was drawn from
    #[arg(value_name = "REPORTS")]
    reports: PathBuf,
    /// Folder that sample wrote with its sheets filled, or files: sheets, exports of Label Studio and doccano
    #[arg(required = true, value_name = "CODES")]
    codes: Vec<PathBuf>,
    /// The key, where it is not among the codes
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// A sheet with the codes that were settled on; outside of the folder of codes
    #[arg(long, value_name = "FILE")]
    adjudicated: Option<PathBuf>,
    /// What standard errors and tests are about
    #[arg(long, value_enum, default_value_t = TargetArg::Population)]
    target: TargetArg,
    /// Correct also where coders agree so little that alpha's interval ends below 0.667
    #[arg(long)]
    accept_low_agreement: bool,
    /// Folder for the tables, instead of REPORTS
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum TargetArg {
    /// Documents like these
    Population,
    /// These sentences only
    These,
}

impl ValidateArgs {
    /// Runs it; coders who hardly agree are a failure.
    ///
    /// # Errors
    /// Results, keys or codes that cannot be relied on, tables that cannot be written.
    pub fn run(self) -> Result<Status> {
        let (text, refused) = self.found()?;
        print(&text)?;
        if let Some(refused) = &refused {
            say(&format!("error: {refused}; --accept-low-agreement corrects all the same"));
        }
        Ok(Status::unless(refused.iter()))
    }

    /// What was found, in words, and why nothing is corrected where that is so.
    ///
    /// # Errors
    /// As [`ValidateArgs::run`].
    pub fn found(self) -> Result<(String, Option<String>)> {
        let reports = self.reports.clone();
        let with_page = self.out.is_none();
        let found = validate(&ValidateRequest {
            reports: self.reports,
            codes: self.codes,
            key: self.key,
            adjudicated: self.adjudicated,
            target: match self.target {
                TargetArg::Population => Target::Population,
                TargetArg::These => Target::These,
            },
            accept_low_agreement: self.accept_low_agreement,
            out: self.out,
        })?;
        if with_page {
            page::renew(&reports)?;
        }
        let refused = found.refused.map(|high| {
            format!("the coders agree too little (alpha is at most {high:.3}, below 0.667), so nothing is corrected")
        });
        Ok((found.draw(width()), refused))
    }
}
