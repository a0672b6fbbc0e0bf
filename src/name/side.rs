//! On whose side somebody speaks: the party, country or organisation that a header gives behind a name, in brackets or
//! behind a comma or a dash.

use crate::name::fold::{fold, notes, without_notes};
use crate::name::kind::{HeaderKind, kind};
use crate::name::title::{Split, split_title};
use crate::name::token::{
    is_anonymous, is_connector, is_name_token, is_ordinary, is_particle, is_suffix, is_title_word,
};
use crate::name::words::{ORGANISATIONS, PLACES, REMARKS};

/// Words of the longest side.
const MOST_WORDS: usize = 6;

/// What stands between a name and its side.
const MARKS: [&str; 7] = [", ", " - ", " – ", " — ", " -- ", " | ", " / "];

/// The sides behind a person's name, in order: "Brenn East" and "Lab" of "Lena Orsol (Brenn East) (Lab)", "Keldova" of
/// "Mr. Vell, Keldova". What is said of how somebody speaks ("retranslated", "Guest", "by video link"), an office or the
/// end of a name ("Jr.", "MP") is none.
pub fn sides(printed: &str) -> Vec<&str> {
    let bare = without_notes(printed);
    let mut sides = notes(printed);
    if let Some(tailed) = tailed(bare) {
        sides.insert(0, tailed.tail);
    }
    if !sides.is_empty() && kind(bare) != HeaderKind::Person {
        return Vec::new();
    }
    sides.retain(|side| is_side(side));
    sides
}

/// A person's name and what stands behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tailed<'a> {
    /// With its title, as printed.
    pub name: &'a str,
    /// Up to the next mark.
    pub tail: &'a str,
    /// Whether the tail cannot be another person's name.
    pub is_sure: bool,
}

/// The name and the words behind it: "Lena Orsol" and "Harbour Works" of "Lena Orsol - Harbour Works". The name has two
/// words or a title, the tail begins with a capital.
pub fn tailed(printed: &str) -> Option<Tailed<'_>> {
    let (at, mark) = first_mark(printed)?;
    let (name, rest) = (&printed[..at], &printed[at + mark.len()..]);
    let tail = rest[..first_mark(rest).map_or(rest.len(), |(at, _)| at)].trim();
    let words: Vec<&str> = name.split_whitespace().collect();
    let titles = words.iter().take_while(|word| is_title_word(&fold(word))).count();
    let names = &words[titles..];
    let is_name = |word: &&str| {
        let folded = fold(word);
        (is_name_token(word) && !is_ordinary(&folded) && !is_title_word(&folded) && !is_organisation(&folded))
            || is_particle(&folded)
    };
    let named = (if titles > 0 { 1 } else { 2 }..=4).contains(&names.len()) && names.iter().all(is_name);
    let place = |text: &str| PLACES.binary_search(&fold(text).as_str()).is_ok();
    let tails: Vec<&str> = tail.split_whitespace().collect();
    if !named || place(name) || !is_title(&tails) {
        return None;
    }
    let told = tails.iter().any(|word| {
        let folded = fold(word);
        is_connector(&folded) || is_title_word(&folded) || is_organisation(&folded) || is_suffix(&folded)
    });
    let is_sure = titles > 0 || mark != ", " || tails.len() == 1 || told || place(tail) || is_party(tail);
    Some(Tailed { name, tail, is_sure })
}

/// The first mark of a text, and where it stands.
fn first_mark(text: &str) -> Option<(usize, &'static str)> {
    let mark_at = |(at, _)| MARKS.iter().find(|mark| text[at..].starts_with(**mark)).map(|mark| (at, *mark));
    text.match_indices([',', ' ']).find_map(mark_at)
}

/// "D-NY", "R-Texas".
fn is_party(words: &str) -> bool {
    words.split_once('-').is_some_and(|(party, seat)| {
        (1..=3).contains(&party.len()) && party.chars().all(char::is_uppercase) && seat.starts_with(char::is_uppercase)
    })
}

fn is_organisation(folded: &str) -> bool {
    ORGANISATIONS.binary_search(&folded).is_ok()
}

/// Whether words are set as in a title: a capital first, and then nothing in small letters but what joins them.
fn is_title(words: &[&str]) -> bool {
    let set = |word: &&str| {
        let folded = fold(word);
        word.starts_with(|c: char| c.is_uppercase() || c == '&') || is_connector(&folded) || is_particle(&folded)
    };
    (1..=MOST_WORDS).contains(&words.len()) && words[0].starts_with(char::is_uppercase) && words.iter().all(set)
}

fn is_side(side: &str) -> bool {
    let words: Vec<&str> = side.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let aside = |word: &String| REMARKS.binary_search(&word.as_str()).is_ok() || is_anonymous(word) || is_suffix(word);
    let is_office = folded.iter().any(|word| is_title_word(word)) && split_title(side) == Split::Office;
    is_title(&words)
        && !folded.iter().any(aside)
        && !is_office
        && !side.contains(|c: char| c.is_ascii_digit() || matches!(c, ':' | ';' | '?' | '!' | '@' | ','))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn sides_are_told_from_remarks() {
        for (printed, expected) in [
            ("Lena Orsol (Brenn East) (Lab)", &["Brenn East", "Lab"][..]),
            ("Mr. Vell (Keldova)", &["Keldova"]),
            ("Mrs. Orsol (Republic of Varsia) (spoke in Spanish)", &["Republic of Varsia"]),
            ("Tomas Vell (Lab/Co-op)", &["Lab/Co-op"]),
            ("Tomas Vell [Greens]", &["Greens"]),
            ("Rep. Vell (D-TX)", &["D-TX"]),
            ("Lena Orsol (retranslated)", &[]),
            ("Lena Orsol (Guest)", &[]),
            ("Lena Orsol (She/Her)", &[]),
            ("Lena Orsol (Through Interpreter)", &[]),
            ("Lena Orsol (Prime Minister)", &[]),
            ("Lena Orsol (2)", &[]),
            ("Operator (Brenn)", &[]),
            ("P01 (Brenn)", &[]),
            ("Lena Orsol", &[]),
            ("Senator Jane Roe, D-NY", &["D-NY"]),
            ("Rep. Norvik, R-Texas", &["R-Texas"]),
            ("Lena Orsol, Keldova", &["Keldova"]),
            ("Lena Orsol - Harbour Works", &["Harbour Works"]),
            ("Lena Vell -- Tarn Capital -- Analyst", &["Tarn Capital"]),
            ("Dr. Hugo Berg, University of Brenn", &["University of Brenn"]),
            ("Sabine Korvath | Brenn Radio", &["Brenn Radio"]),
            ("Oskar Tull -- Chief Executive Officer", &[]),
            ("Dario Feltin, Minister for Ports", &[]),
            ("Bob Ray, Jr.", &[]),
            ("Ruta Selmin, MP", &[]),
            ("Orsol, Lena", &[]),
            ("Chair of the session, Trade Commissioner Dario Feltin", &[]),
        ] {
            assert_eq!(sides(printed), expected, "{printed}");
        }
    }

    #[test]
    fn a_name_and_its_tail_are_told_from_lists_and_prose() {
        assert_eq!(tailed("Lena Orsol, Keldova"), Some(Tailed { name: "Lena Orsol", tail: "Keldova", is_sure: true }));
        assert!(!tailed("Lena Orsol, Tomas Vell").unwrap().is_sure);
        for prose in
            ["Paris, Berlin", "Orsol, Lena", "The Bridge, Brenn", "Lena Orsol, who came", "Mr President, Friends"]
        {
            assert_eq!(tailed(prose), None, "{prose}");
        }
    }
}
