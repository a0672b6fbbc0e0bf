//! Spellings of one name: what differs only in case, diacritics, hyphens, apostrophes, full stops, "the", a possessive
//! or -isation for -ization has one key.

use crate::name::fold::{fold, fold_spaces};

/// Letters of the longest acronym; longer words in capitals are shouted.
const LONGEST_ACRONYM: usize = 6;

/// A mention as a name: white space folded, without "the" before it and a possessive behind it.
pub fn plain(text: &str) -> String {
    let spaced = fold_spaces(text);
    let article = |name: &&str| acronym(name).is_some();
    let name = spaced.strip_prefix("the ").or_else(|| spaced.strip_prefix("The ").filter(article)).unwrap_or(&spaced);
    let owned = ["'s", "’s"].into_iter().find_map(|s| name.strip_suffix(s));
    // "the Russians’", but also "the Varsians'"
    let owner = owned.or_else(|| name.strip_suffix(['\'', '’']).filter(|name| name.ends_with('s'))).unwrap_or(name);
    if owner.is_empty() { name.to_owned() } else { owner.to_owned() }
}

/// Equal for spellings of one name. An acronym is no spelling of a word: "US" and "us", "WHO" and "Who" differ.
pub fn key(text: &str) -> String {
    let name = plain(text);
    match acronym(&name) {
        Some(letters) => letters,
        None => words(&name),
    }
}

/// The key of a word in capitals, taken for a shouted one.
pub fn unshouted(text: &str) -> String {
    words(&plain(text))
}

fn words(name: &str) -> String {
    let apart = |c| if matches!(c, '-' | '–') { ' ' } else { c };
    let folded: String = fold(name).chars().filter(|c| *c != '\'').map(apart).collect();
    let mut tokens: Vec<String> = Vec::new();
    for token in folded.split_whitespace() {
        match token {
            "the" => {}
            "&" => tokens.push("and".to_owned()),
            "cooperation" => tokens.extend(["co", "operation"].map(str::to_owned)),
            _ => tokens.push(token.replace("isation", "ization")),
        }
    }
    tokens.join(" ")
}

/// The letters of an acronym: capitals and figures and nothing else, full stops aside.
pub fn acronym(name: &str) -> Option<String> {
    let letters: String = name.chars().filter(|c| *c != '.').collect();
    let short = (2..=LONGEST_ACRONYM).contains(&letters.chars().count());
    let capitals = letters.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
    (short && capitals && letters.starts_with(char::is_uppercase)).then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key_and_others_differ() {
        let same: [&[&str]; 6] = [
            &["Lake Sorin Forum", "the Lake Sorin Forum", "Lake\u{a0}Sorin forum", "LAKE SORIN FORUM"],
            &["Košice", "Kosice", "Kosice's", "Košice’s"],
            &["Baikal-Amur Mainline", "Baikal–Amur Mainline", "Baikal Amur Mainline"],
            &["Shanghai Cooperation Organisation", "Shanghai Co-operation Organization"],
            &["O'Neill", "O’Neill"],
            &["U.N.", "UN", "the UN’s", "The UN"],
        ];
        for forms in same {
            assert!(forms.iter().all(|form| key(form) == key(forms[0])), "{forms:?}");
        }
        let keys: Vec<String> = same.iter().map(|forms| key(forms[0])).collect();
        assert!((1..keys.len()).all(|at| !keys[..at].contains(&keys[at])));
        assert_ne!(key("BAM"), key("Bam"));
        assert_ne!(key("Varsian"), key("Varsians"));
    }
}
