//! From bytes to text: byte order marks, UTF-8, UTF-16, a charset named by the page, else a guess by `chardetng`.
//! Stray invalid bytes are replaced, counted and noted; what is no text is refused.

use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::error::{Error, Result};

/// Text and what a user should know about its decoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without byte order mark.
    pub text: String,
    /// Guessed encodings and replaced bytes.
    pub notes: Vec<String>,
}

/// Decodes a file; `path` names it in errors.
///
/// # Errors
/// `Empty` for nothing but white space, `Binary` for NUL bytes or more than a tenth control characters.
pub fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded> {
    let mut notes = Vec::new();
    let encoding = encoding_of(bytes, &mut notes);
    let (text, broken) = encoding.decode_with_bom_removal(bytes);
    if broken {
        let in_source = if encoding == UTF_8 { bytes.windows(3).filter(|w| *w == b"\xef\xbf\xbd").count() } else { 0 };
        let replaced = count_replacements(&text).saturating_sub(in_source);
        let places = if replaced == 1 { "place" } else { "places" };
        notes.push(format!("{replaced} {places} with invalid bytes, replaced by U+FFFD ({})", encoding.name()));
    }
    let mut text = text.into_owned();
    refuse_binary(path, &text)?;
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Err(Error::Empty { path: path.to_path_buf() });
    }
    if text.contains('\r') && !text.contains('\n') {
        text = text.replace('\r', "\n");
    }
    Ok(Decoded { text, notes })
}

fn count_replacements(text: &str) -> usize {
    text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count()
}

fn encoding_of(bytes: &[u8], notes: &mut Vec<String>) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        notes.push(format!("read as {} (no byte order mark)", encoding.name()));
        return encoding;
    }
    if is_mostly_utf8(bytes) {
        return UTF_8;
    }
    if let Some(encoding) = named_by_page(bytes) {
        notes.push(format!("read as {} (named by the page)", encoding.name()));
        return encoding;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, Utf8Detection::Deny);
    let encoding = if is_macintosh(bytes) { MACINTOSH } else { guessed };
    notes.push(format!("read as {} (guessed)", encoding.name()));
    encoding
}

/// UTF-16 shows by high bytes that are nearly all 0x00 (Latin) or 0x04 (Cyrillic), on one side of every pair only.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096)];
    if sample.len() < 4 || !sample.contains(&0) {
        return None;
    }
    let pairs = sample.len() / 2;
    let high = |side: usize| sample.chunks_exact(2).filter(|p| matches!(p[side], 0 | 4 | 0x20)).count();
    let zero = |side: usize| sample.chunks_exact(2).filter(|p| p[side] == 0).count();
    if high(1) * 10 >= pairs * 9 && zero(0) * 20 < pairs {
        Some(UTF_16LE)
    } else if high(0) * 10 >= pairs * 9 && zero(1) * 20 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Tables that Excel saves on a Mac, which no detector knows: where small letters and apostrophes inside words come of
/// one reading, capitals and signs come of the other.
fn is_macintosh(bytes: &[u8]) -> bool {
    let inside: Vec<u8> =
        bytes.windows(2).filter(|pair| pair[0].is_ascii_lowercase() && pair[1] >= 0x80).map(|pair| pair[1]).collect();
    let fitting = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(&inside);
        text.chars().filter(|c| c.is_lowercase() || matches!(c, '’' | '”' | '…')).count()
    };
    let (mac, windows) = (fitting(MACINTOSH), fitting(WINDOWS_1252));
    // a text in another alphabet has runs of such bytes, and is not read like this
    let alone = bytes.windows(2).filter(|pair| pair[0] >= 0x80 && pair[1] >= 0x80).count();
    mac == inside.len() && mac > windows && alone * 4 <= inside.len()
}

/// Valid UTF-8, or UTF-8 with fewer broken places than whole multi-byte characters.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    if str::from_utf8(bytes).is_ok() {
        return true;
    }
    let (mut whole, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > broken
}

/// `<meta charset=…>` in the first kilobyte of a page.
fn named_by_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    let after = &head[head.find("charset=")? + "charset=".len()..];
    let label: String =
        after.trim_start_matches(['"', '\'']).chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    Encoding::for_label(label.as_bytes()).filter(|e| *e != UTF_8 && *e != UTF_16LE && *e != UTF_16BE)
}

fn refuse_binary(path: &Path, text: &str) -> Result<()> {
    let binary = |reason: String| Err(Error::Binary { path: path.to_path_buf(), reason });
    if text.contains('\0') {
        return binary("it holds NUL bytes".to_owned());
    }
    let all = text.chars().count();
    let is_space = |c: char| matches!(c, '\t' | '\n' | '\r' | '\x0b' | '\x0c' | '\u{85}');
    let controls = text.matches(|c: char| c.is_control() && !is_space(c)).count();
    if controls * 10 > all {
        return binary(format!("{} of {all} characters are control characters", controls));
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode(Path::new("x"), bytes).unwrap().text
    }

    #[test]
    fn encodings_are_recognised() {
        let utf16 = |s: &str, be: bool| -> Vec<u8> {
            s.encode_utf16().flat_map(|u| if be { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
        };
        let line = "Anna Berg: Guten Tag.\n";
        assert_eq!(text(&utf16(line, false)), line);
        assert_eq!(text(&utf16(line, true)), line);
        assert_eq!(text(&utf16(&format!("\u{feff}{line}"), false)), line);
        assert_eq!(text("\u{feff}A: b".as_bytes()), "A: b");
        let cyrillic = "Председатель: Добрый день, уважаемые коллеги, начинаем нашу работу.";
        let (windows, _, _) = encoding_rs::WINDOWS_1251.encode(cyrillic);
        assert_eq!(text(&windows), cyrillic);
        assert_eq!(text(b"Anna: It\x92s caf\xe9 time, isn\x92t it?"), "Anna: It’s café time, isn’t it?");
        assert_eq!(text(&utf16(cyrillic, false)), cyrillic);
        assert_eq!(
            text(b"speaker;text\rJos\x8e Vell;It\xd5s caf\x8e time, no.\r"),
            "speaker;text\nJosé Vell;It’s café time, no.\n"
        );
        assert_eq!(text(b"Jos\xe9 Pe\xf1a: l\xe0-bas"), "José Peña: là-bas");
    }

    #[test]
    fn stray_bytes_are_counted() {
        let mut bytes = "Änne: Grüße, schöne Wörter. ".as_bytes().to_vec();
        bytes.push(0xff);
        let decoded = decode(Path::new("x"), &bytes).unwrap();
        assert!(decoded.text.ends_with('\u{fffd}'));
        assert_eq!(decoded.notes.len(), 1);
        assert!(decoded.notes[0].starts_with("1 "), "{:?}", decoded.notes);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(matches!(decode(Path::new("x"), b""), Err(Error::Empty { .. })));
        assert!(matches!(decode(Path::new("x"), b" \n\t \r\n"), Err(Error::Empty { .. })));
        assert!(matches!(decode(Path::new("x"), b"\xef\xbb\xbf"), Err(Error::Empty { .. })));
        assert!(matches!(decode(Path::new("x"), b"abc\0def"), Err(Error::Binary { .. })));
        assert!(matches!(decode(Path::new("x"), b"ab\x01\x02\x03c"), Err(Error::Binary { .. })));
        assert!(matches!(decode(Path::new("x"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Err(Error::Binary { .. })));
    }
}
