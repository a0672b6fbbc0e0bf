//! A speakers' file to start from: the persons of a run, those who are likely the same side by side.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::config::KnownSpeaker;
use crate::name::fold;
use crate::speaker::names::{identity, one_spelling};
use crate::speaker::registry::Registry;
use crate::speaker::resolved::{Resolved, Scope};
use crate::transcript::Transcript;

/// Names that share a word are compared with each other, unless so many share it that it says nothing.
const MOST_SHARING: usize = 400;
/// Printed headers shown beside a name.
const MOST_SHOWN: usize = 5;

/// The speakers of a run with what is known of them.
#[derive(Debug, Default)]
pub struct Suggestions {
    persons: BTreeMap<String, Suggested>,
    unnamed: BTreeMap<String, usize>,
}

#[derive(Debug, Default)]
struct Suggested {
    documents: usize,
    turns: usize,
    group: Option<String>,
    printed: BTreeSet<String>,
}

impl Suggestions {
    /// Adds the speakers of one document.
    pub fn add(&mut self, transcript: &Transcript, speakers: &[Resolved]) {
        let mut here = BTreeSet::new();
        for (turn, speaker) in transcript.turns.iter().zip(speakers) {
            match speaker.scope {
                Scope::Role => {}
                Scope::Label => *self.unnamed.entry(speaker.speaker.clone()).or_default() += 1,
                Scope::Person => {
                    let person = self.persons.entry(speaker.speaker.clone()).or_default();
                    person.turns += 1;
                    person.documents += usize::from(here.insert(&speaker.speaker));
                    person.group = person.group.take().or_else(|| speaker.group.clone());
                    person.printed.insert(turn.header.printed.clone());
                }
            }
        }
    }

    /// The file. It can be used as it is; to join two entries, one name becomes an alias of the other.
    pub fn toml(&self, registry: &Registry) -> String {
        let mut toml = String::from(
            "# Speakers found, to edit and give to --speakers. To make two entries one person, delete one of them and\n\
             # write its name into the aliases of the other.\n",
        );
        let names: Vec<&str> = self.persons.keys().map(String::as_str).collect();
        let (likely, alone): (Vec<_>, Vec<_>) = groups(&names).into_iter().partition(|group| group.len() > 1);
        for group in likely {
            let list: Vec<String> = group.iter().map(|name| line(name)).collect();
            toml.push_str(&format!("\n# ---- likely one person: {} ----\n", list.join(" / ")));
            for name in group {
                self.entry(&mut toml, name, registry);
            }
        }
        if !alone.is_empty() {
            toml.push_str("\n# ---- everyone else ----\n");
        }
        for name in alone.into_iter().flatten() {
            self.entry(&mut toml, name, registry);
        }
        if !self.unnamed.is_empty() {
            toml.push_str("\n# ---- labels that name nobody; an alias gives one a name in every document ----\n");
            for (label, turns) in &self.unnamed {
                toml.push_str(&format!("# {} (turns: {turns})\n", line(label)));
            }
        }
        toml
    }

    fn entry(&self, toml: &mut String, name: &str, registry: &Registry) {
        let Some(person) = self.persons.get(name) else { return };
        let known = registry.person(name).cloned();
        let entry = known.unwrap_or_else(|| KnownSpeaker {
            name: name.to_owned(),
            aliases: Vec::new(),
            group: person.group.clone(),
            role: None,
        });
        let printed: Vec<String> =
            person.printed.iter().filter(|p| *p != name).take(MOST_SHOWN).map(|p| line(p)).collect();
        toml.push_str(&format!("\n# documents: {}, turns: {}", person.documents, person.turns));
        if !printed.is_empty() {
            toml.push_str(&format!("; printed: {}", printed.join(" / ")));
        }
        toml.push_str("\n[[speaker]]\n");
        // a struct of strings always serialises
        toml.push_str(&toml::to_string(&FilledEntry::of(&entry)).unwrap_or_default());
    }
}

/// An entry with every key, so that only values are to be filled in.
#[derive(Serialize)]
struct FilledEntry<'a> {
    name: &'a str,
    aliases: &'a [String],
    group: &'a str,
    role: &'a str,
}

impl<'a> FilledEntry<'a> {
    fn of(known: &'a KnownSpeaker) -> Self {
        let text = |value: &'a Option<String>| value.as_deref().unwrap_or_default();
        FilledEntry { name: &known.name, aliases: &known.aliases, group: text(&known.group), role: text(&known.role) }
    }
}

/// Fit for a comment.
fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Names that are likely one person's, in groups of two or more; `names` in order, none twice.
pub fn likely_one<'a>(names: &[&'a str]) -> Vec<Vec<&'a str>> {
    groups(names).into_iter().filter(|group| group.len() > 1).collect()
}

/// Names in groups that are likely one person each, in order.
fn groups<'a>(names: &[&'a str]) -> Vec<Vec<&'a str>> {
    let words: Vec<Vec<String>> = names
        .iter()
        .map(|name| identity(&fold(name)).split(' ').map(plain).filter(|word| !word.is_empty()).collect())
        .collect();
    let mut sharing: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, words) in words.iter().enumerate() {
        for word in words.iter().filter(|word| word.chars().count() > 1) {
            sharing.entry(word).or_default().push(at);
        }
    }
    // every name points at the first of its group
    let mut first: Vec<usize> = (0..names.len()).collect();
    fn root(first: &[usize], mut at: usize) -> usize {
        while first[at] != at {
            at = first[at];
        }
        at
    }
    for sharing in sharing.values().filter(|s| s.len() <= MOST_SHARING) {
        for (place, a) in sharing.iter().enumerate() {
            for b in sharing[place + 1..].iter().filter(|b| alike(&words[*a], &words[**b])) {
                let (a, b) = (root(&first, *a), root(&first, *b));
                first[a.max(b)] = a.min(b);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (at, name) in names.iter().enumerate() {
        groups.entry(root(&first, at)).or_default().push(name);
    }
    groups.into_values().collect()
}

/// A word without the marks around it: "orsol," and "(guest)".
fn plain(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// Whether two names may be one: every word of the shorter has its like in the longer, in any order.
fn alike(a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut left: Vec<&String> = long.iter().collect();
    !short.is_empty()
        && short.iter().all(|word| match left.iter().position(|other| like(word, other)) {
            Some(at) => {
                left.swap_remove(at);
                true
            }
            None => false,
        })
}

/// The same word, its initial, or a slip of one letter, of two in a long word.
fn like(a: &str, b: &str) -> bool {
    let initial = |a: &str, b: &str| a.chars().count() == 1 && b.starts_with(a);
    if a == b || one_spelling(a) == one_spelling(b) || initial(a, b) || initial(b, a) {
        return true;
    }
    let slips = match a.chars().count().min(b.chars().count()) {
        0..4 => 0,
        4..9 => 1,
        _ => 2,
    };
    slips > 0 && strsim::damerau_levenshtein(a, b) <= slips
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likely_duplicates_stand_together() {
        let names =
            ["Alena Borova", "Borova, Alena", "Alena Borowa", "Alena Kovar", "A. Kovar", "Milan Borov", "Petra Lind"];
        let groups = groups(&names);
        assert_eq!(groups[0], ["Alena Borova", "Borova, Alena", "Alena Borowa"]);
        assert_eq!(groups[1], ["Alena Kovar", "A. Kovar"]);
        assert_eq!(groups.len(), 4);
    }
}
