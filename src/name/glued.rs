//! Words of a header that lost the space between them.

use crate::name::fold::fold;
use crate::name::token::{is_initial, is_title_word};
use crate::name::words;

/// Words that lost the space between them, apart again: "LenaOrsol", "Presidentof Varsia". Names with a capital inside
/// ("MacDonald", "DeVito") stay whole.
pub fn unglued(printed: &str) -> String {
    let mut words: Vec<&str> = Vec::new();
    for token in printed.split_whitespace() {
        let mut rest = token;
        while let Some(at) = joint(rest) {
            words.push(&rest[..at]);
            rest = &rest[at..];
        }
        words.push(rest);
    }
    let mut apart = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).filter(|next| next.starts_with(char::is_uppercase));
        let place = || next.is_some_and(|next| words::PLACES.binary_search(&fold(next).as_str()).is_ok());
        let title = |word: &&str| place() || is_title_word(&fold(word.rsplit('-').next().unwrap_or(word)));
        match word.strip_suffix("of").filter(|word| next.is_some() && !word.is_empty()).filter(title) {
            Some(title) => apart.extend([title, "of"]),
            None => apart.push(word),
        }
    }
    apart.join(" ")
}

/// Where a capital follows a small letter in a token, with a word's worth of letters on both sides, or initials.
fn joint(token: &str) -> Option<usize> {
    let mut before = ' ';
    token.char_indices().find_map(|(at, c)| {
        let (head, tail) = token.split_at(at);
        let glued = before.is_lowercase() && at > 2 && !matches!(head, "Mac" | "Fitz" | "Van" | "Von");
        let initials = before == '.' && at <= 6 && is_initial(head);
        before = c;
        let word = || tail.chars().take(3).filter(|c| c.is_alphabetic()).count() == 3;
        let small = || tail.chars().nth(1).is_some_and(char::is_lowercase);
        (c.is_uppercase() && (glued || initials && small()) && word()).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glued_words_come_apart() {
        for (printed, apart) in [
            ("LenaOrsol", "Lena Orsol"),
            ("Minister-PresidentofKeldovaTomas Vell", "Minister-President of Keldova Tomas Vell"),
            ("L.V.Orsol", "L.V. Orsol"),
            ("King Adel Tarnof Bahrain", "King Adel Tarn of Bahrain"),
            ("Ian MacDonald", "Ian MacDonald"),
            ("Ana DeVito of O'Neill", "Ana DeVito of O'Neill"),
            ("VEB.RF", "VEB.RF"),
        ] {
            assert_eq!(unglued(printed), apart);
        }
    }
}
