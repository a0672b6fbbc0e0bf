//! Speech that comes in stretches shorter than a turn, as captions and recognisers write it: consecutive stretches of
//! one speaker become one paragraph, so that a sentence cut in two is one again. What nobody is named for is set aside.

use super::assembly::Assembly;
use super::stage;
use crate::name::{fold_spaces, holder};
use crate::transcript::{Header, Reason, Transcript, Unit};

/// A speaker's name in the file is at most this long, in bytes; a longer one names nobody.
pub const LONGEST_NAME: usize = 320;

/// SaidBy says a stretch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaidBy {
    /// Whoever said the one before.
    Same,
    /// Somebody by name or label.
    Named(Header),
    /// Somebody who is not named.
    Nobody,
}

impl SaidBy {
    /// By a name that the file states in a place of its own.
    pub fn stated(name: &str) -> Self {
        let header = Header::stated(name);
        match header.printed.len() {
            1..=LONGEST_NAME => SaidBy::Named(header),
            _ => SaidBy::Nobody,
        }
    }

    /// By a name in front of the words; behind an office it is that of its holder.
    pub fn named(name: &str) -> Self {
        let printed = fold_spaces(name);
        let printed = holder(&printed).unwrap_or(printed);
        match printed.len() {
            1..=LONGEST_NAME => SaidBy::Named(Header { printed, ..Header::default() }),
            _ => SaidBy::Nobody,
        }
    }
}

/// A transcript made of stretches.
#[derive(Debug)]
pub struct Speech {
    /// The books.
    pub assembly: Assembly,
    speaker: Option<Header>,
    otherwise: Option<Header>,
    said: String,
    pauses: Vec<usize>,
    silent: bool,
}

/// A silence of so many seconds between two words is a pause. Of 0.2, 0.3, 0.4, 0.5, 0.7 and 1 s, half a second helped the
/// splitter most on recorded calls (ARCHITECTURE.md); it is no end of a sentence by itself, for speakers hesitate as long.
pub const PAUSE: f64 = 0.5;

impl Speech {
    /// Nothing said yet. What nobody is named for is said by `otherwise`, whom the user names.
    pub fn new(otherwise: Option<&str>) -> Self {
        let otherwise = otherwise.map(Header::stated);
        Speech {
            assembly: Assembly::new(Unit::Turn),
            speaker: None,
            otherwise,
            said: String::new(),
            pauses: Vec::new(),
            silent: false,
        }
    }

    /// Somebody was silent before the stretch that comes next.
    pub fn silence(&mut self) {
        self.silent = true;
    }

    /// Somebody was silent before these bytes of the stretch that came last.
    pub fn paused(&mut self, stretch: &str, pauses: &[usize]) {
        if pauses.is_empty() {
            return;
        }
        let Some(mut at) = self.said.strip_suffix(&fold_spaces(stretch)).map(str::len) else { return };
        let mut pauses = pauses.iter().peekable();
        for word in stretch.split_whitespace() {
            let place = word.as_ptr() as usize - stretch.as_ptr() as usize;
            if pauses.next_if(|pause| **pause <= place).is_some() && at > 0 {
                self.pauses.push(at);
            }
            at += word.len() + 1;
        }
    }

    /// The next stretch. `raw` is the number of characters that it takes in the file, at least those of `text`; all
    /// beyond the words is mark-up. A stretch ends in a line break or in mark-up, so that a space can follow it.
    pub fn say(&mut self, who: SaidBy, text: &str, raw: usize) {
        let text = fold_spaces(text);
        let characters = text.chars().count();
        self.assembly.count(raw - characters.min(raw), Reason::Markup);
        let aside = if text.is_empty() { Some(Reason::Markup) } else { stage::paragraph_reason(&text) };
        let unnamed = matches!(who, SaidBy::Nobody) || self.speaker.is_none();
        let who = match &self.otherwise {
            Some(header) if unnamed && aside.is_none() && !matches!(who, SaidBy::Named(_)) => {
                SaidBy::Named(header.clone())
            }
            _ => who,
        };
        match who {
            SaidBy::Named(header) => self.turn_to(header),
            // a noise is nobody's and interrupts nobody
            SaidBy::Nobody if aside.is_none() => self.turn_to_nobody(),
            SaidBy::Nobody | SaidBy::Same => {}
        }
        if let Some(reason) = aside {
            self.assembly.count(characters, reason);
        } else if self.speaker.is_none() {
            self.assembly.set_aside(&text, Reason::Unattributed);
        } else {
            if !self.said.is_empty() {
                self.said.push(' ');
                self.assembly.space();
                if self.silent {
                    self.pauses.push(self.said.len());
                }
            }
            self.silent = false;
            self.said.push_str(&text);
        }
    }

    /// The words of the open turn so far.
    pub fn said(&self) -> &str {
        &self.said
    }

    fn turn_to(&mut self, header: Header) {
        if self.speaker.as_ref() != Some(&header) {
            self.flush();
            self.assembly.header(header.clone(), "");
            self.speaker = Some(header);
        }
    }

    fn turn_to_nobody(&mut self) {
        self.flush();
        self.speaker = None;
    }

    fn flush(&mut self) {
        if !self.said.is_empty() {
            self.assembly.paragraph(&self.said);
            self.assembly.pauses(&self.said, &self.pauses);
            self.said.clear();
            self.pauses.clear();
        }
    }

    /// Closes the books.
    pub fn finish(mut self, characters: usize) -> Transcript {
        self.flush();
        self.assembly.finish("", characters)
    }
}
