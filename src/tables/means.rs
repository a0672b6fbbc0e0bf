//! Columns of a mean over sentences or mentions with its intervals for clusters, and of what the intervals are made from.

use crate::aggregate::interval::{Averaged, ClusterRatio, Interval};
use crate::label::Tone;
use crate::table::{Cell, Column, FilledColumn, integer, number, text};
use crate::tally::Sums;
use crate::tally::{ClusterUnit, Clusters, Inference};

const LOW: &str = "Lower end of its 95 % interval for documents like these (with --cluster, for events; of a group, for other speakers as well)";
const HIGH: &str = "Upper end of its 95 % interval for documents like these";
const HERE_LOW: &str =
    "Lower end of its 95 % interval for what was said in these documents, which says nothing about others";
const HERE_HIGH: &str = "Upper end of its 95 % interval for what was said in these documents";
const LOWER: &str = "max(mean − t·√v, lowest value); over documents g with w_g = n_g/Σn and e_g = sum_g − n_g·mean: v = Σ e_g²/(1 − w_g) / (Σn)² (CR2), t = Student's 0.975 quantile with 1 / (Σ w_g² + Σ_{g≠h} w_g²·w_h² / ((1 − w_g)(1 − w_h))) degrees of freedom (Satterthwaite); of groups v = v_documents + v_speakers − v_speakers in documents, no smaller than the first two, with the fewer degrees of freedom; of fewer than eight documents (or speakers) with t·√v for independent items where that is larger, as widened says";
const UPPER: &str = "min(mean + t·√v, highest value), as for the lower end";
const WILSON: &str = "c − h of Wilson's interval with q = t²·v/(mean·(1 − mean)): c = (mean + q/2)/(1 + q), h = √(mean·(1 − mean)·q + q²/4)/(1 + q); over documents g with w_g = n_g/Σn and e_g = sum_g − n_g·mean: v = Σ e_g²/(1 − w_g) / (Σn)² (CR2), t = Student's 0.975 quantile with 1 / (Σ w_g² + Σ_{g≠h} w_g²·w_h² / ((1 − w_g)(1 − w_h))) degrees of freedom (Satterthwaite); of groups v as of means; of fewer than eight documents (or speakers) with t·√v for independent items where that is larger, as widened says";
const WILSON_UPPER: &str = "c + h, as for the lower end";
const HERE_LOWER: &str = "as for documents, over turns, or paragraphs where there are fewer than five turns";
const NO_INTERVAL: &str = "fewer than five documents (a group: or five speakers), or no difference between them";
const NO_INTERVAL_HERE: &str = "fewer than five turns and paragraphs, or no difference between them";
const WIDENED: &str = "t·√v for n independent items, v = Σ (x − mean)²/(n − 1)/n and t = Student's 0.975 quantile with n − 1 degrees of freedom, where that is larger than t·√v for fewer than eight clusters (of groups: or speakers)";
const FEW: &str = "fewer than five turns and paragraphs: there is no interval";

/// A mean and the ends of its intervals for clusters: the column of the mean, `_low` and `_high` for documents like these,
/// `_here_low` and `_here_high` for these documents. `of` gives the sums of a row and the same by cluster.
pub fn mean<R: 'static>(column: Column, averaged: Averaged, of: fn(&R) -> (&Sums, &Clusters)) -> Vec<FilledColumn<R>> {
    ratio(column, averaged, move |r| averaged.mean(of(r).0), move |r| ClusterRatio::mean(averaged, of(r).1))
}

/// The same of any ratio of sums by cluster.
pub fn ratio<R: 'static>(
    column: Column,
    averaged: Averaged,
    value: impl Fn(&R) -> Option<f64> + Send + Sync + 'static,
    of: impl for<'a> Fn(&'a R) -> ClusterRatio<'a> + Copy + Send + Sync + 'static,
) -> Vec<FilledColumn<R>> {
    let mut all = Vec::new();
    let [low, high] = ends(&column, averaged, Inference::Population);
    let here = ends(&column, averaged, Inference::TheseDocuments);
    all.extend(with_interval([column, low, high], value, move |r| of(r).interval(Inference::Population)));
    all.extend(interval_columns(here, move |r| of(r).interval(Inference::TheseDocuments)));
    all
}

/// A mean and the ends of its interval for what is said in one document.
pub fn mean_here<R: 'static>(
    column: Column,
    averaged: Averaged,
    of: fn(&R) -> (&Sums, &Clusters),
) -> Vec<FilledColumn<R>> {
    let here = ends(&column, averaged, Inference::TheseDocuments);
    let mut all: Vec<FilledColumn<R>> = vec![(column, Box::new(move |r| Cell::real(averaged.mean(of(r).0))))];
    let interval = move |r: &R| ClusterRatio::mean(averaged, of(r).1).interval(Inference::TheseDocuments);
    all.extend(interval_columns(here, interval));
    all
}

/// The columns of both ends.
fn ends(mean: &Column, averaged: Averaged, inference: Inference) -> [Column; 2] {
    let (lowest, highest) = mean.range;
    let formulas = match (inference, averaged) {
        (Inference::TheseDocuments, _) => [HERE_LOWER; 2],
        (Inference::Population, Averaged::Valence) => [LOWER, UPPER],
        (Inference::Population, _) => [WILSON, WILSON_UPPER],
    };
    let (names, abouts, missing) = match inference {
        Inference::Population => (["low", "high"], [LOW, HIGH], NO_INTERVAL),
        Inference::TheseDocuments => (["here_low", "here_high"], [HERE_LOW, HERE_HIGH], NO_INTERVAL_HERE),
    };
    [0, 1].map(|end| {
        let name = format!("{}_{}", mean.name, names[end]);
        number(name, abouts[end]).within(lowest, highest).formula(formulas[end]).or_missing(missing)
    })
}

/// A value and both ends of its interval, by their three columns.
pub fn with_interval<R: 'static>(
    [column, low, high]: [Column; 3],
    value: impl Fn(&R) -> Option<f64> + Send + Sync + 'static,
    interval: impl Fn(&R) -> Option<Interval> + Copy + Send + Sync + 'static,
) -> [FilledColumn<R>; 3] {
    let [low, high] = interval_columns([low, high], interval);
    [(column, Box::new(move |r| Cell::real(value(r)))), low, high]
}

/// Both ends of an interval, by their two columns.
pub fn interval_columns<R: 'static>(
    [low, high]: [Column; 2],
    interval: impl Fn(&R) -> Option<Interval> + Copy + Send + Sync + 'static,
) -> [FilledColumn<R>; 2] {
    [
        (low, Box::new(move |r| Cell::real(interval(r).map(|i| i.low)))),
        (high, Box::new(move |r| Cell::real(interval(r).map(|i| i.high)))),
    ]
}

/// What the intervals for these documents are made from; those for documents like these are made from `documents`.
pub fn cluster_columns<R: 'static>(of: fn(&R) -> &Clusters) -> [FilledColumn<R>; 2] {
    let unit = move |r: &R| of(r).unit(Inference::TheseDocuments);
    [
        (
            integer("clusters", "Clusters that the intervals for these documents are made from")
                .within(5.0, f64::INFINITY)
                .formula("number of different turns or paragraphs of the items, as cluster_unit says")
                .or_missing(FEW),
            Box::new(move |r| unit(r).map_or(Cell::Missing, |unit| Cell::count(of(r).count(unit)))),
        ),
        (
            text("cluster_unit", "What such a cluster is: turn where there are five, else paragraph")
                .formula("the first of turn, paragraph of which there are five")
                .or_missing(FEW),
            Box::new(move |r| Cell::text_or_missing(unit(r).map(ClusterUnit::name))),
        ),
    ]
}

/// A mean of a table: its column, and the mean itself.
pub type NamedMean<R> = (&'static str, for<'a> fn(&'a R) -> ClusterRatio<'a>);

/// Says which of a row's intervals are those for independent items, of intervals of these kinds.
pub fn widened_column<R: 'static>(kinds: &'static [Inference], means: Vec<NamedMean<R>>) -> FilledColumn<R> {
    let about = "Intervals of fewer than eight clusters that would be narrower than if the sentences (or mentions) were independent, and are made as if they were, joined by ;: the names of their means, with _here where they are for these documents";
    let suffix = |kind| if kind == Inference::TheseDocuments { "_here" } else { "" };
    let names = move |r: &R| -> Vec<String> {
        let of = means.iter().flat_map(|(name, mean)| kinds.iter().map(move |kind| (name, mean, *kind)));
        let widened = of.filter(|(_, mean, kind)| mean(r).is_widened(*kind));
        widened.map(|(name, _, kind)| format!("{name}{}", suffix(kind))).collect()
    };
    let column = text("widened", about).formula(WIDENED).or_missing("none of them");
    (column, Box::new(move |r| Cell::joined(&names(r), ";")))
}

/// Shares of labels: of all items, those of which a class is the most probable.
pub fn label_shares<R: 'static>(
    about: &'static str,
    formula: &'static str,
    missing: &'static str,
    of: fn(&R) -> &Sums,
) -> [FilledColumn<R>; 3] {
    Tone::ALL.map(|tone| -> FilledColumn<R> {
        let column = number(format!("{}_share", tone.name()), format!("{about} labelled {}, 0 to 1", tone.name()));
        let column = column.within(0.0, 1.0).formula(formula).or_missing(missing);
        (column, Box::new(move |r| Cell::real(of(r).share(tone))))
    })
}

/// Mean probabilities without intervals.
pub fn masses<R: 'static>(
    about: &'static str,
    formula: &'static str,
    missing: &'static str,
    of: fn(&R) -> &Sums,
) -> [FilledColumn<R>; 3] {
    Tone::ALL.map(|tone| -> FilledColumn<R> {
        let column = number(format!("{}_mass", tone.name()), format!("Mean P({}{about}), 0 to 1", tone.name()));
        let column = column.within(0.0, 1.0).formula(formula).or_missing(missing);
        (column, Box::new(move |r| Cell::real(of(r).mean_probability(tone))))
    })
}

/// A number of items, which sums keep with a sign.
pub fn items(sums: &Sums) -> Cell {
    Cell::Count(sums.n.unsigned_abs())
}
