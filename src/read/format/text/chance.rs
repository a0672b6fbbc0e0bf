//! A colon in prose that looks like the only header of a text.

use super::pieces::{Piece, is_wrapped};
use crate::read::kit::header::HeaderEvidence;

/// What a report says before the one speech that it holds is at most this long, in bytes.
const LONGEST_REPORT: usize = 6_000;

/// Lines of print are broken between these lengths, in bytes.
const NARROW: usize = 30;
const WIDE: usize = 100;
/// Such lines make a column.
const COLUMN: usize = 3;

/// The only header of a text, where it is rather a colon in prose: words are quoted behind it, the line above it breaks
/// off, or more stands above it than a report has above what it reports.
pub fn chance(text: &str, pieces: &[Piece], evidence: &HeaderEvidence) -> Option<usize> {
    let headed = |at: &usize| pieces[*at].candidate.as_ref().is_some_and(|c| evidence.confirms(c));
    let mut headers = (0..pieces.len()).filter(headed);
    let only = headers.next().filter(|at| *at > 0 && pieces[*at].mark.is_none())?;
    let piece = &pieces[only];
    let words = text[piece.range.start + piece.candidate.as_ref()?.end..].trim_start();
    let quotes = words.starts_with(['"', '“', '„', '«', '‘']);
    let above = &text[..piece.range.start];
    let goes_on = above[above.trim_end().len()..].matches('\n').count() < 2 && is_column(above);
    (headers.next().is_none() && (quotes || goes_on || above.len() > LONGEST_REPORT)).then_some(only)
}

/// Whether the text ends in the middle of a sentence in a column: a headline breaks off too, and has no lines like it above.
fn is_column(text: &str) -> bool {
    let mut lines = text.trim_end().lines().rev();
    let column = lines.by_ref().take(COLUMN).filter(|line| (NARROW..=WIDE).contains(&line.len())).count();
    column == COLUMN && is_wrapped(text, NARROW)
}
