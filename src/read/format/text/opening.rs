//! Where the speech of a plain text begins and ends: above it stand the headline, the date and the lead, below it the
//! furniture of a page.

use super::pieces::Piece;
use crate::read::kit::header::HeaderEvidence;
use crate::transcript::Reason;

/// A date line further down than this many paragraphs is not the document's opening date.
const OPENING: usize = 25;

/// What stands before the first turn.
pub struct Opening {
    headline: Option<usize>,
    dateline: Option<usize>,
    /// The first piece that is a turn.
    pub first_turn: usize,
}

impl Opening {
    /// Looks at the pieces before the first header that is borne out.
    pub fn find(pieces: &[Piece], evidence: &HeaderEvidence) -> Self {
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

    /// Why a piece before the first turn is nobody's.
    pub fn reason(&self, index: usize, piece: &Piece) -> Reason {
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
pub fn closing(pieces: &[Piece], evidence: &HeaderEvidence, first_turn: usize) -> usize {
    let confirmed = |piece: &Piece| piece.candidate.as_ref().is_some_and(|c| evidence.confirms(c));
    let opening = pieces.iter().take(first_turn).find_map(|p| p.date.as_ref());
    let last_header = pieces.iter().rposition(confirmed).unwrap_or(0);
    let repeated = (last_header.max(first_turn)..pieces.len())
        .find(|at| opening.is_some() && pieces[*at].date.as_ref() == opening);
    repeated.unwrap_or(pieces.len())
}
