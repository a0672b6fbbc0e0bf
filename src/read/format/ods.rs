//! OpenDocument spreadsheets, packed or as one file of XML: the cells' text as it is shown, dates as ISO 8601.

use quick_xml::events::BytesStart;

use crate::error::{Error, Result};
use crate::read::format::sheets::{self, MOST_COLUMNS, Sheet};
use crate::read::kit::elements::{XmlPiece, value, walk};
use crate::read::kit::package::{Package, has_mimetype, is_flat};
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::Transcript;

/// The row of OpenDocument spreadsheets.
pub const FORMAT: Format = Format {
    name: "ods",
    about: "OpenDocument sheets",
    signs: &[(Sign::Signature, |file| {
        has_mimetype(file.bytes, "application/vnd.oasis.opendocument.spreadsheet") || is_flat(file, "spreadsheet")
    })],
    read,
    frame: ["PK\u{3}\u{4}mimetypeapplication/vnd.oasis.opendocument.spreadsheet ", ""],
};

/// A row or cell that says something is repeated at most so often.
const MOST_REPEATED: usize = 100;

fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    sheets::read(cells(source)?, source)
}

/// The sheets with their cells.
///
/// # Errors
/// `Malformed` for a damaged workbook, `TooLarge` for one that passes the limits.
pub fn cells(source: &SourceText) -> Result<Vec<Sheet>> {
    let flat = is_flat(source, "spreadsheet").then(|| source.text.to_owned());
    let packed = || Package::open(source)?.text("content.xml");
    let Some(xml) = flat.map_or_else(packed, |xml| Ok(Some(xml)))? else {
        let reason = "a spreadsheet without its cells; save it anew".to_owned();
        return Err(Error::Malformed { path: source.path.to_path_buf(), line: None, reason });
    };
    let mut content = OdsContent::default();
    walk(source.path, &xml, |piece| content.take(piece))?;
    Ok(content.sheets)
}

/// The sheets as far as they have been read.
#[derive(Debug, Default)]
struct OdsContent {
    sheets: Vec<Sheet>,
    row: usize,
    /// How often the open row and the open cell are repeated.
    rows: usize,
    columns: usize,
    column: usize,
    /// The cell's text, and what it states besides.
    text: String,
    stated: Option<String>,
    cells: Vec<(usize, String)>,
    /// Whether a cell is open: what a validation says stands in paragraphs as well.
    cell: bool,
    /// Open paragraphs of a cell; comments count for none.
    paragraphs: usize,
    comments: usize,
}

impl OdsContent {
    fn take(&mut self, piece: XmlPiece) {
        match piece {
            XmlPiece::Start(name, element) => self.start(name, element),
            XmlPiece::End(name) => self.end(name),
            XmlPiece::Text(text) if self.paragraphs > 0 && self.comments == 0 => self.text.push_str(text),
            XmlPiece::Text(_) => {}
        }
    }

    fn start(&mut self, name: &str, element: &BytesStart) {
        let count = |name: &str| value(element, name).and_then(|n| n.parse::<usize>().ok()).unwrap_or(1).max(1);
        match name {
            "table" => {
                self.sheets.push(Sheet::new(value(element, "name").unwrap_or_default(), false));
                self.row = 0;
            }
            "table-row" => {
                self.rows = count("number-rows-repeated");
                self.column = 0;
            }
            "table-cell" | "covered-table-cell" => {
                self.columns = count("number-columns-repeated");
                self.cell = true;
                self.stated = value(element, "date-value").map(|date| date.chars().take(10).collect());
                let spanned = count("number-rows-spanned");
                if let Some(sheet) = self.sheets.last_mut().filter(|_| spanned > 1) {
                    sheet.merged.push((self.row, self.column, spanned));
                }
            }
            "annotation" => self.comments += 1,
            "p" if self.cell && self.comments == 0 => {
                if !self.text.is_empty() {
                    self.text.push('\n');
                }
                self.paragraphs += 1;
            }
            "s" | "tab" if self.cell && self.comments == 0 => self.text.push(' '),
            "line-break" if self.cell && self.comments == 0 => self.text.push('\n'),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "annotation" => self.comments = self.comments.saturating_sub(1),
            "p" if self.comments == 0 => self.paragraphs = self.paragraphs.saturating_sub(1),
            "table-cell" | "covered-table-cell" => {
                self.cell = false;
                let shown = std::mem::take(&mut self.text);
                let text = self.stated.take().unwrap_or(shown);
                let repeated = if text.trim().is_empty() { 0 } else { self.columns.min(MOST_REPEATED) };
                let places = (self.column..self.column.saturating_add(repeated)).take_while(|at| *at < MOST_COLUMNS);
                self.cells.extend(places.map(|at| (at, text.clone())));
                self.column = self.column.saturating_add(self.columns);
            }
            "table-row" => {
                let cells = std::mem::take(&mut self.cells);
                let repeated = if cells.is_empty() { 0 } else { self.rows.min(MOST_REPEATED) };
                for row in self.row..self.row.saturating_add(repeated) {
                    for (column, text) in &cells {
                        if let Some(sheet) = self.sheets.last_mut() {
                            sheet.set(row, *column, text.clone());
                        }
                    }
                }
                self.row = self.row.saturating_add(self.rows);
            }
            _ => {}
        }
    }
}
