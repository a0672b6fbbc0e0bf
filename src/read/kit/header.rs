//! Recognises speakers' headers in running text: which paragraph starts look like "Name:", and which of them the
//! document as a whole confirms. "President of Russia Vladimir Putin:" is a header, "I will say this:" is prose.

use std::collections::{HashMap, HashSet};

use super::stage;
use crate::name::{
    HeaderKind, Split, fold, fold_spaces, holder, is_connector, is_document_label, is_initial, is_name_token,
    is_ordinary, is_particle, is_roman, is_title_word, kind, split_title, suffixes, surname_first, tailed, unglued,
    without_letters, without_nickname, without_notes,
};

/// A header is at most this long, in bytes; what is longer is not looked at.
const LONGEST: usize = 400;
/// Words of the longest header.
const MOST_WORDS: usize = 40;

/// A paragraph start that has the shape of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// One past the colon, in bytes of the paragraph.
    pub end: usize,
    /// Without colon, white space folded.
    pub printed: String,
    /// Folded, without notes: equal for headers that print the same words.
    pub key: String,
    /// How much the shape alone says.
    pub shape: Shape,
}

/// How much a candidate's own words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// A name by its letters, but made of ordinary words or of one word: needs the document's support.
    Weak,
    /// Two or more capitalised words, none ordinary.
    Name,
    /// A role, a label, or a title with a name.
    Certain,
}

/// The candidate at the start of a paragraph.
pub fn candidate(paragraph: &str) -> Option<Candidate> {
    candidate_to(&paragraph[..colon(paragraph)?])
}

/// The candidate that the start of a paragraph is, up to its colon.
pub fn candidate_to(start: &str) -> Option<Candidate> {
    let printed = fold_spaces(start.trim_end_matches([':', '：']));
    let printed = asking(unbracketed(&printed)).to_owned();
    let (printed, shape) = match holder(&printed) {
        Some(name) => (name, Shape::Certain),
        None => {
            let shape = shape_of(&printed)?;
            (printed, shape)
        }
    };
    Some(Candidate { end: start.len(), key: fold(without_notes(&printed)), printed, shape })
}

/// "Hon LENA ORSOL" in "Hon LENA ORSOL to the Minister for Ports".
fn asking(printed: &str) -> &str {
    let Some((name, asked)) = printed.split_once(" to the ") else { return printed };
    let office =
        asked.split(' ').next().is_some_and(|word| word.starts_with(char::is_uppercase) && is_title_word(&fold(word)));
    let capitals = name
        .split(' ')
        .filter(|word| word.chars().filter(|c| c.is_uppercase()).count() >= 2 && !word.contains(char::is_lowercase));
    if office && capitals.count() >= 1 && name.split(' ').count() <= 5 { name } else { printed }
}

/// "SPEAKER_00" in "\[SPEAKER_00\]".
fn unbracketed(printed: &str) -> &str {
    let inner = printed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.filter(|inner| !inner.contains(['[', ']'])).map_or(printed, str::trim)
}

/// Where a header at the start of a paragraph would end: one past the first colon outside brackets, unless it stands in
/// a time or an address.
pub fn colon(paragraph: &str) -> Option<usize> {
    let window = stage::prefix(paragraph, LONGEST);
    let bytes = window.as_bytes();
    let mut depth = 0usize;
    for (at, byte) in window.bytes().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b':' | 0xef if depth == 0 && window[at..].starts_with([':', '：']) => {
                let end = at + if byte == b':' { 1 } else { '：'.len_utf8() };
                let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
                let time = digit(bytes[..at].last()) && digit(bytes.get(end));
                let more = window[end..].len() - window[end..].trim_start_matches(':').len();
                return (!time && bytes.get(end) != Some(&b'/')).then_some(end + more);
            }
            b'!' | b'?' if depth == 0 => return None,
            0xe2 if depth == 0 && window[at..].starts_with('…') => return None,
            _ => {}
        }
    }
    None
}

/// The shape of a printed header, or nothing for prose.
pub fn shape_of(printed: &str) -> Option<Shape> {
    let bare = &unglued(&without_nickname(without_letters(without_notes(printed))));
    let key = fold(bare);
    if key.is_empty() || is_document_label(&key) {
        return None;
    }
    match kind(bare) {
        HeaderKind::Role(_) => {
            let doubtful = key.chars().count() == 1 || bare.starts_with(char::is_lowercase);
            return Some(if doubtful { Shape::Weak } else { Shape::Certain });
        }
        // one letter or two may be anything where no other line bears them out
        HeaderKind::Label if key.chars().count() <= 2 && !key.ends_with(|c: char| c.is_ascii_digit()) => {
            return Some(Shape::Weak);
        }
        HeaderKind::Label => return label_shape(bare, &key),
        HeaderKind::Person => {}
    }
    let words: Vec<&str> = bare.split_whitespace().collect();
    let tailed = tailed(bare);
    let marks = |word: &str| tailed.is_some() && matches!(word, "|" | "/");
    if words.len() > MOST_WORDS || !words.iter().all(|word| is_clean(word) || marks(word)) {
        return None;
    }
    if words.iter().any(|word| SAYING.contains(&word.trim_end_matches(','))) {
        return None;
    }
    let folded: Vec<String> = words.iter().map(|word| fold(word.trim_end_matches([',', ';']))).collect();
    let first_is_small = words.first().is_some_and(|w| w.starts_with(char::is_lowercase));
    if first_is_small && !folded.first().is_some_and(|w| is_title_word(w) || is_particle(w)) {
        return None;
    }
    if surname_first(bare).is_some() {
        return Some(Shape::Weak);
    }
    if let Some(name) = described(bare) {
        return shape_of(name).map(|_| Shape::Weak);
    }
    let titled = folded.iter().any(|word| is_title_word(word));
    if let Some(tailed) = tailed.filter(|_| !titled) {
        let sure = if tailed.is_sure { Shape::Name } else { Shape::Weak };
        return shape_of(tailed.name).map(|shape| shape.min(sure));
    }
    let name = match split_title(bare) {
        Split::Bare(name) => name,
        Split::Titled(name) if titled => name,
        _ => return None,
    };
    name_shape(&words, &folded, &name)
}

fn name_shape(words: &[&str], folded: &[String], name: &str) -> Option<Shape> {
    let titled = folded.iter().any(|word| is_title_word(word));
    let starts_prose = folded.first().is_some_and(|w| is_ordinary(w) || is_connector(w));
    let title_after = folded.iter().skip(1).take(3).any(|w| is_title_word(w));
    if starts_prose && !title_after && words.len() > 1 {
        return folded.first().filter(|w| !PROSE.contains(&w.as_str())).map(|_| Shape::Weak);
    }
    let small = words.iter().filter(|w| w.starts_with(char::is_lowercase)).count();
    let known_small = words
        .iter()
        .zip(folded)
        .filter(|(w, _)| w.starts_with(char::is_lowercase))
        .filter(|(w, f)| is_connector(f) || is_particle(f) || is_title_word(f) || is_name_token(w))
        .count();
    let unknown = small - known_small;
    let tokens: Vec<&str> = name.split(' ').collect();
    let ordinary = tokens.iter().any(|t| is_ordinary(&fold(t)) && !is_initial(t));
    if titled && tokens.len() > 1 && !ordinary && (unknown == 0 || unknown * 2 <= words.len()) {
        return Some(Shape::Certain);
    }
    if titled && unknown == 0 && tokens.len() == 1 && !ordinary && words.len() > 1 {
        return Some(Shape::Name);
    }
    let long = words.len() - folded.iter().filter(|word| is_particle(word)).count() > 6;
    if unknown > 0 || (!titled && long) {
        return None;
    }
    let plain = !ordinary && !folded.iter().any(|f| is_connector(f) && !is_particle(f));
    Some(if tokens.len() > 1 && plain { Shape::Name } else { Shape::Weak })
}

/// Words of sentences that stand in no title and in no name, as printed.
const SAYING: [&str; 22] = [
    "i", "I", "we", "he", "she", "it", "they", "you", "is", "are", "was", "were", "have", "had", "said", "says",
    "asked", "added", "wrote", "told", "this", "that",
];

/// "Lena Orsol" in "Lena Orsol, ship cutter, second shop": a name, then only words that say what the person does.
fn described(header: &str) -> Option<&str> {
    let (name, rest) = header.split_once(", ")?;
    let words = name.split(' ').count();
    let small = !rest.chars().any(char::is_uppercase) && !rest.split(' ').any(|word| is_title_word(&fold(word)));
    (small && (2..=4).contains(&words) && name.split(' ').all(is_name_token)).then_some(name)
}

/// Words that never begin a speaker's name, however often they stand before a colon.
const PROSE: [&str; 24] = [
    "i", "we", "he", "she", "it", "they", "you", "this", "that", "these", "those", "and", "but", "so", "or", "if",
    "as", "to", "my", "our", "his", "her", "their", "there",
];

/// `SPEAKER_00` and "Moderator" are headers, "the chair" in the middle of prose is not.
fn label_shape(bare: &str, key: &str) -> Option<Shape> {
    let capital = bare.trim_start_matches('[').starts_with(|c: char| !c.is_lowercase());
    let numbered = key.ends_with(|c: char| c.is_ascii_digit());
    let words = key.split(' ').count();
    match (capital, numbered) {
        _ if numbered => Some(Shape::Certain),
        (true, _) if words <= 6 && is_vocative(key) => Some(Shape::Weak),
        (true, _) if words <= 6 => Some(Shape::Certain),
        _ => None,
    }
}

/// "Mr President", "Madam Chair": said to someone rather than naming who speaks.
fn is_vocative(key: &str) -> bool {
    let first = key.split(' ').next().unwrap_or_default();
    ["mr", "mrs", "ms", "madam", "mister", "your", "all", "everyone", "guest", "first", "second", "you", "me"]
        .contains(&first)
}

/// No punctuation of sentences inside a word of a header; full stops only in initials and abbreviations.
fn is_clean(word: &str) -> bool {
    let word = word.trim_end_matches([',', ')', ']', '”', '"', '»']);
    let stops = word.contains('.');
    !word.contains(['!', '?', ';', '…', '=', '/', '\\', '<', '>', '{', '}', '*', '@', '|'])
        && (!stops || is_name_token(word) || word.chars().filter(|c| *c == '.').count() >= 2 || is_roman(word))
}

/// Ordinary words that are given names.
const GIVEN: [&str; 4] = ["april", "august", "june", "will"];

/// What the candidates of a whole document say about each other.
#[derive(Debug, Default, Clone)]
pub struct HeaderEvidence {
    counts: HashMap<String, usize>,
    suffixes: HashSet<String>,
    /// How many they are.
    all: usize,
    dense: bool,
}

impl HeaderEvidence {
    /// Weighs the candidates of a document with this many paragraphs.
    pub fn new<'a>(candidates: impl Iterator<Item = &'a Candidate>, paragraphs: usize) -> Self {
        let mut evidence = HeaderEvidence::default();
        for candidate in candidates {
            evidence.all += 1;
            match evidence.counts.get_mut(&candidate.key) {
                Some(count) => *count += 1,
                None => {
                    evidence.counts.insert(candidate.key.clone(), 1);
                }
            }
        }
        for key in evidence.counts.keys() {
            evidence.suffixes.extend(suffixes(key).map(str::to_owned));
        }
        evidence.of(paragraphs)
    }

    /// The same of a document with another number of paragraphs.
    pub fn of(self, paragraphs: usize) -> Self {
        HeaderEvidence { dense: self.all >= 2 && self.all * 2 >= paragraphs, ..self }
    }

    /// Whether the document bears out that this candidate is a header.
    pub fn confirms(&self, candidate: &Candidate) -> bool {
        match candidate.shape {
            Shape::Certain | Shape::Name => true,
            Shape::Weak => {
                let first = candidate.key.split(' ').next().unwrap_or_default();
                let prose = PROSE.contains(&first) && candidate.key.contains(' ');
                let seen = self.counts.get(&candidate.key).copied().unwrap_or(0);
                let tailed = tailed(&candidate.printed).map(|tailed| tailed.name);
                let name = described(&candidate.printed).or(tailed).unwrap_or(&candidate.printed);
                let word = |token: &str| is_ordinary(&fold(token)) && !(is_initial(token) && token.ends_with('.'));
                let ordinary = without_notes(name).split(' ').any(word);
                let answered = match candidate.key.as_str() {
                    "q" => self.counts.contains_key("a"),
                    "a" => self.counts.contains_key("q"),
                    _ => false,
                };
                let given = GIVEN.contains(&candidate.key.as_str());
                let ordinary = ordinary && !given;
                let alone = ordinary && !candidate.key.contains(' ') && kind(&candidate.printed) == HeaderKind::Person;
                answered
                    || !prose
                        && !alone
                        && (seen > 1
                            || self.suffixes.contains(&candidate.key)
                            || self.names_elsewhere(&candidate.printed)
                            || (self.dense && !ordinary))
            }
        }
    }

    /// Whether the name in "name, occupation" is a header by itself elsewhere.
    fn names_elsewhere(&self, printed: &str) -> bool {
        described(printed).is_some_and(|name| self.counts.contains_key(&fold(name)))
    }

    /// Whether there is any candidate that another one bears out.
    pub fn any(&self) -> bool {
        self.counts.values().any(|count| *count > 1) || self.counts.len() > 1
    }

    /// Whether the document prints this very header more than once.
    pub fn repeats(&self, key: &str) -> bool {
        self.counts.get(key).is_some_and(|count| *count > 1)
    }

    /// Whether another header ends in this one.
    pub fn is_suffix(&self, key: &str) -> bool {
        self.suffixes.contains(key)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn candidate(paragraph: &str) -> Option<Candidate> {
        candidate_to(&paragraph[..colon(paragraph)?])
    }

    #[test]
    fn headers_have_the_shape_of_names() {
        for (text, shape) in [
            ("President of Russia Vladimir Putin: Colleagues,", Shape::Certain),
            ("Prime Minister of the\nRepublic of Keldova Tomas Vell (retranslated): I thank", Shape::Certain),
            ("Chair of the session, Trade Commissioner Dario Feltin: Colleagues", Shape::Certain),
            ("Press Secretary of the President of Varsia Olin Marsk: Good morning.", Shape::Certain),
            ("Moderator of the discussion, Ardel Television presenter Anneke Brusk: Good", Shape::Certain),
            ("Sergei Agafonov, Editor in Chief of Ogonyok magazine: Yes", Shape::Certain),
            ("T. Vell: From me", Shape::Name),
            ("Lena Orsol, Keldova: From me", Shape::Name),
            ("Lena Orsol - Harbour Works: From me", Shape::Name),
            ("Lena Orsol | Harbour Works: From me", Shape::Name),
            ("Bob Ray, Jr.: From me", Shape::Name),
            ("Lena Orsol, Tomas Vell: From both", Shape::Weak),
            ("VLADIMIR PUTIN: Good", Shape::Name),
            ("Bashar al-Assad: Good", Shape::Name),
            ("Ursula von der Leyen: Good", Shape::Name),
            ("Jean-Pierre O’Neill: Good", Shape::Name),
            ("SPEAKER_00: yes", Shape::Certain),
            ("Speaker 1: yes", Shape::Certain),
            ("Question: why", Shape::Certain),
            ("Remark from the hall: why", Shape::Certain),
            ("Moderator: why", Shape::Certain),
            ("The Chair: order", Shape::Certain),
            ("Anna: hello", Shape::Weak),
        ] {
            assert_eq!(candidate(text).map(|c| c.shape), Some(shape), "{text}");
        }
    }

    #[test]
    fn prose_with_a_colon_is_no_header() {
        for text in [
            "I will say this: on roads",
            "Two things: first",
            "The message reads: come",
            "To put it plainly: Keldova",
            "He writes: \"Nakhchivan",
            "Our meeting starts at 10:30 in Moscow",
            "http://example.org",
            "Round table: Is peace being made?",
            "I met Ilham Aliyev. He said to Vladimir Putin: come",
            "This is how it was with Heydar Aliyev: he",
            "Font size: A",
            "Note: this",
            "According to the President of Russia: no",
            "What did he say? Vladimir Putin: yes",
            "::::",
            "As we said in the Treaty: no",
        ] {
            assert!(
                candidate(text).is_none_or(|c| !HeaderEvidence::new([c.clone()].iter(), 10).confirms(&c)),
                "{text} {:?}",
                candidate(text)
            );
        }
    }
}
