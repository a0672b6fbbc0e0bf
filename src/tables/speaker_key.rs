//! The columns that say which speaker a row is about.

use crate::speaker::SpeakerKey;
use crate::table::{Cell, FilledColumn, text};

/// What the column `speaker` of every table of speakers means.
pub const SPEAKER: &str = "The speaker's name, or the label as printed";

/// The speaker, and the document of a label.
pub fn key_columns<R: 'static>(key: fn(&R) -> &SpeakerKey) -> [FilledColumn<R>; 2] {
    [
        (text("speaker", SPEAKER), Box::new(move |r| Cell::text(&key(r).speaker))),
        (
            text("document", "Only for a label such as SPEAKER_00: the document in which it names somebody")
                .or_missing("the name holds in every document"),
            Box::new(move |r| Cell::text_or_missing(key(r).document.as_deref())),
        ),
    ]
}
