//! What a run can go on from: the scores of every finished document, in one file beside the tables, so that these are made again
//! from the inputs and the records, byte for byte. A record that was cut off or damaged is as good as none.

use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use crate::config::Replace;
use crate::error::{Error, Result};
use crate::run::record::{CHECK, KEY, Key, ScoreRecord};

/// The first bytes of the file; another format would have others.
const MAGIC: &[u8; 16] = b"rostrum scores 2";
/// Bytes before the scores of a record: its key, and how many bytes of scores follow.
const HEAD: usize = KEY + 4;

/// The file of scores of a run.
pub struct Journal {
    path: PathBuf,
    file: File,
    /// Where the records begin.
    records: HashMap<Key, u64>,
}

impl Journal {
    /// Opens the file, with what earlier runs left in it if this one resumes. No other run can open it until this one ends.
    ///
    /// # Errors
    /// [`Error::Config`] where another run writes it, [`Error::OutputTaken`] where it is another kind of file,
    /// [`Error::Write`].
    pub fn open(path: PathBuf, replace: Replace) -> Result<Self> {
        let fault = |source| Error::Write { path: path.clone(), source };
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let file = open.map_err(fault)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let folder = path.parent().unwrap_or(&path).to_owned();
                return Err(Error::Config {
                    path: folder,
                    reason: "another run is writing into this folder".to_owned(),
                });
            }
            // a file system without locks
            Err(TryLockError::Error(_)) => {}
        }
        let size = file.metadata().map_err(fault)?.len();
        let mut magic = [0; MAGIC.len()];
        let length = MAGIC.len().min(usize::try_from(size).unwrap_or(usize::MAX));
        let begins = (&file).read_exact(&mut magic[..length]).is_ok();
        // scores of earlier versions begin with the same words, and are as good as none; so is what was cut off at once
        let words = length.min(MAGIC.len() - 1);
        if !(begins && magic[..words] == MAGIC[..words]) {
            return Err(Error::OutputTaken { path });
        }
        let mut journal = Journal { path, file, records: HashMap::new() };
        let goes_on = replace == Replace::Resume && magic == *MAGIC;
        journal.start(size, goes_on).map_err(|source| journal.unwritten(source))?;
        Ok(journal)
    }

    /// Finds the records that are whole, and cuts off what comes behind them.
    fn start(&mut self, size: u64, goes_on: bool) -> std::io::Result<()> {
        let mut end = MAGIC.len() as u64;
        if !goes_on {
            self.file.set_len(0)?;
            self.file.rewind()?;
            return self.file.write_all(MAGIC);
        }
        self.file.seek(SeekFrom::Start(end))?;
        let mut reader = BufReader::new(&self.file);
        while let Some(record) = record(&mut reader, size - end) {
            self.records.insert(record.key, end);
            end += (HEAD + record.packed.len() + CHECK) as u64;
        }
        self.file.set_len(end)
    }

    /// The record of a key, where there is one that is whole.
    ///
    /// # Errors
    /// [`Error::Read`].
    pub fn find(&mut self, key: &Key) -> Result<Option<ScoreRecord>> {
        let Some(&at) = self.records.get(key) else { return Ok(None) };
        let source = |source| Error::Read { path: self.path.clone(), source };
        self.file.seek(SeekFrom::Start(at)).map_err(source)?;
        Ok(record(&mut BufReader::new(&self.file), u64::MAX))
    }

    /// Adds a record; one of the same key is found no more.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn add(&mut self, record: &ScoreRecord) -> Result<()> {
        let Ok(length) = u32::try_from(record.packed.len()) else { return Ok(()) };
        let bytes = [record.key.as_slice(), &length.to_le_bytes(), &record.packed, &record.check()].concat();
        let written = self.file.seek(SeekFrom::End(0)).and_then(|at| self.file.write_all(&bytes).map(|()| at));
        let at = written.map_err(|source| self.unwritten(source))?;
        self.records.insert(record.key, at);
        Ok(())
    }

    /// Waits until what was added is on the disk.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn sync(&self) -> Result<()> {
        self.file.sync_data().map_err(|source| self.unwritten(source))
    }

    fn unwritten(&self, source: std::io::Error) -> Error {
        Error::Write { path: self.path.clone(), source }
    }
}

/// The next record, if it is whole and at most `limit` bytes long.
fn record(reader: &mut impl Read, limit: u64) -> Option<ScoreRecord> {
    let mut start = [0; HEAD];
    reader.read_exact(&mut start).ok()?;
    let (key, length) = start.split_first_chunk::<KEY>()?;
    let length = u32::from_le_bytes(length.try_into().ok()?);
    if (HEAD + CHECK) as u64 + u64::from(length) > limit {
        return None;
    }
    let mut packed = vec![0; length as usize];
    let mut check = [0; CHECK];
    reader.read_exact(&mut packed).ok()?;
    reader.read_exact(&mut check).ok()?;
    Some(ScoreRecord { key: *key, packed }).filter(|record| record.check() == check)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_found_by_the_next_run_unless_it_starts_anew() {
        let folder = tempfile::tempdir().unwrap();
        let open = |replace| Journal::open(folder.path().join("resume.bin"), replace).unwrap();
        let records = [1u8, 2].map(|n| ScoreRecord { key: [n; KEY], packed: vec![n; 100] });
        let mut first = open(Replace::Never);
        records.iter().for_each(|record| first.add(record).unwrap());
        assert!(Journal::open(folder.path().join("resume.bin"), Replace::Resume).is_err(), "one run at a time");
        drop(first);
        let mut second = open(Replace::Resume);
        for record in &records {
            assert_eq!(second.find(&record.key).unwrap().as_ref(), Some(record));
        }
        assert_eq!(second.find(&[3; KEY]).unwrap(), None);
        drop(second);
        assert_eq!(open(Replace::EarlierResults).find(&[1; KEY]).unwrap(), None, "a new start");
    }

    #[test]
    fn scores_of_an_earlier_version_are_none_and_other_files_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("resume.bin");
        std::fs::write(&path, b"rostrum scores 1 and what there was of them").unwrap();
        assert!(Journal::open(path.clone(), Replace::Resume).unwrap().records.is_empty());
        std::fs::write(&path, b"notes of my own, on rostrum").unwrap();
        assert!(matches!(Journal::open(path.clone(), Replace::EarlierResults), Err(Error::OutputTaken { .. })));
        assert_eq!(std::fs::read(&path).unwrap(), b"notes of my own, on rostrum");
        std::fs::write(&path, b"notes").unwrap();
        assert!(matches!(Journal::open(path.clone(), Replace::EarlierResults), Err(Error::OutputTaken { .. })));
        for cut in [0, 7, 16] {
            std::fs::write(&path, &b"rostrum scores 2"[..cut]).unwrap();
            assert!(Journal::open(path.clone(), Replace::Resume).is_ok(), "cut off at {cut}");
        }
    }
}
