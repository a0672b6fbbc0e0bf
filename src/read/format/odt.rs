//! OpenDocument texts (LibreOffice, Google Docs), packed or as one file of XML, as they stand once every tracked change is accepted. Footnotes, boxes
//! and tables of contents are set aside, comments are none of the text.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use crate::error::{Error, Result};
use crate::read::format::paper::{self, Rank, Writer};
use crate::read::kit::elements::{XmlPiece, value, walk};
use crate::read::kit::package::{Package, has_mimetype, is_flat};
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::Transcript;

/// The row of OpenDocument texts.
pub const FORMAT: Format = Format {
    name: "odt",
    about: "OpenDocument",
    signs: &[(Sign::Signature, |file| {
        has_mimetype(file.bytes, "application/vnd.oasis.opendocument.text") || is_flat(file, "text")
    })],
    read,
    frame: ["PK\u{3}\u{4}mimetypeapplication/vnd.oasis.opendocument.text ", ""],
};

/// A style is based on at most so many others.
const MOST_BASES: usize = 20;
/// Spaces that one element stands for.
const MOST_SPACES: usize = 1000;

fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    if is_flat(source, "text") {
        return content(source, source.text, OdtStyles::default());
    }
    let mut package = Package::open(source)?;
    let Some(xml) = package.text("content.xml")? else {
        let reason = "a document without its text; save it anew".to_owned();
        return Err(Error::Malformed { path: source.path.to_path_buf(), line: None, reason });
    };
    let mut styles = OdtStyles::default();
    if let Some(xml) = package.text("styles.xml")? {
        walk(source.path, &xml, |piece| styles.take(&piece))?;
    }
    content(source, &xml, styles)
}

/// Reads the XML that holds the text, with the styles that stand elsewhere.
fn content(source: &SourceText, xml: &str, styles: OdtStyles) -> Result<Vec<Transcript>> {
    let mut content = OdtContent { styles, ..OdtContent::default() };
    walk(source.path, xml, |piece| content.take(piece))?;
    paper::read(content.writer.finish(), source)
}

/// What styles say: the one they are based on, and whether their text is bold.
#[derive(Debug, Default)]
struct OdtStyles {
    known: BTreeMap<String, (Option<String>, Option<bool>)>,
    open: String,
}

impl OdtStyles {
    fn take(&mut self, piece: &XmlPiece) {
        match piece {
            XmlPiece::Start("style", element) => {
                self.open = value(element, "name").unwrap_or_default();
                self.known.insert(self.open.clone(), (value(element, "parent-style-name"), None));
            }
            XmlPiece::Start("text-properties", element) => {
                if let (Some(style), Some(weight)) = (self.known.get_mut(&self.open), value(element, "font-weight")) {
                    style.1 = Some(matches!(weight.as_str(), "bold" | "600" | "700" | "800" | "900"));
                }
            }
            _ => {}
        }
    }

    fn chain<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let base = |name: &&'a str| self.known.get(*name).and_then(|style| style.0.as_deref());
        std::iter::successors(Some(name), base).take(MOST_BASES)
    }

    fn is_bold(&self, name: &str) -> Option<bool> {
        self.chain(name).find_map(|name| self.known.get(name).and_then(|style| style.1))
    }

    fn is_title(&self, name: &str) -> bool {
        self.chain(name).any(|name| name == "Title")
    }
}

/// The text as far as it has been read.
#[derive(Debug, Default)]
struct OdtContent {
    styles: OdtStyles,
    writer: Writer,
    depth: usize,
    /// The depth of an element whose content is no part of the text, and whether it is counted.
    skipped: Option<(usize, bool)>,
    /// Whether each open paragraph and span is bold.
    bold: Vec<bool>,
    paragraphs: usize,
}

impl OdtContent {
    fn take(&mut self, piece: XmlPiece) {
        match piece {
            XmlPiece::Start(name, element) => {
                if self.skipped.is_none() {
                    self.styles.take(&XmlPiece::Start(name, element));
                    self.start(name, element);
                }
                self.depth += 1;
            }
            XmlPiece::End(name) => {
                self.depth -= 1;
                match self.skipped {
                    Some((depth, _)) if depth == self.depth => self.skipped = None,
                    Some(_) => {}
                    None => self.end(name),
                }
            }
            XmlPiece::Text(text) => match self.skipped {
                Some((_, true)) => self.writer.aside(text),
                None if self.paragraphs > 0 => self.text(text),
                _ => {}
            },
        }
    }

    /// White space is one space, as in HTML.
    fn text(&mut self, text: &str) {
        let bold = self.bold.last().copied().unwrap_or(false);
        let mut space = self.writer.open.runs.last().is_none_or(|(run, _)| run.ends_with([' ', '\n', '\t']));
        let mut kept = String::with_capacity(text.len());
        for c in text.chars() {
            let blank = matches!(c, ' ' | '\t' | '\n' | '\r');
            if !(blank && space) {
                kept.push(if blank { ' ' } else { c });
            }
            space = blank;
        }
        self.writer.open.push(&kept, bold);
    }

    fn start(&mut self, name: &str, element: &BytesStart) {
        let bold = self.bold.last().copied().unwrap_or(false);
        match name {
            "tracked-changes" | "annotation" | "forms" | "master-styles" | "meta" | "settings" | "scripts" => {
                self.skipped = Some((self.depth, false))
            }
            "note" | "text-box" | "table-of-content" | "illustration-index" | "hidden-text" | "hidden-paragraph" => {
                self.skipped = Some((self.depth, true));
            }
            "p" | "h" => {
                let style = value(element, "style-name").unwrap_or_default();
                if name == "h" {
                    self.writer.open.rank = Rank::Heading;
                } else if self.styles.is_title(&style) {
                    self.writer.open.rank = Rank::Title;
                }
                self.bold.push(self.styles.is_bold(&style).unwrap_or(false));
                self.paragraphs += 1;
            }
            "span" | "a" => {
                let style = value(element, "style-name").unwrap_or_default();
                self.bold.push(self.styles.is_bold(&style).unwrap_or(bold));
            }
            "tab" => self.writer.open.push("\t", bold),
            "line-break" => self.writer.open.push("\n", bold),
            "s" => {
                let spaces = value(element, "c").and_then(|count| count.parse().ok()).unwrap_or(1);
                self.writer.open.push(&" ".repeat(spaces.min(MOST_SPACES)), bold);
            }
            "table" => self.writer.start_table(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" | "h" => {
                self.bold.pop();
                self.paragraphs = self.paragraphs.saturating_sub(1);
                self.writer.end_paragraph();
            }
            "span" | "a" => {
                self.bold.pop();
            }
            "table-cell" => self.writer.end_cell(false),
            "covered-table-cell" => self.writer.end_cell(true),
            "table-row" => self.writer.end_row(false),
            "table" => self.writer.end_table(),
            _ => {}
        }
    }
}
