//! The 95 % interval of a mean over sentences that come in clusters: the ratio of the clusters' sums, its cluster-robust
//! variance CR2 (Bell & McCaffrey 2002) and Satterthwaite's degrees of freedom. With few clusters a plain percentile
//! bootstrap or a normal interval is too narrow; the tests measure how often this one covers.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::aggregate::cluster::{Clusters, FEWEST, Sums};
use crate::label::Sentiment;

/// What is averaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// P(high) − P(low), −1 to 1: tone, or stance.
    Balance,
    /// Probability of a class, 0 to 1.
    Share(Sentiment),
}

impl Measure {
    fn of(self, sums: &Sums) -> f64 {
        let micro = match self {
            Measure::Balance => sums.mass[2] - sums.mass[0],
            Measure::Share(class) => sums.mass[class as usize],
        };
        micro as f64 / 1e6
    }

    fn range(self) -> (f64, f64) {
        match self {
            Measure::Balance => (-1.0, 1.0),
            Measure::Share(_) => (0.0, 1.0),
        }
    }
}

/// Both ends of an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The interval of the mean of a measure, cut to the measure's range; none under five clusters, or where the clusters do
/// not differ at all.
pub fn interval(clusters: &Clusters, measure: Measure) -> Option<Interval> {
    clusters.unit()?;
    let sums: Vec<(f64, f64)> = clusters.sums().iter().map(|s| (s.n as f64, measure.of(s))).collect();
    let (lowest, highest) = measure.range();
    let found = of_ratio(&sums)?;
    Some(Interval { low: found.low.max(lowest), high: found.high.min(highest) })
}

/// The 95 % interval of Σ sum / Σ n over clusters (n, sum).
///
/// With w = n / Σn and the residual e = sum − n · mean of a cluster: variance Σ e² / (1 − w) / (Σn)², degrees of freedom
/// 1 / (Σ w² + Σ_{g≠h} w_g² w_h² / ((1 − w_g)(1 − w_h))), which is one less than the number of clusters of equal size.
fn of_ratio(clusters: &[(f64, f64)]) -> Option<Interval> {
    if clusters.len() < FEWEST {
        return None;
    }
    let total: f64 = clusters.iter().map(|(n, _)| n).sum();
    let mean = clusters.iter().map(|(_, sum)| sum).sum::<f64>() / total;
    let (mut variance, mut squares, mut leverage, mut leverage_squares) = (0.0, 0.0, 0.0, 0.0);
    for &(n, sum) in clusters {
        let w = n / total;
        let pull = w * w / (1.0 - w);
        variance += (sum - n * mean).powi(2) / (1.0 - w);
        squares += w * w;
        leverage += pull;
        leverage_squares += pull * pull;
    }
    let error = variance.sqrt() / total;
    let freedom = 1.0 / (squares + leverage * leverage - leverage_squares);
    if error == 0.0 {
        return None;
    }
    let t = StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(0.975);
    Some(Interval { low: mean - t * error, high: mean + t * error })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng;
    use rand_distr::{Distribution, LogNormal, Normal};

    const RUNS: usize = 4000;
    /// Share of the variance between sentences that lies between clusters.
    const BETWEEN: f64 = 0.2;

    /// (n, sum) of clusters of 20 sentences, or of unequal sizes with mean 20 whose logarithms have deviation 1.
    fn clusters(random: &mut ChaCha8Rng, count: usize, skewed: bool) -> Vec<Vec<f64>> {
        let shift = Normal::new(0.0, BETWEEN.sqrt()).expect("a deviation");
        let noise = Normal::new(0.0, (1.0 - BETWEEN).sqrt()).expect("a deviation");
        let size = LogNormal::new(20f64.ln() - 0.5, 1.0).expect("a deviation");
        (0..count)
            .map(|_| {
                let n = if skewed { size.sample(random).ceil() as usize } else { 20 };
                let own = shift.sample(random);
                (0..n).map(|_| own + noise.sample(random)).collect()
            })
            .collect()
    }

    /// Shares of runs in which the interval, and the one for independent sentences, contain the true mean of 0.
    fn coverage(count: usize, skewed: bool) -> (f64, f64) {
        let mut random = ChaCha8Rng::seed_from_u64(count as u64 + u64::from(skewed));
        let (mut covered, mut naive) = (0, 0);
        for _ in 0..RUNS {
            let drawn = clusters(&mut random, count, skewed);
            let sums: Vec<(f64, f64)> = drawn.iter().map(|c| (c.len() as f64, c.iter().sum())).collect();
            let found = of_ratio(&sums).expect("five clusters or more");
            covered += usize::from(found.low <= 0.0 && 0.0 <= found.high);
            let all: Vec<f64> = drawn.concat();
            let n = all.len() as f64;
            let mean = all.iter().sum::<f64>() / n;
            let deviation = (all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
            naive += usize::from(mean.abs() <= 1.96 * deviation / n.sqrt());
        }
        (covered as f64 / RUNS as f64, naive as f64 / RUNS as f64)
    }

    /// The table of ARCHITECTURE.md; with an interval for independent sentences it fails.
    #[test]
    fn the_interval_covers_where_sentences_of_a_cluster_are_alike() {
        for skewed in [false, true] {
            for count in [5, 8, 20, 40] {
                let (covered, naive) = coverage(count, skewed);
                println!("{count} clusters, skewed {skewed}: {covered:.3}, as if independent {naive:.3}");
                let least = if skewed { 0.88 } else { 0.92 };
                assert!((least..0.985).contains(&covered), "{count} clusters, skewed {skewed}: {covered}");
                assert!(naive < 0.75, "{count} clusters, skewed {skewed}: {naive}");
            }
        }
    }

    /// Equal clusters: Student's interval of the clusters' means, here of 1, 2, 3, 4, 10 with t(4) = 2.776445.
    #[test]
    fn equal_clusters_give_students_interval_of_their_means() {
        let sums: Vec<(f64, f64)> = [1.0, 2.0, 3.0, 4.0, 10.0].iter().map(|mean| (7.0, 7.0 * mean)).collect();
        let found = of_ratio(&sums).expect("five");
        let half = 2.776_445 * (12.5f64 / 5.0).sqrt();
        assert!((found.low - (4.0 - half)).abs() < 1e-4 && (found.high - (4.0 + half)).abs() < 1e-4, "{found:?}");
    }

    #[test]
    fn four_clusters_or_no_variation_give_none() {
        assert_eq!(of_ratio(&[(1.0, 0.1), (2.0, 0.5), (3.0, 0.2), (1.0, 0.9)]), None);
        assert_eq!(of_ratio(&[(2.0, 1.0); 6]), None);
    }
}
