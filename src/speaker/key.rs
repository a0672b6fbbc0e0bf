//! Who is who in a whole run.

use crate::speaker::resolved::{Resolved, Scope};

/// A speaker of a run: whom a row of the speaker tables is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SpeakerKey {
    /// The name, or the label as printed.
    pub speaker: String,
    /// For a label such as SPEAKER_00, the document it is known in; it names nobody outside.
    pub document: Option<String>,
}

impl SpeakerKey {
    /// The key of a turn's speaker; none for a role word such as "Question", which names a kind of turn.
    pub fn of(speaker: &Resolved, document: &str) -> Option<Self> {
        let document = match speaker.scope {
            Scope::Person => None,
            Scope::Label => Some(document.to_owned()),
            Scope::Role => return None,
        };
        Some(SpeakerKey { speaker: speaker.speaker.clone(), document })
    }
}
