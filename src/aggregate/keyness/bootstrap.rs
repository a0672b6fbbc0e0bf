//! How far a log-odds ratio goes when other documents are at hand: whole documents are drawn with replacement, as many as
//! there are, with all that both sides say in them; the prior stays as it is.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::aggregate::interval::Interval;
use crate::aggregate::keyness::log_odds::{TermUse, log_odds};
use crate::aggregate::keyness::terms::{ORDERS, add};

/// Resamples.
const RESAMPLES: usize = 1000;

/// One speaker: all words and all pairs of each document, by its index, and the terms to show.
pub struct SpeakerDraws {
    /// Occurrences of every term in the speaker's documents; empty where nothing is to be drawn.
    pub own: Vec<(usize, [u64; ORDERS])>,
    /// The terms.
    pub samples: Vec<TermSample>,
}

/// One term, over the documents.
pub struct TermSample {
    /// Its prior.
    pub alpha: f64,
    /// Its order.
    pub order: usize,
    /// Which of the terms it is.
    pub term: usize,
    /// Where the speaker says it: index of the document, how often.
    pub own: Vec<(usize, u64)>,
}

impl TermSample {
    fn log_odds(&self, weights: &[u64], own: &[u64; ORDERS], all: &[u64; ORDERS], said: u64) -> f64 {
        let count = weigh(&self.own, weights);
        let mine = TermUse { count, total: own[self.order] };
        let rest = TermUse { count: said - count, total: all[self.order] - own[self.order] };
        log_odds(mine, rest, self.alpha)
    }
}

/// Occurrences in documents that count so many times each.
fn weigh(said: &[(usize, u64)], weights: &[u64]) -> u64 {
    said.iter().map(|(document, count)| weights[*document] * count).sum()
}

/// The 95 % percentile intervals of the terms' log-odds ratios, voice by voice, from what all say in each document and
/// where they say each term. A resample is the same for everybody.
pub fn intervals(
    documents: &[[u64; ORDERS]],
    terms: &[Vec<(usize, u64)>],
    voices: &[SpeakerDraws],
    seed: u64,
) -> Vec<Vec<Interval>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let empty = |voice: &SpeakerDraws| vec![Vec::with_capacity(RESAMPLES); voice.samples.len()];
    let mut drawn: Vec<Vec<Vec<f64>>> = voices.iter().map(empty).collect();
    let mut weights = vec![0u64; documents.len()];
    for _ in 0..RESAMPLES {
        weights.fill(0);
        for _ in documents {
            // the high half of a 128-bit product is uniform below the length but for a bias of 2⁻⁶⁴ · length
            let at = (u128::from(random.next_u64()) * documents.len() as u128) >> 64;
            weights[at as usize] += 1;
        }
        let all = sum(documents.iter().zip(&weights));
        let said: Vec<u64> = terms.iter().map(|said| weigh(said, &weights)).collect();
        for (terms, voice) in drawn.iter_mut().zip(voices).filter(|(_, voice)| !voice.own.is_empty()) {
            let own = sum(voice.own.iter().map(|(document, totals)| (totals, &weights[*document])));
            for (values, sample) in terms.iter_mut().zip(&voice.samples) {
                values.push(sample.log_odds(&weights, &own, &all, said[sample.term]));
            }
        }
    }
    let ends = |terms: Vec<Vec<f64>>| terms.into_iter().filter(|values| !values.is_empty()).map(middle).collect();
    drawn.into_iter().map(ends).collect()
}

fn sum<'a>(documents: impl Iterator<Item = (&'a [u64; ORDERS], &'a u64)>) -> [u64; ORDERS] {
    let mut totals = [0; ORDERS];
    for (counts, weight) in documents {
        add(&mut totals, counts.map(|n| weight * n));
    }
    totals
}

/// The middle 95 % of the values.
fn middle(mut values: Vec<f64>) -> Interval {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values[(share * (values.len() - 1) as f64).round() as usize];
    Interval { low: at(0.025), high: at(0.975) }
}
