//! The summary of a run, for people and for programs.

use std::io::Write;
use std::path::Path;

use serde_json::json;

use crate::config::TableFormat;
use crate::report::screen::printable;
use crate::run::{ScoreSummary, Summary};
use crate::transcript::Nameless;

/// Warnings that are listed one by one.
const SHOWN: usize = 10;

/// The summary as one JSON object. `out` is the folder of the tables, where there is one.
pub fn facts(summary: &Summary, out: Option<&Path>) -> serde_json::Value {
    let topics: serde_json::Map<String, serde_json::Value> =
        summary.topics.iter().map(|(id, n)| (id.clone(), json!(n))).collect();
    json!({
        "event": "summary",
        "documents": summary.documents,
        "documents_without_turns": summary.silent.len(),
        "duplicates": summary.duplicates,
        "documents_scored_by_an_earlier_run": summary.reused,
        "documents_with_unattributed_speech": summary.unattributed,
        "unattributed_characters": summary.unattributed_characters,
        "attributions_to_look_at": summary.doubtful,
        "speakers": summary.speakers,
        "turns": summary.turns,
        "sentences": summary.sentences,
        "sentences_by_topic": topics,
        "warnings": summary.remarks().count(),
        "errors": summary.failures.len(),
        "seconds": summary.seconds,
        "tables": out.map(|out| out.display().to_string()),
    })
}

/// Writes warnings and the summary in lines to read. `tables` are the folder of the tables and their format, where there are any.
///
/// # Errors
/// Those of `out`.
pub fn write_summary(
    out: &mut impl Write,
    summary: &Summary,
    tables: Option<(&Path, TableFormat)>,
) -> std::io::Result<()> {
    if summary.is_silent() {
        writeln!(
            out,
            "nothing is attributed: nobody was found to speak in {}",
            counted(summary.documents, "document")
        )?;
    }
    for warning in summary.remarks().take(SHOWN) {
        writeln!(out, "warning: {warning}")?;
    }
    let more = summary.remarks().count().saturating_sub(SHOWN);
    if more > 0 {
        let place = if tables.is_some() { ", all in run.json" } else { "" };
        writeln!(out, "warning: … and {more} more{place}")?;
    }
    let format = tables.map_or_else(TableFormat::default, |(_, format)| format);
    write_duplicates(out, summary, format)?;
    write_unattributed(out, summary, format)?;
    if summary.doubtful > 0 {
        let rows = counted(summary.doubtful, "row");
        let table = format.file("attribution");
        writeln!(out, "attribution: {rows} to look at (ambiguous or unmatched in the column flag of {table})")?;
    }
    if summary.documents == 0 {
        return writeln!(out, "nothing could be read");
    }
    let Some((tables, _)) = tables else {
        let Summary { documents, speakers, turns, seconds, .. } = summary;
        let (documents, speakers) = (counted(*documents, "document"), counted(*speakers, "speaker"));
        return writeln!(out, "{documents}, {speakers}, {} in {seconds:.1} s", counted(*turns, "turn"));
    };
    if summary.reused > 0 {
        writeln!(out, "scored by an earlier run: {}", counted(summary.reused, "document"))?;
    }
    let rate = summary.sentences as f64 / summary.seconds.max(1e-3);
    writeln!(
        out,
        "{}, {}, {}, {} in {:.1} s ({rate:.0} sentences/s)",
        counted(summary.documents, "document"),
        counted(summary.speakers, "speaker"),
        counted(summary.turns, "turn"),
        counted(summary.sentences, "sentence"),
        summary.seconds
    )?;
    let topics: Vec<String> = summary.topics.iter().map(|(id, n)| format!("{id} {n}")).collect();
    writeln!(out, "speakers' sentences by topic: {}", topics.join(", "))?;
    writeln!(out, "tables: {} (start with {})", tables.display(), format.file("speakers"))
}

/// What was scored, as one JSON object. `out` is the folder of the scores.
pub fn scored_facts(summary: &ScoreSummary, out: &Path) -> serde_json::Value {
    json!({
        "event": "summary",
        "documents": summary.documents,
        "documents_scored_by_an_earlier_run": summary.reused,
        "sentences": summary.sentences,
        "machine": summary.machine,
        "warnings": summary.warnings.len(),
        "errors": summary.failures.len(),
        "seconds": summary.seconds,
        "scores": out.display().to_string(),
    })
}

/// Writes what was scored in lines to read.
///
/// # Errors
/// Those of `out`.
pub fn write_scored(out: &mut impl Write, summary: &ScoreSummary, scores: &Path) -> std::io::Result<()> {
    if summary.documents == 0 {
        return writeln!(out, "nothing could be read");
    }
    let (documents, sentences) = (counted(summary.documents, "document"), counted(summary.sentences, "sentence"));
    let reused = if summary.reused > 0 { format!(" ({} were scored already)", summary.reused) } else { String::new() };
    writeln!(out, "{documents}{reused}, {sentences} in {:.1} s on {}", summary.seconds, summary.machine)?;
    writeln!(out, "scores: {} (rostrum analyze with the same inputs and --scores makes the tables)", scores.display())
}

/// How many documents are left out because others say the same, with an example.
fn write_duplicates(out: &mut impl Write, summary: &Summary, format: TableFormat) -> std::io::Result<()> {
    let Some((path, note)) = &summary.duplicate else { return Ok(()) };
    let documents = counted(summary.duplicates, "document");
    writeln!(out, "duplicates, counted once: {documents} (status duplicate in {})", format.file("documents"))?;
    writeln!(out, "  such as {path}: {}", printable(note))
}

/// How much was said by nobody knows whom, with an example and what would name its speaker.
fn write_unattributed(out: &mut impl Write, summary: &Summary, format: TableFormat) -> std::io::Result<()> {
    if summary.unattributed == 0 {
        return Ok(());
    }
    let characters = counted(summary.unattributed_characters, "character");
    let documents = counted(summary.unattributed, "document");
    let table = format.file("documents");
    writeln!(out, "speech without a speaker, set aside: {characters} in {documents} (see {table})")?;
    let Some((path, Nameless { header, words })) = &summary.nameless else { return Ok(()) };
    let words = printable(words);
    match header {
        Some(header) => {
            let header = printable(header);
            writeln!(out, "  such as \"{words}\" behind \"{header}\" in {path}: --speakers FILE can list that name")
        }
        None => writeln!(out, "  such as \"{words}\" in {path}"),
    }
}

/// "1 turn", "2 turns".
fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
