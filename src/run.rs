//! The main job: every document is read twice, first for the names of all speakers and the terms to count, then to be
//! annotated and written; memory holds some chunks of documents, the speakers' sums and terms, and the names.

mod corpus;
mod dates;
mod duplicates;
#[cfg(feature = "cli")]
mod evaluate;
mod events;
mod journal;
mod manifest;
mod minhash;
mod output;
#[cfg(feature = "cli")]
mod parse;
mod pipeline;
mod progress;
mod summary;
mod twins;

pub use corpus::documents;
#[cfg(feature = "cli")]
pub use evaluate::{Evaluate, Form, evaluate};
#[cfg(feature = "cli")]
pub use parse::{Print, parse};
pub use progress::{Progress, Watcher};
pub use summary::Summary;

use std::time::Instant;

use serde_json::json;

use crate::aggregate::family;
use crate::aggregate::keyness::{Learner, TermCounts, key_terms};
use crate::aggregate::split;
use crate::annotate::Annotator;
use crate::config::{Config, Topic};
use crate::error::{Error, Result};
use crate::run::corpus::Unread;
use crate::run::duplicates::Duplicates;
use crate::run::manifest::Facts;
use crate::run::output::Output;
use crate::run::pipeline::Totals;
use crate::tables::{Finished, RowSource, TABLES};
use crate::tally::Tally;

/// Runs `analyze`; `watch` is told how far it is.
///
/// # Errors
/// A model that is not right, an output that cannot be written. Inputs that fail are named in the summary and in
/// documents.csv; the others are complete.
pub fn analyze(config: &Config, watch: Watcher) -> Result<Summary> {
    let started = Instant::now();
    let found = Unread::find(&config.reading, Some(&config.out))?;
    let failures = found.failures.iter().map(Error::chain).collect();
    let mut summary = Summary { failures, warnings: found.remarks.clone(), ..Summary::default() };
    if found.files() == 0 {
        summary.seconds = started.elapsed().as_secs_f64();
        return Ok(summary);
    }
    let annotator = Annotator::load(config)?;
    let models = annotator.scorer().models();
    summary.warnings.extend(models.warnings.iter().cloned());
    let method = config.models.settings.topics.method;
    let identity = json!([models.built_in.manifest, models.engine, models.describe_own(), method]);
    let report = Output::folder(TABLES, config)?;
    watch(Progress::Files(found.files()));
    let mut learner = Learner::default();
    let duplicates = (!config.keep_duplicates).then(Duplicates::default);
    let corpus = found.learn(watch, duplicates, |transcript| learner.learn(transcript));
    if let Some(by) = &config.reading.cluster {
        summary.warnings.extend(corpus.files.events.remark(by)?);
    }
    let (mut output, mut journal) = Output::create(TABLES, report, config.replace, &identity, annotator.topics())?;
    let vocabulary = learner.finish();
    for id in annotator.scorer().found_topics().redefined(&models.built_in) {
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
    let totals = pipeline::run(corpus, (&annotator, &mut journal), (&mut output, totals), watch)?;
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
    let contrasts = family::compare(&tally, &config.contrasts);
    let time = config.models.settings.time;
    let splits = time.split.map_or_else(Vec::new, |day| split::splits(&tally, day, &config.contrasts));
    dates::remark(&tally, time, &mut summary);
    summary.seconds = started.elapsed().as_secs_f64();
    let facts = Facts { inputs }.json(config, annotator.scorer(), &summary);
    let finished = Finished::new(tally, contrasts, key_terms, annotator.topics());
    output.write(RowSource::Run(&finished.over_time(time.period, splits)))?;
    output.finish(&facts)?;
    Ok(summary)
}

fn topic_counts(tally: &Tally, topics: &[Topic]) -> Vec<(String, u64)> {
    let count =
        |i: usize| tally.speakers.values().filter_map(|s| s.topics.get(&i)).map(|t| t.tone.n.unsigned_abs()).sum();
    topics.iter().enumerate().map(|(i, t)| (t.id.clone(), count(i))).collect()
}
