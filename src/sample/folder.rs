//! The folder of a sample: made new, and never written over, for somebody may have filled a sheet.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::coding::DESIGN;
use crate::error::{Error, Result};

/// A folder that was empty.
pub struct SampleFolder(PathBuf);

impl SampleFolder {
    /// Makes the folder, or takes one that is empty.
    ///
    /// # Errors
    /// [`Error::Config`] where it is a file or holds an earlier sample, [`Error::OutputTaken`] where it holds anything else,
    /// [`Error::Write`] where it cannot be made.
    pub fn create(folder: &Path) -> Result<Self> {
        let fault = |reason: &str| Error::Config { path: folder.to_owned(), reason: reason.to_owned() };
        if folder.is_file() {
            return Err(fault("is a file; a sample needs a folder of its own"));
        }
        if folder.join(DESIGN).exists() {
            let taken = "holds a sample, and its sheets may be filled already; choose another folder for --out";
            return Err(fault(taken));
        }
        let unwritten = |source| Error::Write { path: folder.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(unwritten)?;
        if let Some(entry) = std::fs::read_dir(folder).map_err(unwritten)?.next() {
            return Err(Error::OutputTaken { path: entry.map_err(unwritten)?.path() });
        }
        Ok(SampleFolder(folder.to_owned()))
    }

    /// Writes a file that was not there.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.0.join(name);
        let written = OpenOptions::new().write(true).create_new(true).open(&path).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.map_err(|source| Error::Write { path, source })
    }
}
