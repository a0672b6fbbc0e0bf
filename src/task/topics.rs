//! The topics that a sentence is about: several, or none.

pub mod classifier;
pub mod second_opinion;
pub mod thread;

use crate::error::Result;
use crate::evaluate::gold::LabelledRow;
use crate::evaluate::labelled::{Evaluated, Labelled};
use crate::evaluate::metrics::{Calibration, Counts, Measure, Score, bootstrap, counts};
use crate::evaluate::prediction::Prediction;
use crate::label::{Distribution, Probability};
use crate::model::Model;
use crate::model::files::Manifest;
use crate::scores::{Scores, SentenceTopic, TopicInTurn};
use crate::tally::SpeakerTally;
use crate::tally::Sums;
use crate::task::definition::{Asked, Said, Task};
use crate::task::link;
use crate::task::topics::thread::in_turn;

/// Topics by their definitions.
pub struct TopicsFound;

/// What rows that are read after others are evaluated for beside: the topics that are clear from the row alone.
const ALONE: &str = "topics_alone";

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
        model.heads.check(link::HEAD, 1)?;
        model.heads.check(classifier::HEAD, model.manifest.topics.len())
    }

    fn judge(&self, asked: &Asked, scores: &mut Scores) -> Result<()> {
        let (model, encoding, _) = asked.answer.encoding()?;
        let all = asked.topics.probabilities(model, asked.item.text, encoding)?.into_iter().enumerate();
        let topic = |(topic, alone)| SentenceTopic {
            topic,
            probability: alone,
            alone,
            since: 0,
            stance: Distribution::NO_VERDICT,
            entailment: None,
        };
        scores.topics = all.map(topic).collect();
        Ok(())
    }

    /// Until here every sentence has all topics; now it has those that it is about in its turn.
    fn follow(&self, turn: &mut [Scores]) {
        let continues: Vec<Probability> = turn.iter().filter_map(|scores| scores.continues).collect();
        for topic in 0..turn.first().map_or(0, |scores| scores.topics.len()) {
            let thread = in_turn(turn.iter().map(|scores| scores.topics[topic].alone), &continues);
            for (scores, read) in turn.iter_mut().zip(thread) {
                let found = &mut scores.topics[topic];
                (found.probability, found.since) = (read.probability, read.since);
            }
        }
        turn.iter_mut().for_each(|scores| scores.topics.retain(|found| classifier::is_about(found.probability)));
    }

    fn evaluate(&self, labelled: &Labelled) -> Result<Evaluated> {
        let mut evaluated = Evaluated::over(labelled);
        let known: Vec<&str> = labelled.scorer.topics().iter().map(|t| t.id.as_str()).collect();
        let read = read(labelled)?;
        for task in [self.name(), ALONE] {
            let gold =
                |row| if task == ALONE { LabelledRow::topics_alone(row) } else { LabelledRow::topics_as_read(row) };
            let probability = |found: &TopicInTurn| if task == ALONE { found.alone } else { found.probability };
            let mut judged: Vec<JudgedTopic> = Vec::new();
            for (number, row) in labelled.rows.iter().enumerate() {
                let Some(topics) = gold(row) else { continue };
                for (topic, id) in known.iter().enumerate() {
                    let probability = read[number].iter().map(|sentence| probability(&sentence[topic])).max();
                    let probability = probability.unwrap_or_default();
                    let gold = topics.iter().any(|t| t == id);
                    let sign = |is: bool| if is { "1" } else { "0" }.to_owned();
                    evaluated.predictions[number].push(Prediction {
                        row: number,
                        task,
                        item: (*id).to_owned(),
                        gold: sign(gold),
                        predicted: sign(classifier::is_about(probability)),
                        probabilities: [None, None, Some(probability)],
                    });
                    judged.push((number, topic, gold, probability));
                }
            }
            evaluated.scores.extend(scores(task, &known, &judged, labelled));
        }
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

/// All topics in each sentence of each row that is labelled for them (of others none), read after what came before: the rows
/// that it follows, else the sentence that it gives.
fn read(labelled: &Labelled) -> Result<Vec<Vec<Vec<TopicInTurn>>>> {
    let asked: Vec<usize> =
        (0..labelled.rows.len()).filter(|&row| labelled.rows[row].topics_as_read().is_some()).collect();
    let mut turns: Vec<Vec<&str>> = Vec::new();
    // the turn in which each row is read, and where its sentences begin
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (at, &number) in asked.iter().enumerate() {
        let row = &labelled.rows[number];
        if at == 0 || !row.follows(&labelled.rows[asked[at - 1]]) {
            turns.push(row.previous.as_deref().into_iter().filter(|text| !text.trim().is_empty()).collect());
        }
        let last = turns.len() - 1;
        places.push((last, turns[last].len()));
        turns[last].extend(labelled.sentences[number].iter().map(|span| span.slice(&row.text)));
    }
    let read = labelled.scorer.topics_in_turns(&turns)?;
    let mut rows = vec![Vec::new(); labelled.rows.len()];
    for (number, (turn, first)) in asked.into_iter().zip(places) {
        rows[number] = read[turn][first..first + labelled.sentences[number].len()].to_vec();
    }
    Ok(rows)
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
