//! Results on disk: tables as CSV or Parquet files, their meaning and the facts of the run as JSON. Files are written under a
//! temporary name and appear under their final one only when every one of them is whole.

pub mod bytes_table;
#[cfg(feature = "cli")]
pub mod convokit;
pub mod csv;
#[cfg(feature = "cli")]
pub mod excel;
pub mod package;
#[cfg(feature = "cli")]
pub mod page_file;
pub mod parquet;
mod partial;
#[cfg(feature = "cli")]
pub mod screen;
#[cfg(feature = "cli")]
pub mod supplement;
pub mod table_writer;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::config::{Replace, TableFormat};
use crate::error::{Error, Result};
use crate::report::package::{DataPackage, OtherFile, PACKAGE, PAGE, TableResource, left_behind, listed};
use crate::report::partial::{partial, rename, sync};
use crate::report::table_writer::TableWriter;
use crate::table::TableSchema;

/// The file with the facts of the run; a folder that holds it holds finished results of rostrum.
pub const RUN: &str = "run.json";
/// The file that a run goes on from; a folder that holds it holds results of rostrum, finished or not.
pub const RESUME: &str = "resume.bin";

/// All tables in one file for Excel, where that is asked for.
pub const WORKBOOK: &str = "rostrum.xlsx";
/// Files that can stand beside the tables.
const OTHERS: &[&str] = &[WORKBOOK];

/// A folder of results under construction.
pub struct Report {
    folder: PathBuf,
    format: TableFormat,
    others: Vec<&'static str>,
    tables: Vec<(PathBuf, TableResource)>,
}

impl Report {
    /// Prepares `folder` for results named `tables` and for other files; it is made where it does not exist.
    ///
    /// # Errors
    /// [`Error::OutputTaken`] where a file of such a name is not the result of an earlier run,
    /// [`Error::Config`] where it is and may not be replaced and where `folder` is a file, [`Error::Write`] where the folder
    /// cannot be made.
    pub fn create(
        folder: &Path,
        (tables, others): (&[&str], &[&'static str]),
        replace: Replace,
        format: TableFormat,
    ) -> Result<Self> {
        if folder.is_file() {
            let reason = "is a file; results need a folder of their own".to_owned();
            return Err(Error::Config { path: folder.to_owned(), reason });
        }
        let begun = folder.join(RESUME).exists();
        let finished = is_ours(&folder.join(RUN));
        let listed = listed(folder);
        let is_ours = |path: &Path| match &listed {
            _ if !begun && !finished => false,
            Some(listed) => is_meta(path) || is_partial(path) || listed.iter().any(|own| own == path),
            // a first run that was stopped while its files got their names has no descriptor yet
            None => true,
        };
        if let Some(path) = paths(folder, (tables, others), &[format]).find(|path| path.exists() && !is_ours(path)) {
            return Err(Error::OutputTaken { path });
        }
        let refused = match replace {
            Replace::Never if finished => {
                Some("holds earlier results; --force replaces them, --resume scores only what is new")
            }
            Replace::Never if begun => Some("holds an unfinished run; --resume goes on with it, --force starts anew"),
            _ => None,
        };
        if let Some(reason) = refused {
            return Err(Error::Config { path: folder.to_owned(), reason: reason.to_owned() });
        }
        std::fs::create_dir_all(folder).map_err(|source| Error::Write { path: folder.to_owned(), source })?;
        Ok(Report { folder: folder.to_owned(), format, others: others.to_vec(), tables: Vec::new() })
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The temporary path of a file beside the tables, where it was prepared for; it must be written before the end.
    #[cfg(feature = "cli")]
    pub fn beside(&self, name: &str) -> Option<PathBuf> {
        self.others.contains(&name).then(|| partial(&self.path(name)))
    }

    /// What the files of tables are.
    #[cfg(feature = "cli")]
    pub fn format(&self) -> TableFormat {
        self.format
    }

    /// Opens a table for writing.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn open(&mut self, table: &TableSchema) -> Result<TableWriter> {
        let path = self.folder.join(self.format.file(table.name));
        let file = TableWriter::create(partial(&path), table, self.format)?;
        self.tables.push((path, TableResource::of(table, self.format)));
        Ok(file)
    }

    /// Writes what the tables mean and the facts of the run, and gives every file its final name; all tables must be
    /// finished.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn finish(self, run: &serde_json::Value) -> Result<()> {
        let (mut files, mut resources) = (vec![self.folder.join(PACKAGE)], Vec::new());
        for (path, mut resource) in self.tables {
            resource.seal(&partial(&path)).map_err(|source| Error::Write { path: path.clone(), source })?;
            files.push(path);
            resources.push(resource);
        }
        let mut others = Vec::new();
        for name in self.others {
            let path = self.folder.join(name);
            let file = OtherFile::of(name, &partial(&path));
            others.push(file.map_err(|source| Error::Write { path: path.clone(), source })?);
            files.push(path);
        }
        // a struct of strings and numbers is always JSON
        let package = serde_json::to_string_pretty(&DataPackage::new(resources).with(others)).unwrap_or_default();
        files.push(self.folder.join(RUN));
        for (name, text) in [(PACKAGE, package), (RUN, format!("{run:#}"))] {
            let path = self.folder.join(name);
            let written = std::fs::write(partial(&path), format!("{text}\n"));
            written.map_err(|source| Error::Write { path, source })?;
        }
        sync(&files)?;
        // what later commands made of the earlier run is not about this one
        let outdated = left_behind(&self.folder, &files);
        // while names change, the folder holds no finished results; what lists the tables comes first, so that all of them are known to
        // be ours whenever that is interrupted, and the facts of the run come last
        let run = self.folder.join(RUN);
        match std::fs::remove_file(&run) {
            Err(source) if source.kind() != ErrorKind::NotFound => return Err(Error::Write { path: run, source }),
            _ => {}
        }
        for path in outdated {
            std::fs::remove_file(&path).map_err(|source| Error::Write { path, source })?;
        }
        rename(files)
    }
}

/// Whether a file is a result named in `tables`, or one that stands beside them, in a folder with results of this program.
pub fn is_result(path: &Path, tables: &[&str]) -> bool {
    let Some(folder) = path.parent() else { return false };
    let page = folder.join(PAGE);
    let is_page = path == partial(&page) || path == page && listed(folder).is_some_and(|own| own.contains(&page));
    let results = || paths(folder, (tables, OTHERS), &TableFormat::ENDINGS);
    let named = path == folder.join(RESUME) || is_page || results().any(|own| own == path);
    named && (folder.join(RESUME).exists() || is_ours(&folder.join(RUN)))
}

/// The files that results are written to, under their temporary and their final names.
fn paths(
    folder: &Path,
    (tables, others): (&[&str], &[&str]),
    formats: &[TableFormat],
) -> impl Iterator<Item = PathBuf> {
    let files = |format: &TableFormat| tables.iter().map(|table| format.file(table)).collect::<Vec<String>>();
    let beside = others.iter().chain(&[PACKAGE, RUN]).map(|name| (*name).to_owned());
    let names = formats.iter().flat_map(files).chain(beside);
    names.flat_map(|name| [partial(&folder.join(&name)), folder.join(name)])
}

/// Whether a file has a temporary name.
fn is_partial(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "partial")
}

/// Whether a file is the descriptor or holds the facts of the run.
fn is_meta(path: &Path) -> bool {
    [PACKAGE, RUN].iter().any(|name| path.file_name().is_some_and(|own| own == *name))
}

/// Whether a file holds the facts of a run of this program.
fn is_ours(run: &Path) -> bool {
    let facts = std::fs::read(run).ok().and_then(|json| serde_json::from_slice::<serde_json::Value>(&json).ok());
    facts.is_some_and(|facts| facts["program"]["name"] == "rostrum")
}
