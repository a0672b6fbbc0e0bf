//! Codes and single letters before a colon: "I: ", "R: ", "P01: ", "MOD: ". One alone may be anything; two of them that
//! head lines again and again are speakers.

use std::collections::BTreeMap;

use crate::name::is_part_code;
use crate::read::format::text::mark::{LineMark, LineMarks, repeated};
use crate::read::format::text::tidy::Tidied;

/// Looks at the lines that begin with a code and a colon.
pub fn look(text: &Tidied, _: &LineMarks) -> LineMarks {
    let mut found = LineMarks::new();
    let mut used = 0;
    for at in (0..text.lines.len()).filter(|at| !text.line(*at).is_empty()) {
        used += 1;
        if let Some((label, end)) = text.label(at).filter(|(label, _)| is_part_code(label.trim())) {
            found.insert(at, LineMark::speaker(label.trim(), end));
        }
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for key in found.values().filter_map(LineMark::key) {
        *kinds.entry(key).or_default() += 1;
    }
    let (again, lines) = repeated(&found);
    // questions and answers are told by their own shape
    let only_answers = kinds.keys().all(|key| ["q", "a"].contains(key));
    if !only_answers && lines >= 2 && (again > 0 || lines * 3 >= used) && (kinds.len() > 1 || lines * 3 >= used) {
        found
    } else {
        LineMarks::new()
    }
}
