//! TEI as parliamentary corpora use it (ParlaMint): utterances `u` with the speaker's id in `@who`, paragraphs in `seg`,
//! remarks of the editors in `note`, `kinesic` and the like, and in annotated files every word in an element of its own.
//! Who the ids are stands in a list of persons, in the header or in another file. Nothing is fetched, and entities of a
//! DTD are refused, never expanded.

mod attribute;
mod people;
mod role;
mod state;

use quick_xml::reader::Reader;

use crate::error::{Error, Result};
use crate::name::fold_spaces;
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::Transcript;
use state::{Next, State};

/// The row of TEI.
pub const FORMAT: Format = Format {
    name: "tei",
    about: "TEI as in ParlaMint",
    signs: &[(Sign::Signature, |text| text.start.starts_with('<') && is_tei(text.start))],
    read,
    frame: ["<TEI><teiHeader/><text><body><u who=\"#a\">", "</u></body></text></TEI>"],
};

/// Whether a text is TEI by its first element: one of TEI's own, or in its namespace.
fn is_tei(start: &str) -> bool {
    let mut rest = start;
    for _ in 0..20 {
        rest = rest.trim_start();
        let end = if rest.starts_with("<!--") { "-->" } else { ">" };
        let Some(at) = rest.find(end) else { break };
        let first = &rest[..at];
        if !first.starts_with(['<']) {
            return false;
        }
        if first.starts_with("<?") || first.starts_with("<!") {
            // A document type with declarations of its own ends in "]>".
            let whole = if first.starts_with("<!DOCTYPE") && first.contains('[') {
                rest.find("]>").map(|at| at + 1)
            } else {
                Some(at)
            };
            let Some(at) = whole else { return rest.contains("<TEI") };
            rest = &rest[at + end.len()..];
            continue;
        }
        let name = first[1..].split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        let local = name.rsplit(':').next().unwrap_or_default();
        return matches!(local, "TEI" | "teiCorpus" | "teiHeader" | "TEI.2")
            || first.contains("http://www.tei-c.org/ns/");
    }
    false
}

/// Reads a file into its documents; a list of persons is one without turns.
///
/// # Errors
/// `Malformed` with the line for XML that is not well-formed, is cut off, is nested too deep, or needs a DTD.
fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let SourceText { path, text, .. } = *source;
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut state = State::default();
    let mut line = Lines { text, at: 0, line: 1 };
    loop {
        let malformed =
            |line: u64, reason: String| Error::Malformed { path: path.to_path_buf(), line: Some(line), reason };
        let before = reader.buffer_position();
        let done = match reader.read_event() {
            Ok(event) => state.event(&event),
            Err(error) => {
                let at = line.of(reader.error_position().max(before));
                return Err(malformed(at, format!("the XML is not well-formed ({})", fold_spaces(&error.to_string()))));
            }
        };
        match done {
            Ok(Next::Go) => {}
            Ok(Next::Stop) => break,
            Err(reason) => return Err(malformed(line.of(reader.buffer_position()), reason)),
        }
    }
    Ok(state.finish())
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
