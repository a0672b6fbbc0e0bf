//! `datapackage.json`: it describes every column of every table as it was written.

use rostrum::internals::tables::{TABLES, names};

use crate::harness::{Call, Outcome, project};

const TALK: &str = "Lena Orsol: We are grateful for the help of Halmar. Trade within the EAEU grew.\n\n\
    Tomas Vell: =1 is no answer. The border with Varsia is closed.\n\nQuestion: When?\n";

fn talk() -> Outcome {
    Call::analyze().input("talk.txt", TALK).run().status(0)
}

pub fn package(outcome: &Outcome) -> serde_json::Value {
    let text = std::fs::read_to_string(outcome.path("datapackage.json")).expect("it is there");
    serde_json::from_str(&text).expect("it is JSON")
}

fn list(value: &serde_json::Value) -> &[serde_json::Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[test]
fn every_table_has_rows_for_the_sample_and_a_row_in_the_documentation() {
    let page = std::fs::read_to_string(project().join("docs/tables.md")).expect("docs/tables.md");
    let sample = project().join("data/sample");
    let call = Call::analyze().arg(sample.to_str().expect("UTF-8"));
    let out = call.args(&["--split", "2025-01-01"]).run().status(0);
    for name in names(TABLES) {
        assert!(!out.table(name).is_empty(), "{name}.csv has no rows for data/sample");
        assert!(page.contains(&format!("\n| `{name}.csv` | ")), "docs/tables.md says nothing of {name}.csv");
    }
    let shown = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once(".csv` |")).count();
    assert_eq!(shown, TABLES.len(), "docs/tables.md says something of a table that is none");
}

#[test]
fn every_column_of_every_table_is_described() {
    let out = talk();
    let package = package(&out);
    let mut described: Vec<&str> = list(&package["resources"]).iter().filter_map(|r| r["path"].as_str()).collect();
    let mut written: Vec<String> = std::fs::read_dir(out.path(""))
        .expect("the folder")
        .map(|f| f.expect("a file").file_name().into_string().expect("UTF-8"))
        .filter(|name| name.ends_with(".csv"))
        .collect();
    described.sort_unstable();
    written.sort_unstable();
    assert_eq!(described, written);
    for resource in list(&package["resources"]) {
        let table = resource["name"].as_str().expect("a name");
        let text = out.text(table);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header: Vec<&str> = text.lines().next().expect("a header").split(',').collect();
        let fields = list(&resource["schema"]["fields"]);
        let names: Vec<&str> = fields.iter().filter_map(|f| f["name"].as_str()).collect();
        assert_eq!(names, header, "{table}");
        assert_eq!(resource["rows"], reader.records().count(), "{table}");
        assert_eq!(resource["bytes"], text.len(), "{table}");
        for field in fields {
            let place = format!("{table}.{}", field["name"]);
            assert!(field["description"].as_str().is_some_and(|d| !d.trim().is_empty()), "{place}");
            let derived = table.starts_with("speaker") && field["type"] != "string";
            assert!(!derived || field["rostrum:formula"].is_string(), "{place}: no formula");
            let bounds = &field["constraints"];
            let ranged = bounds["minimum"].is_number() && bounds["maximum"].is_number();
            match field["type"].as_str() {
                Some("number") => assert!(ranged || field["rostrum:unit"].is_string(), "{place}: no range, no unit"),
                Some("integer") => assert!(bounds["minimum"].is_u64(), "{place}"),
                kind => assert_eq!(kind, Some("string"), "{place}"),
            }
        }
    }
}

#[test]
fn cells_keep_what_the_description_promises() {
    let out = talk();
    for resource in list(&package(&out)["resources"]) {
        let table = resource["name"].as_str().expect("a name");
        let keys: Vec<&str> = list(&resource["schema"]["primaryKey"]).iter().filter_map(|k| k.as_str()).collect();
        let mut seen = std::collections::BTreeSet::new();
        for row in out.table(table) {
            let key: Vec<&String> = keys.iter().map(|k| &row[*k]).collect();
            assert!(keys.is_empty() || seen.insert(format!("{key:?}")), "{table}: {key:?} twice");
            for field in list(&resource["schema"]["fields"]) {
                let (cell, bounds) = (&row[field["name"].as_str().expect("a name")], &field["constraints"]);
                let place = format!("{table}.{}: {cell:?}", field["name"]);
                assert!(!cell.is_empty() || field["rostrum:empty"].is_string(), "{place}");
                assert_eq!(bounds["required"].as_bool(), Some(!field["rostrum:empty"].is_string()), "{place}");
                if field["type"] != "string" && !cell.is_empty() {
                    let value: f64 = cell.parse().expect("a number");
                    assert!(bounds["minimum"].as_f64().is_none_or(|low| low <= value), "{place}");
                    assert!(bounds["maximum"].as_f64().is_none_or(|high| value <= high), "{place}");
                }
            }
        }
    }
}

#[test]
fn a_byte_order_mark_is_part_of_the_encoding() {
    let encodings = |out: &Outcome| -> Vec<String> {
        list(&package(out)["resources"]).iter().map(|r| r["encoding"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert!(encodings(&talk()).iter().all(|e| e == "utf-8"));
    let excel = Call::analyze().input("talk.txt", TALK).arg("--excel").run().status(0);
    assert!(encodings(&excel).iter().all(|e| e == "utf-8-sig"));
    let explained = excel.then("explain").args(&["out", "--speaker", "Lena Orsol"]).run().status(0);
    assert!(explained.stdout.contains("the same"));
}
