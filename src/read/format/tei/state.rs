//! A TEI file as far as it has been read, event by event.

use std::collections::BTreeSet;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::people::{self, PersonList};
use super::role::Role;
use crate::name::fold_spaces;
use crate::read::kit::assembly::Assembly;
use crate::read::kit::speech::LONGEST_NAME;
use crate::read::kit::xml::{DEEPEST, Step, attribute, referred};
use crate::read::kit::{date, stage};
use crate::transcript::{Header, Holds, Listed, Reason, Transcript};

/// What has been read so far.
#[derive(Debug, Default)]
pub struct State {
    open: Vec<(Role, String)>,
    done: Vec<Transcript>,
    key: String,
    assembly: Assembly,
    characters: usize,
    /// Within what no text is speech: its reason and its depth.
    aside: Option<(Reason, usize)>,
    /// The utterance that is open: whether somebody is named for it.
    utterance: Option<Named>,
    /// Of a person of a play: who is named, until the words come.
    waiting: Option<Header>,
    speaker: String,
    paragraph: String,
    space_due: bool,
    people: PersonList,
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
    /// Takes the next event.
    pub fn event(&mut self, event: &Event) -> Step<()> {
        match event {
            Event::Start(element) | Event::Empty(element) => self.start(element)?,
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(text) => self.text(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(reference) => self.text(&referred(reference)?),
            Event::Eof => {
                if let Some((_, name)) = self.open.last() {
                    return Err(format!("the XML ends inside <{}>", stage::prefix(name, 40)));
                }
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
        Ok(())
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
            Role::Utterance => {
                if let Some(header) = self.utterance(element)? {
                    self.assembly.header(header, "");
                }
            }
            Role::Part => self.waiting = self.utterance(element)?,
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
            Role::Aside(Reason::Header) if self.is_in(Role::Part) => self.named(),
            Role::Utterance | Role::Part => {
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
        if matches!(role, Role::Paragraph | Role::Utterance | Role::Part) {
            self.end_paragraph();
        }
    }

    /// A corpus in one file holds several documents.
    fn document(&mut self, element: &BytesStart) -> Step<()> {
        self.documents += 1;
        if self.documents > 1 {
            // A document inside an utterance of another one.
            if !self.paragraph.is_empty() {
                self.end_paragraph();
            }
            self.close();
        }
        // Those of a corpus are not those of its first document.
        self.titles.clear();
        self.dates = [None, None];
        self.key = attribute(element, "id")?.map(|id| fold_spaces(&id)).unwrap_or_default();
        self.assembly.language = attribute(element, "lang")?.filter(|language| !language.is_empty());
        Ok(())
    }

    fn utterance(&mut self, element: &BytesStart) -> Step<Option<Header>> {
        let who = attribute(element, "who")?.unwrap_or_default();
        let mut ids = who.split_whitespace().map(people::id_of).filter(|id| !id.is_empty());
        self.utterance = Some(Named::Nobody);
        match (ids.next(), ids.next()) {
            (Some(id), None) if id.len() <= LONGEST_NAME => {
                let ana = attribute(element, "ana")?.unwrap_or_default();
                let mut roles = ana.split_whitespace().map(people::id_of);
                // "deputy_chair" is one of the chairs
                let role = roles
                    .find(|role| ["regular", "guest"].contains(role) || role.ends_with("chair"))
                    .map(str::to_owned);
                let date = self.dates.iter().flatten().next().cloned();
                let listed = Some(Listed { id: id.to_owned(), date });
                self.utterance = Some(Named::Somebody);
                return Ok(Some(Header { printed: id.to_owned(), role, listed, ..Header::default() }));
            }
            (Some(_), _) => self.chorus += 1,
            (None, _) => {}
        }
        Ok(None)
    }

    /// The name over what a person of a play says: it is shown where no list says whose the id is.
    fn named(&mut self) {
        let name = fold_spaces(&std::mem::take(&mut self.speaker));
        let name = name.trim_end_matches([':', ',']);
        // a full stop ends the line, unless it belongs to an initial
        let last = name.rsplit(' ').next().unwrap_or_default();
        let name = if last.len() > 3 { name.trim_end_matches('.') } else { name };
        if (1..=LONGEST_NAME).contains(&name.len()) {
            let waiting = self.waiting.take().unwrap_or_default();
            self.waiting = Some(Header { printed: name.to_owned(), ..waiting });
            self.utterance = Some(Named::Somebody);
        }
    }

    fn text(&mut self, text: &str) {
        let characters = text.chars().count();
        self.characters += characters;
        let blank = text.trim().is_empty();
        let top = self.open.last().map(|(role, _)| *role);
        if let Some((reason, _)) = self.aside {
            self.assembly.count(characters, if blank { Reason::Markup } else { reason });
            if reason == Reason::Header && self.is_in(Role::Part) {
                self.speaker.push_str(text);
            }
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
            Some(Named::Somebody) => {
                if let Some(header) = self.waiting.take() {
                    self.assembly.header(header, "");
                }
                self.assembly.paragraph(&paragraph);
            }
            _ => match stage::paragraph_reason(&paragraph) {
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
        let mut transcript = assembly.finish(&self.key, self.characters);
        transcript.people = std::mem::take(&mut self.people).all();
        if !self.has_text {
            transcript.holds = Holds::Lists;
            transcript.notes.push(format!("lists for other files, persons: {}", transcript.people.len()));
        }
        self.done.push(transcript);
        (self.characters, self.chorus, self.has_text) = (0, 0, false);
    }

    /// The documents, the last one closed.
    pub fn finish(mut self) -> Vec<Transcript> {
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
