//! Debates copied from a parliament's page: the name, the seat and party, and "Share" on lines of their own.
//!
//! ```text
//! Lena Orsol
//! (Brenn East) (Ind)
//! Share
//! I beg to move.
//! ```

use crate::name::holder;
use crate::read::format::text::mark::{LineMark, LineMarks};
use crate::read::format::text::names::is_loose_name;
use crate::read::format::text::tidy::Tidied;
use crate::transcript::Reason;

/// Looks for names with a line in brackets below them, and for the places where the page says "Share".
pub fn look(text: &Tidied, _: &LineMarks) -> LineMarks {
    let mut found = LineMarks::new();
    let mut seats = 0;
    for at in (0..text.lines.len()).filter(|at| is_seat(text.line(*at))) {
        let name = at.checked_sub(1).filter(|name| is_loose_name(text.line(*name)) && text.is_first(*name));
        if let Some(name) = name {
            seats += 1;
            let seated = format!("{} {}", text.line(name), text.line(at));
            found.insert(name, LineMark::speaker(&seated, text.line(name).len()));
            found.insert(at, LineMark::Aside(Reason::Header));
        }
    }
    for at in (0..text.lines.len()).filter(|at| is_shared(text, *at)) {
        if !found.contains_key(&at) && is_holder(text.line(at)) {
            found.insert(at, LineMark::speaker(text.line(at), text.line(at).len()));
            seats += 1;
        }
    }
    if seats >= 2 { found } else { LineMarks::new() }
}

/// Whether the page says "Share" below a line: the word was taken away, and its line is blank now.
fn is_shared(text: &Tidied, at: usize) -> bool {
    text.lines.get(at + 1).is_some_and(|line| line.shared)
}

/// A name, or an office with the name in brackets.
fn is_holder(line: &str) -> bool {
    is_loose_name(line) || holder(line).is_some()
}

/// "(Brenn East) (Ind)", "(Ind)".
fn is_seat(line: &str) -> bool {
    line.starts_with('(')
        && line.ends_with(')')
        && line.len() <= 120
        && line.split_whitespace().count() <= 10
        && !line.contains('.')
}
