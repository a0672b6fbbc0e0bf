//! The text of a Word document, element by element.

use quick_xml::events::BytesStart;

use super::styles::{WordStyles, is_on};
use crate::read::format::paper::{Paragraph, Rank, Writer};
use crate::read::kit::elements::{XmlPiece, value};

/// The document as far as it has been read.
pub struct Body<'a> {
    styles: &'a WordStyles,
    writer: Writer,
    depth: usize,
    /// The depth of an element whose content is no part of the text, and whether it is counted.
    skipped: Option<(usize, bool)>,
    /// The style of the paragraph that is open.
    style: Option<String>,
    in_properties: bool,
    in_text: bool,
    bold: bool,
    hidden: bool,
    /// The paragraph's end was deleted: the next one goes on with it.
    goes_on: bool,
    row_deleted: bool,
    cell_goes_on: bool,
}

impl<'a> Body<'a> {
    /// Nothing read yet.
    pub fn new(styles: &'a WordStyles) -> Self {
        Body {
            styles,
            writer: Writer::default(),
            depth: 0,
            skipped: None,
            style: None,
            in_properties: false,
            in_text: false,
            bold: false,
            hidden: false,
            goes_on: false,
            row_deleted: false,
            cell_goes_on: false,
        }
    }

    /// Takes the next piece of the XML.
    pub fn take(&mut self, piece: XmlPiece) {
        match piece {
            XmlPiece::Start(name, element) => {
                if self.skipped.is_none() {
                    self.start(name, element);
                } else {
                    self.in_text = name == "t";
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
                self.in_text = false;
            }
            XmlPiece::Text(text) if self.in_text => match self.skipped {
                None if self.hidden => self.writer.aside(text),
                None => self.writer.open.push(text, self.bold),
                Some((_, true)) => self.writer.aside(text),
                Some(_) => {}
            },
            XmlPiece::Text(_) => {}
        }
    }

    fn start(&mut self, name: &str, element: &BytesStart) {
        match name {
            // what the properties were before
            _ if name.ends_with("PrChange") => self.skipped = Some((self.depth, false)),
            // what was deleted or moved away, and what is there for programs that cannot show something else
            "del" | "moveFrom" | "Fallback" if !self.in_properties => self.skipped = Some((self.depth, false)),
            "txbxContent" => self.skipped = Some((self.depth, true)),
            "del" if self.writer.in_table() && self.style.is_none() => self.row_deleted = true,
            "del" => self.goes_on = true,
            "p" => self.paragraph(),
            "pPr" | "trPr" | "tcPr" | "tblPr" | "sectPr" => self.in_properties = true,
            "pStyle" => self.paragraph_style(value(element, "val").unwrap_or_default()),
            "r" => {
                let style = self.style.as_deref().unwrap_or_default();
                self.bold = self.styles.is_bold(style).unwrap_or(false);
                self.hidden = self.styles.is_hidden(style);
            }
            "rStyle" if !self.in_properties => {
                let id = value(element, "val").unwrap_or_default();
                self.bold = self.styles.is_bold(&id).unwrap_or(self.bold);
                self.hidden |= self.styles.is_hidden(&id);
            }
            "b" if !self.in_properties => self.bold = is_on(value(element, "val")),
            "vanish" if !self.in_properties => self.hidden = is_on(value(element, "val")),
            "t" => self.in_text = true,
            "tab" | "ptab" if !self.in_properties => self.writer.open.push("\t", self.bold),
            "br" if value(element, "type").is_none_or(|kind| kind == "textWrapping") => self.line_break(),
            "cr" => self.line_break(),
            "noBreakHyphen" => self.writer.open.push("-", self.bold),
            "tbl" => self.writer.start_table(),
            "vMerge" => self.cell_goes_on = value(element, "val").is_none_or(|kind| kind == "continue"),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "pPr" | "trPr" | "tcPr" | "tblPr" | "sectPr" => self.in_properties = false,
            "p" if !std::mem::take(&mut self.goes_on) => {
                self.writer.end_paragraph();
                self.style = None;
            }
            "tc" => self.writer.end_cell(std::mem::take(&mut self.cell_goes_on)),
            "tr" => self.writer.end_row(std::mem::take(&mut self.row_deleted)),
            "tbl" => self.writer.end_table(),
            _ => {}
        }
    }

    /// A paragraph begins, or goes on with one whose end was deleted.
    fn paragraph(&mut self) {
        if self.writer.open.runs.is_empty() {
            self.writer.open = Paragraph::default();
        }
        self.style = Some(String::new());
    }

    fn paragraph_style(&mut self, id: String) {
        if self.writer.open.rank == Rank::Text {
            self.writer.open.rank = self.styles.rank(&id);
        }
        self.style = Some(id);
    }

    fn line_break(&mut self) {
        self.writer.open.push("\n", self.bold);
    }

    /// What was read.
    pub fn finish(self) -> Writer {
        self.writer
    }
}
