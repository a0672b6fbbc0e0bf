//! What a reader makes of a document: turns in order, each with the header that attributes it, and the text
//! that is not speech, set aside with the reason. Every character read is in one or the other.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::label::EntityType;
use crate::name::fold_spaces;
use crate::span::Span;

/// How a document's turns relate to sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// A turn is split into sentences.
    #[default]
    Turn,
    /// Each row is one sentence already (`--unit sentence`); of CSV and JSONL only.
    Sentence,
    /// A turn is split, and nobody wrote full stops into it.
    Unpunctuated,
}

/// Why a stretch of text is nobody's speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Navigation, scripts, footers and captions of a page or a saved page.
    Furniture,
    /// The headline.
    Headline,
    /// Date and place.
    Dateline,
    /// Narration before the first turn or between turns.
    Lead,
    /// `* * *` and its like.
    Divider,
    /// `(Applause)`, `[Laughter]`.
    StageDirection,
    /// The header that names the speaker of a turn.
    Header,
    /// Mark-up and the white space between paragraphs.
    Markup,
    /// Speech that nobody is named for.
    Unattributed,
    /// What another document says as well.
    Duplicate,
}

impl Reason {
    /// Every reason, in order.
    pub const ALL: [Reason; 10] = [
        Reason::Furniture,
        Reason::Headline,
        Reason::Dateline,
        Reason::Lead,
        Reason::Divider,
        Reason::StageDirection,
        Reason::Header,
        Reason::Markup,
        Reason::Unattributed,
        Reason::Duplicate,
    ];

    /// The name for people.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Furniture => "furniture",
            Reason::Headline => "headline",
            Reason::Dateline => "dateline",
            Reason::Lead => "lead",
            Reason::Divider => "divider",
            Reason::StageDirection => "stage direction",
            Reason::Header => "header",
            Reason::Markup => "markup",
            Reason::Unattributed => "unattributed",
            Reason::Duplicate => "duplicate",
        }
    }
}

/// A speaker's header as printed, before names are resolved.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Header {
    /// The header without its colon, white space folded: "President of Russia Vladimir Putin".
    pub printed: String,
    /// A role that the document itself states (a CSV column).
    pub role: Option<String>,
    /// A group that the document itself states (a CSV column).
    pub group: Option<String>,
    /// A full name given beside the header, such as a page's person card.
    pub full_name: Option<String>,
    /// The entry of a list of persons that the header refers to.
    pub listed: Option<Listed>,
    /// Whether the document states the name in a place of its own: a column, a voice tag, a field. Such a name is kept
    /// as it stands, where of a header in running text the title is stripped.
    pub stated: bool,
}

impl Header {
    /// A name from a place that holds nothing else, white space folded, without brackets around it and a colon behind it.
    pub fn stated(name: &str) -> Self {
        let folded = fold_spaces(name);
        let bare = folded.trim_end_matches([':', '：', ' ']);
        let inner = bare.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).map(str::trim);
        let printed = inner.filter(|inner| !inner.is_empty() && !inner.contains(['[', ']'])).unwrap_or(bare).to_owned();
        Header { printed, stated: true, ..Header::default() }
    }
}

/// A reference to an entry of a list of persons, which may be in another file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Listed {
    /// The person's id.
    pub id: String,
    /// The day of the speech, which decides between memberships; ISO 8601.
    pub date: Option<String>,
}

/// Marks an id that is somebody's in its folder only; no other id begins with it.
const LOCAL: char = '\n';

/// An id of a corpus whose list of speakers lies beside its utterances.
pub fn local_id(id: &str) -> String {
    format!("{LOCAL}{id}")
}

/// An id as it is unique in a run: a local one with the folder of the document that gives it.
pub fn run_id(document: &str, id: &str) -> String {
    let file = document.split('#').next().unwrap_or(document);
    match file.rsplit_once('/') {
        Some((folder, _)) if id.starts_with(LOCAL) => format!("{folder}{id}"),
        _ => id.to_owned(),
    }
}

/// An entry of a list of persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What headers refer to.
    pub id: String,
    /// Given names and surname.
    pub name: String,
    /// Parties and parliamentary groups.
    pub memberships: Vec<Membership>,
}

/// Where a person belongs for some time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Membership {
    /// A party goes before a parliamentary group.
    pub kind: MembershipKind,
    /// Its short name.
    pub group: String,
    /// First day, ISO 8601, possibly a year or month only; open if none.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
}

/// What kind of group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MembershipKind {
    /// A party.
    Party,
    /// A group in parliament.
    ParliamentaryGroup,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Holds {
    /// What was said.
    #[default]
    Speech,
    /// Lists of persons and the like, which other files refer to.
    Lists,
    /// What another document says already, so that it is counted there.
    Duplicate,
}

/// One uninterrupted contribution (ConvoKit: utterance).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who speaks, as printed.
    pub header: Header,
    /// What is said: paragraphs joined by one `\n`, white space folded inside a paragraph, never empty.
    pub text: String,
    /// Whether `text` is one sentence and must not be split, or has sentences that no full stop ends.
    pub unit: Unit,
    /// Where somebody was silent before a word, in bytes of `text`, in order; of files that have times.
    pub pauses: Vec<usize>,
    /// The mentions to score the stance toward, in order, where the document states them: then no others are looked for.
    pub mentions: Option<Vec<Given>>,
}

/// A mention that a document states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Given {
    /// Bytes of the turn's text, not empty.
    pub span: Span,
    /// What it is, where stated.
    pub kind: Option<EntityType>,
}

impl Turn {
    /// Words: stretches without white space that hold a letter or a digit.
    pub fn words(&self) -> usize {
        words(&self.text)
    }
}

/// Words of a text: stretches without white space that hold a letter or a digit.
pub fn words(text: &str) -> usize {
    let (mut words, mut inside) = (0, false);
    for c in text.chars() {
        if c.is_whitespace() {
            inside = false;
        } else if !inside && c.is_alphanumeric() {
            (words, inside) = (words + 1, true);
        }
    }
    words
}

/// A line that looks like a speaker's header and was not taken for one: the turn it was left in may be another person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmatched {
    /// What stands before the colon, white space folded.
    pub printed: String,
    /// The turn in whose text the line was left, by its place among the turns; none before the first turn.
    pub turn: Option<usize>,
}

/// An example of speech that nobody is named for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nameless {
    /// The words that look like a header, are not understood, and stand before it, where there are any.
    pub header: Option<String>,
    /// How it begins, white space folded.
    pub words: String,
}

impl Nameless {
    /// Whether it is the better example of the two: one behind a header, else the longer one.
    pub fn tells_more_than(&self, other: &Self) -> bool {
        let rank = |example: &Self| (example.header.is_some(), example.words.len());
        rank(self) > rank(other)
    }
}

/// One meeting: the turns of one document.
///
/// ```
/// use rostrum::{Reading, documents};
///
/// for document in documents(&Reading::new(["data/sample/2025-05-14_school_radio.vtt"]))? {
///     let transcript = document?.transcript;
///     assert_eq!(transcript.format, "vtt");
///     assert!(transcript.turns.iter().all(|turn| turn.words() > 0));
///     // every character read is speech, or set aside for a reason
///     assert_eq!(transcript.unexplained_characters(), 0);
/// }
/// # Ok::<(), rostrum::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    /// Unique in a run: the path relative to the input, and `#key` where a file holds several documents.
    pub id: String,
    /// The file it was read from, as given.
    pub path: PathBuf,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// The name of the format in which the file is written.
    pub format: &'static str,
    /// The headline, where there is one.
    pub title: Option<String>,
    /// ISO 8601 date (YYYY-MM-DD), where one is stated.
    pub date: Option<String>,
    /// The event that it is part of, where the user says what tells events (`--cluster`): documents of one event are one
    /// cluster.
    pub event: Option<String>,
    /// Language as stated by the document, or as recognised where that is not English.
    pub language: Option<String>,
    /// Whether the models are to score it: not where it is confidently not English.
    pub scored: bool,
    /// Characters there were to read: of the decoded text file, of a page's visible text, of a table's cells.
    pub characters: usize,
    /// Whether it is a transcript at all.
    pub holds: Holds,
    /// The persons whom it lists.
    pub people: Vec<Person>,
    /// The events that it states for documents of other files in its folder, by their keys.
    pub events: BTreeMap<String, String>,
    /// The turns, in order.
    pub turns: Vec<Turn>,
    /// Characters that are not speech, by reason, in order of the enum.
    pub set_aside: Vec<(Reason, usize)>,
    /// Lines that look like headers and were not taken as such, the first 200.
    pub unmatched: Vec<Unmatched>,
    /// An example of speech that nobody is named for.
    pub nameless: Option<Nameless>,
    /// What a user should know about the reading (stray bytes, guessed columns).
    pub notes: Vec<String>,
}

impl Transcript {
    /// Counts characters of the document that are not speech, and that its reader has not counted.
    pub fn set_aside(&mut self, characters: usize, reason: Reason) {
        self.characters += characters;
        match self.set_aside.iter_mut().find(|(why, _)| *why == reason) {
            Some((_, counted)) => *counted += characters,
            None if characters > 0 => {
                self.set_aside.push((reason, characters));
                self.set_aside.sort_unstable();
            }
            None => {}
        }
    }

    /// Characters set aside for a reason.
    pub fn set_aside_for(&self, reason: Reason) -> usize {
        self.set_aside.iter().filter(|(why, _)| *why == reason).map(|(_, n)| n).sum()
    }

    /// Counts more characters as read and set aside.
    pub(crate) fn set_aside_more(&mut self, characters: usize, reason: Reason) {
        self.characters += characters;
        match self.set_aside.binary_search_by_key(&reason, |(why, _)| *why) {
            Ok(at) => self.set_aside[at].1 += characters,
            Err(at) if characters > 0 => self.set_aside.insert(at, (reason, characters)),
            Err(_) => {}
        }
    }

    /// Sets aside all that is said, because another document says it as well; the note names that one.
    pub fn set_aside_as_duplicate(&mut self, note: String) {
        let spoken = self.spoken_characters();
        self.turns.clear();
        self.set_aside(spoken, Reason::Duplicate);
        // they are counted already
        self.characters -= spoken;
        self.unmatched.clear();
        self.nameless = None;
        self.holds = Holds::Duplicate;
        self.notes.push(note);
    }

    /// Characters that are neither spoken nor set aside, or are counted twice: 0 unless a reader is wrong.
    pub fn unexplained_characters(&self) -> usize {
        let set_aside: usize = self.set_aside.iter().map(|(_, n)| n).sum();
        self.characters.abs_diff(self.spoken_characters() + set_aside)
    }

    /// Turns whose sentences no full stop ends.
    pub fn unpunctuated_turns(&self) -> usize {
        self.turns.iter().filter(|turn| turn.unit == Unit::Unpunctuated).count()
    }

    /// Characters of all turns.
    pub fn spoken_characters(&self) -> usize {
        self.turns.iter().map(|t| t.text.chars().count()).sum()
    }
}
