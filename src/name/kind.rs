//! What a header is by its words alone: a role, a label, or presumably a person.

use crate::name::fold::{fold, without_notes};
use crate::name::part::is_part_code;
use crate::name::token::{is_anonymous, is_connector, is_number, is_title_word};
use crate::name::words;

/// What a header is by its words alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderKind {
    /// A kind of turn ("Question", "Remark from the hall"), in lower case.
    Role(&'static str),
    /// Someone without a name: "Speaker 1", `SPEAKER_00`, "Moderator", "Prime Minister".
    Label,
    /// Anything else, presumably a person.
    Person,
}

/// What `printed` is by its words alone.
pub fn kind(printed: &str) -> HeaderKind {
    let bare = without_notes(printed);
    let mut key = fold(bare);
    if key.contains(['(', ')']) {
        key.retain(|c| !matches!(c, '(' | ')'));
    }
    if let Some(role) = role_word(&key) {
        return HeaderKind::Role(role);
    }
    if is_label(&key) || is_part_code(bare) { HeaderKind::Label } else { HeaderKind::Person }
}

/// "question" for "question", "question from the audience", "question 3"; nothing for people.
fn role_word(key: &str) -> Option<&'static str> {
    let mut tokens = key.split(' ');
    let first = tokens.next()?;
    let role = words::ROLES.iter().find(|(word, _)| *word == first)?.1;
    let rest: Vec<&str> = tokens.collect();
    let plain = match rest.first() {
        None => true,
        Some(next) => rest.len() <= 6 && (["from", "in", "by", "off"].contains(next) || is_number(next)),
    };
    plain.then_some(role)
}

/// Labels end in a number or a single letter ("speaker 1", "participant a"), or are a bare office ("moderator", "the chair").
fn is_label(key: &str) -> bool {
    let key = key.trim_start_matches('[').trim_end_matches(']');
    let mut tokens: Vec<&str> = key.split([' ', '_', '-', '#']).filter(|t| !t.is_empty()).collect();
    let labelled = tokens.len() > 1 && tokens.last().is_some_and(|t| is_number(t) || t.chars().count() == 1);
    if labelled {
        tokens.pop();
        // "Juror No. 4"
        let numbered = tokens.len() > 1 && tokens.last().is_some_and(|t| ["no", "number", "nr"].contains(t));
        tokens.truncate(tokens.len() - usize::from(numbered));
        return tokens.len() <= 3 && tokens.iter().all(|t| is_anonymous(t) || is_title_word(t));
    }
    match tokens.first() {
        Some(
            &"the" | &"der" | &"die" | &"le" | &"la" | &"el" | &"il" | &"unknown" | &"unidentified" | &"some"
            | &"several",
        ) if tokens.len() > 1 => tokens.remove(0),
        _ => "",
    };
    !tokens.is_empty() && tokens.iter().all(|t| is_anonymous(t) || is_title_word(t) || is_connector(t))
}
