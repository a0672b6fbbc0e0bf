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
/// none where a group has fewer than five clusters or nothing varies.
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
    let (mut variance, mut diagonal) = (0.0, 0.0);
    let (mut products, mut squares) = ([[0.0; K]; K], [[0.0; K]; K]);
    for cluster in clusters {
        let weight = groups.map(|k| cluster[k].0 / total[k]);
        let pull = groups.map(|k| {
            let residual = cluster[k].1 - cluster[k].0 * mean[k];
            contrast[k] * residual / total[k] / (1.0 - weight[k]).sqrt()
        });
        variance += pull.iter().sum::<f64>().powi(2);
        diagonal += groups.map(|k| weight[k] / total[k]).iter().sum::<f64>().powi(2);
        let q = groups.map(|k| weight[k] / ((1.0 - weight[k]) * total[k]).sqrt());
        for (k, l) in groups.iter().flat_map(|&k| groups.map(|l| (k, l))) {
            products[k][l] += q[k] * q[l];
            squares[k][l] += (q[k] * q[l]).powi(2);
        }
    }
    let error = variance.sqrt();
    if error < NO_ERROR {
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
mod tests {
    use super::*;
    use crate::label::Distribution as Probabilities;
    use proptest::prelude::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng;
    use rand_distr::{Beta, Distribution, LogNormal, Normal, Uniform};

    fn unbounded(clusters: &[[(f64, f64); 1]]) -> Option<Interval> {
        ratios(clusters, [1.0])?.interval((f64::MIN, f64::MAX))
    }

    const RUNS: usize = 4000;
    /// Share of the variance between sentences that lies between clusters.
    const BETWEEN: f64 = 0.2;

    /// (n, sum) of clusters of 20 sentences, or of unequal sizes with mean 20 whose logarithms have deviation 1.
    fn clusters(random: &mut ChaCha8Rng, count: usize, skewed: bool, between: f64) -> Vec<Vec<f64>> {
        let shift = Normal::new(0.0, between.sqrt()).expect("a deviation");
        let noise = Normal::new(0.0, (1.0 - between).sqrt()).expect("a deviation");
        let size = LogNormal::new(20f64.ln() - 0.5, 1.0).expect("a deviation");
        (0..count)
            .map(|_| {
                let n = if skewed { size.sample(random).ceil() as usize } else { 20 };
                let own = shift.sample(random);
                (0..n).map(|_| own + noise.sample(random)).collect()
            })
            .collect()
    }

    /// Shares of runs in which the interval, and the one for independent sentences, contain the true mean of 0, and in which the
    /// interval was widened.
    fn coverage(count: usize, skewed: bool, between: f64) -> (f64, f64, f64) {
        let mut random = ChaCha8Rng::seed_from_u64(count as u64 + u64::from(skewed));
        let (mut covered, mut naive, mut widened) = (0, 0, 0);
        for _ in 0..RUNS {
            let drawn = clusters(&mut random, count, skewed, between);
            let sums: Vec<_> = drawn.iter().map(|c| [(c.len() as f64, c.iter().sum())]).collect();
            let found =
                ratios(&sums, [1.0]).expect("five clusters or more").no_narrower(count, || alone(&drawn.concat()));
            widened += usize::from(found.widened);
            let found = found.estimate.interval((f64::MIN, f64::MAX)).expect("an interval");
            covered += usize::from(found.low <= 0.0 && 0.0 <= found.high);
            let all: Vec<f64> = drawn.concat();
            let n = all.len() as f64;
            let mean = all.iter().sum::<f64>() / n;
            let deviation = (all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
            naive += usize::from(mean.abs() <= 1.96 * deviation / n.sqrt());
        }
        let [covered, naive, widened] = [covered, naive, widened].map(|n| n as f64 / RUNS as f64);
        (covered, naive, widened)
    }

    /// The table of ARCHITECTURE.md; with an interval for independent sentences it fails.
    #[test]
    fn the_interval_covers_where_sentences_of_a_cluster_are_alike() {
        for skewed in [false, true] {
            for count in [5, 8, 20, 40] {
                let (covered, naive, widened) = coverage(count, skewed, BETWEEN);
                println!(
                    "{count} clusters, skewed {skewed}: {covered:.3}, as if independent {naive:.3}, widened {widened:.3}"
                );
                let least = if skewed { 0.88 } else { 0.92 };
                assert!((least..0.985).contains(&covered), "{count} clusters, skewed {skewed}: {covered}");
                assert!(naive < 0.75, "{count} clusters, skewed {skewed}: {naive}");
            }
        }
    }

    /// Sentences that are independent in truth: with few clusters the interval is often widened, and then no wider than it must be.
    #[test]
    fn where_sentences_are_independent_few_clusters_are_widened_and_many_are_not() {
        for count in [5, 7, 8, 20] {
            let (covered, _, widened) = coverage(count, false, 0.0);
            println!("{count} clusters of independent sentences: {covered:.3}, widened {widened:.3}");
            assert!((0.94..0.995).contains(&covered), "{count}: {covered}");
            assert_eq!(widened > 0.1, count < FEW, "{count}: {widened}");
        }
    }

    fn alone(values: &[f64]) -> Option<Estimate> {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        Estimate::independent(values.len() as i64, mean, values.iter().map(|x| (x - mean).powi(2)).sum())
    }

    /// 1, 2, 3, 4, 10: s² = 12.5 and t(4) = 2.776445.
    #[test]
    fn independent_items_have_students_interval() {
        let found = alone(&[1.0, 2.0, 3.0, 4.0, 10.0]).expect("they vary");
        let ends = found.interval((f64::MIN, f64::MAX)).expect("an interval");
        let half = 2.776_445 * (12.5f64 / 5.0).sqrt();
        assert!((ends.low - (4.0 - half)).abs() < 1e-4 && (ends.high - (4.0 + half)).abs() < 1e-4, "{ends:?}");
        assert!(alone(&[1.0]).is_none() && alone(&[0.5; 9]).is_none(), "nothing is known of how they vary");
    }

    /// Documents of the same mix of sentences, each a word apart: by documents next to nothing varies.
    fn alike(documents: u64, averaged: Averaged) -> (Option<Interval>, Option<Interval>, bool) {
        let mut said = Clusters::new();
        let mut values = Vec::new();
        for document in 0..documents {
            for k in 0..8 {
                let positive = 100_000 * (k % 4) + document as u32;
                let d = Probabilities::try_from([300_000, 700_000 - positive, positive]).expect("they add up");
                let place = ClusterPlace { event: document, document, turn: k, paragraph: 0 };
                said.add(place, d);
                values.push(match averaged {
                    Averaged::Valence => d.valence() as f64 / 1e6,
                    Averaged::Mass(class) => d.probabilities()[class as usize].value(),
                    Averaged::Presence => 1.0,
                });
            }
        }
        let ratio = ClusterRatio::mean(averaged, &said);
        let ends = |estimate: Estimate| match averaged {
            Averaged::Valence => estimate.interval((-1.0, 1.0)),
            _ => {
                let n = estimate.value * (1.0 - estimate.value) / estimate.error.powi(2);
                Some(wilson(estimate.value, n, estimate.quantile(MISSES)?))
            }
        };
        let widened = ratio.is_widened(Inference::Population);
        (ratio.interval(Inference::Population), alone(&values).and_then(ends), widened)
    }

    #[test]
    fn fewer_than_eight_clusters_have_no_narrower_interval_than_independent_items() {
        for averaged in [Averaged::Valence, Averaged::Mass(Tone::Positive), Averaged::Mass(Tone::Neutral)] {
            let (found, independent, widened) = alike(7, averaged);
            let (found, independent) = (found.expect("seven"), independent.expect("they vary"));
            assert!(widened, "{averaged:?}");
            assert!((found.low - independent.low).abs() < 1e-9, "{averaged:?}: {found:?} {independent:?}");
            assert!((found.high - independent.high).abs() < 1e-9, "{averaged:?}: {found:?} {independent:?}");
            let (found, independent, widened) = alike(8, averaged);
            let width = |ends: Option<Interval>| ends.map(|ends| ends.high - ends.low);
            assert!(!widened && width(found) < width(independent), "eight speak for themselves: {averaged:?}");
        }
    }

    #[test]
    fn where_every_item_is_a_cluster_nothing_is_widened() {
        for k in 0..40 {
            let values = [0, 1, 2, 3, 4].map(|i| f64::from((i * i * 37 + k * 11) % 101) / 101.0);
            let found = ratios(&values.map(|x| [(1.0, x)]), [1.0]).expect("five");
            assert!(!found.no_narrower(5, || alone(&values)).widened, "{values:?}");
        }
    }

    proptest! {
        #[test]
        fn squared_deviations_are_those_of_the_items(micros in prop::collection::vec((0..=1000u32, 0..=1000u32), 2..20)) {
            let mut sums = ClusterSums::default();
            let mut items = Vec::new();
            let mut clusters = Clusters::new();
            for (low, share) in micros {
                let low = low * 1000;
                let high = (1_000_000 - low) / 1000 * share;
                let d = Probabilities::try_from([low, 1_000_000 - low - high, high]).expect("they add up");
                clusters.add(ClusterPlace { event: 1, document: 1, turn: 0, paragraph: 0 }, d);
                items.push(d);
            }
            sums += clusters.total();
            let n = items.len() as f64;
            for averaged in [Averaged::Valence, Averaged::Mass(Tone::Negative), Averaged::Mass(Tone::Neutral), Averaged::Presence] {
                let value = |d: &Probabilities| match averaged {
                    Averaged::Valence => d.valence() as f64 / 1e6,
                    Averaged::Mass(class) => d.probabilities()[class as usize].value(),
                    Averaged::Presence => 1.0,
                };
                // as many again that are not among them, of which presence alone knows
                let others = if averaged == Averaged::Presence { items.len() } else { 0 };
                let all: Vec<f64> = items.iter().map(value).chain(std::iter::repeat_n(0.0, others)).collect();
                let mean = all.iter().sum::<f64>() / all.len() as f64;
                let expected: f64 = all.iter().map(|x| (x - mean).powi(2)).sum();
                let found = averaged.squared_deviations(&sums, all.len() as i64);
                prop_assert!((found - expected).abs() < 1e-9 * n, "{averaged:?}: {found} {expected}");
            }
        }
    }

    /// Equal clusters: Student's interval of the clusters' means, here of 1, 2, 3, 4, 10 with t(4) = 2.776445.
    #[test]
    fn equal_clusters_give_students_interval_of_their_means() {
        let sums = [1.0, 2.0, 3.0, 4.0, 10.0].map(|mean| [(7.0, 7.0 * mean)]);
        let found = unbounded(&sums).expect("five");
        let half = 2.776_445 * (12.5f64 / 5.0).sqrt();
        assert!((found.low - (4.0 - half)).abs() < 1e-4 && (found.high - (4.0 + half)).abs() < 1e-4, "{found:?}");
    }

    #[test]
    fn very_many_degrees_of_freedom_come_to_an_end() {
        let estimate = Estimate { value: 1.0, error: 1.0, freedom: 1e12 };
        let found = estimate.interval((f64::MIN, f64::MAX)).expect("an interval");
        assert!((found.high - 2.96).abs() < 1e-3, "{found:?}");
        assert!((estimate.p().expect("a p") - 0.3173).abs() < 1e-3);
    }

    #[test]
    fn four_clusters_or_no_variation_give_none() {
        assert_eq!(unbounded(&[[(1.0, 0.1)], [(2.0, 0.5)], [(3.0, 0.2)], [(1.0, 0.9)]]), None);
        assert_eq!(unbounded(&[[(2.0, 1.0)]; 6]), None);
        assert_eq!(unbounded(&[1.0, 2.0, 3.0, 5.0, 7.0, 11.0].map(|n| [(n, n * 0.991_163)])), None, "but for rounding");
    }

    /// A rare class in clusters of sentences that are alike: Wilson's interval covers, and Student's, cut at 0, does not.
    #[test]
    fn the_interval_of_a_share_covers_near_its_ends() {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let spread = Beta::new(0.03 * 9.0, 0.97 * 9.0).expect("a shape");
        let even = Uniform::new(0.0, 1.0).expect("a range");
        for count in [8, 20, 40] {
            let (mut wilsons, mut students, mut runs) = (0, 0, 0);
            for _ in 0..RUNS / 4 {
                let clusters: Vec<_> = (0..count)
                    .map(|_| {
                        let share = spread.sample(&mut random);
                        [(20.0, (0..20).filter(|_| even.sample(&mut random) < share).count() as f64)]
                    })
                    .collect();
                let Some(estimate) = ratios(&clusters, [1.0]) else { continue };
                let holds = |i: Option<Interval>| i.is_some_and(|i| i.low <= 0.03 && 0.03 <= i.high);
                let effective = estimate.value * (1.0 - estimate.value) / estimate.error.powi(2);
                wilsons += u32::from(holds(estimate.quantile(MISSES).map(|t| wilson(estimate.value, effective, t))));
                students += u32::from(holds(estimate.interval((0.0, 1.0))));
                runs += 1;
            }
            let [wilsons, students] = [wilsons, students].map(|n| f64::from(n) / f64::from(runs));
            println!("{count} clusters: Wilson {wilsons:.3}, Student {students:.3}, of {runs} runs that vary");
            assert!(wilsons >= 0.91, "{count}: {wilsons}");
            assert!(students < 0.905, "{count}: {students}");
        }
    }

    /// 15 of 50 and none of 10, by hand.
    #[test]
    fn wilsons_interval_is_the_published_one() {
        let found = wilson(0.3, 50.0, 1.959_964);
        assert!((found.low - 0.191_0).abs() < 1e-4 && (found.high - 0.437_5).abs() < 1e-4, "{found:?}");
        let none = wilson(0.0, 10.0, 1.959_964);
        assert!(none.low == 0.0 && (none.high - 0.277_5).abs() < 1e-4, "{none:?}");
    }

    /// Documents in which both speak: the difference of the means of equal clusters is the mean of the differences, and
    /// Student's interval of them is the paired one. The documents' own effect, here of 5, 50 and 500, cancels out.
    #[test]
    fn a_document_in_which_both_speak_cancels_out() {
        let own = [5.0, 50.0, 500.0, 5.0, 50.0, 500.0];
        let lead = [1.0, 2.0, 3.0, 1.0, 2.0, 3.0];
        let clusters: Vec<_> =
            own.iter().zip(lead).map(|(own, lead)| [(4.0, 4.0 * (own + lead)), (4.0, 4.0 * own)]).collect();
        let found = ratios(&clusters, [1.0, -1.0]).expect("six documents");
        let error = (lead.iter().map(|x| (x - 2.0f64).powi(2)).sum::<f64>() / 5.0 / 6.0).sqrt();
        assert!((found.value - 2.0).abs() < 1e-9 && (found.error - error).abs() < 1e-9, "{found:?}");
        assert!((found.freedom - 5.0).abs() < 1e-9, "{found:?}");
    }

    /// Speakers who share no document: the variances add, and for equal ones so do the degrees of freedom.
    #[test]
    fn apart_from_each_other_the_variances_add() {
        let values = [1.0, 2.0, 3.0, 4.0, 10.0];
        let alone = ratios(&values.map(|x| [(7.0, 7.0 * x)]), [1.0]).expect("five");
        let clusters: Vec<_> = (values.iter().map(|x| [(7.0, 7.0 * x), (0.0, 0.0)]))
            .chain(values.iter().map(|x| [(0.0, 0.0), (7.0, 7.0 * x)]))
            .collect();
        let found = ratios(&clusters, [1.0, -1.0]).expect("five each");
        assert!(found.value.abs() < 1e-12 && (found.error - alone.error * 2f64.sqrt()).abs() < 1e-12, "{found:?}");
        assert!((found.freedom - 2.0 * alone.freedom).abs() < 1e-9, "{found:?}");
    }

    /// Of Newcombe (1998): 81 of 263, and 0 of 20.
    #[test]
    fn wilsons_interval_is_as_published() {
        let found = wilson(81.0 / 263.0, 263.0, 1.959_964);
        assert!((found.low - 0.2553).abs() < 1e-4 && (found.high - 0.3662).abs() < 1e-4, "{found:?}");
        let found = wilson(0.0, 20.0, 1.959_964);
        assert!(found.low == 0.0 && (found.high - 0.1611).abs() < 1e-4, "{found:?}");
    }
}
