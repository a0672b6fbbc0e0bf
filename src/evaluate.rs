//! How well the models do on labelled texts: a prediction for every gold item, and scores with intervals.

pub mod gold;
pub mod metrics;

use std::collections::BTreeSet;
use std::sync::atomic::AtomicU64;

use crate::annotate::{self, Annotator, Item, Scores};
use crate::error::{Error, Result};
use crate::evaluate::gold::{Characters, Row};
use crate::evaluate::metrics::{Calibration, Counts, Measure, Score, accuracy, bootstrap, counts, macro_f1, spearman};
use crate::label::{Distribution, EntityType, Probability, Stance, Tone};
use crate::span::Span;
use crate::transcript::{Given, Unit};

/// A prediction beside its gold label: a row of the predictions file.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Row of the gold file, from 0; empty lines do not count.
    pub row: usize,
    /// `sentiment`, `entities`, `targets`, `topics` or `stances`.
    pub task: &'static str,
    /// What in the row it is about: a span in characters, a topic, a proposition.
    pub item: String,
    /// The gold label; empty for an entity that is not in gold.
    pub gold: String,
    /// The predicted label; empty for an entity that was not found.
    pub predicted: String,
    /// Probabilities of negative, neutral, positive (stances: against, neither, favor; topics: only the last, that it
    /// is about it).
    pub probabilities: [Option<Probability>; 3],
}

/// What an evaluation gives.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// Rows of the gold file.
    pub rows: usize,
    /// One prediction for each gold item, in the order of the file.
    pub predictions: Vec<Prediction>,
    /// The scores of every task that a row is labelled for.
    pub scores: Vec<Score>,
    /// Topics of the gold file that are not among the definitions; they are not scored.
    pub unknown_topics: Vec<String>,
}

/// What is predicted for one gold row.
struct Predicted {
    tone: Distribution,
    /// In characters of the row's text.
    entities: BTreeSet<(usize, usize, EntityType)>,
    targets: Vec<Distribution>,
    /// 0 where the row is not labelled for topics.
    topics: Vec<Probability>,
    stances: Vec<(String, Distribution)>,
}

/// Predicts every gold item and scores the predictions. `path` names the file in errors, `seed` draws the intervals,
/// `done` counts sentences.
///
/// # Errors
/// [`Error::Config`] where a stance names a topic that is not defined, [`Error::Model`] where the engine fails.
pub fn evaluate(annotator: &Annotator, rows: &[Row], path: &str, seed: u64, done: &AtomicU64) -> Result<Evaluation> {
    let predicted = predict(annotator, rows, path, done)?;
    let known: Vec<&str> = annotator.topics().iter().map(|t| t.id.as_str()).collect();
    let mut predictions = Vec::new();
    for (number, (row, found)) in rows.iter().zip(&predicted).enumerate() {
        list(number, row, found, &known, &mut predictions);
    }
    let named: BTreeSet<&String> = rows.iter().flat_map(|r| r.topics.iter().flatten()).collect();
    let unknown_topics = named.into_iter().filter(|t| !known.contains(&t.as_str())).cloned().collect();
    let scores = [
        sentiment(rows, &predicted, seed),
        entities(rows, &predicted, seed),
        targets(rows, &predicted, seed),
        topics(rows, &predicted, &known, seed),
        stances(rows, &predicted, seed),
    ];
    Ok(Evaluation { rows: rows.len(), predictions, scores: scores.concat(), unknown_topics })
}

/// The sentences of a row, joined where a target would be cut; never none.
fn split(row: &Row, characters: &Characters) -> Vec<Span> {
    let mut given: Vec<Span> = row.targets.iter().flatten().map(|t| characters.bytes(t.start, t.end)).collect();
    given.sort();
    let spans = annotate::split(&row.text, Unit::Turn, given.into_iter());
    if spans.is_empty() { vec![Span::new(0, row.text.len())] } else { spans }
}

fn predict(annotator: &Annotator, rows: &[Row], path: &str, done: &AtomicU64) -> Result<Vec<Predicted>> {
    let characters: Vec<Characters> = rows.iter().map(|r| Characters::of(&r.text)).collect();
    let spans: Vec<Vec<Span>> = rows.iter().zip(&characters).map(|(row, c)| split(row, c)).collect();
    let sentences = || rows.iter().zip(&spans).flat_map(|(row, all)| all.iter().map(|s| s.slice(&row.text)));

    let plain: Vec<Item> = sentences().map(Item::plain).collect();
    let scores = annotator.score(&plain, done)?;
    let about = rows.iter().zip(&spans).filter(|(row, _)| row.topics.is_some());
    let texts: Vec<&str> = about.flat_map(|(row, all)| all.iter().map(|s| s.slice(&row.text))).collect();
    let mut topics = annotator.topic_probabilities(&texts)?.into_iter();

    // every target in the sentence that it starts in
    let mut items: Vec<Item> = Vec::new();
    for ((row, all), characters) in rows.iter().zip(&spans).zip(&characters) {
        for target in row.targets.iter().flatten() {
            let span = characters.bytes(target.start, target.end);
            let home = all[all.partition_point(|s| s.start <= span.start).saturating_sub(1)];
            let (start, end) = (span.start.clamp(home.start, home.end), span.end.clamp(home.start, home.end));
            let given = Given { span: Span::new(start - home.start, end - home.start), kind: None };
            items.push(Item { text: home.slice(&row.text), given: Some(vec![given]) });
        }
    }
    let mut targets = annotator.score(&items, &AtomicU64::new(0))?.into_iter();

    let proposition = |side: &gold::Side| match (&side.proposition, &side.topic) {
        (Some(words), _) => Ok(words.clone()),
        (None, topic) => {
            let id = topic.as_deref().unwrap_or_default();
            let known = annotator.topics().iter().find(|t| t.id == id);
            known.map(|t| t.proposition.clone()).ok_or_else(|| Error::Config {
                path: path.to_owned(),
                reason: format!("a stance is toward the topic {id:?}, which is not defined (--topics FILE defines it)"),
            })
        }
    };
    let mut propositions: Vec<Vec<String>> = Vec::new();
    for row in rows {
        propositions.push(row.stances.iter().flatten().map(proposition).collect::<Result<_>>()?);
    }
    let pairs: Vec<(&str, &str)> = (rows.iter().zip(&spans).zip(&propositions))
        .flat_map(|((row, all), words)| {
            words.iter().flat_map(move |w| all.iter().map(move |s| (s.slice(&row.text), w.as_str())))
        })
        .collect();
    let mut stances = annotator.stances(&pairs)?.into_iter();

    let mut scores = scores.into_iter();
    let mut out = Vec::with_capacity(rows.len());
    for (((row, all), characters), words) in rows.iter().zip(&spans).zip(&characters).zip(&propositions) {
        let read: Vec<Scores> = scores.by_ref().take(all.len()).collect();
        let labelled = if row.topics.is_some() { all.len() } else { 0 };
        let about: Vec<Vec<Probability>> = topics.by_ref().take(labelled).collect();
        let tones: Vec<Distribution> = read.iter().map(|s| s.tone).collect();
        let mut entities = BTreeSet::new();
        for (sentence, span) in read.iter().zip(all) {
            for mention in &sentence.mentions {
                let (start, end) = characters.characters(mention.span.shifted(span.start));
                entities.extend(mention.kind.map(|kind| (start, end, kind)));
            }
        }
        let highest = |topic: usize| about.iter().map(|p| p[topic]).max().unwrap_or_default();
        let toward = targets.by_ref().take(row.targets.iter().flatten().count());
        out.push(Predicted {
            tone: Distribution::mean(&tones),
            entities,
            targets: toward.filter_map(|s| s.mentions.first().map(|m| m.stance)).collect(),
            topics: (0..annotator.topics().len()).map(highest).collect(),
            stances: words
                .iter()
                .map(|w| (w.clone(), Distribution::mean(&stances.by_ref().take(all.len()).collect::<Vec<_>>())))
                .collect(),
        });
    }
    Ok(out)
}

/// Adds the lines of the predictions file for one row.
fn list(number: usize, row: &Row, found: &Predicted, known: &[&str], out: &mut Vec<Prediction>) {
    let mut add = |task, item, gold: &str, predicted: &str, probabilities| {
        let (gold, predicted) = (gold.to_owned(), predicted.to_owned());
        out.push(Prediction { row: number, task, item, gold, predicted, probabilities });
    };
    let label = row.sentiment.map(|s| s.name().to_owned());
    if let Some(gold) = label.or_else(|| row.sentiment_score.map(|s| s.to_string())) {
        let p = found.tone.probabilities().map(Some);
        add("sentiment", String::new(), &gold, found.tone.tone().name(), p);
    }
    if let Some(entities) = &row.entities {
        let gold: BTreeSet<_> = entities.iter().map(|e| (e.start, e.end, e.kind)).collect();
        let places: BTreeSet<(usize, usize)> = gold.iter().chain(&found.entities).map(|e| (e.0, e.1)).collect();
        for (start, end) in places {
            let kind = |set: &BTreeSet<(usize, usize, EntityType)>| {
                set.iter().find(|e| (e.0, e.1) == (start, end)).map_or("", |e| e.2.name())
            };
            add("entities", format!("{start}-{end}"), kind(&gold), kind(&found.entities), [None; 3]);
        }
    }
    for (target, toward) in row.targets.iter().flatten().zip(&found.targets) {
        let item = format!("{}-{}", target.start, target.end);
        add("targets", item, target.stance.name(), toward.tone().name(), toward.probabilities().map(Some));
    }
    if let Some(topics) = &row.topics {
        for (id, &probability) in known.iter().zip(&found.topics) {
            let sign = |is: bool| if is { "1" } else { "0" };
            let gold = topics.iter().any(|t| t == id);
            let p = [None, None, Some(probability)];
            add("topics", (*id).to_owned(), sign(gold), sign(annotate::topic::is_about(probability)), p);
        }
    }
    for (side, (proposition, toward)) in row.stances.iter().flatten().zip(&found.stances) {
        let p = toward.probabilities().map(Some);
        add("stances", proposition.clone(), side.label.name(), toward.stance().name(), p);
    }
}

/// One prediction among three classes.
struct Three {
    row: usize,
    gold: usize,
    predicted: Distribution,
    tone: usize,
}

fn measure(name: &'static str, label: &str, n: usize) -> Measure {
    Measure { name, label: label.to_owned(), n }
}

/// Scores of a task with three classes; `beside` adds what the majority class and the tone of the sentence alone would
/// reach.
fn three(task: &'static str, names: [&str; 3], all: &[Three], beside: bool, rows: usize, seed: u64) -> Vec<Score> {
    if all.is_empty() {
        return Vec::new();
    }
    let n = all.len();
    let of = |class: usize| all.iter().filter(|x| x.gold == class).count();
    let mut measures = vec![measure("macro_f1", "", n), measure("accuracy", "", n)];
    for (class, name) in names.into_iter().enumerate() {
        measures.extend(["precision", "recall", "f1"].map(|m| measure(m, name, of(class))));
    }
    measures.extend(["calibration_error", "calibration_error_debiased"].map(|m| measure(m, "", n)));
    if beside {
        let names = ["macro_f1_of_majority", "macro_f1_of_tone", "accuracy_of_majority", "accuracy_of_tone"];
        measures.extend(names.map(|m| measure(m, "", n)));
    }
    let majority = (0..3).max_by_key(|&c| (of(c), c == 1)).unwrap_or(1);
    let confidence = |x: &Three| x.predicted.probabilities()[x.predicted.best()].value();
    let bins = Calibration::new(&all.iter().map(confidence).collect::<Vec<_>>());
    bootstrap(task, measures, rows, seed, |weights| {
        let weight = |x: &Three| f64::from(weights[x.row]);
        let by: [Counts; 3] = counts(all.iter().map(|x| (x.gold, x.predicted.best(), weight(x))));
        let mut out = vec![macro_f1(&by), accuracy(&by)];
        out.extend(by.iter().flat_map(|c| [c.precision(), c.recall(), c.f1()]));
        let right = |x: &Three| f64::from(u8::from(x.gold == x.predicted.best()));
        let (measured, debiased) = bins.error(all.iter().map(|x| (confidence(x), right(x), weight(x))));
        out.extend([measured, debiased]);
        if beside {
            let constant: [Counts; 3] = counts(all.iter().map(|x| (x.gold, majority, weight(x))));
            let tone: [Counts; 3] = counts(all.iter().map(|x| (x.gold, x.tone, weight(x))));
            out.extend([macro_f1(&constant), macro_f1(&tone), accuracy(&constant), accuracy(&tone)]);
        }
        out
    })
}

fn sentiment(rows: &[Row], predicted: &[Predicted], seed: u64) -> Vec<Score> {
    let pairs = || rows.iter().zip(predicted).enumerate();
    let labelled: Vec<Three> = pairs()
        .filter_map(|(row, (gold, found))| {
            let gold = gold.sentiment? as usize;
            Some(Three { row, gold, predicted: found.tone, tone: found.tone.best() })
        })
        .collect();
    let mut scores = three("sentiment", Tone::ALL.map(Tone::name), &labelled, false, rows.len(), seed);
    let graded: Vec<(usize, f64, f64)> = pairs()
        .filter_map(|(row, (gold, found))| Some((row, gold.sentiment_score?, found.tone.valence() as f64)))
        .collect();
    if !graded.is_empty() {
        let measures = vec![measure("spearman", "", graded.len())];
        scores.extend(bootstrap("sentiment", measures, rows.len(), seed, |weights| {
            let weighted = graded.iter().map(|&(row, a, b)| (a, b, f64::from(weights[row])));
            vec![spearman(&weighted.filter(|p| p.2 > 0.0).collect::<Vec<_>>())]
        }));
    }
    scores
}

fn entities(rows: &[Row], predicted: &[Predicted], seed: u64) -> Vec<Score> {
    // per row and type: hits, gold, predicted
    let mut all: Vec<(usize, [Counts; 4])> = Vec::new();
    for (number, (row, found)) in rows.iter().zip(predicted).enumerate() {
        let Some(entities) = &row.entities else { continue };
        let gold: BTreeSet<_> = entities.iter().map(|e| (e.start, e.end, e.kind)).collect();
        let mut by = [Counts::default(); 4];
        gold.iter().for_each(|e| by[e.2 as usize].gold += 1.0);
        found.entities.iter().for_each(|e| by[e.2 as usize].predicted += 1.0);
        gold.intersection(&found.entities).for_each(|e| by[e.2 as usize].hits += 1.0);
        all.push((number, by));
    }
    if all.is_empty() {
        return Vec::new();
    }
    let sum = |weights: &[u32]| {
        let mut by = [Counts::default(); 4];
        for (row, counts) in &all {
            let weight = f64::from(weights[*row]);
            for (total, c) in by.iter_mut().zip(counts) {
                total.hits += weight * c.hits;
                total.gold += weight * c.gold;
                total.predicted += weight * c.predicted;
            }
        }
        by
    };
    let gold = sum(&vec![1; rows.len()]).map(|c| c.gold as usize);
    let mut measures = Vec::new();
    for (label, n) in
        [("", gold.iter().sum())].into_iter().chain(EntityType::ALL.map(EntityType::name).into_iter().zip(gold))
    {
        measures.extend(["f1", "precision", "recall"].map(|m| measure(m, label, n)));
    }
    bootstrap("entities", measures, rows.len(), seed, |weights| {
        let by = sum(weights);
        let whole = by.iter().fold(Counts::default(), |a, b| Counts {
            hits: a.hits + b.hits,
            gold: a.gold + b.gold,
            predicted: a.predicted + b.predicted,
        });
        [whole].iter().chain(&by).flat_map(|c| [c.f1(), c.precision(), c.recall()]).collect()
    })
}

fn targets(rows: &[Row], predicted: &[Predicted], seed: u64) -> Vec<Score> {
    let mut all = Vec::new();
    for (row, (gold, found)) in rows.iter().zip(predicted).enumerate() {
        for (target, &toward) in gold.targets.iter().flatten().zip(&found.targets) {
            all.push(Three { row, gold: target.stance as usize, predicted: toward, tone: found.tone.best() });
        }
    }
    three("targets", Tone::ALL.map(Tone::name), &all, true, rows.len(), seed)
}

fn topics(rows: &[Row], predicted: &[Predicted], known: &[&str], seed: u64) -> Vec<Score> {
    // row, topic, gold, probability
    let mut all: Vec<(usize, usize, usize, Probability)> = Vec::new();
    for (row, (gold, found)) in rows.iter().zip(predicted).enumerate() {
        let Some(topics) = &gold.topics else { continue };
        for (topic, (id, &probability)) in known.iter().zip(&found.topics).enumerate() {
            all.push((row, topic, usize::from(topics.iter().any(|t| t == id)), probability));
        }
    }
    if all.is_empty() {
        return Vec::new();
    }
    let mut measures = Vec::new();
    for (topic, id) in known.iter().enumerate() {
        let n = all.iter().filter(|x| x.1 == topic && x.2 == 1).count();
        measures.extend(["f1", "precision", "recall"].map(|m| measure(m, id, n)));
    }
    measures.extend(["calibration_error", "calibration_error_debiased"].map(|m| measure(m, "", all.len())));
    let bins = Calibration::new(&all.iter().map(|x| x.3.value()).collect::<Vec<_>>());
    bootstrap("topics", measures, rows.len(), seed, |weights| {
        let mut out = Vec::new();
        for topic in 0..known.len() {
            let of_topic = all.iter().filter(|x| x.1 == topic);
            let pairs = of_topic.map(|x| (x.2, usize::from(annotate::topic::is_about(x.3)), f64::from(weights[x.0])));
            let [_, about]: [Counts; 2] = counts(pairs);
            out.extend([about.f1(), about.precision(), about.recall()]);
        }
        let (measured, debiased) = bins.error(all.iter().map(|x| (x.3.value(), x.2 as f64, f64::from(weights[x.0]))));
        out.extend([measured, debiased]);
        out
    })
}

fn stances(rows: &[Row], predicted: &[Predicted], seed: u64) -> Vec<Score> {
    let mut all = Vec::new();
    for (row, (gold, found)) in rows.iter().zip(predicted).enumerate() {
        for (side, (_, toward)) in gold.stances.iter().flatten().zip(&found.stances) {
            all.push(Three { row, gold: side.label as usize, predicted: *toward, tone: found.tone.best() });
        }
    }
    three("stances", Stance::ALL.map(Stance::name), &all, true, rows.len(), seed)
}
