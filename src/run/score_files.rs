//! The files of `rostrum score`: a row for each document that was scored, and for each file that could not be read.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::config::Topic;
use crate::error::{Error, Result};
use crate::hash::{Hashed, hex};
use crate::report::bytes_table::{self, Bytes, BytesColumn};
use crate::run::journal::Journal;
use crate::run::record::{Identity, Key, ScoreRecord, ScoredBy, hashed, topics_line};
use crate::transcript::Transcript;

/// Documents that a message names.
const NAMED: usize = 3;

const fn column(name: &'static str, text: bool) -> BytesColumn {
    BytesColumn { name, text }
}

/// The columns. Whoever distributes the scoring may add others.
pub const COLUMNS: [BytesColumn; 8] = [
    // the document as it was read, the models, the topics
    column("key", false),
    // its id
    column("document", true),
    // of key and scores
    column("check", false),
    column("scores", false),
    // the models, as JSON
    column("models", true),
    // the topics and the hashes of their definitions, as JSON
    column("topics", true),
    // the kind of processor
    column("machine", true),
    // why there are no scores
    column("error", true),
];

/// What a row says.
pub type ScoreRow = [Bytes; COLUMNS.len()];

/// The row of a document that was scored.
pub fn row(document: &str, record: &ScoreRecord, identity: &Identity, machine: &str) -> ScoreRow {
    let text = |text: &str| Some(text.as_bytes().to_vec());
    [
        Some(record.key.to_vec()),
        text(document),
        Some(record.check().to_vec()),
        Some(record.packed.clone()),
        text(&identity.by.line()),
        text(&identity.topics_line()),
        text(machine),
        None,
    ]
}

/// The row of a document, or a file, that could not be read.
pub fn error_row(document: &str, error: &str) -> ScoreRow {
    let text = |text: &str| Some(text.as_bytes().to_vec());
    [None, text(document), None, None, None, None, None, text(error)]
}

/// The row of a file or a document that was read and has nothing to score.
pub fn read_row(document: &str) -> ScoreRow {
    let mut row = error_row(document, "");
    row[COLUMNS.len() - 1] = None;
    row
}

/// Whether a file is named as files of scores are, by this program or another.
pub fn is_scores(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "parquet")
}

/// Writes rows into a file of their own in a folder, under a name that follows from them: written twice, they are there once.
///
/// # Errors
/// [`Error::Write`].
pub fn write(folder: &Path, rows: &[ScoreRow]) -> Result<()> {
    let mut hash = Sha256::new();
    for cell in rows.iter().flatten() {
        let cell = cell.as_deref().unwrap_or_default();
        hash.update((cell.len() as u64).to_le_bytes());
        hash.update(cell);
    }
    let path = folder.join(format!("scores-{}.parquet", hex(&hash.finalize()[..8])));
    // hidden, and nobody else's: several processes may write into the folder
    let unfinished = folder.join(format!(".{}-{}", std::process::id(), path.file_name().unwrap_or_default().display()));
    let named = |source| Error::Write { path: path.clone(), source };
    let written = bytes_table::write(&unfinished, &COLUMNS, rows)
        .and_then(|()| std::fs::rename(&unfinished, &path).map_err(named));
    if written.is_err() {
        // what is left of it is of no use; that it cannot be removed either is no news
        let _ = std::fs::remove_file(&unfinished);
    }
    written
}

/// The files of scores in folders and the folders in them, in order; hidden ones are another program's unfinished business, and
/// Parquet files without a column of keys are something else.
///
/// # Errors
/// [`Error::Missing`] and [`Error::Read`].
fn files(folders: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in folders {
        if !folder.exists() {
            return Err(Error::Missing { path: folder.clone() });
        }
        let hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with(['.', '_']);
        let seen = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
        for entry in seen.filter_entry(|entry| entry.depth() == 0 || !hidden(entry.file_name())) {
            let entry = entry.map_err(|error| {
                let path = error.path().unwrap_or(folder).to_owned();
                let source = error.into_io_error().unwrap_or_else(|| std::io::Error::other("a circle of links"));
                Error::Read { path, source }
            })?;
            if entry.file_type().is_file() && is_scores(entry.path()) && bytes_table::has(entry.path(), COLUMNS[0].name)
            {
                files.push(entry.into_path());
            }
        }
    }
    Ok(files)
}

/// The keys that are in a folder already, of whole scores made on a kind of processor.
///
/// # Errors
/// As [`files`] and [`bytes_table::read`].
pub fn keys(folder: &Path, machine: &str) -> Result<HashSet<Key>> {
    const COLUMNS: [BytesColumn; 4] =
        [column("key", false), column("check", false), column("scores", false), column("machine", true)];
    let mut keys = HashSet::new();
    for path in files(&[folder.to_owned()])? {
        for row in bytes_table::read(&path, &COLUMNS)? {
            let [key, check, scores, made_on] = row?;
            if made_on.as_deref() == Some(machine.as_bytes()) {
                keys.extend(whole(key, check, scores).map(|record| record.key));
            }
        }
    }
    Ok(keys)
}

/// The record of a row, where it is one and nobody changed it.
fn whole(key: Bytes, check: Bytes, scores: Bytes) -> Option<ScoreRecord> {
    let record = ScoreRecord { key: Key::try_from(key?).ok()?, packed: scores? };
    Some(record).filter(|record| check.as_deref() == Some(&record.check()))
}

/// Scores that were made elsewhere, for a run without models.
pub struct ScoreFiles {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
    /// What the scores are found by.
    pub identity: Identity,
    /// Whether scores of several kinds of processors may be mixed.
    mixed: bool,
    machines: Vec<String>,
    /// The kinds of processors behind each key, a bit each.
    keys: HashMap<Key, u64>,
    /// How many documents of the run each kind of processor has scored, with an example that no earlier kind has.
    used: BTreeMap<usize, (usize, String)>,
    documents: usize,
    needed: HashSet<Key>,
    lacking: Vec<String>,
}

impl ScoreFiles {
    /// Looks through all files in folders for scores of these topics.
    ///
    /// # Errors
    /// [`Error::Config`] where there are none, or those of several models; [`Error::Read`] and [`Error::Malformed`] for a
    /// file that is none of ours.
    pub fn open(folders: &[PathBuf], topics: &[Topic], mixed: bool) -> Result<Self> {
        const COLUMNS: [BytesColumn; 5] = [
            column("key", false),
            column("document", true),
            column("models", true),
            column("topics", true),
            column("machine", true),
        ];
        let files = files(folders)?;
        let line = topics_line(&hashed(topics));
        let mut models: BTreeMap<String, (PathBuf, String)> = BTreeMap::new();
        let mut others = BTreeSet::new();
        let (mut machines, mut keys) = (Vec::new(), HashMap::new());
        for path in &files {
            for row in bytes_table::read(path, &COLUMNS)? {
                let [key, document, by, of, machine] = row?.map(|cell| cell.unwrap_or_default());
                let Ok(key) = Key::try_from(key) else { continue };
                let [document, by, of, machine] =
                    [document, by, of, machine].map(|text| String::from_utf8_lossy(&text).into_owned());
                if of != line {
                    others.insert(of);
                    continue;
                }
                models.entry(by).or_insert_with(|| (path.clone(), document));
                let at = machines.iter().position(|known| *known == machine).unwrap_or_else(|| {
                    machines.push(machine);
                    machines.len() - 1
                });
                // beyond the sixty-third all are one kind, which is still another than any before
                *keys.entry(key).or_default() |= 1 << at.min(63);
            }
        }
        let place = folders.first().cloned().unwrap_or_default();
        let refuse = |path: PathBuf, reason: String| Error::Config { path, reason };
        let mut all = models.into_iter();
        let (by, _) = match (all.next(), all.next()) {
            (Some(only), None) => only,
            (None, _) if others.is_empty() => {
                return Err(refuse(place, "holds no scores; rostrum score INPUT --scores DIR makes them".to_owned()));
            }
            (None, _) => {
                let names = |line: &String| -> String {
                    let topics: Vec<Hashed> = serde_json::from_str(line).unwrap_or_default();
                    topics.into_iter().map(|topic| topic.name).collect::<Vec<_>>().join(", ")
                };
                let others: Vec<String> = others.iter().take(NAMED).map(names).collect();
                let reason = format!(
                    "holds scores for other topics only, or for other definitions or another order of them: {} (--topics FILE)",
                    others.join("; ")
                );
                return Err(refuse(place, reason));
            }
            (Some((_, (one, of_one))), Some((_, (other, of_other)))) => {
                let one = format!("{of_one} in {}", one.display());
                let reason = format!("{of_other} was scored by another model than {one}; score with one of them");
                return Err(refuse(other, reason));
            }
        };
        let by: ScoredBy = serde_json::from_str(&by)
            .map_err(|error| refuse(place.clone(), format!("{by:?} are no models of rostrum ({error})")))?;
        if !by.is_current() {
            let reason = "holds scores that another version of rostrum made, which counts sentences or scores otherwise; score anew";
            return Err(refuse(place, reason.to_owned()));
        }
        let identity = Identity::new(by, topics);
        let (used, needed, lacking) = Default::default();
        let folders = folders.to_vec();
        Ok(ScoreFiles { files, folders, identity, mixed, machines, keys, used, documents: 0, needed, lacking })
    }

    /// Takes note of a document of the run.
    pub fn expect(&mut self, t: &Transcript) {
        if t.turns.is_empty() {
            return;
        }
        let key = self.identity.key(t);
        match self.keys.get(&key) {
            Some(kinds) => {
                for kind in (0..64).filter(|kind| kinds >> kind & 1 == 1) {
                    self.used.entry(kind).or_insert_with(|| (0, t.id.clone())).0 += 1;
                }
                self.documents += 1;
                self.needed.insert(key);
            }
            None => self.lacking.push(t.id.clone()),
        }
    }

    /// Whether all documents that were noted have their scores.
    ///
    /// # Errors
    /// [`Error::Config`] naming documents that have none, and those that were scored on several kinds of processors.
    pub fn check(&self) -> Result<()> {
        let path = self.folders.first().cloned().unwrap_or_default();
        if !self.lacking.is_empty() {
            let reasons = self.reasons()?;
            let why = |id: &String| format!("{id} ({})", reasons.get(id).map_or("not scored", String::as_str));
            let named: Vec<String> = self.lacking.iter().take(NAMED).map(why).collect();
            let more = if self.lacking.len() > NAMED { ", …" } else { "" };
            let n = self.lacking.len();
            let s = if n == 1 { "" } else { "s" };
            let reason = format!(
                "no scores of {n} document{s}: {}{more}; rostrum score with the same inputs and options makes them",
                named.join(", ")
            );
            return Err(Error::Config { path, reason });
        }
        let mut used = self.used.iter().map(|(machine, (_, document))| (machine, document));
        let mixes = self.kind().is_none() && !self.mixed;
        if let (Some((one, of_one)), Some((other, of_other)), true) = (used.next(), used.next(), mixes) {
            let reason = format!(
                "{of_one} was scored on {} and {of_other} on {}, which differ in their last digits; score on one kind of \
                 processor, or say --mixed-machines",
                self.machines[*one], self.machines[*other]
            );
            return Err(Error::Config { path, reason });
        }
        Ok(())
    }

    /// A kind of processor that has scored every document, if there is one.
    fn kind(&self) -> Option<usize> {
        self.used.iter().find(|(_, (documents, _))| *documents == self.documents).map(|(kind, _)| *kind)
    }

    /// Why documents have no scores, as far as the files tell.
    fn reasons(&self) -> Result<HashMap<String, String>> {
        const COLUMNS: [BytesColumn; 2] = [column("document", true), column("error", true)];
        let named: HashSet<&String> = self.lacking.iter().take(NAMED).collect();
        let mut reasons = HashMap::new();
        for path in &self.files {
            for row in bytes_table::read(path, &COLUMNS)? {
                let [document, error] = row?;
                let document = String::from_utf8_lossy(&document.unwrap_or_default()).into_owned();
                if named.contains(&document) {
                    let error = error.map(|error| String::from_utf8_lossy(&error).into_owned());
                    let other = || "scored as another text or for other topics".to_owned();
                    reasons.insert(document, error.unwrap_or_else(other));
                }
            }
        }
        Ok(reasons)
    }

    /// Copies the records of all documents that were noted to where the run finds them, before those that are there of another kind
    /// of processor.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a damaged row that has no whole one beside it, [`Error::Write`].
    pub fn copy(&self, journal: &mut Journal) -> Result<()> {
        const COLUMNS: [BytesColumn; 5] = [
            column("key", false),
            column("check", false),
            column("scores", false),
            column("document", true),
            column("machine", true),
        ];
        let kind = self.kind().map(|kind| self.machines[kind].as_bytes());
        let (mut left, mut damaged) = (self.needed.clone(), HashMap::new());
        for path in &self.files {
            for row in bytes_table::read(path, &COLUMNS)? {
                let [key, check, scores, document, machine] = row?;
                let Some(wanted) = key.as_deref().and_then(|key| Key::try_from(key).ok()) else { continue };
                if !left.contains(&wanted) || kind.is_some_and(|kind| machine.as_deref() != Some(kind)) {
                    continue;
                }
                let Some(record) = whole(key, check, scores) else {
                    let document = String::from_utf8_lossy(&document.unwrap_or_default()).into_owned();
                    damaged.insert(wanted, (path, document));
                    continue;
                };
                left.remove(&wanted);
                let there = journal.find(&wanted)?;
                if there.as_ref().and_then(ScoreRecord::machine) != record.machine() {
                    journal.add(&record)?;
                }
            }
        }
        if let Some((path, document)) = left.iter().find_map(|key| damaged.get(key)) {
            let reason = format!("the scores of {document} are damaged; rostrum score makes them anew");
            return Err(Error::Malformed { path: (*path).clone(), line: None, reason });
        }
        journal.sync()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::config::{Replace, built_in_topics};
    use crate::input::Source;
    use crate::read::{Options, read_bytes};

    fn transcript(name: &str) -> Transcript {
        let text = format!("Lena Orsol: We met in {name}.\n");
        read_bytes(&Source::file(name, name), text.as_bytes(), &Options::default()).unwrap().remove(0)
    }

    fn identity(model: &str) -> Identity {
        let scoring = if model == "old" { 0 } else { 1 };
        let by =
            format!(r#"{{"scoring": {scoring}, "model": "{model}", "engine": 0, "task_models": [], "topics": 0}}"#);
        Identity::new(serde_json::from_str(&by).unwrap(), &built_in_topics().unwrap())
    }

    fn scored(name: &str, model: &str, machine: &str) -> ScoreRow {
        let (t, identity) = (transcript(name), identity(model));
        row(name, &ScoreRecord::of(identity.key(&t), machine, &vec![Vec::new()]), &identity, machine)
    }

    fn open(folder: &Path, mixed: bool) -> Result<ScoreFiles> {
        let mut files = ScoreFiles::open(&[folder.to_owned()], &built_in_topics().unwrap(), mixed)?;
        ["a", "b"].iter().for_each(|name| files.expect(&transcript(name)));
        files.check().map(|()| files)
    }

    #[test]
    fn scores_of_two_models_or_kinds_of_processors_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &[scored("a", "one", "this")]).unwrap();
        write(folder.path(), &[scored("b", "one", "that")]).unwrap();
        write(folder.path(), &[scored("b", "one", "that")]).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "written twice, there once");
        let fault = open(folder.path(), false).err().unwrap().to_string();
        assert!(fault.contains("scored on this") && fault.contains("on that") && fault.contains("--mixed"), "{fault}");
        let both = tempfile::tempdir().unwrap();
        let rows = [("a", "that"), ("a", "this"), ("b", "this")].map(|(name, machine)| scored(name, "one", machine));
        write(both.path(), &rows).unwrap();
        let whole = open(both.path(), false).unwrap();
        let mut journal = Journal::open(both.path().join("resume.bin"), Replace::Never).unwrap();
        whole.copy(&mut journal).unwrap();
        let key = whole.identity.key(&transcript("a"));
        assert_eq!(journal.find(&key).unwrap().unwrap().machine(), Some("this"), "the kind that has scored all");
        let files = open(folder.path(), true).unwrap();
        let mut journal = Journal::open(folder.path().join("resume.bin"), Replace::Never).unwrap();
        files.copy(&mut journal).unwrap();
        assert!(["a", "b"].iter().all(|name| journal.find(&files.identity.key(&transcript(name))).unwrap().is_some()));
        // a row more, for a document of the run or not
        write(folder.path(), &[scored("z", "other", "this"), error_row("y", "is empty")]).unwrap();
        let fault = open(folder.path(), true).err().unwrap().to_string();
        assert!(fault.contains("another model than"), "{fault}");
        let old = tempfile::tempdir().unwrap();
        write(old.path(), &[scored("a", "old", "this"), scored("b", "old", "this")]).unwrap();
        let fault = open(old.path(), true).err().unwrap().to_string();
        assert!(fault.contains("another version of rostrum"), "{fault}");
    }

    #[test]
    fn a_row_that_was_changed_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut changed = scored("a", "one", "this");
        changed[3].as_mut().unwrap()[0] ^= 1;
        write(folder.path(), &[changed, scored("b", "one", "this")]).unwrap();
        let mut journal = Journal::open(folder.path().join("resume.bin"), Replace::Never).unwrap();
        let fault = open(folder.path(), false).unwrap().copy(&mut journal).unwrap_err().to_string();
        assert!(fault.contains("the scores of a are damaged"), "{fault}");
        assert_eq!(keys(folder.path(), "this").unwrap().len(), 1, "what is damaged is scored again");
        write(folder.path(), &[scored("a", "one", "this")]).unwrap();
        open(folder.path(), false).unwrap().copy(&mut journal).unwrap();
        let hidden = folder.path().join("_temporary");
        std::fs::create_dir(&hidden).unwrap();
        std::fs::write(hidden.join("part.parquet"), "unfinished").unwrap();
        assert!(open(folder.path(), false).is_ok());
        crate::report::bytes_table::write(&folder.path().join("own.parquet"), &[column("mine", true)], &[[None]])
            .unwrap();
        assert!(open(folder.path(), false).is_ok(), "another table");
        std::fs::write(folder.path().join("other.parquet"), "PAR1 but no more").unwrap();
        assert!(matches!(open(folder.path(), false), Err(Error::Read { path, .. }) if path.ends_with("other.parquet")));
    }
}
