//! What a run can go on from: the scores of every finished document, in one file beside the tables.
//!
//! A record is found by what its scores depend on and by nothing else: the program, the model, the topics, and the texts.
//! So a changed document, topic or model makes exactly its own records useless, and the tables are made again from the
//! inputs and the records, byte for byte. A record that was cut off or damaged is as good as none.

use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::annotate::Kept;
use crate::config::{Replace, Topic};
use crate::error::{Error, Result};
use crate::scores::{Item, Scores};

/// The first bytes of the file; another format would have others.
const MAGIC: &[u8; 16] = b"rostrum scores 1";
/// Bytes of a key.
const KEY: usize = 16;
/// Bytes before the scores of a record: its key, and how many bytes of scores follow.
const HEAD: usize = KEY + 4;
/// Bytes of the checksum at the end of a record.
const CHECK: usize = 8;

type Key = [u8; KEY];

/// The file of scores of a run.
pub struct Journal {
    path: PathBuf,
    file: File,
    identity: Sha256,
    /// Number of topics.
    topics: usize,
    /// Where the records of earlier runs begin.
    earlier: HashMap<Key, u64>,
    /// Documents whose scores were found.
    pub reused: usize,
}

impl Journal {
    /// Opens the file, with what earlier runs left in it if this one resumes; `models` is all that scores depend on beside
    /// the topics. No other run can open it until this one ends.
    ///
    /// # Errors
    /// [`Error::Config`] where another run writes it, [`Error::OutputTaken`] where it is another kind of file,
    /// [`Error::Write`].
    pub fn open(path: PathBuf, models: &Value, topics: &[Topic], replace: Replace) -> Result<Self> {
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
        let is_ours = size < MAGIC.len() as u64 || ((&file).read_exact(&mut magic).is_ok() && magic == *MAGIC);
        if !is_ours {
            return Err(Error::OutputTaken { path });
        }
        let identity = identity(models, topics);
        let mut journal = Journal { path, file, identity, topics: topics.len(), earlier: HashMap::new(), reused: 0 };
        journal.start(size, replace == Replace::Resume).map_err(|source| journal.unwritten(source))?;
        Ok(journal)
    }

    /// Finds the records that are whole, and cuts off what comes behind them.
    fn start(&mut self, size: u64, resume: bool) -> std::io::Result<()> {
        let mut end = MAGIC.len() as u64;
        if size < end || !resume {
            self.file.set_len(0)?;
            self.file.rewind()?;
            return self.file.write_all(MAGIC);
        }
        self.file.seek(SeekFrom::Start(end))?;
        let mut reader = BufReader::new(&self.file);
        while let Some((key, scores)) = record(&mut reader, size - end) {
            self.earlier.insert(key, end);
            end += (HEAD + scores.len() + CHECK) as u64;
        }
        self.file.set_len(end)
    }

    /// Waits until what was kept is on the disk.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn sync(&self) -> Result<()> {
        self.file.sync_data().map_err(|source| self.unwritten(source))
    }

    /// Whether the scores can be those of the item, in a turn of so many.
    fn fits(&self, turn: usize, item: &Item, scores: &Scores) -> bool {
        let mut spans = scores.mentions.iter().map(|mention| mention.span.start..mention.span.end);
        spans.all(|span| item.text.get(span).is_some_and(|text| !text.is_empty()))
            && scores.topics.iter().all(|found| found.topic < self.topics && found.since < turn)
    }

    fn unwritten(&self, source: std::io::Error) -> Error {
        Error::Write { path: self.path.clone(), source }
    }

    fn key(&self, turns: &[Vec<Item>]) -> Key {
        let mut hash = self.identity.clone();
        for turn in turns {
            hash.update((turn.len() as u64).to_le_bytes());
            turn.iter().for_each(|item| hash_item(&mut hash, item));
        }
        head(&hash.finalize())
    }
}

/// All that the scores of an item depend on beside its turn.
fn hash_item(hash: &mut Sha256, item: &Item) {
    field(hash, item.text);
    match &item.given {
        None => hash.update([0]),
        Some(given) => {
            hash.update([1]);
            hash.update((given.len() as u64).to_le_bytes());
            for mention in given {
                hash.update((mention.span.start as u64).to_le_bytes());
                hash.update((mention.span.end as u64).to_le_bytes());
                field(hash, mention.kind.map_or("", |kind| kind.name()));
            }
        }
    }
}

impl Kept for Journal {
    fn find(&mut self, turns: &[Vec<Item>]) -> Result<Option<Vec<Vec<Scores>>>> {
        let Some(&at) = self.earlier.get(&self.key(turns)) else { return Ok(None) };
        let source = |source| Error::Read { path: self.path.clone(), source };
        self.file.seek(SeekFrom::Start(at)).map_err(source)?;
        let found = record(&mut BufReader::new(&self.file), u64::MAX);
        let scores: Option<Vec<Vec<Scores>>> = found.and_then(|(_, scores)| postcard::from_bytes(&scores).ok());
        // whoever may write the file could have put anything under a right checksum
        let fits = |items: &Vec<Item>, scores: &Vec<Scores>| {
            scores.len() == items.len()
                && items.iter().zip(scores).all(|(item, scores)| self.fits(items.len(), item, scores))
        };
        let scores = scores.filter(|scores| {
            scores.len() == turns.len() && turns.iter().zip(scores).all(|(items, scores)| fits(items, scores))
        });
        self.reused += usize::from(scores.is_some());
        Ok(scores)
    }

    fn keep(&mut self, turns: &[Vec<Item>], scores: &[Vec<Scores>]) -> Result<()> {
        // a vector of plain values is always written
        let scores = postcard::to_stdvec(scores).unwrap_or_default();
        let Ok(length) = u32::try_from(scores.len()) else { return Ok(()) };
        let mut record = [self.key(turns).as_slice(), &length.to_le_bytes(), &scores].concat();
        let check: [u8; CHECK] = head(&Sha256::digest(&record));
        record.extend(check);
        let written = self.file.seek(SeekFrom::End(0)).and_then(|_| self.file.write_all(&record));
        written.map_err(|source| self.unwritten(source))
    }
}

/// What all scores of a run depend on.
fn identity(models: &Value, topics: &[Topic]) -> Sha256 {
    let mut hash = Sha256::new();
    field(&mut hash, env!("CARGO_PKG_VERSION"));
    field(&mut hash, option_env!("ROSTRUM_GIT_REVISION").unwrap_or_default());
    field(&mut hash, &models.to_string());
    for topic in topics {
        field(&mut hash, &topic.hash());
    }
    hash
}

fn field(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_le_bytes());
    hash.update(text);
}

fn head<const N: usize>(bytes: &[u8]) -> [u8; N] {
    std::array::from_fn(|i| bytes[i])
}

/// The key and the scores of the next record, if it is whole and at most `limit` bytes long.
fn record(reader: &mut impl Read, limit: u64) -> Option<(Key, Vec<u8>)> {
    let mut start = [0; HEAD];
    reader.read_exact(&mut start).ok()?;
    let length = u32::from_le_bytes(start[KEY..].try_into().ok()?);
    if (HEAD + CHECK) as u64 + u64::from(length) > limit {
        return None;
    }
    let mut scores = vec![0; length as usize];
    let mut check = [0; CHECK];
    reader.read_exact(&mut scores).ok()?;
    reader.read_exact(&mut check).ok()?;
    let found: [u8; CHECK] = head(&Sha256::new().chain_update(start).chain_update(&scores).finalize());
    (found == check).then(|| (head(&start), scores))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::config::built_in_topics;
    use crate::label::{Distribution, EntityType, Probability};
    use crate::scores::{Mention, SentenceTopic};
    use crate::span::Span;
    use crate::transcript::Given;

    fn journal(folder: &std::path::Path, replace: Replace) -> Journal {
        journal_of(folder, "one", replace)
    }

    fn journal_of(folder: &std::path::Path, model: &str, replace: Replace) -> Journal {
        let topics = built_in_topics().unwrap();
        Journal::open(folder.join("resume.bin"), &Value::from(model), &topics, replace).unwrap()
    }

    fn scores(end: usize, topic: usize) -> Scores {
        let d = Distribution::softmax([0.1, 0.2, 0.9], 1.0);
        let (kind, confidence) = (Some(EntityType::Per), Some(Probability::new(0.9)));
        Scores {
            tone: d,
            mentions: vec![Mention { span: Span::new(0, end), kind, confidence, stance: d }],
            topics: vec![SentenceTopic {
                topic,
                probability: Probability::new(0.7),
                alone: Probability::new(0.6),
                since: 0,
                stance: d,
                entailment: None,
            }],
            continues: None,
            windows: 1,
        }
    }

    #[test]
    fn what_is_kept_is_found_by_the_next_run_and_only_for_the_same_texts_and_mentions() {
        let folder = tempfile::tempdir().unwrap();
        let items = [vec![Item::plain("Vell spoke."), Item::plain("Orsol left.")]];
        let kept = vec![vec![scores(4, 0), scores(5, 2)]];
        let mut first = journal(folder.path(), Replace::Never);
        first.keep(&items, &kept).unwrap();
        assert_eq!(first.find(&items).unwrap(), None, "not in the run that makes them");
        drop(first);
        let mut second = journal(folder.path(), Replace::Resume);
        assert_eq!(second.find(&items).unwrap(), Some(kept));
        assert_eq!(second.find(&[items[0][..1].to_vec()]).unwrap(), None);
        let apart = [vec![items[0][0].clone()], vec![items[0][1].clone()]];
        assert_eq!(second.find(&apart).unwrap(), None, "another turn");
        let given = vec![Given { span: Span::new(0, 4), kind: None }];
        let stated = [vec![Item { text: "Vell spoke.", given: Some(given) }, items[0][1].clone()]];
        assert_eq!(second.find(&stated).unwrap(), None);
        // the ends of texts are part of the key
        assert_eq!(second.find(&[vec![Item::plain("Vell spoke.Orsol"), Item::plain(" left.")]]).unwrap(), None);
        drop(second);
        assert_eq!(journal_of(folder.path(), "other", Replace::Resume).find(&items).unwrap(), None, "another model");
        assert_eq!(journal(folder.path(), Replace::EarlierResults).find(&items).unwrap(), None, "a new start");
    }

    #[test]
    fn scores_that_do_not_fit_their_text_are_no_scores() {
        let folder = tempfile::tempdir().unwrap();
        for wrong in [scores(40, 0), scores(2, 0), scores(3, 3)] {
            let text = if wrong.mentions[0].span.end == 2 { "aö" } else { "ö spoke." };
            let items = [vec![Item::plain(text)]];
            journal(folder.path(), Replace::EarlierResults).keep(&items, &[vec![wrong]]).unwrap();
            assert_eq!(journal(folder.path(), Replace::Resume).find(&items).unwrap(), None);
        }
    }
}
