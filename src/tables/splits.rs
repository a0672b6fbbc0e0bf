//! `splits.csv`: tone before and after a day, of everybody and of pairs.

use crate::aggregate::family::NoTest;
use crate::aggregate::interval::Estimate;
use crate::aggregate::split::{DateSplit, Placebo, RANGE, SplitSide};
use crate::table::{Cell, Column, FilledColumn, Table, integer, number, text};
use crate::tables::means::{interval_columns, with_interval};
use crate::tables::run_table::{Rows, RowsOf, RunTable};
use crate::tables::sources::Finished;
use crate::tally::Inference;

const NO_INTERVAL: &str =
    "somebody has fewer than five documents (a group: or five speakers) on a side, or nothing varies";
const NO_INTERVAL_HERE: &str = "somebody has fewer than five turns and paragraphs on a side, or nothing varies";
const NO_PLACEBO: &str = "somebody has no document on a side of that day";

/// `splits.csv`.
pub fn table() -> RunTable {
    RunTable::of(columns(), vec![RowsOf::Run(rows)])
}

fn rows<'a>(finished: &'a Finished<'a>) -> Rows<'a, DateSplit> {
    Box::new(finished.splits.iter().cloned())
}

fn columns() -> Table<DateSplit> {
    Table::new(
        "splits",
        "With --split: one row per speaker (or group) who speaks before that day and after, and one per compared pair of them (difference in differences). Without it there are none.",
    )
    .with_all(sides())
    .with_all(values())
    .with_all(difference())
    .with_all(test())
    .with_all(placebo(
        "placebo_before",
        "The same difference at a day before: how much tone moved without the event",
        "as difference, over the documents before date, at the middle one of their days",
        |r| r.placebo_before,
    ))
    .with_all(placebo(
        "placebo_after",
        "The same difference at a day after",
        "as difference, over the documents from date on, at the middle one of their days",
        |r| r.placebo_after,
    ))
    .with(text("note", "Why there is no p").or_missing("there is one"), |r| {
        Cell::text_or_missing(r.tested.err().map(NoTest::name))
    })
}

fn sides() -> [FilledColumn<DateSplit>; 4] {
    [
        (text("level", "speaker, or group with --by group"), Box::new(|r| Cell::text(r.level.name()))),
        (text("a", "The speaker or group; of a pair the first"), Box::new(|r| Cell::text(&r.a))),
        (
            text("b", "Of a pair the second, later in the order of names").or_missing("one by itself"),
            Box::new(|r| Cell::text_or_missing(r.b.as_deref())),
        ),
        (text("date", "The first day that is after, YYYY-MM-DD"), Box::new(|r| Cell::text(r.date.to_string()))),
    ]
}

fn values() -> [FilledColumn<DateSplit>; 6] {
    let sentences =
        |name: &'static str, about: &'static str, side: fn(&DateSplit) -> SplitSide| -> FilledColumn<DateSplit> {
            (integer(name, about), Box::new(move |r| Cell::Count(side(r).sentences.unsigned_abs())))
        };
    let documents =
        |name: &'static str, about: &'static str, side: fn(&DateSplit) -> SplitSide| -> FilledColumn<DateSplit> {
            (integer(name, about), Box::new(move |r| Cell::count(side(r).documents)))
        };
    let value =
        |name: &'static str, about: &'static str, side: fn(&DateSplit) -> SplitSide| -> FilledColumn<DateSplit> {
            let formula = "mean of valence over the sentences; of a pair a's minus b's";
            (number(name, about).within(-2.0, 2.0).formula(formula), Box::new(move |r| Cell::Number(side(r).value)))
        };
    [
        sentences("sentences_before", "Scored sentences in documents dated before date; of a pair, of both", |r| {
            r.before
        }),
        sentences("sentences_after", "The same from date on", |r| r.after),
        documents("documents_before", "Documents with these sentences", |r| r.before),
        documents("documents_after", "The same from date on", |r| r.after),
        value("before", "Tone before date, −1 to 1; of a pair how much further up a is", |r| r.before),
        value("after", "The same from date on", |r| r.after),
    ]
}

fn difference() -> Vec<FilledColumn<DateSplit>> {
    let columns = [
        within("difference", "How much tone rose; of a pair, how much more that of a did, −4 to 4")
            .formula("after − before"),
        within("low", "Lower end of its 95 % interval for documents like these")
            .formula("difference − t·√V, V the CR2 variance over documents, t the 0.975 quantile of Student's distribution with Satterthwaite's degrees of freedom; a document in which both of a pair spoke is one cluster; of groups V = V_documents + V_speakers − V_speakers in documents, no smaller than the first two, with the fewer degrees of freedom")
            .or_missing(NO_INTERVAL),
        within("high", "Upper end of the same").formula("difference + t·√V").or_missing(NO_INTERVAL),
    ];
    let here = [
        within("here_low", "Lower end of its 95 % interval for what was said in these documents, which says nothing about others")
            .formula("difference − t·√V, V the CR2 variance over turns, or paragraphs of one who has fewer than five turns in all")
            .or_missing(NO_INTERVAL_HERE),
        within("here_high", "Upper end of the same").formula("difference + t·√V").or_missing(NO_INTERVAL_HERE),
    ];
    let interval = |estimate: Option<Estimate>| estimate.and_then(|estimate| estimate.interval(RANGE));
    let mut all = Vec::from(with_interval(
        columns,
        |r: &DateSplit| Some(r.difference()),
        move |r: &DateSplit| interval(r.population),
    ));
    all.extend(interval_columns(here, move |r: &DateSplit| interval(r.here)));
    all
}

fn test() -> [FilledColumn<DateSplit>; 2] {
    [
        (
            text("inference", "What p is about: population (low and high), these_documents (here_low and here_high) where there is no interval for population")
                .or_missing("there is no interval of either kind"),
            Box::new(|r| Cell::text_or_missing(r.inference().map(Inference::name))),
        ),
        (
            number("p", "Two-sided p that there is no difference, 0 to 1; not corrected for the number of rows")
                .within(0.0, 1.0)
                .formula("Student's, of difference / √V with the degrees of freedom of the interval that inference names")
                .or_missing("not tested; note says why"),
            Box::new(|r| Cell::real(r.tested.ok())),
        ),
    ]
}

fn placebo(
    name: &'static str,
    about: &'static str,
    formula: &'static str,
    of: fn(&DateSplit) -> Option<Placebo>,
) -> [FilledColumn<DateSplit>; 3] {
    let end =
        |end: &str, about| within(format!("{name}_{end}"), about).formula("as for difference").or_missing(NO_INTERVAL);
    let columns = [
        within(name, about).formula(formula).or_missing(NO_PLACEBO),
        end("low", "Lower end of its 95 % interval for documents like these"),
        end("high", "Upper end of the same"),
    ];
    with_interval(
        columns,
        move |r| of(r).map(|found| found.difference),
        move |r| of(r).and_then(|found| found.interval),
    )
}

/// A column of differences of differences of tones.
fn within(name: impl Into<std::borrow::Cow<'static, str>>, about: &'static str) -> Column {
    number(name, about).within(RANGE.0, RANGE.1)
}
