//! Akoma Ntoso, the XML of parliaments (OASIS LegalDocML): speeches, questions and answers with the speaker in `from` and
//! in `by`, which refers to a list of persons.

use crate::read::kit::speeches::{self, Dialect};
use crate::read::kit::xml;
use crate::read::row::{Format, Sign};
use crate::transcript::Reason;

/// The row of Akoma Ntoso.
pub const FORMAT: Format = Format {
    name: "akoma",
    about: "Akoma Ntoso debates",
    signs: &[(Sign::Signature, |text| {
        xml::first_tag(text.start).is_some_and(|tag| xml::local_name(tag) == "akomaNtoso")
    })],
    read: |text| Ok(vec![speeches::read(text, &DIALECT)?]),
    frame: [
        "<akomaNtoso><debate><debateBody><speech by=\"#orsol\"><from>Lena Orsol</from><p>",
        "</p></speech></debateBody></debate></akomaNtoso>",
    ],
};

const DIALECT: Dialect = Dialect {
    speeches: &["speech", "question", "answer"],
    named_by: &["by"],
    speakers: &["from"],
    people: &[
        ("tlcperson", "eId", "showAs"),
        ("tlcperson", "id", "showAs"),
        ("tlcorganization", "eId", "showAs"),
        ("tlcorganization", "id", "showAs"),
    ],
    paragraphs: &["p", "block", "li", "td", "th"],
    outside: None,
    asides: &[
        ("heading", Reason::Lead),
        ("subheading", Reason::Lead),
        ("num", Reason::Lead),
        ("narrative", Reason::StageDirection),
        ("scene", Reason::StageDirection),
        ("summary", Reason::Lead),
        ("recordedtime", Reason::Furniture),
        ("remark", Reason::StageDirection),
        ("authorialnote", Reason::Furniture),
        ("rollcall", Reason::Lead),
        ("prayers", Reason::Lead),
    ],
    dates: &[("frbrdate", "date")],
};
