//! Results on disk: tables as CSV files and the facts of the run as JSON. Files are written under a temporary
//! name and appear under their final one only when every one of them is whole.

pub mod convokit;
pub mod csv;
pub mod screen;

use std::path::{Path, PathBuf};

use crate::config::{ByteOrderMark, Replace};
use crate::error::{Error, Result};
use crate::report::csv::Sheet;
use crate::table::Table;

/// What an unfinished file is called after its final name.
const PARTIAL: &str = ".partial";
/// The file with the facts of the run; a folder that holds it holds results of rostrum.
const RUN: &str = "run.json";

/// A folder of results under construction.
pub struct Report {
    folder: PathBuf,
    mark: ByteOrderMark,
    files: Vec<PathBuf>,
}

impl Report {
    /// Prepares `folder` for results named `tables`; it is made where it does not exist.
    ///
    /// # Errors
    /// [`Error::OutputTaken`] where a file of such a name is not the result of an earlier run,
    /// [`Error::Config`] where it is and may not be replaced, [`Error::Write`] where the folder cannot be made.
    pub fn create(folder: &Path, tables: &[&str], replace: Replace, mark: ByteOrderMark) -> Result<Self> {
        let taken = tables.iter().any(|t| folder.join(format!("{t}.csv")).exists());
        let ours = folder.join(RUN).exists();
        if taken && !ours {
            return Err(Error::OutputTaken { path: folder.to_owned() });
        }
        if ours && replace == Replace::Never {
            let reason = "holds earlier results; --force replaces them".to_owned();
            return Err(Error::Config { path: folder.display().to_string(), reason });
        }
        std::fs::create_dir_all(folder).map_err(|source| Error::Write { path: folder.to_owned(), source })?;
        Ok(Report { folder: folder.to_owned(), mark, files: Vec::new() })
    }

    /// Opens a table for writing.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn sheet<R>(&mut self, table: Table<R>) -> Result<Sheet<R>> {
        let path = self.folder.join(format!("{}.csv", table.name));
        let sheet = Sheet::create(partial(&path), table, self.mark)?;
        self.files.push(path);
        Ok(sheet)
    }

    /// Writes the facts of the run and gives every file its final name; all sheets must be finished.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn finish(mut self, run: &serde_json::Value) -> Result<()> {
        let path = self.folder.join(RUN);
        let write = |path: &Path| std::fs::write(path, format!("{run:#}\n"));
        write(&partial(&path)).map_err(|source| Error::Write { path: path.clone(), source })?;
        self.files.push(path);
        for path in self.files {
            std::fs::rename(partial(&path), &path).map_err(|source| Error::Write { path, source })?;
        }
        Ok(())
    }
}

fn partial(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(PARTIAL);
    PathBuf::from(name)
}
