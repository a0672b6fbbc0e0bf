//! Lines of a page that name who speaks and say nothing: the term of a list (`dt`), an element whose class says that it
//! holds a speaker, a name beside a time, a name in bold or as a heading. What follows such a line is speech.

use std::collections::BTreeMap;

use super::blocks::{Block, ListPart};
use super::times;
use super::zones::Zone;
use crate::name::{fold, fold_spaces, without_notes};
use crate::read::kit::header::{Shape, shape_of};

/// A name is at most this long, in bytes.
const LONGEST: usize = 160;
/// Words of a name with its title.
const MOST_WORDS: usize = 12;

/// A line that names who speaks.
#[derive(Debug, Clone)]
pub struct NameLine {
    /// As printed, without its time.
    pub printed: String,
    /// Where it ends in the block's text.
    pub end: usize,
    /// What stands below it in brackets.
    pub note: Option<String>,
    mark: BlockMark,
}

/// By what a line is told, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum BlockMark {
    Term,
    Class,
    Time,
    Bold,
}

/// The lines of a page's body that name who speaks, by their places among the blocks. Names in bold count where no bold
/// text ends in a colon, and one of them comes again.
pub fn name_lines(blocks: &[Block], body: &[bool], bold_headers: bool) -> BTreeMap<usize, NameLine> {
    let mut lines: BTreeMap<usize, NameLine> = BTreeMap::new();
    for (at, block) in blocks.iter().enumerate().filter(|(at, _)| body[*at]) {
        let below = blocks.get(at + 1).filter(|below| body[at + 1] && below.named.is_some() == block.named.is_some());
        let note = below.and_then(note);
        let whole = |line: &NameLine| line.end == block.text.len();
        lines.extend(name_line(block).map(|line| (at, NameLine { note: note.filter(|_| whole(&line)), ..line })));
    }
    let blocks = body.iter().filter(|body| **body).count();
    for mark in [BlockMark::Term, BlockMark::Class, BlockMark::Time, BlockMark::Bold] {
        let all: Vec<&NameLine> = lines.values().filter(|line| line.mark == mark).collect();
        let is_evidence = |line: &&NameLine| mark != BlockMark::Class || shape_of(&line.printed).is_some();
        let of: Vec<&NameLine> = all.iter().copied().filter(is_evidence).collect();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        of.iter().for_each(|line| *counts.entry(fold(&line.printed)).or_default() += 1);
        let repeats = counts.values().any(|n| *n > 1);
        let names = of.iter().filter(|line| shape_of(&line.printed).is_some_and(|shape| shape > Shape::Weak)).count();
        // where everything is marked, the mark is not the name's
        let apart = of.len() < blocks || of.iter().all(|line| shape_of(&line.printed).is_some());
        let holds = match mark {
            BlockMark::Term => !of.is_empty(),
            BlockMark::Class => apart && (repeats || names > 0),
            BlockMark::Time => of.len() > 1 && (repeats || names > 0),
            BlockMark::Bold => !bold_headers && of.len() > 1 && repeats,
        };
        // where most elements of a speaker hold names, the others say who speaks in words of their own
        let most = 2 * of.len() > all.len();
        lines.retain(|_, line| line.mark != mark || holds && (most || is_evidence(&&*line)));
    }
    lines
}

fn name_line(block: &Block) -> Option<NameLine> {
    let text = block.text.as_str();
    let line = |printed: &str, end: usize, mark| NameLine { printed: bare(printed), end, note: None, mark };
    let has_name = |printed: &str| (1..=LONGEST).contains(&printed.len()) && printed.split(' ').count() <= MOST_WORDS;
    if let Some(range) = &block.named {
        let before = &text[..range.start];
        let printed = bare(&text[range.clone()]);
        let opens = before.trim().is_empty() || times::is_time(before);
        if opens && has_name(&printed) && !printed.starts_with('(') {
            let rest = &text[range.end..];
            let alone = block.zone == Zone::Heading || rest.trim().is_empty() || times::is_time(rest);
            return Some(line(&printed, if alone { text.len() } else { range.end }, BlockMark::Class));
        }
    }
    if text.len() > LONGEST {
        return None;
    }
    let from = times::leading(text);
    let end = times::trailing(text);
    let printed = bare(text.get(from..end).unwrap_or_default());
    if block.part == ListPart::Term {
        return has_name(&printed).then(|| line(&printed, text.len(), BlockMark::Term));
    }
    let apart = from > 0 || end < text.trim_end().len();
    let timed = apart && text.get(from..end).is_some_and(|name| !name.contains(':'));
    if !timed && block.zone != Zone::Heading && !block.is_heading() {
        return None;
    }
    let mark = if timed { BlockMark::Time } else { BlockMark::Bold };
    (has_name(&printed) && shape_of(&printed).is_some()).then(|| line(&printed, text.len(), mark))
}

/// "(Brenn East) (Ind)", "(Lena Orsol)".
fn note(block: &Block) -> Option<String> {
    if !block.text.trim_start().starts_with('(') {
        return None;
    }
    let text = fold_spaces(&block.text);
    let brackets = text.starts_with('(') && text.ends_with(')') && !text.contains(['.', '!', '?']);
    (brackets && text.len() <= LONGEST).then_some(text)
}

/// A name without the marks around it.
fn bare(printed: &str) -> String {
    let folded = fold_spaces(printed);
    let name = folded.trim_matches(|c: char| matches!(c, ':' | '：' | ' ' | '-' | '–' | '—' | '|' | '•' | '·' | ','));
    if without_notes(name).is_empty() { String::new() } else { name.to_owned() }
}
