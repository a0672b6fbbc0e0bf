//! SubViewer captions as YouTube and Google Meet write them: the start and end of each on a line, joined by a comma.

use crate::error::{Error, Result};
use crate::read::kit::cues::{Cue, CueFile, CuePart, times, transcript};
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::{Reason, Transcript};

/// The row of SubViewer captions.
pub const FORMAT: Format = Format {
    name: "sbv",
    about: "SubViewer",
    signs: &[(Sign::Signature, |text| spans(text.start.lines().next().unwrap_or_default()).is_some())],
    read,
    frame: ["0:00:01.000,0:00:02.000\n", "\n"],
};

/// Meeting programs begin every caption with the name of the account.
const LEAST_NAMED: usize = 2;

/// The times of `0:00:01.000,0:00:02.000`, in milliseconds.
fn spans(line: &str) -> Option<(u64, u64)> {
    let (from, to) = line.trim().split_once(',')?;
    let clock = |time: &str| time.matches(':').count() == 2 && time.contains('.');
    if clock(from) && clock(to) { times(&format!("{from} --> {to}")) } else { None }
}

/// Whether a line has nothing but the characters of such times.
fn is_like_times(line: &str) -> bool {
    let line = line.trim();
    line.matches(':').count() == 4
        && line.contains(',')
        && line.bytes().all(|b| b.is_ascii_digit() || b":.,".contains(&b))
}

/// A line break inside a line, as YouTube writes it.
const BREAK: &str = "[br]";

/// Reads captions. Errors: `Malformed` with the line of times that cannot be read.
fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let SourceText { path, text, .. } = *source;
    let mut parts = Vec::new();
    let mut open: Option<Cue> = None;
    for (at, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim_start_matches('\u{feff}');
        if let Some(time) = spans(bare) {
            parts.extend(open.replace(Cue { time, lines: Vec::new(), voice: None }).map(CuePart::Cue));
            parts.push(CuePart::Aside(line, Reason::Markup));
        } else if is_like_times(bare) {
            let (line, reason) = (u64::try_from(at + 1).ok(), "not the start and end of a caption".to_owned());
            return Err(Error::Malformed { path: path.to_path_buf(), line, reason });
        } else if let Some(cue) = &mut open {
            for piece in line.split_inclusive(BREAK) {
                let words = piece.strip_suffix(BREAK).unwrap_or(piece);
                cue.lines.push(words);
                parts.push(CuePart::Aside(&piece[words.len()..], Reason::Markup));
            }
        } else {
            parts.push(CuePart::Aside(line, Reason::Markup));
        }
    }
    parts.extend(open.map(CuePart::Cue));
    let file = CueFile { parts, title: None, language: None, notes: Vec::new(), least_named: LEAST_NAMED };
    Ok(vec![transcript(file, text.chars().count(), source.options.speaker.as_deref())])
}
