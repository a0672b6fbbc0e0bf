//! What is built in: the model's tasks, labels, licence, files and measured scores, for people.

use std::fmt::Write;

use crate::error::Result;
use crate::model::files::{Manifest, Measured};
use crate::report::screen;
use crate::tables::evaluation;

/// Describes a model in lines of about `width` characters.
///
/// # Errors
/// [`crate::error::Error::Model`] where its scores cannot be read.
pub fn describe(manifest: &Manifest, width: u16) -> Result<String> {
    let mut out = String::new();
    let topics: Vec<&str> = manifest.topics.iter().map(|t| t.id.as_str()).collect();
    let labels = &manifest.labels;
    let facts = [
        ("model", manifest.name.clone()),
        ("licence", manifest.license.clone()),
        ("window", format!("{} tokens, {} shared by neighbours", manifest.window, manifest.overlap)),
        ("sentiment", format!("of a sentence, and toward a mention: {}", labels.sentiment.join(", "))),
        ("stance", format!("toward a topic's proposition: {}", labels.stance.join(", "))),
        ("entities", labels.entity.join(", ")),
        ("topics", format!("with a trained head: {}; others from their examples", topics.join(", "))),
    ];
    let files = manifest.files.iter().map(|file| ("file", format!("{}  sha256 {}", file.name, file.sha256)));
    for (name, fact) in facts.into_iter().chain(files) {
        // writing to a string cannot fail
        let _ = writeln!(out, "{name:10} {fact}");
    }
    out.push_str("\nMeasured (what on, what to make of it, known weaknesses: models/README.md)\n");
    out.push_str(&screen::draw_all(&evaluation::measured(), &Measured::built_in()?, width));
    Ok(out)
}
