//! SubRip captions. There is no specification; what players accept is accepted: cues without a number, a full stop for
//! the comma of the times, blank lines inside a cue.

use std::path::Path;

use crate::error::{Error, Result};
use crate::read::kit::cues::{Cue, CueFile, CuePart, broken_times, times, transcript};
use crate::read::kit::stage;
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::{Reason, Transcript};

/// The row of SubRip captions.
pub const FORMAT: Format = Format {
    name: "srt",
    about: "SubRip",
    signs: &[(Sign::Signature, |text| is_srt(text.start))],
    read,
    frame: ["1\n00:00:01,000 --> 00:00:02,000\n", "\n"],
};

/// SubRip of many cues that all begin with a name comes from a program; in few a name may be part of a sentence.
const LEAST_NAMED: usize = 5;

/// Reads captions. Errors: `Malformed` with the line of times that cannot be read.
fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let SourceText { path, text, .. } = *source;
    Ok(vec![transcript(parts(path, text)?, text.chars().count(), source.options.speaker.as_deref())])
}

/// Whether a text begins like SubRip: with times, or with a number and times.
fn is_srt(start: &str) -> bool {
    let mut lines = stage::prefix(start, 400).lines().map(str::trim).filter(|line| !line.is_empty());
    let is_times = |line: &str| times(line).is_some() || line.contains("-->") && broken_times(line).is_some();
    match lines.next() {
        Some(first) if is_number(first) => lines.next().is_some_and(is_times),
        // "0:0:3.450 --> 0:0:5.780" stands above the names of a transcript of Teams
        Some(first) => is_times(first) && first.split(':').nth(1).is_none_or(|minutes| minutes.len() > 1),
        None => false,
    }
}

fn is_number(line: &str) -> bool {
    let digits = line.trim();
    !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|b| b.is_ascii_digit())
}

fn parts<'a>(path: &Path, text: &'a str) -> Result<CueFile<'a>> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let last = lines.iter().rposition(|line| !line.trim().is_empty()).unwrap_or(0);
    let is_times = |at: usize| lines.get(at).is_some_and(|line| times(line).is_some());
    let is_blank = |at: usize| lines.get(at).is_none_or(|line| line.trim().is_empty());
    let mut found =
        CueFile { parts: Vec::new(), title: None, language: None, notes: Vec::new(), least_named: LEAST_NAMED };
    let mut open: Option<Cue> = None;
    for (at, line) in lines.iter().enumerate() {
        let dangling = at == last && at > 0 && is_blank(at - 1);
        if let Some(time) = times(line) {
            found.parts.extend(open.replace(Cue { time, lines: Vec::new(), voice: None }).map(CuePart::Cue));
            found.parts.push(CuePart::Aside(line, Reason::Markup));
        } else if is_number(line) && (is_times(at + 1) || dangling) {
            if dangling {
                found.notes.push(format!("line {}: the number of a cue, and no cue follows", at + 1));
            }
            found.parts.push(CuePart::Aside(line, Reason::Markup));
        } else if let Some(reason) = broken_times(line) {
            let line = u64::try_from(at + 1).ok();
            return Err(Error::Malformed { path: path.to_path_buf(), line, reason: reason.to_owned() });
        } else if let Some(cue) = &mut open {
            cue.lines.push(line);
        } else {
            let reason = if line.trim().is_empty() { Reason::Markup } else { Reason::Furniture };
            found.parts.push(CuePart::Aside(line, reason));
        }
    }
    found.parts.extend(open.map(CuePart::Cue));
    Ok(found)
}
