//! XML in which an element holds a speech, and an attribute or an element in it names who speaks. A dialect says which
//! elements these are; what is read, and how every character is accounted for, is the same for all of them.

use std::collections::BTreeMap;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::assembly::Assembly;
use super::speech::SaidBy;
use super::xml::{DEEPEST, Step, attribute, referred, walk};
use super::{date, stage};
use crate::error::Result;
use crate::name::fold_spaces;
use crate::read::row::SourceText;
use crate::transcript::{Header, Reason, Transcript, Unit};

/// Which elements and attributes mean what; elements by their local names in lower case.
pub struct Dialect {
    /// Elements that hold a speech.
    pub speeches: &'static [&'static str],
    /// Attributes of these that name who speaks, or refer to an entry of a list; the first that is there counts.
    pub named_by: &'static [&'static str],
    /// Elements that name who speaks.
    pub speakers: &'static [&'static str],
    /// Entries of lists: the element, the attribute of its id, that of its name.
    pub people: &'static [(&'static str, &'static str, &'static str)],
    /// Elements of what is said, of which a text of its own is a paragraph.
    pub paragraphs: &'static [&'static str],
    /// Why text of a speech outside of these is not said; nothing where it is.
    pub outside: Option<Reason>,
    /// Elements that hold no speech.
    pub asides: &'static [(&'static str, Reason)],
    /// Where the date stands: the element and its attribute.
    pub dates: &'static [(&'static str, &'static str)],
}

/// Elements inside the one that names a speaker, which hold the name or a part of it.
const NAME_PARTS: [&str; 12] = [
    "affiliation",
    "displayname",
    "firstname",
    "first_name",
    "forename",
    "vorname",
    "name",
    "lastname",
    "last_name",
    "surname",
    "nachname",
    "familyname",
];

/// Elements inside a line of text, which end nothing.
const INLINE: [&str; 24] = [
    "a", "abbr", "anchor", "b", "br", "em", "emphasis", "foreign", "i", "inline", "lb", "pb", "phrase", "q", "ref",
    "small", "span", "strong", "sub", "sup", "sync", "term", "u", "w",
];

/// What stands after the name in the line of a speaker is at most this long where it is the header once more, in bytes.
const LONGEST_HEADER: usize = 240;

/// What an open element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Speech,
    Speaker,
    Paragraph,
    Aside(Reason),
    Inline,
    Other,
}

/// A file as far as it has been read.
struct Debate<'a> {
    dialect: &'a Dialect,
    /// What is open, and whether text in it is said.
    open: Vec<(Part, bool)>,
    aside: Option<(Reason, usize)>,
    assembly: Assembly,
    characters: usize,
    people: BTreeMap<String, String>,
    /// Who speaks, until the words come.
    waiting: Option<Header>,
    speaks: bool,
    /// Whether the name is stated for the whole speech: then what else names somebody is its header once more.
    settled: bool,
    name: Vec<String>,
    behind_name: bool,
    paragraph: String,
}

/// Reads a file of a dialect into one document.
///
/// # Errors
/// `Malformed` with the line for XML that is not well-formed, is cut off, is nested too deep, or needs a DTD.
pub fn read(source: &SourceText, dialect: &Dialect) -> Result<Transcript> {
    let mut debate = Debate::new(dialect);
    walk(source.path, source.text, |event| debate.event(event))?;
    debate.end_paragraph();
    Ok(debate.assembly.finish("", debate.characters))
}

impl<'a> Debate<'a> {
    fn new(dialect: &'a Dialect) -> Self {
        Debate {
            dialect,
            open: Vec::new(),
            aside: None,
            assembly: Assembly::new(Unit::Turn),
            characters: 0,
            people: BTreeMap::new(),
            waiting: None,
            speaks: false,
            settled: false,
            name: Vec::new(),
            behind_name: false,
            paragraph: String::new(),
        }
    }

    fn event(&mut self, event: &Event) -> Step<()> {
        match event {
            Event::Start(element) | Event::Empty(element) => self.start(element)?,
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(text) => self.text(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(reference) => {
                let name = reference.xml_content(XmlVersion::Implicit1_0);
                match quick_xml::escape::resolve_html5_entity(&name) {
                    Some(text) => self.text(text),
                    None => self.text(&referred(reference)?),
                }
            }
            Event::Eof if !self.open.is_empty() => return Err("the XML ends inside an element".to_owned()),
            Event::Eof | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
        Ok(())
    }

    fn start(&mut self, element: &BytesStart) -> Step<()> {
        if self.open.len() >= DEEPEST {
            return Err(format!("elements nested over {DEEPEST} deep"));
        }
        let name = element.local_name().as_ref().to_lowercase();
        self.list(&name, element)?;
        let part = self.part(&name);
        if !matches!(part, Part::Inline | Part::Speaker | Part::Aside(_)) {
            self.end_paragraph();
        }
        let (outer, said) = self.open.last().copied().unwrap_or((Part::Other, false));
        let said = match part {
            Part::Speech => self.dialect.outside.is_none(),
            Part::Paragraph => true,
            Part::Inline => said,
            _ => said && outer != Part::Speech,
        };
        match part {
            Part::Speech => self.speech(element)?,
            Part::Speaker => {
                if outer != Part::Speaker {
                    self.end_paragraph();
                }
                self.name.push(String::new());
            }
            Part::Aside(reason) => self.aside = self.aside.or(Some((reason, self.open.len()))),
            _ => {}
        }
        self.open.push((part, said));
        Ok(())
    }

    fn part(&self, name: &str) -> Part {
        let outer = self.open.last().map_or(Part::Other, |(part, _)| *part);
        let dialect = self.dialect;
        if outer == Part::Speaker && self.aside.is_none() {
            // times, constituencies and parties beside the name
            return match name {
                _ if NAME_PARTS.contains(&name) => Part::Speaker,
                _ if INLINE.contains(&name) => Part::Inline,
                _ => Part::Aside(Reason::Header),
            };
        }
        if dialect.speeches.contains(&name) {
            Part::Speech
        } else if dialect.speakers.contains(&name) && self.aside.is_none() {
            Part::Speaker
        } else if let Some((_, reason)) = dialect.asides.iter().find(|(aside, _)| *aside == name) {
            Part::Aside(*reason)
        } else if dialect.paragraphs.contains(&name) {
            Part::Paragraph
        } else if INLINE.contains(&name) {
            Part::Inline
        } else {
            Part::Other
        }
    }

    /// Entries of lists, and the date.
    fn list(&mut self, name: &str, element: &BytesStart) -> Step<()> {
        for (_, id, shown) in self.dialect.people.iter().filter(|(entry, ..)| *entry == name) {
            if let (Some(id), Some(shown)) = (attribute(element, id)?, attribute(element, shown)?) {
                self.people.entry(id).or_insert(shown);
            }
        }
        for (_, stated) in self.dialect.dates.iter().filter(|(place, _)| *place == name) {
            if self.assembly.date.is_none()
                && let Some(stated) = attribute(element, stated)?
            {
                let day = stated.rsplit('/').next().unwrap_or_default();
                self.assembly.date = date::cell(&stated).or_else(|| date::cell(stage::prefix(day, 10)));
            }
        }
        Ok(())
    }

    /// A speech begins: nobody's words, unless an attribute says whose.
    fn speech(&mut self, element: &BytesStart) -> Step<()> {
        (self.waiting, self.speaks, self.settled) = (None, false, false);
        if attribute(element, "nospeaker")?.as_deref() == Some("true") {
            return Ok(());
        }
        for named_by in self.dialect.named_by {
            let Some(stated) = attribute(element, named_by)?.filter(|stated| !stated.trim().is_empty()) else {
                continue;
            };
            let id = stated.trim().trim_start_matches('#');
            let listed = self.people.get(id).cloned();
            let refers = stated.trim().starts_with('#');
            self.settled = listed.is_some() || !refers;
            // several at once are nobody in particular
            if let SaidBy::Named(header) = SaidBy::named(listed.as_deref().unwrap_or(id))
                && !(refers && id.contains('#'))
            {
                let role = attribute(element, "as")?.map(|role| role.trim_start_matches('#').to_owned());
                self.waiting = Some(Header { role, ..header });
                self.speaks = true;
            }
            return Ok(());
        }
        Ok(())
    }

    fn end(&mut self) {
        let Some((part, _)) = self.open.pop() else { return };
        if self.aside.is_some_and(|(_, depth)| depth == self.open.len()) {
            self.aside = None;
        }
        match part {
            Part::Speaker if self.open.last().is_none_or(|(outer, _)| *outer != Part::Speaker) => self.named(),
            Part::Inline | Part::Aside(_) | Part::Speaker => {}
            Part::Speech => {
                self.end_paragraph();
                (self.waiting, self.speaks, self.settled) = (None, false, false);
            }
            Part::Paragraph | Part::Other => self.end_paragraph(),
        }
    }

    /// The element that names who speaks has ended. Of several names in it ("ORSOL, Lena" and "Ms Orsol") the first
    /// counts, with forename and surname apart as one.
    fn named(&mut self) {
        let parts: Vec<String> = std::mem::take(&mut self.name).iter().map(|part| fold_spaces(part)).collect();
        let whole = parts.first().filter(|own| !own.is_empty()).cloned();
        let mut given = parts.iter().filter(|part| !part.is_empty());
        let apart = || {
            let (first, second) = (given.next()?.clone(), given.next());
            let single = !first.contains([' ', ',']);
            Some(
                second
                    .filter(|second| single && !second.contains(' '))
                    .map_or(first.clone(), |s| format!("{first} {s}")),
            )
        };
        let Some(name) = whole.or_else(apart) else { return };
        let name = name.trim_end_matches([':', ',', ' ']).trim();
        self.behind_name = true;
        if self.settled {
            return;
        }
        match SaidBy::named(name) {
            SaidBy::Named(header) => {
                let role = self.waiting.take().and_then(|had| had.role);
                self.waiting = Some(Header { role, ..header });
                self.speaks = true;
            }
            _ => (self.waiting, self.speaks) = (None, false),
        }
    }

    fn text(&mut self, text: &str) {
        let characters = text.chars().count();
        self.characters += characters;
        let blank = text.trim().is_empty();
        let (_, said) = self.open.last().copied().unwrap_or((Part::Other, false));
        let in_name = self.open.iter().rev().find(|(part, _)| *part != Part::Inline).map(|(part, _)| *part);
        if let Some((reason, _)) = self.aside {
            self.assembly.count(characters, if blank { Reason::Markup } else { reason });
        } else if in_name == Some(Part::Speaker) {
            self.assembly.count(characters, if blank { Reason::Markup } else { Reason::Header });
            if let Some(name) = self.name.last_mut() {
                name.push_str(text);
            }
        } else if said {
            self.paragraph.push_str(text);
        } else {
            let reason = self.dialect.outside.unwrap_or(Reason::Furniture);
            self.assembly.count(characters, if blank { Reason::Markup } else { reason });
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        // The line break that a page would show after a paragraph.
        self.characters += 1;
        self.assembly.set_aside("\n", Reason::Markup);
        if paragraph.trim().is_empty() {
            return self.assembly.set_aside(&paragraph, Reason::Markup);
        }
        let mut said = paragraph.as_str();
        if std::mem::take(&mut self.behind_name) {
            let name = self.waiting.as_ref().and_then(|header| header.printed.rsplit(' ').next()).unwrap_or_default();
            if said.trim_end().ends_with(':') && said.len() <= LONGEST_HEADER && said.contains(name) {
                return self.assembly.set_aside(said, Reason::Header);
            }
            said = said.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '.' | ',' | '–' | '—'));
            self.assembly.set_aside(&paragraph[..paragraph.len() - said.len()], Reason::Markup);
        }
        if !self.speaks {
            let inside = self.open.iter().any(|(part, _)| *part == Part::Speech);
            let reason = if inside { Reason::Unattributed } else { Reason::Lead };
            return self.assembly.set_aside(said, stage::paragraph_reason(said).unwrap_or(reason));
        }
        if let Some(header) = self.waiting.take() {
            self.assembly.header(header, "");
        }
        self.assembly.paragraph(said);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::read::options::Options;

    const DIALECT: Dialect = Dialect {
        speeches: &["speech"],
        named_by: &["by"],
        speakers: &["from", "name"],
        people: &[("person", "id", "name")],
        paragraphs: &["p"],
        outside: None,
        asides: &[("note", Reason::StageDirection)],
        dates: &[("day", "date")],
    };

    fn said(text: &str) -> Vec<(String, String)> {
        let options = Options::default();
        let file = format!("<debate><person id='a' name='Lena Orsol'/>{text}</debate>");
        let read = read(&SourceText::new(Path::new("x"), &file, &options), &DIALECT).unwrap();
        assert_eq!(read.unexplained_characters(), 0, "{text}");
        read.turns.into_iter().map(|turn| (turn.header.printed, turn.text)).collect()
    }

    fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(who, text)| ((*who).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn whoever_is_named_speaks_until_the_speech_ends() {
        for (text, expected) in [
            (
                "<speech by='#a'><p>One &amp; <i>two</i>.</p><p>Three.</p></speech><p>Four.</p>",
                vec![("Lena Orsol", "One & two.\nThree.")],
            ),
            ("<speech by='#b'><from>Tomas Vell:</from><p>One.</p></speech>", vec![("Tomas Vell", "One.")]),
            ("<speech by='#b'><p>One.</p></speech>", vec![("b", "One.")]),
            ("<speech by='Brenk, Nadia'>One.<note>(Noise)</note> Two.</speech>", vec![("Brenk, Nadia", "One. Two.")]),
            ("<speech by='#a #b'><p>One.</p></speech><speech><p>Two.</p></speech>", vec![]),
            ("<speech nospeaker='true' by='x'><p>One.</p></speech>", vec![]),
            (
                "<speech><p><from><name><forename>Tomas</forename><surname>Vell</surname></name></from>Tomas Vell (X):</p><p>One.</p>\
              <name>Ida Mohl:</name><p>Two.</p></speech>",
                vec![("Tomas Vell", "One."), ("Ida Mohl", "Two.")],
            ),
            (
                "<speech><from><time>10:00</time><name>Vell, Tomas</name><name>Mr VELL</name><seat>Brenn</seat></from><p>I move:</p></speech>",
                vec![("Vell, Tomas", "I move:")],
            ),
            ("<speech by='#a'>One<sync/>\ntwo.</speech>", vec![("Lena Orsol", "One two.")]),
            ("<speech by='#a'><party>Red</party><p>One.</p></speech>", vec![("Lena Orsol", "One.")]),
        ] {
            assert_eq!(said(text), pairs(&expected), "{text}");
        }
    }

    #[test]
    fn a_file_that_is_cut_off_is_refused() {
        let options = Options::default();
        let cut = SourceText::new(Path::new("x"), "<debate><speech by='A'><p>One.", &options);
        assert!(read(&cut, &DIALECT).is_err());
    }
}
