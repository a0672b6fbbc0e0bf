//! The command line: what can be typed, what it means, and what is said at the end.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::{ByteOrderMark, Config, Languages, Reading, Replace};
use crate::error::Result;
use crate::read;
use crate::run::{self, Summary, Watch};
use crate::transcript::Unit;

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
}

/// What is read, and how: the same for every command.
#[derive(Args)]
struct Input {
    /// Files, folders (hidden files are skipped), globs, .gz, .zst and .zip files, addresses, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    /// Names, aliases, groups and roles of speakers (see data/speakers.toml)
    #[arg(long, value_name = "FILE")]
    speakers: Option<PathBuf>,
    /// What a row of a CSV or JSONL file is
    #[arg(long, value_enum, default_value_t = UnitArg::Turn)]
    unit: UnitArg,
    /// The largest file that is read, unpacked
    #[arg(long, value_name = "MB", default_value_t = read::MAX_SIZE >> 20, value_parser = clap::value_parser!(u64).range(1..=4096))]
    max_size: u64,
    /// Which documents are scored
    #[arg(long, value_enum, default_value_t = LanguageArg::English)]
    language: LanguageArg,
    /// Fail where speech has no speaker, or characters are not accounted for
    #[arg(long)]
    strict: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum LanguageArg {
    /// Those in English, or too short to tell
    English,
    /// Every one, whatever its language
    Any,
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
    /// Worker threads; as many as there are cores if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// Begin CSV files with a byte order mark, so that Excel reads them as UTF-8
    #[arg(long)]
    excel: bool,
    /// Replace the results of an earlier run in the same folder
    #[arg(long)]
    force: bool,
    /// No progress, no summary; only errors
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum UnitArg {
    /// A turn, which is split into sentences
    Turn,
    /// One sentence, which is not split again
    Sentence,
}

impl Input {
    fn reading(self) -> Reading {
        Reading {
            inputs: self.inputs,
            speakers: self.speakers,
            unit: match self.unit {
                UnitArg::Turn => Unit::Turn,
                UnitArg::Sentence => Unit::Sentence,
            },
            max_size: self.max_size << 20,
            languages: match self.language {
                LanguageArg::English => Languages::English,
                LanguageArg::Any => Languages::Any,
            },
            strict: self.strict,
        }
    }
}

impl Analyze {
    fn config(self) -> Config {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        Config {
            reading: self.input.reading(),
            out: self.out,
            topics: self.topics,
            threads: self.threads.map_or_else(cores, usize::from),
            replace: if self.force { Replace::EarlierResults } else { Replace::Never },
            mark: if self.excel { ByteOrderMark::Present } else { ByteOrderMark::Absent },
        }
    }
}

/// Runs the command line of this process: 0 done, 1 some inputs failed, 2 bad usage or configuration.
///
/// # Errors
/// What stopped the run as a whole.
pub fn run() -> Result<ExitCode> {
    match Cli::parse().command {
        Command::Analyze(args) => {
            let watch = if args.quiet { Watch::Quiet } else { Watch::Bar };
            let config = args.config();
            let summary = run::analyze(&config, watch)?;
            tell(&summary, &config, watch);
            Ok(ExitCode::from(u8::from(!summary.failures.is_empty())))
        }
    }
}

/// Failures and, unless quiet, warnings and the summary, on standard error.
fn tell(summary: &Summary, config: &Config, watch: Watch) {
    // whoever closed standard error does not want to know
    let _ = write_summary(&mut std::io::stderr().lock(), summary, config, watch);
}

fn write_summary(out: &mut impl Write, summary: &Summary, config: &Config, watch: Watch) -> std::io::Result<()> {
    const SHOWN: usize = 10;
    for failure in &summary.failures {
        writeln!(out, "error: {failure}")?;
    }
    if watch == Watch::Quiet {
        return Ok(());
    }
    for warning in summary.warnings.iter().take(SHOWN) {
        writeln!(out, "warning: {warning}")?;
    }
    if summary.warnings.len() > SHOWN {
        writeln!(out, "warning: … and {} more, all in run.json", summary.warnings.len() - SHOWN)?;
    }
    if summary.documents == 0 {
        return writeln!(out, "nothing could be read");
    }
    let rate = summary.sentences as f64 / summary.seconds.max(1e-3);
    writeln!(
        out,
        "{} documents, {} speakers, {} turns, {} sentences in {:.1} s ({rate:.0} sentences/s)",
        summary.documents, summary.speakers, summary.turns, summary.sentences, summary.seconds
    )?;
    let topics: Vec<String> = summary.topics.iter().map(|(id, n)| format!("{id} {n}")).collect();
    writeln!(out, "speakers' sentences by topic: {}", topics.join(", "))?;
    writeln!(out, "tables: {} (start with speakers.csv)", config.out.display())
}
