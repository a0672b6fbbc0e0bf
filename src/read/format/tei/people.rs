//! The list of persons of a TEI header, or of a file of its own: ids, names, and the parties and groups they belong to.

use quick_xml::events::BytesStart;

use crate::name::fold_spaces;
use crate::read::kit::speech::LONGEST_NAME;
use crate::read::kit::xml::{Step, attribute};
use crate::transcript::{Membership, MembershipKind, Person};

/// The elements of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonPart {
    Person,
    PersName,
    Forename,
    Link,
    Surname,
    Generation,
    /// Titles and nicknames.
    NoName,
    Affiliation,
}

impl PersonPart {
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "person" => PersonPart::Person,
            "persName" => PersonPart::PersName,
            "forename" => PersonPart::Forename,
            "nameLink" => PersonPart::Link,
            "surname" => PersonPart::Surname,
            "genName" => PersonPart::Generation,
            "roleName" | "addName" => PersonPart::NoName,
            "affiliation" => PersonPart::Affiliation,
            _ => return None,
        })
    }
}

/// The id in `#OrsolLena`, `persons.xml#OrsolLena`, `parla:OrsolLena` and `OrsolLena`.
pub fn id_of(reference: &str) -> &str {
    reference.rsplit(['#', ':']).next().unwrap_or_default()
}

/// One `persName`: given names, link, surnames, generation, and text outside of these.
#[derive(Debug, Default)]
struct PersName {
    rank: u8,
    parts: [String; 5],
}

impl PersName {
    fn full(&self) -> String {
        let [given, link, surname, generation, plain] = &self.parts;
        let full = fold_spaces(&[given, link, surname, generation].map(String::as_str).join(" "));
        if full.is_empty() { fold_spaces(plain) } else { full }
    }
}

/// The persons read so far.
#[derive(Debug, Default)]
pub struct PersonList {
    all: Vec<Person>,
    person: Option<Person>,
    best: Option<PersName>,
    name: Option<PersName>,
    part: Option<PersonPart>,
}

impl PersonList {
    /// An element begins.
    pub fn start(&mut self, part: PersonPart, element: &BytesStart) -> Step<()> {
        match (part, &mut self.person) {
            (PersonPart::Person, _) => {
                let id = attribute(element, "id")?.unwrap_or_default();
                self.person = Some(Person { id, name: String::new(), memberships: Vec::new() });
                self.best = None;
            }
            (PersonPart::PersName, Some(_)) => {
                // Names that hold today go before earlier ones, English or Latin spellings before others.
                let current = attribute(element, "to")?.is_none();
                let language = match attribute(element, "lang")?.as_deref() {
                    Some("en") => 3,
                    Some(language) if language.ends_with("-Latn") => 2,
                    None => 1,
                    Some(_) => 0,
                };
                self.name = Some(PersName { rank: 4 * u8::from(current) + language, ..PersName::default() });
            }
            (PersonPart::Affiliation, Some(person)) => person.memberships.extend(memberships(element)?),
            _ => {}
        }
        self.part = Some(part);
        Ok(())
    }

    /// An element ends.
    pub fn end(&mut self, part: PersonPart) {
        if !matches!(part, PersonPart::PersName | PersonPart::Person) {
            // A space between two given names.
            self.text(" ");
        }
        self.part = self.name.is_some().then_some(PersonPart::PersName);
        match part {
            PersonPart::PersName => {
                if let Some(name) = self.name.take()
                    && self.best.as_ref().is_none_or(|best| best.rank < name.rank)
                {
                    self.best = Some(name);
                }
                self.part = None;
            }
            PersonPart::Person => {
                if let (Some(mut person), Some(name)) = (self.person.take(), self.best.take()) {
                    person.name = name.full();
                    if (1..=LONGEST_NAME).contains(&person.id.len()) && (1..=LONGEST_NAME).contains(&person.name.len())
                    {
                        self.all.push(person);
                    }
                }
            }
            _ => {}
        }
    }

    /// Text of the header.
    pub fn text(&mut self, text: &str) {
        let Some(name) = &mut self.name else { return };
        let place = match self.part {
            Some(PersonPart::Forename) => 0,
            Some(PersonPart::Link) => 1,
            Some(PersonPart::Surname) => 2,
            Some(PersonPart::Generation) => 3,
            Some(PersonPart::PersName) => 4,
            _ => return,
        };
        name.parts[place].push_str(text);
    }

    /// The persons with an id and a name, in order.
    pub fn all(self) -> Vec<Person> {
        self.all
    }
}

/// Parties and parliamentary groups are told by their ids, as ParlaMint names them: `party.X`, `parliamentaryGroup.X`.
fn memberships(element: &BytesStart) -> Step<Vec<Membership>> {
    let when = attribute(element, "when")?;
    let (from, to) = (attribute(element, "from")?.or_else(|| when.clone()), attribute(element, "to")?.or(when));
    let references = attribute(element, "ref")?.unwrap_or_default();
    let membership = |reference: &str| {
        let (kind, group) = id_of(reference).split_once('.')?;
        let kind = match kind {
            "party" | "politicalParty" => MembershipKind::Party,
            "parliamentaryGroup" | "group" | "pg" => MembershipKind::ParliamentaryGroup,
            _ => return None,
        };
        Some(Membership { kind, group: group.to_owned(), from: from.clone(), to: to.clone() })
    };
    Ok(references.split_whitespace().filter_map(membership).collect())
}
