//! Tells the format of a text by its content; a file's extension only breaks ties.

use super::rows::{Column, Columns, delimiter_of};
use super::{srt, tei, vtt, whisperx};
use crate::error::{Error, Result};
use crate::transcript::Format;

/// How far into a file the marks of a web page are looked for, in bytes.
const LOOK: usize = 8192;

/// The format of a decoded file; `columns` are those that the user names.
///
/// # Errors
/// `Malformed` for XML that is not a web page.
pub fn detect(path: &str, text: &str, columns: &Columns) -> Result<Format> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if vtt::is_vtt(start) {
        return Ok(Format::Vtt);
    }
    if srt::is_srt(start) {
        return Ok(Format::Srt);
    }
    if start.starts_with('<') && tei::is_tei(start) {
        return Ok(Format::Tei);
    }
    let look = super::stage::prefix(start, LOOK).to_ascii_lowercase();
    if start.starts_with('<') && is_page(&look) {
        return Ok(Format::Html);
    }
    if look.starts_with("<?xml") {
        let reason = "XML that is neither a web page nor TEI cannot be read".to_owned();
        return Err(Error::Malformed { path: path.to_owned(), line: None, reason });
    }
    if is_json(start) {
        return Ok(if start.starts_with('{') && whisperx::is_whisperx(start) {
            Format::Whisperx
        } else {
            Format::Jsonl
        });
    }
    if is_delimited(path, start, columns) {
        return Ok(Format::Delimited);
    }
    Ok(if look.contains("</p>") || look.contains("</b>") { Format::Html } else { Format::Text })
}

fn is_page(look: &str) -> bool {
    ["<!doctype html", "<html", "<head", "<body", "<div", "<p>", "<p ", "<article", "<main", "<b>", "<strong"]
        .iter()
        .any(|mark| look.contains(mark))
}

/// An object, or an array whose first element is one.
fn is_json(start: &str) -> bool {
    let object = |s: &str| s.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}']));
    object(start) || start.strip_prefix('[').is_some_and(|rest| object(rest.trim_start()))
}

/// A header line with both columns, or with one and rows of the same width below it.
fn is_delimited(path: &str, start: &str, columns: &Columns) -> bool {
    let named = [".csv", ".tsv", ".tab"].iter().any(|e| path.to_ascii_lowercase().ends_with(e));
    let Some(table) = delimiter_of(start, columns) else { return named };
    let known = |wanted| table.columns.contains(&Some(wanted));
    (known(Column::Speaker) && known(Column::Text))
        || named
        || ((known(Column::Speaker) || known(Column::Text)) && table.even_rows && !table.columns.contains(&None))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn content_decides() {
        let none = Columns::default();
        for (text, format) in [
            ("Anna Berg: Hello.", Format::Text),
            ("<…>\n\nAnna Berg: Hello.", Format::Text),
            ("[Laughter]\n\nAnna: Hello.", Format::Text),
            ("Speech, Moscow\n\nAnna Berg: Hello, friends.", Format::Text),
            ("<!DOCTYPE html><html><body><p><b>Anna:</b> Hello.</p>", Format::Html),
            ("\n <div><p>x</p></div>", Format::Html),
            ("{\"speaker\": \"Anna\", \"text\": \"Hello\"}", Format::Jsonl),
            ("[ {\"speaker\": \"Anna\"}]", Format::Jsonl),
            ("speaker;text\nAnna;Hello", Format::Delimited),
            ("WEBVTT\n\n00:01.000 --> 00:02.000\nAnna: Hello", Format::Vtt),
            ("WEBVTT", Format::Vtt),
            ("WEBVTTs are captions.\n\nAnna: Hello", Format::Text),
            ("1\r\n00:00:01,000 --> 00:00:02,000\r\nHello", Format::Srt),
            ("00:00:01.000 --> 00:00:02.000\nHello", Format::Srt),
            ("1\n00:00:01,000 --> 00:00:99,000\nHello", Format::Srt),
            ("1\n\nAnna: Hello", Format::Text),
            ("{\"segments\": [{\"text\": \"Hello\", \"start\": 0}]}", Format::Whisperx),
            ("{\"segments\": [{\"start\": 0, \"end\": 1, \"text\": \"Hello\"}]}", Format::Whisperx),
            ("{\"segments\": [\n{\"text\": \"Hel", Format::Whisperx),
            ("{\"speaker\": \"Anna\", \"text\": \"Hello\", \"segments\": []}\n{}", Format::Jsonl),
            ("<?xml version='1.0'?>\n<!-- x --><TEI xmlns=\"http://www.tei-c.org/ns/1.0\"/>", Format::Tei),
            ("<!DOCTYPE TEI [<!ENTITY a \"b\">]>\n<TEI><teiHeader/></TEI>", Format::Tei),
            ("<listPerson xmlns=\"http://www.tei-c.org/ns/1.0\">", Format::Tei),
            ("<html><body><p>The TEI <b>Anna:</b> &lt;TEI></p>", Format::Html),
            ("id\tSpeaker\tText\n1\tAnna\tHello", Format::Delimited),
        ] {
            assert_eq!(detect("f.txt", text, &none).unwrap(), format, "{text}");
        }
        assert_eq!(detect("f.csv", "a,b\n1,2", &none).unwrap(), Format::Delimited);
        assert!(detect("f.xml", "<?xml version=\"1.0\"?><rss><TEI></TEI></rss>", &none).is_err());
    }
}
