//! The XML of documents, element by element: local names, text with its references resolved, and nothing of a DTD.

use std::path::Path;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::xml;
use crate::error::Result;

/// Elements nested deeper than this are no document.
const DEEPEST: usize = 512;

/// A piece of XML.
pub enum XmlPiece<'a> {
    /// An element begins: its local name and its attributes.
    Start(&'a str, &'a BytesStart<'a>),
    /// An element ends.
    End(&'a str),
    /// Text.
    Text(&'a str),
}

/// Hands every piece of the XML to `take`, in order.
///
/// # Errors
/// `Malformed` for XML that is not well-formed, is nested too deep, ends too early, or needs a DTD.
pub fn walk(path: &Path, text: &str, mut take: impl FnMut(XmlPiece)) -> Result<()> {
    let mut depth = 0;
    xml::walk(path, text, |event| {
        match event {
            Event::Start(element) | Event::Empty(element) if depth < DEEPEST => {
                depth += 1;
                take(XmlPiece::Start(element.local_name().as_ref(), element));
            }
            Event::Start(_) | Event::Empty(_) => return Err(format!("elements nested over {DEEPEST} deep")),
            Event::End(element) => {
                depth -= 1;
                take(XmlPiece::End(element.local_name().as_ref()));
            }
            Event::Text(text) => take(XmlPiece::Text(&text.xml_content(XmlVersion::Implicit1_0))),
            Event::CData(text) => take(XmlPiece::Text(&text.xml_content(XmlVersion::Implicit1_0))),
            Event::GeneralRef(reference) => take(XmlPiece::Text(&xml::referred(reference)?)),
            Event::Eof if depth > 0 => return Err("the XML ends too early".to_owned()),
            Event::Eof | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
        Ok(())
    })
}

/// An attribute's value by its local name; one that cannot be read is none.
pub fn value(element: &BytesStart, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let found = attributes.with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}
