//! The name on a line of its own: in capitals, bold, as a heading, with an office or a role behind it, or plain where
//! names come again. The words stand on the lines below.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::name::{HeaderKind, kind, sides, without_notes};
use crate::read::format::text::mark::{LineMark, LineMarks, repeated};
use crate::read::format::text::names::{is_loose_name, unwrapped};
use crate::read::format::text::tidy::Tidied;
use crate::read::kit::header::{Shape, shape_of};

/// How a name is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Dress {
    Heading,
    Bold,
    /// "Lena Orsol -- Analyst".
    Office,
    /// "Lena Orsol (Analysts)".
    Role,
    Capitals,
    Plain,
}

/// Such a line is at most this long, in bytes.
const LONGEST: usize = 160;

/// Marks between a name and an office.
const DASHES: [&str; 4] = [" -- ", " — ", " – ", " - "];

/// Looks at short lines with words below them.
pub fn look(text: &Tidied, before: &LineMarks) -> LineMarks {
    let mut dressed: BTreeMap<Dress, LineMarks> = BTreeMap::new();
    let (mut used, mut headers, mut all_lines) = (0, 0, 0);
    let mut named = NameForms::default();
    for at in (0..text.lines.len()).filter(|at| !text.line(*at).is_empty()) {
        all_lines += 1;
        used += usize::from(text.is_first(at));
        headers += usize::from(text.candidate(at).is_some_and(|found| found.shape > Shape::Weak));
        if !before.contains_key(&at)
            && let Some((dress, mark)) = name_of(text, at, &mut named)
        {
            dressed.entry(dress).or_default().insert(at, mark);
        }
    }
    let mut all = LineMarks::new();
    let plain = dressed.remove(&Dress::Plain).unwrap_or_default();
    for (dress, marks) in dressed {
        let (again, lines) = repeated(&marks);
        // an office or a role says enough where many lines have one
        let labelled = lines + labels(text, &plain);
        let telling =
            matches!(dress, Dress::Office | Dress::Role) && lines >= 2 && labelled >= 3 && labelled * 3 >= all_lines;
        if (again > 0 || telling) && lines >= 2 && lines > headers {
            all.extend(settled(text, marks));
        }
    }
    let (again, lines) = repeated(&plain);
    if all.is_empty() && before.is_empty() {
        let enough = again >= 2 && lines >= 4 && lines * 4 >= used && headers == 0;
        return if enough { settled(text, plain) } else { LineMarks::new() };
    }
    // "Operator", and who is named before with an office
    let known: BTreeSet<String> = all.values().filter_map(LineMark::key).map(str::to_owned).collect();
    let follows = |at: &usize, mark: &LineMark| {
        let label = kind(text.line(*at)) == HeaderKind::Label && !all.is_empty();
        label || mark.key().is_some_and(|key| known.contains(key))
    };
    let more: LineMarks = plain.into_iter().filter(|(at, mark)| follows(at, mark)).collect();
    all.extend(more);
    all
}

/// How many lines are labels such as "Operator".
fn labels(text: &Tidied, plain: &LineMarks) -> usize {
    plain.keys().filter(|at| kind(text.line(**at)) == HeaderKind::Label).count()
}

/// Without those that come once and stand apart from the words, where names have their words directly below.
fn settled(text: &Tidied, marks: LineMarks) -> LineMarks {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for key in marks.values().filter_map(LineMark::key) {
        *counts.entry(key.to_owned()).or_default() += 1;
    }
    let direct = |at: &usize| text.lines.get(at + 1).is_some_and(|next| !next.range.is_empty());
    let again = |mark: &LineMark| mark.key().is_some_and(|key| counts.get(key).is_some_and(|count| *count > 1));
    let usual = marks.iter().filter(|(_, mark)| again(mark)).all(|(at, _)| direct(at));
    marks.into_iter().filter(|(at, mark)| again(mark) || !usual || direct(at)).collect()
}

/// How the name on a line is set, and whom it names; none where no words follow.
fn name_of<'a>(text: &'a Tidied, at: usize, named: &mut NameForms<'a>) -> Option<(Dress, LineMark)> {
    let (line, words) = (&text.lines[at], text.line(at));
    text.after(at).filter(|_| words.len() <= LONGEST)?;
    let bare = unwrapped(words);
    if line.heading || line.bold > 0 && line.bold + 1 >= words.len() {
        let dress = if line.heading { Dress::Heading } else { Dress::Bold };
        return is_loose_name(bare).then(|| (dress, LineMark::speaker(bare, words.len())));
    }
    if words.ends_with([':', '：']) {
        return None;
    }
    // where the next line has a dash too, words stand behind it
    let next = text.after(at).map_or("", |next| text.line(next));
    let cut = dashes(words).min().filter(|_| !dashes(next).any(|end| named.is(&next[..end])));
    if let Some(end) =
        cut.filter(|end| named.is(&words[..*end]) && words.len() < 120 && !words.ends_with(['.', '?', '!']))
    {
        // who is spoken for is worth keeping, an office is not
        let printed = if sides(words).is_empty() { &words[..end] } else { words };
        return Some((Dress::Office, LineMark::speaker(printed, words.len())));
    }
    let noted = without_notes(words);
    if noted.len() < words.len() && words.split_whitespace().count() <= 8 && named.is(noted) {
        let capitals = !noted.contains(char::is_lowercase);
        return Some((if capitals { Dress::Capitals } else { Dress::Role }, LineMark::speaker(words, words.len())));
    }
    let capitals = !words.contains(char::is_lowercase) && words.chars().any(char::is_uppercase);
    let dress = if capitals { Dress::Capitals } else { Dress::Plain };
    (text.is_first(at) && named.is(words)).then(|| (dress, LineMark::speaker(words, words.len())))
}

/// Where the dashes between a name and an office may stand.
fn dashes(words: &str) -> impl Iterator<Item = usize> {
    // most lines have none
    let any = words.contains(['-', '–', '—']);
    DASHES.iter().filter(move |_| any).filter_map(|dash| words.find(dash))
}

/// Which words are names: they come again and again, and are looked at once.
#[derive(Debug, Default)]
struct NameForms<'a>(HashMap<&'a str, bool>);

impl<'a> NameForms<'a> {
    /// Whether words are a label, or have the form of a name.
    fn is(&mut self, words: &'a str) -> bool {
        let named = || is_loose_name(words) && shape_of(words).is_some();
        words.split_whitespace().nth(5).is_none() && *self.0.entry(words).or_insert_with(named)
    }
}
