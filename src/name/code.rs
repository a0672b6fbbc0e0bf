//! Codes and labels in a place that states the speaker: "P01", "INT", "FG1 P3", "Dr. A". They name somebody inside their
//! document only.

use crate::name::fold::{fold, without_notes};
use crate::name::kind::{HeaderKind, kind};
use crate::name::title::{Split, split_title};
use crate::name::token::{is_anonymous, is_number};
use crate::name::words::CODES;

/// Letters before the number of a code ("FG1").
const LONGEST_PREFIX: usize = 4;

/// Whether a stated name is a code, a label or an office without a name.
pub fn is_code(stated: &str) -> bool {
    let bare = without_notes(stated);
    kind(bare) == HeaderKind::Label || split_title(bare) == Split::Office || is_plain_code(bare)
}

/// Whether a header consists of codes: "P01", "INT", "FG1 P3".
pub fn is_plain_code(header: &str) -> bool {
    let bare = without_notes(header);
    let mut tokens = bare.split(|c: char| !c.is_alphanumeric()).filter(|token| !token.is_empty()).peekable();
    tokens.peek().is_some() && tokens.all(is_code_token)
}

/// A number, one or two capitals, a word that names nobody, or such a word or a few capitals with a number behind.
fn is_code_token(token: &str) -> bool {
    let letters = token.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = letters.len() < token.len();
    let count = letters.chars().count();
    let capitals = letters.chars().all(char::is_uppercase);
    let folded = fold(letters);
    is_number(token)
        || (capitals && count <= if numbered { LONGEST_PREFIX } else { 2 })
        || (count == 1 && letters.is_ascii())
        || is_anonymous(&folded)
        || CODES.binary_search(&folded.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_names() {
        let codes = [
            "P01",
            "P1 (female)",
            "R",
            "S1",
            "INT",
            "IV",
            "Speaker A",
            "Participant 2",
            "Int. 3",
            "FG1-P3",
            "17",
            "SPEAKER_00",
            "spk_0",
            "speaker0",
            "[Interviewer]",
            "Mum",
            "Dr. A",
            "The Chair",
            "O.T.",
            "+1 (555) 0100",
            "Operator",
            "Minister of Health",
        ];
        for code in codes {
            assert!(is_code(code), "{code}");
        }
        let names = [
            "Lena Orsol",
            "Orsol, Lena",
            "Group 1 Anna",
            "FG1 Anna",
            "Interviewer 2 - Anna",
            "Anna B.",
            "Mr Vell",
            "Ida",
            "lena.orsol@brenn.org",
            "Lord Vell of Brenn",
            "TULL",
            "",
        ];
        for name in names {
            assert!(!is_code(name), "{name}");
        }
    }
}
