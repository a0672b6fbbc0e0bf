//! A document in, an annotated document out: turns are split, every distinct sentence is scored once, and each mention is
//! told which entity it names.

mod document;
mod split;

use split::Splitter;

pub use document::{AnnotatedSentence, AnnotatedTranscript};

use crate::config::{Config, Topic, TopicMethod, all_threads, built_in_topics};
use crate::entity::{Passage, Resolver};
use crate::error::{Error, Result};
use crate::evaluate::labelled::Scoring;
use crate::model::Models;
use crate::scores::{Item, Scores};
use crate::span::Span;
use crate::speaker::AttributedTranscript;
use crate::task::scorer::Scorer;
use crate::task::{TASKS, own_models};
use crate::transcript::{Given, Transcript, Turn, words};

/// What is scored of a sentence of a turn.
fn item(turn: &Turn, span: Span) -> Item<'_> {
    let place =
        |given: &Given| Given { span: Span::new(given.span.start - span.start, given.span.end - span.start), ..*given };
    // mentions are in order, and no sentence cuts one
    let inside = |all: &Vec<Given>| {
        let first = all.partition_point(|given| given.span.start < span.start);
        all[first..].iter().take_while(|given| given.span.start < span.end).map(place).collect()
    };
    Item { text: span.slice(&turn.text), given: turn.mentions.as_ref().map(inside) }
}

/// What is scored in a document, turn by turn.
fn scored<'a>(t: &'a Transcript, spans: &[Vec<Span>]) -> Vec<Vec<Item<'a>>> {
    let turns = t.turns.iter().zip(spans).filter(|_| t.scored);
    let of_turn =
        |turn, spans: &Vec<Span>| spans.iter().map(|span| item(turn, *span)).filter(Item::is_scored).collect();
    turns.map(|(turn, spans)| of_turn(turn, spans)).collect()
}

/// Scores that were made before. They depend on the items of the turns alone, so whoever keeps them for one model and one set
/// of topics can give them back in any run.
pub trait Kept {
    /// The scores of a document's turns, one for each item, where they are kept.
    ///
    /// # Errors
    /// [`crate::Error::Read`] where they can no longer be read.
    fn find(&mut self, turns: &[Vec<Item>]) -> Result<Option<Vec<Vec<Scores>>>>;

    /// Keeps the scores of a document's turns.
    ///
    /// # Errors
    /// [`crate::Error::Write`].
    fn keep(&mut self, turns: &[Vec<Item>], scores: &[Vec<Scores>]) -> Result<()>;
}

/// Keeps nothing.
impl Kept for () {
    fn find(&mut self, _: &[Vec<Item>]) -> Result<Option<Vec<Vec<Scores>>>> {
        Ok(None)
    }

    fn keep(&mut self, _: &[Vec<Item>], _: &[Vec<Scores>]) -> Result<()> {
        Ok(())
    }
}

/// The sentences of a turn, from the scores of its items and whether each topic can be in its document.
fn sentences_of_turn(
    turn: &Turn,
    spans: &[Span],
    mut scores: impl Iterator<Item = Scores>,
    possible: &[bool],
) -> Vec<AnnotatedSentence> {
    // where each item stands among the sentences
    let mut places = Vec::new();
    let sentence = |(place, span): (usize, &Span)| {
        let item = item(turn, *span);
        let mut scores = if item.is_scored() { scores.next() } else { None };
        if let Some(scores) = &mut scores {
            places.push(place);
            scores.topics.retain(|found| possible[found.topic]);
            scores.topics.iter_mut().for_each(|found| found.since = places[found.since]);
        }
        AnnotatedSentence { span: *span, words: words(item.text), scores, referents: Vec::new() }
    };
    spans.iter().enumerate().map(sentence).collect()
}

/// What annotates documents: a scorer of their sentences, and a resolver of their mentions.
pub struct Annotator {
    scorer: Scorer,
    resolver: Resolver,
    splitter: Splitter,
}

impl Annotator {
    /// With a scorer, and the entities of the user's own.
    pub fn new(scorer: Scorer, resolver: Resolver) -> Self {
        Annotator { scorer, resolver, splitter: Splitter::default() }
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
        let models = Models::load(&config.models, &own_models(TASKS))?;
        let topics = (config.topics.content.clone(), config.models.settings.topics.method);
        let scorer = Scorer::new(models, topics, TASKS, config.threads)?;
        Ok(Self::new(scorer, Resolver::new(config.entities.content.clone())))
    }

    /// What the models say about each text, taken for one sentence that stands alone, in order.
    ///
    /// # Errors
    /// [`crate::Error::Model`] where the engine fails.
    pub fn score(&self, sentences: &[&str]) -> Result<Vec<Scores>> {
        let items: Vec<Item> = sentences.iter().map(|text| Item::plain(text)).collect();
        self.scorer.score(&items)
    }

    /// What scores the sentences.
    pub fn scorer(&self) -> &Scorer {
        &self.scorer
    }

    /// The topics' definitions, in order.
    pub fn topics(&self) -> &[Topic] {
        self.scorer.topics()
    }

    /// Annotates a document.
    ///
    /// # Errors
    /// [`crate::Error::Model`] where the engine fails.
    pub fn annotate(&self, document: AttributedTranscript) -> Result<AnnotatedTranscript> {
        let annotated = self.annotate_all(vec![document], &mut (), &|_| {})?.pop();
        annotated.ok_or_else(|| Error::Model { name: "encoder".into(), reason: "gave no document".into() })
    }

    /// Annotates documents together, so that short ones fill batches; results are those of each alone. What is `kept`
    /// is not scored again; `done` is told of finished sentences.
    ///
    /// # Errors
    /// [`crate::Error::Model`] where the engine fails, and those of `kept`.
    pub fn annotate_all(
        &self,
        documents: Vec<AttributedTranscript>,
        kept: &mut dyn Kept,
        done: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<AnnotatedTranscript>> {
        let spans = self.splitter.split(&documents, self.scorer.threads())?;
        let items: Vec<Vec<Vec<Item>>> =
            documents.iter().zip(&spans).map(|(d, spans)| scored(&d.transcript, spans)).collect();
        let scores = self.score_all(&items, kept, done)?;
        let sentences: Vec<Vec<Vec<AnnotatedSentence>>> = (documents.iter().zip(&spans).zip(scores))
            .map(|((d, spans), scores)| self.sentences_of(&d.transcript, spans, scores))
            .collect();
        let joined = documents.into_iter().zip(sentences);
        Ok(joined
            .map(|(AttributedTranscript { transcript, speakers }, sentences)| AnnotatedTranscript {
                transcript,
                speakers,
                sentences,
            })
            .map(|document| self.with_referents(document))
            .collect())
    }

    /// The scores of every item of every document: those that are kept, and the others made and kept.
    fn score_all(
        &self,
        documents: &[Vec<Vec<Item>>],
        kept: &mut dyn Kept,
        done: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<Vec<Vec<Scores>>>> {
        let mut known = documents.iter().map(|turns| kept.find(turns)).collect::<Result<Vec<_>>>()?;
        done(known.iter().flatten().flatten().map(|turn| turn.len() as u64).sum());
        let unknown = documents.iter().zip(&known).filter(|(_, known)| known.is_none());
        let turns: Vec<Vec<Item>> = unknown.flat_map(|(turns, _)| turns.iter().cloned()).collect();
        let mut made = self.scorer.score_watched(&turns, done)?.into_iter();
        for (turns, known) in documents.iter().zip(&mut known).filter(|(_, known)| known.is_none()) {
            let made: Vec<Vec<Scores>> = made.by_ref().take(turns.len()).collect();
            kept.keep(turns, &made)?;
            *known = Some(made);
        }
        Ok(known.into_iter().flatten().collect())
    }

    /// The sentences of a document per turn, from the scores of its items.
    fn sentences_of(
        &self,
        t: &Transcript,
        spans: &[Vec<Span>],
        scores: Vec<Vec<Scores>>,
    ) -> Vec<Vec<AnnotatedSentence>> {
        let texts = t.title.iter().chain(t.turns.iter().map(|turn| &turn.text));
        let possible = self.scorer.found_topics().possible(texts.map(String::as_str));
        // a document that is not scored has no scores
        let scores = scores.into_iter().map(Vec::into_iter).chain(std::iter::repeat_with(|| Vec::new().into_iter()));
        let turns = t.turns.iter().zip(spans).zip(scores);
        turns.map(|((turn, spans), scores)| sentences_of_turn(turn, spans, scores, &possible)).collect()
    }

    fn with_referents(&self, mut document: AnnotatedTranscript) -> AnnotatedTranscript {
        let turns = document.transcript.turns.iter().zip(&document.speakers).zip(&document.sentences);
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
        let referents = self.resolver.resolve(&passages);
        for (sentence, referents) in document.sentences.iter_mut().flatten().zip(referents) {
            sentence.referents = referents;
        }
        document
    }
}

#[cfg(test)]
mod tests;
