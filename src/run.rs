//! The main job: every document is read twice, first for the names of all speakers and the terms to count, then to be
//! annotated and written; memory holds some chunks of documents, the speakers' sums and terms, and the names.

mod corpus;
mod describe;
mod evaluate;
mod export;
mod journal;
mod manifest;
mod output;
mod parse;
mod pipeline;
mod progress;
mod summary;

pub use describe::describe;
pub use evaluate::{Evaluate, Form, evaluate};
pub use export::export;
pub use parse::{Print, parse};
pub use progress::Watch;
pub use summary::Summary;

use std::path::Path;
use std::time::Instant;

use serde_json::json;

use crate::aggregate::keyness::{Learner, TermCounts, key_terms};
use crate::aggregate::{Tally, family};
use crate::annotate::{Annotator, Own};
use crate::config::{Config, Topic, built_in_topics, parse_topics};
use crate::entity::{self, Resolver};
use crate::error::{Error, Result};
use crate::model::Loaded;
use crate::run::corpus::Found;
use crate::run::manifest::{Facts, Hashed};
use crate::run::output::Output;
use crate::run::pipeline::Totals;
use crate::run::progress::Progress;
use crate::tables::{Finished, RowSource, TABLES};

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
    let loaded = Loaded::load(&config.models)?;
    summary.warnings.extend(loaded.warnings.iter().cloned());
    let own = loaded.own();
    let method = config.models.settings.topics.method;
    let identity = json!([loaded.model.manifest, loaded.engine, own, method]);
    let (mut output, mut journal) = Output::create(TABLES, config, &identity, &topics)?;
    let mut progress = Progress::new(watch, found.files());
    let speakers_file = found.speakers_file.take();
    let mut learner = Learner::default();
    let corpus = found.learn(&progress, |transcript| learner.learn(transcript));
    let vocabulary = learner.finish();
    let Loaded { model, checkpoints, engine, .. } = loaded;
    let own_models = Own { checkpoints, topics: method };
    let annotator = Annotator::new(model, topics, config.threads)?.with_entities(resolver).with_own(own_models);
    for id in annotator.redefined_topics() {
        summary.warnings.push(format!(
            "topic {id}: the definition was changed, so its trained head does not apply; classified from its examples"
        ));
    }
    let totals = Totals {
        summary,
        tally: Tally::default(),
        counts: TermCounts::default(),
        inputs: Vec::new(),
        vocabulary: &vocabulary,
        strict: config.reading.strict,
    };
    let totals = pipeline::run(corpus, (&annotator, &mut journal), (&mut output, totals), &progress)?;
    progress.finish();
    let Totals { mut summary, tally, counts, inputs, .. } = totals;
    summary.reused = journal.reused;
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
    let facts = Facts { inputs, topics: topics_hash, speakers: speakers_file, entities: entities_file, engine, own };
    let facts = facts.json(config, &annotator, &summary);
    output.write(RowSource::Run(&Finished::new(tally, contrasts, key_terms, annotator.topics())))?;
    output.finish(&facts)?;
    Ok(summary)
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
