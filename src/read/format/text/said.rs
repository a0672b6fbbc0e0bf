//! Plain text without headers in which narration names who speaks and dashes set off the speech:
//!
//! ```text
//! The talks began at noon. Lena Orsol said:
//! - We are glad to be here.
//! ```
//!
//! Only lines with a dash are speech; whatever else follows is narration again.

use crate::name::fold_spaces;
use crate::read::kit::assembly::Assembly;
use crate::read::kit::header::{Shape, shape_of};
use crate::read::kit::stage::lines;
use crate::transcript::{Header, Reason, Transcript, Unit};

/// Verbs that announce speech, at the end of a line that ends in a colon.
const VERBS: [&str; 12] = [
    "said",
    "says",
    "asked",
    "asks",
    "replied",
    "replies",
    "answered",
    "answers",
    "added",
    "adds",
    "continued",
    "stated",
];

/// Reads a text of this form; none where no line announces speech that follows.
pub fn read(text: &str) -> Option<Transcript> {
    let lines = lines(text);
    let mut assembly = Assembly::new(Unit::Turn);
    let mut speaks = false;
    let mut at = 0;
    let used: Vec<_> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    for (number, line) in used.iter().enumerate() {
        assembly.set_aside(&text[at..line.start], Reason::Markup);
        at = line.end;
        let raw = &text[line.clone()];
        let next = used.get(number + 1).and_then(|next| dashed(&text[next.clone()]));
        if let Some(speech) = dashed(raw).filter(|_| speaks) {
            assembly.set_aside(&raw[..raw.len() - speech.len()], Reason::Markup);
            assembly.paragraph(speech);
        } else if let Some((start, name)) = announced(raw).filter(|_| next.is_some()) {
            assembly.set_aside(&raw[..start], Reason::Lead);
            assembly.header(Header { printed: name, ..Header::default() }, &raw[start..]);
            speaks = true;
        } else {
            assembly.set_aside(raw, Reason::Lead);
            speaks = false;
        }
    }
    assembly.set_aside(&text[at..], Reason::Markup);
    assembly.is_open().then(|| assembly.finish("", text.chars().count()))
}

/// What follows the dash that begins a line.
fn dashed(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['-', '–', '—'])?;
    let speech = rest.trim_start();
    (speech.len() < rest.len() && !speech.is_empty()).then_some(speech)
}

/// Where the last sentence of a line begins, and the name in it, if it is "Name said:".
fn announced(line: &str) -> Option<(usize, String)> {
    let body = line.trim_end().strip_suffix(':')?;
    let (before, verb) = body.trim_end().rsplit_once(char::is_whitespace)?;
    let verb = VERBS.contains(&verb);
    let start = before.rfind(". ").map_or(0, |at| at + 2);
    let name = fold_spaces(&before[start..]);
    (verb && shape_of(&name).is_some_and(|shape| shape > Shape::Weak)).then_some((start, name))
}
