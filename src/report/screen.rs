//! Tables for people: rows of a [`Table`] drawn for a terminal, without anything that could steer it.

use std::borrow::Cow;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width, presets};

use crate::table::{Cell, Table, ValueKind};

/// A column of words gets at most this share of the width, unless it is the last.
const LARGEST_SHARE: u16 = 30;

/// Draws all columns of a table, `width` characters wide; no row gives an empty text.
pub fn draw_all<R>(table: &Table<R>, rows: &[R], width: u16) -> String {
    draw(table, &table.schema().header(), rows, width)
}

/// Draws the columns `names` of a table, `width` characters wide; no row gives an empty text.
pub fn draw<R>(table: &Table<R>, names: &[&str], rows: &[R], width: u16) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let columns: Vec<_> = table.columns_named(names).collect();
    let mut drawn = comfy_table::Table::new();
    drawn.load_style(presets::UTF8_FULL_CONDENSED);
    drawn.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    drawn.set_header(columns.iter().map(|(column, _)| &column.name));
    for row in rows {
        drawn.add_row(columns.iter().map(|(_, value)| match value(row) {
            Cell::Text(text) => printable(&text).into_owned(),
            Cell::Count(n) => n.to_string(),
            Cell::Number(x) => format!("{x:.3}"),
            Cell::Missing => String::new(),
        }));
    }
    let last = columns.len().saturating_sub(1);
    for (at, ((column, _), shown)) in columns.iter().zip(drawn.column_iter_mut()).enumerate() {
        if column.kind != ValueKind::String {
            shown.set_cell_alignment(CellAlignment::Right);
        } else if at < last {
            shown.set_constraint(ColumnConstraint::UpperBoundary(Width::Percentage(LARGEST_SHARE)));
        }
    }
    format!("{drawn}\n")
}

/// A text with its control characters, line breaks excepted, shown as signs.
pub fn printable(text: &str) -> Cow<'_, str> {
    let steers = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.chars().any(steers) { Cow::Owned(text.replace(steers, "\u{fffd}")) } else { Cow::Borrowed(text) }
}
