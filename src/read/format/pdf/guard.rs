//! What a PDF unpacks to, before it is: its parser has no limits of its own.

use std::io::Read;

use crate::error::{Error, Result};
use crate::read::row::SourceText;

/// A stream that unpacks to more than this many times its length is a bomb.
const MOST_UNPACKED: u64 = 1040;
/// Read at a time, in bytes.
const STEP: usize = 1 << 16;
/// How far before a stream its dictionary is looked at, in bytes.
const DICTIONARY: usize = 400;

/// Unpacks every packed stream and drops what comes out, counting it; pictures, which are never unpacked, do not count.
///
/// # Errors
/// `TooLarge` past the limits, `Malformed` for what is packed twice.
pub fn check(source: &SourceText) -> Result<()> {
    let (bytes, most) = (source.bytes, source.options.limits.max_size);
    let mut left = most;
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], b"stream") {
        let start = at + found + b"stream".len();
        at = start;
        let data = bytes[start..].iter().position(|byte| !matches!(byte, b'\r' | b'\n' | b' '));
        let Some(data) =
            data.map(|skipped| &bytes[start + skipped..]).filter(|_| !bytes[..start].ends_with(b"endstream"))
        else {
            continue;
        };
        let before = &bytes[(start - b"stream".len()).saturating_sub(DICTIONARY)..start - b"stream".len()];
        let dictionary = before.windows(3).rposition(|window| window == b"obj").map_or(before, |at| &before[at..]);
        let is_picture = find(dictionary, b"/Image").is_some()
            && find(dictionary, b"/ObjStm").or(find(dictionary, b"/XRef")).is_none();
        if is_picture || !is_zlib(data) {
            continue;
        }
        match inflated(data, left) {
            Some((_, true)) => {
                let reason = "a PDF with a stream that is packed twice; save it anew".to_owned();
                return Err(Error::Malformed { path: source.path.to_path_buf(), line: None, reason });
            }
            Some((length, false)) => left -= length,
            None => {
                let limit = format!("its text and drawings are more than {} MB (see --max-size)", most >> 20);
                return Err(Error::TooLarge { path: source.path.to_path_buf(), line: None, limit });
            }
        }
    }
    Ok(())
}

/// How long a stream is unpacked, and whether what comes out is packed again; nothing where it is longer than `most`.
fn inflated(data: &[u8], most: u64) -> Option<(u64, bool)> {
    let most = most.min((data.len() as u64).saturating_mul(MOST_UNPACKED));
    let mut decoder = flate2::read::ZlibDecoder::new(data);
    let mut buffer = vec![0; STEP];
    let (mut length, mut twice) = (0u64, false);
    loop {
        match decoder.read(&mut buffer) {
            // what is damaged ends there for every reader
            Ok(0) | Err(_) => return Some((length, twice)),
            Ok(read) => {
                twice |= length == 0 && is_zlib(&buffer[..read]) && read > 64;
                length += read as u64;
                if length > most {
                    return None;
                }
            }
        }
    }
}

/// Whether data begin as zlib's do.
fn is_zlib(data: &[u8]) -> bool {
    matches!(data, [a, b, ..] if a & 0x0f == 8 && a >> 4 <= 7 && (u16::from(*a) * 256 + u16::from(*b)) % 31 == 0)
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, part)
}
