//! `report.html`: every number and mark is a cell of the tables, hostile texts stay texts, and the page is made from the folder
//! and nothing else.

use std::collections::BTreeMap;
use std::path::Path;

use rostrum::internals::hex;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use crate::harness::{Call, Outcome, Rows, project};

const PAGE: &str = "report.html";

fn sample() -> Outcome {
    Call::analyze().arg(project().join("data/sample").display().to_string()).run().status(0)
}

fn page(out: &Outcome) -> String {
    std::fs::read_to_string(out.path(PAGE)).expect("a page")
}

fn all<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(selector).expect("a selector");
    html.select(&selector).collect()
}

fn text(element: ElementRef) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// The tables of a folder, read when they are asked for.
struct Cells<'a> {
    out: &'a Outcome,
    tables: BTreeMap<String, Rows>,
}

impl Cells<'_> {
    /// A row by the name that a mark has for it, and its column.
    fn row(&mut self, cell: &str) -> (BTreeMap<String, String>, String) {
        let parts: Vec<&str> = cell.split('/').collect();
        let [table, row, column] = parts[..] else { unreachable!("{cell} is no cell") };
        let out = self.out;
        let rows = self.tables.entry(table.to_owned()).or_insert_with(|| match table {
            "measured" => measured(),
            table => out.table(table),
        });
        (rows[row.parse::<usize>().expect("a number") - 1].clone(), column.to_owned())
    }

    fn value(&mut self, cell: &str) -> String {
        let (row, column) = self.row(cell);
        row[&column].clone()
    }
}

/// The measured scores of the model as rows.
fn measured() -> Rows {
    let scores = std::fs::read_to_string(project().join("models/scores.json")).expect("scores");
    let scores: Vec<BTreeMap<String, Value>> = serde_json::from_str(&scores).expect("JSON");
    let number = |value: Value| value.as_f64().map(|n| n.to_string()).unwrap_or_default();
    scores.into_iter().map(|row| row.into_iter().map(|(key, value)| (key, number(value))).collect()).collect()
}

/// How a number of a column is read, told by the column and its row, and not by the program.
fn read_as(cell: &str, row: &BTreeMap<String, String>, column: &str, csv: &str) -> String {
    let value: f64 = csv.parse().expect("a number");
    let signed = |value: f64, decimals: usize| {
        let digits = format!("{:.decimals$}", value.abs());
        let zero = digits.trim_matches(['0', '.']).is_empty();
        format!(
            "{}{digits}",
            if zero {
                ""
            } else if value < 0.0 {
                "−"
            } else {
                "+"
            }
        )
    };
    let share = row.get("measure").is_some_and(|measure| measure.ends_with("share") || measure.contains("share:"));
    let percent = match () {
        () if value == 0.0 => "0 %".to_owned(),
        () if value < 0.0005 => "under 0.1 %".to_owned(),
        () if value < 0.1 => format!("{:.1} %", value * 100.0),
        () if (0.995..1.0).contains(&value) => "over 99 %".to_owned(),
        () => format!("{:.0} %", value * 100.0),
    };
    match column {
        "p" | "p_holm" if value < 0.0005 => "under 0.001".to_owned(),
        "p" | "p_holm" => format!("{value:.3}"),
        "share" | "agreement" => percent,
        "log_odds" | "alpha" | "alpha_low" | "alpha_high" => format!("{value:.2}"),
        _ if cell.starts_with("measured/") && column != "n" => format!("{value:.2}"),
        "value_a" | "value_b" | "naive" | "corrected" if share => percent,
        _ if share && cell.starts_with("corrected/") && csv.contains('.') => percent,
        _ if share && csv.contains('.') => format!("{} points", signed(value * 100.0, 1)),
        _ if csv.contains('.') => signed(value, 2),
        _ if csv.len() > 3 => format!("{},{}", &csv[..csv.len() - 3], &csv[csv.len() - 3..]),
        _ => csv.to_owned(),
    }
}

fn percent(element: ElementRef, name: &str) -> f64 {
    element.attr(name).expect("a place").trim_end_matches('%').parse().expect("a number")
}

/// Compares every number and every mark of a page with its cells; how many there are.
fn check(out: &Outcome) -> usize {
    let html = Html::parse_document(&page(out));
    let mut cells = Cells { out, tables: BTreeMap::new() };
    let marks = all(&html, "[data-csv]");
    for &mark in &marks {
        let names: Vec<&str> = mark.attr("data-cell").expect("a cell").split(' ').collect();
        let csv: Vec<&str> = mark.attr("data-csv").expect("a value").split(' ').collect();
        let found: Vec<String> = names.iter().map(|name| cells.value(name)).collect();
        assert_eq!(csv, found, "{names:?}");
        let values: Vec<f64> = csv.iter().map(|csv| csv.parse().expect("a number")).collect();
        match mark.value().name() {
            "span" => {
                let (row, column) = cells.row(names[0]);
                assert_eq!(text(mark), read_as(names[0], &row, &column, csv[0]), "{names:?} is {csv:?}");
            }
            name => drawn(mark, name, &values),
        }
    }
    marks.len()
}

/// Whether a mark stands where its values are.
fn drawn(mark: ElementRef, name: &str, values: &[f64]) {
    let drawing = mark.ancestors().filter_map(ElementRef::wrap).find(|e| e.value().name() == "svg").expect("a drawing");
    let number = |name: &str| drawing.attr(name).map(|value| value.parse::<f64>().expect("a number"));
    let near = |at: f64, expected: f64| assert!((at - expected).abs() < 0.011, "{at}, not {expected}: {}", mark.html());
    match (name, drawing.attr("class")) {
        ("circle" | "line", Some("row")) => {
            let (from, to) = (number("data-from").expect("a scale"), number("data-to").expect("a scale"));
            let x = |value: f64| 4.0 + 92.0 * (value - from) / (to - from);
            let places: &[&str] = if name == "circle" { &["cx"] } else { &["x1", "x2"] };
            assert_eq!(places.len(), values.len());
            for (place, value) in places.iter().zip(values) {
                assert!((from..=to).contains(value), "{value} is off the scale");
                near(percent(mark, place), x(*value));
            }
        }
        ("circle" | "line", Some("panel")) => {
            let y = |value: f64| 8.0 + (1.0 - value) * 58.0;
            let places: &[&str] = if name == "circle" { &["cy"] } else { &["y1", "y2"] };
            for (place, value) in places.iter().zip(values) {
                assert!((percent(mark, place) - y(*value)).abs() < 0.051, "{}", mark.html());
            }
        }
        ("rect", Some("bar")) => near(percent(mark, "width"), 100.0 * values[0] / number("data-all").expect("a sum")),
        ("rect", Some("len")) => {
            near(percent(mark, "width"), 100.0 * values[0] / number("data-most").expect("a largest"))
        }
        other => unreachable!("{other:?}: {}", mark.html()),
    }
}

/// The data for the filters.
fn data(html: &Html) -> Value {
    let island = all(html, "script#data")[0].text().collect::<String>();
    serde_json::from_str(&island).expect("JSON")
}

#[test]
fn every_number_and_mark_is_its_cell_and_every_sentence_is_there() {
    let out = sample();
    assert!(check(&out) > 2_000);
    let data = data(&Html::parse_document(&page(&out)));
    let (sentences, rows) = (out.table("sentences"), data["rows"].as_array().expect("rows"));
    assert_eq!(rows.len(), sentences.len());
    let micro = |cell: &str| (cell.parse::<f64>().expect("a number") * 1e6).round() as i64;
    let topics = out.table("sentence_topics");
    let mut of_topics = 0;
    for (row, sentence) in rows.iter().zip(&sentences) {
        let said = [row[0].to_string(), row[2].to_string(), row[3].to_string()];
        let number = (said[0].parse::<usize>().expect("a number") - 1, &sentence["turn"], &sentence["sentence"]);
        assert_eq!((&sentences[number.0]["text"], &said[1], &said[2]), (&sentence["text"], number.1, number.2));
        assert_eq!(row[5], sentence["text"].as_str());
        assert_eq!([row[6].as_i64(), row[7].as_i64()], ["negative", "positive"].map(|c| Some(micro(&sentence[c]))));
        let about = row[8].as_array().expect("topics");
        of_topics += about.len() / 3;
        let found: Vec<&str> =
            about.chunks(3).filter_map(|of| data["topics"][of[0].as_u64()? as usize][0].as_str()).collect();
        assert_eq!(found.join(";"), sentence["topics"]);
    }
    assert_eq!(of_topics, topics.len());
    let mentions: usize = rows.iter().map(|row| row[9].as_array().expect("entities").len() / 2).sum();
    assert_eq!(mentions, out.table("mentions").len());
}

#[test]
fn the_page_is_made_from_the_folder_and_nothing_else() {
    let out = sample();
    let made = page(&out);
    let path = out.path("..").join("elsewhere.html");
    let out = out.then("report").args(&["out", "--out", "elsewhere.html"]).run().status(0);
    assert!(std::fs::read_to_string(&path).expect("a page") == made, "another page from the same tables");
    let package = |out: &Outcome| std::fs::read_to_string(out.path("datapackage.json")).expect("a descriptor");
    let before = package(&out);
    let out = out.then("report").arg("out").run().status(0);
    assert_eq!(out.stdout, "out/report.html\n");
    assert!(page(&out) == made && package(&out) == before, "nothing has changed");
    let listed: Value = serde_json::from_str(&before).expect("JSON");
    let hash = format!("sha256:{}", sha256(&out.path(PAGE)));
    assert_eq!(listed["rostrum:report"]["hash"], hash.as_str());
    // a changed table is not shown
    std::fs::write(out.path("speakers.csv"), out.text("speakers").replace("Lena", "Lona")).expect("it can be written");
    let out = out.then("report").arg("out").run().status(2).says(&["speakers.csv", "was changed"]);
    assert!(page(&out) == made);
}

fn sha256(path: &Path) -> String {
    use sha2::Digest;
    hex(&sha2::Sha256::digest(std::fs::read(path).expect("a file")))
}

const TALK: &str =
    "document,speaker,text\none,Lena Orsol,We thank our friends in Brenn.\none,Tomas Vell,The bridge is closed.\n";

#[test]
fn a_page_is_no_transcript() {
    let out = Call::analyze().input("talk.csv", TALK).run().status(0);
    let out = out.then("analyze").args(&[".", "--out", "out", "--force"]).run().status(0);
    let read: Vec<String> = out.table("documents").into_iter().map(|row| row["path"].clone()).collect();
    assert!(read.iter().all(|path| path.ends_with("talk.csv")), "{read:?}");
    // but one that somebody wrote is
    let own = "<html><body><p><b>Lena Orsol:</b> We thank our friends.</p><p><b>Tomas Vell:</b> The bridge is closed.</p></body></html>";
    let out = out.then("analyze").file("talks/report.html", own).args(&["talks", "--out", "talks/out"]).run().status(0);
    assert_eq!(out.stderr.matches("1 document, 2 speakers, 2 turns").count(), 1, "{}", out.stderr);
}

#[test]
fn parquet_says_the_same() {
    let csv = Call::analyze().input("talk.csv", TALK).run().status(0);
    let parquet = Call::analyze().input("talk.csv", TALK).args(&["--format", "parquet"]).run().status(0);
    assert!(page(&parquet).replace(".parquet", ".csv") == page(&csv));
}

#[test]
fn a_page_is_left_out_when_told_and_taken_away_with_its_tables() {
    let out = Call::analyze().input("talk.csv", TALK).run().status(0);
    assert!(out.path(PAGE).exists());
    let again = |out: Outcome, more: &[&str]| out.then("analyze").args(&["talk.csv", "--out", "out"]).args(more).run();
    let out = again(out, &["--force", "--no-report"]).status(0);
    assert!(!out.path(PAGE).exists(), "it was about the run before");
    std::fs::write(out.path(PAGE), "by hand").expect("it can be written");
    let before = out.text("speakers");
    let out = again(out, &["--force"]).status(2).says(&[PAGE, "not overwritten"]);
    assert_eq!((page(&out).as_str(), out.text("speakers")), ("by hand", before));
    let out = out.then("report").args(&["out"]).run().status(2).says(&[PAGE, "not overwritten"]);
    assert_eq!(page(&out), "by hand");
    let out = again(out, &["--resume", "--no-report"]).status(0);
    assert_eq!(page(&out), "by hand");
}

#[test]
fn where_nothing_can_be_tested_it_is_said_first_and_once() {
    let out = Call::analyze().input("talk.csv", TALK).run().status(0);
    let html = Html::parse_document(&page(&out));
    let said: Vec<String> = all(&html, "#short li").into_iter().map(text).collect();
    let [only] = &said[..] else { panic!("{said:?}") };
    assert!(only.starts_with("Nothing can be tested on so little"), "{only}");
    assert!(only.contains("here 0 of 2 speakers have that many"), "{only}");
    let rest: String =
        all(&html, "section:not(#short)").into_iter().filter(|s| s.attr("id") != Some("quality")).map(text).collect();
    assert!(!rest.to_lowercase().contains("tested") && !rest.contains("shown to differ"), "said again");
    check(&out);
}

#[test]
fn names_and_texts_that_mean_harm_stay_texts() {
    let hostile = [
        "<script>window.hostile=1</script>".to_owned(),
        "</script><img src=x onerror=alert(1)>".to_owned(),
        "\"' onmouseover='window.hostile=1' x=\"".to_owned(),
        "\u{202e}\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{627}\u{644}\u{633}\u{644}\u{627}\u{645}".to_owned(),
        "&lt;b&gt; %3Cscript%3E {{ 7 * 7 }} ${7 * 7}".to_owned(),
        "Z".repeat(10_000),
        format!("{} the second", "Z".repeat(10_000)),
    ];
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["document", "speaker", "group", "title", "text"]).expect("memory");
    for document in 0..3 {
        for name in &hostile {
            let text =
                format!("{name} We thank our friends <in> Brenn & Halmar. {name}</script><!-- The bridge is closed.");
            table.write_record([&format!("{document}{name}"), name, name, name, &text]).expect("memory");
        }
    }
    let out = Call::analyze().input("talk.csv", table.into_inner().expect("memory")).run().status(0);
    let page = page(&out);
    assert!(page.len() < 1_500_000, "{} bytes", page.len());
    let html = Html::parse_document(&page);
    let scripts: Vec<Option<&str>> = all(&html, "script").into_iter().map(|script| script.attr("id")).collect();
    assert_eq!(scripts, [Some("data"), None], "its own two and no others");
    for element in all(&html, "*") {
        let names: Vec<&str> = element.value().attrs().map(|(name, _)| name).collect();
        assert!(!names.iter().any(|name| name.starts_with("on") || *name == "style"), "{names:?}");
        assert!(
            !matches!(element.value().name(), "img" | "iframe" | "object" | "embed" | "base" | "link"),
            "{names:?}"
        );
    }
    let shown: Vec<String> = all(&html, "#speakers th .who bdi").into_iter().map(|e| e.text().collect()).collect();
    assert!(shown.contains(&hostile[0]) && shown.contains(&hostile[2]), "as they are written");
    let long: Vec<&String> = shown.iter().filter(|name| name.starts_with("ZZZ")).collect();
    assert!(long.len() >= 2 && long.iter().all(|name| name.chars().count() < 100));
    assert_ne!(long[0], long[long.len() - 1], "names that begin alike stay apart");
    check(&out);
}

#[test]
fn the_policy_lets_its_own_style_and_script_run_and_nothing_else() {
    let out = Call::analyze().input("talk.csv", TALK).run().status(0);
    let page = page(&out);
    let html = Html::parse_document(&page);
    let policy = all(&html, "meta[http-equiv=Content-Security-Policy]")[0].attr("content").expect("a policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    assert!(
        !page.contains("http://")
            || page.matches("http://").count() == page.matches("http://www.w3.org/2000/svg").count()
    );
    assert!(!page.contains("https://") && !page.contains(" style="), "it loads nothing");
}
