//! Documents that say what an earlier one says: the same transcript under two names would count twice.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::run::minhash::{Band, MinHash, Signature, hash, shingles, words};
use crate::transcript::Transcript;

/// Estimated Jaccard similarity from which on two documents are taken for one (ARCHITECTURE.md, "Duplicates: measured").
const SIMILAR: f64 = 0.8;
/// Different shingles below which documents are compared whole.
const FEW: usize = 30;

/// What a document says, as it is compared with others.
pub enum SaidWords {
    /// Nothing.
    Nothing,
    /// A few words, and who says them when.
    Few(u64),
    /// More.
    Many(Box<Signature>),
}

impl SaidWords {
    /// Of a document.
    pub fn of(t: &Transcript, minhash: &MinHash) -> Self {
        let said: Vec<u64> = t.turns.iter().flat_map(|turn| words(&turn.text)).collect();
        if said.is_empty() {
            return SaidWords::Nothing;
        }
        let shingles = shingles(&said);
        if shingles.len() >= FEW {
            return SaidWords::Many(Box::new(minhash.signature(&shingles)));
        }
        // others may say the same few words (a vote by roll call), or the same people on another day
        let headers: Vec<u64> = t.turns.iter().flat_map(|turn| words(&turn.header.printed)).collect();
        let date = words(t.date.as_deref().unwrap_or_default());
        SaidWords::Few(hash(&[hash(&said), hash(&headers), hash(&date)]))
    }
}

/// The documents that are counted, by what they say.
#[derive(Default)]
pub struct Duplicates {
    counted: Vec<(String, Signature)>,
    /// Which of them have which band.
    bands: BTreeSet<(Band, usize)>,
    short: BTreeMap<u64, String>,
}

impl Duplicates {
    /// What to tell of a document that says what an earlier one says; any other is remembered under its id.
    pub fn find(&mut self, id: &str, said: SaidWords) -> Option<String> {
        match said {
            SaidWords::Nothing => None,
            SaidWords::Few(hash) => match self.short.entry(hash) {
                Entry::Occupied(first) => Some(note(first.get(), 1.0)),
                Entry::Vacant(new) => {
                    new.insert(id.to_owned());
                    None
                }
            },
            SaidWords::Many(signature) => {
                let found = self.most_similar(&signature);
                if found.is_none() {
                    self.bands.extend(signature.bands().map(|band| (band, self.counted.len())));
                    self.counted.push((id.to_owned(), *signature));
                }
                found
            }
        }
    }

    /// What to tell of a document with this signature, by the most similar one, the first of several.
    fn most_similar(&self, signature: &Signature) -> Option<String> {
        let alike = |band: Band| self.bands.range((band, 0)..=(band, usize::MAX)).map(|(_, at)| *at);
        let candidates: BTreeSet<usize> = signature.bands().flat_map(alike).collect();
        let all = candidates.into_iter().filter_map(|at| self.counted.get(at));
        let all = all.map(|(id, other)| (id, signature.similarity(other)));
        let similar = all.filter(|(_, similarity)| *similarity >= SIMILAR);
        let best = similar.reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map(|(id, similarity)| note(id, similarity))
    }
}

fn note(id: &str, similarity: f64) -> String {
    format!(
        "says the same as {id} (similarity {similarity:.2}), so it is counted there only (--keep-duplicates counts both)"
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{RngCore, SeedableRng};

    use super::*;
    use crate::input::Source;
    use crate::read::{Options, read_bytes};

    /// So many words, each one of 5,000.
    fn talk(seed: u64, words: usize) -> Vec<String> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        (0..words).map(|_| format!("word{}", random.next_u64() % 5000)).collect()
    }

    fn transcript(id: &str, text: &str) -> Transcript {
        read_bytes(&Source::file(id, id), text.as_bytes(), &Options::default()).unwrap().remove(0)
    }

    /// What is told of each of these texts, which are called 0, 1, 2 and so on.
    fn found(texts: &[&str]) -> Vec<String> {
        let mut duplicates = Duplicates::default();
        let said = |text: &str| SaidWords::of(&transcript("x", text), &MinHash::default());
        let mut find = |id: usize, text: &str| duplicates.find(&id.to_string(), said(text)).unwrap_or_default();
        texts.iter().enumerate().map(|(id, text)| find(id, text)).collect()
    }

    #[test]
    fn the_first_of_those_that_say_the_same_is_counted() {
        let (one, two) = (talk(1, 400), talk(2, 400));
        let said = format!("Lena Orsol: {}", one.join(" "));
        let turns =
            format!("Talks\n\nMayor Tomas Vell: {}\n\nNadia Brenk: {}", one[..90].join("  "), one[90..].join(", "));
        let other = format!("Lena Orsol: {}", two.join(" "));
        let told = found(&[&said, &other, &turns.to_uppercase().replace("TALKS", "Talks in Brenn"), &said, &other]);
        assert_eq!([told[0].as_str(), told[1].as_str()], ["", ""]);
        for (at, first) in [(2, "0 (similarity 1.00)"), (3, "0 (similarity 1.00)"), (4, "1 (similarity 1.00)")] {
            assert!(told[at].starts_with(&format!("says the same as {first}")), "{told:?}");
        }
    }

    #[test]
    fn typos_and_another_lead_are_no_other_talk() {
        for seed in 0..50 {
            let talk = talk(seed, 1000);
            let mut edited = talk.clone();
            (0..20).for_each(|at| edited[at * 50 + seed as usize] = format!("typo{at}"));
            let lead = format!("Lena Orsol: We met early.\n\nTomas Vell: {}", edited.join(" "));
            let told = found(&[&format!("Lena Orsol: {}", talk.join(" ")), &lead]);
            assert!(told[1].starts_with("says the same as 0"), "{seed}: {told:?}");
        }
    }

    #[test]
    fn a_part_of_a_talk_is_another_document() {
        let talk = talk(1, 1000);
        let told =
            found(&[&format!("Lena Orsol: {}", talk.join(" ")), &format!("Lena Orsol: {}", talk[..700].join(" "))]);
        assert_eq!(told, ["", ""]);
    }

    #[test]
    fn a_few_words_are_the_same_where_all_of_them_their_speakers_and_their_day_are() {
        let told = found(&[
            "March 4, 2024\n\nLena Orsol: We agree, and thank you.\n\nTomas Vell: Yes.",
            "March 4, 2024\n\nLena Orsol: we agree and thank you\n\nTomas Vell: Yes!",
            "March 4, 2024\n\nLena Orsol: We agree, and thank you.\n\nTomas Vell: No.",
            "March 5, 2024\n\nLena Orsol: We agree, and thank you.\n\nTomas Vell: Yes.",
            "March 4, 2024\n\nLena Orsol: We agree, and thank you.\n\nNadia Brenk: Yes.",
            "Nobody speaks here.",
            "Nobody speaks here.",
        ]);
        assert!(told[1].starts_with("says the same as 0"), "{told:?}");
        assert!(told.iter().enumerate().all(|(at, told)| at == 1 || told.is_empty()), "{told:?}");
    }

    #[test]
    fn two_votes_by_roll_call_are_two_documents() {
        let first = ["Lena", "Tomas", "Nadia", "Mirka", "Sabine", "Anton", "Vera", "Pavel"];
        let last = ["Orsol", "Vell", "Brenk", "Daltan", "Korvath", "Morav", "Tesk"];
        let vote = |against: &str| -> String {
            let vote = |last: &str| if last == against { "Nay" } else { "Aye" };
            let one = |first: &&str| last.map(|last| format!("{first} {last}: {}.\n\n", vote(last))).concat();
            first.iter().map(one).collect()
        };
        assert_eq!(transcript("a", &vote("Vell")).turns.len(), 56);
        assert_eq!(found(&[&vote("Vell"), &vote("Tesk")]), ["", ""]);
    }
}
