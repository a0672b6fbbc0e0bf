//! Who is behind a header: resolves printed headers to one name per person over a whole run. In the first pass the
//! registry learns the headers of every document, in the second it answers for each; the answer does not depend on the
//! order of learning, and says which rule gave it.

mod audit;
mod key;
mod known;
mod lengths;
mod listed;
mod names;
mod suggest;

use std::collections::BTreeMap;

use crate::name::{Kind, Split, fold, fold_spaces, kind, split_title, unglued, without_notes};
use crate::transcript::{Header, Person};

pub use audit::{LongTurn, SeenHeader};
pub use key::SpeakerKey;
use known::People;
pub use known::{Known, parse};
pub use lengths::{Lengths, Medians};
use listed::Lists;
use names::{Names, Standing, Unique, reorder_initials, rotate, suffixes, surname_and_initial};
pub use names::{identity, is_initialled, one_spelling};
pub use suggest::Suggestions;

/// Whom a header stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// A person, the same in every document.
    Person,
    /// Someone known only inside the document: `SPEAKER_00`, "Moderator".
    Label,
    /// A kind of turn and nobody's name: "Question".
    Role,
}

/// How a name was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Listed in the speakers' file.
    SpeakersFile,
    /// By the id that the document gives, in a list of persons.
    PersonList,
    /// On the person card of the page.
    PersonCard,
    /// Another header of the document is this one without its title, or with its given name.
    ShortHeader,
    /// The only person with this initial and surname.
    Initials,
    /// A header of another document is this one without its title.
    KnownElsewhere,
    /// The title was recognised by its words.
    TitleStripped,
    /// Another spelling of the same name is the usual one.
    Spelling,
    /// As it stands.
    AsPrinted,
    /// A word for a kind of turn.
    RoleWord,
    /// A label or an office instead of a name.
    Label,
}

impl Rule {
    /// The name in `attribution.csv`.
    pub fn name(self) -> &'static str {
        match self {
            Rule::SpeakersFile => "speakers_file",
            Rule::PersonList => "person_list",
            Rule::PersonCard => "person_card",
            Rule::ShortHeader => "short_header",
            Rule::Initials => "initials",
            Rule::KnownElsewhere => "known_elsewhere",
            Rule::TitleStripped => "title_stripped",
            Rule::Spelling => "spelling",
            Rule::AsPrinted => "as_printed",
            Rule::RoleWord => "role_word",
            Rule::Label => "label",
        }
    }
}

/// A header resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The canonical name, or the label as printed.
    pub speaker: String,
    /// The role of the turn, as the document states it or by its role word.
    pub role: Option<String>,
    /// Country, party or the like: from the document, else from the speakers' file.
    pub group: Option<String>,
    /// Whom the header stands for.
    pub scope: Scope,
    /// How the name was found.
    pub rule: Rule,
    /// Whom else of the run a surname alone or initials may stand for, where that could not be told.
    pub namesakes: Vec<String>,
}

/// A name as a document gives it.
#[derive(Debug, Clone)]
struct Entry {
    name: String,
    rule: Rule,
}

/// The names of a whole run.
#[derive(Debug, Default)]
pub struct Registry {
    people: People,
    names: Names,
    listed: Lists,
    documents: BTreeMap<String, BTreeMap<String, Entry>>,
}

impl Registry {
    /// With the people of the speakers' file.
    pub fn new(known: Vec<Known>) -> Self {
        let mut names = Names::default();
        for person in &known {
            names.add(&person.name, Standing::Bare);
        }
        Registry { people: People::new(known), names, listed: Lists::default(), documents: BTreeMap::new() }
    }

    /// The entry of the speakers' file for a canonical name.
    pub fn person(&self, speaker: &str) -> Option<&Known> {
        self.people.find(&fold(speaker))
    }

    /// First pass: the persons whom a document lists.
    pub fn list(&mut self, people: &[Person]) {
        for person in people {
            self.names.add(&person.name, Standing::Bare);
            self.listed.add(person);
        }
    }

    /// First pass: the distinct headers of one document, all in one call.
    pub fn learn<'a>(&mut self, document: &str, headers: impl Iterator<Item = &'a Header>) {
        let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
        for header in headers.filter(|header| header.listed.is_none() && kind(&header.printed) == Kind::Person) {
            let entry = by_words(header);
            // Of headers that print the same, the one with a card counts.
            let slot = entries.entry(key(header)).or_insert_with(|| entry.clone());
            if entry.rule < slot.rule {
                *slot = entry;
            }
        }
        shorten(&mut entries);
        expand(&mut entries);
        for entry in entries.values() {
            match entry.rule {
                Rule::PersonCard | Rule::AsPrinted => self.names.add(&entry.name, Standing::Bare),
                Rule::TitleStripped | Rule::ShortHeader => self.names.add(&entry.name, Standing::Titled),
                _ => {}
            }
        }
        self.documents.entry(document.to_owned()).or_default().extend(entries);
    }

    /// Second pass: whom a header of a document stands for.
    pub fn resolve(&self, document: &str, header: &Header) -> Resolved {
        let printed = fold_spaces(without_notes(&header.printed));
        let answer = |speaker: String, scope, rule, role: Option<&str>| Resolved {
            group: header.group.clone().or_else(|| self.person(&speaker).and_then(|known| known.group.clone())),
            role: header.role.clone().or_else(|| role.map(str::to_owned)),
            speaker,
            scope,
            rule,
            namesakes: Vec::new(),
        };
        if let Some(listed) = &header.listed {
            // An id is a name only where no list says whose it is.
            let Some((name, group)) = self.listed.find(listed) else {
                return answer(printed, Scope::Person, Rule::AsPrinted, None);
            };
            let speaker = self.people.find(&fold(name)).map_or_else(|| self.names.display(name), |k| k.name.clone());
            let answer = answer(speaker, Scope::Person, Rule::PersonList, None);
            return Resolved { group: answer.group.or(group), ..answer };
        }
        let key = key(header);
        // a spelling of the speakers' file may hold what is a note elsewhere: "Chair (Orsol)"
        let whole = || self.people.find(&fold(&header.printed));
        if let Some(known) = whole().or_else(|| self.people.find_ending(&key)) {
            return answer(known.name.clone(), Scope::Person, Rule::SpeakersFile, None);
        }
        match kind(&printed) {
            Kind::Role(role) => return answer(printed, Scope::Role, Rule::RoleWord, Some(role)),
            Kind::Label if header.full_name.is_none() => return answer(printed, Scope::Label, Rule::Label, None),
            _ => {}
        }
        let learned = self.documents.get(document).and_then(|entries| entries.get(&key)).cloned();
        let entry = self.over_the_run(&key, learned.unwrap_or_else(|| by_words(header)));
        if entry.rule == Rule::Label {
            return answer(printed, Scope::Label, Rule::Label, None);
        }
        if let Some(known) = self.people.find(&fold(&entry.name)) {
            let rule = if entry.rule == Rule::TitleStripped { Rule::SpeakersFile } else { entry.rule };
            return answer(known.name.clone(), Scope::Person, rule, None);
        }
        let display = self.names.display(&entry.name);
        let other = || fold(&display) != fold(&entry.name) || unglued(&printed) != printed;
        let spelt = entry.rule == Rule::AsPrinted && other();
        let namesakes = self.names.namesakes(&display);
        let resolved = answer(display, Scope::Person, if spelt { Rule::Spelling } else { entry.rule }, None);
        Resolved { namesakes, ..resolved }
    }

    /// What other documents know: the one person behind initials, the same name without its title.
    fn over_the_run(&self, key: &str, entry: Entry) -> Entry {
        if is_initialled(&entry.name) {
            return match self.names.with_initial(&entry.name) {
                Some(name) => Entry { name, rule: Rule::Initials },
                None => entry,
            };
        }
        if let Some(name) = self.names.joined(&entry.name).filter(|_| !entry.name.contains(' ')) {
            return Entry { name, rule: Rule::Spelling };
        }
        if !matches!(entry.rule, Rule::TitleStripped | Rule::Label) {
            return entry;
        }
        let elsewhere = suffixes(key).filter(|suffix| suffix.contains(' ')).find_map(|suffix| self.names.bare(suffix));
        match elsewhere {
            Some(name) => Entry { name, rule: Rule::KnownElsewhere },
            None => entry,
        }
    }
}

fn key(header: &Header) -> String {
    fold(without_notes(&header.printed))
}

/// The name by the header's own words and card.
fn by_words(header: &Header) -> Entry {
    let printed = fold_spaces(without_notes(&header.printed));
    let split = split_title(&printed);
    if let Some(card) = &header.full_name {
        if let Some(name) = on_card(&printed, card) {
            // Cards of monarchs and clergy hold the title too.
            let name = match split_title(&name) {
                Split::Titled(stripped) => stripped,
                _ => name,
            };
            return Entry { name, rule: Rule::PersonCard };
        }
        if split == Split::Office && card.contains(' ') {
            return Entry { name: rotate(card), rule: Rule::PersonCard };
        }
    }
    match split {
        Split::Bare(name) => Entry { name: reorder_initials(&name), rule: Rule::AsPrinted },
        Split::Titled(name) => Entry { name: reorder_initials(&name), rule: Rule::TitleStripped },
        Split::Office => Entry { name: printed, rule: Rule::Label },
        Split::Unclear if printed.split(' ').count() > 6 => Entry { name: printed, rule: Rule::Label },
        Split::Unclear => Entry { name: printed, rule: Rule::AsPrinted },
    }
}

/// The last words of the header that are, in any order, the words on the card ("Putin Vladimir").
fn on_card(printed: &str, card: &str) -> Option<String> {
    let mut wanted: Vec<String> = card.split_whitespace().map(fold).collect();
    let words: Vec<&str> = printed.split(' ').collect();
    let tail = words.get(words.len().checked_sub(wanted.len())?..)?;
    let mut have: Vec<String> = tail.iter().map(|word| fold(word)).collect();
    wanted.sort_unstable();
    have.sort_unstable();
    (have == wanted && !have.is_empty()).then(|| tail.join(" "))
}

/// A header with a title ends in another header of its document: that one is the name.
fn shorten(entries: &mut BTreeMap<String, Entry>) {
    let bare: BTreeMap<String, String> = entries
        .iter()
        .filter(|(key, entry)| matches!(entry.rule, Rule::AsPrinted | Rule::PersonCard) && key.contains(' '))
        .filter(|(_, entry)| !is_initialled(&entry.name))
        .map(|(_, entry)| (fold(&entry.name), entry.name.clone()))
        .collect();
    for (key, entry) in entries.iter_mut() {
        // A name without a title is cut only where it starts with an acronym ("CNPC Wang Yilin").
        let acronym = entry.rule == Rule::AsPrinted && names::starts_with_acronym(&entry.name);
        if (acronym || matches!(entry.rule, Rule::TitleStripped | Rule::Label))
            && let Some(name) = suffixes(key).find_map(|suffix| bare.get(suffix))
        {
            *entry = Entry { name: name.clone(), rule: Rule::ShortHeader };
        }
    }
}

/// Surnames alone ("Putin", "Mr. Putin") and initials get the given name, where only one person of the document fits.
fn expand(entries: &mut BTreeMap<String, Entry>) {
    let mut by_surname: BTreeMap<String, Unique> = BTreeMap::new();
    let mut by_initial: BTreeMap<(String, char), Unique> = BTreeMap::new();
    for entry in entries.values().filter(|e| e.rule != Rule::Label && e.name.contains(' ') && !is_initialled(&e.name)) {
        if let Some((surname, initial)) = surname_and_initial(&entry.name) {
            by_surname.entry(surname.clone()).or_default().add(&entry.name);
            by_initial.entry((surname, initial)).or_default().add(&entry.name);
        }
    }
    for entry in entries.values_mut().filter(|entry| matches!(entry.rule, Rule::AsPrinted | Rule::TitleStripped)) {
        let found = if is_initialled(&entry.name) {
            surname_and_initial(&entry.name).and_then(|at| by_initial.get(&at)).map(|found| (found, Rule::Initials))
        } else if !entry.name.contains(' ') {
            by_surname.get(&names::one_spelling(&fold(&entry.name))).map(|found| (found, Rule::ShortHeader))
        } else {
            None
        };
        if let Some((Unique::One(name), rule)) = found {
            *entry = Entry { name: name.clone(), rule };
        }
    }
}

#[cfg(test)]
mod tests;
