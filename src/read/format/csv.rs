//! CSV and its kin: a header row names the columns; delimiters comma, semicolon, tab and bar.

use std::collections::BTreeSet;
use std::path::Path;

use csv::{ErrorKind, StringRecord};

use crate::error::{Error, Result};
use crate::name::fold_spaces;
use crate::read::kit::columns::{Columns, InputColumn, columns_of, names_both, same_name, top_of};
use crate::read::kit::rows::{Gathering, TableRow, date_of};
use crate::read::kit::stage;
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::{Header, Reason, Transcript};

/// The row of tables.
pub const FORMAT: Format = Format {
    name: "csv",
    about: "CSV and TSV",
    signs: &[(Sign::Shape, is_table)],
    read,
    frame: ["speaker,text\nLena Orsol,\"", "\"\n"],
};

/// A header line with both columns, or with one and rows of the same width below it; of what is named like a table any.
fn is_table(text: &SourceText) -> bool {
    let path = text.path.to_string_lossy().to_ascii_lowercase();
    let named = [".csv", ".tsv", ".tab"].iter().any(|ending| path.ends_with(ending));
    let Some((top, _)) = top_of(text.start, &text.options.columns) else { return named };
    let known = |wanted| top.columns.contains(&Some(wanted));
    let one = known(InputColumn::Speaker) || known(InputColumn::Text);
    // a comma stands in any line, a tab or a bar between names of columns does not
    let sure = top.delimiter != b',' || !top.columns.contains(&None);
    names_both(&top.columns) || named || (one && top.even_rows && sure)
}

/// Where a table stands in its text.
struct TableText<'a> {
    /// From the header on.
    table: &'a str,
    /// Lines and characters above it.
    above: (u64, usize),
    delimiter: u8,
    header: StringRecord,
    columns: Vec<Option<InputColumn>>,
}

/// Finds the header: Excel may name the delimiter in a line of its own, and an export may have a title.
fn find<'a>(source: &SourceText<'a>) -> Result<TableText<'a>> {
    let SourceText { path, text, options, .. } = *source;
    let text = text.trim_start_matches('\u{feff}');
    let (text, named) = match text.split_once('\n') {
        Some((first, rest)) if first.trim_end().len() == 5 && first.to_ascii_lowercase().starts_with("sep=") => {
            (rest, first.as_bytes().get(4).copied())
        }
        _ => (text, None),
    };
    let top = top_of(text, &options.columns).map(|(top, start)| (top.delimiter, start));
    let (delimiter, start) = top.unwrap_or((named.unwrap_or(b','), 0));
    let lines = u64::from(named.is_some()) + u64::try_from(text[..start].matches('\n').count()).unwrap_or(u64::MAX);
    let table = &text[start..];
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(table.as_bytes());
    let header = reader.headers().map_err(|error| malformed(path, &error, lines))?.clone();
    let columns = columns_of(header.iter(), &options.columns);
    for (column, wanted) in [(InputColumn::Speaker, "speaker"), (InputColumn::Text, "text")] {
        if !columns.contains(&Some(column)) {
            let found = header.iter().map(|name| fold_spaces(stage::prefix(name, 60))).collect();
            return Err(Error::NoColumn { path: path.to_path_buf(), wanted, found });
        }
    }
    Ok(TableText { table, above: (lines, text[..start].chars().count()), delimiter, header, columns })
}

/// Reads a table. Errors: `NoColumn` without a speaker or text column, `Malformed` for rows of another width or an open
/// quote.
fn read(source: &SourceText) -> Result<Vec<Transcript>> {
    let SourceText { path, options, .. } = *source;
    let TableText { table, above, delimiter, header, columns } = find(source)?;
    let (skipped, title) = above;
    let by_date = dates(table, delimiter, &columns) > 1;
    let event = options.event_column().and_then(|name| header.iter().position(|column| same_name(column, name)));
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(table.as_bytes());
    let mut gathering = Gathering::new(options.unit);
    gathering.advice = " (a merged cell holds its name in the first row only: write it into each)";
    let mut record = StringRecord::new();
    let (mut last_line, mut last_start) = (1, 0);
    while reader.read_record(&mut record).map_err(|error| malformed(path, &error, skipped))? {
        if let Some(position) = record.position() {
            last_line = position.line();
            last_start = usize::try_from(position.byte()).unwrap_or(0);
        }
        let mut row = row(&record, &columns);
        row.event = event.and_then(|at| record.get(at)).map(fold_spaces).filter(|event| !event.is_empty());
        if by_date {
            row.document = row.date.clone().unwrap_or_default();
        }
        gathering.push(row);
    }
    // The csv crate reads an open quote to the end of the file without a word.
    if table.get(last_start..).is_some_and(|last| last.matches('"').count() % 2 == 1)
        && is_open(table, last_start, delimiter)
    {
        let reason = "a quoted field is never closed".to_owned();
        return Err(Error::Malformed { path: path.to_path_buf(), line: Some(last_line + skipped), reason });
    }
    let mut transcripts = gathering.finish();
    if let Some(first) = transcripts.first_mut() {
        first.set_aside_more(title, Reason::Furniture);
        first.notes.extend(guesses(&header, &columns, &options.columns));
        if by_date {
            first.notes.push(
                "no column says which meeting: each date is one (--columns document=NAME names another)".to_owned(),
            );
        }
    }
    Ok(transcripts)
}

/// How many dates tell the rows apart, two at most, where no column says to which document they belong.
fn dates(table: &str, delimiter: u8, columns: &[Option<InputColumn>]) -> usize {
    let at = |wanted| columns.iter().position(|column| *column == Some(wanted));
    let (None, Some(date)) = (at(InputColumn::Document), at(InputColumn::Date)) else { return 0 };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(table.as_bytes());
    let mut record = StringRecord::new();
    let mut found = BTreeSet::new();
    while found.len() < 2 && reader.read_record(&mut record).unwrap_or(false) {
        found.extend(record.get(date).and_then(date_of));
    }
    found.len()
}

/// Which columns were taken for the speaker and the text, where the table does not call them that and nobody said so.
fn guesses(header: &StringRecord, columns: &[Option<InputColumn>], given: &Columns) -> Option<String> {
    let guess = |(name, column): (&str, &Option<InputColumn>)| {
        let (column, plain) = match column {
            Some(InputColumn::Speaker) => (InputColumn::Speaker, "speaker"),
            Some(InputColumn::Text) => (InputColumn::Text, "text"),
            _ => return None,
        };
        let name = fold_spaces(name.trim_start_matches('\u{feff}'));
        let guessed = !name.eq_ignore_ascii_case(plain) && !given.names(column);
        guessed.then(|| format!("{plain} = \"{name}\""))
    };
    let guessed: Vec<String> = header.iter().zip(columns).filter_map(guess).collect();
    (!guessed.is_empty()).then(|| format!("columns guessed: {} (--columns names others)", guessed.join(", ")))
}

/// Whether a quote that opens a field of the last record is still open at the end.
fn is_open(text: &str, start: usize, delimiter: u8) -> bool {
    let (mut open, mut at_start) = (false, true);
    let bytes = text.as_bytes().get(start..).unwrap_or_default();
    for byte in bytes {
        match byte {
            b'"' if open => open = false,
            // A quote opens a field at its start, and goes on with it where it was doubled.
            b'"' if at_start => open = true,
            _ => {}
        }
        at_start = !open && (*byte == delimiter || *byte == b'\n' || *byte == b'"');
    }
    open
}

fn malformed(path: &Path, error: &csv::Error, skipped: u64) -> Error {
    let line = error.position().map(|position| position.line() + skipped);
    let reason = match error.kind() {
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("a row of {len} fields where the header has {expected_len}")
        }
        _ => error.to_string(),
    };
    Error::Malformed { path: path.to_path_buf(), line, reason }
}

fn row(record: &StringRecord, columns: &[Option<InputColumn>]) -> TableRow {
    let mut row = TableRow { characters: record.as_slice().chars().count() + 1, ..TableRow::default() };
    for (cell, column) in record.iter().zip(columns) {
        let value = || Some(fold_spaces(cell)).filter(|value| !value.is_empty());
        match column {
            Some(InputColumn::Speaker) => {
                row.header = Header { printed: Header::stated(cell).printed, stated: true, ..row.header };
                row.raw_speaker = cell.to_owned();
                continue;
            }
            Some(InputColumn::Text) => {
                row.text = cell.to_owned();
                continue;
            }
            Some(InputColumn::Document) => {
                row.document = value().unwrap_or_default();
                // a document a date, as the user says
                row.date = row.date.or_else(|| date_of(cell));
            }
            Some(InputColumn::Date) => row.date = date_of(cell).or(row.date),
            Some(InputColumn::Turn) => row.turn = value(),
            Some(InputColumn::Role) => row.header.role = value(),
            Some(InputColumn::Group) => row.header.group = value(),
            Some(InputColumn::Language) => row.language = value(),
            None => {}
        }
        row.others.push_str(cell);
    }
    // "|---|:--|", the line below the header of a table in Markdown
    if row.raw_speaker.contains("--") && record.iter().all(|cell| cell.chars().all(|c| "-: ".contains(c))) {
        row.others.push_str(&std::mem::take(&mut row.text));
    }
    row
}
