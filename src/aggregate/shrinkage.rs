//! Speakers' tones pulled toward the mean of all speakers, the more the less they said: the empirical-Bayes estimate, with
//! the variance between speakers by moments (DerSimonian & Laird 1986).

use std::collections::BTreeMap;

use crate::aggregate::interval::{Averaged, ClusterRatio};
use crate::speaker::SpeakerKey;
use crate::tally::{Inference, SpeakerTally, Tally};

/// Fewest speakers that tell how much speakers differ.
const FEWEST_SPEAKERS: usize = 3;

/// Every person's shrunken tone; of none where there are fewer than three, or nobody has an interval.
///
/// A speaker's variance is v = d · s² / n with s² the pooled variance of sentences around their speaker and d ≥ 1 how much
/// more than s² / n the cluster-robust variances come to, over all who have an interval (for documents like these, else for
/// these documents). With the weights 1/v, their mean
/// m, and Q = Σ (tone − m)² / v of k speakers: τ² = max(0, (Q − (k − 1)) / (Σ 1/v − Σ 1/v² / Σ 1/v)), and then
/// (τ² · tone + v · μ) / (τ² + v) with μ the mean with weights 1 / (v + τ²).
pub fn shrunken(tally: &Tally) -> BTreeMap<SpeakerKey, f64> {
    let people: Vec<(&SpeakerKey, &SpeakerTally)> =
        tally.speakers.iter().filter(|(key, sums)| key.document.is_none() && sums.tone.n > 0).collect();
    let Some(variances) = variances(&people) else { return BTreeMap::new() };
    let tones: Vec<f64> = people.iter().filter_map(|(_, sums)| sums.tone.mean()).collect();
    let pulled = pull(&tones, &variances);
    people.into_iter().map(|(key, _)| key.clone()).zip(pulled).collect()
}

/// v of each.
fn variances(people: &[(&SpeakerKey, &SpeakerTally)]) -> Option<Vec<f64>> {
    let (mut deviations, mut freedom) = (0.0, 0);
    for (_, sums) in people {
        deviations += sums.tone.squared_deviations();
        freedom += sums.tone.n - 1;
    }
    if people.len() < FEWEST_SPEAKERS || freedom == 0 || deviations <= 0.0 {
        return None;
    }
    let simple = |sums: &SpeakerTally| deviations / freedom as f64 / sums.tone.n as f64;
    let (mut robust, mut independent) = (0.0, 0.0);
    for (_, sums) in people {
        let tone = ClusterRatio::mean(Averaged::Valence, &sums.clusters);
        if let Some(estimate) = Inference::ALL.into_iter().find_map(|inference| tone.estimate(inference)) {
            robust += estimate.error.powi(2);
            independent += simple(sums);
        }
    }
    let design = (independent > 0.0).then(|| (robust / independent).max(1.0))?;
    Some(people.iter().map(|(_, sums)| design * simple(sums)).collect())
}

/// Values with these variances, pulled toward their common mean.
fn pull(values: &[f64], variances: &[f64]) -> Vec<f64> {
    let mean = |extra: f64| {
        let weight: f64 = variances.iter().map(|v| 1.0 / (v + extra)).sum();
        values.iter().zip(variances).map(|(x, v)| x / (v + extra)).sum::<f64>() / weight
    };
    let (m, weight) = (mean(0.0), variances.iter().map(|v| 1.0 / v).sum::<f64>());
    let q: f64 = values.iter().zip(variances).map(|(x, v)| (x - m).powi(2) / v).sum();
    let squares: f64 = variances.iter().map(|v| 1.0 / (v * v)).sum();
    let between = ((q - (values.len() as f64 - 1.0)) / (weight - squares / weight)).max(0.0);
    let centre = mean(between);
    values.iter().zip(variances).map(|(x, v)| (between * x + v * centre) / (between + v)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_says_little_is_pulled_further_and_equal_speakers_meet() {
        let found = pull(&[0.0, 0.5, 1.0], &[0.01, 0.01, 0.16]);
        assert!(0.0 < found[0] && found[0] < 0.1 && found[2] < 0.9 && found[1] < found[2], "{found:?}");
        // no more different than chance: all get the weighted mean
        let found = pull(&[0.1, 0.2, 0.3], &[0.04, 0.04, 0.04]);
        assert!(found.iter().all(|x| (x - 0.2).abs() < 1e-12), "{found:?}");
    }

    /// Equal variances of 1: Q = Σ (x − 4)² = 40, τ² = (40 − 4) / (5 − 1) = 9, so nine tenths of each distance are left.
    #[test]
    fn the_variance_between_speakers_is_found_by_moments() {
        let found = pull(&[0.0, 2.0, 4.0, 6.0, 8.0], &[1.0; 5]);
        for (found, expected) in found.iter().zip([0.4, 2.2, 4.0, 5.8, 7.6]) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }
}
