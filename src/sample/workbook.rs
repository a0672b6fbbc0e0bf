//! A coder's sheet as a workbook of Excel: codes are chosen from a list, and nothing else can be changed by accident.

use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, ProtectionOptions, Workbook, XlsxError,
};

use crate::coding::{UNCLEAR, Variable};
use crate::sample::sheet::{FILLED, SheetLine, sheet_table};
use crate::table::Cell;

/// Width of columns of running text and of the others, in characters.
const WIDTHS: [f64; 2] = [60.0, 14.0];
/// Columns of running text.
const RUNNING: [&str; 5] = ["before", "text", "after", "proposition", "comment"];
/// More characters than Excel has room for in a cell are cut.
const LONGEST: usize = 32_767;

/// The bytes of the workbook.
///
/// # Errors
/// [`XlsxError`] for more rows than a sheet has.
pub fn workbook(lines: &[SheetLine], variable: &Variable) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // a date of its own would make every file another
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let locked = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let head = locked.clone().set_bold();
    let unlocked = locked.clone().set_unlocked();
    let table = sheet_table(lines);
    let last = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let sheet = book.add_worksheet();
    sheet.set_name("codes")?.set_freeze_panes(1, 0)?;
    for (column, name) in (0u16..).zip(table.schema().header()) {
        sheet.set_column_width(column, WIDTHS[usize::from(!RUNNING.contains(&name))])?;
        sheet.write_string_with_format(0, column, name, &head)?;
        let labels = match name {
            "code" => [variable.labels(), &[UNCLEAR]].concat(),
            "confidence" => vec!["1", "2", "3"],
            _ => continue,
        };
        let message = format!("Use one of {}, or leave the cell empty.", labels.join(", "));
        let rule = DataValidation::new().allow_list_strings(&labels)?.set_error_message(message)?;
        sheet.add_data_validation(1, column, last.max(1), column, &rule)?;
    }
    for (row, line) in (1u32..).zip(lines) {
        for (column, (name, cell)) in (0u16..).zip(table.schema().header().into_iter().zip(table.cells(line))) {
            match cell {
                // a string is never run as a formula
                Cell::Text(text) => {
                    let text: String = text.chars().take(LONGEST).collect();
                    sheet.write_string_with_format(row, column, text, &locked)?
                }
                _ if FILLED.contains(&name) => sheet.write_blank(row, column, &unlocked)?,
                _ => sheet.write_blank(row, column, &locked)?,
            };
        }
    }
    let allowed = ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::new() };
    sheet.protect_with_options(&allowed);
    book.save_to_buffer()
}
