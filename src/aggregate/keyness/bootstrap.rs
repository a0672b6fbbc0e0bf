//! How far a log-odds ratio goes when other documents are at hand: whole documents are drawn with replacement, as many as
//! there are, with all that both sides say in them; the prior stays as it is.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::aggregate::interval::Interval;
use crate::aggregate::keyness::log_odds::{TermUse, log_odds};
use crate::aggregate::keyness::terms::ORDERS;
use crate::parallel::in_order;

/// Resamples.
const RESAMPLES: usize = 1000;
/// Resamples that are looked at together: the weights of a document in so many are next to each other, a cache line of them.
const LANES: usize = 16;
/// Whole numbers below it are exact in single precision.
const EXACT: u64 = 1 << 24;

/// How often a document is drawn, in each of these resamples.
type DrawCounts = [f32; LANES];

/// Something that is said: the document, by its index, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaidIn {
    /// Index of the document.
    pub document: u32,
    /// Occurrences.
    pub count: u64,
}

/// One speaker: all words and all pairs of each document, and the terms to show.
pub struct SpeakerDraws {
    /// Occurrences of every term in the speaker's documents, by order; empty where nothing is to be drawn.
    pub own: [Vec<SaidIn>; ORDERS],
    /// The terms.
    pub samples: Vec<TermSample>,
}

impl SpeakerDraws {
    fn is_drawn(&self) -> bool {
        !self.own[0].is_empty()
    }
}

/// One term, over the documents.
pub struct TermSample {
    /// Its prior.
    pub alpha: f64,
    /// Its order.
    pub order: usize,
    /// Which of the terms it is.
    pub term: usize,
    /// Where the speaker says it.
    pub own: Vec<SaidIn>,
}

/// The documents, drawn in some resamples.
struct Drawn {
    weights: Vec<DrawCounts>,
    /// The highest of the weights.
    highest: u64,
}

impl Drawn {
    /// Draws `lanes` resamples, one after the other.
    fn draw(&mut self, random: &mut ChaCha8Rng, lanes: usize) {
        self.weights.fill([0.0; LANES]);
        let documents = self.weights.len();
        for lane in 0..lanes {
            for _ in 0..documents {
                // the high half of a 128-bit product is uniform below the length but for a bias of 2⁻⁶⁴ · length
                let at = (u128::from(random.next_u64()) * documents as u128) >> 64;
                self.weights[at as usize][lane] += 1.0;
            }
        }
        let highest = self.weights.iter().flatten().fold(0f32, |most, weight| most.max(*weight));
        // a count of draws
        self.highest = highest as u64;
    }

    /// Occurrences in documents that count so many times each: exact sums of whole numbers.
    fn weigh(&self, said: &[SaidIn]) -> [u64; LANES] {
        let mut sums = [0u64; LANES];
        let (mut part, mut most) = ([0f32; LANES], 0);
        let flush = |part: &mut DrawCounts, sums: &mut [u64; LANES]| {
            for (sum, part) in sums.iter_mut().zip(part) {
                *sum += std::mem::take(part) as u64;
            }
        };
        for place in said {
            let weights = &self.weights[place.document as usize];
            most += place.count * self.highest;
            if most >= EXACT {
                flush(&mut part, &mut sums);
                most = place.count * self.highest;
            }
            if most >= EXACT {
                sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += *weight as u64 * place.count);
                most = 0;
            } else {
                let count = place.count as f32;
                part.iter_mut().zip(weights).for_each(|(part, weight)| *part += weight * count);
            }
        }
        flush(&mut part, &mut sums);
        sums
    }
}

/// The 95 % percentile intervals of the terms' log-odds ratios, voice by voice, from what all say in each document, by order,
/// and where they say each term. A resample is the same for everybody, and for any number of threads.
pub fn intervals(
    (documents, terms): (&[Vec<SaidIn>; ORDERS], &[Vec<SaidIn>]),
    voices: &[SpeakerDraws],
    seed: u64,
    threads: usize,
) -> Vec<Vec<Interval>> {
    let mut values: Vec<Vec<Vec<f64>>> = voices
        .iter()
        .map(|voice| vec![Vec::with_capacity(RESAMPLES); if voice.is_drawn() { voice.samples.len() } else { 0 }])
        .collect();
    let draw = |first: usize| {
        let lanes = LANES.min(RESAMPLES - first);
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        // each resample takes a number of 64 bits for every document, from where the one before has ended
        random.set_word_pos(2 * first as u128 * documents[0].len() as u128);
        let mut drawn = Drawn { weights: vec![[0.0; LANES]; documents[0].len()], highest: 0 };
        drawn.draw(&mut random, lanes);
        let all = documents.each_ref().map(|documents| drawn.weigh(documents));
        let said: Vec<[u64; LANES]> = terms.iter().map(|said| drawn.weigh(said)).collect();
        let of = |voice: &SpeakerDraws| {
            let own = voice.own.each_ref().map(|own| drawn.weigh(own));
            let ratios = |sample: &TermSample| {
                let (counts, own, all) = (drawn.weigh(&sample.own), &own[sample.order], &all[sample.order]);
                let said = &said[sample.term];
                std::array::from_fn::<f64, LANES, _>(|lane| {
                    let mine = TermUse { count: counts[lane], total: own[lane] };
                    let rest = TermUse { count: said[lane] - mine.count, total: all[lane] - mine.total };
                    log_odds(mine, rest, sample.alpha)
                })
            };
            voice.samples.iter().filter(|_| voice.is_drawn()).map(ratios).collect::<Vec<_>>()
        };
        (lanes, voices.iter().map(of).collect::<Vec<_>>())
    };
    in_order((0..RESAMPLES).step_by(LANES), threads, draw, |(lanes, drawn)| {
        for (values, ratios) in values.iter_mut().flatten().zip(drawn.into_iter().flatten()) {
            values.extend_from_slice(&ratios[..lanes]);
        }
    });
    let ends = |terms: Vec<Vec<f64>>| terms.into_iter().map(middle).collect();
    values.into_iter().map(ends).collect()
}

/// The middle 95 % of the values.
fn middle(mut values: Vec<f64>) -> Interval {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values[(share * (values.len() - 1) as f64).round() as usize];
    Interval { low: at(0.025), high: at(0.975) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resamples_are_those_of_one_stream_on_any_number_of_threads() {
        let said = |step: usize| -> Vec<SaidIn> {
            (0..40).step_by(step).map(|document| SaidIn { document, count: u64::from(document % 7 + 1) }).collect()
        };
        let sample = |term: usize| TermSample { alpha: 2.0 + term as f64, order: 0, term, own: said(4 + term) };
        let voice = SpeakerDraws { own: [said(2), said(2)], samples: vec![sample(0), sample(1)] };
        let silent = SpeakerDraws { own: Default::default(), samples: vec![sample(0)] };
        let (documents, terms, voices) = ([said(1), said(1)], [said(2), said(1)], [voice, silent]);
        let on = |threads| intervals((&documents, &terms), &voices, 7, threads);
        let one = on(1);
        assert_eq!([one[0].len(), one[1].len()], [2, 0], "who says nothing in enough documents has no interval");
        assert_eq!([on(2), on(5)], [one.clone(), one.clone()]);
        // the same by hand: every resample drawn after the one before
        let (mut random, mut values) = (ChaCha8Rng::seed_from_u64(7), Vec::new());
        let mut drawn = Drawn { weights: vec![[0.0; LANES]; 40], highest: 0 };
        for _ in 0..RESAMPLES {
            drawn.draw(&mut random, 1);
            let sum = |said: &[SaidIn]| drawn.weigh(said)[0];
            let (mine, own) = (sum(&voices[0].samples[0].own), sum(&voices[0].own[0]));
            let rest = TermUse { count: sum(&terms[0]) - mine, total: sum(&documents[0]) - own };
            values.push(log_odds(TermUse { count: mine, total: own }, rest, 2.0));
        }
        assert_eq!(one[0][0], middle(values));
    }

    #[test]
    fn sums_are_exact_whatever_their_size() {
        let mut random = ChaCha8Rng::seed_from_u64(7);
        let mut drawn = Drawn { weights: vec![[0.0; LANES]; 300], highest: 0 };
        drawn.draw(&mut random, LANES);
        let ones: Vec<SaidIn> = (0..300).map(|document| SaidIn { document, count: 1 }).collect();
        assert_eq!(drawn.weigh(&ones), [300; LANES], "as many are drawn as there are");
        for size in [1u64, 1000, 60_000, 5_000_000, 1 << 33] {
            let count = |document: u32| size + u64::from(document) * 7919 % size.max(2);
            let said: Vec<SaidIn> = (0..300).map(|document| SaidIn { document, count: count(document) }).collect();
            let plain = |lane: usize| {
                said.iter().map(|p| drawn.weights[p.document as usize][lane] as u64 * p.count).sum::<u64>()
            };
            assert_eq!(drawn.weigh(&said), std::array::from_fn(plain), "{size}");
        }
    }
}
