//! Results on disk: tables as CSV files, their meaning and the facts of the run as JSON. Files are written under a
//! temporary name and appear under their final one only when every one of them is whole.

pub mod convokit;
pub mod csv;
pub mod package;
pub mod screen;

use std::path::{Path, PathBuf};

use crate::config::{ByteOrderMark, Replace};
use crate::error::{Error, Result};
use crate::report::csv::Sheet;
use crate::report::package::{PACKAGE, Package, Resource};
use crate::table::Table;

/// What an unfinished file is called after its final name.
const PARTIAL: &str = ".partial";
/// The file with the facts of the run; a folder that holds it holds results of rostrum.
pub const RUN: &str = "run.json";

/// A folder of results under construction.
pub struct Report {
    folder: PathBuf,
    mark: ByteOrderMark,
    tables: Vec<(PathBuf, Resource)>,
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
        Ok(Report { folder: folder.to_owned(), mark, tables: Vec::new() })
    }

    /// Opens a table for writing.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn sheet<R>(&mut self, table: Table<R>) -> Result<Sheet<R>> {
        let path = self.folder.join(format!("{}.csv", table.name));
        let resource = Resource::of(&table, self.mark);
        let sheet = Sheet::create(partial(&path), table, self.mark)?;
        self.tables.push((path, resource));
        Ok(sheet)
    }

    /// Writes what the tables mean and the facts of the run, and gives every file its final name; all sheets must be
    /// finished.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn finish(self, run: &serde_json::Value) -> Result<()> {
        let (mut files, mut resources) = (Vec::new(), Vec::new());
        for (path, mut resource) in self.tables {
            resource.seal(&partial(&path)).map_err(|source| Error::Write { path: path.clone(), source })?;
            files.push(path);
            resources.push(resource);
        }
        // a struct of strings and numbers is always JSON
        let package = serde_json::to_string_pretty(&Package::new(resources)).unwrap_or_default();
        for (name, text) in [(PACKAGE, package), (RUN, format!("{run:#}"))] {
            let path = self.folder.join(name);
            let written = std::fs::write(partial(&path), format!("{text}\n"));
            written.map_err(|source| Error::Write { path: path.clone(), source })?;
            files.push(path);
        }
        for path in files {
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
