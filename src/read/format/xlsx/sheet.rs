//! The cells of a sheet.

use quick_xml::events::BytesStart;

use super::numbers::Numbers;
use crate::read::format::sheets::Sheet;
use crate::read::kit::elements::{XmlPiece, value};

/// What the text of a cell is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Stored {
    #[default]
    Number,
    /// The number of a string.
    Shared,
    Boolean,
    /// Text as it stands: of a formula, or of the cell.
    Text,
}

/// A sheet as far as it has been read.
pub struct SheetReader<'a> {
    sheet: Sheet,
    strings: &'a [String],
    numbers: &'a Numbers,
    row: usize,
    column: usize,
    stored: Stored,
    style: Option<usize>,
    text: String,
    in_text: bool,
}

impl<'a> SheetReader<'a> {
    /// A sheet of a workbook with these strings and styles.
    pub fn new(sheet: Sheet, strings: &'a [String], numbers: &'a Numbers) -> Self {
        let (text, style) = (String::new(), None);
        let (row, column, stored) = (0, 0, Stored::default());
        SheetReader { sheet, strings, numbers, row, column, stored, style, text, in_text: false }
    }

    /// Takes the next piece of the XML.
    pub fn take(&mut self, piece: XmlPiece) {
        match piece {
            XmlPiece::Start(name, element) => self.start(name, element),
            XmlPiece::End("v" | "t") => self.in_text = false,
            XmlPiece::End("c") => self.end_cell(),
            XmlPiece::Text(text) if self.in_text => self.text.push_str(text),
            XmlPiece::End(_) | XmlPiece::Text(_) => {}
        }
    }

    fn start(&mut self, name: &str, element: &BytesStart) {
        match name {
            "row" => {
                let stated = value(element, "r").and_then(|row| row.parse().ok());
                self.row = stated.unwrap_or(self.row + 1);
                self.column = 0;
            }
            "c" => {
                let stated = value(element, "r").and_then(|place| place_of(&place));
                self.column = stated.map_or(self.column, |(column, _)| column);
                self.style = value(element, "s").and_then(|style| style.parse().ok());
                self.text.clear();
                self.stored = match value(element, "t").as_deref() {
                    Some("s") => Stored::Shared,
                    Some("b") => Stored::Boolean,
                    Some("n") | None => Stored::Number,
                    Some(_) => Stored::Text,
                };
            }
            "v" | "t" => self.in_text = true,
            "mergeCell" => {
                let range = value(element, "ref").unwrap_or_default();
                let ends = range.split_once(':').and_then(|(a, b)| Some((place_of(a)?, place_of(b)?)));
                if let Some(((column, first), (_, last))) = ends
                    && last > first
                {
                    self.sheet.merged.push((first, column, last - first + 1));
                }
            }
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let text = std::mem::take(&mut self.text);
        let shown = match self.stored {
            Stored::Number => self.numbers.shown(&text, self.style),
            Stored::Shared => {
                let number = text.trim().parse::<usize>().ok();
                number.and_then(|number| self.strings.get(number)).cloned().unwrap_or_default()
            }
            Stored::Boolean => if text.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            Stored::Text => plain(&text),
        };
        self.sheet.set(self.row, self.column, shown);
        self.column += 1;
    }

    /// The sheet.
    pub fn finish(self) -> Sheet {
        self.sheet
    }
}

/// The column, from 0, and the row, from 1, of "B12".
fn place_of(place: &str) -> Option<(usize, usize)> {
    let place = place.replace('$', "");
    let letters = place.chars().take_while(char::is_ascii_alphabetic).take(4).count();
    let column = place[..letters]
        .bytes()
        .fold(0, |column, byte| column * 26 + usize::from(byte.to_ascii_uppercase() - b'A') + 1);
    Some((column.checked_sub(1)?, place[letters..].parse().ok()?))
}

/// Text without the escapes for line breaks of another system.
pub fn plain(text: &str) -> String {
    text.replace("_x000D_", "").replace("\r\n", "\n")
}
