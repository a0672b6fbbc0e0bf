//! Plain text: paragraphs that start with "Name:" open a turn, the ones after it continue it. What stands before the
//! first header is headline, date and lead; date lines, dividers and lone stage directions are set aside.

mod line;
mod mark;
mod names;
mod said;
mod shapes;
mod sole;
mod tidy;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::error::Result;
use crate::name::{Split, fold, fold_spaces, is_connector, is_title_word, split_title};
use crate::read::kit::assembly::Assembly;
use crate::read::kit::date;
use crate::read::kit::header::{self, Candidate, HeaderEvidence, Shape, candidate};
use crate::read::kit::stage::{self, lines, paragraphs};
use crate::read::row::{Format, Sign, SourceText};
use crate::transcript::{Header, Reason, Transcript, Unit};
use mark::LineMark;
use tidy::{Tidied, tidy};

/// The row of plain text.
pub const FORMAT: Format = Format {
    name: "text",
    about: "plain text",
    signs: &[(Sign::Fallback, |_| true)],
    read: read_source,
    frame: ["Lena Orsol: ", "\n"],
};

/// A date line further down than this many paragraphs is not the document's opening date.
const OPENING: usize = 25;

/// A line longer than this does not begin a header, in bytes.
const LONGEST_START: usize = 240;

/// A line is broken for its length from this length on, in bytes.
const WRAPPED: usize = 50;

/// A stretch of text: a paragraph, or a part of one that starts with a header of its own.
struct Piece {
    range: Range<usize>,
    candidate: Option<Candidate>,
    date: Option<String>,
    mark: Option<LineMark>,
}

/// What the shapes say of lines, by where these begin.
type Shaped = BTreeMap<usize, LineMark>;

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
    if marks.is_empty()
        && let Some(transcript) = said_in(raw, &pieces(&tidied.text, &marks))
    {
        return transcript;
    }
    let Tidied { text, removed, .. } = tidied;
    let mut assembly = Assembly::new(Unit::Turn);
    for (reason, characters) in removed {
        assembly.count(characters, reason);
    }
    gather(&mut assembly, &text, &marks);
    assembly.finish("", raw.chars().count())
}

/// The text as narration with what was said, where it has no header.
fn said_in(raw: &str, pieces: &[Piece]) -> Option<Transcript> {
    let evidence = HeaderEvidence::new(pieces.iter().filter_map(|p| p.candidate.as_ref()), pieces.len());
    let headed = pieces.iter().any(|p| p.candidate.as_ref().is_some_and(|c| evidence.confirms(c)));
    if headed { None } else { said::read(raw) }
}

/// Turns from the pieces of a text.
fn gather(assembly: &mut Assembly, text: &str, marks: &Shaped) {
    let pieces = pieces(text, marks);
    let evidence = HeaderEvidence::new(pieces.iter().filter_map(|p| p.candidate.as_ref()), pieces.len());
    let opening = Opening::find(&pieces, &evidence);
    let end = closing(&pieces, &evidence, opening.first_turn);
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
            turn(assembly, raw, piece, &evidence);
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
            match &piece.mark {
                Some(LineMark::Aside(reason)) => return assembly.set_aside(raw, *reason),
                Some(LineMark::Nobody(printed)) => assembly.nobody(printed),
                _ => {}
            }
            if let Some(doubtful) = other {
                assembly.unmatched(doubtful.printed.clone());
            }
            assembly.paragraph(raw);
        }
    }
}

/// Paragraphs, cut again at lines that start with a date or a header. A header of one word ("Orsol:", "Q:") cuts where
/// other lines of the document bear it out.
fn pieces(text: &str, marks: &Shaped) -> Vec<Piece> {
    let starts = |paragraph: Range<usize>| -> Vec<Piece> {
        let used = lines(&text[paragraph.clone()]).into_iter().filter(|line| !line.is_empty());
        used.map(|line| piece(text, paragraph.start + line.start..paragraph.end, marks)).collect()
    };
    let paragraphs: Vec<Vec<Piece>> = mended(text, paragraphs(text), marks).into_iter().map(starts).collect();
    // that most paragraphs begin with a header says nothing of a line within one
    let sparse = usize::MAX;
    let evidence = HeaderEvidence::new(paragraphs.iter().flatten().filter_map(|line| line.candidate.as_ref()), sparse);
    let mut all = Vec::new();
    for paragraph in paragraphs {
        let mut rest = paragraph.into_iter();
        let Some(mut open) = rest.next() else { continue };
        let mut taken = open.range.start + open.candidate.as_ref().map_or(0, |c| c.end);
        for next in rest {
            let start = next.range.start;
            if start < taken {
                continue;
            }
            let splits = next.candidate.as_ref().is_some_and(|c| {
                let goes_on = text[start + c.end..].trim_start().starts_with(char::is_lowercase);
                let doubtful = c.shape == Shape::Weak;
                (!doubtful || evidence.confirms(c))
                    && !((doubtful || goes_on) && is_wrapped(&text[open.range.start..start]))
            });
            let marked = next.mark.is_some() || matches!(open.mark, Some(LineMark::Aside(_)));
            if splits || marked || next.date.is_some() || open.date.is_some() {
                open.range.end = text[..start].trim_end().len().max(open.range.start);
                taken = start + next.candidate.as_ref().map_or(0, |c| c.end);
                all.push(std::mem::replace(&mut open, next));
            }
        }
        all.push(open);
    }
    all
}

/// Joins lines where a break cuts a header in two: "President of Varsia Lena" and "Orsol: Good afternoon", or "Lena Orsol"
/// and ": Good afternoon". A header that is whole without the line before it stays alone, unless that line has the form
/// of a title and somebody has spoken before: a headline has that form too.
fn mended(text: &str, paragraphs: Vec<Range<usize>>, marks: &Shaped) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::with_capacity(paragraphs.len());
    let mut begun = false;
    for next in paragraphs {
        let mut whole = next.clone();
        let marked = |range: &Range<usize>| marks.range(range.clone()).next().is_some();
        // a header may be cut more than once: each time what is mended is looked at with the line before it
        while let Some(last) = all.pop_if(|last| !marked(last) && !marked(&whole) && is_cut(text, last, &whole, begun))
        {
            whole.start = last.start;
        }
        all.push(whole);
        begun = begun || candidate(&text[next]).is_some_and(|c| c.shape > Shape::Weak);
    }
    all
}

/// Whether a header begins in one paragraph and ends in the next, with only a line break between them.
fn is_cut(text: &str, first: &Range<usize>, next: &Range<usize>, begun: bool) -> bool {
    let (head, tail) = (&text[first.clone()], &text[next.clone()]);
    let breaks = text[first.end..next.start].matches('\n').count();
    // "(retranslated)" and ": Thank you" belong to the name before them
    let note = head.starts_with('(') && head.ends_with(')') && tail.starts_with(':');
    if note && breaks <= 1 && head.len() <= LONGEST_START {
        return true;
    }
    let closed = head.ends_with(['.', '!', '?', '…', ':', ';', '"', '”', ')', ']']);
    if breaks > 1 || closed || head.len() > LONGEST_START || !head.contains(char::is_alphabetic) {
        return false;
    }
    let joined = &text[first.start..next.end];
    // most lines have a colon of their own, and what a header's words say costs more than to find it
    if header::colon(joined).is_none_or(|end| end <= head.len()) {
        return false;
    }
    let Some(whole) = candidate(joined) else { return false };
    match candidate(tail) {
        Some(own) if own.shape > Shape::Weak => whole.shape == Shape::Certain && is_title(head, begun),
        _ => whole.shape > Shape::Weak,
    }
}

/// Whether a line is an office without a name or, where that is likely enough, all its words are set as in a title.
fn is_title(line: &str, likely: bool) -> bool {
    if !likely {
        return split_title(&fold_spaces(line)) == Split::Office;
    }
    let set =
        |word: &str| !word.starts_with(char::is_lowercase) || is_connector(&fold(word)) || is_title_word(&fold(word));
    !line.ends_with(',') && line.split_whitespace().all(set)
}

/// Whether the text ends in a line that was broken for its length, in the middle of a sentence.
fn is_wrapped(text: &str) -> bool {
    let line = text.trim_end().lines().next_back().unwrap_or_default();
    line.len() > WRAPPED && line.ends_with(|c: char| c.is_alphanumeric() || c == ',')
}

fn piece(text: &str, range: Range<usize>, marks: &Shaped) -> Piece {
    let raw = &text[range.clone()];
    if let Some(mark) = marks.get(&range.start) {
        let candidate = match mark {
            LineMark::Speaker(candidate) => Some(candidate.clone()),
            LineMark::Nobody(_) | LineMark::Aside(_) => None,
        };
        return Piece { candidate, date: None, mark: Some(mark.clone()), range };
    }
    let first_line = raw.lines().next().unwrap_or_default();
    let date = date::dateline(first_line);
    Piece { candidate: if date.is_some() { None } else { candidate(raw) }, date, mark: None, range }
}

/// What stands before the first turn.
struct Opening {
    headline: Option<usize>,
    dateline: Option<usize>,
    first_turn: usize,
}

impl Opening {
    fn find(pieces: &[Piece], evidence: &HeaderEvidence) -> Self {
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
fn is_speaker(piece: &Piece, evidence: &HeaderEvidence) -> bool {
    piece.candidate.as_ref().is_some_and(|c| evidence.repeats(&c.key) || evidence.is_suffix(&c.key))
}

/// The last piece that can be speech: after a date line that repeats the opening's, with no header behind it, comes only
/// the furniture of the page.
fn closing(pieces: &[Piece], evidence: &HeaderEvidence, first_turn: usize) -> usize {
    let confirmed = |piece: &Piece| piece.candidate.as_ref().is_some_and(|c| evidence.confirms(c));
    let opening = pieces.iter().take(first_turn).find_map(|p| p.date.as_ref());
    let last_header = pieces.iter().rposition(confirmed).unwrap_or(0);
    let repeated = (last_header.max(first_turn)..pieces.len())
        .find(|at| opening.is_some() && pieces[*at].date.as_ref() == opening);
    repeated.unwrap_or(pieces.len())
}
