//! Plain text: paragraphs that start with "Name:" open a turn, the ones after it continue it. What stands before the
//! first header is headline, date and lead; date lines, dividers and lone stage directions are set aside.

mod chance;
mod line;
mod mark;
mod names;
mod opening;
mod pieces;
mod said;
mod shapes;
mod sole;
mod tidy;

use std::collections::BTreeSet;

use crate::error::Result;
use crate::name::fold_spaces;
use crate::read::kit::assembly::Assembly;
use crate::read::kit::header::{self, HeaderEvidence};
use crate::read::kit::stage;
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::{Header, Reason, Transcript, Unit};
use chance::chance;
use mark::LineMark;
use opening::{Opening, closing};
use pieces::{Piece, pieces};
use tidy::{Tidied, tidy};

/// The row of plain text.
pub const FORMAT: Format = Format {
    name: "text",
    about: "plain text",
    signs: &[(Sign::Fallback, |_| true)],
    read: read_source,
    frame: ["Lena Orsol: ", "\n"],
};

/// A text in which nobody is named is read as the speech of whom the user names.
fn read_source(source: &SourceText) -> Result<Vec<Transcript>> {
    let transcript = read(source.text, &source.options.names);
    match &source.options.speaker {
        Some(speaker) if transcript.turns.is_empty() => Ok(vec![sole::read(source.text, speaker)]),
        _ => Ok(vec![transcript]),
    }
}

fn read(raw: &str, names: &BTreeSet<String>) -> Transcript {
    let tidied = tidy(raw);
    let marks = shapes::marks(&tidied, names);
    let Tidied { text, lines, removed, mut candidates, .. } = tidied;
    let mut pieces = pieces(&text, &lines, &marks, &mut candidates);
    let evidence = HeaderEvidence::new(pieces.iter().filter_map(|p| p.candidate.as_ref()), pieces.len());
    if let Some(chance) = chance(&text, &pieces, &evidence) {
        pieces[chance].candidate = None;
    }
    let headed = || pieces.iter().any(|p| p.candidate.as_ref().is_some_and(|c| evidence.confirms(c)));
    // a text without any header may be narration with what was said
    if marks.values().all(|mark| *mark == LineMark::Said)
        && !headed()
        && let Some(transcript) = said::read(raw)
    {
        return transcript;
    }
    let mut assembly = Assembly::new(Unit::Turn);
    for (reason, characters) in removed {
        assembly.count(characters, reason);
    }
    gather(&mut assembly, &text, &pieces, &evidence);
    assembly.finish("", raw.chars().count())
}

/// Turns from the pieces of a text.
fn gather(assembly: &mut Assembly, text: &str, pieces: &[Piece], evidence: &HeaderEvidence) {
    let opening = Opening::find(pieces, evidence);
    let end = closing(pieces, evidence, opening.first_turn);
    let mut at = 0;
    for (index, piece) in pieces.iter().enumerate() {
        assembly.set_aside(&text[at..piece.range.start], Reason::Markup);
        let raw = &text[piece.range.clone()];
        at = piece.range.end;
        if index < opening.first_turn {
            let reason = opening.reason(index, piece);
            match reason {
                Reason::Headline => assembly.title = Some(fold_spaces(raw)),
                Reason::Dateline if assembly.date.is_none() => assembly.date.clone_from(&piece.date),
                _ => {}
            }
            assembly.set_aside(raw, stage::paragraph_reason(raw).unwrap_or(reason));
        } else if piece.date.is_some() {
            assembly.date = assembly.date.take().or_else(|| piece.date.clone());
            assembly.set_aside(raw, Reason::Dateline);
        } else if index > end {
            assembly.set_aside(raw, Reason::Furniture);
        } else {
            turn(assembly, raw, piece, evidence);
        }
    }
    assembly.set_aside(&text[at..], Reason::Markup);
}

fn turn(assembly: &mut Assembly, raw: &str, piece: &Piece, evidence: &HeaderEvidence) {
    match &piece.candidate {
        Some(found) if evidence.confirms(found) => {
            let header = Header { printed: found.printed.clone(), ..Header::default() };
            assembly.header(header, &raw[..found.end]);
            let rest = &raw[found.end..];
            let words = rest.trim_start();
            assembly.set_aside(&rest[..rest.len() - words.len()], Reason::Markup);
            if !words.is_empty() {
                assembly.paragraph(words);
            }
        }
        other => {
            match piece.mark {
                Some(LineMark::Aside(reason)) => return assembly.set_aside(raw, *reason),
                Some(LineMark::Nobody(printed)) => assembly.nobody(printed),
                // what was taken for speech deserves a look all the same
                Some(LineMark::Said) => {
                    header::candidate(raw).into_iter().for_each(|found| assembly.unmatched(found.printed))
                }
                _ => {}
            }
            if let Some(doubtful) = other {
                assembly.unmatched(doubtful.printed.clone());
            }
            assembly.paragraph(raw);
        }
    }
}
