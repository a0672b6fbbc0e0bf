//! The summary of a run, for people and for programs.

use std::io::Write;
use std::path::Path;

use serde_json::json;

use crate::cli::findings::{self, counted};
use crate::cli::say::Screen;
use crate::config::TableFormat;
use crate::report::screen::printable;
use crate::run::{ScoreSummary, Summary};
use crate::transcript::Nameless;

/// Warnings that are listed one by one.
const SHOWN: usize = 10;
/// The report, where it was written.
const PAGE: &str = "report.html";

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
        "characters": summary.characters,
        "characters_set_aside": summary.set_aside,
        "speakers": summary.speakers,
        "turns": summary.turns,
        "sentences": summary.sentences,
        "sentences_by_topic": topics,
        "warnings": summary.remarks().count(),
        "errors": summary.failures.len(),
        "seconds": summary.seconds,
        "findings": out.map(|_| findings::facts(&summary.findings)),
        "report": out.and_then(page),
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
    screen: Screen,
) -> std::io::Result<()> {
    if summary.is_silent() {
        write_silence(out, summary, screen)?;
    } else if let Some(line) = findings::nothing_tested(summary).filter(|_| tables.is_some()) {
        out.write_all(screen.lines(&line).as_bytes())?;
    }
    for warning in summary.remarks().take(SHOWN) {
        out.write_all(screen.lines(&format!("warning: {warning}")).as_bytes())?;
    }
    let more = summary.remarks().count().saturating_sub(SHOWN);
    if more > 0 {
        let place = if tables.is_some() { ", all in run.json" } else { "" };
        writeln!(out, "warning: … and {more} more{place}")?;
    }
    let format = tables.map_or_else(TableFormat::default, |(_, format)| format);
    write_duplicates(out, summary, format, screen)?;
    write_unattributed(out, summary, format, screen)?;
    if summary.doubtful > 0 {
        let rows = counted(summary.doubtful, "row");
        let table = format.file("attribution");
        let line = format!("attribution: {rows} to look at (ambiguous or unmatched in the column flag of {table})");
        out.write_all(screen.lines(&line).as_bytes())?;
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
    out.write_all(findings::draw(summary, format, screen).as_bytes())?;
    let topics: Vec<String> = summary.topics.iter().map(|(id, n)| format!("{id} {n}")).collect();
    out.write_all(screen.lines(&format!("speakers' sentences by topic: {}", topics.join(", "))).as_bytes())?;
    if let Some(line) = set_aside(summary, format) {
        out.write_all(screen.lines(&line).as_bytes())?;
    }
    // paths are never broken, so that they can be copied
    if let Some(page) = page(tables) {
        writeln!(out, "report: {page}")?;
    }
    writeln!(out, "tables: {} (start with {})", tables.display(), format.file("speakers"))
}

/// The report in a folder of tables, where there is one.
fn page(tables: &Path) -> Option<String> {
    let page = tables.join(PAGE);
    page.is_file().then(|| page.display().to_string())
}

/// That nothing is attributed to anybody, and what to do.
fn write_silence(out: &mut impl Write, summary: &Summary, screen: Screen) -> std::io::Result<()> {
    let documents = counted(summary.documents, "document");
    let turns = counted(summary.turns, "turn");
    let lines: &[String] = if summary.turns > 0 {
        &[
            format!(
                "nothing is attributed to anybody: {turns} in {documents} have a role such as \"Question\", and no name"
            ),
            "  --speakers FILE names the person behind a role: name = \"…\", aliases = [\"Answer\"]".to_owned(),
        ]
    } else {
        &[
            format!("nothing is attributed to anybody: nobody was found to speak in {documents}"),
            "  if one person speaks: --speaker NAME; if the path says who: --speaker-from SPEAKER_*".to_owned(),
            "  if columns do: --columns speaker=NAME,text=NAME; if headers do that are not understood: --speakers FILE"
                .to_owned(),
            "  rostrum parse prints what was taken for what".to_owned(),
        ]
    };
    lines.iter().try_for_each(|line| out.write_all(screen.lines(line).as_bytes()))
}

/// What of the documents is nobody's speech, where that is more than a hundredth.
fn set_aside(summary: &Summary, format: TableFormat) -> Option<String> {
    let share = |n: usize| 100.0 * n as f64 / summary.characters.max(1) as f64;
    let all: usize = summary.set_aside.values().sum();
    let mut parts: Vec<(&str, usize)> = summary.set_aside.iter().map(|(reason, n)| (*reason, *n)).collect();
    parts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let percent = |n: usize| format!("{:.0}%", share(n));
    let part = |(reason, n): &(&str, usize)| format!("{reason} {}", percent(*n));
    let parts: Vec<String> = parts.iter().filter(|(_, n)| share(*n) >= 1.0).map(part).collect();
    let parts = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    let table = format.file("documents");
    (share(all) > 1.0).then(|| format!("set aside, {} of what was read{parts} (by document in {table})", percent(all)))
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
fn write_duplicates(
    out: &mut impl Write,
    summary: &Summary,
    format: TableFormat,
    screen: Screen,
) -> std::io::Result<()> {
    let Some((path, note)) = &summary.duplicate else { return Ok(()) };
    let documents = counted(summary.duplicates, "document");
    writeln!(out, "duplicates, counted once: {documents} (status duplicate in {})", format.file("documents"))?;
    out.write_all(screen.lines(&format!("  such as {path}: {}", printable(note))).as_bytes())
}

/// How much was said by nobody knows whom, where that is more than a hundredth of what was said, with an example and what would
/// name its speaker.
fn write_unattributed(
    out: &mut impl Write,
    summary: &Summary,
    format: TableFormat,
    screen: Screen,
) -> std::io::Result<()> {
    let spoken = summary.characters.saturating_sub(summary.set_aside.values().sum());
    let said = spoken + summary.unattributed_characters;
    if summary.unattributed_characters * 100 <= said {
        return Ok(());
    }
    let characters = counted(summary.unattributed_characters, "character");
    let documents = counted(summary.unattributed, "document");
    let table = format.file("documents");
    let line = format!("speech without a speaker, set aside: {characters} in {documents} (see {table})");
    out.write_all(screen.lines(&line).as_bytes())?;
    let Some((path, Nameless { header, words })) = &summary.nameless else { return Ok(()) };
    let words = printable(words);
    let line = match header {
        Some(header) => {
            let header = printable(header);
            format!("  such as \"{words}\" behind \"{header}\" in {path}: --speakers FILE can list that name")
        }
        None => format!("  such as \"{words}\" in {path}"),
    };
    out.write_all(screen.lines(&line).as_bytes())
}
