//! From bytes to transcripts: decodes them, unless they are a document of a program's own, tells the format by content and hands the text to that format's reader. What comes
//! out has turns with headers as printed (names are resolved in `speaker`), and every character read is either speech or
//! set aside with a reason.

mod detect;
mod format;
mod from_path;
mod kit;
mod language;
mod options;
mod refused;
mod row;
mod unpunctuated;

use crate::config::{ClusterBy, Languages};
use crate::error::{Error, Result};
use crate::hash::sha256;
use crate::input::{self, Source, decode};
use crate::name::fold_spaces;
use crate::transcript::{Transcript, run_id};
#[cfg(feature = "cli")]
use std::path::Path;

pub use detect::{detect, detect_bytes};
pub use format::FORMATS;
#[cfg(feature = "cli")]
pub use format::Sheet;
pub use from_path::PathPattern;
pub use kit::columns::Columns;
pub use options::Options;
pub use row::{Format, SourceText};

/// The names of all formats, as a sentence lists them.
pub fn format_names() -> String {
    format::names(FORMATS)
}

/// Reads one source into its transcripts, in order of first appearance. A page or text in which nobody speaks gives one
/// transcript without turns.
///
/// # Errors
/// `Read`, `Fetch`, `TooLarge`, `Changed`, `Empty`, `Binary`, `Malformed` and `NoColumn`, each naming the file and, where
/// there is one, the line.
pub fn read(source: &Source, options: &Options) -> Result<Vec<Transcript>> {
    read_bytes(source, &input::read(source, &options.limits)?, options)
}

/// The same from bytes that are at hand.
///
/// # Errors
/// As [`read`], without those of getting at the bytes.
pub fn read_bytes(source: &Source, bytes: &[u8], options: &Options) -> Result<Vec<Transcript>> {
    read_bytes_as(FORMATS, source, bytes, options)
}

/// The same, of one of these formats.
///
/// # Errors
/// As [`read_bytes`].
pub fn read_bytes_as(formats: &[Format], source: &Source, bytes: &[u8], options: &Options) -> Result<Vec<Transcript>> {
    let file = SourceText::undecoded(&source.path, bytes, options);
    let (format, mut transcripts, notes) = match detect_bytes(formats, &file)? {
        Some(_) if options.speaker_from.is_some() => {
            let reason = "--speaker-from is for texts; save it as text".to_owned();
            return Err(Error::Malformed { path: source.path.clone(), line: None, reason });
        }
        Some(format) => (format, (format.read)(&file)?, Vec::new()),
        None => {
            let decoded = decode(&source.path, bytes)?;
            let text = SourceText::new(&source.path, &decoded.text, options);
            let format = detect(formats, &text)?;
            let mut transcripts = (format.read)(&text)?;
            if let Some(pattern) = &options.speaker_from {
                transcripts.iter_mut().for_each(|transcript| transcript.format = format.name);
                transcripts = pattern.attribute(source, &decoded.text, transcripts)?;
            }
            (format, transcripts, decoded.notes)
        }
    };
    let others = |sole: &str| {
        let mut turns = transcripts.iter().flat_map(|transcript| &transcript.turns);
        turns.any(|turn| turn.header.printed != fold_spaces(sole) && turn.header.printed != "Question")
    };
    if options.speaker.as_deref().is_some_and(others) {
        let reason = "it says itself who speaks; read it without --speaker".to_owned();
        return Err(Error::Malformed { path: source.path.clone(), line: None, reason });
    }
    let hash = sha256(bytes);
    for transcript in &mut transcripts {
        // The readers give the key of a document inside its file; the whole id needs the source.
        transcript.id = match transcript.id.as_str() {
            "" => source.id.clone(),
            // a table in memory has documents and no name
            key if source.id.is_empty() => key.to_owned(),
            key => format!("{}#{key}", source.id),
        };
        for person in &mut transcript.people {
            person.id = run_id(&source.id, &person.id);
        }
        transcript.path.clone_from(&source.path);
        transcript.sha256.clone_from(&hash);
        transcript.format = format.name;
        if let Some(code) = language::foreign(&transcript.turns) {
            transcript.scored = options.languages == Languages::Any;
            transcript.language = Some(code);
        } else {
            unpunctuated::mark(transcript);
        }
        match &options.cluster {
            // what is read with a pattern has no columns, and its events no other name
            Some(ClusterBy::Column(name)) if options.speaker_from.is_none() || name.eq_ignore_ascii_case("event") => {}
            by => {
                transcript.event = transcript.date.as_deref().zip(by.as_ref()).and_then(|(date, by)| by.of_date(date))
            }
        }
        transcript.notes.splice(0..0, notes.iter().cloned());
    }
    Ok(transcripts)
}

/// The sheets of a workbook of Excel or OpenDocument with their cells as they are stored; none for another file. `path`
/// names it in errors.
///
/// # Errors
/// `Malformed` for a damaged workbook, `TooLarge` for one that passes the limits.
#[cfg(feature = "cli")]
pub fn workbook(path: &Path, bytes: &[u8]) -> Result<Option<Vec<Sheet>>> {
    format::workbook(&SourceText::undecoded(path, bytes, &Options::default()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
