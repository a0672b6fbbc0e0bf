//! Marks of time before a name, behind a name, in the middle of speech, and on lines of their own.

use crate::read::format::text::line::TidyLine;
use crate::read::format::text::names::{is_display_name, is_loose_name, loose_header};
use crate::read::kit::{clock, stage};

/// A name before a mark is at most this long, in bytes.
const LONGEST_NAME: usize = 120;

/// Fewer lines with a mark beside a name are chance.
const LEAST: usize = 2;

/// What can stand between a mark and a name.
const JOINTS: [char; 9] = ['-', '–', '—', '|', '·', '•', ',', ':', '>'];

/// What the lines of a text say of marks without brackets.
#[derive(Debug, Default)]
pub struct Stamps {
    leading: bool,
    trailing: bool,
    everywhere: bool,
    ending: bool,
}

impl Stamps {
    /// Counts the lines with marks that are not in brackets: one alone may be part of a sentence.
    pub fn learn(lines: &[&str]) -> Self {
        let (mut used, mut all, mut leading, mut trailing, mut ending) = (0, 0, 0, 0, 0);
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
            used += 1;
            if !clock::has_figure(line) {
                continue;
            }
            let bare = clock::bare(line);
            all += usize::from(bare.is_some());
            leading += usize::from(leading < LEAST && bare.is_some_and(|end| heads(&line[end..])));
            trailing += usize::from(trailing < LEAST && behind(line, heads_lines(lines, at)).is_some());
            ending += usize::from(at_end(line).is_some());
        }
        Stamps {
            leading: leading >= LEAST,
            trailing: trailing >= LEAST,
            everywhere: all >= 3 && all * 2 >= used,
            ending: ending >= 3 && ending * 3 >= used,
        }
    }

    /// Takes the marks out of a line. Where nothing stands above it and words below, it may be a header.
    pub fn cut(&self, words: &mut String, line: &mut TidyLine, heads: bool) {
        if !clock::has_figure(words) {
            return;
        }
        if clock::is_mark(words) {
            words.clear();
            line.is_time = true;
            return;
        }
        // "[00:05] [10:01] Lena"
        for _ in 0..2 {
            let Some(end) = self.lead(words) else { break };
            words.drain(..end);
            line.stamp = Some(0);
        }
        if let Some((name, end)) =
            behind(words, heads).filter(|(name, _)| self.trailing || words[*name..].contains(['[', '(', '<', '{', '`']))
        {
            if words[end..].starts_with(char::is_whitespace) || words[end..].is_empty() || words[end..].starts_with(':')
            {
                words.drain(name..end);
            } else {
                words.replace_range(name..end, " ");
            }
            line.stamp = Some(name);
        }
        inner(words);
        if let Some(end) = at_end(words).filter(|_| self.ending) {
            words.truncate(end);
        }
    }

    /// The bytes of a mark before everything, with what joins it to the words.
    fn lead(&self, words: &str) -> Option<usize> {
        let (end, sure) = match clock::bracketed(words) {
            Some(end) => (end, !words.starts_with('(') || self.leading || heads(&words[end..])),
            None => (clock::bare(words)?, self.everywhere),
        };
        let rest = &words[end..];
        (sure || self.leading && heads(rest)).then(|| words.len() - unjoined(rest).len())
    }
}

/// Whether nothing stands above a line and words below, so that it may head them.
pub fn heads_lines(lines: &[&str], at: usize) -> bool {
    let blank = |at: Option<usize>| at.and_then(|at| lines.get(at)).is_none_or(|line| line.is_empty());
    blank(at.checked_sub(1)) && !blank(Some(at + 1))
}

/// Without white space and one joint before the words.
fn unjoined(rest: &str) -> &str {
    let rest = rest.trim_start();
    match rest.strip_prefix(JOINTS) {
        Some(after) if after.starts_with(char::is_whitespace) || after.is_empty() => after.trim_start(),
        _ => rest,
    }
}

/// Whether what follows a mark is a header or a name.
fn heads(rest: &str) -> bool {
    let words = unjoined(rest);
    let spaced = words.len() < rest.len();
    let plain = words.trim_start_matches(['*', '[', '_', '<']);
    spaced && (words.is_empty() || loose_header(plain).is_some() || is_loose_name(words) || words.contains('\t'))
}

/// Where the words end before a mark in round brackets at the end of a line: "Good. (00:05)".
fn at_end(words: &str) -> Option<usize> {
    let open = words.rfind('(').filter(|_| words.ends_with(')'))?;
    (open > 0 && clock::bracketed(&words[open..])? == words.len() - open).then(|| words[..open].trim_end().len())
}

/// Where a name ends that a mark follows, and where the mark ends: "Lena Orsol  0:09", "[Lena Orsol] 10:01:02 Good".
/// What heads the lines below may be any display name.
fn behind(words: &str, heads: bool) -> Option<(usize, usize)> {
    let window = stage::prefix(words, LONGEST_NAME);
    let starts = window.char_indices().filter(|(at, c)| {
        let digit =
            c.is_ascii_digit() && words[..*at].ends_with(|c: char| !c.is_alphanumeric() && c != ':' && c != '.');
        *at > 0
            && (digit
                || is_open(*c)
                || (*c == 'T' || *c == 'Y') && clock::bare(&words[*at..]).is_some() && words[*at..].contains(" at "))
    });
    for (at, c) in starts {
        let bracket = is_open(c);
        let Some(length) = clock::bracketed(&words[at..]).or_else(|| clock::bare(&words[at..])) else { continue };
        let name = words[..at].trim_end().trim_end_matches(JOINTS).trim_end();
        let name = name.strip_suffix(" at").unwrap_or(name);
        let rest = &words[at + length..];
        // without brackets, words may follow a name and a time only behind a colon or a tab
        let full = rest.trim_start().starts_with(char::is_uppercase) && name.contains(' ');
        let joined = rest.trim_start().strip_prefix('|').filter(|_| words[..at].trim_end().ends_with('|'));
        let follows = bracket || rest.trim().is_empty() || rest.starts_with([':', '\t']) || full || joined.is_some();
        // "Lena Orsol (00:05): Good" is a header with a note
        let note = bracket && rest.starts_with([':', '：']);
        let bare = name.trim_start_matches(['[', '*', '_', '<']).trim_end_matches([']', '*', '_', '>', ':']);
        let shown = name.starts_with('[') && name.ends_with(']') && stage::cut_directions(name).directions == 0;
        let display = || heads && rest.trim().is_empty() && is_display_name(bare);
        let named = is_loose_name(bare) || shown && !bare.contains(['[', ']']) || display();
        if !note && follows && named && !bare.ends_with(|c: char| c.is_ascii_digit() && name.len() < 2) {
            return Some((name.len(), joined.map_or(at + length, |said| words.len() - said.len())));
        }
        return None;
    }
    None
}

fn is_open(c: char) -> bool {
    matches!(c, '[' | '(' | '<' | '{' | '`' | '*' | '_')
}

/// Takes marks in square and other sure brackets out of the middle and the end of a line.
fn inner(words: &mut String) {
    if !words.contains(['[', '#', '{', '(']) {
        return;
    }
    let mut kept = String::new();
    let mut rest = words.as_str();
    while let Some(at) = rest.find(['[', '#', '{', '(']) {
        let (before, mark) = rest.split_at(at);
        kept.push_str(before);
        let sure = |end: usize| mark[..end].matches(':').count() >= 2 || !mark.starts_with('(');
        match clock::bracketed(mark).filter(|end| sure(*end)) {
            // a header with a note keeps it
            Some(end) if !mark[end..].starts_with([':', '：']) => rest = &mark[end..],
            _ => {
                kept.push_str(&mark[..1]);
                rest = &mark[1..];
            }
        }
    }
    kept.push_str(rest);
    *words = kept;
}
