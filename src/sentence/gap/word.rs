//! Words as the network of gaps knows them: not by a vocabulary, but by rows of its table to which their letters are hashed.

/// Rows that words are hashed to.
pub const HASHED: usize = 1 << 14;
/// Rows for the letter case and the comma of a word, behind the hashed ones.
pub const SHAPES: usize = 4;

/// More of a word, in bytes, is not looked at: a text without spaces is one word.
const LONGEST: usize = 96;

/// A word, or the part of one between dashes or slashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GapWord {
    /// The rows of the table whose sum it is: two for its letters, one for its ending, one for its shape.
    pub rows: [u16; 4],
    /// Where it starts, in bytes of the text; nothing for a part that continues a word.
    pub opens: Option<usize>,
}

/// The words of a text, in order.
pub fn gap_words(text: &str) -> Vec<GapWord> {
    let mut words = Vec::new();
    let mut letters = String::new();
    for token in text.split_whitespace() {
        let at = token.as_ptr() as usize - text.as_ptr() as usize;
        let mut opens = Some(at);
        for part in token.split(['-', '–', '—', '/', '…']) {
            fold(part, &mut letters);
            if !letters.is_empty() {
                words.push(GapWord { rows: rows(&letters, shape(part)), opens: opens.take() });
            }
        }
    }
    words
}

/// The letters in lower case, every number as a 0, nothing before the first and behind the last letter or digit.
fn fold(part: &str, letters: &mut String) {
    letters.clear();
    let head = &part[..part.floor_char_boundary(LONGEST)];
    let mut rest = head.trim_matches(|c: char| !c.is_alphanumeric()).chars().peekable();
    let mut number = false;
    while let Some(c) = rest.next() {
        let inside = matches!(c, '.' | ',' | ':') && number && rest.peek().is_some_and(char::is_ascii_digit);
        if c.is_ascii_digit() && !number {
            letters.push('0');
        } else if !c.is_ascii_digit() && !inside {
            letters.extend(if c == '’' { '\'' } else { c }.to_lowercase());
        }
        number = c.is_ascii_digit() || inside;
    }
}

fn rows(letters: &str, shape: u16) -> [u16; 4] {
    let ending = letters.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
    [bucket(0, letters), bucket(1, letters), bucket(2, &letters[ending..]), HASHED as u16 + shape]
}

/// 1 for a capital, and 2 for a comma.
fn shape(part: &str) -> u16 {
    let head = &part[..part.floor_char_boundary(LONGEST)];
    let word = head.trim_start_matches(|c: char| !c.is_alphanumeric());
    let first = word.chars().next().is_some_and(char::is_uppercase);
    let mixed = word.chars().any(char::is_lowercase);
    let alone = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    let letter = alone.chars().count() == 1;
    let comma = part.trim_end_matches(['"', '\'', '”', '’', ')', ']']).ends_with(',');
    // recognisers write "I" and "I'm" so wherever they stand
    let pronoun = word.strip_prefix('I').is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    u16::from(first && (mixed || letter) && !pronoun) | u16::from(comma) << 1
}

/// FNV-1a with a seed, its bits mixed once more.
fn bucket(seed: u32, letters: &str) -> u16 {
    let mut hash = letters.bytes().fold(0x811c_9dc5 ^ seed, |h, byte| (h ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash = (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d);
    hash ^= hash >> 12;
    (hash as usize % HASHED) as u16
}
