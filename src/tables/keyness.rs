//! `keyness.csv`: the terms that tell a speaker from the others.

use crate::aggregate::Tally;
use crate::aggregate::keyness::KeyTerm;
use crate::table::{Cell, Column, Table, integer, number, text};

const FEW_DOCUMENTS: &str = "the speaker, or all others, speak in fewer than five documents";

/// One term of one speaker.
pub struct KeynessRow {
    group: Option<String>,
    key: KeyTerm,
}

impl KeynessRow {
    /// The rows of all key terms, with the speakers' groups.
    pub fn of(terms: Vec<KeyTerm>, tally: &Tally) -> Vec<Self> {
        let row = |key: KeyTerm| KeynessRow { group: tally.person(&key.speaker).and_then(|s| s.group.clone()), key };
        terms.into_iter().map(row).collect()
    }
}

/// `keyness.csv`.
pub fn keyness() -> Table<KeynessRow> {
    fn end(name: &'static str, about: &'static str, value: fn(&KeynessRow) -> Cell) -> Column<KeynessRow> {
        number(name, about, value).or_missing(FEW_DOCUMENTS)
    }
    Table {
        name: "keyness",
        about: "One row per speaker and term that the speaker uses more than the other persons of the run: at most 25 of each who has enough scored sentences (--min-sentences, 30), by z; of terms that all together say at least 5 times, or more often where the corpus has over 260,000 such; said at least 5 times by the speaker, in at least 2 documents where the speaker has several. Counted are scored sentences of persons, without role words and labels such as SPEAKER_00. What differs may be the topics that were spoken about and not the style, and a formula of greeting counts like any other words.",
        columns: vec![
            text("speaker", "The speaker's name", |r: &KeynessRow| Cell::Text(r.key.speaker.clone())),
            text("group", "Country, party or the like", |r: &KeynessRow| Cell::text_or_missing(r.group.as_deref()))
                .or_missing("none known"),
            text(
                "term",
                "A word or two words that follow each other in a sentence, in lower case; numbers are no words, and part the words around them",
                |r: &KeynessRow| Cell::Text(r.key.term.clone()),
            ),
            integer("count", "y_i: how often the speaker says it", |r: &KeynessRow| Cell::Count(r.key.own.count)),
            integer("rest_count", "y_j: how often all other persons say it", |r: &KeynessRow| {
                Cell::Count(r.key.rest.count)
            }),
            integer(
                "total",
                "n_i: the speaker's words; for a term of two words, the speaker's pairs of words",
                |r: &KeynessRow| Cell::Count(r.key.own.total),
            ),
            integer("rest_total", "n_j: the same of all other persons", |r: &KeynessRow| Cell::Count(r.key.rest.total)),
            integer("documents", "Documents in which the speaker says it", |r: &KeynessRow| {
                Cell::Count(r.key.documents)
            }),
            integer("rest_documents", "Documents in which another person says it", |r: &KeynessRow| {
                Cell::Count(r.key.rest_documents)
            }),
            number(
                "log_odds",
                "Log-odds ratio with an informative Dirichlet prior of 10000 words, some 500 sentences that say what all say together",
                |r: &KeynessRow| Cell::Number(r.key.log_odds),
            )
            .formula("ln((y_i + α) / (n_i + 10000 − y_i − α)) − ln((y_j + α) / (n_j + 10000 − y_j − α)), α = 10000·(y_i + y_j) / (n_i + n_j) (Monroe, Colaresi & Quinn 2008)")
            .unit("natural logarithm of a ratio of odds"),
            end(
                "log_odds_low",
                "Lower end of its 95 % percentile interval over 1000 resamples of the run's documents, each with what both sides say in it; with few documents it is too narrow",
                |r: &KeynessRow| r.key.interval.map_or(Cell::Missing, |i| Cell::Number(i.low)),
            )
            .unit("as log_odds"),
            end("log_odds_high", "Upper end of its 95 % percentile interval", |r: &KeynessRow| {
                r.key.interval.map_or(Cell::Missing, |i| Cell::Number(i.high))
            })
            .unit("as log_odds"),
            number(
                "z",
                "Ranks the terms of a speaker; words of one meeting hang together, so it is no test",
                |r: &KeynessRow| Cell::Number(r.key.z),
            )
            .formula("log_odds / √(1 / (y_i + α) + 1 / (y_j + α))")
            .unit("standard deviations"),
        ],
    }
}
