//! Dates as transcripts state them: "May 25, 2023", "25 May 2023", "2023-05-25", "25.05.2023"; and Unix time.

use crate::day::Day;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// First moment that is taken for the time of a meeting: 1980-01-01, in seconds.
const EARLIEST: i64 = 315_532_800;
/// Seconds beyond this are milliseconds (the year 5138).
const LATEST: i64 = 100_000_000_000;

/// The date at the start of `text`, in ISO 8601, and where it ends.
pub fn leading(text: &str) -> Option<(String, usize)> {
    let tokens = tokens(text);
    let token = |at: usize| tokens.get(at).map(|(word, _)| *word);
    let (first, end) = *tokens.first()?;
    if let Some(iso) = numeric(first) {
        return Some((iso, end));
    }
    let first_is_weekday = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        .iter()
        .any(|day| first.trim_end_matches(',').eq_ignore_ascii_case(day));
    let at = usize::from(first_is_weekday);
    let (a, b, c) = (token(at)?, token(at + 1)?, token(at + 2)?);
    let (month, day) = match (month(a), month(b)) {
        (Some(month), _) => (month, number(b)?),
        (_, Some(month)) => (month, number(a)?),
        _ => return None,
    };
    Some((iso(number(c)?, month, day)?, tokens[at + 2].1))
}

/// The date of a line that holds nothing but a date and, after a comma, a place or a time.
pub fn dateline(line: &str) -> Option<String> {
    let line = line.trim();
    let figures = line.bytes().any(|byte| byte.is_ascii_digit());
    if !figures || line.chars().count() > 100 || line.contains(['!', '?', ';']) {
        return None;
    }
    let (date, end) = leading(line)?;
    let rest = line[end..].trim();
    let place = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let sentence = rest.ends_with('.') || rest.contains(": ");
    let apart = rest.is_empty()
        || line[..end].ends_with(',')
        || rest.starts_with([',', '–', '—', '-', '|', '('])
        || place.starts_with(|c: char| c.is_ascii_digit());
    (apart && !sentence && place.split_whitespace().count() <= 10).then_some(date)
}

/// A date cell: ISO 8601 with or without a time, or one of the written shapes; or a year alone; nothing else.
pub fn cell(text: &str) -> Option<String> {
    let text = text.trim();
    let year = text.len() == 4 && text.parse().is_ok_and(|year: u16| (1000..3000).contains(&year));
    if year { Some(text.to_owned()) } else { leading(text).map(|(date, _)| date) }
}

/// Unix time in seconds or milliseconds as a UTC date, where it is not before 1980.
pub fn unix(seconds: f64) -> Option<String> {
    if !seconds.is_finite() || seconds.abs() > 1e15 {
        return None;
    }
    // In range: checked above.
    #[allow(clippy::cast_possible_truncation)]
    let mut seconds = seconds as i64;
    if seconds >= LATEST {
        seconds /= 1000;
    }
    (EARLIEST..LATEST).contains(&seconds).then(|| civil(seconds.div_euclid(86_400)))
}

/// Days since 1970-01-01 as a date (Howard Hinnant, `civil_from_days`).
pub fn civil(days: i64) -> String {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The first four words with the offset of their ends.
fn tokens(text: &str) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    for piece in text.split_inclusive(char::is_whitespace).take(16) {
        let word = piece.trim_end();
        if !word.is_empty() && found.len() < 4 {
            found.push((word, from + word.len()));
        }
        from += piece.len();
    }
    found
}

fn month(word: &str) -> Option<u32> {
    let word = word.trim_end_matches(['.', ',']).to_lowercase();
    let at = MONTHS.iter().position(|m| *m == word || (word.len() >= 3 && word.len() <= 4 && m.starts_with(&word)))?;
    u32::try_from(at + 1).ok()
}

fn number(word: &str) -> Option<u32> {
    let word = word.trim_end_matches([',', '.']);
    let word = ["st", "nd", "rd", "th"].iter().find_map(|s| word.strip_suffix(s)).unwrap_or(word);
    if word.len() > 4 || !word.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    word.parse().ok()
}

/// `2023-05-25`, `2023-05-25T10:00`, `2023/05/25`, `25.05.2023`.
fn numeric(word: &str) -> Option<String> {
    let word = word.split(['T', 't']).next()?.trim_end_matches(',');
    let parts: Vec<&str> = word.split(['-', '/', '.']).collect();
    let &[a, b, c] = parts.as_slice() else { return None };
    if a.len() == 4 {
        iso(number(a)?, number(b)?, number(c)?)
    } else if c.len() == 4 && word.contains('.') {
        iso(number(c)?, number(b)?, number(a)?)
    } else {
        None
    }
}

fn iso(year: u32, month: u32, day: u32) -> Option<String> {
    let date = Day::of(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)?;
    (1000..=2999).contains(&year).then(|| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_may_hold_a_year_alone() {
        let cells = [("2019", Some("2019")), (" 1954 ", Some("1954")), ("0019", None), ("12345", None), ("20.5", None)];
        for (text, date) in cells {
            assert_eq!(cell(text).as_deref(), date, "{text}");
        }
        assert_eq!(dateline("2019"), None, "a line is no cell");
    }

    #[test]
    fn shapes() {
        for (line, date) in [
            ("May 25, 2023, The\u{a0}Kremlin, Moscow", Some("2023-05-25")),
            ("25 May 2023", Some("2023-05-25")),
            ("Thursday, 25 May 2023", Some("2023-05-25")),
            ("2023-05-25", Some("2023-05-25")),
            ("2023-05-25T10:00:00Z", Some("2023-05-25")),
            ("25.05.2023", Some("2023-05-25")),
            ("February 20, 2025 14:30", Some("2025-02-20")),
            ("June 18, 2024, Brenn, Exhibition Centre", Some("2024-06-18")),
            ("February 30, 2025", None),
            ("May 25, 2023 was a good day.", None),
            ("May I say, 2023 was good", None),
            ("In 2023", None),
        ] {
            assert_eq!(dateline(line).as_deref(), date, "{line}");
        }
        assert_eq!(unix(1_757_664_000.0).as_deref(), Some("2025-09-12"));
        assert_eq!(unix(1_757_664_000_000.0).as_deref(), Some("2025-09-12"));
        assert_eq!(unix(951_782_400.0).as_deref(), Some("2000-02-29"));
        assert_eq!(unix(12.0), None);
    }
}
