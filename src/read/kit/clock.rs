//! Marks of time in transcripts: "0:09", "[00:00:05]", "#00:00:09-1#", "00:03.440 --> 00:06.000", "10:01 AM", "5.2s",
//! alone or with a date before them. Only their place is of interest: they are not said.

use crate::read::kit::stage;

/// A mark is at most this long, in bytes.
const LONGEST: usize = 80;

/// What stands between the two ends of a mark.
const BETWEEN: [&str; 7] = ["-->", "->", "→", "-", "–", "—", "to"];

/// Whether there is a figure in a text: without one it holds no mark.
pub fn has_figure(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// The bytes of a mark in brackets, or in marks of Markdown, at the start of a text.
pub fn bracketed(text: &str) -> Option<usize> {
    enclosed(text).or_else(|| dressed(text))
}

/// "**[00:05]**", "_0:09_".
fn dressed(text: &str) -> Option<usize> {
    let inner = text.trim_start_matches(['*', '_']);
    let marks = &text[..text.len() - inner.len()];
    let end =
        Some(inner).filter(|_| (1..=3).contains(&marks.len())).and_then(|inner| enclosed(inner).or(bare(inner)))?;
    inner[end..].starts_with(marks).then_some(end + 2 * marks.len())
}

fn enclosed(text: &str) -> Option<usize> {
    let close = match text.chars().next()? {
        '[' => ']',
        '(' => ')',
        '{' => '}',
        '<' => '>',
        '#' => '#',
        '`' => '`',
        _ => return None,
    };
    let window = stage::prefix(text, LONGEST);
    let end = 1 + window[1..].find(close)?;
    let inner = window[1..end].trim();
    let inner = ["Timestamp", "timestamp", "Time", "time", "at"]
        .iter()
        .find_map(|word| inner.strip_prefix(word))
        .map_or(inner, |rest| rest.trim_start_matches([':', ' ']));
    (bare(inner) == Some(inner.len())).then_some(end + 1)
}

/// The bytes of a mark without brackets at the start of a text: a moment, or from one to another.
pub fn bare(text: &str) -> Option<usize> {
    // whatever is repeated in it, no mark is longer
    let text = stage::prefix(text, 2 * LONGEST);
    let mut end = moment(text)?;
    let rest = text[end..].trim_start();
    if let Some(after) = BETWEEN.iter().find_map(|word| rest.strip_prefix(word)) {
        let after = after.trim_start();
        if let Some(length) = moment(after) {
            end = text.len() - after.len() + length;
        }
    }
    Some(end)
}

/// Whether a line is nothing but a mark, or several.
pub fn is_mark(line: &str) -> bool {
    let mut rest = line.trim();
    while let Some(length) = bracketed(rest).or_else(|| bare(rest)).filter(|length| *length > 0) {
        rest = rest[length..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '·'));
        if rest.is_empty() {
            return true;
        }
    }
    false
}

/// A time, with or without the day before it.
fn moment(text: &str) -> Option<usize> {
    let day = day(text).unwrap_or(0);
    let rest = text[day..].trim_start_matches([',', 'T', ' ']);
    let apart = text[..day].ends_with(' ');
    if day > 0 && !apart && rest.len() == text.len() - day {
        return None;
    }
    let end = text.len() - rest.len() + time(rest)?;
    // "10:01, 3/4/2025"
    let later = text[end..].strip_prefix(", ").and_then(self::day).map_or(0, |length| 2 + length);
    let end = if day > 0 { end + zone(&text[end..]) } else { end + later };
    let next = text[end..].chars().next();
    // "0 minutes 3 seconds0:03"
    let written = text[..end].ends_with(char::is_alphabetic);
    next.is_none_or(|c| !c.is_alphanumeric() || written && c.is_ascii_digit()).then_some(end)
}

/// "Z", "+01:00".
fn zone(text: &str) -> usize {
    match text.chars().next() {
        Some('Z') => 1,
        Some('+' | '-') if text.get(3..4) == Some(":") => 6.min(text.len()),
        _ => 0,
    }
}

/// "2025-03-03", "3/3/25", "03.03.2025", "Today at".
fn day(text: &str) -> Option<usize> {
    if let Some(word) =
        ["Today at ", "Yesterday at ", "Today ", "Yesterday "].iter().find(|word| text.starts_with(**word))
    {
        return Some(word.len());
    }
    if let Some(words) = day_in_words(text) {
        return Some(words);
    }
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let window = stage::prefix(text, 10);
    let end = window.find(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '/' | '.')).unwrap_or(window.len());
    let parts: Vec<&str> = window[..end].split(['-', '/', '.']).collect();
    let whole = parts.len() == 3 && parts.iter().all(|part| (1..=4).contains(&part.len()));
    whole.then_some(end)
}

/// "Mar 4, 2025, ", "Tuesday, ", "4 March 2025 at " before a time.
fn day_in_words(text: &str) -> Option<usize> {
    if !text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let (mut end, mut named) = (0, false);
    for token in stage::prefix(text, LONGEST).split_inclusive(' ').take(6) {
        let word = token.trim_end_matches([' ', ',', '.']);
        let begins = |name: &&str| name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        let name = word.len() >= 3 && NAMES.iter().any(begins);
        let figures = (1..=4).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
        if !(name || figures || named && word.eq_ignore_ascii_case("at")) {
            break;
        }
        named |= name;
        end += token.len();
    }
    (named && text[..end].ends_with(' ')).then_some(end)
}

/// Months and weekdays.
#[rustfmt::skip]
const NAMES: [&str; 19] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
];

/// "0:09", "00:00:05.250", "12.30pm", "5.2s", "1h 2m 3s".
fn time(text: &str) -> Option<usize> {
    clock(text).or_else(|| units(text))
}

fn clock(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let first = digits(0);
    if !(1..=3).contains(&first) {
        return None;
    }
    let (mut at, mut widths) = (first, Vec::new());
    while bytes.get(at) == Some(&b':') && widths.len() < 3 && (1..=2).contains(&digits(at + 1)) {
        widths.push(digits(at + 1));
        at += 1 + digits(at + 1);
    }
    let half = half_day(&text[at..]);
    match widths.as_slice() {
        [] if half.is_some() => return half.map(|length| at + length),
        // "12.30pm"
        [] if bytes.get(at) == Some(&b'.') && digits(at + 1) == 2 => {
            return half_day(&text[at + 3..]).map(|length| at + 3 + length);
        }
        [] | [1] => return None,
        _ => {}
    }
    if matches!(bytes.get(at), Some(b'.' | b',' | b';' | b'-')) && (1..=6).contains(&digits(at + 1)) {
        at += 1 + digits(at + 1);
    }
    Some(at + half_day(&text[at..]).unwrap_or(0))
}

/// " PM", "a.m.".
fn half_day(text: &str) -> Option<usize> {
    let rest = text.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let space = text.len() - rest.len();
    let word = ["a.m.", "p.m.", "am", "pm"]
        .into_iter()
        .find(|word| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))?;
    let free = rest[word.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    (space <= 4 && free).then_some(space + word.len())
}

/// "5.2s", "27m 42s", "1 hour 2 minutes 3 seconds".
fn units(text: &str) -> Option<usize> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let mut end = 0;
    let mut rest = text;
    for units in [["hours", "hour", "h"], ["minutes", "minute", "m"], ["seconds", "second", "s"]] {
        let number = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let after = rest[number..].trim_start_matches(' ');
        let unit = units.iter().find_map(|unit| after.strip_prefix(unit));
        let Some(left) = unit.filter(|left| number > 0 && !left.starts_with(char::is_alphabetic)) else { continue };
        end = text.len() - left.len();
        rest = left.trim_start_matches([' ', ',']);
    }
    (end > 0).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_time_in_all_notations() {
        for whole in [
            "0:09",
            "00:00:05",
            "1:02:03.250",
            "00:03.440 --> 00:06.000",
            "10:01 AM",
            "10:01:02 p.m.",
            "12.30pm",
            "[00:00:05]",
            "(00:09)",
            "{1:02}",
            "<00:01:02>",
            "#00:00:09-1#",
            "[00:00.000 --> 00:03.440]",
            "[0.0s -> 3.4s]",
            "0:0:3.450 --> 0:0:5.780",
            "27m 42s",
            "0 minutes 9 seconds",
            "2025-03-03 10:01:02",
            "3/3/25, 10:01",
            "01:00:05:12",
            "Today at 10:01 AM",
            "[03/03/2025, 10:01:02]",
            "00:00:05,120",
            "0:05 - 0:09",
            "2025-03-03T10:01:02Z",
            "2025-03-03T10:01:02.5+01:00",
            "0 minutes 9 seconds0:09",
            "Mar 4, 2025, 10:01 AM",
            "Tuesday, 10:01",
            "[10:01, 3/4/2025]",
            "`00:00:05`",
            "**[00:05]**",
            "_0:05_",
        ] {
            assert!(is_mark(whole), "{whole}");
        }
        for none in [
            "12",
            "1998",
            "10:3",
            "3:5:",
            "Nadia",
            "[1]",
            "(2024)",
            "10:30 we start",
            "5 apples",
            "1.5",
            "2025-03-03",
            "**0:05",
            "*1*",
        ] {
            assert!(!is_mark(none), "{none}");
        }
        assert_eq!(bare("00:05 - Lena"), Some(5));
        assert_eq!(bare("10:01 Amelia"), Some(5));
    }
}
