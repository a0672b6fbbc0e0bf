//! The main job: every document is read twice, first for the names of all speakers and the terms to count, then to be
//! annotated and written; memory holds one chunk of documents, the speakers' sums and terms, and the names.

mod corpus;
mod describe;
mod evaluate;
mod manifest;
mod output;
mod parse;
mod progress;
mod summary;

pub use describe::describe;
pub use evaluate::{Evaluate, Form, evaluate};
pub use parse::{Print, parse};
pub use progress::Watch;
pub use summary::Summary;

use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use crate::aggregate::keyness::{Counts, Learner, Vocabulary, key_terms};
use crate::aggregate::{Tally, family};
use crate::annotate::Annotator;
use crate::config::{Config, Topic, built_in_topics, parse_topics};
use crate::entity::{self, Resolver};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::read::Source;
use crate::run::corpus::{Attributed, Found};
use crate::run::manifest::{Facts, Hashed};
use crate::run::output::{Output, Results};
use crate::run::progress::Progress;
use crate::speaker::Medians;
use crate::tables::documents::DocumentRow;

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
    let (resolver, entities_file) = load_entities(config.entities.as_deref())?;
    let mut found = Found::find(&config.reading, Some(&config.out))?;
    let mut summary = Summary { failures: std::mem::take(&mut found.failures), ..Summary::default() };
    if found.files() == 0 {
        summary.seconds = started.elapsed().as_secs_f64();
        return Ok(summary);
    }
    let mut output = Output::create(config)?;
    let progress = Progress::new(watch, found.files());
    let speakers_file = found.speakers_file.take();
    let facts = Facts { topics: topics_hash, speakers: speakers_file, entities: entities_file, ..Facts::default() };
    let mut learner = Learner::default();
    let corpus = found.learn(&progress, |transcript| learner.learn(transcript));
    let vocabulary = learner.finish();
    let annotator = Annotator::new(Model::built_in()?, topics, config.threads)?.with_entities(resolver);
    for id in annotator.redefined_topics() {
        summary.warnings.push(format!(
            "topic {id}: the definition was changed, so its trained head does not apply; classified from its examples"
        ));
    }
    let mut run = Run {
        annotator: &annotator,
        output: &mut output,
        progress: &progress,
        strict: config.reading.strict,
        summary,
        tally: Tally::default(),
        vocabulary: &vocabulary,
        counts: Counts::default(),
        facts,
        chunk: Vec::new(),
    };
    corpus.read(|source, documents, medians| run.source(source, documents, medians))?;
    run.flush()?;
    let Run { mut summary, tally, counts, facts, .. } = run;
    progress.finish();
    summary.speakers = tally.speakers.len();
    summary.topics = topic_counts(&tally, annotator.topics());
    for name in family::unknown(&tally, &config.contrasts) {
        summary
            .failures
            .push(format!("contrasts: no {} {name:?} has a scored sentence", config.contrasts.level.name()));
    }
    let persons = tally.persons(config.contrasts.min_sentences);
    let key_terms = key_terms(&counts, &vocabulary, persons, config.seed);
    let contrasts = family::compare(&tally, &config.contrasts, config.seed);
    summary.seconds = started.elapsed().as_secs_f64();
    let facts = facts.json(config, &annotator, &summary);
    output.finish(Results { tally, contrasts, key_terms }, annotator.topics(), &facts)?;
    Ok(summary)
}

/// The second pass under way.
struct Run<'a> {
    annotator: &'a Annotator,
    output: &'a mut Output,
    progress: &'a Progress,
    strict: bool,
    summary: Summary,
    tally: Tally,
    vocabulary: &'a Vocabulary,
    counts: Counts,
    facts: Facts,
    chunk: Vec<Attributed>,
}

impl Run<'_> {
    /// Adds the documents of one file to the chunk; a full chunk is annotated and written.
    fn source(&mut self, source: &Source, documents: Result<Vec<Attributed>>, medians: &Medians) -> Result<()> {
        self.progress.document();
        match documents {
            Err(error) => {
                let reason = error.chain();
                // rows stand in the order of the inputs
                self.flush()?;
                let path = source.path.display().to_string();
                self.output.failed(DocumentRow::failed(&source.id, &path, reason.clone()))?;
                self.summary.failures.push(reason);
            }
            Ok(documents) => {
                for document in &documents {
                    self.summary.doubtful += self.output.attribution(document, medians)?;
                }
                self.chunk.extend(documents);
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
            corpus::remark(&document.transcript, self.strict, &mut self.summary);
            self.tally += Tally::of(&document);
            self.counts += Counts::of(&document, self.vocabulary);
        }
        Ok(())
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

fn load_entities(path: Option<&Path>) -> Result<(Resolver, Option<Hashed>)> {
    let Some(path) = path else { return Ok((Resolver::default(), None)) };
    let toml = load(path)?;
    Ok((Resolver::new(entity::parse(&toml, &path.display().to_string())?), Some(Hashed::of(path, &toml))))
}
