//! What is built in: the model's tasks, labels, licence, files and measured scores, for people.

use std::fmt::Write;

use crate::error::Result;
use crate::model::files::{Manifest, Measured};
use crate::report::screen;
use crate::tables::evaluation;
use crate::task::TASKS;

/// Describes a model in lines of about `width` characters.
///
/// # Errors
/// [`crate::error::Error::Model`] where its scores cannot be read or it lacks labels.
pub fn describe(manifest: &Manifest, width: u16) -> Result<String> {
    let mut out = String::new();
    let mut facts = vec![
        ("model", manifest.name.clone()),
        ("licence", manifest.license.clone()),
        ("window", format!("{} tokens, {} shared by neighbours", manifest.window, manifest.overlap)),
    ];
    for task in TASKS {
        facts.push((task.name(), task.describe(manifest)?));
    }
    let files = manifest.files.iter().map(|file| ("file", format!("{}  sha256 {}", file.name, file.sha256)));
    for (name, fact) in facts.into_iter().chain(files) {
        // writing to a string cannot fail
        let _ = writeln!(out, "{name:10} {fact}");
    }
    out.push_str("\nMeasured (what on, what to make of it, known weaknesses: models/README.md)\n");
    out.push_str(&screen::draw_all(&evaluation::measured(), &Measured::built_in()?, width));
    Ok(out)
}
