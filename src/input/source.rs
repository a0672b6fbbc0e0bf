//! Where a transcript's bytes come from.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::archive::PackedFile;

/// One file to read, an entry of an archive, the page at an address, or standard input.
#[derive(Debug, Clone)]
pub struct Source {
    /// Where it is, for people: a path, `archive.zip/entry`, an address, or `-` for standard input.
    pub path: PathBuf,
    /// The path relative to the input it was found under, `/`-separated; of a file given directly its file name.
    pub id: String,
    /// How to get at it.
    pub(super) origin: Origin,
}

/// How to get at a source.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    /// A regular file.
    File,
    /// An entry of a ZIP archive.
    Packed(PackedFile),
    /// A page, fetched.
    Web,
    /// Standard input, or a pipe with a name.
    Stream,
    /// Bytes that are at hand.
    Memory(Arc<[u8]>),
}

impl Source {
    /// A regular file.
    pub fn file(path: impl Into<PathBuf>, id: impl Into<String>) -> Self {
        Source { path: path.into(), id: id.into(), origin: Origin::File }
    }

    /// Bytes that are at hand, under a path for people and an id.
    pub fn memory(path: impl Into<PathBuf>, id: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Source { path: path.into(), id: id.into(), origin: Origin::Memory(bytes.into()) }
    }

    /// Whether it is standard input.
    pub fn is_stdin(&self) -> bool {
        self.path.as_os_str() == "-"
    }

    /// Whether it can be read only once, or should be.
    pub fn is_once(&self) -> bool {
        matches!(self.origin, Origin::Stream | Origin::Web)
    }

    /// The file on this machine that holds it.
    pub fn file_path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::File => Some(&self.path),
            Origin::Packed(entry) => Some(entry.file()),
            Origin::Web | Origin::Stream | Origin::Memory(_) => None,
        }
    }
}
