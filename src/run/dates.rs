//! What is to be said of the documents' dates where tables part them by these.

use crate::config::{PeriodLength, TimeSettings};
use crate::run::summary::Summary;
use crate::tally::Tally;

/// Warns of documents that are in no period or on no side of the day, and of a day that parts nothing.
pub fn remark(tally: &Tally, time: TimeSettings, summary: &mut Summary) {
    let dates = || tally.dates.values();
    let undated = summary.undated;
    let asked = time.split.is_some() || time.period != PeriodLength::default();
    if undated > 0 && (asked || !tally.dates.is_empty()) {
        let reason = "without a date, which no row of speaker_periods.csv is about";
        summary.warnings.push(format!("{} {reason}", counted(undated)));
    }
    let without = dates().filter(|date| time.period.of(**date).is_none()).count();
    if without > 0 {
        let length = time.period.name();
        summary.warnings.push(format!("of {} only the year is known: they are in no {length}", counted(without)));
    }
    let Some(day) = time.split else { return };
    let [before, after] = [true, false].map(|side| dates().filter(|date| date.is_before(day) == Some(side)).count());
    let neither = tally.dates.len() - before - after;
    if neither > 0 {
        let neither = counted(neither);
        summary.warnings.push(format!("split {day}: of {neither} only the year is known, which is that of this day"));
    }
    if before == 0 || after == 0 {
        let (before, after) = (counted(before), counted(after));
        summary.warnings.push(format!("split {day}: {before} before it and {after} after, so splits.csv has no rows"));
    }
}

fn counted(n: usize) -> String {
    format!("{n} document{}", if n == 1 { "" } else { "s" })
}
