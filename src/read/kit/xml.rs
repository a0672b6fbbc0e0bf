//! XML, event by event: what the formats written in it share. Nothing is fetched, and entities of a DTD are refused,
//! never expanded; elements are nested 256 deep at most.

use std::path::Path;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::stage;
use crate::error::{Error, Result};
use crate::name::fold_spaces;

/// Elements nested deeper than this are no transcript.
pub const DEEPEST: usize = 256;

/// Reasons are for people: the line is added where the file is read.
pub type Step<T> = std::result::Result<T, String>;

/// Gives every event of a file to `each`, the end of the file included.
///
/// # Errors
/// `Malformed` with the line for XML that is not well-formed, and for what `each` refuses.
pub fn walk(path: &Path, text: &str, mut each: impl FnMut(&Event) -> Step<()>) -> Result<()> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut line = Lines { text, at: 0, line: 1 };
    let malformed = |line: u64, reason: String| Error::Malformed { path: path.to_path_buf(), line: Some(line), reason };
    loop {
        let before = reader.buffer_position();
        let event = reader.read_event().map_err(|error| {
            let at = line.of(reader.error_position().max(before));
            malformed(at, format!("the XML is not well-formed ({})", fold_spaces(&error.to_string())))
        })?;
        each(&event).map_err(|reason| malformed(line.of(reader.buffer_position()), reason))?;
        if matches!(event, Event::Eof) {
            return Ok(());
        }
    }
}

/// Line numbers of rising offsets.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, offset: u64) -> u64 {
        let end = usize::try_from(offset).unwrap_or(usize::MAX).min(self.text.len());
        let passed = self.text.as_bytes().get(self.at..end).unwrap_or_default();
        self.line += u64::try_from(passed.iter().filter(|b| **b == b'\n').count()).unwrap_or(0);
        self.at = end.max(self.at);
        self.line
    }
}

/// An attribute's value by its local name.
///
/// # Errors
/// For an attribute that is not well-formed.
pub fn attribute(element: &BytesStart, name: &str) -> Step<Option<String>> {
    let mut attributes = element.attributes();
    // The check for doubles takes the square of their number.
    for attribute in attributes.with_checks(false) {
        let attribute = attribute.map_err(|error| format!("an attribute cannot be read ({error})"))?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            return value
                .map(|value| Some(value.into_owned()))
                .map_err(|error| format!("an attribute cannot be read ({error})"));
        }
    }
    Ok(None)
}

/// The text that `&amp;` and `&#8211;` stand for.
///
/// # Errors
/// For an entity that only a DTD could know.
pub fn referred(reference: &BytesRef) -> Step<String> {
    let name = reference.xml_content(XmlVersion::Implicit1_0);
    let character = reference.resolve_char_ref().map_err(|error| error.to_string())?;
    match (character, quick_xml::escape::resolve_predefined_entity(&name)) {
        (Some(character), _) => Ok(character.to_string()),
        (None, Some(text)) => Ok(text.to_owned()),
        (None, None) => {
            let name = stage::prefix(&name, 40);
            Err(format!("the entity &{name}; is not XML's own, and those of a DTD are not expanded"))
        }
    }
}

/// What stands between the brackets of the first element, behind a declaration, comments and a document type; nothing
/// for a text that does not begin with these.
pub fn first_tag(start: &str) -> Option<&str> {
    let mut rest = start;
    for _ in 0..20 {
        rest = rest.trim_start();
        if !rest.starts_with('<') {
            return None;
        }
        let end = if rest.starts_with("<!--") { "-->" } else { ">" };
        let at = rest.find(end)?;
        let first = rest[..at].strip_prefix('<')?;
        if !first.starts_with(['?', '!']) {
            return Some(first);
        }
        // A document type with declarations of its own ends in "]>".
        let own = first.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("!doctype")) && first.contains('[');
        let at = if own { rest.find("]>")? + 1 } else { at };
        rest = &rest[at + end.len()..];
    }
    None
}

/// The local name of an element, by what stands between its brackets.
pub fn local_name(tag: &str) -> &str {
    let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
    name.rsplit(':').next().unwrap_or_default()
}
