//! The command line: the list of commands. Each has a file with what can be typed and what it then does; options that
//! several commands share are in `options`.

mod analyze;
mod compare;
mod describe;
mod doctor;
pub mod embedded;
mod evaluate;
mod explain;
mod findings;
mod models;
mod options;
mod parse;
mod progress;
mod report;
mod sample;
mod say;
mod score;
mod status;
mod summary;
mod validate;

use std::ffi::OsString;
use std::io::ErrorKind;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::cli::analyze::AnalyzeArgs;
use crate::cli::compare::CompareArgs;
use crate::cli::doctor::DoctorArgs;
use crate::cli::evaluate::EvaluateArgs;
use crate::cli::explain::ExplainArgs;
use crate::cli::models::ModelsArgs;
use crate::cli::options::talk::Talk;
use crate::cli::parse::ParseArgs;
use crate::cli::report::ReportArgs;
use crate::cli::sample::SampleArgs;
use crate::cli::score::ScoreArgs;
use crate::cli::status::Status;
use crate::cli::validate::ValidateArgs;
use crate::error::{Error, Result};

/// Who said what, in which tone, about which topic, and for or against whom.
#[derive(Parser)]
#[command(name = "rostrum", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read transcripts, score every sentence, write every table
    Analyze(Box<AnalyzeArgs>),
    /// Score transcripts and nothing else, on one machine or many; `analyze --scores` makes the tables from that
    Score(Box<ScoreArgs>),
    /// Print the turns, whom they are attributed to and by which rule; no model, no tables
    Parse(ParseArgs),
    /// Print the sentences behind a number of an earlier run, and the number made again from them
    Explain(ExplainArgs),
    /// Compare two speakers of an earlier run: figures, common topics, differences and what they allow to conclude
    Compare(CompareArgs),
    /// Make the page of an earlier run again: one file with every figure and the sentences behind it
    Report(ReportArgs),
    /// Draw sentences of an earlier run for people to code: sheets, a codebook, and a key that coders do not see
    Sample(Box<SampleArgs>),
    /// Compare codes with scores: agreement, the model's errors, figures corrected for them
    Validate(Box<ValidateArgs>),
    /// Score the models on labelled texts, with intervals
    Evaluate(EvaluateArgs),
    /// What model is built in: tasks, labels, licence, hashes, measured scores
    Models(ModelsArgs),
    /// Test the model on this machine: files, known labels, the same scores in every company, speed
    Doctor(DoctorArgs),
}

impl Command {
    /// How it speaks.
    fn talk(&self) -> Talk {
        match self {
            Command::Analyze(args) => args.talk,
            Command::Score(args) => args.talk,
            Command::Parse(args) => args.talk,
            _ => Talk::default(),
        }
    }

    fn run(self) -> Result<Status> {
        match self {
            Command::Analyze(args) => args.run(),
            Command::Score(args) => args.run(),
            Command::Parse(args) => args.run(),
            Command::Explain(args) => args.run(),
            Command::Compare(args) => args.run(),
            Command::Report(args) => args.run(),
            Command::Sample(args) => args.run(),
            Command::Validate(args) => args.run(),
            Command::Evaluate(args) => args.run(),
            Command::Models(args) => args.run(),
            Command::Doctor(args) => args.run(),
        }
    }
}

/// Runs the command line of this process, and says why where it fails: 0 done, 1 some inputs failed, 2 bad usage or
/// configuration, 130 stopped.
pub fn run() -> ExitCode {
    run_from(std::env::args_os()).into()
}

/// The same with other arguments, the first of which names the program; the exit status.
pub fn run_from(args: impl IntoIterator<Item = OsString>) -> u8 {
    let command = match Cli::try_parse_from(args) {
        Ok(cli) => cli.command,
        // help and the version are answers; what cannot be printed was not wanted
        Err(answer) => {
            let _ = answer.print();
            return u8::try_from(answer.exit_code()).unwrap_or(Status::Misused.code());
        }
    };
    let talk = command.talk();
    let status = match command.run() {
        Ok(status) => status,
        // whoever closed the pipe has seen enough
        Err(Error::Write { source, .. }) if source.kind() == ErrorKind::BrokenPipe => Status::Done,
        Err(error) => {
            talk.fatal(&error);
            Status::of(&error)
        }
    };
    status.code()
}
