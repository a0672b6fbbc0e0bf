//! Splits the text of a turn into sentences. The Unicode sentence rules (UAX #29, from
//! `icu_segmenter`) propose where a sentence may end; a second reader proposes what they do not
//! know (the `…` character, run-in lists, a missing space after a full stop). Every proposal is
//! then judged by the word before it and the word after it, so that "Mr. Petrov", "No. 5" and "the
//! U.S. Senate" stay whole. In goes any text, out come spans that tile it.

use icu_segmenter::{SentenceSegmenter, options::SentenceBreakInvariantOptions};

use crate::sentence::words::{AMBIGUOUS, BEFORE_A_DATE, CREDITS, LEADING, MONTHS, NUMBERED, STARTERS, WEEKDAYS};
use crate::span::Span;

/// Quotes and brackets that may stand between the full stop and the space. `“` is among them
/// because transcripts set it on either side of a quotation.
const CLOSERS: &[char] = &['"', '\'', '”', '’', '“', '»', '›', ')', ']', '}'];

/// Signs that open an item of a list wherever they stand.
const BULLETS: &[char] = &['•', '⁃', '‣', '◦', '▪', '●'];

/// How far, in characters, a neighbouring word is read. A bound keeps the work linear on a text
/// without spaces; no word in the lists comes near it.
const WORD_LIMIT: usize = 24;

/// How many quotes, brackets or dashes may stand between a boundary and the word after it.
const LEAD_LIMIT: usize = 6;

/// The longest sentence, in bytes: nobody says a longer one, and its tokens, read in one batch, would fill the memory.
pub const LONGEST: usize = 20_000;

/// Splits `text` into sentences.
///
/// The spans tile the text: the first starts at 0, each starts where the one before ends, the last
/// ends at `text.len()`. White space after a sentence belongs to it, white space before the first
/// one to the first. No span is only white space unless the whole text is. An empty text has no
/// spans. A line break always ends a sentence, and what has no end for 20,000 bytes is cut at a space.
///
/// Time is linear in the length of the text.
pub fn split(text: &str) -> Vec<Span> {
    limited(text, marked(text).into_iter())
}

/// The same, of any length.
pub fn marked(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    if text.is_empty() {
        return spans;
    }
    let mut start = 0;
    // Where the sentence's first visible character is: nothing may end before it.
    let mut ink = skip_space(text, 0);
    for at in proposals(text) {
        if at > ink && ends_sentence(text, ink, at) {
            let end = skip_space(text, at);
            spans.push(Span::new(start, end));
            (start, ink) = (end, end);
        }
    }
    if start < text.len() {
        spans.push(Span::new(start, text.len()));
    }
    spans
}

/// Sentences that tile a text, cut where no sentence is so long.
pub fn limited(text: &str, sentences: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut spans = Vec::new();
    sentences.for_each(|sentence| add(text, sentence, &mut spans));
    spans
}

/// Adds a sentence; one that is too long in parts, each up to the last space that is near enough.
fn add(text: &str, sentence: Span, spans: &mut Vec<Span>) {
    let mut start = sentence.start;
    loop {
        let ink = skip_space(text, start);
        if ink + LONGEST >= sentence.end {
            break;
        }
        let head = &text[ink..text.floor_char_boundary(ink + LONGEST)];
        let length = head.rfind(char::is_whitespace).unwrap_or(head.len());
        let end = skip_space(text, ink + length);
        spans.push(Span::new(start, end));
        start = end;
    }
    if start < sentence.end {
        spans.push(Span::new(start, sentence.end));
    }
}

/// The first byte at or after `at` that is not white space.
fn skip_space(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start().len()
}

/// Every place where a sentence may end, in order. Paragraphs are read apart, so that what stands
/// in one has no say in the next.
fn proposals(text: &str) -> Vec<usize> {
    let unicode = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
    let mut places = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive(is_line_break) {
        places.extend(unicode.segment_str(line).map(|end| at + end));
        propose_more(line, at, &mut places);
        propose_dateline(line, at, &mut places);
        at += line.len();
    }
    places.sort();
    places
}

/// Adds the places in a paragraph that the Unicode rules do not see, reading one token (a run
/// without white space) after the other. `at` is where the paragraph starts.
fn propose_more(line: &str, mut at: usize, places: &mut Vec<usize>) {
    let mut list = None;
    let mut note = false;
    let (mut prev, mut prev_at, mut prev_opens) = ("", at, true);
    for piece in line.split_inclusive(char::is_whitespace) {
        let token = piece.trim_end();
        if !token.is_empty() {
            let capital = token.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_uppercase);
            let stopped = prev.trim_end_matches(CLOSERS);
            let ended = prev.is_empty() || stopped.ends_with(['.', '?', '!']) && !stopped.ends_with("..");
            let is_item = continues_list(&mut list, prev, prev_opens);
            if is_item && capital {
                places.push(prev_at);
            }
            // "(applause) Thank you": a note that opened a sentence is over.
            let after_note = note && prev.ends_with(')');
            note = ended && token.starts_with('(') || note && !after_note;
            if (capital && (after_note || stopped.ends_with('…'))) || opens_anyway(token, ended) {
                places.push(at);
            }
            propose_inside(token, at, places);
            (prev, prev_at, prev_opens) = (token, at, ended || stopped.ends_with([':', ';']));
        }
        at += piece.len();
    }
}

/// Whether `token` opens something new though a capital or a full stop is missing: an item's
/// bullet, a credit, and after a full stop a note in brackets, a number ("30 of us") or a brand like
/// "eBay" (for Unicode any lower case that comes before a capital keeps a sentence going).
fn opens_anyway(token: &str, after_stop: bool) -> bool {
    token.starts_with(BULLETS)
        || CREDITS.contains(&token)
        || (after_stop
            && (token.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '(' | '[')) || is_camel_case(token)))
}

/// Adds the borders of a dateline ("Tuesday, May 6, 2025") that opens a paragraph, or that closes
/// one without a full stop, as under a headline.
fn propose_dateline(line: &str, at: usize, places: &mut Vec<usize>) {
    let offset = |token: &str| at + (token.as_ptr() as usize - line.as_ptr() as usize);
    let mut words = line.split_whitespace();
    let first = [(); 4].map(|()| words.next().unwrap_or_default());
    if let Some(next) = words.next().filter(|next| is_date(first) && next.starts_with(char::is_uppercase)) {
        places.push(offset(next));
    }
    let mut words = line.split_whitespace().rev();
    let mut last = [(); 4].map(|()| words.next().unwrap_or_default());
    last.reverse();
    if words.next().is_some_and(|before| is_date(last) && !before.ends_with(',') && !BEFORE_A_DATE.contains(&before)) {
        places.push(offset(last[0]));
    }
}

/// Whether four tokens are a full date with its weekday.
fn is_date([weekday, month, day, year]: [&str; 4]) -> bool {
    let digits = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    WEEKDAYS.contains(&weekday)
        && MONTHS.contains(&month)
        && day.len() <= 3
        && day.strip_suffix(',').is_some_and(digits)
        && year.len() == 4
        && digits(year)
}

/// Adds full stops inside a token that a capital letter follows: the space was forgotten ("by all
/// means.We will").
fn propose_inside(token: &str, at: usize, places: &mut Vec<usize>) {
    for (dot, _) in token.match_indices('.') {
        let after = token[dot + 1..].trim_start_matches(CLOSERS);
        if after.starts_with(char::is_uppercase) && token[..dot].ends_with(char::is_lowercase) {
            places.push(at + token.len() - after.len());
        }
    }
}

/// Whether `token` is the next marker of a list that runs on in one paragraph ("1) Trade 2)
/// Transport"). A list opens with its first marker at the start of a sentence; only the successor
/// in the same style continues it, so that a number in the middle of prose is no marker.
fn continues_list(list: &mut Option<Marker>, token: &str, opens: bool) -> bool {
    let Some(marker) = Marker::parse(token) else {
        return false;
    };
    let next = list.is_some_and(|last| Marker { count: last.count + 1, ..last } == marker);
    if next || (opens && marker.count == 1) {
        *list = Some(marker);
    }
    next
}

/// The marker of a list's item: its number (a = 1), whether it is a letter, and the punctuation
/// behind it.
#[derive(Clone, Copy, PartialEq)]
struct Marker {
    count: u32,
    letter: bool,
    tail: &'static str,
}

impl Marker {
    /// Reads "1.", "12)", "1.)", "(3)" or "b.". Two digits at most (a longer number is a year or a
    /// quantity), and only lower-case letters (a capital is an initial).
    fn parse(token: &str) -> Option<Self> {
        let tail = [".)", ")", "."].into_iter().find(|tail| token.ends_with(tail))?;
        let label = token[..token.len() - tail.len()].trim_start_matches('(');
        let first = *label.as_bytes().first()?;
        let (letter, count) = match label.len() {
            1 if first.is_ascii_lowercase() => (true, u32::from(first - b'a') + 1),
            1 | 2 if first.is_ascii_digit() => (false, label.parse().ok()?),
            _ => return None,
        };
        Some(Self { count, letter, tail })
    }
}

/// Judges one proposal: does the sentence whose first visible character is at `start` end at `at`?
fn ends_sentence(text: &str, start: usize, at: usize) -> bool {
    if text[..at].ends_with(is_line_break) {
        return true;
    }
    let rest = &text[at..];
    let sentence = text[start..at].trim_end();
    let closed = sentence.trim_end_matches(CLOSERS);
    let stem = closed.trim_end_matches(['.', '?', '!', '…']);
    let mark = &closed[stem.len()..];
    if mark.is_empty() {
        return true; // a list's item, or a full stop of another script
    }
    let before = last_word(stem);
    if sentence.len() == at - start {
        // No space: a forgotten one between two plain words, or the inside of an address, a file name, a brand.
        return is_plain_word(before) && is_starter(rest) && rest.starts_with(char::is_alphabetic);
    }
    if sentence.len() < WORD_LIMIT
        && Marker::parse(sentence.trim_start_matches(|c| BULLETS.contains(&c) || c == ' ')).is_some()
    {
        return false; // "1." alone: the item follows
    }
    // A bracket after a full stop opens a note of its own, whatever its case; "etc. (and so on)" goes on.
    let note = rest.starts_with(['(', '[']) && before != "etc";
    let next = next_word(rest);
    if next.starts_with(char::is_lowercase) && !is_camel_case(next) && !note {
        return false; // "“Is it true?” he asked", "the Trade Now! forum"
    }
    mark != "." || !is_abbreviation(before, stem.len() == before.len(), rest)
}

/// Whether the full stop after `word` marks an abbreviation and the sentence goes on in `rest`.
/// `alone` says that the word is all the sentence has so far.
fn is_abbreviation(word: &str, alone: bool, rest: &str) -> bool {
    if LEADING.iter().any(|known| word.starts_with(&known[..1]) && word.eq_ignore_ascii_case(known)) {
        return true;
    }
    let listed = |list: &[&str]| list.iter().any(|known| word.eq_ignore_ascii_case(known));
    if listed(NUMBERED) {
        // "No." can be a whole answer, with a number opening the next sentence.
        return is_number(next_word(rest)) && !(alone && word == "No");
    }
    // "V. Petrov", "the U.S. Senate", "St. Petersburg" against "Plan B. We", "in the U.S. They".
    (is_initials(word) || listed(AMBIGUOUS)) && !is_starter(rest)
}

/// One capital, or short groups of letters with full stops between them: "V", "U.S", "Ph.D", "a.m".
fn is_initials(word: &str) -> bool {
    let mut letters = word.chars();
    if let (Some(only), None) = (letters.next(), letters.next()) {
        return only.is_uppercase();
    }
    let short = |part: &str| (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic);
    word.contains('.') && word.split('.').all(short)
}

/// Arabic digits or a Roman numeral; "I" is taken for the pronoun.
fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        || (!word.is_empty() && word != "I" && word.chars().all(|c| "IVXLC".contains(c)))
}

/// A word in lower case of at least two letters, as prose has before a full stop.
fn is_plain_word(word: &str) -> bool {
    word.chars().all(char::is_lowercase) && word.chars().nth(1).is_some()
}

/// A small letter with a capital further on, as in brand names.
fn is_camel_case(word: &str) -> bool {
    let mut letters = word.chars().take(WORD_LIMIT).take_while(|c| c.is_alphanumeric());
    letters.next().is_some_and(char::is_lowercase) && letters.any(char::is_uppercase)
}

/// Whether `rest` opens with a [`STARTERS`] word. "I." is an initial and "No-" part of a longer
/// word.
fn is_starter(rest: &str) -> bool {
    let word = next_word(rest);
    // `word` is a slice of `rest`: what follows it is found without searching.
    let after = word.as_ptr() as usize - rest.as_ptr() as usize + word.len();
    STARTERS.contains(&word) && !rest[after..].starts_with(['.', '-'])
}

/// The word (letters and digits, possibly cut at the limit) that `rest` opens with, past quotes and
/// brackets but not past the line.
fn next_word(rest: &str) -> &str {
    let opening =
        rest.char_indices().take(LEAD_LIMIT).take_while(|(_, c)| !is_line_break(*c)).find(|(_, c)| c.is_alphanumeric());
    let word = &rest[opening.map_or(0, |(at, _)| at)..];
    let end = word.char_indices().take(WORD_LIMIT).take_while(|(_, c)| c.is_alphanumeric()).last();
    &word[..end.map_or(0, |(at, c)| at + c.len_utf8())]
}

/// The word at the end of `stem`, inner full stops included (possibly cut at the limit).
fn last_word(stem: &str) -> &str {
    let part = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '°' | '№');
    let first = stem.char_indices().rev().take(WORD_LIMIT).take_while(|(_, c)| part(c)).last();
    &stem[first.map_or(stem.len(), |(at, _)| at)..]
}

/// The characters after which Unicode starts a new paragraph.
fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}
