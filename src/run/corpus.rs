//! What both `analyze` and `parse` read: the inputs, found and gone through twice, first for the names of all speakers and the
//! usual length of their turns, then document by document. What fits into a space of fixed size is kept between the
//! two passes; the rest is read again.

use std::mem::size_of;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::config::{KnownSpeaker, Reading};
use crate::error::{Error, Result};
use crate::input::{self, Limits, Source};
use crate::name::fold;
use crate::parallel::in_order;
use crate::read::{self, Columns, Options, PathPattern};
use crate::report::is_result;
use crate::run::duplicates::{Duplicates, SaidWords};
use crate::run::events::Events;
use crate::run::minhash::MinHash;
use crate::run::progress::{Progress, Watcher};
use crate::run::score_files::is_scores;
use crate::run::summary::Summary;
use crate::run::twins;
use crate::speaker::{AttributedTranscript, Lengths, Medians, Registry};
use crate::tables::{SUPPLEMENTS, TABLES, names};
use crate::transcript::{Holds, Reason, Transcript, Turn};

/// Bytes of documents that are kept between the passes, about: some 20 MB of text with short turns.
const ROOM: usize = 128 << 20;

/// The inputs of a run, found but not read.
pub struct Unread {
    sources: Vec<Source>,
    options: Options,
    registry: Registry,
    /// Bytes that may still be kept between the passes.
    room: usize,
    /// Inputs that do not exist or cannot be listed.
    pub failures: Vec<Error>,
    /// What a user should know of what is not read.
    pub remarks: Vec<String>,
}

impl Unread {
    /// Finds the inputs. Results of an earlier run in `out` are no transcripts, nor are Parquet files in folders of scores, even
    /// where they lie among them.
    ///
    /// # Errors
    /// Columns that cannot be used.
    pub fn find(reading: &Reading, out: Option<&Path>, scores: &[PathBuf]) -> Result<Self> {
        let tables = [&names(TABLES), SUPPLEMENTS].concat();
        let result = |path: &Path| out.is_some_and(|out| lies_in(path, out)) && is_result(path, &tables);
        let scored = |path: &Path| is_scores(path) && scores.iter().any(|folder| lies_in(path, folder));
        let ours = |source: &Source| source.file_path().is_some_and(|path| result(path) || scored(path));
        let (mut sources, mut failures) = (Vec::new(), Vec::new());
        for found in input::find(&reading.inputs) {
            match found {
                Ok(source) if ours(&source) => {}
                Ok(source) => sources.push(source),
                Err(error) => failures.push(error),
            }
        }
        if sources.is_empty() && failures.is_empty() {
            failures.push(Error::NothingToRead { path: reading.inputs.join(", ").into() });
        }
        let mut unread = Unread::of(sources, reading)?;
        unread.failures = failures;
        Ok(unread)
    }

    /// These sources.
    ///
    /// # Errors
    /// Columns that cannot be used.
    pub fn of(mut sources: Vec<Source>, reading: &Reading) -> Result<Self> {
        let remarks = twins::set_aside(&mut sources).into_iter().collect();
        let speakers = &reading.speakers.content;
        let options = Options {
            unit: reading.unit,
            limits: Limits { max_size: reading.max_size, timeout: reading.timeout },
            languages: reading.languages,
            speaker: reading.speaker.clone(),
            speaker_from: reading.speaker_from.as_ref().map(PathPattern::parse).transpose()?,
            names: speakers.iter().flat_map(KnownSpeaker::spellings).map(fold).collect(),
            columns: Columns::parse(&reading.columns)?,
            cluster: reading.cluster.clone(),
        };
        Ok(Unread {
            sources,
            options,
            registry: Registry::new(speakers.clone()),
            room: ROOM,
            failures: Vec::new(),
            remarks,
        })
    }

    /// Number of files to read.
    pub fn files(&self) -> usize {
        self.sources.len()
    }

    /// Each file with its documents, or why it could not be read, in order: for what needs no names.
    pub fn read(self) -> impl Iterator<Item = (Source, Result<Vec<Transcript>>)> {
        let Unread { sources, options, .. } = self;
        sources.into_iter().map(move |source| {
            let documents = read::read(&source, &options);
            (source, documents)
        })
    }

    /// The first pass, by so many threads: what `prepare` makes of each document is given to `each` with the document itself, in
    /// order, but for those that are found to say what an earlier one says.
    pub fn learn<P: Send>(
        mut self,
        threads: usize,
        watch: Watcher,
        mut duplicates: Option<Duplicates>,
        (prepare, mut each): (impl Fn(&Transcript) -> P + Sync, impl FnMut(&Transcript, P)),
    ) -> Corpus {
        let (mut lengths, mut events) = (Lengths::default(), Events::default());
        let (sources, options) = (std::mem::take(&mut self.sources), &self.options);
        let mut learned = Vec::with_capacity(sources.len());
        let (minhash, one_at_a_time) = (duplicates.is_some().then(MinHash::default), Mutex::new(()));
        let read = |source: Source| {
            // a pipe, or somebody's server
            let alone = source.is_once().then(|| one_at_a_time.lock());
            let transcripts = read::read(&source, options);
            drop(alone);
            let prepare = |transcript: Transcript| Prepared {
                said: minhash.as_ref().map(|minhash| SaidWords::of(&transcript, minhash)),
                own: prepare(&transcript),
                transcript,
            };
            let prepared = transcripts.map(|all| all.into_iter().map(prepare).collect::<Vec<Prepared<P>>>());
            (source, prepared)
        };
        let take = |(source, prepared): (Source, Result<Vec<Prepared<P>>>)| {
            let mut speech = 0;
            let what = match prepared {
                Ok(prepared) => {
                    let (mut transcripts, mut notes) = (Vec::new(), Vec::new());
                    for Prepared { transcript: mut t, said, own } in prepared {
                        let note = duplicates.as_mut().zip(said).and_then(|(known, said)| known.find(&t.id, said));
                        note.iter().for_each(|note| t.set_aside_as_duplicate(note.clone()));
                        notes.push(note);
                        if t.holds != Holds::Duplicate {
                            self.registry.list(&t.people);
                            t.title.iter().for_each(|title| self.registry.entitle(&t.id, title));
                            self.registry.learn(&t.id, t.turns.iter().map(|turn| &turn.header));
                            lengths.learn(&t);
                            events.learn(&t);
                            each(&t, own);
                        }
                        transcripts.push(t);
                    }
                    speech = transcripts.iter().map(self::speech).sum();
                    let size = transcripts.iter().map(size).sum();
                    if source.is_once() {
                        Learned::Whole(transcripts)
                    } else if let Some(left) = self.room.checked_sub(size) {
                        self.room = left;
                        Learned::Whole(transcripts)
                    } else {
                        let sha256 = transcripts.first().map(|t| t.sha256.clone()).unwrap_or_default();
                        Learned::Names { sha256, duplicates: notes }
                    }
                }
                Err(error) => Learned::Failed(error),
            };
            learned.push((source, what));
            watch(Progress::Read(speech));
        };
        in_order(sources, threads, read, take);
        let medians = lengths.medians(&self.registry);
        let files = Files { learned, options: self.options, events };
        Corpus { files, cast: Cast { registry: self.registry, medians } }
    }
}

/// A document of the first pass with what needs no other document.
struct Prepared<P> {
    transcript: Transcript,
    /// What is compared with other documents, where duplicates are looked for.
    said: Option<SaidWords>,
    own: P,
}

/// Sets aside the documents with a note on which other one says the same.
fn set_aside(transcripts: &mut [Transcript], notes: &[Option<String>]) {
    for (t, note) in transcripts.iter_mut().zip(notes) {
        note.iter().for_each(|note| t.set_aside_as_duplicate(note.clone()));
    }
}

/// Bytes of a document that will be scored.
pub fn speech(t: &Transcript) -> u64 {
    if t.scored { t.turns.iter().map(|turn| turn.text.len() as u64).sum() } else { 0 }
}

/// Bytes that a document takes, about: its turns and their texts.
fn size(t: &Transcript) -> usize {
    let turns = t.turns.iter().map(|turn| size_of::<Turn>() + turn.text.len() + turn.header.printed.len());
    size_of::<Transcript>() + turns.sum::<usize>()
}

/// What the first pass leaves of a file.
enum Learned {
    /// Its names are known; it is read again when its turn comes, and must be the same.
    Names {
        /// SHA-256 of what was read.
        sha256: String,
        /// Of each document, what to tell where it says what an earlier one says.
        duplicates: Vec<Option<String>>,
    },
    /// It cannot be read twice, or there is room for all of it.
    Whole(Vec<Transcript>),
    /// It could not be read.
    Failed(Error),
}

/// The inputs after the first pass: what the second one consumes, and what is looked up meanwhile.
pub struct Corpus {
    /// The files, to be read again.
    pub files: Files,
    /// Who speaks in them.
    pub cast: Cast,
}

/// Who speaks in a run.
pub struct Cast {
    /// Whom each header names.
    pub registry: Registry,
    /// The usual length of everybody's turns.
    pub medians: Medians,
}

/// The files of a run, each with what the first pass left of it.
pub struct Files {
    learned: Vec<(Source, Learned)>,
    options: Options,
    /// Which document is part of which event.
    pub events: Events,
}

impl Files {
    /// The second pass: each file with its documents, or why it could not be read, in order.
    pub fn read(
        self,
        registry: impl Deref<Target = Registry>,
    ) -> impl Iterator<Item = (Source, Result<Vec<AttributedTranscript>>)> {
        let Files { learned, options, events } = self;
        learned.into_iter().map(move |(source, learned)| {
            let again = match learned {
                Learned::Names { sha256, duplicates } => again(&source, &options, &sha256).map(|mut transcripts| {
                    set_aside(&mut transcripts, &duplicates);
                    transcripts
                }),
                Learned::Whole(transcripts) => Ok(transcripts),
                Learned::Failed(error) => Err(error),
            };
            let attributed = again.map(|transcripts| {
                let attribute = |mut transcript: Transcript| {
                    transcript.event = transcript.event.take().or_else(|| events.of(&transcript.id).cloned());
                    let headers = transcript.turns.iter().map(|turn| &turn.header);
                    let speakers = registry.resolve_all(&transcript.id, headers);
                    AttributedTranscript { transcript, speakers }
                };
                transcripts.into_iter().map(attribute).collect()
            });
            (source, attributed)
        })
    }
}

/// The documents of the inputs, each with who speaks in it. All are gone through twice, first for their names: one person may
/// be named in full in one document and by a surname in another. In memory are one file at a time, and 128 MB of documents at
/// most that need not be read again.
///
/// # Errors
/// [`Error::Option`] for columns that cannot be used; a file that cannot be read is an error in its place.
///
/// ```
/// use rostrum::{Reading, documents};
///
/// let mut speakers = Vec::new();
/// for document in documents(&Reading::new(["data/sample/2025-05-14_school_radio.vtt"]))? {
///     speakers.extend(document?.speakers.into_iter().map(|speaker| speaker.speaker));
/// }
/// assert!(speakers.contains(&"Lena Orsol".to_string()));
/// # Ok::<(), rostrum::Error>(())
/// ```
pub fn documents(reading: &Reading) -> Result<impl Iterator<Item = Result<AttributedTranscript>> + use<>> {
    let mut unread = Unread::find(reading, None, &[])?;
    let lost = std::mem::take(&mut unread.failures).into_iter().map(Err);
    let Corpus { files, cast } = unread.learn(1, &|_| {}, None, (|_| (), |_, ()| {}));
    let registry = std::sync::Arc::new(cast.registry);
    Ok(lost.chain(files.read(registry).flat_map(|(_, documents)| match documents {
        Ok(documents) => documents.into_iter().map(Ok).collect(),
        Err(error) => vec![Err(error)],
    })))
}

fn again(source: &Source, options: &Options, sha256: &str) -> Result<Vec<Transcript>> {
    let transcripts = read::read(source, options)?;
    match transcripts.first() {
        Some(t) if t.sha256 != sha256 => Err(Error::Changed { path: source.path.clone() }),
        _ => Ok(transcripts),
    }
}

/// Adds to the summary what deserves a look in a document; with `strict` what is not accounted for is a failure.
pub fn remark(t: &Transcript, strict: bool, summary: &mut Summary) {
    summary.add_characters(t);
    // Nobody expects turns in a file of lists, and that it is one stands in documents.csv.
    let silent = t.turns.is_empty() && t.holds == Holds::Speech;
    if silent {
        summary.silent.push(Error::NoTurns { path: t.path.clone() }.to_string());
    } else if t.holds == Holds::Duplicate {
        summary.duplicates += 1;
        let note = t.notes.last().cloned().unwrap_or_default();
        summary.duplicate.get_or_insert((t.path.display().to_string(), note));
    } else if !t.scored {
        let language = t.language.as_deref().unwrap_or_default();
        let remark = format!(
            "{}: not English ({language}), so not scored; --language any scores it all the same",
            t.path.display()
        );
        summary.warnings.push(remark);
    }
    if t.holds == Holds::Speech {
        let unattributed = t.set_aside_for(Reason::Unattributed);
        summary.unattributed += usize::from(unattributed > 0);
        summary.unattributed_characters += unattributed;
        example(t, summary);
        summary.warnings.extend(t.notes.iter().map(|note| format!("{}: {note}", t.path.display())));
    }
    if strict {
        let mut lapse = |n: usize, what: &str| {
            if n > 0 {
                summary.failures.push(format!("{}: {n} {what} (--strict)", t.id));
            }
        };
        lapse(t.unexplained_characters(), "characters lost or counted twice");
        lapse(usize::from(silent), "document without a speaker turn");
    }
}

/// Keeps the best example of speech that nobody is named for.
fn example(t: &Transcript, summary: &mut Summary) {
    let Some(found) = &t.nameless else { return };
    if summary.nameless.as_ref().is_none_or(|(_, kept)| found.tells_more_than(kept)) {
        summary.nameless = Some((t.path.display().to_string(), found.clone()));
    }
}

/// Whether a file is inside a folder, whatever way its path is written.
fn lies_in(path: &Path, folder: &Path) -> bool {
    match (path.canonicalize(), folder.canonicalize()) {
        (Ok(path), Ok(folder)) => path.starts_with(folder),
        _ => false,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changes_between_the_passes_is_refused_and_the_rest_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let (steady, moving) = (folder.path().join("a.txt"), folder.path().join("b.txt"));
        for path in [&steady, &moving] {
            std::fs::write(path, "Lena Orsol: We met.\n\nTomas Vell: Twice.\n").unwrap();
        }
        let reading = Reading::new([folder.path().display().to_string()]);
        let mut found = Unread::find(&reading, None, &[]).unwrap();
        found.room = 0;
        let corpus = found.learn(1, &|_| {}, None, (|_| (), |_, ()| {}));
        std::fs::write(&moving, "Lena Orsol: We met.\n\nTomas Vell: Twice, or three times.\n").unwrap();
        let read = corpus.files.read(&corpus.cast.registry);
        let results: Vec<_> = read.map(|(_, documents)| documents.map(|all| all.len())).collect();
        assert!(matches!(results[0], Ok(1)));
        assert!(matches!(&results[1], Err(Error::Changed { path }) if path.ends_with("b.txt")), "{:?}", results[1]);
    }

    #[test]
    fn a_duplicate_is_none_of_what_is_learned_and_set_aside_however_often_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let talk = "Lena Orsol: We met.\n\nTomas Vell: Twice.\n";
        for (name, text) in
            [("a.txt", talk), ("b.txt", &talk.replace("met.", "MET!")), ("c.txt", &talk.replace("met", "left"))]
        {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let reading = Reading::new([folder.path().display().to_string()]);
        for room in [0, ROOM] {
            let mut found = Unread::find(&reading, None, &[]).unwrap();
            found.room = room;
            let mut learned = Vec::new();
            let corpus =
                found.learn(2, &|_| {}, Some(Duplicates::default()), (|_| (), |t, ()| learned.push(t.id.clone())));
            assert_eq!(learned, ["a.txt", "c.txt"]);
            let read = corpus.files.read(&corpus.cast.registry).flat_map(|(_, documents)| documents.unwrap());
            let all: Vec<Transcript> = read.map(|document| document.transcript).collect();
            assert_eq!(all.iter().map(|t| t.turns.len()).collect::<Vec<_>>(), [2, 0, 2]);
            assert_eq!((all[1].holds, all[1].unexplained_characters()), (Holds::Duplicate, 0));
            assert_eq!(all[1].set_aside_for(Reason::Duplicate), "We MET!Twice.".len());
        }
    }
}
