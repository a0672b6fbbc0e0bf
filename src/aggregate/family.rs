//! Which pairs are compared, and the families in which their p-values are corrected.

use std::collections::{BTreeMap, BTreeSet};

use crate::aggregate::contrast::{Contrast, ContrastSide, PValue, describe, test};
use crate::aggregate::correction::{benjamini_hochberg, holm};
use crate::config::{Contrasts, Level, Pairs};
use crate::speaker::SpeakerKey;
use crate::tally::{SpeakerTally, Tally};

/// All pairs of this many are 45.
const MOST: usize = 10;

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// Valence of sentences.
    Tone,
    /// Stance toward a topic's proposition.
    Stance,
}

impl Quantity {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Quantity::Tone => "tone",
            Quantity::Stance => "stance",
        }
    }
}

/// Why a pair has no p.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoTest {
    /// One of the two has fewer sentences than `min_sentences`.
    FewSentences,
    /// One of the two has fewer than five documents, turns and paragraphs, or nothing varies.
    FewClusters,
    /// Too few turns in documents in which both spoke, or too few such documents.
    FewArrangements,
}

impl NoTest {
    /// What the column `note` says.
    pub fn name(self) -> &'static str {
        match self {
            NoTest::FewSentences => "not_tested_few_sentences",
            NoTest::FewClusters => "not_tested_few_clusters",
            NoTest::FewArrangements => "not_tested_few_shared_turns",
        }
    }
}

/// One compared pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// Who the sides are.
    pub level: Level,
    /// What is compared.
    pub quantity: Quantity,
    /// The names, in order.
    pub names: [String; 2],
    /// Index of the topic; none for all sentences.
    pub topic: Option<usize>,
    /// Sentences of each.
    pub sentences: [i64; 2],
    /// Value of each.
    pub values: [f64; 2],
    /// The difference.
    pub contrast: Contrast,
    /// The test, or why there is none.
    pub tested: Result<PValue, NoTest>,
    /// Holm's p and Benjamini and Hochberg's q in the family; set where there is a p.
    pub corrected: Option<[f64; 2]>,
}

/// The people of a run, or their groups, that can be compared: a label such as SPEAKER_00 names nobody elsewhere.
fn sides(tally: &Tally, level: Level) -> BTreeMap<String, SpeakerTally> {
    let mut out: BTreeMap<String, SpeakerTally> = BTreeMap::new();
    for (key, sums) in tally.speakers.iter().filter(|(key, _)| key.document.is_none()) {
        let name = match level {
            Level::Speaker => Some(key.speaker.clone()),
            Level::Group => sums.group.clone(),
        };
        if let Some(name) = name {
            let side = out.entry(name).or_default();
            side.tone += sums.tone;
            side.clusters += sums.clusters.clone();
            for (stratum, tone) in &sums.strata {
                *side.strata.entry(*stratum).or_default() += *tone;
            }
            for (topic, sums) in &sums.topics {
                *side.topics.entry(*topic).or_default() += sums.clone();
            }
        }
    }
    out.retain(|_, side| side.tone.n > 0);
    out
}

/// Names that were asked for but that nobody has.
pub fn unknown<'a>(tally: &Tally, request: &'a Contrasts) -> Vec<&'a str> {
    let named = |(key, sums): (&'_ SpeakerKey, &SpeakerTally)| match request.level {
        _ if key.document.is_some() || sums.tone.n == 0 => None,
        Level::Speaker => Some(key.speaker.clone()),
        Level::Group => sums.group.clone(),
    };
    let known: BTreeSet<String> = tally.speakers.iter().filter_map(named).collect();
    let asked: Vec<&str> = match &request.pairs {
        Pairs::Most => Vec::new(),
        Pairs::Between(names) => names.iter().map(String::as_str).collect(),
        Pairs::Baseline(name) => vec![name],
    };
    asked.into_iter().filter(|name| !known.contains(*name)).collect()
}

/// Compares every requested pair: tone over all sentences, then tone and stance topic by topic. The seed chooses re-runs.
pub fn compare(tally: &Tally, request: &Contrasts, seed: u64) -> Vec<Compared> {
    let sides = sides(tally, request.level);
    let names = pairs(&sides, request);
    let topics: Vec<usize> = {
        let mut all: Vec<usize> = sides.values().flat_map(|side| side.topics.keys().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let mut out = Vec::new();
    for topic in std::iter::once(None).chain(topics.into_iter().map(Some)) {
        for quantity in [Quantity::Tone, Quantity::Stance] {
            let mut family: Vec<Compared> = names
                .iter()
                .filter_map(|(a, b)| {
                    let side = |name: &str| sides.get(name).and_then(|sums| side(sums, quantity, topic));
                    one([a, b], [side(a)?, side(b)?], (quantity, topic), (request, seed))
                })
                .collect();
            correct(&mut family);
            out.extend(family);
        }
    }
    out
}

/// The pairs, in order of the names.
fn pairs(sides: &BTreeMap<String, SpeakerTally>, request: &Contrasts) -> Vec<(String, String)> {
    let in_order = |a: &String, b: &String| (a.min(b).clone(), a.max(b).clone());
    let enough = |side: &SpeakerTally| side.tone.n >= i64::from(request.min_sentences);
    let chosen: Vec<&String> = match &request.pairs {
        Pairs::Baseline(name) => {
            let others = sides.iter().filter(|(other, side)| *other != name && enough(side));
            let mut out: Vec<_> = others.map(|(other, _)| in_order(name, other)).collect();
            out.sort();
            return out;
        }
        Pairs::Between(names) => sides.keys().filter(|name| names.contains(name)).collect(),
        Pairs::Most => {
            let mut all: Vec<_> = sides.iter().collect();
            all.sort_by_key(|(_, side)| -side.tone.n);
            all.into_iter().take(MOST).map(|(name, _)| name).collect()
        }
    };
    let mut out: Vec<(String, String)> = Vec::new();
    for (i, a) in chosen.iter().enumerate() {
        out.extend(chosen[i + 1..].iter().map(|b| in_order(a, b)));
    }
    out.sort();
    out
}

/// The sums that are compared; there is no stance without a topic.
fn side(sums: &SpeakerTally, quantity: Quantity, topic: Option<usize>) -> Option<ContrastSide<'_>> {
    match (quantity, topic) {
        (Quantity::Tone, None) => {
            Some(ContrastSide { tone: &sums.tone, clusters: &sums.clusters, strata: Some(&sums.strata) })
        }
        (Quantity::Stance, None) => None,
        (_, Some(topic)) => sums.topics.get(&topic).map(|about| match quantity {
            Quantity::Tone => ContrastSide { tone: &about.tone, clusters: &about.tone_clusters, strata: None },
            Quantity::Stance => ContrastSide { tone: &about.stance, clusters: &about.stance_clusters, strata: None },
        }),
    }
}

fn one(
    names: [&String; 2],
    [a, b]: [ContrastSide; 2],
    (quantity, topic): (Quantity, Option<usize>),
    (request, seed): (&Contrasts, u64),
) -> Option<Compared> {
    let contrast = describe(a, b)?;
    let tested = if a.tone.n.min(b.tone.n) < i64::from(request.min_sentences) {
        Err(NoTest::FewSentences)
    } else if contrast.interval.is_none() {
        Err(NoTest::FewClusters)
    } else {
        let topic = topic.map_or(String::new(), |t| t.to_string());
        let name = [request.level.name(), quantity.name(), names[0], names[1], &topic].join("\n");
        test(a, b, seed, &name).ok_or(NoTest::FewArrangements)
    };
    Some(Compared {
        level: request.level,
        quantity,
        names: names.map(Clone::clone),
        topic,
        sentences: [a.tone.n, b.tone.n],
        values: [a.tone.mean()?, b.tone.mean()?],
        contrast,
        tested,
        corrected: None,
    })
}

/// Corrects the p-values of a family: those about other meetings and those about these documents only never together.
fn correct(family: &mut [Compared]) {
    let mut kinds: BTreeMap<Option<&'static str>, Vec<usize>> = BTreeMap::new();
    for (i, compared) in family.iter().enumerate().filter(|(_, compared)| compared.tested.is_ok()) {
        kinds.entry(compared.contrast.inference).or_default().push(i);
    }
    for members in kinds.into_values() {
        let p: Vec<f64> =
            members.iter().filter_map(|&i| family[i].tested.ok()).map(|tested| tested.to_correct).collect();
        let (holm, q) = (holm(&p), benjamini_hochberg(&p));
        for (k, &i) in members.iter().enumerate() {
            family[i].corrected = Some([holm[k], q[k]]);
        }
    }
}
