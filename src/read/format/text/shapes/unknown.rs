//! Lines that begin as the headers of their text do and are not understood, and those that name several at once: somebody
//! else may speak from there on.

use std::collections::BTreeSet;

use crate::name::{fold, is_connector, is_document_label, is_ordinary, is_particle};
use crate::read::format::text::mark::{LineMark, LineMarks};
use crate::read::format::text::tidy::Tidied;
use crate::read::kit::header::Shape;

/// Words of the longest such header.
const MOST_WORDS: usize = 7;

/// Looks for what the headers have in common: capitals, bold letters, or that all lines have one.
pub fn look(text: &Tidied, before: &LineMarks) -> LineMarks {
    let lines: Vec<usize> = (0..text.lines.len()).filter(|at| !text.line(*at).is_empty()).collect();
    let headed: Vec<usize> = lines
        .iter()
        .copied()
        .filter(|at| before.contains_key(at) || text.candidate(*at).is_some_and(|c| c.shape > Shape::Weak))
        .collect();
    if headed.len() < 2 {
        return LineMarks::new();
    }
    let most = |holds: &dyn Fn(usize) -> bool| headed.iter().filter(|at| holds(**at)).count() * 10 >= headed.len() * 9;
    let labels: Vec<&str> = headed.iter().filter_map(|at| label(text, *at)).collect();
    let capitals =
        !labels.is_empty() && labels.iter().filter(|label| in_capitals(label)).count() * 10 >= labels.len() * 9;
    let paragraphs = lines.iter().filter(|at| text.begins(**at)).count();
    let distinct: BTreeSet<&str> = labels.iter().copied().collect();
    let keys: BTreeSet<String> = distinct.into_iter().map(fold).collect();
    let dense = headed.len() * 2 >= paragraphs;
    let bold = most(&|at| text.lines[at].bold > 0);
    let mut found = LineMarks::new();
    for at in lines.into_iter().filter(|at| !before.contains_key(at)) {
        let unread = text.candidate(at).is_none();
        if unread && text.is_asked(at) {
            found.insert(at, LineMark::Nobody(text.line(at).to_owned()));
        }
        let Some(label) = label(text, at) else { continue };
        let begins = text.begins(at);
        let odd = || dense && begins && (is_odd(label) || is_capitalised(label) || is_somebody(label));
        let like = || capitals && in_capitals(label) && begins || bold && text.lines[at].bold > 0 || odd();
        let numbered = label.starts_with(|c: char| c.is_ascii_digit());
        let unread = unread && !numbered && like() && !is_ordinary(&label.to_lowercase());
        if unread || begins && is_several(label, &keys) {
            found.insert(at, LineMark::Nobody(label.to_owned()));
        }
    }
    found
}

/// "Lena Orsol and Tomas Vell" where both have headers of their own.
fn is_several(label: &str, keys: &BTreeSet<String>) -> bool {
    // most labels have none, and to look for it in a short text costs more than this
    let joined = label.contains([',', '&', '/']) || label.split(' ').any(|word| word == "and");
    let all = |joint: &str| label.contains(joint) && label.split(joint).all(|name| keys.contains(&fold(name.trim())));
    joined && [" and ", ", ", " & ", "/"].into_iter().any(all)
}

/// "The lady in the third row", "From the floor": somebody, and nobody knows who.
fn is_somebody(label: &str) -> bool {
    let words: Vec<String> = label.split_whitespace().map(fold).collect();
    let article = |word: &String| ["a", "an", "another", "one", "some", "the"].contains(&word.as_str());
    let person = words.iter().find(|word| !article(word));
    let from = ["from the ", "in the "].iter().any(|start| fold(label).starts_with(start)) && words.len() <= 4;
    let place = words
        .iter()
        .any(|word| ["back", "floor", "hall", "row", "crowd", "audience", "gallery"].contains(&word.as_str()));
    from && place || person.is_some_and(|word| PEOPLE.contains(&word.as_str())) && (place || words.len() <= 3)
}

/// Words for somebody who is seen and not known.
const PEOPLE: [&str; 17] = [
    "attendee",
    "boy",
    "colleague",
    "gentleman",
    "girl",
    "heckler",
    "lady",
    "man",
    "member",
    "men",
    "person",
    "protester",
    "somebody",
    "someone",
    "voice",
    "woman",
    "women",
];

/// Capitals, and small words between them: "Lena Orsol, Halmar Daily", "Friends of the Lake".
fn is_capitalised(label: &str) -> bool {
    let words: Vec<String> = label.split_whitespace().map(|word| fold(word.trim_end_matches(','))).collect();
    let first = words.first().map_or("", String::as_str);
    let set =
        |(word, key): (&str, &String)| !word.starts_with(char::is_lowercase) || is_connector(key) || is_particle(key);
    let stops = label.split_whitespace().any(|word| word.len() > 5 && word.ends_with('.'));
    let plain =
        !is_ordinary(first) && !is_document_label(&words.join(" ")) && !label.contains(['"', '“', '?']) && !stops;
    words.len() > 1 && plain && label.split_whitespace().zip(&words).all(set)
}

/// Words that no sentence begins with: capitals and figures, with a mark that stands in names on a screen.
fn is_odd(label: &str) -> bool {
    let words: Vec<&str> = label.split_whitespace().collect();
    let marked = label.contains(['@', '/', '&', '_', '+', '|', '#']) || label.chars().any(|c| c.is_ascii_digit());
    words.len() <= 4 && marked && !words.iter().all(|word| word.parse::<u32>().is_ok())
}

/// The words before the colon of a line.
fn label(text: &Tidied, at: usize) -> Option<&str> {
    let (label, _) = text.label(at)?;
    (label.split_whitespace().count() <= MOST_WORDS).then_some(label)
}

fn in_capitals(label: &str) -> bool {
    label.chars().filter(|c| c.is_uppercase()).count() >= 2 && !label.contains(char::is_lowercase)
}
