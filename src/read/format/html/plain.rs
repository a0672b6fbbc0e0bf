//! Headers on a page that are told by their letters alone: a name in capitals before a colon, a lone Q before the words.

use crate::name::{fold, fold_spaces, is_document_label};
use crate::read::kit::header::colon;

/// Words of a header in capitals, with the office behind the name.
const MOST_WORDS: usize = 16;

/// "OSKAR TULL (CON), MAYOR OF HARBOUR" and where it ends, behind its colon. What stands in brackets inside is left out.
pub fn capitals(text: &str) -> Option<(String, usize)> {
    let end = colon(text)?;
    let raw = text[..end].trim_end_matches([':', '：']);
    let mut plain = String::new();
    let mut depth = 0usize;
    for c in raw.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 && c.is_lowercase() => return None,
            _ if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    let letters = plain.chars().filter(|c| c.is_alphabetic()).count();
    let printed = fold_spaces(&plain).replace(" ,", ",");
    let words = printed.split(' ').count();
    let shouted = plain.starts_with(|c: char| c.is_uppercase());
    let clean =
        !plain.contains(['.', '!', '?', '"', ';']) || plain.split(' ').all(|word| !word.ends_with(['!', '?', '"']));
    let named = shouted && clean && letters > 1 && words <= MOST_WORDS && !is_document_label(&fold(&printed));
    named.then_some((printed, end))
}

/// A lone Q at the start of a block, where the words begin, and whether more than a space sets them apart; of an A only
/// where more does.
pub fn lone(text: &str) -> Option<(&'static str, usize, bool)> {
    let trimmed = text.trim_start();
    let letter = ["Q", "A"].into_iter().find(|letter| trimmed.starts_with(letter))?;
    let rest = &trimmed[1..];
    let behind = rest.trim_start_matches(['.', ':']);
    let words = behind.trim_start();
    let space = &behind[..behind.len() - words.len()];
    let wide = space.chars().count() > 1 || space.contains(['\u{a0}', '\t', '\u{2003}']) || behind.len() < rest.len();
    // "A road" may be kept in one line by a space that does not break
    let twice = space.chars().count() > 1 || behind.len() < rest.len();
    let apart = !space.is_empty() && !words.is_empty() && (twice || letter == "Q");
    apart.then_some((letter, text.len() - words.len(), wide))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_before_a_colon_are_a_header() {
        for (text, printed) in [
            ("LENA ORSOL, RADIO HOST: Good evening.", Some("LENA ORSOL, RADIO HOST")),
            ("TOMAS VELL (RED), MAYOR OF BRENN: We met.", Some("TOMAS VELL, MAYOR OF BRENN")),
            ("VELL (voice-over): We met.", Some("VELL")),
            ("Vell: We met.", None),
            ("NOTE: We met.", None),
            ("STOP! I SAID: we met.", None),
        ] {
            assert_eq!(capitals(text).map(|(printed, _)| printed), printed.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn a_lone_letter_asks() {
        for (text, words) in [
            ("Q\u{a0}\u{a0} Why?", Some("Why?")),
            ("Q   Why?", Some("Why?")),
            ("Q Why?", Some("Why?")),
            ("Q. Why?", Some("Why?")),
            ("A. Because.", Some("Because.")),
            ("A good day.", None),
            ("A\u{a0}good day.", None),
            ("Quite so.", None),
            ("Q", None),
        ] {
            assert_eq!(lone(text).map(|(_, end, _)| &text[end..]), words, "{text}");
        }
    }
}
