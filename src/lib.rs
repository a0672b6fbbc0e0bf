//! Transcripts of political speech to figures: who said what, in which tone, about which topic, and for or against whom.
//!
//! The data flows one way, and each arrow can be run by itself:
//!
//! ```text
//! bytes ─ decode ─ text ─ read ─ Transcript{Turn} ─ split ─ sentences ─ score ─ Scores ─ tally ─ Tally ─ tables
//! ```
//!
//! Read a folder, annotate its documents, look at one speaker's tone:
//!
//! ```
//! use rostrum::{Annotator, Reading, Tally, documents};
//!
//! let annotator = Annotator::built_in()?;
//! let mut tally = Tally::default();
//! for document in documents(&Reading::new(["data/sample/2025-05-14_school_radio.vtt"]))? {
//!     tally += Tally::of(&annotator.annotate(document?)?);
//! }
//! let speaker = tally.person("Lena Orsol").expect("she speaks");
//! let tone = speaker.tone.mean().expect("some of it is scored");
//! assert!((-1.0..=1.0).contains(&tone));
//! // too little is said here for an interval: nothing is better than a wrong one
//! println!("{tone:.2} {:?}", speaker.tone_interval());
//! # Ok::<(), rostrum::Error>(())
//! ```
//!
//! Score sentences without any file:
//!
//! ```
//! use rostrum::{Annotator, Tone};
//!
//! let annotator = Annotator::built_in()?;
//! let scores = annotator.score(&["We are grateful for this excellent cooperation.", "I condemn this attack."])?;
//! assert_eq!(scores[0].tone.tone(), Tone::Positive);
//! assert_eq!(scores[1].tone.tone(), Tone::Negative);
//! # Ok::<(), rostrum::Error>(())
//! ```
//!
//! Write every table that the program writes, and watch it:
//!
//! ```
//! use rostrum::{Config, Progress, UserPaths, analyze};
//!
//! # let folder = std::env::temp_dir().join(format!("rostrum-{}", std::process::id()));
//! let config = Config::load(&["data/sample/2025-05-14_school_radio.vtt"], &folder, &UserPaths::default())?;
//! let summary = analyze(&config, &|progress| {
//!     if let Progress::Files(files) = progress {
//!         println!("{files} files");
//!     }
//! })?;
//! assert!(summary.sentences > 0 && summary.failures.is_empty());
//! # std::fs::remove_dir_all(folder).expect("the tables are there");
//! # Ok::<(), rostrum::Error>(())
//! ```
//!
//! Numbers are exact: probabilities are whole millionths, sums of them have no order, and the same sentence has the same
//! scores alone, in any company and on any number of threads. A value that is not there is `None`, never a zero.
//!
//! The features `cli` (the program), `web` (inputs at addresses) and `hub` (models by name) are on unless
//! `default-features = false`; `rust-bert` adds libtorch.

mod aggregate;
mod annotate;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
mod coding;
#[cfg(feature = "cli")]
mod compare;
mod config;
mod day;
mod doctor;
mod entity;
mod error;
mod evaluate;
#[cfg(feature = "cli")]
mod explain;
mod hash;
mod input;
mod label;
mod model;
mod name;
#[cfg(feature = "cli")]
mod page;
mod parallel;
mod parquet_rows;
mod quiet;
mod read;
mod report;
#[cfg(feature = "cli")]
mod results;
mod run;
#[cfg(feature = "cli")]
mod sample;
mod scores;
mod sentence;
mod span;
mod speaker;
mod table;
mod tables;
mod tally;
mod task;
mod transcript;
#[cfg(feature = "cli")]
mod validate;

pub use aggregate::interval::Interval;
pub use annotate::{AnnotatedSentence, AnnotatedTranscript, Annotator};
pub use config::{ClusterBy, Config, HeaderUse, Languages, Reading, SpeakerFrom, Topic, UserPaths};
pub use day::{Day, DocumentDate};
pub use error::{Error, Result};
pub use label::{Distribution, EntityType, Probability, Stance, Tone};
pub use run::{
    DifferingPair, DisagreeingPair, Disagreement, Findings, MeasuredDifference, SpeakerFinding, TestedPairs,
};
pub use run::{Progress, ScoreRequest, ScoreSummary, Summary, analyze, documents, score};
pub use scores::{Mention, ScoredSentence, Scores, SentenceTopic};
pub use speaker::{AttributedTranscript, Resolved};
pub use tally::{SpeakerTally, Sums, Tally};
pub use transcript::{Transcript, Turn};

/// What the program, its benches, its fuzz targets and its tests need besides. Nothing here is promised to stay.
#[doc(hidden)]
#[allow(missing_docs)]
pub mod internals {
    #[cfg(feature = "cli")]
    pub use crate::cli::{embedded, run as command_line, run_from as command_line_from};
    pub use crate::{
        aggregate::family,
        doctor::examine,
        hash::hex,
        sentence::{sentences, split},
        span::Span,
    };

    #[cfg(feature = "cli")]
    pub mod coding {
        pub use crate::coding::{CodedItem, CodingUnit, Frame, KeyRow, SampleKey, StratumName, Variable, read};
        pub use crate::results::Results;
    }

    pub mod config {
        pub use crate::config::{
            ByteOrderMark, Compute, Contrasts, Device, EngineName, Level, ModelChoice, Pairs, Precision, TaskModel,
            built_in_topics, parse_entities, parse_speakers, parse_topics,
        };
    }

    pub mod evaluate {
        pub use crate::evaluate::{evaluate, gold};
        pub use crate::task::scorer::Scorer;
    }

    pub mod model {
        pub use crate::entity::{Passage, Resolver};
        pub use crate::model::checkpoint::Checkpoint;
        pub use crate::model::engines::Engines;
        pub use crate::model::export::export;
        pub use crate::model::files::{Measured, ModelFiles, TOKENIZER};
        pub use crate::model::network::Input;
        pub use crate::model::own::{ModelShape, OwnModel};
        pub use crate::model::tokenizer::Tokens;
        pub use crate::model::{Model, Models};
        pub use crate::task::{TASKS, own_models};
    }

    pub mod read {
        pub use crate::input::{Source, decode, find};
        pub use crate::name::{fold, fold_spaces, without_notes};
        pub use crate::read::{FORMATS, Format, Options, SourceText, detect, read, read_bytes};
        pub use crate::speaker::{Registry, Scope, SpeakerKey, Suggestions};
        pub use crate::transcript::{Header, Unit};
    }

    #[cfg(feature = "cli")]
    pub mod validate {
        pub use crate::coding::Allocate;
        pub use crate::sample::allocation::{PlannedStratum, allocate};
        pub use crate::tables::SUPPLEMENTS;
        pub use crate::validate::estimator::{Estimand, Estimator, FrameItem};
    }

    pub mod scoring {
        pub use crate::annotate::score_texts;
        pub use crate::report::bytes_table::{Bytes, BytesColumn};
        pub use crate::report::table_writer::MemoryTable;
        pub use crate::run::{
            RecordMaker, SCORE_COLUMNS, ScoreRecord, ScoreRow, annotate, score_row, score_sources, write_scores,
        };
        pub use crate::table::{Cell, ValueKind};
    }

    pub mod tables {
        pub use crate::report::csv::CsvFile;
        pub use crate::tables::{DocumentView, Finished, RowSource, TABLES, names};
        pub use crate::tally::{ClusterPlace, Clusters, Presence, Stratum, TopicStratum, TopicTally};
    }
}
