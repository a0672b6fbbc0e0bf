//! Which terms are counted. Nearly all two-word terms of a large corpus are said once or twice and need not be kept. A
//! first pass counts every term into a table of fixed size, two cells a term, which many terms share (a count–min
//! sketch, Cormode & Muthukrishnan 2005): the smaller of a term's cells is never less than its count. A term that
//! reaches the threshold becomes a candidate.
//!
//! The threshold is the least count that leaves no more cells than the cap. It follows from the sums in the cells alone,
//! so the order of reading has no say in it, and it only rises, so that a term with that many occurrences is a candidate
//! when it has been read for the last time, whatever was dropped before. Below it the cells' sharing lets some terms in
//! and not others, and so the threshold counts once more where true counts are known.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use crate::aggregate::keyness::terms::{push_words, terms_of_words};
use crate::sentence::sentences;
use crate::transcript::Transcript;

/// Terms that are counted, about.
const CAP: usize = 1 << 18;
/// Cells of a row for each term of the cap.
const CELLS: usize = 16;
/// The threshold where the cap is not reached: a term said less often by everybody together is shown for nobody.
pub const LEAST: u16 = 5;

/// Terms by what they hash to without a key that changes from run to run.
type TermHasher = BuildHasherDefault<DefaultHasher>;

/// The first pass: all terms in a bounded space.
pub struct Learner {
    cap: usize,
    cells: [Vec<u16>; 2],
    least: u16,
    /// By their hashes: the chance that two of a million share one is 1 in 30 million.
    candidates: HashMap<u64, Box<str>, TermHasher>,
    full: usize,
}

impl Default for Learner {
    fn default() -> Self {
        Learner::with_cap(CAP)
    }
}

impl Learner {
    /// With room for about `cap` terms, at least 1.
    pub fn with_cap(cap: usize) -> Self {
        let row = || vec![0; cap * CELLS];
        Learner { cap, cells: [row(), row()], least: LEAST, candidates: HashMap::default(), full: 2 * cap }
    }

    /// Counts the terms of a document.
    pub fn learn(&mut self, said: &SaidTerms) {
        terms_of_words(&said.0, |term| self.add(term));
    }

    fn add(&mut self, term: &str) {
        let mut most = u16::MAX;
        let hash = hash(term);
        for (row, at) in self.cells.iter_mut().zip(places(hash, self.cap)) {
            row[at] = row[at].saturating_add(1);
            most = most.min(row[at]);
        }
        if most >= self.least && !self.candidates.contains_key(&hash) {
            self.candidates.insert(hash, term.into());
            if self.candidates.len() > self.full {
                self.drop_rare();
            }
        }
    }

    /// What the count of the term with this hash is at most, and at least where it is above the threshold.
    fn most(&self, hash: u64) -> u16 {
        let cells = self.cells.iter().zip(places(hash, self.cap)).map(|(row, at)| row[at]);
        cells.min().unwrap_or_default()
    }

    fn drop_rare(&mut self) {
        self.least = threshold(&self.cells[0], self.cap);
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.retain(|hash, _| self.most(*hash) >= self.least);
        self.full = 2 * candidates.len().max(self.cap);
        self.candidates = candidates;
    }

    /// The terms to count.
    pub fn finish(mut self) -> Vocabulary {
        self.drop_rare();
        let mut terms: Vec<Box<str>> = self.candidates.into_values().collect();
        terms.sort_unstable();
        Vocabulary { ids: terms.into_iter().zip(0..).collect(), least: u64::from(self.least) }
    }
}

/// The terms of a document that is to be scored: what takes most of the time and needs no other document.
#[derive(Debug, Default)]
pub struct SaidTerms(String);

impl SaidTerms {
    /// Those of a document.
    pub fn of(transcript: &Transcript) -> Self {
        let mut said = String::new();
        for turn in transcript.turns.iter().filter(|_| transcript.scored) {
            for span in sentences(turn) {
                push_words(span.slice(&turn.text), &mut said);
            }
        }
        SaidTerms(said)
    }
}

fn hash(term: &str) -> u64 {
    TermHasher::default().hash_one(term)
}

/// The cells of a term with this hash, one in each row.
fn places(hash: u64, cap: usize) -> [usize; 2] {
    let cells = (cap * CELLS) as u64;
    [(hash & 0xffff_ffff) % cells, (hash >> 32) % cells].map(|at| at as usize)
}

/// The least count, from [`LEAST`], that at most `cap` cells reach.
fn threshold(cells: &[u16], cap: usize) -> u16 {
    let mut having = vec![0usize; usize::from(u16::MAX) + 1];
    for &count in cells {
        having[usize::from(count)] += 1;
    }
    let mut reaching = 0;
    for count in (LEAST..=u16::MAX).rev() {
        reaching += having[usize::from(count)];
        if reaching > cap {
            return count.saturating_add(1);
        }
    }
    LEAST
}

/// The terms that are counted, numbered in their alphabetical order.
#[derive(Debug, Default)]
pub struct Vocabulary {
    ids: HashMap<Box<str>, u32, TermHasher>,
    least: u64,
}

impl Vocabulary {
    /// The number of a term.
    pub fn find(&self, term: &str) -> Option<u32> {
        self.ids.get(term).copied()
    }

    /// The terms in order of their numbers.
    pub fn terms(&self) -> Vec<&str> {
        let mut terms: Vec<&str> = self.ids.keys().map(AsRef::as_ref).collect();
        terms.sort_unstable();
        terms
    }

    /// The threshold: every term with so many occurrences is in the vocabulary.
    pub fn least(&self) -> u64 {
        self.least
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// `n` words, 248 of them different where n is 4,000, one very frequent.
    fn corpus(n: usize) -> Vec<String> {
        (0..n).map(|i| format!("w{}", (i * 7919 % n) * (i % 7) / 97)).collect()
    }

    fn learn<'a>(words: impl Iterator<Item = &'a String>, cap: usize) -> Vocabulary {
        let mut learner = Learner::with_cap(cap);
        for word in words {
            learner.add(word);
            assert!(learner.candidates.len() <= learner.full && learner.full <= 8 * cap, "the space is bounded");
        }
        learner.finish()
    }

    #[test]
    fn below_the_cap_every_term_with_five_occurrences_is_counted() {
        let words = ["brenn", "halmar"].map(|word| vec![word.to_owned(); 5]).concat();
        let rare = vec!["sarn".to_owned(); 4];
        let vocabulary = learn(words.iter().chain(&rare), 1000);
        assert_eq!((vocabulary.terms(), vocabulary.least()), (vec!["brenn", "halmar"], 5));
        assert_eq!((vocabulary.find("halmar"), vocabulary.find("sarn")), (Some(1), None));
    }

    proptest! {
        /// With more terms than the cap the threshold rises, to the same height in any order.
        #[test]
        fn beyond_the_cap_the_frequent_terms_are_counted_in_any_order(order in Just(corpus(4000)).prop_shuffle()) {
            let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
            for word in &order {
                *counts.entry(word).or_default() += 1;
            }
            let vocabulary = learn(order.iter(), 16);
            prop_assert_eq!(vocabulary.least(), learn(corpus(4000).iter(), 16).least());
            prop_assert!(vocabulary.least() > u64::from(LEAST));
            for (term, count) in counts {
                prop_assert!(count < vocabulary.least() || vocabulary.find(term).is_some(), "{} {}", term, count);
            }
            prop_assert!(vocabulary.terms().len() <= 4 * 16, "{} terms", vocabulary.terms().len());
        }
    }
}
