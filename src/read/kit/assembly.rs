//! Builds one transcript and keeps its books: every character goes through exactly one of these calls, each of which
//! counts it once as speech or once as set aside. At the end the reader says how many characters there were to read,
//! counted on its input and not here: where the two differ, something was lost or counted twice.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::stage;
use crate::name::fold_spaces;
use crate::span::Span;
use crate::transcript::{Given, Header, Holds, Nameless, Reason, Transcript, Turn, Unit, Unmatched};

/// Unmatched headers kept per document.
const MOST_UNMATCHED: usize = 200;

/// Bytes of speech that are quoted where nobody is named for it.
const QUOTED: usize = 60;

/// A transcript in the making.
#[derive(Debug, Default)]
pub struct Assembly {
    set_aside: BTreeMap<Reason, usize>,
    turns: Vec<Turn>,
    waiting: Option<Header>,
    unit: Unit,
    without_text: usize,
    nobody: bool,
    not_understood: Vec<String>,
    nameless: Option<Nameless>,
    unmatched: Vec<Unmatched>,
    /// The headline, where there is one.
    pub title: Option<String>,
    /// ISO 8601 date, where one is stated.
    pub date: Option<String>,
    /// The event that it is part of, where the user says what tells events.
    pub event: Option<String>,
    /// Language as stated by the document.
    pub language: Option<String>,
    /// What a user should know about the reading.
    pub notes: Vec<String>,
}

impl Assembly {
    /// An empty transcript whose turns have this unit.
    pub fn new(unit: Unit) -> Self {
        Assembly { unit, ..Assembly::default() }
    }

    /// Counts all of `raw` as read and set aside.
    pub fn set_aside(&mut self, raw: &str, reason: Reason) {
        if reason == Reason::Unattributed {
            self.quote(raw);
        }
        self.count(raw.chars().count(), reason);
    }

    /// Keeps the start of speech that nobody is named for, where it is a better example than the one before.
    fn quote(&mut self, raw: &str) {
        let header = self.not_understood.last().filter(|_| self.nobody);
        // the line itself begins with what looks like a header
        let behind = header.and_then(|header| raw.strip_prefix(header.as_str()));
        let said = behind.map_or(raw, |rest| rest.trim_start_matches([':', '：', ' '])).trim();
        let start = stage::prefix(said, QUOTED);
        let words = format!("{}{}", fold_spaces(start), if start.len() < said.len() { "…" } else { "" });
        let found = Nameless { header: header.cloned(), words };
        if !said.is_empty() && self.nameless.as_ref().is_none_or(|kept| found.tells_more_than(kept)) {
            self.nameless = Some(found);
        }
    }

    /// Counts characters that a page hides as read and set aside.
    pub fn set_aside_hidden(&mut self, characters: usize) {
        self.count(characters, Reason::Furniture);
    }

    /// Counts characters as read and set aside.
    pub fn count(&mut self, characters: usize, reason: Reason) {
        if characters > 0 {
            *self.set_aside.entry(reason).or_default() += characters;
        }
    }

    /// Opens a turn; it exists from its first words on. `raw` is the header as it stands in the text.
    pub fn header(&mut self, header: Header, raw: &str) {
        self.set_aside(raw, Reason::Header);
        self.nobody = false;
        self.without_text += usize::from(self.waiting.replace(header).is_some());
    }

    /// Whether words would have a speaker.
    pub fn is_open(&self) -> bool {
        self.waiting.is_some() || !self.turns.is_empty()
    }

    /// Ends the turn at a line that looks like a header and is not understood: until the next header nobody is credited
    /// with what is said.
    pub fn nobody(&mut self, printed: &str) {
        self.unnamed();
        self.not_understood.push(fold_spaces(printed));
    }

    /// Ends the turn: until the next header nobody is credited with what is said.
    pub fn unnamed(&mut self) {
        self.without_text += usize::from(self.waiting.take().is_some());
        self.nobody = true;
    }

    /// Lists words that look like a header and are about to be read as text.
    pub fn unmatched(&mut self, printed: String) {
        if self.unmatched.len() < MOST_UNMATCHED {
            let turn = if self.waiting.is_some() { Some(self.turns.len()) } else { self.turns.len().checked_sub(1) };
            self.unmatched.push(Unmatched { printed, turn });
        }
    }

    /// One paragraph of speech of the turn that is open; without one it is narration. Stage directions are cut out.
    pub fn paragraph(&mut self, raw: &str) {
        if !self.is_open() {
            return self.set_aside(raw, Reason::Lead);
        }
        if self.waiting.is_none()
            && let Some(reason) = stage::paragraph_reason(raw)
        {
            return self.set_aside(raw, reason);
        }
        if self.nobody {
            return self.set_aside(raw, stage::paragraph_reason(raw).unwrap_or(Reason::Unattributed));
        }
        let cut = stage::cut_directions(raw);
        self.count(cut.directions, Reason::StageDirection);
        if cut.text.is_empty() {
            return self.count(raw.chars().count() - cut.directions, Reason::Markup);
        }
        let spoken = cut.text.chars().count();
        self.count(raw.chars().count() - cut.directions - spoken, Reason::Markup);
        self.speak(&cut.text);
    }

    /// One paragraph in which every word is speech of the turn that is open.
    pub fn verbatim(&mut self, raw: &str) {
        let text = fold_spaces(raw);
        self.count(raw.chars().count() - text.chars().count(), Reason::Markup);
        if !text.is_empty() {
            self.speak(&text);
        }
    }

    /// The mentions that a row states, by bytes of `raw`, which is the end of the last turn as it was before its white
    /// space was folded.
    pub fn mentions(&mut self, raw: &str, given: &[Given]) {
        let Some(turn) = self.turns.last_mut().filter(|_| self.waiting.is_none()) else { return };
        let spoken = raw.chars().filter(|c| !c.is_whitespace()).count();
        let from_the_end = turn.text.char_indices().rev().filter(|(_, c)| !c.is_whitespace());
        let mut places: Vec<usize> = from_the_end.map(|(at, _)| at).take(spoken).collect();
        places.reverse();
        let text = &turn.text;
        // white space may be folded, so a place is known by the other characters before it
        let before: BTreeMap<usize, usize> = raw
            .char_indices()
            .chain([(raw.len(), ' ')])
            .scan(0, |n, (at, c)| {
                let here = (at, *n);
                *n += usize::from(!c.is_whitespace());
                Some(here)
            })
            .collect();
        let mapped = given.iter().filter_map(|given| {
            let (first, end) = (*before.get(&given.span.start)?, *before.get(&given.span.end)?);
            let start = *places.get(first)?;
            let last = *places.get(end.checked_sub(1)?)?;
            let end = last + text[last..].chars().next().map_or(0, char::len_utf8);
            (start < end).then_some(Given { span: Span::new(start, end), ..*given })
        });
        let mut mapped: Vec<Given> = mapped.collect();
        mapped.sort_unstable();
        turn.mentions.get_or_insert_default().extend(mapped);
    }

    /// Where somebody was silent in the last paragraph, by bytes of `raw`, which is the paragraph as it was given; of one
    /// from which stage directions were cut nothing is known.
    pub fn pauses(&mut self, raw: &str, pauses: &[usize]) {
        let Some(turn) = self.turns.last_mut().filter(|_| self.waiting.is_none()) else { return };
        if let Some(start) = turn.text.strip_suffix(raw).map(str::len) {
            turn.pauses.extend(pauses.iter().map(|at| start + at));
        }
    }

    fn speak(&mut self, text: &str) {
        match self.waiting.take() {
            Some(header) => {
                self.turns.push(Turn {
                    header,
                    text: text.to_owned(),
                    unit: self.unit,
                    pauses: Vec::new(),
                    mentions: None,
                });
            }
            None => self.join(text),
        }
    }

    /// Adds a paragraph to the last turn. The line break between the two was read as white space before: it moves over.
    fn join(&mut self, text: &str) {
        let Some(turn) = self.turns.last_mut() else { return };
        turn.text.push('\n');
        turn.text.push_str(text);
        self.space();
    }

    /// A space in speech that was counted as mark-up before, where it stood as a line break.
    pub fn space(&mut self) {
        if let Some(markup) = self.set_aside.get_mut(&Reason::Markup) {
            *markup = markup.saturating_sub(1);
        }
    }

    /// The header of the last turn, unless another one waits for its words.
    pub fn last_header(&self) -> Option<&Header> {
        if self.waiting.is_some() { None } else { self.turns.last().map(|turn| &turn.header) }
    }

    /// Closes the books. `key` tells the document from others of its file, empty for the only one; `characters` is what
    /// there was to read.
    pub fn finish(mut self, key: &str, characters: usize) -> Transcript {
        self.without_text += usize::from(self.waiting.is_some());
        if self.without_text > 0 {
            self.notes.push(format!("headers without words, set aside: {}", self.without_text));
        }
        if let Some(first) = self.not_understood.first() {
            self.notes.push(format!(
                "headers not understood, the speech behind them is nobody's: {} (\"{first}\"; --speakers FILE can name them)",
                self.not_understood.len()
            ));
        }
        // a header may have been left without words
        for line in &mut self.unmatched {
            line.turn = line.turn.filter(|turn| *turn < self.turns.len());
        }
        Transcript {
            id: key.to_owned(),
            path: PathBuf::new(),
            sha256: String::new(),
            format: "",
            title: self.title,
            date: self.date,
            event: self.event,
            language: self.language,
            scored: true,
            characters,
            holds: Holds::Speech,
            people: Vec::new(),
            events: BTreeMap::new(),
            turns: self.turns,
            set_aside: self.set_aside.into_iter().filter(|(_, n)| *n > 0).collect(),
            unmatched: self.unmatched,
            nameless: self.nameless,
            notes: self.notes,
        }
    }
}
