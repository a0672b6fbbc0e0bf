//! Tests by chance re-runs of a difference between two speakers: signs of paired documents flipped, turns exchanged
//! within their document. p = (b + 1) / (B + 1) with b of B re-runs at least as far from 0 (Phipson & Smyth 2010), of a
//! studentised statistic, so that unequal spread does not pass for a difference.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use sha2::{Digest, Sha256};

/// Re-runs, B.
pub const RUNS: u32 = 9_999;
/// Fewer distinct arrangements than this can never give a p below 0.05.
pub const FEWEST_ARRANGEMENTS: f64 = 20.0;

/// What a test found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tested {
    /// (b + 1) / (B + 1).
    pub p: f64,
    /// The studentised statistic as observed.
    pub statistic: f64,
    /// Whether B and not the number of arrangements is what keeps p from being smaller.
    pub at_floor: bool,
}

/// A turn of one of the two speakers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TurnSum {
    /// 0 or 1.
    pub side: usize,
    /// Sentences.
    pub n: f64,
    /// Σ of their values.
    pub sum: f64,
}

/// Random numbers of one contrast: the same for a seed and a name, whatever else is tested.
pub fn random(seed: u64, name: &str) -> ChaCha8Rng {
    let digest = Sha256::new().chain_update(seed.to_le_bytes()).chain_update(name.as_bytes()).finalize();
    ChaCha8Rng::from_seed(digest.into())
}

/// Sign flips of differences that are symmetric around 0 under the null; none where there are too few to tell anything.
pub fn sign_flips(differences: &[f64], random: &mut ChaCha8Rng) -> Option<Tested> {
    let arrangements = 2f64.powi(i32::try_from(differences.len()).unwrap_or(i32::MAX));
    if arrangements < FEWEST_ARRANGEMENTS {
        return None;
    }
    let squares: f64 = differences.iter().map(|d| d * d).sum();
    let observed = student(differences.iter().sum(), squares, differences.len());
    let mut flipped = || {
        let mut sum = 0.0;
        for chunk in differences.chunks(64) {
            let mut bits = random.next_u64();
            for d in chunk {
                sum += if bits & 1 == 0 { *d } else { -d };
                bits >>= 1;
            }
        }
        student(sum, squares, differences.len())
    };
    Some(tested(observed, arrangements, &mut flipped))
}

/// Student's t of n values with this sum and sum of squares; flipping signs leaves the latter as it is.
fn student(sum: f64, squares: f64, n: usize) -> f64 {
    let n = n as f64;
    let deviations = (squares - sum * sum / n).max(0.0);
    studentised(sum / n, deviations / (n - 1.0) / n)
}

/// Turns exchanged between the two within each document, in which either keeps the number of turns; none where there
/// are too few arrangements to tell anything.
pub fn exchanged_turns(documents: &mut [Vec<TurnSum>], random: &mut ChaCha8Rng) -> Option<Tested> {
    let arrangements: f64 = documents.iter().map(|turns| choices(turns)).product();
    if arrangements < FEWEST_ARRANGEMENTS {
        return None;
    }
    let observed = of_turns(documents);
    let mut exchanged = || {
        for turns in documents.iter_mut() {
            for i in (1..turns.len()).rev() {
                let at = ((u128::from(random.next_u64()) * (i as u128 + 1)) >> 64) as usize;
                let side = turns[i].side;
                turns[i].side = turns[at].side;
                turns[at].side = side;
            }
        }
        of_turns(documents)
    };
    Some(tested(observed, arrangements, &mut exchanged))
}

/// In how many ways the turns of a document can belong to the two.
fn choices(turns: &[TurnSum]) -> f64 {
    let mine = turns.iter().filter(|turn| turn.side == 0).count();
    (0..mine).map(|k| (turns.len() - k) as f64 / (mine - k) as f64).product()
}

/// The difference of the means over sentences, by its standard error for clusters of turns (CR2's variance).
fn of_turns(documents: &[Vec<TurnSum>]) -> f64 {
    let mut total = [(0.0, 0.0); 2];
    for turn in documents.iter().flatten() {
        total[turn.side].0 += turn.n;
        total[turn.side].1 += turn.sum;
    }
    let mean = total.map(|(n, sum)| sum / n);
    let variance: f64 = (documents.iter().flatten())
        .map(|turn| {
            let n = total[turn.side].0;
            (turn.sum - turn.n * mean[turn.side]).powi(2) / (n * n * (1.0 - turn.n / n)).max(f64::MIN_POSITIVE)
        })
        .sum();
    studentised(mean[0] - mean[1], variance)
}

fn studentised(value: f64, variance: f64) -> f64 {
    if value == 0.0 { 0.0 } else { value / variance.sqrt() }
}

fn tested(observed: f64, arrangements: f64, run: &mut impl FnMut() -> f64) -> Tested {
    // re-runs that give the observed arrangement again differ by rounding only
    let threshold = observed.abs() * (1.0 - 1e-9);
    let beyond = (0..RUNS).filter(|_| run().abs() >= threshold).count() as f64;
    let at_floor = beyond == 0.0 && arrangements > f64::from(RUNS);
    Tested { p: (beyond + 1.0) / (f64::from(RUNS) + 1.0), statistic: observed, at_floor }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_one_sign_is_as_rare_as_the_signs_allow() {
        let found = sign_flips(&[0.2, 0.3, 0.1, 0.2, 0.4, 0.25, 0.15, 0.3], &mut random(1, "a")).expect("enough");
        assert!((found.p - 2.0 / 256.0).abs() < 0.004 && found.statistic > 4.0 && !found.at_floor, "{found:?}");
        assert_eq!(sign_flips(&[0.2, 0.3, 0.1, 0.2], &mut random(1, "a")), None, "sixteen ways at most");
    }

    #[test]
    fn the_seed_and_the_name_change_only_chance() {
        let d = [0.2, -0.3, 0.1, 0.2, 0.4, -0.25, 0.15, 0.3];
        let p = |seed, name| sign_flips(&d, &mut random(seed, name)).expect("enough").p;
        assert_eq!(p(1, "a"), p(1, "a"));
        assert!(p(1, "a") != p(2, "a") && p(1, "a") != p(1, "b"));
        assert!((p(1, "a") - p(2, "a")).abs() < 0.02);
    }

    #[test]
    fn turns_are_exchanged_within_their_document_only() {
        // one document: 0 speaks six turns at 1, 1 six at 0: 2 of 924 arrangements are as far apart
        let turn = |side, sum: f64| TurnSum { side, n: 1.0, sum };
        let turns: Vec<TurnSum> =
            (0..12).map(|i| turn(i % 2, if i % 2 == 0 { 1.0 } else { 0.01 * i as f64 })).collect();
        let found = exchanged_turns(&mut [turns.clone()], &mut random(1, "a")).expect("enough");
        assert!((found.p - 2.0 / 924.0).abs() < 0.002, "{found:?}");
        // the same turns, but each speaker in documents alone: nothing can be exchanged
        let (a, b): (Vec<_>, Vec<_>) = turns.into_iter().partition(|t| t.side == 0);
        assert_eq!(exchanged_turns(&mut [a, b], &mut random(1, "a")), None);
    }
}
