//! `rostrum parse`: the turns, and whom they are attributed to.

use std::io::BufWriter;

use clap::{Args, ValueEnum};

use crate::cli::options::input::InputArgs;
use crate::cli::options::talk::Talk;
use crate::cli::progress::{Job, ProgressBar};
use crate::cli::say::width;
use crate::cli::status::Status;
use crate::error::Result;
use crate::run::{self, Print};

/// What can be typed.
#[derive(Args)]
pub struct ParseArgs {
    #[command(flatten)]
    input: InputArgs,
    /// What to print
    #[arg(long, value_enum, default_value_t = FormatArg::Table)]
    format: FormatArg,
    /// Print headers, whom they were taken for and what deserves a look, without the turns
    #[arg(long, conflicts_with = "format")]
    summary: bool,
    /// Print a speakers file to edit instead, likely duplicates side by side
    #[arg(long, conflicts_with_all = ["format", "summary"])]
    suggest_speakers: bool,
    /// How it speaks.
    #[command(flatten)]
    pub talk: Talk,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatArg {
    /// Tables to read on the screen
    Table,
    /// ConvoKit utterances, one JSON object a line
    Jsonl,
}

impl ParseArgs {
    /// Runs it.
    ///
    /// # Errors
    /// What stopped it as a whole.
    pub fn run(self) -> Result<Status> {
        let (talk, print) = (self.talk, self.print());
        let mut out = BufWriter::new(std::io::stdout().lock());
        let summary = {
            let bar = ProgressBar::new(talk.watch(), Job::Reading);
            run::parse(&self.input.reading()?, print, &mut out, &|progress| bar.tell(progress))?
        };
        talk.end(&summary, None);
        Ok(Status::of_run(&summary))
    }

    fn print(&self) -> Print {
        match self.format {
            _ if self.suggest_speakers => Print::Suggestions,
            _ if self.summary => Print::Headers { width: width() },
            FormatArg::Jsonl => Print::Jsonl,
            FormatArg::Table => Print::Tables { width: width() },
        }
    }
}
