//! `--format parquet`: the same tables, cell by cell, described as they are, and read by every command that reads tables.

use std::collections::BTreeSet;

use rostrum::internals::coding::Results;
use rostrum::internals::tables::{TABLES, names};

use crate::harness::{Call, Outcome, project};

const SPLIT: [&str; 2] = ["--split", "2025-04-01"];

fn sample(format: &[&str]) -> Outcome {
    let sample = project().join("data/sample");
    Call::analyze().arg(sample.to_str().expect("UTF-8")).args(&SPLIT).args(format).run().status(0)
}

fn parquet() -> Outcome {
    sample(&["--format", "parquet"])
}

#[test]
fn every_cell_is_that_of_the_csv_file_and_every_file_is_described() {
    let (csv, parquet) = (sample(&[]), parquet());
    let open = |out: &Outcome| Results::open(&out.path("")).expect("results");
    let (by_text, by_type) = (open(&csv), open(&parquet));
    let package = crate::package::package(&parquet);
    for (name, resource) in names(TABLES).into_iter().zip(package["resources"].as_array().expect("a list")) {
        let mut written = by_type.rows(name).expect("a table");
        let mut rows = 0;
        for row in by_text.rows(name).expect("a table") {
            let (row, twin) = (row.expect("a row"), written.next().expect("as many rows").expect("a row"));
            for field in resource["schema"]["fields"].as_array().expect("a list") {
                let column = field["name"].as_str().expect("a name");
                assert_eq!(row.get(column).expect("a cell"), twin.get(column).expect("a cell"), "{name}.{column}");
            }
            rows += 1;
        }
        assert!(written.next().is_none(), "{name}");
        assert_eq!(resource["path"], format!("{name}.parquet"));
        assert_eq!((&resource["format"], &resource["rows"]), (&"parquet".into(), &rows.into()));
        assert!(resource.get("encoding").is_none() && resource.get("dialect").is_none());
        assert!(!parquet.path(&format!("{name}.csv")).exists());
    }
}

#[test]
fn commands_that_read_results_say_the_same_of_either() {
    let ask = |mut out: Outcome| {
        let mut said = String::new();
        for (command, args) in [
            ("explain", ["out", "--speaker", "Lena Orsol", "--limit", "3"].as_slice()),
            ("compare", &["out", "Lena Orsol", "Tomas Vell"]),
            ("sample", &["out", "--n", "40", "--min-sentences", "5", "--coders", "ada,ben", "--out", "coding"]),
        ] {
            out = out.then(command).args(args).run().status(0);
            said.push_str(&out.stdout);
        }
        (out, said)
    };
    let (of_csv, of_parquet) = (ask(sample(&[])), ask(parquet()));
    // tables are as wide as the names of files in them, so their lines break elsewhere
    let words = |said: &str| {
        let said = said.replace(".parquet", ".csv");
        let mut words: Vec<String> = said.split([' ', '\n', '│', '┆']).map(str::to_owned).collect();
        words.retain(|word| word.contains(char::is_alphanumeric));
        words.sort();
        words
    };
    assert_eq!(words(&of_parquet.1), words(&of_csv.1));
    // ids, and the order by them, are those of the tables' hashes
    let sheet = |out: &Outcome| {
        let sheet = std::fs::read_to_string(out.path("../coding/sheet_ada.csv")).expect("a sheet");
        sheet.lines().map(|line| line.split_once(',').expect("an id").1.to_owned()).collect::<BTreeSet<String>>()
    };
    assert_eq!(sheet(&of_parquet.0), sheet(&of_csv.0));
}

#[test]
fn what_validate_adds_is_of_the_same_kind() {
    let out = parquet();
    let out = out.then("sample").args(&["out", "--n", "40", "--min-sentences", "5", "--coders", "ada,ben"]);
    let out = out.args(&["--out", "coding"]).run().status(0);
    for coder in ["ada", "ben"] {
        let path = out.path(&format!("../coding/sheet_{coder}.csv"));
        let sheet = std::fs::read_to_string(&path).expect("a sheet");
        let mut reader = csv::Reader::from_reader(sheet.trim_start_matches('\u{feff}').as_bytes());
        let mut writer = csv::Writer::from_path(&path).expect("a file");
        let header = reader.headers().expect("a header").clone();
        let code = header.iter().position(|name| name == "code").expect("a column for codes");
        writer.write_record(&header).expect("room");
        for row in reader.records() {
            let row = row.expect("a row");
            let cells = row.iter().enumerate().map(|(at, cell)| if at == code { "neutral" } else { cell });
            writer.write_record(cells).expect("room");
        }
        writer.flush().expect("room");
    }
    let out = out.then("validate").args(&["out", "coding", "--accept-low-agreement"]).run().status(0);
    assert!(out.path("agreement.parquet").exists() && !out.path("agreement.csv").exists(), "{}", out.stderr);
    let results = Results::open(&out.path("")).expect("results");
    assert!(results.rows("confusion").expect("a table").count() > 0);
}

#[test]
fn a_table_is_an_input_and_what_cannot_be_used_is_named() {
    let out = parquet();
    let read = |out: Outcome, table: &str, columns: &str| {
        let file = out.path(table).to_str().expect("UTF-8").to_owned();
        out.then("parse").args(&[&file, "--format", "jsonl", "--columns", columns]).run()
    };
    let out = read(out, "sentences.parquet", "turn=turn").status(0);
    assert!(out.stdout.contains("\"Lena Orsol\"") && out.stdout.contains("school_radio.vtt"), "{}", out.stdout);
    let out = read(out, "sentences.parquet", "text=turn")
        .status(1)
        .says(&["sentences.parquet: column \"turn\" holds no text"]);
    let out = read(out, "documents.parquet", "text=note,speaker=path").status(1);
    let out = out.says(&["documents.parquet: row 1: column \"note\" has no text"]);
    read(out, "documents.parquet", "text=title").status(1).says(&["no speaker column among"]);
}

#[test]
fn one_format_takes_the_place_of_the_other_and_a_damaged_file_is_refused() {
    let input = project().join("data/sample/2025-05-14_school_radio.vtt");
    let input = input.to_str().expect("UTF-8");
    let analyze = |out: Outcome, args: &[&str]| out.then("analyze").args(&[input, "--out", "out"]).args(args).run();
    let out = Call::analyze().arg(input).run().status(0);
    let out = analyze(out, &["--format", "parquet"]).status(2).says(&["--force"]);
    let out = analyze(out, &["--format", "parquet", "--excel", "--force"]).status(2).says(&["--excel", "parquet"]);
    let out = analyze(out, &["--format", "parquet", "--resume"]).status(0).says(&["start with speakers.parquet"]);
    assert!(out.path("speakers.parquet").exists() && !out.path("speakers.csv").exists());
    let bytes = std::fs::read(out.path("sentences.parquet")).expect("a file");
    std::fs::write(out.path("sentences.parquet"), &bytes[..bytes.len() - 9]).expect("it can be written");
    let out = out.then("explain").args(&["out", "--speaker", "Lena Orsol"]).run().status(2);
    let out = out.says(&["error: ", "sentences.parquet"]);
    let out = analyze(out, &["--force"]).status(0);
    assert!(out.path("speakers.csv").exists() && !out.path("speakers.parquet").exists());
    assert!(out.path("sentences.parquet").exists(), "what was changed is the user's");
    let out = analyze(out, &["--force"]).status(0);
    let out =
        analyze(out, &["--force", "--format", "parquet"]).status(2).says(&["sentences.parquet", "not overwritten"]);
    std::fs::write(out.path("entities.parquet"), "of my own").expect("it can be written");
    let out = analyze(out, &["--resume"]).status(0);
    assert_eq!(std::fs::read(out.path("entities.parquet")).expect("a file"), b"of my own");
}
