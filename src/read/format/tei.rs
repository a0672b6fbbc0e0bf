//! TEI as parliamentary corpora use it (ParlaMint): utterances `u` with the speaker's id in `@who`, paragraphs in `seg`,
//! remarks of the editors in `note`, `kinesic` and the like, and in annotated files every word in an element of its own.
//! Who the ids are stands in a list of persons, in the header or in another file. Nothing is fetched, and entities of a
//! DTD are refused, never expanded.

mod people;
mod role;
mod state;

use crate::error::Result;
use crate::read::kit::xml;
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::Transcript;
use state::State;

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
    xml::first_tag(start).is_some_and(|tag| {
        matches!(xml::local_name(tag), "TEI" | "teiCorpus" | "teiHeader" | "TEI.2")
            || tag.contains("http://www.tei-c.org/ns/")
    })
}

/// Reads a file into its documents; a list of persons is one without turns.
///
/// # Errors
/// `Malformed` with the line for XML that is not well-formed, is cut off, is nested too deep, or needs a DTD.
fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let mut state = State::default();
    xml::walk(source.path, source.text, |event| state.event(event))?;
    Ok(state.finish())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
