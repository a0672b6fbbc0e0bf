//! What tells which documents are of one event.

use serde::{Deserialize, Serialize};

/// What tells which documents are of one event, so that they are one cluster of all intervals (`--cluster`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ClusterBy {
    /// The day of the document's date.
    Day,
    /// Its month.
    Month,
    /// Its quarter.
    Quarter,
    /// Its year.
    Year,
    /// A column of tables, a key of JSONL and of ConvoKit's conversations, or EVENT in the pattern of `--speaker-from`.
    Column(String),
}

impl From<String> for ClusterBy {
    fn from(name: String) -> Self {
        match name.as_str() {
            "day" => ClusterBy::Day,
            "month" => ClusterBy::Month,
            "quarter" => ClusterBy::Quarter,
            "year" => ClusterBy::Year,
            _ => ClusterBy::Column(name),
        }
    }
}

impl From<ClusterBy> for String {
    fn from(by: ClusterBy) -> Self {
        by.name().to_owned()
    }
}

impl ClusterBy {
    /// As it is typed.
    pub fn name(&self) -> &str {
        match self {
            ClusterBy::Day => "day",
            ClusterBy::Month => "month",
            ClusterBy::Quarter => "quarter",
            ClusterBy::Year => "year",
            ClusterBy::Column(name) => name,
        }
    }

    /// The name of the column, where it is one.
    pub fn column(&self) -> Option<&str> {
        if let ClusterBy::Column(name) = self { Some(name) } else { None }
    }

    /// The event of a date: `2025-03-04`, `2025-03`, `2025-Q1` or `2025`; none where it is no part of the date, which is
    /// YYYY-MM-DD, or the year alone.
    pub fn of_date(&self, date: &str) -> Option<String> {
        let month = || date.get(..7);
        match self {
            ClusterBy::Day => date.get(..10).map(str::to_owned),
            ClusterBy::Month => month().map(str::to_owned),
            ClusterBy::Quarter => {
                let (year, number) = month()?.split_once('-')?;
                Some(format!("{year}-Q{}", number.parse::<u8>().ok()?.checked_sub(1)? / 3 + 1))
            }
            ClusterBy::Year => date.get(..4).map(str::to_owned),
            ClusterBy::Column(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_lies_in_its_day_month_quarter_and_year() {
        let of = |name: &str, date: &str| ClusterBy::from(name.to_owned()).of_date(date).unwrap_or_default();
        let all = |date: &str| ["day", "month", "quarter", "year", "committee"].map(|name| of(name, date));
        assert_eq!(all("2025-03-31"), ["2025-03-31", "2025-03", "2025-Q1", "2025", ""]);
        assert_eq!(all("2025-04-01")[2], "2025-Q2");
        assert_eq!(all("2025-12-01")[2], "2025-Q4");
        assert_eq!(all("1997"), ["", "", "", "1997", ""]);
    }
}
