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

use crate::config::KnownEntity;
use crate::label::EntityType;
use crate::name::{fold_spaces, key, plain};
use crate::span::Span;
use crate::speaker::{Resolved, Scope};

use acronym::Acronyms;
use countries::CountryMatch;
use known::KnownEntities;
use people::{NamedPeople, PersonMatch};
use spelling::Spellings;

/// How the entity of a mention was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReferentRule {
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

impl ReferentRule {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            ReferentRule::EntitiesFile => "entities_file",
            ReferentRule::Surname => "surname",
            ReferentRule::Initials => "initials",
            ReferentRule::Country => "country",
            ReferentRule::Demonym => "demonym",
            ReferentRule::Organisation => "organisation",
            ReferentRule::Acronym => "acronym",
            ReferentRule::TitleStripped => "title_stripped",
            ReferentRule::Spelling => "spelling",
            ReferentRule::AsPrinted => "as_printed",
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
    pub rule: ReferentRule,
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
    known: KnownEntities,
}

impl Resolver {
    /// With the entities of the entities file.
    pub fn new(known: Vec<KnownEntity>) -> Self {
        Resolver { known: KnownEntities::new(known) }
    }

    /// The entities of a document's mentions, sentence by sentence.
    pub fn resolve(&self, document: &[Passage]) -> Vec<Vec<Referent>> {
        let context = Context::of(document);
        let sentence = |passage: &Passage| {
            let referent = |mention: &(Span, Option<EntityType>)| {
                let occurrence = Occurrence::of(passage, *mention);
                let found = self.listed(&occurrence).unwrap_or_else(|| self.relisted(context.find(&occurrence)));
                Referent { mark: mark(&found, passage, mention.0), ..found }
            };
            passage.mentions.iter().map(referent).collect()
        };
        document.iter().map(sentence).collect()
    }

    fn listed(&self, occurrence: &Occurrence) -> Option<Referent> {
        let untitled = || people::untitled(occurrence.text).filter(|_| occurrence.is_person());
        let known = self.known.find(&key(occurrence.text)).or_else(|| self.known.find(&untitled()?))?;
        Some(referent(known.name.clone(), Some(known.kind), ReferentRule::EntitiesFile))
    }

    /// What a rule has found may be another name of a listed entity.
    fn relisted(&self, found: Referent) -> Referent {
        match self.known.find(&key(&found.name)) {
            Some(known) => referent(known.name.clone(), Some(known.kind), ReferentRule::EntitiesFile),
            None => found,
        }
    }
}

fn referent(name: String, kind: Option<EntityType>, rule: ReferentRule) -> Referent {
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
struct Occurrence<'a> {
    before: &'a str,
    text: &'a str,
    after: &'a str,
    kind: Option<EntityType>,
}

impl<'a> Occurrence<'a> {
    fn of(passage: &Passage<'a>, (span, kind): (Span, Option<EntityType>)) -> Self {
        let text = passage.text;
        Occurrence { before: &text[..span.start], text: span.slice(text), after: &text[span.end..], kind }
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
    people: NamedPeople,
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
                context.add(&Occurrence::of(passage, *mention));
            }
        }
        context
    }

    fn add(&mut self, occurrence: &Occurrence) {
        self.spellings.add(occurrence.text);
        match occurrence.kind {
            Some(EntityType::Per) if countries::find(occurrence.text).is_none() => {
                self.people.add_mention(occurrence.text, occurrence.before);
            }
            Some(EntityType::Per) => {}
            kind => {
                self.acronyms.add_stated(occurrence.text, occurrence.after);
                if kind == Some(EntityType::Org) {
                    self.acronyms.add_organisation(occurrence.text);
                }
            }
        }
    }

    fn find(&self, occurrence: &Occurrence) -> Referent {
        let person = self.person(occurrence);
        person
            .or_else(|| self.country(occurrence))
            .or_else(|| self.organisation(occurrence))
            .unwrap_or_else(|| self.other(occurrence))
    }

    fn person(&self, occurrence: &Occurrence) -> Option<Referent> {
        let per = Some(EntityType::Per);
        if let Some(speaker) = self.people.speaker(occurrence.text) {
            return Some(referent(speaker.to_owned(), per, as_printed_or(occurrence, speaker, ReferentRule::Spelling)));
        }
        if occurrence.is_person() && countries::find(occurrence.text).is_some() && !self.is_namesake(occurrence) {
            return None;
        }
        let courtesy = occurrence.title().is_some_and(|title| ["mr", "mrs", "ms"].contains(&title.as_str()));
        match self.people.find(occurrence.text)? {
            PersonMatch::BySurname(name) if occurrence.is_person() || courtesy => {
                Some(referent(name, per, ReferentRule::Surname))
            }
            PersonMatch::ByInitials(name) if occurrence.is_person() => {
                Some(referent(name, per, ReferentRule::Initials))
            }
            PersonMatch::Full(name) if occurrence.is_person() => {
                let rule = as_printed_or(occurrence, &name, ReferentRule::Spelling);
                Some(referent(name, per, rule))
            }
            PersonMatch::Unknown(name) if occurrence.is_person() && name != plain(occurrence.text) => {
                Some(referent(name, per, ReferentRule::TitleStripped))
            }
            _ => None,
        }
    }

    /// Whether a country's name is a person's: "Mr Jordan", "Georgia" of the type PER.
    fn is_namesake(&self, occurrence: &Occurrence) -> bool {
        occurrence.title().is_some() || countries::is_persons_name(occurrence.text)
    }

    fn country(&self, occurrence: &Occurrence) -> Option<Referent> {
        match countries::find(occurrence.text)? {
            _ if occurrence.is_person() && self.is_namesake(occurrence) => None,
            CountryMatch::Country(name) => {
                Some(referent(name.to_owned(), Some(EntityType::Loc), ReferentRule::Country))
            }
            CountryMatch::Demonym(_) if occurrence.is_person() => None,
            CountryMatch::Demonym(country) => {
                let name = self.spellings.usual(occurrence.text);
                let found = referent(name, Some(EntityType::Misc), ReferentRule::Demonym);
                Some(Referent { country: Some(country), ..found })
            }
        }
    }

    fn organisation(&self, occurrence: &Occurrence) -> Option<Referent> {
        if occurrence.is_person() {
            return None;
        }
        let org = Some(EntityType::Org);
        if let Some(expansion) = self.acronyms.stated(occurrence.text) {
            let known =
                organisations::find(expansion).map(|name| referent(name.to_owned(), org, ReferentRule::Acronym));
            return Some(
                known.unwrap_or_else(|| {
                    referent(self.spellings.usual(expansion), occurrence.kind, ReferentRule::Acronym)
                }),
            );
        }
        if let Some(name) = organisations::find(occurrence.text) {
            let short = !plain(occurrence.text).contains(' ');
            return Some(referent(
                name.to_owned(),
                org,
                if short { ReferentRule::Acronym } else { ReferentRule::Organisation },
            ));
        }
        let expansion = self.acronyms.initials(occurrence.text)?;
        Some(referent(self.spellings.usual(expansion), org, ReferentRule::Acronym))
    }

    fn other(&self, occurrence: &Occurrence) -> Referent {
        let name = self.spellings.usual(occurrence.text);
        let rule = as_printed_or(occurrence, &name, ReferentRule::Spelling);
        referent(name, occurrence.kind, rule)
    }
}

fn as_printed_or(occurrence: &Occurrence, name: &str, rule: ReferentRule) -> ReferentRule {
    if fold_spaces(occurrence.text) == name { ReferentRule::AsPrinted } else { rule }
}

#[cfg(test)]
mod tests;
