//! A dash behind the name: "Lena Orsol - Good", "President. – The sitting is open", "Lena Orsol (Greens). – Thank you".

use crate::read::format::text::mark::{LineMark, LineMarks, repeated};
use crate::read::format::text::names::is_loose_name;
use crate::read::format::text::tidy::Tidied;
use crate::read::kit::header::{Shape, shape_of};
use crate::read::kit::stage;

/// A header is at most this long, in bytes.
const LONGEST: usize = 160;

/// Marks between name and words.
const DASHES: [&str; 15] =
    [" - ", " – ", " — ", " -- ", ". – ", ". — ", ". - ", ".— ", ".– ", ".—", "– ", "— ", " –", " —", "-- "];

/// Looks at the lines that begin with a name and a dash.
pub fn look(text: &Tidied, before: &LineMarks) -> LineMarks {
    let mut found = LineMarks::new();
    let mut used = 0;
    for at in (0..text.lines.len()).filter(|at| !text.line(*at).is_empty()) {
        used += 1;
        let headed = text.candidate(at).map_or(0, |found| found.end);
        if !before.contains_key(&at)
            && let Some((name, end)) = name_of(text.line(at), headed)
        {
            found.insert(at, LineMark::speaker(name, end));
        }
    }
    let (again, lines) = repeated(&found);
    // "Lena Orsol - Analyst" on a line of its own is another shape, and names nobody twice in a row
    if again > 0 && lines >= 2 && lines * 3 >= used { found } else { LineMarks::new() }
}

/// The name before the first dash, and where the words begin. A header with a colon would end at `headed`.
fn name_of(words: &str, headed: usize) -> Option<(&str, usize)> {
    let window = stage::prefix(words, LONGEST);
    // most lines have no dash at all
    window.find(['-', '–', '—'])?;
    let (at, dash) = DASHES.iter().filter_map(|dash| window.find(dash).map(|at| (at, *dash))).min()?;
    // "Lena Orsol -- Analyst: Good" is a header with a colon
    if headed > at {
        return None;
    }
    let full = &window[..at];
    // ", on behalf of the Group" says for whom, and is no name
    let name = full.find(", on behalf").or_else(|| full.find(", in writing")).map_or(full, |end| &full[..end]);
    let stopped = dash.starts_with('.');
    let named = shape_of(name).is_some_and(|shape| shape >= Shape::Weak) && is_loose_name(name);
    let rest = words[at + dash.len()..].trim_start();
    (named && !rest.is_empty() && (stopped || !full.contains(','))).then_some((name, at + dash.len()))
}
