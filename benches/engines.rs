//! How many sentences a second each engine takes, and the models that rust-bert's pipelines have by default (with random
//! weights, which take the same time). `cargo bench --features rust-bert --bench engines`, or with `-- FOLDER [N]` behind it:
//! N sentences (256) of the transcripts in a folder (the sample).
//!
//! The built-in model reads each sentence once (tokens, encoder; no heads, no tables). The others get the same sentences,
//! tokenised already, in batches of 32 of like length with their masks: kinder to them than the pipelines are.

#![allow(clippy::expect_used)]

use std::time::Instant;

use rostrum::internals::config::{Compute, Device, EngineName, ModelChoice, Precision};
use rostrum::internals::model::{Input, Model, Models};
use rostrum::internals::read::{Options, find, read_bytes};
use rostrum::internals::split;
use rust_bert::bart::{BartConfig, BartForSequenceClassification};
use rust_bert::bert::{BertConfig, BertForTokenClassification};
use rust_bert::distilbert::{DistilBertConfig, DistilBertModelClassifier};
use tch::nn::VarStore;
use tch::{Device as TorchDevice, Tensor};

/// Sentences of a batch of the other models.
const BATCH: usize = 32;
/// Labels of the zero-shot model.
const LABELS: usize = 3;

fn main() {
    // cargo adds --bench
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let folder = args.next().unwrap_or_else(|| format!("{}/data/sample", env!("CARGO_MANIFEST_DIR")));
    let count: usize = args.next().map_or(256, |n| n.parse().expect("a number of sentences"));
    let texts = texts(&folder, count);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    println!("{} sentences, {threads} threads, {} GPUs", texts.len(), tch::Cuda::device_count());

    let rten = |precision| Compute { precision, threads, ..Compute::default() };
    let torch = |device| Compute { engine: EngineName::RustBert, device, precision: Precision::Auto, threads };
    let mut engines = vec![
        ("rten int8", rten(Precision::Int8)),
        ("rten f32", rten(Precision::F32)),
        ("rust-bert f32, CPU", torch(Device::Cpu)),
    ];
    if tch::Cuda::is_available() {
        engines.push(("rust-bert f16, GPU", torch(Device::Cuda(0))));
    }
    let mut encoded = Vec::new();
    for (name, compute) in engines {
        let models = Models::load(&ModelChoice { compute, ..ModelChoice::default() }, &[]).expect("the built-in model");
        let read = |texts: &[String]| read(&models.built_in, texts, threads);
        read(&texts);
        let started = Instant::now();
        encoded = read(&texts);
        report(name, texts.len(), started);
    }
    let devices = [(TorchDevice::Cpu, "CPU"), (TorchDevice::Cuda(0), "GPU")];
    for (device, place) in devices.into_iter().filter(|(d, _)| !d.is_cuda() || tch::Cuda::is_available()) {
        pipelines(&mut encoded, device, place, threads);
    }
}

fn report(name: &str, sentences: usize, started: Instant) {
    let seconds = started.elapsed().as_secs_f64();
    println!("{name:60} {:9.1} sentences/s", sentences as f64 / seconds);
}

fn texts(folder: &str, count: usize) -> Vec<String> {
    let mut all = Vec::new();
    for source in find(&[folder.to_owned()]).into_iter().flatten() {
        let Ok(bytes) = std::fs::read(&source.path) else { continue };
        for document in read_bytes(&source, &bytes, &Options::default()).into_iter().flatten() {
            for turn in &document.turns {
                all.extend(split(&turn.text).into_iter().map(|span| span.slice(&turn.text).trim().to_owned()));
            }
        }
    }
    // spread over the folder
    let step = (all.len() / count).max(1);
    all.into_iter().step_by(step).take(count).collect()
}

/// Reads every text; returns their ids.
fn read(model: &Model, texts: &[String], threads: usize) -> Vec<Vec<i64>> {
    let tokens = model.encoder.encode_all(texts, |text| text, threads).expect("encodes");
    let inputs: Vec<Input> = tokens.iter().map(|text| Input { text, second: None }).collect();
    model.read(&inputs, threads, |_, reading| reading.features[0]).expect("reads");
    let with_ends = |ids: &[i32]| {
        let ids = ids.iter().take(510).map(|&id| i64::from(id));
        std::iter::once(101).chain(ids).chain(std::iter::once(102)).collect()
    };
    tokens.iter().map(|t| with_ends(&t.ids)).collect()
}

/// Ids and masks of batches of like length.
fn batches(encoded: &mut [Vec<i64>], device: TorchDevice) -> Vec<(Tensor, Tensor)> {
    encoded.sort_by_key(Vec::len);
    let batch = |rows: &[Vec<i64>]| {
        let longest = rows.iter().map(Vec::len).max().unwrap_or(0);
        let padded = |value: &dyn Fn(i64) -> i64| {
            let row = |row: &Vec<i64>| {
                let filled = row.iter().map(|&id| value(id));
                filled.chain(std::iter::repeat_n(0, longest - row.len())).collect::<Vec<_>>()
            };
            let all: Vec<i64> = rows.iter().flat_map(row).collect();
            Tensor::from_slice(&all).reshape([rows.len() as i64, longest as i64]).to_device(device)
        };
        (padded(&|id| id), padded(&|_| 1))
    };
    encoded.chunks(BATCH).map(batch).collect()
}

fn time(name: &str, sentences: usize, batches: &[(Tensor, Tensor)], run: impl Fn(&Tensor, &Tensor) -> Tensor) {
    let _no_grad = tch::no_grad_guard();
    let all = || batches.iter().for_each(|(ids, mask)| drop(run(ids, mask).to_device(TorchDevice::Cpu)));
    if let Some((ids, mask)) = batches.first() {
        drop(run(ids, mask));
    }
    let started = Instant::now();
    all();
    report(name, sentences, started);
}

/// The default models of rust-bert's pipelines for sentiment, entities and zero-shot classification.
fn pipelines(encoded: &mut [Vec<i64>], device: TorchDevice, place: &str, threads: usize) {
    tch::set_num_threads(i32::try_from(threads).unwrap_or(1));
    let (count, batches) = (encoded.len(), batches(encoded, device));
    let labels = |n: i64| Some((0..n).map(|i| (i, i.to_string())).collect());

    let vs = VarStore::new(device);
    let config = DistilBertConfig { id2label: labels(2), ..DistilBertConfig::default() };
    let model = DistilBertModelClassifier::new(vs.root(), &config).expect("DistilBERT");
    time(&format!("rust-bert's sentiment (DistilBERT-base), {place}"), count, &batches, |ids, mask| {
        model.forward_t(Some(ids), Some(mask), None, false).expect("runs").logits
    });

    let vs = VarStore::new(device);
    let large = BertConfig {
        hidden_size: 1024,
        intermediate_size: 4096,
        num_hidden_layers: 24,
        num_attention_heads: 16,
        id2label: labels(9),
        ..BertConfig::default()
    };
    let model = BertForTokenClassification::new(vs.root(), &large).expect("BERT");
    time(&format!("rust-bert's entities (BERT-large), {place}"), count, &batches, |ids, mask| {
        model.forward_t(Some(ids), Some(mask), None, None, None, false).logits
    });

    let vs = VarStore::new(device);
    let ends =
        BartConfig { bos_token_id: Some(101), eos_token_id: Some(102), pad_token_id: Some(0), ..BartConfig::default() };
    let config = BartConfig { id2label: labels(3), decoder_start_token_id: Some(102), ..ends };
    let model = BartForSequenceClassification::new(vs.root(), &config).expect("BART");
    time(&format!("rust-bert's zero-shot (BART-large, {LABELS} labels), {place}"), count, &batches, |ids, mask| {
        // every sentence once with each label; the label's tokens are left out
        let once = || model.forward_t(ids, Some(mask), None, None, None, false).decoder_output;
        (1..LABELS).for_each(|_| drop(once()));
        once()
    });
}
