//! XML of no standard that has an element for each speech, and a usual word for who speaks: the debates that parliaments
//! publish in a form of their own.

use quick_xml::events::Event;
use quick_xml::reader::Reader;

use crate::error::{Error, Result};
use crate::read::kit::speeches::{self, Dialect};
use crate::read::kit::xml::{attribute, first_tag, local_name};
use crate::read::kit::{stage, web};
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::{Reason, Transcript};

/// The row of XML with speeches.
pub const FORMAT: Format = Format {
    name: "debate",
    about: "XML with an element for each speech",
    signs: &[(Sign::Marks, has_speeches)],
    read,
    frame: ["<debates><speech speaker=\"Lena Orsol\"><p>", "</p></speech></debates>"],
};

/// How far into a file a named speech is looked for, in bytes.
const LOOK: usize = 1 << 16;

const DIALECT: Dialect = Dialect {
    speeches: &[
        "speech",
        "intervention",
        "contribution",
        "turn",
        "utterance",
        "statement",
        "anforande",
        "rede",
        "talk",
        "innlegg",
        "hovedinnlegg",
        "replikk",
        "indlaeg",
        "puheenvuoro",
        "question",
        "answer",
        "interjection",
        "interruption",
        "post",
    ],
    named_by: &["speakername", "speaker_name", "speaker", "talare", "who", "by", "name", "member", "person", "author"],
    speakers: &[
        "speaker",
        "speakername",
        "speaker_name",
        "from",
        "member",
        "talker",
        "personspeaking",
        "talare",
        "redner",
        "taler",
        "orator",
        "orador",
        "orateur",
        "navn",
        "name",
        "who",
        "author",
    ],
    people: &[
        ("speaker", "id", "name"),
        ("person", "id", "name"),
        ("participant", "id", "name"),
        ("member", "id", "name"),
    ],
    paragraphs: &[
        "p",
        "para",
        "paratext",
        "paragraph",
        "text",
        "content",
        "body",
        "l",
        "li",
        "td",
        "anforandetext",
        "seg",
        "s",
        "membercontribution",
        "words",
        "sentence",
        "message",
        "said",
        "spoken",
    ],
    outside: None,
    asides: &[
        ("heading", Reason::Lead),
        ("title", Reason::Lead),
        ("subheading", Reason::Lead),
        ("num", Reason::Furniture),
        ("time", Reason::Furniture),
        ("timestamp", Reason::Furniture),
        ("date", Reason::Furniture),
        ("stage", Reason::StageDirection),
        ("kommentar", Reason::StageDirection),
        ("note", Reason::StageDirection),
        ("remark", Reason::StageDirection),
        ("event", Reason::StageDirection),
        ("division", Reason::Furniture),
        ("footnote", Reason::Furniture),
    ],
    dates: &[("debates", "date"), ("debate", "date"), ("hansard", "date"), ("sitting", "date"), ("meeting", "date")],
};

fn has_speeches(text: &SourceText) -> bool {
    first_tag(text.start).is_some_and(|tag| !web::is_element(&local_name(tag).to_lowercase()))
        && names_a_speaker(text.start)
}

/// Whether the beginning of a file has a speech with a name.
fn names_a_speaker(start: &str) -> bool {
    let mut reader = Reader::from_str(stage::prefix(start, LOOK));
    reader.config_mut().expand_empty_elements = true;
    let mut speech = None;
    let mut depth = 0usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                let name = element.local_name().as_ref().to_lowercase();
                let stated = |by: &&str| matches!(attribute(&element, by), Ok(Some(name)) if !name.trim().is_empty());
                if DIALECT.speeches.contains(&name.as_str()) {
                    speech = Some(depth);
                    if DIALECT.named_by.iter().any(stated) {
                        return true;
                    }
                } else if speech.is_some() && DIALECT.speakers.contains(&name.as_str()) {
                    return true;
                }
                depth += 1;
            }
            Ok(Event::End(_)) => {
                depth = depth.saturating_sub(1);
                speech = speech.filter(|at| *at < depth);
            }
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// Reads the speeches. Errors: those of the XML, and `Malformed` where speakers are named and nothing is said.
fn read(text: &SourceText) -> Result<Vec<Transcript>> {
    let transcript = speeches::read(text, &DIALECT)?;
    if transcript.turns.is_empty() && transcript.set_aside_for(Reason::Furniture) > 0 {
        let reason = "XML with speeches, but where their words stand is not known".to_owned();
        return Err(Error::Malformed { path: text.path.to_path_buf(), line: None, reason });
    }
    Ok(vec![transcript])
}
