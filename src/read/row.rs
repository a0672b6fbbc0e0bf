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

/// A file, as formats are told by it and read it. What is no text, such as a document of a word processor, is told by its
/// bytes before anything is decoded: then there is no text.
#[derive(Debug, Clone, Copy)]
pub struct SourceText<'a> {
    /// Names it in errors; its ending decides nothing but whether a doubtful text is a table.
    pub path: &'a Path,
    /// The file as it is; of a decoded one the text's own bytes.
    pub bytes: &'a [u8],
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
        SourceText { path, bytes: text.as_bytes(), text, start, options }
    }

    /// A file that has not been decoded.
    pub fn undecoded(path: &'a Path, bytes: &'a [u8], options: &'a Options) -> Self {
        SourceText { path, bytes, text: "", start: "", options }
    }

    /// Another text of the same file: what a reader made of it, to be read further.
    pub fn holding(&self, text: &'a str) -> Self {
        SourceText::new(self.path, text, self.options)
    }
}
