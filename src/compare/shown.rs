//! A comparison for people: tables for the screen, and in words what may and may not be concluded.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::report::screen::{draw_all, printable};
use crate::results::Record;
use crate::table::ValueKind::{self, Integer, Number, String as Words};
use crate::table::{Cell, FilledColumn, Table, integer, number, text};
use crate::tally::Inference;

/// A row as it is shown: its cells by heading.
pub type ShownRow = BTreeMap<&'static str, Cell>;

/// Headings, the columns of the table of results that stand under them, and the kinds of their values.
type ShownColumns = &'static [(&'static str, &'static str, ValueKind)];

const SPEAKERS: ShownColumns = &[
    ("speaker", "speaker", Words),
    ("documents", "documents", Integer),
    ("sentences", "sentences", Integer),
    ("tone", "tone", Number),
    ("tone_low", "tone_low", Number),
    ("tone_high", "tone_high", Number),
    ("negative", "negative_share", Number),
    ("neutral", "neutral_share", Number),
    ("positive", "positive_share", Number),
];

const TOPICS: ShownColumns = &[
    ("topic", "topic", Words),
    ("speaker", "speaker", Words),
    ("sentences", "sentences", Integer),
    ("tone", "tone", Number),
    ("tone_low", "tone_low", Number),
    ("tone_high", "tone_high", Number),
    ("stance", "stance", Number),
    ("stance_low", "stance_low", Number),
    ("stance_high", "stance_high", Number),
];

const CONTRASTS: ShownColumns = &[
    ("measure", "measure", Words),
    ("about", "topic", Words),
    ("difference", "difference", Number),
    ("low", "low", Number),
    ("high", "high", Number),
    ("p", "p", Number),
    ("p_holm", "p_holm", Number),
    ("inference", "inference", Words),
    ("note", "note", Words),
];

/// Two speakers side by side.
#[derive(Debug)]
pub struct Comparison {
    /// Their names.
    pub names: [String; 2],
    /// Of speakers.csv, a row each.
    pub speakers: Vec<ShownRow>,
    /// Topics that both talk about, two rows each.
    pub topics: Vec<ShownRow>,
    /// The first minus the second.
    pub contrasts: Vec<ShownRow>,
    /// The file that they stand in.
    pub source: String,
}

impl Comparison {
    /// The text, in lines of `width` characters.
    pub fn draw(&self, width: u16) -> String {
        let [a, b] = self.names.each_ref().map(|name| printable(name));
        let table = |name, columns| Table::new(name, "as in the table of results").with_all(filled(columns));
        let judged = |name, columns| {
            let inference = text("inference", "what the intervals are for");
            let of = |row: &ShownRow| row.get("inference").cloned().unwrap_or(Cell::Missing);
            table(name, columns).with(inference, of)
        };
        let mut out = draw_all(&judged("speakers", SPEAKERS), &self.speakers, width);
        if self.topics.is_empty() {
            out.push_str("There is no topic that both talk about.\n");
        } else {
            out.push_str("\nTopics that both talk about\n");
            out.push_str(&draw_all(&judged("topics", TOPICS), &self.topics, width));
        }
        if self.contrasts.is_empty() {
            let by = if a.contains(',') || b.contains(',') { "; " } else { "," };
            out.push_str(&format!(
                "\nThis run did not test the pair, so nothing says whether they differ; intervals above do not. \
                 To test it, analyze again with --between \"{a}{by}{b}\".\n"
            ));
            return out;
        }
        out.push_str(&format!("\nDifferences: {a} minus {b} ({})\n", self.source));
        out.push_str(&draw_all(&table("contrasts", CONTRASTS), &self.contrasts, width));
        out.push_str(&self.words());
        out
    }

    /// What may be concluded from the differences at hand.
    fn words(&self) -> String {
        let cell = |row: &ShownRow, name| row.get(name).cloned().unwrap_or(Cell::Missing);
        let has = |inference: &str| self.contrasts.iter().any(|row| cell(row, "inference") == Cell::text(inference));
        let untested = |row: &ShownRow| cell(row, "p") == Cell::Missing;
        let mut out = String::new();
        let mut say = |line: &str| {
            out.push_str(line);
            out.push('\n');
        };
        say("An interval that holds 0 leaves open whether they differ, and in which direction.");
        if has("population") {
            say("population: the interval is for meetings like these, as far as these documents stand for them.");
        }
        if has("these_documents") {
            say(
                "these_documents: the interval is for what was said in these documents; it says nothing about other meetings.",
            );
        }
        if !self.contrasts.iter().all(untested) {
            say(
                "p_holm is p with all pairs of the run in view; go by it unless this pair alone was asked about beforehand.",
            );
        }
        if self.contrasts.iter().any(untested) {
            say("Without p there was no test: note says why. Such a difference describes, and decides nothing.");
        }
        say("A difference in tone is no difference in stance, and it may come from what each talks about.");
        out
    }
}

fn filled(columns: ShownColumns) -> impl Iterator<Item = FilledColumn<ShownRow>> {
    columns.iter().map(|&(heading, _, kind)| -> FilledColumn<ShownRow> {
        let column = match kind {
            Words => text(heading, "as in the table"),
            Integer => integer(heading, "as in the table"),
            Number => number(heading, "as in the table"),
        };
        (column, Box::new(move |row| row.get(heading).cloned().unwrap_or(Cell::Missing)))
    })
}

fn row(record: &Record, columns: ShownColumns) -> Result<ShownRow> {
    columns.iter().map(|&(heading, column, kind)| Ok((heading, record.cell(column, kind)?))).collect()
}

/// Which intervals a row has: those for documents like these where it has any, else those for these documents, which then take
/// their places.
fn or_here(row: &mut ShownRow, record: &Record, columns: &[[&'static str; 2]]) -> Result<Cell> {
    let some =
        |row: &ShownRow| columns.iter().any(|[shown, _]| row.get(shown).is_some_and(|cell| *cell != Cell::Missing));
    if some(row) {
        return Ok(Cell::text(Inference::Population.name()));
    }
    for [shown, here] in columns {
        row.insert(shown, record.cell(here, Number)?);
    }
    Ok(if some(row) { Cell::text(Inference::TheseDocuments.name()) } else { Cell::Missing })
}

/// A row of speakers.csv.
///
/// # Errors
/// [`crate::error::Error::Results`] where a column is missing.
pub fn speaker(record: &Record) -> Result<ShownRow> {
    let mut shown = row(record, SPEAKERS)?;
    let inference = or_here(&mut shown, record, &[["tone_low", "tone_here_low"], ["tone_high", "tone_here_high"]])?;
    shown.insert("inference", inference);
    Ok(shown)
}

/// A row of speaker_topics.csv.
///
/// # Errors
/// As [`speaker`].
pub fn topic(record: &Record) -> Result<ShownRow> {
    let mut shown = row(record, TOPICS)?;
    let ends = [
        ["tone_low", "tone_here_low"],
        ["tone_high", "tone_here_high"],
        ["stance_low", "stance_here_low"],
        ["stance_high", "stance_here_high"],
    ];
    let inference = or_here(&mut shown, record, &ends)?;
    shown.insert("inference", inference);
    Ok(shown)
}

/// A row of contrasts.csv.
///
/// # Errors
/// As [`speaker`].
pub fn contrast(record: &Record) -> Result<ShownRow> {
    let mut row = row(record, CONTRASTS)?;
    or_here(&mut row, record, &[["low", "here_low"], ["high", "here_high"]])?;
    if row.get("about") == Some(&Cell::Missing) {
        row.insert("about", record.cell("entity", Words)?);
    }
    // with three decimals a small p would be zero, which it never is
    for name in ["p", "p_holm"] {
        if matches!(row.get(name), Some(Cell::Number(p)) if *p < 0.001) {
            row.insert(name, Cell::text("<0.001"));
        }
    }
    Ok(row)
}

/// A row of contrasts.csv with the two speakers exchanged.
pub fn turned(mut row: ShownRow) -> ShownRow {
    let minus = |cell: Option<Cell>| match cell {
        // and a zero stays one, without a sign
        Some(Cell::Number(x)) => Cell::Number(0.0 - x),
        _ => Cell::Missing,
    };
    let [difference, low, high] = ["difference", "low", "high"].map(|name| minus(row.remove(name)));
    row.extend([("difference", difference), ("low", high), ("high", low)]);
    row
}
