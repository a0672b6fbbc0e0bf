//! The difference between two speakers (or groups) in tone or stance: with its interval, paired by document, at an equal
//! mix of topics, and tested.

use std::collections::{BTreeMap, BTreeSet};

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::aggregate::interval::{Estimate, Interval, NO_ERROR, ratios};
use crate::aggregate::permutation::{Tested, TurnSum, exchanged_turns, random, sign_flips};
use crate::tally::Stratum;
use crate::tally::Sums;
use crate::tally::{ClusterPlace, ClusterSums, ClusterUnit, Clusters, FEWEST};

/// Documents that both must speak in for their signs to be flipped.
const SHARED: usize = 6;
/// Sentences that both must have in a stratum for it to count.
const IN_STRATUM: i64 = 5;
/// A difference of two values in −1 to 1.
const RANGE: (f64, f64) = (-2.0, 2.0);

/// One side: sums over all sentences, by cluster and, for the whole, by what else they are about.
#[derive(Debug, Clone, Copy)]
pub struct ContrastSide<'a> {
    /// The sums.
    pub tone: &'a Sums,
    /// The same by turn or paragraph.
    pub clusters: &'a Clusters,
    /// The same by stratum; none inside one topic.
    pub strata: Option<&'a BTreeMap<Stratum, Sums>>,
}

/// How p was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Signs of paired document differences flipped.
    SignFlips,
    /// Student's test with the cluster-robust error of the difference, where few documents are shared.
    ClusterT,
    /// Turns exchanged within documents: says nothing about other documents.
    ExchangedTurns,
}

impl Method {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Method::SignFlips => "sign_flips",
            Method::ClusterT => "cluster_t",
            Method::ExchangedTurns => "exchanged_turns",
        }
    }
}

/// A p-value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PValue {
    /// As printed.
    pub value: f64,
    /// What is corrected for the family: the tail of Student's distribution where re-runs put a floor under p.
    pub to_correct: f64,
    /// How it was found.
    pub method: Method,
}

/// The difference over documents in which both spoke.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paired {
    /// Mean of the documents' differences.
    pub difference: f64,
    /// Student's 95 % interval, from five documents.
    pub interval: Option<Interval>,
}

/// One pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// Value of the first minus value of the second.
    pub difference: f64,
    /// Its 95 % interval.
    pub interval: Option<Interval>,
    /// What the interval and p speak about: [`ClusterUnit::inference`].
    pub inference: Option<&'static str>,
    /// Difference / pooled standard deviation of the sentences' values.
    pub effect_size: Option<f64>,
    /// Over shared documents; none where there are none.
    pub paired: Option<Paired>,
    /// Number of documents in which both spoke.
    pub shared_documents: usize,
    /// The difference with both weighted to their pooled mix of strata.
    pub standardised: Option<f64>,
    /// Share of the sentences in strata where both have five; none inside one topic.
    pub common_support: Option<f64>,
}

/// Describes the pair; none where one of them has no sentence.
pub fn describe(a: ContrastSide, b: ContrastSide) -> Option<Contrast> {
    let difference = a.tone.mean()? - b.tone.mean()?;
    let documents = shared(a.clusters, b.clusters);
    let (standardised, common_support) = match (a.strata, b.strata) {
        (Some(a), Some(b)) => standardise(a, b),
        _ => (None, None),
    };
    Some(Contrast {
        difference,
        interval: estimate(a.clusters, b.clusters).and_then(|e| e.interval(RANGE)),
        inference: inference(a.clusters, b.clusters),
        effect_size: effect_size(a.tone, b.tone, difference),
        paired: pair(&documents),
        shared_documents: documents.len(),
        standardised,
        common_support,
    })
}

/// Tests that the two do not differ; none where too little can be exchanged to tell. `name` and `seed` choose the
/// re-runs.
pub fn test(a: ContrastSide, b: ContrastSide, seed: u64, name: &str) -> Option<PValue> {
    let mut random = random(seed, name);
    let inference = inference(a.clusters, b.clusters)?;
    if inference != ClusterUnit::Document.inference() {
        let mut documents = turns(a.clusters, b.clusters);
        let freedom = documents.iter().map(Vec::len).sum::<usize>().saturating_sub(2) as f64;
        return exchanged_turns(&mut documents, &mut random).map(|t| of_runs(t, freedom, Method::ExchangedTurns));
    }
    let documents = shared(a.clusters, b.clusters);
    if documents.len() < SHARED {
        let p = estimate(a.clusters, b.clusters)?.p()?;
        return Some(PValue { value: p, to_correct: p, method: Method::ClusterT });
    }
    let freedom = (documents.len() - 1) as f64;
    sign_flips(&documents, &mut random).map(|t| of_runs(t, freedom, Method::SignFlips))
}

fn of_runs(tested: Tested, freedom: f64, method: Method) -> PValue {
    let tail = || StudentsT::new(0.0, 1.0, freedom).ok().map(|t| 2.0 * t.sf(tested.statistic.abs()));
    let to_correct = if tested.at_floor { tail().map_or(tested.p, |tail| tail.min(tested.p)) } else { tested.p };
    PValue { value: tested.p, to_correct, method }
}

fn valence(mass: [i64; 3]) -> f64 {
    (mass[2] - mass[0]) as f64 / 1e6
}

fn of(sums: &ClusterSums) -> (f64, f64) {
    (sums.n as f64, valence(sums.mass))
}

/// About other meetings only where both speak in five; nothing where one has fewer than five clusters of any kind.
fn inference(a: &Clusters, b: &Clusters) -> Option<&'static str> {
    Some(a.unit()?.min(b.unit()?).inference())
}

/// The difference for clusters of both: documents that they share are one cluster, turns and paragraphs have one speaker.
fn estimate(a: &Clusters, b: &Clusters) -> Option<Estimate> {
    let (unit_a, unit_b) = (a.unit()?, b.unit()?);
    let mut clusters: Vec<[(f64, f64); 2]> = Vec::new();
    if unit_a.min(unit_b) == ClusterUnit::Document {
        let mut joined: BTreeMap<ClusterPlace, [(f64, f64); 2]> = BTreeMap::new();
        for (side, one) in [a, b].into_iter().enumerate() {
            for (place, sums) in one.by(ClusterUnit::Document) {
                joined.entry(place).or_default()[side] = of(&sums);
            }
        }
        clusters.extend(joined.into_values());
    } else {
        clusters.extend(a.sums().iter().map(|s| [of(s), (0.0, 0.0)]));
        clusters.extend(b.sums().iter().map(|s| [(0.0, 0.0), of(s)]));
    }
    ratios(&clusters, [1.0, -1.0])
}

/// Difference of the means in each document in which both spoke, in a fixed order.
fn shared(a: &Clusters, b: &Clusters) -> Vec<f64> {
    let (a, b) = (a.by(ClusterUnit::Document), b.by(ClusterUnit::Document));
    let mean = |sums: &ClusterSums| valence(sums.mass) / sums.n as f64;
    a.iter().filter_map(|(place, mine)| b.get(place).map(|theirs| mean(mine) - mean(theirs))).collect()
}

/// The turns of both in documents in which both speak, around the mean of their document: others cannot be exchanged, and
/// what a document does to everybody is no difference.
fn turns(a: &Clusters, b: &Clusters) -> Vec<Vec<TurnSum>> {
    let mut documents: BTreeMap<u64, Vec<TurnSum>> = BTreeMap::new();
    for (side, clusters) in [a, b].into_iter().enumerate() {
        for (place, sums) in clusters.by(ClusterUnit::Turn) {
            let (n, sum) = of(&sums);
            documents.entry(place.document).or_default().push(TurnSum { side, n, sum });
        }
    }
    let mut shared: Vec<Vec<TurnSum>> = documents.into_values().collect();
    shared.retain(|turns| [0, 1].iter().all(|side| turns.iter().any(|turn| turn.side == *side)));
    for turns in &mut shared {
        let (n, sum) = turns.iter().fold((0.0, 0.0), |(n, sum), turn| (n + turn.n, sum + turn.sum));
        for turn in turns {
            turn.sum -= turn.n * sum / n;
        }
    }
    shared
}

fn pair(differences: &[f64]) -> Option<Paired> {
    if differences.is_empty() {
        return None;
    }
    let n = differences.len() as f64;
    let difference = differences.iter().sum::<f64>() / n;
    let deviations: f64 = differences.iter().map(|d| (d - difference).powi(2)).sum();
    let error = (deviations / (n - 1.0) / n).sqrt();
    let interval = (differences.len() >= FEWEST && error > NO_ERROR)
        .then(|| Estimate { value: difference, error, freedom: n - 1.0 }.interval(RANGE));
    Some(Paired { difference, interval: interval.flatten() })
}

fn effect_size(a: &Sums, b: &Sums, difference: f64) -> Option<f64> {
    let freedom = a.n + b.n - 2;
    let deviations = a.squared_deviations() + b.squared_deviations();
    let spread = (deviations / freedom.max(1) as f64).sqrt();
    (freedom > 0 && spread > NO_ERROR).then(|| difference / spread)
}

/// The difference with both weighted to the pooled mix of the strata in which both have five sentences, and the share of
/// their sentences that lies in these.
fn standardise(a: &BTreeMap<Stratum, Sums>, b: &BTreeMap<Stratum, Sums>) -> (Option<f64>, Option<f64>) {
    let all: i64 = a.values().chain(b.values()).map(|tone| tone.n).sum();
    let strata: BTreeSet<&Stratum> = a.keys().filter(|s| b.contains_key(s)).collect();
    let (mut weight, mut weighted) = (0, 0.0);
    for stratum in strata {
        let (mine, theirs) = (&a[stratum], &b[stratum]);
        if let (Some(x), Some(y)) = (mine.mean(), theirs.mean())
            && mine.n.min(theirs.n) >= IN_STRATUM
        {
            weight += mine.n + theirs.n;
            weighted += (mine.n + theirs.n) as f64 * (x - y);
        }
    }
    let support = (all > 0).then(|| weight as f64 / all as f64);
    ((weight > 0).then(|| weighted / weight as f64), support)
}

#[cfg(test)]
mod tests;
