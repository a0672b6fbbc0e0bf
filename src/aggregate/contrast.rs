//! The difference between two speakers (or groups) in tone, stance or a share: with its interval and p, paired by document, and
//! like for like.

use crate::aggregate::adjust::{Standardised, Strata, standardise};
use crate::aggregate::interval::{self, ClusterRatio, Estimate, Interval, NO_ERROR, Placed, ratios};
use crate::tally::{ClusterPlace, ClusterUnit, FEWEST, Inference};

/// One side: its mean, by cluster and, for the whole, by what else the sentences are about.
#[derive(Debug, Clone)]
pub struct ContrastSide<'a> {
    /// Items: sentences, or mentions.
    pub n: i64,
    /// The mean over them.
    pub value: f64,
    /// Σ (x − mean)² over them, where it is kept.
    pub deviations: Option<f64>,
    /// The same by cluster.
    pub measured: ClusterRatio<'a>,
    /// What it is by stratum; none inside one topic.
    pub strata: Option<&'a Strata>,
}

impl ContrastSide<'_> {
    fn is_group(&self) -> bool {
        !self.measured.members.is_empty()
    }
}

/// The difference over documents in which both spoke.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paired {
    /// Mean of the documents' differences.
    pub difference: f64,
    /// Student's 95 % interval, from five documents; none of groups.
    pub interval: Option<Interval>,
}

/// One pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// Value of the first minus value of the second.
    pub difference: f64,
    /// Smallest and largest difference there can be.
    pub range: (f64, f64),
    /// The difference and its error for meetings like these; none under five documents of each, and of groups five speakers.
    pub population: Option<Estimate>,
    /// The same for what was said in these documents.
    pub here: Option<Estimate>,
    /// Difference / pooled standard deviation of the sentences' values.
    pub effect_size: Option<f64>,
    /// Over shared documents; none where there are none.
    pub paired: Option<Paired>,
    /// Number of documents in which both spoke.
    pub shared_documents: usize,
    /// The difference like for like; none inside one topic.
    pub standardised: Option<Standardised>,
}

impl Contrast {
    /// What p speaks about: other meetings where they can be judged, else these documents.
    pub fn inference(&self) -> Option<Inference> {
        let here = self.here.map(|_| Inference::TheseDocuments);
        self.population.map(|_| Inference::Population).or(here)
    }

    /// The estimate that p is of.
    pub fn tested(&self) -> Option<Estimate> {
        self.population.or(self.here)
    }
}

/// Describes the pair.
pub fn describe(a: &ContrastSide, b: &ContrastSide) -> Contrast {
    let (lowest, highest) = a.measured.averaged.range();
    let range = (lowest - highest, highest - lowest);
    let difference = a.value - b.value;
    let documents = shared(&a.measured, &b.measured);
    Contrast {
        difference,
        range,
        population: population(a, b),
        here: here(&a.measured, &b.measured),
        effect_size: effect_size(a, b, difference),
        paired: pair(&documents, range, a.is_group() || b.is_group()),
        shared_documents: documents.len(),
        standardised: (a.strata.zip(b.strata))
            .map(|(mine, theirs)| standardise([mine, theirs], [&a.measured, &b.measured])),
    }
}

/// The difference for documents; of groups for their speakers as well.
fn population(a: &ContrastSide, b: &ContrastSide) -> Option<Estimate> {
    let unit = a.measured.unit(Inference::Population).and(b.measured.unit(Inference::Population))?;
    let mut speakers: Vec<Placed<_, 2>> = Vec::new();
    for (side, one) in [a, b].into_iter().enumerate() {
        for speaker in one.measured.speakers() {
            let placed = |sums| if side == 0 { [sums, (0.0, 0.0)] } else { [(0.0, 0.0), sums] };
            speakers.push(speaker.by(unit).into_iter().map(|(place, sums)| (place, placed(sums))).collect());
        }
    }
    interval::population(&speakers, [1.0, -1.0], a.is_group() || b.is_group())
}

/// The difference for turns, or paragraphs where one has few turns: they have one speaker.
fn here(a: &ClusterRatio, b: &ClusterRatio) -> Option<Estimate> {
    let of = |one: &ClusterRatio| Some(one.by(one.unit(Inference::TheseDocuments)?).into_iter());
    let mine = of(a)?.map(|(_, sums)| [sums, (0.0, 0.0)]);
    let both: Vec<_> = mine.chain(of(b)?.map(|(_, sums)| [(0.0, 0.0), sums])).collect();
    ratios(&both, [1.0, -1.0])
}

/// Difference of the means in each document in which both spoke, in a fixed order.
fn shared(a: &ClusterRatio, b: &ClusterRatio) -> Vec<f64> {
    let (a, b) = (a.by(ClusterUnit::Document), b.by(ClusterUnit::Document));
    let mean = |(n, sum): &(f64, f64)| sum / n;
    let find = |place: &ClusterPlace| b.binary_search_by_key(place, |(place, _)| *place).ok();
    a.iter().filter_map(|(place, mine)| find(place).map(|at| mean(mine) - mean(&b[at].1))).collect()
}

/// Of groups without an interval: other speakers would be others, which the differences of documents know nothing of.
fn pair(differences: &[f64], range: (f64, f64), of_groups: bool) -> Option<Paired> {
    if differences.is_empty() {
        return None;
    }
    let n = differences.len() as f64;
    let difference = differences.iter().sum::<f64>() / n;
    let deviations: f64 = differences.iter().map(|d| (d - difference).powi(2)).sum();
    let error = (deviations / (n - 1.0) / n).sqrt();
    let interval = (!of_groups && differences.len() >= FEWEST && error > NO_ERROR)
        .then(|| Estimate { value: difference, error, freedom: n - 1.0 }.interval(range));
    Some(Paired { difference, interval: interval.flatten() })
}

fn effect_size(a: &ContrastSide, b: &ContrastSide, difference: f64) -> Option<f64> {
    let freedom = a.n + b.n - 2;
    let spread = ((a.deviations? + b.deviations?) / freedom.max(1) as f64).sqrt();
    (freedom > 0 && spread > NO_ERROR).then(|| difference / spread)
}

#[cfg(test)]
mod tests;
