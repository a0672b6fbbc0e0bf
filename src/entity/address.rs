//! Direct address: whether a person is spoken to rather than about, by the punctuation of the sentence around the name
//! and its title. "Mr Vell, thank you", "Dear Lena Orsol, …" and "Thank you, Mr Vell." are; "Mr Vell, who leads
//! Keldova, …" and "the Prime Minister, Mr Vell." are not.

use crate::name::{fold, is_title_word};
use crate::span::Span;

/// What opens an address before the title.
const GREETINGS: &[&str] = &["dear", "distinguished", "esteemed", "honourable", "honorable", "respected"];

/// Titles with which people are addressed by their surname alone.
const COURTESY: &[&str] = &["mr", "mrs", "ms", "miss", "madam", "sir"];

/// Words of a sentence that is said to somebody.
const TO_SOMEBODY: &[&str] =
    &["you", "your", "yours", "yourself", "please", "thank", "thanks", "welcome", "congratulations"];

/// What goes on after an address in the middle or at the start.
const GOES_ON: &[&str] = &[
    "and",
    "but",
    "colleagues",
    "dear",
    "friends",
    "good",
    "how",
    "i",
    "if",
    "in",
    "is",
    "it",
    "it's",
    "ladies",
    "let",
    "may",
    "my",
    "so",
    "that",
    "there",
    "this",
    "we",
    "what",
    "when",
    "why",
    "will",
    "with",
];

/// What tells more about a person who is spoken about.
const RELATIVE: &[&str] = &["who", "whose", "whom", "which", "where", "as"];

/// How many words before a comma may hold the office of the person after it.
const APPOSITION: usize = 8;

/// Whether the person named at `mention` in a sentence is addressed.
pub fn is_address(sentence: &str, mention: Span) -> bool {
    let (before, title) = without_title(&sentence[..mention.start]);
    let name = mention.slice(sentence);
    let titled = title.is_some() || name.split_whitespace().any(|token| is_title_word(&fold(token)));
    let courtesy = title.is_some_and(|title| COURTESY.contains(&title.as_str()))
        || name.split_whitespace().any(|token| COURTESY.contains(&fold(token).as_str()));
    let after = sentence[mention.end..].trim_start();
    let opens = before.is_empty();
    let ends = !after.chars().any(char::is_alphanumeric);
    let clause = after.strip_prefix([',', '!', '?', ';', ':', '–', '—']).map(str::trim_start);
    let (greeted, before) = without_greeting(before);
    if greeted {
        return ends || clause.is_some() || after.starts_with("and ");
    }
    let to_somebody = words(before).chain(words(after)).any(|word| TO_SOMEBODY.contains(&word.as_str()));
    match (opens, ends) {
        (true, true) => titled || after.starts_with(['!', '?']),
        (true, false) => clause.is_some_and(|clause| goes_on(clause, titled, to_somebody)),
        (false, _) if !before.ends_with([',', '–', '—']) || tells_an_office(before) => false,
        (false, true) => courtesy || to_somebody || after.starts_with(['!', '?']),
        (false, false) => clause.is_some_and(|clause| goes_on(clause, courtesy, to_somebody)),
    }
}

/// Whether a sentence goes on as after an address: not with more about the person or another name, unless it is said to
/// somebody.
fn goes_on(clause: &str, titled: bool, to_somebody: bool) -> bool {
    let next = words(clause).next().unwrap_or_default();
    let named = clause.starts_with(char::is_uppercase) && !GOES_ON.contains(&next.as_str());
    let office = is_title_word(&next) || ["a", "an", "the", "our", "his", "her", "former"].contains(&next.as_str());
    match () {
        () if RELATIVE.contains(&next.as_str()) => false,
        () if to_somebody => true,
        () => titled && !named && !office && GOES_ON.contains(&next.as_str()),
    }
}

/// What stands before a name without the title in front of it, and the title's last word.
fn without_title(before: &str) -> (&str, Option<String>) {
    let mut rest = before.trim_end();
    let mut title = None;
    loop {
        let space = rest.char_indices().rfind(|(_, c)| c.is_whitespace());
        let at = space.map_or(0, |(at, c)| at + c.len_utf8());
        let word = rest[at..].trim_start_matches(['“', '"', '‘', '«', '(']);
        let folded = fold(word);
        if word.is_empty() || !is_title_word(&folded) {
            break;
        }
        title.get_or_insert(folded);
        rest = rest[..at].trim_end();
    }
    (rest.trim_end_matches(['“', '"', '‘', '«', '(']).trim_end(), title)
}

fn without_greeting(before: &str) -> (bool, &str) {
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let rest = before[..before.len() - last.len()].trim_end();
    // "our esteemed President" is spoken about
    let opens = rest.is_empty() || rest.ends_with([',', '–', '—', '“', '"']);
    let joined = rest.split_whitespace().next_back().is_some_and(|word| ["and", "my"].contains(&fold(word).as_str()));
    match GREETINGS.contains(&fold(last).as_str()) && (opens || joined) {
        true => (true, rest),
        false => (false, before),
    }
}

/// Whether the words before a comma name an office that the name after it may fill.
fn tells_an_office(before: &str) -> bool {
    let clause = before.trim_end_matches([',', '–', '—', ' ']);
    let clause = clause.rsplit([',', ';', ':']).next().unwrap_or(clause);
    let mut last: Vec<String> = words(clause).collect();
    let start = last.len().saturating_sub(APPOSITION);
    last.drain(start..).any(|word| is_title_word(&word) || ["colleague", "friend", "friends"].contains(&word.as_str()))
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-'))).filter(|w| !w.is_empty()).map(fold)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addressed(sentence: &str) -> bool {
        let names = ["Lena Orsol", "Orsol", "Ms. Korvath", "Vell", "Gregor", "Ashvani", "Daltan", "Feltin"];
        let name = names.into_iter().find(|name| sentence.contains(name)).expect("a name");
        let start = sentence.find(name).expect("in the sentence");
        is_address(sentence, Span::new(start, start + name.len()))
    }

    #[test]
    fn people_who_are_spoken_to() {
        for sentence in [
            "Mr Vell, thank you.",
            "Dear Lena Orsol, we have met before.",
            "Thank you, Mr Vell.",
            "I will not sign it, Mr. Vell.",
            "Mr. Ashvani?",
            "Ms. Korvath, I did not see you applaud.",
            "Commissioner Feltin, the figures, please.",
            "I am very sorry about your mother, Gregor.",
            "You will forgive me, Gregor, but I have been hearing this for years.",
            "Integration is not a loss of voice, Ms. Korvath, it is how small countries get one.",
            "Mr. Vell, friends, good afternoon.",
            "President Orsol, colleagues.",
            "“Mr\u{a0}Vell, it is a great pleasure.”",
            "Gregor!",
        ] {
            assert!(addressed(sentence), "{sentence}");
        }
    }

    #[test]
    fn people_who_are_spoken_about() {
        for sentence in [
            "Mr Vell thanked us.",
            "Lena Orsol, President of Varsia, arrived.",
            "Mr Vell, who leads Keldova, arrived.",
            "Mr Vell, the Prime Minister, arrived.",
            "Our Special Envoy, Ms. Daltan, flies out on Monday.",
            "We welcomed the Prime Minister of Keldova, Mr Vell.",
            "Vell, Orsol and Daltan came.",
            "I asked Mr. Vell.",
            "You know Mr Vell, and he knows you.",
            "That was said by Lena Orsol.",
            "As Ms. Korvath said, you are late.",
            "We mourn our esteemed President Orsol, and his friends do.",
        ] {
            assert!(!addressed(sentence), "{sentence}");
        }
    }
}
