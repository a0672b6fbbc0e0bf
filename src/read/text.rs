//! Plain text: paragraphs that start with "Name:" open a turn, the ones after it continue it. What stands before the
//! first header is headline, date and lead; date lines, dividers and lone stage directions are set aside.

use std::ops::Range;

use super::assembly::Assembly;
use super::date;
use super::header::{Candidate, Evidence, candidate};
use super::stage::{lines, paragraphs};
use crate::transcript::{Format, Header, Reason, Transcript, Unit};

/// A date line further down than this many paragraphs is not the document's opening date.
const OPENING: usize = 25;

/// A stretch of text: a paragraph, or a part of one that starts with a header of its own.
struct Piece {
    range: Range<usize>,
    candidate: Option<Candidate>,
    date: Option<String>,
}

/// Reads a text.
pub fn read(text: &str) -> Transcript {
    let pieces = pieces(text);
    let evidence = Evidence::new(pieces.iter().filter_map(|p| p.candidate.as_ref()), pieces.len());
    let opening = Opening::find(&pieces, &evidence);
    let end = closing(&pieces, &evidence, opening.first_turn);
    let mut assembly = Assembly::new(Unit::Turn);
    let mut at = 0;
    for (index, piece) in pieces.iter().enumerate() {
        assembly.set_aside(&text[at..piece.range.start], Reason::Markup);
        let raw = &text[piece.range.clone()];
        at = piece.range.end;
        if index < opening.first_turn {
            let reason = opening.reason(index, piece);
            match reason {
                Reason::Headline => assembly.title = Some(crate::name::fold_spaces(raw)),
                Reason::Dateline if assembly.date.is_none() => assembly.date.clone_from(&piece.date),
                _ => {}
            }
            assembly.set_aside(raw, super::stage::paragraph_reason(raw).unwrap_or(reason));
        } else if piece.date.is_some() {
            assembly.date = assembly.date.take().or_else(|| piece.date.clone());
            assembly.set_aside(raw, Reason::Dateline);
        } else if index > end {
            assembly.set_aside(raw, Reason::Furniture);
        } else {
            turn(&mut assembly, raw, piece, &evidence);
        }
    }
    assembly.set_aside(&text[at..], Reason::Markup);
    assembly.finish("", Format::Text, text.chars().count())
}

fn turn(assembly: &mut Assembly, raw: &str, piece: &Piece, evidence: &Evidence) {
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
            if let Some(doubtful) = other {
                assembly.doubt(&doubtful.printed);
            }
            assembly.paragraph(raw);
        }
    }
}

/// Paragraphs, cut again at lines that start with a header of more than one word or a date.
fn pieces(text: &str) -> Vec<Piece> {
    let mut all = Vec::new();
    for paragraph in paragraphs(text) {
        let mut open = piece(text, paragraph.clone());
        let mut taken = paragraph.start + open.candidate.as_ref().map_or(0, |c| c.end);
        for line in lines(&text[paragraph.clone()]).into_iter().skip(1) {
            let start = paragraph.start + line.start;
            if line.is_empty() || start < taken {
                continue;
            }
            let line_date = date::dateline(&text[start..paragraph.start + line.end]);
            let next = piece(text, start..paragraph.end);
            let splits = next.candidate.as_ref().is_some_and(|c| c.shape > super::header::Shape::Weak);
            if splits || line_date.is_some() || open.date.is_some() {
                open.range.end = text[..start].trim_end().len().max(open.range.start);
                taken = start + next.candidate.as_ref().map_or(0, |c| c.end);
                all.push(std::mem::replace(&mut open, Piece { date: line_date, ..next }));
            }
        }
        all.push(open);
    }
    all
}

fn piece(text: &str, range: Range<usize>) -> Piece {
    let raw = &text[range.clone()];
    let first_line = raw.lines().next().unwrap_or_default();
    let date = date::dateline(first_line);
    Piece { candidate: if date.is_some() { None } else { candidate(raw) }, date, range }
}

/// What stands before the first turn.
struct Opening {
    headline: Option<usize>,
    dateline: Option<usize>,
    first_turn: usize,
}

impl Opening {
    fn find(pieces: &[Piece], evidence: &Evidence) -> Self {
        let confirmed = |piece: &Piece| piece.candidate.as_ref().is_some_and(|c| evidence.confirms(c));
        let dateline = pieces.iter().take(OPENING).position(|p| p.date.is_some()).filter(|at| {
            // A date among turns is not the opening's; one doubtful header before it is the headline.
            pieces[..*at].iter().rev().skip(1).all(|p| !confirmed(p) || is_bare(p))
                && pieces[..*at].last().is_none_or(|p| !confirmed(p) || !is_speaker(p, evidence))
        });
        let after = dateline.map_or(0, |at| at + 1);
        let first_turn = (after..pieces.len()).find(|at| confirmed(&pieces[*at])).unwrap_or(pieces.len());
        let headline = match dateline {
            Some(at) => at.checked_sub(1),
            None => (first_turn > 0).then_some(0),
        };
        Opening { headline, dateline, first_turn }
    }

    fn reason(&self, index: usize, piece: &Piece) -> Reason {
        if self.headline == Some(index) {
            Reason::Headline
        } else if piece.date.is_some() {
            Reason::Dateline
        } else if self.dateline.is_some_and(|at| index < at) {
            Reason::Furniture
        } else {
            Reason::Lead
        }
    }
}

/// A header with nothing after it, like "Font Size:".
fn is_bare(piece: &Piece) -> bool {
    piece.candidate.as_ref().is_some_and(|c| c.end == piece.range.len())
}

/// A header that the rest of the document knows.
fn is_speaker(piece: &Piece, evidence: &Evidence) -> bool {
    piece.candidate.as_ref().is_some_and(|c| evidence.repeats(&c.key) || evidence.is_suffix(&c.key))
}

/// The last piece that can be speech: after a date line that repeats the opening's, with no header behind it, comes only
/// the furniture of the page.
fn closing(pieces: &[Piece], evidence: &Evidence, first_turn: usize) -> usize {
    let confirmed = |piece: &Piece| piece.candidate.as_ref().is_some_and(|c| evidence.confirms(c));
    let opening = pieces.iter().take(first_turn).find_map(|p| p.date.as_ref());
    let last_header = pieces.iter().rposition(confirmed).unwrap_or(0);
    let repeated = (last_header.max(first_turn)..pieces.len())
        .find(|at| opening.is_some() && pieces[*at].date.as_ref() == opening);
    repeated.unwrap_or(pieces.len())
}
