//! The 95 % interval of a mean over sentences that come in clusters, and of the difference of two: ratios of the
//! clusters' sums, their cluster-robust variance CR2 (Bell & McCaffrey 2002) and Satterthwaite's degrees of freedom. With
//! few clusters a plain percentile bootstrap or a normal interval is too narrow; the tests measure how often this covers. Of
//! fewer than eight clusters some are alike by chance: the interval is never narrower than if the sentences were independent.

use std::collections::BTreeMap;

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::label::{MICRO, Tone};
use crate::tally::Sums;
use crate::tally::{ClusterPlace, ClusterSums, ClusterUnit, Clusters, FEWEST, Inference, SpeakerTally};

/// A standard error below this is rounding: values are whole millionths.
pub const NO_ERROR: f64 = 1e-9;
/// Degrees of freedom with which Student's quantile is the normal's to the third decimal; looking for it takes the longer the more
/// there are, and with a thousand million it does not end.
pub const MANY: f64 = 10_000.0;
/// Clusters under which an interval that is narrower than that of independent items is taken for chance.
const FEW: usize = 8;
/// How often an interval may miss.
pub const MISSES: f64 = 0.05;

/// What is averaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Averaged {
    /// P(high) − P(low), −1 to 1: tone, or stance.
    Valence,
    /// Probability of a class, 0 to 1.
    Mass(Tone),
    /// Whether an item is one of them, 0 or 1: the share of a topic among all sentences.
    Presence,
}

impl Averaged {
    /// Σ of it over the items of a cluster.
    pub fn of(self, sums: &ClusterSums) -> f64 {
        let micro = match self {
            Averaged::Valence => sums.mass[2] - sums.mass[0],
            Averaged::Mass(class) => sums.mass[class as usize],
            Averaged::Presence => return sums.n as f64,
        };
        micro as f64 / 1e6
    }

    /// Σ (x − mean)² of it over `n` items, which of [`Averaged::Presence`] are more than those of the sums.
    fn squared_deviations(self, sums: &ClusterSums, n: i64) -> f64 {
        let [low, middle, high] = sums.square.map(i128::from);
        let (one, items) = (i128::from(MICRO), i128::from(sums.n));
        let (sum, square) = match self {
            // (high − low)² = 2 (low² + high²) − (1 − middle)²
            Averaged::Valence => {
                let rest = items * one * one - 2 * one * i128::from(sums.mass[1]) + middle;
                (i128::from(sums.mass[2] - sums.mass[0]), 2 * (low + high) - rest)
            }
            Averaged::Mass(class) => (i128::from(sums.mass[class as usize]), i128::from(sums.square[class as usize])),
            Averaged::Presence => (items * one, items * one * one),
        };
        let n = i128::from(n.max(1));
        (square * n - sum * sum) as f64 / n as f64 / 1e12
    }

    /// The mean of it over items, by their sums; none without items.
    pub fn mean(self, sums: &Sums) -> Option<f64> {
        match self {
            Averaged::Valence => sums.mean(),
            Averaged::Mass(class) => sums.mean_probability(class),
            Averaged::Presence => (sums.n > 0).then_some(1.0),
        }
    }

    /// Its smallest and largest value.
    pub fn range(self) -> (f64, f64) {
        match self {
            Averaged::Valence => (-1.0, 1.0),
            Averaged::Mass(_) | Averaged::Presence => (0.0, 1.0),
        }
    }
}

/// Items by cluster, and what of them is averaged.
#[derive(Debug, Clone)]
pub struct ClusterRatio<'a> {
    /// What is averaged.
    pub averaged: Averaged,
    /// The items.
    pub items: &'a Clusters,
    /// All items that they are a share of; none where the mean is over the items themselves.
    pub among: Option<&'a Clusters>,
    /// The same of each speaker of a group, who is drawn as documents are; empty for a speaker.
    pub members: Vec<ClusterRatio<'a>>,
}

impl<'a> ClusterRatio<'a> {
    /// A mean over these items.
    pub fn mean(averaged: Averaged, items: &'a Clusters) -> Self {
        ClusterRatio { averaged, items, among: None, members: Vec::new() }
    }

    /// The share of some items among all.
    pub fn share(items: &'a Clusters, among: &'a Clusters) -> Self {
        ClusterRatio { averaged: Averaged::Presence, items, among: Some(among), members: Vec::new() }
    }

    /// The mean; none without items.
    pub fn value(&self) -> Option<f64> {
        let (items, n) = (self.items.total(), self.among.unwrap_or(self.items).total().n);
        (n > 0).then(|| self.averaged.of(&items) / n as f64)
    }

    /// What a cluster is; none where there are fewer than five.
    pub fn unit(&self, inference: Inference) -> Option<ClusterUnit> {
        self.among.unwrap_or(self.items).unit(inference)
    }

    /// (number of items, Σ of what is averaged) of each cluster, in order of the places.
    pub fn by(&self, unit: ClusterUnit) -> Vec<(ClusterPlace, (f64, f64))> {
        let items = self.items.by(unit);
        let Some(among) = self.among else {
            return items.iter().map(|(place, sums)| (*place, (sums.n as f64, self.averaged.of(sums)))).collect();
        };
        let find = |place: &ClusterPlace| items.binary_search_by_key(place, |(place, _)| *place).ok();
        let of = |place| find(place).map_or(0.0, |at| self.averaged.of(&items[at].1));
        among.by(unit).iter().map(|(place, all)| (*place, (all.n as f64, of(place)))).collect()
    }

    /// The speakers: the members of a group, or the one.
    pub fn speakers(&self) -> &[Self] {
        if self.members.is_empty() { std::slice::from_ref(self) } else { &self.members }
    }

    /// The mean with its error; none under five clusters (of a group: five speakers), or where they do not differ at all.
    pub fn estimate(&self, inference: Inference) -> Option<Estimate> {
        let unit = self.unit(inference)?;
        if self.members.is_empty() || inference == Inference::TheseDocuments {
            return ratios(&self.by(unit).into_iter().map(|(_, sums)| [sums]).collect::<Vec<_>>(), [1.0]);
        }
        let placed = |one: &Self| one.by(unit).into_iter().map(|(place, sums)| (place, [sums])).collect();
        let members: Vec<Placed<_, 1>> = self.members.iter().map(placed).collect();
        population(&members, [1.0], true)
    }

    /// How many clusters an estimate is made from: of a group its speakers, where they are fewer.
    fn count(&self, inference: Inference) -> Option<usize> {
        let clusters = self.among.unwrap_or(self.items).count(self.unit(inference)?);
        let drawn = inference == Inference::Population && !self.members.is_empty();
        Some(if drawn { clusters.min(self.members.len()) } else { clusters })
    }

    /// The mean as if the items were independent.
    fn independent(&self) -> Option<Estimate> {
        let n = self.among.unwrap_or(self.items).total().n;
        Estimate::independent(n, self.value()?, self.averaged.squared_deviations(&self.items.total(), n))
    }

    /// The mean with the error that its interval is made from.
    fn cautious(&self, inference: Inference) -> Option<CautiousEstimate> {
        Some(self.estimate(inference)?.no_narrower(self.count(inference)?, || self.independent()))
    }

    /// Whether the interval is the one for independent items, because so few clusters are narrower by chance.
    pub fn is_widened(&self, inference: Inference) -> bool {
        self.cautious(inference).is_some_and(|found| found.widened)
    }

    /// Its 95 % interval: Student's, cut to the range; of a share Wilson's, which needs no cut and is not too short near 0
    /// and 1. Of fewer than eight clusters it is no narrower than if the items were independent.
    pub fn interval(&self, inference: Inference) -> Option<Interval> {
        let estimate = self.cautious(inference)?.estimate;
        match self.averaged {
            Averaged::Valence => estimate.interval(self.averaged.range()),
            Averaged::Mass(_) | Averaged::Presence => {
                let share = estimate.value.clamp(0.0, 1.0);
                let effective = share * (1.0 - share) / estimate.error.powi(2);
                Some(wilson(share, effective, estimate.quantile(MISSES)?))
            }
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

/// Wilson's interval (1927) of a share: `n` items that count as independent, √n · (share − true share) in units of its
/// deviation at most `quantile`. With n = share · (1 − share) / variance and Student's quantile it is that of a sample in
/// clusters (Korn & Graubard 1998).
pub fn wilson(share: f64, n: f64, quantile: f64) -> Interval {
    let pull = quantile * quantile / n;
    let middle = (share + pull / 2.0) / (1.0 + pull);
    let half = (share * (1.0 - share) * pull + pull * pull / 4.0).sqrt() / (1.0 + pull);
    Interval { low: (middle - half).max(0.0), high: (middle + half).min(1.0) }
}

/// A value with its standard error and the degrees of freedom of Student's distribution for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The mean, or the difference.
    pub value: f64,
    /// Its standard error, above 0.
    pub error: f64,
    /// Degrees of freedom, above 0.
    pub freedom: f64,
}

/// An estimate, or in its place that of independent items.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CautiousEstimate {
    /// Whose interval is the wider one.
    pub estimate: Estimate,
    /// Whether it is that of independent items.
    pub widened: bool,
}

impl Estimate {
    /// The mean of `n` independent items: s / √n with s² = Σ (x − mean)² / (n − 1) and n − 1 degrees of freedom (Student 1908;
    /// Cochran 1977, Sampling Techniques, ch. 2); none of fewer than two, or where they do not vary.
    pub fn independent(n: i64, mean: f64, squared_deviations: f64) -> Option<Self> {
        let freedom = (n - 1) as f64;
        let error = (squared_deviations / freedom / n as f64).sqrt();
        (n > 1 && error > NO_ERROR).then_some(Estimate { value: mean, error, freedom })
    }

    /// It, or where it is made from fewer than eight clusters and has a narrower interval, that of independent items. Sentences of a
    /// cluster are alike or independent, never less than that, so a narrower interval is chance.
    pub fn no_narrower(self, clusters: usize, independent: impl FnOnce() -> Option<Self>) -> CautiousEstimate {
        let as_it_is = CautiousEstimate { estimate: self, widened: false };
        if clusters >= FEW {
            return as_it_is;
        }
        match independent() {
            // where every item is a cluster both are the same, but for rounding
            Some(wider) if wider.half() > self.half().map(|half| half * (1.0 + NO_ERROR)) => {
                CautiousEstimate { estimate: wider, widened: true }
            }
            _ => as_it_is,
        }
    }

    /// Half the width of the 95 % interval, before any cut.
    fn half(&self) -> Option<f64> {
        Some(self.quantile(MISSES)? * self.error)
    }

    /// With more than [`MANY`] degrees of freedom, as with those.
    fn student(&self) -> Option<StudentsT> {
        StudentsT::new(0.0, 1.0, self.freedom.min(MANY)).ok()
    }

    /// The same value where both documents and speakers are drawn: the variance is the sum of those for documents and for speakers
    /// less that for speakers in documents (Cameron, Gelbach & Miller 2011), no smaller than either, with the fewer degrees of
    /// freedom.
    pub fn crossed(by_document: Self, by_speaker: Self, by_both: Self) -> Self {
        let [document, speaker, both] = [by_document, by_speaker, by_both].map(|estimate| estimate.error.powi(2));
        let error = (document + speaker - both).max(document).max(speaker).sqrt();
        Estimate { value: by_document.value, error, freedom: by_document.freedom.min(by_speaker.freedom) }
    }

    /// Student's quantile that is left out at both ends together in a share `misses`.
    pub fn quantile(&self, misses: f64) -> Option<f64> {
        Some(self.student()?.inverse_cdf(1.0 - misses / 2.0))
    }

    /// The 95 % interval, cut to a range.
    pub fn interval(&self, range: (f64, f64)) -> Option<Interval> {
        self.interval_of(1, range)
    }

    /// The interval that, with those of `count` values in all, holds every true value in 95 % (Bonferroni); cut to a range.
    pub fn interval_of(&self, count: usize, (lowest, highest): (f64, f64)) -> Option<Interval> {
        let half = self.quantile(MISSES / count as f64)? * self.error;
        Some(Interval { low: (self.value - half).max(lowest), high: (self.value + half).min(highest) })
    }

    /// Two-sided p of Student's test that the true value is 0: below 0.05 where the interval leaves out 0, and only there.
    pub fn p(&self) -> Option<f64> {
        let t = (self.value / self.error).abs();
        Some((2.0 * self.student()?.sf(t)).min(1.0))
    }
}

impl SpeakerTally {
    /// The 95 % interval of the speaker's tone for documents like these, as in speakers.csv; none under five documents, or
    /// where they do not differ at all.
    pub fn tone_interval(&self) -> Option<Interval> {
        ClusterRatio::mean(Averaged::Valence, &self.clusters).interval(Inference::Population)
    }

    /// The same for what is said in these documents; none under five turns and paragraphs.
    pub fn tone_interval_here(&self) -> Option<Interval> {
        ClusterRatio::mean(Averaged::Valence, &self.clusters).interval(Inference::TheseDocuments)
    }
}

/// The value Σ_k c_k · (Σ sum / Σ n) of K groups, from clusters that hold (n, sum) of each group, in which n may be 0;
/// none where a group has fewer than five clusters or does not vary.
///
/// The working model is one mean per group and independent sentences. With w = n / Σn of a cluster in its group and the
/// residual e = sum − n · mean: variance Σ_clusters (Σ_k c_k e / (Σn √(1 − w)))², degrees of freedom (tr G)² / Σ G² where
/// G_gg = Σ_k w / Σn and G_gh = −Σ_k q_g q_h, q = w / √((1 − w) Σn) (Pustejovsky & Tipton 2018). A cluster in which
/// both groups speak counts for both, so what a document does to both of them cancels out.
pub fn ratios<const K: usize>(clusters: &[[(f64, f64); K]], contrast: [f64; K]) -> Option<Estimate> {
    let groups: [usize; K] = std::array::from_fn(|k| k);
    let count = groups.map(|k| clusters.iter().filter(|c| c[k].0 > 0.0).count());
    if count.iter().any(|&n| n < FEWEST) {
        return None;
    }
    let total = groups.map(|k| clusters.iter().map(|c| c[k].0).sum::<f64>());
    let mean = groups.map(|k| clusters.iter().map(|c| c[k].1).sum::<f64>() / total[k]);
    let (mut variance, mut diagonal, mut own) = (0.0, 0.0, [0.0; K]);
    let (mut products, mut squares) = ([[0.0; K]; K], [[0.0; K]; K]);
    for cluster in clusters {
        let weight = groups.map(|k| cluster[k].0 / total[k]);
        let pull = groups.map(|k| {
            let residual = cluster[k].1 - cluster[k].0 * mean[k];
            contrast[k] * residual / total[k] / (1.0 - weight[k]).sqrt()
        });
        variance += pull.iter().sum::<f64>().powi(2);
        groups.iter().for_each(|&k| own[k] += pull[k].powi(2));
        diagonal += groups.map(|k| weight[k] / total[k]).iter().sum::<f64>().powi(2);
        let q = groups.map(|k| weight[k] / ((1.0 - weight[k]) * total[k]).sqrt());
        for (k, l) in groups.iter().flat_map(|&k| groups.map(|l| (k, l))) {
            products[k][l] += q[k] * q[l];
            squares[k][l] += (q[k] * q[l]).powi(2);
        }
    }
    let error = variance.sqrt();
    // a side that never varies, a topic that somebody never speaks about, would count as known without error
    if error < NO_ERROR || own.iter().any(|own| own.sqrt() < NO_ERROR) {
        return None;
    }
    let trace: f64 = total.iter().map(|n| 1.0 / n).sum();
    let outside: f64 = (products.iter().flatten().zip(squares.iter().flatten())).map(|(p, s)| p * p - s).sum();
    let value = groups.map(|k| contrast[k] * mean[k]).iter().sum();
    Some(Estimate { value, error, freedom: trace * trace / (diagonal + outside) })
}

/// (number of items, Σ of their values) of K groups, by cluster.
pub type Placed<P, const K: usize> = BTreeMap<P, [(f64, f64); K]>;

/// The same for documents like these, from what each speaker says in each, and for other speakers as well where these are drawn
/// too, which is so for groups of them.
pub fn population<P: Ord + Copy, const K: usize>(
    speakers: &[Placed<P, K>],
    contrast: [f64; K],
    drawn: bool,
) -> Option<Estimate> {
    fn add<const K: usize>(into: &mut [(f64, f64); K], sums: &[(f64, f64); K]) {
        for (mine, theirs) in into.iter_mut().zip(sums) {
            *mine = (mine.0 + theirs.0, mine.1 + theirs.1);
        }
    }
    let mut documents: Placed<P, K> = BTreeMap::new();
    for (place, sums) in speakers.iter().flatten() {
        add(documents.entry(*place).or_insert([(0.0, 0.0); K]), sums);
    }
    let by_document = ratios(&documents.into_values().collect::<Vec<_>>(), contrast)?;
    if !drawn {
        return Some(by_document);
    }
    let whole = |speaker: &Placed<P, K>| {
        let mut all = [(0.0, 0.0); K];
        speaker.values().for_each(|sums| add(&mut all, sums));
        all
    };
    let by_speaker = ratios(&speakers.iter().map(whole).collect::<Vec<_>>(), contrast)?;
    let by_both = ratios(&speakers.iter().flat_map(BTreeMap::values).copied().collect::<Vec<_>>(), contrast)?;
    Some(Estimate::crossed(by_document, by_speaker, by_both))
}

#[cfg(test)]
mod tests;
