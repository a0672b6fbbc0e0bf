//! The log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, "Fightin' Words").

/// Weight of the prior, in words (for pairs of words: in pairs): some 500 sentences that say what all say together. A
/// speaker with less is drawn toward that language, one with more goes by her own. A much smaller weight would bury the
/// words that nobody else says, whose variance is 1 / their share of it.
pub const MASS: f64 = 10_000.0;

/// How often a side says a term, of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TermUse {
    /// Occurrences of the term.
    pub count: u64,
    /// Occurrences of all terms of its order.
    pub total: u64,
}

impl TermUse {
    fn log_odds(self, alpha: f64) -> f64 {
        let count = self.count as f64 + alpha;
        (count / (self.total as f64 + MASS - count)).ln()
    }
}

/// The prior of a term: its share of what all say, times [`MASS`].
pub fn prior(all: TermUse) -> f64 {
    MASS * all.count as f64 / all.total as f64
}

/// ln((y_i + α) / (n_i + MASS − y_i − α)) − ln((y_j + α) / (n_j + MASS − y_j − α)).
pub fn log_odds(own: TermUse, rest: TermUse, alpha: f64) -> f64 {
    own.log_odds(alpha) - rest.log_odds(alpha)
}

/// The log-odds ratio over its standard deviation √(1 / (y_i + α) + 1 / (y_j + α)).
pub fn z(own: TermUse, rest: TermUse, alpha: f64) -> f64 {
    let variance = 1.0 / (own.count as f64 + alpha) + 1.0 / (rest.count as f64 + alpha);
    log_odds(own, rest, alpha) / variance.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 30 of 2,000 words against 10 of 8,000: α = 10,000 · 40 / 10,000 = 40, odds 70 / 11,930 and 50 / 17,950.
    #[test]
    fn a_case_by_hand() {
        let (own, rest) = (TermUse { count: 30, total: 2000 }, TermUse { count: 10, total: 8000 });
        let alpha = prior(TermUse { count: 40, total: 10_000 });
        assert_eq!(alpha, 40.0);
        // ln 0.005867561 = −5.138316 and ln 0.002785515 = −5.883322
        assert!((log_odds(own, rest, alpha) - 0.745_006).abs() < 1e-6, "{}", log_odds(own, rest, alpha));
        // √(1/70 + 1/50) = 0.185164
        assert!((z(own, rest, alpha) - 4.023_493).abs() < 1e-6, "{}", z(own, rest, alpha));
        assert!((log_odds(rest, own, alpha) + log_odds(own, rest, alpha)).abs() < 1e-12, "the sides are alike");
    }

    #[test]
    fn a_word_that_all_say_alike_is_nobodys() {
        let (own, rest) = (TermUse { count: 60, total: 1000 }, TermUse { count: 540, total: 9000 });
        assert!(z(own, rest, prior(TermUse { count: 600, total: 10_000 })).abs() < 1e-9);
    }
}
