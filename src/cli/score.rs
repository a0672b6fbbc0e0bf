//! `rostrum score`: scores alone, for `analyze --scores` to finish from.

use std::path::PathBuf;

use clap::Args;

use crate::cli::options::engines::EngineArgs;
use crate::cli::options::input::InputArgs;
use crate::cli::options::talk::Talk;
use crate::cli::options::threads::ThreadArgs;
use crate::cli::progress::{Job, ProgressBar};
use crate::cli::status::Status;
use crate::config;
use crate::error::Result;
use crate::run::{self, ScoreRequest};

/// What can be typed.
#[derive(Args)]
pub struct ScoreArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Folder for the scores, which may hold those of other inputs; what it holds is not scored again
    #[arg(long, value_name = "DIR")]
    scores: PathBuf,
    /// Topics to look for, instead of the three built in (see data/topics.toml)
    #[arg(long, value_name = "FILE")]
    topics: Option<PathBuf>,
    #[command(flatten)]
    threads: ThreadArgs,
    #[command(flatten)]
    engines: EngineArgs,
    /// How it speaks.
    #[command(flatten)]
    pub talk: Talk,
}

impl ScoreArgs {
    /// Runs it.
    ///
    /// # Errors
    /// What stopped the run as a whole.
    pub fn run(self) -> Result<Status> {
        let threads = self.threads.count();
        let request = ScoreRequest {
            reading: self.input.reading()?,
            topics: config::topics(self.topics.as_deref())?.content,
            models: self.engines.models(threads)?,
            threads,
            scores: self.scores,
        };
        let bar = ProgressBar::new(self.talk.watch(), Job::Scoring);
        let summary = run::score(&request, &|progress| bar.tell(progress))?;
        drop(bar);
        self.talk.end_scoring(&summary, &request.scores);
        Ok(Status::unless(summary.failures.iter()))
    }
}
