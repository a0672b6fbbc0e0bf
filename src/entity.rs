//! Which entity a mention names. In go the sentences of one document with their speakers and mentions, out comes one
//! name for each mention, the rule that gave it, and whether the speaker speaks of himself or to somebody. Only the
//! document, the entities file and the tables built in have a say: no other document has. Where two entities are
//! possible, the mention stays as printed.

mod acronym;
mod address;
mod countries;
mod known;
mod organisations;
mod people;
mod spelling;

use crate::label::EntityType;
use crate::name::fold_spaces;
use crate::span::Span;
use crate::speaker::{Resolved, Scope};

use acronym::Acronyms;
use countries::Found;
use known::ByName;
pub use known::{Known, parse};
use people::{People, Person};
use spelling::{Spellings, key, plain};

/// How the entity of a mention was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Listed in the entities file.
    EntitiesFile,
    /// The one person of the document with this surname.
    Surname,
    /// The one person of the document with these initials and surname.
    Initials,
    /// In the table of countries.
    Country,
    /// In the table of what the people and things of a country are called.
    Demonym,
    /// In the table of unions and international bodies, by its name.
    Organisation,
    /// An acronym that the document spells out, that the table has, or that fits one organisation of the document.
    Acronym,
    /// The title was taken off a name.
    TitleStripped,
    /// Another spelling of the name is usual in the document, or it has lost "the" or a possessive.
    Spelling,
    /// As it stands.
    AsPrinted,
}

impl Rule {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Rule::EntitiesFile => "entities_file",
            Rule::Surname => "surname",
            Rule::Initials => "initials",
            Rule::Country => "country",
            Rule::Demonym => "demonym",
            Rule::Organisation => "organisation",
            Rule::Acronym => "acronym",
            Rule::TitleStripped => "title_stripped",
            Rule::Spelling => "spelling",
            Rule::AsPrinted => "as_printed",
        }
    }
}

/// What sets a mention apart from what is said about others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The speaker's own name.
    Own,
    /// A person who is spoken to.
    Address,
}

impl Mark {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Mark::Own => "self",
            Mark::Address => "address",
        }
    }
}

/// The entity that a mention refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referent {
    /// Its name.
    pub name: String,
    /// What it is: the mention's type, or the one that the rule knows.
    pub kind: Option<EntityType>,
    /// The country whose people or things a demonym names.
    pub country: Option<&'static str>,
    /// How it was found.
    pub rule: Rule,
    /// Whether the mention is the speaker's own name or an address.
    pub mark: Option<Mark>,
}

/// A sentence of a document with its mentions.
#[derive(Debug, Clone)]
pub struct Passage<'a> {
    /// Who says it.
    pub speaker: &'a Resolved,
    /// The sentence.
    pub text: &'a str,
    /// Its mentions by bytes of the sentence, with their types.
    pub mentions: Vec<(Span, Option<EntityType>)>,
}

/// What holds in every document.
#[derive(Debug, Default)]
pub struct Resolver {
    known: ByName,
}

impl Resolver {
    /// With the entities of the entities file.
    pub fn new(known: Vec<Known>) -> Self {
        Resolver { known: ByName::new(known) }
    }

    /// The entities of a document's mentions, sentence by sentence.
    pub fn resolve(&self, document: &[Passage]) -> Vec<Vec<Referent>> {
        let context = Context::of(document);
        let sentence = |passage: &Passage| {
            let referent = |mention: &(Span, Option<EntityType>)| {
                let place = Place::of(passage, *mention);
                let found = self.listed(&place).unwrap_or_else(|| self.relisted(context.find(&place)));
                Referent { mark: mark(&found, passage, mention.0), ..found }
            };
            passage.mentions.iter().map(referent).collect()
        };
        document.iter().map(sentence).collect()
    }

    fn listed(&self, place: &Place) -> Option<Referent> {
        let untitled = || people::untitled(place.text).filter(|_| place.is_person());
        let known = self.known.find(&key(place.text)).or_else(|| self.known.find(&untitled()?))?;
        Some(referent(known.name.clone(), Some(known.kind), Rule::EntitiesFile))
    }

    /// What a rule has found may be another name of a listed entity.
    fn relisted(&self, found: Referent) -> Referent {
        match self.known.find(&key(&found.name)) {
            Some(known) => referent(known.name.clone(), Some(known.kind), Rule::EntitiesFile),
            None => found,
        }
    }
}

fn referent(name: String, kind: Option<EntityType>, rule: Rule) -> Referent {
    Referent { name, kind, country: None, rule, mark: None }
}

fn mark(found: &Referent, passage: &Passage, span: Span) -> Option<Mark> {
    if found.kind != Some(EntityType::Per) {
        return None;
    }
    let own = passage.speaker.scope == Scope::Person && key(&found.name) == key(&passage.speaker.speaker);
    match own {
        true => Some(Mark::Own),
        false => address::is_address(passage.text, span).then_some(Mark::Address),
    }
}

/// A mention in its sentence.
struct Place<'a> {
    before: &'a str,
    text: &'a str,
    after: &'a str,
    kind: Option<EntityType>,
}

impl<'a> Place<'a> {
    fn of(passage: &Passage<'a>, (span, kind): (Span, Option<EntityType>)) -> Self {
        let text = passage.text;
        Place { before: &text[..span.start], text: span.slice(text), after: &text[span.end..], kind }
    }

    fn is_person(&self) -> bool {
        self.kind == Some(EntityType::Per)
    }

    fn title(&self) -> Option<String> {
        people::title(self.text, self.before)
    }
}

/// What a document says about its own names.
#[derive(Default)]
struct Context {
    people: People,
    acronyms: Acronyms,
    spellings: Spellings,
}

impl Context {
    fn of(document: &[Passage]) -> Self {
        let mut context = Context::default();
        for passage in document {
            if passage.speaker.scope == Scope::Person {
                context.people.add_speaker(&passage.speaker.speaker);
            }
            for mention in &passage.mentions {
                context.add(&Place::of(passage, *mention));
            }
        }
        context
    }

    fn add(&mut self, place: &Place) {
        self.spellings.add(place.text);
        match place.kind {
            Some(EntityType::Per) if countries::find(place.text).is_none() => {
                self.people.add_mention(place.text, place.before);
            }
            Some(EntityType::Per) => {}
            kind => {
                self.acronyms.add_stated(place.text, place.after);
                if kind == Some(EntityType::Org) {
                    self.acronyms.add_organisation(place.text);
                }
            }
        }
    }

    fn find(&self, place: &Place) -> Referent {
        let person = self.person(place);
        person.or_else(|| self.country(place)).or_else(|| self.organisation(place)).unwrap_or_else(|| self.other(place))
    }

    fn person(&self, place: &Place) -> Option<Referent> {
        let per = Some(EntityType::Per);
        if let Some(speaker) = self.people.speaker(place.text) {
            return Some(referent(speaker.to_owned(), per, as_printed_or(place, speaker, Rule::Spelling)));
        }
        if place.is_person() && countries::find(place.text).is_some() && !self.is_namesake(place) {
            return None;
        }
        let courtesy = place.title().is_some_and(|title| ["mr", "mrs", "ms"].contains(&title.as_str()));
        match self.people.find(place.text)? {
            Person::BySurname(name) if place.is_person() || courtesy => Some(referent(name, per, Rule::Surname)),
            Person::ByInitials(name) if place.is_person() => Some(referent(name, per, Rule::Initials)),
            Person::Full(name) if place.is_person() => {
                let rule = as_printed_or(place, &name, Rule::Spelling);
                Some(referent(name, per, rule))
            }
            Person::Unknown(name) if place.is_person() && name != plain(place.text) => {
                Some(referent(name, per, Rule::TitleStripped))
            }
            _ => None,
        }
    }

    /// Whether a country's name is a person's: "Mr Jordan", "Georgia" of the type PER.
    fn is_namesake(&self, place: &Place) -> bool {
        place.title().is_some() || countries::is_persons_name(place.text)
    }

    fn country(&self, place: &Place) -> Option<Referent> {
        match countries::find(place.text)? {
            _ if place.is_person() && self.is_namesake(place) => None,
            Found::Country(name) => Some(referent(name.to_owned(), Some(EntityType::Loc), Rule::Country)),
            Found::Demonym(_) if place.is_person() => None,
            Found::Demonym(country) => {
                let name = self.spellings.usual(place.text);
                let found = referent(name, Some(EntityType::Misc), Rule::Demonym);
                Some(Referent { country: Some(country), ..found })
            }
        }
    }

    fn organisation(&self, place: &Place) -> Option<Referent> {
        if place.is_person() {
            return None;
        }
        let org = Some(EntityType::Org);
        if let Some(expansion) = self.acronyms.stated(place.text) {
            let known = organisations::find(expansion).map(|name| referent(name.to_owned(), org, Rule::Acronym));
            return Some(known.unwrap_or_else(|| referent(self.spellings.usual(expansion), place.kind, Rule::Acronym)));
        }
        if let Some(name) = organisations::find(place.text) {
            let short = !plain(place.text).contains(' ');
            return Some(referent(name.to_owned(), org, if short { Rule::Acronym } else { Rule::Organisation }));
        }
        let expansion = self.acronyms.initials(place.text)?;
        Some(referent(self.spellings.usual(expansion), org, Rule::Acronym))
    }

    fn other(&self, place: &Place) -> Referent {
        let name = self.spellings.usual(place.text);
        let rule = as_printed_or(place, &name, Rule::Spelling);
        referent(name, place.kind, rule)
    }
}

fn as_printed_or(place: &Place, name: &str, rule: Rule) -> Rule {
    if fold_spaces(place.text) == name { Rule::AsPrinted } else { rule }
}

#[cfg(test)]
mod tests;
