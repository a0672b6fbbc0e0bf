//! Which pairs are compared, and the families in which their p-values are corrected.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::aggregate::adjust::Strata;
use crate::aggregate::contrast::{Contrast, ContrastSide, describe};
use crate::aggregate::correction::{benjamini_hochberg, holm};
use crate::aggregate::interval::{Averaged, ClusterRatio, Estimate, Interval};
use crate::aggregate::role::is_same_role;
use crate::config::{Contrasts, Level, Pairs};
use crate::label::Tone;
use crate::parallel::in_order;
use crate::tally::{ClusterUnit, Clusters, EntityKey, Inference, SpeakerTally, Sums, Tally, TargetTally};

/// All pairs of this many are 45.
const MOST: usize = 10;
/// The clusters of a topic that somebody never speaks about.
static NOTHING: Clusters = Clusters::new();

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// Valence of sentences.
    Tone,
    /// Mean probability of a tone.
    ToneMass(Tone),
    /// Share of a topic among all sentences.
    TopicShare,
    /// Stance toward a topic's proposition.
    Stance,
    /// Stance toward an entity, over mentions.
    TargetStance,
}

impl Quantity {
    /// What is compared about everything, about a topic and about an entity.
    const ALL: [Quantity; 7] = [
        Quantity::Tone,
        Quantity::ToneMass(Tone::Negative),
        Quantity::ToneMass(Tone::Neutral),
        Quantity::ToneMass(Tone::Positive),
        Quantity::TopicShare,
        Quantity::Stance,
        Quantity::TargetStance,
    ];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Quantity::Tone => "tone",
            Quantity::ToneMass(Tone::Negative) => "negative_mass",
            Quantity::ToneMass(Tone::Neutral) => "neutral_mass",
            Quantity::ToneMass(Tone::Positive) => "positive_mass",
            Quantity::TopicShare => "topic_share",
            Quantity::Stance => "stance",
            Quantity::TargetStance => "target_stance",
        }
    }
}

/// What the compared sentences are about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Whatever they are about.
    Everything,
    /// A topic, by index.
    Topic(usize),
    /// An entity that they mention.
    Entity(EntityKey),
}

/// Why a pair has no p.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoTest {
    /// One of the two has fewer sentences than `min_sentences`.
    FewSentences,
    /// One of the two has fewer than five turns and paragraphs, or does not vary.
    FewClusters,
}

impl NoTest {
    /// What the column `note` says.
    pub fn name(self) -> &'static str {
        match self {
            NoTest::FewSentences => "not_tested_few_sentences",
            NoTest::FewClusters => "not_tested_few_clusters",
        }
    }
}

/// What the number of pairs of a family makes of one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Corrected {
    /// Holm's p.
    pub holm: f64,
    /// Benjamini and Hochberg's q.
    pub q: f64,
    /// The interval that holds together with all others of the family.
    pub simultaneous: Option<Interval>,
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
    /// What the sentences are about.
    pub about: Subject,
    /// Sentences (or mentions) of each.
    pub sentences: [i64; 2],
    /// Value of each.
    pub values: [f64; 2],
    /// The difference.
    pub contrast: Contrast,
    /// Two-sided p that they do not differ, or why there is none.
    pub tested: Result<f64, NoTest>,
    /// What the family makes of it; set where there is a p.
    pub corrected: Option<Corrected>,
}

/// A speaker, or a group with its members.
pub struct Party<'a> {
    /// Its sums.
    pub whole: Cow<'a, SpeakerTally>,
    /// Those of its members; none for a speaker.
    pub members: Vec<&'a SpeakerTally>,
}

/// The people of a run, or their groups, that can be compared: a label such as SPEAKER_00 names nobody elsewhere. Nobody, and no
/// group, of the names `without`.
pub fn parties<'a>(tally: &'a Tally, level: Level, without: &[String]) -> BTreeMap<&'a str, Party<'a>> {
    let is_out = |name: &String| without.contains(name);
    let people = tally.speakers.iter().filter(|(key, sums)| {
        let counts = key.document.is_none() && sums.tone.n > 0;
        counts && !is_out(&key.speaker) && !(level == Level::Group && sums.group.as_ref().is_some_and(is_out))
    });
    let mut out: BTreeMap<&str, Party> = BTreeMap::new();
    for (key, sums) in people {
        let alone = || Party { whole: Cow::Borrowed(sums), members: Vec::new() };
        match (level, &sums.group) {
            (Level::Speaker, _) => {
                out.insert(&key.speaker, alone());
            }
            (Level::Group, Some(group)) => {
                let party = out.entry(group).or_insert_with(alone);
                if !party.members.is_empty() {
                    *party.whole.to_mut() += sums.clone();
                }
                party.members.push(sums);
            }
            (Level::Group, None) => {}
        }
    }
    out
}

/// One line for each name or role that was asked for, or to be left out, and that nobody has.
pub fn unknown(tally: &Tally, request: &Contrasts) -> Vec<String> {
    let known = |level| parties(tally, level, &[]).into_keys().collect::<BTreeSet<&str>>();
    let (speakers, sides) = (known(Level::Speaker), known(request.level));
    let level = request.level.name();
    let asked = request.pairs.names().filter(|name| !sides.contains(name));
    let excluded = request.exclude.iter().map(String::as_str);
    let excluded = excluded.filter(|name| !sides.contains(name) && !speakers.contains(name));
    let names = asked.chain(excluded).map(|name| format!("no {level} {name:?} has a scored sentence"));
    let spoken = || tally.speakers.values().flat_map(|sums| sums.strata.keys()).filter_map(|s| s.role.as_deref());
    let roles = request.exclude_roles.iter().filter(|role| !spoken().any(|other| is_same_role(role, other)));
    names.chain(roles.map(|role| format!("nobody has a scored sentence in the role {role:?}"))).collect()
}

/// Compares every requested pair: over all sentences, topic by topic, and entity by entity that both mention in five documents
/// (with `--cluster`: events).
pub fn compare(tally: &Tally, request: &Contrasts, threads: usize) -> Vec<Compared> {
    let parties = parties(tally, request.level, &request.exclude);
    let names = pairs(&parties, request).pairs;
    let compared: BTreeSet<&str> = names.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let sums = || compared.iter().filter_map(|name| parties.get(name)).map(|party| party.whole.as_ref());
    let mut abouts = BTreeSet::from([Subject::Everything]);
    abouts.extend(sums().flat_map(|sums| sums.topics.keys().copied().map(Subject::Topic)));
    let often = |(_, target): &(&EntityKey, &TargetTally)| target.clusters.unit(Inference::Population).is_some();
    abouts
        .extend(sums().flat_map(|sums| sums.targets.iter().filter(often).map(|(key, _)| Subject::Entity(key.clone()))));
    let strata: BTreeMap<&str, Strata> = (compared.iter())
        .filter_map(|name| {
            let party = parties.get(name)?;
            Some((*name, Strata::of(&party.whole, &party.members, &tally.dates, request.adjust)))
        })
        .collect();
    let families = abouts.iter().flat_map(|about| Quantity::ALL.map(|quantity| (quantity, about)));
    let family = |(quantity, about): (Quantity, &Subject)| {
        let mut family: Vec<Compared> = names
            .iter()
            .filter_map(|(a, b)| {
                let side = |name: &str| side((parties.get(name)?, strata.get(name)?), quantity, about);
                Some(one([a, b], [side(a)?, side(b)?], (quantity, about), request))
            })
            .filter(|compared| quantity != Quantity::TopicShare || compared.values != [0.0, 0.0])
            .collect();
        correct(&mut family);
        family
    };
    let mut out = Vec::new();
    in_order(families, threads, family, |family| out.extend(family));
    out
}

/// The pairs to compare, in order of the names, and in words which they are.
pub struct ChosenPairs<'a> {
    /// The pairs.
    pub pairs: Vec<(&'a str, &'a str)>,
    /// How many, and why these.
    pub choice: String,
}

/// Chooses the pairs to compare.
pub fn pairs<'a>(parties: &BTreeMap<&'a str, Party>, request: &Contrasts) -> ChosenPairs<'a> {
    let what = request.level.name();
    let in_order = |a: &'a str, b: &'a str| (a.min(b), a.max(b));
    let enough = |party: &Party| party.whole.tone.n >= i64::from(request.min_sentences);
    let chosen: Vec<&'a str> = match &request.pairs {
        Pairs::Baseline(name) => {
            let baseline = parties.get_key_value(name.as_str()).map(|(baseline, _)| *baseline);
            let others = parties.iter().filter(|(other, party)| **other != name && enough(party));
            let mut pairs: Vec<_> = others.filter_map(|(other, _)| Some(in_order(baseline?, other))).collect();
            pairs.sort_unstable();
            let least = request.min_sentences;
            let choice = format!("{}: {name} with every {what} of {least} sentences or more", counted(pairs.len()));
            return ChosenPairs { pairs, choice };
        }
        Pairs::Between(names) => parties.keys().copied().filter(|name| names.iter().any(|n| n == name)).collect(),
        Pairs::Shared => {
            let mut all: Vec<_> = parties.iter().collect();
            all.sort_by_key(|(_, party)| -party.whole.tone.n);
            all.into_iter().take(MOST).map(|(name, _)| *name).collect()
        }
    };
    let mut out: Vec<(&str, &str)> = Vec::new();
    for (i, a) in chosen.iter().enumerate() {
        out.extend(chosen[i + 1..].iter().map(|b| in_order(a, b)));
    }
    out.sort_unstable();
    if let Pairs::Between(_) = request.pairs {
        let choice = format!("{}: those of the names that were given", counted(out.len()));
        return ChosenPairs { pairs: out, choice };
    }
    let of = format!("of the {} {what}s with the most sentences", chosen.len());
    let documents = |name: &str| parties.get(name).map(|party| party.whole.clusters.by(ClusterUnit::Document));
    let share = |(a, b): &(&str, &str)| {
        let (mine, theirs) = (documents(a).unwrap_or_default(), documents(b).unwrap_or_default());
        mine.iter().any(|(place, _)| theirs.binary_search_by_key(place, |(other, _)| *other).is_ok())
    };
    let sharing: Vec<_> = out.iter().copied().filter(share).collect();
    if sharing.is_empty() {
        let choice = format!("{}: all {of}, for no two of them share a document", counted(out.len()));
        return ChosenPairs { pairs: out, choice };
    }
    let choice = format!("{} of {}: those {of} who share a document", counted(sharing.len()), out.len());
    ChosenPairs { pairs: sharing, choice }
}

/// Which pairs are compared, in words.
pub fn choice(tally: &Tally, request: &Contrasts) -> String {
    pairs(&parties(tally, request.level, &request.exclude), request).choice
}

fn counted(pairs: usize) -> String {
    format!("{pairs} pair{}", if pairs == 1 { "" } else { "s" })
}

/// What of a tally is compared.
struct ComparedPart<'a> {
    sums: &'a Sums,
    value: f64,
    measured: ClusterRatio<'a>,
}

/// What is compared of one speaker or group; none where it makes no sense, such as stance without a topic, or nothing was said.
fn part<'a>(tally: &'a SpeakerTally, quantity: Quantity, about: &Subject) -> Option<ComparedPart<'a>> {
    let mean = |averaged: Averaged, sums: &'a Sums, clusters| {
        Some(ComparedPart { sums, value: averaged.mean(sums)?, measured: ClusterRatio::mean(averaged, clusters) })
    };
    match (quantity, about) {
        (Quantity::Tone, Subject::Everything) => mean(Averaged::Valence, &tally.tone, &tally.clusters),
        (Quantity::ToneMass(class), Subject::Everything) => mean(Averaged::Mass(class), &tally.tone, &tally.clusters),
        (Quantity::Tone, Subject::Topic(topic)) => {
            let about = tally.topics.get(topic)?;
            mean(Averaged::Valence, &about.tone, &about.tone_clusters)
        }
        (Quantity::Stance, Subject::Topic(topic)) => {
            let about = tally.topics.get(topic)?;
            mean(Averaged::Valence, &about.stance, &about.stance_clusters)
        }
        (Quantity::TopicShare, Subject::Topic(topic)) => {
            let about = tally.topics.get(topic);
            let (n, clusters) = about.map_or((0, &NOTHING), |about| (about.tone.n, &about.tone_clusters));
            let measured = ClusterRatio::share(clusters, &tally.clusters);
            Some(ComparedPart { sums: &tally.tone, value: n as f64 / tally.tone.n as f64, measured })
        }
        (Quantity::TargetStance, Subject::Entity(entity)) => {
            let target = tally.targets.get(entity)?;
            mean(Averaged::Valence, &target.stance, &target.clusters)
        }
        _ => None,
    }
}

fn side<'a>(
    (party, strata): (&'a Party<'_>, &'a Strata),
    quantity: Quantity,
    about: &Subject,
) -> Option<ContrastSide<'a>> {
    let tally = party.whole.as_ref();
    // mentions in fewer than five documents say nothing of what one holds of an entity elsewhere
    let everywhere = |whole: &ComparedPart| whole.measured.unit(Inference::Population).is_some();
    let whole = part(tally, quantity, about).filter(|whole| quantity != Quantity::TargetStance || everywhere(whole))?;
    let members = party.members.iter().filter_map(|member| part(member, quantity, about)).map(|part| part.measured);
    let valence = whole.measured.averaged == Averaged::Valence;
    let members = members.collect();
    Some(ContrastSide {
        n: whole.sums.n,
        value: whole.value,
        deviations: valence.then(|| whole.sums.squared_deviations()),
        measured: ClusterRatio { members, ..whole.measured },
        strata: (*about == Subject::Everything).then_some(strata),
    })
}

fn one(
    names: [&str; 2],
    [a, b]: [ContrastSide; 2],
    (quantity, about): (Quantity, &Subject),
    request: &Contrasts,
) -> Compared {
    let contrast = describe(&a, &b);
    let tested = if a.n.min(b.n) < i64::from(request.min_sentences) {
        Err(NoTest::FewSentences)
    } else {
        contrast.tested().and_then(|estimate| estimate.p()).ok_or(NoTest::FewClusters)
    };
    Compared {
        level: request.level,
        quantity,
        names: names.map(str::to_owned),
        about: about.clone(),
        sentences: [a.n, b.n],
        values: [a.value, b.value],
        contrast,
        tested,
        corrected: None,
    }
}

/// Corrects the p-values of a family: those about other meetings and those about these documents only never together.
fn correct(family: &mut [Compared]) {
    for inference in Inference::ALL {
        let belongs =
            |compared: &&mut Compared| compared.tested.is_ok() && compared.contrast.inference() == Some(inference);
        let members: Vec<&mut Compared> = family.iter_mut().filter(belongs).collect();
        let p: Vec<f64> = members.iter().filter_map(|compared| compared.tested.ok()).collect();
        let (holm, q) = (holm(&p), benjamini_hochberg(&p));
        for ((compared, holm), q) in members.into_iter().zip(holm).zip(q) {
            let simultaneous = |estimate: Estimate| estimate.interval_of(p.len(), compared.contrast.range);
            let simultaneous = compared.contrast.tested().and_then(simultaneous);
            compared.corrected = Some(Corrected { holm, q, simultaneous });
        }
    }
}
