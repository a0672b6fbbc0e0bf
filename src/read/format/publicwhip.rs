//! The debates of TheyWorkForYou and its kin (parlparse, OpenAustralia): `speech` elements with the speaker's name.

use crate::read::kit::speeches::{self, Dialect};
use crate::read::kit::xml;
use crate::read::row::{Format, Sign};
use crate::transcript::Reason;

/// The row of publicwhip's XML.
pub const FORMAT: Format = Format {
    name: "publicwhip",
    about: "XML of TheyWorkForYou (publicwhip)",
    signs: &[(Sign::Signature, |text| {
        xml::first_tag(text.start).is_some_and(|tag| xml::local_name(tag) == "publicwhip")
    })],
    read: |text| Ok(vec![speeches::read(text, &DIALECT)?]),
    frame: ["<publicwhip><speech speakername=\"Lena Orsol\"><p>", "</p></speech></publicwhip>"],
};

const DIALECT: Dialect = Dialect {
    speeches: &["speech", "ques", "reply"],
    named_by: &["speakername", "speaker"],
    speakers: &[],
    people: &[],
    paragraphs: &["p", "li", "td", "th", "blockquote"],
    outside: None,
    asides: &[
        ("major-heading", Reason::Lead),
        ("minor-heading", Reason::Lead),
        ("oral-heading", Reason::Lead),
        ("division", Reason::Furniture),
        ("divisioncount", Reason::Furniture),
        ("mplist", Reason::Furniture),
        ("gidredirect", Reason::Furniture),
    ],
    // "uk.org.publicwhip/debate/2024-01-23.1.1"
    dates: &[("speech", "id"), ("major-heading", "id"), ("ques", "id")],
};
