//! `rostrum score` and `analyze --scores`: the tables are those of one run, and what is lacking is named before anything is written.

use std::collections::BTreeMap;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::harness::{Call, Outcome, project};

fn sample() -> String {
    project().join("data/sample").to_str().expect("UTF-8").to_owned()
}

/// Every table of a folder, and what describes them.
fn tables(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let tables = files.filter(|path| !path.ends_with("run.json") && !path.ends_with("resume.bin"));
    tables.map(|path| (path.display().to_string(), std::fs::read(&path).expect("a file"))).map(named).collect()
}

fn named((path, bytes): (String, Vec<u8>)) -> (String, Vec<u8>) {
    (path.rsplit('/').next().unwrap_or_default().to_owned(), bytes)
}

fn analyze(out: Outcome, args: &[&str]) -> Outcome {
    out.then("analyze").args(args).run()
}

fn run_json(out: &Outcome, folder: &str) -> serde_json::Value {
    let text = std::fs::read_to_string(out.path("..").join(folder).join("run.json")).expect("the facts");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn parts_scored_apart_give_the_tables_of_one_run() {
    let sample = sample();
    let whole = Call::analyze().arg(&sample).run().status(0);
    let expected = tables(&whole.path(""));
    let mut out = whole;
    // three parts, one of them twice, in two folders; the second call of a kind finds everything there
    let part = |ending: &str| format!("{sample}/*.{ending}");
    for (inputs, scores, said) in [
        (part("txt"), "scores/a", "sentences in"),
        (part("txt"), "scores/a", "scored already"),
        (part("txt"), "scores/b", "sentences in"),
        (part("[!t]*"), "scores/b", "sentences in"),
    ] {
        out = out.then("score").args(&[&inputs, "--scores", scores, "--threads", "2"]).run().status(0).says(&[said]);
    }
    let out = analyze(out, &[&sample, "--scores", "scores/a", "--scores", "scores/b", "--out", "apart"]).status(0);
    assert_eq!(tables(&out.path("../apart")), expected);
    let (one, other) = (run_json(&out, "out"), run_json(&out, "apart"));
    for fact in ["model", "engine", "task_models", "topics", "counts", "machine"] {
        assert_eq!(one[fact], other[fact], "{fact}");
    }
    assert_eq!(one["machine"]["scored_on"].as_array().map(Vec::len), Some(1));
    // what was made without a model is gone on with as any other run, and the other way round
    let out = analyze(out, &[&sample, "--out", "apart", "--resume"]).status(0).says(&["scored by an earlier run: 17"]);
    let out = analyze(out, &[&sample, "--out", "out", "--resume", "--scores", "scores"]).status(0);
    assert_eq!(tables(&out.path("../apart")), expected);
    assert_eq!(tables(&out.path("")), expected);
}

const TALK: &str = "Lena Orsol: We are glad to be here. Thank you.\n\nTomas Vell: The road is closed.\n";

#[test]
fn what_is_lacking_is_named_and_nothing_is_written() {
    let call = Call::command("score").file("in/a.txt", TALK).file("in/b.txt", TALK.replace("road", "lane"));
    let call = call.file("in/empty.txt", "").args(&["in", "--scores", "scores"]);
    let out = call.run().status(1).says(&["error: ", "empty.txt"]);
    let finish = ["in", "--scores", "scores", "--out", "out"];
    let out = analyze(out, &finish).status(1).says(&["error: ", "empty.txt"]);
    let out = out.then("analyze").file("in/b.txt", TALK.replace("road", "path")).args(&finish).arg("--force").run();
    let out = out.status(2).says(&["error: scores: ", "1 document: b.txt (scored as another text", "rostrum score"]);
    assert!(out.text("documents").contains("b.txt"), "earlier results are as they were");
    let out = out.then("analyze").file("in/c.txt", TALK.replace("road", "way")).args(&finish).arg("--force").run();
    let out = out.status(2).says(&["2 documents: b.txt", "c.txt (not scored)"]);
    let out = out.then("analyze").file("in/empty.txt", TALK.replace("road", "door")).args(&finish).arg("--force").run();
    let out = out.status(2).says(&["3 documents", "empty.txt (", "the file is empty"]);
    let topics = project().join("data/topics.toml");
    let topics = std::fs::read_to_string(topics).expect("the topics").replace("customs", "custom");
    let call =
        out.then("analyze").file("topics.toml", topics).args(&finish).args(&["--force", "--topics", "topics.toml"]);
    let out = call.run().status(2).says(&["scores for other topics only", "eaeu_trade"]);
    let out = analyze(out, &["in", "--scores", "none", "--out", "other"]).status(1).says(&["none: no such"]);
    let out = analyze(out, &["in", "--scores", "in", "--out", "other"]).status(2).says(&["in: holds no scores"]);
    assert!(!out.path("../other").join("speakers.csv").exists());
    let out = out.then("score").args(&["in", "--scores", "scores"]).run().status(0).says(&["1 were scored already"]);
    analyze(out, &finish).status(2).says(&["--force"]);
}

#[test]
fn damaged_files_of_scores_are_refused() {
    let out = Call::command("score").input("a.txt", TALK).args(&["--scores", "scores"]).run().status(0);
    let scores = out.path("").with_file_name("scores");
    let file = std::fs::read_dir(&scores).expect("a folder").next().expect("a file").expect("a file").path();
    let bytes = std::fs::read(&file).expect("scores");
    let expected = tables(&Call::analyze().input("a.txt", TALK).run().status(0).path(""));
    for at in [100, bytes.len() / 3, bytes.len() / 2] {
        let mut bytes = bytes.clone();
        bytes[at] ^= 1;
        std::fs::write(&file, bytes).expect("writes");
        let call = Call::analyze().input("a.txt", TALK).arg("--scores").arg(scores.to_str().expect("UTF-8"));
        let run = call.run();
        if run.status == 0 {
            // a byte that nothing depends on
            assert_eq!(tables(&run.path("")), expected, "byte {at}");
        } else {
            assert!(run.stderr.contains("scores"), "byte {at}: {}", run.stderr);
        }
    }
}

/// What a sentence is decides what is scored, and files of scores say nothing of the rules by which it was found.
#[test]
fn sentences_are_what_the_version_of_scoring_says() {
    let out = Call::analyze().arg(sample()).run().status(0);
    let mut hash = Sha256::new();
    for row in out.table("sentences") {
        for column in ["document", "turn", "sentence", "text"] {
            hash.update(&row[column]);
            hash.update([0]);
        }
    }
    let found: String = hash.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        found, "abeb7ac78b78c937",
        "the sentences of data/sample are others than those of version 1; where the rules of splitting changed, SCORING in \
         src/run/record.rs goes up, and this is the new value"
    );
}
