//! Which sentences the page holds: all of them where they fit; else, of every speaker on every topic, the most negative and
//! most positive, those that the model was least sure of, and some drawn by the seed.

use std::collections::BTreeMap;
use std::hash::Hasher;

use siphasher::sip::SipHasher13;

/// What is known of a sentence before it is chosen.
#[derive(Debug, Clone, Copy)]
pub struct EligibleSentence {
    /// Number of its row.
    pub row: usize,
    /// Whose it is, and the first of its topics.
    pub stratum: (usize, usize),
    /// Its valence in millionths.
    pub valence: i64,
    /// The highest of its probabilities in millionths.
    pub sure: i64,
    /// Bytes that it takes.
    pub bytes: usize,
}

/// The numbers of the rows of the chosen ones, in order; they take `budget` bytes at most.
pub fn choose(candidates: &[EligibleSentence], seed: u64, budget: usize) -> Vec<usize> {
    if candidates.iter().map(|c| c.bytes).sum::<usize>() <= budget {
        return candidates.iter().map(|c| c.row).collect();
    }
    let mut strata: BTreeMap<(usize, usize), Vec<&EligibleSentence>> = BTreeMap::new();
    for candidate in candidates {
        strata.entry(candidate.stratum).or_default().push(candidate);
    }
    // one more of each kind from each stratum in turn, so that a small one is whole before a large one takes the rest
    let kinds: Vec<[Vec<&EligibleSentence>; 4]> = strata.into_values().map(|of| ordered(of, seed)).collect();
    let (mut taken, mut left) = (std::collections::BTreeSet::new(), budget);
    for round in 0.. {
        let mut any = false;
        for candidate in kinds.iter().flatten().filter_map(|kind| kind.get(round)) {
            any = true;
            if candidate.bytes <= left && taken.insert(candidate.row) {
                left -= candidate.bytes;
            }
        }
        if !any || left < 200 {
            break;
        }
    }
    taken.into_iter().collect()
}

/// A stratum in four orders: most positive first, most negative first, least sure first, and drawn.
fn ordered(stratum: Vec<&EligibleSentence>, seed: u64) -> [Vec<&EligibleSentence>; 4] {
    let by = |key: &dyn Fn(&EligibleSentence) -> (i64, u64)| {
        let mut order = stratum.clone();
        order.sort_by_key(|candidate| (key(candidate), candidate.row));
        order
    };
    [by(&|c| (-c.valence, 0)), by(&|c| (c.valence, 0)), by(&|c| (c.sure, 0)), by(&|c| (0, drawn(c.row, seed)))]
}

/// A number that is drawn for a row.
fn drawn(row: usize, seed: u64) -> u64 {
    let mut hasher = SipHasher13::new_with_keys(seed, 0);
    hasher.write_u64(row as u64);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates() -> Vec<EligibleSentence> {
        let of = |row: usize| EligibleSentence {
            row,
            stratum: (if row.is_multiple_of(100) { 1 } else { 0 }, 0),
            valence: (row as i64 * 7_919).rem_euclid(2_000_001) - 1_000_000,
            sure: 400_000 + (row as i64 * 104_729).rem_euclid(600_000),
            bytes: 250,
        };
        (1..=2_000).map(of).collect()
    }

    #[test]
    fn all_are_there_where_they_fit() {
        let all = candidates();
        assert_eq!(choose(&all, 1, 2_000 * 250).len(), 2_000);
    }

    #[test]
    fn beyond_that_extremes_the_least_sure_and_the_rarest_speakers_stay() {
        let all = candidates();
        let chosen = choose(&all, 1, 400 * 250);
        assert!((390..=400).contains(&chosen.len()), "{}", chosen.len());
        assert!(chosen.is_sorted() && chosen == choose(&all, 1, 400 * 250));
        assert_ne!(chosen, choose(&all, 2, 400 * 250), "another seed draws others");
        let holds = |row: usize| chosen.binary_search(&row).is_ok();
        for key in [|c: &EligibleSentence| c.valence, |c: &EligibleSentence| -c.valence, |c: &EligibleSentence| -c.sure]
        {
            let best = all.iter().max_by_key(|c| key(c)).expect("there are some");
            assert!(holds(best.row), "{best:?}");
        }
        assert!(all.iter().filter(|c| c.stratum.0 == 1).all(|c| holds(c.row)), "twenty sentences are few");
    }
}
