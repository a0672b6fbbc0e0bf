//! Plain text in which nobody is named and one person speaks, whom the user names: everything is said but the headline,
//! the date and what nobody says.

use super::tidy::{Tidied, tidy};
use crate::name::fold_spaces;
use crate::read::kit::assembly::Assembly;
use crate::read::kit::date;
use crate::read::kit::stage;
use crate::transcript::{Header, Reason, Transcript, Unit};

/// A date further down than this many paragraphs belongs to the speech.
const OPENING: usize = 5;

/// Words of the longest headline.
const LONGEST_HEADLINE: usize = 25;

/// Reads a text as the speech of one person.
pub fn read(raw: &str, speaker: &str) -> Transcript {
    let Tidied { text, removed, .. } = tidy(raw);
    let mut assembly = Assembly::new(Unit::Turn);
    for (reason, characters) in removed {
        assembly.count(characters, reason);
    }
    let lines: Vec<_> = stage::lines(&text).into_iter().filter(|line| !line.is_empty()).collect();
    let dated = |line: &str| date::dateline(line);
    let opening =
        lines.iter().take(OPENING).position(|line| dated(&text[line.clone()]).is_some()).map_or(0, |at| at + 1);
    let headline = opening > 0 || lines.len() > 1 && lines.first().is_some_and(|line| is_headline(&text[line.clone()]));
    let first = if headline { opening.max(1) } else { 0 };
    let mut at = 0;
    for (number, line) in lines.iter().take(first).enumerate() {
        assembly.set_aside(&text[at..line.start], Reason::Markup);
        let words = &text[line.clone()];
        at = line.end;
        let date = dated(words);
        let reason = match number {
            _ if date.is_some() => Reason::Dateline,
            0 => Reason::Headline,
            _ => Reason::Lead,
        };
        if reason == Reason::Headline {
            assembly.title = Some(fold_spaces(words));
        }
        assembly.date = assembly.date.take().or(date);
        assembly.set_aside(words, reason);
    }
    assembly.header(Header { printed: fold_spaces(speaker), stated: true, ..Header::default() }, "");
    let speech = &text[at..];
    let mut at = 0;
    for paragraph in stage::paragraphs(speech) {
        assembly.set_aside(&speech[at..paragraph.start], Reason::Markup);
        assembly.paragraph(&speech[paragraph.clone()]);
        at = paragraph.end;
    }
    assembly.set_aside(&speech[at..], Reason::Markup);
    assembly.finish("", raw.chars().count())
}

/// A short line without the end of a sentence.
fn is_headline(line: &str) -> bool {
    line.split_whitespace().count() <= LONGEST_HEADLINE
        && !line.ends_with(['.', '!', '?', ',', ':', ';', '…', '"', '”'])
}
