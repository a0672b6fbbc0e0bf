//! A folder of results, opened by its facts and checked by its hashes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};
use crate::report::RUN;
use crate::report::package::{PACKAGE, Seal};

/// A folder that holds results.
#[derive(Debug)]
pub struct Results {
    folder: PathBuf,
    hashes: BTreeMap<String, String>,
    topics: Vec<String>,
}

#[derive(Deserialize)]
struct Run {
    program: Program,
    topics: Vec<Topic>,
}

#[derive(Deserialize)]
struct Program {
    version: String,
}

#[derive(Deserialize)]
struct Topic {
    id: String,
}

#[derive(Deserialize)]
struct Package {
    #[serde(rename = "rostrum:version")]
    version: String,
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    name: String,
    hash: String,
}

impl Results {
    /// Opens a folder.
    ///
    /// # Errors
    /// [`Error::Results`] where it is no folder of results, or another version wrote it.
    pub fn open(folder: &Path) -> Result<Self> {
        let run: Run = json(folder, RUN, "not a folder of results (rostrum analyze writes one)")?;
        same_version(folder, &run.program.version)?;
        let other = "so another version of rostrum wrote this folder; analyze again with --force";
        let package: Package = json(folder, PACKAGE, other)?;
        same_version(folder, &package.version)?;
        Ok(Results {
            folder: folder.to_owned(),
            hashes: package.resources.into_iter().map(|r| (r.name, r.hash)).collect(),
            topics: run.topics.into_iter().map(|t| t.id).collect(),
        })
    }

    /// Ids of the topics that were looked for, in order.
    pub fn topics(&self) -> &[String] {
        &self.topics
    }

    /// Whether the run wrote such a table.
    pub fn has(&self, table: &str) -> bool {
        self.hashes.contains_key(table)
    }

    /// Where a table lies.
    pub fn path(&self, table: &str) -> PathBuf {
        self.folder.join(format!("{table}.csv"))
    }

    /// The rows of a table, one at a time, once its SHA-256 is found to be that of the file that was written.
    ///
    /// # Errors
    /// [`Error::Results`] where the table is not there or was changed, or a row is not of this shape.
    pub fn rows<T: DeserializeOwned>(&self, table: &str) -> Result<impl Iterator<Item = Result<T>>> {
        let path = self.path(table);
        let fault = |reason: String| Error::Results { path: self.path(table).display().to_string(), reason };
        let missing = || fault("the table is missing; analyze again with --force".to_owned());
        let hash = self.hashes.get(table).ok_or_else(missing)?;
        let opened = Seal::of(&path).and_then(|seal| Ok((seal, File::open(&path)?)));
        let (seal, file) = opened.map_err(|source| match source.kind() {
            ErrorKind::NotFound => missing(),
            _ => Error::Read { path: path.clone(), source },
        })?;
        if seal.hash != *hash {
            let edited = format!("was changed after it was written (its SHA-256 is not the one in {PACKAGE})");
            return Err(fault(format!("{edited}; analyze again with --force")));
        }
        let shown = path.display().to_string();
        let row = move |row: csv::Result<T>| {
            row.map_err(|error| Error::Results { path: shown.clone(), reason: error.to_string() })
        };
        Ok(csv::Reader::from_reader(file).into_deserialize().map(row))
    }
}

fn same_version(folder: &Path, version: &str) -> Result<()> {
    let this = env!("CARGO_PKG_VERSION");
    if version == this {
        return Ok(());
    }
    let reason = format!("written by rostrum {version}, this is {this}; analyze again with --force");
    Err(Error::Results { path: folder.display().to_string(), reason })
}

/// Reads a JSON file of the folder; `absent` says what follows where it is not there.
fn json<T: DeserializeOwned>(folder: &Path, name: &str, absent: &str) -> Result<T> {
    let path = folder.join(name).display().to_string();
    let text = std::fs::read_to_string(folder.join(name)).map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            Error::Results { path: folder.display().to_string(), reason: format!("has no {name}, {absent}") }
        }
        _ => Error::Results { path: path.clone(), reason: error.to_string() },
    })?;
    serde_json::from_str(&text).map_err(|error| {
        let reason = format!("not what rostrum {} writes ({error})", env!("CARGO_PKG_VERSION"));
        Error::Results { path, reason }
    })
}
