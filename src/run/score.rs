//! `rostrum score`: the costly part of a run by itself, document by document, for one machine or for many.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::config::{ModelChoice, Reading, Topic};
use crate::error::{Error, Result};
use crate::input::Source;
use crate::run::corpus::{Unread, speech};
use crate::run::progress::{Progress, Watcher};
use crate::run::record::Key;
use crate::run::score_files::{ScoreRow, error_row, keys, read_row, row, write};
use crate::run::scoring::RecordMaker;
use crate::scores::Done;
use crate::transcript::{Holds, Transcript};

/// Characters of speech that are scored together, as in a run.
const CHUNK: usize = 400_000;
/// Chunks whose rows make a file: a minute's work or two.
const CHUNKS: usize = 8;

/// What is scored, and where the scores go.
#[derive(Debug, Clone)]
pub struct ScoreRequest {
    /// What to read.
    pub reading: Reading,
    /// The topics to look for.
    pub topics: Vec<Topic>,
    /// Which models score.
    pub models: ModelChoice,
    /// Worker threads, at least 1.
    pub threads: usize,
    /// The folder of the scores; what it holds already is not scored again.
    pub scores: PathBuf,
}

/// What was scored.
#[derive(Debug, Clone, Default)]
pub struct ScoreSummary {
    /// Documents read.
    pub documents: usize,
    /// Of these, those whose scores were there.
    pub reused: usize,
    /// Sentences of the others.
    pub sentences: usize,
    /// The kind of processor.
    pub machine: String,
    /// One line for each thing that deserves a look.
    pub warnings: Vec<String>,
    /// One line for each input that failed.
    pub failures: Vec<String>,
    /// Seconds from start to end.
    pub seconds: f64,
}

/// The rows of sources that are at hand: those of their documents, one with its error for each that cannot be read, and one
/// without scores for whatever has nothing to score, so that every source and document is found among them.
///
/// # Errors
/// [`Error::Model`] where the engine fails, [`Error::Option`] for columns that cannot be used.
pub fn score_sources(
    maker: &RecordMaker,
    reading: &Reading,
    sources: Vec<Source>,
    done: &(dyn Fn(Done) + Sync),
) -> Result<Vec<ScoreRow>> {
    let (mut documents, mut others) = (Vec::new(), Vec::new());
    for (source, read) in Unread::of(sources, reading)?.read() {
        match read {
            Ok(read) => {
                let silent = read.iter().filter(|t| t.turns.is_empty()).map(|t| read_row(&t.id));
                others.extend(silent);
                if !source.id.is_empty() && read.iter().all(|t| t.id != source.id) {
                    others.push(read_row(&source.id));
                }
                documents.extend(read);
            }
            Err(error) => others.push(error_row(&source.id, &error.chain())),
        }
    }
    let mut all = rows(maker, &documents, done)?;
    all.extend(others);
    Ok(all)
}

/// The rows of documents that were read.
///
/// # Errors
/// [`Error::Model`] where the engine fails.
fn rows(maker: &RecordMaker, documents: &[Transcript], done: &(dyn Fn(Done) + Sync)) -> Result<Vec<ScoreRow>> {
    let spoken: Vec<&Transcript> = documents.iter().filter(|t| !t.turns.is_empty()).collect();
    let records = maker.records(&spoken, done)?;
    Ok(spoken
        .iter()
        .zip(records)
        .map(|(t, (record, _))| row(&t.id, &record, &maker.identity, &maker.machine))
        .collect())
}

/// Scores the inputs.
///
/// # Errors
/// Models that are not right, scores that cannot be written. Inputs that fail are rows with their error, and named in the
/// summary.
pub fn score(request: &ScoreRequest, watch: Watcher) -> Result<ScoreSummary> {
    let started = Instant::now();
    let found = Unread::find(&request.reading, None, std::slice::from_ref(&request.scores))?;
    let mut summary =
        ScoreSummary { failures: found.failures.iter().map(Error::chain).collect(), ..Default::default() };
    summary.warnings.extend(found.remarks.iter().cloned());
    if found.files() == 0 {
        return Ok(summary);
    }
    let maker = RecordMaker::load(&request.models, &request.topics, request.threads)?;
    summary.warnings.extend(maker.warnings());
    summary.machine.clone_from(&maker.machine);
    std::fs::create_dir_all(&request.scores).map_err(|source| Error::Write { path: request.scores.clone(), source })?;
    let there = keys(&request.scores, &maker.machine)?;
    watch(Progress::Files(found.files()));
    let mut part = ScorePart { there, ..ScorePart::new(&maker, &request.scores) };
    for (source, documents) in found.read() {
        watch(Progress::Read(documents.iter().flatten().map(speech).sum()));
        match documents {
            Ok(documents) => {
                summary.documents += documents.len();
                let strict = request.reading.strict;
                let silent = documents.iter().filter(|t| strict && t.turns.is_empty() && t.holds == Holds::Speech);
                let lapse = |t: &Transcript| format!("{}: 1 document without a speaker turn (--strict)", t.id);
                summary.failures.extend(silent.map(lapse));
                for document in documents {
                    part.add(document, &mut summary, watch)?;
                }
            }
            Err(error) => {
                part.rows.push(error_row(&source.id, &error.chain()));
                summary.failures.push(error.chain());
            }
        }
    }
    part.score(&mut summary, watch)?;
    part.write()?;
    summary.seconds = started.elapsed().as_secs_f64();
    Ok(summary)
}

/// The file that is being filled.
struct ScorePart<'a> {
    maker: &'a RecordMaker,
    folder: &'a Path,
    /// Keys that need no scores.
    there: HashSet<Key>,
    documents: Vec<Transcript>,
    characters: usize,
    chunks: usize,
    rows: Vec<ScoreRow>,
}

impl<'a> ScorePart<'a> {
    fn new(maker: &'a RecordMaker, folder: &'a Path) -> Self {
        let (there, documents, rows) = Default::default();
        ScorePart { maker, folder, there, documents, characters: 0, chunks: 0, rows }
    }

    fn add(&mut self, document: Transcript, summary: &mut ScoreSummary, watch: Watcher) -> Result<()> {
        // the same text twice needs one row
        if !document.turns.is_empty() && !self.there.insert(self.maker.identity.key(&document)) {
            summary.reused += 1;
            watch(Progress::Scored(speech(&document)));
            return Ok(());
        }
        self.characters += document.characters;
        self.documents.push(document);
        if self.characters >= CHUNK {
            self.score(summary, watch)?;
        }
        if self.chunks >= CHUNKS { self.write() } else { Ok(()) }
    }

    fn score(&mut self, summary: &mut ScoreSummary, watch: Watcher) -> Result<()> {
        let documents = std::mem::take(&mut self.documents);
        let speech = documents.iter().map(speech).sum();
        watch(Progress::Scoring(speech));
        let sentences = std::sync::atomic::AtomicUsize::new(0);
        self.rows.extend(rows(self.maker, &documents, &|done| {
            sentences.fetch_add(done.sentences as usize, std::sync::atomic::Ordering::Relaxed);
            watch(Progress::Heard(done));
        })?);
        watch(Progress::Scored(speech));
        summary.sentences += sentences.into_inner();
        self.characters = 0;
        self.chunks += 1;
        Ok(())
    }

    fn write(&mut self) -> Result<()> {
        self.chunks = 0;
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() { Ok(()) } else { write(self.folder, &rows) }
    }
}
