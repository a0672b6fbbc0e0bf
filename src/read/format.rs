//! The formats, one file and one line each. To add one, write its file, name it here, and put a sample into
//! `data/sample`: telling formats apart, documents.csv, README's table and fuzzing go over this list, and a test proves
//! that.

mod akoma;
mod convokit;
mod csv;
mod debate;
mod docx;
mod elan;
mod epub;
mod europarl;
mod exmaralda;
mod hansard;
mod html;
mod json;
mod jsonl;
mod ods;
mod odt;
mod paper;
mod parquet;
mod pdf;
mod publicwhip;
mod rtf;
mod sbv;
mod sheets;
mod srt;
mod tei;
mod text;
mod transcriber;
mod ttml;
mod vtt;
mod whisperx;
mod xlsx;

use super::row::Format;
#[cfg(feature = "cli")]
use super::row::SourceText;
#[cfg(feature = "cli")]
use crate::error::Result;
#[cfg(feature = "cli")]
pub use sheets::Sheet;

/// Every format that is read. The order is that of the documentation; what a text is does not depend on it.
pub const FORMATS: &[Format] = &[
    text::FORMAT,
    html::FORMAT,
    csv::FORMAT,
    jsonl::FORMAT,
    vtt::FORMAT,
    srt::FORMAT,
    sbv::FORMAT,
    ttml::FORMAT,
    whisperx::FORMAT,
    json::FORMAT,
    convokit::FORMAT,
    tei::FORMAT,
    publicwhip::FORMAT,
    akoma::FORMAT,
    hansard::FORMAT,
    europarl::FORMAT,
    debate::FORMAT,
    elan::FORMAT,
    exmaralda::FORMAT,
    transcriber::FORMAT,
    docx::FORMAT,
    odt::FORMAT,
    xlsx::FORMAT,
    ods::FORMAT,
    parquet::FORMAT,
    rtf::FORMAT,
    pdf::FORMAT,
    epub::FORMAT,
];

/// Their names, as a sentence lists them: "text, html or tei".
pub fn names(formats: &[Format]) -> String {
    let names: Vec<&str> = formats.iter().map(|format| format.name).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// The sheets of a workbook with their cells as they are stored, by the bytes of a file; none for another file.
///
/// # Errors
/// `Malformed` for a damaged workbook, `TooLarge` for one that passes the limits.
#[cfg(feature = "cli")]
pub fn workbook(file: &SourceText) -> Result<Option<Vec<Sheet>>> {
    let is = |format: &Format| format.signs.iter().any(|(_, shows)| shows(file));
    if is(&xlsx::FORMAT) {
        xlsx::cells(file).map(Some)
    } else if is(&ods::FORMAT) {
        ods::cells(file).map(Some)
    } else {
        Ok(None)
    }
}
