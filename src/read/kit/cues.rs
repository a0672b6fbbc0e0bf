//! What WebVTT and SubRip captions have in common: times, tags, and who speaks in a cue. A speaker is named by a voice
//! tag (`<v Lena Orsol>`), or at the start of a line by `LENA ORSOL:`, `[SPEAKER_00]:` or `>> LENA ORSOL:`; `>>` and the
//! dashes of a dialogue without a name say that somebody else speaks. A cue without a name goes on with the speaker
//! before it, unless the file has voice tags throughout: then nobody is named for it. Lines that are shown twice,
//! because captions roll up the screen, are read once.
//!
//! The parsers are our own: the crates looked at lose words of a voice tag's name, do not account for every character, or
//! give up without naming a line.

mod display;
mod lead;
mod tags;

use super::candidates::Candidates;
use super::header::{Candidate, HeaderEvidence};
use super::speech::{PAUSE, SaidBy, Speech};
use crate::name::{fold, fold_spaces, is_connector};
use crate::transcript::{Reason, Transcript};
use display::{are_display_names, display_name};
use lead::{Lead, dash, lead};
use tags::{Stretch, VoiceTag, stretches};

/// Two cues follow each other if at most this lies between them, in milliseconds.
const GAP: u64 = 200;
/// Lines of a cue that can come again in the next one.
const MOST_REPEATED: usize = 4;

/// A part of a caption file, in order.
pub enum CuePart<'a> {
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
    /// Who speaks, where that stands beside the times.
    pub voice: Option<&'a str>,
}

/// The parts of a file as its parser found them.
pub struct CueFile<'a> {
    /// In order; together they are the whole text.
    pub parts: Vec<CuePart<'a>>,
    /// The title, where the file states one.
    pub title: Option<String>,
    /// The language, where the file states one.
    pub language: Option<String>,
    /// What a user should know.
    pub notes: Vec<String>,
    /// Of so many cues or more that all begin with "name:", whatever stands there is who speaks.
    pub least_named: usize,
}

/// The times of `00:00:01.000 --> 00:00:02.000 settings`, in milliseconds. Hours may be missing, the comma of SubRip and
/// the full stop of WebVTT are the same.
pub fn times(line: &str) -> Option<(u64, u64)> {
    // most lines are words
    if !line.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
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

/// Reads the cues of a file of so many characters; `speaker` is whom the user names for what nobody is named for.
pub fn transcript(file: CueFile, characters: usize, speaker: Option<&str>) -> Transcript {
    let CueFile { parts, title, language, mut notes, least_named } = file;
    let cues: Vec<(&Cue, Vec<Stretch>)> = parts
        .iter()
        .filter_map(|part| match part {
            CuePart::Cue(cue) => Some((cue, stretches(&cue.lines, cue.voice))),
            CuePart::Aside(..) => None,
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
    let mut speech = Speech::new(speaker);
    for part in &parts {
        if let CuePart::Aside(raw, reason) = part {
            speech.assembly.set_aside(raw, *reason);
        }
    }
    let mut names = CueNames::learn(&cues, &repeated, least_named);
    let mut end = u64::MAX;
    for ((cue, stretches), repeated) in cues.iter().zip(repeated) {
        if cue.time.0.saturating_sub(end) as f64 >= PAUSE * 1000.0 {
            speech.silence();
        }
        end = cue.time.1;
        names.say(&mut speech, stretches, repeated);
    }
    speech.assembly.title = title;
    speech.assembly.language = language;
    speech.assembly.notes.splice(0..0, notes);
    speech.finish(characters)
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

/// SaidBy can be named in a file.
struct CueNames {
    evidence: HeaderEvidence,
    candidates: Candidates,
    voiced: bool,
    displayed: bool,
}

impl CueNames {
    fn learn(cues: &[(&Cue, Vec<Stretch>)], repeated: &[usize], least: usize) -> Self {
        let (mut spoken, mut voiced, mut lines, mut displayed, mut whole) = (0usize, 0usize, 0usize, 0usize, 0usize);
        let mut labels: Vec<Candidate> = Vec::new();
        let mut candidates = Candidates::default();
        for ((_, stretches), repeated) in cues.iter().zip(repeated) {
            let words = || stretches.iter().filter(|s| !s.text.trim().is_empty()).skip(*repeated);
            spoken += usize::from(words().next().is_some());
            voiced += usize::from(words().any(|s| s.voice != VoiceTag::Untagged));
            let shows = |first: &Stretch| first.voice == VoiceTag::Untagged && display_name(&first.text).is_some();
            displayed += usize::from(words().next().is_some_and(shows));
            whole +=
                usize::from(words().last().is_some_and(|last| last.text.trim_end().ends_with(['.', '?', '!', '…'])));
            lines += words().filter(|s| s.opens_line).count();
            labels.extend(
                words()
                    .filter(|s| s.opens_line && s.voice == VoiceTag::Untagged)
                    .filter_map(|s| lead(&s.text, true, &mut candidates).label),
            );
        }
        CueNames {
            evidence: HeaderEvidence::new(labels.iter(), lines),
            candidates,
            voiced: voiced > 0 && voiced * 2 >= spoken,
            // where every cue is a sentence, no name is part of one
            displayed: are_display_names(displayed, spoken, if whole == spoken { 2 } else { least }),
        }
    }

    fn say(&mut self, speech: &mut Speech, stretches: &[Stretch], repeated: usize) {
        let mut words = 0;
        let mut opens_cue = self.displayed;
        let dialogue = stretches
            .iter()
            .find(|s| !s.text.trim().is_empty())
            .is_some_and(|first| first.voice == VoiceTag::Untagged && dash(&first.text) > 0);
        for stretch in stretches {
            let blank = stretch.text.trim().is_empty();
            if !blank && words < repeated {
                words += 1;
                speech.assembly.count(stretch.raw, Reason::Furniture);
                continue;
            }
            match &stretch.voice {
                _ if blank => speech.say(SaidBy::Same, "", stretch.raw),
                VoiceTag::Named(name) => speech.say(SaidBy::stated(name), &stretch.text, stretch.raw),
                VoiceTag::Unnamed => speech.say(SaidBy::Nobody, &stretch.text, stretch.raw),
                VoiceTag::Untagged if self.displayed => say_displayed(speech, stretch, opens_cue),
                VoiceTag::Untagged => self.say_untagged(speech, stretch, dialogue),
            }
            opens_cue &= blank;
        }
    }

    fn say_untagged(&mut self, speech: &mut Speech, stretch: &Stretch, dialogue: bool) {
        let text = stretch.text.as_str();
        let lead = if stretch.opens_line { lead(text, dialogue, &mut self.candidates) } else { Lead::none() };
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
            Some(label) => (SaidBy::named(&label.printed), label.end),
            None if lead.changes || self.voiced => (SaidBy::Nobody, lead.words),
            None => (SaidBy::Same, 0),
        };
        let (before, words) = text.split_at(words);
        // white space of the header is mark-up like any other
        let printed = if matches!(who, SaidBy::Named(_)) { fold_spaces(before).chars().count() } else { 0 };
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

/// A cue of a file in which every cue begins with a display name; one without a name is nobody's.
fn say_displayed(speech: &mut Speech, stretch: &Stretch, opens_cue: bool) {
    let (who, at) = match display_name(&stretch.text) {
        _ if !opens_cue => (SaidBy::Same, 0),
        Some((name, at)) => (SaidBy::stated(&name), at),
        None => (SaidBy::Nobody, 0),
    };
    let (name, words) = stretch.text.split_at(at);
    let printed = fold_spaces(name).chars().count();
    speech.assembly.count(printed, Reason::Header);
    speech.say(who, words, stretch.raw - printed);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
