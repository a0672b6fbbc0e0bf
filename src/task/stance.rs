//! The stance of a sentence toward a proposition, from a reading of both together: against, neither or favor.

use crate::config::Topic;
use crate::error::{Error, Result};
use crate::evaluate::classes::{Baselines, Judged, ThreeClasses};
use crate::evaluate::gold::LabelledStance;
use crate::evaluate::labelled::{Evaluated, Labelled};
use crate::evaluate::prediction::Prediction;
use crate::label::{Distribution, Stance};
use crate::model::Model;
use crate::model::files::Manifest;
use crate::model::own::{ModelShape, OwnModel};
use crate::scores::Scores;
use crate::tally::SpeakerTally;
use crate::tally::Sums;
use crate::task::answer::Answer;
use crate::task::definition::{Reads, Said, Task};
use crate::task::topics::classifier::Topics;

/// The head in the model's files.
const HEAD: &str = "stance";

/// For or against the propositions of the topics that a sentence is about.
pub struct Stances;

impl Task for Stances {
    fn name(&self) -> &'static str {
        "stances"
    }

    fn describe(&self, manifest: &Manifest) -> Result<String> {
        Ok(format!("toward a topic's proposition: {}", manifest.labels_of(HEAD)?.join(", ")))
    }

    fn check(&self, model: &Model) -> Result<()> {
        model.check_labels(HEAD, HEAD, &Stance::ALL.map(Stance::name))
    }

    fn own(&self) -> Option<OwnModel> {
        // what classifiers of entailment call their labels, of the proposition by the sentence
        let labels = &["contradiction", "neutral", "entailment"];
        Some(OwnModel { name: "stance", shape: ModelShape::Pairs, labels, aliases: &[] })
    }

    fn reads(&self) -> Reads {
        Reads::Pairs
    }

    fn seconds<'a>(&self, scores: &Scores, topics: &'a Topics) -> Vec<&'a str> {
        scores.topics.iter().map(|found| topics.definitions[found.topic].proposition.as_str()).collect()
    }

    fn judge_pair(&self, answer: &Answer) -> Result<Distribution> {
        answer.classes(HEAD)
    }

    fn take(&self, verdict: Distribution, number: usize, scores: &mut Scores) {
        scores.topics[number].stance = verdict;
    }

    fn evaluate(&self, labelled: &Labelled) -> Result<Evaluated> {
        let propositions = propositions(labelled)?;
        let mut toward = predicted(self.name(), labelled, &propositions)?.into_iter();
        let mut evaluated = Evaluated::over(labelled);
        let mut judged = Vec::new();
        for (number, row) in labelled.rows.iter().enumerate() {
            let tone = labelled.tone(number).best();
            for (side, proposition) in row.stances.iter().flatten().zip(&propositions[number]) {
                let sentences: Vec<_> = toward.by_ref().take(labelled.sentences[number].len()).collect();
                let toward = Distribution::mean(&sentences);
                evaluated.predictions[number].push(Prediction {
                    row: number,
                    task: self.name(),
                    item: proposition.clone(),
                    gold: side.label.name().to_owned(),
                    predicted: toward.stance().name().to_owned(),
                    probabilities: toward.probabilities().map(Some),
                });
                judged.push(Judged { row: number, gold: side.label as usize, predicted: toward, tone });
            }
        }
        let names = Stance::ALL.map(Stance::name);
        let classes = ThreeClasses { task: self.name(), names, beside: Baselines::MajorityAndTone };
        evaluated.scores = classes.scores(&judged, labelled);
        Ok(evaluated)
    }

    fn tally(&self, said: &Said, sums: &mut SpeakerTally) {
        for found in &said.scores.topics {
            let topic = sums.topics.entry(found.topic).or_default();
            topic.stance += Sums::of(found.stance, said.words);
            topic.stance_clusters.add(said.place, found.stance);
        }
    }
}

/// The words of every labelled proposition, row by row.
fn propositions(labelled: &Labelled) -> Result<Vec<Vec<String>>> {
    let words = |side: &LabelledStance| match (&side.proposition, &side.topic) {
        (Some(words), _) => Ok(words.clone()),
        (None, topic) => {
            let id = topic.as_deref().unwrap_or_default();
            let known = labelled.scorer.topics().iter().find(|t: &&Topic| t.id == id);
            known.map(|t| t.proposition.clone()).ok_or_else(|| Error::Config {
                path: labelled.path.to_owned(),
                reason: format!("a stance is toward the topic {id:?}, which is not defined (--topics FILE defines it)"),
            })
        }
    };
    labelled.rows.iter().map(|row| row.stances.iter().flatten().map(words).collect()).collect()
}

/// The stance of every sentence of a row toward each of its propositions.
fn predicted(task: &str, labelled: &Labelled, propositions: &[Vec<String>]) -> Result<Vec<Distribution>> {
    let rows = labelled.rows.iter().zip(&labelled.sentences).zip(propositions);
    let pairs: Vec<(&str, &str)> = rows
        .flat_map(|((row, all), words)| {
            words.iter().flat_map(move |w| all.iter().map(move |s| (s.slice(&row.text), w.as_str())))
        })
        .collect();
    labelled.scorer.judge_pairs(task, &pairs)
}
