//! What the tables of a run say first of all: who says most and how it sounds, which pairs differ, and what to mind.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::aggregate::family::{Compared, NoTest, Quantity, Subject};
use crate::aggregate::interval::{Interval, MISSES};
use crate::config::{Contrasts, Topic};
use crate::label::Tone;
use crate::speaker::{SpeakerKey, likely_one};
use crate::tally::{Inference, SpeakerTally, Tally};

/// Speakers that are told of.
const SPEAKERS: usize = 8;

/// What the tables of a run say first of all.
#[derive(Debug, Default, Clone)]
pub struct Findings {
    /// Those with the most scored sentences, at most eight, the first most.
    pub speakers: Vec<SpeakerFinding>,
    /// Pairs that were compared in tone.
    pub pairs: usize,
    /// Pairs that could be tested for meetings like these.
    pub elsewhere: TestedPairs,
    /// Pairs that could be tested for what was said in these documents alone.
    pub here: TestedPairs,
    /// Where nothing was tested at all, whatever the measure: why the first pair was not.
    pub untested: Option<NoTest>,
    /// Sentences that both of a pair must have for a test.
    pub min_sentences: u32,
    /// Pairs in whose tone plain and like-for-like differences disagree: first those that are shown to differ, then by the size
    /// of the disagreement.
    pub disagreeing: Vec<DisagreeingPair>,
    /// What is made alike like for like: topics, roles, periods.
    pub alike: Vec<&'static str>,
    /// Names that may be one person's, in groups of two or more.
    pub namesakes: Vec<Vec<String>>,
}

/// Pairs that were tested, of one kind of inference.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct TestedPairs {
    /// Pairs with a test in some measure.
    pub tested: usize,
    /// Those that are shown to differ in something after correction: first those who differ in tone, then in stance and so on.
    pub differing: Vec<DifferingPair>,
    /// The pair with the smallest p in tone, corrected and, among equals, by itself.
    pub closest: Option<([String; 2], MeasuredDifference)>,
}

/// How somebody sounds.
#[derive(Debug, Clone, PartialEq)]
pub struct SpeakerFinding {
    /// The name, or the label.
    pub name: String,
    /// For a label, the document in which it names somebody.
    pub document: Option<String>,
    /// Scored sentences.
    pub sentences: i64,
    /// Of these, by their label, negative, neutral, positive.
    pub labels: [u64; 3],
    /// Mean tone, −1 to 1.
    pub tone: f64,
    /// Its 95 % interval and what that speaks about: documents like these where there are five, else these documents.
    pub interval: Option<(Interval, Inference)>,
}

/// Two who are shown to differ in something.
#[derive(Debug, Clone, PartialEq)]
pub struct DifferingPair {
    /// Their names; differences are the first minus the second.
    pub names: [String; 2],
    /// In what, tone first.
    pub differences: Vec<MeasuredDifference>,
}

/// A difference that was tested.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuredDifference {
    /// The measure, as in contrasts.csv, and what it is about: "stance about eaeu_trade".
    pub measure: String,
    /// The difference.
    pub difference: f64,
    /// p by itself.
    pub p: f64,
    /// p corrected for its family (Holm).
    pub p_holm: f64,
}

/// Two in whose tone the plain and the like-for-like difference disagree.
#[derive(Debug, Clone, PartialEq)]
pub struct DisagreeingPair {
    /// Their names; differences are the first minus the second.
    pub names: [String; 2],
    /// The plain difference.
    pub difference: f64,
    /// The same like for like.
    pub alike: f64,
    /// How they disagree.
    pub how: Disagreement,
    /// Whether the plain difference is shown after correction.
    pub shown: bool,
}

/// How a like-for-like difference disagrees with the plain one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disagreement {
    /// It has the opposite sign.
    Turned,
    /// It has the same sign, but its interval leaves open what the plain difference shows.
    Open,
}

impl Findings {
    /// Of the sums and the contrasts of a run.
    pub fn of(tally: &Tally, contrasts: &[Compared], topics: &[Topic], request: &Contrasts) -> Self {
        let in_tone = || contrasts.iter().filter(|compared| is_tone(compared));
        let adjust = request.adjust;
        let alike = [(adjust.topic, "topics"), (adjust.role, "roles"), (adjust.period.is_some(), "periods")];
        let persons = tally.speakers.keys().filter(|key| key.document.is_none());
        let names: Vec<&str> = persons.map(|key| key.speaker.as_str()).collect();
        let owned = |group: Vec<&str>| group.into_iter().map(str::to_owned).collect();
        Findings {
            speakers: speakers(tally),
            pairs: in_tone().count(),
            elsewhere: TestedPairs::of(contrasts, topics, Inference::Population),
            here: TestedPairs::of(contrasts, topics, Inference::TheseDocuments),
            untested: untested(contrasts),
            min_sentences: request.min_sentences,
            disagreeing: disagreeing(in_tone()),
            alike: alike.into_iter().filter(|(asked, _)| *asked).map(|(_, what)| what).collect(),
            namesakes: likely_one(&names).into_iter().map(owned).collect(),
        }
    }

    /// Pairs with a test of either kind.
    pub fn tested(&self) -> usize {
        self.elsewhere.tested + self.here.tested
    }
}

fn is_tone(compared: &Compared) -> bool {
    compared.quantity == Quantity::Tone && compared.about == Subject::Everything
}

impl TestedPairs {
    fn of(contrasts: &[Compared], topics: &[Topic], inference: Inference) -> Self {
        let mut tested: Vec<(&Compared, MeasuredDifference)> = (contrasts.iter())
            .filter(|compared| compared.contrast.inference() == Some(inference))
            .filter_map(|compared| Some((compared, measured(compared, topics)?)))
            .collect();
        let pairs: BTreeSet<&[String; 2]> = tested.iter().map(|(compared, _)| &compared.names).collect();
        let pairs = pairs.len();
        // the order of what one asks first; shares say over again what the tone says
        tested.sort_by(|(a, x), (b, y)| {
            let key = |compared: &Compared| (rank(compared.quantity), compared.about != Subject::Everything);
            key(a).cmp(&key(b)).then(x.p_holm.total_cmp(&y.p_holm)).then(x.p.total_cmp(&y.p))
        });
        let closest = tested.iter().find(|(compared, _)| is_tone(compared));
        let closest = closest.map(|(compared, found)| (compared.names.clone(), found.clone()));
        let mut differing: Vec<DifferingPair> = Vec::new();
        for (compared, found) in tested.into_iter().filter(|(_, found)| found.p_holm < MISSES) {
            match differing.iter_mut().find(|pair| pair.names == compared.names) {
                Some(pair) => pair.differences.push(found),
                None => differing.push(DifferingPair { names: compared.names.clone(), differences: vec![found] }),
            }
        }
        TestedPairs { tested: pairs, differing, closest }
    }
}

fn rank(quantity: Quantity) -> usize {
    match quantity {
        Quantity::Tone => 0,
        Quantity::Stance => 1,
        Quantity::TargetStance => 2,
        Quantity::TopicShare => 3,
        Quantity::ToneMass(_) => 4,
    }
}

/// Those who say most, by their scored sentences, then by name.
fn speakers(tally: &Tally) -> Vec<SpeakerFinding> {
    let mut all: Vec<(&SpeakerKey, &SpeakerTally)> = tally.speakers.iter().collect();
    all.sort_by_key(|(_, sums)| Reverse(sums.tone.n));
    let finding = |(key, sums): (&SpeakerKey, &SpeakerTally)| {
        let other = || sums.tone_interval_here().map(|interval| (interval, Inference::TheseDocuments));
        Some(SpeakerFinding {
            name: key.speaker.clone(),
            document: key.document.clone(),
            sentences: sums.tone.n,
            labels: Tone::ALL.map(|tone| sums.tone.count(tone)),
            tone: sums.tone.mean()?,
            interval: sums.tone_interval().map(|interval| (interval, Inference::Population)).or_else(other),
        })
    };
    all.into_iter().filter_map(finding).take(SPEAKERS).collect()
}

/// Why the first pair was not tested, where none was.
fn untested(contrasts: &[Compared]) -> Option<NoTest> {
    let all = contrasts.iter().map(|compared| compared.tested.err()).collect::<Option<Vec<NoTest>>>()?;
    all.into_iter().next()
}

/// What a test says; none where there was none.
fn measured(compared: &Compared, topics: &[Topic]) -> Option<MeasuredDifference> {
    let about = match &compared.about {
        Subject::Everything => String::new(),
        Subject::Topic(topic) => topics.get(*topic).map(|topic| format!(" about {}", topic.id)).unwrap_or_default(),
        Subject::Entity(entity) => format!(" toward {}", entity.name),
    };
    Some(MeasuredDifference {
        measure: format!("{}{about}", compared.quantity.name()),
        difference: compared.contrast.difference,
        p: compared.tested.ok()?,
        p_holm: compared.corrected?.holm,
    })
}

/// Pairs whose like-for-like difference in tone has another sign, or leaves open what the plain one shows.
fn disagreeing<'a>(in_tone: impl Iterator<Item = &'a Compared>) -> Vec<DisagreeingPair> {
    let disagreeing = |compared: &Compared| {
        let contrast = &compared.contrast;
        let (difference, standardised) = (contrast.difference, contrast.standardised?);
        let alike = standardised.difference?;
        let shown = compared.corrected.is_some_and(|corrected| corrected.holm < MISSES);
        let estimate = match contrast.inference()? {
            Inference::Population => standardised.population,
            Inference::TheseDocuments => standardised.here,
        };
        let interval = estimate.and_then(|estimate| estimate.interval(contrast.range));
        let how = if difference * alike < 0.0 {
            Disagreement::Turned
        } else if shown && interval.is_none_or(|interval| interval.low <= 0.0 && 0.0 <= interval.high) {
            Disagreement::Open
        } else {
            return None;
        };
        Some(DisagreeingPair { names: compared.names.clone(), difference, alike, how, shown })
    };
    let mut all: Vec<DisagreeingPair> = in_tone.filter_map(disagreeing).collect();
    let size = |pair: &DisagreeingPair| (pair.difference - pair.alike).abs();
    all.sort_by(|a, b| b.shown.cmp(&a.shown).then(size(b).total_cmp(&size(a))));
    all
}
