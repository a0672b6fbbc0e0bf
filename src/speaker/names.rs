//! The names of a run, gathered by what makes two printed forms the same name, and the arithmetic of name parts.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::name::{fold, is_initial, is_patronymic};

/// The only thing, or one of several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Unique {
    /// Nothing yet.
    #[default]
    Nobody,
    /// This name, in its longest form.
    One(String),
    /// Different names, the first few.
    Several(Vec<String>),
}

/// Of names that one short form may stand for, this many are listed.
const MOST_NAMESAKES: usize = 5;

impl Unique {
    /// Adds a name; spellings of the same name stay one.
    pub fn add(&mut self, name: &str) {
        *self = match std::mem::take(self) {
            Unique::Nobody => Unique::One(name.to_owned()),
            Unique::One(had) if identity(&had) == identity(name) => {
                Unique::One(if better(name, &had) { name.to_owned() } else { had })
            }
            Unique::One(had) => Unique::Several(vec![had]).with(name),
            Unique::Several(names) => Unique::Several(names).with(name),
        };
    }

    /// Of several names the first in the order of their identities are kept, whatever order they come in.
    fn with(self, name: &str) -> Self {
        let Unique::Several(mut names) = self else { return self };
        if let Err(at) = names.binary_search_by_key(&identity(name), |had| identity(had)) {
            names.insert(at, name.to_owned());
            names.truncate(MOST_NAMESAKES);
        }
        Unique::Several(names)
    }
}

/// How a name stood in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// By itself.
    Bare,
    /// Behind a title, found by rule.
    Titled,
}

/// Printed forms of one name with the number of documents that print them.
#[derive(Debug, Default)]
struct PrintedForms {
    printed: BTreeMap<String, usize>,
    bare: bool,
    /// The most complete one, once it is asked for, until another is added.
    fullest: OnceLock<Option<String>>,
}

impl PrintedForms {
    /// The most complete one; of equally complete ones the most frequent.
    fn fullest(&self) -> Option<&str> {
        // On equal terms the first in the alphabet: `max_by` keeps the last, so the order is turned round.
        let rank = |(form, count): &(&String, &usize)| (form.split(' ').count(), !is_capitals(form), **count);
        let best = || self.printed.iter().rev().max_by_key(rank).map(|(form, _)| form.clone());
        self.fullest.get_or_init(best).as_deref()
    }
}

/// All names of a run.
#[derive(Debug, Default)]
pub struct Names {
    forms: BTreeMap<String, PrintedForms>,
    by_initial: BTreeMap<(String, char), Unique>,
    by_letters: BTreeMap<String, Unique>,
}

impl Names {
    /// Adds a name as one document prints it.
    pub fn add(&mut self, name: &str, standing: Standing) {
        if !name.contains(' ') || is_initialled(name) {
            return;
        }
        let forms = self.forms.entry(identity(name)).or_default();
        *forms.printed.entry(name.to_owned()).or_default() += 1;
        forms.bare |= standing == Standing::Bare;
        forms.fullest.take();
        self.by_letters.entry(fold(name).replace(' ', "")).or_default().add(name);
        if let Some(at) = surname_and_initial(name) {
            self.by_initial.entry(at).or_default().add(name);
        }
    }

    /// The most complete printed form of a name; of equally complete ones the most frequent.
    pub fn display(&self, name: &str) -> String {
        let fullest = self.forms.get(&identity(name)).and_then(PrintedForms::fullest);
        fullest.unwrap_or(name).to_owned()
    }

    /// A name that some document prints without a title, by its folded form.
    pub fn bare(&self, key: &str) -> Option<String> {
        let forms = self.forms.get(&identity(key)).filter(|forms| forms.bare)?;
        forms.printed.keys().next().cloned()
    }

    /// The names of the run that a surname alone, or an initial and a surname, may stand for; none for a full name.
    pub fn namesakes(&self, name: &str) -> Vec<String> {
        let folded = fold(name);
        let found: Vec<&Unique> = if is_initialled(name) {
            surname_and_initial(name).and_then(|at| self.by_initial.get(&at)).into_iter().collect()
        } else if !folded.contains(' ') {
            let surname = one_spelling(&folded);
            let fitting = self.by_initial.range((surname.clone(), '\0')..=(surname, char::MAX));
            fitting.map(|(_, found)| found).take(MOST_NAMESAKES).collect()
        } else {
            Vec::new()
        };
        let names = found.into_iter().flat_map(|found| match found {
            Unique::Nobody => [].as_slice(),
            Unique::One(name) => std::slice::from_ref(name),
            Unique::Several(names) => names,
        });
        names.take(MOST_NAMESAKES).map(|name| self.display(name)).collect()
    }

    /// The only name of the run with these letters: "VladimirPutin" lost its space.
    pub fn joined(&self, name: &str) -> Option<String> {
        match self.by_letters.get(&fold(name)) {
            Some(Unique::One(name)) => Some(name.clone()),
            _ => None,
        }
    }

    /// The only name of the run with this initial and surname.
    pub fn with_initial(&self, name: &str) -> Option<String> {
        match self.by_initial.get(&surname_and_initial(name)?) {
            Some(Unique::One(name)) => Some(name.clone()),
            _ => None,
        }
    }
}

fn is_capitals(name: &str) -> bool {
    !name.chars().any(char::is_lowercase)
}

fn better(name: &str, had: &str) -> bool {
    let rank = |form: &str| (form.split(' ').count(), !is_capitals(form));
    rank(name) > rank(had) || (rank(name) == rank(had) && name < had)
}

/// Equal for forms of one name: without patronymic and middle initials, and in one transliteration ("Aliev", "Aliyev";
/// "Sergey", "Sergei").
pub fn identity(name: &str) -> String {
    let folded = fold(name);
    let tokens: Vec<&str> = folded.split(' ').collect();
    let last = tokens.len().saturating_sub(1);
    let kept = tokens.iter().enumerate().filter(|(at, token)| {
        let middle = *at > 0 && *at < last;
        !(middle && (is_patronymic(token) || token.chars().count() == 1))
    });
    kept.map(|(_, token)| one_spelling(token)).collect::<Vec<String>>().join(" ")
}

/// A folded word of a name in one transliteration.
pub fn one_spelling(token: &str) -> String {
    // nothing but these two letters is ever spelt in two ways
    if !token.contains(['y', 'k']) || token.chars().count() < 4 {
        return token.to_owned();
    }
    let plain =
        token.replace("iye", "ie").replace("aye", "ae").replace("ks", "x").replace("iy", "i").replace("yi", "i");
    let plain = plain.strip_prefix("ye").map_or(plain.clone(), |rest| format!("e{rest}"));
    match plain.strip_suffix('y') {
        Some(stem) => format!("{stem}i"),
        None => plain,
    }
}

/// "V. Putin", "V.V. Putin".
pub fn is_initialled(name: &str) -> bool {
    let mut tokens = name.split(' ');
    tokens.next().is_some_and(is_initial) && tokens.next().is_some()
}

/// "Putin V.V." as "V.V. Putin".
pub fn reorder_initials(name: &str) -> String {
    let name = &spaced(name);
    let tokens: Vec<&str> = name.split(' ').collect();
    let initials = tokens.iter().rev().take_while(|t| is_initial(t) && t.ends_with('.')).count();
    if initials == 0 || initials == tokens.len() {
        return name.to_owned();
    }
    let (surname, given) = tokens.split_at(tokens.len() - initials);
    format!("{} {}", given.join(" "), surname.join(" "))
}

/// "V.Putin" as "V. Putin"; "J.R." stays, and "lena.orsol" and "Lena.Orsol" are what somebody calls himself.
fn spaced(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 1);
    let mut letters = name.chars().peekable();
    while let Some(c) = letters.next() {
        out.push(c);
        let word_follows =
            letters.peek().is_some_and(|c| c.is_alphabetic()) && letters.clone().nth(1).is_some_and(char::is_lowercase);
        let before = out.rsplit(' ').next().unwrap_or_default();
        if c == '.' && word_follows && (before.len() <= 4 || is_initial(before)) {
            out.push(' ');
        }
    }
    out
}

/// "Tokayev Kassym-Jomart" as "Kassym-Jomart Tokayev".
pub fn rotate(card: &str) -> String {
    match card.split_once(' ') {
        Some((surname, given)) => format!("{given} {surname}"),
        None => card.to_owned(),
    }
}

/// The folded last word and the first letter.
pub fn surname_and_initial(name: &str) -> Option<(String, char)> {
    let folded = fold(name);
    let bare = ["jr", "sr", "ii", "iii", "iv"].iter().find_map(|suffix| folded.strip_suffix(suffix)?.strip_suffix(' '));
    let (rest, surname) = bare.filter(|bare| bare.contains(' ')).unwrap_or(&folded).rsplit_once(' ')?;
    Some((one_spelling(surname), rest.chars().next()?))
}

/// Whether the first word is an acronym and the rest is not in capitals.
pub fn starts_with_acronym(name: &str) -> bool {
    let mut tokens = name.split(' ');
    let first = tokens.next().unwrap_or_default();
    first.chars().count() > 1 && is_capitals(first) && !is_initial(first) && tokens.all(|t| !is_capitals(t))
}
