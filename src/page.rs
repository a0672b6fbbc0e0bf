//! `report.html`: the tables of a folder as one page that needs nothing else, made from the files as they lie there. Each
//! section is a file here and a template in `templates/report`, and the list [`SECTIONS`] is their order.

mod chosen;
mod contrast;
mod corrected;
mod draw;
mod figure;
mod pairs;
mod people;
mod prose;
mod quality;
mod reading;
mod row;
mod sentences;
mod short;
mod source;
mod speakers;
mod template;
mod terms;
mod time;
mod topics;
mod toward;

use std::path::{Path, PathBuf};

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::page::figure::{counted, plural};
use crate::page::source::PageSource;
use crate::page::template::render;
use crate::report::package::PAGE;
use crate::report::page_file;

const STYLE: &str = include_str!("../templates/report/report.css");
const SCRIPT: &str = include_str!("../templates/report/report.js");
/// Most bytes of the page.
const CAP: usize = 8_000_000;
/// Bytes of what is around the sections.
const AROUND: usize = 20_000;
/// Bytes of the rows of sentences that are in the page whatever its data are.
const ROWS: usize = 300_000;

/// A section: its id, what the list of sections calls it, and how it is made. The sentences are made last, of what is left of
/// the cap.
struct Section {
    id: &'static str,
    name: &'static str,
    content: Content,
}

enum Content {
    Tables(fn(&PageSource) -> Result<String>),
    Folder(fn(&PageSource, &Path) -> Result<String>),
    Rest(fn(&PageSource, usize) -> Result<String>),
}

/// The sections, in order. One without content is left out.
const SECTIONS: &[Section] = &[
    Section { id: "short", name: "In short", content: Content::Tables(short::section) },
    Section { id: "speakers", name: "Speakers", content: Content::Tables(speakers::section) },
    Section { id: "pairs", name: "Pairs", content: Content::Tables(pairs::section) },
    Section { id: "topics", name: "Topics", content: Content::Tables(topics::section) },
    Section { id: "toward", name: "Toward whom", content: Content::Tables(toward::section) },
    Section { id: "time", name: "Over time", content: Content::Tables(time::section) },
    Section { id: "words", name: "Words", content: Content::Tables(terms::section) },
    Section { id: "sentences", name: "Sentences", content: Content::Rest(sentences::section) },
    Section { id: "corrected", name: "Corrected", content: Content::Tables(corrected::section) },
    Section { id: "reading", name: "What was read", content: Content::Tables(reading::section) },
    Section { id: "quality", name: "How good", content: Content::Folder(quality::section) },
];

#[derive(Template)]
#[template(path = "report/page.html")]
struct ReportPage<'a> {
    version: &'static str,
    policy: String,
    title: String,
    facts: Vec<(String, String)>,
    sections: Vec<(&'static str, &'static str, String)>,
    style: &'a str,
    script: &'a str,
}

/// The page of a folder of results.
///
/// # Errors
/// [`crate::error::Error::Results`] where the folder is none, or a table was changed, or another version wrote it.
pub fn page(folder: &Path) -> Result<String> {
    let source = PageSource::open(folder)?;
    let mut sections: Vec<(&'static str, &'static str, String)> = Vec::new();
    for section in SECTIONS {
        let html = match section.content {
            Content::Tables(make) => make(&source)?,
            Content::Folder(make) => make(&source, folder)?,
            Content::Rest(_) => String::new(),
        };
        sections.push((section.id, section.name, html));
    }
    let used: usize = sections.iter().map(|(.., html)| html.len()).sum();
    let room = CAP.saturating_sub(used + STYLE.len() + SCRIPT.len() + AROUND);
    for (section, (.., html)) in SECTIONS.iter().zip(&mut sections) {
        if let Content::Rest(make) = section.content {
            *html = fitted(&source, make, room)?;
        }
    }
    sections.retain(|(.., html)| !html.is_empty());
    let facts = facts(&source)?;
    render(&ReportPage {
        version: env!("CARGO_PKG_VERSION"),
        policy: policy(),
        title: title(&source),
        facts,
        sections,
        style: STYLE,
        script: SCRIPT,
    })
}

/// A section that takes at most `room` bytes: what it holds is made less until it does.
fn fitted(source: &PageSource, make: fn(&PageSource, usize) -> Result<String>, room: usize) -> Result<String> {
    let mut budget = room.saturating_sub(ROWS);
    loop {
        let html = make(source, budget)?;
        if html.len() <= room || budget == 0 {
            return Ok(html);
        }
        budget = budget.saturating_sub((html.len() - room).max(ROWS));
    }
}

/// What the page may load and run: its own style and script, by their hashes, and nothing else.
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        hash(SCRIPT),
        hash(STYLE)
    )
}

/// Of whom and of what, with the years.
fn title(source: &PageSource) -> String {
    let mut years: Vec<&str> = source.documents.iter().filter_map(|document| document.date.get(..4)).collect();
    years.sort_unstable();
    let years = match (years.first(), years.last()) {
        (Some(first), Some(last)) if first != last => format!(", {first}–{last}"),
        (Some(year), _) => format!(", {year}"),
        _ => String::new(),
    };
    let (speakers, documents) = (source.people.all.len(), spoken(source));
    format!("How {} sound in {}{years}", plural(speakers, "speaker"), plural(documents, "document"))
}

/// Documents in which somebody speaks.
fn spoken(source: &PageSource) -> usize {
    source.documents.iter().filter(|document| document.row.count("turns").is_ok_and(|turns| turns > 0)).count()
}

/// The numbers of the head, each with what it counts.
fn facts(source: &PageSource) -> Result<Vec<(String, String)>> {
    let sum = |column: &str| -> Result<u64> {
        // an input that could not be read has no numbers
        let counts =
            source.documents.iter().map(|document| Ok(document.row.number(column)?.unwrap_or_default() as u64));
        counts.sum()
    };
    let (spoken_characters, nobody) = (sum("spoken_characters")?, sum("unattributed_characters")?);
    let share = nobody as f64 / (spoken_characters + nobody).max(1) as f64;
    let counts = [
        ("document", spoken(source) as u64),
        ("speaker", source.people.all.len() as u64),
        ("turn", sum("turns")?),
        ("sentence", sum("sentences")?),
    ];
    let counts = counts.map(|(what, n)| (if n == 1 { what.to_owned() } else { format!("{what}s") }, counted(n)));
    let unattributed = ("speech without a speaker".to_owned(), figure::shown(share, figure::NumberShape::Percent));
    Ok(counts.into_iter().chain([unattributed]).collect())
}

/// Whether a page may be written into a folder of results.
///
/// # Errors
/// [`crate::error::Error::OutputTaken`] where a file of its name is none of ours.
pub fn check(folder: &Path) -> Result<()> {
    page_file::check(&folder.join(PAGE))
}

/// Makes the page of a folder anew where there is one, for the tables have changed.
///
/// # Errors
/// As [`write`].
pub fn renew(folder: &Path) -> Result<()> {
    if page_file::is_page(&folder.join(PAGE)) { write(folder, None).map(drop) } else { Ok(()) }
}

/// Makes the page of a folder and writes it, into the folder, whose descriptor then lists it, or as a file elsewhere; where it is.
///
/// # Errors
/// As [`page`] and [`check`], [`crate::error::Error::Write`].
pub fn write(folder: &Path, out: Option<&Path>) -> Result<PathBuf> {
    let html = page(folder)?;
    match out {
        Some(path) => page_file::write(path, &html)?,
        None => page_file::write_into(folder, &html)?,
    }
    Ok(out.map_or_else(|| folder.join(PAGE), Path::to_owned))
}
