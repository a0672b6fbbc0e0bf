//! `datapackage.json`: what every table and column of a folder means, as a
//! [Frictionless](https://specs.frictionlessdata.io/tabular-data-package/) descriptor, generated from the tables that
//! write the columns, with the SHA-256 and the number of rows of each file.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Number, json};
use sha2::{Digest, Sha256};

use crate::config::{ByteOrderMark, TableFormat};
use crate::hash::hex;
use crate::report::parquet;
use crate::table::{Column, TableSchema, ValueKind};

/// Name of the file.
pub const PACKAGE: &str = "datapackage.json";
/// Name of the page that shows the tables.
pub const PAGE: &str = "report.html";
/// What the hash of a resource begins with.
pub const SHA256: &str = "sha256:";

/// The descriptor of a folder.
#[derive(Debug, Serialize)]
pub struct DataPackage {
    profile: &'static str,
    name: &'static str,
    title: &'static str,
    #[serde(rename = "rostrum:version")]
    version: &'static str,
    #[serde(rename = "rostrum:files", skip_serializing_if = "Vec::is_empty")]
    others: Vec<OtherFile>,
    resources: Vec<TableResource>,
}

impl DataPackage {
    /// Of these tables.
    pub fn new(resources: Vec<TableResource>) -> Self {
        DataPackage {
            profile: "tabular-data-package",
            name: "rostrum-reports",
            title: "Who said what, in which tone, about which topic, and for or against whom",
            version: env!("CARGO_PKG_VERSION"),
            others: Vec::new(),
            resources,
        }
    }

    /// With files that are no tables of their own, so no resources of a tabular package.
    pub fn with(self, others: Vec<OtherFile>) -> Self {
        DataPackage { others, ..self }
    }
}

/// A file beside the tables.
#[derive(Debug, Serialize)]
pub struct OtherFile {
    path: String,
    hash: String,
    bytes: u64,
}

impl OtherFile {
    /// A file of this name, which is at `file` for now.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn of(name: &str, file: &Path) -> std::io::Result<Self> {
        let Seal { hash, bytes, .. } = Hashing::all(file)?.seal(0);
        Ok(OtherFile { path: name.to_owned(), hash, bytes })
    }
}

/// One table.
#[derive(Debug, Serialize)]
pub struct TableResource {
    profile: &'static str,
    name: &'static str,
    path: String,
    description: &'static str,
    format: &'static str,
    mediatype: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dialect: Option<serde_json::Value>,
    #[serde(flatten)]
    seal: Option<Seal>,
    schema: Schema,
}

impl TableResource {
    /// Describes a table; its file is sealed later.
    pub fn of(table: &TableSchema, format: TableFormat) -> Self {
        let keys = table.columns.iter().filter(|c| c.key).map(|c| c.name.clone()).collect();
        TableResource {
            profile: "tabular-data-resource",
            name: table.name,
            path: format.file(table.name),
            description: table.about,
            format: format.name(),
            mediatype: match format {
                TableFormat::Csv(_) => "text/csv",
                TableFormat::Parquet => "application/vnd.apache.parquet",
            },
            encoding: match format {
                TableFormat::Csv(ByteOrderMark::Absent) => Some("utf-8"),
                TableFormat::Csv(ByteOrderMark::Present) => Some("utf-8-sig"),
                TableFormat::Parquet => None,
            },
            dialect: matches!(format, TableFormat::Csv(_)).then(|| json!({ "lineTerminator": "\n" })),
            seal: None,
            schema: Schema {
                fields: table.columns.iter().map(Field::of).collect(),
                missing_values: [""],
                primary_key: keys,
            },
        }
    }

    /// Seals the file once it is whole.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn seal(&mut self, file: &Path) -> std::io::Result<()> {
        self.seal = Some(Seal::of(file)?);
        Ok(())
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    fields: Vec<Field>,
    missing_values: [&'static str; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    primary_key: Vec<Cow<'static, str>>,
}

/// One column. Keys that begin with `rostrum:` are ours.
#[derive(Debug, Serialize)]
struct Field {
    name: Cow<'static, str>,
    r#type: &'static str,
    description: Cow<'static, str>,
    #[serde(rename = "rostrum:formula", skip_serializing_if = "str::is_empty")]
    formula: &'static str,
    #[serde(rename = "rostrum:unit", skip_serializing_if = "str::is_empty")]
    unit: &'static str,
    #[serde(rename = "rostrum:empty", skip_serializing_if = "str::is_empty")]
    empty: Cow<'static, str>,
    constraints: Constraints,
}

#[derive(Debug, Serialize)]
struct Constraints {
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<Number>,
}

impl Field {
    fn of(column: &Column) -> Self {
        let (lowest, highest) = column.range;
        Field {
            name: column.name.clone(),
            r#type: match column.kind {
                ValueKind::String => "string",
                ValueKind::Integer => "integer",
                ValueKind::Number => "number",
            },
            description: column.about.clone(),
            formula: column.formula,
            unit: column.unit,
            empty: column.missing.clone(),
            constraints: Constraints {
                required: column.missing.is_empty(),
                minimum: bound(lowest),
                maximum: bound(highest),
            },
        }
    }
}

/// A bound as JSON has it; none where it is infinite. Whole ones have no decimal point: integers are bound by integers.
fn bound(value: f64) -> Option<Number> {
    if value.fract() == 0.0 { Some(Number::from(value as i64)) } else { Number::from_f64(value) }
}

/// What tells whether a table's file is still the one that was written.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Seal {
    /// `sha256:` and the hash of the file's bytes, hexadecimal.
    pub hash: String,
    /// Its length.
    pub bytes: u64,
    /// Rows, without a header line.
    pub rows: u64,
}

impl Seal {
    /// Of a CSV or Parquet file, which is never held whole.
    ///
    /// # Errors
    /// The file cannot be read, or is neither.
    pub fn of(file: &Path) -> std::io::Result<Self> {
        let mut magic = [0; parquet::MAGIC.len()];
        if File::open(file)?.read_exact(&mut magic).is_ok() && magic == *parquet::MAGIC {
            return Ok(Hashing::all(file)?.seal(parquet::count(File::open(file)?)?));
        }
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(Hashing::open(file)?);
        let mut record = csv::ByteRecord::new();
        let mut rows = 0;
        while reader.read_byte_record(&mut record)? {
            rows += 1;
        }
        Ok(reader.into_inner().seal(rows))
    }
}

/// The part of a descriptor that says which files are ours.
#[derive(Debug, Deserialize)]
pub struct ListedFiles {
    /// Version of rostrum that wrote it; those of other programs have none.
    #[serde(rename = "rostrum:version")]
    _version: String,
    /// The tables.
    pub resources: Vec<ListedFile>,
    /// What else was written.
    #[serde(rename = "rostrum:files", default)]
    others: Vec<ListedFile>,
    /// The page that shows them.
    #[serde(rename = "rostrum:report")]
    page: Option<ListedFile>,
}

/// One table of a descriptor.
#[derive(Debug, Deserialize)]
pub struct ListedFile {
    /// Its name; only tables have one.
    #[cfg(feature = "cli")]
    #[serde(default)]
    pub name: String,
    /// The file, in the folder of the descriptor.
    pub path: PathBuf,
    /// As [`Seal::hash`].
    pub hash: String,
}

/// The files that the descriptor of a folder lists; none where there is no descriptor of ours.
pub fn listed(folder: &Path) -> Option<Vec<PathBuf>> {
    Some(files(folder)?.into_iter().map(|file| folder.join(file.path)).collect())
}

/// The files in its folder that a descriptor of ours lists, with their hashes.
fn files(folder: &Path) -> Option<Vec<ListedFile>> {
    let json = std::fs::read(folder.join(PACKAGE)).ok()?;
    let listed: ListedFiles = serde_json::from_slice(&json).ok()?;
    let in_it = |file: &ListedFile| file.path.file_name() == Some(file.path.as_os_str());
    let all = listed.resources.into_iter().chain(listed.others).chain(listed.page);
    Some(all.filter(in_it).collect())
}

/// Whether a file is as it was written.
fn is_unchanged(path: &Path, hash: &str) -> bool {
    Hashing::all(path).is_ok_and(|read| read.seal(0).hash == hash)
}

/// The files of a folder that its descriptor lists, that nobody changed since, and that are not among `kept`; none where there
/// is no descriptor of ours.
pub fn left_behind(folder: &Path, kept: &[PathBuf]) -> Vec<PathBuf> {
    let unchanged = |listed: ListedFile| {
        let path = folder.join(&listed.path);
        let ours = !kept.contains(&path) && is_unchanged(&path, &listed.hash);
        ours.then_some(path)
    };
    files(folder).unwrap_or_default().into_iter().filter_map(unchanged).collect()
}

/// A file that is hashed while it is read.
struct Hashing {
    file: File,
    hasher: Sha256,
    bytes: u64,
}

impl Hashing {
    fn open(file: &Path) -> std::io::Result<Self> {
        Ok(Hashing { file: File::open(file)?, hasher: Sha256::new(), bytes: 0 })
    }

    /// A file that is read to its end.
    fn all(file: &Path) -> std::io::Result<Self> {
        let mut hashing = Self::open(file)?;
        std::io::copy(&mut hashing, &mut std::io::sink())?;
        Ok(hashing)
    }

    fn seal(self, rows: u64) -> Seal {
        Seal { hash: format!("{SHA256}{}", hex(&self.hasher.finalize())), bytes: self.bytes, rows }
    }
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.file.read(buffer)?;
        self.hasher.update(&buffer[..n]);
        self.bytes += n as u64;
        Ok(n)
    }
}
