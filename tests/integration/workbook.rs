//! `--xlsx`: all tables as one workbook, which is a result like the others.

use std::io::Read;

use rostrum::internals::tables::{TABLES, names};

use crate::harness::{Call, Outcome};

const TALK: &str = "Lena Orsol: =We thank our friends in Brenn.\n\nTomas Vell: The tariff is a disaster.\n";

fn analyze(args: &[&str]) -> Outcome {
    Call::analyze().input("talk.txt", TALK).arg("--xlsx").args(args).run()
}

fn again(out: Outcome, args: &[&str]) -> Outcome {
    out.then("analyze").args(&["--out", "out", "talk.txt"]).args(args).run()
}

/// A part of the workbook.
fn part(out: &Outcome, name: &str) -> String {
    let file = std::fs::File::open(out.path("rostrum.xlsx")).expect("a workbook");
    let mut text = String::new();
    let mut archive = zip::ZipArchive::new(file).expect("a package");
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
    text
}

#[test]
fn every_table_has_a_sheet_and_the_workbook_is_described() {
    let out = analyze(&[]).status(0);
    let book = part(&out, "xl/workbook.xml");
    let sheets: Vec<&str> = book.split("<sheet name=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(sheets, [&["contents"], names(TABLES).as_slice()].concat());
    let turns = part(&out, "xl/worksheets/sheet4.xml");
    assert!(turns.contains("<t>=We thank our friends in Brenn.</t>") && !turns.contains("<f>"), "{turns}");
    let package = crate::package::package(&out);
    let [file] = package["rostrum:files"].as_array().expect("a list").as_slice() else { panic!("{package}") };
    assert_eq!(file["path"], "rostrum.xlsx");
    let bytes = std::fs::read(out.path("rostrum.xlsx")).expect("a workbook");
    assert_eq!(file["bytes"], bytes.len());
    assert_eq!(out.facts()["config"]["workbook"], true);
    let parquet = analyze(&["--format", "parquet"]).status(0);
    let rows = |out: &Outcome| part(out, "xl/worksheets/sheet4.xml");
    assert_eq!(rows(&parquet), rows(&out), "beside Parquet files the same");
    let out = again(out, &["--xlsx", "--force"]).status(0);
    assert_eq!(std::fs::read(out.path("rostrum.xlsx")).expect("a workbook"), bytes, "equal tables, equal bytes");
}

#[test]
fn it_goes_with_the_results_that_it_is_of_and_nobody_elses_is_touched() {
    let out = analyze(&[]).status(0);
    assert!(again(out, &["--xlsx"]).status(2).stderr.contains("--force"));
    let out = again(analyze(&[]).status(0), &["--force"]).status(0);
    assert!(!out.path("rostrum.xlsx").exists(), "an earlier run's would not be about these tables");
    let out = analyze(&[]).status(0);
    std::fs::write(out.path("rostrum.xlsx"), "with my remarks").expect("it can be written");
    let out = again(out, &["--force"]).status(0);
    assert_eq!(std::fs::read(out.path("rostrum.xlsx")).expect("still there"), b"with my remarks");
    let out = again(out, &["--force", "--xlsx"]).status(2).says(&["rostrum.xlsx", "not overwritten"]);
    assert_eq!(std::fs::read(out.path("rostrum.xlsx")).expect("still there"), b"with my remarks");
}

/// Tables of an earlier run are no transcripts, in whatever form.
#[test]
fn a_run_over_its_own_folder_does_not_read_it() {
    let out = Call::command("analyze").input("talk.txt", TALK).args(&["--xlsx", "--out", "."]).run().status(0);
    let out = out.then("analyze").args(&["--xlsx", "--out", ".", "--force", "."]).run().status(0);
    out.says(&["1 document, 2 speakers"]);
}
