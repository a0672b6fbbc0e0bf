//! ZIP archives: their entries are read one by one, straight from the archive; nothing is unpacked to the disk, and an
//! entry's name is only ever a name.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::{Error, Result};

/// An archive with more entries is refused.
const MOST_ENTRIES: usize = 100_000;

type OpenZip = ZipArchive<BufReader<File>>;

/// A ZIP archive. It is open only while its entries are being read, so that a folder may hold many.
#[derive(Debug)]
struct Archive {
    path: PathBuf,
    /// The number of the entry that is read last; after it the file is closed.
    last: usize,
    open: Mutex<Option<OpenZip>>,
}

/// One file inside an archive.
#[derive(Debug, Clone)]
pub struct PackedFile {
    /// Its path inside the archive, `/`-separated; only ever a name.
    pub name: String,
    archive: Arc<Archive>,
    index: usize,
}

/// The entries of an archive, by name. Folders and hidden files are left out.
///
/// # Errors
/// `Read`, `NothingToRead`, and `Malformed` for a damaged archive.
pub fn entries(path: &Path) -> Result<Vec<PackedFile>> {
    let fault = |reason: String| Error::Malformed { path: path.to_path_buf(), line: None, reason };
    let mut zip = open(path)?;
    if zip.len() > MOST_ENTRIES {
        return Err(fault(format!("an archive with over {MOST_ENTRIES} entries")));
    }
    let mut named: Vec<(String, usize)> = Vec::new();
    for index in 0..zip.len() {
        let entry = zip.by_index_raw(index).map_err(|e| damaged(path, e))?;
        let name = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
        if entry.is_file() && !is_hidden(&name) {
            named.push((name, index));
        }
    }
    named.sort();
    let Some((_, last)) = named.last() else {
        return Err(Error::NothingToRead { path: path.to_path_buf() });
    };
    let archive = Arc::new(Archive { path: path.to_path_buf(), last: *last, open: Mutex::new(None) });
    let entry = |(name, index): (String, usize)| {
        let parts: Vec<&str> = name.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
        PackedFile { name: parts.join("/"), archive: Arc::clone(&archive), index }
    };
    Ok(named.into_iter().map(entry).collect())
}

/// Whether a ZIP archive is one document of a program's own, by a part that every such document has.
pub fn is_document(file: impl Read + Seek) -> bool {
    let is_mark = |name: &str| matches!(name, "[Content_Types].xml" | "mimetype" | "Index/Document.iwa");
    ZipArchive::new(file).is_ok_and(|zip| zip.file_names().flatten().any(|name| is_mark(&name)))
}

/// Hidden files and folders, and what a Mac adds.
fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| (part.starts_with('.') && !matches!(part, "." | "..")) || part == "__MACOSX")
}

fn open(path: &Path) -> Result<OpenZip> {
    let file = File::open(path).map_err(|source| Error::Read { path: path.to_path_buf(), source })?;
    ZipArchive::new(BufReader::new(file)).map_err(|error| damaged(path, error))
}

fn damaged(path: &Path, error: ZipError) -> Error {
    let reason = match error {
        ZipError::Io(source) => return Error::Read { path: path.to_path_buf(), source },
        ZipError::UnsupportedArchive(what) if what.to_lowercase().contains("password") => {
            "protected by a password".to_owned()
        }
        ZipError::CompressionMethodNotSupported(_) => "packed by a method other than deflate".to_owned(),
        other => format!("a damaged ZIP archive ({other})"),
    };
    Error::Malformed { path: path.to_path_buf(), line: None, reason }
}

impl PackedFile {
    /// The archive's own file.
    pub fn file(&self) -> &Path {
        &self.archive.path
    }

    /// Hands the entry's reader and its packed length to `read`.
    ///
    /// # Errors
    /// `Read`, `Malformed`, and those of `read`.
    pub fn read<T>(&self, read: impl FnOnce(&mut dyn Read, u64) -> Result<T>) -> Result<T> {
        self.archive.read(self.index, read)
    }
}

impl Archive {
    fn read<T>(&self, index: usize, read: impl FnOnce(&mut dyn Read, u64) -> Result<T>) -> Result<T> {
        // whoever panicked here left a reader that is opened anew
        let mut slot = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let mut zip = match slot.take() {
            Some(zip) => zip,
            None => open(&self.path)?,
        };
        let result = match zip.by_index(index) {
            Ok(mut entry) => {
                let packed = entry.compressed_size();
                read(&mut entry, packed)
            }
            Err(error) => Err(damaged(&self.path, error)),
        };
        *slot = Some(zip).filter(|_| index != self.last);
        result
    }
}
