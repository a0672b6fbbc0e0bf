//! What README.md shows is what the program does.

use std::process::Command;

use crate::harness::project;

#[test]
fn every_option_that_the_readme_names_exists() {
    let readme = std::fs::read_to_string(project().join("README.md")).expect("README.md");
    let help = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_rostrum")).args(args).output().expect("the binary starts");
        String::from_utf8(output.stdout).expect("help is UTF-8")
    };
    let help = help(&["analyze", "--help"]) + &help(&["--help"]);
    let options = readme.split(|c: char| c.is_whitespace() || "`|,;()[]".contains(c)).filter(|w| w.starts_with("--"));
    let is_option = |o: &&str| {
        o[2..].starts_with(|c: char| c.is_ascii_alphabetic()) && !o.starts_with("--release") && !o.starts_with("--path")
    };
    for option in options.filter(is_option) {
        assert!(help.contains(option), "README.md names {option}, --help does not");
    }
}

#[test]
fn the_readmes_main_command_runs() {
    let readme = std::fs::read_to_string(project().join("README.md")).expect("README.md");
    let command = "cargo run --release -- analyze data/sample --out reports";
    assert!(readme.lines().any(|line| line == command));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("reports");
    // the same arguments, without building a second time
    let mut run = Command::new(env!("CARGO_BIN_EXE_rostrum"));
    run.current_dir(project()).args(["analyze", "data/sample", "--out"]).arg(&out);
    assert!(run.status().expect("the binary starts").success());
    assert!(out.join("speakers.csv").exists());
}
