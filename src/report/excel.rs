//! All tables as one Excel workbook: a sheet a table behind a sheet that says what they are, rows as they come, numbers as they are
//! printed elsewhere, and what a column means as a comment on its name. Texts are strings, which are never run.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Note, Workbook, Worksheet, XlsxError};

use crate::config::TableFormat;
use crate::error::{Error, Result};
use crate::quiet::quietly;
use crate::report::table_writer::as_printed;
use crate::table::{Cell, Column, TableSchema, integer, text};

/// Rows of a sheet, the one of the names included.
const ROWS: u32 = 1_048_576;
/// UTF-16 units that fit into a cell.
const LONGEST: usize = 32_767;
/// What is put behind a text that does not.
const CUT: &str = " … (cut)";
/// Rows whose texts say how wide a column is.
const MEASURED: u32 = 200;
/// Widths of columns in characters; the button of the filter takes some of it.
const NARROWEST: usize = 8;
const WIDEST: usize = 60;
const BUTTON: usize = 3;
/// Width of comments in pixels, and of what stands in one line of them, in characters.
const NOTE_WIDTH: u32 = 420;
const NOTE_LINE: usize = 62;
/// Height of a line of a comment in pixels.
const NOTE_HEIGHT: u32 = 18;

/// A workbook that is being written.
pub struct ExcelWorkbook {
    path: PathBuf,
    format: TableFormat,
    book: Workbook,
    sheets: Vec<ExcelSheet>,
    styles: ExcelStyles,
}

/// How cells look.
struct ExcelStyles {
    head: Format,
    text: Format,
    count: Format,
    number: Format,
}

/// A sheet with the rows of one table.
struct ExcelSheet {
    sheet: Worksheet,
    schema: TableSchema,
    /// Rows of the sheet.
    room: u32,
    /// Rows of the table.
    rows: u64,
    /// Rows on the sheet, without the names.
    written: u32,
    /// Texts that were too long for a cell.
    cut: u64,
    widths: Vec<usize>,
}

impl ExcelWorkbook {
    /// Begins a workbook of these tables, whose files are of this format. Until it is finished, rows wait in nameless files in
    /// the folder of `path`.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn create<'a>(
        path: PathBuf,
        tables: impl Iterator<Item = &'a TableSchema>,
        format: TableFormat,
    ) -> Result<Self> {
        Self::with_room(path, tables, format, ROWS)
    }

    fn with_room<'a>(
        path: PathBuf,
        tables: impl Iterator<Item = &'a TableSchema>,
        format: TableFormat,
        room: u32,
    ) -> Result<Self> {
        let mut book = Workbook::new();
        let written = attempt(|| {
            book.set_tempdir(path.parent().unwrap_or(&path))?;
            // a date of its own would make every file another
            book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
            let styles = ExcelStyles {
                head: Format::new().set_bold(),
                // a string stays one also where somebody edits it
                text: Format::new().set_quote_prefix(),
                count: Format::new().set_num_format("#,##0"),
                number: Format::new().set_num_format("0.000"),
            };
            let sheets = tables.map(|table| ExcelSheet::create(&mut book, table, &styles, room));
            let sheets = sheets.collect::<std::result::Result<Vec<ExcelSheet>, XlsxError>>()?;
            Ok((sheets, styles))
        });
        match written {
            Ok((sheets, styles)) => Ok(ExcelWorkbook { path, format, book, sheets, styles }),
            Err(source) => Err(Error::Write { path, source }),
        }
    }

    /// Writes a row of the table of this number, as far as there is room.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn write(&mut self, table: usize, row: &[Cell]) -> Result<()> {
        let written = match self.sheets.get_mut(table) {
            Some(sheet) => attempt(|| sheet.write(row, &self.styles)),
            None => Ok(()),
        };
        written.map_err(|source| Error::Write { path: self.path.clone(), source })
    }

    /// One line for each table of which not everything is there.
    pub fn remarks(&self) -> Vec<String> {
        self.sheets.iter().filter_map(|sheet| sheet.remark(self.format)).collect()
    }

    /// Writes the file.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn finish(self) -> Result<()> {
        let ExcelWorkbook { path, format, mut book, mut sheets, styles } = self;
        let written = attempt(|| {
            let contents = contents();
            let mut first = ExcelSheet::create(&mut book, &contents, &styles, ROWS)?;
            for sheet in &mut sheets {
                let remark = sheet.remark(format);
                let about = [Cell::text(sheet.schema.name), Cell::text(sheet.schema.about), Cell::Count(sheet.rows)];
                let note = Cell::text_or_missing(remark.as_deref());
                first.write(&[about.as_slice(), &[note]].concat(), &styles)?;
                if let Some(remark) = remark.filter(|_| sheet.is_cut()) {
                    // the row that is kept for it
                    sheet.sheet.write_string_with_format(sheet.written + 1, 0, remark, &styles.head)?;
                }
            }
            for sheet in std::iter::once(first).chain(sheets) {
                book.push_worksheet(sheet.finish()?);
            }
            let mut file = BufWriter::new(File::create(&path)?);
            book.save_to_writer(&mut file)?;
            file.into_inner().map_err(|error| XlsxError::IoError(error.into_error()))?;
            Ok(())
        });
        written.map_err(|source| Error::Write { path, source })
    }
}

/// The columns of the first sheet.
fn contents() -> TableSchema {
    let columns = vec![
        text("sheet", "Name of the sheet, and of the file beside this one"),
        text("what", "What a row stands for"),
        integer("rows", "Rows of the table"),
        text("note", "What is not on the sheet").or_missing("everything is"),
    ];
    TableSchema { name: "contents", about: "One row per sheet.", columns }
}

impl ExcelSheet {
    fn create(
        book: &mut Workbook,
        schema: &TableSchema,
        styles: &ExcelStyles,
        room: u32,
    ) -> std::result::Result<Self, XlsxError> {
        let mut sheet = book.new_worksheet_with_constant_memory()?;
        sheet.set_name(schema.name)?.set_freeze_panes(1, 0)?;
        for (at, column) in (0u16..).zip(&schema.columns) {
            sheet.write_string_with_format(0, at, column.name.as_ref(), &styles.head)?;
            sheet.insert_note(0, at, &note(column))?;
        }
        let widths = schema.columns.iter().map(|column| column.name.chars().count() + BUTTON).collect();
        Ok(ExcelSheet { sheet, schema: schema.clone(), room, rows: 0, written: 0, cut: 0, widths })
    }

    fn write(&mut self, row: &[Cell], styles: &ExcelStyles) -> std::result::Result<(), XlsxError> {
        self.rows += 1;
        // one row is for the names, and the last one to say that the table is cut
        if self.written + 2 >= self.room {
            return Ok(());
        }
        self.written += 1;
        for (at, cell) in (0u16..).zip(row) {
            let width = match as_printed(cell.clone()) {
                Cell::Text(text) => {
                    let (text, cut) = shortened(text);
                    self.cut += u64::from(cut);
                    let width = text.chars().take(WIDEST).take_while(|c| *c != '\n').count();
                    self.sheet.write_string_with_format(self.written, at, text, &styles.text)?;
                    width
                }
                Cell::Count(n) => {
                    self.sheet.write_number_with_format(self.written, at, n as f64, &styles.count)?;
                    n.to_string().len()
                }
                Cell::Number(x) => {
                    self.sheet.write_number_with_format(self.written, at, x, &styles.number)?;
                    NARROWEST
                }
                Cell::Missing => 0,
            };
            if self.written <= MEASURED {
                self.widths[usize::from(at)] = self.widths[usize::from(at)].max(width);
            }
        }
        Ok(())
    }

    /// Whether rows of the table are not on the sheet.
    fn is_cut(&self) -> bool {
        self.rows > u64::from(self.written)
    }

    /// What of the table is not on the sheet, if anything.
    fn remark(&self, format: TableFormat) -> Option<String> {
        let file = format.file(self.schema.name);
        let mut parts = Vec::new();
        if self.is_cut() {
            parts.push(format!("only {} of {} rows fit onto a sheet", self.written, self.rows));
        }
        if self.cut > 0 {
            parts.push(format!("{} too long for a cell, of {LONGEST} characters at most, cut", texts(self.cut)));
        }
        let name = self.schema.name;
        (!parts.is_empty()).then(|| format!("sheet {name} is not whole: {}; all is in {file}", parts.join(", ")))
    }

    fn finish(mut self) -> std::result::Result<Worksheet, XlsxError> {
        for (at, width) in (0u16..).zip(&self.widths) {
            self.sheet.set_column_width(at, (*width).clamp(NARROWEST, WIDEST) as f64)?;
        }
        let last = u16::try_from(self.widths.len().saturating_sub(1)).unwrap_or(u16::MAX);
        self.sheet.autofilter(0, 0, self.written, last)?;
        Ok(self.sheet)
    }
}

fn texts(n: u64) -> String {
    if n == 1 { "1 text".to_owned() } else { format!("{n} texts") }
}

/// What a column means, as its comment.
fn note(column: &Column) -> Note {
    let parts =
        [("", column.about.as_ref()), ("Unit: ", column.unit), ("= ", column.formula), ("Empty: ", &column.missing)];
    let lines: Vec<String> = parts
        .into_iter()
        .filter(|(_, part)| !part.is_empty())
        .map(|(before, part)| format!("{before}{part}"))
        .collect();
    let height: usize = lines.iter().map(|line| line.chars().count().div_ceil(NOTE_LINE)).sum();
    let height = u32::try_from(height + 1).unwrap_or(1) * NOTE_HEIGHT;
    Note::new(lines.join("\n")).add_author_prefix(false).set_width(NOTE_WIDTH).set_height(height)
}

/// A text that fits into a cell, and whether it had to be cut.
fn shortened(text: String) -> (String, bool) {
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
        return (text, false);
    }
    let mut room = LONGEST - CUT.encode_utf16().count();
    let fits = |c: &char| {
        let left = room.checked_sub(c.len_utf16());
        room = left.unwrap_or(0);
        left.is_some()
    };
    let kept: String = text.chars().take_while(fits).collect();
    (kept + CUT, true)
}

/// Calls what writes a workbook, which panics where a disk is full.
fn attempt<T>(write: impl FnOnce() -> std::result::Result<T, XlsxError>) -> std::io::Result<T> {
    match quietly(write) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(XlsxError::IoError(error))) => Err(error),
        Ok(Err(error)) => Err(std::io::Error::other(error)),
        Err(panic) => Err(std::io::Error::other(panic)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Read;
    use std::path::Path;

    use super::*;
    use crate::table::number;

    fn schema() -> TableSchema {
        let columns =
            vec![text("what", "Any text").or_missing("none"), integer("n", "A count"), number("x", "A number")];
        TableSchema { name: "things", about: "One row per thing.", columns }
    }

    fn written(path: &Path, rows: &[[Cell; 3]], room: u32) -> Vec<String> {
        let schemas = [schema()];
        let mut book = ExcelWorkbook::with_room(path.to_owned(), schemas.iter(), TableFormat::default(), room).unwrap();
        rows.iter().for_each(|row| book.write(0, row).unwrap());
        let remarks = book.remarks();
        book.finish().unwrap();
        remarks
    }

    fn part(path: &Path, name: &str) -> String {
        let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn texts_are_strings_numbers_are_as_printed_and_nothing_is_a_formula() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.xlsx");
        let rows = [
            [Cell::text("=1+1"), Cell::Count(3), Cell::Number(1.0 / 3.0)],
            [Cell::text("@<a & b>_x0041_\u{1}"), Cell::Missing, Cell::Number(-0.000_000_1)],
            [Cell::text(""), Cell::Count(0), Cell::Missing],
        ];
        assert!(written(&path, &rows, ROWS).is_empty());
        let sheet = part(&path, "xl/worksheets/sheet2.xml");
        assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "{sheet}");
        assert!(sheet.contains("<t>=1+1</t>"), "{sheet}");
        assert!(sheet.contains("<t>@&lt;a &amp; b&gt;_x005F_x0041__x0001_</t>"), "{sheet}");
        assert!(sheet.contains("<v>0.333333</v>") && sheet.contains("<v>0</v>"), "{sheet}");
        assert!(!sheet.contains("r=\"B3\"") && !sheet.contains("r=\"A4\"") && !sheet.contains("r=\"C4\""), "{sheet}");
        assert!(sheet.contains("<pane ySplit=\"1\"") && sheet.contains("<autoFilter ref=\"A1:C4\"/>"), "{sheet}");
        let comments = part(&path, "xl/comments2.xml");
        assert!(comments.contains("Any text") && comments.contains("Empty: none"), "{comments}");
        let before = std::fs::read(&path).unwrap();
        written(&path, &rows, ROWS);
        assert_eq!(std::fs::read(&path).unwrap(), before, "the same bytes again");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
    }

    #[test]
    fn a_table_that_is_too_long_is_cut_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.xlsx");
        let row = |n: u64| [Cell::text(format!("thing {n}")), Cell::Count(n), Cell::Missing];
        let full: Vec<_> = (1..=3).map(row).collect();
        assert!(written(&path, &full, 5).is_empty(), "three rows, the names and one to spare");
        let more: Vec<_> = (1..=7).map(row).collect();
        let said = "sheet things is not whole: only 3 of 7 rows fit onto a sheet; all is in things.csv";
        assert_eq!(written(&path, &more, 5), [said]);
        let sheet = part(&path, "xl/worksheets/sheet2.xml");
        assert!(sheet.contains("thing 3") && !sheet.contains("thing 4") && sheet.contains(said), "{sheet}");
        assert!(sheet.contains("<row r=\"5\"") && !sheet.contains("<row r=\"6\""), "no row beyond the last: {sheet}");
        assert!(part(&path, "xl/worksheets/sheet1.xml").contains(said));
    }

    #[test]
    fn a_text_that_is_too_long_is_cut_where_a_character_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.xlsx");
        let fits = "a".repeat(LONGEST);
        let row = |text: String| [Cell::text(text), Cell::Missing, Cell::Missing];
        assert!(written(&path, &[row(fits)], ROWS).is_empty());
        let remarks = written(&path, &[row("🐦".repeat(LONGEST)), row("short".to_owned())], ROWS);
        assert!(remarks[0].contains("1 text too long for a cell"), "{remarks:?}");
        let sheet = part(&path, "xl/worksheets/sheet2.xml");
        let kept = sheet.split("<t>").find(|part| part.starts_with('🐦')).unwrap().split('<').next().unwrap();
        assert!(kept.ends_with(CUT) && (LONGEST - 1..=LONGEST).contains(&kept.encode_utf16().count()));
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        let path = Path::new("no/such/folder/book.xlsx").to_owned();
        let schemas = [schema()];
        let fault = ExcelWorkbook::create(path, schemas.iter(), TableFormat::default()).err().unwrap();
        assert!(fault.chain().contains("book.xlsx"), "{}", fault.chain());
    }
}
