//! From files to transcripts: finds the inputs, decodes their bytes, tells the format by content and hands the text
//! to the reader of that format. What comes out has turns with headers as printed (names are resolved in `speaker`),
//! and every character read is either speech or set aside with a reason.

mod archive;
mod assembly;
mod bytes;
mod cues;
mod date;
mod decode;
mod delimited;
mod detect;
mod find;
mod header;
mod html;
mod jsonl;
mod language;
mod rows;
mod said;
mod source;
mod speech;
mod srt;
mod stage;
mod tei;
mod text;
mod vtt;
mod web;
mod whisperx;

use std::time::Duration;

use crate::config::{Languages, MAX_SIZE, TIMEOUT};
use crate::error::Result;
use crate::hash::sha256;
use crate::transcript::{Format, Transcript, Unit};

pub use decode::{Decoded, decode};
pub use detect::detect;
pub use find::find;
pub use rows::Columns;
pub use source::Source;

/// How to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Whether the rows of tables and JSONL are sentences already.
    pub unit: Unit,
    /// The largest file that is read, unpacked, in bytes.
    pub max_size: u64,
    /// Which documents are scored.
    pub languages: Languages,
    /// How long an address may take to answer.
    pub timeout: Duration,
    /// What the user says of the columns of tables.
    pub columns: Columns,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            unit: Unit::default(),
            max_size: MAX_SIZE,
            languages: Languages::default(),
            timeout: TIMEOUT,
            columns: Columns::default(),
        }
    }
}

/// Reads one source into its transcripts, in order of first appearance. A page or text in which nobody speaks gives one
/// transcript without turns.
///
/// # Errors
/// `Read`, `Fetch`, `TooLarge`, `Changed`, `Empty`, `Binary`, `Malformed` and `NoColumn`, each naming the file and, where
/// there is one, the line.
pub fn read(source: &Source, options: &Options) -> Result<Vec<Transcript>> {
    read_bytes(source, &bytes::read(source, options)?, options)
}

/// The same from bytes that are at hand.
///
/// # Errors
/// As [`read`], without those of getting at the bytes.
pub fn read_bytes(source: &Source, bytes: &[u8], options: &Options) -> Result<Vec<Transcript>> {
    let path = source.path.display().to_string();
    let decoded = decode(&path, bytes)?;
    let text = decoded.text.as_str();
    let format = detect(&path, text, &options.columns)?;
    let mut transcripts = match format {
        Format::Text => vec![text::read(text)],
        Format::Html => vec![html::read(&path, text)?],
        Format::Delimited => delimited::read(&path, text, options)?,
        Format::Jsonl => jsonl::read(&path, text, options)?,
        Format::Vtt => vec![vtt::read(&path, text)?],
        Format::Srt => vec![srt::read(&path, text)?],
        Format::Whisperx => vec![whisperx::read(&path, text)?],
        Format::Tei => tei::read(&path, text)?,
    };
    let hash = sha256(bytes);
    for transcript in &mut transcripts {
        // The readers give the key of a document inside its file; the whole id needs the source.
        transcript.id = match transcript.id.as_str() {
            "" => source.id.clone(),
            key => format!("{}#{key}", source.id),
        };
        transcript.path.clone_from(&path);
        transcript.sha256.clone_from(&hash);
        transcript.format = format;
        if let Some(code) = language::foreign(&transcript.turns) {
            transcript.scored = options.languages == Languages::Any;
            transcript.language = Some(code);
        }
        transcript.notes.splice(0..0, decoded.notes.iter().cloned());
    }
    Ok(transcripts)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
