//! Word documents, as they stand once every tracked change is accepted: deleted and hidden text is gone, comments are
//! none of it. Footnotes, boxes, and what is printed on every page are set aside.

mod body;
mod styles;

use crate::error::{Error, Result};
use crate::read::format::paper;
use crate::read::kit::elements::{XmlPiece, value, walk};
use crate::read::kit::package::{Package, has_part};
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::Transcript;
use body::Body;
use styles::WordStyles;

/// The row of Word documents.
pub const FORMAT: Format = Format {
    name: "docx",
    about: "Word",
    signs: &[(Sign::Signature, |file| has_part(file.bytes, "word/"))],
    read,
    frame: ["PK\u{3}\u{4}word/document.xml ", ""],
};

/// Where the text is, unless the document says otherwise.
const MAIN: &str = "word/document.xml";

fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let mut package = Package::open(source)?;
    let main = main_part(source, &mut package)?;
    let Some(xml) = package.text(&main)? else {
        let reason = "a Word document without its text; save it anew".to_owned();
        return Err(Error::Malformed { path: source.path.to_path_buf(), line: None, reason });
    };
    let styles = match package.text("word/styles.xml")? {
        Some(xml) => WordStyles::of(source.path, &xml)?,
        None => WordStyles::default(),
    };
    let mut body = Body::new(&styles);
    walk(source.path, &xml, |piece| body.take(piece))?;
    let mut writer = body.finish();
    let beside = ["word/header", "word/footer", "word/footnotes", "word/endnotes"];
    for name in package.names().iter().filter(|name| beside.iter().any(|start| name.starts_with(start))) {
        let Some(xml) = package.text(name)? else { continue };
        let mut in_text = false;
        walk(source.path, &xml, |piece| match piece {
            XmlPiece::Start(name, _) => in_text = name == "t",
            XmlPiece::End(_) => in_text = false,
            XmlPiece::Text(text) if in_text => writer.aside(text),
            XmlPiece::Text(_) => {}
        })?;
    }
    paper::read(writer.finish(), source)
}

/// The part that holds the text, by the list of what the document is made of.
fn main_part(source: &SourceText, package: &mut Package) -> Result<String> {
    let mut main = None;
    if let Some(xml) = package.text("_rels/.rels")? {
        walk(source.path, &xml, |piece| {
            if let XmlPiece::Start("Relationship", element) = piece
                && value(element, "Type").is_some_and(|kind| kind.ends_with("/officeDocument"))
            {
                main = main.take().or_else(|| value(element, "Target"));
            }
        })?;
    }
    Ok(main.unwrap_or_else(|| MAIN.to_owned()))
}
