//! The names of one document: what each of its headers says by its own words, and what its other headers, its headline
//! and its cards add.

use std::collections::BTreeMap;

use crate::name::{Split, fold, fold_spaces, split_title, suffixes, without_notes};
use crate::speaker::address::{Addressed, gather};
use crate::speaker::headline::named_in;
use crate::speaker::names::{self, Unique, is_initialled, reorder_initials, rotate, surname_and_initial};
use crate::speaker::resolved::NameRule;
use crate::transcript::Header;

/// A name as a document gives it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The name.
    pub name: String,
    /// How it was found.
    pub rule: NameRule,
}

/// "Mr. Vell", "Ida": a name that leaves it open which Vell or Ida.
pub fn is_one_word(entry: &Entry) -> bool {
    matches!(entry.rule, NameRule::AsPrinted | NameRule::TitleStripped) && !entry.name.contains(' ')
}

/// By what a header is known in its document: folded, without notes.
pub fn key(header: &Header) -> String {
    fold(without_notes(&header.printed))
}

/// The name by the header's own words and card.
pub fn by_words(header: &Header) -> Entry {
    let printed = fold_spaces(without_notes(&header.printed));
    let split = split_title(&printed);
    if let Some(card) = &header.full_name {
        if let Some(name) = on_card(&printed, card) {
            // Cards of monarchs and clergy hold the title too.
            let name = match split_title(&name) {
                Split::Titled(stripped) => stripped,
                _ => name,
            };
            return Entry { name, rule: NameRule::PersonCard };
        }
        if split == Split::Office && card.contains(' ') {
            return Entry { name: rotate(card), rule: NameRule::PersonCard };
        }
    }
    match split {
        Split::Bare(name) => Entry { name: reorder_initials(&name), rule: NameRule::AsPrinted },
        Split::Titled(name) => Entry { name: reorder_initials(&name), rule: NameRule::TitleStripped },
        Split::Office => Entry { name: printed, rule: NameRule::Label },
        Split::Unclear if printed.split(' ').count() > 6 => Entry { name: printed, rule: NameRule::Label },
        Split::Unclear => Entry { name: printed, rule: NameRule::AsPrinted },
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

/// How the surnames behind titles are addressed. "Mr. Vell" and "Ms. Vell" of one document are two people, as printed.
pub fn part(entries: &mut BTreeMap<String, Entry>) -> BTreeMap<String, Addressed> {
    let alone = |entry: &Entry| entry.rule == NameRule::TitleStripped && !entry.name.contains(' ');
    let titled = entries.iter().filter(|(_, entry)| alone(entry));
    let surnames: Vec<(String, Addressed)> = titled.map(|(key, e)| (fold(&e.name), Addressed::of(key))).collect();
    let addressed = gather(surnames.iter().map(|(surname, addressed)| (surname.as_str(), *addressed)));
    for (key, entry) in entries.iter_mut().filter(|(_, entry)| alone(entry)) {
        if addressed.get(&fold(&entry.name)).is_some_and(|all| all.are_several()) {
            *entry = Entry { name: key.clone(), rule: NameRule::Label };
        }
    }
    addressed
}

/// A header with a title ends in another header of its document: that one is the name.
pub fn shorten(entries: &mut BTreeMap<String, Entry>) {
    let bare: BTreeMap<String, String> = entries
        .iter()
        .filter(|(key, entry)| matches!(entry.rule, NameRule::AsPrinted | NameRule::PersonCard) && key.contains(' '))
        .filter(|(_, entry)| !is_initialled(&entry.name))
        .map(|(_, entry)| (fold(&entry.name), entry.name.clone()))
        .collect();
    for (key, entry) in entries.iter_mut() {
        // A name without a title is cut only where it starts with an acronym ("CNPC Wang Yilin").
        let acronym = entry.rule == NameRule::AsPrinted && names::starts_with_acronym(&entry.name);
        if (acronym || matches!(entry.rule, NameRule::TitleStripped | NameRule::Label))
            && let Some(name) = suffixes(key).find_map(|suffix| bare.get(suffix))
        {
            *entry = Entry { name: name.clone(), rule: NameRule::ShortHeader };
        }
    }
}

/// Surnames alone ("Putin", "Mr. Putin") and initials get the given name, where only one person of the document fits.
pub fn expand(entries: &mut BTreeMap<String, Entry>) {
    let mut by_surname: BTreeMap<String, Unique> = BTreeMap::new();
    let mut by_initial: BTreeMap<(String, char), Unique> = BTreeMap::new();
    for entry in
        entries.values().filter(|e| e.rule != NameRule::Label && e.name.contains(' ') && !is_initialled(&e.name))
    {
        if let Some((surname, initial)) = surname_and_initial(&entry.name) {
            by_surname.entry(surname.clone()).or_default().add(&entry.name);
            by_initial.entry((surname, initial)).or_default().add(&entry.name);
        }
    }
    for entry in
        entries.values_mut().filter(|entry| matches!(entry.rule, NameRule::AsPrinted | NameRule::TitleStripped))
    {
        let found = if is_initialled(&entry.name) {
            surname_and_initial(&entry.name).and_then(|at| by_initial.get(&at)).map(|found| (found, NameRule::Initials))
        } else if !entry.name.contains(' ') {
            by_surname.get(&names::one_spelling(&fold(&entry.name))).map(|found| (found, NameRule::ShortHeader))
        } else {
            None
        };
        if let Some((Unique::One(name), rule)) = found {
            *entry = Entry { name: name.clone(), rule };
        }
    }
}

/// A surname behind a title gets the full name from the document's headline.
pub fn introduce(entries: &mut BTreeMap<String, Entry>, headline: &str) {
    let surname = |entry: &&mut Entry| entry.rule == NameRule::TitleStripped && !entry.name.contains(' ');
    let mut surnames = entries.values_mut().filter(surname).peekable();
    if surnames.peek().is_none() {
        return;
    }
    let named = named_in(headline);
    for entry in surnames {
        if let Some(Unique::One(name)) = named.get(&fold(&entry.name)) {
            *entry = Entry { name: name.clone(), rule: NameRule::ShortHeader };
        }
    }
}
