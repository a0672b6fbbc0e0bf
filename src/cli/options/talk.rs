//! The options that say how a command speaks, and the speaking on standard error: to people in lines, to programs in one
//! JSON object a line.

use std::io::Write;
use std::path::Path;

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::cli::progress::Watch;
use crate::cli::say::{Screen, say};
use crate::cli::summary::{facts, scored_facts, write_scored, write_summary};
use crate::config::TableFormat;
use crate::error::Error;
use crate::run::{ScoreSummary, Summary};

/// How a command speaks.
#[derive(Args, Clone, Copy, Default)]
pub struct Talk {
    /// No progress, no summary; only errors
    #[arg(long, short)]
    quiet: bool,
    /// How progress, warnings, errors and the summary are written to standard error
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum LogFormat {
    /// A progress bar and lines to read
    #[default]
    Text,
    /// One JSON object a line
    Json,
}

impl Talk {
    /// How progress is shown.
    pub fn watch(self) -> Watch {
        match self.log_format {
            _ if self.quiet => Watch::Quiet,
            LogFormat::Text => Watch::Bar,
            LogFormat::Json => Watch::Events,
        }
    }

    /// Why the run as a whole has failed.
    pub fn fatal(self, error: &Error) {
        self.line("error", &error.chain());
    }

    /// That the run was stopped.
    pub fn stopped(self, message: &str) {
        if self.log_format == LogFormat::Text {
            // below the progress bar
            let _ = writeln!(std::io::stderr());
        }
        self.line("stopped", message);
    }

    /// Failures and, unless quiet, warnings and the summary. `out` are the folder of the tables and their format, where there are
    /// any.
    pub fn end(self, summary: &Summary, out: Option<(&Path, TableFormat)>) {
        for failure in &summary.failures {
            self.line("error", failure);
        }
        match self.log_format {
            _ if self.quiet => {}
            // whoever closed standard error does not want to know
            LogFormat::Text => drop(write_summary(&mut std::io::stderr().lock(), summary, out, Screen::stderr())),
            LogFormat::Json => {
                for warning in summary.remarks() {
                    self.line("warning", warning);
                }
                say(&facts(summary, out.map(|(folder, _)| folder)).to_string());
            }
        }
    }

    /// The same of scoring alone. `out` is the folder of the scores.
    pub fn end_scoring(self, summary: &ScoreSummary, out: &Path) {
        for failure in &summary.failures {
            self.line("error", failure);
        }
        if !self.quiet {
            summary.warnings.iter().for_each(|warning| self.line("warning", warning));
        }
        match self.log_format {
            _ if self.quiet => {}
            LogFormat::Text => drop(write_scored(&mut std::io::stderr().lock(), summary, out)),
            LogFormat::Json => say(&scored_facts(summary, out).to_string()),
        }
    }

    fn line(self, event: &str, message: &str) {
        match self.log_format {
            LogFormat::Text => say(&format!("{event}: {message}")),
            LogFormat::Json => say(&json!({"event": event, "message": message}).to_string()),
        }
    }
}
