//! What the models say about one sentence, and what they are asked.

use serde::{Deserialize, Serialize};

use crate::label::{Distribution, EntityType, Probability};
use crate::span::Span;
use crate::transcript::Given;

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

    /// Only a text with a letter in it says anything, unless the document asks for something in it.
    pub fn is_scored(&self) -> bool {
        self.text.chars().any(char::is_alphabetic) || self.given.as_ref().is_some_and(|given| !given.is_empty())
    }
}

/// Work that is done: so many sentences with so many bytes of text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Sentences.
    pub sentences: u64,
    /// Bytes of their texts, which the time that they take goes by.
    pub bytes: u64,
}

impl Done {
    /// A sentence that was said so often.
    pub fn of(item: &Item, times: u64) -> Self {
        Done { sentences: times, bytes: times * item.text.len() as u64 }
    }
}

/// A sentence as it was found in a turn, and scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoredSentence {
    /// Bytes of the turn's text, without the white space around the sentence.
    pub span: Span,
    /// The scores; none where the sentence has no letter or the document is not English.
    pub scores: Option<Scores>,
}

/// The sentences of a document, turn by turn. They depend on the document as it was read, the models and the topics, and on no
/// other document.
pub type ScoredDocument = Vec<Vec<ScoredSentence>>;

/// What the models say about one sentence text: each task fills what is its own.
///
/// ```
/// use rostrum::{Annotator, EntityType};
///
/// let annotator = Annotator::built_in()?;
/// let text = "We thank Brenn for its help within the Eurasian Economic Union.";
/// let scores = annotator.score(&[text])?.remove(0);
/// assert!(scores.tone.valence() > 0);
/// let union = scores.mentions.iter().find(|m| m.kind == Some(EntityType::Org)).expect("it is named");
/// assert_eq!(union.span.slice(text), "Eurasian Economic Union");
/// let about = &scores.topics[0];
/// assert_eq!(annotator.topics()[about.topic].id, "eaeu_trade");
/// assert!(about.probability.value() >= 0.5);
/// # Ok::<(), rostrum::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scores {
    /// Tone: negative, neutral, positive.
    pub tone: Distribution,
    /// Entities in order.
    pub mentions: Vec<Mention>,
    /// Topics found, in the order of the definitions.
    pub topics: Vec<SentenceTopic>,
    /// Probability that the sentence stays with the subject of the one before it in its turn, whatever that is; none for the
    /// first of a turn.
    pub continues: Option<Probability>,
    /// Windows that the sentence was read in.
    pub windows: usize,
}

impl Default for Scores {
    /// Before any task has said anything: neutral, no mention, no topic.
    fn default() -> Self {
        Scores { tone: Distribution::NO_VERDICT, mentions: Vec::new(), topics: Vec::new(), continues: None, windows: 0 }
    }
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
pub struct SentenceTopic {
    /// Index of its definition.
    pub topic: usize,
    /// Probability that the sentence is about it, read in its turn.
    pub probability: Probability,
    /// The same by the sentence alone.
    pub alone: Probability,
    /// The sentence of the turn with which the talk about it began, by its place among the turn's sentences, from 0.
    pub since: usize,
    /// Against, neither, favor toward its proposition.
    pub stance: Distribution,
    /// Probability that it entails being about the topic, where a second opinion was asked for.
    pub entailment: Option<Probability>,
}

/// A topic in a sentence of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopicInTurn {
    /// Probability that the sentence is about it, read in its turn.
    pub probability: Probability,
    /// The same by the sentence alone.
    pub alone: Probability,
    /// The sentence with which the talk about it began, by its place in the turn: this one, unless it stays with the subject
    /// of one that is about the topic too.
    pub since: usize,
}
