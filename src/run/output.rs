//! The tables of a run, open side by side while documents stream through.

use serde_json::Value;

use crate::aggregate::Tally;
use crate::aggregate::family::Compared;
use crate::aggregate::keyness::KeyTerm;
use crate::annotate::AnnotatedTranscript;
use crate::config::{Config, Topic};
use crate::error::Result;
use crate::report::csv::Sheet;
use crate::report::{RESUME, Report};
use crate::run::journal::Journal;
use crate::tables::contrasts;
use crate::tables::documents::{self, AttributionRow, DocumentRow, TurnRow};
use crate::tables::entities;
use crate::tables::keyness::{self, KeynessRow};
use crate::tables::sentences::{self, MentionRow, Rows, SentenceRow, TopicRow};
use crate::tables::speakers::{self, SpeakerDocumentRow};

/// Names of all tables.
pub const TABLES: [&str; 13] = [
    "documents",
    "attribution",
    "turns",
    "sentences",
    "mentions",
    "entities",
    "sentence_topics",
    "speakers",
    "speaker_topics",
    "speaker_targets",
    "speaker_documents",
    "contrasts",
    "keyness",
];

/// What is known when all documents are read.
pub struct Results {
    /// The speakers' sums.
    pub tally: Tally,
    /// Speakers compared.
    pub contrasts: Vec<Compared>,
    /// The terms that tell them apart.
    pub key_terms: Vec<KeyTerm>,
}

/// Every table that grows with the documents.
pub struct Output {
    report: Report,
    documents: Sheet<DocumentRow>,
    attribution: Sheet<AttributionRow>,
    turns: Sheet<TurnRow>,
    sentences: Sheet<SentenceRow>,
    mentions: Sheet<MentionRow>,
    sentence_topics: Sheet<TopicRow>,
    speaker_documents: Sheet<SpeakerDocumentRow>,
}

impl Output {
    /// Opens the tables in the output folder, and the scores to go on from: those of the same models and topics.
    ///
    /// # Errors
    /// As [`Report::create`] and [`Journal::open`].
    pub fn create(config: &Config, models: &Value, topics: &[Topic]) -> Result<(Self, Journal)> {
        let mut report = Report::create(&config.out, &TABLES, config.replace, config.mark)?;
        // before any table: no other run may write into the folder
        let journal = Journal::open(report.path(RESUME), models, topics, config.replace)?;
        let output = Output {
            documents: report.sheet(documents::documents())?,
            attribution: report.sheet(documents::attribution())?,
            turns: report.sheet(documents::turns())?,
            sentences: report.sheet(sentences::sentences())?,
            mentions: report.sheet(sentences::mentions())?,
            sentence_topics: report.sheet(sentences::sentence_topics())?,
            speaker_documents: report.sheet(speakers::speaker_documents())?,
            report,
        };
        Ok((output, journal))
    }

    /// Writes the rows of one document.
    ///
    /// # Errors
    /// [`crate::error::Error::Write`].
    pub fn write(&mut self, document: &AnnotatedTranscript, topics: &[Topic]) -> Result<()> {
        let rows = Rows::of(document, topics);
        self.documents.write(&[DocumentRow::of(document)])?;
        self.turns.write(&TurnRow::of(&document.transcript, &document.speakers))?;
        self.sentences.write(&rows.sentences)?;
        self.mentions.write(&rows.mentions)?;
        self.sentence_topics.write(&rows.topics)?;
        self.speaker_documents.write(&SpeakerDocumentRow::of(document))
    }

    /// Writes whom headers were attributed to.
    ///
    /// # Errors
    /// [`crate::error::Error::Write`].
    pub fn attribution(&mut self, rows: &[AttributionRow]) -> Result<()> {
        self.attribution.write(rows)
    }

    /// Notes a file that could not be read.
    ///
    /// # Errors
    /// [`crate::error::Error::Write`].
    pub fn failed(&mut self, row: DocumentRow) -> Result<()> {
        self.documents.write(&[row])
    }

    /// Writes the tables over the whole run and gives all files their final names.
    ///
    /// # Errors
    /// [`crate::error::Error::Write`].
    pub fn finish(mut self, results: Results, topics: &[Topic], run: &serde_json::Value) -> Result<()> {
        let Results { tally, contrasts: compared, key_terms } = results;
        let mut contrasts = self.report.sheet(contrasts::contrasts())?;
        contrasts.write(&contrasts::rows(compared, topics))?;
        contrasts.finish()?;
        let mut keyness = self.report.sheet(keyness::keyness())?;
        keyness.write(&KeynessRow::of(key_terms, &tally))?;
        keyness.finish()?;
        let by_entity = entities::rows(&tally);
        let (by_speaker, by_topic, by_target) = speakers::rows(tally, topics);
        let mut entities = self.report.sheet(entities::entities())?;
        let mut speakers = self.report.sheet(speakers::speakers())?;
        let mut speaker_topics = self.report.sheet(speakers::speaker_topics())?;
        let mut speaker_targets = self.report.sheet(speakers::speaker_targets())?;
        entities.write(&by_entity)?;
        speakers.write(&by_speaker)?;
        speaker_topics.write(&by_topic)?;
        speaker_targets.write(&by_target)?;
        entities.finish()?;
        speakers.finish()?;
        speaker_topics.finish()?;
        speaker_targets.finish()?;
        self.documents.finish()?;
        self.attribution.finish()?;
        self.turns.finish()?;
        self.sentences.finish()?;
        self.mentions.finish()?;
        self.sentence_topics.finish()?;
        self.speaker_documents.finish()?;
        self.report.finish(run)
    }
}
