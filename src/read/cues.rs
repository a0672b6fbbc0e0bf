//! What WebVTT and SubRip captions have in common: times, tags, and who speaks in a cue. A speaker is named by a voice
//! tag (`<v Lena Orsol>`), or at the start of a line by `LENA ORSOL:`, `[SPEAKER_00]:` or `>> LENA ORSOL:`; `>>` and the
//! dashes of a dialogue without a name say that somebody else speaks. A cue without a name goes on with the speaker
//! before it, unless the file has voice tags throughout: then nobody is named for it. Lines that are shown twice,
//! because captions roll up the screen, are read once.
//!
//! The parsers are our own: the crates looked at lose words of a voice tag's name, do not account for every character, or
//! give up without naming a line.

use std::rc::Rc;

use quick_xml::escape::resolve_html5_entity;

use super::header::{Candidate, Evidence, Shape, candidate, shape_of};
use super::speech::{LONGEST_NAME, Speech, Who};
use crate::name::{fold, fold_spaces, is_connector};
use crate::transcript::{Format, Reason, Transcript};

/// Two cues follow each other if at most this lies between them, in milliseconds.
const GAP: u64 = 200;
/// Lines of a cue that can come again in the next one.
const MOST_REPEATED: usize = 4;
/// A character reference is at most this long, in bytes.
const LONGEST_REFERENCE: usize = 34;

/// A part of a caption file, in order.
pub enum Part<'a> {
    /// No speech.
    Aside(&'a str, Reason),
    /// A caption.
    Cue(Cue<'a>),
}

/// What is shown for some time.
pub struct Cue<'a> {
    /// When, in milliseconds.
    pub time: (u64, u64),
    /// Its lines with their ends.
    pub lines: Vec<&'a str>,
}

/// The parts of a file as its parser found them.
pub struct Parts<'a> {
    /// In order; together they are the whole text.
    pub parts: Vec<Part<'a>>,
    /// The title, where the file states one.
    pub title: Option<String>,
    /// The language, where the file states one.
    pub language: Option<String>,
    /// What a user should know.
    pub notes: Vec<String>,
}

/// The times of `00:00:01.000 --> 00:00:02.000 settings`, in milliseconds. Hours may be missing, the comma of SubRip and
/// the full stop of WebVTT are the same.
pub fn times(line: &str) -> Option<(u64, u64)> {
    let (from, to) = line.split_once("-->")?;
    Some((time(from.trim())?, time(to.split_whitespace().next()?)?))
}

fn time(text: &str) -> Option<u64> {
    let (clock, fraction) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let digits = |part: &str, most: usize| -> Option<u64> {
        let is_number = (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| part.parse().ok()).flatten()
    };
    let parts: Vec<&str> = clock.split(':').collect();
    let (hours, minutes, seconds) = match parts.as_slice() {
        [hours, minutes, seconds] => (digits(hours, 6)?, digits(minutes, 2)?, digits(seconds, 2)?),
        [minutes, seconds] => (0, digits(minutes, 2)?, digits(seconds, 2)?),
        _ => return None,
    };
    let milliseconds = digits(fraction, 3)?;
    (minutes < 60 && seconds < 60).then_some(((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds)
}

/// Why a line that is no line of times looks like a broken one; nothing for text.
pub fn broken_times(line: &str) -> Option<&'static str> {
    let start = line.split_whitespace().next().unwrap_or_default();
    if line.contains("-->") && start.starts_with(|c: char| c.is_ascii_digit()) {
        return Some("not the start and end of a cue");
    }
    let rest = line.trim_start().get(start.len()..).unwrap_or_default().trim();
    let whole = start.matches(':').count() == 2 && start.contains(['.', ',']);
    let cut = whole && time(start).is_some() && "-->".starts_with(rest);
    cut.then_some("the times of a cue are cut off")
}

/// A stretch of one line under one voice.
struct Stretch {
    voice: Voice,
    text: String,
    raw: usize,
    opens_line: bool,
}

#[derive(Clone, PartialEq, Eq)]
enum Voice {
    Untagged,
    Named(Rc<str>),
    Unnamed,
}

/// Reads the cues of a file of so many characters.
pub fn transcript(parts: Parts, format: Format, characters: usize) -> Transcript {
    let Parts { parts, title, language, mut notes } = parts;
    let cues: Vec<(&Cue, Vec<Stretch>)> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Cue(cue) => Some((cue, stretches(cue))),
            Part::Aside(..) => None,
        })
        .collect();
    let repeated = repeated(&cues);
    let repeats: usize = repeated.iter().sum();
    if repeats > 0 {
        notes.push(format!("lines of rolling captions that come twice, read once: {repeats}"));
    }
    let backwards = cues.iter().filter(|(cue, _)| cue.time.1 < cue.time.0).count();
    if backwards > 0 {
        notes.push(format!("cues that end before they start: {backwards}"));
    }
    let mut speech = Speech::new();
    for part in &parts {
        if let Part::Aside(raw, reason) = part {
            speech.assembly.set_aside(raw, *reason);
        }
    }
    let names = Names::learn(&cues, &repeated);
    for ((_, stretches), repeated) in cues.iter().zip(repeated) {
        names.say(&mut speech, stretches, repeated);
    }
    speech.assembly.title = title;
    speech.assembly.language = language;
    speech.assembly.notes.splice(0..0, notes);
    speech.finish(format, characters)
}

/// How many lines at the start of each cue stood at the end of the one before, in a file whose captions roll.
fn repeated(cues: &[(&Cue, Vec<Stretch>)]) -> Vec<usize> {
    let mut counts = vec![0; cues.len()];
    let (mut pairs, mut hits) = (0usize, 0usize);
    let mut before: Option<(u64, Vec<&str>)> = None;
    for (count, (cue, stretches)) in counts.iter_mut().zip(cues) {
        let lines: Vec<&str> = stretches.iter().map(|s| s.text.trim()).filter(|text| !text.is_empty()).collect();
        if lines.is_empty() {
            continue;
        }
        if let Some((end, last)) = before.filter(|(end, _)| cue.time.0 <= end.saturating_add(GAP)) {
            let most = MOST_REPEATED.min(last.len()).min(lines.len());
            *count = (1..=most).rev().find(|n| last[last.len() - n..] == lines[..*n]).unwrap_or(0);
            pairs += 1;
            hits += usize::from(*count > 0 && end > 0);
        }
        before = Some((cue.time.1, lines));
    }
    // A line said twice is said twice; only where most cues begin with the line before does the file roll.
    if hits < 3 || hits * 2 < pairs {
        counts.fill(0);
    }
    counts
}

/// Who can be named in a file.
struct Names {
    evidence: Evidence,
    voiced: bool,
}

/// What a line without a voice tag begins with.
struct Lead {
    /// Whether a mark says that another one speaks.
    changes: bool,
    label: Option<Candidate>,
    /// Where the words begin, in bytes.
    words: usize,
}

impl Names {
    fn learn(cues: &[(&Cue, Vec<Stretch>)], repeated: &[usize]) -> Self {
        let (mut spoken, mut voiced, mut lines) = (0usize, 0usize, 0usize);
        let mut labels: Vec<Candidate> = Vec::new();
        for ((_, stretches), repeated) in cues.iter().zip(repeated) {
            let words = || stretches.iter().filter(|s| !s.text.trim().is_empty()).skip(*repeated);
            spoken += usize::from(words().next().is_some());
            voiced += usize::from(words().any(|s| s.voice != Voice::Untagged));
            lines += words().filter(|s| s.opens_line).count();
            labels.extend(
                words()
                    .filter(|s| s.opens_line && s.voice == Voice::Untagged)
                    .filter_map(|s| lead(&s.text, true).label),
            );
        }
        Names { evidence: Evidence::new(labels.iter(), lines), voiced: voiced > 0 && voiced * 2 >= spoken }
    }

    fn say(&self, speech: &mut Speech, stretches: &[Stretch], repeated: usize) {
        let mut words = 0;
        let dialogue = stretches
            .iter()
            .find(|s| !s.text.trim().is_empty())
            .is_some_and(|first| first.voice == Voice::Untagged && dash(&first.text) > 0);
        for stretch in stretches {
            let blank = stretch.text.trim().is_empty();
            if !blank && words < repeated {
                words += 1;
                speech.assembly.count(stretch.raw, Reason::Furniture);
                continue;
            }
            match &stretch.voice {
                _ if blank => speech.say(Who::Same, "", stretch.raw),
                Voice::Named(name) => speech.say(Who::named(name), &stretch.text, stretch.raw),
                Voice::Unnamed => speech.say(Who::Nobody, &stretch.text, stretch.raw),
                Voice::Untagged => self.say_untagged(speech, stretch, dialogue),
            }
        }
    }

    fn say_untagged(&self, speech: &mut Speech, stretch: &Stretch, dialogue: bool) {
        let text = stretch.text.as_str();
        let lead = if stretch.opens_line { lead(text, dialogue) } else { Lead::none() };
        let label = lead.label.filter(|label| {
            let capitals = !label.printed.chars().any(char::is_lowercase);
            let confirmed = if lead.changes {
                capitals || self.evidence.confirms(label)
            } else {
                self.evidence.confirms(label) && !self.breaks_off(label, speech.said())
            };
            if !confirmed {
                speech.assembly.unmatched(label.printed.clone());
            }
            confirmed
        });
        let (who, words) = match label {
            Some(label) => (Who::named(&label.printed), label.end),
            None if lead.changes || self.voiced => (Who::Nobody, lead.words),
            None => (Who::Same, 0),
        };
        let (before, words) = text.split_at(words);
        // white space of the header is mark-up like any other
        let printed = if matches!(who, Who::Named(_)) { fold_spaces(before).chars().count() } else { 0 };
        speech.assembly.count(printed, Reason::Header);
        speech.say(who, words, stretch.raw - printed);
    }

    /// "He asked Tomas Vell and | Lena Orsol: who pays?": a sentence that goes on has no header in it. A name that heads
    /// several lines, or stands in capitals, interrupts all the same.
    fn breaks_off(&self, label: &Candidate, said: &str) -> bool {
        let last = said.rsplit(char::is_whitespace).next().unwrap_or_default();
        let goes_on = last.ends_with(',') || is_connector(&fold(last));
        goes_on && !self.evidence.repeats(&label.key) && label.printed.chars().any(char::is_lowercase)
    }
}

impl Lead {
    fn none() -> Self {
        Lead { changes: false, label: None, words: 0 }
    }
}

/// The bytes of a dialogue's dash at the start of a line, with the space before and after it.
fn dash(text: &str) -> usize {
    let from = text.len() - text.trim_start().len();
    let after = match text[from..].strip_prefix(['-', '–', '—']) {
        Some(rest) if !rest.starts_with(['-', '–', '—']) => rest,
        _ => return 0,
    };
    let rest = after.trim_start();
    // "-5 degrees" and "-- and yet" are speech
    if rest.starts_with(|c: char| c.is_alphabetic() || "[(\"“‘'".contains(c)) { text.len() - rest.len() } else { 0 }
}

/// Looks for marks and a label at the start of a line; `dialogue` says whether a dash is one of the marks.
fn lead(text: &str, dialogue: bool) -> Lead {
    let trimmed = text.trim_start();
    let after = trimmed.trim_start_matches('>');
    let mut words = if trimmed.len() - after.len() >= 2 { text.len() - after.trim_start().len() } else { 0 };
    if words == 0 && dialogue {
        words = dash(text);
    }
    let rest = &text[words..];
    let label = bracketed(rest).or_else(|| candidate(rest));
    Lead { changes: words > 0, label: label.map(|label| Candidate { end: words + label.end, ..label }), words }
}

/// `[SPEAKER_00]` and `[Lena Orsol]:`.
fn bracketed(text: &str) -> Option<Candidate> {
    let from = text.len() - text.trim_start().len();
    let window = super::stage::prefix(text[from..].strip_prefix('[')?, LONGEST_NAME);
    let (inner, rest) = window.split_once(']')?;
    let printed = fold_spaces(inner);
    let shape = shape_of(&printed)?;
    let numbered = shape == Shape::Certain && printed.ends_with(|c: char| c.is_ascii_digit());
    let end = from + inner.len() + 2;
    match rest.strip_prefix(':') {
        Some(_) => Some(Candidate { end: end + 1, key: fold(&printed), printed, shape }),
        None if numbered => Some(Candidate { end, key: fold(&printed), printed, shape }),
        None => None,
    }
}

/// Takes tags out of the lines of a cue, decodes character references and notes who is tagged. Tags are what stands
/// between `<` and `>` and begins like one, and `{\an8}`; a lone `<` is a character.
fn stretches(cue: &Cue) -> Vec<Stretch> {
    let mut all = Vec::new();
    let mut voice = Voice::Untagged;
    for line in &cue.lines {
        let mut stretch = Stretch { voice: voice.clone(), text: String::new(), raw: 0, opens_line: true };
        let mut rest = *line;
        while let Some(at) = rest.find(['<', '{', '&']) {
            stretch.text.push_str(&rest[..at]);
            stretch.raw += rest[..at].chars().count();
            rest = &rest[at..];
            let (length, voiced) = if let Some(length) = tag(rest) {
                (length, voice_of(&rest[1..length - 1]))
            } else if let Some((length, decoded)) = reference(rest) {
                stretch.text.push_str(&decoded);
                (length, None)
            } else {
                stretch.text.push_str(&rest[..1]);
                (1, None)
            };
            if let Some(next) = voiced.filter(|next| *next != voice) {
                let opens_line = stretch.opens_line && stretch.text.trim().is_empty();
                voice = next;
                let next = Stretch { voice: voice.clone(), text: String::new(), raw: 0, opens_line };
                all.push(std::mem::replace(&mut stretch, next));
            }
            stretch.raw += rest[..length].chars().count();
            rest = &rest[length..];
        }
        stretch.text.push_str(rest);
        stretch.raw += rest.chars().count();
        all.push(stretch);
    }
    all
}

/// The length of the tag at the start of `text`.
fn tag(text: &str) -> Option<usize> {
    let (close, begins): (_, fn(char) -> bool) = match text.as_bytes().first()? {
        b'<' => ('>', |c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '>')),
        b'{' => ('}', |c| c == '\\'),
        _ => return None,
    };
    let inner = &text[1..];
    inner.starts_with(begins).then_some(())?;
    // A tag holds no other one: looking no further than the next keeps the search linear.
    let end = inner.find(['<', '>', '{', '}'])?;
    inner[end..].starts_with(close).then_some(end + 2)
}

/// The voice that a tag opens or closes.
fn voice_of(tag: &str) -> Option<Voice> {
    if tag.trim_end() == "/v" {
        return Some(Voice::Untagged);
    }
    let rest = tag.strip_prefix('v').filter(|rest| rest.is_empty() || rest.starts_with(['.', ' ', '\t']))?;
    let name = rest.split_once([' ', '\t']).map_or("", |(_, name)| name);
    let name = fold_spaces(&decode(super::stage::prefix(name, LONGEST_NAME + 1)));
    Some(if name.is_empty() || name.len() > LONGEST_NAME { Voice::Unnamed } else { Voice::Named(name.into()) })
}

fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (length, decoded) = reference(rest).unwrap_or((1, "&".to_owned()));
        out.push_str(&decoded);
        rest = &rest[length..];
    }
    out + rest
}

/// The character reference at the start of `text`: its length and what it stands for.
fn reference(text: &str) -> Option<(usize, String)> {
    let name = super::stage::prefix(text.strip_prefix('&')?, LONGEST_REFERENCE).split_once(';')?.0;
    let decoded = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?.to_string()
        }
        None => resolve_html5_entity(name)?.to_owned(),
    };
    Some((name.len() + 2, decoded))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
