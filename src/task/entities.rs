//! Named entities, by tags of a sentence's tokens.

pub mod tags;

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Result;
use crate::evaluate::labelled::{Evaluated, Labelled};
use crate::evaluate::metrics::{Counts, Measure, Score, bootstrap};
use crate::evaluate::prediction::Prediction;
use crate::label::{Distribution, EntityType};
use crate::model::Model;
use crate::model::files::Manifest;
use crate::model::own::{ModelShape, OwnModel};
use crate::name::fold_spaces;
use crate::scores::{Mention, Scores};
use crate::tally::EntityKey;
use crate::tally::EntityTally;
use crate::task::answer::Tagging;
use crate::task::definition::{Asked, Said, Task};

/// The head in the model's files.
const HEAD: &str = "entity";

/// Persons, organisations, places and what else has a name.
pub struct Entities;

/// Entities of a row, in characters of its text.
type Spans = BTreeSet<(usize, usize, EntityType)>;

impl Task for Entities {
    fn name(&self) -> &'static str {
        "entities"
    }

    fn describe(&self, manifest: &Manifest) -> Result<String> {
        Ok(manifest.labels_of(HEAD)?.join(", "))
    }

    fn check(&self, model: &Model) -> Result<()> {
        let labels = model.manifest.labels_of(HEAD)?;
        tags::tags(labels)?;
        model.heads.check(HEAD, labels.len())
    }

    fn own(&self) -> Option<OwnModel> {
        Some(OwnModel {
            name: "entities",
            shape: ModelShape::Tokens,
            labels: &["PER", "ORG", "LOC", "MISC"],
            aliases: &[
                ("person", "PER"),
                ("organization", "ORG"),
                ("organisation", "ORG"),
                ("location", "LOC"),
                ("miscellaneous", "MISC"),
            ],
        })
    }

    fn judge(&self, asked: &Asked, scores: &mut Scores) -> Result<()> {
        let stance = Distribution::NO_VERDICT;
        if let Some(given) = &asked.item.given {
            let stated = given.iter().map(|g| Mention { span: g.span, kind: g.kind, confidence: None, stance });
            scores.mentions = stated.collect();
            return Ok(());
        }
        let Tagging { names, scheme, temperature, tokens, logits } = asked.answer.tags(HEAD)?;
        let found = tags::find((&tags::tags(names)?, scheme), asked.item.text, tokens, (&*logits, temperature))?;
        let mention =
            |f: tags::Tagged| Mention { span: f.span, kind: Some(f.kind), confidence: Some(f.confidence), stance };
        scores.mentions = found.into_iter().map(mention).collect();
        Ok(())
    }

    fn evaluate(&self, labelled: &Labelled) -> Result<Evaluated> {
        let mut evaluated = Evaluated::over(labelled);
        let mut counted = Vec::new();
        for (number, row) in labelled.rows.iter().enumerate() {
            let Some(entities) = &row.entities else { continue };
            let gold: Spans = entities.iter().map(|e| (e.start, e.end, e.kind)).collect();
            let found = found(labelled, number);
            evaluated.predictions[number] = predictions(self.name(), number, &gold, &found);
            counted.push((number, counts(&gold, &found)));
        }
        evaluated.scores = if counted.is_empty() { Vec::new() } else { scores(self.name(), &counted, labelled) };
        Ok(evaluated)
    }

    fn tally_entities(&self, said: &Said, entities: &mut BTreeMap<EntityKey, EntityTally>) {
        for (mention, referent) in said.scores.mentions.iter().zip(said.referents) {
            let surface = fold_spaces(mention.span.slice(said.text));
            entities.entry(EntityKey::of(referent)).or_default().add(surface, referent);
        }
    }
}

/// What was found in a row, where its type is known.
fn found(labelled: &Labelled, row: usize) -> Spans {
    let mut found = Spans::new();
    for (sentence, span) in labelled.scores[row].iter().zip(&labelled.sentences[row]) {
        for mention in &sentence.mentions {
            let (start, end) = labelled.characters[row].characters(mention.span.shifted(span.start));
            found.extend(mention.kind.map(|kind| (start, end, kind)));
        }
    }
    found
}

fn predictions(task: &'static str, row: usize, gold: &Spans, found: &Spans) -> Vec<Prediction> {
    let places: BTreeSet<(usize, usize)> = gold.iter().chain(found).map(|e| (e.0, e.1)).collect();
    let kind = |set: &Spans, place: (usize, usize)| {
        set.iter().find(|e| (e.0, e.1) == place).map_or("", |e| e.2.name()).to_owned()
    };
    let prediction = |place: (usize, usize)| Prediction {
        row,
        task,
        item: format!("{}-{}", place.0, place.1),
        gold: kind(gold, place),
        predicted: kind(found, place),
        probabilities: [None; 3],
    };
    places.into_iter().map(prediction).collect()
}

/// Hits, gold and predicted by type.
fn counts(gold: &Spans, found: &Spans) -> [Counts; 4] {
    let mut by = [Counts::default(); 4];
    gold.iter().for_each(|e| by[e.2 as usize].gold += 1.0);
    found.iter().for_each(|e| by[e.2 as usize].predicted += 1.0);
    gold.intersection(found).for_each(|e| by[e.2 as usize].hits += 1.0);
    by
}

/// F1, precision and recall of exact spans: over all types, then by type.
fn scores(task: &'static str, counted: &[(usize, [Counts; 4])], labelled: &Labelled) -> Vec<Score> {
    let sum = |weights: &[u32]| {
        let mut by = [Counts::default(); 4];
        for (row, counts) in counted {
            let weight = f64::from(weights[*row]);
            for (total, c) in by.iter_mut().zip(counts) {
                total.hits += weight * c.hits;
                total.gold += weight * c.gold;
                total.predicted += weight * c.predicted;
            }
        }
        by
    };
    let rows = labelled.rows.len();
    let gold = sum(&vec![1; rows]).map(|c| c.gold as usize);
    let by_type = EntityType::ALL.map(EntityType::name).into_iter().zip(gold);
    let mut measures = Vec::new();
    for (label, n) in [("", gold.iter().sum())].into_iter().chain(by_type) {
        measures.extend(["f1", "precision", "recall"].map(|m| Measure::new(m, label, n)));
    }
    bootstrap(task, measures, rows, labelled.seed, |weights| {
        let by = sum(weights);
        let whole = by.iter().fold(Counts::default(), |a, b| Counts {
            hits: a.hits + b.hits,
            gold: a.gold + b.gold,
            predicted: a.predicted + b.predicted,
        });
        [whole].iter().chain(&by).flat_map(|c| [c.f1(), c.precision(), c.recall()]).collect()
    })
}
