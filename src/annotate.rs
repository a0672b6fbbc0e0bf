//! A document in, an annotated document out: turns are split, every distinct sentence is read once, and each gets
//! its tone, entities with the stance toward them, topics, and the stance toward the topics' propositions.

pub mod entity;
pub mod stance;
pub mod tone;
pub mod topic;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use crate::annotate::entity::{Found, Scheme, Tag};
use crate::annotate::topic::Topics;
use crate::config::Topic;
use crate::config::models::{Task, TopicMethod};
use crate::entity::{Passage, Referent, Resolver};
use crate::error::Result;
use crate::label::{Distribution, EntityType, Probability};
use crate::model::checkpoint::Checkpoint;
use crate::model::network::Input;
use crate::model::tokenizer::Tokens;
use crate::model::{Model, Reading};
use crate::sentence;
use crate::span::Span;
use crate::speaker::Resolved;
use crate::transcript::{Given, Transcript, Turn, Unit, words};

/// What the models say about one sentence text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scores {
    /// Tone: negative, neutral, positive.
    pub tone: Distribution,
    /// Entities in order.
    pub mentions: Vec<Mention>,
    /// Topics found, in the order of the definitions.
    pub topics: Vec<FoundTopic>,
    /// Windows that the sentence was read in.
    pub windows: usize,
}

/// A named entity in a sentence and the stance toward it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// Bytes of the sentence.
    pub span: Span,
    /// What it is; none where the document states the mention but not that.
    pub kind: Option<EntityType>,
    /// Probability of the tags; none where the document states the mention.
    pub confidence: Option<Probability>,
    /// Negative, neutral, positive toward it.
    pub stance: Distribution,
}

/// A topic that a sentence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundTopic {
    /// Index of its definition.
    pub topic: usize,
    /// Probability that the sentence is about it.
    pub probability: Probability,
    /// Against, neither, favor toward its proposition.
    pub stance: Distribution,
    /// Probability that it entails being about the topic, where a second opinion was asked for.
    pub entailment: Option<Probability>,
}

/// One sentence of a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnotatedSentence {
    /// Bytes of the turn's text, without the white space around the sentence.
    pub span: Span,
    /// Words in it.
    pub words: usize,
    /// The scores; none where the sentence has no letter or the document is not English.
    pub scores: Option<Scores>,
    /// The entities of its mentions, one for each.
    pub referents: Vec<Referent>,
}

impl AnnotatedSentence {
    /// The mentions with their entities.
    pub fn mentions(&self) -> impl Iterator<Item = (&Mention, &Referent)> {
        self.scores.iter().flat_map(|scores| &scores.mentions).zip(&self.referents)
    }
}

/// A document with everything that is known about it.
#[derive(Debug, Clone)]
pub struct AnnotatedTranscript {
    /// The document as read.
    pub transcript: Transcript,
    /// Who speaks, per turn.
    pub speakers: Vec<Resolved>,
    /// The sentences, per turn.
    pub sentences: Vec<Vec<AnnotatedSentence>>,
}

/// What is scored together: a sentence's text, and the mentions in it where the document states them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Item<'a> {
    /// The sentence.
    pub text: &'a str,
    /// Its mentions by bytes of the text; none: they are to be recognised.
    pub given: Option<Vec<Given>>,
}

impl<'a> Item<'a> {
    /// A sentence whose mentions are to be recognised.
    pub fn plain(text: &'a str) -> Self {
        Item { text, given: None }
    }

    fn of(turn: &'a Turn, span: Span) -> Self {
        let place = |given: &Given| Given {
            span: Span::new(given.span.start - span.start, given.span.end - span.start),
            ..*given
        };
        // mentions are in order, and no sentence cuts one
        let inside = |all: &Vec<Given>| {
            let first = all.partition_point(|given| given.span.start < span.start);
            all[first..].iter().take_while(|given| given.span.start < span.end).map(place).collect()
        };
        let given = turn.mentions.as_ref().map(inside);
        Item { text: span.slice(&turn.text), given }
    }

    /// Only a text with a letter in it says anything, unless the document asks for something in it.
    fn is_scored(&self) -> bool {
        self.text.chars().any(char::is_alphabetic) || self.given.as_ref().is_some_and(|given| !given.is_empty())
    }
}

/// What is scored in a document, in order.
fn scored<'a>(t: &'a Transcript, spans: &[Vec<Span>]) -> Vec<Item<'a>> {
    let turns = t.turns.iter().zip(spans).filter(|_| t.scored);
    turns.flat_map(|(turn, spans)| spans.iter().map(|span| Item::of(turn, *span))).filter(Item::is_scored).collect()
}

/// Scores that were made before. They depend on the items alone, so whoever keeps them for one model and one set of
/// topics can give them back in any run.
pub trait Kept {
    /// The scores of these items, one for each, where they are kept.
    ///
    /// # Errors
    /// [`crate::error::Error::Read`] where they can no longer be read.
    fn find(&mut self, items: &[Item]) -> Result<Option<Vec<Scores>>>;

    /// Keeps the scores of these items.
    ///
    /// # Errors
    /// [`crate::error::Error::Write`].
    fn keep(&mut self, items: &[Item], scores: &[Scores]) -> Result<()>;
}

/// Keeps nothing.
impl Kept for () {
    fn find(&mut self, _: &[Item]) -> Result<Option<Vec<Scores>>> {
        Ok(None)
    }

    fn keep(&mut self, _: &[Item], _: &[Scores]) -> Result<()> {
        Ok(())
    }
}

/// Models of the user's own, each for a task that it takes over from the built-in one, and what else they are asked.
#[derive(Default)]
pub struct Own {
    /// At most one a task.
    pub checkpoints: Vec<Checkpoint>,
    /// Whether the stance model is asked about topics.
    pub topics: TopicMethod,
}

impl Own {
    fn of(&self, task: Task) -> Option<&Checkpoint> {
        self.checkpoints.iter().find(|checkpoint| checkpoint.task == task)
    }
}

/// The models and topics of a run.
pub struct Annotator {
    model: Model,
    own: Own,
    topics: Topics,
    propositions: Vec<Tokens>,
    tags: Vec<Tag>,
    resolver: Resolver,
    threads: usize,
}

impl Annotator {
    /// Gets the model ready for these topics; `threads` workers will share it.
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] where the model does not fit.
    pub fn new(model: Model, definitions: Vec<Topic>, threads: usize) -> Result<Self> {
        let tags = entity::tags(&model.manifest.labels.entity)?;
        let propositions = definitions.iter().map(|t| model.encode(&t.proposition)).collect::<Result<_>>()?;
        let topics = Topics::new(&model, definitions)?;
        let (own, resolver) = (Own::default(), Resolver::default());
        Ok(Annotator { model, own, topics, propositions, tags, resolver, threads })
    }

    /// With models of the user's own.
    pub fn with_own(self, own: Own) -> Self {
        Annotator { own, ..self }
    }

    /// With entities of the user's own.
    pub fn with_entities(self, resolver: Resolver) -> Self {
        Annotator { resolver, ..self }
    }

    /// The topics' definitions, in order.
    pub fn topics(&self) -> &[Topic] {
        &self.topics.definitions
    }

    /// Ids of built-in topics whose definition was changed.
    pub fn redefined_topics(&self) -> Vec<String> {
        self.topics.redefined(&self.model).map(str::to_owned).collect()
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Annotates documents together, so that short ones fill batches; results are those of each alone. `speakers`
    /// names who speaks in a document, per turn; what is `kept` is not scored again; `done` counts finished sentences.
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] where the engine fails, and those of `kept`.
    pub fn annotate(
        &self,
        documents: Vec<(Transcript, Vec<Resolved>)>,
        kept: &mut impl Kept,
        done: &AtomicU64,
    ) -> Result<Vec<AnnotatedTranscript>> {
        let spans: Vec<Vec<Vec<Span>>> =
            documents.iter().map(|(t, _)| t.turns.iter().map(sentences).collect()).collect();
        let items: Vec<Vec<Item>> = documents.iter().zip(&spans).map(|((t, _), spans)| scored(t, spans)).collect();
        let scores = self.score_all(&items, kept, done)?;
        let sentences: Vec<Vec<Vec<AnnotatedSentence>>> = (documents.iter().zip(&spans).zip(scores))
            .map(|(((transcript, _), spans), scores)| self.sentences_of(transcript, spans, scores))
            .collect();
        let joined = documents.into_iter().zip(sentences);
        Ok(joined
            .map(|((transcript, speakers), sentences)| AnnotatedTranscript { transcript, speakers, sentences })
            .map(|document| self.with_referents(document))
            .collect())
    }

    /// The scores of every item of every document: those that are kept, and the others made and kept.
    fn score_all(&self, documents: &[Vec<Item>], kept: &mut impl Kept, done: &AtomicU64) -> Result<Vec<Vec<Scores>>> {
        let mut known = documents.iter().map(|items| kept.find(items)).collect::<Result<Vec<_>>>()?;
        // every distinct item once; repeated greetings and thanks are many
        let mut index: HashMap<&Item, usize> = HashMap::new();
        let mut distinct: Vec<Item> = Vec::new();
        for item in documents.iter().zip(&known).filter(|(_, known)| known.is_none()).flat_map(|(items, _)| items) {
            index.entry(item).or_insert_with(|| {
                distinct.push(item.clone());
                distinct.len() - 1
            });
        }
        done.fetch_add(known.iter().flatten().map(|scores| scores.len() as u64).sum(), Ordering::Relaxed);
        let scores = self.score(&distinct, done)?;
        for (items, known) in documents.iter().zip(&mut known).filter(|(_, known)| known.is_none()) {
            let made: Vec<Scores> = items.iter().map(|item| scores[index[item]].clone()).collect();
            kept.keep(items, &made)?;
            *known = Some(made);
        }
        Ok(known.into_iter().flatten().collect())
    }

    /// The sentences of a document per turn, from the scores of its items in order.
    fn sentences_of(&self, t: &Transcript, spans: &[Vec<Span>], scores: Vec<Scores>) -> Vec<Vec<AnnotatedSentence>> {
        let texts = t.title.iter().chain(t.turns.iter().map(|turn| &turn.text));
        let possible = self.topics.possible(texts.map(String::as_str));
        let mut scores = scores.into_iter();
        let mut sentence = |(turn, span): (&Turn, &Span)| {
            let item = Item::of(turn, *span);
            let mut scores = if t.scored && item.is_scored() { scores.next() } else { None };
            if let Some(scores) = &mut scores {
                scores.topics.retain(|found| possible[found.topic]);
            }
            AnnotatedSentence { span: *span, words: words(item.text), scores, referents: Vec::new() }
        };
        let turns = t.turns.iter().zip(spans);
        turns.map(|(turn, spans)| spans.iter().map(|span| sentence((turn, span))).collect()).collect()
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

    /// Scores sentences; the results come in input order. `done` counts them as they are finished.
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] where the engine fails.
    pub fn score(&self, items: &[Item], done: &AtomicU64) -> Result<Vec<Scores>> {
        let tones = self.own.of(Task::Tone).map(|own| self.own_tones(own, items)).transpose()?;
        let entities = self.own.of(Task::Entities).map(|own| self.own_entities(own, items)).transpose()?;
        let tokens = self.model.encoder.encode_all(items, |item| item.text, self.threads)?;
        let inputs: Vec<Input> = tokens.iter().map(|t| Input { text: t, second: None }).collect();
        let first = self.model.read(&inputs, self.threads, |i, reading| {
            done.fetch_add(1, Ordering::Relaxed);
            let tone = tones.as_ref().map(|tones| tones[i]);
            self.sentence(&items[i], &tokens[i], &reading, tone, entities.as_ref().map(|found| &found[i]))
        })?;
        let pairs: Vec<(usize, usize)> = (first.iter().enumerate())
            .flat_map(|(i, (_, topics))| topics.iter().map(move |&(topic, _)| (i, topic)))
            .collect();
        let mut stances = match self.own.of(Task::Stance) {
            Some(own) => {
                let proposition = |t: usize| self.topics.definitions[t].proposition.as_str();
                let pairs: Vec<_> = pairs.iter().map(|&(i, t)| (items[i].text, proposition(t))).collect();
                self.entailed(own, &pairs)?
            }
            None => {
                let second = |t: usize| Some(&self.propositions[t]);
                let inputs: Vec<Input> =
                    pairs.iter().map(|&(i, t)| Input { text: &tokens[i], second: second(t) }).collect();
                self.model.read(&inputs, self.threads, |_, reading| stance::toward(&self.model, &reading))?
            }
        }
        .into_iter();
        let mut opinions = match self.own.of(Task::Stance).filter(|_| self.own.topics == TopicMethod::Nli) {
            Some(own) => {
                let about: Vec<String> = self.topics.definitions.iter().map(topic::hypothesis).collect();
                let pairs: Vec<_> = pairs.iter().map(|&(i, t)| (items[i].text, about[t].as_str())).collect();
                self.entailed(own, &pairs)?
            }
            None => Vec::new(),
        }
        .into_iter();
        let finish = |(mut scores, topics): (Scores, Vec<(usize, Probability)>)| {
            // one stance per topic found, in the same order
            let with_stance = topics.into_iter().zip(stances.by_ref());
            let found = |((topic, probability), stance): (_, Distribution)| {
                let entailment = opinions.next().map(|opinion| opinion.probabilities()[2]);
                FoundTopic { topic, probability, stance, entailment }
            };
            scores.topics = with_stance.map(found).collect();
            scores
        };
        Ok(first.into_iter().map(finish).collect())
    }

    fn own_tones(&self, own: &Checkpoint, items: &[Item]) -> Result<Vec<Distribution>> {
        let tokens = own.network.encode_all(items, |item| item.text, self.threads)?;
        let inputs: Vec<Input> = tokens.iter().map(|t| Input { text: t, second: None }).collect();
        own.classify(&inputs, self.threads)
    }

    fn own_entities(&self, own: &Checkpoint, items: &[Item]) -> Result<Vec<Vec<Found>>> {
        let tags = entity::tags(&own.labels)?;
        let tokens = own.network.encode_all(items, |item| item.text, self.threads)?;
        let inputs: Vec<Input> = tokens.iter().map(|t| Input { text: t, second: None }).collect();
        own.tag(&inputs, self.threads, |i, logits| {
            let of_token = |token: usize| logits.row(token).to_owned();
            entity::find((&tags, Scheme::Free), items[i].text, &tokens[i], of_token, 1.0)
        })
    }

    /// Contradiction, neutral, entailment of each hypothesis by the text before it.
    fn entailed(&self, own: &Checkpoint, pairs: &[(&str, &str)]) -> Result<Vec<Distribution>> {
        let texts = own.network.encode_all(pairs, |(text, _)| text, self.threads)?;
        let hypotheses = own.network.encode_all(pairs, |(_, hypothesis)| hypothesis, self.threads)?;
        let pairs = texts.iter().zip(&hypotheses);
        let inputs: Vec<Input> = pairs.map(|(text, second)| Input { text, second: Some(second) }).collect();
        own.classify(&inputs, self.threads)
    }

    /// The probability of every topic, in the order of the definitions, for each text.
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] where the engine fails.
    pub fn topic_probabilities(&self, texts: &[&str]) -> Result<Vec<Vec<Probability>>> {
        let tokens = texts.iter().map(|text| self.model.encode(text)).collect::<Result<Vec<_>>>()?;
        let inputs: Vec<Input> = tokens.iter().map(|t| Input { text: t, second: None }).collect();
        self.model.read(&inputs, self.threads, |i, reading| self.topics.probabilities(&self.model, texts[i], &reading))
    }

    /// Against, neither, favor of each sentence toward the proposition beside it.
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] where the engine fails.
    pub fn stances(&self, pairs: &[(&str, &str)]) -> Result<Vec<Distribution>> {
        if let Some(own) = self.own.of(Task::Stance) {
            return self.entailed(own, pairs);
        }
        let tokens = pairs
            .iter()
            .map(|(s, p)| Ok((self.model.encode(s)?, self.model.encode(p)?)))
            .collect::<Result<Vec<_>>>()?;
        let inputs: Vec<Input> = tokens.iter().map(|(s, p)| Input { text: s, second: Some(p) }).collect();
        self.model.read(&inputs, self.threads, |_, reading| stance::toward(&self.model, &reading))
    }

    /// Everything that the first pass says about a sentence, and its topics, still without stance; `tone` and `entities`
    /// where another model has said them.
    fn sentence(
        &self,
        item: &Item,
        tokens: &Tokens,
        reading: &Reading,
        tone: Option<Distribution>,
        entities: Option<&Vec<Found>>,
    ) -> (Scores, Vec<(usize, Probability)>) {
        let toward = |span, kind, confidence, (first, end): (usize, usize)| Mention {
            span,
            kind,
            confidence,
            stance: tone::toward(&self.model, reading, first, end),
        };
        let mentions = match (&item.given, entities) {
            (Some(given), _) => given.iter().map(|g| toward(g.span, g.kind, None, tokens.covering(g.span))).collect(),
            (None, Some(found)) => found
                .iter()
                .map(|f| toward(f.span, Some(f.kind), Some(f.confidence), tokens.covering(f.span)))
                .collect(),
            (None, None) => {
                let logits = |token: usize| self.model.heads.entity(reading.hidden.row(token));
                let temperature = self.model.manifest.temperature.entity;
                entity::find((&self.tags, Scheme::Strict), item.text, tokens, logits, temperature)
                    .into_iter()
                    .map(|f| toward(f.span, Some(f.kind), Some(f.confidence), f.tokens))
                    .collect()
            }
        };
        let scores = Scores {
            tone: tone.unwrap_or_else(|| tone::tone(&self.model, reading)),
            mentions,
            topics: Vec::new(),
            windows: reading.windows,
        };
        (scores, self.topics.find(&self.model, item.text, reading))
    }
}

/// The sentences of a turn, as [`split`].
pub fn sentences(turn: &Turn) -> Vec<Span> {
    split(&turn.text, turn.unit, turn.mentions.iter().flatten().map(|given| given.span))
}

/// The sentences of a text, without the white space around them; sentences are joined where a mention that is given
/// (in order of their starts) would be cut.
pub fn split(text: &str, unit: Unit, given: impl Iterator<Item = Span>) -> Vec<Span> {
    let all = match unit {
        Unit::Turn => sentence::split(text),
        Unit::Sentence => sentence::whole(text),
    };
    let mut sentences: Vec<Span> = Vec::with_capacity(all.len());
    // how far the mentions reach that start before the end of the last sentence
    let mut given = given.peekable();
    let mut reach = 0;
    for span in all.into_iter().map(|s| s.trimmed(text)).filter(|s| !s.is_empty()) {
        match sentences.last_mut() {
            Some(last) if reach > span.start => last.end = span.end,
            _ => sentences.push(span),
        }
        while let Some(mention) = given.next_if(|mention| mention.start < span.end) {
            reach = reach.max(mention.end);
        }
    }
    sentences
}

#[cfg(test)]
mod tests;
