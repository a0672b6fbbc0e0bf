//! Topics of a sentence. A topic is data: a regularised classifier fitted when the program starts, on the
//! embeddings of its example sentences against its counter-examples and a background of sentences about anything.
//! A built-in topic has a trained head instead, as long as its definition is the one it was trained for.

use ndarray::{Array1, Array2, ArrayView1, Axis, concatenate, s};

use crate::config::Topic;
use crate::error::Result;
use crate::label::Probability;
use crate::model::network::Input;
use crate::model::{Encoding, Model};

/// The head of the trained topics in the model's files.
pub const HEAD: &str = "topic";
/// The head of the embedding.
const EMBEDDING: &str = "embedding";

/// A sentence is about a topic from this probability upwards.
pub const THRESHOLD: f64 = 0.5;

/// Share of the background that a fitted topic may claim.
const BACKGROUND_CLAIMED: f64 = 0.01;

enum TopicClassifier {
    /// Output of the trained head.
    Trained(usize),
    /// Logistic regression on the embedding.
    Fitted { weights: Array1<f32>, bias: f32 },
}

struct Filtered {
    classifier: TopicClassifier,
    keywords: Vec<String>,
    document_keywords: Vec<String>,
}

/// Every topic of a run, ready to classify.
pub struct Topics {
    classifiers: Vec<Filtered>,
    /// The definitions, in order.
    pub definitions: Vec<Topic>,
    hypotheses: Vec<String>,
}

impl Topics {
    /// Fits or looks up a classifier for each topic.
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] where the examples cannot be read.
    pub fn new(model: &Model, definitions: Vec<Topic>) -> Result<Self> {
        let mut classifiers = Vec::new();
        for topic in &definitions {
            let classifier = match trained(model, topic) {
                Some(output) => TopicClassifier::Trained(output),
                None => fit(model, topic)?,
            };
            let lower = |words: &[String]| words.iter().map(|k| k.to_lowercase()).collect();
            let (keywords, document_keywords) = (lower(&topic.keywords), lower(&topic.document_keywords));
            classifiers.push(Filtered { classifier, keywords, document_keywords });
        }
        let hypotheses = definitions.iter().map(|t| format!("This sentence is about {}.", t.name)).collect();
        Ok(Topics { classifiers, definitions, hypotheses })
    }

    /// Ids of the topics that carry a built-in id but another definition: they are classified in the general way.
    pub fn redefined<'a>(&'a self, model: &'a Model) -> impl Iterator<Item = &'a str> {
        let built_in = |id: &str| model.manifest.topics.iter().any(|t| t.id == id);
        let fitted = |c: &Filtered| matches!(c.classifier, TopicClassifier::Fitted { .. });
        let pairs = self.definitions.iter().zip(&self.classifiers);
        pairs.filter(move |(t, c)| fitted(c) && built_in(&t.id)).map(|(t, _)| t.id.as_str())
    }

    /// For each topic, whether a document of these texts may hold sentences about it: a sentence such as "He was an
    /// outstanding man" is about somebody only where he is named.
    pub fn possible<'a>(&self, texts: impl Iterator<Item = &'a str>) -> Vec<bool> {
        let mut possible: Vec<bool> = self.classifiers.iter().map(|c| c.document_keywords.is_empty()).collect();
        for text in texts {
            if possible.iter().all(|&found| found) {
                break;
            }
            let lower = text.to_lowercase();
            for (found, classifier) in possible.iter_mut().zip(&self.classifiers) {
                *found = *found || classifier.document_keywords.iter().any(|k| begins_a_word(&lower, k));
            }
        }
        possible
    }

    /// What a sentence about the topic of this index entails, for a model of entailment.
    pub fn hypothesis(&self, topic: usize) -> &str {
        &self.hypotheses[topic]
    }

    /// The probability of each topic that `text` is about it; 0 where it has none of the topic's keywords.
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] where the model lacks a head.
    pub fn probabilities(&self, model: &Model, text: &str, encoding: &Encoding) -> Result<Vec<Probability>> {
        let features = encoding.features.view();
        let (mut logits, mut embedded) = (None, None);
        let temperature = model.manifest.temperature_of(HEAD)?;
        let lower = text.to_lowercase();
        let mut probability = |topic: &Filtered| {
            if !topic.keywords.is_empty() && !topic.keywords.iter().any(|k| lower.contains(k)) {
                return Ok(Probability::default());
            }
            let logit = match &topic.classifier {
                TopicClassifier::Trained(output) => {
                    if logits.is_none() {
                        logits = Some(model.heads.apply(HEAD, features)?);
                    }
                    logits.as_ref().map_or(0.0, |logits| f64::from(logits[*output] / temperature))
                }
                TopicClassifier::Fitted { weights, bias } => {
                    if embedded.is_none() {
                        embedded = Some(embedding(model, features)?);
                    }
                    embedded.as_ref().map_or(0.0, |e| f64::from(weights.dot(e) + bias))
                }
            };
            Ok(Probability::new(sigmoid(logit)))
        };
        self.classifiers.iter().map(&mut probability).collect()
    }
}

/// A sentence's embedding [width], of length one, from its features [2·width].
///
/// # Errors
/// [`crate::error::Error::Model`] where the model has no such head.
pub fn embedding(model: &Model, features: ArrayView1<f32>) -> Result<Array1<f32>> {
    let width = features.len() / 2;
    let raw = model.heads.apply(EMBEDDING, features.slice(s![width..]))?;
    let norm = raw.dot(&raw).sqrt().max(1e-12);
    Ok(raw / norm)
}

fn begins_a_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}

/// Whether a sentence of this probability is about the topic.
pub fn is_about(probability: Probability) -> bool {
    probability.value() >= THRESHOLD
}

/// The head's output for a topic whose definition is the one it was trained for.
fn trained(model: &Model, topic: &Topic) -> Option<usize> {
    let hash = topic.hash();
    model.manifest.topics.iter().position(|t| t.id == topic.id && t.definition == hash)
}

fn fit(model: &Model, topic: &Topic) -> Result<TopicClassifier> {
    let positive = embeddings(model, &topic.examples)?;
    let negative = embeddings(model, &topic.counter_examples)?;
    let width = model.heads.background.ncols();
    let parts = [positive.view(), negative.view(), model.heads.background.view()];
    let x = concatenate(Axis(0), &parts).unwrap_or_else(|_| Array2::zeros((0, width)));
    let is_example = |i: usize| i < positive.nrows();
    // examples and the rest weigh the same in total, and a near miss ten times a background sentence
    let rest = 10.0 * negative.nrows() as f32 + model.heads.background.nrows() as f32;
    let weight = |i: usize| match i {
        i if is_example(i) => 0.5 / positive.nrows() as f32,
        i if i < positive.nrows() + negative.nrows() => 5.0 / rest,
        _ => 0.5 / rest,
    };
    let y = Array1::from_shape_fn(x.nrows(), |i| f32::from(u8::from(is_example(i))));
    let w = Array1::from_shape_fn(x.nrows(), weight);
    let (weights, bias) = logistic(&x, &y, &w);
    let bias = calibrate(&weights, bias, &model.heads.background);
    Ok(TopicClassifier::Fitted { weights, bias })
}

fn embeddings(model: &Model, texts: &[String]) -> Result<Array2<f32>> {
    let tokens = texts.iter().map(|t| model.encode(t)).collect::<Result<Vec<_>>>()?;
    let inputs: Vec<Input> = tokens.iter().map(|t| Input { text: t, second: None }).collect();
    let rows = model.read(&inputs, 1, |_, r| embedding(model, r.features.view()))?;
    let rows = rows.into_iter().collect::<Result<Vec<_>>>()?;
    let width = model.heads.background.ncols();
    Ok(Array2::from_shape_fn((rows.len(), width), |(i, j)| rows[i][j]))
}

/// Weighted logistic regression with an L2 penalty, by gradient descent with momentum: a fixed number of steps,
/// so that the same definition gives the same classifier.
fn logistic(x: &Array2<f32>, y: &Array1<f32>, weight: &Array1<f32>) -> (Array1<f32>, f32) {
    const STEPS: usize = 400;
    const RATE: f32 = 4.0;
    const PENALTY: f32 = 2e-3;
    const MOMENTUM: f32 = 0.9;
    let (mut w, mut b) = (Array1::<f32>::zeros(x.ncols()), 0.0f32);
    let (mut dw, mut db) = (Array1::<f32>::zeros(x.ncols()), 0.0f32);
    for _ in 0..STEPS {
        let p = (x.dot(&w) + b).mapv(|z| 1.0 / (1.0 + (-z).exp()));
        let error = (&p - y) * weight;
        let gradient = x.t().dot(&error) + &w * PENALTY;
        dw = dw * MOMENTUM - gradient * RATE;
        db = db * MOMENTUM - error.sum() * RATE;
        w += &dw;
        b += db;
    }
    (w, b)
}

/// Lowers the bias until the background is claimed no more often than it may be.
fn calibrate(weights: &Array1<f32>, bias: f32, background: &Array2<f32>) -> f32 {
    let score = |row: ArrayView1<f32>| row.dot(weights) + bias;
    let mut scores: Vec<f32> = background.rows().into_iter().map(score).collect();
    scores.sort_by(f32::total_cmp);
    let allowed = (scores.len() as f64 * BACKGROUND_CLAIMED) as usize;
    match scores.len().checked_sub(allowed + 1).and_then(|i| scores.get(i)) {
        Some(&edge) if edge > 0.0 => bias - edge,
        _ => bias,
    }
}

fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}
