//! Scores of predictions against gold labels, with bootstrap intervals over rows: what is drawn together is labelled
//! together.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use serde::Serialize;

/// Bootstrap replicates.
const REPLICATES: usize = 1000;
/// Bins of equal mass of the calibration error, where there are enough predictions.
const BINS: usize = 15;
/// Fewest predictions of a bin.
const BIN_SIZE: usize = 20;

/// One score: a value in [0, 1] (Spearman: [−1, 1]) and its 95 % percentile interval over resampled rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Score {
    /// The task.
    pub task: &'static str,
    /// What is measured.
    pub measure: &'static str,
    /// The class, topic or type that it is about; empty for the whole task.
    pub label: String,
    /// The value; none where it is not defined, as the precision of what was never predicted.
    pub value: Option<f64>,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Gold items behind it.
    pub n: usize,
}

/// A measure before it has a value.
pub struct Measure {
    /// What is measured.
    pub name: &'static str,
    /// What it is about.
    pub label: String,
    /// Gold items behind it.
    pub n: usize,
}

impl Measure {
    /// A measure of a task, or of one of its classes, over so many gold items.
    pub fn new(name: &'static str, label: &str, n: usize) -> Self {
        Measure { name, label: label.to_owned(), n }
    }
}

/// Values and intervals of several measures at once. `statistic` gives a value for each (NaN: not defined) where row
/// r counts `weights[r]` times.
pub fn bootstrap(
    task: &'static str,
    measures: Vec<Measure>,
    rows: usize,
    seed: u64,
    statistic: impl Fn(&[u32]) -> Vec<f64>,
) -> Vec<Score> {
    let values = statistic(&vec![1; rows]);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut drawn: Vec<Vec<f64>> = vec![Vec::with_capacity(REPLICATES); measures.len()];
    let mut weights = vec![0u32; rows];
    for _ in 0..REPLICATES {
        weights.fill(0);
        for _ in 0..rows {
            // the high half of a 128-bit product is uniform below `rows` but for a bias of 2⁻⁶⁴ · rows
            let at = (u128::from(random.next_u64()) * rows as u128) >> 64;
            weights[at as usize] += 1;
        }
        for (column, value) in drawn.iter_mut().zip(statistic(&weights)) {
            column.push(value);
        }
    }
    let finished = measures.into_iter().zip(values).zip(&mut drawn);
    finished
        .map(|((measure, value), column)| {
            column.retain(|v| v.is_finite());
            column.sort_by(f64::total_cmp);
            let at = |share: f64| {
                let last = column.len().checked_sub(1)?;
                column.get((share * last as f64).round() as usize).copied()
            };
            let defined = value.is_finite();
            Score {
                task,
                measure: measure.name,
                label: measure.label,
                value: defined.then_some(value),
                low: at(0.025).filter(|_| defined),
                high: at(0.975).filter(|_| defined),
                n: measure.n,
            }
        })
        .collect()
}

/// Counts behind precision, recall and F1 of one class.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Counts {
    /// Both in gold and predicted.
    pub hits: f64,
    /// In gold.
    pub gold: f64,
    /// Predicted.
    pub predicted: f64,
}

impl Counts {
    /// Share of the predicted that is right; NaN where nothing was predicted.
    pub fn precision(self) -> f64 {
        self.hits / self.predicted
    }

    /// Share of gold that was found; NaN where there is none.
    pub fn recall(self) -> f64 {
        self.hits / self.gold
    }

    /// Harmonic mean of both; NaN where there is neither gold nor prediction.
    pub fn f1(self) -> f64 {
        2.0 * self.hits / (self.gold + self.predicted)
    }
}

/// Counts per class from (gold, predicted, weight).
pub fn counts<const N: usize>(pairs: impl Iterator<Item = (usize, usize, f64)>) -> [Counts; N] {
    let mut all = [Counts::default(); N];
    for (gold, predicted, weight) in pairs {
        all[gold].gold += weight;
        all[predicted].predicted += weight;
        if gold == predicted {
            all[gold].hits += weight;
        }
    }
    all
}

/// Mean of the F1 of the classes that are in gold or were predicted.
pub fn macro_f1(counts: &[Counts]) -> f64 {
    let defined: Vec<f64> = counts.iter().map(|c| c.f1()).filter(|f| f.is_finite()).collect();
    defined.iter().sum::<f64>() / defined.len() as f64
}

/// Share of all predictions that are right.
pub fn accuracy(counts: &[Counts]) -> f64 {
    counts.iter().map(|c| c.hits).sum::<f64>() / counts.iter().map(|c| c.gold).sum::<f64>()
}

/// Bins of equal mass over the predictions' probabilities, made once, so that resampled rows keep theirs.
pub struct Calibration {
    bins: Vec<usize>,
    count: usize,
}

impl Calibration {
    /// Bins for these probabilities; equal ones share a bin.
    pub fn new(probabilities: &[f64]) -> Self {
        let n = probabilities.len();
        let count = (n / BIN_SIZE).clamp(1, BINS);
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b]));
        let mut bins = vec![0; n];
        let mut last: Option<usize> = None;
        for (rank, &i) in order.iter().enumerate() {
            let tied = last.filter(|&before| probabilities[before] == probabilities[i]);
            bins[i] = tied.map_or(rank * count / n.max(1), |before| bins[before]);
            last = Some(i);
        }
        Calibration { bins, count }
    }

    /// The expected calibration error Σ n_b/n · |share right − mean probability| over the bins, as measured and with
    /// the bias taken off that chance alone gives it: twice the measured error less its expectation where each bin's
    /// share is drawn again, normal with variance p(1−p)/n_b (Kumar, Liang & Ma 2019, Verified Uncertainty
    /// Calibration). `outcomes` gives (probability, 1 if right else 0, weight) in the order of the probabilities.
    pub fn error(&self, outcomes: impl Iterator<Item = (f64, f64, f64)>) -> (f64, f64) {
        let mut sums = vec![[0.0f64; 3]; self.count];
        for (&bin, (probability, right, weight)) in self.bins.iter().zip(outcomes) {
            sums[bin][0] += weight;
            sums[bin][1] += weight * probability;
            sums[bin][2] += weight * right;
        }
        let total: f64 = sums.iter().map(|s| s[0]).sum();
        let (mut measured, mut expected) = (0.0, 0.0);
        for [n, probability, right] in sums.into_iter().filter(|s| s[0] > 0.0) {
            let share = right / n;
            let gap = share - probability / n;
            measured += n / total * gap.abs();
            expected += n / total * folded_mean(gap, (share * (1.0 - share) / n).sqrt());
        }
        (measured, (2.0 * measured - expected).max(0.0))
    }
}

/// Mean of |X| for a normal X.
fn folded_mean(mean: f64, deviation: f64) -> f64 {
    if deviation == 0.0 {
        return mean.abs();
    }
    let z = mean / deviation;
    deviation * (2.0 / std::f64::consts::PI).sqrt() * (-z * z / 2.0).exp()
        + mean * libm::erf(z / std::f64::consts::SQRT_2)
}

/// Spearman's rank correlation of (a, b, weight), a weight being how often the pair counts; NaN where either is
/// constant. Equal values share the mean of their ranks.
pub fn spearman(pairs: &[(f64, f64, f64)]) -> f64 {
    let a = ranks(&pairs.iter().map(|p| (p.0, p.2)).collect::<Vec<_>>());
    let b = ranks(&pairs.iter().map(|p| (p.1, p.2)).collect::<Vec<_>>());
    let weight = || pairs.iter().map(|p| p.2);
    let total: f64 = weight().sum();
    let mean = |x: &[f64]| x.iter().zip(weight()).map(|(x, w)| x * w).sum::<f64>() / total;
    let (ma, mb) = (mean(&a), mean(&b));
    let covariance = |x: &[f64], mx: f64, y: &[f64], my: f64| {
        x.iter().zip(y).zip(weight()).map(|((x, y), w)| w * (x - mx) * (y - my)).sum::<f64>()
    };
    covariance(&a, ma, &b, mb) / (covariance(&a, ma, &a, ma) * covariance(&b, mb, &b, mb)).sqrt()
}

fn ranks(values: &[(f64, f64)]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[i].0.total_cmp(&values[j].0));
    let mut out = vec![0.0; values.len()];
    let mut before = 0.0;
    for tied in order.chunk_by(|&i, &j| values[i].0 == values[j].0) {
        let weight: f64 = tied.iter().map(|&i| values[i].1).sum();
        for &i in tied {
            out[i] = before + weight / 2.0;
        }
        before += weight;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-9, "{a} is not {b}");
    }

    #[test]
    fn f1_of_a_worked_example() {
        // scikit-learn's f1_score([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], average="macro") is 0.2666…
        let gold = [0, 1, 2, 0, 1, 2];
        let predicted = [0, 2, 1, 0, 0, 1];
        let counts: [Counts; 3] = counts(gold.into_iter().zip(predicted).map(|(g, p)| (g, p, 1.0)));
        close(macro_f1(&counts), 4.0 / 15.0);
        close(accuracy(&counts), 1.0 / 3.0);
        // a class that is nowhere is left out
        let two: [Counts; 3] = super::counts([(0, 0, 1.0), (1, 0, 1.0)].into_iter());
        close(macro_f1(&two), (2.0 / 3.0 + 0.0) / 2.0);
    }

    #[test]
    fn spearman_of_a_worked_example() {
        // ranks 1 2.5 2.5 4 and 1 2 4 3: the correlation of the ranks is 3.5 / √(4.5 · 5)
        let pairs = [(1.0, 10.0, 1.0), (2.0, 20.0, 1.0), (2.0, 40.0, 1.0), (3.0, 30.0, 1.0)];
        close(spearman(&pairs), 3.0 / (4.5f64 * 5.0).sqrt());
        // a weight is a repetition
        let twice = [(1.0, 3.0, 2.0), (2.0, 1.0, 1.0), (5.0, 2.0, 1.0)];
        let spelled = [(1.0, 3.0, 1.0), (1.0, 3.0, 1.0), (2.0, 1.0, 1.0), (5.0, 2.0, 1.0)];
        close(spearman(&twice), spearman(&spelled));
        assert!(spearman(&[(1.0, 1.0, 1.0), (1.0, 2.0, 1.0)]).is_nan());
    }

    #[test]
    fn calibration_error_of_one_bin_and_its_bias() {
        let outcomes = || (0..10).map(|i| (0.9, f64::from(u8::from(i < 7)), 1.0));
        let bins = Calibration::new(&[0.9; 10]);
        let (measured, debiased) = bins.error(outcomes());
        close(measured, 0.2);
        assert!(debiased < measured && debiased > 0.15, "{debiased}");
        // where nothing but chance is measured, |X| of a normal X is taken off √2 |X|: 2 - √2 is left
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let mut uniform = || random.next_u64() as f64 / u64::MAX as f64;
        let (mut measured, mut debiased) = (0.0, 0.0);
        for _ in 0..100 {
            let probabilities: Vec<f64> = (0..600).map(|_| uniform()).collect();
            let drawn: Vec<(f64, f64, f64)> =
                probabilities.iter().map(|&p| (p, f64::from(u8::from(uniform() < p)), 1.0)).collect();
            let (m, d) = Calibration::new(&probabilities).error(drawn.into_iter());
            measured += m;
            debiased += d;
        }
        let left = debiased / measured;
        assert!((left - (2.0 - 2f64.sqrt())).abs() < 0.06, "{left}");
    }

    #[test]
    fn the_interval_of_a_share_is_that_of_the_binomial() {
        let right: Vec<f64> = (0..400).map(|i| f64::from(u8::from(i % 4 != 0))).collect();
        let statistic = |weights: &[u32]| {
            let sum: f64 = weights.iter().zip(&right).map(|(&w, r)| f64::from(w) * r).sum();
            vec![sum / 400.0, f64::NAN]
        };
        let measures = ["share", "nothing"].map(|name| Measure { name, label: String::new(), n: 400 });
        let scores = bootstrap("t", measures.into(), 400, 1, statistic);
        close(scores[0].value.expect("defined"), 0.75);
        // ±1.96 · √(0.75 · 0.25 / 400) = ±0.042
        let half = (scores[0].high.expect("defined") - scores[0].low.expect("defined")) / 2.0;
        assert!((half - 0.0424).abs() < 0.006, "{half}");
        assert_eq!(scores[1].value, None);
    }
}
