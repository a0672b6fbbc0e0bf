//! Everything that can go wrong, with the file, the place and the reason, so that callers can branch on it.

use std::path::PathBuf;

/// Shorthand used throughout the crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong. The `Display` text is one line that a user can act on.
///
/// ```
/// use rostrum::{Error, Reading, documents};
///
/// let mut all = documents(&Reading::new(["no/such/folder"]))?;
/// let error = all.next().expect("a failure in its place").expect_err("nothing is there");
/// assert!(matches!(&error, Error::Missing { path } if path.ends_with("folder")));
/// assert_eq!(error.to_string(), "no/such/folder: no such file or folder");
/// # Ok::<(), rostrum::Error>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be opened or read.
    #[error("{}: cannot be read", path.display())]
    Read {
        /// The input.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A result could not be written.
    #[error("{}: cannot be written", path.display())]
    Write {
        /// The output.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A path on the command line does not exist.
    #[error("{}: no such file or folder", path.display())]
    Missing {
        /// The path as given.
        path: PathBuf,
    },
    /// A folder without a single file that could be a transcript.
    #[error("{}: nothing to read here (hidden files and earlier results are skipped)", path.display())]
    NothingToRead {
        /// The folder.
        path: PathBuf,
    },
    /// A file without text.
    #[error("{}: the file is empty", path.display())]
    Empty {
        /// The input.
        path: PathBuf,
    },
    /// A file that is not text.
    #[error("{}: not a text file ({reason})", path.display())]
    Binary {
        /// The input.
        path: PathBuf,
        /// How it was recognised.
        reason: String,
    },
    /// A page that could not be fetched.
    #[error("{address}: {reason}")]
    Fetch {
        /// The address as given.
        address: String,
        /// Why.
        reason: String,
    },
    /// A file, or a line of it, that is larger than the limits allow.
    #[error("{}{}: {limit}", path.display(), line.map(|l| format!(", line {l}")).unwrap_or_default())]
    TooLarge {
        /// The input.
        path: PathBuf,
        /// Line that is too long, from 1, where it is one.
        line: Option<u64>,
        /// The limit that was passed.
        limit: String,
    },
    /// A file that was written to while it was read.
    #[error("{}: the file changed while it was read; run again when it is complete", path.display())]
    Changed {
        /// The input.
        path: PathBuf,
    },
    /// A file of a known format that breaks its rules.
    #[error("{}{}: {reason}", path.display(), line.map(|l| format!(", line {l}")).unwrap_or_default())]
    Malformed {
        /// The input.
        path: PathBuf,
        /// Line of the fault, from 1, where known.
        line: Option<u64>,
        /// What is wrong.
        reason: String,
    },
    /// A table without a column that is needed.
    #[error("{}: no {wanted} column among: {} (--columns {wanted}=NAME says which)", path.display(), found.join(", "))]
    NoColumn {
        /// The input.
        path: PathBuf,
        /// What was looked for, such as "speaker".
        wanted: &'static str,
        /// The columns there are.
        found: Vec<String>,
    },
    /// A readable text in which nobody speaks.
    #[error("{}: no speaker turns found, nobody is named (--speaker NAME says who speaks, --speaker-from PATTERN takes it from the path)", path.display())]
    NoTurns {
        /// The input.
        path: PathBuf,
    },
    /// A file that the user wrote and that cannot be used: configuration, topics, speakers, entities; or a folder.
    #[error("{}: {reason}", path.display())]
    Config {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// An option that cannot be used.
    #[error("{option}: {reason}")]
    Option {
        /// The option, with its value where that is what is wrong.
        option: String,
        /// What is wrong.
        reason: String,
    },
    /// A model file that cannot be used.
    #[error("model {name}: {reason}")]
    Model {
        /// The file of the model.
        name: String,
        /// What is wrong.
        reason: String,
    },
    /// Where a result is to be written is something that is not rostrum's.
    #[error("{}: is not a result of rostrum, and is not overwritten; choose another folder for --out", path.display())]
    OutputTaken {
        /// The file in the output folder.
        path: PathBuf,
    },
    /// The folder of an earlier run that cannot be relied on.
    #[error("{}: {reason}", path.display())]
    Results {
        /// The folder or the file.
        path: PathBuf,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// A name that the tables do not have.
    #[error("{}: no {what} \"{name}\"; {others}", path.display())]
    Unknown {
        /// The table.
        path: PathBuf,
        /// What was looked for.
        what: &'static str,
        /// The name as given.
        name: String,
        /// Names that there are, nearest first, in words.
        others: String,
    },
}

impl Error {
    /// Whether the call itself was wrong (exit status 2) rather than one of its inputs (exit status 1).
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            Error::Config { .. }
                | Error::Option { .. }
                | Error::OutputTaken { .. }
                | Error::Model { .. }
                | Error::Results { .. }
                | Error::Unknown { .. }
        )
    }

    /// The whole chain in one line: this error and the causes behind it, outermost first. What it quotes of a file may
    /// hold line breaks and other control characters; they become spaces.
    pub fn chain(&self) -> String {
        let mut line = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(inner) = cause {
            line = format!("{line}: {inner}");
            cause = inner.source();
        }
        line.replace(char::is_control, " ")
    }
}
