//! What is read, and how.

use std::time::Duration;

use crate::config::cluster::ClusterBy;
use crate::config::speakers::KnownSpeaker;
use crate::config::user_file::UserFile;
use crate::transcript::Unit;

/// The largest file that is read unless told otherwise, in bytes.
pub const MAX_SIZE: u64 = 256 << 20;

/// How long an address may take to answer unless told otherwise.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// Which documents are scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Languages {
    /// Those in English, the only language that the models read, and those too short to tell.
    #[default]
    English,
    /// All of them (`--language any`).
    Any,
}

/// Where the path of a file says who speaks in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeakerFrom {
    /// The form of the paths' ends, as `COUNTRY_*_YEAR`.
    pub pattern: String,
    /// What is done about texts that name their speakers.
    pub headers: HeaderUse,
}

/// What is done about headers where the path says who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HeaderUse {
    /// The file is refused.
    #[default]
    Refuse,
    /// They are read as speech.
    Ignore,
}

impl SpeakerFrom {
    /// Whether headers are read as speech.
    pub fn ignores_headers(&self) -> bool {
        self.headers == HeaderUse::Ignore
    }
}

/// What to read, and how.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Files, folders, globs, archives, addresses, or `-` for standard input.
    pub inputs: Vec<String>,
    /// The people of the speakers file, where one is given.
    pub speakers: UserFile<Vec<KnownSpeaker>>,
    /// Whether rows are sentences already.
    pub unit: Unit,
    /// The largest file that is read, unpacked, in bytes.
    pub max_size: u64,
    /// Which documents are scored.
    pub languages: Languages,
    /// How long an address may take to answer.
    pub timeout: Duration,
    /// Who speaks in texts that name nobody.
    pub speaker: Option<String>,
    /// Where the path says who speaks.
    pub speaker_from: Option<SpeakerFrom>,
    /// Which column of a table holds what, as `speaker=Name`, where it cannot be guessed.
    pub columns: Vec<String>,
    /// What tells which documents are of one event.
    pub cluster: Option<ClusterBy>,
    /// Whether a document that is not fully accounted for is a failure.
    pub strict: bool,
}

impl Reading {
    /// Inputs as they are read unless told otherwise.
    pub fn new(inputs: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Reading {
            inputs: inputs.into_iter().map(Into::into).collect(),
            speakers: UserFile::default(),
            unit: Unit::default(),
            max_size: MAX_SIZE,
            languages: Languages::default(),
            timeout: TIMEOUT,
            speaker: None,
            speaker_from: None,
            columns: Vec::new(),
            cluster: None,
            strict: false,
        }
    }
}
