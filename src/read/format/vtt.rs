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

/// `Malformed` with the line of times that cannot be read.
fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let SourceText { path, text, .. } = *source;
    Ok(vec![transcript(parts(path, text)?, text.chars().count())])
}

/// Whether a text is WebVTT by its signature.
fn is_vtt(start: &str) -> bool {
    start.strip_prefix("WEBVTT").is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

fn parts<'a>(path: &Path, text: &'a str) -> Result<CueFile<'a>> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line = |at: usize| lines.get(at).map_or("", |line| line.trim_end_matches(['\r', '\n']));
    let is_times = |at: usize| times(line(at)).is_some();
    let mut found = CueFile { parts: Vec::new(), title: None, language: None, notes: Vec::new() };
    let mut at = header(&lines, &mut found);
    let (mut stray, mut first_stray) = (0usize, 0usize);
    while at < lines.len() {
        // The line before the times is the cue's identifier.
        let identified = !is_times(at) && !line(at).trim().is_empty() && is_times(at + 1);
        if identified {
            found.parts.push(CuePart::Aside(lines[at], Reason::Markup));
            at += 1;
        }
        if let Some(time) = times(line(at)) {
            found.parts.push(CuePart::Aside(lines[at], Reason::Markup));
            let start = at + 1;
            at = start;
            while at < lines.len() && !line(at).is_empty() && !is_times(at) {
                let identifies = at > start && line(at - 1).trim().is_empty() && is_times(at + 1);
                if identifies {
                    break;
                }
                refuse(path, line(at), at)?;
                at += 1;
            }
            found.parts.push(CuePart::Cue(Cue { time, lines: lines[start..at].to_vec() }));
            continue;
        }
        if line(at).trim().is_empty() {
            found.parts.push(CuePart::Aside(lines[at], Reason::Markup));
            at += 1;
            continue;
        }
        let reason = match line(at).split_whitespace().next() {
            Some("STYLE" | "REGION") => Some(Reason::Markup),
            Some("NOTE") => Some(Reason::Furniture),
            _ => None,
        };
        if reason.is_none() {
            first_stray = if stray == 0 { at + 1 } else { first_stray };
            stray += 1;
        }
        let identifies = |at: usize| is_times(at) || is_times(at + 1) && line(at - 1).trim().is_empty();
        while at < lines.len() && !line(at).trim().is_empty() && !identifies(at) {
            if reason.is_none() {
                refuse(path, line(at), at)?;
            }
            found.parts.push(CuePart::Aside(lines[at], reason.unwrap_or(Reason::Furniture)));
            at += 1;
        }
    }
    if stray > 0 {
        found.notes.push(format!("blocks that are no cues, set aside: {stray} (the first on line {first_stray})"));
    }
    Ok(found)
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
