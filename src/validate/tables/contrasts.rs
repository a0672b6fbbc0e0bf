//! `corrected_contrasts.csv`: speakers, or groups, in pairs, corrected.

use crate::aggregate::interval::Interval;
use crate::table::{Cell, Column, FilledColumn, Table, number, text};
use crate::tables::means::{interval_columns, with_interval};
use crate::validate::corrected::{CorrectedPair, Target};

const NOT_TESTED: &str =
    "not tested: one of the two has under five documents (a group: speakers), or nothing is left to chance";
const NO_POPULATION: &str = "one of the two has under five documents (a group: speakers), or nothing varies";

/// `corrected_contrasts.csv`; tests and notes are about the target.
pub fn table(target: Target) -> Table<CorrectedPair> {
    let difference = "corrected of a − corrected of b, in corrected.csv, before they are cut to the range";
    let low = "difference − t·√V, V the CR2 variance over documents of both, a document in which both spoke being one cluster (of groups V_documents + V_speakers − V_speakers in documents, no smaller than the first two, with the fewer degrees of freedom), or the sum of both variances behind here_low where it is larger";
    Table::new("corrected_contrasts", "One row per measure and pair of corrected speakers, or groups.")
        .with(text("level", "speaker or group"), |r: &CorrectedPair| Cell::text(r.level))
        .with(text("measure", "As in corrected.csv"), |r| Cell::text(&r.measure))
        .with(text("a", "The first of the two"), |r| Cell::text(&r.names[0]))
        .with(text("b", "The second, later in the order of names"), |r| Cell::text(&r.names[1]))
        .with(ranged("naive_difference", "How much further up a is by the model alone, −2 to 2").formula("naive of a − naive of b"), |r| {
            Cell::real(r.naive_difference)
        })
        .with_all(with_interval(
            [
                ranged("difference", "The same, corrected").formula(difference),
                ranged("low", "Lower end of its 95 % interval for documents like these").formula(low).or_missing(NO_POPULATION),
                ranged("high", "Upper end of it").formula("difference + t·√V").or_missing(NO_POPULATION),
            ],
            |r: &CorrectedPair| Some(r.difference),
            |r: &CorrectedPair| r.interval,
        ))
        .with_all(ends(
            ["here_low", "here_high"],
            "95 % interval for these sentences, had all of them been coded",
            "difference ± t·√V, V the sum of both variances behind here_low in corrected.csv",
            "codes and the model do not differ at all in what was coded",
            |r| r.here,
        ))
        .with(
            text("inference", "What p and the columns after it are about; population: documents like these, these_sentences: these only")
                .or_missing(NOT_TESTED),
            move |r| Cell::text_or_missing(r.estimate.map(|_| target.name())),
        )
        .with(
            number("p", "Two-sided p that the two do not differ, 0 to 1")
                .within(0.0, 1.0)
                .formula("Student's test of difference / √V")
                .or_missing(NOT_TESTED),
            |r| Cell::real(r.estimate.and_then(|estimate| estimate.p())),
        )
        .with(
            number("p_holm", "p corrected for its family, the pairs of the same level and measure; 0 to 1")
                .within(0.0, 1.0)
                .formula("Holm 1979: the k-th smallest of m times (m − k + 1), no smaller than the one before")
                .or_missing(NOT_TESTED),
            |r| Cell::real(r.corrected.map(|both| both[0])),
        )
        .with(
            number("q_bh", "The least false discovery rate at which the difference counts, in the same family; 0 to 1")
                .within(0.0, 1.0)
                .formula("Benjamini & Hochberg 1995: the k-th smallest of m times m / k, no larger than the one after")
                .or_missing(NOT_TESTED),
            |r| Cell::real(r.corrected.map(|both| both[1])),
        )
        .with_all(ends(
            ["low_simultaneous", "high_simultaneous"],
            "interval that holds for all pairs of the family together in 95 %",
            "difference ± t·√V with Student's quantile at 1 − 0.025/m (Dunn 1961)",
            NOT_TESTED,
            |r| r.simultaneous,
        ))
        .with(
            text("note", "changed_sign: the model alone says the opposite; no_longer_excludes_zero: the model's interval leaves out zero, the corrected one does not; not_tested; joined by ;")
                .or_missing("nothing to say"),
            |r| Cell::joined(&r.notes, ";"),
        )
}

fn ranged(name: &'static str, about: &'static str) -> Column {
    number(name, about).within(-2.0, 2.0)
}

/// Both ends of an interval.
fn ends(
    [low, high]: [&'static str; 2],
    about: &'static str,
    formula: &'static str,
    missing: &'static str,
    of: fn(&CorrectedPair) -> Option<Interval>,
) -> [FilledColumn<CorrectedPair>; 2] {
    let column = |name, end: &str| {
        number(name, format!("{end} end of the {about}")).within(-2.0, 2.0).formula(formula).or_missing(missing)
    };
    interval_columns([column(low, "Lower"), column(high, "Upper")], of)
}
