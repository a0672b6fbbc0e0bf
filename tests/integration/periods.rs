//! Tone over time: periods, the trend, before and after a day.

use std::collections::BTreeMap;

use crate::contrasts::{COLD, WARM};
use crate::harness::{Call, Outcome, Rows};

/// A meeting a month in 2021 and 2022: Orsol is cold in the first year and warm in the second, Vell the same throughout.
fn meetings() -> String {
    let mut csv = String::from("document,date,speaker,group,text\n");
    for month in 0..24 {
        let date = format!("{}-{:02}-15", 2021 + month / 12, month % 12 + 1);
        for (speaker, group, warm) in
            [("Lena Orsol", "Varsia", month % 2 + 2 * (month / 12)), ("Tomas Vell", "Keldova", 1 + month / 3 % 2)]
        {
            for k in 0..3 {
                let text = if k < warm { WARM[k] } else { COLD[k] };
                csv += &format!("m{month:02},{date},{speaker},{group},\"{text}\"\n");
            }
        }
    }
    csv
}

fn analyze(args: &[&str]) -> Outcome {
    Call::analyze().arg("--keep-duplicates").input("meetings.csv", meetings()).args(args).run().status(0)
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().expect(column)
}

fn of<'a>(rows: &'a Rows, speaker: &str) -> Vec<&'a BTreeMap<String, String>> {
    rows.iter().filter(|row| row["speaker"] == speaker).collect()
}

#[test]
fn every_speaker_and_group_has_a_row_a_year_and_a_trend_over_all() {
    let out = analyze(&[]);
    let rows = out.table("speaker_periods");
    let periods = |rows: &[&BTreeMap<String, String>]| rows.iter().map(|r| r["period"].clone()).collect::<Vec<_>>();
    let orsol = of(&rows, "Lena Orsol");
    assert_eq!(periods(&orsol), ["all", "2021", "2022"]);
    assert_eq!((number(orsol[1], "documents"), number(orsol[1], "sentences")), (12.0, 36.0));
    assert!(number(orsol[1], "tone_high") < number(orsol[2], "tone_low"), "{orsol:?}");
    assert!(number(orsol[0], "trend_low") > 0.3 && orsol[1]["trend"].is_empty(), "{orsol:?}");
    let speaker = out.table("speakers").into_iter().find(|r| r["speaker"] == "Lena Orsol").expect("she speaks");
    for column in ["tone", "tone_low", "tone_high", "tone_here_low", "negative_mass", "positive_mass_high"] {
        assert_eq!(orsol[0][column], speaker[column], "all is dated: {column}");
    }
    let vell = of(&rows, "Tomas Vell")[0];
    assert!(number(vell, "trend_low") < 0.0 && number(vell, "trend_high") > 0.0, "{vell:?}");
    let groups: Vec<_> = rows.iter().filter(|row| row["level"] == "group").collect();
    assert_eq!(groups.iter().map(|r| r["group"].as_str()).collect::<Vec<_>>()[2..4], ["Keldova", "Varsia"]);
    assert_eq!(groups[3]["trend"], orsol[0]["trend"], "a group of one");
    for column in ["tone_low", "trend_low", "positive_mass_high"] {
        assert_eq!(groups[3][column], "", "one speaker says nothing of others of the group: {column}");
    }
    assert_eq!(groups[3]["tone_here_low"], orsol[0]["tone_here_low"]);
    assert!(out.table("splits").is_empty());
}

#[test]
fn periods_are_as_long_as_asked_for_on_the_command_line_or_in_the_file() {
    let quarters = analyze(&["--period", "quarter"]);
    assert_eq!(of(&quarters.table("speaker_periods"), "Tomas Vell")[1]["period"], "2021-Q1");
    assert_eq!(quarters.table("speaker_periods").len(), 4 * 9);
    let file = |args: &[&str]| {
        let call = Call::analyze()
            .arg("--keep-duplicates")
            .input("meetings.csv", meetings())
            .file("c.toml", "[time]\nperiod = \"month\"\n");
        call.args(&["--config", "c.toml"]).args(args).run().status(0)
    };
    let months = file(&[]);
    assert_eq!(of(&months.table("speaker_periods"), "Tomas Vell")[24]["period"], "2022-12");
    assert_eq!(months.facts()["config"]["settings"]["time"]["period"], "month");
    assert_eq!(file(&["--period", "quarter"]).text("speaker_periods"), quarters.text("speaker_periods"));
}

#[test]
fn a_built_in_change_is_found_and_the_placebos_are_not() {
    let out = analyze(&["--split", "2022-01-01"]);
    let rows = out.table("splits");
    let [orsol, vell, both] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((both["a"].as_str(), both["b"].as_str(), orsol["b"].as_str()), ("Lena Orsol", "Tomas Vell", ""));
    for row in [orsol, both] {
        assert!(number(row, "low") > 0.3 && number(row, "p") < 0.001, "{row:?}");
        assert_eq!((row["inference"].as_str(), row["date"].as_str()), ("population", "2022-01-01"));
        for placebo in ["placebo_before", "placebo_after"] {
            let ends = ["low", "high"].map(|end| number(row, &format!("{placebo}_{end}")));
            assert!(ends[0] < 0.0 && 0.0 < ends[1], "{placebo}: {row:?}");
        }
    }
    let moved = number(orsol, "difference") - number(vell, "difference");
    assert!((number(both, "difference") - moved).abs() < 2e-6, "{both:?}");
    assert!((number(orsol, "after") - number(orsol, "before") - number(orsol, "difference")).abs() < 2e-6);
    let years = out.table("speaker_periods");
    assert_eq!(of(&years, "Lena Orsol")[1]["tone"], orsol["before"], "the years are the sides");
    assert_eq!(out.facts()["config"]["settings"]["time"]["split"], "2022-01-01");
    let groups = analyze(&["--split", "2022-01-01", "--by", "group"]).table("splits");
    assert_eq!((groups[2]["a"].as_str(), groups[2]["b"].as_str()), ("Keldova", "Varsia"));
    assert!((number(&groups[2], "difference") + number(both, "difference")).abs() < 2e-6);
}

#[test]
fn too_few_sentences_keep_the_difference_and_say_why_there_is_no_p() {
    for row in analyze(&["--split", "2022-01-01", "--min-sentences", "37"]).table("splits") {
        assert_eq!((row["p"].as_str(), row["note"].as_str()), ("", "not_tested_few_sentences"), "{row:?}");
        assert!(!row["low"].is_empty());
    }
}

#[test]
fn a_day_that_is_none_or_parts_nothing_is_named() {
    let refused = Call::analyze()
        .arg("--keep-duplicates")
        .input("meetings.csv", meetings())
        .args(&["--split", "2022-02-30"])
        .run();
    let refused = refused.status(2).says(&["2022-02-30", "--split", "YYYY-MM-DD"]);
    assert!(!refused.path("splits.csv").exists());
    for day in ["2030-01-01", "1999-01-01"] {
        let out = analyze(&["--split", day]).says(&["warning", day, "no rows"]);
        assert!(out.table("splits").is_empty() && !out.table("speaker_periods").is_empty());
    }
}

#[test]
fn what_is_not_dated_is_in_no_period_and_counted() {
    let undated = format!("{}late,,Lena Orsol,Varsia,\"{}\"\n", meetings(), WARM[0]);
    let run = |csv: String, args: &[&str]| {
        Call::analyze().arg("--keep-duplicates").input("meetings.csv", csv).args(args).run().status(0)
    };
    let out = run(undated, &["--split", "2022-01-01"]).says(&["warning", "1 document without a date"]);
    let dated = analyze(&["--split", "2022-01-01"]);
    for table in ["speaker_periods", "splits"] {
        assert_eq!(out.text(table), dated.text(table), "{table}");
    }
    assert!(!dated.stderr.contains("without a date"));
    let nothing = run("document,speaker,text\na,Lena Orsol,We thank you.\n".to_owned(), &[]);
    assert!(nothing.table("speaker_periods").is_empty() && !nothing.stderr.contains("without a date"));
}

#[test]
fn tables_over_time_do_not_depend_on_the_order_of_files_or_on_threads() {
    let all = meetings();
    let (header, rows) = all.split_once('\n').expect("a header");
    let half = |odd: bool| {
        let is_mine = |row: &&str| row.as_bytes()[2] % 2 == u8::from(odd);
        format!("{header}\n{}\n", rows.lines().filter(is_mine).collect::<Vec<_>>().join("\n"))
    };
    let run = |files: [(&str, bool); 2], threads: &str| {
        let [(first, odd), (second, even)] = files;
        let call = Call::analyze().arg("--keep-duplicates").input(first, half(odd)).input(second, half(even));
        call.args(&["--threads", threads, "--split", "2022-01-01"]).run().status(0)
    };
    let there = run([("a.csv", true), ("b.csv", false)], "1");
    let back = run([("b.csv", false), ("a.csv", true)], "4");
    for table in ["speaker_periods", "splits"] {
        assert_eq!(there.text(table), back.text(table), "{table}");
    }
}
