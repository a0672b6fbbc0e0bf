//! Ids that hold inside one folder: those of a corpus, whose list of speakers lies beside its utterances.

use std::path::Path;

/// An id as the list of the same folder has it, and no other.
pub fn id_in(path: &Path, id: &str) -> String {
    let folder = path.parent().unwrap_or(Path::new("")).to_string_lossy();
    format!("{folder}\n{id}")
}
