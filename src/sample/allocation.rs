//! How many units of each stratum are drawn. Units are given out one by one, each to the stratum where it helps most, so a larger
//! sample takes at least as many of each stratum as a smaller one and contains it.

use std::cmp::Reverse;

use crate::coding::{Allocate, Frame, Variable};

/// Units that a speaker is given before the shares of speakers count: with fewer nothing is corrected.
pub const FEWEST: u64 = 12;
/// Units that every stratum is given first, where it has so many.
const FIRST: u64 = 4;
/// An unmarked sentence that is drawn stands for so many at most, where the sample is large enough.
pub const MOST_WEIGHT: u64 = 50;
/// No table prints the probability of a sentence that is not marked; for planning, one in so many is taken to be missed.
const ONE_MISSED_IN: f64 = 50.0;
/// A variance below this is taken for it: predictions are never quite sure.
const LEAST_VARIANCE: f64 = 1e-4;

/// A stratum as the allocation sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedStratum {
    /// Which speaker, from 0.
    pub speaker: usize,
    /// Units (N).
    pub size: u64,
    /// What a unit's code is expected to differ from its prediction, squared.
    pub variance: f64,
    /// Whether it holds the sentences that were not found to be about the topic that is coded.
    pub unmarked: bool,
}

/// The names of the speakers, and the strata of a frame.
pub fn planned(frame: &Frame) -> (Vec<String>, Vec<PlannedStratum>) {
    let mut speakers: Vec<String> = Vec::new();
    let mut strata: Vec<PlannedStratum> = Vec::new();
    let presence = matches!(frame.definition.variable, Variable::TopicPresence(_));
    for name in &frame.strata {
        if speakers.last() != Some(&name.speaker) {
            speakers.push(name.speaker.clone());
        }
        let unmarked = presence && name.class == 0;
        strata.push(PlannedStratum { speaker: speakers.len() - 1, size: 0, variance: 0.0, unmarked });
    }
    for unit in &frame.units {
        if let Some(stratum) = strata.get_mut(unit.stratum) {
            let [low, _, high] = unit.probabilities;
            stratum.size += 1;
            // a topic's prediction is the same in all of a stratum: what varies is the code, by the mean probability
            stratum.variance += if presence { high } else { low + high - (high - low).powi(2) };
        }
    }
    for stratum in &mut strata {
        let mean = if stratum.unmarked { 1.0 / ONE_MISSED_IN } else { stratum.variance / stratum.size as f64 };
        stratum.variance = if presence { mean * (1.0 - mean) } else { mean }.max(LEAST_VARIANCE);
    }
    (speakers, strata)
}

/// Shares `n` out among strata, or gives each all that it has where that is fewer.
///
/// Speakers get the same, or twelve and then by what they say; inside a speaker every stratum gets four, the unmarked
/// sentences of a topic one in fifty (but no more than the marked ones), and then each unit goes where N²σ²/(n(n + 1)) is
/// largest, which is Neyman's optimum in whole numbers (Wright 2012, The American Statistician 66).
pub fn allocate(strata: &[PlannedStratum], n: u64, by: Allocate) -> Vec<u64> {
    let speakers = strata.iter().map(|stratum| stratum.speaker + 1).max().unwrap_or(0);
    let mut own: Vec<Vec<usize>> = vec![Vec::new(); speakers];
    let mut size = vec![0; speakers];
    for (at, stratum) in strata.iter().enumerate() {
        own[stratum.speaker].push(at);
        size[stratum.speaker] += stratum.size;
    }
    let (mut drawn, mut of_speaker) = (vec![0; strata.len()], vec![0; speakers]);
    for _ in 0..n {
        let Some(speaker) = next_speaker(&size, &of_speaker, by) else { break };
        let Some(stratum) = next_stratum(strata, &own[speaker], &drawn) else { break };
        of_speaker[speaker] += 1;
        drawn[stratum] += 1;
    }
    drawn
}

/// What another unit is worth where there are `n`, of a group with the weight `squared`.
fn priority(squared: f64, n: u64) -> f64 {
    let n = n as f64;
    squared / (n * (n + 1.0))
}

fn next_speaker(size: &[u64], drawn: &[u64], by: Allocate) -> Option<usize> {
    let with_room = || (0..size.len()).filter(|&s| drawn[s] < size[s]);
    let fewest = with_room().min_by_key(|&s| drawn[s])?;
    if by == Allocate::Equal || drawn[fewest] < FEWEST {
        return Some(fewest);
    }
    let worth = |s: usize| priority((size[s] as f64).powi(2), drawn[s]);
    with_room().max_by(|&a, &b| worth(a).total_cmp(&worth(b)))
}

fn next_stratum(strata: &[PlannedStratum], own: &[usize], drawn: &[u64]) -> Option<usize> {
    let with_room: Vec<usize> = own.iter().copied().filter(|&h| drawn[h] < strata[h].size).collect();
    let fewest = with_room.iter().copied().min_by_key(|&h| drawn[h])?;
    if drawn[fewest] < FIRST {
        return Some(fewest);
    }
    let marked: u64 = own.iter().filter(|&&h| !strata[h].unmarked).map(|&h| drawn[h]).sum();
    let all_marked = with_room.iter().all(|&h| strata[h].unmarked);
    let is_due =
        |h: usize| strata[h].unmarked && drawn[h] * MOST_WEIGHT < strata[h].size && (all_marked || drawn[h] <= marked);
    if let Some(unmarked) = with_room.iter().copied().find(|&h| is_due(h)) {
        return Some(unmarked);
    }
    let worth = |h: usize| priority((strata[h].size as f64).powi(2) * strata[h].variance, drawn[h]);
    with_room.into_iter().max_by(|&a, &b| worth(a).total_cmp(&worth(b)).then(Reverse(a).cmp(&Reverse(b))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn strata() -> impl Strategy<Value = Vec<PlannedStratum>> {
        let of_speaker = prop::collection::vec((1u64..400, 0.0001f64..1.0), 1..6);
        prop::collection::vec(of_speaker, 1..6).prop_map(|speakers| {
            let flat = speakers.into_iter().enumerate().flat_map(|(speaker, own)| {
                own.into_iter().enumerate().map(move |(at, (size, variance))| PlannedStratum {
                    speaker,
                    size,
                    variance,
                    unmarked: at == 0 && speaker % 2 == 0,
                })
            });
            flat.collect()
        })
    }

    fn of_speakers(strata: &[PlannedStratum], of: impl Fn(usize) -> u64) -> Vec<u64> {
        let mut sums = vec![0; strata.last().map_or(0, |s| s.speaker + 1)];
        strata.iter().enumerate().for_each(|(h, stratum)| sums[stratum.speaker] += of(h));
        sums
    }

    proptest! {
        #[test]
        fn all_is_given_out_within_the_strata_and_more_contains_less(
            strata in strata(), n in 0u64..700, more in 0u64..200, equal in any::<bool>()
        ) {
            let by = if equal { Allocate::Equal } else { Allocate::Proportional };
            let (drawn, larger) = (allocate(&strata, n, by), allocate(&strata, n + more, by));
            let total: u64 = strata.iter().map(|s| s.size).sum();
            prop_assert_eq!(drawn.iter().sum::<u64>(), n.min(total));
            let sizes = of_speakers(&strata, |h| strata[h].size);
            let shares = of_speakers(&strata, |h| drawn[h]);
            for (h, stratum) in strata.iter().enumerate() {
                prop_assert!(drawn[h] <= stratum.size && drawn[h] <= larger[h]);
                // six strata of a speaker at most
                if shares[stratum.speaker] >= 6 * FIRST {
                    prop_assert!(drawn[h] >= FIRST.min(stratum.size), "{drawn:?}");
                }
            }
            let fewest = shares.iter().zip(&sizes).filter(|(n, size)| n < size).map(|(n, _)| *n).min();
            for share in &shares {
                let bound = fewest.map_or(u64::MAX, |fewest| if equal { fewest + 1 } else { u64::MAX });
                prop_assert!(*share <= bound, "equal but for those who say no more: {shares:?}");
            }
            if !equal && n >= FEWEST * sizes.len() as u64 {
                prop_assert!(shares.iter().zip(&sizes).all(|(n, size)| *n >= FEWEST.min(*size)), "{shares:?}");
            }
        }
    }

    fn stratum(size: u64, variance: f64, unmarked: bool) -> PlannedStratum {
        PlannedStratum { speaker: 0, size, variance, unmarked }
    }

    #[test]
    fn inside_a_speaker_it_is_neymans_optimum() {
        let strata = [stratum(1000, 0.36, false), stratum(1000, 0.04, false), stratum(500, 0.16, false)];
        // N·σ is 600, 200, 200
        let drawn = allocate(&strata, 100, Allocate::Equal);
        assert!(drawn.iter().zip([60, 20, 20]).all(|(n, wanted)| n.abs_diff(wanted) <= 1), "{drawn:?}");
        let variance = |drawn: &[u64]| -> f64 {
            strata.iter().zip(drawn).map(|(s, n)| (s.size as f64).powi(2) * s.variance / *n as f64).sum()
        };
        for (from, to) in [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)] {
            let mut other = drawn.clone();
            other[from] -= 1;
            other[to] += 1;
            assert!(variance(&drawn) <= variance(&other) + 1e-9, "{drawn:?} and {other:?}");
        }
    }

    #[test]
    fn an_unmarked_sentence_stands_for_fifty_at_most_where_the_sample_allows() {
        let strata = [stratum(3000, 1e-9, true), stratum(100, 0.2, false)];
        let drawn = allocate(&strata, 140, Allocate::Equal);
        assert!(drawn[0] >= 60, "{drawn:?}");
        let small = allocate(&strata, 40, Allocate::Equal);
        assert!(small[0].abs_diff(small[1]) <= 1, "as many marked ones beside them: {small:?}");
    }
}
