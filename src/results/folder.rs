//! A folder of results, opened by its facts and checked by its hashes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::config::{ByteOrderMark, TableFormat};
use crate::error::{Error, Result};
use crate::report::RUN;
use crate::report::package::{PACKAGE, Seal};
use crate::results::record::{Record, parquet_records, records};

/// A folder that holds results.
#[derive(Debug)]
pub struct Results {
    folder: PathBuf,
    format: TableFormat,
    hashes: BTreeMap<String, String>,
    topics: Vec<String>,
    definitions: Vec<String>,
    likeness: Likeness,
}

/// How speakers were compared.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Likeness {
    adjust: WrittenAdjustment,
    /// Sentences that both of a pair must have for a test.
    pub min_sentences: u32,
}

impl Likeness {
    /// The heading of differences like for like: "same topics".
    pub fn heading(&self) -> String {
        format!("same {}", self.what())
    }

    fn what(&self) -> String {
        let WrittenAdjustment { topic, role, period } = &self.adjust;
        let all = [(*topic, "topics"), (*role, "roles"), (period.is_some(), "periods")];
        all.into_iter().filter(|(asked, _)| *asked).map(|(_, what)| what).collect::<Vec<_>>().join(" and ")
    }

    /// The same in a sentence: "at an equal mix of topics".
    pub fn words(&self) -> String {
        format!("at an equal mix of {}", self.what())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct WrittenAdjustment {
    topic: bool,
    role: bool,
    period: Option<String>,
}

#[derive(Deserialize)]
struct WrittenRun {
    program: WrittenProgram,
    topics: Vec<WrittenTopic>,
    config: WrittenConfig,
}

#[derive(Deserialize)]
struct WrittenConfig {
    contrasts: Likeness,
}

#[derive(Deserialize)]
struct WrittenProgram {
    version: String,
}

#[derive(Deserialize)]
struct WrittenTopic {
    id: String,
    definition_sha256: String,
}

#[derive(Deserialize)]
struct WrittenPackage {
    #[serde(rename = "rostrum:version")]
    version: String,
    resources: Vec<WrittenTable>,
}

#[derive(Deserialize)]
struct WrittenTable {
    name: String,
    format: String,
    hash: String,
}

impl Results {
    /// Opens a folder.
    ///
    /// # Errors
    /// [`Error::Results`] where it is no folder of results, or another version wrote it.
    pub fn open(folder: &Path) -> Result<Self> {
        let run: WrittenRun = json(folder, RUN, "not a folder of results (rostrum analyze writes one)")?;
        same_version(folder, &run.program.version)?;
        let other = "so another version of rostrum wrote this folder; analyze again with --force";
        let package: WrittenPackage = json(folder, PACKAGE, other)?;
        same_version(folder, &package.version)?;
        let (topics, definitions) = run.topics.into_iter().map(|t| (t.id, t.definition_sha256)).unzip();
        let is = |format: TableFormat| package.resources.iter().any(|table| table.format == format.name());
        let csv = TableFormat::Csv(ByteOrderMark::Absent);
        Ok(Results {
            folder: folder.to_owned(),
            format: if is(TableFormat::Parquet) { TableFormat::Parquet } else { csv },
            hashes: package.resources.into_iter().map(|r| (r.name, r.hash)).collect(),
            topics,
            definitions,
            likeness: run.config.contrasts,
        })
    }

    /// What the files of tables are.
    pub fn format(&self) -> TableFormat {
        self.format
    }

    /// The file of a table.
    pub fn file(&self, table: &str) -> String {
        self.format.file(table)
    }

    /// Ids of the topics that were looked for, in order.
    pub fn topics(&self) -> &[String] {
        &self.topics
    }

    /// SHA-256 of the definitions of these topics, hexadecimal.
    pub fn definitions(&self) -> &[String] {
        &self.definitions
    }

    /// How speakers were compared.
    pub fn likeness(&self) -> &Likeness {
        &self.likeness
    }

    /// The hash of a table's file when it was written, as in datapackage.json; none where the run wrote no such table.
    pub fn hash(&self, table: &str) -> Option<&str> {
        self.hashes.get(table).map(String::as_str)
    }

    /// Whether the run wrote such a table.
    pub fn has(&self, table: &str) -> bool {
        self.hashes.contains_key(table)
    }

    /// Where a table lies.
    pub fn path(&self, table: &str) -> PathBuf {
        self.folder.join(self.file(table))
    }

    /// The rows of a table, one at a time, once its SHA-256 is found to be that of the file that was written.
    ///
    /// # Errors
    /// [`Error::Results`] where the table is not there or was changed, or a row has not as many cells as the header.
    pub fn rows(&self, table: &str) -> Result<Box<dyn Iterator<Item = Result<Record>>>> {
        let path = self.path(table);
        let fault = |reason: String| Error::Results { path: self.path(table), reason };
        let missing = || fault("the table is missing; analyze again with --force".to_owned());
        let hash = self.hashes.get(table).ok_or_else(missing)?;
        let edited = || {
            let edited = format!("was changed after it was written (its SHA-256 is not the one in {PACKAGE})");
            fault(format!("{edited}; analyze again with --force"))
        };
        let opened = Seal::of(&path).and_then(|seal| Ok((seal, File::open(&path)?)));
        let (seal, file) = opened.map_err(|source| match source.kind() {
            ErrorKind::NotFound => missing(),
            ErrorKind::InvalidData => edited(),
            _ => Error::Read { path: path.clone(), source },
        })?;
        if seal.hash != *hash {
            return Err(edited());
        }
        Ok(match self.format {
            TableFormat::Csv(_) => Box::new(records(path, file)?),
            TableFormat::Parquet => Box::new(parquet_records(path, file)?),
        })
    }
}

fn same_version(folder: &Path, version: &str) -> Result<()> {
    let this = env!("CARGO_PKG_VERSION");
    if version == this {
        return Ok(());
    }
    let reason = format!("written by rostrum {version}, this is {this}; analyze again with --force");
    Err(Error::Results { path: folder.to_owned(), reason })
}

/// Reads a JSON file of the folder; `absent` says what follows where it is not there.
fn json<T: DeserializeOwned>(folder: &Path, name: &str, absent: &str) -> Result<T> {
    let path = folder.join(name);
    let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            Error::Results { path: folder.to_owned(), reason: format!("has no {name}, {absent}") }
        }
        _ => Error::Results { path: path.clone(), reason: error.to_string() },
    })?;
    serde_json::from_str(&text).map_err(|error| {
        let reason = format!("not what rostrum {} writes ({error})", env!("CARGO_PKG_VERSION"));
        Error::Results { path, reason }
    })
}
