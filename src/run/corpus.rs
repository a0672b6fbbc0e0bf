//! What both `analyze` and `parse` read: the inputs, found and read twice, first for the names of all speakers and the
//! usual length of their turns, then document by document.

use std::ops::ControlFlow;
use std::path::Path;

use crate::config::Reading;
use crate::error::{Error, Result};
use crate::read::{self, Columns, Options, Source};
use crate::report::is_result;
use crate::run::manifest::Hashed;
use crate::run::progress::Progress;
use crate::run::summary::Summary;
use crate::speaker::{self, Lengths, Medians, Registry, Resolved};
use crate::tables::{TABLES, names};
use crate::transcript::{Holds, Reason, Transcript};

/// The inputs of a run, found but not read.
pub struct Found {
    sources: Vec<Source>,
    options: Options,
    registry: Registry,
    /// One line for each input that does not exist or cannot be listed.
    pub failures: Vec<String>,
    /// The speakers' file, where one was given.
    pub speakers_file: Option<Hashed>,
}

impl Found {
    /// Finds the inputs. Results of an earlier run in `out` are no transcripts, even where they lie among them.
    ///
    /// # Errors
    /// A speakers' file that cannot be used.
    pub fn find(reading: &Reading, out: Option<&Path>) -> Result<Self> {
        let (known, speakers_file) = load_speakers(reading.speakers.as_deref())?;
        let tables = names(TABLES);
        let result = |path: &Path, out: &Path| lies_in(path, out) && is_result(path, &tables);
        let ours = |source: &Source| out.zip(source.file_path()).is_some_and(|(out, path)| result(path, out));
        let (mut sources, mut failures) = (Vec::new(), Vec::new());
        for found in read::find(&reading.inputs) {
            match found {
                Ok(source) if ours(&source) => {}
                Ok(source) => sources.push(source),
                Err(error) => failures.push(error.chain()),
            }
        }
        if sources.is_empty() && failures.is_empty() {
            failures.push(Error::NothingToRead { path: reading.inputs.join(", ").into() }.chain());
        }
        let options = Options {
            unit: reading.unit,
            max_size: reading.max_size,
            languages: reading.languages,
            timeout: reading.timeout,
            columns: Columns::parse(&reading.columns)?,
        };
        Ok(Found { sources, options, registry: Registry::new(known), failures, speakers_file })
    }

    /// Number of files to read.
    pub fn files(&self) -> usize {
        self.sources.len()
    }

    /// The first pass; every document is shown to `each` as well.
    pub fn learn(mut self, progress: &Progress, mut each: impl FnMut(&Transcript)) -> Corpus {
        let mut lengths = Lengths::default();
        let mut learned = Vec::with_capacity(self.sources.len());
        for source in std::mem::take(&mut self.sources) {
            let what = match read::read(&source, &self.options) {
                Ok(transcripts) => {
                    for t in &transcripts {
                        self.registry.list(&t.people);
                        self.registry.learn(&t.id, t.turns.iter().map(|turn| &turn.header));
                        lengths.learn(t);
                        each(t);
                    }
                    let sha256 = transcripts.first().map(|t| t.sha256.clone()).unwrap_or_default();
                    if source.is_once() { Learned::Whole(transcripts) } else { Learned::Names { sha256 } }
                }
                Err(error) => Learned::Failed(error),
            };
            learned.push((source, what));
            progress.learned();
        }
        let medians = lengths.medians(&self.registry);
        Corpus { learned, options: self.options, registry: self.registry, medians }
    }
}

/// What the first pass leaves of a file.
enum Learned {
    /// Its names are known; it is read again when its turn comes, and must be the same.
    Names {
        /// SHA-256 of what was read.
        sha256: String,
    },
    /// It cannot be read twice.
    Whole(Vec<Transcript>),
    /// It could not be read.
    Failed(Error),
}

/// A document, and whom its turns are attributed to.
pub type Attributed = (Transcript, Vec<Resolved>);

/// The inputs after the first pass.
pub struct Corpus {
    learned: Vec<(Source, Learned)>,
    options: Options,
    registry: Registry,
    medians: Medians,
}

impl Corpus {
    /// The second pass: each file with its documents, or why it could not be read, to `each`, in order, until that says
    /// that it is enough. Gives the names of the run back.
    ///
    /// # Errors
    /// Those of `each`.
    pub fn read(
        self,
        mut each: impl FnMut(&Source, Result<Vec<Attributed>>, &Medians) -> Result<ControlFlow<()>>,
    ) -> Result<Registry> {
        let Corpus { learned, options, registry, medians } = self;
        for (source, learned) in learned {
            let again = match learned {
                Learned::Names { sha256 } => again(&source, &options, &sha256),
                Learned::Whole(transcripts) => Ok(transcripts),
                Learned::Failed(error) => Err(error),
            };
            let attributed = again.map(|transcripts| {
                let attribute = |t: Transcript| {
                    let speakers = t.turns.iter().map(|turn| registry.resolve(&t.id, &turn.header)).collect();
                    (t, speakers)
                };
                transcripts.into_iter().map(attribute).collect()
            });
            if each(&source, attributed, &medians)?.is_break() {
                break;
            }
        }
        Ok(registry)
    }
}

fn again(source: &Source, options: &Options, sha256: &str) -> Result<Vec<Transcript>> {
    let transcripts = read::read(source, options)?;
    match transcripts.first() {
        Some(t) if t.sha256 != sha256 => Err(Error::Changed { path: source.path.display().to_string() }),
        _ => Ok(transcripts),
    }
}

/// Adds to the summary what deserves a look in a document; with `strict` what is not accounted for is a failure.
pub fn remark(t: &Transcript, strict: bool, summary: &mut Summary) {
    // Nobody expects turns in a file of lists, and that it is one stands in documents.csv.
    let silent = t.turns.is_empty() && t.holds == Holds::Speech;
    if silent {
        summary.without_turns += 1;
        summary.warnings.push(Error::NoTurns { path: t.path.clone() }.to_string());
    } else if !t.scored {
        let language = t.language.as_deref().unwrap_or_default();
        let remark =
            format!("{}: not English ({language}), so not scored; --language any scores it all the same", t.path);
        summary.warnings.push(remark);
    }
    if t.holds == Holds::Speech {
        summary.unattributed += usize::from(t.set_aside_for(Reason::Unattributed) > 0);
        summary.warnings.extend(t.notes.iter().map(|note| format!("{}: {note}", t.path)));
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

/// Whether a file is inside a folder, whatever way its path is written.
fn lies_in(path: &Path, folder: &Path) -> bool {
    match (path.canonicalize(), folder.canonicalize()) {
        (Ok(path), Ok(folder)) => path.starts_with(folder),
        _ => false,
    }
}

fn load_speakers(path: Option<&Path>) -> Result<(Vec<speaker::Known>, Option<Hashed>)> {
    let Some(path) = path else { return Ok((Vec::new(), None)) };
    let toml = super::load(path)?;
    Ok((speaker::parse(&toml, &path.display().to_string())?, Some(Hashed::of(path, &toml))))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::run::progress::Watch;

    #[test]
    fn a_file_that_changes_between_the_passes_is_refused_and_the_rest_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let (steady, moving) = (folder.path().join("a.txt"), folder.path().join("b.txt"));
        for path in [&steady, &moving] {
            std::fs::write(path, "Lena Orsol: We met.\n\nTomas Vell: Twice.\n").unwrap();
        }
        let options = Options::default();
        let reading = Reading {
            inputs: vec![folder.path().display().to_string()],
            speakers: None,
            unit: options.unit,
            max_size: options.max_size,
            languages: options.languages,
            timeout: options.timeout,
            columns: Vec::new(),
            strict: false,
        };
        let found = Found::find(&reading, None).unwrap();
        let corpus = found.learn(&Progress::new(Watch::Quiet, 2), |_| {});
        std::fs::write(&moving, "Lena Orsol: We met.\n\nTomas Vell: Twice, or three times.\n").unwrap();
        let mut results = Vec::new();
        corpus
            .read(|_, documents, _| {
                results.push(documents.map(|all| all.len()));
                Ok(ControlFlow::Continue(()))
            })
            .unwrap();
        assert!(matches!(results[0], Ok(1)));
        assert!(matches!(&results[1], Err(Error::Changed { path }) if path.ends_with("b.txt")), "{:?}", results[1]);
    }
}
