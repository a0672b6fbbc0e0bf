//! What README.md shows is what the program does, and what CONTRIBUTING.md names is there.

use std::process::Command;

use crate::harness::{Rows, project};

/// Pages of the documentation for who uses the program.
const PAGES: [&str; 6] =
    ["README.md", "docs/formats.md", "docs/tables.md", "docs/models.md", "docs/statistics.md", "docs/time.md"];

fn page(name: &str) -> String {
    std::fs::read_to_string(project().join(name)).expect("a page")
}

#[test]
fn every_option_that_the_documentation_names_exists() {
    let pages = PAGES.map(page).concat();
    let help = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_rostrum")).args(args).output().expect("the binary starts");
        String::from_utf8(output.stdout).expect("help is UTF-8")
    };
    let help = help(&["analyze", "--help"])
        + &help(&["parse", "--help"])
        + &help(&["evaluate", "--help"])
        + &help(&["explain", "--help"])
        + &help(&["compare", "--help"])
        + &help(&["score", "--help"])
        + &help(&["sample", "--help"])
        + &help(&["validate", "--help"])
        + &help(&["report", "--help"])
        + &help(&["--help"]);
    let options = pages.split(|c: char| c.is_whitespace() || "`|,;()[]".contains(c)).filter(|w| w.starts_with("--"));
    let cargos = ["--release", "--example", "--features", "--lib", "--nocapture"];
    let is_option = |o: &&str| o[2..].starts_with(|c: char| c.is_ascii_alphabetic()) && !cargos.contains(o);
    for option in options.filter(is_option) {
        assert!(help.contains(option), "the documentation names {option}, --help does not");
    }
}

#[test]
fn every_command_of_the_documentation_runs() {
    let (readme, pages) = (page("README.md"), PAGES.map(page).concat());
    let commands: Vec<&str> = pages.lines().filter_map(|l| l.strip_prefix("cargo run --release -- ")).collect();
    assert_eq!(commands[0], "analyze data/sample --out reports", "what .ci/run runs");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [out, coding, scores] = ["reports", "coding", "scores"].map(|name| folder.path().join(name));
    for command in commands {
        // the same arguments, with another output folder and without building a second time
        let quoted = command.split('\'').enumerate();
        let args = quoted.flat_map(|(i, part)| if i % 2 == 1 { vec![part] } else { part.split_whitespace().collect() });
        let args = args.map(|a| match a {
            "reports" => out.as_os_str(),
            "coding" => coding.as_os_str(),
            "scores" => scores.as_os_str(),
            _ => a.as_ref(),
        });
        let mut run = Command::new(env!("CARGO_BIN_EXE_rostrum"));
        let output = run.current_dir(project()).args(args).output().expect("the binary starts");
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        if command == "analyze data/sample --out reports" {
            let said = String::from_utf8(output.stderr).expect("the summary is UTF-8");
            let shown =
                readme.split("```text\n").nth(1).and_then(|text| text.split("```").next()).expect("the summary");
            let is_place = |line: &&str| line.starts_with("tables:") || line.starts_with("report:");
            for line in shown.lines().filter(|line| !is_place(line)) {
                // how long it takes is the machine's
                let line = line.split(" in 0").next().unwrap_or(line);
                assert!(shows(&said, line), "README.md shows:\n{line}\nthe program says:\n{said}");
            }
            assert_eq!(tables_shown(&readme, &out), 1, "rows of tables");
        }
        if let Some(shown) = shown_after(&pages, command) {
            let printed = String::from_utf8(output.stdout).expect("the output is UTF-8");
            for line in shown.lines().filter(|line| !matches!(*line, "" | "…")) {
                assert!(
                    shows(&printed, line),
                    "the documentation shows after {command}:\n{line}\nit prints:\n{printed}"
                );
            }
        }
        assert!(out.join("speakers.csv").exists());
    }
    // the feature is built where libtorch is: .ci/run has a stage for it
    let elsewhere = [
        "cargo test",
        "cargo build --release --features rust-bert",
        "cargo run --release --example tone_by_speaker data/sample",
    ];
    let is_untested =
        |l: &&str| l.starts_with("cargo ") && !elsewhere.contains(l) && !l.starts_with("cargo run --release -- ");
    assert_eq!(pages.lines().find(is_untested), None);
}

/// The code of a text: what stands between backticks within a line.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with("```")).flat_map(|line| line.split('`').skip(1).step_by(2))
}

#[test]
fn every_file_and_list_that_contributing_names_exists() {
    let contributing = std::fs::read_to_string(project().join("CONTRIBUTING.md")).expect("CONTRIBUTING.md");
    let is_path = |code: &&str| code.contains('/') && !code.contains(' ');
    let paths: Vec<&str> = code(&contributing).filter(is_path).collect();
    assert!(paths.len() > 10, "{paths:?}");
    for path in paths {
        let path = path.trim_end_matches("/NAME.rs");
        assert!(project().join(path).exists(), "CONTRIBUTING.md names {path}");
    }
    for (list, file) in [("FORMATS", "src/read/format.rs"), ("TABLES", "src/tables.rs"), ("TASKS", "src/task.rs")] {
        assert!(contributing.contains(&format!("in the list `{list}` in `{file}`")), "{list}");
        let source = std::fs::read_to_string(project().join(file)).expect("the file of the list");
        assert!(source.contains(&format!("pub const {list}:")), "{file} has no list {list}");
    }
}

#[test]
fn every_command_of_contributing_is_one_that_works() {
    let contributing = std::fs::read_to_string(project().join("CONTRIBUTING.md")).expect("CONTRIBUTING.md");
    let ci = std::fs::read_to_string(project().join(".ci/run")).expect(".ci/run");
    let blocks = contributing.split("```sh\n").skip(1).filter_map(|block| block.split("```").next());
    let commands: Vec<&str> = blocks.flat_map(str::lines).collect();
    assert!(commands.contains(&".ci/run"), "{commands:?}");
    for command in commands {
        // a part of the tests is a room of the code or a file of tests
        let room =
            command.strip_prefix("cargo test --lib ").map(|room| format!("src/{}.rs", room.trim_end_matches(':')));
        let part = command.strip_prefix("cargo test --test integration ");
        let part = part.map(|part| format!("tests/integration/{}.rs", part.trim_end_matches(':')));
        let works = match room.or(part) {
            Some(file) => project().join(file).exists(),
            None if command == ".ci/run" => project().join(command).exists(),
            None => ci.lines().any(|line| line == command || line == format!("readme \"{command}\"")),
        };
        assert!(works, "CONTRIBUTING.md shows: {command}");
    }
}

/// Whether a text is the other, or a number that is the same but for what kinds of processors differ in: hundredths, and a sentence
/// or two whose probability is near a threshold.
fn is_about(shown: &str, written: &str) -> bool {
    let whole = !shown.contains('.');
    match (shown.parse::<f64>(), written.parse::<f64>()) {
        (Ok(a), Ok(b)) if whole => (a - b).abs() <= 2.0f64.max(0.03 * a.abs()),
        (Ok(a), Ok(b)) => (a - b).abs() <= 0.02,
        _ => shown == written,
    }
}

/// The words of a line, without the frames of tables, which are as wide as what is in them.
fn words(line: &str) -> Vec<&str> {
    let words = line.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
    words.map(|word| word.trim_end_matches([',', ';', ')', ':'])).collect()
}

/// Whether some line of what was said begins with the words of a line, numbers as in [`is_about`].
fn shows(said: &str, line: &str) -> bool {
    let shown = words(line);
    said.lines()
        .map(words)
        .any(|said| said.len() >= shown.len() && shown.iter().zip(&said).all(|(shown, said)| is_about(shown, said)))
}

/// Checks every row that the README shows of a file `reports/NAME.csv`: some row of the file has these texts, and these
/// numbers when rounded. Gives the number of rows.
fn tables_shown(readme: &str, out: &std::path::Path) -> usize {
    let mut checked = 0;
    for (name, after) in readme.split("`reports/").skip(1).filter_map(|part| part.split_once(".csv`")) {
        let mut rows = after.lines().skip_while(|l| !l.starts_with('|')).take_while(|l| l.starts_with('|'));
        let cells = |line: &str| line.trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect::<Vec<_>>();
        let columns = cells(rows.next().expect("a header"));
        let mut reader = csv::Reader::from_path(out.join(format!("{name}.csv"))).expect("the table");
        let written: Rows = reader.deserialize().map(|r| r.expect("a row")).collect();
        for row in rows.skip(1).map(cells) {
            let is_it = |w: &std::collections::BTreeMap<String, String>| {
                columns.iter().zip(&row).all(|(column, shown)| is_about(shown, &w[column]))
            };
            assert!(written.iter().any(is_it), "README.md shows of {name}.csv: {row:?}");
            checked += 1;
        }
    }
    checked
}

/// What the documentation shows of the tables that a command prints.
fn shown_after<'a>(pages: &'a str, command: &str) -> Option<&'a str> {
    let (_, after) = pages.split_once(command).filter(|_| !command.starts_with("analyze"))?;
    after.strip_prefix("\n```\n\n```text\n")?.split("\n```").next()
}
