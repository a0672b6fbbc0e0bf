//! Texts to scores: a loop over the tasks, each on the network that answers it, the built-in model or one of the user's own.

use crate::config::{Topic, TopicMethod};
use crate::error::{Error, Result};
use crate::evaluate::labelled::Scoring;
use crate::label::{Distribution, Probability};
use crate::model::network::{Input, Network};
use crate::model::{Model, Models};
use crate::scores::{Item, Scores};
use crate::task::answer::Answer;
use crate::task::definition::{Asked, Reads, Task};
use crate::task::topics::classifier::Topics;
use crate::task::topics::second_opinion::SecondOpinion;

/// A network by its place: one of the user's own, or the built-in one.
type Seat = Option<usize>;

/// Models, topics and tasks, ready to score texts. Shared by all threads.
pub struct Scorer {
    models: Models,
    topics: Topics,
    tasks: Vec<(&'static dyn Task, Seat)>,
    /// Whether the user's model of entailment gives a second opinion on topics.
    method: TopicMethod,
    threads: usize,
}

impl Scorer {
    /// Gets the models ready for these topics and tasks; `threads` workers will share them.
    ///
    /// # Errors
    /// [`Error::Model`] where a model does not fit, [`Error::Option`] for a second opinion without a model for it.
    pub fn new(
        models: Models,
        (definitions, method): (Vec<Topic>, TopicMethod),
        tasks: &[&'static dyn Task],
        threads: usize,
    ) -> Result<Self> {
        for task in tasks {
            task.check(&models.built_in)?;
        }
        let topics = Topics::new(&models.built_in, definitions)?;
        let taken_over = |task: &&'static dyn Task| {
            let name = task.own()?.name;
            models.own.iter().position(|checkpoint| checkpoint.own.name == name)
        };
        let tasks: Vec<(&'static dyn Task, Seat)> = tasks.iter().map(|task| (*task, taken_over(task))).collect();
        let scorer = Scorer { models, topics, tasks, method, threads };
        if method == TopicMethod::Nli && scorer.entailment().is_none() {
            let reason = "topics.method = \"nli\" needs a model of entailment: --task-model stance=DIR".to_owned();
            return Err(Error::Option { option: "--config".to_owned(), reason });
        }
        Ok(scorer)
    }

    /// The user's model of entailment.
    fn entailment(&self) -> Seat {
        self.models.own.iter().position(|checkpoint| checkpoint.own.name == "stance")
    }

    /// Workers that share the models.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// The models.
    pub fn models(&self) -> &Models {
        &self.models
    }

    /// The topics, ready to classify.
    pub fn found_topics(&self) -> &Topics {
        &self.topics
    }

    /// The tasks, in order.
    pub fn tasks(&self) -> impl Iterator<Item = &'static dyn Task> {
        self.tasks.iter().map(|(task, _)| *task)
    }

    /// Scores items; the results come in input order. `done` is told of sentences as they are scored.
    ///
    /// # Errors
    /// [`Error::Model`] where an engine fails.
    pub fn score_watched(&self, items: &[Item], done: &(dyn Fn(u64) + Sync)) -> Result<Vec<Scores>> {
        let mut scores = vec![Scores::default(); items.len()];
        // what a model of the user's own finds, the built-in one is asked about
        let mut own: Vec<Seat> = self.seats(Reads::Sentences).filter(Option::is_some).collect();
        own.sort_unstable();
        own.dedup();
        for seat in own.into_iter().chain([None]) {
            scores = self.judge(items, seat, scores, done)?;
        }
        let second: Option<(&dyn Task, Seat)> =
            (self.method == TopicMethod::Nli).then(|| (&SecondOpinion as &dyn Task, self.entailment()));
        let pairs = self.tasks.iter().map(|(task, seat)| (*task as &dyn Task, *seat));
        for (task, seat) in pairs.filter(|(task, _)| task.reads() == Reads::Pairs).chain(second) {
            self.judge_seconds(items, (task, seat), &mut scores)?;
        }
        Ok(scores)
    }

    fn seats(&self, reads: Reads) -> impl Iterator<Item = Seat> {
        self.tasks.iter().filter(move |(task, _)| task.reads() == reads).map(|(_, seat)| *seat)
    }

    fn network(&self, seat: Seat) -> &Network {
        match seat {
            None => &self.models.built_in.encoder,
            Some(at) => &self.models.own[at].network,
        }
    }

    /// All that one network says of the sentences by themselves, on top of what is known of them.
    fn judge(
        &self,
        items: &[Item],
        seat: Seat,
        known: Vec<Scores>,
        done: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<Scores>> {
        let here = |(task, at): &&(&'static dyn Task, Seat)| *at == seat && task.reads() == Reads::Sentences;
        let tasks: Vec<&dyn Task> = self.tasks.iter().filter(here).map(|(task, _)| *task as &dyn Task).collect();
        let tokens = self.network(seat).encode_all(items, |item| item.text, self.threads)?;
        let inputs: Vec<Input> = tokens.iter().map(|t| Input { text: t, second: None }).collect();
        self.read(seat, &inputs, |i, answer| {
            let mut scores = known[i].clone();
            for task in &tasks {
                task.judge(&Asked { item: &items[i], answer, topics: &self.topics }, &mut scores)?;
            }
            if let Answer::BuiltIn { encoding, .. } = answer {
                scores.windows = encoding.windows;
                done(1);
            }
            Ok(scores)
        })
    }

    /// What a task says of sentences beside the second texts that it asks for.
    fn judge_seconds(&self, items: &[Item], (task, seat): (&dyn Task, Seat), scores: &mut [Scores]) -> Result<()> {
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        let mut places: Vec<(usize, usize)> = Vec::new();
        for (i, (item, scores)) in items.iter().zip(&*scores).enumerate() {
            for (number, second) in task.seconds(scores, &self.topics).into_iter().enumerate() {
                pairs.push((item.text, second));
                places.push((i, number));
            }
        }
        for ((i, number), verdict) in places.into_iter().zip(self.verdicts(&pairs, (task, seat))?) {
            task.take(verdict, number, &mut scores[i]);
        }
        Ok(())
    }

    fn verdicts(&self, pairs: &[(&str, &str)], (task, seat): (&dyn Task, Seat)) -> Result<Vec<Distribution>> {
        let network = self.network(seat);
        let texts = network.encode_all(pairs, |(text, _)| text, self.threads)?;
        let seconds = network.encode_all(pairs, |(_, second)| second, self.threads)?;
        let inputs = texts.iter().zip(&seconds).map(|(text, second)| Input { text, second: Some(second) });
        self.read(seat, &inputs.collect::<Vec<_>>(), |_, answer| task.judge_pair(answer))
    }

    /// Hands what a network says of each input, by its place, to `each`; the results come in input order.
    fn read<T: Send>(
        &self,
        seat: Seat,
        inputs: &[Input],
        each: impl Fn(usize, &Answer) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        let model: &Model = &self.models.built_in;
        let read = match seat {
            None => model.read(inputs, self.threads, |i, encoding| {
                each(i, &Answer::BuiltIn { model, encoding: &encoding, tokens: inputs[i].text })
            })?,
            Some(at) => {
                let checkpoint = &self.models.own[at];
                checkpoint.network.read(inputs, self.threads, |i, rows, outputs| {
                    each(i, &Answer::Own { checkpoint, rows, outputs, tokens: inputs[i].text })
                })?
            }
        };
        read.into_iter().collect()
    }
}

impl Scoring for Scorer {
    fn score(&self, items: &[Item]) -> Result<Vec<Scores>> {
        self.score_watched(items, &|_| {})
    }

    fn judge_pairs(&self, task: &str, pairs: &[(&str, &str)]) -> Result<Vec<Distribution>> {
        match self.tasks.iter().find(|(known, _)| known.name() == task) {
            Some((task, seat)) => self.verdicts(pairs, (*task, *seat)),
            None => Ok(vec![Distribution::NO_VERDICT; pairs.len()]),
        }
    }

    fn topics(&self) -> &[Topic] {
        &self.topics.definitions
    }

    fn topic_probabilities(&self, texts: &[&str]) -> Result<Vec<Vec<Probability>>> {
        let model = &self.models.built_in;
        let tokens = model.encoder.encode_all(texts, |text| text, self.threads)?;
        let inputs: Vec<Input> = tokens.iter().map(|t| Input { text: t, second: None }).collect();
        let read = model.read(&inputs, self.threads, |i, e| self.topics.probabilities(model, texts[i], &e))?;
        read.into_iter().collect()
    }
}
