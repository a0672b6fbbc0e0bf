//! `rostrum validate`: codes of a drawn sample against the scores, and figures corrected by them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rostrum::internals::validate::SUPPLEMENTS;

use crate::harness::{Call, Outcome, Rows};
use crate::package::package;

#[path = "../tools/simulation.rs"]
mod simulation;

const GOOD: [&str; 4] = [
    "We are grateful for the help of Halmar",
    "The new harbour is a great success",
    "Our friends in Brenn deserve our thanks",
    "I am proud of what the workers achieved",
];
const BAD: [&str; 4] = [
    "The attack on the convoy was a crime",
    "This crisis has ruined many families",
    "I am deeply worried about the border",
    "The talks in Varsia were a failure",
];
const PLAIN: [&str; 4] = [
    "The session begins at nine",
    "Halmar has two ports and one airport",
    "The next item is the budget of the assembly",
    "A working group meets on Monday",
];
const ENDS: [&str; 3] = ["this year", "as you know", "in my view"];
const SPEAKERS: [(&str, &str); 3] = [("Lena Orsol", "Halmar"), ("Tomas Vell", "Varsia"), ("Nadia Brenk", "Varsia")];
const DOCUMENTS: usize = 6;
/// Sentences of a speaker in a document.
const SENTENCES: usize = 9;

/// Three speakers in six documents, who differ in what they say most.
fn talk() -> String {
    let mut rows = "document,speaker,group,event,text\n".to_owned();
    for document in 0..DOCUMENTS {
        for (who, (speaker, group)) in SPEAKERS.iter().enumerate() {
            let sentence = |i: usize| {
                let at = document * 31 + who * 17 + i * 7;
                let kind = [&GOOD, &PLAIN, &BAD][(i + at / 5 + usize::from(i.is_multiple_of(4)) * who) % 3];
                format!("{} {}.", kind[at % 4], ENDS[(at / 4) % 3])
            };
            let text: Vec<String> = (0..SENTENCES).map(sentence).collect();
            rows.push_str(&format!(
                "meeting {document},{speaker},{group},day {},\"{}\"\n",
                document % 3,
                text.join(" ")
            ));
        }
    }
    rows
}

/// An analysed corpus with a sample of it, not coded yet.
fn drawn(n: &str) -> Outcome {
    let out = Call::analyze().input("talk.csv", talk()).run().status(0);
    out.then("sample").args(&["out", "--n", n, "--coders", "ada,ben", "--out", "coding"]).run().status(0)
}

fn folder(out: &Outcome) -> PathBuf {
    out.path("..").join("coding")
}

/// What somebody would code who goes by the words.
fn by_words(text: &str) -> &'static str {
    match () {
        () if GOOD.iter().any(|start| text.starts_with(start)) => "positive",
        () if BAD.iter().any(|start| text.starts_with(start)) => "negative",
        () => "neutral",
    }
}

/// Fills the sheet of a coder.
fn fill(folder: &Path, coder: &str, code: impl Fn(usize, &str) -> &'static str) {
    let path = folder.join(format!("sheet_{coder}.csv"));
    let text = std::fs::read_to_string(&path).expect("a sheet");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().expect("a header").clone();
    let place = |name: &str| header.iter().position(|column| column == name).expect("a column");
    let mut writer = csv::Writer::from_path(&path).expect("it can be written");
    writer.write_record(&header).expect("a header");
    for (at, row) in reader.records().enumerate() {
        let row = row.expect("a row");
        let mut cells: Vec<&str> = row.iter().collect();
        cells[place("code")] = code(at, &row[place("text")]);
        writer.write_record(&cells).expect("a row");
    }
    writer.flush().expect("it can be written");
}

/// Two coders who differ about every ninth sentence.
fn coded(n: &str) -> Outcome {
    let out = drawn(n);
    fill(&folder(&out), "ada", |_, text| by_words(text));
    fill(&folder(&out), "ben", |at, text| if at % 9 == 4 { "neutral" } else { by_words(text) });
    out
}

fn validate(out: Outcome, args: &[&str]) -> Outcome {
    out.then("validate").args(&["out", "coding"]).args(args).run()
}

fn row<'a>(rows: &'a Rows, wanted: &[(&str, &str)]) -> &'a BTreeMap<String, String> {
    rows.iter().find(|row| wanted.iter().all(|(column, cell)| row[*column] == *cell)).expect("such a row")
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().expect("a number")
}

#[test]
fn the_naive_figures_are_those_of_the_tables_and_the_others_are_around_the_truth() {
    let out = validate(coded("90"), &[]).status(0);
    let (corrected, speakers) = (out.table("corrected"), out.table("speakers"));
    for (speaker, _) in SPEAKERS {
        let table = row(&speakers, &[("speaker", speaker)]);
        for measure in ["tone", "negative_mass", "neutral_mass", "positive_mass"] {
            let found = row(&corrected, &[("level", "speaker"), ("speaker", speaker), ("measure", measure)]);
            for (own, theirs) in [("naive", ""), ("naive_low", "_low"), ("naive_high", "_high")] {
                assert_eq!(found[own], table[&format!("{measure}{theirs}")], "{speaker}, {measure}");
            }
            assert_eq!(found["items"], table["scored_sentences"]);
            assert!(number(found, "low") <= number(found, "corrected"), "{found:?}");
            assert!(number(found, "corrected") <= number(found, "high"), "{found:?}");
            assert!(number(found, "here_high") - number(found, "here_low") > 0.0, "{found:?}");
            assert_eq!((found["coded"].as_str(), found["inference"].as_str()), ("30", "population"));
        }
        let tone = row(&corrected, &[("speaker", speaker), ("measure", "tone")]);
        // what the coders would say of every sentence, which the interval for these sentences is about
        let own: Vec<f64> = (out.table("sentences").iter())
            .filter(|s| s["speaker"] == speaker)
            .map(|s| match by_words(&s["text"]) {
                "positive" => 1.0,
                "negative" => -1.0,
                _ => 0.0,
            })
            .collect();
        let truth = own.iter().sum::<f64>() / own.len() as f64;
        assert!((number(tone, "corrected") - truth).abs() < 0.15, "{speaker}: {truth} {tone:?}");
    }
    let groups: Vec<&str> = corrected.iter().filter(|r| r["level"] == "group").map(|r| r["speaker"].as_str()).collect();
    assert_eq!(groups[..2], ["Halmar", "Varsia"]);
    let alone = row(&corrected, &[("speaker", "Lena Orsol"), ("measure", "tone")]);
    let group = row(&corrected, &[("speaker", "Halmar"), ("measure", "tone")]);
    assert_eq!(alone["corrected"], group["corrected"], "a group of one");
    assert_eq!((group["low"].as_str(), group["naive_low"].as_str()), ("", ""), "and nothing of others of the group");
    assert!(group["note"].contains("under_5_documents_or_speakers"), "{group:?}");
    assert!(out.stdout.contains("ada, ben agree on") && out.stdout.contains("alpha"), "{}", out.stdout);
    assert_eq!(out.table("corrected_contrasts").len(), 4 * (3 + 1));
    assert_eq!(out.table("errors").len(), 4);
}

/// Six documents of three events are three clusters, of which no interval for others is made.
#[test]
fn documents_of_one_event_are_one_cluster() {
    let out = Call::analyze().input("talk.csv", talk()).args(&["--cluster", "event"]).run().status(0);
    let out = out.then("sample").args(&["out", "--n", "90", "--coders", "ada", "--out", "coding"]).run().status(0);
    fill(&folder(&out), "ada", |at, text| if at % 9 == 4 { "neutral" } else { by_words(text) });
    let out = validate(out, &[]).status(0);
    for found in out.table("corrected") {
        assert!(found["low"].is_empty() && !found["here_low"].is_empty(), "{found:?}");
        assert!(found["naive_low"].is_empty() && found["note"].contains("under_5_documents"), "{found:?}");
    }
}

/// Every sentence coded: nothing is left to chance, and the figure is the mean of the codes.
#[test]
fn where_every_sentence_is_coded_these_sentences_are_certain() {
    let out = validate(coded("100000"), &["--target", "these"]).status(0);
    for found in out.table("corrected").iter().filter(|r| r["level"] == "speaker") {
        assert_eq!(found["items"], found["coded"]);
        assert_eq!(found["here_low"], found["corrected"]);
        assert_eq!(found["here_high"], found["corrected"]);
        assert_eq!(found["coders_only"], found["corrected"]);
        assert_eq!(found["error"], "");
    }
    let confusion = out.table("confusion");
    let items: f64 = confusion.iter().filter(|r| r["level"] == "all").map(|r| number(r, "items")).sum();
    assert!((items - (DOCUMENTS * SENTENCES * SPEAKERS.len()) as f64).abs() < 1e-6, "{items}");
}

#[test]
fn its_tables_stand_beside_the_others_and_a_new_run_takes_them_away() {
    let out = coded("90");
    let before = std::fs::read_to_string(out.path("datapackage.json")).expect("it is there");
    let out = validate(out, &[]).status(0);
    let after = std::fs::read_to_string(out.path("datapackage.json")).expect("it is there");
    let (tables, _) = before.split_once("\n  ],\n").expect("the end of the list");
    assert!(after.starts_with(tables), "the other entries stay as they are");
    let described = package(&out);
    for name in SUPPLEMENTS {
        let resources = described["resources"].as_array().expect("a list");
        let resource = resources.iter().find(|r| r["name"] == *name).expect("it is described");
        assert_eq!(resource["rows"], out.table(name).len());
        for field in resource["schema"]["fields"].as_array().expect("columns") {
            let place = format!("{name}.{}", field["name"]);
            assert!(field["description"].as_str().is_some_and(|d| !d.is_empty()), "{place}");
            let bounds = &field["constraints"];
            let ranged = bounds["minimum"].is_number() && bounds["maximum"].is_number();
            assert!(field["type"] != "number" || ranged || field["rostrum:unit"].is_string(), "{place}");
            for row in out.table(name) {
                let cell = &row[field["name"].as_str().expect("a name")];
                assert!(!cell.is_empty() || field["rostrum:empty"].is_string(), "{place} is empty");
                if let Ok(value) = cell.parse::<f64>() {
                    assert!(bounds["minimum"].as_f64().is_none_or(|low| low <= value), "{place}: {cell}");
                    assert!(bounds["maximum"].as_f64().is_none_or(|high| value <= high), "{place}: {cell}");
                }
            }
        }
    }
    let first: Vec<String> = SUPPLEMENTS.iter().map(|name| out.text(name)).collect();
    let out = validate(out, &[]).status(0);
    assert_eq!(first, SUPPLEMENTS.iter().map(|name| out.text(name)).collect::<Vec<_>>(), "the same again");
    assert_eq!(std::fs::read_to_string(out.path("datapackage.json")).expect("it is there"), after);
    let out = out.then("explain").args(&["out", "--speaker", "Lena Orsol"]).run().status(0);
    let out = out.then("analyze").args(&["--out", "out", "--force", "talk.csv"]).run().status(0);
    assert_eq!(std::fs::read_to_string(out.path("datapackage.json")).expect("it is there"), before);
    assert!(SUPPLEMENTS.iter().all(|name| !out.path(&format!("{name}.csv")).exists()), "of an earlier run");
    validate(out, &[]).status(0);
}

#[test]
fn a_folder_of_its_own_and_files_of_others() {
    let out = validate(coded("90"), &["--out", "found"]).status(0);
    assert!(!out.path("corrected.csv").exists());
    let found = out.path("..").join("found");
    assert!(found.join("datapackage.json").exists() && found.join("corrected.csv").exists());
    std::fs::write(out.path("corrected.csv"), "mine").expect("it can be written");
    let out = validate(out, &[]).status(2).says(&["error: out/corrected.csv: is not a result of rostrum"]);
    assert_eq!(std::fs::read_to_string(out.path("corrected.csv")).expect("it is there"), "mine");
    assert!(!out.path("agreement.csv").exists());
}

/// What a sample says of one member is not said of the group.
#[test]
fn a_group_is_corrected_where_everybody_of_it_is_in_the_sample() {
    let draw = ["out", "--n", "60", "--coders", "ada", "--out", "coding", "--speakers", "Lena Orsol,Tomas Vell"];
    let out = Call::analyze().input("talk.csv", talk()).run().status(0).then("sample").args(&draw).run().status(0);
    fill(&folder(&out), "ada", |_, text| by_words(text));
    let out = validate(out, &[]).status(0);
    let corrected = out.table("corrected");
    let groups: Vec<&str> = corrected.iter().filter(|r| r["level"] == "group").map(|r| r["speaker"].as_str()).collect();
    assert_eq!(groups, ["Halmar"; 4], "Nadia Brenk of Varsia is not in the sample");
    validate(out, &["--out", "coding"]).status(2).says(&["coding", "holds a sample"]);
}

/// All coded alike and as the model says: that is nothing to conclude from about the rest.
#[test]
fn codes_without_any_difference_give_no_interval() {
    let out = drawn("60");
    fill(&folder(&out), "ada", |_, _| "neutral");
    let out = validate(out, &[]).status(0);
    let corrected = out.table("corrected");
    assert!(!corrected.is_empty());
    for found in corrected {
        assert!(found["low"].is_empty() && found["here_low"].is_empty() && !found["corrected"].is_empty(), "{found:?}");
        assert!(found["note"].contains("coded_alike"), "{found:?}");
    }
}

#[test]
fn too_few_codes_and_too_little_agreement_are_no_correction() {
    let out = drawn("90");
    // of Lena Orsol only ten sentences are coded, and the two coders agree by chance at most
    fill(&folder(&out), "ada", |at, _| ["positive", "neutral", "negative"][at % 3]);
    fill(&folder(&out), "ben", |at, _| ["neutral", "negative", "positive"][at % 3]);
    let out = validate(out, &[]).status(1).says(&["the coders agree too little", "--accept-low-agreement"]);
    assert!(out.path("agreement.csv").exists() && !out.path("corrected.csv").exists());
    let out = validate(out, &["--accept-low-agreement"]).status(0);
    assert!(out.path("corrected.csv").exists());
    let out = validate(out, &[]).status(1);
    assert!(!out.path("corrected.csv").exists(), "what is refused does not stay from before");
    let few = drawn("90");
    let unclear = |at: usize, text: &str| if at < 70 { "unclear" } else { by_words(text) };
    fill(&folder(&few), "ada", unclear);
    let few = validate(few, &[]).status(0);
    for found in few.table("corrected") {
        assert!(found["corrected"].is_empty() && found["low"].is_empty() && !found["naive"].is_empty(), "{found:?}");
        assert!(found["note"].starts_with("not_corrected_"), "{found:?}");
    }
    assert_eq!(row(&few.table("agreement"), &[("coders", "ada"), ("note", "no_common_items")])["alpha"], "");
}

#[test]
fn what_is_missing_is_bounded_and_settled_codes_count() {
    let out = drawn("90");
    for coder in ["ada", "ben"] {
        // which sentences these are depends on the text alone, so that both coders leave the same ones
        fill(&folder(&out), coder, |_, text| if text.len().is_multiple_of(7) { "unclear" } else { by_words(text) });
    }
    let settled = out.path("..").join("settled");
    std::fs::create_dir(&settled).expect("a folder");
    std::fs::copy(folder(&out).join("sheet_ada.csv"), settled.join("sheet_ada.csv")).expect("a sheet");
    fill(&settled, "ada", |_, _| "negative");
    let out = validate(out, &[]).status(0);
    for found in out.table("corrected").iter().filter(|r| r["measure"] == "tone" && !r["corrected"].is_empty()) {
        let missing = number(found, "missing_share");
        assert_eq!(found["note"].contains("missing_between_"), missing > 0.1, "{found:?}");
    }
    let out = validate(out, &["--adjudicated", "settled/sheet_ada.csv"]).status(0);
    for found in out.table("corrected").iter().filter(|r| r["measure"] == "negative_mass") {
        assert_eq!(found["corrected"], "1.000000", "{found:?}");
    }
}

#[test]
fn another_frame_is_refused() {
    let out = coded("90");
    let other = talk().replacen("grateful", "very grateful", 1);
    std::fs::write(out.path("..").join("talk.csv"), other).expect("it can be written");
    let out = out.then("analyze").args(&["--out", "out", "--force", "talk.csv"]).run().status(0);
    validate(out, &[]).status(2).says(&["error: coding/key.csv: the sample was drawn from another sentences.csv"]);
}

/// A small run of `cargo bench --bench validation`: 600 intervals and 2,700 pairs, within some four standard errors.
#[test]
fn corrected_intervals_have_the_truth_in_them_where_those_of_the_model_alone_do_not() {
    let found = simulation::simulate(60, 300, 24);
    assert!((0.70..0.78).contains(&found.macro_f1), "{found:?}");
    assert!(found.errors[0] < -0.15 && found.errors[1] > 0.13, "some are misread: {found:?}");
    assert!(found.covered[0] < 0.80, "{found:?}");
    assert!((0.915..0.985).contains(&found.covered[1]), "{found:?}");
    assert!(found.worst > 0.83, "{found:?}");
    assert!(found.different[0] > 0.30, "{found:?}");
    assert!(found.different[1] < 0.10, "{found:?}");
    assert!(found.half[1] < found.half[2], "the model makes it surer: {found:?}");
}
