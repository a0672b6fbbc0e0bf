//! From letters with places to lines in the order of reading, column by column.

use super::lines::TextLine;
use super::page::Glyph;

/// A gap of this part of the size is a space.
const SPACE: f64 = 0.16;
/// A gap of this many sizes stands between columns, or is a tab.
const TAB: f64 = 1.8;
/// Columns have at least so many lines.
const COLUMN_LINES: usize = 5;
/// A column is at least this part of the width of what is printed.
const COLUMN_WIDTH: f64 = 0.25;
/// Columns are divided at most so often.
const MOST_DIVISIONS: usize = 3;

/// Letters beside each other without a wide gap.
#[derive(Debug, Clone)]
struct PageFragment {
    left: f64,
    right: f64,
    base: f64,
    size: f64,
    text: String,
    /// How much of its beginning is bold, in bytes.
    bold: usize,
}

impl PageFragment {
    /// Adds what stands behind it.
    fn push(&mut self, text: &str, bold: usize) {
        if self.bold == self.text.len() {
            self.bold += bold;
        }
        self.text.push_str(text);
    }
}

/// The lines of a page.
pub fn lines_of(glyphs: Vec<Glyph>) -> Vec<TextLine> {
    let mut rows = rows(chunks(glyphs));
    number_column(&mut rows);
    let mut lines = Vec::new();
    columns(rows, MOST_DIVISIONS, &mut lines);
    lines
}

/// Joins letters that follow each other on one line.
fn chunks(glyphs: Vec<Glyph>) -> Vec<PageFragment> {
    let mut chunks: Vec<PageFragment> = Vec::new();
    for glyph in glyphs {
        let Glyph { left, right, base, size, text, bold } = glyph;
        if let Some(last) = chunks.last_mut() {
            let gap = (left - last.right) / size.max(last.size);
            if (base - last.base).abs() < 0.4 * size.min(last.size) && (-0.6..TAB).contains(&gap) {
                let blank = text.trim().is_empty();
                if gap > SPACE && !blank && !last.text.ends_with(' ') {
                    last.push(" ", 1);
                }
                // a space is as bold as what stands before it
                let text = if blank { " " } else { &text };
                last.push(text, if blank || bold { text.len() } else { 0 });
                last.right = last.right.max(right);
                last.size = last.size.max(size);
                continue;
            }
        }
        let bold = if bold { text.len() } else { 0 };
        chunks.push(PageFragment { left, right, base, size, text, bold });
    }
    for chunk in &mut chunks {
        // spaces at the end would pass for width
        let kept = chunk.text.trim_end().len();
        let spaces = chunk.text[kept..].chars().count() as f64;
        chunk.text.truncate(kept);
        chunk.bold = chunk.bold.min(kept);
        chunk.right = (chunk.right - spaces * 0.25 * chunk.size).max(chunk.left);
    }
    chunks.retain(|chunk| !chunk.text.trim().is_empty());
    chunks
}

/// Chunks on one base line, from left to right; the lines from the top down.
fn rows(mut chunks: Vec<PageFragment>) -> Vec<Vec<PageFragment>> {
    chunks.sort_by(|a, b| b.base.total_cmp(&a.base).then(a.left.total_cmp(&b.left)));
    let mut rows: Vec<Vec<PageFragment>> = Vec::new();
    for chunk in chunks {
        match rows.last_mut() {
            Some(row) if row[0].base - chunk.base < 0.45 * chunk.size.min(row[0].size) => row.push(chunk),
            _ => rows.push(vec![chunk]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.left.total_cmp(&b.left));
        joined(row);
    }
    rows
}

/// Joins chunks of a row that the file has in another order, or in several pieces.
fn joined(row: &mut Vec<PageFragment>) {
    let mut all: Vec<PageFragment> = Vec::with_capacity(row.len());
    for chunk in row.drain(..) {
        match all.last_mut() {
            Some(last) if (chunk.left - last.right) / chunk.size.max(last.size) < TAB => {
                let gap = (chunk.left - last.right) / chunk.size.max(last.size);
                if gap > SPACE && !chunk.text.starts_with(' ') {
                    last.push(" ", 1);
                }
                // what is printed twice in one place, for a shadow, is read once
                if !(chunk.text == last.text && (chunk.left - last.left).abs() < 0.2 * chunk.size) {
                    last.push(&chunk.text, chunk.bold);
                }
                last.right = last.right.max(chunk.right);
                last.size = last.size.max(chunk.size);
            }
            _ => all.push(chunk),
        }
    }
    *row = all;
}

/// Takes out line numbers: a first chunk of digits in most lines of a page, each one more than the last.
fn number_column(rows: &mut [Vec<PageFragment>]) {
    let number = |row: &Vec<PageFragment>| match row.as_slice() {
        [first, _, ..] => first.text.trim().parse::<u32>().ok(),
        _ => None,
    };
    let numbers: Vec<u32> = rows.iter().filter_map(number).collect();
    let rising = numbers.windows(2).filter(|pair| pair[1] == pair[0] + 1).count();
    if numbers.len() < COLUMN_LINES || rising * 10 < (numbers.len() - 1) * 8 || numbers.len() * 2 < rows.len() {
        return;
    }
    for row in rows.iter_mut() {
        if row.first().is_some_and(|first| first.text.trim().parse::<u32>().is_ok()) {
            row.remove(0);
        }
    }
}

/// Puts lines into the order of reading: where a gap runs down the page, what is left of it first.
fn columns(rows: Vec<Vec<PageFragment>>, divisions: usize, lines: &mut Vec<TextLine>) {
    let divided = if divisions > 0 { gutter(&rows) } else { None };
    let Some(at) = divided else {
        let edge = rows.iter().flatten().map(|chunk| chunk.right).fold(f64::MIN, f64::max);
        lines.extend(rows.into_iter().filter(|row| !row.is_empty()).map(|row| line(&row, edge)));
        return;
    };
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for row in rows {
        if row.iter().any(|chunk| chunk.left < at && chunk.right > at) {
            // a heading over both columns: what stood above it comes first
            columns(std::mem::take(&mut left), divisions - 1, lines);
            columns(std::mem::take(&mut right), divisions - 1, lines);
            columns(vec![row], 0, lines);
            continue;
        }
        let (before, after): (Vec<PageFragment>, Vec<PageFragment>) =
            row.into_iter().partition(|chunk| chunk.right <= at);
        left.extend(Some(before).filter(|row| !row.is_empty()));
        right.extend(Some(after).filter(|row| !row.is_empty()));
    }
    columns(left, divisions - 1, lines);
    columns(right, divisions - 1, lines);
}

/// Where a gap runs down the page between two columns of text: hardly a line crosses it, and both sides have lines
/// enough that are wide enough. Names beside what is said are no column.
fn gutter(rows: &[Vec<PageFragment>]) -> Option<f64> {
    let all: Vec<&PageFragment> = rows.iter().flatten().collect();
    let left = all.iter().map(|chunk| chunk.left).fold(f64::MAX, f64::min);
    let right = all.iter().map(|chunk| chunk.right).fold(f64::MIN, f64::max);
    let width = right - left;
    if all.len() < 2 * COLUMN_LINES || width <= 0.0 {
        return None;
    }
    let steps = 100;
    let candidates = (15..=85).map(|step| left + width * f64::from(step) / f64::from(steps));
    let crossing = |at: f64| all.iter().filter(|chunk| chunk.left < at && chunk.right > at).count();
    let (at, crossed) = candidates.map(|at| (at, crossing(at))).min_by_key(|(_, crossed)| *crossed)?;
    if crossed * 10 > all.len() {
        return None;
    }
    let side = |is_here: &dyn Fn(&&&PageFragment) -> bool| {
        let here: Vec<&&PageFragment> = all.iter().filter(is_here).collect();
        let wide: f64 = here.iter().map(|chunk| chunk.right - chunk.left).sum();
        (here.len(), wide / here.len().max(1) as f64)
    };
    let (before, before_width) = side(&|chunk| chunk.right <= at);
    let (after, after_width) = side(&|chunk| chunk.left >= at);
    let enough = before >= COLUMN_LINES && after >= COLUMN_LINES;
    (enough && before_width > COLUMN_WIDTH * width && after_width > COLUMN_WIDTH * width).then_some(at)
}

fn line(row: &[PageFragment], edge: f64) -> TextLine {
    let parts: Vec<&str> = row.iter().map(|chunk| chunk.text.trim()).collect();
    let (first, last) = (&row[0], &row[row.len() - 1]);
    let size = row.iter().map(|chunk| chunk.size).fold(0.0, f64::max);
    let text = parts.join("\t");
    // what is bold goes over the gap between two chunks
    let mut bold = 0;
    for (chunk, part) in row.iter().zip(&parts) {
        let before = chunk.text.len() - chunk.text.trim_start().len();
        let set = chunk.bold.saturating_sub(before).min(part.len());
        bold += set;
        if set < part.len() {
            break;
        }
        bold += 1;
    }
    TextLine { left: first.left, right: last.right, edge, base: first.base, size, bold: bold.min(text.len()), text }
}
