//! `rostrum analyze`: transcripts in, every table out.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::cli::options::contrasts::ContrastArgs;
use crate::cli::options::engines::EngineArgs;
use crate::cli::options::input::InputArgs;
use crate::cli::options::periods::TimeArgs;
use crate::cli::options::talk::Talk;
use crate::cli::options::threads::ThreadArgs;
use crate::cli::progress::{Job, ProgressBar};
use crate::cli::status::Status;
use crate::config::{self, ByteOrderMark, ClusterBy, Config, Reading, Replace, TableFormat};
use crate::error::{Error, Result};
use crate::page;
use crate::run::{self, Summary, Watcher};

/// What can be typed.
#[derive(Args)]
pub struct AnalyzeArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Folder for the tables
    #[arg(long, value_name = "DIR", default_value = "reports")]
    out: PathBuf,
    /// Topics to look for, instead of the three built in (see data/topics.toml)
    #[arg(long, value_name = "FILE")]
    topics: Option<PathBuf>,
    /// Names and aliases of entities, which win over every rule (see data/entities.toml)
    #[arg(long, value_name = "FILE")]
    entities: Option<PathBuf>,
    /// Documents with the same value of this column are one event, and one cluster of all intervals; day, month, quarter and
    /// year take it from the document's date
    #[arg(long, value_name = "COLUMN", value_parser = cluster_by)]
    cluster: Option<ClusterBy>,
    /// Count a document although another one says the same, or nearly the same
    #[arg(long)]
    keep_duplicates: bool,
    /// Finish without a model from the scores in this folder, which `rostrum score` made of the same inputs; repeat it for more
    #[arg(long, value_name = "DIR", conflicts_with_all = ["model", "task_models", "engine", "precision", "device"])]
    scores: Vec<PathBuf>,
    /// With --scores: take them also where several kinds of processors made them, whose scores differ in their last digits
    #[arg(long, requires = "scores")]
    mixed_machines: bool,
    #[command(flatten)]
    threads: ThreadArgs,
    #[command(flatten)]
    engines: EngineArgs,
    #[command(flatten)]
    contrasts: ContrastArgs,
    #[command(flatten)]
    time: TimeArgs,
    /// Seed of the intervals in keyness.csv; nothing else depends on it
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// What the tables are written as
    #[arg(long, value_enum, default_value_t = TableFormatArg::Csv)]
    format: TableFormatArg,
    /// Begin CSV files with a byte order mark, so that Excel reads them as UTF-8
    #[arg(long)]
    excel: bool,
    /// Write all tables as one Excel workbook as well, rostrum.xlsx
    #[arg(long)]
    xlsx: bool,
    /// Write no report.html
    #[arg(long)]
    no_report: bool,
    /// Replace the results of an earlier run in the same folder
    #[arg(long)]
    force: bool,
    /// Go on with an earlier run into the same folder, stopped or finished: what it has scored is not scored again
    #[arg(long, conflicts_with = "force")]
    resume: bool,
    /// How it speaks.
    #[command(flatten)]
    pub talk: Talk,
}

/// What tables can be written as.
#[derive(Clone, Copy, ValueEnum)]
enum TableFormatArg {
    /// Text that every program opens
    Csv,
    /// Typed, compressed columns, for DuckDB, polars, pandas, Spark and R
    Parquet,
}

impl TableFormatArg {
    fn format(self, excel: bool) -> Result<TableFormat> {
        match (self, excel) {
            (TableFormatArg::Csv, false) => Ok(TableFormat::Csv(ByteOrderMark::Absent)),
            (TableFormatArg::Csv, true) => Ok(TableFormat::Csv(ByteOrderMark::Present)),
            (TableFormatArg::Parquet, false) => Ok(TableFormat::Parquet),
            (TableFormatArg::Parquet, true) => {
                let reason = "is for CSV files, and --format parquet writes none".to_owned();
                Err(Error::Option { option: "--excel".to_owned(), reason })
            }
        }
    }
}

/// Writes the tables, and then the page of the folder, where it is wanted.
///
/// # Errors
/// What stopped the run as a whole, a page that cannot be written.
pub fn analyze(config: &Config, with_page: bool, watch: Watcher) -> Result<Summary> {
    if with_page {
        // before hours of scoring, not after
        page::check(&config.out)?;
    }
    let summary = run::analyze(config, watch)?;
    if with_page && summary.documents > 0 {
        page::write(&config.out, None)?;
    }
    Ok(summary)
}

impl AnalyzeArgs {
    /// Runs it.
    ///
    /// # Errors
    /// What stopped the run as a whole.
    pub fn run(self) -> Result<Status> {
        let (talk, with_page) = (self.talk, self.with_page());
        let config = self.config()?;
        stop_on_signal(&config.out, talk);
        let job = if config.scores.is_empty() { Job::Analysing } else { Job::Finishing };
        let bar = ProgressBar::new(talk.watch(), job);
        let summary = analyze(&config, with_page, &|progress| bar.tell(progress))?;
        drop(bar);
        talk.end(&summary, Some((&config.out, config.format)));
        Ok(Status::of_run(&summary))
    }

    /// Whether the page is made as well.
    pub fn with_page(&self) -> bool {
        !self.no_report
    }

    /// What was asked for.
    ///
    /// # Errors
    /// [`Error::Config`] for files that cannot be used, [`Error::Option`] for options that do not fit together.
    pub fn config(self) -> Result<Config> {
        let threads = self.threads.count();
        let mut models = self.engines.models(threads)?;
        let time = self.time.or(models.settings.time);
        models.settings.time = time;
        let documents = &models.settings.documents;
        Ok(Config {
            reading: Reading { cluster: self.cluster.or_else(|| documents.cluster.clone()), ..self.input.reading()? },
            keep_duplicates: self.keep_duplicates || documents.keep_duplicates,
            models,
            scores: self.scores,
            mixed_machines: self.mixed_machines,
            out: self.out,
            topics: config::topics(self.topics.as_deref())?,
            entities: config::entities(self.entities.as_deref())?,
            threads,
            seed: self.seed,
            replace: match (self.resume, self.force) {
                (true, _) => Replace::Resume,
                (false, true) => Replace::EarlierResults,
                (false, false) => Replace::Never,
            },
            format: self.format.format(self.excel)?,
            workbook: self.xlsx,
            contrasts: self.contrasts.contrasts(time)?,
        })
    }
}

/// A word for a part of the date, or the name of a column.
fn cluster_by(name: &str) -> std::result::Result<ClusterBy, String> {
    let name = name.trim();
    if name.is_empty() { Err("day, month, quarter, year or a column".to_owned()) } else { Ok(name.to_owned().into()) }
}

/// Ctrl-C and a request to terminate end the process at once: at whatever instant that is, the next run can go on.
fn stop_on_signal(out: &Path, talk: Talk) {
    let kept = format!("what is scored is kept in {}; the same command with --resume goes on", out.display());
    // without a handler, a signal ends the process all the same, and says nothing
    let _ = ctrlc::set_handler(move || {
        talk.stopped(&kept);
        std::process::exit(Status::Stopped.code().into());
    });
}
