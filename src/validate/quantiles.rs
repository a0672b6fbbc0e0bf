//! Quantiles and tails of the distributions that intervals and tests are made from.

use statrs::distribution::{ContinuousCDF, FisherSnedecor};

use crate::aggregate::interval::MANY;

/// The 0.975 quantile of the normal distribution.
pub const NORMAL: f64 = 1.959_963_984_540_054;

/// Quantile of Fisher's F at `p`; none where one of the degrees of freedom is none.
pub fn fisher(p: f64, freedom: [f64; 2]) -> Option<f64> {
    Some(distribution(freedom)?.inverse_cdf(p))
}

/// P(F > f) under Fisher's F.
pub fn fisher_tail(f: f64, freedom: [f64; 2]) -> Option<f64> {
    Some(distribution(freedom)?.sf(f))
}

fn distribution([between, within]: [f64; 2]) -> Option<FisherSnedecor> {
    FisherSnedecor::new(between, within.min(MANY)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of printed tables: F(0.95; 3, 10) = 3.708.
    #[test]
    fn quantiles_are_those_of_printed_tables() {
        assert!((fisher(0.95, [3.0, 10.0]).expect("a quantile") - 3.708_265).abs() < 1e-5);
        assert!((fisher_tail(3.708_265, [3.0, 10.0]).expect("a tail") - 0.05).abs() < 1e-6);
        assert_eq!(fisher(0.95, [0.0, 1.0]), None);
    }
}
