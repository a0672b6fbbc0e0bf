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
