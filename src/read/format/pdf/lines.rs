//! Lines of print, and how they make paragraphs again.

use std::collections::BTreeSet;

/// A gap between lines of this many usual ones ends a paragraph.
const PARAGRAPH_GAP: f64 = 1.3;

/// What stands at the end of a line where a word is cut.
const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{ad}'];

/// A line of print.
#[derive(Debug, Clone, PartialEq)]
pub struct TextLine {
    /// Where it begins.
    pub left: f64,
    /// Where it ends.
    pub right: f64,
    /// Where its column ends.
    pub edge: f64,
    /// Its base line.
    pub base: f64,
    /// The size of its letters.
    pub size: f64,
    /// How much of its beginning is bold, in bytes.
    pub bold: usize,
    /// Its text.
    pub text: String,
}

/// A paragraph of print, with a line break after each of its lines.
#[derive(Debug, Default)]
pub struct PrintedParagraph {
    /// Its text.
    pub text: String,
    /// How much of its beginning is bold, in bytes.
    pub bold: usize,
}

impl PrintedParagraph {
    /// Adds a line, or mends the word that is cut at its beginning.
    fn push(&mut self, line: &TextLine, whole: &BTreeSet<String>) {
        let goes_on = self.bold == self.text.len();
        if !self.text.is_empty() {
            join(&mut self.text, &line.text, whole);
        }
        self.bold = if goes_on { self.text.len() + line.bold } else { self.bold.min(self.text.len()) };
        self.text.push_str(&line.text);
    }
}

/// The paragraphs of all pages.
pub fn paragraphs(pages: &[Vec<TextLine>]) -> Vec<PrintedParagraph> {
    let usual = usual_gap(pages);
    let whole = hyphenated(pages);
    let mut all: Vec<PrintedParagraph> = Vec::new();
    let mut last: Option<(&TextLine, usize)> = None;
    for (number, page) in pages.iter().enumerate() {
        for line in page {
            let begins = match last {
                None => true,
                Some((before, _)) if is_cut(&before.text, &line.text) => false,
                Some((before, on)) if on == number => ends_paragraph(before, line, usual),
                Some((before, _)) => !is_full(before, line) || is_ended(&before.text),
            };
            if begins {
                all.push(PrintedParagraph::default());
            }
            if let Some(open) = all.last_mut() {
                open.push(line, &whole);
            }
            last = Some((line, number));
        }
    }
    all
}

/// The distance that most lines have from the one before.
fn usual_gap(pages: &[Vec<TextLine>]) -> f64 {
    let pairs = pages.iter().flat_map(|page| page.windows(2));
    let mut gaps: Vec<f64> =
        pairs.map(|pair| (pair[0].base - pair[1].base) / pair[1].size).filter(|gap| *gap > 0.3 && *gap < 4.0).collect();
    gaps.sort_by(f64::total_cmp);
    // where a transcript has blank lines between short turns, the usual gap is the smaller one
    gaps.get(gaps.len() / 4).copied().unwrap_or(1.2)
}

fn ends_paragraph(before: &TextLine, line: &TextLine, usual: f64) -> bool {
    let gap = (before.base - line.base) / line.size;
    let indented = line.left > before.left + line.size * 0.9 && line.left < before.left + line.size * 4.0;
    // the next column begins further up
    let other_column = gap < 0.0;
    // a question in bold, and its answer
    let set = |line: &TextLine| line.bold == line.text.len();
    if set(before) && line.bold == 0 || before.bold == 0 && set(line) {
        return true;
    }
    let apart = !other_column && (gap > usual * PARAGRAPH_GAP || (before.size - line.size).abs() > 0.2 * line.size);
    apart || !is_full(before, line) || (indented && is_ended(&before.text))
}

/// Whether the first word of a line would not have fitted into the one before: that one was broken for its length.
fn is_full(before: &TextLine, line: &TextLine) -> bool {
    let letters = line.text.chars().count().max(1);
    let word = line.text.split_whitespace().next().map_or(0, |word| word.chars().count());
    let width = (line.right - line.left) / letters as f64 * (word + 1) as f64;
    before.right + width > before.edge - 0.5 * before.size
}

fn is_ended(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', ')', ']', '\'']).ends_with(['.', '!', '?', '…', ':'])
}

/// Words with a hyphen inside a line, which keep it at the end of one.
fn hyphenated(pages: &[Vec<TextLine>]) -> BTreeSet<String> {
    let words = pages.iter().flatten().flat_map(|line| line.text.split_whitespace());
    let bare = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    bare.filter(|word| word.contains('-')).map(str::to_lowercase).collect()
}

/// Whether a word begins at the end of one line and ends in the next.
fn is_cut(before: &str, next: &str) -> bool {
    let begun = before.strip_suffix(HYPHENS).is_some_and(|rest| rest.ends_with(char::is_alphabetic));
    begun && next.starts_with(char::is_lowercase)
}

/// Puts a line break where a line follows, or mends the word that was cut there.
fn join(text: &mut String, next: &str, whole: &BTreeSet<String>) {
    let soft = text.ends_with('\u{ad}');
    let cut = text.strip_suffix(HYPHENS).filter(|_| is_cut(text, next));
    let Some(rest) = cut else {
        text.push('\n');
        return;
    };
    let start = rest.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let end = next.split_whitespace().next().unwrap_or_default();
    let word = format!("{}-{end}", &rest[start..]);
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if soft || !whole.contains(&word) {
        text.truncate(rest.len());
    }
}
