//! The options that say how documents are parted by their dates.

use clap::{Args, ValueEnum};

use crate::config::{PeriodLength, TimeSettings};
use crate::day::Day;

/// How documents are parted by their dates.
#[derive(Args)]
pub struct TimeArgs {
    /// How long the periods of speaker_periods.csv are; a year unless the file for --config says otherwise
    #[arg(long, value_enum)]
    period: Option<PeriodArg>,
    /// Compare everybody before this day with from this day on in splits.csv, and how pairs differ in that
    #[arg(long, value_name = "YYYY-MM-DD")]
    split: Option<Day>,
}

#[derive(Clone, Copy, ValueEnum)]
enum PeriodArg {
    /// Calendar years
    Year,
    /// Quarters of a year
    Quarter,
    /// Months
    Month,
}

impl TimeArgs {
    /// What was asked for, and what a file says where nothing was.
    pub fn or(self, file: TimeSettings) -> TimeSettings {
        let period = self.period.map_or(file.period, |period| match period {
            PeriodArg::Year => PeriodLength::Year,
            PeriodArg::Quarter => PeriodLength::Quarter,
            PeriodArg::Month => PeriodLength::Month,
        });
        TimeSettings { period, split: self.split.or(file.split) }
    }
}
