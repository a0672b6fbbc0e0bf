//! A dash behind the name: "Lena Orsol - Good", "President. – The sitting is open", "Lena Orsol (Greens). – Thank you".

use crate::read::format::text::mark::{LineMark, LineMarks, repeated};
use crate::read::format::text::names::NameForms;
use crate::read::format::text::tidy::Tidied;
use crate::read::kit::stage;

/// A header is at most this long, in bytes.
const LONGEST: usize = 160;

/// Marks between name and words.
const DASHES: [&str; 16] =
    [" | ", " - ", " – ", " — ", " -- ", ". – ", ". — ", ". - ", ".— ", ".– ", ".—", "– ", "— ", " –", " —", "-- "];

/// Looks at the lines that begin with a name and a dash.
pub fn look(text: &Tidied, before: &LineMarks) -> LineMarks {
    let (mut found, mut used) = (LineMarks::new(), 0);
    // in so many bytes are fewer words
    let mut named = NameForms::up_to(LONGEST);
    for at in (0..text.lines.len()).filter(|at| !text.line(*at).is_empty()) {
        used += 1;
        let headed = text.candidate(at).map_or(0, |found| found.end);
        if !before.contains_key(&at)
            && let Some((name, end)) = name_of(text.line(at), headed, &mut named)
        {
            found.insert(at, LineMark::speaker(name, end));
        }
    }
    let (again, lines) = repeated(&found);
    // "Lena Orsol - Analyst" on a line of its own is another shape, and names nobody twice in a row
    if again > 0 && lines >= 2 && lines * 3 >= used { found } else { LineMarks::new() }
}

/// The name before the first dash, and where the words begin. A header with a colon would end at `headed`.
fn name_of<'a>(words: &'a str, headed: usize, named: &mut NameForms<'a>) -> Option<(&'a str, usize)> {
    let window = stage::prefix(words, LONGEST);
    // most lines have no dash at all
    if !window.contains(['-', '–', '—', '|']) {
        return None;
    }
    let (at, dash) = DASHES.iter().filter_map(|dash| window.find(dash).map(|at| (at, *dash))).min()?;
    // "Lena Orsol -- Analyst: Good" is a header with a colon
    if headed > at {
        return None;
    }
    let full = &window[..at];
    let stopped = dash.starts_with('.');
    // ", on behalf of the Group" says for whom, and is no name
    let whole = |name: &&str| stopped && name.contains(' ');
    let name = full.split_once(',').map(|(name, _)| name).filter(whole).unwrap_or(full);
    let said = words[at + dash.len()..].trim_start();
    // "(DE)" says in which language
    let language = said
        .get(..5)
        .is_some_and(|note| note.starts_with('(') && note.ends_with(") ") && !note.contains(char::is_lowercase));
    let rest = if language { &said[5..] } else { said };
    let parted = !rest.is_empty() && (stopped || !full.contains(','));
    (parted && named.is(name)).then_some((name, words.len() - rest.len()))
}
