//! What is built in: the model's tasks, labels, licence, files and measured scores, for people.

use std::fmt::Write;

use crate::error::Result;
use crate::model::files::ModelFiles;
use crate::report::screen;
use crate::tables::evaluation;
use crate::task::TASKS;

/// Describes a model in lines of about `width` characters.
///
/// # Errors
/// [`crate::error::Error::Model`] where it lacks labels.
pub fn describe(files: &ModelFiles, width: u16) -> Result<String> {
    let (manifest, mut out) = (&files.manifest, String::new());
    let mut facts = vec![
        ("model", manifest.name.clone()),
        ("licence", manifest.license.clone()),
        ("window", format!("{} tokens, {} shared by neighbours", manifest.window, manifest.overlap)),
    ];
    for task in TASKS {
        facts.push((task.name(), task.describe(manifest)?));
    }
    let hashes = manifest.files.iter().map(|file| ("file", format!("{}  sha256 {}", file.name, file.sha256)));
    for (name, fact) in facts.into_iter().chain(hashes) {
        // writing to a string cannot fail
        let _ = writeln!(out, "{name:10} {fact}");
    }
    if !files.measured.is_empty() {
        out.push_str("\nMeasured (what on, what to make of it, known weaknesses: models/README.md)\n");
        out.push_str(&screen::draw_all(&evaluation::measured(), &files.measured, width));
    }
    Ok(out)
}
