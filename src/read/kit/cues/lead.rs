//! What a line of a caption begins with where no tag says who speaks: marks of another speaker, and a label.

use crate::name::{fold, fold_spaces};
use crate::read::kit::candidates::Candidates;
use crate::read::kit::header::{Candidate, Shape, shape_of};
use crate::read::kit::speech::LONGEST_NAME;
use crate::read::kit::stage;

/// What a line without a voice tag begins with.
pub struct Lead {
    /// Whether a mark says that another one speaks.
    pub changes: bool,
    /// Who is named.
    pub label: Option<Candidate>,
    /// Where the words begin, in bytes.
    pub words: usize,
}

impl Lead {
    /// Nothing but words.
    pub fn none() -> Self {
        Lead { changes: false, label: None, words: 0 }
    }
}

/// The bytes of a dialogue's dash at the start of a line, with the space before and after it.
pub fn dash(text: &str) -> usize {
    let from = text.len() - text.trim_start().len();
    let after = match text[from..].strip_prefix(['-', '–', '—']) {
        Some(rest) if !rest.starts_with(['-', '–', '—']) => rest,
        _ => return 0,
    };
    let rest = after.trim_start();
    // "-5 degrees" and "-- and yet" are speech
    if rest.starts_with(|c: char| c.is_alphabetic() || "[(\"“‘'".contains(c)) { text.len() - rest.len() } else { 0 }
}

/// Looks for marks and a label at the start of a line; `dialogue` says whether a dash is one of the marks.
pub fn lead(text: &str, dialogue: bool, candidates: &mut Candidates) -> Lead {
    let trimmed = text.trim_start();
    let after = trimmed.trim_start_matches('>');
    let mut words = if trimmed.len() - after.len() >= 2 { text.len() - after.trim_start().len() } else { 0 };
    if words == 0 && dialogue {
        words = dash(text);
    }
    let rest = &text[words..];
    let label = bracketed(rest).or_else(|| candidates.find(rest));
    Lead { changes: words > 0, label: label.map(|label| Candidate { end: words + label.end, ..label }), words }
}

/// `[SPEAKER_00]`, `[Lena Orsol]:`, and `[Lena Orsol]` before words: sounds in brackets have no full name.
fn bracketed(text: &str) -> Option<Candidate> {
    let from = text.len() - text.trim_start().len();
    let window = stage::prefix(text[from..].strip_prefix('[')?, LONGEST_NAME);
    let (inner, rest) = window.split_once(']')?;
    let printed = fold_spaces(inner);
    let shape = shape_of(&printed)?;
    let numbered = shape == Shape::Certain && printed.ends_with(|c: char| c.is_ascii_digit());
    let end = from + inner.len() + 2;
    match rest.strip_prefix(':') {
        Some(_) => Some(Candidate { end: end + 1, key: fold(&printed), printed, shape }),
        None if numbered || is_full_name(&printed) && !rest.trim().is_empty() => {
            Some(Candidate { end, key: fold(&printed), printed, shape })
        }
        None => None,
    }
}

/// Two words or more, each with a capital: "Lena Orsol", no "Door slams".
fn is_full_name(printed: &str) -> bool {
    let words = printed.split(' ');
    words.clone().count() > 1
        && words.clone().all(|word| {
            word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_alphabetic() || "-'’.".contains(c))
        })
}
