//! What a format is: its row in the list of formats, the text that it is given, and how sure it can be of one.

use std::path::Path;

use super::options::Options;
use crate::error::Result;
use crate::transcript::Transcript;

/// A way to write transcripts down. Everything that is said of formats, and done for all of them, goes over the list of
/// these rows.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its name in the column `format` of `documents.csv`.
    pub name: &'static str,
    /// What it is, for people.
    pub about: &'static str,
    /// What it is told by. A test looks at the beginning of the text where that is enough, and is not asked where
    /// another format shows a surer sign.
    pub signs: &'static [(Sign, Shows)],
    /// Reads a text of this format; ids are keys of documents inside the file, empty where there is one document.
    pub read: fn(&SourceText) -> Result<Vec<Transcript>>,
    /// Two ends that make a file of this format of nearly any text between them, for tests with made-up texts.
    pub frame: [&'static str; 2],
}

/// Whether a text shows a sign.
pub type Shows = fn(&SourceText) -> bool;

/// How surely a text is of a format, by what it shows. The surest sign of all formats decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// There is none: it is taken for this where nothing else fits.
    Fallback,
    /// Marks somewhere in it.
    Hint,
    /// Its lines have the shape.
    Shape,
    /// It begins with marks that other formats use as well.
    Marks,
    /// It begins as nothing else does.
    Signature,
}

impl Sign {
    /// Every sign, the surest first.
    pub const SUREST_FIRST: [Sign; 5] = [Sign::Signature, Sign::Marks, Sign::Shape, Sign::Hint, Sign::Fallback];
}

/// A decoded file, as formats are told by it and read it.
#[derive(Debug, Clone, Copy)]
pub struct SourceText<'a> {
    /// Names it in errors; its ending decides nothing but whether a doubtful text is a table.
    pub path: &'a Path,
    /// All of it.
    pub text: &'a str,
    /// It without white space and byte order marks at the beginning.
    pub start: &'a str,
    /// How to read.
    pub options: &'a Options,
}

impl<'a> SourceText<'a> {
    /// A text with the path that names it in errors.
    pub fn new(path: &'a Path, text: &'a str, options: &'a Options) -> Self {
        let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        SourceText { path, text, start, options }
    }
}
