//! One call of the binary: arguments, files in a fresh folder, and what came out.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Rows of a CSV file, each by column name.
pub type Rows = Vec<BTreeMap<String, String>>;

/// A call under construction.
pub struct Call {
    folder: tempfile::TempDir,
    args: Vec<String>,
    variables: Vec<(String, String)>,
    stdin: Vec<u8>,
}

/// What a call did.
pub struct Outcome {
    folder: tempfile::TempDir,
    /// Exit status.
    pub status: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Call {
    /// `rostrum analyze` with the output in the folder `out` of a fresh folder.
    pub fn analyze() -> Self {
        Self::command("analyze").args(&["--out", "out"])
    }

    /// `rostrum parse` in a fresh folder.
    pub fn parse() -> Self {
        Self::command("parse")
    }

    /// Another command in a fresh folder.
    pub fn command(name: &str) -> Self {
        Self::within(tempfile::tempdir().expect("a temporary folder"), name)
    }

    fn within(folder: tempfile::TempDir, name: &str) -> Self {
        Call { folder, args: vec![name.to_owned()], variables: Vec::new(), stdin: Vec::new() }
    }

    /// Sets a variable of the environment.
    pub fn env(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// Adds an argument.
    pub fn arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Adds arguments.
    pub fn args(mut self, args: &[&str]) -> Self {
        self.args.extend(args.iter().map(|arg| (*arg).to_owned()));
        self
    }

    /// Writes a file and gives it as an input.
    pub fn input(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        self.file(name, content).arg(name)
    }

    /// Writes a file into the folder.
    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("in the folder")).expect("folders can be made");
        std::fs::write(path, content).expect("files can be written");
        self
    }

    /// Removes a file of the folder.
    pub fn remove(self, name: &str) -> Self {
        std::fs::remove_file(self.folder.path().join(name)).expect("it was there");
        self
    }

    /// What comes in on standard input.
    pub fn stdin(mut self, content: &str) -> Self {
        self.stdin = content.as_bytes().to_vec();
        self
    }

    /// Runs it.
    pub fn run(self) -> Outcome {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rostrum"))
            .args(&self.args)
            .current_dir(self.folder.path())
            // the server of a test is on this machine
            .env("NO_PROXY", "127.0.0.1")
            .envs(self.variables)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        child.stdin.take().expect("piped").write_all(&self.stdin).expect("the binary reads");
        let output = child.wait_with_output().expect("the binary ends");
        let stderr = String::from_utf8(output.stderr).expect("errors are UTF-8");
        assert!(!stderr.contains("panicked"), "{stderr}");
        let stdout = String::from_utf8(output.stdout).expect("the output is UTF-8");
        Outcome { folder: self.folder, status: output.status.code().expect("an exit status"), stdout, stderr }
    }
}

impl Outcome {
    /// Another command in the same folder.
    pub fn then(self, name: &str) -> Call {
        Call::within(self.folder, name)
    }

    /// Fails the test unless the exit status is this.
    pub fn status(self, expected: i32) -> Self {
        assert_eq!(self.status, expected, "{}", self.stderr);
        self
    }

    /// Fails the test unless some line of standard error holds all of these.
    pub fn says(self, parts: &[&str]) -> Self {
        let found = self.stderr.lines().any(|line| parts.iter().all(|p| line.contains(p)));
        assert!(found, "no line with {parts:?} in:\n{}", self.stderr);
        self
    }

    /// A path in the output folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("out").join(name)
    }

    /// A table, as text.
    pub fn text(&self, table: &str) -> String {
        std::fs::read_to_string(self.path(&format!("{table}.csv"))).expect("the table is there")
    }

    /// A table, row by row.
    pub fn table(&self, table: &str) -> Rows {
        let text = self.text(table);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.deserialize().map(|r| r.expect("rows are as wide as the header")).collect()
    }

    /// `run.json`.
    pub fn facts(&self) -> serde_json::Value {
        let text = std::fs::read_to_string(self.path("run.json")).expect("run.json is there");
        serde_json::from_str(&text).expect("it is JSON")
    }
}

/// The project's own folder.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file beside the project that only some machines have: for tests that are ignored elsewhere.
pub fn shared(name: &str) -> PathBuf {
    project().join("../shared").join(name)
}
