//! The main job: every document is read twice, first for the names of all speakers and the terms to count, then to be
//! annotated and written; memory holds some chunks of documents, the speakers' sums and terms, and the names.

mod corpus;
mod dates;
mod duplicates;
#[cfg(feature = "cli")]
mod evaluate;
mod events;
mod findings;
mod journal;
mod manifest;
mod minhash;
mod output;
#[cfg(feature = "cli")]
mod parse;
mod pipeline;
mod progress;
mod record;
mod score;
mod score_files;
mod scoring;
mod summary;
mod twins;

pub use corpus::documents;
#[cfg(feature = "cli")]
pub use evaluate::{Evaluate, Form, evaluate};
pub use findings::{
    DifferingPair, DisagreeingPair, Disagreement, Findings, MeasuredDifference, SpeakerFinding, TestedPairs,
};
#[cfg(feature = "cli")]
pub use parse::{Print, parse};
pub use progress::{Progress, Watcher};
pub use record::ScoreRecord;
pub use score::{ScoreRequest, ScoreSummary, score, score_sources};
pub use score_files::{COLUMNS as SCORE_COLUMNS, ScoreRow, row as score_row, write as write_scores};
pub use scoring::RecordMaker;
pub use summary::Summary;

use std::sync::Arc;
use std::time::Instant;

use crate::aggregate::family;
use crate::aggregate::keyness::{Learner, SaidTerms, TermCounts, key_terms};
use crate::aggregate::split;
use crate::config::{Config, Topic};
use crate::entity::Resolver;
use crate::error::{Error, Result};
use crate::input::Source;
use crate::report::table_writer::MemoryTable;
use crate::run::corpus::Unread;
use crate::run::duplicates::Duplicates;
use crate::run::journal::Journal;
use crate::run::manifest::Facts;
use crate::run::output::Output;
use crate::run::pipeline::Totals;
use crate::run::scoring::ScoreOrigin;
use crate::tables::{Finished, TABLES};
use crate::tally::Tally;
use crate::transcript::Transcript;

/// Runs `analyze`; `watch` is told how far it is.
///
/// # Errors
/// A model that is not right, an output that cannot be written. Inputs that fail are named in the summary and in
/// documents.csv; the others are complete.
pub fn analyze(config: &Config, watch: Watcher) -> Result<Summary> {
    let started = Instant::now();
    let found = Unread::find(&config.reading, Some(&config.out), &config.scores)?;
    if found.files() == 0 {
        let failures = found.failures.iter().map(Error::chain).collect();
        let seconds = started.elapsed().as_secs_f64();
        return Ok(Summary { failures, warnings: found.remarks, seconds, ..Summary::default() });
    }
    let origin = ScoreOrigin::open(config)?;
    let report = Output::folder(TABLES, config)?;
    let open = || Output::create(TABLES, report, config.replace).map(|(output, journal)| (output, Some(journal)));
    Ok(write_tables((config, started), found, origin, open, watch)?.0)
}

/// The tables of sources that are at hand, in memory, by models that are loaded; the `config` says all else.
///
/// # Errors
/// Columns that cannot be used, an engine that fails. Sources that fail are named in the summary and in the table documents.
pub fn annotate(
    config: &Config,
    maker: &Arc<RecordMaker>,
    sources: Vec<Source>,
    watch: Watcher,
) -> Result<(Summary, Vec<MemoryTable>)> {
    let started = Instant::now();
    let found = Unread::of(sources, &config.reading)?;
    let origin = ScoreOrigin::Models(Arc::clone(maker));
    write_tables((config, started), found, origin, || Ok((Output::memory(TABLES), None)), watch)
}

/// Both passes over what was found, into the tables that `open` opens between them.
fn write_tables(
    (config, started): (&Config, Instant),
    found: Unread,
    mut origin: ScoreOrigin,
    open: impl FnOnce() -> Result<(Output, Option<Journal>)>,
    watch: Watcher,
) -> Result<(Summary, Vec<MemoryTable>)> {
    let topics = &config.topics.content;
    let failures = found.failures.iter().map(Error::chain).collect();
    let mut summary = Summary { failures, warnings: found.remarks.clone(), ..Summary::default() };
    watch(Progress::Files(found.files()));
    let mut learner = Learner::default();
    let duplicates = (!config.keep_duplicates).then(Duplicates::default);
    let each = |t: &Transcript, said: SaidTerms| {
        learner.learn(&said);
        origin.expect(t);
    };
    let corpus = found.learn(config.threads, watch, duplicates, (SaidTerms::of, each));
    origin.check()?;
    if let Some(by) = &config.reading.cluster {
        summary.warnings.extend(corpus.files.events.remark(by)?);
    }
    let (mut output, journal) = open()?;
    let vocabulary = learner.finish();
    summary.warnings.extend(origin.warnings());
    let mut scoring = origin.scoring(journal)?;
    let resolver = Resolver::new(config.entities.content.clone());
    let totals = Totals {
        summary,
        tally: Tally::default(),
        compared: None,
        without: &config.contrasts.exclude_roles,
        counts: TermCounts::default(),
        inputs: Vec::new(),
        vocabulary: &vocabulary,
        topics,
        strict: config.reading.strict,
    };
    let totals = pipeline::run(corpus, (&mut scoring, &resolver, config.threads), (&mut output, totals), watch)?;
    watch(Progress::Summing);
    let Totals { mut summary, tally, compared, counts, inputs, .. } = totals;
    summary.reused = scoring.reused;
    if scoring.elsewhere > 0 {
        let n = scoring.elsewhere;
        let documents = format!("{n} document{}", if n == 1 { "" } else { "s" });
        summary
            .warnings
            .push(format!("scored on another kind of processor by an earlier run, and so again: {documents}"));
    }
    summary.speakers = tally.speakers.len();
    summary.topics = topic_counts(&tally, topics);
    let unknown = family::unknown(&tally, &config.contrasts);
    summary.failures.extend(unknown.into_iter().map(|unknown| format!("contrasts: {unknown}")));
    let compared = compared.as_ref().unwrap_or(&tally);
    summary.pairs = family::choice(compared, &config.contrasts);
    let persons = tally.persons(config.contrasts.min_sentences);
    let key_terms = key_terms(&counts, &vocabulary, persons, (config.seed, config.threads));
    let contrasts = family::compare(compared, &config.contrasts, config.threads);
    let time = config.models.settings.time;
    let splits = time.split.map_or_else(Vec::new, |day| split::splits(compared, day, &config.contrasts));
    dates::remark(&tally, time, &mut summary);
    summary.findings = Findings::of(&tally, &contrasts, topics, &config.contrasts);
    let finished = Finished::new(tally, contrasts, key_terms, topics);
    output.write_run(&finished.over_time(time.period, splits), config.threads)?;
    summary.warnings.extend(output.remarks());
    summary.seconds = started.elapsed().as_secs_f64();
    let facts = Facts { inputs, machines: scoring.machines }.json(config, origin.identity(), &summary);
    let held = output.finish(&facts)?;
    Ok((summary, held))
}

fn topic_counts(tally: &Tally, topics: &[Topic]) -> Vec<(String, u64)> {
    let count =
        |i: usize| tally.speakers.values().filter_map(|s| s.topics.get(&i)).map(|t| t.tone.n.unsigned_abs()).sum();
    topics.iter().enumerate().map(|(i, t)| (t.id.clone(), count(i))).collect()
}
