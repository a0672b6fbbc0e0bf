//! The engine rust-bert: checkpoints of every architecture against PyTorch, the built-in model against rten, and the two
//! faults of rust-bert's own pipelines that are the reason why they are not used.
//!
//! `ROSTRUM_CHECKPOINTS` is the folder that `tests/reference/checkpoints.py` wrote.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ndarray::{Array2, ArrayView1};
use rostrum::internals::config::{Compute, Device, EngineName, ModelChoice, Precision, TaskModel};
use rostrum::internals::model::{Checkpoint, Engines, Input, ModelShape, Models, OwnModel, TASKS, own_models};
use rostrum::{Distribution, Probability};
use rust_bert::pipelines::common::{ModelResource, ModelType};
use rust_bert::pipelines::sequence_classification::{SequenceClassificationConfig, SequenceClassificationModel};
use rust_bert::pipelines::token_classification::{
    LabelAggregationOption, TokenClassificationConfig, TokenClassificationModel,
};
use rust_bert::resources::LocalResource;
use serde::Deserialize;
use serde_json::json;

use crate::harness::{Call, Outcome, project};

const ARCHITECTURES: [&str; 6] = ["bert", "distilbert", "roberta", "xlm-roberta", "deberta-v2", "deberta-v3"];

/// The folder of the tiny checkpoints; says so where it is absent.
fn checkpoints() -> Option<PathBuf> {
    let folder = std::env::var_os("ROSTRUM_CHECKPOINTS").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: ROSTRUM_CHECKPOINTS is not set (tests/reference/checkpoints.py writes the folder)");
    }
    folder
}

fn compute(engine: EngineName) -> Compute {
    Compute { engine, device: Device::Cpu, precision: Precision::F32, threads: 2 }
}

/// What a model must be to take over the task of this name.
fn own(task: &str) -> OwnModel {
    own_models(TASKS).into_iter().find(|own| own.name == task).expect("a task")
}

fn load(folder: &Path, own: OwnModel, engine: EngineName) -> Checkpoint {
    let (engines, warnings) = Engines::open(compute(engine)).expect("an engine");
    assert!(warnings.is_empty(), "{warnings:?}");
    let model = TaskModel { task: own.name.to_owned(), source: folder.display().to_string() };
    Checkpoint::load(own, &model, None, &engines).expect("a checkpoint")
}

/// The probabilities of the three classes of each input.
fn classes(model: &Checkpoint, inputs: &[Input]) -> Vec<[f64; 3]> {
    let read = model.network.read(inputs, 2, |_, rows, outputs| model.classes(rows, outputs)).expect("runs");
    let numbers = |of: Distribution| of.probabilities().map(Probability::value);
    read.into_iter().map(|read| numbers(read.expect("numbers"))).collect()
}

/// The logits of the tokens of each input.
fn tags(model: &Checkpoint, inputs: &[Input]) -> Vec<Array2<f32>> {
    let read = model.network.read(inputs, 2, |_, rows, outputs| model.tags(rows, outputs)).expect("runs");
    read.into_iter().map(|read| read.expect("numbers")).collect()
}

/// What PyTorch makes of one input, run alone.
#[derive(Deserialize)]
struct Reference {
    architecture: String,
    task: String,
    text: String,
    second: Option<String>,
    ids: Vec<i32>,
    logits: serde_json::Value,
}

fn softmax(logits: &[f64]) -> Vec<f64> {
    let highest = logits.iter().copied().fold(f64::MIN, f64::max);
    let weights: Vec<f64> = logits.iter().map(|l| (l - highest).exp()).collect();
    weights.iter().map(|w| w / weights.iter().sum::<f64>()).collect()
}

#[test]
fn every_architecture_gives_what_pytorch_gives_also_beside_inputs_of_other_lengths() {
    let Some(folder) = checkpoints() else { return };
    let reference = std::fs::read_to_string(folder.join("reference.json")).expect("the reference");
    let reference: Vec<Reference> = serde_json::from_str(&reference).expect("JSON");
    let mut compared = 0;
    let engines = [EngineName::RustBert, EngineName::Rten];
    for (architecture, engine) in ARCHITECTURES.into_iter().flat_map(|a| engines.map(|engine| (a, engine))) {
        for task in own_models(TASKS) {
            let model = load(&folder.join(architecture).join(task.name), task, engine);
            let all: Vec<&Reference> =
                reference.iter().filter(|r| r.architecture == architecture && r.task == task.name).collect();
            let texts = model.network.encode_all(&all, |r| &r.text, 2).expect("encodes");
            let seconds =
                model.network.encode_all(&all, |r| r.second.as_deref().unwrap_or_default(), 2).expect("encodes");
            let second = |i: usize| all[i].second.as_ref().map(|_| &seconds[i]);
            for (i, (r, tokens)) in all.iter().zip(&texts).enumerate() {
                let own: Vec<i32> = tokens.ids.iter().chain(second(i).iter().flat_map(|t| &t.ids)).copied().collect();
                let special = |id: &&i32| !own.contains(id) && **id < 5;
                let theirs: Vec<i32> = r.ids.iter().filter(|id| !special(id)).copied().collect();
                assert_eq!(own, theirs, "{architecture}: tokens of {:?}", r.text);
            }
            let inputs: Vec<Input> =
                texts.iter().enumerate().map(|(i, text)| Input { text, second: second(i) }).collect();
            let mut largest = 0f64;
            let mut compare = |ours: f64, theirs: f64| {
                largest = largest.max((ours - theirs).abs());
                compared += 1;
            };
            if task.shape == ModelShape::Tokens {
                for (r, ours) in all.iter().zip(tags(&model, &inputs)) {
                    let theirs: Vec<Vec<f64>> = serde_json::from_value(r.logits.clone()).expect("logits of tokens");
                    // one special token before the text, one after
                    assert_eq!(theirs.len(), ours.nrows() + 2);
                    for (ours, theirs) in ours.rows().into_iter().zip(&theirs[1..]) {
                        let ours = softmax(&ours.iter().map(|&x| f64::from(x)).collect::<Vec<_>>());
                        ours.into_iter().zip(softmax(theirs)).for_each(|(a, b)| compare(a, b));
                    }
                }
            } else {
                for (r, ours) in all.iter().zip(classes(&model, &inputs)) {
                    let theirs: Vec<f64> = serde_json::from_value(r.logits.clone()).expect("logits of a text");
                    let mut theirs = softmax(&theirs);
                    if task.shape == ModelShape::Pairs {
                        // their order is entailment, neutral, contradiction
                        theirs.reverse();
                    }
                    ours.into_iter().zip(theirs).for_each(|(a, b)| compare(a, b));
                }
            }
            println!("{architecture} {} on {engine:?}: largest difference {largest:.1e}", task.name);
            assert!(largest < 1e-4, "{architecture} {} on {engine:?}: {largest}", task.name);
        }
    }
    assert!(compared > 2000, "{compared} probabilities");
}

/// The sentences of a sample, as CSV tables.
fn sample(args: &[&str]) -> Outcome {
    let sample = project().join("data/sample").display().to_string();
    Call::analyze().arg(sample).args(args).run().status(0)
}

/// Every number of the tables of single sentences, and everything else of them.
fn numbers(outcome: &Outcome) -> (Vec<f64>, Vec<String>) {
    let (mut numbers, mut rest) = (Vec::new(), Vec::new());
    for table in ["sentences", "mentions", "sentence_topics"] {
        for cell in outcome.table(table).into_iter().flat_map(BTreeMap::into_values) {
            match cell.parse::<f64>() {
                Ok(number) if cell.contains('.') => numbers.push(number),
                _ => rest.push(cell),
            }
        }
    }
    (numbers, rest)
}

#[test]
fn the_built_in_model_agrees_with_rten_on_every_score_of_the_sample() {
    let torch = sample(&["--engine", "rust-bert", "--device", "cpu"]);
    let rten = sample(&["--precision", "f32"]);
    let (ours, other) = (numbers(&torch), numbers(&rten));
    assert_eq!(ours.1, other.1, "labels, names, places");
    let largest = ours.0.iter().zip(&other.0).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    println!("{} scores, largest difference {largest:.6}", ours.0.len());
    assert!(ours.0.len() == other.0.len() && ours.0.len() > 1000 && largest < 1e-3, "{largest}");
    assert_eq!(torch.facts()["engine"], json!({"engine": "rust-bert", "precision": "f32", "device": "cpu"}));
}

#[test]
fn scores_of_another_engine_are_not_taken_for_this_ones() {
    let call = |call: Call| call.arg(project().join("data/sample").display().to_string());
    let first = call(Call::analyze()).run().status(0);
    let again = call(first.then("analyze").args(&["--out", "out", "--resume"])).run().status(0);
    let again = again.says(&["scored by an earlier run"]);
    let other = again.then("analyze").args(&["--out", "out", "--resume", "--engine", "rust-bert"]);
    let other = call(other).run().status(0);
    assert!(!other.stderr.contains("scored by an earlier run"), "{}", other.stderr);
}

#[test]
fn a_device_that_is_not_there_is_one_warning() {
    if tch::Cuda::device_count() > 7 {
        return println!("skipped: there is a GPU of this number");
    }
    let outcome = sample(&["--engine", "rust-bert", "--device", "cuda:7"]).says(&["warning", "cuda:7", "CPU is used"]);
    assert_eq!(outcome.stderr.matches("cuda:7").count(), 1);
    let call = Call::analyze().input("talk.txt", "Lena Orsol: Thank you.\n");
    let half = call.args(&["--engine", "rust-bert", "--device", "cpu", "--precision", "f16"]);
    half.run().status(2).says(&["--precision f16", "GPU"]);
}

#[test]
fn what_is_no_checkpoint_of_this_task_is_refused_with_the_reason() {
    let Some(folder) = checkpoints() else { return };
    let refused = |task: &str, folder: &Path| {
        let model = format!("{task}={}", folder.display());
        let call = Call::analyze().input("talk.txt", "Lena Orsol: Thank you.\n");
        call.args(&["--engine", "rust-bert", "--task-model", &model]).run().status(2)
    };
    refused("sentiment", &folder.join("bert/stance")).says(&["entailment", "negative"]);
    refused("entities", &folder.join("bert/sentiment")).says(&["negative", "MISC"]);
    let changed = tempfile::tempdir().expect("a folder");
    let copy = |edit: &dyn Fn(&mut serde_json::Value)| {
        for file in std::fs::read_dir(folder.join("bert/sentiment")).expect("a folder") {
            let file = file.expect("a file").path();
            std::fs::copy(&file, changed.path().join(file.file_name().expect("a name"))).expect("copies");
        }
        let path = changed.path().join("config.json");
        let mut config = serde_json::from_str(&std::fs::read_to_string(&path).expect("reads")).expect("JSON");
        edit(&mut config);
        std::fs::write(&path, config.to_string()).expect("writes");
        refused("sentiment", changed.path())
    };
    copy(&|config| config["model_type"] = json!("t5")).says(&["model.safetensors", "t5", "xlm-roberta"]);
    copy(&|config| config["num_hidden_layers"] = json!(3)).says(&["model.safetensors", "has no tensor", "layer.2"]);
    copy(&|config| config["num_hidden_layers"] = json!(1)).says(&["model.safetensors", "has a tensor", "layer.1"]);
    copy(&|config| config["intermediate_size"] = json!(65)).says(&["model.safetensors", "shape"]);
    copy(&|config| config["hidden_act"] = json!("swoosh")).says(&["config.json", "swoosh"]);
    copy(&|config| config["vocab_size"] = json!("many")).says(&["config.json", "many"]);
}

/// What the pipelines read of a checkpoint: weights, configuration, words.
fn files(folder: &Path) -> (ModelResource, LocalResource, LocalResource) {
    let local = |name: &str| LocalResource::from(folder.join(name));
    (ModelResource::Torch(Box::new(local("model.safetensors"))), local("config.json"), local("vocab.txt"))
}

const SHORT: &str = "Thank you.";
const LONG: &str =
    "The road between Varsia and Brenn must be opened, and it will be opened, and the people have waited for it.";

/// rust-bert 0.23 sends the batches of its classifiers without a mask: a short sentence changes beside a long one.
#[test]
fn a_sentence_scores_the_same_alone_and_beside_a_long_one_unlike_in_the_pipeline() {
    let Some(folder) = checkpoints() else { return };
    let folder = folder.join("bert/sentiment");
    let (weights, config, words) = files(&folder);
    let no_merges = None::<LocalResource>;
    let config =
        SequenceClassificationConfig::new(ModelType::Bert, weights, config, words, no_merges, true, None, None);
    let theirs = SequenceClassificationModel::new(config).expect("the pipeline");
    let (alone, beside) = (theirs.predict([SHORT]), theirs.predict([SHORT, LONG]));
    assert!(
        (alone[0].score - beside[0].score).abs() > 1e-3 || alone[0].id != beside[0].id,
        "the pipeline has a mask now"
    );

    let model = load(&folder, own("sentiment"), EngineName::RustBert);
    let tokens = model.network.encode_all(&[SHORT, LONG], |text| text, 1).expect("encodes");
    let input = |i: usize| Input { text: &tokens[i], second: None };
    let alone = classes(&model, &[input(0)])[0];
    let beside = classes(&model, &[input(0), input(1)])[0];
    assert!(alone.iter().zip(beside).all(|(a, b)| (a - b).abs() < 1e-4), "{alone:?} and {beside:?}");
}

/// rust-bert 0.23 looks up the inputs of a later batch by their place in the batch: from the 65th sentence on, tags go to
/// others.
#[test]
fn entities_of_seventy_sentences_stay_with_their_sentence_unlike_in_the_pipeline() {
    let Some(folder) = checkpoints() else { return };
    let folder = folder.join("bert/entities");
    let (weights, config, words) = files(&folder);
    let (no_merges, first) = (None::<LocalResource>, LabelAggregationOption::First);
    let config =
        TokenClassificationConfig::new(ModelType::Bert, weights, config, words, no_merges, true, None, None, first);
    let theirs = TokenClassificationModel::new(config).expect("the pipeline");
    let mut texts = [SHORT; 70];
    texts[3] = LONG;
    texts[67] = LONG;
    let found = |predicted: Vec<Vec<rust_bert::pipelines::token_classification::Token>>| -> Vec<Vec<String>> {
        predicted.into_iter().map(|tokens| tokens.into_iter().map(|token| token.text).collect()).collect()
    };
    let together = found(theirs.predict(&texts, false, false));
    let alone = found(theirs.predict(&[LONG], false, false));
    assert!(together.len() != 70 || together[67] != alone[0], "the pipeline keeps its inputs apart now");

    let model = load(&folder, own("entities"), EngineName::RustBert);
    let tokens = model.network.encode_all(&texts, |text| text, 2).expect("encodes");
    let inputs: Vec<Input> = tokens.iter().map(|text| Input { text, second: None }).collect();
    let together = tags(&model, &inputs);
    for (input, together) in inputs.iter().zip(&together) {
        let alone = tags(&model, &[*input]).remove(0);
        assert_eq!(alone.dim(), together.dim());
        assert!(alone.iter().zip(together).all(|(a, b)| (a - b).abs() < 1e-4));
    }
}

#[test]
fn the_built_in_model_reads_a_text_the_same_in_every_company() {
    let choice = ModelChoice { compute: compute(EngineName::RustBert), ..ModelChoice::default() };
    let Models { built_in: model, .. } = Models::load(&choice, &[]).expect("libtorch");
    let tones = |texts: &[&str]| {
        let tokens: Vec<_> = texts.iter().map(|t| model.encode(t).expect("encodes")).collect();
        let inputs: Vec<Input> = tokens.iter().map(|text| Input { text, second: None }).collect();
        let tone = |features: ArrayView1<f32>| model.heads.apply("sentiment", features).expect("a head").to_vec();
        model.read(&inputs, 2, |_, encoding| tone(encoding.features.view())).expect("reads")
    };
    let together = tones(&[SHORT, LONG, &LONG.repeat(9)]);
    for (text, together) in [SHORT, LONG].into_iter().zip(together) {
        let alone = &tones(&[text])[0];
        assert!(alone.iter().zip(&together).all(|(a, b)| (a - b).abs() < 1e-4), "{alone:?} and {together:?}");
    }
}
