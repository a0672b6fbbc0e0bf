//! A mean over all items from the model's values of all and the coders' values of some: the difference estimator in
//! strata (Cassel, Särndal & Wretman 1976; Särndal, Swensson & Wretman 1992, ch. 6) with one weight λ of the model, tuned to
//! the codes (Angelopoulos, Duchi & Zrnic 2023). It is right on average whatever the model's errors are; a better model makes
//! it surer.

use std::collections::BTreeMap;

use crate::aggregate::interval::{self, Estimate, Interval, MISSES, Placed, wilson};
use crate::coding::BORROWED;
use crate::tally::mean;

/// An item of the frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FrameItem {
    /// Index of its stratum.
    pub stratum: usize,
    /// Index of its document, or of the event that the document is part of.
    pub document: usize,
    /// What the model says, with six decimals.
    pub predicted: f64,
    /// What the coders say; none where they were not asked or could not tell.
    pub coded: Option<f64>,
}

/// What is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estimand {
    /// A mean of values from −1 to 1.
    Valence,
    /// A share, 0 to 1.
    Share,
}

impl Estimand {
    /// Smallest and largest value.
    pub fn range(self) -> (f64, f64) {
        match self {
            Estimand::Valence => (-1.0, 1.0),
            Estimand::Share => (0.0, 1.0),
        }
    }

    /// The value cut to the range, which an estimate can leave.
    pub fn cut(self, value: f64) -> f64 {
        let (lowest, highest) = self.range();
        value.clamp(lowest, highest)
    }

    /// The 95 % interval: Student's of a mean; of a share Wilson's with as many items as would be as sure,
    /// n = θ(1 − θ)/V, and Student's quantile, but at 0 and 1 Student's.
    pub fn interval(self, estimate: Estimate) -> Option<Interval> {
        let share = self.cut(estimate.value);
        let sure = share * (1.0 - share) / estimate.error.powi(2);
        match self {
            Estimand::Share if sure > 0.0 => Some(wilson(share, sure, estimate.quantile(MISSES)?)),
            _ => Estimate { value: share, ..estimate }.interval(self.range()),
        }
    }
}

/// How unsure an estimate is because only some items were coded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CodingError {
    /// Variance; 0 where every item has a code, and where codes and the model do not differ at all.
    pub variance: f64,
    /// Degrees of freedom; none where the variance is 0.
    pub freedom: Option<f64>,
    /// Whether every item has a code.
    pub certain: bool,
}

impl CodingError {
    /// The estimate that this error belongs to; none where there is no error.
    pub fn of(self, value: f64) -> Option<Estimate> {
        let freedom = self.freedom?;
        Some(Estimate { value, error: self.variance.sqrt(), freedom })
    }

    /// Whether nothing varies though not everything is coded, which says nothing of what is not.
    pub fn is_unknown(self) -> bool {
        self.freedom.is_none() && !self.certain
    }

    /// The 95 % interval for these items, were all of them coded: the value alone where they are; none where it is unknown.
    pub fn interval(self, value: f64, estimand: Estimand) -> Option<Interval> {
        match self.of(value) {
            Some(estimate) => estimand.interval(estimate),
            None => self.certain.then(|| Interval { low: estimand.cut(value), high: estimand.cut(value) }),
        }
    }
}

/// The model's and the coders' values of a frame, by stratum.
#[derive(Debug)]
pub struct Estimator {
    lambda: f64,
    strata: Vec<FittedStratum>,
}

/// One stratum.
#[derive(Debug, Default)]
struct FittedStratum {
    size: f64,
    coded: f64,
    /// Σ predicted over all items, in millionths.
    predicted: i64,
    mean_code: f64,
    /// Mean of coded − λ·predicted over the coded items.
    mean_error: f64,
    /// Spread of the same, part of it borrowed from the class.
    variance: f64,
    /// Degrees of freedom of that.
    freedom: f64,
    documents: BTreeMap<usize, FittedDocument>,
}

/// A stratum's items in one document.
#[derive(Debug, Default, Clone, Copy)]
struct FittedDocument {
    size: f64,
    predicted: i64,
    /// Σ z over the items.
    corrected: f64,
}

impl FittedStratum {
    /// N² (1 − n/N) / n, what a spread of coded items says of the sum over all.
    fn expansion(&self) -> f64 {
        self.size * (self.size - self.coded) / self.coded
    }

    fn error(&self, predicted: f64, coded: f64, lambda: f64) -> f64 {
        coded - lambda * predicted - self.mean_error
    }
}

/// Coded pairs (predicted, coded) of a stratum.
type CodedPairs = Vec<(f64, f64)>;

impl Estimator {
    /// With λ = Σ_h W_h Σ (y − ȳ)(f − f̄) / Σ_h W_h Σ (f − f̄)², W = N² (1 − n/N) / (n (n − 1)), cut to 0 to 1; 0 where the
    /// model says nothing that the strata do not. `classes` has the predicted class of each stratum; items of a stratum without
    /// codes are only counted.
    pub fn tuned(items: &[FrameItem], classes: &[usize]) -> Self {
        let (strata, pairs) = sort(items, classes.len());
        let (mut together, mut own) = (0.0, 0.0);
        for (stratum, pairs) in strata.iter().zip(&pairs).filter(|(_, pairs)| pairs.len() > 1) {
            let weight = stratum.expansion() / (stratum.coded - 1.0);
            let center = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / stratum.coded;
            let (f, y) = (center(|pair| pair.0), center(|pair| pair.1));
            together += weight * pairs.iter().map(|pair| (pair.0 - f) * (pair.1 - y)).sum::<f64>();
            own += weight * pairs.iter().map(|pair| (pair.0 - f).powi(2)).sum::<f64>();
        }
        let lambda = if own > 0.0 { (together / own).clamp(0.0, 1.0) } else { 0.0 };
        Self::fit(items, classes, lambda, strata, &pairs)
    }

    /// With a given λ: 0 asks the coders only, 1 corrects the model's values by its mean error in each stratum.
    pub fn with(items: &[FrameItem], classes: &[usize], lambda: f64) -> Self {
        let (strata, pairs) = sort(items, classes.len());
        Self::fit(items, classes, lambda, strata, &pairs)
    }

    fn fit(
        items: &[FrameItem],
        classes: &[usize],
        lambda: f64,
        mut strata: Vec<FittedStratum>,
        pairs: &[CodedPairs],
    ) -> Self {
        // by class: Σ (n − 1), Σ of squares around the stratum's mean
        let mut pooled: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        let mut squares = vec![0.0; strata.len()];
        for (h, (stratum, pairs)) in
            strata.iter_mut().zip(pairs).enumerate().filter(|(_, (_, pairs))| !pairs.is_empty())
        {
            stratum.mean_code = pairs.iter().map(|pair| pair.1).sum::<f64>() / stratum.coded;
            stratum.mean_error = pairs.iter().map(|(f, y)| y - lambda * f).sum::<f64>() / stratum.coded;
            squares[h] = pairs.iter().map(|&(f, y)| stratum.error(f, y, lambda).powi(2)).sum();
            let class = pooled.entry(classes[h]).or_default();
            *class = (class.0 + stratum.coded - 1.0, class.1 + squares[h]);
        }
        for (h, stratum) in strata.iter_mut().enumerate() {
            let Some(&(freedom, sum)) = pooled.get(&classes[h]) else { continue };
            let own = stratum.coded - 1.0;
            // no more than the other strata of the class have
            let borrowed = BORROWED.min(freedom - own);
            stratum.freedom = own + borrowed;
            if stratum.freedom > 0.0 {
                stratum.variance = (squares[h] + borrowed * sum / freedom) / stratum.freedom;
            }
        }
        for item in items {
            let stratum = &mut strata[item.stratum];
            let mut z = lambda * item.predicted + stratum.mean_error;
            if let (Some(coded), true) = (item.coded, stratum.coded > 1.0) {
                let spread = stratum.size / stratum.coded * (stratum.coded / (stratum.coded - 1.0)).sqrt();
                z += spread * stratum.error(item.predicted, coded, lambda);
            }
            let document = stratum.documents.entry(item.document).or_default();
            document.size += 1.0;
            document.predicted += micro(item.predicted);
            document.corrected += z;
        }
        Estimator { lambda, strata }
    }

    /// The weight of the model's values.
    pub fn lambda(&self) -> f64 {
        self.lambda
    }

    /// Mean of the model's values over strata, as in the speakers' tables; none without items.
    pub fn naive(&self, of: &[usize]) -> Option<f64> {
        let items: f64 = self.sum(of, |stratum| stratum.size);
        mean(of.iter().map(|h| self.strata[*h].predicted).sum(), items as i64)
    }

    /// The corrected mean over strata: (Σ λ·f + Σ_h N_h · mean of y − λ·f) / Σ N_h; none where a stratum has no code.
    pub fn value(&self, of: &[usize]) -> Option<f64> {
        let sum = self.sum(of, |s| self.lambda * (s.predicted as f64 / 1e6) + s.size * s.mean_error);
        self.complete(of).then(|| sum / self.sum(of, |stratum| stratum.size))
    }

    /// The mean over strata by the coders alone: Σ_h N_h ȳ_h / Σ N_h; none where a stratum has no code.
    pub fn coders_only(&self, of: &[usize]) -> Option<f64> {
        let sum = self.sum(of, |stratum| stratum.size * stratum.mean_code);
        self.complete(of).then(|| sum / self.sum(of, |stratum| stratum.size))
    }

    /// How many items the code of one stands for at most.
    pub fn largest_weight(&self, of: &[usize]) -> f64 {
        of.iter().map(|h| self.strata[*h].size / self.strata[*h].coded).fold(0.0, f64::max)
    }

    /// The variance of coding only some of the items, added up over domains of strata (a speaker, or the two of a contrast):
    /// Σ_h N_h² (1 − n_h/N_h) s̃_h² / n_h / N², s̃_h² = ((n_h − 1) s_h² + b s_k²) / (n_h − 1 + b) with s_k² pooled over the
    /// strata of the class and b = 4, but no more than the degrees of freedom that its other strata have; degrees of freedom
    /// (Σ V_h)² / Σ V_h²/(n_h − 1 + b).
    pub fn coding<const K: usize>(&self, of: [&[usize]; K]) -> CodingError {
        let (mut variance, mut squares) = (0.0, 0.0);
        for domain in of {
            let size = self.sum(domain, |stratum| stratum.size);
            for stratum in domain.iter().map(|h| &self.strata[*h]) {
                let own = stratum.expansion() * stratum.variance / (size * size);
                variance += own;
                if own > 0.0 {
                    squares += own * own / stratum.freedom;
                }
            }
        }
        let whole = |h: &usize| self.strata[*h].coded >= self.strata[*h].size;
        let certain = of.iter().all(|domain| domain.iter().all(whole));
        CodingError { variance, freedom: (squares > 0.0).then(|| variance * variance / squares), certain }
    }

    /// Σ_k c_k · corrected mean of K domains with its error for documents like these: the CR2 variance over documents of
    /// (items, Σ z), z = λ·f + mean error + coded · (N/n) √(n/(n − 1)) (e − mean error), or the variance of coding where that is
    /// larger; none under five documents, where nothing varies, where a stratum has no code, or where codes vary so little that nothing is
    /// known of what is not coded.
    ///
    /// `drawn` has the speaker of every stratum where speakers are drawn as well, which is so for groups of them.
    pub fn population<const K: usize>(
        &self,
        of: [&[usize]; K],
        contrast: [f64; K],
        drawn: Option<&[usize]>,
    ) -> Option<Estimate> {
        if !of.iter().all(|domain| self.complete(domain)) {
            return None;
        }
        let coding = self.coding(of);
        if coding.is_unknown() {
            return None;
        }
        let found = self.placed(of, contrast, drawn, |document| document.corrected)?;
        match coding.of(found.value) {
            Some(coding) if coding.error > found.error => {
                Some(Estimate { freedom: coding.freedom.min(found.freedom), ..coding })
            }
            _ => Some(found),
        }
    }

    /// The same of the model's values as they are.
    pub fn naive_population<const K: usize>(
        &self,
        of: [&[usize]; K],
        contrast: [f64; K],
        drawn: Option<&[usize]>,
    ) -> Option<Estimate> {
        self.placed(of, contrast, drawn, |document| document.predicted as f64 / 1e6)
    }

    /// Whether there are items, and every stratum has a code.
    fn complete(&self, of: &[usize]) -> bool {
        !of.is_empty() && of.iter().all(|h| self.strata[*h].coded > 0.0)
    }

    fn sum(&self, of: &[usize], value: impl Fn(&FittedStratum) -> f64) -> f64 {
        of.iter().map(|h| value(&self.strata[*h])).sum()
    }

    /// Σ_k c_k · mean of K domains with its error for documents, and speakers where they are drawn.
    fn placed<const K: usize>(
        &self,
        of: [&[usize]; K],
        contrast: [f64; K],
        drawn: Option<&[usize]>,
        sum: fn(&FittedDocument) -> f64,
    ) -> Option<Estimate> {
        let mut speakers: BTreeMap<usize, Placed<usize, K>> = BTreeMap::new();
        for (k, domain) in of.into_iter().enumerate() {
            for &h in domain {
                let own = speakers.entry(drawn.map_or(0, |speakers| speakers[h])).or_default();
                for (name, document) in &self.strata[h].documents {
                    let side = &mut own.entry(*name).or_insert([(0.0, 0.0); K])[k];
                    *side = (side.0 + document.size, side.1 + sum(document));
                }
            }
        }
        interval::population(&speakers.into_values().collect::<Vec<_>>(), contrast, drawn.is_some())
    }
}

/// Counts the items of each stratum, and takes out the coded ones.
fn sort(items: &[FrameItem], strata: usize) -> (Vec<FittedStratum>, Vec<CodedPairs>) {
    let mut out: Vec<FittedStratum> = (0..strata).map(|_| FittedStratum::default()).collect();
    let mut pairs: Vec<CodedPairs> = vec![Vec::new(); strata];
    for item in items {
        let stratum = &mut out[item.stratum];
        stratum.size += 1.0;
        stratum.predicted += micro(item.predicted);
        if let Some(coded) = item.coded {
            stratum.coded += 1.0;
            pairs[item.stratum].push((item.predicted, coded));
        }
    }
    (out, pairs)
}

/// A value with six decimals in millionths, whose sums are exact.
fn micro(value: f64) -> i64 {
    (value * 1e6).round() as i64
}

#[cfg(test)]
mod tests;
