//! Plain text in which nobody is named and one person speaks, whom the user names: everything is said but the headline,
//! the date and what nobody says.

use std::collections::BTreeSet;

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
    let tidied = tidy(raw);
    let Tidied { text, removed, .. } = &tidied;
    let mut assembly = Assembly::new(Unit::Turn);
    for (reason, characters) in removed {
        assembly.count(*characters, *reason);
    }
    let lines: Vec<_> = stage::lines(text).into_iter().filter(|line| !line.is_empty()).collect();
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
    speech(&mut assembly, &tidied, at, speaker);
    assembly.finish("", raw.chars().count())
}

/// What stands from a place on: the speaker's, but for questions in bold letters.
fn speech(assembly: &mut Assembly, tidied: &Tidied, start: usize, speaker: &str) {
    let speaker = Header { printed: fold_spaces(speaker), stated: true, ..Header::default() };
    let asker = Header { printed: "Question".to_owned(), ..Header::default() };
    let asked =
        (0..tidied.lines.len()).filter(|line| tidied.is_asked(*line)).map(|line| tidied.lines[line].range.start);
    let asked: BTreeSet<usize> = asked.collect();
    assembly.header(speaker.clone(), "");
    let speech = &tidied.text[start..];
    let (mut at, mut asks) = (0, false);
    for paragraph in stage::paragraphs(speech) {
        assembly.set_aside(&speech[at..paragraph.start], Reason::Markup);
        let question = asked.contains(&(start + paragraph.start));
        if question != asks {
            assembly.header(if question { asker.clone() } else { speaker.clone() }, "");
            asks = question;
        }
        assembly.paragraph(&speech[paragraph.clone()]);
        at = paragraph.end;
    }
    assembly.set_aside(&speech[at..], Reason::Markup);
}

/// A short line without the end of a sentence.
fn is_headline(line: &str) -> bool {
    line.split_whitespace().count() <= LONGEST_HEADLINE
        && !line.ends_with(['.', '!', '?', ',', ':', ';', '…', '"', '”'])
}
