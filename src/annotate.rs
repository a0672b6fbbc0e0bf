//! A document in, an annotated document out: its sentences are scored (`document_scorer`), and each mention is told which entity
//! it names.

mod document;
mod document_scorer;
mod split;

pub use document::{AnnotatedSentence, AnnotatedTranscript};
pub use document_scorer::{DocumentScorer, fits};

use crate::config::{Config, ModelChoice, Topic, TopicMethod, all_threads, built_in_topics};
use crate::entity::{Passage, Resolver};
use crate::error::{Error, Result};
use crate::evaluate::labelled::Scoring;
use crate::model::Models;
use crate::scores::{Item, ScoredDocument, ScoredSentence, Scores};
use crate::speaker::AttributedTranscript;
use crate::task::scorer::Scorer;
use crate::task::{TASKS, own_models};
use crate::transcript::{Transcript, Turn, words};

/// What annotates documents: a scorer of their sentences, and a resolver of their mentions.
pub struct Annotator {
    scorer: DocumentScorer,
    resolver: Resolver,
}

impl Annotator {
    /// With a scorer, and the entities of the user's own.
    pub fn new(scorer: Scorer, resolver: Resolver) -> Self {
        Annotator { scorer: DocumentScorer::new(scorer), resolver }
    }

    /// The models inside the program with the three topics that it knows, on all cores.
    ///
    /// # Errors
    /// [`crate::Error::Model`] where a file of the models is not what it should be.
    pub fn built_in() -> Result<Self> {
        let topics = (built_in_topics()?, TopicMethod::default());
        let scorer = Scorer::new(Models::built_in()?, topics, TASKS, all_threads())?;
        Ok(Self::new(scorer, Resolver::default()))
    }

    /// The models, topics and entities that a run was asked for.
    ///
    /// # Errors
    /// [`crate::Error::Model`] and [`crate::Error::Option`] where models and options do not fit together.
    pub fn load(config: &Config) -> Result<Self> {
        let topics = config.topics.content.clone();
        let scorer = load_scorer(&config.models, topics, config.threads)?;
        Ok(Self::new(scorer, Resolver::new(config.entities.content.clone())))
    }

    /// What the models say about each text, taken for one sentence that stands alone, in order.
    ///
    /// # Errors
    /// [`crate::Error::Model`] where the engine fails.
    pub fn score(&self, sentences: &[&str]) -> Result<Vec<Scores>> {
        score_texts(self.scorer(), sentences)
    }

    /// What scores the sentences.
    pub fn scorer(&self) -> &Scorer {
        self.scorer.sentences()
    }

    /// The topics' definitions, in order.
    pub fn topics(&self) -> &[Topic] {
        self.scorer().topics()
    }

    /// Annotates a document.
    ///
    /// # Errors
    /// [`crate::Error::Model`] where the engine fails.
    pub fn annotate(&self, document: AttributedTranscript) -> Result<AnnotatedTranscript> {
        let annotated = self.annotate_all(vec![document])?.pop();
        annotated.ok_or_else(|| Error::Model { name: "encoder".into(), reason: "gave no document".into() })
    }

    /// Annotates documents together, so that short ones fill batches; results are those of each alone.
    ///
    /// # Errors
    /// [`crate::Error::Model`] where the engine fails.
    pub fn annotate_all(&self, documents: Vec<AttributedTranscript>) -> Result<Vec<AnnotatedTranscript>> {
        let transcripts: Vec<&Transcript> = documents.iter().map(|document| &document.transcript).collect();
        let scored = self.scorer.score(&transcripts, &|_| {})?;
        Ok(documents.into_iter().zip(scored).map(|(document, scored)| join(document, scored, &self.resolver)).collect())
    }
}

/// The models that were asked for with topics, for so many threads.
///
/// # Errors
/// As [`Annotator::load`].
pub fn load_scorer(models: &ModelChoice, topics: Vec<Topic>, threads: usize) -> Result<Scorer> {
    let method = models.settings.topics.method;
    Scorer::new(Models::load(models, &own_models(TASKS))?, (topics, method), TASKS, threads)
}

/// What a scorer says about each text, taken for one sentence that stands alone, in order.
///
/// # Errors
/// [`crate::Error::Model`] where the engine fails.
pub fn score_texts(scorer: &Scorer, sentences: &[&str]) -> Result<Vec<Scores>> {
    let items: Vec<Item> = sentences.iter().map(|text| Item::plain(text)).collect();
    scorer.score(&items)
}

/// A document with its scores, which [`fits`] holds for, and the entities that its mentions name.
pub fn join(document: AttributedTranscript, scored: ScoredDocument, resolver: &Resolver) -> AnnotatedTranscript {
    let AttributedTranscript { transcript, speakers } = document;
    let turns = transcript.turns.iter().zip(&speakers).zip(&scored);
    let passages: Vec<Passage> = turns
        .flat_map(|((turn, speaker), sentences)| {
            sentences.iter().map(move |sentence| {
                let mentions = sentence.scores.iter().flat_map(|scores| &scores.mentions);
                Passage {
                    speaker,
                    text: sentence.span.slice(&turn.text),
                    mentions: mentions.map(|mention| (mention.span, mention.kind)).collect(),
                }
            })
        })
        .collect();
    let mut referents = resolver.resolve(&passages).into_iter();
    let annotated = |(turn, sentences): (&Turn, Vec<ScoredSentence>)| {
        let sentence = |ScoredSentence { span, scores }| {
            let referents = referents.next().unwrap_or_default();
            AnnotatedSentence { span, words: words(span.slice(&turn.text)), scores, referents }
        };
        sentences.into_iter().map(sentence).collect()
    };
    let sentences = transcript.turns.iter().zip(scored).map(annotated).collect();
    AnnotatedTranscript { transcript, speakers, sentences }
}

#[cfg(test)]
mod tests;
