//! `rostrum evaluate`: the models' scores on labelled texts.

use std::io::BufWriter;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::options::engines::EngineArgs;
use crate::cli::options::threads::ThreadArgs;
use crate::cli::progress::{Job, ProgressBar, Watch};
use crate::cli::say::{say, width};
use crate::cli::status::Status;
use crate::config::{self, Replace};
use crate::error::Result;
use crate::run::{self, Form};

/// What can be typed.
#[derive(Args)]
pub struct EvaluateArgs {
    /// One JSON object a line: text, and any of sentiment, sentiment_score, topics, entities, targets, stances; - for
    /// standard input
    #[arg(value_name = "FILE.jsonl")]
    gold: PathBuf,
    /// Write every prediction beside its gold label
    #[arg(long, value_name = "FILE.csv")]
    predictions: Option<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value_t = ScoresArg::Table)]
    format: ScoresArg,
    /// Topics to look for, instead of the three built in (see data/topics.toml)
    #[arg(long, value_name = "FILE")]
    topics: Option<PathBuf>,
    #[command(flatten)]
    threads: ThreadArgs,
    #[command(flatten)]
    engines: EngineArgs,
    /// Seed of the intervals; the scores do not depend on it
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Replace the predictions of an earlier run
    #[arg(long)]
    force: bool,
    /// No progress, no warnings; only errors
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum ScoresArg {
    /// A table to read on the screen
    Table,
    /// One JSON object
    Json,
}

impl EvaluateArgs {
    /// Runs it.
    ///
    /// # Errors
    /// A labelled file or a configuration that cannot be used, an output that cannot be written.
    pub fn run(self) -> Result<Status> {
        let (quiet, form) = (self.quiet, self.form());
        let watch = if quiet { Watch::Quiet } else { Watch::Bar };
        let mut out = BufWriter::new(std::io::stdout().lock());
        let bar = ProgressBar::new(watch, Job::Scoring);
        let warnings = run::evaluate(&self.config()?, form, &mut out, &|progress| bar.tell(progress))?;
        for warning in warnings.iter().filter(|_| !quiet) {
            say(&format!("warning: {warning}"));
        }
        Ok(Status::Done)
    }

    fn form(&self) -> Form {
        match self.format {
            ScoresArg::Table => Form::Table(width()),
            ScoresArg::Json => Form::Json,
        }
    }

    fn config(self) -> Result<run::Evaluate> {
        let threads = self.threads.count();
        Ok(run::Evaluate {
            models: self.engines.models(threads)?,
            gold: self.gold,
            predictions: self.predictions,
            replace: if self.force { Replace::EarlierResults } else { Replace::Never },
            topics: config::topics(self.topics.as_deref())?.content,
            threads,
            seed: self.seed,
        })
    }
}
