//! Like for like: the difference of two with both weighted to their pooled mix of strata (direct standardisation), such as what
//! sentences are about, in which role and in which year they are said.

use std::collections::BTreeMap;

use crate::aggregate::interval::{ClusterRatio, Estimate, NO_ERROR};
use crate::config::Adjustment;
use crate::day::DocumentDate;
use crate::tally::{ClusterPlace, Clusters, FEWEST, Inference, SpeakerTally, TopicStratum};

/// Sentences that both must have in a stratum for it to count.
const IN_STRATUM: f64 = 5.0;

/// What the sentences of a stratum have in common, of that which is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Alike {
    about: Option<TopicStratum>,
    role: Option<Option<String>>,
    period: Option<String>,
}

/// What a speaker, or a group, says by stratum.
#[derive(Debug, Clone, Default)]
pub struct Strata {
    parts: BTreeMap<Alike, Clusters>,
    /// The same of the members of a group; none for a speaker.
    members: Vec<Strata>,
}

/// The difference like for like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standardised {
    /// Σ n (a's mean − b's mean) / Σ n over the strata in which both have five sentences, n the sentences of both; none where there
    /// is no such stratum.
    pub difference: Option<f64>,
    /// Share of their sentences that lies in these, 0 to 1.
    pub support: f64,
    /// The difference with its error for documents like these; none where one of them is in fewer than five documents of these
    /// strata (of groups: has fewer than five speakers in them), or one of them alone makes up what they have in common.
    pub population: Option<Estimate>,
    /// The same for what was said in these documents.
    pub here: Option<Estimate>,
}

impl Strata {
    /// Of a speaker, or of a group and its members. What has no date is in no stratum where periods are asked for.
    pub fn of(
        whole: &SpeakerTally,
        members: &[&SpeakerTally],
        dates: &BTreeMap<u64, DocumentDate>,
        adjust: Adjustment,
    ) -> Self {
        let own = |tally: &SpeakerTally| Strata { parts: parts(tally, dates, adjust), members: Vec::new() };
        Strata { members: members.iter().map(|member| own(member)).collect(), ..own(whole) }
    }

    fn speakers(&self) -> &[Self] {
        if self.members.is_empty() { std::slice::from_ref(self) } else { &self.members }
    }
}

fn parts(tally: &SpeakerTally, dates: &BTreeMap<u64, DocumentDate>, adjust: Adjustment) -> BTreeMap<Alike, Clusters> {
    let mut out: BTreeMap<Alike, Clusters> = BTreeMap::new();
    for (stratum, clusters) in &tally.strata {
        let about = adjust.topic.then_some(stratum.about);
        let role = adjust.role.then(|| stratum.role.clone());
        let periods = match adjust.period {
            None => BTreeMap::from([(None, clusters.clone())]),
            Some(length) => clusters.parted(|document| Some(Some(length.of(*dates.get(&document)?)?))),
        };
        for (period, clusters) in periods {
            *out.entry(Alike { about, role: role.clone(), period }).or_default() += clusters;
        }
    }
    out
}

/// (sentences, Σ of what is averaged) of the two in a stratum.
type Pair = [(f64, f64); 2];

/// What a stratum adds: n, and n · (a's mean − b's mean); nothing where one of them says nothing in it.
fn weighted([a, b]: Pair) -> (f64, f64) {
    if a.0.min(b.0) <= 0.0 { (0.0, 0.0) } else { (a.0 + b.0, (a.0 + b.0) * (a.1 / a.0 - b.1 / b.0)) }
}

/// A part of what is said: by which of the two, in which stratum, (sentences, Σ of what is averaged).
type StratumPart = (usize, usize, (f64, f64));

/// Compares two like for like; `measured` is what is averaged of each.
pub fn standardise(sides: [&Strata; 2], measured: [&ClusterRatio; 2]) -> Standardised {
    let averaged = measured[0].averaged;
    let ratio = |clusters| ClusterRatio::mean(averaged, clusters);
    let total = |side: &Strata, alike: &Alike| {
        let sums = side.parts.get(alike).map(Clusters::total).unwrap_or_default();
        (sums.n as f64, averaged.of(&sums))
    };
    let mut strata: Vec<(&Alike, Pair)> =
        sides[0].parts.keys().map(|alike| (alike, sides.map(|side| total(side, alike)))).collect();
    strata.retain(|(_, [a, b])| a.0.min(b.0) >= IN_STRATUM);
    let totals: Vec<Pair> = strata.iter().map(|(_, pair)| *pair).collect();
    // by place, with the speaker's number among all of both
    let pieces = |inference| {
        let units = measured.map(|one| one.unit(inference));
        let (mut out, mut speakers): (Vec<((usize, ClusterPlace), StratumPart)>, _) = (Vec::new(), 0);
        for (side, unit) in [0, 1].into_iter().zip(units) {
            for speaker in sides[side].speakers() {
                speakers += 1;
                for (at, (alike, _)) in strata.iter().enumerate() {
                    let Some(clusters) = speaker.parts.get(*alike) else { continue };
                    out.extend(
                        ratio(clusters)
                            .by(unit?)
                            .into_iter()
                            .map(|(place, sums)| ((speakers, place), (side, at, sums))),
                    );
                }
            }
        }
        Some(out)
    };
    let population = || {
        let pieces = pieces(Inference::Population)?;
        let by_document = left_out(pieces.iter().map(|((_, place), piece)| (*place, *piece)), &totals)?;
        if sides.iter().all(|side| side.members.is_empty()) {
            return Some(by_document);
        }
        let by_speaker = left_out(pieces.iter().map(|((speaker, _), piece)| (*speaker, *piece)), &totals)?;
        let by_both = left_out(pieces.iter().copied(), &totals)?;
        Some(Estimate::crossed(by_document, by_speaker, by_both))
    };
    let (weight, sum) =
        totals.iter().map(|pair| weighted(*pair)).fold((0.0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1));
    let all: i64 = measured.iter().map(|one| one.items.total().n).sum();
    Standardised {
        difference: (weight > 0.0).then(|| sum / weight),
        support: weight / all as f64,
        population: population(),
        // no two share a turn, so the speaker's number changes nothing
        here: pieces(Inference::TheseDocuments).and_then(|pieces| left_out(pieces.into_iter(), &totals)),
    }
}

/// The difference with the error that leaving out one cluster after the other shows: (G − 1)/G · Σ (without it − difference)²
/// (the cluster jackknife CV3; MacKinnon, Nielsen & Webb 2023), strata in which one of the two then says nothing being left out
/// with it. Degrees of freedom: the clusters of that one of the two who has fewer, less one, and at least one; of clusters of unequal
/// size fewer, (Σ n)² / Σ n² of them (Kish's effective number). None where one of them has fewer than five clusters, where nothing
/// varies, or where without one cluster nothing is left.
fn left_out<K: Ord>(pieces: impl Iterator<Item = (K, StratumPart)>, totals: &[Pair]) -> Option<Estimate> {
    let mut clusters: BTreeMap<K, BTreeMap<usize, Pair>> = BTreeMap::new();
    for (cluster, (side, stratum, (n, sum))) in pieces {
        let own = &mut clusters.entry(cluster).or_default().entry(stratum).or_insert([(0.0, 0.0); 2])[side];
        *own = (own.0 + n, own.1 + sum);
    }
    let sizes = |side: usize| clusters.values().map(move |own| own.values().map(|pair| pair[side].0).sum::<f64>());
    if (0..2).any(|side| sizes(side).filter(|n| *n > 0.0).count() < FEWEST) {
        return None;
    }
    let effective = |side: usize| sizes(side).sum::<f64>().powi(2) / sizes(side).map(|n| n * n).sum::<f64>();
    let freedom = (effective(0).min(effective(1)) - 1.0).max(1.0);
    let add = |all: (f64, f64), one: (f64, f64)| (all.0 + one.0, all.1 + one.1);
    let less = |all: (f64, f64), one: (f64, f64)| (all.0 - one.0, all.1 - one.1);
    let all = totals.iter().map(|pair| weighted(*pair)).fold((0.0, 0.0), add);
    let value = all.1 / all.0;
    let mut squares = 0.0;
    for own in clusters.values() {
        let (mut weight, mut sum) = all;
        for (stratum, [a, b]) in own {
            let whole = totals[*stratum];
            (weight, sum) = less((weight, sum), weighted(whole));
            (weight, sum) = add((weight, sum), weighted([less(whole[0], *a), less(whole[1], *b)]));
        }
        // sentences are whole numbers, which f64 adds exactly
        if weight < 1.0 {
            return None;
        }
        squares += (sum / weight - value).powi(2);
    }
    let count = clusters.len() as f64;
    let error = ((count - 1.0) / count * squares).sqrt();
    (error > NO_ERROR).then_some(Estimate { value, error, freedom })
}

#[cfg(test)]
mod tests;
