//! What `analyze` says at its end: what the tables say, for people and for programs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::harness::{Call, Outcome, project};

const TALK: &str =
    "Lena Orsol: We are grateful. Trade should be deepened.\n\nTomas Vell: I am worried about the border.\n";

fn sample(args: &[&str]) -> Outcome {
    Call::analyze().arg(project().join("data/sample").display().to_string()).args(args).run().status(0)
}

fn facts(out: &Outcome) -> Value {
    serde_json::from_str(out.stderr.lines().last().expect("a summary")).expect("JSON")
}

fn number(row: &BTreeMap<String, String>, column: &str) -> Option<f64> {
    row[column].parse().ok()
}

fn near(value: &Value, expected: Option<f64>) -> bool {
    match (value.as_f64(), expected) {
        (Some(x), Some(y)) => (x - y).abs() < 1e-6,
        (x, y) => x.is_none() && y.is_none(),
    }
}

#[test]
fn findings_are_those_of_the_tables() {
    let out = sample(&["--log-format", "json"]);
    let summary = facts(&out);
    let findings = &summary["findings"];
    let mut speakers = out.table("speakers");
    let scored = |row: &BTreeMap<String, String>| row["scored_sentences"].parse::<i64>().expect("a number");
    speakers.sort_by_key(|row| -scored(row));
    let found = findings["speakers"].as_array().expect("a list");
    assert_eq!(found.len(), 8);
    for (found, row) in found.iter().zip(&speakers) {
        assert_eq!(
            (found["speaker"].as_str(), found["sentences"].as_i64()),
            (Some(&*row["speaker"]), Some(scored(row)))
        );
        assert!(near(&found["tone"], number(row, "tone")), "{found} {row:?}");
        let here = if row["tone_low"].is_empty() { "here_" } else { "" };
        for end in ["low", "high"] {
            assert!(near(&found[end], number(row, &format!("tone_{here}{end}"))), "{found} {row:?}");
        }
        let labels: i64 = ["negative", "neutral", "positive"].iter().filter_map(|label| found[*label].as_i64()).sum();
        assert_eq!(labels, scored(row));
    }
    let contrasts = out.table("contrasts");
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    for inference in ["population", "these_documents"] {
        let tested: Vec<_> = contrasts.iter().filter(|r| r["inference"] == inference && !r["p"].is_empty()).collect();
        let pairs: BTreeSet<_> = tested.iter().map(|r| pair(&r["a"], &r["b"])).collect();
        assert_eq!(findings[inference]["tested"].as_u64(), Some(pairs.len() as u64), "{inference}");
        let differ = tested.iter().filter(|r| number(r, "p_holm").is_some_and(|p| p < 0.05));
        let differ: BTreeSet<_> = differ.map(|r| (pair(&r["a"], &r["b"]), r["difference"].clone())).collect();
        let said = findings[inference]["differing"].as_array().expect("a list").iter().flat_map(|said| {
            let names = pair(said["a"].as_str().expect("a name"), said["b"].as_str().expect("a name"));
            let all = said["differences"].as_array().expect("a list").iter();
            all.map(move |d| (names.clone(), format!("{:.6}", d["difference"].as_f64().expect("a number"))))
        });
        assert_eq!(said.collect::<BTreeSet<_>>(), differ, "{inference}");
    }
    let tone =
        contrasts.iter().filter(|r| r["measure"] == "tone" && r["topic"].is_empty() && !r["inference"].is_empty());
    let turned = tone.filter(|r| {
        let both = number(r, "difference").zip(number(r, "standardised_difference"));
        both.is_some_and(|(plain, alike)| plain * alike < 0.0)
    });
    let turned: BTreeSet<_> = turned.map(|r| pair(&r["a"], &r["b"])).collect();
    let said = findings["like_for_like_disagrees"].as_array().expect("a list").iter();
    let said = said.filter(|pair| {
        let both = [&pair["difference"], &pair["standardised_difference"]].map(|d| d.as_f64().expect("a number"));
        both[0] * both[1] < 0.0
    });
    let said: BTreeSet<_> = said.map(|p| pair(p["a"].as_str().expect("a"), p["b"].as_str().expect("b"))).collect();
    assert_eq!(said, turned);
    let namesakes = findings["may_be_one_person"].to_string();
    assert!(namesakes.contains("[\"Lena Orsol\",\"Lena Orssol\"]"), "{namesakes}");
    // lists of persons are no documents that something could be said in
    let documents: Vec<_> = out.table("documents").into_iter().filter(|row| row["status"] != "lists").collect();
    let sum = |column: &str| documents.iter().filter_map(|row| row[column].parse::<u64>().ok()).sum::<u64>();
    assert_eq!(summary["characters"].as_u64(), Some(sum("characters")));
    let aside: u64 =
        summary["characters_set_aside"].as_object().expect("by reason").values().filter_map(Value::as_u64).sum();
    assert_eq!(aside, sum("characters") - sum("spoken_characters"));
}

#[test]
fn a_person_reads_who_sounds_how_and_where_the_files_are() {
    let out = sample(&[]);
    let says = |part: &str| assert!(out.stderr.contains(part), "no {part:?} in\n{}", out.stderr);
    for part in ["Lena Orsol / Lena Orssol", "minus", "set aside, ", "markup ", "tables: out (start with speakers.csv)"]
    {
        says(part);
    }
    let head = out.stderr.lines().position(|line| line.starts_with("speaker ")).expect("a heading");
    let table: Vec<&str> = out.stderr.lines().skip(head).take(9).collect();
    assert!(table[1].starts_with("Lena Orsol ") && table.iter().all(|line| line.chars().count() <= 100), "{table:?}");
    assert!(table[1..].iter().all(|line| line.contains("-·") && line.contains("·+")), "{table:?}");
    assert!(!out.stderr.contains('\u{1b}'), "there is no terminal: {}", out.stderr);
    assert_eq!(out.stderr.contains("report: "), out.path("report.html").is_file());
    let coloured = Call::analyze().input("talk.txt", TALK).env("CLICOLOR_FORCE", "1").run().status(0);
    assert!(coloured.stderr.contains("\u{1b}[38;5;33m█"), "{}", coloured.stderr);
}

#[test]
fn on_very_little_it_says_first_and_once_that_nothing_can_be_tested() {
    let out = Call::analyze().input("talk.txt", TALK).run().status(0);
    let first = out.stderr.lines().next().expect("a line");
    assert!(first.starts_with("nothing can be tested on so little: 2 speakers, 3 sentences, 1 document"), "{first}");
    assert_eq!(out.stderr.matches("tested").count(), 1, "{}", out.stderr);
    assert!(!out.stderr.contains("differ"), "{}", out.stderr);
    let json = Call::analyze().input("talk.txt", TALK).args(&["--log-format", "json"]).run().status(0);
    let findings = &facts(&json)["findings"];
    assert_eq!(findings["not_tested"], "not_tested_few_sentences");
    assert_eq!((&findings["population"]["tested"], &findings["these_documents"]["tested"]), (&0.into(), &0.into()));
}

#[test]
fn what_is_set_aside_is_said_where_it_is_more_than_a_hundredth() {
    let talk = |aside: &str| {
        format!("speaker,text\nLena Orsol,\"{}\"\n,\"{aside}\"\n", "We met in March and spoke of trade. ".repeat(30))
    };
    let little = Call::analyze().input("talk.csv", talk("So it was.")).run().status(0);
    assert!(!little.stderr.contains("speech without a speaker"), "{}", little.stderr);
    let much = Call::analyze().input("talk.csv", talk("So it was, and nobody knows who said it.")).run().status(0);
    much.says(&["speech without a speaker, set aside: 40 characters in 1 document"]).says(&["set aside, "]);
}
