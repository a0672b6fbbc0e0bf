//! A second opinion on the topics of a sentence: whether it entails being about each, by the user's model of entailment
//! (`topics.method = "nli"`). It changes no topic, and has no row among the tasks: it is asked for beside the stance.

use crate::error::Result;
use crate::evaluate::labelled::{Evaluated, Labelled};
use crate::label::Distribution;
use crate::model::Model;
use crate::model::files::Manifest;
use crate::scores::Scores;
use crate::task::answer::Answer;
use crate::task::definition::{Reads, Task};
use crate::task::topics::classifier::Topics;

/// Whether a sentence entails being about its topics.
pub struct SecondOpinion;

impl Task for SecondOpinion {
    fn name(&self) -> &'static str {
        "entailment"
    }

    fn describe(&self, _: &Manifest) -> Result<String> {
        Ok("of being about a topic, by a model of the user's own".to_owned())
    }

    fn check(&self, _: &Model) -> Result<()> {
        Ok(())
    }

    fn reads(&self) -> Reads {
        Reads::Pairs
    }

    fn seconds<'a>(&self, scores: &Scores, topics: &'a Topics) -> Vec<&'a str> {
        scores.topics.iter().map(|found| topics.hypothesis(found.topic)).collect()
    }

    fn judge_pair(&self, answer: &Answer) -> Result<Distribution> {
        answer.classes("stance")
    }

    fn take(&self, verdict: Distribution, number: usize, scores: &mut Scores) {
        let [_, _, entailment] = verdict.probabilities();
        scores.topics[number].entailment = Some(entailment);
    }

    fn evaluate(&self, labelled: &Labelled) -> Result<Evaluated> {
        Ok(Evaluated::over(labelled))
    }
}
