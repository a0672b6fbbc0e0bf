//! `speaker_periods.csv`: tone of speakers and groups by year, quarter or month, and its trend.

use crate::aggregate::interval::{Averaged, Interval};
use crate::aggregate::period::{SpeakerPeriod, periods};
use crate::config::Level;
use crate::label::Tone;
use crate::table::{Cell, FilledColumn, Table, integer, number, text};
use crate::tables::means::{ratio, widened_column, with_interval};
use crate::tables::run_table::{Rows, RowsOf, RunTable};
use crate::tables::sources::Finished;
use crate::tally::Inference;

const NO_TREND: &str =
    "a period, fewer than five dated documents or three different dates, or nothing varies around the line";
const NO_TREND_INTERVAL: &str = "no trend, or a group, whose speakers are not drawn here";
/// What stands in the column `period` of the row over all dated documents.
const ALL: &str = "all";

/// `speaker_periods.csv`.
pub fn table() -> RunTable {
    RunTable::of(columns(), vec![RowsOf::Run(rows)])
}

fn rows<'a>(finished: &'a Finished<'a>) -> Rows<'a, SpeakerPeriod> {
    Box::new(periods(&finished.tally, finished.period))
}

fn columns() -> Table<SpeakerPeriod> {
    Table::new(
        "speaker_periods",
        "One row per person (and group) and period, and one over all dated documents. What is undated is in no row. Intervals of groups for documents like these are for other speakers as well, and need five of them; those for these documents are over turns where there are five in all periods.",
    )
    .with_all(sides())
    .with(
        integer("documents", "Documents of the period with a scored sentence").formula("different documents of these rows of sentences.csv, by their date in documents.csv"),
        |r| Cell::count(r.clusters.documents().len()),
    )
    .with(
        integer("sentences", "Scored sentences").formula("rows of sentences.csv with a valence in these documents"),
        |r| Cell::Count(r.clusters.total().n.unsigned_abs()),
    )
    .with_all(mean(
        ("tone", "Mean valence of the sentences, −1 to 1"),
        "Σ valence / sentences, over these rows of sentences.csv",
        Averaged::Valence,
    ))
    .with_all(mean(
        ("negative_mass", "Mean P(negative)"),
        "Σ negative / sentences, over these rows of sentences.csv",
        Averaged::Mass(Tone::Negative),
    ))
    .with_all(mean(
        ("neutral_mass", "Mean P(neutral)"),
        "Σ neutral / sentences, over these rows of sentences.csv",
        Averaged::Mass(Tone::Neutral),
    ))
    .with_all(mean(
        ("positive_mass", "Mean P(positive)"),
        "Σ positive / sentences, over these rows of sentences.csv",
        Averaged::Mass(Tone::Positive),
    ))
    .with_all([widened_column(
        &Inference::ALL,
        vec![
            ("tone", |r: &SpeakerPeriod| r.ratio(Averaged::Valence)),
            ("negative_mass", |r| r.ratio(Averaged::Mass(Tone::Negative))),
            ("neutral_mass", |r| r.ratio(Averaged::Mass(Tone::Neutral))),
            ("positive_mass", |r| r.ratio(Averaged::Mass(Tone::Positive))),
        ],
    )])
    .with_all(trend())
}

fn sides() -> [FilledColumn<SpeakerPeriod>; 4] {
    [
        (text("level", "speaker or group"), Box::new(|r| Cell::text(r.level.name()))),
        (
            text("speaker", "The speaker's name").or_missing("a group"),
            Box::new(|r| match r.level {
                Level::Speaker => Cell::text(&r.name),
                Level::Group => Cell::Missing,
            }),
        ),
        (
            text("group", "The group, or the speaker's group").or_missing("none known"),
            Box::new(|r| Cell::text_or_missing(r.group.as_deref())),
        ),
        (
            text("period", "Such as 2024, 2024-Q2 or 2024-05; all: every dated document"),
            Box::new(|r| Cell::text(r.period.as_deref().unwrap_or(ALL))),
        ),
    ]
}

fn mean(
    (name, about): (&'static str, &'static str),
    formula: &'static str,
    averaged: Averaged,
) -> Vec<FilledColumn<SpeakerPeriod>> {
    let (lowest, highest) = averaged.range();
    ratio(
        number(name, about).within(lowest, highest).formula(formula),
        averaged,
        move |r: &SpeakerPeriod| r.ratio(averaged).value(),
        move |r: &SpeakerPeriod| r.ratio(averaged),
    )
}

fn trend() -> [FilledColumn<SpeakerPeriod>; 3] {
    let column = |name: &'static str, about: &'static str, formula| {
        number(name, about).unit("valence per year").formula(formula)
    };
    let columns = [
        column(
            "trend",
            "How much tone rises a year, over all dated documents",
            "slope of least squares of valence on the document's date in years of 365.25 days, over sentences; a year alone is its 1 July, and of an event of several documents the mean date of its sentences",
        )
        .or_missing(NO_TREND),
        column(
            "trend_low",
            "Lower end of its 95 % interval for documents like these",
            "trend − t·√v; over documents g with n_g sentences, d_g the distance of its date from the mean over sentences, S = Σ n_g·d_g², h_gk = 1/Σn + d_g·d_k/S, residual sums e_g and a_g = d_g/(S·√(1 − n_g·h_gg)): v = Σ (a_g·e_g)² (CR2), t = Student's 0.975 quantile with (1/S)² / (Σ (d_g²·n_g/S²)² + Σ_{g≠k} (a_g·a_k·n_g·n_k·h_gk)²) degrees of freedom (Satterthwaite)",
        )
        .or_missing(NO_TREND_INTERVAL),
        column("trend_high", "Upper end of the same", "trend + t·√v").or_missing(NO_TREND_INTERVAL),
    ];
    let everywhere = (f64::NEG_INFINITY, f64::INFINITY);
    let interval = move |r: &SpeakerPeriod| -> Option<Interval> {
        r.trend.filter(|_| r.level == Level::Speaker)?.interval(everywhere)
    };
    with_interval(columns, |r: &SpeakerPeriod| r.trend.map(|trend| trend.value), interval)
}
