//! What was read: of each document how much is speech, what was set aside, and which headers deserve a look.

use std::collections::BTreeMap;

use askama::Template;

use crate::error::Result;
use crate::page::draw::{Svg, bar};
use crate::page::figure::{NumberShape, PageFigure, plural};
use crate::page::people::short;
use crate::page::row::rows;
use crate::page::source::{PageDocument, PageSource};
use crate::page::template::{ROWS_SHOWN, render};

/// Most documents in the file.
const MOST: usize = 1_000;
/// What a column of documents.csv counts, in words, and whether it is what a page is made of or what may be missed.
const SET_ASIDE: [(&str, &str, &str); 10] = [
    ("unattributed_characters", "speech without a speaker", "warn"),
    ("unexplained_characters", "not explained", "warn"),
    ("duplicate_characters", "the same in another document", "warn"),
    ("furniture_characters", "site furniture", "neu"),
    ("headline_characters", "headlines", "neu"),
    ("dateline_characters", "dates and places", "neu"),
    ("lead_characters", "leads", "neu"),
    ("stage_direction_characters", "stage directions", "neu"),
    ("header_characters", "headers", "neu"),
    ("markup_characters", "markup and dividers", "neu"),
];

#[derive(Template)]
#[template(path = "report/reading.html")]
struct ReadingSection {
    first: Vec<DocumentLine>,
    rest: Vec<DocumentLine>,
    shown: String,
    flags: Vec<FlagLine>,
    more_flags: usize,
    documents_file: String,
    attribution_file: String,
}

struct DocumentLine {
    id: String,
    title: String,
    date: String,
    turns: Option<PageFigure>,
    sentences: Option<PageFigure>,
    bar: Option<Svg>,
    speech: Option<PageFigure>,
    characters: Option<PageFigure>,
    /// What was set aside that may be missed.
    missed: Vec<(&'static str, PageFigure)>,
    flags: usize,
    status: String,
    note: String,
}

struct FlagLine {
    document: String,
    header: String,
    speaker: String,
    flag: String,
    note: String,
}

/// The section.
///
/// # Errors
/// [`crate::error::Error::Results`].
pub fn section(source: &PageSource) -> Result<String> {
    let (mut flags, mut by_document) = (Vec::new(), BTreeMap::<String, usize>::new());
    for row in rows(&source.results, "attribution")? {
        let row = row?;
        // a label that names nobody is no fault
        let marks: Vec<&str> = row.text("flag")?.split(';').filter(|f| !f.is_empty() && *f != "unnamed").collect();
        if marks.is_empty() {
            continue;
        }
        *by_document.entry(row.text("document")?.to_owned()).or_default() += 1;
        if flags.len() < ROWS_SHOWN {
            flags.push(FlagLine {
                document: source.title(row.text("document")?),
                header: short(row.text("header")?),
                speaker: short(row.text("speaker")?),
                flag: marks.join(", ").replace('_', " "),
                note: short(row.text("note")?),
            });
        }
    }
    let mut first = Vec::new();
    for document in source.documents.iter().take(MOST) {
        let flags = by_document.get(document.row.text("document")?).copied().unwrap_or_default();
        first.push(line(document, flags)?);
    }
    let rest = first.split_off(first.len().min(ROWS_SHOWN));
    let all = source.documents.len();
    let shown = if first.len() == all {
        plural(all, "document")
    } else {
        format!("{} of {}", first.len(), plural(all, "document"))
    };
    render(&ReadingSection {
        first,
        rest,
        shown,
        more_flags: by_document.values().sum::<usize>() - flags.len(),
        flags,
        documents_file: source.file("documents"),
        attribution_file: source.file("attribution"),
    })
}

fn line(document: &PageDocument, flags: usize) -> Result<DocumentLine> {
    let PageDocument { id, title, date, row } = document;
    let count = |column| row.figure(column, NumberShape::Count);
    let (characters, speech) = (count("characters")?, count("spoken_characters")?);
    let (mut aside, mut missed) = (Vec::new(), Vec::new());
    for (column, what, class) in SET_ASIDE {
        let Some(figure) = count(column)?.filter(|figure| figure.value > 0.0) else { continue };
        if class == "warn" {
            missed.push((what, figure.clone()));
        }
        aside.push((what, figure, class));
    }
    let drawn = speech.as_ref().map(|speech| {
        let words: Vec<String> = aside.iter().map(|(what, n, _)| format!("{} {what}", n.shown())).collect();
        let mut parts = vec![(speech, "pos")];
        parts.extend(aside.iter().map(|(_, figure, class)| (figure, *class)));
        bar(&format!("characters: {} speech, {}", speech.shown(), words.join(", ")), &parts)
    });
    Ok(DocumentLine {
        id: id.clone(),
        title: title.clone(),
        date: date.clone(),
        turns: count("turns")?,
        sentences: count("sentences")?,
        bar: drawn,
        speech,
        characters,
        missed,
        flags,
        status: row.text("status")?.replace('_', " "),
        note: short(row.text("note")?),
    })
}
