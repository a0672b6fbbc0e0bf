//! WebVTT captions, after the W3C's specification but for two liberties: a lone `<` is a character and opens no tag, and
//! times that cannot be read are an error, where a browser would leave the cue out.

use std::path::Path;

use crate::error::{Error, Result};
use crate::name::fold_spaces;
use crate::read::kit::cues::{Cue, CueFile, CuePart, broken_times, times, transcript};
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::{Reason, Transcript};

/// The row of WebVTT captions.
pub const FORMAT: Format = Format {
    name: "vtt",
    about: "WebVTT",
    signs: &[(Sign::Signature, |text| is_vtt(text.start))],
    read,
    frame: ["WEBVTT\n\n00:01.000 --> 00:02.000\n", "\n"],
};

/// Meeting programs write WebVTT, and begin every cue with the name of the account.
const LEAST_NAMED: usize = 2;

/// Reads captions. Errors: `Malformed` with the line of times that cannot be read.
fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let SourceText { path, text, .. } = *source;
    Ok(vec![transcript(parts(path, text)?, text.chars().count(), source.options.speaker.as_deref())])
}

/// Whether a text is WebVTT by its signature.
fn is_vtt(start: &str) -> bool {
    start.strip_prefix("WEBVTT").is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// A file as far as it has been taken apart.
struct Blocks<'a> {
    path: &'a Path,
    lines: Vec<&'a str>,
    found: CueFile<'a>,
    /// Blocks that are no cues, and the line of the first.
    stray: usize,
    first_stray: usize,
}

fn parts<'a>(path: &'a Path, text: &'a str) -> Result<CueFile<'a>> {
    let found = CueFile { parts: Vec::new(), title: None, language: None, notes: Vec::new(), least_named: LEAST_NAMED };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut blocks = Blocks { path, lines, found, stray: 0, first_stray: 0 };
    let mut at = header(&blocks.lines, &mut blocks.found);
    while at < blocks.lines.len() {
        // The line before the times is the cue's identifier.
        if !blocks.is_times(at) && !blocks.is_blank(at) && blocks.is_times(at + 1) {
            blocks.aside(at, Reason::Markup);
            at += 1;
        }
        at = match times(blocks.line(at)) {
            Some(time) => blocks.cue(at, time)?,
            None if blocks.is_blank(at) => {
                blocks.aside(at, Reason::Markup);
                at + 1
            }
            None => blocks.other(at)?,
        };
    }
    let Blocks { mut found, stray, first_stray, .. } = blocks;
    if stray > 0 {
        found.notes.push(format!("blocks that are no cues, set aside: {stray} (the first on line {first_stray})"));
    }
    Ok(found)
}

impl Blocks<'_> {
    fn line(&self, at: usize) -> &str {
        self.lines.get(at).map_or("", |line| line.trim_end_matches(['\r', '\n']))
    }

    fn is_times(&self, at: usize) -> bool {
        times(self.line(at)).is_some()
    }

    fn is_blank(&self, at: usize) -> bool {
        self.line(at).trim().is_empty()
    }

    fn aside(&mut self, at: usize, reason: Reason) {
        self.found.parts.push(CuePart::Aside(self.lines[at], reason));
    }

    /// The cue whose times stand on this line; where it ends.
    fn cue(&mut self, times: usize, time: (u64, u64)) -> Result<usize> {
        self.aside(times, Reason::Markup);
        let voice = times.checked_sub(1).and_then(|before| voice_of(self.lines[before]));
        let start = times + 1;
        let mut at = start;
        while at < self.lines.len() && !self.line(at).is_empty() && !self.is_times(at) {
            if at > start && self.is_blank(at - 1) && self.is_times(at + 1) {
                break;
            }
            refuse(self.path, self.line(at), at)?;
            at += 1;
        }
        self.found.parts.push(CuePart::Cue(Cue { time, lines: self.lines[start..at].to_vec(), voice }));
        Ok(at)
    }

    /// The block without times that begins on this line; where it ends.
    fn other(&mut self, start: usize) -> Result<usize> {
        let reason = match self.line(start).split_whitespace().next() {
            Some("STYLE" | "REGION") => Some(Reason::Markup),
            Some("NOTE") => Some(Reason::Furniture),
            _ => None,
        };
        if reason.is_none() {
            self.first_stray = if self.stray == 0 { start + 1 } else { self.first_stray };
            self.stray += 1;
        }
        let mut at = start;
        while at < self.lines.len() && !self.is_blank(at) {
            if self.is_times(at) || self.is_times(at + 1) && self.is_blank(at - 1) {
                break;
            }
            if reason.is_none() {
                refuse(self.path, self.line(at), at)?;
            }
            self.aside(at, reason.unwrap_or(Reason::Furniture));
            at += 1;
        }
        Ok(at)
    }
}

/// Who speaks by the identifier of a cue, as Webex writes it: `12 "Lena Orsol" (1943274496)`.
fn voice_of(identifier: &str) -> Option<&str> {
    let (number, rest) = identifier.trim().split_once(" \"")?;
    let (name, account) = rest.rsplit_once("\" (")?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(number) && digits(account.strip_suffix(')')?) && !name.trim().is_empty()).then_some(name)
}

fn refuse(path: &Path, line: &str, at: usize) -> Result<()> {
    match broken_times(line) {
        None => Ok(()),
        Some(reason) => {
            let line = u64::try_from(at + 1).ok();
            Err(Error::Malformed { path: path.to_path_buf(), line, reason: reason.to_owned() })
        }
    }
}

/// The lines up to the first blank one: the signature with a title behind it, and "Language: en".
fn header<'a>(lines: &[&'a str], found: &mut CueFile<'a>) -> usize {
    for (at, line) in lines.iter().enumerate() {
        if line.trim().is_empty() && at > 0 || times(line).is_some() {
            return at;
        }
        let text = line.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if let Some(title) = text.strip_prefix("WEBVTT").filter(|_| found.parts.is_empty()) {
            let title = fold_spaces(title.trim_start_matches([' ', '\t', '-', '–', ':']));
            found.title = Some(title).filter(|title| !title.is_empty());
        }
        if let Some(language) = text.strip_prefix("Language:") {
            found.language = Some(fold_spaces(language)).filter(|language| !language.is_empty());
        }
        found.parts.push(CuePart::Aside(line, Reason::Furniture));
    }
    lines.len()
}
