//! Whether the model errs, by speaker, and whether it errs about some speakers more than about others.

use crate::aggregate::interval::Estimate;
use crate::validate::quantiles::{fisher, fisher_tail};

/// Chance that a spread of this size is found.
const POWER: f64 = 0.8;

/// Welch's test (Welch 1951) that the model's mean error is the same for all speakers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DifferentialError {
    /// Welch's F.
    pub f: f64,
    /// Its degrees of freedom: speakers − 1, and within.
    pub freedom: [f64; 2],
    /// Chance of as large an F were there no difference.
    pub p: f64,
    /// Standard deviation of the speakers' true mean errors that is found (p ≤ 0.05) in 80 % of samples like this one.
    pub smallest_spread: f64,
}

/// Tests the speakers' mean errors; none under two speakers that have a sampling error.
pub fn differential(errors: &[Estimate]) -> Option<DifferentialError> {
    let errors: Vec<&Estimate> = errors.iter().filter(|e| e.error > 0.0).collect();
    let k = errors.len() as f64;
    let weight = |e: &Estimate| e.error.powi(-2);
    let all: f64 = errors.iter().map(|e| weight(e)).sum();
    let mean = errors.iter().map(|e| weight(e) * e.value).sum::<f64>() / all;
    let between: f64 = errors.iter().map(|e| weight(e) * (e.value - mean).powi(2)).sum::<f64>() / (k - 1.0);
    let unsure: f64 = errors.iter().map(|e| (1.0 - weight(e) / all).powi(2) / e.freedom).sum();
    let f = between / (1.0 + 2.0 * (k - 2.0) / (k * k - 1.0) * unsure);
    let freedom = [k - 1.0, (k * k - 1.0) / (3.0 * unsure)];
    // with errors drawn around their mean with this spread, F / (1 + spread² / V) is Fisher's; V the harmonic mean
    let larger = fisher(0.95, freedom)? / fisher(1.0 - POWER, freedom)?;
    let smallest_spread = (k / all * (larger - 1.0)).sqrt();
    Some(DifferentialError { f, freedom, p: fisher_tail(f, freedom)?, smallest_spread })
}

/// Slope of the coders' values on the model's by weighted least squares, from (weight, model, coders): 1 where the model is
/// calibrated, less where it exaggerates; none where the model's values do not vary.
pub fn slope(items: &[(f64, f64, f64)]) -> Option<f64> {
    let all: f64 = items.iter().map(|item| item.0).sum();
    let mean = |of: fn(&(f64, f64, f64)) -> f64| items.iter().map(|item| item.0 * of(item)).sum::<f64>() / all;
    let (f, y) = (mean(|item| item.1), mean(|item| item.2));
    let sum = |of: &dyn Fn(&(f64, f64, f64)) -> f64| items.iter().map(|item| item.0 * of(item)).sum::<f64>();
    let spread = sum(&|item| (item.1 - f).powi(2));
    (spread > 0.0).then(|| sum(&|item| (item.1 - f) * (item.2 - y)) / spread)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng;
    use rand_distr::{ChiSquared, Distribution, Normal};

    fn estimate(value: f64, error: f64, freedom: f64) -> Estimate {
        Estimate { value, error, freedom }
    }

    /// Two groups: Welch's F is the square of his t, with its degrees of freedom.
    #[test]
    fn of_two_speakers_it_is_welchs_t_test() {
        let (a, b) = (estimate(0.1, 0.04, 9.0), estimate(-0.05, 0.06, 14.0));
        let found = differential(&[a, b]).expect("two");
        let variance = 0.04f64.powi(2) + 0.06f64.powi(2);
        assert!((found.f - 0.15f64.powi(2) / variance).abs() < 1e-12, "{found:?}");
        let freedom = variance.powi(2) / (0.04f64.powi(4) / 9.0 + 0.06f64.powi(4) / 14.0);
        assert!((found.freedom[1] - freedom).abs() < 1e-9, "{found:?}");
        let t = Estimate { value: 0.15, error: variance.sqrt(), freedom };
        assert!((found.p - t.p().expect("p")).abs() < 1e-9);
        assert_eq!(differential(&[a]), None);
        assert_eq!(differential(&[a, estimate(0.0, 0.0, 3.0)]), None);
    }

    /// The smallest spread is what it says: speakers whose errors spread so are told apart in 80 % of draws, and those who do
    /// not differ in 5 %.
    #[test]
    fn the_smallest_spread_is_found_in_four_of_five() {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        let speakers = [0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05].map(|error| estimate(0.0, error, 60.0));
        let spread = differential(&speakers).expect("eight").smallest_spread;
        let mut found = |spread: f64| {
            let runs = 2000;
            let mut below = 0;
            for _ in 0..runs {
                let drawn = speakers.map(|e| {
                    let noise = Normal::new(0.0, (spread * spread + e.error * e.error).sqrt()).expect("a deviation");
                    let variance = ChiSquared::new(e.freedom).expect("a distribution").sample(&mut random) / e.freedom;
                    Estimate { value: noise.sample(&mut random), error: e.error * variance.sqrt(), ..e }
                });
                below += u32::from(differential(&drawn).expect("eight").p <= 0.05);
            }
            f64::from(below) / f64::from(runs)
        };
        let (power, chance) = (found(spread), found(0.0));
        assert!((0.76..0.84).contains(&power), "{power}");
        assert!((0.035..0.065).contains(&chance), "{chance}");
    }

    #[test]
    fn the_slope_is_one_where_the_model_is_calibrated() {
        let items = [(1.0, -0.5, -0.6), (2.0, 0.0, 0.1), (1.0, 0.5, 0.4)];
        assert!((slope(&items).expect("it varies") - 1.0).abs() < 1e-12);
        let halved = items.map(|(w, f, y)| (w, f * 2.0, y));
        assert!((slope(&halved).expect("it varies") - 0.5).abs() < 1e-12);
        assert_eq!(slope(&[(1.0, 0.2, 1.0), (1.0, 0.2, -1.0)]), None);
    }
}
