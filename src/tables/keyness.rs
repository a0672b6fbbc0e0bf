//! `keyness.csv`: the terms that tell a speaker from the others.

use crate::aggregate::keyness::KeyTerm;
use crate::table::{Cell, FilledColumn, Table, integer, number, text};
use crate::tables::means::with_interval;
use crate::tables::run_table::{Rows, RowsOf, RunTable};
use crate::tables::sources::Finished;

const FEW_DOCUMENTS: &str = "the speaker, or all others, speak in fewer than five documents";

/// One term of one speaker.
struct KeynessRow {
    group: Option<String>,
    key: KeyTerm,
}

/// `keyness.csv`.
pub fn table() -> RunTable {
    RunTable::of(columns(), vec![RowsOf::Run(rows)])
}

fn rows<'a>(finished: &'a Finished<'a>) -> Rows<'a, KeynessRow> {
    let group = |key: &KeyTerm| finished.tally.person(&key.speaker).and_then(|sums| sums.group.clone());
    Box::new(finished.key_terms.iter().map(move |key| KeynessRow { group: group(key), key: key.clone() }))
}

fn columns() -> Table<KeynessRow> {
    Table::new(
        "keyness",
        "One row per speaker and term that the speaker uses more than the other persons of the run: at most 25 of each who has enough scored sentences (--min-sentences, 30), by z; of terms that all together say at least 5 times, or more often where the corpus has over 260,000 such; said at least 5 times by the speaker, in at least 2 documents where the speaker has several. Counted are scored sentences of persons, without role words and labels such as SPEAKER_00. What differs may be the topics that were spoken about and not the style, and a formula of greeting counts like any other words.",
    )
    .with(text("speaker", "The speaker's name"), |r: &KeynessRow| Cell::text(&r.key.speaker))
    .with(text("group", "Country, party or the like").or_missing("none known"), |r| {
        Cell::text_or_missing(r.group.as_deref())
    })
    .with(
        text(
            "term",
            "A word or two words that follow each other in a sentence, in lower case; numbers are no words, and part the words around them",
        ),
        |r| Cell::text(&r.key.term),
    )
    .with_all(counts())
    .with_all(log_odds())
    .with(
        number("z", "Ranks the terms of a speaker; words of one meeting hang together, so it is no test")
            .formula("log_odds / √(1 / (y_i + α) + 1 / (y_j + α))")
            .unit("standard deviations"),
        |r| Cell::Number(r.key.z),
    )
}

fn counts() -> [FilledColumn<KeynessRow>; 6] {
    [
        (integer("count", "y_i: how often the speaker says it"), Box::new(|r| Cell::Count(r.key.own.count))),
        (integer("rest_count", "y_j: how often all other persons say it"), Box::new(|r| Cell::Count(r.key.rest.count))),
        (
            integer("total", "n_i: the speaker's words; for a term of two words, the speaker's pairs of words"),
            Box::new(|r| Cell::Count(r.key.own.total)),
        ),
        (integer("rest_total", "n_j: the same of all other persons"), Box::new(|r| Cell::Count(r.key.rest.total))),
        (
            integer("documents", "Documents in which the speaker says it, or the clusters of --cluster"),
            Box::new(|r| Cell::Count(r.key.documents)),
        ),
        (
            integer("rest_documents", "Documents in which another person says it, or the clusters of --cluster"),
            Box::new(|r| Cell::Count(r.key.rest_documents)),
        ),
    ]
}

fn log_odds() -> [FilledColumn<KeynessRow>; 3] {
    let columns = [
        number(
            "log_odds",
            "Log-odds ratio with an informative Dirichlet prior of 10000 words, some 500 sentences that say what all say together",
        )
        .formula("ln((y_i + α) / (n_i + 10000 − y_i − α)) − ln((y_j + α) / (n_j + 10000 − y_j − α)), α = 10000·(y_i + y_j) / (n_i + n_j) (Monroe, Colaresi & Quinn 2008)")
        .unit("natural logarithm of a ratio of odds"),
        number(
            "log_odds_low",
            "Lower end of its 95 % percentile interval over 1000 resamples of the run's documents (or the clusters of --cluster), each with what both sides say in it; with few documents it is too narrow",
        )
        .unit("as log_odds")
        .or_missing(FEW_DOCUMENTS),
        number("log_odds_high", "Upper end of its 95 % percentile interval")
            .unit("as log_odds")
            .or_missing(FEW_DOCUMENTS),
    ];
    with_interval(columns, |r: &KeynessRow| Some(r.key.log_odds), |r: &KeynessRow| r.key.interval)
}
