//! The page of a folder of results as a file: written whole or not at all, never over a file of somebody else's, and listed
//! in the folder's descriptor beside the tables.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use serde_json::json;

use crate::error::{Error, Result};
use crate::hash::sha256;
use crate::report::package::{PACKAGE, PAGE, SHA256};
use crate::report::partial::{partial, rename, sync};

/// How a page of ours says who made it; it stands in its first lines.
pub const MARK: &str = "<meta name=\"generator\" content=\"rostrum ";
/// Bytes in which the mark stands.
const HEAD: u64 = 400;
/// Where the tables end in the descriptor, and the page begins.
const LISTED: &str = "\n  ],\n  \"rostrum:report\": ";
/// Where both end without a page.
const END: &str = "\n  ]\n}\n";

/// Whether a page may be written to a path.
///
/// # Errors
/// [`Error::OutputTaken`] where a file that is no page of ours is there, [`Error::Read`].
pub fn check(path: &Path) -> Result<()> {
    match has_mark(path) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::OutputTaken { path: path.to_owned() }),
        // a folder that is none is named by who would make it
        Err(source) if matches!(source.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(()),
        Err(source) => Err(Error::Read { path: path.to_owned(), source }),
    }
}

/// Whether a page of ours is there.
pub fn is_page(path: &Path) -> bool {
    has_mark(path).is_ok_and(|ours| ours)
}

fn has_mark(path: &Path) -> std::io::Result<bool> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    Ok(String::from_utf8_lossy(&head).contains(MARK))
}

/// Writes a page to a path of its own.
///
/// # Errors
/// As [`check`], [`Error::Write`].
pub fn write(path: &Path, html: &str) -> Result<()> {
    check(path)?;
    stage(path, html)?;
    let written = vec![path.to_owned()];
    sync(&written)?;
    rename(written)
}

/// Writes the page of a folder, and lists it in the folder's descriptor.
///
/// # Errors
/// As [`check`], [`Error::Results`] for a descriptor that is not as rostrum writes it, [`Error::Read`] and [`Error::Write`].
pub fn write_into(folder: &Path, html: &str) -> Result<()> {
    let (path, package) = (folder.join(PAGE), folder.join(PACKAGE));
    check(&path)?;
    let described =
        std::fs::read_to_string(&package).map_err(|source| Error::Read { path: package.clone(), source })?;
    let listed = listing(&described, html).ok_or_else(|| Error::Results {
        path: package.clone(),
        reason: "not as rostrum writes it; analyze again with --force".to_owned(),
    })?;
    stage(&path, html)?;
    stage(&package, &listed)?;
    // the descriptor first, as for tables: what it lists may be written again should this be interrupted
    let written = vec![package, path];
    sync(&written)?;
    rename(written)
}

fn stage(path: &Path, text: &str) -> Result<()> {
    std::fs::write(partial(path), text).map_err(|source| Error::Write { path: path.to_owned(), source })
}

/// The descriptor with the page in it, all else as it is.
fn listing(described: &str, html: &str) -> Option<String> {
    // a line break that stands in a text is escaped in JSON, so this is where the list of tables ends
    let tables = described.split_once(LISTED).map(|(tables, _)| tables).or_else(|| described.strip_suffix(END))?;
    let entry = json!({
        "path": PAGE,
        "mediatype": "text/html",
        "encoding": "utf-8",
        "hash": format!("{SHA256}{}", sha256(html.as_bytes())),
        "bytes": html.len(),
    });
    Some(format!("{tables}{LISTED}{}\n}}\n", format!("{entry:#}").replace('\n', "\n  ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        format!("<!doctype html>\n{MARK}0\">\n{text}")
    }

    #[test]
    fn a_page_is_listed_once_and_what_was_there_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let described = "{\n  \"name\": \"x\",\n  \"resources\": [\n    {\n      \"name\": \"a\"\n    }\n  ]\n}\n";
        std::fs::write(folder.path().join(PACKAGE), described).expect("it can be written");
        write_into(folder.path(), &html("one")).expect("a free name");
        write_into(folder.path(), &html("two")).expect("a page of ours");
        let text = std::fs::read_to_string(folder.path().join(PACKAGE)).expect("a descriptor");
        let listed: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(listed["resources"][0]["name"], "a");
        assert_eq!(listed["rostrum:report"]["hash"], format!("{SHA256}{}", sha256(html("two").as_bytes())));
        assert_eq!(text.matches("rostrum:report").count(), 1);
    }

    #[test]
    fn a_file_of_somebody_else_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mine.html");
        std::fs::write(&path, "<p>by hand").expect("it can be written");
        let fault = write(&path, &html("one")).expect_err("somebody's").to_string();
        assert!(fault.contains("mine.html") && fault.contains("not overwritten"), "{fault}");
        assert_eq!(std::fs::read_to_string(&path).expect("it is there"), "<p>by hand");
    }
}
