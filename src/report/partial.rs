//! Files that appear under their final names only when they are whole.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// What an unfinished file is called after its final name.
const PARTIAL: &str = ".partial";

/// The temporary name of a file.
pub fn partial(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(PARTIAL);
    PathBuf::from(name)
}

/// Makes sure that files under their temporary names are on the disk.
///
/// # Errors
/// [`Error::Write`].
pub fn sync(paths: &[PathBuf]) -> Result<()> {
    for path in paths {
        let synced = File::open(partial(path)).and_then(|file| file.sync_all());
        synced.map_err(|source| Error::Write { path: path.clone(), source })?;
    }
    Ok(())
}

/// Gives files their final names, in order.
///
/// # Errors
/// [`Error::Write`].
pub fn rename(paths: Vec<PathBuf>) -> Result<()> {
    for path in paths {
        std::fs::rename(partial(&path), &path).map_err(|source| Error::Write { path, source })?;
    }
    Ok(())
}
