//! What the elements of TEI mean.

use super::people::PersonPart;
use crate::transcript::Reason;

/// What an element means to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Document,
    Header,
    Text,
    Utterance,
    /// What a person of a play says.
    Part,
    Paragraph,
    Sentence,
    Token,
    Aside(Reason),
    Title,
    TitleStatement,
    Setting,
    Source,
    Date,
    /// Of a list of persons.
    People(PersonPart),
    Other,
}

impl Role {
    /// The meaning of an element by its local name; `is_speaker` says that it is marked as a speaker's name.
    pub fn of(name: &str, is_speaker: bool) -> Self {
        match name {
            "TEI" | "TEI.2" => Role::Document,
            "teiHeader" => Role::Header,
            "text" => Role::Text,
            "u" => Role::Utterance,
            "sp" => Role::Part,
            "seg" | "p" | "ab" | "l" => Role::Paragraph,
            "s" => Role::Sentence,
            "w" | "pc" => Role::Token,
            "note" | "speaker" if is_speaker => Role::Aside(Reason::Header),
            "note" | "kinesic" | "vocal" | "incident" | "gap" | "stage" | "desc" | "pause" | "writing" => {
                Role::Aside(Reason::StageDirection)
            }
            "head" | "docTitle" => Role::Aside(Reason::Lead),
            "fw" | "figure" | "linkGrp" | "back" | "front" => Role::Aside(Reason::Furniture),
            "title" => Role::Title,
            "titleStmt" => Role::TitleStatement,
            "setting" => Role::Setting,
            "sourceDesc" => Role::Source,
            "date" => Role::Date,
            _ => PersonPart::of(name).map_or(Role::Other, Role::People),
        }
    }
}
