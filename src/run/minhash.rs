//! MinHash: how much two texts have in common, told from a few numbers of each (Broder 1997).

use std::collections::BTreeSet;
use std::hash::Hasher;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use siphasher::sip::SipHasher13;

/// Words of a shingle.
const SHINGLE: usize = 3;
/// Numbers of a signature.
const NUMBERS: usize = 128;
/// Numbers of a band.
const ROWS: usize = 4;

/// A hash of a stretch of a signature, and of which one it is.
pub type Band = u64;

/// What stands for the shingles of a text: of each of 128 fixed orders of all shingles, the first one that the text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature([u32; NUMBERS]);

impl Signature {
    /// The Jaccard similarity J of the two sets of shingles, 0 to 1, estimated: the share of equal numbers. Its standard
    /// error is √(J(1 − J)/128), 0.035 at 0.8.
    pub fn similarity(&self, other: &Self) -> f64 {
        self.0.iter().zip(&other.0).filter(|(mine, theirs)| mine == theirs).count() as f64 / NUMBERS as f64
    }

    /// The 32 bands: signatures that differ in fewer than 32 numbers have an equal one.
    pub fn bands(&self) -> impl Iterator<Item = Band> {
        let bands: &[[u32; ROWS]] = self.0.as_chunks().0;
        (0..).zip(bands).map(|(at, band)| {
            let numbers = band.map(u64::from);
            hash(&[at, numbers[0] << 32 | numbers[1], numbers[2] << 32 | numbers[3]])
        })
    }
}

/// The orders of shingles that signatures are made by, the same in every run.
pub struct MinHash([(u64, u64); NUMBERS]);

impl Default for MinHash {
    fn default() -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        MinHash(std::array::from_fn(|_| (random.next_u64() | 1, random.next_u64())))
    }
}

impl MinHash {
    /// The signature of a text with these shingles.
    pub fn signature(&self, shingles: &BTreeSet<u64>) -> Signature {
        let mut numbers = [u32::MAX; NUMBERS];
        for shingle in shingles {
            for (number, (factor, summand)) in numbers.iter_mut().zip(&self.0) {
                let place = factor.wrapping_mul(*shingle).wrapping_add(*summand) >> 32;
                *number = (*number).min(place as u32);
            }
        }
        Signature(numbers)
    }
}

/// The hashes of a text's words, which are letters and digits whatever their case; the same on every machine.
pub fn words(text: &str) -> Vec<u64> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| SipHasher13::new().hash(word.as_bytes())).collect()
}

/// The hashes of a text's different shingles, given those of its words.
pub fn shingles(words: &[u64]) -> BTreeSet<u64> {
    words.windows(SHINGLE).map(hash).collect()
}

/// The hash of words.
pub fn hash(words: &[u64]) -> u64 {
    let mut hasher = SipHasher13::new();
    words.iter().for_each(|word| hasher.write(&word.to_le_bytes()));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of so many words, each drawn from 5,000.
    fn text(seed: u64, words: usize) -> Vec<String> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        (0..words).map(|_| format!("w{}", random.next_u64() % 5000)).collect()
    }

    fn similarity(a: &str, b: &str) -> f64 {
        let of = |text: &str| MinHash::default().signature(&shingles(&words(text)));
        of(a).similarity(&of(b))
    }

    /// The share of the shingles of both that both have.
    fn jaccard(a: &str, b: &str) -> f64 {
        let (a, b) = (shingles(&words(a)), shingles(&words(b)));
        a.intersection(&b).count() as f64 / a.union(&b).count() as f64
    }

    #[test]
    fn case_spacing_and_punctuation_are_no_difference() {
        let plain = text(1, 300).join(" ");
        let other = plain.to_uppercase().replace(" W1", ",  “W1").replace(" W3", "\n— W3");
        assert_ne!(plain, other);
        assert_eq!(similarity(&plain, &other), 1.0);
    }

    #[test]
    fn the_estimate_is_the_jaccard_similarity_within_its_error() {
        let base = text(2, 1000);
        for (changed, seed) in [0, 5, 10, 20, 40, 80, 160, 320].into_iter().zip(10..) {
            let mut edited = base.clone();
            (0..changed).for_each(|at| edited[at * 1000 / changed.max(1)] = format!("typo{at}"));
            let (base, edited) = (base.join(" "), edited.join(" "));
            let (truth, found) = (jaccard(&base, &edited), similarity(&base, &edited));
            let error = (truth * (1.0 - truth) / 128.0).sqrt();
            assert!((found - truth).abs() <= 4.0 * error, "{changed}: {found} where it is {truth}");
            assert!(similarity(&base, &text(seed, 1000).join(" ")) < 0.1);
        }
    }

    #[test]
    fn signatures_that_are_close_share_a_band() {
        let Signature(numbers) = MinHash::default().signature(&shingles(&words(&text(3, 300).join(" "))));
        let shared = |other: Signature| other.bands().zip(Signature(numbers).bands()).any(|(a, b)| a == b);
        // the worst case: every change in another band
        let mut changed = numbers;
        (0..31).for_each(|band| changed[band * ROWS] ^= 1);
        assert!(shared(Signature(changed)));
        changed[31 * ROWS] ^= 1;
        assert!(!shared(Signature(changed)));
    }
}
