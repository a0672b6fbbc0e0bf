//! Scores the models on a labelled file: the file is read, predicted, printed and, where asked for, every prediction
//! is written.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::config::{ByteOrderMark, ModelChoice, Replace, Topic};
use crate::error::{Error, Result};
use crate::evaluate::{self, gold};
use crate::model::Models;
use crate::report::csv::CsvFile;
use crate::report::screen;
use crate::run::progress::{Progress, Watcher};
use crate::tables::evaluation;
use crate::task::scorer::Scorer;
use crate::task::{TASKS, own_models};

/// One run of `evaluate`.
#[derive(Debug, Clone)]
pub struct Evaluate {
    /// The labelled file, or `-` for standard input.
    pub gold: PathBuf,
    /// Where every prediction goes.
    pub predictions: Option<PathBuf>,
    /// What to do about a file that is there already.
    pub replace: Replace,
    /// The topics to look for.
    pub topics: Vec<Topic>,
    /// Which models score, and on what.
    pub models: ModelChoice,
    /// Worker threads, at least 1.
    pub threads: usize,
    /// Seed of the intervals.
    pub seed: u64,
}

/// How scores are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A table to read, so many characters wide.
    Table(u16),
    /// One JSON object.
    Json,
}

/// Runs `evaluate`; returns what deserves a warning.
///
/// # Errors
/// A labelled file that cannot be used, with the line; an output that cannot be written.
pub fn evaluate(config: &Evaluate, form: Form, out: &mut impl Write, watch: Watcher) -> Result<Vec<String>> {
    let path = config.gold.display().to_string();
    let rows = gold::read(&load(&config.gold)?, &config.gold)?;
    if let Some(file) = &config.predictions {
        let taken = file.metadata().is_ok_and(|m| m.len() > 0);
        if taken && config.replace == Replace::Never {
            let reason = "exists already; --force replaces it".to_owned();
            return Err(Error::Config { path: file.clone(), reason });
        }
    }
    // before the work, so that it is not done for nothing
    let table = evaluation::predictions();
    let create = |file: &PathBuf| CsvFile::create(file.clone(), table.schema(), ByteOrderMark::Absent);
    let csv = config.predictions.as_ref().map(create).transpose()?;
    let models = Models::load(&config.models, &own_models(TASKS))?;
    let mut warnings = models.warnings.clone();
    let topics = (config.topics.clone(), config.models.settings.topics.method);
    let scorer = Scorer::new(models, topics, TASKS, config.threads)?;
    watch(Progress::Files(1));
    watch(Progress::Read(rows.iter().map(|row| row.text.len() as u64).sum()));
    let done = |done| watch(Progress::Heard(done));
    let result = evaluate::evaluate(&scorer, (&rows, &config.gold), config.seed, &done);
    watch(Progress::Written(1));
    let result = result?;
    if let Some(mut csv) = csv {
        csv.write(result.predictions.iter().map(|row| table.cells(row)))?;
        csv.finish()?;
    }
    let text = match form {
        Form::Table(width) => screen::draw_all(&evaluation::scores(), &result.scores, width),
        Form::Json => {
            let model = &scorer.models().built_in.manifest.name;
            let all = serde_json::json!({ "model": model, "rows": result.rows, "seed": config.seed, "scores": result.scores });
            format!("{all:#}\n")
        }
    };
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|source| Error::Write { path: "standard output".into(), source })?;
    if !result.unknown_topics.is_empty() {
        let ids = result.unknown_topics.join(", ");
        warnings.push(format!("{path}: topics that are not defined, not scored: {ids} (--topics FILE defines them)"));
    }
    if result.predictions.is_empty() {
        warnings.push(format!(
            "{path}: no row has a label (sentiment, sentiment_score, topics, entities, targets, stances)"
        ));
    }
    Ok(warnings)
}

fn load(path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes).map(drop)
    } else {
        std::fs::read(path).map(|all| bytes = all)
    };
    read.map_err(|source| Error::Read { path: path.to_owned(), source })?;
    String::from_utf8(bytes).map_err(|e| {
        let valid = e.utf8_error().valid_up_to();
        let line = 1 + e.as_bytes()[..valid].iter().filter(|&&b| b == b'\n').count() as u64;
        Error::Malformed { path: path.to_path_buf(), line: Some(line), reason: "not UTF-8".into() }
    })
}
