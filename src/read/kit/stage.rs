//! What stands in a transcript and is not said: stage directions, dividers; and the cutting of text into paragraphs.

use std::ops::Range;

use crate::name::{fold, fold_spaces};
use crate::transcript::Reason;

/// Words that mark a bracket as a stage direction.
const DIRECTIONS: &[&str] = &[
    "applause",
    "applauds",
    "applaud",
    "laughter",
    "laughs",
    "laughing",
    "laugh",
    "chuckles",
    "smiles",
    "smiling",
    "sighs",
    "pause",
    "inaudible",
    "unintelligible",
    "indistinct",
    "crosstalk",
    "cheers",
    "cheering",
    "music",
    "singing",
    "sings",
    "silence",
    "noise",
    "whistling",
    "off-mic",
    "off-microphone",
    "microphone",
    "retranslated",
    "re-translated",
    "interrupted",
    "interruption",
    "interruptions",
    "nods",
    "gestures",
    "crying",
    "coughs",
    "shouting",
    "shouts",
    "anthem",
    "recess",
    "indiscernible",
    "instructions",
    "overlapping",
    "overtalk",
    "interpreter",
    "interpretation",
    "translator",
    "voiceover",
    "voice-over",
    "off-camera",
    "on-camera",
];

/// Brackets that are stage directions as a whole.
const WHOLE: [&str; 6] = ["on camera", "off camera", "voice over", "on phone", "via telephone", "via video link"];

/// A bracket longer than this is part of what is said, in bytes.
const LONGEST: usize = 120;

/// The beginning of `text`, at most `bytes` long, cut at a character boundary.
pub fn prefix(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Text without its stage directions, white space folded.
pub struct Cut {
    /// What is said.
    pub text: String,
    /// Characters of the stage directions.
    pub directions: usize,
}

/// Cuts "(Applause.)" and "\[Laughter\]" out of a paragraph.
pub fn cut_directions(raw: &str) -> Cut {
    // most paragraphs have none
    if memchr::memchr2(b'(', b'[', raw.as_bytes()).is_none() {
        return Cut { text: fold_spaces(raw), directions: 0 };
    }
    let mut kept = String::with_capacity(raw.len());
    let mut directions = 0;
    let mut rest = raw;
    while let Some(at) = rest.find(['(', '[']) {
        let (before, bracket) = rest.split_at(at);
        kept.push_str(before);
        match bracket_end(bracket).filter(|end| is_direction(&bracket[..*end])) {
            Some(end) => {
                directions += bracket[..end].chars().count();
                rest = &bracket[end..];
                // Words on both sides would run together: the bracket's own first character pays for a space.
                if rest.starts_with(char::is_alphanumeric) && !kept.is_empty() && !kept.ends_with(char::is_whitespace) {
                    kept.push(' ');
                    directions -= 1;
                }
                if rest.starts_with(['.', ',', '!', '?', ';', ':']) {
                    kept.truncate(kept.trim_end().len());
                }
            }
            None => {
                kept.push_str(&bracket[..1]);
                rest = &bracket[1..];
            }
        }
    }
    kept.push_str(rest);
    Cut { text: fold_spaces(&kept), directions }
}

/// The end of a short bracket that opens at the start of `text`.
fn bracket_end(text: &str) -> Option<usize> {
    let close = if text.starts_with('[') { ']' } else { ')' };
    let window = prefix(text, LONGEST);
    let end = window.find(close)? + 1;
    (!window[1..end].contains(['(', '['])).then_some(end)
}

fn is_direction(bracket: &str) -> bool {
    let inner = fold(bracket.trim_matches(['(', ')', '[', ']']));
    let mut words = inner.split(|c: char| c.is_whitespace() || c == ',');
    WHOLE.contains(&inner.as_str()) || inner.split(' ').count() <= 12 && words.any(|word| DIRECTIONS.contains(&word))
}

/// Why a whole paragraph is not speech: a divider, or nothing but one bracket.
pub fn paragraph_reason(raw: &str) -> Option<Reason> {
    let text = raw.trim();
    if !text.chars().any(char::is_alphanumeric) {
        return Some(Reason::Divider);
    }
    let whole = [('(', ')'), ('[', ']')]
        .iter()
        .any(|(open, close)| text.starts_with(*open) && text.trim_end_matches('.').ends_with(*close));
    let inner = || text.trim_matches(['<', '>', '(', ')', '[', ']', '.', '…', ' ']);
    let single = || !inner().contains(['(', ')', '[', ']']);
    (whole && single() && text.len() <= 400 && text.split_whitespace().count() <= 30).then_some(Reason::StageDirection)
}

/// Cuts a text into paragraphs at blank lines; a text without any has one in each line. The ranges leave out the white
/// space around them.
pub fn paragraphs(text: &str) -> Vec<Range<usize>> {
    joined(&lines(text))
}

/// The paragraphs of a text with these lines.
pub fn joined(lines: &[Range<usize>]) -> Vec<Range<usize>> {
    let blank = has_gap(lines);
    let mut all: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for line in lines {
        if line.is_empty() {
            open = false;
            continue;
        }
        match all.last_mut() {
            Some(last) if open && blank => last.end = line.end,
            _ => all.push(line.clone()),
        }
        open = true;
    }
    all
}

/// Whether a blank line stands between two others.
pub fn has_gap(lines: &[Range<usize>]) -> bool {
    let mut used = lines.iter().enumerate().filter(|(_, line)| !line.is_empty()).map(|(at, _)| at).peekable();
    std::iter::from_fn(|| Some((used.next()?, *used.peek()?))).any(|(at, next)| next - at > 1)
}

/// Where the line after the one of this place begins: behind a line feed, a form feed, or one of Unicode's line breaks.
pub fn next_line(text: &str, from: usize) -> usize {
    let rest = &text.as_bytes()[from..];
    let breaks = |(at, byte): (usize, &u8)| match byte {
        b'\n' | b'\x0c' => Some(at + 1),
        0xc2 if rest[at..].starts_with("\u{85}".as_bytes()) => Some(at + 2),
        0xe2 if rest[at..].starts_with("\u{2028}".as_bytes()) || rest[at..].starts_with("\u{2029}".as_bytes()) => {
            Some(at + 3)
        }
        _ => None,
    };
    rest.iter().enumerate().find_map(breaks).map_or(text.len(), |at| from + at)
}

/// The lines of a text, trimmed; blank ones are empty ranges.
pub fn lines(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let line = &text[start..next_line(text, start)];
        let trimmed = line.trim();
        let from = start + (line.len() - line.trim_start().len());
        all.push(if trimmed.is_empty() { start..start } else { from..from + trimmed.len() });
        start += line.len();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_cut() {
        for (raw, text) in [
            ("Gladly. Has anyone got a pen? (Laughter)", "Gladly. Has anyone got a pen?"),
            ("It leaks. (Laughter.) The roof [applause] is  new (in part).", "It leaks. The roof is new (in part)."),
            ("Enough (laughs), he said.", "Enough, he said."),
            ("Stop(Applause)Go", "Stop Go"),
            ("(Applause", "(Applause"),
        ] {
            assert_eq!(cut_directions(raw).text, text);
        }
    }

    #[test]
    fn whole_paragraphs_are_told() {
        assert_eq!(paragraph_reason("* * *"), Some(Reason::Divider));
        assert_eq!(paragraph_reason(" <…> "), Some(Reason::Divider));
        assert_eq!(paragraph_reason("(A film is shown.)"), Some(Reason::StageDirection));
        assert_eq!(paragraph_reason("(One) and (two)"), None);
        assert_eq!(paragraph_reason("Thank you."), None);
    }

    #[test]
    fn paragraphs_follow_blank_lines_or_lines() {
        let cut = |text: &'static str| -> Vec<&str> { paragraphs(text).into_iter().map(|r| &text[r]).collect() };
        assert_eq!(cut("a\nb\n \n c \r\n\r\n"), ["a\nb", "c"]);
        assert_eq!(cut("a\nb\nc\n\n"), ["a", "b", "c"]);
    }
}
