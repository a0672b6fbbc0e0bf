//! The people of one document: its speakers and whom it names in full. A surname alone is one of them only where
//! nobody else of the document has it.

use std::collections::{BTreeMap, BTreeSet};

use crate::name::{
    fold, is_initial, is_name_token, is_particle, is_patronymic, is_roman, is_title_word, without_notes,
};
use crate::name::{key, plain};
use crate::speaker::{identity, is_initialled, one_spelling};

/// Title words that are given names too, or are followed by one: what stands behind them need not be a surname.
const NO_SURNAME_FOLLOWS: &[&str] = &[
    "archbishop",
    "bishop",
    "brother",
    "dame",
    "dean",
    "emir",
    "father",
    "king",
    "lady",
    "lord",
    "major",
    "metropolitan",
    "patriarch",
    "pope",
    "prince",
    "princess",
    "queen",
    "shah",
    "sheikh",
    "sir",
    "st",
    "sultan",
    "tsar",
];

/// What a mention of a person is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Name {
    /// Given name and surname, without the title.
    Full(String),
    /// "V. Putin".
    Initials(String),
    /// One word, or one with its particle.
    Surname(String),
    /// "Catherine the Great", "King Abdullah": not taken apart.
    Whole,
}

/// How a person's mention was resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonMatch {
    /// A full name, in the document's usual form.
    Full(String),
    /// A surname that one person of the document has.
    BySurname(String),
    /// Initials and a surname that fit one person of the document.
    ByInitials(String),
    /// A surname of nobody, or of several, without its title.
    Unknown(String),
}

#[derive(Debug, Default)]
struct Forms {
    speaker: Option<String>,
    printed: BTreeMap<String, usize>,
}

/// Everybody with one surname.
#[derive(Debug, Default)]
struct Bearers {
    identities: BTreeSet<String>,
    mr: bool,
    ms: bool,
}

/// The people of a document.
#[derive(Debug, Default)]
pub struct NamedPeople {
    known: BTreeMap<String, Forms>,
    surnames: BTreeMap<String, Bearers>,
}

impl NamedPeople {
    /// Adds a speaker by name.
    pub fn add_speaker(&mut self, name: &str) {
        if let Name::Full(full) = name_of(&in_order(name)) {
            self.add_full(&full).speaker = Some(name.to_owned());
        }
    }

    /// Adds a mention of a person; `before` is what stands before it in the sentence.
    pub fn add_mention(&mut self, text: &str, before: &str) {
        let name = name_of(text);
        if let Name::Full(full) = &name {
            *self.add_full(full).printed.entry(full.clone()).or_default() += 1;
        }
        if let Name::Full(name) | Name::Surname(name) = &name
            && let Some(surname) = surname(name)
        {
            let title = title(text, before);
            let bearers = self.surnames.entry(surname).or_default();
            bearers.mr |= title.as_deref() == Some("mr");
            bearers.ms |= title.is_some_and(|title| ["ms", "mrs", "miss", "madam"].contains(&title.as_str()));
        }
    }

    fn add_full(&mut self, name: &str) -> &mut Forms {
        let identity = identity(name);
        if let Some(surname) = surname(name) {
            self.surnames.entry(surname).or_default().identities.insert(identity.clone());
        }
        self.known.entry(identity).or_default()
    }

    /// The speaker whom a mention of any type names in full.
    pub fn speaker(&self, text: &str) -> Option<&str> {
        let Name::Full(name) = name_of(text) else { return None };
        self.known.get(&identity(&name))?.speaker.as_deref()
    }

    /// Whom a mention of a person names; none where its name is not taken apart.
    pub fn find(&self, text: &str) -> Option<PersonMatch> {
        Some(match name_of(text) {
            Name::Whole => return None,
            Name::Full(name) => PersonMatch::Full(self.display(&identity(&name)).unwrap_or(name)),
            Name::Initials(name) => {
                let initial = fold(&name).chars().next();
                let fits = |identity: &&String| identity.chars().next() == initial;
                let bearers = surname(&name).and_then(|surname| self.surnames.get(&surname));
                match only(bearers.into_iter().flat_map(|b| &b.identities).filter(fits)) {
                    Some(identity) => PersonMatch::ByInitials(self.display(identity).unwrap_or(name)),
                    None => PersonMatch::Unknown(name),
                }
            }
            Name::Surname(name) => match self.by_surname(&name) {
                Some(full) => PersonMatch::BySurname(full),
                None => PersonMatch::Unknown(name),
            },
        })
    }

    /// The only one with a surname, also in the plural. Mr and Mrs of one surname are two people.
    fn by_surname(&self, name: &str) -> Option<String> {
        let surname = surname(name)?;
        let exact = self.surnames.get(&surname).filter(|b| !b.identities.is_empty());
        let bearers = exact.or_else(|| self.surnames.get(surname.strip_suffix('s')?))?;
        let identity = only(bearers.identities.iter()).filter(|_| !(bearers.mr && bearers.ms))?;
        self.display(identity)
    }

    /// The speaker's name, else the usual form of the document's.
    fn display(&self, identity: &str) -> Option<String> {
        let forms = self.known.get(identity)?;
        let shouted = |form: &str| !form.chars().any(char::is_lowercase);
        // `max_by_key` keeps the last of equals, so the order is turned round
        let usual = forms.printed.iter().rev().max_by_key(|(form, count)| (!shouted(form), **count));
        forms.speaker.clone().or_else(|| usual.map(|(form, _)| form.clone()))
    }
}

fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    all.next().filter(|_| all.next().is_none())
}

/// A speaker's name in the order in which others say it: "Orsol, Lena (Guest)" is Lena Orsol; "Lena Orsol, PhD" stays.
fn in_order(name: &str) -> String {
    let bare = without_notes(name);
    let given = |given: &str| {
        let rank = |word: &str| word.chars().filter(|c| c.is_uppercase()).count() > 1 && !is_initial(word);
        let added = |word: &str| rank(word) || ["jr", "sr", "esq"].contains(&fold(word).as_str());
        given.split(' ').all(|word| is_name_token(word) && !added(word) && !is_title_word(&fold(word)))
    };
    match bare.split_once(", ") {
        Some((family, first))
            if given(first) && family.split(' ').filter(|word| !is_particle(&fold(word))).count() == 1 =>
        {
            format!("{first} {family}")
        }
        _ => bare.to_owned(),
    }
}

fn name_of(text: &str) -> Name {
    let name = plain(text);
    let tokens: Vec<&str> = name.split(' ').map(|token| token.trim_end_matches([',', ';', ':'])).collect();
    let last = tokens.len() - 1;
    let start = tokens[..last].iter().rposition(|token| is_title_word(&fold(token))).map_or(0, |at| at + 1);
    let name = &tokens[start..];
    let peculiar = tokens[..start].iter().any(|token| NO_SURNAME_FOLLOWS.contains(&fold(token).as_str()));
    if peculiar || !name.iter().all(|token| is_name_token(token) || is_particle(&fold(token))) {
        return Name::Whole;
    }
    let joined = name.join(" ");
    let particles = name[..name.len() - 1]
        .iter()
        .all(|token| is_particle(token) || matches!(*token, "Van" | "Von" | "De" | "Der" | "Den" | "Di" | "Du"));
    match () {
        () if particles => Name::Surname(joined),
        () if is_initialled(&joined) => Name::Initials(joined),
        () => Name::Full(joined),
    }
}

/// The folded surname in one transliteration; none where it is not the last word.
fn surname(name: &str) -> Option<String> {
    let mut tokens: Vec<&str> = name.split(' ').collect();
    if tokens.len() > 2 && tokens.last().is_some_and(|last| ["jr", "sr"].contains(&fold(last).as_str())) {
        tokens.pop();
    }
    let last = tokens.last()?;
    let folded = fold(last);
    let other = is_roman(last) || is_initial(last) || (tokens.len() > 1 && is_patronymic(&folded));
    let bare = ["al-", "el-"].into_iter().find_map(|particle| folded.strip_prefix(particle)).unwrap_or(&folded);
    (!other && !bare.is_empty()).then(|| one_spelling(&bare.replace('\'', "")))
}

/// The folded title word in front of a name, inside the mention or right before it.
pub fn title(text: &str, before: &str) -> Option<String> {
    let inside = text.split_whitespace().rev().skip(1).map(fold).find(|token| is_title_word(token));
    inside.or_else(|| before.split_whitespace().next_back().map(fold).filter(|token| is_title_word(token)))
}

/// A name of a person without its title, as a key; none where there is no title.
pub fn untitled(text: &str) -> Option<String> {
    match name_of(text) {
        Name::Full(name) | Name::Initials(name) | Name::Surname(name) => Some(key(&name)),
        Name::Whole => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stated_speakers_are_found_as_others_name_them() {
        for (name, order) in [
            ("Orsol, Lena (Guest)", "Lena Orsol"),
            ("van der Vell, Tomas", "Tomas van der Vell"),
            ("Lena Orsol, PhD", "Lena Orsol, PhD"),
            ("Tomas Vell, Jr.", "Tomas Vell, Jr."),
            ("Lena Orsol", "Lena Orsol"),
        ] {
            assert_eq!(in_order(name), order);
        }
        let mut people = NamedPeople::default();
        people.add_speaker("Orsol, Lena");
        assert_eq!(people.find("Lena Orsol"), Some(PersonMatch::Full("Orsol, Lena".to_owned())));
        assert_eq!(people.find("Orsol"), Some(PersonMatch::BySurname("Orsol, Lena".to_owned())));
    }
}
