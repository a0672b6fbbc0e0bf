//! `rostrum models` and `rostrum doctor`: what is built in, and whether it works here.

use safetensors::SafeTensors;
use sha2::Digest;

use crate::harness::{Call, project};

#[test]
fn models_says_what_is_built_in_and_how_good_it_is() {
    let outcome = Call::command("models").run().status(0);
    let manifest: serde_json::Value =
        serde_json::from_str(include_str!("../../models/model.json")).expect("the manifest is JSON");
    for file in manifest["files"].as_array().expect("a list") {
        assert!(outcome.stdout.contains(file["sha256"].as_str().expect("a hash")));
    }
    for part in ["licence", "negative, neutral, positive", "B-PER", "eaeu_trade", "macro_f1", "CrossNER"] {
        assert!(outcome.stdout.contains(part), "{part} in\n{}", outcome.stdout);
    }
}

#[test]
fn doctor_finds_a_sound_model_sound() {
    let outcome = Call::command("doctor").args(&["--threads", "2"]).run().status(0);
    assert_eq!(outcome.stdout.lines().filter(|line| line.starts_with("ok ")).count(), 5, "{}", outcome.stdout);
}

/// The whole program against PyTorch, which computes as under the quantisation that the weights were learnt for, on the
/// invented sentences: tokens, casing, encoder, heads.
#[test]
fn probabilities_are_those_of_pytorch() {
    let labelled = include_str!("../../data/labelled.jsonl");
    let outcome = Call::command("evaluate")
        .input("labelled.jsonl", labelled)
        .args(&["--predictions", "out/p.csv"])
        .file("out/other.csv", "")
        .run()
        .status(0);
    let table = outcome.text("p");
    let ours: Vec<csv::StringRecord> =
        csv::Reader::from_reader(table.as_bytes()).records().map(|r| r.expect("a record")).collect();
    let reference = include_str!("../reference/pytorch/predictions.jsonl");
    let mut differences = Vec::new();
    for line in reference.lines() {
        let theirs: serde_json::Value = serde_json::from_str(line).expect("a line of the reference");
        let is_same = |r: &&csv::StringRecord| {
            theirs["row"] == r[0].parse::<u64>().expect("a row") && theirs["task"] == r[1] && theirs["item"] == r[2]
        };
        let ours = ours.iter().find(is_same).unwrap_or_else(|| panic!("no prediction for {line}"));
        let theirs = theirs["p"].as_array().expect("probabilities");
        // topics have only the last column
        for (column, p) in (8 - theirs.len()..).zip(theirs) {
            let p = p.as_f64().expect("a probability");
            let found: f64 = ours[column].parse().expect("a probability");
            differences.push((found - p).abs());
        }
    }
    assert!(differences.len() > 80, "{} probabilities compared", differences.len());
    let largest = differences.iter().copied().fold(0.0, f64::max);
    let mean = differences.iter().sum::<f64>() / differences.len() as f64;
    // what rounding an activation the other way costs; a wrong token or head costs tenths
    assert!(largest <= 0.02 && mean <= 0.003, "largest difference {largest}, mean {mean}");
}

/// The files of the built-in model in a folder, its encoder in two parts, as `--model` takes them.
fn in_a_folder(call: Call) -> Call {
    with_heads(call, |heads| heads)
}

/// The same with other heads.
fn with_heads(call: Call, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Call {
    let models = project().join("models");
    let read = |name: &str| std::fs::read(models.join(name)).expect("a file of the model");
    let mut manifest: serde_json::Value = serde_json::from_slice(&read("model.json")).expect("the manifest is JSON");
    let encoder = read("encoder.onnx");
    let (first, second) = encoder.split_at(encoder.len() / 2);
    let hashed = |name: &str, bytes: &[u8]| serde_json::json!({"name": name, "sha256": sha256(bytes)});
    let (heads, tokenizer) = (change(read("heads.safetensors")), read("tokenizer.json"));
    manifest["name"] = "twin".into();
    manifest["files"] = serde_json::json!([
        hashed("encoder.onnx.1", first),
        hashed("encoder.onnx.2", second),
        hashed("heads.safetensors", &heads),
        hashed("tokenizer.json", &tokenizer),
    ]);
    call.file("twin/model.json", manifest.to_string())
        .file("twin/encoder.onnx.1", first)
        .file("twin/encoder.onnx.2", second)
        .file("twin/heads.safetensors", heads)
        .file("twin/tokenizer.json", tokenizer)
}

fn sha256(bytes: &[u8]) -> String {
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

const TALK: &str = "Lena Orsol: We thank Brenn for its help.\nTomas Vell: The tariff is a disgrace.\n";

#[test]
fn a_model_in_a_folder_takes_the_place_of_the_one_inside() {
    let inside = Call::analyze().input("talk.txt", TALK).run().status(0);
    let outside = in_a_folder(Call::analyze()).input("talk.txt", TALK).args(&["--model", "twin"]).run().status(0);
    assert_eq!(outside.text("sentences"), inside.text("sentences"));
    let facts = outside.facts();
    assert_eq!(facts["model"]["name"], "twin");
    assert_eq!(facts["model"]["files"].as_array().map(Vec::len), Some(4));
    let described = in_a_folder(Call::command("models")).args(&["--model", "twin"]).run().status(0);
    assert!(described.stdout.contains("twin") && described.stdout.contains("encoder.onnx.2"), "{}", described.stdout);
}

/// Its weights score, not those inside: a head of zeros knows nothing.
#[test]
fn a_model_in_a_folder_scores_with_its_own_weights() {
    let without_tone = |mut heads: Vec<u8>| {
        let (header, tensors) = SafeTensors::read_metadata(&heads).expect("it is safetensors");
        for name in ["sentiment.second.weight", "sentiment.second.bias"] {
            let (from, to) = tensors.info(name).expect("the head").data_offsets;
            heads[8 + header..][from..to].fill(0);
        }
        heads
    };
    let out = with_heads(Call::analyze(), without_tone).input("talk.txt", TALK).args(&["--model", "twin"]).run();
    let rows = out.status(0).table("sentences");
    assert_eq!(rows.len(), 2);
    for row in rows {
        assert!(["negative", "neutral", "positive"].iter().all(|class| row[*class].starts_with("0.33333")), "{row:?}");
    }
}

#[test]
fn a_model_in_a_folder_that_is_not_whole_is_refused() {
    let run = |call: Call| call.input("talk.txt", TALK).args(&["--model", "twin"]).run().status(2);
    run(in_a_folder(Call::analyze()).file("twin/encoder.onnx.2", "other")).says(&["twin/encoder.onnx.2", "SHA-256"]);
    run(in_a_folder(Call::analyze()).remove("twin/tokenizer.json")).says(&["twin/tokenizer.json"]);
    run(Call::analyze()).says(&["--model twin", "no model.json in"]);
}
