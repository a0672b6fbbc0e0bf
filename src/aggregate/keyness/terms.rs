//! The terms of a sentence: its words, and its pairs of words that follow each other.

/// The longest word that is a term, in characters: what is longer is no word of a language.
const LONGEST: usize = 64;

/// How many orders of terms there are: words, and pairs of words.
pub const ORDERS: usize = 2;

/// Adds counts of both orders.
pub fn add(sum: &mut [u64; ORDERS], more: [u64; ORDERS]) {
    for (sum, n) in sum.iter_mut().zip(more) {
        *sum += n;
    }
}

/// The order of a term: 0 for a word, 1 for a pair.
pub fn order(term: &str) -> usize {
    usize::from(term.contains(' '))
}

/// Gives each term of a sentence to `each`, as often as it stands there. Two words with a number between them are no
/// pair.
pub fn terms(sentence: &str, mut each: impl FnMut(&str)) {
    let mut before = String::new();
    for word in words(sentence) {
        if !word.contains(char::is_alphabetic) || word.chars().nth(LONGEST).is_some() {
            before.clear();
            continue;
        }
        each(&word);
        if !before.is_empty() {
            before.push(' ');
            before.push_str(&word);
            each(&before);
        }
        before = word;
    }
}

/// Stretches of letters and digits in lower case; an apostrophe, a hyphen or a full stop between two of them belongs to
/// the word ("don't", "twenty-two", "u.s").
fn words(sentence: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut rest = sentence.chars().peekable();
    while let Some(c) = rest.next() {
        let joint = joint(c).filter(|_| !word.is_empty() && rest.peek().is_some_and(|next| next.is_alphanumeric()));
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else if let Some(joint) = joint {
            word.push(joint);
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

/// A sign that joins parts of a word, in one of its forms.
fn joint(c: char) -> Option<char> {
    match c {
        '\'' | '’' | 'ʼ' => Some('\''),
        '-' | '‐' | '‑' => Some('-'),
        '.' => Some('.'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(sentence: &str) -> Vec<String> {
        let mut found = Vec::new();
        terms(sentence, |term| found.push(term.to_owned()));
        found
    }

    #[test]
    fn words_keep_their_apostrophes_and_hyphens_and_lose_their_case() {
        let expected = ["don’t", "’Tis", "twenty-two", "the Joint‑Commission's", "U.S.", "“No!”"];
        let found = expected.map(|text| all(text).concat());
        assert_eq!(found, ["don't", "tis", "twenty-two", "thejoint-commission'sthe joint-commission's", "u.s", "no"]);
    }

    #[test]
    fn numbers_are_no_terms_and_part_the_words_around_them() {
        assert_eq!(
            all("By 12.5 percent, in 2024-2025 – or G20?"),
            ["by", "percent", "in", "percent in", "or", "g20", "or g20"]
        );
        assert_eq!(all(&format!("a {} b", "x".repeat(65))), ["a", "b"]);
        assert_eq!(all(" … – 7 "), [""; 0]);
    }
}
