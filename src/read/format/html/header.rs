//! Speakers' headers on a page: bold text at the start of a block, up to a colon.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::blocks::{Block, Style};
use super::lines::{NameLine, name_lines};
use super::zones::Zone;
use super::{plain, times};
use crate::name::{
    HeaderKind, Split, fold, fold_spaces, holder, is_document_label, is_ordinary, is_title_word, kind, split_title,
    suffixes, without_notes,
};
use crate::read::kit::candidates::Candidates;
use crate::read::kit::header::{Candidate, HeaderEvidence, shape_of};
use crate::read::kit::stage;
use crate::transcript::Header;

/// A header is looked for this far into a block, in bytes.
const LONGEST: usize = 480;

/// A question is answered within so many blocks.
const ANSWERED: usize = 6;

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
    bold: HashSet<String>,
    /// What these end in.
    endings: HashSet<String>,
    plain: HeaderEvidence,
    candidates: Candidates,
    roles: Roles,
    /// Headers in capitals.
    capitals: usize,
    /// Blocks that begin with a lone Q.
    lone: usize,
    /// Whether times stand beside the words.
    pub timed: bool,
    lines: BTreeMap<usize, NameLine>,
    /// Questions in italics, where more than one is.
    italic: bool,
    /// Whether nobody is named, and questions are lines of their own in bold or in italics, more than one.
    pub interview: bool,
}

/// Whether role words that are not bold are headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Roles {
    /// No other header is bold.
    Plain,
    /// Others are, and these come again and are answered.
    Supported,
    /// Others are.
    Unsupported,
}

impl Headers {
    /// From the blocks of the page, and which of them are its body.
    pub fn learn(blocks: &[Block], body: &[bool]) -> Self {
        let inside: Vec<&Block> = blocks.iter().zip(body).filter(|(_, body)| **body).map(|(block, _)| block).collect();
        let mut bold: Vec<Bold> = Vec::new();
        let mut plain: Vec<Candidate> = Vec::new();
        let mut candidates = Candidates::default();
        let timed = inside.iter().filter(|block| times::leading(&block.text) > 0).count() > 1;
        for block in &inside {
            let from = start(block, timed);
            bold.extend(bold_start(block, from).filter(|found| found.colon));
            plain.extend(candidates.find(&block.text[from..]));
        }
        let mut seen = HashSet::new();
        let repeated: HashSet<&str> = bold.iter().map(|b| b.key.as_str()).filter(|key| !seen.insert(*key)).collect();
        let mut known: HashMap<&str, bool> = HashMap::new();
        let mut named = |printed| *known.entry(printed).or_insert_with(|| is_speaker(printed));
        let accepted = bold.iter().filter(|b| {
            named(b.printed.as_str()) || (repeated.contains(b.key.as_str()) && b.key.split(' ').count() <= 6)
        });
        let distinct: HashSet<&str> = accepted.map(|b| b.key.as_str()).collect();
        let bold: HashSet<String> = distinct.into_iter().map(str::to_owned).collect();
        let count = |holds: &dyn Fn(&Block) -> bool| inside.iter().filter(|block| holds(block)).count();
        let mut headers = Headers {
            plain: HeaderEvidence::new(plain.iter(), inside.len()),
            candidates,
            endings: bold.iter().flat_map(|key| suffixes(key)).map(str::to_owned).collect(),
            roles: Roles::Plain,
            capitals: count(&|block| plain::capitals(&block.text[start(block, timed)..]).is_some()),
            lone: count(&|block| plain::lone(&block.text).is_some_and(|(letter, ..)| letter == "Q")),
            lines: name_lines(blocks, body, !bold.is_empty()),
            italic: count(&|block| is_asked(block) && block.is_italic()) > 1,
            interview: false,
            timed,
            bold,
        };
        headers.roles = headers.weigh_roles(&inside);
        headers.interview = !headers.speaks() && count(&is_asked) > 1;
        headers
    }

    /// A role word that is not bold, on a page whose headers are, is a header only where no role is bold, and every one of
    /// several is answered: followed by a bold header.
    fn weigh_roles(&self, blocks: &[&Block]) -> Roles {
        if self.bold.is_empty() {
            return Roles::Plain;
        }
        if self.bold.iter().any(|key| matches!(kind(key), HeaderKind::Role(_))) {
            return Roles::Unsupported;
        }
        let is_role = |block: &Block| self.plain_candidate(block).is_some_and(|found| is_role(&found));
        let is_bold = |block: &&&Block| self.bold_header(block).is_some();
        let asked: Vec<usize> = (0..blocks.len()).filter(|at| is_role(blocks[*at])).collect();
        let answered = |at: &usize| blocks[at + 1..].iter().take(ANSWERED).any(|block| is_bold(&block));
        let supported = asked.len() > 1 && asked.iter().all(answered);
        if supported { Roles::Supported } else { Roles::Unsupported }
    }

    /// The header of a block, which has this place among the blocks.
    pub fn find(&self, at: usize, block: &Block) -> Option<BlockHeader> {
        let named = |printed: String, end| {
            let printed = holder(&printed).unwrap_or(printed);
            Some(BlockHeader { end, header: Header { printed, ..Header::default() } })
        };
        if let Some(found) = self.bold_header(block) {
            let full_name = block.card.as_ref().filter(|(at, _)| *at <= found.end).map(|(_, name)| name.clone());
            let BlockHeader { header, end } = named(found.printed, found.end)?;
            return Some(BlockHeader { header: Header { full_name, ..header }, end });
        }
        if let Some(line) = self.lines.get(&at) {
            let note = line.note.iter().map(|note| format!(" {note}"));
            return named(line.printed.clone() + &note.collect::<String>(), line.end);
        }
        if let Some((letter, end, wide)) = plain::lone(&block.text).filter(|_| self.speaks())
            && (wide || self.lone > 1)
            && (letter == "Q" || self.lone > 0)
        {
            return named(letter.to_owned(), end);
        }
        let from = start(block, self.timed);
        if let Some(plain) = self.plain_candidate(block).filter(|c| self.accepts_plain(c)) {
            return named(plain.printed, from + plain.end);
        }
        if self.bold.is_empty()
            && self.capitals > 1
            && let Some((printed, end)) = plain::capitals(&block.text[from..])
        {
            return named(printed, from + end);
        }
        (self.italic && self.speaks() && block.is_italic() && is_asked(block))
            .then(|| named("Question".to_owned(), 0))
            .flatten()
    }

    /// Whether a block is what stands in brackets below a line that names who speaks: a seat, a party, the holder of an
    /// office.
    pub fn is_note(&self, at: usize) -> bool {
        at.checked_sub(1).and_then(|line| self.lines.get(&line)).is_some_and(|line| line.note.is_some())
    }

    /// Where the words of a block without a header begin.
    pub fn words(&self, block: &Block) -> usize {
        start(block, self.timed)
    }

    /// A bold start with a colon that names nobody, and a role word without the support of the page.
    pub fn doubtful(&self, block: &Block) -> Option<String> {
        let bold =
            bold_start(block, start(block, self.timed)).filter(|found| found.colon && !self.bold.contains(&found.key));
        let role = || self.plain_candidate(block).filter(is_role).map(|found| found.printed);
        bold.map(|found| found.printed).or_else(role)
    }

    /// Whether the page has headers of any other kind.
    fn speaks(&self) -> bool {
        !self.bold.is_empty() || !self.lines.is_empty() || self.capitals > 0 || self.lone > 1 || self.plain.any()
    }

    fn bold_header(&self, block: &Block) -> Option<Bold> {
        bold_start(block, start(block, self.timed)).filter(|found| self.bold.contains(&found.key))
    }

    fn plain_candidate(&self, block: &Block) -> Option<Candidate> {
        self.candidates.at(&block.text[start(block, self.timed)..])
    }

    /// Where headers are bold, one that is not must name a speaker that the page knows, or a role that it bears out.
    fn accepts_plain(&self, found: &Candidate) -> bool {
        if self.bold.is_empty() {
            return self.plain.confirms(found);
        }
        if is_role(found) {
            return self.roles == Roles::Supported;
        }
        self.bold.contains(&found.key) || self.endings.contains(&found.key)
    }
}

fn is_role(found: &Candidate) -> bool {
    matches!(kind(&found.printed), HeaderKind::Role(_)) && found.key.chars().count() > 1
}

/// Where a block begins, behind the white space and the time before its words.
fn start(block: &Block, timed: bool) -> usize {
    let text = block.text.as_str();
    let bracketed = text.trim_start().starts_with(['(', '[']);
    let time = if timed || bracketed { times::leading(text) } else { 0 };
    time.max(text.len() - text.trim_start().len())
}

/// A question set in italics or in bold, and no heading of the page.
pub fn is_asked(block: &Block) -> bool {
    let text = block.text.trim();
    (block.is_italic() || block.is_bold())
        && block.zone == Zone::Body
        && text.ends_with('?')
        && text.starts_with(|c: char| c.is_alphanumeric())
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
fn bold_start(block: &Block, start: usize) -> Option<Bold> {
    let text = block.text.as_str();
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
