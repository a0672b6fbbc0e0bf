//! The main job: every document is read twice, first for the names of all speakers, then to be annotated and
//! written; memory holds one chunk of documents, the speakers' sums and the names.

mod manifest;
mod output;
mod progress;
mod summary;

pub use progress::Watch;
pub use summary::Summary;

use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use crate::aggregate::Tally;
use crate::annotate::Annotator;
use crate::config::{Config, Topic, built_in_topics, parse_topics};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::read::{self, Options, Source};
use crate::run::manifest::{Facts, Hashed};
use crate::run::output::Output;
use crate::run::progress::Progress;
use crate::speaker::{self, Registry, Resolved};
use crate::tables::documents::DocumentRow;
use crate::transcript::Transcript;

/// Characters of speech that are annotated together: some thousands of sentences, enough to fill batches of like
/// length from short documents.
const CHUNK: usize = 400_000;

/// Runs `analyze`.
///
/// # Errors
/// A configuration that cannot be used, a model that is not right, an output that cannot be written. Inputs that
/// fail are named in the summary and in documents.csv; the others are complete.
pub fn analyze(config: &Config, watch: Watch) -> Result<Summary> {
    let started = Instant::now();
    let (topics, topics_hash) = load_topics(config.topics.as_deref())?;
    let (known, speakers_hash) = load_speakers(config.reading.speakers.as_deref())?;
    let mut summary = Summary::default();
    let mut sources = Vec::new();
    for found in read::find(&config.reading.inputs) {
        match found {
            // the tables of an earlier run are no transcripts, even where they lie among them
            Ok(source) if source.file_path().is_some_and(|path| lies_in(path, &config.out)) => {}
            Ok(source) => sources.push(source),
            Err(error) => summary.failures.push(error.chain()),
        }
    }
    if sources.is_empty() {
        summary.seconds = started.elapsed().as_secs_f64();
        return Ok(summary);
    }
    let mut output = Output::create(config)?;
    let options = Options { unit: config.reading.unit, max_size: config.reading.max_size };
    let progress = Progress::new(watch, sources.len());
    let mut registry = Registry::new(known);
    let learned: Vec<Learned> = sources.iter().map(|s| learn(s, options, &mut registry, &progress)).collect();
    let annotator = Annotator::new(Model::built_in()?, topics, config.threads)?;
    for id in annotator.redefined_topics() {
        summary.warnings.push(format!(
            "topic {id}: the definition was changed, so its trained head does not apply; classified from its examples"
        ));
    }
    let mut run = Run {
        annotator: &annotator,
        output: &mut output,
        progress: &progress,
        summary,
        tally: Tally::default(),
        facts: Facts::default(),
        chunk: Vec::new(),
    };
    for (source, learned) in sources.iter().zip(learned) {
        run.source(source, learned, options, &registry)?;
    }
    run.flush()?;
    let Run { mut summary, tally, mut facts, .. } = run;
    progress.finish();
    summary.speakers = tally.speakers.len();
    summary.topics = topic_counts(&tally, annotator.topics());
    summary.seconds = started.elapsed().as_secs_f64();
    facts.topics = topics_hash;
    facts.speakers = speakers_hash;
    output.finish(tally, annotator.topics(), &facts.json(config, &annotator, &summary))?;
    Ok(summary)
}

/// What the first pass leaves of a file.
enum Learned {
    /// Its names are known; it is read again when its turn comes.
    Names,
    /// Standard input cannot be read twice.
    Whole(Vec<Transcript>),
    /// It could not be read.
    Failed(Error),
}

/// First pass over a file: the registry learns its headers.
fn learn(source: &Source, options: Options, registry: &mut Registry, progress: &Progress) -> Learned {
    let read = read::read(source, options);
    progress.learned();
    match read {
        Ok(transcripts) => {
            for t in &transcripts {
                registry.learn(&t.id, t.turns.iter().map(|turn| &turn.header));
            }
            if source.is_stdin() { Learned::Whole(transcripts) } else { Learned::Names }
        }
        Err(error) => Learned::Failed(error),
    }
}

/// The second pass under way.
struct Run<'a> {
    annotator: &'a Annotator,
    output: &'a mut Output,
    progress: &'a Progress,
    summary: Summary,
    tally: Tally,
    facts: Facts,
    chunk: Vec<(Transcript, Vec<Resolved>)>,
}

impl Run<'_> {
    /// Adds the documents of one file to the chunk; a full chunk is annotated and written.
    fn source(&mut self, source: &Source, learned: Learned, options: Options, registry: &Registry) -> Result<()> {
        let again = match learned {
            Learned::Names => read::read(source, options),
            Learned::Whole(transcripts) => Ok(transcripts),
            Learned::Failed(error) => Err(error),
        };
        match again {
            Err(error) => {
                let reason = error.chain();
                // rows stand in the order of the inputs
                self.flush()?;
                self.output.failed(DocumentRow::failed(
                    &source.id,
                    &source.path.display().to_string(),
                    reason.clone(),
                ))?;
                self.summary.failures.push(reason);
                self.progress.document();
            }
            Ok(transcripts) => {
                for transcript in transcripts {
                    let resolve = |turn: &crate::transcript::Turn| registry.resolve(&transcript.id, &turn.header);
                    let speakers = transcript.turns.iter().map(resolve).collect();
                    self.chunk.push((transcript, speakers));
                }
                self.progress.document();
            }
        }
        let filled: usize = self.chunk.iter().map(|(t, _)| t.characters).sum();
        if filled >= CHUNK { self.flush() } else { Ok(()) }
    }

    /// Annotates and writes what is in the chunk.
    fn flush(&mut self) -> Result<()> {
        let chunk = std::mem::take(&mut self.chunk);
        let done: &AtomicU64 = self.progress.sentences();
        for document in self.annotator.annotate(chunk, done)? {
            self.output.write(&document, self.annotator.topics())?;
            self.summary.documents += 1;
            self.summary.turns += document.transcript.turns.len();
            self.summary.sentences += document.sentences.iter().map(Vec::len).sum::<usize>();
            self.facts
                .inputs
                .push(Hashed { name: document.transcript.id.clone(), sha256: document.transcript.sha256.clone() });
            if document.transcript.turns.is_empty() {
                self.summary.without_turns += 1;
                let error = Error::NoTurns { path: document.transcript.path.clone() };
                self.summary.warnings.push(error.to_string());
            }
            for note in &document.transcript.notes {
                self.summary.warnings.push(format!("{}: {note}", document.transcript.path));
            }
            self.tally += Tally::of(&document);
        }
        Ok(())
    }
}

/// Whether a file is inside a folder, whatever way its path is written.
fn lies_in(path: &Path, folder: &Path) -> bool {
    match (path.canonicalize(), folder.canonicalize()) {
        (Ok(path), Ok(folder)) => path.starts_with(folder),
        _ => false,
    }
}

fn topic_counts(tally: &Tally, topics: &[Topic]) -> Vec<(String, u64)> {
    let count =
        |i: usize| tally.speakers.values().filter_map(|s| s.topics.get(&i)).map(|t| t.tone.n.unsigned_abs()).sum();
    topics.iter().enumerate().map(|(i, t)| (t.id.clone(), count(i))).collect()
}

fn load(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|e| Error::Config { path: path.display().to_string(), reason: e.to_string() })
}

fn load_topics(path: Option<&Path>) -> Result<(Vec<Topic>, Option<Hashed>)> {
    let Some(path) = path else { return Ok((built_in_topics()?, None)) };
    let toml = load(path)?;
    Ok((parse_topics(&toml, &path.display().to_string())?, Some(Hashed::of(path, &toml))))
}

fn load_speakers(path: Option<&Path>) -> Result<(Vec<speaker::Known>, Option<Hashed>)> {
    let Some(path) = path else { return Ok((Vec::new(), None)) };
    let toml = load(path)?;
    Ok((speaker::parse(&toml, &path.display().to_string())?, Some(Hashed::of(path, &toml))))
}
