//! Tone before and after a day: within a speaker or a group, and how two of them differ in that (difference in differences),
//! with the same difference at days on which nothing happened.

use std::collections::{BTreeMap, BTreeSet};

use crate::aggregate::family::{NoTest, Party, pairs, parties};
use crate::aggregate::interval::{Averaged, ClusterRatio, Estimate, Interval, Placed, population, ratios};
use crate::config::{Contrasts, Level};
use crate::day::{Day, DocumentDate};
use crate::tally::{ClusterPlace, Clusters, Inference, Tally};

/// Smallest and largest difference of two differences of tones.
pub const RANGE: (f64, f64) = (-4.0, 4.0);

/// What is said on one side of the day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SplitSide {
    /// Scored sentences; of a pair, of both.
    pub sentences: i64,
    /// Documents with one.
    pub documents: usize,
    /// Mean valence; of a pair, that of the first minus that of the second.
    pub value: f64,
}

/// The same difference at another day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placebo {
    /// After that day minus before it.
    pub difference: f64,
    /// Its 95 % interval for documents like these.
    pub interval: Option<Interval>,
}

/// Before and after of one, or of a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct DateSplit {
    /// Speakers or groups.
    pub level: Level,
    /// The first.
    pub a: String,
    /// The second; none for one by itself.
    pub b: Option<String>,
    /// The first day that is after.
    pub date: Day,
    /// Before it.
    pub before: SplitSide,
    /// From it on.
    pub after: SplitSide,
    /// The difference and its error for documents like these; none under five documents (of a group: five speakers) of anybody
    /// on a side.
    pub population: Option<Estimate>,
    /// The same for what was said in these documents.
    pub here: Option<Estimate>,
    /// Two-sided p that there is no difference, or why there is none.
    pub tested: Result<f64, NoTest>,
    /// At the middle of the documents before.
    pub placebo_before: Option<Placebo>,
    /// At the middle of those after.
    pub placebo_after: Option<Placebo>,
}

impl DateSplit {
    /// After minus before.
    pub fn difference(&self) -> f64 {
        self.after.value - self.before.value
    }

    /// What p speaks about.
    pub fn inference(&self) -> Option<Inference> {
        let here = self.here.map(|_| Inference::TheseDocuments);
        self.population.map(|_| Inference::Population).or(here)
    }
}

/// What somebody says: a speaker, or a group whose members stand in one order everywhere.
struct Spoken {
    clusters: Clusters,
    members: Vec<Clusters>,
}

impl Spoken {
    fn of(party: &Party) -> Self {
        let members = party.members.iter().map(|member| member.clusters.clone()).collect();
        Spoken { clusters: party.whole.clusters.clone(), members }
    }

    fn speakers(&self) -> &[Clusters] {
        if self.members.is_empty() { std::slice::from_ref(&self.clusters) } else { &self.members }
    }
}

/// What somebody says before a day and from it on.
struct Halves {
    before: Spoken,
    after: Spoken,
}

/// One of them.
type Half = fn(&Halves) -> &Spoken;

const BEFORE: Half = |halves| &halves.before;
const AFTER: Half = |halves| &halves.after;

/// Everybody with sentences before a day and after, and all requested pairs of them.
pub fn splits(tally: &Tally, date: Day, request: &Contrasts) -> Vec<DateSplit> {
    let parties = parties(tally, request.level, &request.exclude);
    let one = |names: &[&str]| {
        let parties: Vec<&Party> = names.iter().filter_map(|name| parties.get(name)).collect();
        split(names, &parties, (tally, date), request)
    };
    let alone = parties.keys().filter_map(|name| one(&[name]));
    let compared = pairs(&parties, request).pairs.into_iter().filter_map(|(a, b)| one(&[a, b]));
    alone.chain(compared).collect()
}

fn split(names: &[&str], parties: &[&Party], (tally, date): (&Tally, Day), request: &Contrasts) -> Option<DateSplit> {
    let said: Vec<Spoken> = parties.iter().map(|party| Spoken::of(party)).collect();
    let halves = part(said.iter(), |document| tally.dates.get(&document)?.is_before(date))?;
    let [population, here] = Inference::ALL.map(|inference| estimate(&halves, inference));
    let sentences = halves.iter().flat_map(|one| [&one.before, &one.after]).map(|half| half.clusters.total().n);
    let tested = if sentences.min() < Some(i64::from(request.min_sentences)) {
        Err(NoTest::FewSentences)
    } else {
        population.or(here).and_then(|estimate| estimate.p()).ok_or(NoTest::FewClusters)
    };
    let half = |of: Half| halves.iter().map(of).collect::<Vec<&Spoken>>();
    Some(DateSplit {
        level: request.level,
        a: names.first()?.to_string(),
        b: names.get(1).map(ToString::to_string),
        date,
        before: side(&halves, BEFORE)?,
        after: side(&halves, AFTER)?,
        population,
        here,
        tested,
        placebo_before: placebo(&half(BEFORE), &tally.dates),
        placebo_after: placebo(&half(AFTER), &tally.dates),
    })
}

/// Parts what each says; none where one of them says nothing on a side.
fn part<'a>(said: impl Iterator<Item = &'a Spoken>, is_before: impl Fn(u64) -> Option<bool>) -> Option<Vec<Halves>> {
    let halves = |one: &Spoken| {
        let mut whole = one.clusters.parted(&is_before);
        let mut halves = Halves {
            before: Spoken { clusters: whole.remove(&true)?, members: Vec::new() },
            after: Spoken { clusters: whole.remove(&false)?, members: Vec::new() },
        };
        for member in &one.members {
            let mut parts = member.parted(&is_before);
            halves.before.members.push(parts.remove(&true).unwrap_or_default());
            halves.after.members.push(parts.remove(&false).unwrap_or_default());
        }
        Some(halves)
    };
    said.map(halves).collect()
}

fn side(halves: &[Halves], of: Half) -> Option<SplitSide> {
    let said: Vec<&Spoken> = halves.iter().map(of).collect();
    let means = said.iter().map(|one| ClusterRatio::mean(Averaged::Valence, &one.clusters).value());
    Some(SplitSide {
        sentences: said.iter().map(|one| one.clusters.total().n).sum(),
        documents: documents(&said).len(),
        value: means.zip([1.0, -1.0]).map(|(mean, sign)| Some(sign * mean?)).sum::<Option<f64>>()?,
    })
}

fn documents(said: &[&Spoken]) -> BTreeSet<u64> {
    said.iter().flat_map(|one| one.clusters.documents()).collect()
}

/// After minus before of one; of two, that of the first minus that of the second.
fn estimate(halves: &[Halves], inference: Inference) -> Option<Estimate> {
    match halves {
        [_] => difference(halves, [1.0, -1.0], inference),
        [_, _] => difference(halves, [1.0, -1.0, -1.0, 1.0], inference),
        _ => None,
    }
}

/// K columns: after and before of each.
fn difference<const K: usize>(halves: &[Halves], contrast: [f64; K], inference: Inference) -> Option<Estimate> {
    let ratio = |said| ClusterRatio::mean(Averaged::Valence, said);
    let mut speakers: Vec<Placed<ClusterPlace, K>> = Vec::new();
    for (party, one) in halves.iter().enumerate() {
        let sides = [&one.after, &one.before];
        let units = sides.map(|side| ratio(&side.clusters).unit(inference));
        let count = one.after.speakers().len();
        let mut own: Vec<Placed<ClusterPlace, K>> = vec![Placed::new(); count];
        for (k, (side, unit)) in sides.into_iter().zip(units).enumerate() {
            for (placed, clusters) in own.iter_mut().zip(side.speakers()) {
                for (place, sums) in ratio(clusters).by(unit?) {
                    placed.entry(place).or_insert([(0.0, 0.0); K])[2 * party + k] = sums;
                }
            }
        }
        speakers.extend(own);
    }
    match inference {
        Inference::Population => {
            population(&speakers, contrast, halves.iter().any(|one| !one.after.members.is_empty()))
        }
        Inference::TheseDocuments => {
            ratios(&speakers.iter().flat_map(Placed::values).copied().collect::<Vec<_>>(), contrast)
        }
    }
}

/// The difference at the middle one of the documents' days.
fn placebo(said: &[&Spoken], dates: &BTreeMap<u64, DocumentDate>) -> Option<Placebo> {
    let day = |document: u64| dates.get(&document).map(|date| date.day);
    let mut days: Vec<Day> = documents(said).into_iter().filter_map(day).collect();
    days.sort_unstable();
    let middle = *days.get(days.len() / 2)?;
    let halves = part(said.iter().copied(), |document| dates.get(&document)?.is_before(middle))?;
    let interval = estimate(&halves, Inference::Population).and_then(|estimate| estimate.interval(RANGE));
    Some(Placebo { difference: side(&halves, AFTER)?.value - side(&halves, BEFORE)?.value, interval })
}

#[cfg(test)]
mod tests;
