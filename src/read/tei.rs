//! TEI as parliamentary corpora use it (ParlaMint): utterances `u` with the speaker's id in `@who`, paragraphs in `seg`,
//! remarks of the editors in `note`, `kinesic` and the like, and in annotated files every word in an element of its own.
//! Who the ids are stands in a list of persons, in the header or in another file. Nothing is fetched, and entities of a
//! DTD are refused, never expanded.

mod people;

use std::collections::BTreeSet;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::assembly::Assembly;
use super::date;
use super::speech::LONGEST_NAME;
use crate::error::{Error, Result};
use crate::name::fold_spaces;
use crate::transcript::{Format, Header, Holds, Listed, Reason, Transcript};
use people::People;

/// Elements nested deeper than this are no transcript.
const DEEPEST: usize = 256;

/// Whether a text is TEI by its first element: one of TEI's own, or in its namespace.
pub fn is_tei(start: &str) -> bool {
    let mut rest = start;
    for _ in 0..20 {
        rest = rest.trim_start();
        let end = if rest.starts_with("<!--") { "-->" } else { ">" };
        let Some(at) = rest.find(end) else { break };
        let first = &rest[..at];
        if !first.starts_with(['<']) {
            return false;
        }
        if first.starts_with("<?") || first.starts_with("<!") {
            // A document type with declarations of its own ends in "]>".
            let whole = if first.starts_with("<!DOCTYPE") && first.contains('[') {
                rest.find("]>").map(|at| at + 1)
            } else {
                Some(at)
            };
            let Some(at) = whole else { return rest.contains("<TEI") };
            rest = &rest[at + end.len()..];
            continue;
        }
        let name = first[1..].split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        let local = name.rsplit(':').next().unwrap_or_default();
        return matches!(local, "TEI" | "teiCorpus" | "teiHeader" | "TEI.2")
            || first.contains("http://www.tei-c.org/ns/");
    }
    false
}

/// What an element means to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Document,
    Header,
    Text,
    Utterance,
    Paragraph,
    Sentence,
    Token,
    Aside(Reason),
    Title,
    TitleStatement,
    Setting,
    Source,
    Date,
    /// Of a list of persons.
    People(people::Part),
    Other,
}

impl Role {
    fn of(name: &str, is_speaker: bool) -> Self {
        match name {
            "TEI" | "TEI.2" => Role::Document,
            "teiHeader" => Role::Header,
            "text" => Role::Text,
            "u" => Role::Utterance,
            "seg" | "p" | "ab" => Role::Paragraph,
            "s" => Role::Sentence,
            "w" | "pc" => Role::Token,
            "note" | "speaker" if is_speaker => Role::Aside(Reason::Header),
            "note" | "kinesic" | "vocal" | "incident" | "gap" | "stage" | "desc" | "pause" | "writing" => {
                Role::Aside(Reason::StageDirection)
            }
            "head" | "docTitle" => Role::Aside(Reason::Lead),
            "fw" | "figure" | "linkGrp" | "back" | "front" => Role::Aside(Reason::Furniture),
            "title" => Role::Title,
            "titleStmt" => Role::TitleStatement,
            "setting" => Role::Setting,
            "sourceDesc" => Role::Source,
            "date" => Role::Date,
            _ => people::Part::of(name).map_or(Role::Other, Role::People),
        }
    }
}

/// Reads a file into its documents; a list of persons is one without turns. `path` names the file in errors.
///
/// # Errors
/// `Malformed` with the line for XML that is not well-formed, is cut off, is nested too deep, or needs a DTD.
pub fn read(path: &str, text: &str) -> Result<Vec<Transcript>> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut state = State::default();
    let mut line = Lines { text, at: 0, line: 1 };
    loop {
        let malformed =
            |line: u64, reason: String| Error::Malformed { path: path.to_owned(), line: Some(line), reason };
        let before = reader.buffer_position();
        let done = match reader.read_event() {
            Ok(event) => state.event(&event),
            Err(error) => {
                let at = line.of(reader.error_position().max(before));
                return Err(malformed(at, format!("the XML is not well-formed ({})", fold_spaces(&error.to_string()))));
            }
        };
        match done {
            Ok(Next::Go) => {}
            Ok(Next::Stop) => break,
            Err(reason) => return Err(malformed(line.of(reader.buffer_position()), reason)),
        }
    }
    Ok(state.finish())
}

/// Line numbers of rising offsets.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, offset: u64) -> u64 {
        let end = usize::try_from(offset).unwrap_or(usize::MAX).min(self.text.len());
        let passed = self.text.as_bytes().get(self.at..end).unwrap_or_default();
        self.line += u64::try_from(passed.iter().filter(|b| **b == b'\n').count()).unwrap_or(0);
        self.at = end.max(self.at);
        self.line
    }
}

enum Next {
    Go,
    Stop,
}

/// Reasons are for people: the line is added by [`read`].
type Step<T> = std::result::Result<T, String>;

/// What has been read so far.
#[derive(Debug, Default)]
struct State {
    open: Vec<(Role, String)>,
    done: Vec<Transcript>,
    key: String,
    assembly: Assembly,
    characters: usize,
    /// Within what no text is speech: its reason and its depth.
    aside: Option<(Reason, usize)>,
    /// The utterance that is open: whether somebody is named for it.
    utterance: Option<Named>,
    paragraph: String,
    space_due: bool,
    people: People,
    titles: Vec<(u8, String)>,
    dates: [Option<String>; 2],
    has_text: bool,
    documents: usize,
    chorus: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Somebody,
    Nobody,
}

impl State {
    fn event(&mut self, event: &Event) -> Step<Next> {
        match event {
            Event::Start(element) | Event::Empty(element) => self.start(element)?,
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(text) => self.text(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(reference) => {
                let name = reference.xml_content(XmlVersion::Implicit1_0);
                let character = reference.resolve_char_ref().map_err(|error| error.to_string())?;
                match (character, quick_xml::escape::resolve_predefined_entity(&name)) {
                    (Some(character), _) => self.text(character.encode_utf8(&mut [0; 4])),
                    (None, Some(text)) => self.text(text),
                    (None, None) => {
                        let name = super::stage::prefix(&name, 40);
                        return Err(format!(
                            "the entity &{name}; is not XML's own, and those of a DTD are not expanded"
                        ));
                    }
                }
            }
            Event::Eof => match self.open.last() {
                Some((_, name)) => return Err(format!("the XML ends inside <{}>", super::stage::prefix(name, 40))),
                None => return Ok(Next::Stop),
            },
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
        Ok(Next::Go)
    }

    fn start(&mut self, element: &BytesStart) -> Step<()> {
        if self.open.len() >= DEEPEST {
            return Err(format!("elements nested over {DEEPEST} deep"));
        }
        let name = element.local_name().as_ref().to_owned();
        let is_speaker =
            name == "speaker" || name == "note" && attribute(element, "type")?.as_deref() == Some("speaker");
        let role = Role::of(&name, is_speaker);
        let depth = self.open.len();
        if self.aside.is_none() && self.is_in(Role::Text) {
            self.break_for(role);
        }
        match role {
            Role::Document => self.document(element)?,
            Role::Text => self.has_text = true,
            Role::Aside(reason) if self.is_in(Role::Text) => self.aside = self.aside.or(Some((reason, depth))),
            Role::Utterance => self.utterance(element)?,
            Role::Title if self.is_in(Role::TitleStatement) => {
                let main = attribute(element, "type")?.is_none_or(|kind| kind == "main");
                let english = attribute(element, "lang")?.is_some_and(|language| language.starts_with("en"));
                self.titles.push((2 * u8::from(main) + u8::from(english), String::new()));
            }
            Role::Date => {
                let stated = attribute(element, "when")?.or(attribute(element, "from")?);
                let place = if self.is_in(Role::Setting) { Some(0) } else { self.is_in(Role::Source).then_some(1) };
                if let (Some(place), Some(stated)) = (place, stated) {
                    self.dates[place] = self.dates[place].take().or_else(|| date::cell(&stated));
                }
            }
            Role::People(part) if !self.is_in(Role::Text) => self.people.start(part, element)?,
            Role::Token if self.aside.is_none() && !self.paragraph.is_empty() && self.space_due => {
                self.space_due = false;
                self.paragraph.push(' ');
                self.characters += 1;
            }
            _ => {}
        }
        if role == Role::Token {
            // Said at the start, it holds from the end on.
            let joined = attribute(element, "join")?.is_some_and(|join| join == "right" || join == "both");
            self.open.push((role, if joined { "w joined".to_owned() } else { "w".to_owned() }));
        } else {
            self.open.push((role, name));
        }
        Ok(())
    }

    fn end(&mut self) {
        let Some((role, name)) = self.open.pop() else { return };
        let in_aside = self.aside.is_some();
        if self.aside.is_some_and(|(_, depth)| depth == self.open.len()) {
            self.aside = None;
        }
        match role {
            Role::Token if !in_aside => self.space_due = name == "w",
            Role::Sentence if !in_aside => self.space_due = true,
            Role::Paragraph if !in_aside && self.is_in(Role::Text) => self.end_paragraph(),
            Role::Utterance => {
                self.end_paragraph();
                self.utterance = None;
            }
            Role::People(part) if !self.is_in(Role::Text) => self.people.end(part),
            _ => {}
        }
    }

    fn is_in(&self, role: Role) -> bool {
        self.open.iter().any(|(open, _)| *open == role)
    }

    /// Ends what is said where a new paragraph or utterance begins.
    fn break_for(&mut self, role: Role) {
        if matches!(role, Role::Paragraph | Role::Utterance) {
            self.end_paragraph();
        }
    }

    /// A corpus in one file holds several documents.
    fn document(&mut self, element: &BytesStart) -> Step<()> {
        self.documents += 1;
        if self.documents > 1 {
            self.close();
        }
        // Those of a corpus are not those of its first document.
        self.titles.clear();
        self.dates = [None, None];
        self.key = attribute(element, "id")?.map(|id| fold_spaces(&id)).unwrap_or_default();
        self.assembly.language = attribute(element, "lang")?.filter(|language| !language.is_empty());
        Ok(())
    }

    fn utterance(&mut self, element: &BytesStart) -> Step<()> {
        let who = attribute(element, "who")?.unwrap_or_default();
        let mut ids = who.split_whitespace().map(people::id_of).filter(|id| !id.is_empty());
        self.utterance = Some(Named::Nobody);
        match (ids.next(), ids.next()) {
            (Some(id), None) if id.len() <= LONGEST_NAME => {
                let ana = attribute(element, "ana")?.unwrap_or_default();
                let mut roles = ana.split_whitespace().map(people::id_of);
                let role = roles.find(|role| ["chair", "regular", "guest"].contains(role)).map(str::to_owned);
                let date = self.dates.iter().flatten().next().cloned();
                let listed = Some(Listed { id: id.to_owned(), date });
                let header = Header { printed: id.to_owned(), role, listed, ..Header::default() };
                self.assembly.header(header, "");
                self.utterance = Some(Named::Somebody);
            }
            (Some(_), _) => self.chorus += 1,
            (None, _) => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        let characters = text.chars().count();
        self.characters += characters;
        let blank = text.trim().is_empty();
        let top = self.open.last().map(|(role, _)| *role);
        if let Some((reason, _)) = self.aside {
            self.assembly.count(characters, if blank { Reason::Markup } else { reason });
        } else if !self.is_in(Role::Text) {
            self.header_text(text, top);
        } else if self.utterance.is_none() {
            self.assembly.count(characters, if blank { Reason::Markup } else { Reason::Lead });
        } else if top == Some(Role::Token) {
            // A token holds no white space of its own.
            let word = text.trim();
            self.assembly.count(characters - word.chars().count(), Reason::Markup);
            self.paragraph.push_str(word);
        } else if blank && self.is_in(Role::Sentence) {
            self.assembly.count(characters, Reason::Markup);
        } else {
            let closes = text.starts_with(|c: char| c.is_whitespace() || ",.;:!?)]”’".contains(c));
            if std::mem::take(&mut self.space_due) && !self.paragraph.is_empty() && !closes {
                self.paragraph.push(' ');
                self.characters += 1;
            }
            self.paragraph.push_str(text);
        }
    }

    fn header_text(&mut self, text: &str, top: Option<Role>) {
        let blank = text.trim().is_empty();
        let reason = match (top, self.titles.last_mut()) {
            _ if blank => Reason::Markup,
            (Some(Role::Title), Some((_, title)))
                if self.open.iter().any(|(role, _)| *role == Role::TitleStatement) =>
            {
                title.push_str(text);
                Reason::Headline
            }
            _ => Reason::Furniture,
        };
        self.people.text(text);
        self.assembly.set_aside(text, reason);
    }

    fn end_paragraph(&mut self) {
        self.space_due = false;
        let paragraph = std::mem::take(&mut self.paragraph);
        match self.utterance {
            _ if paragraph.trim().is_empty() => self.assembly.set_aside(&paragraph, Reason::Markup),
            Some(Named::Somebody) => self.assembly.paragraph(&paragraph),
            _ => match super::stage::paragraph_reason(&paragraph) {
                Some(reason) => self.assembly.set_aside(&paragraph, reason),
                None => self.assembly.set_aside(&paragraph, Reason::Unattributed),
            },
        }
        // The line break that a page would show after a paragraph.
        self.characters += 1;
        self.assembly.set_aside("\n", Reason::Markup);
    }

    /// Closes the books of a document.
    fn close(&mut self) {
        let mut assembly = std::mem::take(&mut self.assembly);
        // Of equally good titles the first.
        let best = std::mem::take(&mut self.titles).into_iter().rev().max_by_key(|(rank, _)| *rank);
        assembly.title = best.map(|(_, title)| fold_spaces(&title)).filter(|title| !title.is_empty());
        assembly.date = std::mem::take(&mut self.dates).into_iter().flatten().next();
        if self.chorus > 0 {
            assembly.notes.push(format!("utterances of several people at once, set aside: {}", self.chorus));
        }
        let mut transcript = assembly.finish(&self.key, Format::Tei, self.characters);
        transcript.people = std::mem::take(&mut self.people).all();
        if !self.has_text {
            transcript.holds = Holds::Lists;
            transcript.notes.push(format!("lists for other files, persons: {}", transcript.people.len()));
        }
        self.done.push(transcript);
        (self.characters, self.chorus, self.has_text) = (0, 0, false);
    }

    fn finish(mut self) -> Vec<Transcript> {
        self.close();
        let mut taken = BTreeSet::new();
        let single = self.done.len() == 1;
        for (at, transcript) in self.done.iter_mut().enumerate() {
            if single {
                transcript.id.clear();
            } else if transcript.id.is_empty() || !taken.insert(transcript.id.clone()) {
                transcript.id = format!("{}~{}", transcript.id, at + 1);
                taken.insert(transcript.id.clone());
            }
        }
        self.done
    }
}

/// An attribute's value by its local name.
fn attribute(element: &BytesStart, name: &str) -> Step<Option<String>> {
    let mut attributes = element.attributes();
    // The check for doubles takes the square of their number.
    for attribute in attributes.with_checks(false) {
        let attribute = attribute.map_err(|error| format!("an attribute cannot be read ({error})"))?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            return value
                .map(|value| Some(value.into_owned()))
                .map_err(|error| format!("an attribute cannot be read ({error})"));
        }
    }
    Ok(None)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
