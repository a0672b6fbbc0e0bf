//! `rostrum explain`: the sentences behind a number, the number made again, and refusals that say what to do.

use sha2::{Digest, Sha256};

use crate::harness::{Call, Outcome, project};

fn talk() -> Outcome {
    let rows = "speaker,text,document\nLena Orsol,\"We are very grateful to Halmar. This is a shameful disaster. \
        Trade within the Eurasian Economic Union should be deepened. Halmar is splendid. We meet on Monday. 12.\",a\n\
        SPEAKER_00,Halmar disappoints us bitterly.,a\nSPEAKER_00,We are happy in Halmar.,b\n@tomas_vell,I am worried. Halmar is far.,b\n";
    Call::analyze().input("talk.csv", rows).run().status(0)
}

fn tone(out: &Outcome) -> String {
    let orsol = out.table("speakers").into_iter().find(|s| s["speaker"] == "Lena Orsol").expect("she speaks");
    orsol["tone"].clone()
}

fn explain(out: Outcome, args: &[&str]) -> Outcome {
    out.then("explain").arg("out").args(args).run()
}

/// Puts the present hash of a table into datapackage.json, as somebody would who edits both.
pub fn reseal(out: &Outcome, table: &str) {
    let mut package = crate::package::package(out);
    let hash: String = Sha256::digest(out.text(table).as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    let resources = package["resources"].as_array_mut().expect("a list");
    resources.retain(|r| r["name"] != table);
    resources.push(serde_json::json!({ "name": table, "format": "csv", "hash": format!("sha256:{hash}") }));
    std::fs::write(out.path("datapackage.json"), package.to_string()).expect("it can be written");
}

#[test]
fn every_number_of_the_sample_is_the_same_again() {
    let sample = project().join("data/sample");
    let mut out = Call::analyze().arg(sample.to_str().expect("UTF-8")).run().status(0);
    let speakers = out.table("speakers");
    let topics = out.table("speaker_topics");
    let targets: Vec<_> = out.table("speaker_targets").into_iter().step_by(7).collect();
    let whose = |row: &std::collections::BTreeMap<String, String>| {
        let mut args = vec!["--speaker".to_owned(), row["speaker"].clone()];
        if !row["document"].is_empty() {
            args.extend(["--document".to_owned(), row["document"].clone()]);
        }
        args
    };
    let mut calls: Vec<Vec<String>> = speakers.iter().map(whose).collect();
    calls.extend(topics.iter().map(|r| [whose(r), vec!["--topic".to_owned(), r["topic"].clone()]].concat()));
    calls.extend(targets.iter().map(|r| [whose(r), vec!["--target".to_owned(), r["entity"].clone()]].concat()));
    for args in calls {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        out = explain(out, &args).status(0);
        assert!(out.stdout.contains("the same") && !out.stdout.contains("DIFFERENT"), "{args:?}: {}", out.stdout);
    }
}

#[test]
fn both_ends_the_middle_and_the_least_sure_are_shown_and_all_are_counted() {
    let out = talk();
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let mut own: Vec<_> = out
        .table("sentences")
        .into_iter()
        .filter(|s| s["speaker"] == "Lena Orsol" && !s["valence"].is_empty())
        .collect();
    own.sort_by(|a, b| number(&b["valence"]).total_cmp(&number(&a["valence"])));
    let tone = tone(&out);
    let out = explain(out, &["--speaker", "lena orsol", "--limit", "4"]).status(0);
    let shown = &out.stdout;
    let at = |text: &str| shown.find(text).unwrap_or_else(|| panic!("no {text} in {shown}"));
    // of five the second and the fourth are left for the middle's neighbour and the least sure
    let headings = ["the highest\n", "the lowest\n", "in the middle", "least sure"].map(at);
    assert!(headings.is_sorted(), "{shown}");
    assert!((headings[0]..headings[1]).contains(&at(&own[0]["valence"])), "{shown}");
    assert!((headings[1]..headings[2]).contains(&at(&own[4]["valence"])), "{shown}");
    assert!((headings[2]..headings[3]).contains(&at(&own[2]["valence"])), "{shown}");
    let sure = |s: &std::collections::BTreeMap<String, String>| {
        ["negative", "neutral", "positive"].into_iter().map(|label| number(&s[label])).fold(0.0, f64::max)
    };
    let least = if sure(&own[1]) < sure(&own[3]) { &own[1] } else { &own[3] };
    assert!(at(&least["valence"]) > headings[3] && shown.contains(&format!("{:.6})", sure(least))), "{shown}");
    assert!(shown.contains("5 values, 4 of them shown") && shown.matches(&tone).count() >= 2, "{shown}");
    assert!(shown.contains(&format!("talk.csv#a:1:{}", own[0]["sentence"])), "{shown}");
    let all = explain(out, &["--speaker", "lena orsol"]).status(0).stdout;
    assert!(all.contains("5 values\nall, the highest first\n") && !all.contains("the lowest"), "{all}");
}

#[test]
fn labels_are_told_apart_by_their_document_and_guarded_names_are_found() {
    let out = explain(talk(), &["--speaker", "SPEAKER_00"]).status(2);
    let out = out.says(&["error: ", "--document", "talk.csv#a, talk.csv#b"]);
    let out = explain(out, &["--speaker", "SPEAKER_00", "--document", "talk.csv#b", "--target", "halmar"]).status(0);
    assert!(out.stdout.contains("1 value") && out.stdout.contains("happy"), "{}", out.stdout);
    let out =
        explain(out, &["--speaker", "Lena Orsol", "--document", "talk.csv#a"]).status(2).says(&["leave --document"]);
    let out = explain(out, &["--speaker", "@tomas_vell"]).status(0);
    assert!(out.stdout.starts_with("@tomas_vell, tone"), "{}", out.stdout);
}

#[test]
fn a_number_that_is_not_the_same_again_is_named() {
    let out = talk();
    let tone = tone(&out);
    let edited = out.text("speakers").replacen(&tone, "0.123456", 1);
    std::fs::write(out.path("speakers.csv"), edited).expect("it can be written");
    let out = explain(out, &["--speaker", "Lena Orsol"]).status(2).says(&["error: out/speakers.csv: was changed"]);
    reseal(&out, "speakers");
    let out = explain(out, &["--speaker", "Lena Orsol"]).status(1);
    let out = out.says(&["error: tone is 0.123456 in speakers.csv", &format!("{tone} from sentences.csv")]);
    assert!(out.stdout.contains("DIFFERENT"));
}

#[test]
fn what_cannot_be_relied_on_is_refused_in_one_line() {
    let refused = |out: Outcome, args: &[&str], parts: &[&str]| {
        let out = explain(out, args).status(2).says(parts);
        assert_eq!(out.stderr.lines().count(), 1, "{}", out.stderr);
        assert!(out.stdout.is_empty());
        out
    };
    let orsol = ["--speaker", "Lena Orsol"];
    let out = refused(talk(), &["--speaker", "Lena Orsl"], &["no speaker \"Lena Orsl\"; nearest: Lena Orsol"]);
    let out = refused(out, &["--speaker", "Lena Orsol", "--topic", "rivers"], &["no topic \"rivers\"", "eaeu_trade"]);
    let out = refused(out, &["--speaker", "Lena Orsol", "--target", "Halma"], &["\"Halma\"; nearest: Halmar"]);
    std::fs::remove_file(out.path("sentences.csv")).expect("it was there");
    let out = refused(out, &orsol, &["out/sentences.csv: the table is missing"]);
    let run = out.facts().to_string();
    std::fs::remove_file(out.path("datapackage.json")).expect("it was there");
    let out = refused(out, &orsol, &["out: has no datapackage.json", "another version"]);
    let version = format!("\"{}\"", env!("CARGO_PKG_VERSION"));
    std::fs::write(out.path("run.json"), run.replace(&version, "\"0.0.1\"")).expect("it can be written");
    let out = refused(out, &orsol, &["out: written by rostrum 0.0.1, this is"]);
    std::fs::remove_file(out.path("run.json")).expect("it was there");
    let out = refused(out, &orsol, &["out: has no run.json", "rostrum analyze"]);
    let again = out.then("explain").args(&["nowhere", "--speaker", "A"]).run().status(2).says(&["nowhere: has no run"]);
    again.then("compare").args(&["nowhere", "A", "B"]).run().status(2).says(&["nowhere: has no run.json"]);
}
