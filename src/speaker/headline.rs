//! The full name that a headline gives to a surname: "Press Briefing by Press Secretary Tomas Vell" for "MR. VELL".

use std::collections::BTreeMap;

use crate::name::{fold, is_initial, is_name_token, is_ordinary, is_particle, is_title_word};
use crate::speaker::names::Unique;

/// The persons whom a headline names in full, by their folded surnames.
pub fn named_in(headline: &str) -> BTreeMap<String, Unique> {
    let words: Vec<&str> =
        headline.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.')).collect();
    let surname = |at: usize| words[at].trim_end_matches("'s").trim_end_matches("’s");
    let given = |word: &str| {
        let key = fold(word);
        is_name_token(word) && !is_title_word(&key) && !is_ordinary(&key)
    };
    let mut found: BTreeMap<String, Unique> = BTreeMap::new();
    for at in 1..words.len() {
        let mut start = at;
        while start > 0 && at - start < 3 && (given(words[start - 1]) || start < at && is_particle(words[start - 1])) {
            start -= 1;
        }
        let full = words[start..at].iter().any(|word| !is_initial(word));
        if full {
            let name = [&words[start..at], &[surname(at)]].concat().join(" ");
            found.entry(fold(surname(at))).or_default().add(&name);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_names_whom_a_surname_is() {
        for (headline, name) in [
            ("Press Briefing by Press Secretary Tomas Vell", Some("Tomas Vell")),
            ("Tomas Vell's news conference in Brenn", Some("Tomas Vell")),
            ("Remarks by President Orsol and Prime Minister T. A. Vell", None),
            ("Mr. Vell on roads", None),
            ("Lena Vell and Tomas Vell in Halmar", None),
            ("VELL", None),
        ] {
            let found = match named_in(headline).remove("vell") {
                Some(Unique::One(name)) => Some(name),
                _ => None,
            };
            assert_eq!(found.as_deref(), name, "{headline}");
        }
    }
}
