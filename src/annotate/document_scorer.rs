//! A document to its sentences and their scores: turns are split, and every distinct sentence is scored once.

use crate::annotate::split::Splitter;
use crate::error::Result;
use crate::scores::{Done, Item, ScoredDocument, ScoredSentence, Scores};
use crate::span::Span;
use crate::task::scorer::Scorer;
use crate::transcript::{Given, Transcript, Turn};

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

/// What scores documents as they were read: it needs to know nothing of any other document.
pub struct DocumentScorer {
    scorer: Scorer,
    splitter: Splitter,
}

impl DocumentScorer {
    /// With a scorer of sentences.
    pub fn new(scorer: Scorer) -> Self {
        DocumentScorer { scorer, splitter: Splitter::default() }
    }

    /// What scores the sentences.
    pub fn sentences(&self) -> &Scorer {
        &self.scorer
    }

    /// Scores documents together, so that short ones fill batches; results are those of each alone. `done` is told of finished
    /// sentences.
    ///
    /// # Errors
    /// [`crate::Error::Model`] where the engine fails.
    pub fn score(&self, documents: &[&Transcript], done: &(dyn Fn(Done) + Sync)) -> Result<Vec<ScoredDocument>> {
        let spans = self.splitter.split(documents, self.scorer.threads())?;
        let turns: Vec<Vec<Item>> = documents.iter().zip(&spans).flat_map(|(t, spans)| scored(t, spans)).collect();
        let mut scores = self.scorer.score_watched(&turns, done)?.into_iter();
        let with_scores = |(t, spans): (&&Transcript, &Vec<Vec<Span>>)| {
            let scores: Vec<Vec<Scores>> =
                if t.scored { scores.by_ref().take(spans.len()).collect() } else { Vec::new() };
            self.document(t, spans, scores)
        };
        Ok(documents.iter().zip(&spans).map(with_scores).collect())
    }

    /// The sentences of a document per turn, from the scores of its items.
    fn document(&self, t: &Transcript, spans: &[Vec<Span>], scores: Vec<Vec<Scores>>) -> ScoredDocument {
        let texts = t.title.iter().chain(t.turns.iter().map(|turn| &turn.text));
        let possible = self.scorer.found_topics().possible(texts.map(String::as_str));
        // a document that is not scored has no scores
        let scores = scores.into_iter().map(Vec::into_iter).chain(std::iter::repeat_with(|| Vec::new().into_iter()));
        let turns = t.turns.iter().zip(spans).zip(scores);
        turns.map(|((turn, spans), scores)| sentences_of_turn(turn, spans, scores, &possible)).collect()
    }
}

/// The sentences of a turn, from the scores of its items and whether each topic can be in its document.
fn sentences_of_turn(
    turn: &Turn,
    spans: &[Span],
    mut scores: impl Iterator<Item = Scores>,
    possible: &[bool],
) -> Vec<ScoredSentence> {
    // where each item stands among the sentences
    let mut places = Vec::new();
    let sentence = |(place, span): (usize, &Span)| {
        let mut scores = if item(turn, *span).is_scored() { scores.next() } else { None };
        if let Some(scores) = &mut scores {
            places.push(place);
            scores.topics.retain(|found| possible[found.topic]);
            scores.topics.iter_mut().for_each(|found| found.since = places[found.since]);
        }
        ScoredSentence { span: *span, scores }
    };
    spans.iter().enumerate().map(sentence).collect()
}

/// Whether these can be the scores of a document, of so many topics: whoever may write a file could have put anything there.
pub fn fits(t: &Transcript, scored: &ScoredDocument, topics: usize) -> bool {
    let turn_fits = |(turn, sentences): (&Turn, &Vec<ScoredSentence>)| {
        let mut end = 0;
        sentences.iter().enumerate().all(|(place, sentence)| {
            let span = sentence.span;
            let in_order = span.start >= end && span.start < span.end;
            end = span.end;
            let Some(text) = turn.text.get(span.start..span.end).filter(|_| in_order) else { return false };
            let Some(scores) = &sentence.scores else { return !(t.scored && item(turn, span).is_scored()) };
            let within = |span: Span| text.get(span.start..span.end).is_some_and(|text| !text.is_empty());
            t.scored
                && scores.mentions.iter().all(|mention| within(mention.span))
                && scores.topics.iter().all(|found| found.topic < topics && found.since <= place)
        })
    };
    t.turns.len() == scored.len() && t.turns.iter().zip(scored).all(turn_fits)
}
