//! The names of a whole run: learned from the headers of every document, then asked about each.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::config::KnownSpeaker;
use crate::name::{
    HeaderKind, Split, fold, fold_spaces, is_code, is_plain_code, kind, sides, split_title, suffixes, unglued,
    without_notes,
};
use crate::speaker::address::Addressed;
use crate::speaker::entry::{Entry, by_words, expand, introduce, is_one_word, key, part, shorten};
use crate::speaker::known::KnownSpeakers;
use crate::speaker::letters::Letters;
use crate::speaker::listed::Lists;
use crate::speaker::names::{Names, Standing, is_initialled};
use crate::speaker::resolved::{NameRule, Resolved, Scope};
use crate::speaker::stated::StatedNames;
use crate::transcript::{Header, Person, run_id};

/// The names of a whole run.
#[derive(Debug, Default)]
pub struct Registry {
    people: KnownSpeakers,
    names: Names,
    listed: Lists,
    stated: StatedNames,
    letters: Letters,
    headlines: BTreeMap<String, String>,
    addressed: BTreeMap<String, Addressed>,
    /// In how many documents a name is one word.
    one_word: BTreeMap<String, usize>,
    /// The parties of documents that give a seat before them: "(Brenn East) (Lab)".
    parties: BTreeMap<String, BTreeSet<String>>,
    documents: BTreeMap<String, BTreeMap<String, Entry>>,
}

/// What a header was found to be.
struct Found {
    speaker: String,
    scope: Scope,
    rule: NameRule,
}

impl Found {
    fn person(speaker: String, rule: NameRule) -> Self {
        Found { speaker, scope: Scope::Person, rule }
    }

    fn label(speaker: String) -> Self {
        Found { speaker, scope: Scope::Label, rule: NameRule::Label }
    }
}

impl Registry {
    /// With the people of the speakers' file.
    pub fn new(known: Vec<KnownSpeaker>) -> Self {
        let mut names = Names::default();
        for person in &known {
            names.add(&person.name, Standing::Bare);
        }
        Registry { people: KnownSpeakers::new(known), names, ..Registry::default() }
    }

    /// The entry of the speakers' file for a canonical name.
    pub fn person(&self, speaker: &str) -> Option<&KnownSpeaker> {
        self.people.find(&fold(speaker))
    }

    /// First pass: the persons whom a document lists.
    pub fn list(&mut self, people: &[Person]) {
        for person in people {
            self.names.add(&person.name, Standing::Bare);
            self.stated.add(&person.name, 1);
            self.listed.add(person);
        }
    }

    /// First pass: the headline of a document, before its headers.
    pub fn entitle(&mut self, document: &str, headline: &str) {
        self.headlines.insert(document.to_owned(), headline.to_owned());
    }

    /// First pass: the headers of one document, all in one call.
    pub fn learn<'a>(&mut self, document: &str, headers: impl Iterator<Item = &'a Header>) {
        let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
        for (header, turns) in distinct(headers) {
            self.letters.add(document, header);
            if let [_, .., party] = sides(&header.printed).as_slice() {
                self.parties.entry(document.to_owned()).or_default().insert((*party).to_owned());
            }
            if header.stated {
                self.stated.add_in(document, &header.printed, turns);
            }
            // a stated name tells of whom a surname in running text may be, if it is a plain one
            let plain = || !header.stated || matches!(split_title(&header.printed), Split::Bare(_));
            let is_code = || header.full_name.is_none() && is_plain_code(&header.printed);
            let listed = header.listed.is_some() && !header.stated;
            if is_code() || listed || kind(&header.printed) != HeaderKind::Person || !plain() {
                continue;
            }
            let entry = by_words(header);
            // Of headers that print the same, the one with a card counts.
            let slot = entries.entry(key(header)).or_insert_with(|| entry.clone());
            if entry.rule < slot.rule {
                *slot = entry;
            }
        }
        for (surname, addressed) in part(&mut entries) {
            *self.addressed.entry(surname).or_default() += addressed;
        }
        shorten(&mut entries);
        expand(&mut entries);
        if let Some(headline) = self.headlines.remove(document) {
            introduce(&mut entries, &headline);
        }
        let alone: BTreeSet<String> = entries.values().filter(|e| is_one_word(e)).map(|e| fold(&e.name)).collect();
        for name in alone {
            *self.one_word.entry(name).or_default() += 1;
        }
        for entry in entries.values() {
            match entry.rule {
                NameRule::PersonCard | NameRule::AsPrinted => self.names.add(&entry.name, Standing::Bare),
                NameRule::TitleStripped | NameRule::ShortHeader => self.names.add(&entry.name, Standing::Titled),
                _ => {}
            }
        }
        self.documents.entry(document.to_owned()).or_default().extend(entries);
    }

    /// Second pass: whom the headers of a document stand for.
    pub fn resolve_all<'a>(&self, document: &str, headers: impl Iterator<Item = &'a Header>) -> Vec<Resolved> {
        let mut known: HashMap<&Header, Resolved> = HashMap::new();
        headers.map(|header| known.entry(header).or_insert_with(|| self.resolve(document, header)).clone()).collect()
    }

    /// Second pass: whom a header of a document stands for. A group is what the document states in a place of its own, else
    /// what a list or the speakers file says, else what running text gives behind the name.
    pub fn resolve(&self, document: &str, header: &Header) -> Resolved {
        let found = self.find(document, header);
        let side = || self.side(document, header).filter(|_| found.scope == Scope::Person);
        Resolved { group: found.group.clone().or_else(side), ..found }
    }

    /// The side behind a name in running text. Where some headers of a document have a seat and a party, a single note is a
    /// party only if it is one there.
    fn side(&self, document: &str, header: &Header) -> Option<String> {
        let sides = if header.stated { Vec::new() } else { sides(&header.printed) };
        let last = (*sides.last()?).to_owned();
        let seat = sides.len() == 1 && self.parties.get(document).is_some_and(|parties| !parties.contains(&last));
        (!seat).then_some(last)
    }

    fn find(&self, document: &str, header: &Header) -> Resolved {
        if let Some(listed) = &header.listed {
            if let Some((name, group)) = self.listed.find(&run_id(document, &listed.id), listed.date.as_deref()) {
                let known = self.people.find(&fold(name)).map(|known| known.name.clone());
                let speaker = known.unwrap_or_else(|| self.stated.person(name).unwrap_or(name).to_owned());
                let answer = self.answer(header, Found::person(speaker, NameRule::PersonList));
                return Resolved { group: answer.group.or(group), ..answer };
            }
            // An id is a name only where no list says whose it is.
            if !header.stated {
                return self.answer(header, Found::person(header.printed.clone(), NameRule::AsPrinted));
            }
        }
        if header.stated { self.resolve_stated(document, header) } else { self.resolve_printed(document, header) }
    }

    /// A name in a place of its own is kept as it stands: only its spelling may be that of another place.
    fn resolve_stated(&self, document: &str, header: &Header) -> Resolved {
        let stated = &header.printed;
        if let Some(known) = self.people.find(&fold(stated)) {
            return self.answer(header, Found::person(known.name.clone(), NameRule::SpeakersFile));
        }
        let is_letter = self.letters.is_speaker(document, stated);
        if let (HeaderKind::Role(role), false) = (kind(stated), is_letter) {
            return self.role(header, stated.clone(), role);
        }
        if is_letter || is_code(stated) {
            let label = self.stated.label(document, stated).unwrap_or(stated);
            return self.answer(header, Found::label(label.to_owned()));
        }
        let usual = self.stated.person(stated).unwrap_or(stated);
        let rule = if usual == stated { NameRule::AsPrinted } else { NameRule::Spelling };
        self.answer(header, Found::person(usual.to_owned(), rule))
    }

    /// A header in running text, with its title.
    fn resolve_printed(&self, document: &str, header: &Header) -> Resolved {
        let printed = fold_spaces(without_notes(&header.printed));
        let key = key(header);
        // a spelling of the speakers' file may hold what is a note elsewhere: "Chair (Orsol)"
        let whole = || self.people.find(&fold(&header.printed));
        if let Some(known) = whole().or_else(|| self.people.find_ending(&key)) {
            return self.answer(header, Found::person(known.name.clone(), NameRule::SpeakersFile));
        }
        match kind(&printed) {
            _ if self.letters.is_speaker(document, &printed) => return self.answer(header, Found::label(printed)),
            HeaderKind::Role(role) => return self.role(header, printed, role),
            HeaderKind::Person if header.full_name.is_none() && (is_plain_code(&printed) || is_numbered(&printed)) => {
                return self.answer(header, Found::label(printed));
            }
            HeaderKind::Label if header.full_name.is_none() => return self.answer(header, Found::label(printed)),
            _ => {}
        }
        let learned = self.documents.get(document).and_then(|entries| entries.get(&key)).cloned();
        let entry = self.over_the_run(&key, learned.unwrap_or_else(|| by_words(header)));
        if entry.rule == NameRule::Label {
            return self.answer(header, Found::label(printed));
        }
        if let Some(known) = self.people.find(&fold(&entry.name)) {
            let rule = if entry.rule == NameRule::TitleStripped { NameRule::SpeakersFile } else { entry.rule };
            return self.answer(header, Found::person(known.name.clone(), rule));
        }
        if let Some(resolved) = self.surname(header, &entry) {
            return resolved;
        }
        let stated = self.stated.like(&entry.name).map(str::to_owned);
        let display = stated.unwrap_or_else(|| self.names.display(&entry.name));
        let other = || fold(&display) != fold(&entry.name) || unglued(&printed) != printed;
        let spelt = entry.rule == NameRule::AsPrinted && other();
        let namesakes = self.names.namesakes(&display);
        let rule = if spelt { NameRule::Spelling } else { entry.rule };
        let documents = self.one_word.get(&fold(&display)).copied().filter(|many| *many > 1 && is_one_word(&entry));
        let known_by_one_word = documents.filter(|_| namesakes.is_empty()).unwrap_or_default();
        Resolved { namesakes, known_by_one_word, ..self.answer(header, Found::person(display, rule)) }
    }

    /// "Mr. Vell" where his document does not name him in full: the one Vell of the run, which is flagged; where there are
    /// several Vells, he is known in his document only.
    fn surname(&self, header: &Header, entry: &Entry) -> Option<Resolved> {
        if entry.rule != NameRule::TitleStripped || entry.name.contains(' ') {
            return None;
        }
        let namesakes = self.names.namesakes(&entry.name);
        let several = self.addressed.get(&fold(&entry.name)).is_some_and(|addressed| addressed.are_several());
        let found = match namesakes.as_slice() {
            _ if several => Found::label(entry.name.clone()),
            [] => return None,
            [one] => Found::person(self.stated.like(one).unwrap_or(one).to_owned(), NameRule::KnownElsewhere),
            _ => Found::label(entry.name.clone()),
        };
        Some(Resolved { namesakes, ..self.answer(header, found) })
    }

    fn role(&self, header: &Header, printed: String, role: &str) -> Resolved {
        let found = Found { speaker: printed, scope: Scope::Role, rule: NameRule::RoleWord };
        let answer = self.answer(header, found);
        Resolved { role: answer.role.or_else(|| Some(role.to_owned())), ..answer }
    }

    fn answer(&self, header: &Header, found: Found) -> Resolved {
        let Found { speaker, scope, rule } = found;
        let group = header.group.clone().or_else(|| self.person(&speaker).and_then(|known| known.group.clone()));
        Resolved { group, role: header.role.clone(), speaker, scope, rule, namesakes: Vec::new(), known_by_one_word: 0 }
    }

    /// What other documents know: the one person behind initials, the same name without its title.
    fn over_the_run(&self, key: &str, entry: Entry) -> Entry {
        if is_initialled(&entry.name) {
            return match self.names.with_initial(&entry.name) {
                Some(name) => Entry { name, rule: NameRule::Initials },
                None => entry,
            };
        }
        if let Some(name) = self.names.joined(&entry.name).filter(|_| !entry.name.contains(' ')) {
            return Entry { name, rule: NameRule::Spelling };
        }
        if !matches!(entry.rule, NameRule::TitleStripped | NameRule::Label) {
            return entry;
        }
        let elsewhere = suffixes(key).filter(|suffix| suffix.contains(' ')).find_map(|suffix| self.names.bare(suffix));
        match elsewhere {
            Some(name) => Entry { name, rule: NameRule::KnownElsewhere },
            None => entry,
        }
    }
}

/// "Table 4" is known in its document only, whatever a table is there.
fn is_numbered(printed: &str) -> bool {
    printed.rsplit_once(' ').is_some_and(|(_, number)| number.chars().all(|c| c.is_ascii_digit()))
}

/// The distinct headers in order of first appearance, each with how often it stands there.
fn distinct<'a>(headers: impl Iterator<Item = &'a Header>) -> Vec<(&'a Header, usize)> {
    let mut all: Vec<(&Header, usize)> = Vec::new();
    let mut places: HashMap<&Header, usize> = HashMap::new();
    for header in headers {
        let at = *places.entry(header).or_insert(all.len());
        match all.get_mut(at) {
            Some((_, turns)) => *turns += 1,
            None => all.push((header, 1)),
        }
    }
    all
}
