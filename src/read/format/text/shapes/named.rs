//! Headers that the user's own list of speakers names, whatever they look like: "V@LL 7: Good evening".

use std::collections::BTreeSet;

use crate::name::fold;
use crate::read::format::text::mark::{LineMark, LineMarks};
use crate::read::format::text::tidy::Tidied;
use crate::read::kit::header::Shape;

/// Looks at the lines whose words before the colon are a name in the list and would not be a header by themselves.
pub fn look(text: &Tidied, names: &BTreeSet<String>) -> LineMarks {
    let mut found = LineMarks::new();
    if names.is_empty() {
        return found;
    }
    for at in 0..text.lines.len() {
        let Some((label, end)) = text.label(at) else { continue };
        if names.contains(&fold(label)) && text.candidate(at).is_none_or(|own| own.shape == Shape::Weak) {
            found.insert(at, LineMark::speaker(label, end));
        }
    }
    found
}
