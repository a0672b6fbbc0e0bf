//! The command line: what can be typed, what it means, and what is said at the end.

mod engines;
mod input;
mod say;

use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use console::Term;

use crate::cli::engines::EngineArgs;
use crate::cli::input::Input;
use crate::cli::say::Talk;
use crate::compare;
use crate::config::{ByteOrderMark, Config, Contrasts, Level, MIN_SENTENCES, Pairs, Replace};
use crate::doctor::{self, Check};
use crate::error::{Error, Result};
use crate::explain::{self, About, Question};
use crate::model::files::Manifest;
use crate::run::{self, Print, Summary, Watch};

/// Exit status after Ctrl-C, as shells have it.
const STOPPED: i32 = 130;

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
    Analyze(Analyze),
    /// Print the turns, whom they are attributed to and by which rule; no model, no tables
    Parse(Parse),
    /// Print the sentences behind a number of an earlier run, and the number made again from them
    Explain(Explain),
    /// Compare two speakers of an earlier run: figures, common topics, differences and what they allow to conclude
    Compare(Compare),
    /// Score the models on labelled texts, with intervals
    Evaluate(Evaluate),
    /// What model is built in: tasks, labels, licence, hashes, measured scores
    Models {
        #[command(subcommand)]
        action: Option<ModelsAction>,
    },
    /// Test the model on this machine: files, known labels, the same scores in every company, speed
    Doctor {
        /// Worker threads; as many as there are cores if not given
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
        threads: Option<u16>,
    },
}

#[derive(Subcommand)]
enum ModelsAction {
    /// Write the built-in model in single precision, for other programs: safetensors, ONNX, tokenizer, heads
    Export {
        /// A new or empty folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

#[derive(Args)]
struct Analyze {
    #[command(flatten)]
    input: Input,
    /// Folder for the tables
    #[arg(long, value_name = "DIR", default_value = "reports")]
    out: PathBuf,
    /// Topics to look for, instead of the three built in (see data/topics.toml)
    #[arg(long, value_name = "FILE")]
    topics: Option<PathBuf>,
    /// Names and aliases of entities, which win over every rule (see data/entities.toml)
    #[arg(long, value_name = "FILE")]
    entities: Option<PathBuf>,
    /// Worker threads; as many as there are cores if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    #[command(flatten)]
    engines: EngineArgs,
    #[command(flatten)]
    contrasts: ContrastArgs,
    /// Seed of p (and its corrections) in contrasts.csv and of the intervals in keyness.csv; nothing else depends on it
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Begin CSV files with a byte order mark, so that Excel reads them as UTF-8
    #[arg(long)]
    excel: bool,
    /// Replace the results of an earlier run in the same folder
    #[arg(long)]
    force: bool,
    /// Go on with an earlier run into the same folder, stopped or finished: what it has scored is not scored again
    #[arg(long, conflicts_with = "force")]
    resume: bool,
    #[command(flatten)]
    talk: Talk,
}

/// Who is compared with whom in contrasts.csv.
#[derive(Args)]
struct ContrastArgs {
    /// Compare speakers, or the groups that the speakers file or the documents state
    #[arg(long, value_enum, default_value_t = ByArg::Speaker)]
    by: ByArg,
    /// Compare all pairs of these names only
    #[arg(long, value_name = "A,B", value_parser = two_names)]
    between: Option<Names>,
    /// Compare this name with all who have enough sentences, instead of all pairs of the ten who have most
    #[arg(long, value_name = "A", conflicts_with = "between")]
    baseline: Option<String>,
    /// Sentences that a speaker must have for differences to be tested and key terms to be listed
    #[arg(long, value_name = "N", default_value_t = MIN_SENTENCES)]
    min_sentences: u32,
}

/// Names that stand between commas.
#[derive(Clone)]
struct Names(Vec<String>);

fn two_names(text: &str) -> std::result::Result<Names, String> {
    let names: Vec<String> = text.split(',').map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned).collect();
    if names.len() < 2 { Err("at least two names, with a comma between them".to_owned()) } else { Ok(Names(names)) }
}

#[derive(Clone, Copy, ValueEnum)]
enum ByArg {
    /// Every speaker for himself or herself
    Speaker,
    /// Speakers of a group together
    Group,
}

#[derive(Args)]
struct Parse {
    #[command(flatten)]
    input: Input,
    /// What to print
    #[arg(long, value_enum, default_value_t = FormatArg::Table)]
    format: FormatArg,
    /// Print a speakers file to edit instead, likely duplicates side by side
    #[arg(long, conflicts_with = "format")]
    suggest_speakers: bool,
    #[command(flatten)]
    talk: Talk,
}

#[derive(Args)]
struct Explain {
    /// Folder that analyze wrote
    #[arg(value_name = "REPORTS")]
    reports: PathBuf,
    /// Whose number, as in speakers.csv; case and diacritics do not matter
    #[arg(long, value_name = "NAME")]
    speaker: String,
    /// The tone and stance about this topic, by its id
    #[arg(long, value_name = "ID", conflicts_with = "target")]
    topic: Option<String>,
    /// The stance toward this entity, as in speaker_targets.csv
    #[arg(long, value_name = "ENTITY")]
    target: Option<String>,
    /// The document in which a label such as SPEAKER_00 names somebody
    #[arg(long, value_name = "DOCUMENT")]
    document: Option<String>,
    /// Sentences to show, those with the highest weight; all are counted
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

#[derive(Args)]
struct Compare {
    /// Folder that analyze wrote
    #[arg(value_name = "REPORTS")]
    reports: PathBuf,
    /// One speaker
    a: String,
    /// The other; differences are the first minus this one
    b: String,
}

#[derive(Args)]
struct Evaluate {
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
    /// Worker threads; as many as there are cores if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
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

#[derive(Clone, Copy, ValueEnum)]
enum FormatArg {
    /// Tables to read on the screen
    Table,
    /// ConvoKit utterances, one JSON object a line
    Jsonl,
}

impl Parse {
    fn print(&self) -> Print {
        match self.format {
            _ if self.suggest_speakers => Print::Suggestions,
            FormatArg::Jsonl => Print::Jsonl,
            FormatArg::Table => Print::Tables { width: width() },
        }
    }
}

/// Characters in a line of the terminal; of a pipe there is no width.
fn width() -> u16 {
    Term::stdout().size_checked().map_or(120, |(_, width)| width)
}

fn threads(asked: Option<u16>) -> usize {
    asked.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
}

fn replace(force: bool) -> Replace {
    if force { Replace::EarlierResults } else { Replace::Never }
}

impl Evaluate {
    fn config(self) -> Result<run::Evaluate> {
        let threads = threads(self.threads);
        Ok(run::Evaluate {
            models: self.engines.models(threads)?,
            gold: self.gold,
            predictions: self.predictions,
            replace: replace(self.force),
            topics: self.topics,
            threads,
            seed: self.seed,
        })
    }
}

impl ContrastArgs {
    fn contrasts(self) -> Contrasts {
        Contrasts {
            level: match self.by {
                ByArg::Speaker => Level::Speaker,
                ByArg::Group => Level::Group,
            },
            pairs: match self.baseline {
                Some(name) => Pairs::Baseline(name),
                None => self.between.map_or(Pairs::Most, |Names(names)| Pairs::Between(names)),
            },
            min_sentences: self.min_sentences,
        }
    }
}

impl Explain {
    fn question(self) -> Question {
        Question {
            reports: self.reports,
            speaker: self.speaker,
            document: self.document,
            about: match (self.topic, self.target) {
                (Some(topic), _) => About::Topic(topic),
                (None, Some(entity)) => About::Target(entity),
                (None, None) => About::Everything,
            },
            limit: self.limit,
        }
    }
}

impl Analyze {
    fn config(self) -> Result<Config> {
        let threads = threads(self.threads);
        Ok(Config {
            models: self.engines.models(threads)?,
            reading: self.input.reading(),
            out: self.out,
            topics: self.topics,
            entities: self.entities,
            threads,
            seed: self.seed,
            replace: if self.resume { Replace::Resume } else { replace(self.force) },
            mark: if self.excel { ByteOrderMark::Present } else { ByteOrderMark::Absent },
            contrasts: self.contrasts.contrasts(),
        })
    }
}

/// Runs the command line of this process: 0 done, 1 some inputs failed, 2 bad usage or configuration.
///
/// # Errors
/// What stopped the run as a whole.
pub fn run() -> Result<ExitCode> {
    match Cli::parse().command {
        Command::Analyze(args) => {
            let talk = args.talk;
            let config = match args.config() {
                Ok(config) => config,
                Err(error) => {
                    talk.fatal(&error);
                    return Ok(failure(&error));
                }
            };
            stop_on_signal(&config.out, talk);
            Ok(match run::analyze(&config, talk.watch()) {
                Ok(summary) => {
                    talk.end(&summary, Some(&config.out));
                    status(&summary)
                }
                Err(error) => {
                    talk.fatal(&error);
                    failure(&error)
                }
            })
        }
        Command::Parse(args) => {
            let talk = args.talk;
            let print = args.print();
            let mut out = BufWriter::new(std::io::stdout().lock());
            Ok(match run::parse(&args.input.reading(), print, &mut out, talk.watch()) {
                Ok(summary) => {
                    talk.end(&summary, None);
                    status(&summary)
                }
                // whoever closed the pipe has seen enough
                Err(Error::Write { source, .. }) if source.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
                Err(error) => {
                    talk.fatal(&error);
                    failure(&error)
                }
            })
        }
        Command::Explain(args) => {
            let answer = explain::explain(&args.question())?;
            print(&answer.draw(width()))?;
            let mut differ = false;
            for difference in answer.differences() {
                eprintln!("error: {difference}");
                differ = true;
            }
            Ok(ExitCode::from(u8::from(differ)))
        }
        Command::Compare(Compare { reports, a, b }) => {
            print(&compare::compare(&reports, [&a, &b])?.draw(width()))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Models { action: Some(ModelsAction::Export { folder }) } => {
            let written = run::export(&folder)?;
            print(&written.iter().map(|path| format!("{}\n", path.display())).collect::<String>())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Models { action: None } => {
            print(&run::describe(&Manifest::built_in()?, width())?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Doctor { threads: asked } => {
            let checks = doctor::examine(threads(asked));
            let line = |check: &Check| match &check.outcome {
                Ok(found) => format!("ok      {:11} {found}\n", check.name),
                Err(fault) => format!("WRONG   {:11} {fault}\n", check.name),
            };
            print(&checks.iter().map(line).collect::<String>())?;
            Ok(ExitCode::from(u8::from(checks.iter().any(|check| check.outcome.is_err()))))
        }
        Command::Evaluate(args) => {
            let quiet = args.quiet;
            let form = match args.format {
                ScoresArg::Table => run::Form::Table(width()),
                ScoresArg::Json => run::Form::Json,
            };
            let mut out = BufWriter::new(std::io::stdout().lock());
            let watch = if quiet { Watch::Quiet } else { Watch::Bar };
            match run::evaluate(&args.config()?, form, &mut out, watch) {
                Err(Error::Write { source, .. }) if source.kind() == ErrorKind::BrokenPipe => {}
                result => {
                    for warning in result?.iter().filter(|_| !quiet) {
                        eprintln!("warning: {warning}");
                    }
                }
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Ctrl-C and a request to terminate end the process at once: at whatever instant that is, the next run can go on.
fn stop_on_signal(out: &Path, talk: Talk) {
    let kept = format!("what is scored is kept in {}; the same command with --resume goes on", out.display());
    // without a handler, a signal ends the process all the same, and says nothing
    let _ = ctrlc::set_handler(move || {
        talk.stopped(&kept);
        std::process::exit(STOPPED);
    });
}

/// Prints to standard output; whoever closed it has seen enough.
fn print(text: &str) -> Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(source) if source.kind() != ErrorKind::BrokenPipe => {
            Err(Error::Write { path: "standard output".into(), source })
        }
        _ => Ok(()),
    }
}

/// The exit status of a run that failed as a whole.
pub fn failure(error: &Error) -> ExitCode {
    ExitCode::from(if error.is_usage() { 2 } else { 1 })
}

fn status(summary: &Summary) -> ExitCode {
    ExitCode::from(u8::from(!summary.failures.is_empty()))
}
