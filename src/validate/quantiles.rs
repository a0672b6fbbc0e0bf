//! Quantiles and tails of the distributions that intervals and tests are made from.

use statrs::distribution::{ContinuousCDF, FisherSnedecor, StudentsT};

/// The 0.975 quantile of the normal distribution.
pub const NORMAL: f64 = 1.959_963_984_540_054;

/// Student's quantile at `p`; none where there are no degrees of freedom.
pub fn student(p: f64, freedom: f64) -> Option<f64> {
    Some(StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(p))
}

/// Quantile of Fisher's F at `p`; none where one of the degrees of freedom is none.
pub fn fisher(p: f64, freedom: [f64; 2]) -> Option<f64> {
    Some(FisherSnedecor::new(freedom[0], freedom[1]).ok()?.inverse_cdf(p))
}

/// P(F > f) under Fisher's F.
pub fn fisher_tail(f: f64, freedom: [f64; 2]) -> Option<f64> {
    Some(FisherSnedecor::new(freedom[0], freedom[1]).ok()?.sf(f))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of printed tables: t(0.975; 4) = 2.776, F(0.95; 3, 10) = 3.708.
    #[test]
    fn quantiles_are_those_of_printed_tables() {
        assert!((student(0.975, 4.0).expect("a quantile") - 2.776_445).abs() < 1e-5);
        assert!((fisher(0.95, [3.0, 10.0]).expect("a quantile") - 3.708_265).abs() < 1e-5);
        assert!((fisher_tail(3.708_265, [3.0, 10.0]).expect("a tail") - 0.05).abs() < 1e-6);
        assert_eq!(student(0.975, 0.0), None);
        assert_eq!(fisher(0.95, [0.0, 1.0]), None);
    }
}
