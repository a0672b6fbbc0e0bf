//! Finds what the inputs of the command line stand for: files, folders, globs, archives, addresses and `-`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Component, Path, PathBuf};

use globset::GlobBuilder;
use walkdir::{DirEntry, WalkDir};

use super::archive::{self, PackedFile};
use super::bytes::Packing;
use super::source::{Origin, Source};
use super::web;
use crate::error::{Error, Result};

/// Finds the sources of the inputs: folders are walked, sorted, hidden files and folders skipped; a glob is tried where no
/// file has that very name; an archive stands for its entries. Ids are unique: where two inputs would give one id, those
/// files get longer paths. A file reached twice is read once. Failures are per input, in its place.
pub fn find(inputs: &[String]) -> Vec<Result<Source>> {
    let mut found: Vec<Result<Source>> = Vec::new();
    let mut seen = BTreeSet::new();
    for input in inputs {
        for result in find_one(input) {
            match result {
                Ok(source) if !seen.insert(canonical(&source.path)) => {}
                Ok(source) => found.extend(unpacked(source)),
                Err(error) => found.push(Err(error)),
            }
        }
    }
    lengthen(&mut found);
    found
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

fn find_one(input: &str) -> Vec<Result<Source>> {
    let path = Path::new(input);
    let special = |id: String, origin| vec![Ok(Source { path: path.to_path_buf(), id, origin })];
    if input == "-" {
        return special("stdin".to_owned(), Origin::Stream);
    }
    if web::is_address(input) {
        return special(web::id_of(input), Origin::Web);
    }
    match std::fs::metadata(path) {
        Ok(meta) if meta.is_dir() => walk(path),
        Ok(meta) if meta.is_file() => vec![Ok(Source::file(path, id_of(path, path.parent())))],
        Ok(_) => special(id_of(path, path.parent()), Origin::Stream),
        Err(_) if input.contains(['*', '?', '[', '{']) => glob(input),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            vec![Err(Error::Missing { path: path.to_path_buf() })]
        }
        Err(source) => vec![Err(Error::Read { path: path.to_path_buf(), source })],
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
}

fn walk(folder: &Path) -> Vec<Result<Source>> {
    let mut found = Vec::new();
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter().filter_entry(|e| !is_hidden(e))
    {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                found.push(Ok(Source::file(entry.path(), id_of(entry.path(), Some(folder)))));
            }
            Ok(_) => {}
            Err(error) => found.push(Err(walk_error(folder, error))),
        }
    }
    if found.is_empty() {
        found.push(Err(Error::NothingToRead { path: folder.to_path_buf() }));
    }
    found
}

fn walk_error(folder: &Path, error: walkdir::Error) -> Error {
    let path = error.path().unwrap_or(folder).to_path_buf();
    let reason = error.to_string();
    Error::Read { path, source: error.into_io_error().unwrap_or_else(|| std::io::Error::other(reason)) }
}

/// The entries of an archive; any other source, a document that is packed by its own program too, is itself. What cannot be opened fails when it is read.
fn unpacked(source: Source) -> Vec<Result<Source>> {
    let mut start = [0; 4];
    let zipped = matches!(source.origin, Origin::File)
        && File::open(&source.path).and_then(|mut file| file.read_exact(&mut start)).is_ok()
        && Packing::of(&start) == Packing::Zip;
    let is_document = || File::open(&source.path).is_ok_and(|file| archive::is_document(BufReader::new(file)));
    if !zipped || is_document() {
        return vec![Ok(source)];
    }
    let inside = |entry: PackedFile| {
        let (path, id) = (source.path.join(&entry.name), format!("{}/{}", source.id, entry.name));
        Ok(Source { path, id, origin: Origin::Packed(entry) })
    };
    match archive::entries(&source.path) {
        Ok(entries) => entries.into_iter().map(inside).collect(),
        Err(error) => vec![Err(error)],
    }
}

/// Matches files below the longest folder of the pattern that has no wildcard; `*` stays inside one folder.
fn glob(pattern: &str) -> Vec<Result<Source>> {
    let matcher = match GlobBuilder::new(pattern).literal_separator(true).build() {
        Ok(glob) => glob.compile_matcher(),
        Err(error) => {
            return vec![Err(Error::Option {
                option: pattern.to_owned(),
                reason: format!("not a pattern: {}", error.kind()),
            })];
        }
    };
    let fixed: PathBuf = Path::new(pattern)
        .components()
        .take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']))
        .collect();
    let base = if fixed.as_os_str().is_empty() { Path::new(".") } else { fixed.as_path() };
    let plain = |path: &Path| path.strip_prefix(".").map_or_else(|_| path.to_path_buf(), Path::to_path_buf);
    let files: Vec<Result<Source>> = walk(base)
        .into_iter()
        .filter_map(|result| result.ok())
        .map(|source| {
            let path = if pattern.starts_with("./") { source.path } else { plain(&source.path) };
            Source { path, ..source }
        })
        .filter(|source| matcher.is_match(&source.path))
        .map(Ok)
        .collect();
    if files.is_empty() { vec![Err(Error::Missing { path: PathBuf::from(pattern) })] } else { files }
}

/// `path` below `base`, with `/` on every system.
fn id_of(path: &Path, base: Option<&Path>) -> String {
    let below = base.and_then(|base| path.strip_prefix(base).ok()).unwrap_or(path);
    let parts: Vec<String> = below
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            Component::ParentDir => Some("..".to_owned()),
            _ => None,
        })
        .collect();
    parts.join("/")
}

/// Gives the files whose ids clash their whole paths, and a number where even these are equal.
fn lengthen(found: &mut [Result<Source>]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for source in found.iter().flatten() {
        *counts.entry(source.id.clone()).or_default() += 1;
    }
    let mut taken: BTreeSet<String> =
        counts.iter().filter(|(_, count)| **count == 1).map(|(id, _)| id.clone()).collect();
    for source in found.iter_mut().flatten() {
        if counts.get(&source.id).is_none_or(|count| *count < 2) {
            continue;
        }
        let longer = id_of(&source.path, None);
        let mut id = longer.clone();
        let mut number = 2;
        while !taken.insert(id.clone()) {
            id = format!("{longer}~{number}");
            number += 1;
        }
        source.id = id;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn ids(inputs: &[&Path]) -> Vec<String> {
        let inputs: Vec<String> = inputs.iter().map(|p| p.display().to_string()).collect();
        find(&inputs).into_iter().map(|r| r.map_or_else(|e| e.to_string(), |s| s.id)).collect()
    }

    #[test]
    fn folders_are_walked_in_order_without_hidden_files() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a/x.txt", ".hidden/y.txt", "a/.z.txt"] {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "A: b").unwrap();
        }
        assert_eq!(ids(&[dir.path()]), ["a/x.txt", "b.txt"]);
        assert_eq!(ids(&[dir.path(), &dir.path().join("b.txt")]), ["a/x.txt", "b.txt"], "a file twice is read once");
        assert_eq!(ids(&[&dir.path().join("*.txt")]), ["b.txt"]);
        assert_eq!(ids(&[&dir.path().join("**/*.txt")]), ["a/x.txt", "b.txt"]);
        let both = ids(&[&dir.path().join("a"), &dir.path().join("a/../a/.z.txt")]);
        assert_eq!(both, ["x.txt", ".z.txt"], "a file given by name is read even if hidden");
    }

    #[test]
    fn ids_are_unique() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["one/x.txt", "two/x.txt", "two/y.txt"] {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "A: b").unwrap();
        }
        let ids = ids(&[&dir.path().join("one"), &dir.path().join("two")]);
        assert!(ids[0].ends_with("/one/x.txt") && ids[1].ends_with("/two/x.txt") && ids[2] == "y.txt", "{ids:?}");
    }

    #[test]
    fn failures_stand_in_their_place() {
        let dir = tempfile::tempdir().unwrap();
        let missing = dir.path().join("none.txt");
        let results = find(&[missing.display().to_string(), dir.path().display().to_string(), "-".to_owned()]);
        assert!(matches!(results[0], Err(Error::Missing { .. })));
        assert!(matches!(results[1], Err(Error::NothingToRead { .. })));
        assert_eq!(results[2].as_ref().unwrap().id, "stdin");
    }
}
