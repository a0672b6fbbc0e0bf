//! Numbers in cells: which of them are dates, and what they are in words.

use std::path::Path;

use crate::error::Result;
use crate::read::kit::date;
use crate::read::kit::elements::{XmlPiece, value, walk};

/// Days from the first day of 1900, as Excel counts, to that of 1904.
const TO_1904: i64 = 1462;
/// Days from the calendar's beginning to 1970-01-01.
const TO_1970: i64 = 25_569;

/// How numbers are shown, by the styles of their cells.
#[derive(Debug, Default)]
pub struct Numbers {
    /// Of each style, whether it shows a date.
    dates: Vec<bool>,
    from_1904: bool,
}

impl Numbers {
    /// From `styles.xml`.
    ///
    /// # Errors
    /// `Malformed` for XML that is not well-formed.
    pub fn of(path: &Path, xml: Option<&str>, from_1904: bool) -> Result<Self> {
        let mut numbers = Numbers { dates: Vec::new(), from_1904 };
        let mut shown: Vec<String> = Vec::new();
        let mut in_cells = false;
        walk(path, xml.unwrap_or_default(), |piece| match piece {
            XmlPiece::Start("numFmt", element) => {
                let code = value(element, "formatCode").unwrap_or_default();
                shown.extend(value(element, "numFmtId").filter(|_| is_date_code(&code)));
            }
            XmlPiece::Start("cellXfs", _) => in_cells = true,
            XmlPiece::End("cellXfs") => in_cells = false,
            XmlPiece::Start("xf", element) if in_cells => {
                let id = value(element, "numFmtId").unwrap_or_default();
                let built_in = id.parse().is_ok_and(|id: u32| matches!(id, 14..=22 | 27..=36 | 50..=58));
                numbers.dates.push(built_in || shown.contains(&id));
            }
            _ => {}
        })?;
        Ok(numbers)
    }

    /// A number in words: a date where its style shows one, whole ones without a decimal point.
    pub fn shown(&self, number: &str, style: Option<usize>) -> String {
        let is_date = style.is_some_and(|style| self.dates.get(style).copied().unwrap_or(false));
        let parsed = number.trim().parse::<f64>().ok();
        match parsed {
            Some(days) if is_date && (1.0..2_958_466.0).contains(&days) => self.date(days as i64),
            Some(whole) if whole.fract() == 0.0 && whole.abs() < 1e15 => format!("{whole:.0}"),
            _ => number.trim().to_owned(),
        }
    }

    /// The date so many days after the beginning of the calendar.
    fn date(&self, days: i64) -> String {
        let days = if self.from_1904 { days + TO_1904 } else { days };
        // Excel has a 29 February 1900, so what is before 1 March is a day off
        let days = if days < 61 { days + 1 } else { days };
        date::civil(days - TO_1970)
    }
}

/// Whether a format shows days or years: by its letters outside of quotes and brackets.
fn is_date_code(code: &str) -> bool {
    let (mut quoted, mut bracketed) = (false, false);
    code.chars().any(|c| {
        match c {
            '"' => quoted = !quoted,
            '[' => bracketed = true,
            ']' => bracketed = false,
            _ => {}
        }
        !quoted && !bracketed && matches!(c, 'd' | 'D' | 'y' | 'Y')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_iso() {
        let numbers = |from_1904| Numbers { dates: vec![false, true], from_1904 };
        for (number, style, shown) in [
            ("45356", Some(1), "2024-03-05"),
            ("45356.75", Some(1), "2024-03-05"),
            ("60", Some(1), "1900-03-01"),
            ("61", Some(1), "1900-03-01"),
            ("1", Some(1), "1900-01-01"),
            ("45356", Some(0), "45356"),
            ("3.0", None, "3"),
            ("0.5", None, "0.5"),
            ("words", Some(1), "words"),
        ] {
            assert_eq!(numbers(false).shown(number, style), shown, "{number}");
        }
        assert_eq!(numbers(true).shown("43894", Some(1)), "2024-03-05");
        assert!(is_date_code("d\\.\\ mmm\\ yyyy") && !is_date_code("\"day\" 0.00 [Red]"));
    }
}
