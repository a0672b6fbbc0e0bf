//! `confusion.csv`: predicted against coded classes.

use crate::aggregate::interval::Interval;
use crate::table::{Cell, FilledColumn, Table, number, text};
use crate::tables::means::with_interval;
use crate::validate::coded::CodedFrame;
use crate::validate::confusion::{ConfusionCell, WeightedCode, WeightedShare, confusion};
use crate::validate::plan::Plan;

/// A cell with whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfusionRow {
    level: &'static str,
    name: Option<String>,
    predicted: &'static str,
    coded: &'static str,
    cell: ConfusionCell,
}

/// The coded units of strata, of all of them where none are given.
pub fn weighted_codes(coded: &CodedFrame, plan: &Plan, strata: Option<&[usize]>) -> Vec<WeightedCode> {
    let classes = coded.frame.definition.variable.labels().len();
    let units = coded.frame.units.iter().zip(&coded.units).zip(&plan.stratum);
    units
        .filter(|(_, stratum)| strata.is_none_or(|strata| strata.contains(stratum)))
        .filter_map(|((unit, by_hand), stratum)| {
            let (coded, weight) = (by_hand.shares(classes)?, plan.weight[*stratum]?);
            Some(WeightedCode { predicted: unit.class, coded, weight })
        })
        .collect()
}

/// The cells of all units, then of each corrected speaker and group.
pub fn rows(coded: &CodedFrame, plan: &Plan) -> Vec<ConfusionRow> {
    let labels = coded.frame.definition.variable.labels();
    let of = |level, name: Option<&str>, strata: Option<&[usize]>| {
        let cells = confusion(&weighted_codes(coded, plan, strata), labels.len());
        let row = |cell: ConfusionCell| ConfusionRow {
            level,
            name: name.map(str::to_owned),
            predicted: labels[cell.predicted],
            coded: labels[cell.coded],
            cell,
        };
        cells.into_iter().map(row).collect::<Vec<_>>()
    };
    let mut all = of("all", None, None);
    for domain in plan.domains.iter().filter(|domain| domain.refused.is_none()) {
        all.extend(of(domain.level, Some(&domain.name), Some(&domain.strata)));
    }
    all
}

/// `confusion.csv`.
pub fn table() -> Table<ConfusionRow> {
    Table::new(
        "confusion",
        "One row per predicted and coded class: of all coded items, of each speaker and of each group.",
    )
    .with(text("level", "all, speaker or group"), |r: &ConfusionRow| Cell::text(r.level))
    .with(text("name", "The speaker or group").or_missing("all"), |r| Cell::text_or_missing(r.name.as_deref()))
    .with(text("predicted", "Most probable class; of a topic yes where it is marked"), |r| Cell::text(r.predicted))
    .with(text("coded", "Class that coders chose"), |r| Cell::text(r.coded))
    .with(
        number("items", "Coded items; one that coders disagree about is divided among classes")
            .within(0.0, f64::INFINITY)
            .unit("items")
            .formula("Σ over items predicted so of the share of their codes that are so"),
        |r| Cell::Number(r.cell.items),
    )
    .with_all(share(
        "share_of_predicted",
        "Of what is predicted so, the share that is coded so; where both are the same class, its precision",
        "Σ w·share of the item's codes / Σ w over items predicted so, w = N/n of their stratum",
        |r| r.cell.of_predicted,
    ))
    .with_all(share(
        "share_of_coded",
        "Of what is coded so, the share that is predicted so; where both are the same class, its sensitivity",
        "the same mass / Σ of it over all predicted classes",
        |r| r.cell.of_coded,
    ))
}

fn share(
    name: &'static str,
    about: &'static str,
    formula: &'static str,
    of: fn(&ConfusionRow) -> Option<WeightedShare>,
) -> [FilledColumn<ConfusionRow>; 3] {
    let column = |name: String, about, formula| {
        number(name, about).within(0.0, 1.0).formula(formula).or_missing("no coded item of the class")
    };
    let ends = "Wilson's with (Σ w)²/Σ w² items";
    let columns = [
        column(name.to_owned(), about, formula),
        column(format!("{name}_low"), "Lower end of its 95 % interval", ends),
        column(format!("{name}_high"), "Upper end of its 95 % interval", ends),
    ];
    let interval = move |r: &ConfusionRow| -> Option<Interval> { of(r).map(|found| found.interval) };
    with_interval(columns, move |r| of(r).map(|found| found.share), interval)
}
