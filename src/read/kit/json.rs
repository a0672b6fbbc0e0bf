//! What the formats written in JSON share.

use std::path::Path;

use serde_json::error::Category;

use crate::error::Error;

/// Whether a text begins as an object, or as an array whose first element is one.
pub fn begins(start: &str) -> bool {
    let object = |s: &str| s.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}']));
    object(start) || start.strip_prefix('[').is_some_and(|rest| object(rest.trim_start()))
}

/// What the parser says of a file; `line` is where the fault is, and `wanted` what was looked for ("an utterance").
pub fn fault(path: &Path, line: Option<u64>, error: &serde_json::Error, wanted: &str) -> Error {
    let full = error.to_string();
    // The place is in `line`; the column alone would mislead in an array.
    let reason = full.split(" at line ").next().unwrap_or(&full);
    let reason = match error.classify() {
        Category::Eof => format!("the JSON ends too early ({reason})"),
        Category::Data => format!("not {wanted} ({reason})"),
        _ => format!("not JSON ({reason})"),
    };
    Error::Malformed { path: path.to_path_buf(), line, reason }
}
