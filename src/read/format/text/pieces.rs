//! The stretches of a plain text: paragraphs, cut again where somebody begins to speak.

use std::collections::BTreeMap;
use std::ops::Range;

use super::line::TidyLine;
use super::mark::LineMark;
use crate::name::{Split, fold, fold_spaces, is_connector, is_title_word, split_title};
use crate::read::kit::candidates::Candidates;
use crate::read::kit::date;
use crate::read::kit::header::{self, Candidate, HeaderEvidence, Shape};
use crate::read::kit::stage::joined;

/// A line longer than this does not begin a header, in bytes.
const LONGEST_START: usize = 240;

/// A line is broken for its length from this length on, in bytes.
const WRAPPED: usize = 50;

/// A stretch of text: a paragraph, or a part of one that starts with a header of its own.
pub struct Piece<'a> {
    /// Where it stands in the text.
    pub range: Range<usize>,
    /// The header it may begin with.
    pub candidate: Option<Candidate>,
    /// The date that it is.
    pub date: Option<String>,
    /// What a shape says of its first line.
    pub mark: Option<&'a LineMark>,
}

/// What the shapes say of lines, by where these begin.
pub type Shaped = BTreeMap<usize, LineMark>;

/// Paragraphs, cut again at lines that start with a date or a header. A header of one word ("Orsol:", "Q:") cuts where
/// other lines of the document bear it out.
pub fn pieces<'a>(text: &str, lines: &[TidyLine], marks: &'a Shaped, candidates: &mut Candidates) -> Vec<Piece<'a>> {
    let lines: Vec<Range<usize>> = lines.iter().map(|line| line.range.clone()).collect();
    let mut starts = Starts { text, lines: &lines, marks, candidates, begun: false };
    let whole = starts.mended(joined(&lines));
    let paragraphs: Vec<Vec<Piece>> = whole.into_iter().map(|paragraph| starts.pieces(paragraph)).collect();
    // that most paragraphs begin with a header says nothing of a line within one
    let sparse = usize::MAX;
    let evidence = HeaderEvidence::new(paragraphs.iter().flatten().filter_map(|line| line.candidate.as_ref()), sparse);
    // but in a paragraph of lines that have one each, all are
    let dense = evidence.clone().of(0);
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
struct Starts<'a, 'b> {
    text: &'b str,
    lines: &'b [Range<usize>],
    marks: &'a Shaped,
    candidates: &'b mut Candidates,
    /// Whether somebody has spoken.
    begun: bool,
}

impl<'a> Starts<'a, '_> {
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
    fn pieces(&mut self, paragraph: Range<usize>) -> Vec<Piece<'a>> {
        let first = self.lines.partition_point(|line| line.start < paragraph.start);
        let inside = self.lines[first..].iter().take_while(|line| line.start < paragraph.end);
        inside.filter(|line| !line.is_empty()).map(|line| self.piece(line.start..paragraph.end)).collect()
    }

    fn piece(&mut self, range: Range<usize>) -> Piece<'a> {
        let raw = &self.text[range.clone()];
        if let Some(mark) = self.marks.get(&range.start) {
            let candidate = match mark {
                LineMark::Speaker(candidate) => Some(candidate.clone()),
                LineMark::Nobody(_) | LineMark::Aside(_) | LineMark::Said => None,
            };
            return Piece { candidate, date: None, mark: Some(mark), range };
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
pub fn is_wrapped(text: &str, width: usize) -> bool {
    let line = text.trim_end().lines().next_back().unwrap_or_default();
    line.len() > width && line.ends_with(|c: char| c.is_alphanumeric() || c == ',')
}
