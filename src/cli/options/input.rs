//! The options that say what is read, and how: the same for every command.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::config::{self, HeaderUse, Languages, Reading, SpeakerFrom};
use crate::error::Result;
use crate::transcript::Unit;

/// What is read, and how: the same for every command.
#[derive(Args)]
pub struct InputArgs {
    /// Files, folders (hidden files are skipped), globs, .gz, .zst and .zip files, addresses, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    /// Names, aliases, groups and roles of speakers (see data/speakers.toml)
    #[arg(long, value_name = "FILE")]
    speakers: Option<PathBuf>,
    /// Who speaks in texts, pages, documents, captions and recordings that name nobody
    #[arg(long, value_name = "NAME")]
    speaker: Option<String>,
    /// Where a file's path says who speaks in it, such as COUNTRY_*_YEAR; SPEAKER, GROUP, ROLE and DATE are known as well
    #[arg(long, value_name = "PATTERN")]
    speaker_from: Option<String>,
    /// With --speaker-from: read what looks like a header as speech, instead of refusing the file
    #[arg(long, requires = "speaker_from")]
    no_headers: bool,
    /// What a row of a CSV or JSONL file is
    #[arg(long, value_enum, default_value_t = UnitArg::Turn)]
    unit: UnitArg,
    /// Columns of CSV files whose names cannot be guessed: speaker=NAME,text=NAME (and document, date, turn, role, group, language)
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    columns: Vec<String>,
    /// The largest file that is read, unpacked
    #[arg(long, value_name = "MB", default_value_t = config::MAX_SIZE >> 20, value_parser = clap::value_parser!(u64).range(1..=4096))]
    max_size: u64,
    /// How long an address may take to answer
    #[arg(long, value_name = "SECONDS", default_value_t = config::TIMEOUT.as_secs(), value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// Which documents are scored
    #[arg(long, value_enum, default_value_t = LanguageArg::English)]
    language: LanguageArg,
    /// Fail where a document has no speaker turn, or characters are not accounted for
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

#[derive(Clone, Copy, ValueEnum)]
enum UnitArg {
    /// A turn, which is split into sentences
    Turn,
    /// One sentence, which is not split again
    Sentence,
}

impl InputArgs {
    /// What was asked for.
    ///
    /// # Errors
    /// [`crate::Error::Config`] for a speakers file that cannot be used.
    pub fn reading(self) -> Result<Reading> {
        Ok(Reading {
            inputs: self.inputs,
            speakers: config::speakers(self.speakers.as_deref())?,
            unit: match self.unit {
                UnitArg::Turn => Unit::Turn,
                UnitArg::Sentence => Unit::Sentence,
            },
            max_size: self.max_size << 20,
            languages: match self.language {
                LanguageArg::English => Languages::English,
                LanguageArg::Any => Languages::Any,
            },
            timeout: Duration::from_secs(self.timeout),
            speaker: self.speaker,
            speaker_from: self.speaker_from.map(|pattern| SpeakerFrom {
                pattern,
                headers: if self.no_headers { HeaderUse::Ignore } else { HeaderUse::Refuse },
            }),
            columns: self.columns,
            cluster: None,
            strict: self.strict,
        })
    }
}
