//! How documents are parted by their dates.

use serde::{Deserialize, Serialize};

use crate::day::{Day, DocumentDate};

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PeriodLength {
    /// A year.
    #[default]
    Year,
    /// A quarter of a year.
    Quarter,
    /// A month.
    Month,
}

impl PeriodLength {
    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            PeriodLength::Year => "year",
            PeriodLength::Quarter => "quarter",
            PeriodLength::Month => "month",
        }
    }

    /// The period of that length that a document is in, such as 2024, 2024-Q2 or 2024-05; none where only its year is known and a
    /// period is shorter.
    pub fn of(self, date: DocumentDate) -> Option<String> {
        let (year, month) = (date.day.year(), date.day.month());
        match self {
            PeriodLength::Year => Some(format!("{year:04}")),
            _ if !date.exact => None,
            PeriodLength::Quarter => Some(format!("{year:04}-Q{}", month.div_ceil(3))),
            PeriodLength::Month => Some(format!("{year:04}-{month:02}")),
        }
    }
}

/// The part of the file given with `--config` about time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TimeSettings {
    /// How long the periods of speaker_periods.csv are.
    pub period: PeriodLength,
    /// The day before and after which speakers are compared with themselves in splits.csv; the day itself is after.
    pub split: Option<Day>,
}
