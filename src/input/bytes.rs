//! From a source to its bytes: opened, decompressed, and held to the limits on the way, so that nothing is read much
//! further than it may be. A file that changes meanwhile is refused.

use std::fs::{File, Metadata};
use std::io::{self, Cursor, Read};
use std::path::Path;
use std::time::Duration;

use super::archive::is_document;
use super::source::{Origin, Source};
use super::web;
use crate::config::{MAX_SIZE, TIMEOUT};
use crate::error::{Error, Result};

/// A line longer than this is no line of a transcript, in bytes.
const LONGEST_LINE: usize = 64 << 20;
/// Text packs to a tenth of its length or so; what unpacks to more than this many times its length is a bomb.
const MOST_UNPACKED: u64 = 250;
/// Under this length nothing is called a bomb, in bytes.
const HARMLESS: u64 = 16 << 20;
/// Read at a time, in bytes.
const STEP: usize = 1 << 20;

/// How much is read, and how long it is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest file that is read, unpacked, in bytes.
    pub max_size: u64,
    /// How long an address may take to answer.
    pub timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { max_size: MAX_SIZE, timeout: TIMEOUT }
    }
}

/// How a file is packed, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
    /// A ZIP archive.
    Zip,
}

impl Packing {
    /// Tells the packing by the first bytes of a file.
    pub fn of(start: &[u8]) -> Self {
        match start {
            [0x1f, 0x8b, ..] => Packing::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Packing::Zstd,
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Packing::Zip,
            _ => Packing::Plain,
        }
    }
}

/// The unpacked bytes of a source.
///
/// # Errors
/// `Read`, `Fetch`, `TooLarge`, `Changed`, and `Malformed` for what cannot be unpacked.
pub fn read(source: &Source, limits: &Limits) -> Result<Vec<u8>> {
    let most = limits.max_size;
    let name = source.path.as_path();
    let raw = match &source.origin {
        Origin::Stream if source.is_stdin() => bounded(io::stdin().lock(), name, most, None)?,
        Origin::Stream => bounded(File::open(&source.path).map_err(|e| failed(name, e))?, name, most, None)?,
        Origin::File => unchanged(source, name, most)?,
        Origin::Web => web::fetch(&name.display().to_string(), limits.timeout, |body| bounded(body, name, most, None))?,
        Origin::Memory(bytes) => bounded(bytes.as_ref(), name, most, None)?,
        Origin::Packed(entry) => {
            return entry.read(|entry, packed| {
                let bytes = bounded(entry, name, most, Some(packed))?;
                match Packing::of(&bytes) {
                    Packing::Plain => Ok(bytes),
                    Packing::Zip if is_document(Cursor::new(&bytes)) => Ok(bytes),
                    _ => Err(nested(name, "an archive")),
                }
            });
        }
    };
    unpack(raw, name, most)
}

fn unpack(raw: Vec<u8>, name: &Path, most: u64) -> Result<Vec<u8>> {
    let packed = Some(raw.len() as u64);
    let bytes = match Packing::of(&raw) {
        Packing::Plain => return Ok(raw),
        Packing::Zip if is_document(Cursor::new(&raw)) => return Ok(raw),
        Packing::Zip => {
            let reason = "a ZIP archive can be read from a file only; save it first".to_owned();
            return Err(Error::Malformed { path: name.to_path_buf(), line: None, reason });
        }
        Packing::Gzip => bounded(flate2::read::MultiGzDecoder::new(raw.as_slice()), name, most, packed)?,
        Packing::Zstd => {
            let decoder = zstd::stream::read::Decoder::with_buffer(raw.as_slice()).map_err(|e| failed(name, e))?;
            bounded(decoder, name, most, packed)?
        }
    };
    match Packing::of(&bytes) {
        Packing::Plain => Ok(bytes),
        Packing::Zip if is_document(Cursor::new(&bytes)) => Ok(bytes),
        _ => Err(nested(name, "a compressed file")),
    }
}

fn nested(name: &Path, what: &str) -> Error {
    let reason = format!("a compressed file inside {what}: unpack it first");
    Error::Malformed { path: name.to_path_buf(), line: None, reason }
}

fn failed(name: &Path, source: io::Error) -> Error {
    Error::Read { path: name.to_path_buf(), source }
}

/// The bytes of a regular file that stays as it is while it is read.
fn unchanged(source: &Source, name: &Path, most: u64) -> Result<Vec<u8>> {
    let mut file = File::open(&source.path).map_err(|e| failed(name, e))?;
    let state = |file: &File| file.metadata().map_err(|e| failed(name, e));
    let facts = |meta: &Metadata| (meta.len(), meta.modified().ok());
    let before = facts(&state(&file)?);
    let bytes = bounded(&mut file, name, most, None)?;
    let after = facts(&state(&file)?);
    if before != after || bytes.len() as u64 != after.0 {
        return Err(Error::Changed { path: name.to_path_buf() });
    }
    Ok(bytes)
}

/// Reads to the end, but no further than the limits. `packed` is the length before unpacking, where it was packed.
///
/// # Errors
/// `TooLarge` past the limits, `Read` and, of what was packed, `Malformed`.
pub fn bounded(mut reader: impl Read, name: &Path, most: u64, packed: Option<u64>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut line_start = 0;
    let too_large = |line, limit: String| Err(Error::TooLarge { path: name.to_path_buf(), line, limit });
    loop {
        let from = bytes.len();
        let read = (&mut reader).take(STEP as u64).read_to_end(&mut bytes);
        let read = read.map_err(|error| broken(name, packed, error))?;
        if read == 0 {
            return Ok(bytes);
        }
        line_start = bytes[from..].iter().rposition(|byte| *byte == b'\n').map_or(line_start, |at| from + at + 1);
        let length = bytes.len() as u64;
        let is_text = matches!(Packing::of(&bytes), Packing::Plain);
        if is_text && bytes.len() - line_start > LONGEST_LINE {
            let line = 1 + bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
            return too_large(Some(line), format!("a line longer than {} MB", LONGEST_LINE >> 20));
        }
        if packed.is_some_and(|packed| length > HARMLESS && length > packed.saturating_mul(MOST_UNPACKED)) {
            return too_large(None, format!("it unpacks to more than {MOST_UNPACKED} times its length"));
        }
        if length > most {
            return too_large(None, format!("more than {} MB (see --max-size)", most >> 20));
        }
    }
}

/// What the reader of packed bytes says of them, or the system of a file.
fn broken(name: &Path, packed: Option<u64>, error: io::Error) -> Error {
    match packed {
        None => failed(name, error),
        Some(_) => {
            let reason = match error.kind() {
                io::ErrorKind::UnexpectedEof => "the compressed data ends too early".to_owned(),
                _ => format!("the compressed data is damaged ({error})"),
            };
            Error::Malformed { path: name.to_path_buf(), line: None, reason }
        }
    }
}
