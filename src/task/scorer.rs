//! Texts to scores: a loop over the tasks, each on the network that answers it, the built-in model or one of the user's own.

use std::collections::HashMap;

use crate::config::{Topic, TopicMethod};
use crate::error::{Error, Result};
use crate::evaluate::labelled::Scoring;
use crate::label::Distribution;
use crate::model::network::{Input, Network};
use crate::model::{Model, Models};
use crate::scores::{Done, Item, Scores, TopicInTurn};
use crate::task::answer::Answer;
use crate::task::definition::{Asked, Reads, Task};
use crate::task::link::Link;
use crate::task::topics::classifier::Topics;
use crate::task::topics::second_opinion::SecondOpinion;
use crate::task::topics::thread::in_turns;

/// What is known of a sentence before its turn is looked at.
#[derive(Clone, Default)]
struct Heard {
    scores: Scores,
    link: Link,
}

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

    /// How topics are found.
    pub fn method(&self) -> TopicMethod {
        self.method
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

    /// Scores the sentences of turns; the results come in input order. What a sentence is scored on by itself is done once
    /// however often it is said. `done` is told of sentences as they are scored.
    ///
    /// # Errors
    /// [`Error::Model`] where an engine fails.
    pub fn score_watched(&self, turns: &[Vec<Item>], done: &(dyn Fn(Done) + Sync)) -> Result<Vec<Vec<Scores>>> {
        // repeated greetings and thanks are many
        let mut index: HashMap<&Item, usize> = HashMap::new();
        let mut distinct: Vec<Item> = Vec::new();
        for item in turns.iter().flatten() {
            index.entry(item).or_insert_with(|| {
                distinct.push(item.clone());
                distinct.len() - 1
            });
        }
        let mut times = vec![0; distinct.len()];
        turns.iter().flatten().for_each(|item| times[index[item]] += 1);
        let heard_now = |at: usize| done(Done::of(&distinct[at], times[at]));
        let places: Vec<Vec<usize>> = turns.iter().map(|turn| turn.iter().map(|item| index[item]).collect()).collect();
        let mut heard = vec![Heard::default(); distinct.len()];
        // what a model of the user's own finds, the built-in one is asked about
        let mut own: Vec<Seat> = self.seats(Reads::Sentences).filter(Option::is_some).collect();
        own.sort_unstable();
        own.dedup();
        for seat in own.into_iter().chain([None]) {
            heard = self.judge(&distinct, seat, heard, &heard_now)?;
        }
        let mut scores = places.iter().map(|turn| self.follow(turn, &heard)).collect::<Result<Vec<_>>>()?;
        let second: Option<(&dyn Task, Seat)> =
            (self.method == TopicMethod::Nli).then(|| (&SecondOpinion as &dyn Task, self.entailment()));
        let pairs = self.tasks.iter().map(|(task, seat)| (*task as &dyn Task, *seat));
        for (task, seat) in pairs.filter(|(task, _)| task.reads() == Reads::Pairs).chain(second) {
            self.judge_seconds(turns, (task, seat), &mut scores)?;
        }
        Ok(scores)
    }

    /// The sentences of a turn, given by their places among those that were heard, judged by those before them.
    fn follow(&self, turn: &[usize], heard: &[Heard]) -> Result<Vec<Scores>> {
        let mut scores: Vec<Scores> = turn.iter().map(|&at| heard[at].scores.clone()).collect();
        for (pair, scores) in turn.windows(2).zip(scores.iter_mut().skip(1)) {
            scores.continues = Some(heard[pair[0]].link.followed_by(&heard[pair[1]].link, &self.models.built_in)?);
        }
        self.tasks().for_each(|task| task.follow(&mut scores));
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

    /// All that one network says of the sentences by themselves, on top of what is known of them; `done` is told of the places of
    /// those that the built-in one has heard.
    fn judge(
        &self,
        items: &[Item],
        seat: Seat,
        known: Vec<Heard>,
        done: &(dyn Fn(usize) + Sync),
    ) -> Result<Vec<Heard>> {
        let here = |(task, at): &&(&'static dyn Task, Seat)| *at == seat && task.reads() == Reads::Sentences;
        let tasks: Vec<&dyn Task> = self.tasks.iter().filter(here).map(|(task, _)| *task as &dyn Task).collect();
        let tokens = self.network(seat).encode_all(items, |item| item.text, self.threads)?;
        let inputs: Vec<Input> = tokens.iter().map(|t| Input { text: t, second: None }).collect();
        self.read(seat, &inputs, |i, answer| {
            let mut heard = known[i].clone();
            for task in &tasks {
                task.judge(&Asked { item: &items[i], answer, topics: &self.topics }, &mut heard.scores)?;
            }
            if let Answer::BuiltIn { model, encoding, .. } = answer {
                heard.scores.windows = encoding.windows;
                heard.link = Link::of(model, encoding)?;
                done(i);
            }
            Ok(heard)
        })
    }

    /// What a task says of sentences beside the second texts that it asks for.
    fn judge_seconds(
        &self,
        turns: &[Vec<Item>],
        (task, seat): (&dyn Task, Seat),
        scores: &mut [Vec<Scores>],
    ) -> Result<()> {
        let mut index: HashMap<(&str, &str), usize> = HashMap::new();
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        let asked: Vec<Vec<usize>> = (turns.iter().flatten().zip(scores.iter().flatten()))
            .map(|(item, scores)| {
                let seconds = task.seconds(scores, &self.topics).into_iter();
                let mut place = |second| {
                    *index.entry((item.text, second)).or_insert_with(|| {
                        pairs.push((item.text, second));
                        pairs.len() - 1
                    })
                };
                seconds.map(&mut place).collect()
            })
            .collect();
        let verdicts = self.verdicts(&pairs, (task, seat))?;
        for (scores, asked) in scores.iter_mut().flatten().zip(asked) {
            for (number, at) in asked.into_iter().enumerate() {
                task.take(verdicts[at], number, scores);
            }
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
        let turns: Vec<Vec<Item>> = items.iter().map(|item| vec![item.clone()]).collect();
        Ok(self.score_watched(&turns, &|_| {})?.into_iter().flatten().collect())
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

    fn topics_in_turns(&self, turns: &[Vec<&str>]) -> Result<Vec<Vec<Vec<TopicInTurn>>>> {
        let model = &self.models.built_in;
        let texts: Vec<&str> = turns.iter().flatten().copied().collect();
        let tokens = model.encoder.encode_all(&texts, |text| text, self.threads)?;
        let inputs: Vec<Input> = tokens.iter().map(|t| Input { text: t, second: None }).collect();
        let read = model.read(&inputs, self.threads, |i, encoding| {
            Ok((self.topics.probabilities(model, texts[i], &encoding)?, Link::of(model, &encoding)?))
        })?;
        let mut read = read.into_iter().collect::<Result<Vec<_>>>()?.into_iter();
        let in_turn = |turn: &Vec<&str>| {
            let (alone, links): (Vec<_>, Vec<_>) = read.by_ref().take(turn.len()).unzip();
            let follows = |pair: &[Link]| pair[0].followed_by(&pair[1], model);
            Ok(in_turns(&alone, &links.windows(2).map(follows).collect::<Result<Vec<_>>>()?))
        };
        turns.iter().map(in_turn).collect()
    }
}
