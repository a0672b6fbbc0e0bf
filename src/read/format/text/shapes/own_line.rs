//! The name on a line of its own: in capitals, bold, as a heading, with an office or a role behind it, or plain where
//! names come again. The words stand on the lines below.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::name::{HeaderKind, fold, is_title_word, kind, sides, suffixes, tailed, without_notes};
use crate::read::format::text::mark::{LineMark, LineMarks, repeated};
use crate::read::format::text::names::{NameForms, is_loose_name, unwrapped};
use crate::read::format::text::tidy::Tidied;
use crate::read::kit::header::Shape;
use crate::transcript::Reason;

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

/// Names of a script are set in so far, in bytes.
const DEEP: usize = 10;

/// Words of the longest name that stands on a line of its own.
const MOST_WORDS: usize = 5;

/// A line up to this length may stand by itself without a full stop, in bytes.
const SHORT: usize = 30;

/// Marks between a name and an office.
const DASHES: [&str; 4] = [" -- ", " — ", " – ", " - "];

/// Looks at short lines with words below them.
pub fn look(text: &Tidied, before: &LineMarks) -> LineMarks {
    let mut dressed: BTreeMap<Dress, LineMarks> = BTreeMap::new();
    let (mut used, mut headers, mut all_lines) = (0, 0, 0);
    let mut named = NameForms::up_to(MOST_WORDS);
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
        // an office or a role says enough where many lines have one, or the name again without it
        let keys: BTreeSet<Option<&str>> = marks.values().map(LineMark::key).collect();
        let named = |mark: &LineMark| keys.contains(&mark.key());
        let labelled = lines + labels(text, &plain) + plain.values().filter(|mark| named(mark)).count();
        let telling =
            matches!(dress, Dress::Office | Dress::Role) && lines >= 2 && labelled >= 3 && labelled * 3 >= all_lines;
        if (again > 0 || telling) && lines >= 2 && lines > headers {
            all.extend(scripted(text, &marks));
            all.extend(settled(text, marks));
        }
    }
    let (again, lines) = repeated(&plain);
    // names with their offices below are sure beside headers of another kind
    let staffed = offices(text, &plain);
    if all.is_empty() && staffed.len() >= 3 && again > 0 {
        all.extend(
            plain.iter().filter(|(at, _)| staffed.contains_key(&(**at + 1))).map(|(at, mark)| (*at, mark.clone())),
        );
    }
    if all.is_empty() && before.is_empty() {
        let only_labels = labels(text, &plain) == lines && again >= 1 && lines >= 3;
        let enough = (again >= 2 && lines >= 4 || only_labels) && lines * 4 >= used && headers == 0;
        return if enough { with_offices(text, settled(text, plain)) } else { LineMarks::new() };
    }
    // "Operator", and who is named before with an office
    let keys = all.values().filter_map(LineMark::key);
    let known: BTreeSet<String> =
        keys.flat_map(|key| [key].into_iter().chain(suffixes(key))).map(str::to_owned).collect();
    let follows = |at: &usize, mark: &LineMark| {
        let label = kind(text.line(*at)) == HeaderKind::Label && !all.is_empty();
        label || mark.key().is_some_and(|key| known.contains(key))
    };
    let more: LineMarks = plain.into_iter().filter(|(at, mark)| follows(at, mark)).collect();
    all.extend(more);
    with_offices(text, all)
}

fn with_offices(text: &Tidied, mut marks: LineMarks) -> LineMarks {
    let offices = offices(text, &marks);
    marks.extend(offices);
    marks
}

/// The other lines in capitals that are set in as far as the names of a script, where "OLD ABBOT" is one, and what is
/// said below a name of how the words are spoken.
fn scripted(text: &Tidied, marks: &LineMarks) -> LineMarks {
    let Some(indent) = marks.keys().map(|at| text.lines[*at].indent).min().filter(|indent| *indent >= DEEP) else {
        return LineMarks::new();
    };
    let capitals = |at: &usize| {
        let words = text.line(*at);
        let name = without_notes(words);
        let short = name.split_whitespace().count() <= 4 && !name.ends_with(['.', ':', '!', '?']);
        text.lines[*at].indent >= indent && text.is_first(*at) && short && !name.contains(char::is_lowercase)
    };
    let lines = (0..text.lines.len()).filter(|at| !text.line(*at).is_empty() && text.after(*at) == Some(at + 1));
    let names = lines.filter(capitals).flat_map(|at| {
        let words = text.line(at);
        let how = Some(at + 1).filter(|next| text.line(*next).starts_with('(') && text.line(*next).ends_with(')'));
        let name = (at, LineMark::speaker(without_notes(words), words.len()));
        [Some(name), how.map(|next| (next, LineMark::Aside(Reason::StageDirection)))]
    });
    names.flatten().collect()
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
    if let Some(name) = numbered(words).filter(|name| named.is(name)) {
        return Some((Dress::Office, LineMark::speaker(name, words.len())));
    }
    let whole = words.len() < 120 && !words.ends_with(['.', '?', '!']) && !breaks_off(text, at);
    if whole && let Some(end) = before_office(text, at, named) {
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

/// Where the name ends before the office on a line.
fn before_office<'a>(text: &'a Tidied, at: usize, named: &mut NameForms<'a>) -> Option<usize> {
    let words = text.line(at);
    let titled = |at: &usize| words[at + 2..].split_whitespace().any(|word| is_title_word(&fold(word)));
    let sure = |at: &usize| tailed(words).is_some_and(|tailed| tailed.is_sure && tailed.name.len() == *at);
    let comma = words.find(", ").filter(|at| titled(at) || sure(at));
    // where the next line has a dash too, words stand behind it
    let next = text.after(at).map_or("", |next| text.line(next));
    let cut = dashes(words).chain(comma).min().filter(|_| !dashes(next).any(|end| named.is(&next[..end])));
    cut.filter(|end| named.is(&words[..*end]))
}

/// Whether the line above breaks off in a sentence: what follows goes on with it, as in the columns of print.
fn breaks_off(text: &Tidied, at: usize) -> bool {
    let above = at.checked_sub(1).map_or("", |above| text.line(above));
    above.len() > SHORT && above.ends_with(|c: char| c.is_alphanumeric() || c == ',')
}

/// "Lena Orsol" of "Lena Orsol, Halmar Works - Analyst [4]": turns are numbered there.
fn numbered(words: &str) -> Option<&str> {
    let (header, number) = words.strip_suffix(']')?.rsplit_once('[')?;
    let header = header.trim_end();
    let end = header.find([',', '–', '—']).into_iter().chain(header.find(" - ")).min().unwrap_or(header.len());
    (!number.is_empty() && number.chars().all(|c| c.is_ascii_digit())).then(|| header[..end].trim_end())
}

/// The lines directly below names that say the office and not a word: again and again the same below one name, or with
/// a title in them where others are.
fn offices(text: &Tidied, marks: &LineMarks) -> LineMarks {
    let below = |at: usize| {
        let words = text.line(at + 1);
        let body = ["Inc.", "Ltd.", "Co.", "Corp.", "plc."].iter().any(|end| words.ends_with(end));
        let open = body || !words.ends_with(['.', '!', '?', '…', ':']);
        let short = !words.is_empty() && words.split_whitespace().count() <= 12 && open;
        (short && text.after(at + 1).is_some_and(|next| !marks.contains_key(&next))).then_some(words)
    };
    let lines: Vec<(usize, &str, &str)> =
        marks.iter().filter_map(|(at, mark)| Some((*at + 1, mark.key()?, below(*at)?))).collect();
    let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
    for (_, key, words) in &lines {
        *counts.entry((key, words)).or_default() += 1;
    }
    let again = |key: &str, words: &str| counts.get(&(key, words)).is_some_and(|count| *count > 1);
    let titled = |words: &str| words.split_whitespace().any(|word| is_title_word(&fold(word.trim_end_matches(','))));
    if !lines.iter().any(|(_, key, words)| again(key, words) && titled(words)) {
        return LineMarks::new();
    }
    let offices = lines.iter().filter(|(_, key, words)| again(key, words) || titled(words)).map(|(at, ..)| *at);
    // below it a letter may say who asks and who answers
    let letter = |at: usize| Some(at).filter(|at| matches!(text.line(*at), "Q" | "A"));
    let asides = offices.flat_map(|at| [Some(at), letter(at + 1)]).flatten();
    asides.map(|at| (at, LineMark::Aside(Reason::Header))).collect()
}

/// Where the dashes between a name and an office may stand.
fn dashes(words: &str) -> impl Iterator<Item = usize> {
    // most lines have none
    let any = words.contains(['-', '–', '—']);
    DASHES.iter().filter(move |_| any).filter_map(|dash| words.find(dash))
}
