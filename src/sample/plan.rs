//! What precision a sample promises, before anybody has coded: the half width of the corrected interval of each speaker, if the
//! predictions are as sure as they say.

use crate::aggregate::interval::Estimate;
use crate::coding::{Allocate, BORROWED};
use crate::sample::allocation::{FEWEST, PlannedStratum, allocate};

/// A speaker in the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedSpeaker {
    /// The name.
    pub speaker: String,
    /// Units in the frame.
    pub units: u64,
    /// Those that are drawn.
    pub drawn: u64,
    /// The half widths, for each of the sizes; none where too few would be drawn to correct anything.
    pub halves: Vec<Option<f64>>,
}

/// The speakers, for samples of these sizes; `drawn` is the sample itself.
pub fn plan(
    speakers: &[String],
    strata: &[PlannedStratum],
    drawn: &[u64],
    sizes: &[u64],
    by: Allocate,
) -> Vec<PlannedSpeaker> {
    let allocations: Vec<Vec<u64>> = sizes.iter().map(|n| allocate(strata, *n, by)).collect();
    let of = |counts: &[u64], speaker: usize| -> Vec<(PlannedStratum, u64)> {
        strata.iter().zip(counts).filter(|(s, _)| s.speaker == speaker).map(|(s, n)| (s.clone(), *n)).collect()
    };
    let planned = |(at, name): (usize, &String)| PlannedSpeaker {
        speaker: name.clone(),
        units: of(drawn, at).iter().map(|(stratum, _)| stratum.size).sum(),
        drawn: of(drawn, at).iter().map(|(_, n)| n).sum(),
        halves: allocations.iter().map(|counts| half_width(&of(counts, at))).collect(),
    };
    speakers.iter().enumerate().map(planned).collect()
}

/// Half of the 95 % interval of a mean from strata of which so many are coded: V = Σ N²(1 − n/N)σ²/n / (ΣN)², with (ΣV)² / Σ V²/(n + 3)
/// degrees of freedom. None where fewer than twelve are coded, or none of a stratum.
fn half_width(strata: &[(PlannedStratum, u64)]) -> Option<f64> {
    let size: u64 = strata.iter().map(|(stratum, _)| stratum.size).sum();
    let coded: u64 = strata.iter().map(|(_, n)| n).sum();
    if coded == size {
        return Some(0.0);
    }
    if coded < FEWEST || strata.iter().any(|(_, n)| *n == 0) {
        return None;
    }
    let variances = strata.iter().map(|(stratum, n)| {
        let (all, n) = (stratum.size as f64, *n as f64);
        (all * all * (1.0 - n / all) * stratum.variance / n / (size as f64).powi(2), n)
    });
    let (mut sum, mut squares) = (0.0, 0.0);
    for (variance, n) in variances {
        sum += variance;
        squares += variance * variance / (n - 1.0 + BORROWED);
    }
    let estimate = Estimate { value: 0.0, error: sum.sqrt(), freedom: sum * sum / squares };
    estimate.interval((f64::MIN, f64::MAX)).map(|interval| interval.high)
}

/// The middle of values, or of the two in the middle; none of none.
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = |at: usize| values.get(at).copied();
    let (low, high) = (middle(values.len().checked_sub(1)? / 2)?, middle(values.len() / 2)?);
    Some((low + high) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stratum(size: u64, variance: f64) -> PlannedStratum {
        PlannedStratum { speaker: 0, size, variance, unmarked: false }
    }

    /// One stratum: Student's interval of a mean with the correction for a finite population; t(27) = 2.051831.
    #[test]
    fn the_half_width_is_students() {
        let half = half_width(&[(stratum(100, 0.25), 24)]).expect("enough");
        assert!((half - 2.051_831 * (0.25f64 / 24.0 * 0.76).sqrt()).abs() < 1e-6, "{half}");
        assert_eq!(half_width(&[(stratum(20, 0.25), 20)]), Some(0.0), "all are coded");
        assert_eq!(half_width(&[(stratum(100, 0.25), 11)]), None);
        assert_eq!(half_width(&[(stratum(100, 0.25), 24), (stratum(3, 0.25), 0)]), None);
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(Vec::new()), None);
    }
}
