//! Tells the format of a file by its content.

use super::kit::{stage, web, xml};
use super::refused::refuse;
use super::row::{Format, Sign, SourceText};
use crate::error::{Error, Result};

/// Tells which of these formats a text has: the one that shows the surest sign, of two with the same sign the first.
/// The tests of less sure signs are not run.
///
/// # Errors
/// `Malformed` for XML of no known format, and for what is of none at all, which cannot be where plain text is among
/// the formats.
pub fn detect<'a>(formats: &'a [Format], text: &SourceText) -> Result<&'a Format> {
    let unknown =
        |reason: &str| Error::Malformed { path: text.path.to_path_buf(), line: None, reason: reason.to_owned() };
    let first = |sign| shown(formats, sign, text).next().map(|format| (sign, format));
    let found = Sign::SUREST_FIRST.into_iter().find_map(first);
    // that XML has lines of some shape, or a bold word, does not make a table or a page of it
    let is_xml = || stage::prefix(text.start, 5).eq_ignore_ascii_case("<?xml") || is_one_element(text.start);
    match found {
        Some((sign, format)) if sign >= Sign::Marks || !is_xml() => Ok(format),
        Some(_) => Err(unknown(&foreign(text.start))),
        None => Err(unknown("of no format that is known")),
    }
}

/// Tells which of these formats a file has by its bytes, before it is decoded; none for a text.
///
/// # Errors
/// `Malformed`, by its name, for a document of a program whose files are not read.
pub fn detect_bytes<'a>(formats: &'a [Format], file: &SourceText) -> Result<Option<&'a Format>> {
    match shown(formats, Sign::Signature, file).next() {
        Some(format) => Ok(Some(format)),
        None => refuse(file.path, file.bytes).map(|()| None),
    }
}

/// Whether a text is one element from its first character to its last, and none of a web page.
fn is_one_element(start: &str) -> bool {
    let Some(tag) = xml::first_tag(start).filter(|tag| !tag.is_empty()) else { return false };
    let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
    let word = name.starts_with(|c: char| c.is_ascii_alphabetic()) && !web::is_element(&name.to_lowercase());
    word && start
        .trim_end()
        .strip_suffix('>')
        .and_then(|rest| rest.trim_end().strip_suffix(name))
        .is_some_and(|rest| rest.ends_with("</"))
}

/// What is said of XML of no known kind: what it is, and what would be read.
fn foreign(start: &str) -> String {
    let element = xml::first_tag(start).map(xml::local_name).unwrap_or_default();
    format!(
        "XML that begins with <{}> is none of the kinds that are read: TEI, publicwhip, Akoma Ntoso, web pages, and speeches \
         with a speaker in an attribute or an element of that name; save it as text, CSV or a page",
        stage::prefix(element, 40)
    )
}

/// The formats of which a text shows this sign, in their order.
pub fn shown<'a>(formats: &'a [Format], sign: Sign, text: &SourceText) -> impl Iterator<Item = &'a Format> {
    let shows = move |format: &&Format| format.signs.iter().any(|(of, is_shown)| *of == sign && is_shown(text));
    formats.iter().filter(shows)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::read::format::FORMATS;
    use crate::read::options::Options;

    fn told(path: &str, text: &str) -> Result<&'static str> {
        let options = Options::default();
        detect(FORMATS, &SourceText::new(Path::new(path), text, &options)).map(|format| format.name)
    }

    #[test]
    fn content_decides() {
        for (text, format) in [
            ("Anna Berg: Hello.", "text"),
            ("<…>\n\nAnna Berg: Hello.", "text"),
            ("[Laughter]\n\nAnna: Hello.", "text"),
            ("Speech, Moscow\n\nAnna Berg: Hello, friends.", "text"),
            ("<!DOCTYPE html><html><body><p><b>Anna:</b> Hello.</p>", "html"),
            ("\n <div><p>x</p></div>", "html"),
            ("{\"speaker\": \"Anna\", \"text\": \"Hello\"}", "jsonl"),
            ("[ {\"speaker\": \"Anna\"}]", "jsonl"),
            ("speaker;text\nAnna;Hello", "csv"),
            ("WEBVTT\n\n00:01.000 --> 00:02.000\nAnna: Hello", "vtt"),
            ("WEBVTT", "vtt"),
            ("WEBVTTs are captions.\n\nAnna: Hello", "text"),
            ("1\r\n00:00:01,000 --> 00:00:02,000\r\nHello", "srt"),
            ("00:00:01.000 --> 00:00:02.000\nHello", "srt"),
            ("1\n00:00:01,000 --> 00:00:99,000\nHello", "srt"),
            ("1\n\nAnna: Hello", "text"),
            ("{\"segments\": [{\"text\": \"Hello\", \"start\": 0}]}", "whisperx"),
            ("{\"segments\": [{\"start\": 0, \"end\": 1, \"text\": \"Hello\"}]}", "whisperx"),
            ("{\"segments\": [\n{\"text\": \"Hel", "whisperx"),
            ("{\"speaker\": \"Anna\", \"text\": \"Hello\", \"segments\": []}\n{}", "jsonl"),
            ("<?xml version='1.0'?>\n<!-- x --><TEI xmlns=\"http://www.tei-c.org/ns/1.0\"/>", "tei"),
            ("<!DOCTYPE TEI [<!ENTITY a \"b\">]>\n<TEI><teiHeader/></TEI>", "tei"),
            ("<listPerson xmlns=\"http://www.tei-c.org/ns/1.0\">", "tei"),
            ("<html><body><p>The TEI <b>Anna:</b> &lt;TEI></p>", "html"),
            ("id\tSpeaker\tText\n1\tAnna\tHello", "csv"),
        ] {
            assert_eq!(told("f.txt", text).unwrap(), format, "{text}");
        }
        assert_eq!(told("f.csv", "a,b\n1,2").unwrap(), "csv");
        assert!(told("f.xml", "<?xml version=\"1.0\"?><rss><TEI></TEI></rss>").is_err());
    }
}
