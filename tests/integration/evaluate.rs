//! `rostrum evaluate`: one prediction per gold item, scores that can be redone from them, faults by line.

use crate::harness::{Call, Outcome};

/// Invented sentences with labels for every task.
const GOLD: &str = r#"{"text": "“Olé!” We are deeply grateful to Halmar for its splendid help.", "sentiment": "positive", "sentiment_score": 2.5, "note": 7, "targets": [{"start": 33, "end": 39, "stance": "positive"}], "entities": [{"start": 33, "end": 39, "type": "LOC"}]}
{"text": "The session opens on Monday. Envoy Tarn of Brenn. Halmar disappoints us bitterly.", "sentiment": "neutral", "targets": [{"start": 43, "end": 56, "stance": "negative"}, {"start": 35, "end": 39, "stance": "neutral"}], "topics": []}

{"text": "We welcome the tariff cuts in the Eurasian Economic Union. The weather is fine.", "sentiment_score": 1, "topics": ["eaeu_trade"], "stances": [{"topic": "eaeu_trade", "label": "favor"}, {"proposition": "Customs tariffs should rise.", "label": "against"}]}
{"text": "I condemn this shameful attack on our people.", "sentiment": "negative", "sentiment_score": -3, "topics": ["rivers"]}
"#;

fn evaluate() -> Call {
    Call::command("evaluate").input("gold.jsonl", GOLD).args(&["--predictions", "out/p.csv"]).file("out/other.csv", "")
}

fn predictions(outcome: &Outcome) -> Vec<csv::StringRecord> {
    let text = outcome.text("p");
    csv::Reader::from_reader(text.as_bytes()).records().map(|r| r.expect("a record")).collect()
}

#[test]
fn every_gold_item_has_one_prediction_in_order() {
    let outcome = evaluate().run().status(0).says(&["rivers"]);
    let rows = predictions(&outcome);
    let of = |task: &str| -> Vec<[String; 3]> {
        let rows = rows.iter().filter(|r| &r[1] == task);
        rows.map(|r| [r[0].to_owned(), r[2].to_owned(), r[3].to_owned()]).collect()
    };
    let row = |row: &str, item: &str, gold: &str| [row, item, gold].map(str::to_owned);
    assert_eq!(
        of("sentiment"),
        [row("0", "", "positive"), row("1", "", "neutral"), row("2", "", "1"), row("3", "", "negative")]
    );
    assert_eq!(
        of("targets"),
        [row("0", "33-39", "positive"), row("1", "43-56", "negative"), row("1", "35-39", "neutral")]
    );
    assert_eq!(of("topics").len(), 9, "three rows and three known topics");
    assert_eq!(
        of("stances"),
        [
            row("2", "Economic integration and trade within the Eurasian Economic Union should be deepened.", "favor"),
            row("2", "Customs tariffs should rise.", "against")
        ]
    );
    assert!(of("entities").contains(&row("0", "33-39", "LOC")));
    let found = |r: &&csv::StringRecord| &r[1] == "entities" && &r[2] == "33-39" && !r[4].is_empty();
    assert_eq!(rows.iter().filter(found).count(), 1, "Halmar is found at its characters, not at its bytes");
    for record in rows.iter().filter(|r| !["entities", "topics"].contains(&&r[1])) {
        let sum: f64 = (5..8).map(|i| record[i].parse::<f64>().expect("a probability")).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{record:?}");
    }
    let present = rows.iter().find(|r| &r[1] == "topics" && &r[0] == "2" && &r[2] == "eaeu_trade").expect("a row");
    assert_eq!(&present[4], "1", "it is in the first sentence only");
}

/// A sentence in its turn, told by its place or by the sentence before it, and the same sentence alone.
#[test]
fn topics_are_read_after_what_came_before() {
    let first = "We welcome the tariff cuts in the Eurasian Economic Union.";
    let gold = format!(
        r#"{{"text": "{first}", "document": "d", "turn": 1, "sentence": 4, "topics": ["eaeu_trade"], "topics_in_context": ["eaeu_trade"]}}
{{"text": "They help all of us.", "document": "d", "turn": 1, "sentence": 5, "topics": [], "topics_in_context": ["eaeu_trade"]}}
{{"text": "They help all of us.", "previous": "{first}", "topics": ["eaeu_trade"]}}
{{"text": "They help all of us.", "document": "d", "turn": 2, "sentence": 5, "topics": []}}
"#
    );
    let call = Call::command("evaluate").input("gold.jsonl", &gold).args(&["--predictions", "out/p.csv"]);
    let outcome = call.file("out/other.csv", "").run().status(0);
    let rows = predictions(&outcome);
    let probability = |row: &str, task: &str| -> f64 {
        let found = rows.iter().find(|r| &r[0] == row && &r[1] == task && &r[2] == "eaeu_trade");
        found.and_then(|r| r[7].parse().ok()).expect("a prediction")
    };
    assert!(probability("1", "topics") > probability("1", "topics_alone"));
    assert_eq!(probability("2", "topics"), probability("1", "topics"));
    assert_eq!(probability("3", "topics"), probability("1", "topics_alone"));
    assert_eq!(probability("0", "topics"), probability("0", "topics_alone"));
    let alone = rows.iter().filter(|r| &r[1] == "topics_alone").count();
    assert_eq!(alone, 6, "two rows tell these apart, three known topics");
}

#[test]
fn scores_can_be_redone_from_the_predictions() {
    let outcome = evaluate().args(&["--format", "json"]).run().status(0);
    let report: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let score = |task: &str, measure: &str, label: &str| {
        let all = report["scores"].as_array().expect("a list").iter();
        let found = all.filter(|s| s["task"] == task && s["measure"] == measure && s["label"] == label);
        found.map(|s| s["value"].clone()).next().expect("a score")
    };
    let rows = predictions(&outcome);
    for task in ["sentiment", "targets", "stances"] {
        let labelled: Vec<_> = rows.iter().filter(|r| &r[1] == task && r[3].parse::<f64>().is_err()).collect();
        let right = labelled.iter().filter(|r| r[3] == r[4]).count() as f64 / labelled.len() as f64;
        assert_eq!(score(task, "accuracy", ""), right, "{task}");
    }
    assert!(score("sentiment", "spearman", "").is_number());
    assert_eq!(report["rows"], 4);
    assert!(score("topics", "recall", "normalisation").is_null(), "no gold, no recall");
}

#[test]
fn the_seed_moves_intervals_only_and_threads_nothing() {
    let run = |args: &[&str]| {
        let outcome = evaluate().args(&["--format", "json"]).args(args).run().status(0);
        let report: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
        let values: Vec<_> = report["scores"].as_array().expect("a list").iter().map(|s| s["value"].clone()).collect();
        (values, outcome.text("p"), outcome.stdout)
    };
    let (first, other, again) = (run(&["--threads", "1"]), run(&["--seed", "9"]), run(&["--threads", "3"]));
    assert_eq!(first, again);
    assert_eq!((&first.0, &first.1), (&other.0, &other.1));
}

#[test]
fn faults_name_the_line() {
    let fault = |gold: &str, says: &str| {
        Call::command("evaluate").input("gold.jsonl", gold).run().status(1).says(&[says]);
    };
    fault("", "gold.jsonl: the file is empty");
    fault("{\"text\": \"a\"}\n{\"text\": 3}", "gold.jsonl, line 2: ");
    fault("{\"text\": \"a\", \"sentiment\": \"good\"}", "line 1: unknown variant `good`");
    fault("{\"text\": \"añb\", \"targets\": [{\"start\": 1, \"end\": 4, \"stance\": \"neutral\"}]}", "target 1-4");
    fault("{\"text\": \"a\", \"stances\": [{\"label\": \"favor\"}]}", "neither");
    Call::command("evaluate")
        .input("gold.jsonl", "{\"text\": \"a\", \"stances\": [{\"topic\": \"rivers\", \"label\": \"favor\"}]}")
        .run()
        .status(2)
        .says(&["\"rivers\""]);
    evaluate().file("out/p.csv", "mine").run().status(2).says(&["--force"]);
    Call::command("evaluate").input("gold.jsonl", "{\"text\": \"\", \"sentiment\": \"neutral\"}").run().status(0);
}
