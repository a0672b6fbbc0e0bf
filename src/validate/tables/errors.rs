//! `errors.csv`: how the model errs about each speaker, and whether it errs about some more than about others.

use crate::aggregate::interval::{Estimate, Interval};
use crate::table::{Cell, FilledColumn, Table, integer, number, text};
use crate::tables::means::with_interval;
use crate::validate::coded::CodedFrame;
use crate::validate::confusion::{WeightedShare, confusion};
use crate::validate::corrected::CorrectedFigure;
use crate::validate::errors::{DifferentialError, differential, slope};
use crate::validate::measure::CodedMeasure;
use crate::validate::plan::Plan;
use crate::validate::tables::confusion::weighted_codes;

/// One speaker, or all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorRow {
    /// The speaker; none for all.
    pub speaker: Option<String>,
    /// Coded items.
    pub items: usize,
    /// Naive − corrected.
    pub mean_error: Option<f64>,
    /// Its interval, of the coding alone.
    pub interval: Option<Interval>,
    slope: Option<f64>,
    /// For each class its sensitivity and its precision.
    classes: Vec<[Option<WeightedShare>; 2]>,
    /// Of all: whether speakers differ.
    pub differential: Option<DifferentialError>,
}

/// Corrected speakers by the figures of the main measure, and a last row of all.
pub fn rows(coded: &CodedFrame, plan: &Plan, measure: &CodedMeasure, figures: &[CorrectedFigure]) -> Vec<ErrorRow> {
    let (mut all, mut errors) = (Vec::new(), Vec::new());
    for figure in figures.iter().filter(|figure| figure.domain.level == "speaker") {
        let (Some(corrected), Some(naive)) = (&figure.corrected, figure.naive) else { continue };
        let error = naive - corrected.value;
        let estimate = corrected.coding.of(error);
        errors.extend(estimate);
        all.push(ErrorRow {
            speaker: Some(figure.domain.name.clone()),
            items: figure.domain.coded,
            mean_error: Some(error),
            interval: estimate.and_then(|estimate: Estimate| estimate.interval(RANGE)),
            ..measured(coded, plan, measure, Some(&figure.domain.strata))
        });
    }
    let items = coded.units.iter().filter(|unit| unit.is_coded()).count();
    let whole = measured(coded, plan, measure, None);
    all.push(ErrorRow { items, differential: differential(&errors), ..whole });
    all
}

/// A difference of two values in −1 to 1.
const RANGE: (f64, f64) = (-2.0, 2.0);

/// What the coded units of strata, or all, say of the model.
fn measured(coded: &CodedFrame, plan: &Plan, measure: &CodedMeasure, strata: Option<&[usize]>) -> ErrorRow {
    let variable = &coded.frame.definition.variable;
    let units = coded.frame.units.iter().zip(&coded.units).zip(&plan.stratum);
    let pairs: Vec<(f64, f64, f64)> = units
        .filter(|(_, stratum)| strata.is_none_or(|strata| strata.contains(stratum)))
        .filter_map(|((unit, by_hand), stratum)| {
            Some((plan.weight[*stratum]?, measure.predicted(unit), measure.coded(by_hand, variable)?))
        })
        .collect();
    let cells = confusion(&weighted_codes(coded, plan, strata), variable.labels().len());
    let diagonal = cells.iter().filter(|cell| cell.predicted == cell.coded);
    ErrorRow {
        speaker: None,
        items: pairs.len(),
        mean_error: None,
        interval: None,
        slope: slope(&pairs),
        classes: diagonal.map(|cell| [cell.of_coded, cell.of_predicted]).collect(),
        differential: None,
    }
}

/// `errors.csv`; the columns follow the labels of the variable.
pub fn table(labels: &'static [&'static str]) -> Table<ErrorRow> {
    const LAST_ONLY: &str = "a speaker, or fewer than two speakers with an interval";
    let fisher: [FilledColumn<ErrorRow>; 5] = [
        (
            number("f", "Welch's F of the speakers' mean errors")
                .within(0.0, f64::INFINITY)
                .unit("ratio of variances")
                .formula("Σ w (mean_error − m)²/(k − 1) / (1 + 2(k − 2)/(k² − 1)·Σ (1 − w/Σw)²/ν), w = 1/V, V and ν the variance and degrees of freedom behind low and high, m the mean with these weights, k speakers (Welch 1951)")
                .or_missing(LAST_ONLY),
            Box::new(|r| Cell::real(r.differential.map(|d| d.f))),
        ),
        (
            integer("freedom_between", "Its first degrees of freedom").formula("k − 1").or_missing(LAST_ONLY),
            Box::new(|r| r.differential.map_or(Cell::Missing, |d| Cell::count(d.freedom[0] as usize))),
        ),
        (
            number("freedom_within", "Its second degrees of freedom")
                .within(0.0, f64::INFINITY)
                .unit("degrees of freedom")
                .formula("(k² − 1) / (3·Σ (1 − w/Σw)²/ν)")
                .or_missing(LAST_ONLY),
            Box::new(|r| Cell::real(r.differential.map(|d| d.freedom[1]))),
        ),
        (
            number("p", "Chance of as large an F if the model erred about all speakers alike, 0 to 1")
                .within(0.0, 1.0)
                .formula("tail of Fisher's F")
                .or_missing(LAST_ONLY),
            Box::new(|r| Cell::real(r.differential.map(|d| d.p))),
        ),
        (
            number("smallest_spread", "Standard deviation of the speakers' true mean errors that a sample like this one finds (p ≤ 0.05) in 80 %")
                .within(0.0, f64::INFINITY)
                .unit("points of the measure")
                .formula("√(k/Σw·(F(0.95)/F(0.2) − 1)), F Fisher's quantiles with these degrees of freedom")
                .or_missing(LAST_ONLY),
            Box::new(|r| Cell::real(r.differential.map(|d| d.smallest_spread))),
        ),
    ];
    let errors = [
        number("mean_error", "How much higher the model is than the coders, −2 to 2"),
        number("low", "Lower end of its 95 % interval, for these sentences")
            .formula("mean_error − t·√V, V the variance of coding only some sentences"),
        number("high", "Upper end of its 95 % interval").formula("mean_error + t·√V"),
    ];
    let [error, low, high] = errors.map(|column| column.within(-2.0, 2.0));
    let error = error.formula("naive − corrected, in corrected.csv").or_missing("the row of all");
    let [low, high] = [low, high].map(|column| {
        column.or_missing("the row of all, every sentence is coded, or codes and the model do not differ at all")
    });
    Table::new("errors", "One row per corrected speaker, and a last one of all: where the model errs, and about whom.")
        .with(text("speaker", "The speaker").or_missing("all: whether the model errs about some more than about others"), |r: &ErrorRow| {
            Cell::text_or_missing(r.speaker.as_deref())
        })
        .with(integer("items", "Coded sentences or mentions"), |r| Cell::count(r.items))
        .with_all(with_interval([error, low, high], |r: &ErrorRow| r.mean_error, |r: &ErrorRow| r.interval))
        .with(
            number("slope", "Slope of the coders' values on the model's: 1 where it is calibrated, less where it exaggerates")
                .unit("coders' points a point of the model")
                .formula("weighted least squares with N/n of the stratum as weight")
                .or_missing("the model says the same of all"),
            |r| Cell::real(r.slope),
        )
        .with_all(labels.iter().enumerate().flat_map(|(class, label)| {
            let of = [("sensitivity", "Share of what is coded so that the model finds"), ("precision", "Share of what the model calls so that is coded so")];
            of.into_iter().enumerate().flat_map(move |(which, (name, about))| quality(class, which, &format!("{name}_{label}"), about))
        }))
        .with_all(fisher)
        .with(text("note", "not_found_is_not_absent: p over 0.05 does not show that the model errs about all alike; smallest_spread says what could be found").or_missing("a speaker, or p is at most 0.05"), |r| {
            let unsure = r.speaker.is_none() && r.differential.is_none_or(|d| d.p > 0.05);
            Cell::text_or_missing(unsure.then_some("not_found_is_not_absent"))
        })
}

/// The columns of sensitivity or precision of a class.
fn quality(class: usize, which: usize, name: &str, about: &'static str) -> [FilledColumn<ErrorRow>; 3] {
    let column = |name: String, about, formula| {
        number(name, about).within(0.0, 1.0).formula(formula).or_missing("no coded item of the class")
    };
    let columns = [
        column(
            name.to_owned(),
            about,
            "in confusion.csv share_of_coded, and share_of_predicted, of the class with itself",
        ),
        column(format!("{name}_low"), "Lower end of its 95 % interval", "as in confusion.csv"),
        column(format!("{name}_high"), "Upper end of its 95 % interval", "as in confusion.csv"),
    ];
    let of = move |r: &ErrorRow| r.classes.get(class).and_then(|both| both[which]);
    with_interval(columns, move |r| of(r).map(|found| found.share), move |r| of(r).map(|found| found.interval))
}
