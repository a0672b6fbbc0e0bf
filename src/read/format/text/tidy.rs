//! A text without what stands around its lines: marks of time, numbers of lines, the asterisks of Markdown, and lines
//! that nobody says. What was taken away is counted, and what it says of a line is kept: that a time stood before a name
//! or behind it, that the line was bold or a heading.

mod furniture;
mod markdown;
mod numbers;
mod stamps;

use std::collections::BTreeMap;

use crate::read::format::text::line::TidyLine;
use crate::read::kit::candidates::Candidates;
use crate::read::kit::header::{self, Candidate};
use crate::read::kit::stage;
use crate::transcript::Reason;
use furniture::Furniture;
use stamps::Stamps;

/// A text without what stands around its lines.
#[derive(Debug, Default)]
pub struct Tidied {
    /// What is left; every line break is where it was.
    pub text: String,
    /// Its lines, blank ones too.
    pub lines: Vec<TidyLine>,
    /// Whether blank lines stand between others.
    pub gaps: bool,
    /// Characters that were taken away.
    pub removed: BTreeMap<Reason, usize>,
    /// What may be headers, by their words.
    pub candidates: Candidates,
}

impl Tidied {
    /// The text of a line.
    pub fn line(&self, at: usize) -> &str {
        self.lines.get(at).map_or("", |line| &self.text[line.range.clone()])
    }

    /// What may be the header at the start of a line.
    pub fn candidate(&self, at: usize) -> Option<&Candidate> {
        self.lines.get(at)?.candidate.as_ref()
    }

    /// The words of a line up to its colon, and where that ends.
    pub fn label(&self, at: usize) -> Option<(&str, usize)> {
        let end = self.lines.get(at)?.colon?;
        Some((self.line(at)[..end].trim_end_matches([':', '：']), end))
    }

    /// The next line that is not blank.
    pub fn after(&self, at: usize) -> Option<usize> {
        (at + 1..self.lines.len()).find(|next| !self.lines[*next].range.is_empty())
    }

    /// Whether a line begins the text or follows a blank line.
    pub fn is_first(&self, at: usize) -> bool {
        at == 0 || self.lines[at - 1].range.is_empty()
    }

    /// Whether a line is a question in bold letters, as printed interviews have them.
    pub fn is_asked(&self, at: usize) -> bool {
        self.line(at).ends_with('?') && self.lines[at].bold >= self.line(at).len()
    }

    /// Whether a paragraph begins at a line: behind a blank line or, in a text without any, wherever there are words.
    pub fn begins(&self, at: usize) -> bool {
        !self.line(at).is_empty() && (self.is_first(at) || !self.gaps)
    }

    fn remove(&mut self, characters: usize, reason: Reason) {
        if characters > 0 {
            *self.removed.entry(reason).or_default() += characters;
        }
    }
}

/// A line on its way.
#[derive(Debug, Clone, Default)]
struct Draft {
    words: String,
    line: TidyLine,
}

/// Tidies a text.
pub fn tidy(text: &str) -> Tidied {
    let ranges = stage::lines(text);
    let lines: Vec<&str> = ranges.iter().map(|range| &text[range.clone()]).collect();
    let numbers = numbers::numbers(&lines);
    let lines: Vec<&str> = lines.iter().zip(&numbers).map(|(line, number)| line[*number..].trim_start()).collect();
    let stamps = Stamps::learn(&lines);
    let furniture = Furniture::learn(&lines);
    let mut tidied = Tidied::default();
    let mut at = 0;
    let mut line_start = 0;
    for (place, (range, number)) in ranges.iter().zip(numbers).enumerate() {
        let (raw, heads) = (lines[place], stamps::heads_lines(&lines, place));
        let draft = if range.is_empty() {
            Draft::default()
        } else {
            tidied.text.push_str(&text[at..range.start]);
            draft(raw, &stamps, heads)
        };
        let whole = &text[range.clone()];
        let aside = furniture.is_aside(raw) || draft.words != raw && furniture.is_aside(&draft.words);
        let words = if aside { "" } else { draft.words.as_str() };
        let reason = if aside { Reason::Furniture } else { Reason::Markup };
        tidied.remove(whole.chars().count() - words.chars().count(), reason);
        let start = tidied.text.len();
        tidied.text.push_str(words);
        let indent = range.start.saturating_sub(line_start) + number;
        let shared = raw == "Share";
        let colon = header::colon(words);
        let candidate = colon.and_then(|end| tidied.candidates.find_to(&words[..end]));
        let kept = start..tidied.text.len();
        tidied.lines.push(TidyLine { range: kept, indent, shared, colon, candidate, ..draft.line });
        at = if range.is_empty() { at } else { range.end };
        line_start = stage::next_line(text, range.end.max(line_start));
    }
    tidied.text.push_str(&text[at..]);
    tidied.gaps = stage::has_gap(&tidied.lines.iter().map(|line| line.range.clone()).collect::<Vec<_>>());
    tidied
}

/// Marks of the direction of writing, which chats put before names.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn draft(raw: &str, stamps: &Stamps, heads: bool) -> Draft {
    let linked = raw.contains("](http") || raw.contains('\\');
    let mut words = if linked { markdown::unlinked(raw) } else { raw.to_owned() };
    if words.contains(is_direction) {
        words.retain(|c| !is_direction(c));
    }
    let mut draft = Draft { words, line: TidyLine::default() };
    let marks = draft.words.len() - draft.words.trim_start_matches('>').len();
    if marks >= 2 {
        draft.line.changes = true;
        draft.words = draft.words[marks..].trim_start().to_owned();
    }
    let heading = markdown::heading(&draft.words);
    draft.line.heading = heading > 0;
    draft.words.drain(..heading);
    stamps.cut(&mut draft.words, &mut draft.line, heads);
    let whole = draft.words.len();
    draft.line.bold = markdown::unbold(&mut draft.words);
    let marks = whole - draft.words.len();
    draft.line.stamp = draft.line.stamp.map(|at| at.saturating_sub(marks));
    // a time may stand in the bold part: "**[00:05] Lena:**"
    if draft.line.bold > 0 && draft.line.stamp.is_none() {
        let before = draft.words.len();
        stamps.cut(&mut draft.words, &mut draft.line, heads);
        draft.line.bold = draft.line.bold.saturating_sub(before - draft.words.len());
    }
    let kept = draft.words.trim_end().len();
    draft.words.truncate(kept);
    let lead = draft.words.len() - draft.words.trim_start().len();
    draft.words.drain(..lead);
    draft.line.bold = draft.line.bold.min(draft.words.len());
    draft.line.stamp =
        draft.line.stamp.map(|at| at.min(draft.words.len())).filter(|at| draft.words.is_char_boundary(*at));
    draft
}
