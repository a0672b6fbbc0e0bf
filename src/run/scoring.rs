//! Where the scores of a run come from: records of earlier runs or of other machines, and the models for what is left.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::annotate::{DocumentScorer, load_scorer};
use crate::config::{Config, ModelChoice, Topic};
use crate::error::{Error, Result};
use crate::run::journal::Journal;
use crate::run::record::{Identity, ScoreRecord, ScoredBy, machine_of};
use crate::run::score_files::ScoreFiles;
use crate::scores::{Done, ScoredDocument};
use crate::transcript::Transcript;

/// Models and topics, ready to score documents into records.
pub struct RecordMaker {
    /// What scores documents.
    pub scorer: DocumentScorer,
    /// What scores are found by.
    pub identity: Identity,
    /// The kind of processor.
    pub machine: String,
}

impl RecordMaker {
    /// Loads what was asked for.
    ///
    /// # Errors
    /// As [`load_scorer`].
    pub fn load(models: &ModelChoice, topics: &[Topic], threads: usize) -> Result<Self> {
        let scorer = load_scorer(models, topics.to_vec(), threads)?;
        let identity = Identity::new(ScoredBy::of(&scorer), topics);
        let machine = machine_of(&scorer)?;
        Ok(RecordMaker { scorer: DocumentScorer::new(scorer), identity, machine })
    }

    /// What a user should know of the models and topics.
    pub fn warnings(&self) -> Vec<String> {
        let models = self.scorer.sentences().models();
        let redefined = self.scorer.sentences().found_topics().redefined(&models.built_in);
        let changed = |id| {
            format!(
                "topic {id}: the definition was changed, so its trained head does not apply; classified from its examples"
            )
        };
        models.warnings.iter().cloned().chain(redefined.map(changed)).collect()
    }

    /// Scores documents.
    ///
    /// # Errors
    /// [`Error::Model`] where the engine fails.
    pub fn records(
        &self,
        documents: &[&Transcript],
        done: &(dyn Fn(Done) + Sync),
    ) -> Result<Vec<(ScoreRecord, ScoredDocument)>> {
        let scored = self.scorer.score(documents, done)?;
        let record = |(t, scored)| (ScoreRecord::of(self.identity.key(t), &self.machine, &scored), scored);
        Ok(documents.iter().copied().zip(scored).map(record).collect())
    }
}

/// What a run's scores come from.
pub enum ScoreOrigin {
    /// Models, here and now.
    Models(Arc<RecordMaker>),
    /// Files of scores that were made before.
    Files(Box<ScoreFiles>),
}

impl ScoreOrigin {
    /// Loads the models that a run was asked for, or looks through the files that it is to use instead.
    ///
    /// # Errors
    /// As [`RecordMaker::load`] and [`ScoreFiles::open`].
    pub fn open(config: &Config) -> Result<Self> {
        let topics = &config.topics.content;
        Ok(if config.scores.is_empty() {
            ScoreOrigin::Models(Arc::new(RecordMaker::load(&config.models, topics, config.threads)?))
        } else {
            ScoreOrigin::Files(Box::new(ScoreFiles::open(&config.scores, topics, config.mixed_machines)?))
        })
    }

    /// What scores are found by.
    pub fn identity(&self) -> &Identity {
        match self {
            ScoreOrigin::Models(maker) => &maker.identity,
            ScoreOrigin::Files(files) => &files.identity,
        }
    }

    /// What a user should know.
    pub fn warnings(&self) -> Vec<String> {
        match self {
            ScoreOrigin::Models(maker) => maker.warnings(),
            ScoreOrigin::Files(_) => Vec::new(),
        }
    }

    /// Takes note of a document whose scores will be asked for.
    pub fn expect(&mut self, t: &Transcript) {
        if let ScoreOrigin::Files(files) = self {
            files.expect(t);
        }
    }

    /// Whether all of these can be had.
    ///
    /// # Errors
    /// As [`ScoreFiles::check`].
    pub fn check(&self) -> Result<()> {
        match self {
            ScoreOrigin::Models(_) => Ok(()),
            ScoreOrigin::Files(files) => files.check(),
        }
    }

    /// The scores, kept in a journal if there is one.
    ///
    /// # Errors
    /// As [`ScoreFiles::copy`].
    pub fn scoring(&self, mut journal: Option<Journal>) -> Result<RunScoring<'_>> {
        let maker = match self {
            ScoreOrigin::Models(maker) => Some(maker.as_ref()),
            ScoreOrigin::Files(files) => {
                journal.as_mut().map_or(Ok(()), |journal| files.copy(journal))?;
                None
            }
        };
        Ok(RunScoring::new(journal, self.identity(), maker))
    }
}

/// The scores of a run: those that are kept, and the others made and kept.
pub struct RunScoring<'a> {
    journal: Option<Journal>,
    identity: &'a Identity,
    /// Makes what is not kept; without it what is not kept is an error.
    maker: Option<&'a RecordMaker>,
    /// Documents whose scores were found.
    pub reused: usize,
    /// Documents whose scores were made on another kind of processor, and made again here.
    pub elsewhere: usize,
    /// The kinds of processors that made the scores.
    pub machines: BTreeSet<String>,
}

impl<'a> RunScoring<'a> {
    /// With what is kept and, if scores may be made, with what makes them.
    pub fn new(journal: Option<Journal>, identity: &'a Identity, maker: Option<&'a RecordMaker>) -> Self {
        let machines = maker.iter().map(|maker| maker.machine.clone()).collect();
        RunScoring { journal, identity, maker, reused: 0, elsewhere: 0, machines }
    }

    /// The scores of documents; `done` is told of finished sentences.
    ///
    /// # Errors
    /// [`Error::Model`] where the engine fails, [`Error::Read`] and [`Error::Write`] for what is kept, [`Error::Config`] for
    /// a document whose scores are neither kept nor may be made.
    pub fn scores(&mut self, documents: &[&Transcript], done: &(dyn Fn(Done) + Sync)) -> Result<Vec<ScoredDocument>> {
        let known = documents.iter().map(|t| self.find(t)).collect::<Result<Vec<_>>>()?;
        done(known.iter().flatten().flatten().fold(Done::default(), |done, turn| Done {
            sentences: done.sentences + turn.len() as u64,
            bytes: done.bytes + turn.iter().map(|sentence| sentence.span.len() as u64).sum::<u64>(),
        }));
        let unknown: Vec<&Transcript> =
            documents.iter().zip(&known).filter(|(_, known)| known.is_none()).map(|(t, _)| *t).collect();
        let mut made = match (self.maker, unknown.first()) {
            (Some(maker), _) => maker.records(&unknown, done)?,
            (None, None) => Vec::new(),
            (None, Some(t)) => {
                let reason = "its scores are not those of this text; score it again".to_owned();
                return Err(Error::Config { path: t.path.clone(), reason });
            }
        };
        if let Some(journal) = &mut self.journal {
            made.iter().try_for_each(|(record, _)| journal.add(record))?;
            journal.sync()?;
        }
        let mut made = made.drain(..).map(|(_, scored)| scored);
        Ok(known.into_iter().filter_map(|known| known.or_else(|| made.next())).collect())
    }

    fn find(&mut self, t: &Transcript) -> Result<Option<ScoredDocument>> {
        if t.turns.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let key = self.identity.key(t);
        let record = self.journal.as_mut().map_or(Ok(None), |journal| journal.find(&key))?;
        let unpacked = record.and_then(|record| record.unpack(t, self.identity.topics.len()));
        let Some((machine, scored)) = unpacked else { return Ok(None) };
        if self.maker.is_some_and(|maker| maker.machine != machine) {
            self.elsewhere += 1;
            return Ok(None);
        }
        self.reused += 1;
        self.machines.insert(machine);
        Ok(Some(scored))
    }
}
