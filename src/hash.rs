//! SHA-256 of what a run depends on: files, definitions, results.

use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// A file, a document or a definition by its name, and the SHA-256 of its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hashed {
    /// Path, id or name.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

impl Hashed {
    /// A text by the path of its file.
    pub fn text(path: &Path, content: &str) -> Self {
        Hashed { name: path.display().to_string(), sha256: sha256(content.as_bytes()) }
    }

    /// A file by its name, read once and never held whole.
    ///
    /// # Errors
    /// [`Error::Read`].
    pub fn file(path: &Path) -> Result<Self> {
        let sha256 = digest::<Sha256>(path, b"").map_err(|source| Error::Read { path: path.to_owned(), source })?;
        Ok(Hashed { name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(), sha256 })
    }
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The hash of a prefix and the content of a file, hexadecimal.
///
/// # Errors
/// Those of reading it.
pub fn digest<D: Digest>(path: &Path, prefix: &[u8]) -> std::io::Result<String> {
    let mut hash = D::new_with_prefix(prefix);
    let mut file = std::fs::File::open(path)?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hash.finalize())),
            n => hash.update(&buffer[..n]),
        }
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
