//! Documents that are ZIP archives of XML: their parts by name, each unpacked within the limits of the inputs.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use zip::ZipArchive;

use super::xml;
use crate::error::{Error, Result};
use crate::input::{bounded, decode};
use crate::read::row::SourceText;

/// More parts than any document has.
const MOST_PARTS: usize = 100_000;

/// How far into a file that cannot be opened the names of parts are looked for, in bytes.
const LOOK: usize = 4096;

/// A document's parts.
pub struct Package<'a> {
    path: &'a Path,
    zip: ZipArchive<Cursor<&'a [u8]>>,
    parts: BTreeMap<String, usize>,
    most: u64,
    taken: u64,
}

impl<'a> Package<'a> {
    /// Opens a document.
    ///
    /// # Errors
    /// `Malformed` for a damaged archive, or one with too many entries.
    pub fn open(file: &SourceText<'a>) -> Result<Self> {
        let fault = |reason: String| Error::Malformed { path: file.path.to_path_buf(), line: None, reason };
        let zip = ZipArchive::new(Cursor::new(file.bytes)).map_err(|e| fault(format!("a damaged document ({e})")))?;
        if zip.len() > MOST_PARTS {
            return Err(fault(format!("a document of over {MOST_PARTS} parts")));
        }
        let named = |at| zip.name_for_index(at).and_then(std::result::Result::ok).map(|name| (plain(&name), at));
        let parts = (0..zip.len()).filter_map(named).collect();
        Ok(Package { path: file.path, zip, parts, most: file.options.limits.max_size, taken: 0 })
    }

    /// The names of all parts, sorted.
    pub fn names(&self) -> Vec<String> {
        self.parts.keys().cloned().collect()
    }

    /// A part's bytes.
    ///
    /// # Errors
    /// `Malformed` for a damaged part or one under a password, `TooLarge` where it or all of them pass the limits.
    pub fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        let Some(at) = self.parts.get(&plain(name)) else { return Ok(None) };
        let path = self.path.join(name);
        let entry = self.zip.by_index(*at).map_err(|error| Error::Malformed {
            path: path.clone(),
            line: None,
            reason: format!("this part of the document cannot be unpacked ({error})"),
        })?;
        let packed = entry.compressed_size();
        let bytes = bounded(entry, &path, self.most, Some(packed))?;
        self.taken += bytes.len() as u64;
        if self.taken > self.most {
            let limit = format!("its parts are more than {} MB (see --max-size)", self.most >> 20);
            return Err(Error::TooLarge { path: self.path.to_path_buf(), line: None, limit });
        }
        Ok(Some(bytes))
    }

    /// A part as text; an empty one is none.
    ///
    /// # Errors
    /// As [`Package::bytes`], and `Binary` for what is no text.
    pub fn text(&mut self, name: &str) -> Result<Option<String>> {
        let path = self.path.join(name);
        match self.bytes(name)? {
            Some(bytes) if !bytes.is_empty() => decode(&path, &bytes).map(|decoded| Some(decoded.text)),
            _ => Ok(None),
        }
    }
}

/// A part's name as it is compared: some programs write it with the other slash, or a slash before it.
fn plain(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

/// Whether a file is a ZIP archive with a part that begins with `part`; of a damaged one its beginning is looked at.
pub fn has_part(bytes: &[u8], part: &str) -> bool {
    if !bytes.starts_with(b"PK\x03\x04") {
        return false;
    }
    match ZipArchive::new(Cursor::new(bytes)) {
        Ok(zip) => zip.file_names().flatten().any(|name| plain(&name).starts_with(part)),
        Err(_) => holds(&bytes[..bytes.len().min(LOOK)], part.as_bytes()),
    }
}

/// Whether the first part of a ZIP archive is a `mimetype` that begins with this.
pub fn has_mimetype(bytes: &[u8], mimetype: &str) -> bool {
    bytes.starts_with(b"PK\x03\x04") && holds(&bytes[..bytes.len().min(200)], format!("mimetype{mimetype}").as_bytes())
}

/// Whether a text is a document of OpenDocument as one file of XML, and holds this: `text` or `spreadsheet`.
pub fn is_flat(file: &SourceText, kind: &str) -> bool {
    xml::first_tag(file.start).is_some_and(|tag| {
        xml::local_name(tag) == "document" && tag.contains(&format!("application/vnd.oasis.opendocument.{kind}\""))
    })
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
