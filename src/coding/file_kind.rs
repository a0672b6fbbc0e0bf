//! What a file among the codes is, told by its content: a sheet, an export, or one that stands beside them.

use std::path::Path;

use crate::coding::code_row::CodeRow;
use crate::coding::{json_rows, sheet_rows};
use crate::error::{Error, Result};
use crate::input::decode;
use crate::read::workbook;

/// What the heading of every codebook begins with.
pub const CODEBOOK_BEGINS: &str = "# Codebook";

/// The rows of a sheet or of an export; none of the key, the design, the codebook and the labelling interface.
///
/// # Errors
/// [`Error::Missing`], [`Error::Read`]; [`Error::Config`] and the errors of its format where it is none of these.
pub fn code_rows(path: &Path) -> Result<Vec<CodeRow>> {
    if !path.exists() {
        return Err(Error::Missing { path: path.to_owned() });
    }
    let bytes = std::fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    if let Some(sheets) = workbook(path, &bytes)? {
        return sheet_rows::of_workbook(path, &sheets);
    }
    let text = decode(path, &bytes)?.text;
    let begins = text.trim_start();
    match begins.chars().next() {
        // the interface of Label Studio
        Some('<') => Ok(Vec::new()),
        Some('#') if begins.starts_with(CODEBOOK_BEGINS) => Ok(Vec::new()),
        Some('[' | '{') => json_rows::of_text(path, &text),
        _ => sheet_rows::of_text(path, &text),
    }
}
