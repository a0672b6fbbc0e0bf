//! `rostrum sample`: what is drawn and what coders see; and codes as they come back from spreadsheets, Label Studio and
//! doccano.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rostrum::internals::coding::{CodedItem, Frame, Results, SampleKey, read};
use serde_json::{Value, json};

use crate::harness::{Call, Outcome, Rows, project};

/// The tables of the sample's transcripts.
fn reports() -> &'static Path {
    static REPORTS: OnceLock<(Outcome, PathBuf)> = OnceLock::new();
    let made = REPORTS.get_or_init(|| {
        let out = Call::analyze().arg(project().join("data/sample").to_str().expect("UTF-8")).run().status(0);
        let path = out.path("");
        (out, path)
    });
    &made.1
}

/// A sample in the folder `out`.
fn sampled(args: &[&str]) -> Outcome {
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
fn files(out: &Outcome) -> BTreeMap<String, Vec<u8>> {
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

/// A folder with the sample of two coders, and its key.
fn coding() -> (tempfile::TempDir, SampleKey) {
    let out = sampled(&["--n", "40", "--coders", "ada,bo"]).status(0);
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files(&out) {
        std::fs::write(folder.path().join(name), bytes).expect("it can be written");
    }
    let key = SampleKey::read(folder.path()).expect("a key");
    (folder, key)
}

/// A code for each item, by its id; every ninth is left out, some are unclear.
fn given(item: &str) -> Option<&'static str> {
    let sum: usize = item.bytes().map(usize::from).sum();
    ["negative", "neutral", "positive", "unclear", "neutral", "positive", "negative", "neutral"].get(sum % 9).copied()
}

/// What is read for a coder, as item, label and confidence.
fn codes(folder: &Path, key: &SampleKey, coder: &str) -> Vec<(String, Option<String>, Option<u8>)> {
    let read = read(&[folder.to_owned()], key).expect("codes that can be used");
    let own = read.into_iter().filter(|code| code.coder == coder);
    own.map(|CodedItem { item, label, confidence, .. }| (item, label, confidence)).collect()
}

/// What should be.
fn expected(key: &SampleKey, coder: &str) -> Vec<(String, Option<String>, Option<u8>)> {
    let mut all: Vec<_> = (key.rows.iter().filter(|row| row.coder == coder))
        .filter_map(|row| given(&row.item).map(|code| (row.item.clone(), Some(code.to_owned()), Some(2))))
        .collect();
    all.iter_mut().for_each(|(_, label, _)| *label = label.take().filter(|label| label != "unclear"));
    all.sort();
    all
}

/// The sheet of a coder with its codes, with this delimiter.
fn filled_csv(folder: &Path, coder: &str, delimiter: u8) -> Vec<u8> {
    let mut reader = csv::Reader::from_path(folder.join(format!("sheet_{coder}.csv"))).expect("a sheet");
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    let header = reader.headers().expect("a header").clone();
    writer.write_record(&header).expect("written");
    let at = |name: &str| header.iter().position(|column| column == name).expect("a column");
    for row in reader.records() {
        let mut cells: Vec<String> = row.expect("a row").iter().map(str::to_owned).collect();
        if let Some(code) = given(&cells[at("item")]) {
            cells[at("code")] = format!(" {} ", code.to_uppercase());
            cells[at("confidence")] = "2".to_owned();
        }
        writer.write_record(&cells).expect("written");
    }
    writer.into_inner().expect("bytes")
}

/// The same as a workbook, as another program would save it.
fn filled_xlsx(folder: &Path, coder: &str) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let csv = filled_csv(folder, coder, b',');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_slice());
    for (row, record) in (0u32..).zip(reader.records()) {
        for (column, cell) in (0u16..).zip(record.expect("a row").iter()) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).expect("a cell"),
                Err(_) => sheet.write_string(row, column, cell).expect("a cell"),
            };
        }
    }
    book.save_to_buffer().expect("a workbook")
}

/// The tasks as Label Studio exports them (JSON), with a skipped annotation before the real one, drafts and predictions' ids.
fn label_studio(folder: &Path, coder: &str) -> Value {
    let text = std::fs::read_to_string(folder.join(format!("labelstudio_{coder}.json"))).expect("tasks");
    let tasks: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    let choice = |code: &str| json!({"id": "x1", "type": "choices", "value": {"choices": [code]}, "origin": "manual", "to_name": "text", "from_name": "code"});
    let rating = json!({"id": "x2", "type": "rating", "value": {"rating": 2}, "origin": "manual", "to_name": "text", "from_name": "confidence"});
    let annotation = |result: Value, cancelled: bool| {
        json!({"id": 5, "completed_by": 1, "result": result, "was_cancelled": cancelled, "ground_truth": false,
               "prediction": {}, "result_count": 1, "parent_prediction": null, "parent_annotation": null, "lead_time": 4.2})
    };
    let export = |(at, task): (usize, Value)| {
        let item = task["data"]["item"].as_str().expect("an id").to_owned();
        let annotations = match given(&item) {
            Some(code) => {
                vec![annotation(json!([choice("negative")]), true), annotation(json!([choice(code), rating]), false)]
            }
            None => Vec::new(),
        };
        json!({"id": at + 1, "annotations": annotations, "file_upload": "a.json", "drafts": [], "predictions": [], "data": task["data"],
               "meta": {}, "inner_id": at + 1, "project": 3, "comment_count": 0, "comment_authors": []})
    };
    Value::Array(tasks.into_iter().enumerate().map(export).collect())
}

/// The same as CSV, with the columns in the order of their names and a rating as it stands there.
fn label_studio_csv(folder: &Path, coder: &str) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = [
        "after",
        "annotation_id",
        "annotator",
        "before",
        "code",
        "confidence",
        "created_at",
        "id",
        "item",
        "lead_time",
        "text",
        "updated_at",
    ];
    writer.write_record(header).expect("written");
    for task in label_studio(folder, coder).as_array().expect("tasks") {
        let data = |name: &str| task["data"][name].as_str().unwrap_or_default().to_owned();
        let code = given(&data("item"));
        let rating = if code.is_some() { "[{\"rating\": 2}]" } else { "" };
        let row = [
            data("after"),
            "5".into(),
            "ada@example.org".into(),
            data("before"),
            code.unwrap_or_default().into(),
            rating.into(),
            "2025-01-02T03:04:05Z".into(),
            "1".into(),
            data("item"),
            "4.2".into(),
            data("text"),
            "2025-01-02T03:04:05Z".into(),
        ];
        writer.write_record(row).expect("written");
    }
    writer.into_inner().expect("bytes")
}

/// The lines as doccano exports them.
fn doccano(folder: &Path, coder: &str) -> String {
    let text = std::fs::read_to_string(folder.join(format!("doccano_{coder}.jsonl"))).expect("lines");
    let export = |(at, line): (usize, &str)| {
        let object: Value = serde_json::from_str(line).expect("JSON");
        let label: Vec<&str> = given(object["item"].as_str().expect("an id")).into_iter().collect();
        format!(
            "{}\n",
            json!({"id": at + 9, "text": object["text"], "item": object["item"], "label": label, "Comments": []})
        )
    };
    text.lines().enumerate().map(export).collect()
}

#[test]
fn the_same_codes_come_back_from_every_format() {
    let (folder, key) = coding();
    let at = |name: &str| folder.path().join(name);
    let frame = Frame::read(&Results::open(reports()).expect("results"), &key.design.frame).expect("a frame");
    assert!(key.check(&frame).is_ok(), "the sample is of these tables");
    let wanted = expected(&key, "ada");
    let blank = std::fs::read(at("sheet_ada.csv")).expect("a sheet");
    let csv = filled_csv(folder.path(), "ada", b',');
    let semicolons = filled_csv(folder.path(), "ada", b';');
    let xlsx = filled_xlsx(folder.path(), "ada");
    let tasks = label_studio(folder.path(), "ada").to_string().into_bytes();
    let tasks_csv = label_studio_csv(folder.path(), "ada");
    for (name, bytes) in [
        ("sheet_ada.csv", &csv),
        ("sheet_ada.csv", &semicolons),
        ("ada filled.xlsx", &xlsx),
        ("project-3-at-2025.json", &tasks),
        ("project-3-at-2025.csv", &tasks_csv),
    ] {
        std::fs::write(at(name), bytes).expect("written");
        assert_eq!(codes(folder.path(), &key, "ada"), wanted, "{name}");
        assert!(codes(folder.path(), &key, "bo").is_empty(), "untouched sheets hold no code");
        if name == "sheet_ada.csv" {
            std::fs::write(at(name), &blank).expect("written")
        } else {
            std::fs::remove_file(at(name)).expect("there")
        }
    }
    // doccano has no confidence
    std::fs::write(at("all.jsonl"), doccano(folder.path(), "ada")).expect("written");
    let without: Vec<_> = wanted.iter().map(|(item, label, _)| (item.clone(), label.clone(), None)).collect();
    assert_eq!(codes(folder.path(), &key, "ada"), without);
    // and a second coder's file goes beside the first
    std::fs::write(at("sheet_bo.csv"), filled_csv(folder.path(), "bo", b',')).expect("written");
    assert_eq!(codes(folder.path(), &key, "bo"), expected(&key, "bo"));
}

#[test]
fn codes_that_cannot_be_used_are_refused_by_file_and_line() {
    let (folder, key) = coding();
    let items: Vec<&str> = key.rows.iter().filter(|row| row.coder == "ada").map(|row| row.item.as_str()).collect();
    let others: Vec<&str> = key.rows.iter().filter(|row| row.coder == "bo").map(|row| row.item.as_str()).collect();
    let (first, second, other) = (items[0], items[1], others[0]);
    let path = folder.path().join("mine.csv");
    let refused = |name: &str, content: &str, parts: &[&str]| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).expect("written");
        let fault = read(std::slice::from_ref(&path), &key).expect_err(content).to_string();
        let place = path.display().to_string();
        assert!(fault.starts_with(&place) && parts.iter().all(|part| fault.contains(part)), "{fault}");
        assert_eq!(fault.lines().count(), 1);
        std::fs::remove_file(&path).expect("there");
    };
    let csv = |rows: &str| format!("item,code\n{first},neutral\n{rows}\n");
    refused("mine.csv", &csv("zzzzzzzz,neutral"), &["line 3: no item \"zzzzzzzz\" in ", "key.csv"]);
    refused("mine.csv", &csv(",neutral"), &["line 3: a code without its item"]);
    refused(
        "mine.csv",
        &csv(&format!("{second},good")),
        &["line 3: \"good\" is no label; use negative, neutral, positive or unclear"],
    );
    refused(
        "mine.csv",
        &csv(&format!("{first},positive")),
        &[&format!("line 3: item {first} has another code in line 2")],
    );
    refused(
        "mine.csv",
        &csv(&format!("{other},neutral")),
        &[&format!("line 3: item {other} is one of bo, and this is the file of ada")],
    );
    refused("mine.csv", &csv(&format!("{second},neutral,1")), &["line 3: has more or fewer cells"]);
    refused(
        "mine.csv",
        &format!("item,code,source\n{first},neutral,human\n{second},neutral,saw predictions\n"),
        &["line 3: source \"saw predictions\": only codes of people"],
    );
    refused(
        "mine.csv",
        &format!("item,code,confidence\n{first},neutral,5\n"),
        &["line 2: confidence \"5\": use 1, 2 or 3"],
    );
    refused("mine.csv", "speaker,text\nLena Orsol,Hello.\n", &["is no sheet of codes"]);
    refused(
        "all.jsonl",
        &format!(
            "{}\n{}\n",
            json!({"item": first, "label": []}),
            json!({"item": second, "label": ["neutral", "positive"]})
        ),
        &["line 2: 2 codes (neutral, positive)"],
    );
    refused("all.jsonl", &format!("{}\n{{\"item\"\n", json!({"item": first, "label": []})), &["line 2: not JSON"]);
    let result =
        |code: &str| json!([{"from_name": "code", "to_name": "text", "type": "choices", "value": {"choices": [code]}}]);
    let task = |annotations: Value| json!([{"id": 1, "data": {"item": first}, "annotations": annotations}]).to_string();
    let two = json!([{"result": result("neutral")}, {"result": result("positive")}]);
    refused("tasks.json", &task(two), &["task 1: item", "has another code in task 1"]);
    let shown = json!([{"result": result("neutral"), "parent_prediction": 12}]);
    refused("tasks.json", &task(shown), &["task 1: source \"prediction\""]);
    // the same code twice is one
    std::fs::write(&path, csv(&format!("{first},NEUTRAL"))).expect("written");
    assert_eq!(read(std::slice::from_ref(&path), &key).expect("one code").len(), 1);
    // two filled files of one coder are named both
    let twin = folder.path().join("twin.csv");
    std::fs::write(&twin, csv("")).expect("written");
    let fault = read(&[path.clone(), twin], &key).expect_err("two files").to_string();
    assert!(
        fault.contains("twin.csv: has codes of ada, and so has ") && fault.ends_with("mine.csv; give one of them only"),
        "{fault}"
    );
    let fault = read(&[folder.path().join("none.csv")], &key).expect_err("no file").to_string();
    assert!(fault.contains("none.csv: no such file"), "{fault}");
}

#[test]
fn a_key_that_was_changed_or_is_of_another_run_is_refused() {
    let (folder, key) = coding();
    let out = Call::analyze().input("talk.csv", "speaker,text\nLena Orsol,We are grateful. We meet.\n").run().status(0);
    let mut definition = key.design.frame.clone();
    definition.min_sentences = 1;
    let other = Frame::read(&Results::open(&out.path("")).expect("results"), &definition).expect("a frame");
    let fault = key.check(&other).expect_err("another run").to_string();
    assert!(fault.contains("key.csv: the sample was drawn from another sentences.csv"), "{fault}");
    let path = folder.path().join("key.csv");
    let edited = std::fs::read_to_string(&path).expect("a key").replacen(",ada,", ",bo,", 1);
    std::fs::write(&path, edited).expect("written");
    let fault = SampleKey::read(&path).expect_err("edited").to_string();
    assert!(fault.contains("key.csv: was changed after the sample was drawn"), "{fault}");
}
