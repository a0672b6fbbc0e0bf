//! Tone over time: a speaker's or a group's sentences by year, quarter or month, and the trend over all of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::aggregate::family::{Party, parties};
use crate::aggregate::interval::{Averaged, ClusterRatio, Estimate, NO_ERROR};
use crate::config::{Level, PeriodLength};
use crate::day::DocumentDate;
use crate::tally::{ClusterPlace, ClusterUnit, Clusters, FEWEST, Tally};

/// Different dates that a trend needs.
const FEWEST_DATES: usize = 3;
/// Days of a year.
const YEAR: f64 = 365.25;

/// What somebody says in a period.
#[derive(Debug, Clone, PartialEq)]
pub struct SpeakerPeriod {
    /// Whether it is a speaker or a group.
    pub level: Level,
    /// The name of either.
    pub name: String,
    /// The group, or the group of the speaker.
    pub group: Option<String>,
    /// Such as 2024, 2024-Q2 or 2024-05; none for all of the dated documents.
    pub period: Option<String>,
    /// The sentences by cluster.
    pub clusters: Clusters,
    /// Those of each member of a group; empty for a speaker.
    pub members: Vec<Clusters>,
    /// How much tone rises a year; only over all dated documents.
    pub trend: Option<Estimate>,
}

/// Every person, then every group, each over all dated documents and then period by period. Who has no dated document is
/// not among them.
pub fn periods(tally: &Tally, length: PeriodLength) -> impl Iterator<Item = SpeakerPeriod> {
    [Level::Speaker, Level::Group].into_iter().flat_map(move |level| {
        let parties = parties(tally, level, &[]).into_iter();
        parties.flat_map(move |(name, party)| of((level, name), &party, &tally.dates, length))
    })
}

fn of(
    (level, name): (Level, &str),
    party: &Party,
    dates: &BTreeMap<u64, DocumentDate>,
    length: PeriodLength,
) -> Vec<SpeakerPeriod> {
    let parted = |key: &dyn Fn(DocumentDate) -> Option<Option<String>>| -> Vec<SpeakerPeriod> {
        let of = |clusters: &Clusters| clusters.parted(|document| key(*dates.get(&document)?));
        let members: Vec<_> = party.members.iter().map(|member| of(&member.clusters)).collect();
        let row = |(period, clusters): (Option<String>, Clusters)| SpeakerPeriod {
            level,
            name: name.to_owned(),
            group: party.whole.group.clone(),
            members: members.iter().filter_map(|parts| parts.get(&period).cloned()).collect(),
            trend: if period.is_none() { trend(&clusters, dates) } else { None },
            clusters,
            period,
        };
        of(&party.whole.clusters).into_iter().map(row).collect()
    };
    let mut rows = parted(&|_| Some(None));
    rows.extend(parted(&|date| length.of(date).map(Some)));
    rows
}

impl SpeakerPeriod {
    /// What is averaged of the sentences.
    pub fn ratio(&self, averaged: Averaged) -> ClusterRatio<'_> {
        let members = self.members.iter().map(|clusters| ClusterRatio::mean(averaged, clusters)).collect();
        ClusterRatio { members, ..ClusterRatio::mean(averaged, &self.clusters) }
    }
}

/// How much the valence of sentences rises a year, by the dates of their documents (of an event of several: the mean date of
/// its sentences); none under five documents or three different dates.
fn trend(clusters: &Clusters, dates: &BTreeMap<u64, DocumentDate>) -> Option<Estimate> {
    let day = |document: u64| Some(dates.get(&document)?.day.number());
    let different: BTreeSet<i32> = clusters.documents().into_iter().filter_map(day).collect();
    let first = *different.first()?;
    // by event: (Σ years, n, Σ values) of its sentences
    let mut events: BTreeMap<ClusterPlace, (f64, f64, f64)> = BTreeMap::new();
    for (day, part) in clusters.parted(day) {
        for (event, (n, sum)) in ClusterRatio::mean(Averaged::Valence, &part).by(ClusterUnit::Document) {
            let all = events.entry(event).or_default();
            *all = (all.0 + n * f64::from(day - first) / YEAR, all.1 + n, all.2 + sum);
        }
    }
    if events.len() < FEWEST || different.len() < FEWEST_DATES {
        return None;
    }
    slope(&events.into_values().map(|(years, n, sum)| (years / n, n, sum)).collect::<Vec<_>>())
}

/// The slope of least squares over items in clusters (x, n, sum) that have one x each; none where nothing varies around it.
///
/// The working model is a line and independent items. With d the distance of a cluster's x from the mean over items, S = Σ n d²,
/// N = Σ n, h = 1/N + d²/S, the residual e = sum − n (mean + slope d) and a = d / S / √(1 − n h): variance Σ (a e)² (CR2, Bell &
/// McCaffrey 2002), degrees of freedom (tr G)² / Σ G² where G_gg = d² n / S² and G_gh = −a_g a_h n_g n_h (1/N + d_g d_h / S)
/// (Pustejovsky & Tipton 2018); its trace is 1/S.
fn slope(clusters: &[(f64, f64, f64)]) -> Option<Estimate> {
    let total = |of: &dyn Fn(&(f64, f64, f64)) -> f64| clusters.iter().map(of).sum::<f64>();
    let n = total(&|c| c.1);
    let (middle, mean) = (total(&|c| c.1 * c.0) / n, total(&|c| c.2) / n);
    let spread = total(&|c| c.1 * (c.0 - middle).powi(2));
    let value = total(&|c| (c.0 - middle) * c.2) / spread;
    let (mut variance, mut diagonal) = (0.0, 0.0);
    // Σ u, Σ u d and Σ u d² with u = (a n)²
    let mut moments = [0.0; 3];
    for &(x, size, sum) in clusters {
        let d = x - middle;
        let leverage = 1.0 / n + d * d / spread;
        let a = d / spread / (1.0 - size * leverage).sqrt();
        variance += (a * (sum - size * (mean + value * d))).powi(2);
        let u = (a * size).powi(2);
        diagonal += (d * d * size / spread / spread).powi(2) - (u * leverage).powi(2);
        for (moment, power) in moments.iter_mut().zip([1.0, d, d * d]) {
            *moment += u * power;
        }
    }
    let error = variance.sqrt();
    let [all, by_d, by_square] = moments;
    let squares = (all / n).powi(2) + 2.0 * by_d * by_d / n / spread + (by_square / spread).powi(2) + diagonal;
    (error > NO_ERROR).then(|| Estimate { value, error, freedom: 1.0 / (spread * spread) / squares })
}

#[cfg(test)]
mod tests;
