//! The files that a user writes: opened and parsed in one place, and known by their hash afterwards.

use std::path::Path;

use crate::error::{Error, Result};
use crate::hash::Hashed;

/// What a file of the user's says, or the default where none is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserFile<T> {
    /// What it says.
    pub content: T,
    /// The file, where one was given.
    pub file: Option<Hashed>,
}

impl<T> UserFile<T> {
    /// What is used without a file.
    pub fn default_of(content: T) -> Self {
        UserFile { content, file: None }
    }

    /// Opens and parses a file.
    ///
    /// # Errors
    /// [`Error::Config`] naming the file, and the line where there is one.
    pub fn load(path: &Path, parse: impl FnOnce(&str, &Path) -> Result<T>) -> Result<Self> {
        let toml = std::fs::read_to_string(path)
            .map_err(|e| Error::Config { path: path.to_owned(), reason: e.to_string() })?;
        Ok(UserFile { content: parse(&toml, path)?, file: Some(Hashed::text(path, &toml)) })
    }
}
