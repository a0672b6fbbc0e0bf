//! The historic Hansard of the United Kingdom (1803 to 2005): paragraphs in which `member` names who speaks and
//! `membercontribution` holds what is said. A paragraph without these is procedure.

use crate::read::kit::speeches::{self, Dialect};
use crate::read::kit::{stage, xml};
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::Reason;

/// The row of the historic Hansard.
pub const FORMAT: Format = Format {
    name: "hansard",
    about: "historic Hansard (UK)",
    signs: &[(Sign::Signature, is_hansard)],
    read: |text| Ok(vec![speeches::read(text, &DIALECT)?]),
    frame: ["<hansard><p><member>Lena Orsol</member><membercontribution>", "</membercontribution></p></hansard>"],
};

/// How far into a file a contribution is looked for, in bytes.
const LOOK: usize = 1 << 18;

/// Other parliaments' files begin with the same element.
fn is_hansard(text: &SourceText) -> bool {
    xml::first_tag(text.start).is_some_and(|tag| xml::local_name(tag) == "hansard")
        && stage::prefix(text.start, LOOK).contains("<membercontribution>")
}

const DIALECT: Dialect = Dialect {
    speeches: &["p"],
    named_by: &[],
    speakers: &["member"],
    people: &[],
    // a line break inside a contribution ends a paragraph of it
    paragraphs: &["membercontribution", "lb"],
    outside: Some(Reason::Lead),
    asides: &[
        ("title", Reason::Lead),
        ("memberconstituency", Reason::Header),
        ("col", Reason::Furniture),
        ("image", Reason::Furniture),
        ("table", Reason::Furniture),
        ("division", Reason::Furniture),
        ("quote", Reason::Furniture),
    ],
    dates: &[("date", "format")],
};
