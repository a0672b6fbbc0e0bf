//! Days of the calendar, and the dates of documents, of which sometimes only the year is known.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::{Date, Month};

/// A day of the calendar, of the years 0 to 9999. Written YYYY-MM-DD.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(Date);

impl Day {
    /// A day by its numbers; none where the calendar has no such day.
    pub fn of(year: u16, month: u8, day: u8) -> Option<Self> {
        Date::from_calendar_date(year.into(), Month::try_from(month).ok()?, day).ok().map(Day)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().into()
    }

    /// The day of such a number in the count of all days.
    pub fn numbered(number: i32) -> Option<Self> {
        Date::from_julian_day(number).ok().map(Day)
    }

    /// Its number in the count of all days (Julian day), so that differences are days.
    pub fn number(self) -> i32 {
        self.0.to_julian_day()
    }
}

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let day = || {
            let mut parts = text.splitn(3, '-');
            Day::of(figures(parts.next()?, 4)?, figures(parts.next()?, 2)?, figures(parts.next()?, 2)?)
        };
        day().ok_or_else(|| "no day of the calendar; a day is written YYYY-MM-DD".to_owned())
    }
}

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.0.day())
    }
}

/// A number of so many figures.
fn figures<T: FromStr>(text: &str, count: usize) -> Option<T> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// The date of a document. The earlier is the smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocumentDate {
    /// The day; where only the year is known, its 1 July.
    pub day: Day,
    /// Whether the day is known.
    pub exact: bool,
}

impl DocumentDate {
    /// The date that a document states, YYYY-MM-DD or YYYY; none where it is something else.
    pub fn stated(text: &str) -> Option<Self> {
        match text.parse() {
            Ok(day) => Some(DocumentDate { day, exact: true }),
            Err(_) => Day::of(figures(text, 4)?, 7, 1).map(|day| DocumentDate { day, exact: false }),
        }
    }

    /// Whether it is before a day; none where only the year is known and it is the year of that day.
    pub fn is_before(self, day: Day) -> Option<bool> {
        (self.exact || self.day.year() != day.year()).then_some(self.day < day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_of_the_calendar_and_comes_back_as_it_was_written() {
        for text in ["2024-02-29", "1999-12-31", "0900-01-01"] {
            assert_eq!(text.parse::<Day>().expect("a day").to_string(), text);
        }
        for wrong in ["2023-02-29", "2024-13-01", "2024-1-01", "24-01-01", "2024-01-01T10:00", "+024-01-01", "2024", ""]
        {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
        let number = |text: &str| text.parse::<Day>().expect("a day").number();
        assert_eq!(
            (number("2024-03-01") - number("2024-02-28"), number("2025-01-01") - number("2024-01-01")),
            (2, 366)
        );
    }

    #[test]
    fn a_year_alone_is_on_a_side_of_a_day_of_another_year_only() {
        let before =
            |date: &str| DocumentDate::stated(date).expect("a date").is_before("2022-02-24".parse().expect("a day"));
        assert_eq!(["2021", "2022", "2023"].map(before), [Some(true), None, Some(false)]);
        assert_eq!(["2022-02-23", "2022-02-24"].map(before), [Some(true), Some(false)]);
        assert_eq!(DocumentDate::stated("May 2022"), None);
        assert!(DocumentDate::stated("2022-07-01") > DocumentDate::stated("2022"));
    }
}
