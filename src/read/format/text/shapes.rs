//! The shapes in which transcripts name who speaks other than by "Name:". Each is one file that looks at a whole text
//! and says at which lines somebody begins to speak; it says nothing of a text in which too few lines bear it out.
//! Whoever adds a shape adds its file and one line to `SHAPES`.

mod again;
mod bold;
mod bracketed;
mod changes;
mod codes;
mod dashed;
mod divided;
mod examined;
mod front;
mod hansard;
mod named;
mod own_line;
mod record;
mod spoken;
mod stamped;
mod stopped;
mod tabbed;
mod unknown;

use std::collections::{BTreeMap, BTreeSet};

use super::mark::{LineMark, LineMarks};
use super::tidy::Tidied;
use crate::transcript::Reason;

/// Looks at a text, with what the shapes before found.
type LooksAt = fn(&Tidied, &LineMarks) -> LineMarks;

/// Every shape, the surest first: the first that says something of a line decides.
const SHAPES: &[LooksAt] = &[
    front::look,
    hansard::look,
    record::look,
    stamped::look,
    examined::look,
    changes::look,
    own_line::look,
    bracketed::look,
    tabbed::look,
    dashed::look,
    bold::look,
    codes::look,
    stopped::look,
    again::look,
    spoken::look,
    divided::look,
    unknown::look,
];

/// At which lines somebody begins to speak, by where these lines begin in the tidied text. What the user names, folded,
/// is a name before any shape is looked at.
pub fn marks(text: &Tidied, names: &BTreeSet<String>) -> BTreeMap<usize, LineMark> {
    let mut all = named::look(text, names);
    for look in SHAPES {
        for (line, mark) in look(text, &all) {
            all.entry(line).or_insert(mark);
        }
    }
    // a heading that names nobody divides the text
    for at in (0..text.lines.len()).filter(|at| text.lines[*at].heading) {
        all.entry(at).or_insert(LineMark::Aside(Reason::Lead));
    }
    all.into_iter().map(|(line, mark)| (text.lines[line].range.start, mark)).collect()
}
