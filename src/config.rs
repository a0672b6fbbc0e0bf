//! What the program was asked to do. Free of the command line's types; the files that users write are opened and parsed
//! here and nowhere else.

mod cluster;
mod contrasts;
mod entities;
mod models;
mod output;
mod periods;
mod reading;
mod speakers;
mod toml_text;
mod topics;
mod user_file;

use std::path::{Path, PathBuf};

pub use cluster::ClusterBy;
#[cfg(feature = "cli")]
pub use contrasts::MIN_SENTENCES;
pub use contrasts::{Adjustment, Contrasts, Level, Pairs};
pub use entities::{KnownEntity, parse_entities};
pub use models::{
    Compute, Device, EngineName, LabelTable, ModelChoice, Precision, Settings, TaskModel, TopicMethod, parse_settings,
};
pub use output::{ByteOrderMark, Replace, TableFormat};
pub use periods::{PeriodLength, TimeSettings};
pub use reading::{HeaderUse, Languages, MAX_SIZE, Reading, SpeakerFrom, TIMEOUT};
pub use speakers::{KnownSpeaker, parse_speakers};
pub use topics::{Topic, built_in_topics, parse_topics};
pub use user_file::UserFile;

use crate::error::Result;

/// The files that a user writes, by their paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserPaths {
    /// Topics to look for instead of the three built in.
    pub topics: Option<PathBuf>,
    /// Names, aliases and groups of speakers.
    pub speakers: Option<PathBuf>,
    /// Names and aliases of entities.
    pub entities: Option<PathBuf>,
    /// What the labels of the user's models mean, and how topics are found.
    pub settings: Option<PathBuf>,
}

/// One run of `analyze`.
#[derive(Debug, Clone)]
pub struct Config {
    /// What to read.
    pub reading: Reading,
    /// Where the tables go.
    pub out: PathBuf,
    /// The topics to look for.
    pub topics: UserFile<Vec<Topic>>,
    /// The entities of the entities file.
    pub entities: UserFile<Vec<KnownEntity>>,
    /// Which models score, and on what.
    pub models: ModelChoice,
    /// Folders of scores that were made elsewhere, which count instead of models.
    pub scores: Vec<PathBuf>,
    /// Whether these may be of several kinds of processors.
    pub mixed_machines: bool,
    /// Worker threads, at least 1.
    pub threads: usize,
    /// Seed of what is drawn at random; nothing but the intervals of key terms depends on it.
    pub seed: u64,
    /// What to do about earlier results.
    pub replace: Replace,
    /// What the files of tables are.
    pub format: TableFormat,
    /// Whether all tables are written as one Excel workbook as well (`--xlsx`).
    #[cfg(feature = "cli")]
    pub workbook: bool,
    /// Whether a document is counted although another one says the same.
    pub keep_duplicates: bool,
    /// Which speakers are compared.
    pub contrasts: Contrasts,
}

impl Config {
    /// A run over `inputs` into the folder `out` with the files of the user's, all else as it is unless told otherwise.
    ///
    /// # Errors
    /// [`crate::Error::Config`] naming the file that cannot be used, and the line where there is one.
    pub fn load(inputs: &[&str], out: impl Into<PathBuf>, paths: &UserPaths) -> Result<Self> {
        let mut reading = Reading::new(inputs.iter().copied());
        reading.speakers = speakers(paths.speakers.as_deref())?;
        let settings = settings(paths.settings.as_deref())?;
        reading.cluster.clone_from(&settings.documents.cluster);
        Ok(Config {
            reading,
            out: out.into(),
            topics: topics(paths.topics.as_deref())?,
            entities: entities(paths.entities.as_deref())?,
            keep_duplicates: settings.documents.keep_duplicates,
            models: ModelChoice { settings, ..ModelChoice::default() },
            scores: Vec::new(),
            mixed_machines: false,
            threads: all_threads(),
            seed: 1,
            replace: Replace::default(),
            format: TableFormat::default(),
            #[cfg(feature = "cli")]
            workbook: false,
            contrasts: Contrasts::default(),
        })
    }
}

/// The topics of a file, or those built in.
///
/// # Errors
/// As [`Config::load`].
pub fn topics(path: Option<&Path>) -> Result<UserFile<Vec<Topic>>> {
    match path {
        None => built_in_topics().map(UserFile::default_of),
        Some(path) => UserFile::load(path, parse_topics),
    }
}

/// The people of a speakers file; none without a file.
///
/// # Errors
/// As [`Config::load`].
pub fn speakers(path: Option<&Path>) -> Result<UserFile<Vec<KnownSpeaker>>> {
    path.map_or_else(|| Ok(UserFile::default()), |path| UserFile::load(path, parse_speakers))
}

/// The entities of an entities file; none without a file.
///
/// # Errors
/// As [`Config::load`].
pub fn entities(path: Option<&Path>) -> Result<UserFile<Vec<KnownEntity>>> {
    path.map_or_else(|| Ok(UserFile::default()), |path| UserFile::load(path, parse_entities))
}

/// The settings of the file for `--config`, or the default ones.
///
/// # Errors
/// As [`Config::load`].
pub fn settings(path: Option<&Path>) -> Result<Settings> {
    path.map_or_else(|| Ok(Settings::default()), |path| UserFile::load(path, parse_settings).map(|file| file.content))
}

/// As many threads as there are cores.
pub fn all_threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
