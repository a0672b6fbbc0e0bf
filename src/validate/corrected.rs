//! The figures of speakers and groups, corrected, and their differences.

use std::collections::{BTreeMap, BTreeSet};

use crate::aggregate::correction::{benjamini_hochberg, holm};
use crate::aggregate::interval::{CautiousEstimate, Estimate, Interval};
use crate::validate::coded::CodedFrame;
use crate::validate::estimator::{CodingError, Estimator, FrameItem};
use crate::validate::measure::CodedMeasure;
use crate::validate::plan::{Domain, MISSING_BOUNDED, Plan};

/// Under so many coded units of a class its share is said to be rare.
const RARE: f64 = 5.0;

/// What tests, standard errors and notes are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Documents like these.
    Population,
    /// These sentences, had all of them been coded.
    These,
}

impl Target {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Target::Population => "population",
            Target::These => "these_sentences",
        }
    }
}

/// A figure as the tables have it, and corrected.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectedFigure {
    /// Whose it is.
    pub domain: Domain,
    /// Name of the measure.
    pub measure: String,
    /// The mean of the model's values.
    pub naive: Option<f64>,
    /// Its interval for documents like these.
    pub naive_interval: Option<Interval>,
    /// The corrected one; none where the codes do not allow it.
    pub corrected: Option<CorrectedValue>,
    /// What is to be known of it.
    pub notes: Vec<String>,
}

/// A corrected figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CorrectedValue {
    /// The figure, cut to its range.
    pub value: f64,
    /// Its interval for documents like these; none under five documents.
    pub interval: Option<Interval>,
    /// Its interval for these sentences.
    pub here: Option<Interval>,
    /// What is wrong by chance, of the coding alone.
    pub coding: CodingError,
    /// Standard error and degrees of freedom for the target.
    pub estimate: Option<Estimate>,
    /// Weight of the model.
    pub lambda: f64,
    /// The same by the coders alone.
    pub coders_only: Option<f64>,
    /// Units that one coded unit stands for at most.
    pub weight_max: f64,
}

/// Two figures compared, corrected.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectedPair {
    /// speaker or group.
    pub level: &'static str,
    /// Name of the measure.
    pub measure: String,
    /// The names, in order.
    pub names: [String; 2],
    /// Difference of the figures as the tables have them.
    pub naive_difference: Option<f64>,
    /// Difference of the corrected ones.
    pub difference: f64,
    /// Its interval for documents like these; none where one of them has fewer than five.
    pub interval: Option<Interval>,
    /// Its interval for these sentences.
    pub here: Option<Interval>,
    /// The difference with its error for the target; none where that allows no test.
    pub estimate: Option<Estimate>,
    /// Holm's p and Benjamini and Hochberg's q in the family; set where there is a p.
    pub corrected: Option<[f64; 2]>,
    /// The interval that holds for all pairs of the family together.
    pub simultaneous: Option<Interval>,
    /// changed_sign, no_longer_excludes_zero, or why there is no test.
    pub notes: Vec<&'static str>,
}

/// A measure of a coded frame, ready to be corrected.
pub struct Corrector<'a> {
    coded: &'a CodedFrame,
    plan: &'a Plan,
    measure: CodedMeasure,
    target: Target,
    items: Vec<FrameItem>,
    estimator: Estimator,
}

impl<'a> Corrector<'a> {
    /// Prepares a measure.
    pub fn new(coded: &'a CodedFrame, plan: &'a Plan, measure: CodedMeasure, target: Target) -> Self {
        // by whether it is an event, and its name
        let mut clusters: BTreeMap<(bool, &str), usize> = BTreeMap::new();
        let speakers = plan.domains.iter().filter(|domain| domain.level == "speaker" && domain.refused.is_some());
        // the codes of who is not corrected say nothing of the others
        let refused: Vec<usize> = speakers.flat_map(|domain| domain.strata.iter().copied()).collect();
        let variable = &coded.frame.definition.variable;
        let mut items = Vec::new();
        for ((unit, by_hand), &stratum) in coded.frame.units.iter().zip(&coded.units).zip(&plan.stratum) {
            let next = clusters.len();
            let event = coded.events.get(&unit.document).map(|event| (true, event.as_str()));
            items.push(FrameItem {
                stratum,
                document: *clusters.entry(event.unwrap_or((false, &unit.document))).or_insert(next),
                predicted: measure.predicted(unit),
                coded: measure.coded(by_hand, variable).filter(|_| !refused.contains(&stratum)),
            });
        }
        let estimator = Estimator::tuned(&items, &plan.classes);
        Corrector { coded, plan, measure, target, items, estimator }
    }

    /// The figures of all speakers, then of all groups.
    pub fn figures(&self) -> Vec<CorrectedFigure> {
        self.plan.domains.iter().map(|domain| self.figure(domain)).collect()
    }

    fn figure(&self, domain: &Domain) -> CorrectedFigure {
        let (of, estimand) = (domain.strata.as_slice(), self.measure.estimand());
        let corrected = match domain.refused {
            None => self.estimator.value(of),
            Some(_) => None,
        };
        let corrected = corrected.map(|value| {
            let coding = self.estimator.coding([of]);
            let population = self.estimator.population([of], [1.0], self.drawn(domain));
            CorrectedValue {
                value: estimand.cut(value),
                interval: population.and_then(|estimate| estimand.interval(estimate)),
                here: coding.interval(value, estimand),
                coding,
                estimate: match self.target {
                    Target::Population => population,
                    Target::These => coding.of(value),
                },
                lambda: self.estimator.lambda(),
                coders_only: self.estimator.coders_only(of),
                weight_max: self.estimator.largest_weight(of),
            }
        });
        let mut notes: Vec<String> = domain.refused.map(|refused| refused.name().to_owned()).into_iter().collect();
        if let Some(corrected) = &corrected {
            let few = if domain.level == "group" { "under_5_documents_or_speakers" } else { "under_5_documents" };
            let unknown = corrected.coding.is_unknown();
            let none = if unknown { "coded_alike" } else { few };
            notes.extend(corrected.interval.is_none().then(|| none.to_owned()));
            notes.extend(self.is_rare(of).then(|| "rare".to_owned()));
            notes.extend(self.bounds(domain));
        }
        let naive = self.naive(domain);
        notes.extend(naive.is_some_and(|found| found.widened).then(|| "naive_widened".to_owned()));
        CorrectedFigure {
            domain: domain.clone(),
            measure: self.measure.name.clone(),
            naive: self.estimator.naive(of),
            naive_interval: naive.and_then(|found| estimand.interval(found.estimate)),
            corrected,
            notes,
        }
    }

    /// The mean of the model's values with the error that its interval in the speakers' tables is made from.
    fn naive(&self, domain: &Domain) -> Option<CautiousEstimate> {
        let (of, drawn) = (domain.strata.as_slice(), self.drawn(domain));
        let found = self.estimator.naive_population([of], [1.0], drawn)?;
        let own = || self.items.iter().filter(|item| of.contains(&item.stratum));
        let documents = own().map(|item| item.document).collect::<BTreeSet<usize>>().len();
        let speakers =
            drawn.map(|speakers| of.iter().map(|stratum| speakers[*stratum]).collect::<BTreeSet<usize>>().len());
        let independent = || {
            let deviations = own().map(|item| (item.predicted - found.value).powi(2)).sum();
            Estimate::independent(own().count() as i64, found.value, deviations)
        };
        Some(found.no_narrower(documents.min(speakers.unwrap_or(documents)), independent))
    }

    /// Whether it is the share of a class that hardly any unit was coded as.
    fn is_rare(&self, of: &[usize]) -> bool {
        let own = self.items.iter().filter(|item| of.contains(&item.stratum));
        self.measure.class().is_some() && own.filter_map(|item| item.coded).sum::<f64>() < RARE
    }

    /// What the figure would be were all that is missing coded lowest, and highest; none where little is missing.
    fn bounds(&self, domain: &Domain) -> Option<String> {
        domain.missing_share().filter(|share| *share > MISSING_BOUNDED)?;
        let estimand = self.measure.estimand();
        let with = |missing: f64| {
            let filled: Vec<FrameItem> = (self.items.iter().zip(&self.coded.units))
                .map(|(item, unit)| FrameItem { coded: item.coded.or(unit.sampled.then_some(missing)), ..*item })
                .collect();
            let found = Estimator::with(&filled, &self.plan.classes, self.estimator.lambda()).value(&domain.strata);
            found.map(|value| estimand.cut(value))
        };
        let (lowest, highest) = estimand.range();
        Some(format!("missing_between_{:.6}_and_{:.6}", with(lowest)?, with(highest)?))
    }

    /// All pairs of corrected speakers, then of corrected groups, a family each.
    pub fn pairs(&self) -> Vec<CorrectedPair> {
        let mut out = Vec::new();
        for level in ["speaker", "group"] {
            let sides: Vec<&Domain> =
                self.plan.domains.iter().filter(|side| side.level == level && side.refused.is_none()).collect();
            let mut family = Vec::new();
            for (at, a) in sides.iter().enumerate() {
                family.extend(sides[at + 1..].iter().filter_map(|b| self.pair(a, b)));
            }
            self.correct(&mut family);
            out.extend(family);
        }
        out
    }

    /// The speaker of each stratum, for a group: its speakers are drawn too.
    fn drawn(&self, domain: &Domain) -> Option<&[usize]> {
        (domain.level == "group").then_some(&self.plan.speakers)
    }

    fn range(&self) -> (f64, f64) {
        let (lowest, highest) = self.measure.estimand().range();
        (lowest - highest, highest - lowest)
    }

    fn pair(&self, a: &Domain, b: &Domain) -> Option<CorrectedPair> {
        const MINUS: [f64; 2] = [1.0, -1.0];
        let of = [a.strata.as_slice(), b.strata.as_slice()];
        let difference = self.estimator.value(of[0])? - self.estimator.value(of[1])?;
        let naive = self.estimator.naive(of[0]).zip(self.estimator.naive(of[1])).map(|(a, b)| a - b);
        let coding = self.estimator.coding(of);
        let population = self.estimator.population(of, MINUS, self.drawn(a));
        let ends = |estimate: Option<Estimate>| estimate.and_then(|estimate| estimate.interval(self.range()));
        let here =
            ends(coding.of(difference)).or(coding.certain.then_some(Interval { low: difference, high: difference }));
        let interval = ends(population);
        let (estimate, judged) = match self.target {
            Target::Population => (population, interval),
            Target::These => (coding.of(difference), here),
        };
        let excludes = |interval: Option<Interval>| interval.is_some_and(|i| i.low > 0.0 || i.high < 0.0);
        let naive_interval = ends(self.estimator.naive_population(of, MINUS, self.drawn(a)));
        let mut notes = Vec::new();
        notes.extend((naive.unwrap_or_default() * difference < 0.0).then_some("changed_sign"));
        notes.extend((excludes(naive_interval) && !excludes(judged)).then_some("no_longer_excludes_zero"));
        notes.extend(estimate.is_none().then_some("not_tested"));
        Some(CorrectedPair {
            level: a.level,
            measure: self.measure.name.clone(),
            names: [a.name.clone(), b.name.clone()],
            naive_difference: naive,
            difference,
            interval,
            here,
            estimate,
            corrected: None,
            simultaneous: None,
            notes,
        })
    }

    /// Corrects the p-values of a family, and widens its intervals, for the number of pairs in it (Holm 1979; Benjamini &
    /// Hochberg 1995; Dunn 1961).
    fn correct(&self, family: &mut [CorrectedPair]) {
        let tested = |pair: &CorrectedPair| pair.estimate.and_then(|estimate| Some((estimate, estimate.p()?)));
        let p: Vec<f64> = family.iter().filter_map(tested).map(|(_, p)| p).collect();
        let both = holm(&p).into_iter().zip(benjamini_hochberg(&p));
        for (pair, (holm, q)) in family.iter_mut().filter(|pair| tested(pair).is_some()).zip(both) {
            pair.corrected = Some([holm, q]);
            pair.simultaneous = pair.estimate.and_then(|estimate| estimate.interval_of(p.len(), self.range()));
        }
    }
}
