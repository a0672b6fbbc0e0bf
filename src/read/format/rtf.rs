//! Rich Text (WordPad, TextEdit, Word): control words are obeyed as far as they concern what is said and what is bold.
//! Deleted and hidden text is left out; footnotes and what is printed on every page are set aside.

mod codes;
mod state;

use crate::error::{Error, Result};
use crate::read::format::paper;
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::Transcript;
use codes::{Code, Codes};
use state::RtfState;

/// The row of Rich Text.
pub const FORMAT: Format = Format {
    name: "rtf",
    about: "Rich Text",
    signs: &[(Sign::Signature, |file| file.bytes.starts_with(b"{\\rtf"))],
    read,
    frame: ["{\\rtf1\\ansi {\\b Lena Orsol:} ", "\\par}"],
};

fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let mut state = RtfState::default();
    for code in Codes::new(source.bytes) {
        if let Code::TooDeep = code {
            let reason = "groups nested too deep for a document".to_owned();
            return Err(Error::Malformed { path: source.path.to_path_buf(), line: None, reason });
        }
        state.take(code);
    }
    paper::read(state.finish(), source)
}
