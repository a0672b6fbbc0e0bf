//! Over time: one panel for each speaker, one circle for each document.

use std::collections::BTreeMap;

use askama::Template;

use crate::day::{Day, DocumentDate};
use crate::error::Result;
use crate::page::draw::{Svg, TimedMark, panel};
use crate::page::figure::{NumberShape, PageFigure};
use crate::page::people::short;
use crate::page::prose::in_link;
use crate::page::row::{Ends, PageRow, rows};
use crate::page::source::PageSource;
use crate::page::template::{ROWS_SHOWN, render};
use crate::tally::Inference;

/// Documents with a date of one who has a panel.
const ENOUGH: usize = 3;
/// Most panels.
const MOST: usize = 12;

#[derive(Template)]
#[template(path = "report/time.html")]
struct TimeSection {
    panels: Vec<TimePanel>,
    first: String,
    last: String,
    enough: usize,
    left_out: usize,
    splits: Vec<SplitLine>,
    file: String,
}

struct TimePanel {
    name: String,
    drawing: Svg,
}

/// What was said before a day and from it on.
struct SplitLine {
    name: String,
    date: String,
    before: PageFigure,
    after: PageFigure,
    difference: PageFigure,
    ends: Option<Ends>,
    p: Option<PageFigure>,
}

/// A document of a speaker.
struct TimedDocument {
    day: i64,
    tone: PageFigure,
    ends: Option<Ends>,
    sentences: PageFigure,
    title: String,
    id: String,
}

/// The section.
///
/// # Errors
/// [`crate::error::Error::Results`].
pub fn section(source: &PageSource) -> Result<String> {
    let mut by_speaker: BTreeMap<usize, Vec<TimedDocument>> = BTreeMap::new();
    for row in rows(&source.results, "speaker_documents")? {
        let row = row?;
        let Some(speaker) = source.people.speaking(row.text("speaker")?, row.text("document")?) else { continue };
        if let Some(timed) = timed(source, &row)? {
            by_speaker.entry(speaker).or_default().push(timed);
        }
    }
    by_speaker.retain(|_, documents| documents.len() >= ENOUGH);
    let all = by_speaker.len();
    let order = source.people.by_size().into_iter().filter(|at| by_speaker.contains_key(at)).take(MOST);
    let drawn: Vec<(usize, &Vec<TimedDocument>)> = order.map(|at| (at, &by_speaker[&at])).collect();
    let days = || drawn.iter().flat_map(|(_, documents)| documents.iter().map(|document| document.day));
    let (first, last) = (days().min().unwrap_or_default(), days().max().unwrap_or_default());
    let most = drawn.iter().flat_map(|(_, d)| d.iter().map(|d| d.sentences.value)).fold(1.0, f64::max);
    let panels = drawn.iter().map(|(at, documents)| {
        let name = source.people.all[*at].name.clone();
        let marks: Vec<TimedMark> = documents
            .iter()
            .map(|d| TimedMark {
                at: (d.day - first) as f64 / (last - first).max(1) as f64,
                tone: &d.tone,
                ends: d.ends.as_ref(),
                sentences: &d.sentences,
                words: format!("{}: tone {}, {} sentences", d.title, d.tone.shown(), d.sentences.shown()),
                link: format!("#speaker={}&document={}", in_link(&name), in_link(&d.id)),
            })
            .collect();
        let words = format!("{name}: tone in {} documents", marks.len());
        TimePanel { drawing: panel(&words, &marks, most), name }
    });
    let panels: Vec<TimePanel> = panels.collect();
    render(&TimeSection {
        first: date(first),
        last: date(last),
        left_out: all - panels.len(),
        panels,
        enough: ENOUGH,
        splits: splits(source)?,
        file: source.file("speaker_documents"),
    })
}

fn timed(source: &PageSource, row: &PageRow) -> Result<Option<TimedDocument>> {
    let Some(date) = DocumentDate::stated(row.text("date")?) else { return Ok(None) };
    let found = row.figure("tone", NumberShape::Signed)?.zip(row.figure("scored_sentences", NumberShape::Count)?);
    let Some((tone, sentences)) = found else { return Ok(None) };
    let document = row.text("document")?;
    let (title, id) = (source.title(document), short(document));
    let ends = row.ends(["tone_here_low", "tone_here_high"], Inference::TheseDocuments, NumberShape::Signed)?;
    Ok(Some(TimedDocument { day: date.day.number().into(), tone, ends, sentences, title, id }))
}

fn date(day: i64) -> String {
    i32::try_from(day).ok().and_then(Day::numbered).map(|day| day.to_string()).unwrap_or_default()
}

/// Speakers and groups by themselves; pairs are in the table.
fn splits(source: &PageSource) -> Result<Vec<SplitLine>> {
    let mut lines = Vec::new();
    for row in rows(&source.results, "splits")? {
        let row = row?;
        if row.text_or_none("b")?.is_some() {
            continue;
        }
        let figure = |column| row.figure(column, NumberShape::Signed);
        let (Some(before), Some(after)) = (figure("before")?, figure("after")?) else { continue };
        let Some(difference) = figure("difference")? else { continue };
        lines.push(SplitLine {
            name: source.people.shown(row.text("a")?),
            date: row.text("date")?.to_owned(),
            ends: row.interval("", NumberShape::Signed)?,
            p: row.figure("p", NumberShape::Chance)?,
            before,
            after,
            difference,
        });
    }
    lines.truncate(ROWS_SHOWN);
    Ok(lines)
}
