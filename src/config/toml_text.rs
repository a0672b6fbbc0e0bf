//! Reads the TOML files that users write; a fault names file and line.

use std::path::Path;

use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Reads a file of a known shape; `path` names it in errors.
///
/// # Errors
/// [`Error::Config`] with the line.
pub fn read<T: DeserializeOwned>(toml: &str, path: &Path) -> Result<T> {
    let place = |e: &toml::de::Error| e.span().map_or(0, |span| span.start);
    toml::from_str(toml).map_err(|e| fault(path, toml, place(&e), e.message()))
}

/// A fault at a byte of a file.
pub fn fault(path: &Path, toml: &str, offset: usize, reason: &str) -> Error {
    let line = toml.get(..offset).unwrap_or(toml).matches('\n').count() + 1;
    Error::Config { path: path.to_owned(), reason: format!("line {line}: {reason}") }
}
