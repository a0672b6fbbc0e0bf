//! `rostrum sample`: what is drawn and what coders see.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rostrum::internals::coding::{SampleKey, read};
use serde_json::{Value, json};

use crate::harness::{Call, Outcome, Rows, project};

/// The tables of the sample's transcripts.
pub fn reports() -> &'static Path {
    static REPORTS: OnceLock<(Outcome, PathBuf)> = OnceLock::new();
    let made = REPORTS.get_or_init(|| {
        let out = Call::analyze().arg(project().join("data/sample").to_str().expect("UTF-8")).run().status(0);
        let path = out.path("");
        (out, path)
    });
    &made.1
}

/// A sample in the folder `out`.
pub fn sampled(args: &[&str]) -> Outcome {
    let enough: &[&str] = if args.contains(&"--min-sentences") { &[] } else { &["--min-sentences", "15"] };
    let call = Call::command("sample").arg(reports().to_str().expect("UTF-8"));
    call.args(&["--out", "out"]).args(enough).args(args).run()
}

fn key(out: &Outcome) -> Rows {
    out.table("key")
}

/// Document, turn, sentence and start of a mention.
type Place = [String; 4];

fn unit(row: &BTreeMap<String, String>) -> Place {
    ["document", "turn", "sentence", "start"].map(|name| row[name].clone())
}

fn units(key: &Rows) -> BTreeSet<[String; 4]> {
    key.iter().map(unit).collect()
}

fn of_coder<'a>(key: &'a Rows, coder: &str) -> Vec<&'a BTreeMap<String, String>> {
    key.iter().filter(|row| row["coder"] == coder).collect()
}

/// The files of the folder.
pub fn files(out: &Outcome) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(out.path("")).expect("a folder").map(|entry| entry.expect("an entry"));
    let file = |entry: std::fs::DirEntry| {
        (entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).expect("a file"))
    };
    entries.map(file).collect()
}

/// The text of a file, of a workbook that of all its parts.
fn text_of(name: &str, bytes: &[u8]) -> String {
    if !name.ends_with(".xlsx") {
        return String::from_utf8(bytes.to_vec()).expect("UTF-8");
    }
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook");
    let mut text = String::new();
    for at in 0..zip.len() {
        zip.by_index(at).expect("a part").read_to_string(&mut text).expect("XML");
    }
    text
}

#[test]
fn a_sample_is_what_its_key_says() {
    let out = sampled(&["--n", "180", "--coders", "ada,bo"]).status(0);
    let key = key(&out);
    assert_eq!(units(&key).len(), 180);
    let mut strata: BTreeMap<(String, String), (BTreeSet<Place>, u64, u64)> = BTreeMap::new();
    for row in &key {
        let number = |name: &str| row[name].parse::<f64>().expect("a number");
        assert!((number("probability") - number("sampled") / number("population")).abs() < 1e-6, "{row:?}");
        let of = strata.entry((row["speaker"].clone(), row["stratum"].clone())).or_default();
        of.0.insert(unit(row));
        (of.1, of.2) = (number("sampled") as u64, number("population") as u64);
    }
    let mut speakers: BTreeMap<&str, u64> = BTreeMap::new();
    for ((speaker, _), (drawn, sampled, population)) in &strata {
        assert_eq!(drawn.len() as u64, *sampled);
        assert!(*sampled >= 4.min(*population), "{strata:?}");
        *speakers.entry(speaker).or_default() += sampled;
    }
    let (fewest, most) = (speakers.values().min().expect("some"), speakers.values().max().expect("some"));
    assert!(most - fewest <= 1, "each speaker has the same: {speakers:?}");
    // the predicted class and the speaker are those of the tables
    let sentences = std::fs::read_to_string(reports().join("sentences.csv")).expect("a table");
    let sentences: Rows =
        csv::Reader::from_reader(sentences.as_bytes()).deserialize().map(|r| r.expect("a row")).collect();
    for row in &key {
        let place = |s: &&BTreeMap<String, String>| ["document", "turn", "sentence"].iter().all(|c| s[*c] == row[*c]);
        let sentence = sentences.iter().find(place).expect("the sentence");
        assert_eq!((&sentence["speaker"], &sentence["sentiment"]), (&row["speaker"], &row["stratum"]));
    }
    for coder in ["ada", "bo"] {
        let own = of_coder(&key, coder);
        let first: BTreeSet<_> = own.iter().filter(|r| r["duplicate_of"].is_empty()).map(|r| unit(r)).collect();
        assert_eq!(first, units(&key), "with the whole overlap each has all");
        let sheet: Vec<String> = out.table(&format!("sheet_{coder}")).iter().map(|r| r["item"].clone()).collect();
        assert_eq!(sheet, own.iter().map(|r| r["item"].clone()).collect::<Vec<_>>());
        let again: Vec<_> = own.iter().filter(|row| !row["duplicate_of"].is_empty()).collect();
        assert_eq!(again.len(), 9, "a twentieth of 180");
        for row in again {
            let at = |item: &str| sheet.iter().position(|id| id == item).expect("an item of the sheet");
            let twin = own.iter().find(|first| first["item"] == row["duplicate_of"]).expect("the first");
            assert_eq!(unit(twin), unit(row));
            assert!(at(&row["item"]) - at(&twin["item"]) >= sheet.len() / 3, "a third of the sheet later");
        }
    }
    let ids: BTreeSet<&String> = key.iter().map(|row| &row["item"]).collect();
    assert_eq!(ids.len(), key.len(), "no id comes twice, whoever has it");
    assert!(ids.iter().all(|id| id.len() == 8 && id.chars().all(|c| c.is_ascii_lowercase())));
    let order = |coder| of_coder(&key, coder).iter().map(|row| unit(row)).collect::<Vec<_>>();
    assert_ne!(order("ada"), order("bo"), "each has an order of his or her own");
}

#[test]
fn the_same_seed_draws_the_same_and_a_larger_sample_contains_a_smaller() {
    let files_of = |args: &[&str]| files(&sampled(args).status(0));
    let small = ["--n", "60", "--seed", "7", "--overlap", "0.5"];
    assert_eq!(files_of(&small), files_of(&small), "to the byte");
    let key_of = |args: &[&str]| key(&sampled(args).status(0));
    let (small, large) = (key_of(&small), key_of(&["--n", "100", "--seed", "7", "--overlap", "0.5"]));
    let whose = |key: &Rows| -> BTreeSet<(String, String, [String; 4])> {
        let first = key.iter().filter(|row| row["duplicate_of"].is_empty());
        first.map(|row| (row["item"].clone(), row["coder"].clone(), unit(row))).collect()
    };
    assert!(units(&large).len() == 100 && whose(&small).is_subset(&whose(&large)), "with the same ids and coders");
    let other = key_of(&["--n", "60", "--seed", "8"]);
    assert_ne!(units(&small), units(&other));
}

#[test]
fn with_a_part_in_common_each_coder_has_as_many_of_each_stratum() {
    let out = sampled(&["--n", "120", "--coders", "3", "--overlap", "0.4", "--repeat", "0"]).status(0);
    let key = key(&out);
    let mut coders: BTreeMap<[String; 4], BTreeSet<&str>> = BTreeMap::new();
    for row in &key {
        coders.entry(unit(row)).or_default().insert(&row["coder"]);
    }
    assert!(coders.values().all(|of| of.len() == 1 || of.len() == 3));
    let strata: BTreeSet<_> = key.iter().map(|row| (&row["speaker"], &row["stratum"])).collect();
    let common = coders.values().filter(|of| of.len() == 3).count();
    assert!(common.abs_diff(48) <= strata.len(), "{common} of 120");
    for stratum in strata {
        let alone = |coder: &str| {
            let own = of_coder(&key, coder).into_iter();
            own.filter(|row| (&row["speaker"], &row["stratum"]) == stratum && coders[&unit(row)].len() == 1).count()
        };
        let counts = ["coder1", "coder2", "coder3"].map(alone);
        let (fewest, most) = (counts.iter().min().expect("three"), counts.iter().max().expect("three"));
        assert!(most - fewest <= 1, "{stratum:?}: {counts:?}");
    }
}

#[test]
fn coders_see_nothing_of_what_was_predicted_by_whom_it_is_and_where_it_stands() {
    let out = sampled(&["--n", "60"]).status(0);
    let key = key(&out);
    let sentences = std::fs::read_to_string(reports().join("sentences.csv")).expect("a table");
    let sentences: Rows =
        csv::Reader::from_reader(sentences.as_bytes()).deserialize().map(|r| r.expect("a row")).collect();
    let mut hidden: BTreeSet<&str> = key.iter().map(|row| row["document"].as_str()).collect();
    let drawn: BTreeSet<_> = key.iter().map(|r| (&r["document"], &r["turn"], &r["sentence"])).collect();
    let predicted = sentences.iter().filter(|s| drawn.contains(&(&s["document"], &s["turn"], &s["sentence"])));
    hidden.extend(predicted.flat_map(|s| ["negative", "neutral", "positive", "valence"].map(|p| s[p].as_str())));
    hidden.retain(|value| value.len() > 5 && *value != "0.000000");
    let files = files(&out);
    for (name, bytes) in files.iter().filter(|(name, _)| !["key.csv", "sample.json"].contains(&name.as_str())) {
        let text = text_of(name, bytes);
        for value in &hidden {
            assert!(!text.contains(value), "{name} holds {value}");
        }
    }
    let columns =
        |name: &str| out.text(name).trim_start_matches('\u{feff}').lines().next().unwrap_or_default().to_owned();
    assert_eq!(columns("sheet_coder1"), "item,before,text,after,code,confidence,comment");
    let speakers: BTreeSet<&str> = key.iter().map(|row| row["speaker"].as_str()).collect();
    for row in out.table("sheet_coder1") {
        assert!(row["code"].is_empty() && !row["text"].is_empty());
        let own = key.iter().find(|k| k["item"] == row["item"]).expect("in the key");
        let sentence = sentences.iter().find(|s| unit_of(s) == unit_of(own)).expect("the sentence");
        assert_eq!(row["text"], sentence["text"]);
    }
    let tasks: Value = serde_json::from_slice(&files["labelstudio_coder1.json"]).expect("JSON");
    for task in tasks.as_array().expect("a list") {
        let task = task.as_object().expect("an object");
        assert_eq!(task.keys().collect::<Vec<_>>(), ["data"], "no meta, no predictions");
        let data = task["data"].as_object().expect("an object");
        assert_eq!(
            data.keys().cloned().collect::<BTreeSet<_>>(),
            ["item", "before", "text", "after"].map(str::to_owned).into()
        );
    }
    for line in text_of("", &files["doccano_coder1.jsonl"]).lines() {
        let object: BTreeMap<String, Value> = serde_json::from_str(line).expect("an object a line");
        assert_eq!(object.keys().collect::<Vec<_>>(), ["item", "label", "text"]);
        assert_eq!(object["label"], json!([]));
    }
    assert!(speakers.iter().all(|speaker| !text_of("", &files["codebook.md"]).contains(speaker)));
    // and with --show speaker they do see who speaks
    let shown = sampled(&["--n", "60", "--show", "speaker"]).status(0);
    assert!(shown.table("sheet_coder1").iter().all(|row| speakers.contains(row["speaker"].as_str())));
}

fn unit_of(row: &BTreeMap<String, String>) -> [&str; 3] {
    ["document", "turn", "sentence"].map(|name| row[name].as_str())
}

#[test]
fn a_workbook_has_lists_to_choose_from_and_no_formula() {
    let rows =
        "speaker,text,document\nLena Orsol,\"=1+1 is what we said. @all are welcome here. We are grateful.\",a\n";
    let out = Call::analyze().input("talk.csv", rows).run().status(0);
    let out = out.then("sample").args(&["out", "--out", "coding", "--min-sentences", "1", "--n", "3"]).run().status(0);
    let folder = out.path("").parent().expect("a folder").join("coding");
    let xlsx = std::fs::read(folder.join("sheet_coder1.xlsx")).expect("a workbook");
    let text = text_of("sheet_coder1.xlsx", &xlsx);
    assert!(text.contains("=1+1 is") && !text.contains("<f>"), "texts are texts");
    for part in ["<sheetProtection ", "negative,neutral,positive,unclear", "state=\"frozen\"", "locked=\"0\""] {
        assert!(text.contains(part), "no {part}");
    }
    let csv = std::fs::read_to_string(folder.join("sheet_coder1.csv")).expect("a sheet");
    assert!(csv.contains("'=1+1 is") && csv.starts_with('\u{feff}'));
    let key = SampleKey::read(&folder).expect("a key");
    assert!(
        read(std::slice::from_ref(&folder), &key).expect_err("nobody has coded").to_string().contains("no code yet")
    );
}

#[test]
fn what_is_coded_besides_tone_stands_in_the_sheet() {
    let out = sampled(&["--for", "topic:eaeu_trade", "--n", "60", "--min-sentences", "5"]).status(0);
    assert!(out.table("sheet_coder1").iter().all(|row| !row["topic"].is_empty()));
    let strata: BTreeSet<String> = key(&out).into_iter().map(|row| row["stratum"].clone()).collect();
    assert_eq!(strata, ["no", "yes"].map(str::to_owned).into());
    let out = sampled(&["--for", "stance:eaeu_trade", "--n", "8", "--min-sentences", "1"]).status(0);
    assert!(out.table("sheet_coder1").iter().all(|row| row["proposition"].contains("Eurasian")));
    assert!(String::from_utf8_lossy(&files(&out)["labelstudio.xml"]).contains("<Choice value=\"against\""));
    let mentions = std::fs::read_to_string(reports().join("mentions.csv")).expect("a table");
    let mentions: Rows =
        csv::Reader::from_reader(mentions.as_bytes()).deserialize().map(|r| r.expect("a row")).collect();
    let out = sampled(&["--for", "target:halmar", "--n", "10", "--min-sentences", "1"]).status(0);
    let key = key(&out);
    for row in out.table("sheet_coder1") {
        let own = key.iter().find(|k| k["item"] == row["item"]).expect("in the key");
        let mention = mentions.iter().find(|m| unit(m) == unit(own)).expect("the mention");
        assert!(row["text"].contains(&format!("«{}»", mention["text"])), "{row:?}");
        assert_eq!((row["entity"].as_str(), mention["entity"].as_str()), ("Halmar", "Halmar"));
    }
    let out = sampled(&["--by", "speaker,topic", "--n", "80"]).status(0);
    let strata: BTreeSet<String> = self::key(&out).into_iter().map(|row| row["stratum"].clone()).collect();
    assert!(strata.contains("neutral, about a topic") && strata.contains("neutral, about none"), "{strata:?}");
}

/// A sheet of one question is none of another, though both are about the same sentences.
#[test]
fn samples_of_two_variables_share_no_item() {
    let items = |variable: &str| -> BTreeSet<String> {
        let out = sampled(&["--for", variable, "--n", "5000"]).status(0);
        key(&out).into_iter().map(|row| row["item"].clone()).collect()
    };
    let [one, other] = ["topic:eaeu_trade", "topic:normalisation"].map(items);
    assert_eq!(one.len(), other.len());
    assert!(one.is_disjoint(&other));
}

#[test]
fn a_folder_is_never_written_over() {
    let out = sampled(&["--n", "30"]).status(0);
    let before = files(&out);
    let again = out.then("sample").args(&[reports().to_str().expect("UTF-8"), "--out", "out", "--n", "30"]).run();
    let again = again.status(2).says(&["error: out: holds a sample, and its sheets may be filled already"]);
    assert_eq!(files(&again), before);
    std::fs::remove_file(again.path("sample.json")).expect("it was there");
    let again = again.then("sample").args(&[reports().to_str().expect("UTF-8"), "--out", "out", "--n", "30"]).run();
    again.status(2).says(&["is not a result of rostrum, and is not overwritten"]);
}

#[test]
fn what_cannot_be_drawn_is_refused_in_one_line() {
    let refused = |args: &[&str], parts: &[&str]| {
        let out = sampled(args).status(2).says(parts);
        assert!(!out.path("").exists() && out.stderr.lines().count() == 1, "{}", out.stderr);
    };
    refused(&["--for", "topic:rivers"], &["no topic \"rivers\"; known: ", "eaeu_trade"]);
    refused(&["--for", "target:Halma"], &["no entity \"Halma\"; nearest: Halmar"]);
    refused(&["--speakers", "Lena Orsl"], &["no speaker \"Lena Orsl\"; nearest: Lena Orsol"]);
    let topics = project().join("data/topics.toml");
    let edited = std::fs::read_to_string(topics).expect("topics").replace("Relations between", "Talks between");
    let call = Call::command("sample").file("topics.toml", edited).arg(reports().to_str().expect("UTF-8"));
    let call = call.args(&[
        "--out",
        "out",
        "--for",
        "stance:normalisation",
        "--min-sentences",
        "1",
        "--topics",
        "topics.toml",
    ]);
    call.run().status(2).says(&["error: --topics: the run had another definition of \"normalisation\""]);
    sampled(&["--coders", "a,A"]).status(2).says(&["two coders have the same name"]);
    sampled(&["--coders", "../x"]).status(2).says(&["names of letters"]);
    let few = "speaker,text\nLena Orsol,We are grateful. We meet on Monday.\n";
    let out = Call::analyze().input("talk.csv", few).run().status(0);
    let out = out.then("sample").args(&["out", "--out", "coding"]).run().status(2);
    let out = out.says(&["nothing to code for tone", "30 scored sentences", "--min-sentences"]);
    let out = out.then("sample").args(&["out", "--out", "coding", "--speakers", "lena orsol"]).run().status(2);
    out.says(&["--speakers: Lena Orsol has 2 scored sentences, fewer than 30"]);
}

#[test]
fn the_precision_to_expect_is_printed() {
    let out = sampled(&["--n", "60"]).status(0);
    for part in ["n = 60", "n = 200", "n = 400", "n = 800", "(median; sums)", "Left out with under 15", "key.csv"] {
        assert!(out.stdout.contains(part), "no {part} in\n{}", out.stdout);
    }
    let whole = sampled(&["--n", "100000"]).status(0);
    assert!(whole.stdout.contains("all of them are in the sample"), "{}", whole.stdout);
}
