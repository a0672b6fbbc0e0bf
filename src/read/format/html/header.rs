//! Speakers' headers on a page: bold text at the start of a block, up to a colon.

use std::collections::BTreeSet;

use super::blocks::{Block, Style};
use crate::name::{
    HeaderKind, Split, fold, fold_spaces, is_document_label, is_ordinary, is_title_word, kind, split_title,
    without_notes,
};
use crate::read::kit::header::{Candidate, HeaderEvidence, candidate, shape_of};
use crate::read::kit::stage;
use crate::transcript::Header;

/// A header is looked for this far into a block, in bytes.
const LONGEST: usize = 480;
/// A bold paragraph of at most this many words is a heading.
const HEADING_WORDS: usize = 30;

/// A header at the start of a block.
pub struct BlockHeader {
    /// As printed, with the name on the card if it has one.
    pub header: Header,
    /// Where it ends in the block's text.
    pub end: usize,
}

/// The bold start of a block.
struct Bold {
    printed: String,
    key: String,
    end: usize,
    colon: bool,
}

/// What the headers of a page have in common.
pub struct Headers {
    bold: BTreeSet<String>,
    plain: HeaderEvidence,
}

impl Headers {
    /// From the blocks of the page's body.
    pub fn learn<'a>(blocks: impl Iterator<Item = &'a Block>) -> Self {
        let mut bold: Vec<Bold> = Vec::new();
        let mut plain: Vec<Candidate> = Vec::new();
        let mut count = 0;
        for block in blocks {
            count += 1;
            bold.extend(bold_start(block).filter(|found| found.colon));
            plain.extend(candidate(block.text.trim_start()));
        }
        let mut seen = BTreeSet::new();
        let repeated: BTreeSet<&str> = bold.iter().map(|b| b.key.as_str()).filter(|key| !seen.insert(*key)).collect();
        let accepted = bold
            .iter()
            .filter(|b| is_speaker(&b.printed) || (repeated.contains(b.key.as_str()) && b.key.split(' ').count() <= 6));
        let bold: BTreeSet<String> = accepted.map(|b| b.key.clone()).collect();
        Headers { bold, plain: HeaderEvidence::new(plain.iter(), count) }
    }

    /// The header of a block.
    pub fn find(&self, block: &Block) -> Option<BlockHeader> {
        if let Some(found) = bold_start(block).filter(|found| self.bold.contains(&found.key)) {
            let full_name = block.card.as_ref().filter(|(at, _)| *at <= found.end).map(|(_, name)| name.clone());
            return Some(BlockHeader {
                header: Header { printed: found.printed, full_name, ..Header::default() },
                end: found.end,
            });
        }
        let indent = block.text.len() - block.text.trim_start().len();
        let plain = candidate(&block.text[indent..]).filter(|c| self.accepts_plain(c))?;
        Some(BlockHeader { end: indent + plain.end, header: Header { printed: plain.printed, ..Header::default() } })
    }

    /// A bold start with a colon that names nobody.
    pub fn doubtful(&self, block: &Block) -> Option<String> {
        bold_start(block).filter(|found| found.colon && !self.bold.contains(&found.key)).map(|found| found.printed)
    }

    /// Where headers are bold, one that is not must name a speaker or role that the page knows.
    fn accepts_plain(&self, found: &Candidate) -> bool {
        if self.bold.is_empty() {
            return self.plain.confirms(found);
        }
        let ending = format!(" {}", found.key);
        let role = matches!(kind(&found.printed), HeaderKind::Role(_)) && found.key.chars().count() > 1;
        role || self.bold.contains(&found.key) || self.bold.iter().any(|known| known.ends_with(&ending))
    }
}

/// Whether a bold header's words name someone.
fn is_speaker(printed: &str) -> bool {
    if shape_of(printed).is_some() {
        return true;
    }
    let bare = without_notes(printed);
    let words: Vec<String> = bare.split_whitespace().map(fold).collect();
    let titled = words.iter().take(4).any(|word| is_title_word(word));
    let prose = words.first().is_none_or(|word| is_ordinary(word) || is_document_label(word));
    match split_title(bare) {
        Split::Titled(name) => !prose && words.len() <= 40 && (name.contains(' ') || bare.contains(',')),
        Split::Office => titled && words.len() <= 12,
        Split::Bare(_) | Split::Unclear => false,
    }
}

/// The bold text at the start of a block, up to its colon. Notes in brackets, links and the colon itself may be plain.
fn bold_start(block: &Block) -> Option<Bold> {
    let text = block.text.as_str();
    let start = text.len() - text.trim_start().len();
    if block.style_at(start) != Style::Bold && !text[start..].starts_with(['(', '[']) {
        return None;
    }
    let window = stage::prefix(&text[start..], LONGEST);
    let mut depth = 0usize;
    let mut bold_end = start;
    for (offset, c) in window.char_indices() {
        let at = start + offset;
        let style = block.style_at(at);
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ':' | '：' if depth == 0 || !window[offset..].contains([')', ']']) => {
                return Some(bold(&text[start..at], at + c.len_utf8(), true, depth > 0)).filter(|_| bold_end > start);
            }
            _ if style != Style::Plain || depth > 0 || c.is_whitespace() => {}
            _ => break,
        }
        if style == Style::Bold && !c.is_whitespace() {
            bold_end = at + c.len_utf8();
        }
    }
    (bold_end > start).then(|| bold(&text[start..bold_end], bold_end, false, false))
}

fn bold(raw: &str, end: usize, colon: bool, open_bracket: bool) -> Bold {
    let mut printed = fold_spaces(raw);
    if open_bracket {
        printed.push(')');
    }
    Bold { key: fold(without_notes(&printed)), printed, end, colon }
}

/// Whether the whole block is bold and short.
pub fn is_heading(block: &Block) -> bool {
    let text = block.text.as_str();
    let bold = block
        .styles
        .iter()
        .all(|(range, style)| *style == Style::Bold || !text[range.clone()].chars().any(char::is_alphanumeric));
    bold && text.split_whitespace().count() <= HEADING_WORDS
}
