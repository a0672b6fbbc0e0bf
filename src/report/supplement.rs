//! Tables that a later command adds to a folder of results, or to a folder of their own. They and the descriptor appear
//! under their final names when all are whole; what the descriptor says of other tables stays as it is, byte for byte.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::de::IgnoredAny;

use crate::config::TableFormat;
use crate::error::{Error, Result};
use crate::report::package::{DataPackage, ListedFiles, PACKAGE, TableResource, left_behind, listed};
use crate::report::partial::{partial, rename, sync};
use crate::report::table_writer::TableWriter;
use crate::table::Table;

/// Tables under construction.
pub struct Supplement {
    folder: PathBuf,
    /// The descriptor that is there, and the names of the tables that it has.
    described: Option<(String, Vec<String>)>,
    own: &'static [&'static str],
    format: TableFormat,
    tables: Vec<(PathBuf, TableResource)>,
}

impl Supplement {
    /// Prepares `folder` for tables of the names `own`; it is made where it does not exist.
    ///
    /// # Errors
    /// [`Error::OutputTaken`] where a file of such a name is not one that the folder's descriptor lists, or the descriptor is
    /// not ours, [`Error::Config`] where `folder` is a file, [`Error::Read`] and [`Error::Write`].
    pub fn create(folder: &Path, own: &'static [&'static str], format: TableFormat) -> Result<Self> {
        if folder.is_file() {
            let reason = "is a file; results need a folder of their own".to_owned();
            return Err(Error::Config { path: folder.to_owned(), reason });
        }
        let package = folder.join(PACKAGE);
        let described = match std::fs::read_to_string(&package) {
            Ok(text) => match serde_json::from_str::<ListedFiles>(&text) {
                Ok(listed) => Some((text, listed.resources.into_iter().map(|file| file.name).collect::<Vec<String>>())),
                Err(_) => return Err(Error::OutputTaken { path: package }),
            },
            Err(source) if source.kind() == ErrorKind::NotFound => None,
            Err(source) => return Err(Error::Read { path: package, source }),
        };
        let listed = listed(folder).unwrap_or_default();
        let written = own.iter().map(|name| folder.join(format.file(name)));
        if let Some(path) = written.into_iter().find(|path| path.exists() && !listed.contains(path)) {
            return Err(Error::OutputTaken { path });
        }
        std::fs::create_dir_all(folder).map_err(|source| Error::Write { path: folder.to_owned(), source })?;
        Ok(Supplement { folder: folder.to_owned(), described, own, format, tables: Vec::new() })
    }

    /// Writes a table.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn write<R>(&mut self, table: &Table<R>, rows: &[R]) -> Result<()> {
        let schema = table.schema();
        let path = self.folder.join(self.format.file(schema.name));
        let mut file = TableWriter::create(partial(&path), schema, self.format)?;
        file.write(rows.iter().map(|row| table.cells(row)))?;
        file.finish()?;
        let mut resource = TableResource::of(schema, self.format);
        resource.seal(&partial(&path)).map_err(|source| Error::Write { path: path.clone(), source })?;
        self.tables.push((path, resource));
        Ok(())
    }

    /// Describes the tables, gives every file its final name, and removes those of the names `own` that were written before,
    /// that nobody changed since, and that are not written again.
    ///
    /// # Errors
    /// [`Error::Write`], [`Error::Results`] for a descriptor that somebody has rewritten.
    pub fn finish(self) -> Result<()> {
        let (tables, resources): (Vec<PathBuf>, Vec<TableResource>) = self.tables.into_iter().unzip();
        let path = self.folder.join(PACKAGE);
        let package = match &self.described {
            None => serde_json::to_string_pretty(&DataPackage::new(resources)).unwrap_or_default() + "\n",
            Some((text, names)) => extended(text, names, self.own, &resources).ok_or_else(|| Error::Results {
                path: path.clone(),
                reason: "not as rostrum writes it; analyze again with --force".to_owned(),
            })?,
        };
        std::fs::write(partial(&path), package).map_err(|source| Error::Write { path: path.clone(), source })?;
        // the descriptor first: what it lists may be written again should this be interrupted
        let written = [vec![path], tables].concat();
        sync(&written)?;
        let is_own = |path: &PathBuf| {
            let name = path.file_stem().unwrap_or_default();
            self.own.iter().any(|own| name == *own)
        };
        for path in left_behind(&self.folder, &written).into_iter().filter(is_own) {
            std::fs::remove_file(&path).map_err(|source| Error::Write { path, source })?;
        }
        rename(written)
    }
}

/// A descriptor with other entries for the tables `own`, and all else as it is; none where its entries cannot be found.
fn extended(text: &str, names: &[String], own: &[&str], resources: &[TableResource]) -> Option<String> {
    const OPENED: &str = "\"resources\": [";
    let start = text.find(OPENED)? + OPENED.len();
    let (mut entries, mut end) = (Vec::new(), start);
    for name in names {
        let rest = &text[end..];
        let opened = end + rest.len() - rest.trim_start_matches([',', ' ', '\n', '\r', '\t']).len();
        let mut values = serde_json::Deserializer::from_str(&text[opened..]).into_iter::<IgnoredAny>();
        values.next()?.ok()?;
        end = opened + values.byte_offset();
        if !own.contains(&name.as_str()) {
            entries.push(text[opened..end].to_owned());
        }
    }
    for resource in resources {
        entries.push(serde_json::to_string_pretty(resource).ok()?.replace('\n', "\n    "));
    }
    let close = text[end..].trim_start().strip_prefix(']')?;
    Some(format!("{}\n    {}\n  ]{close}", &text[..start], entries.join(",\n    ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Cell, text};

    const OWN: &[&str] = &["mine", "yours"];

    fn write(folder: &Path, tables: &[&'static str], cell: &str) -> Result<()> {
        let mut supplement = Supplement::create(folder, OWN, TableFormat::default())?;
        for name in tables {
            let table =
                Table::new(name, "Rows.").with(text("what", "Any [text], \"quoted\""), |row: &&str| Cell::text(*row));
            supplement.write(&table, &[cell])?;
        }
        supplement.finish()
    }

    fn read(folder: &Path, name: &str) -> String {
        std::fs::read_to_string(folder.join(name)).expect("a file")
    }

    #[test]
    fn other_entries_stay_as_they_are_and_own_ones_are_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let others = DataPackage::new(
            ["first", "second"]
                .map(|name| {
                    let table =
                        Table::new(name, "Braces ] } in \"words\".").with(text("a", "A"), |_: &()| Cell::Missing);
                    let path = folder.path().join(format!("{name}.csv"));
                    std::fs::write(&path, "a\n").expect("it can be written");
                    let mut resource = TableResource::of(table.schema(), TableFormat::default());
                    resource.seal(&path).expect("a table");
                    resource
                })
                .into(),
        );
        let before = serde_json::to_string_pretty(&others).expect("JSON") + "\n";
        std::fs::write(folder.path().join(PACKAGE), &before).expect("it can be written");
        write(folder.path(), &["mine", "yours"], "one").expect("free names");
        let after = read(folder.path(), PACKAGE);
        let kept = before.trim_end().strip_suffix("\n  ]\n}").expect("the end of the list");
        assert!(after.starts_with(kept) && after.ends_with("    }\n  ]\n}\n"), "{after}");
        write(folder.path(), &["mine"], "two").expect("its own tables");
        assert_eq!(read(folder.path(), "mine.csv"), "what\ntwo\n");
        assert!(!folder.path().join("yours.csv").exists(), "of an earlier time");
        let listed: ListedFiles = serde_json::from_str(&read(folder.path(), PACKAGE)).expect("JSON");
        assert_eq!(
            listed.resources.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(),
            ["first", "second", "mine"]
        );
        std::fs::write(folder.path().join("yours.csv"), "by hand").expect("it can be written");
        assert!(write(folder.path(), &["mine", "yours"], "one").is_err(), "the user's, since the table is no more");
        assert_eq!(read(folder.path(), "yours.csv"), "by hand");
        std::fs::remove_file(folder.path().join("yours.csv")).expect("it is there");
        write(folder.path(), &["mine", "yours"], "one").expect("its own tables");
        assert_eq!(read(folder.path(), PACKAGE), after, "the same again");
    }

    #[test]
    fn files_of_others_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), &["mine"], "one").expect("an empty folder");
        std::fs::write(folder.path().join("yours.csv"), "by hand").expect("it can be written");
        let fault = write(folder.path(), &["mine", "yours"], "two").expect_err("somebody's").to_string();
        assert!(fault.contains("yours.csv") && fault.contains("not overwritten"), "{fault}");
        assert_eq!(read(folder.path(), "mine.csv"), "what\none\n");
        let foreign = tempfile::tempdir().expect("a folder");
        std::fs::write(foreign.path().join(PACKAGE), "{\"resources\": []}").expect("it can be written");
        assert!(write(foreign.path(), &["mine"], "one").is_err());
    }
}
