//! Corrections of a family of p-values for their number.

/// Holm's step-down p-values (Holm 1979), which hold the chance of any false finding in the family: the k-th smallest
/// of m, times m − k + 1, no smaller than the one before it, at most 1. In the order given.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; p.len()];
    let mut before = 0.0f64;
    for (k, &i) in ascending(p).iter().enumerate() {
        before = before.max((p[i] * (p.len() - k) as f64).min(1.0));
        out[i] = before;
    }
    out
}

/// Benjamini and Hochberg's adjusted p-values (1995), which hold the expected share of false findings: the k-th
/// smallest of m, times m / k, no larger than the one after it. In the order given.
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; p.len()];
    let mut after = 1.0f64;
    for (k, &i) in ascending(p).iter().enumerate().rev() {
        after = after.min(p[i] * p.len() as f64 / (k + 1) as f64);
        out[i] = after;
    }
    out
}

fn ascending(p: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The 15 p-values of Benjamini & Hochberg (1995), section 3.2, of which Bonferroni's and Holm's procedures reject
    /// the first three at 0.05 and theirs the first four.
    const PUBLISHED: [f64; 15] = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590,
        1.0000,
    ];

    fn rejected(adjusted: &[f64]) -> usize {
        adjusted.iter().filter(|p| **p <= 0.05).count()
    }

    #[test]
    fn the_published_example_comes_out() {
        assert_eq!(rejected(&holm(&PUBLISHED)), 3);
        assert_eq!(rejected(&benjamini_hochberg(&PUBLISHED)), 4);
        let expected = [0.0015, 0.0056, 0.0247, 0.1140];
        for (found, expected) in holm(&PUBLISHED).iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
        let expected = [0.0015, 0.0030, 0.0095, 0.035625, 0.0603];
        for (found, expected) in benjamini_hochberg(&PUBLISHED).iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
    }

    #[test]
    fn order_does_not_matter_and_ties_are_equal() {
        let p = [0.04, 0.01, 0.03, 0.01];
        assert_eq!(holm(&p), [0.06, 0.04, 0.06, 0.04]);
        assert_eq!(benjamini_hochberg(&p), [0.04, 0.02, 0.04, 0.02]);
        assert!(holm(&[]).is_empty() && benjamini_hochberg(&[]).is_empty());
    }
}
