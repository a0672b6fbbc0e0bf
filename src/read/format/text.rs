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
use crate::read::kit::candidates::Candidates;
use crate::read::kit::date;
use crate::read::kit::header::{self, Candidate, HeaderEvidence, Shape};
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

/// What a report says before the one speech that it holds is at most this long, in bytes.
const LONGEST_REPORT: usize = 6_000;

/// A line is broken for its length from this length on, in bytes.
const WRAPPED: usize = 50;

/// Lines of print are broken between these lengths, in bytes.
const NARROW: usize = 30;
const WIDE: usize = 100;
/// Such lines make a column.
const COLUMN: usize = 3;

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
    let Tidied { text, removed, mut candidates, .. } = tidied;
    let mut pieces = pieces(&text, &marks, &mut candidates);
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

/// The only header of a text, where it is rather a colon in prose: words are quoted behind it, the line above it breaks
/// off, or more stands above it than a report has above what it reports.
fn chance(text: &str, pieces: &[Piece], evidence: &HeaderEvidence) -> Option<usize> {
    let headed = |at: &usize| pieces[*at].candidate.as_ref().is_some_and(|c| evidence.confirms(c));
    let mut headers = (0..pieces.len()).filter(headed);
    let only = headers.next().filter(|at| *at > 0 && pieces[*at].mark.is_none())?;
    let piece = &pieces[only];
    let words = text[piece.range.start + piece.candidate.as_ref()?.end..].trim_start();
    let quotes = words.starts_with(['"', '“', '„', '«', '‘']);
    let above = &text[..piece.range.start];
    let goes_on = above[above.trim_end().len()..].matches('\n').count() < 2 && is_column(above);
    (headers.next().is_none() && (quotes || goes_on || above.len() > LONGEST_REPORT)).then_some(only)
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
            match &piece.mark {
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

/// Paragraphs, cut again at lines that start with a date or a header. A header of one word ("Orsol:", "Q:") cuts where
/// other lines of the document bear it out.
fn pieces(text: &str, marks: &Shaped, candidates: &mut Candidates) -> Vec<Piece> {
    let mut starts = Starts { text, marks, candidates, begun: false };
    let whole = starts.mended(paragraphs(text));
    let paragraphs: Vec<Vec<Piece>> = whole.into_iter().map(|paragraph| starts.lines(paragraph)).collect();
    // that most paragraphs begin with a header says nothing of a line within one
    let sparse = usize::MAX;
    let evidence = HeaderEvidence::new(paragraphs.iter().flatten().filter_map(|line| line.candidate.as_ref()), sparse);
    // but in a paragraph of lines that have one each, all are
    let dense = HeaderEvidence::new(paragraphs.iter().flatten().filter_map(|line| line.candidate.as_ref()), 0);
    let mut all = Vec::new();
    for paragraph in paragraphs {
        let evidence = if is_dialogue(text, &paragraph, &evidence) { &dense } else { &evidence };
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
                let above = &text[open.range.start..start];
                (!doubtful || evidence.confirms(c))
                    && !((doubtful || goes_on) && is_wrapped(above, WRAPPED))
                    && !(goes_on && above.trim_end().ends_with([':', ';', ',']))
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

/// Whether most lines of a paragraph begin with a header, some of these are borne out, and no line is broken for its length.
fn is_dialogue(text: &str, lines: &[Piece], evidence: &HeaderEvidence) -> bool {
    let headers: Vec<&Candidate> = lines.iter().filter_map(|line| line.candidate.as_ref()).collect();
    let sure = headers.iter().filter(|header| evidence.confirms(header)).count();
    let whole = |line: &Piece| !is_wrapped(text[line.range.clone()].lines().next().unwrap_or_default(), WRAPPED);
    headers.len() >= 3 && headers.len() * 3 >= lines.len() * 2 && sure >= 2 && lines.iter().all(whole)
}

/// Where pieces of a text may start.
struct Starts<'a> {
    text: &'a str,
    marks: &'a Shaped,
    candidates: &'a mut Candidates,
    /// Whether somebody has spoken.
    begun: bool,
}

impl Starts<'_> {
    /// Joins lines where a break cuts a header in two: "President of Varsia Lena" and "Orsol: Good afternoon", or "Lena
    /// Orsol" and ": Good afternoon". A header that is whole without the line before it stays alone, unless that line has
    /// the form of a title and somebody has spoken before: a headline has that form too.
    fn mended(&mut self, paragraphs: Vec<Range<usize>>) -> Vec<Range<usize>> {
        let mut all: Vec<Range<usize>> = Vec::with_capacity(paragraphs.len());
        for next in paragraphs {
            let mut whole = next.clone();
            // a header may be cut more than once: each time what is mended is looked at with the line before it
            while let Some(last) = all.pop_if(|last| self.is_cut(last, &whole)) {
                whole.start = last.start;
            }
            all.push(whole);
            let named = |found: Candidate| found.shape > Shape::Weak;
            self.begun = self.begun || self.candidates.find(&self.text[next]).is_some_and(named);
        }
        all
    }

    /// Whether a header begins in one paragraph and ends in the next, with only a line break between them.
    fn is_cut(&mut self, first: &Range<usize>, next: &Range<usize>) -> bool {
        let text = self.text;
        let (head, tail) = (&text[first.clone()], &text[next.clone()]);
        let breaks = text[first.end..next.start].matches('\n').count();
        if breaks > 1 || head.len() > LONGEST_START || self.is_marked(first) || self.is_marked(next) {
            return false;
        }
        // "(retranslated)" and ": Thank you" belong to the name before them
        if head.starts_with('(') && head.ends_with(')') && tail.starts_with(':') {
            return true;
        }
        let closed = head.ends_with(['.', '!', '?', '…', ':', ';', '"', '”', ')', ']']);
        if closed || !head.contains(char::is_alphabetic) {
            return false;
        }
        let joined = &text[first.start..next.end];
        // most lines have a colon of their own, and what a header's words say costs more than to find it
        if header::colon(joined).is_none_or(|end| end <= head.len()) {
            return false;
        }
        let Some(whole) = self.candidates.find(joined) else { return false };
        match self.candidates.find(tail) {
            Some(own) if own.shape > Shape::Weak => whole.shape == Shape::Certain && is_title(head, self.begun),
            _ => whole.shape > Shape::Weak,
        }
    }

    fn is_marked(&self, range: &Range<usize>) -> bool {
        self.marks.range(range.clone()).next().is_some()
    }

    /// A piece from each line of a paragraph to its end.
    fn lines(&mut self, paragraph: Range<usize>) -> Vec<Piece> {
        let used = lines(&self.text[paragraph.clone()]).into_iter().filter(|line| !line.is_empty());
        used.map(|line| self.piece(paragraph.start + line.start..paragraph.end)).collect()
    }

    fn piece(&mut self, range: Range<usize>) -> Piece {
        let raw = &self.text[range.clone()];
        if let Some(mark) = self.marks.get(&range.start) {
            let candidate = match mark {
                LineMark::Speaker(candidate) => Some(candidate.clone()),
                LineMark::Nobody(_) | LineMark::Aside(_) | LineMark::Said => None,
            };
            return Piece { candidate, date: None, mark: Some(mark.clone()), range };
        }
        let first_line = raw.lines().next().unwrap_or_default();
        let date = date::dateline(first_line);
        // a header does not reach into a line that a shape has read
        let marked = self.marks.range(range.start + 1..range.end.max(range.start + 1)).next();
        let end = marked.map_or(range.end, |(at, _)| *at);
        let candidate = if date.is_some() { None } else { self.candidates.find(&self.text[range.start..end]) };
        Piece { candidate, date, mark: None, range }
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
fn is_wrapped(text: &str, width: usize) -> bool {
    let line = text.trim_end().lines().next_back().unwrap_or_default();
    line.len() > width && line.ends_with(|c: char| c.is_alphanumeric() || c == ',')
}

/// Whether the text ends in the middle of a sentence in a column: a headline breaks off too, and has no lines like it above.
fn is_column(text: &str) -> bool {
    let mut lines = text.trim_end().lines().rev();
    let column = lines.by_ref().take(COLUMN).filter(|line| (NARROW..=WIDE).contains(&line.len())).count();
    column == COLUMN && is_wrapped(text, NARROW)
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
