//! Lines that begin as the headers of their text do and are not understood: somebody else may speak from there on.

use crate::name::is_ordinary;
use crate::read::format::text::mark::{LineMark, LineMarks};
use crate::read::format::text::tidy::Tidied;
use crate::read::kit::header::{Shape, colon};

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
    if headed.len() < 3 {
        return LineMarks::new();
    }
    let most = |holds: &dyn Fn(usize) -> bool| headed.iter().filter(|at| holds(**at)).count() * 10 >= headed.len() * 9;
    let capitals = most(&|at| label(text.line(at)).is_some_and(in_capitals));
    let paragraphs = lines.iter().filter(|at| text.is_first(**at)).count();
    let dense = headed.len() * 2 >= paragraphs;
    let bold = most(&|at| text.lines[at].bold > 0);
    let mut found = LineMarks::new();
    let open = |at: &usize| text.candidate(*at).is_none() && !before.contains_key(at);
    for at in lines.into_iter().filter(open) {
        let Some(label) = label(text.line(at)) else { continue };
        let odd = dense && text.is_first(at) && is_odd(label);
        let like = odd || capitals && in_capitals(label) && text.is_first(at) || bold && text.lines[at].bold > 0;
        if like && !is_ordinary(&label.to_lowercase()) {
            found.insert(at, LineMark::Nobody(label.to_owned()));
        }
    }
    found
}

/// Words that no sentence begins with: capitals and figures, with a mark that stands in names on a screen.
fn is_odd(label: &str) -> bool {
    let words: Vec<&str> = label.split_whitespace().collect();
    let marked = label.contains(['@', '/', '&', '_', '+', '|', '#']) || label.chars().any(|c| c.is_ascii_digit());
    words.len() <= 4 && marked && !words.iter().all(|word| word.parse::<u32>().is_ok())
}

/// The words before the colon of a line.
fn label(line: &str) -> Option<&str> {
    let label = line[..colon(line)?].trim_end_matches([':', '：']);
    (label.split_whitespace().count() <= MOST_WORDS).then_some(label)
}

fn in_capitals(label: &str) -> bool {
    label.chars().filter(|c| c.is_uppercase()).count() >= 2 && !label.contains(char::is_lowercase)
}
