//! Documents of word processors once their own format is behind them: paragraphs of plain and bold text, and tables. A
//! table with the columns of one is read as a table, paragraphs whose bold beginnings name speakers as a web page, and
//! everything else as plain text, so that a shape that is read from one of these is read from all of them.

mod names;
mod parts;
mod table;
mod writer;

use super::{csv, html, text};
use crate::error::Result;
use crate::read::row::SourceText;
use crate::transcript::{Reason, Transcript};
use names::{bold_headers, bold_questions, with_colons};
use parts::PaperPart;
pub use parts::{Paper, Paragraph, Rank};
pub use writer::Writer;

/// Reads a document's speech. `source` names it, and says how to read.
///
/// # Errors
/// Those of the reader of tables.
pub fn read(paper: Paper, source: &SourceText) -> Result<Vec<Transcript>> {
    let parts = &paper.parts;
    let mut aside = vec![(paper.aside, Reason::Furniture)];
    let mut transcripts = match table::rows_of(parts, source.options) {
        Some(rows) => {
            let beside = parts.iter().map(|part| if let PaperPart::Paragraph(p) = part { p.characters() } else { 0 });
            aside.push((beside.sum(), Reason::Lead));
            (csv::FORMAT.read)(&source.holding(&rows))?
        }
        None => vec![running(&paper, source)?],
    };
    if let Some(first) = transcripts.first_mut() {
        aside.into_iter().for_each(|(characters, reason)| first.set_aside(characters, reason));
    }
    Ok(transcripts)
}

/// As running text. Where bold beginnings are headers, they say who speaks, unless what they say is less than half of
/// what the words alone do: then bold marks something else. In print it is the words that say it, unless bold says more.
fn running(paper: &Paper, source: &SourceText) -> Result<Transcript> {
    let marked = with_colons(&paper.parts);
    let parts = marked.as_deref().unwrap_or(&paper.parts);
    let first = |read: Result<Vec<Transcript>>| read.map(|mut all| all.swap_remove(0));
    let plain = first((text::FORMAT.read)(&source.holding(&text_of(parts))))?;
    if bold_headers(parts) < 2 && bold_questions(parts) < 2 {
        return Ok(plain);
    }
    let page = first((html::FORMAT.read)(&source.holding(&html_of(parts, paper.wrapped))))?;
    let weight = if paper.wrapped { 1 } else { 2 };
    Ok(if weight * page.turns.len() > plain.turns.len() { page } else { plain })
}

/// The document as a program saves it as text: where empty paragraphs set others apart, a paragraph is a line, else a
/// blank line stands between any two. The cells of a row stand between tabs.
fn text_of(parts: &[PaperPart]) -> String {
    let paragraphs = parts.iter().filter(|part| matches!(part, PaperPart::Paragraph(_))).count();
    let empty = parts.iter().filter(|part| matches!(part, PaperPart::Paragraph(p) if p.is_empty())).count();
    let end = if empty * 5 > paragraphs { "\n" } else { "\n\n" };
    let mut text = String::new();
    for part in parts {
        match part {
            PaperPart::Paragraph(paragraph) => {
                paragraph.runs.iter().for_each(|(run, _)| text.push_str(run));
                text.push_str(end);
            }
            PaperPart::Table(rows) => {
                for row in rows {
                    text.push_str(&row.join("\t"));
                    text.push_str(end);
                }
            }
        }
    }
    text
}

/// The document as a web page. Only what is a title by its own style is a headline.
fn html_of(parts: &[PaperPart], wrapped: bool) -> String {
    let mut page = String::from("<html><body>");
    for part in parts {
        match part {
            PaperPart::Paragraph(paragraph) => {
                let element = match paragraph.rank {
                    Rank::Title => "h1",
                    Rank::Heading if !paragraph.has_bold_header() => "h2",
                    _ => "p",
                };
                page.push_str(&format!("<{element}>"));
                for (run, bold) in &paragraph.runs {
                    let run = escaped(run).replace('\n', if wrapped { " " } else { "<br>" });
                    page.push_str(&if *bold { format!("<b>{run}</b>") } else { run });
                }
                page.push_str(&format!("</{element}>"));
            }
            PaperPart::Table(rows) => {
                let cells = |row: &Vec<String>| -> String {
                    row.iter().map(|cell| format!("<td>{}</td>", escaped(cell).replace('\n', "<br>"))).collect()
                };
                let rows: String = rows.iter().map(|row| format!("<tr>{}</tr>", cells(row))).collect();
                page.push_str(&format!("<table>{rows}</table>"));
            }
        }
    }
    page.push_str("</body></html>");
    page
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
