//! Codes before a colon that stand for somebody in one document: "P01", "S1", "INT", "R", "MOD".

use crate::name::words;

/// Letters before the figures of a code.
const MOST_LETTERS: usize = 4;

/// Whether a printed header is a code: an abbreviation of a part in a conversation, one capital letter, or a few letters
/// and a number.
pub fn is_part_code(printed: &str) -> bool {
    let printed = printed.trim_matches(['[', ']', '(', ')', '<', '>']);
    if !printed.starts_with(char::is_uppercase) || !printed.is_ascii() {
        return false;
    }
    let printed =
        printed.trim_end_matches(|c: char| c.is_ascii_alphabetic()).strip_suffix(['_', '-']).unwrap_or(printed);
    let letters = printed.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '#' | '.'));
    let figures = &printed[letters.len()..];
    let numbered = figures.ends_with(|c: char| c.is_ascii_digit());
    let lower = letters.to_ascii_lowercase();
    if !letters.chars().all(|c| c.is_ascii_alphabetic()) || !figures.is_empty() && !numbered || figures.len() > 6 {
        return false;
    }
    let known = words::PARTS.binary_search(&lower.as_str()).is_ok();
    let capitals = !letters.contains(char::is_lowercase);
    let anonymous = words::ANONYMOUS.binary_search(&lower.as_str()).is_ok();
    match letters.len() {
        1 => true,
        2 if !numbered && capitals => true,
        _ if numbered => known || anonymous || capitals && letters.len() <= MOST_LETTERS,
        _ => capitals && (known || anonymous),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_names() {
        for code in
            ["P01", "S1", "SP2", "INT", "R", "I", "MOD", "MALE2", "FG-3", "IV", "Resp3", "M1", "S00", "A", "[P1]"]
        {
            assert!(is_part_code(code), "{code}");
        }
        for name in ["Lena", "VELL", "Vell2000000", "Ed", "ORSOL", "Mo", "COVID-19x", "", "1"] {
            assert!(!is_part_code(name), "{name}");
        }
    }
}
