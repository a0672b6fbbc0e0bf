//! Tables for people: rows of a [`Table`] drawn for a terminal, without anything that could steer it.

use std::borrow::Cow;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width, presets};
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use crate::table::{Cell, Column, Table, ValueKind};

/// A column of words gets at most this share of the width, unless it is the last.
const LARGEST_SHARE: u16 = 30;

/// A word of a cell that is longer may be broken; headings and numbers never are.
const LONGEST_WORD: usize = 20;

/// Draws all columns of a table, `width` characters wide; no row gives an empty text.
pub fn draw_all<R>(table: &Table<R>, rows: &[R], width: u16) -> String {
    draw(table, &table.schema().header(), rows, width)
}

/// Draws the columns `names` of a table, `width` characters wide, or row below row where that is too narrow for them; no row
/// gives an empty text.
pub fn draw<R>(table: &Table<R>, names: &[&str], rows: &[R], width: u16) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let columns: Vec<_> = table.columns_named(names).map(|(column, _)| column).collect();
    let cells: Vec<Vec<String>> =
        rows.iter().map(|row| table.columns_named(names).map(|(_, value)| shown(value(row))).collect()).collect();
    let least: Vec<usize> =
        (0..columns.len()).map(|at| least(columns[at], cells.iter().map(|row| row[at].as_str()))).collect();
    // a space on each side of a cell, a line on each side of a column
    if least.iter().map(|least| least + 3).sum::<usize>() >= usize::from(width) {
        return stacked(&columns, &cells, width);
    }
    let mut drawn = comfy_table::Table::new();
    drawn.load_style(presets::UTF8_FULL_CONDENSED);
    drawn.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    drawn.set_header(columns.iter().map(|column| &column.name));
    drawn.add_rows(&cells);
    let last = columns.len().saturating_sub(1);
    for (at, ((column, least), shown)) in columns.iter().zip(least).zip(drawn.column_iter_mut()).enumerate() {
        let lower = u16::try_from(least + 2).unwrap_or(width);
        if column.kind != ValueKind::String {
            shown.set_cell_alignment(CellAlignment::Right);
        }
        shown.set_constraint(if column.kind != ValueKind::String || at == last {
            ColumnConstraint::LowerBoundary(Width::Fixed(lower))
        } else {
            let upper = lower.max(width * LARGEST_SHARE / 100);
            ColumnConstraint::Boundaries { lower: Width::Fixed(lower), upper: Width::Fixed(upper) }
        });
    }
    format!("{drawn}\n")
}

fn shown(cell: Cell) -> String {
    match cell {
        Cell::Text(text) => printable(&text).into_owned(),
        Cell::Count(n) => n.to_string(),
        Cell::Number(x) => format!("{x:.3}"),
        Cell::Missing => String::new(),
    }
}

/// Characters that a column needs, so that no word of its heading, no number and no usual word is broken.
fn least<'a>(column: &Column, cells: impl Iterator<Item = &'a str>) -> usize {
    let longest = |text: &str| text.split_whitespace().map(display_width).max().unwrap_or(0);
    let most = if column.kind == ValueKind::String { LONGEST_WORD } else { usize::MAX };
    cells.map(|cell| longest(cell).min(most)).fold(longest(&column.name), usize::max)
}

/// SeenRow below row, a line for each cell that has something in it.
fn stacked(columns: &[&Column], cells: &[Vec<String>], width: u16) -> String {
    let names = columns.iter().map(|column| display_width(&column.name)).max().unwrap_or(0);
    let mut out = String::new();
    for row in cells {
        for (column, cell) in columns.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            let name = format!("{:<names$}  ", column.name);
            out.push_str(&wrap(&format!("{name}{cell}"), width.into(), &" ".repeat(names + 2)));
        }
        out.push('\n');
    }
    out
}

/// A text in lines of at most `width` characters, broken between words; `indent` begins all but the first.
pub fn wrap(text: &str, width: usize, indent: &str) -> String {
    let options = Options::new(width)
        .subsequent_indent(indent)
        .break_words(false)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .word_splitter(WordSplitter::NoHyphenation)
        .word_separator(WordSeparator::AsciiSpace);
    let mut out = textwrap::fill(text, options);
    out.push('\n');
    out
}

/// Two decimals with their sign; a zero has none.
pub fn signed(x: f64) -> String {
    let text = format!("{x:+.2}");
    if matches!(text.as_str(), "+0.00" | "-0.00") { "0.00".to_owned() } else { text }
}

/// A p with its sign, "p = 0.046": it is never zero.
pub fn probability(p: f64) -> String {
    match p {
        p if p < 0.0005 => "p < 0.001".to_owned(),
        p if p < 0.0995 => format!("p = {p:.3}"),
        p => format!("p = {p:.2}"),
    }
}

/// A text with its control characters, line breaks excepted, shown as signs.
pub fn printable(text: &str) -> Cow<'_, str> {
    let steers = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.chars().any(steers) { Cow::Owned(text.replace(steers, "\u{fffd}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{integer, number, text};

    type SeenRow = (&'static str, u64, f64, &'static str);

    fn table() -> Table<SeenRow> {
        Table::new("seen", "made up")
            .with(text("header", "a text"), |r: &SeenRow| Cell::text(r.0))
            .with(integer("sentences", "a number"), |r| Cell::Count(r.1))
            .with(number("standardised_difference", "a number"), |r| Cell::Number(r.2))
            .with(text("note", "a text"), |r| Cell::text(r.3))
    }

    const ROWS: [SeenRow; 2] = [
        ("Trade Commissioner of the Joint Commission", 123_456, -0.123, "fewer than thirty sentences of one of them"),
        ("Lena Orsol", 1, 1.0, ""),
    ];

    fn words(text: &str) -> Vec<&str> {
        text.split(|c: char| c.is_whitespace() || "│┆".contains(c)).filter(|word| !word.is_empty()).collect()
    }

    #[test]
    fn no_word_of_a_heading_a_number_or_a_note_is_broken_at_any_width() {
        for width in 26..200 {
            let drawn = draw_all(&table(), &ROWS, width);
            let drawn_words = words(&drawn);
            let cells = ROWS.iter().flat_map(|row| words(row.0).into_iter().chain(words(row.3)));
            let numbers = ["123456", "-0.123", "1.000", "header", "sentences", "standardised_difference", "note"];
            for word in cells.chain(numbers) {
                assert!(drawn_words.contains(&word), "{word} at {width}:\n{drawn}");
            }
            // stacked, a name and the longest word take what they need
            let widest = drawn.lines().map(display_width).max().unwrap_or(0);
            assert!(widest <= usize::from(width.max(37)), "{widest} at {width}:\n{drawn}");
        }
    }

    #[test]
    fn signs_and_small_probabilities_are_what_they_are() {
        assert_eq!([0.004, -0.004, 0.173, -1.0].map(signed), ["0.00", "0.00", "+0.17", "-1.00"]);
        assert_eq!(
            [0.0, 0.0004, 0.0463, 0.683, 1.0].map(probability),
            ["p < 0.001", "p < 0.001", "p = 0.046", "p = 0.68", "p = 1.00"]
        );
    }
}
