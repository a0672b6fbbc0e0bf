//! A run that was stopped, wherever that was, is gone on with: the tables are those of a run that nobody disturbed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::harness::project;

/// An `analyze` of the sample into `out`.
fn analyze(out: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rostrum"));
    command.current_dir(project()).args(["analyze", "data/sample", "--out"]).arg(out).args(more);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Runs it to its end: status and what it said.
fn run(mut command: Command) -> (i32, String) {
    let output = command.output().expect("the binary runs");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(!said.contains("panicked"), "{said}");
    (output.status.code().expect("an exit status"), said)
}

/// Every file of a folder but the facts of the run, which hold its time, and what it could go on from.
fn tables(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let tables = files.filter(|path| !path.ends_with("run.json") && !path.ends_with("resume.bin"));
    tables.map(|path| (path.file_name().expect("a name").into(), std::fs::read(&path).expect("a file"))).collect()
}

fn undisturbed(folder: &Path) -> (BTreeMap<PathBuf, Vec<u8>>, Duration) {
    let (out, started) = (folder.join("undisturbed"), Instant::now());
    assert_eq!(run(analyze(&out, &[])).0, 0);
    (tables(&out), started.elapsed())
}

/// Fractions of a run's time, spread evenly and the same in every run of the tests.
fn instants() -> impl Iterator<Item = f64> {
    (0..).map(|i| f64::from(i).mul_add(0.618_034, 0.05) % 1.0)
}

/// Kills a run after some time, unless it ends before; whether it was killed.
fn kill_after(mut run: Child, time: Duration) -> bool {
    let started = Instant::now();
    while started.elapsed() < time {
        if run.try_wait().expect("its status").is_some() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    run.kill().expect("it can be killed");
    !run.wait().expect("it ends").success()
}

#[test]
fn killed_at_any_instant_it_ends_with_the_same_tables() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (expected, mut whole) = undisturbed(folder.path());
    let out = folder.path().join("killed");
    let (mut killed, mut went_on) = (0, 0);
    for instant in instants().take(500) {
        // other tests leave more or less of the machine to this one
        if kill_after(analyze(&out, &["--resume"]).spawn().expect("the binary starts"), whole.mul_f64(instant)) {
            killed += 1;
            whole = whole.mul_f64(1.03);
        } else {
            assert_eq!(tables(&out), expected);
            std::fs::remove_dir_all(&out).expect("removes");
            whole = whole.mul_f64(0.9);
            continue;
        }
        // the last write may have been cut off anywhere
        let scores = std::fs::OpenOptions::new().write(true).open(out.join("resume.bin"));
        if let (Ok(scores), 1) = (scores, killed % 2) {
            let size = scores.metadata().expect("a file").len();
            scores.set_len(size.saturating_sub(killed * 7)).expect("cuts");
        }
        if killed % 5 == 0 {
            let (status, said) = run(analyze(&out, &["--resume"]));
            assert_eq!(status, 0, "{said}");
            assert_eq!(tables(&out), expected);
            went_on += u32::from(said.contains("scored by an earlier run"));
            std::fs::remove_dir_all(&out).expect("removes");
        }
        if killed >= 50 {
            break;
        }
    }
    // how many it is depends on how busy the machine is; that what is kept is used has tests of its own
    assert!(killed >= 50 && went_on >= 1, "killed {killed} times before the end, {went_on} runs found scores");
}

/// How many documents an earlier run has scored, as the summary says.
fn reused(said: &str) -> u32 {
    let line = said.lines().find_map(|line| line.strip_prefix("scored by an earlier run: "));
    line.and_then(|n| n.split(' ').next()?.parse().ok()).unwrap_or(0)
}

const ONE: &str = "Lena Orsol: We are glad to be here. Thank you.\n\nTomas Vell: The road is closed.\n";

#[test]
fn only_what_changed_is_scored_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (inputs, out) = (folder.path().join("in"), folder.path().join("out"));
    std::fs::create_dir(&inputs).expect("a folder");
    for name in ["a", "b", "c"] {
        std::fs::write(inputs.join(format!("{name}.txt")), ONE.replace("road", name)).expect("writes");
    }
    let topics = folder.path().join("topics.toml");
    let definitions = std::fs::read_to_string(project().join("data/topics.toml")).expect("the topics");
    let call = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rostrum"));
        command.current_dir(folder.path()).args(["analyze", "in", "--out", "out"]).args(more).stderr(Stdio::piped());
        let (status, said) = run(command);
        (status, reused(&said))
    };
    assert_eq!(call(&["--resume"]), (0, 0), "there is nothing to go on from");
    assert_eq!(call(&["--resume"]), (0, 3), "a finished run is not scored again");
    std::fs::write(inputs.join("b.txt"), ONE.replace("road", "other")).expect("writes");
    std::fs::write(inputs.join("d.txt"), ONE.replace("road", "new")).expect("writes");
    assert_eq!(call(&["--resume"]), (0, 2), "two documents are as they were");
    std::fs::write(&topics, definitions.replace("customs", "custom")).expect("writes");
    assert_eq!(call(&["--resume", "--topics", "topics.toml"]), (0, 0), "other topics, other scores");
    assert_eq!(call(&["--resume"]), (0, 4), "and what was scored for the first ones is still there");
    let resumed = tables(&out);
    assert_eq!(call(&[]), (2, 0), "earlier results are kept");
    assert_eq!(call(&["--force"]), (0, 0), "and replaced on demand");
    assert_eq!(tables(&out), resumed);
}

#[test]
fn damaged_scores_are_made_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (expected, _) = undisturbed(folder.path());
    let (out, scores) = (folder.path().join("undisturbed"), folder.path().join("undisturbed/resume.bin"));
    let mut bytes = std::fs::read(&scores).expect("scores");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&scores, bytes).expect("writes");
    let (status, said) = run(analyze(&out, &["--resume"]));
    assert_eq!(status, 0);
    assert!((1..18).contains(&reused(&said)), "{said}");
    assert_eq!(tables(&out), expected);
    std::fs::write(&scores, "notes of my own, not of rostrum").expect("writes");
    let (status, said) = run(analyze(&out, &["--force"]));
    assert_eq!(status, 2, "{said}");
    assert_eq!(std::fs::read(&scores).expect("is there"), b"notes of my own, not of rostrum");
}

#[cfg(unix)]
#[test]
fn a_signal_stops_it_within_a_second_and_says_how_to_go_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (expected, whole) = undisturbed(folder.path());
    let out = folder.path().join("stopped");
    let child = analyze(&out, &[]).spawn().expect("the binary starts");
    std::thread::sleep(whole / 2);
    let asked = Instant::now();
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(kill.success());
    let output = child.wait_with_output().expect("it ends");
    assert!(asked.elapsed() < Duration::from_secs(1));
    assert_eq!(output.status.code(), Some(130));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("--resume goes on"), "{said}");
    let (status, said) = run(analyze(&out, &[]));
    assert_eq!(status, 2);
    assert!(said.contains("unfinished run"), "{said}");
    assert_eq!(run(analyze(&out, &["--resume"])).0, 0);
    assert_eq!(tables(&out), expected);
}

/// A limit on the size of files is what a full disk looks like to a program, and any user may set one.
#[cfg(unix)]
#[test]
fn a_full_disk_is_named_and_the_next_run_goes_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (expected, _) = undisturbed(folder.path());
    for kilobytes in [1, 20, 60, 120] {
        let out = folder.path().join(format!("full{kilobytes}"));
        let script = format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$@\"");
        let mut limited = Command::new("bash");
        limited.current_dir(project()).args(["-c", &script, "bash", env!("CARGO_BIN_EXE_rostrum")]);
        limited.args(["analyze", "data/sample", "--out"]).arg(&out).stderr(Stdio::piped());
        let (status, said) = run(limited);
        assert_eq!(status, 1, "{said}");
        assert!(said.contains("error: ") && said.contains("cannot be written: File too large"), "{said}");
        assert!(!out.join("run.json").exists());
        assert_eq!(run(analyze(&out, &["--resume"])).0, 0);
        assert_eq!(tables(&out), expected);
    }
}

#[test]
fn two_runs_do_not_write_into_one_folder() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    std::fs::create_dir(&out).expect("a folder");
    let scores = std::fs::File::create(out.join("resume.bin")).expect("a file");
    scores.lock().expect("a lock");
    let (status, said) = run(analyze(&out, &["--resume"]));
    assert_eq!(status, 2);
    assert!(said.contains("another run"), "{said}");
}
