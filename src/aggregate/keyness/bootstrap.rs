//! How far a log-odds ratio goes when other documents are at hand: whole documents are drawn with replacement, as many as
//! there are, with all that both sides say in them; the prior stays as it is.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::aggregate::interval::Interval;
use crate::aggregate::keyness::log_odds::{Use, log_odds};
use crate::aggregate::keyness::terms::{ORDERS, add};

/// Resamples.
const RESAMPLES: usize = 1000;

/// What both sides say in one document: all words, and all pairs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sides {
    /// The speaker.
    pub own: [u64; ORDERS],
    /// All others.
    pub rest: [u64; ORDERS],
}

/// One term, over the documents.
pub struct Sample {
    /// Its prior.
    pub alpha: f64,
    /// Its order.
    pub order: usize,
    /// Where it is said: index of the document, by the speaker how often, by all others how often.
    pub said: Vec<(usize, u64, u64)>,
}

impl Sample {
    fn log_odds(&self, weights: &[u64], totals: &Sides) -> f64 {
        let mut own = Use { count: 0, total: totals.own[self.order] };
        let mut rest = Use { count: 0, total: totals.rest[self.order] };
        for &(document, by_speaker, by_others) in &self.said {
            own.count += weights[document] * by_speaker;
            rest.count += weights[document] * by_others;
        }
        log_odds(own, rest, self.alpha)
    }
}

/// The 95 % percentile intervals of the terms' log-odds ratios, the documents in an order of their own.
pub fn intervals(documents: &[Sides], samples: &[Sample], seed: u64) -> Vec<Interval> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut drawn: Vec<Vec<f64>> = vec![Vec::with_capacity(RESAMPLES); samples.len()];
    let mut weights = vec![0u64; documents.len()];
    for _ in 0..RESAMPLES {
        weights.fill(0);
        for _ in documents {
            // the high half of a 128-bit product is uniform below the length but for a bias of 2⁻⁶⁴ · length
            let at = (u128::from(random.next_u64()) * documents.len() as u128) >> 64;
            weights[at as usize] += 1;
        }
        let totals = sum(documents, &weights);
        for (values, sample) in drawn.iter_mut().zip(samples) {
            values.push(sample.log_odds(&weights, &totals));
        }
    }
    drawn.into_iter().map(middle).collect()
}

fn sum(documents: &[Sides], weights: &[u64]) -> Sides {
    let mut totals = Sides::default();
    for (sides, weight) in documents.iter().zip(weights) {
        add(&mut totals.own, sides.own.map(|n| weight * n));
        add(&mut totals.rest, sides.rest.map(|n| weight * n));
    }
    totals
}

/// The middle 95 % of the values.
fn middle(mut values: Vec<f64>) -> Interval {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values[(share * (values.len() - 1) as f64).round() as usize];
    Interval { low: at(0.025), high: at(0.975) }
}
