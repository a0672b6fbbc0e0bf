//! From files to transcripts: finds the inputs, decodes their bytes, tells the format by content and hands the text
//! to the reader of that format. What comes out has turns with headers as printed (names are resolved in `speaker`),
//! and every character read is either speech or set aside with a reason.

mod assembly;
mod date;
mod decode;
mod delimited;
mod detect;
mod find;
mod header;
mod html;
mod jsonl;
mod rows;
mod stage;
mod text;

use std::io::Read as _;
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::config::hex;
use crate::error::{Error, Result};
use crate::transcript::{Format, Transcript, Unit};

pub use decode::{Decoded, decode};
pub use detect::detect;
pub use find::find;

/// One file to read, or standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Where it is; `-` is standard input.
    pub path: PathBuf,
    /// The path relative to the input it was found under, `/`-separated; of a file given directly its file name.
    pub id: String,
}

impl Source {
    /// Whether it is standard input, which can be read only once.
    pub fn is_stdin(&self) -> bool {
        self.path.as_os_str() == "-"
    }
}

/// How to read.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether the rows of tables and JSONL are sentences already.
    pub unit: Unit,
}

/// Reads one file into its transcripts, in order of first appearance. A page or text in which nobody speaks gives one
/// transcript without turns.
///
/// # Errors
/// `Read`, `Empty`, `Binary`, `Malformed` and `NoColumn`, each naming the file and, where there is one, the line.
pub fn read(source: &Source, options: Options) -> Result<Vec<Transcript>> {
    let failed = |error| Error::Read { path: source.path.clone(), source: error };
    let bytes = if source.is_stdin() {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(failed)?;
        bytes
    } else {
        std::fs::read(&source.path).map_err(failed)?
    };
    read_bytes(source, &bytes, options)
}

/// The same from bytes that are at hand.
///
/// # Errors
/// As [`read`], without `Read`.
pub fn read_bytes(source: &Source, bytes: &[u8], options: Options) -> Result<Vec<Transcript>> {
    let path = source.path.display().to_string();
    let decoded = decode(&path, bytes)?;
    let text = decoded.text.as_str();
    let format = detect(&path, text)?;
    let mut transcripts = match format {
        Format::Text => vec![text::read(text)],
        Format::Html => vec![html::read(&path, text)?],
        Format::Delimited => delimited::read(&path, text, options)?,
        Format::Jsonl => jsonl::read(&path, text, options)?,
    };
    let sha256 = hex(&Sha256::digest(bytes));
    for transcript in &mut transcripts {
        // The readers give the key of a document inside its file; the whole id needs the source.
        transcript.id = match transcript.id.as_str() {
            "" => source.id.clone(),
            key => format!("{}#{key}", source.id),
        };
        transcript.path.clone_from(&path);
        transcript.sha256.clone_from(&sha256);
        transcript.format = format;
        transcript.notes.splice(0..0, decoded.notes.iter().cloned());
    }
    Ok(transcripts)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
