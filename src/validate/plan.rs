//! Who can be corrected: speakers and groups with the strata that their codes stand for.

use std::collections::BTreeMap;

use crate::validate::coded::CodedFrame;
use crate::validate::strata::merged;

/// Fewest coded units of a speaker.
const FEWEST_OF_SPEAKER: usize = 12;
/// From this share of drawn units without a code, bounds are given.
pub const MISSING_BOUNDED: f64 = 0.10;
/// From this share on nothing is corrected.
const MISSING_REFUSED: f64 = 0.25;

/// Why a figure is not corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotCorrected {
    /// Too few coded units.
    FewCoded,
    /// Too many drawn units without a code.
    ManyMissing,
    /// A group with a speaker who is not corrected.
    OneOfGroup,
}

impl NotCorrected {
    /// What the column `note` says.
    pub fn name(self) -> &'static str {
        match self {
            NotCorrected::FewCoded => "not_corrected_under_12_coded",
            NotCorrected::ManyMissing => "not_corrected_missing_over_0.25",
            NotCorrected::OneOfGroup => "not_corrected_a_speaker_is_not",
        }
    }
}

/// Somebody whose figure is corrected: a speaker, or a group of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Domain {
    /// speaker or group.
    pub level: &'static str,
    /// The name.
    pub name: String,
    /// Indices of the strata.
    pub strata: Vec<usize>,
    /// Units.
    pub units: usize,
    /// Units that were drawn.
    pub sampled: usize,
    /// Units with a code.
    pub coded: usize,
    /// Why it is not corrected.
    pub refused: Option<NotCorrected>,
}

impl Domain {
    /// Share of the drawn units that have no code; none where nothing was drawn.
    pub fn missing_share(&self) -> Option<f64> {
        (self.sampled > 0).then(|| (self.sampled - self.coded) as f64 / self.sampled as f64)
    }
}

/// The strata of a frame once those with too few codes are merged.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The stratum of each unit.
    pub stratum: Vec<usize>,
    /// The predicted class of each stratum.
    pub classes: Vec<usize>,
    /// The speaker of each stratum, by number.
    pub speakers: Vec<usize>,
    /// Units for which a coded one of each stratum stands, N/n; none where none is coded.
    pub weight: Vec<Option<f64>>,
    /// Speakers, then groups of whom everybody is in the frame, by name.
    pub domains: Vec<Domain>,
}

impl Plan {
    /// The plan of a coded frame.
    pub fn of(coded: &CodedFrame) -> Self {
        let frame = &coded.frame;
        let (mut size, mut done, mut sampled) =
            (vec![0; frame.strata.len()], vec![0; frame.strata.len()], vec![0; frame.strata.len()]);
        let mut groups: BTreeMap<&str, &str> = BTreeMap::new();
        for (unit, by_hand) in frame.units.iter().zip(&coded.units) {
            size[unit.stratum] += 1;
            done[unit.stratum] += usize::from(by_hand.is_coded());
            sampled[unit.stratum] += usize::from(by_hand.sampled);
            groups.extend(unit.group.as_deref().map(|group| (unit.speaker.as_str(), group)));
        }
        let mut speakers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (stratum, name) in frame.strata.iter().enumerate() {
            speakers.entry(&name.speaker).or_default().push(stratum);
        }
        let mut joined: Vec<usize> = (0..frame.strata.len()).collect();
        let (mut domains, mut members) = (Vec::new(), BTreeMap::<&str, Vec<Domain>>::new());
        let mut owners = vec![0; frame.strata.len()];
        for (number, (speaker, strata)) in speakers.into_iter().enumerate() {
            strata.iter().for_each(|&stratum| owners[stratum] = number);
            let of = |counts: &[usize]| -> Vec<usize> { strata.iter().map(|&h| counts[h]).collect() };
            for (&stratum, place) in strata.iter().zip(merged(&of(&size), &of(&done))) {
                joined[stratum] = strata[place];
            }
            let kept = strata.iter().copied().filter(|&stratum| joined[stratum] == stratum).collect();
            let sum = |counts: &[usize]| of(counts).iter().sum();
            let domain = judged(Domain {
                level: "speaker",
                name: speaker.to_owned(),
                strata: kept,
                units: sum(&size),
                sampled: sum(&sampled),
                coded: sum(&done),
                refused: None,
            });
            if let Some(group) = groups.get(speaker) {
                members.entry(group).or_default().push(domain.clone());
            }
            domains.push(domain);
        }
        let whole = members.into_iter().filter(|(name, _)| !frame.partial_groups.contains(*name));
        domains.extend(whole.map(|(name, members)| group(name, &members)));
        let mut total = vec![(0usize, 0usize); joined.len()];
        for (stratum, &name) in joined.iter().enumerate() {
            total[name] = (total[name].0 + size[stratum], total[name].1 + done[stratum]);
        }
        Plan {
            stratum: frame.units.iter().map(|unit| joined[unit.stratum]).collect(),
            classes: frame.strata.iter().map(|name| name.class).collect(),
            speakers: owners,
            weight: total.iter().map(|&(size, done)| (done > 0).then(|| size as f64 / done as f64)).collect(),
            domains,
        }
    }
}

/// A speaker with the reason why there is no correction, if there is one.
fn judged(mut speaker: Domain) -> Domain {
    speaker.refused = if speaker.coded < FEWEST_OF_SPEAKER {
        Some(NotCorrected::FewCoded)
    } else if speaker.missing_share().is_some_and(|share| share > MISSING_REFUSED) {
        Some(NotCorrected::ManyMissing)
    } else {
        None
    };
    speaker
}

fn group(name: &str, members: &[Domain]) -> Domain {
    let sum = |count: fn(&Domain) -> usize| members.iter().map(count).sum();
    Domain {
        level: "group",
        name: name.to_owned(),
        strata: members.iter().flat_map(|member| member.strata.iter().copied()).collect(),
        units: sum(|member| member.units),
        sampled: sum(|member| member.sampled),
        coded: sum(|member| member.coded),
        refused: members.iter().any(|member| member.refused.is_some()).then_some(NotCorrected::OneOfGroup),
    }
}
