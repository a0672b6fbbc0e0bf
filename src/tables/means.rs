//! Columns of a mean over sentences or mentions with its interval for clusters, and of what the interval is made from.

use crate::aggregate::interval::{Averaged, Interval, interval};
use crate::table::{Cell, Column, FilledColumn, integer, number, text};
use crate::tally::Sums;
use crate::tally::{ClusterUnit, Clusters};

const LOW: &str = "Lower end of its 95 % interval for clusters (CR2 variance, Satterthwaite's degrees of freedom)";
const HIGH: &str = "Upper end of its 95 % interval";
const LOWER: &str = "max(mean − t·√v, lowest value); over clusters g with w_g = n_g/Σn and e_g = sum_g − n_g·mean: v = Σ e_g²/(1 − w_g) / (Σn)², t = Student's 0.975 quantile with 1 / (Σ w_g² + Σ_{g≠h} w_g²·w_h² / ((1 − w_g)(1 − w_h))) degrees of freedom";
const UPPER: &str = "min(mean + t·√v, highest value), as for the lower end";
const NO_INTERVAL: &str = "fewer than five documents, turns and paragraphs, or no difference between them";
const FEW: &str = "fewer than five documents, turns and paragraphs: there is no interval";

/// A mean and both ends of its interval for clusters: the column of the mean, and two that have its name with `_low` and
/// `_high` behind it. `of` gives the sums of a row and the same by cluster.
pub fn mean<R: 'static>(column: Column, averaged: Averaged, of: fn(&R) -> (&Sums, &Clusters)) -> [FilledColumn<R>; 3] {
    let (lowest, highest) = column.range;
    let end = |end: &str, about, formula| {
        let name = format!("{}_{end}", column.name);
        number(name, about).within(lowest, highest).formula(formula).or_missing(NO_INTERVAL)
    };
    let (low, high) = (end("low", LOW, LOWER), end("high", HIGH, UPPER));
    with_interval([column, low, high], move |r| averaged.mean(of(r).0), move |r| interval(of(r).1, averaged))
}

/// A value and both ends of its interval, by their three columns.
pub fn with_interval<R: 'static>(
    [column, low, high]: [Column; 3],
    value: impl Fn(&R) -> Option<f64> + Send + Sync + 'static,
    interval: impl Fn(&R) -> Option<Interval> + Copy + Send + Sync + 'static,
) -> [FilledColumn<R>; 3] {
    [
        (column, Box::new(move |r| Cell::real(value(r)))),
        (low, Box::new(move |r| Cell::real(interval(r).map(|i| i.low)))),
        (high, Box::new(move |r| Cell::real(interval(r).map(|i| i.high)))),
    ]
}

/// What the intervals of a row are made from.
pub fn cluster_columns<R: 'static>(of: fn(&R) -> &Clusters) -> [FilledColumn<R>; 3] {
    let about_unit = "What a cluster is: document (with --cluster all documents of an event) where there are five, else turn, else paragraph";
    let about_inference =
        "population: other meetings may be judged by it; these_documents: it says nothing about others";
    let unit = move |r: &R| of(r).unit();
    [
        (
            integer("clusters", "Clusters that the intervals are made from")
                .within(5.0, f64::INFINITY)
                .formula("number of different documents, turns or paragraphs of the items, as cluster_unit says")
                .or_missing(FEW),
            Box::new(move |r| unit(r).map_or(Cell::Missing, |_| Cell::count(of(r).len()))),
        ),
        (
            text("cluster_unit", about_unit)
                .formula("the first of document, turn, paragraph of which there are five")
                .or_missing(FEW),
            Box::new(move |r| Cell::text_or_missing(unit(r).map(ClusterUnit::name))),
        ),
        (
            text("inference", about_inference)
                .formula("population where cluster_unit is document, else these_documents")
                .or_missing(FEW),
            Box::new(move |r| Cell::text_or_missing(unit(r).map(ClusterUnit::inference))),
        ),
    ]
}

/// A number of items, which sums keep with a sign.
pub fn items(sums: &Sums) -> Cell {
    Cell::Count(sums.n.unsigned_abs())
}
