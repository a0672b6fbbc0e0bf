//! SubRip captions. There is no specification; what players accept is accepted: cues without a number, a full stop for
//! the comma of the times, blank lines inside a cue.

use super::cues::{Cue, Part, Parts, broken_times, times, transcript};
use crate::error::{Error, Result};
use crate::transcript::{Format, Reason, Transcript};

/// Reads captions; `path` names the file in errors.
///
/// # Errors
/// `Malformed` with the line of times that cannot be read.
pub fn read(path: &str, text: &str) -> Result<Transcript> {
    Ok(transcript(parts(path, text)?, Format::Srt, text.chars().count()))
}

/// Whether a text begins like SubRip: with times, or with a number and times.
pub fn is_srt(start: &str) -> bool {
    let mut lines = super::stage::prefix(start, 400).lines().map(str::trim).filter(|line| !line.is_empty());
    let is_times = |line: &str| times(line).is_some() || line.contains("-->") && broken_times(line).is_some();
    match lines.next() {
        Some(first) if is_number(first) => lines.next().is_some_and(is_times),
        Some(first) => is_times(first),
        None => false,
    }
}

fn is_number(line: &str) -> bool {
    let digits = line.trim();
    !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|b| b.is_ascii_digit())
}

fn parts<'a>(path: &str, text: &'a str) -> Result<Parts<'a>> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let last = lines.iter().rposition(|line| !line.trim().is_empty()).unwrap_or(0);
    let is_times = |at: usize| lines.get(at).is_some_and(|line| times(line).is_some());
    let is_blank = |at: usize| lines.get(at).is_none_or(|line| line.trim().is_empty());
    let mut found = Parts { parts: Vec::new(), title: None, language: None, notes: Vec::new() };
    let mut open: Option<Cue> = None;
    for (at, line) in lines.iter().enumerate() {
        let dangling = at == last && at > 0 && is_blank(at - 1);
        if let Some(time) = times(line) {
            found.parts.extend(open.replace(Cue { time, lines: Vec::new() }).map(Part::Cue));
            found.parts.push(Part::Aside(line, Reason::Markup));
        } else if is_number(line) && (is_times(at + 1) || dangling) {
            if dangling {
                found.notes.push(format!("line {}: the number of a cue, and no cue follows", at + 1));
            }
            found.parts.push(Part::Aside(line, Reason::Markup));
        } else if let Some(reason) = broken_times(line) {
            let line = u64::try_from(at + 1).ok();
            return Err(Error::Malformed { path: path.to_owned(), line, reason: reason.to_owned() });
        } else if let Some(cue) = &mut open {
            cue.lines.push(line);
        } else {
            let reason = if line.trim().is_empty() { Reason::Markup } else { Reason::Furniture };
            found.parts.push(Part::Aside(line, reason));
        }
    }
    found.parts.extend(open.map(Part::Cue));
    Ok(found)
}
