//! Workbooks of Excel, as LibreOffice, Google and others write them too: the cells as they are stored, dates as ISO 8601.

mod numbers;
mod sheet;

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::read::format::sheets::{self, Sheet};
use crate::read::kit::elements::{XmlPiece, value, walk};
use crate::read::kit::package::{Package, has_part};
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::Transcript;
use numbers::Numbers;
use sheet::SheetReader;

/// The row of workbooks of Excel.
pub const FORMAT: Format = Format {
    name: "xlsx",
    about: "Excel",
    signs: &[(Sign::Signature, |file| has_part(file.bytes, "xl/workbook.xml"))],
    read,
    frame: ["PK\u{3}\u{4}xl/workbook.xml ", ""],
};

fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    sheets::read(cells(source)?, source)
}

/// The sheets with their cells.
///
/// # Errors
/// `Malformed` for a damaged workbook, `TooLarge` for one that passes the limits.
pub fn cells(source: &SourceText) -> Result<Vec<Sheet>> {
    let mut package = Package::open(source)?;
    let strings = strings(source, &mut package)?;
    let Workbook { listed, dates_from_1904 } = workbook(source, &mut package)?;
    let numbers = Numbers::of(source.path, package.text("xl/styles.xml")?.as_deref(), dates_from_1904)?;
    let mut all = Vec::new();
    for (sheet, part) in listed {
        let Some(xml) = package.text(&part)? else { continue };
        let mut reader = SheetReader::new(sheet, &strings, &numbers);
        walk(source.path, &xml, |piece| reader.take(piece))?;
        all.push(reader.finish());
    }
    Ok(all)
}

/// What the workbook says of its sheets.
struct Workbook {
    /// The sheets without their cells, and the parts where these are.
    listed: Vec<(Sheet, String)>,
    dates_from_1904: bool,
}

/// Errors: `Malformed` for a workbook without a list of sheets.
fn workbook(source: &SourceText, package: &mut Package) -> Result<Workbook> {
    let mut parts: BTreeMap<String, String> = BTreeMap::new();
    if let Some(xml) = package.text("xl/_rels/workbook.xml.rels")? {
        walk(source.path, &xml, |piece| {
            if let XmlPiece::Start("Relationship", element) = piece
                && let (Some(id), Some(target)) = (value(element, "Id"), value(element, "Target"))
            {
                let part = if target.starts_with('/') { target } else { format!("xl/{target}") };
                parts.insert(id, part);
            }
        })?;
    }
    let Some(xml) = package.text("xl/workbook.xml")? else {
        let reason = "a workbook without its list of sheets; save it anew".to_owned();
        return Err(Error::Malformed { path: source.path.to_path_buf(), line: None, reason });
    };
    let mut book = Workbook { listed: Vec::new(), dates_from_1904: false };
    walk(source.path, &xml, |piece| match piece {
        XmlPiece::Start("workbookPr", element) => {
            book.dates_from_1904 = value(element, "date1904").is_some_and(|on| on == "1" || on == "true");
        }
        XmlPiece::Start("sheet", element) => {
            let hidden = value(element, "state").is_some_and(|state| state != "visible");
            let sheet = Sheet::new(value(element, "name").unwrap_or_default(), hidden);
            // the id of the part is "r:id", that of the sheet "sheetId"
            if let Some(part) = value(element, "id").and_then(|id| parts.remove(&id)) {
                book.listed.push((sheet, part));
            }
        }
        _ => {}
    })?;
    Ok(book)
}

/// The strings that cells refer to.
fn strings(source: &SourceText, package: &mut Package) -> Result<Vec<String>> {
    let mut strings: Vec<String> = Vec::new();
    let Some(xml) = package.text("xl/sharedStrings.xml")? else { return Ok(strings) };
    let (mut in_text, mut phonetic) = (false, false);
    walk(source.path, &xml, |piece| match piece {
        XmlPiece::Start("si", _) => strings.push(String::new()),
        XmlPiece::Start("rPh", _) => phonetic = true,
        XmlPiece::End("rPh") => phonetic = false,
        XmlPiece::Start("t", _) => in_text = !phonetic,
        XmlPiece::End("t") => in_text = false,
        XmlPiece::Text(text) if in_text => {
            if let Some(last) = strings.last_mut() {
                last.push_str(text);
            }
        }
        _ => {}
    })?;
    Ok(strings.into_iter().map(|text| sheet::plain(&text)).collect())
}
