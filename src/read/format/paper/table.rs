//! Tables in documents that hold the speech: one with a header row that names the columns, or one whose first cells are
//! names and whose last ones are words.

use super::parts::PaperPart;
use crate::read::kit::columns::{InputColumn, columns_of};
use crate::read::options::Options;

/// A name has at most so many words, and characters.
const NAME: (usize, usize) = (8, 60);

/// The rows of the document's tables as CSV with a header row, if they hold the speech. Tables as wide as the first one
/// that does, with the same header or none, go on from it.
pub fn rows_of(parts: &[PaperPart], options: &Options) -> Option<String> {
    let tables: Vec<&Vec<Vec<String>>> = parts
        .iter()
        .filter_map(|part| match part {
            PaperPart::Table(rows) => Some(rows),
            PaperPart::Paragraph(_) => None,
        })
        .collect();
    headed(&tables, options).or_else(|| bare(parts, &tables))
}

/// Rows under a row that names a speaker and a text column.
fn headed(tables: &[&Vec<Vec<String>>], options: &Options) -> Option<String> {
    let is_header = |row: &Vec<String>| {
        let columns = columns_of(row.iter().map(String::as_str), &options.columns);
        [InputColumn::Speaker, InputColumn::Text].iter().all(|wanted| columns.contains(&Some(*wanted)))
    };
    let (first, header) = tables.iter().enumerate().find_map(|(at, rows)| {
        let top = rows.iter().take(5).find(|row| is_header(row))?;
        Some((at, top))
    })?;
    let mut csv = line(header, header.len());
    for rows in &tables[first..] {
        let top = rows.iter().position(|row| row == header);
        let fits = top.is_some() || rows.iter().all(|row| row.len() == header.len());
        let below = rows.iter().skip(top.map_or(0, |at| at + 1)).filter(|_| fits);
        below.for_each(|row| csv.push_str(&line(row, header.len())));
    }
    Some(csv)
}

/// Rows whose next to last cells are names, some of them more than once, and whose last cells are what they say; they
/// hold most of the document.
fn bare(parts: &[PaperPart], tables: &[&Vec<Vec<String>>]) -> Option<String> {
    let rows: Vec<&Vec<String>> = tables.iter().flat_map(|rows| rows.iter()).collect();
    let width = rows.first()?.len();
    let inside: usize = rows.iter().flat_map(|row| row.iter()).map(|cell| cell.len()).sum();
    let beside: usize =
        parts.iter().map(|part| if let PaperPart::Paragraph(p) = part { p.characters() } else { 0 }).sum();
    if rows.len() < 3 || width < 2 || rows.iter().any(|row| row.len() != width) || beside > inside {
        return None;
    }
    let (speaker, text) = (0..width)
        .flat_map(|a| (0..width).map(move |b| (a, b)))
        .find(|(a, b)| a != b && is_names(rows.iter().map(|row| row[*a].as_str())) && is_words(&rows, *a, *b))?;
    let mut csv = "speaker,text\n".to_owned();
    for row in rows {
        let name = row[speaker].trim().trim_end_matches(':').to_owned();
        csv.push_str(&line(&[name, row[text].clone()], 2));
    }
    Some(csv)
}

/// Whether nearly all cells can be names: few words, letters, and two of them come again.
fn is_names<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let (mut all, mut names) = (0, Vec::new());
    for cell in cells.map(str::trim).filter(|cell| !cell.is_empty()) {
        all += 1;
        let short = cell.split_whitespace().count() <= NAME.0 && cell.chars().count() <= NAME.1;
        if short && cell.starts_with(char::is_alphabetic) && !cell.ends_with(['.', '?', '!']) {
            names.push(cell);
        }
    }
    let total = names.len();
    names.sort_unstable();
    names.dedup();
    total > 1 && total * 10 >= all * 9 && names.len() < total
}

/// Whether the cells of a column are sentences beside names: longer than these, and hardly ever the same twice.
fn is_words(rows: &[&Vec<String>], names: usize, at: usize) -> bool {
    let length = |column: usize| -> usize { rows.iter().map(|row| row[column].len()).sum() };
    let mut cells: Vec<&str> = rows.iter().map(|row| row[at].trim()).filter(|cell| !cell.is_empty()).collect();
    let total = cells.len();
    cells.sort_unstable();
    cells.dedup();
    length(at) > length(names) && cells.len() * 4 > total * 3
}

/// A row as a line of CSV of this width, cells beyond it left out.
pub fn line(cells: &[String], width: usize) -> String {
    let cell = |at: usize| format!("\"{}\"", cells.get(at).map_or("", String::as_str).replace('"', "\"\""));
    let cells: Vec<String> = (0..width).map(cell).collect();
    cells.join(",") + "\n"
}
