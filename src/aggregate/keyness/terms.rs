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
pub fn terms(sentence: &str, each: impl FnMut(&str)) {
    let mut words = String::new();
    push_words(sentence, &mut words);
    terms_of_words(&words, each);
}

/// Adds the words of a sentence in lower case to `said`, with a space between two that are a pair and a line break otherwise and at
/// the end. Words are stretches of letters and digits; an apostrophe, a hyphen or a full stop between two of them
/// belongs to the word ("don't", "twenty-two", "u.s").
pub fn push_words(sentence: &str, said: &mut String) {
    let mut start = said.len();
    let mut rest = sentence.chars().peekable();
    while let Some(c) = rest.next() {
        let joint = joint(c).filter(|_| said.len() > start && rest.peek().is_some_and(|next| next.is_alphanumeric()));
        if c.is_alphanumeric() {
            said.extend(c.to_lowercase());
        } else if let Some(joint) = joint {
            said.push(joint);
        } else {
            end_word(said, &mut start);
        }
    }
    end_word(said, &mut start);
    if said.pop().is_some() {
        said.push('\n');
    }
}

/// Ends the word that begins at `start`. What is no term parts the words around it.
fn end_word(said: &mut String, start: &mut usize) {
    let word = &said[*start..];
    if word.is_empty() {
        return;
    }
    if word.contains(char::is_alphabetic) && word.chars().nth(LONGEST).is_none() {
        said.push(' ');
    } else {
        said.truncate(*start);
        if said.pop().is_some() {
            said.push('\n');
        }
    }
    *start = said.len();
}

/// Gives each term of words that [`push_words`] wrote to `each`: every word, and every two with a space between them.
pub fn terms_of_words(said: &str, mut each: impl FnMut(&str)) {
    for line in said.lines() {
        let (mut before, mut start) = (None, 0);
        for word in line.split(' ') {
            let end = start + word.len();
            each(word);
            before.into_iter().for_each(|before| each(&line[before..end]));
            (before, start) = (Some(start), end + 1);
        }
    }
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
