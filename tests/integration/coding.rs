//! Codes as they come back from spreadsheets, Label Studio and doccano.

use std::path::Path;

use rostrum::internals::coding::{CodedItem, Frame, Results, SampleKey, read};
use serde_json::{Value, json};

use crate::drawing::{files, reports, sampled};
use crate::harness::Call;

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
    let frame = Frame::read(&Results::open(reports()).expect("results"), &key.drawn.design.frame).expect("a frame");
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
    // as Excel ends lines, and with a column of numbers in front, which is no heading of a codebook
    let numbered = format!("#,item,code\r\n1,{first},neutral\r\n2,zzzzzzzz,neutral\r\n");
    refused("mine.csv", &numbered, &["line 3: no item \"zzzzzzzz\" in "]);
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
    let mut definition = key.drawn.design.frame.clone();
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
