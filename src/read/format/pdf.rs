//! PDF files with text in them: what is printed, line by line and column by column, becomes paragraphs again, with what is bold in them. Running
//! heads, page and line numbers are set aside, words cut at the ends of lines are whole again. A scan, or a file whose
//! fonts do not say what their letters are, is refused.

mod encoding;
mod font;
mod furniture;
mod guard;
mod layout;
mod lines;
mod page;

use hayro_syntax::{LoadPdfError, Pdf};

use super::paper::{self, Paper};
use crate::error::{Error, Result};
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::Transcript;
use page::Interpreter;

/// The row of PDF files.
pub const FORMAT: Format = Format {
    name: "pdf",
    about: "PDF with text",
    signs: &[(Sign::Signature, |file| is_pdf(file.bytes))],
    read,
    frame: ["%PDF-1.4\n", "\n%%EOF"],
};

/// How far into a file its mark is looked for, in bytes.
const LOOK: usize = 1024;

/// Begins with the mark of a PDF, before which only white space and byte order marks stand.
fn is_pdf(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(LOOK)];
    let at = start.windows(5).position(|window| window == b"%PDF-");
    at.is_some_and(|at| start[..at].iter().all(|byte| byte.is_ascii_whitespace() || *byte >= 0x80))
}

fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let refused =
        |reason: &str| Error::Malformed { path: source.path.to_path_buf(), line: None, reason: reason.into() };
    guard::check(source)?;
    let pdf = Pdf::new(source.bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => refused("a PDF under a password; save it without one"),
        LoadPdfError::Invalid => refused("a damaged PDF; save it anew, or as text"),
    })?;
    let mut interpreter = Interpreter::new(&pdf);
    let mut pages = Vec::new();
    for page in pdf.pages().iter() {
        pages.push(interpreter.page(page).ok_or_else(|| refused("a PDF that draws more than any document"))?);
    }
    let unknown: usize = pages.iter().map(|page| page.unknown).sum();
    let known: usize = pages.iter().flat_map(|page| &page.glyphs).map(|glyph| glyph.text.chars().count()).sum();
    if known == 0 && unknown == 0 {
        return Err(refused("a PDF without text, such as a scan; run it through a program that recognises text (OCR)"));
    }
    if unknown > known {
        let reason = "a PDF whose fonts do not say what its letters are; copy its text into a text file, or use OCR";
        return Err(refused(reason));
    }
    let aside: usize = pages.iter().map(|page| page.aside).sum();
    let mut laid: Vec<Vec<lines::TextLine>> = pages.into_iter().map(|page| layout::lines_of(page.glyphs)).collect();
    let furniture = furniture::take_out(&mut laid);
    let mut printed = Paper { aside: aside + furniture, wrapped: true, ..Paper::default() };
    for paragraph in lines::paragraphs(&laid) {
        printed.add(&paragraph.text, paragraph.bold);
    }
    let mut transcripts = paper::read(printed, source)?;
    if let Some(first) = transcripts.first_mut().filter(|_| unknown > 0) {
        first.notes.push(format!("letters of the PDF that its fonts do not name, left out: {unknown}"));
    }
    Ok(transcripts)
}
