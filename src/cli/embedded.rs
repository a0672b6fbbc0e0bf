//! The command line for programs that have rostrum inside: their options are those of the commands, and are parsed by them.

use std::ffi::OsString;

use clap::Parser;
use serde_json::{Value, json};

use crate::cli::analyze::{self, AnalyzeArgs};
use crate::cli::summary::{facts, scored_facts};
use crate::cli::validate::ValidateArgs;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::run::{ScoreRequest, ScoreSummary, Summary, Watcher};

#[derive(Parser)]
struct CommandArgs<A: clap::Args> {
    #[command(flatten)]
    args: A,
}

fn parsed<A: clap::Args>(command: &str, args: impl IntoIterator<Item = OsString>) -> Result<A> {
    let args = std::iter::once(command.into()).chain(args);
    let parsed = CommandArgs::<A>::try_parse_from(args).map_err(|fault| {
        let text = fault.to_string();
        let what = text.split("\n\n").next().unwrap_or_default();
        let line = what.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        Error::Option { option: command.to_owned(), reason: line.trim_start_matches("error: ").to_owned() }
    })?;
    Ok(parsed.args)
}

/// What `analyze` does with these arguments, without its name.
///
/// # Errors
/// [`Error::Option`] for arguments that it does not have, [`Error::Config`] for files that cannot be used.
pub fn analyze_config(args: impl IntoIterator<Item = OsString>) -> Result<Config> {
    parsed::<AnalyzeArgs>("analyze", args)?.config()
}

/// Does what `analyze` does with these arguments, the page of its folder included; what it did.
///
/// # Errors
/// As [`analyze_config`], and whatever stops a run as a whole.
pub fn analyze(args: impl IntoIterator<Item = OsString>, watch: Watcher) -> Result<Value> {
    let args = parsed::<AnalyzeArgs>("analyze", args)?;
    let with_page = args.with_page();
    Ok(run_facts(&analyze::analyze(&args.config()?, with_page, watch)?))
}

/// What `score` does with the arguments of `analyze`, whose folder for tables is that of the scores here.
///
/// # Errors
/// As [`analyze_config`].
pub fn score_request(args: impl IntoIterator<Item = OsString>) -> Result<ScoreRequest> {
    let Config { reading, topics, models, threads, out, .. } = analyze_config(args)?;
    Ok(ScoreRequest { reading, topics: topics.content, models, threads, scores: out })
}

/// What `validate` with these arguments prints, and why nothing is corrected where that is so.
///
/// # Errors
/// As the command.
pub fn validation(args: impl IntoIterator<Item = OsString>) -> Result<(String, Option<String>)> {
    parsed::<ValidateArgs>("validate", args)?.found()
}

/// What a run did, as `analyze --log-format json` ends with it, and every warning and failure.
pub fn run_facts(summary: &Summary) -> Value {
    let mut facts = facts(summary, None);
    facts["warnings"] = json!(summary.remarks().collect::<Vec<_>>());
    facts["errors"] = json!(summary.failures);
    facts
}

/// The same of scoring alone.
pub fn score_facts(summary: &ScoreSummary, request: &ScoreRequest) -> Value {
    let mut facts = scored_facts(summary, &request.scores);
    facts["warnings"] = json!(summary.warnings);
    facts["errors"] = json!(summary.failures);
    facts
}
