//! The key of a sample: which unit each item of each coder's sheet is, how probable it was to be drawn, and the design of
//! the whole. Coders do not see it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::coding::frame::{Frame, FrameDefinition};
use crate::error::{Error, Result};
use crate::hash::Hashed;
use crate::results::{Record, records};
use crate::table::{Cell, Table, integer, number, text};

/// Name of the file with the rows.
pub const KEY: &str = "key.csv";
/// Name of the file with the design.
pub const DESIGN: &str = "sample.json";

/// How a sample is shared out among speakers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Allocate {
    /// As many to each, for equal precision.
    Equal,
    /// By what each says.
    Proportional,
}

/// How a sample is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Design {
    /// What it is drawn from.
    #[serde(flatten)]
    pub frame: FrameDefinition,
    /// Units asked for.
    pub n: u64,
    /// Names of the coders.
    pub coders: Vec<String>,
    /// Share of the units that all coders have, 0 to 1; the others have one coder each.
    pub overlap: f64,
    /// Share of a coder's units that come back later in the sheet under another id.
    pub repeat: f64,
    /// Sentences shown before and after.
    pub context: u64,
    /// Whether coders see who speaks.
    pub show_speaker: bool,
    /// How it is shared out among speakers.
    pub allocate: Allocate,
    /// Seed of the draw.
    pub seed: u64,
}

/// A design that was drawn by, as `sample.json` has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawnDesign {
    /// The version of rostrum that drew the sample.
    #[serde(rename = "rostrum")]
    pub version: String,
    /// The design.
    #[serde(flatten)]
    pub design: Design,
    /// The hashes of the tables that the frame was made from, as in datapackage.json.
    pub tables: BTreeMap<String, String>,
    /// SHA-256 of key.csv, hexadecimal.
    pub key_sha256: String,
}

/// One item of one coder's sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyRow {
    /// Its id, which no other item of any coder has.
    pub item: String,
    /// Who codes it.
    pub coder: String,
    /// Id of the document.
    pub document: String,
    /// Number of the turn, from 1.
    pub turn: u64,
    /// Number of the sentence in the turn, from 1.
    pub sentence: u64,
    /// First character of a mention in the turn's text; none for a sentence.
    pub start: Option<u64>,
    /// One past its last character.
    pub end: Option<u64>,
    /// Who speaks.
    pub speaker: String,
    /// The stratum inside the speaker, in words.
    pub stratum: String,
    /// Units of the stratum (N).
    pub population: u64,
    /// Those drawn (n).
    pub sampled: u64,
    /// n / N, above 0 and up to 1.
    pub probability: f64,
    /// The item of the same sheet that this one repeats.
    pub duplicate_of: Option<String>,
}

/// The key with its design.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleKey {
    /// The file of the rows.
    pub path: PathBuf,
    /// How the sample was drawn.
    pub drawn: DrawnDesign,
    /// A row for each item of each coder.
    pub rows: Vec<KeyRow>,
}

impl SampleKey {
    /// Reads `key.csv`, or the one in a folder, and `sample.json` beside it.
    ///
    /// # Errors
    /// [`Error::Missing`] where one of them is not there, [`Error::Results`] where it was changed or is not of this shape.
    pub fn read(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Err(Error::Missing { path: path.to_owned() });
        }
        let path = if path.is_dir() { path.join(KEY) } else { path.to_owned() };
        let design = path.with_file_name(DESIGN);
        let fault = |path: &Path, reason: String| Error::Results { path: path.to_owned(), reason };
        let json = std::fs::read_to_string(&design).map_err(|source| unread(&design, source))?;
        let drawn: DrawnDesign = serde_json::from_str(&json)
            .map_err(|e| fault(&design, format!("not what rostrum {} writes ({e})", env!("CARGO_PKG_VERSION"))))?;
        let file = File::open(&path).map_err(|source| unread(&path, source))?;
        if Hashed::file(&path)?.sha256 != drawn.key_sha256 {
            let reason = format!("was changed after the sample was drawn (its SHA-256 is not the one in {DESIGN})");
            return Err(fault(&path, reason));
        }
        let rows = records(path.clone(), file)?.map(|row| KeyRow::of(&row?)).collect::<Result<_>>()?;
        Ok(SampleKey { path, drawn, rows })
    }

    /// Refuses a frame that the sample was not drawn from.
    ///
    /// # Errors
    /// [`Error::Results`] with the table that is another.
    pub fn check(&self, frame: &Frame) -> Result<()> {
        let drawn = &self.drawn.tables;
        let Some(table) = drawn.keys().find(|table| drawn.get(*table) != frame.tables.get(*table)) else {
            return Ok(());
        };
        let reason = format!("the sample was drawn from another {table}.csv; give the folder that it was drawn from");
        Err(Error::Results { path: self.path.clone(), reason })
    }
}

fn unread(path: &Path, source: std::io::Error) -> Error {
    match source.kind() {
        ErrorKind::NotFound => Error::Missing { path: path.to_owned() },
        _ => Error::Read { path: path.to_owned(), source },
    }
}

impl KeyRow {
    fn of(row: &Record) -> Result<Self> {
        let count_or_none = |column| row.text_or_none(column)?.map(|_| row.count(column)).transpose();
        let (population, sampled) = (row.count("population")?, row.count("sampled")?);
        Ok(KeyRow {
            item: row.text("item")?.to_owned(),
            coder: row.text("coder")?.to_owned(),
            document: row.text("document")?.to_owned(),
            turn: row.count("turn")?,
            sentence: row.count("sentence")?,
            start: count_or_none("start")?,
            end: count_or_none("end")?,
            speaker: row.text("speaker")?.to_owned(),
            stratum: row.text("stratum")?.to_owned(),
            population,
            sampled,
            // the printed one is rounded
            probability: sampled as f64 / population as f64,
            duplicate_of: row.text_or_none("duplicate_of")?.map(str::to_owned),
        })
    }
}

/// The columns of `key.csv`.
pub fn key_table() -> Table<KeyRow> {
    let counted = |count: Option<u64>| count.map_or(Cell::Missing, Cell::Count);
    Table::new("key", "One row per item of each coder's sheet. Not for coders.")
        .with(text("item", "Id in the sheet").key(), |r: &KeyRow| Cell::text(&r.item))
        .with(text("coder", "Whose sheet"), |r| Cell::text(&r.coder))
        .with(text("document", "Id of the document"), |r| Cell::text(&r.document))
        .with(integer("turn", "Number of the turn in the document, from 1"), |r| Cell::Count(r.turn))
        .with(integer("sentence", "Number of the sentence in the turn, from 1"), |r| Cell::Count(r.sentence))
        .with(
            integer("start", "First character of the mention in the turn's text").or_missing("a sentence"),
            move |r| counted(r.start),
        )
        .with(integer("end", "One past its last character").or_missing("a sentence"), move |r| counted(r.end))
        .with(text("speaker", "Who speaks"), |r| Cell::text(&r.speaker))
        .with(
            text("stratum", "Predicted class, and whether it is about a topic where strata are crossed with that"),
            |r| Cell::text(&r.stratum),
        )
        .with(integer("population", "Units of the stratum of the speaker"), |r| Cell::Count(r.population))
        .with(integer("sampled", "Those drawn"), |r| Cell::Count(r.sampled))
        .with(number("probability", "Probability to be drawn").within(0.0, 1.0).formula("sampled / population"), |r| {
            Cell::Number(r.probability)
        })
        .with(
            text("duplicate_of", "The item of the same sheet that this one repeats").or_missing("no repetition"),
            |r| Cell::text_or_missing(r.duplicate_of.as_deref()),
        )
}
