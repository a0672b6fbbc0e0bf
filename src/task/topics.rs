//! The topics that a sentence is about: several, or none.

pub mod classifier;
pub mod second_opinion;

use crate::error::Result;
use crate::evaluate::labelled::{Evaluated, Labelled};
use crate::evaluate::metrics::{Calibration, Counts, Measure, Score, bootstrap, counts};
use crate::evaluate::prediction::Prediction;
use crate::label::{Distribution, Probability};
use crate::model::Model;
use crate::model::files::Manifest;
use crate::scores::{Scores, SentenceTopic};
use crate::tally::SpeakerTally;
use crate::tally::Sums;
use crate::task::definition::{Asked, Said, Task};

/// Topics by their definitions.
pub struct TopicsFound;

/// A topic of a labelled row: row, topic, whether gold has it, its probability.
type JudgedTopic = (usize, usize, bool, Probability);

impl Task for TopicsFound {
    fn name(&self) -> &'static str {
        "topics"
    }

    fn describe(&self, manifest: &Manifest) -> Result<String> {
        let trained: Vec<&str> = manifest.topics.iter().map(|t| t.id.as_str()).collect();
        Ok(format!("with a trained head: {}; others from their examples", trained.join(", ")))
    }

    fn check(&self, model: &Model) -> Result<()> {
        model.heads.check(classifier::HEAD, model.manifest.topics.len())
    }

    fn judge(&self, asked: &Asked, scores: &mut Scores) -> Result<()> {
        let (model, encoding, _) = asked.answer.encoding()?;
        let found = asked.topics.find(model, asked.item.text, encoding)?;
        let topic = |(topic, probability)| SentenceTopic {
            topic,
            probability,
            stance: Distribution::NO_VERDICT,
            entailment: None,
        };
        scores.topics = found.into_iter().map(topic).collect();
        Ok(())
    }

    fn evaluate(&self, labelled: &Labelled) -> Result<Evaluated> {
        let mut evaluated = Evaluated::over(labelled);
        let known: Vec<&str> = labelled.scorer.topics().iter().map(|t| t.id.as_str()).collect();
        let mut probabilities = probabilities(labelled)?.into_iter();
        let mut judged: Vec<JudgedTopic> = Vec::new();
        for (number, row) in labelled.rows.iter().enumerate() {
            let Some(topics) = &row.topics else { continue };
            let sentences: Vec<_> = probabilities.by_ref().take(labelled.sentences[number].len()).collect();
            for (topic, id) in known.iter().enumerate() {
                let probability = sentences.iter().map(|p| p[topic]).max().unwrap_or_default();
                let gold = topics.iter().any(|t| t == id);
                let sign = |is: bool| if is { "1" } else { "0" }.to_owned();
                evaluated.predictions[number].push(Prediction {
                    row: number,
                    task: self.name(),
                    item: (*id).to_owned(),
                    gold: sign(gold),
                    predicted: sign(classifier::is_about(probability)),
                    probabilities: [None, None, Some(probability)],
                });
                judged.push((number, topic, gold, probability));
            }
        }
        evaluated.scores = scores(self.name(), &known, &judged, labelled);
        Ok(evaluated)
    }

    fn tally(&self, said: &Said, sums: &mut SpeakerTally) {
        for found in &said.scores.topics {
            let topic = sums.topics.entry(found.topic).or_default();
            topic.documents = 1;
            topic.tone += Sums::of(said.scores.tone, said.words);
            topic.tone_clusters.add(said.place, said.scores.tone);
        }
    }
}

/// The probabilities of all topics for each sentence of the rows that are labelled for them.
fn probabilities(labelled: &Labelled) -> Result<Vec<Vec<Probability>>> {
    let rows = labelled.rows.iter().zip(&labelled.sentences).filter(|(row, _)| row.topics.is_some());
    let texts: Vec<&str> = rows.flat_map(|(row, all)| all.iter().map(|s| s.slice(&row.text))).collect();
    labelled.scorer.topic_probabilities(&texts)
}

/// F1, precision and recall of each topic, and how the probabilities are calibrated over all.
fn scores(task: &'static str, known: &[&str], judged: &[JudgedTopic], labelled: &Labelled) -> Vec<Score> {
    if judged.is_empty() {
        return Vec::new();
    }
    let mut measures = Vec::new();
    for (topic, id) in known.iter().enumerate() {
        let n = judged.iter().filter(|x| x.1 == topic && x.2).count();
        measures.extend(["f1", "precision", "recall"].map(|m| Measure::new(m, id, n)));
    }
    measures.extend(["calibration_error", "calibration_error_debiased"].map(|m| Measure::new(m, "", judged.len())));
    let bins = Calibration::new(&judged.iter().map(|x| x.3.value()).collect::<Vec<_>>());
    bootstrap(task, measures, labelled.rows.len(), labelled.seed, |weights| {
        let mut out = Vec::new();
        for topic in 0..known.len() {
            let of_topic = judged.iter().filter(|x| x.1 == topic);
            let pairs =
                of_topic.map(|x| (usize::from(x.2), usize::from(classifier::is_about(x.3)), f64::from(weights[x.0])));
            let [_, about]: [Counts; 2] = counts(pairs);
            out.extend([about.f1(), about.precision(), about.recall()]);
        }
        let outcome = |x: &JudgedTopic| (x.3.value(), f64::from(u8::from(x.2)), f64::from(weights[x.0]));
        let (measured, debiased) = bins.error(judged.iter().map(outcome));
        out.extend([measured, debiased]);
        out
    })
}
