//! `parse`: turns and the audit of their attribution, without a model.

use std::collections::BTreeSet;
use std::io::Write;
use std::time::Instant;

use crate::config::Reading;
use crate::error::{Error, Result};
use crate::report::{convokit, screen};
use crate::run::corpus::{self, Corpus, Unread};
use crate::run::progress::{Progress, Watcher};
use crate::run::summary::Summary;
use crate::speaker::{AttributedTranscript, SeenHeader, SpeakerKey, Suggestions};
use crate::table::Cell;
use crate::tables::{attribution, turn_rows, turns};
use crate::transcript::{Reason, Transcript};

/// What `parse` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Print {
    /// Tables for people, so many characters wide.
    Tables {
        /// Characters of a line.
        width: u16,
    },
    /// The same without the turns.
    Headers {
        /// Characters of a line.
        width: u16,
    },
    /// ConvoKit utterances.
    Jsonl,
    /// A speakers' file to edit.
    Suggestions,
}

/// Runs `parse`.
///
/// # Errors
/// A speakers' file that cannot be used, and a failure to write to `out`. Inputs that fail are named in the summary.
pub fn parse(reading: &Reading, print: Print, out: &mut dyn Write, watch: Watcher) -> Result<Summary> {
    let started = Instant::now();
    let found = Unread::find(reading, None, &[])?;
    let failures = found.failures.iter().map(Error::chain).collect();
    let mut summary = Summary { failures, warnings: found.remarks.clone(), ..Summary::default() };
    watch(Progress::Files(found.files()));
    let Corpus { files, cast } = found.learn(1, watch, None, (|_| (), |_, ()| {}));
    let mut suggestions = Suggestions::default();
    let mut speakers = BTreeSet::new();
    let unwritten = |source| Error::Write { path: "standard output".into(), source };
    for (_, documents) in files.read(&cast.registry) {
        let documents = match documents {
            Ok(documents) => documents,
            Err(error) => {
                summary.failures.push(error.chain());
                continue;
            }
        };
        for document in &documents {
            let AttributedTranscript { transcript, speakers: resolved } = document;
            match print {
                Print::Tables { width } | Print::Headers { width } => {
                    let audit = SeenHeader::all(transcript, resolved, &cast.medians);
                    summary.doubtful += audit.iter().filter(|header| header.is_doubtful()).count();
                    let turns =
                        if matches!(print, Print::Tables { .. }) { turns_of(document, width) } else { String::new() };
                    let text = title_line(transcript) + &turns + &headers(transcript, &audit, width);
                    out.write_all(text.as_bytes())
                }
                Print::Jsonl => convokit::write(out, transcript, resolved),
                Print::Suggestions => {
                    suggestions.add(transcript, resolved);
                    Ok(())
                }
            }
            .map_err(unwritten)?;
            speakers.extend(resolved.iter().filter_map(|speaker| SpeakerKey::of(speaker, &transcript.id)));
            summary.documents += 1;
            summary.turns += transcript.turns.len();
            corpus::remark(transcript, reading.strict, &mut summary);
        }
    }
    if print == Print::Suggestions {
        out.write_all(suggestions.toml(&cast.registry).as_bytes()).map_err(unwritten)?;
    }
    out.flush().map_err(unwritten)?;
    summary.speakers = speakers.len();
    summary.seconds = started.elapsed().as_secs_f64();
    Ok(summary)
}

/// The document with its title and date.
fn title_line(transcript: &Transcript) -> String {
    let mut text = screen::printable(&transcript.id).into_owned();
    for more in [&transcript.title, &transcript.date].into_iter().flatten() {
        text.push_str(" · ");
        text.push_str(&screen::printable(more));
    }
    text + "\n"
}

fn turns_of(document: &AttributedTranscript, width: u16) -> String {
    let rows: Vec<_> = turn_rows(&document.transcript, &document.speakers).collect();
    screen::draw(&turns(), &["turn", "speaker", "words", "text"], &rows, width)
}

/// Who was taken for whom, what deserves a look, and where the characters went.
fn headers(transcript: &Transcript, audit: &[SeenHeader], width: u16) -> String {
    let table = attribution();
    let mut text = screen::draw(&table, &["header", "speaker", "rule", "turns", "words", "flag"], audit, width);
    // below the table, where there is room for words
    let cells = |row| table.columns_named(&["header", "flag", "note"]).map(|(_, value)| value(row)).collect::<Vec<_>>();
    for row in audit {
        if let [header, flag, Cell::Text(note)] = cells(row).as_slice() {
            let [header, flag] = [header, flag].map(|cell| if let Cell::Text(text) = cell { text } else { "" });
            let line = format!("{flag}: {header}: {note}");
            text.push_str(&screen::wrap(&screen::printable(line.trim_start_matches(": ")), width.into(), "  "));
        }
    }
    text.push_str(&screen::wrap(&coverage(transcript), width.into(), "  "));
    text.push('\n');
    text
}

fn coverage(t: &Transcript) -> String {
    let mut text = format!("{} characters = {} spoken", t.characters, t.spoken_characters());
    for (reason, n) in Reason::ALL.map(|reason| (reason, t.set_aside_for(reason))) {
        if n > 0 {
            text.push_str(&format!(" + {n} {}", reason.name()));
        }
    }
    if t.unexplained_characters() > 0 {
        text.push_str(&format!("; {} unexplained", t.unexplained_characters()));
    }
    text
}
