//! What holds of every task, and that one more is one more row.

use std::path::Path;

use ndarray::{Array1, Array2, Axis, concatenate, s};
use serde::Deserialize;

use super::*;
use crate::annotate::Annotator;
use crate::config::{TopicMethod, built_in_topics};
use crate::entity::Resolver;
use crate::error::Result;
use crate::evaluate::gold;
use crate::evaluate::labelled::{Evaluated, Labelled, Scoring};
use crate::evaluate::metrics::{Measure, bootstrap};
use crate::evaluate::prediction::Prediction;
use crate::input::Source;
use crate::label::{Distribution, EntityType};
use crate::model::files::{HEADS, Manifest, TOKENIZER};
use crate::model::{Encoding, Model, Models};
use crate::read::{Options, read_bytes};
use crate::scores::{Item, Mention, Scores};
use crate::span::Span;
use crate::speaker::{AttributedTranscript, Registry};
use crate::tally::{EntityKey, SpeakerTally, Tally};
use crate::task::definition::{Asked, Said};
use crate::task::scorer::Scorer;

fn model() -> Model {
    Models::built_in().expect("the shipped model").built_in
}

fn refused(manifest: Manifest) -> String {
    let engine = model().encoder.engine;
    let model = Model::new(manifest, TOKENIZER, HEADS, engine).expect("parts");
    TASKS.iter().find_map(|task| task.check(&model).err()).map_or_else(String::new, |error| error.to_string())
}

#[test]
fn every_task_finds_its_head_and_labels_and_others_are_refused() {
    let shipped = || Manifest::built_in().expect("the shipped manifest");
    assert_eq!(refused(shipped()), "");
    for list in ["sentiment", "stance"] {
        let mut manifest = shipped();
        manifest.labels.get_mut(list).expect("labels").reverse();
        let error = refused(manifest);
        assert!(error.contains("model.json") && error.contains(list), "{error}");
    }
    let mut fewer = shipped();
    fewer.topics.pop();
    assert!(refused(fewer).contains("topic: 3 outputs for 2 labels"));
    let mut other = shipped();
    other.labels.get_mut("entity").expect("labels").pop();
    assert!(refused(other).contains("entity: 9 outputs for 8 labels"));
    let mut none = shipped();
    none.temperature.remove("target");
    assert!(refused(none).contains("target"));
}

#[test]
fn every_task_has_a_name_of_its_own_a_labelled_example_and_a_line_in_the_documentation() {
    let names: Vec<&str> = TASKS.iter().map(|task| task.name()).collect();
    assert!(names.iter().enumerate().all(|(i, name)| !names[..i].contains(name)), "{names:?}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let labelled = std::fs::read_to_string(root.join("data/labelled.jsonl")).expect("the labelled examples");
    let page = std::fs::read_to_string(root.join("docs/models.md")).expect("the page on models");
    let manifest = Manifest::built_in().expect("the manifest");
    for task in TASKS {
        let name = task.name();
        assert!(labelled.contains(&format!("\"{name}\":")), "data/labelled.jsonl has no {name}");
        assert!(page.contains(&format!("| `{name}` |")), "docs/models.md has no {name}");
        assert!(!task.describe(&manifest).expect("described").is_empty());
        if let Some(own) = task.own() {
            assert!(
                page.contains(&format!("{}=", own.name)),
                "docs/models.md does not show --task-model {}=",
                own.name
            );
        }
    }
}

/// What PyTorch makes of the states of one sentence, written by `models/training/export.py`.
#[derive(Deserialize)]
struct Reference {
    hidden: Vec<Vec<f32>>,
    sentiment: Vec<f32>,
    stance: Vec<f32>,
    topic: Vec<f32>,
    target: Vec<f32>,
    entity: Vec<f32>,
    embedding: Vec<f32>,
}

#[test]
fn every_head_gives_what_pytorch_gives_for_the_same_states() {
    let reference: Reference =
        serde_json::from_str(include_str!("../../tests/reference/pytorch/heads.json")).expect("the reference");
    let model = model();
    let (rows, width) = (reference.hidden.len(), reference.hidden[0].len());
    let hidden = Array2::from_shape_vec((rows, width), reference.hidden.concat()).expect("a matrix");
    let mean = hidden.mean_axis(Axis(0)).expect("rows");
    let features: Array1<f32> = concatenate(Axis(0), &[hidden.row(0), mean.view()]).expect("joins");
    let encoding = Encoding { hidden, features, windows: 1 };
    let features = encoding.features.view();
    let apply = |head: &str, x: ndarray::ArrayView1<f32>| model.heads.apply(head, x).expect("a head").to_vec();
    let mention = targets::input(encoding.hidden.slice(s![1..3, ..]), features);
    let embedding = topics::classifier::embedding(&model, features).expect("a head").to_vec();
    let found = [
        ("sentiment", apply("sentiment", features), reference.sentiment),
        ("stance", apply("stance", features), reference.stance),
        ("topic", apply("topic", features), reference.topic),
        ("target", apply("target", mention.view()), reference.target),
        ("entity", apply("entity", encoding.hidden.row(1)), reference.entity),
        ("embedding", embedding, reference.embedding),
    ];
    for (head, ours, theirs) in found {
        assert_eq!(ours.len(), theirs.len(), "{head}");
        for (a, b) in ours.iter().zip(&theirs) {
            assert!((a - b).abs() < 1e-4, "{head}: {ours:?} and {theirs:?}");
        }
    }
}

/// A made-up task: names on a list are found, whatever the model says.
struct Listed;

const NAME: &str = "tarnwater";

impl Task for Listed {
    fn name(&self) -> &'static str {
        "listed"
    }

    fn describe(&self, _: &Manifest) -> Result<String> {
        Ok("names on a list".to_owned())
    }

    fn check(&self, _: &Model) -> Result<()> {
        Ok(())
    }

    fn judge(&self, asked: &Asked, scores: &mut Scores) -> Result<()> {
        let stance = Distribution::NO_VERDICT;
        let mention = |(at, name): (usize, &str)| Mention {
            span: Span::new(at, at + name.len()),
            kind: Some(EntityType::Loc),
            confidence: None,
            stance,
        };
        scores.mentions.extend(asked.item.text.match_indices(NAME).map(mention));
        Ok(())
    }

    fn evaluate(&self, labelled: &Labelled) -> Result<Evaluated> {
        let mut evaluated = Evaluated::over(labelled);
        let found = labelled.scores.iter().flatten().map(|s| s.mentions.len()).sum::<usize>() as f64;
        evaluated.predictions[0].push(Prediction {
            row: 0,
            task: self.name(),
            item: NAME.to_owned(),
            gold: "2".to_owned(),
            predicted: found.to_string(),
            probabilities: [None; 3],
        });
        evaluated.scores =
            bootstrap(self.name(), vec![Measure::new("found", "", 2)], labelled.rows.len(), 1, |_| vec![found]);
        Ok(evaluated)
    }

    fn tally(&self, said: &Said, sums: &mut SpeakerTally) {
        let name = EntityKey { name: NAME.to_owned(), kind: None };
        sums.targets.entry(name).or_default().sentences += said.text.matches(NAME).count() as u64;
    }
}

#[test]
fn one_more_task_touches_nothing_but_its_own_code() {
    let tasks: Vec<&'static dyn Task> = TASKS.iter().copied().chain([&Listed as &'static dyn Task]).collect();
    let topics = (built_in_topics().expect("parse"), TopicMethod::default());
    let scorer = Scorer::new(Models::built_in().expect("the shipped model"), topics, &tasks, 1).expect("fits");
    let text = "We met by the tarnwater. The tarnwater was cold.";

    let scored = scorer.score(&[Item::plain("We met by the tarnwater.")]).expect("scores");
    assert_eq!(scored[0].mentions.iter().filter(|m| m.confidence.is_none()).count(), 1, "judged");

    let rows = gold::read(&format!("{{\"text\": {text:?}}}"), Path::new("g")).expect("rows");
    let evaluated = crate::evaluate::evaluate(&scorer, (&rows, Path::new("g")), 1, &|_| {}).expect("evaluates");
    assert_eq!((evaluated.predictions.len(), evaluated.scores.len()), (1, 1), "evaluated");
    assert_eq!((evaluated.scores[0].task, evaluated.scores[0].value), ("listed", Some(2.0)));

    let bytes = format!("Lena Orsol: {text}\n\nTomas Vell: Yes.\n");
    let read = read_bytes(&Source::file("a", "a"), bytes.as_bytes(), &Options::default()).expect("reads").remove(0);
    let registry = Registry::new(Vec::new());
    let speakers = read.turns.iter().map(|turn| registry.resolve("a", &turn.header)).collect();
    let annotator = Annotator::new(scorer, Resolver::default());
    let document = annotator.annotate(AttributedTranscript { transcript: read, speakers }).expect("annotates");
    let list: Vec<&dyn Task> = tasks.iter().map(|task| *task as &dyn Task).collect();
    let tally = Tally::by(&list, &document);
    let own = EntityKey { name: NAME.to_owned(), kind: None };
    assert_eq!(tally.person("Lena Orsol").expect("speaks").targets[&own].sentences, 2, "tallied");
}
