//! `contrasts.csv`: speakers, or their groups, compared in pairs.

use crate::aggregate::contrast::{Contrast, P};
use crate::aggregate::family::{Compared, NoTest};
use crate::aggregate::interval::Interval;
use crate::config::Topic;
use crate::table::{Cell, Column, Table, integer, number, text};

const NOT_TESTED: &str = "not tested; note says why";
const NO_INTERVAL: &str = "one of the two has fewer than five documents, turns and paragraphs, or nothing varies";
const NOTHING_SHARED: &str = "no document in which both spoke";
const OVERALL: &str = "inside one topic";

/// One compared pair.
pub struct ContrastRow {
    compared: Compared,
    topic: Option<String>,
}

/// The rows, in the order they come.
pub fn rows(compared: Vec<Compared>, topics: &[Topic]) -> Vec<ContrastRow> {
    let row = |compared: Compared| {
        let topic = compared.topic.and_then(|topic| topics.get(topic)).map(|topic| topic.id.clone());
        ContrastRow { compared, topic }
    };
    compared.into_iter().map(row).collect()
}

fn real(x: Option<f64>) -> Cell {
    x.map_or(Cell::Missing, Cell::Number)
}

impl ContrastRow {
    fn contrast(&self) -> &Contrast {
        &self.compared.contrast
    }

    fn tested(&self) -> Option<&P> {
        self.compared.tested.as_ref().ok()
    }

    fn interval(&self) -> Option<Interval> {
        self.contrast().interval
    }

    fn paired_interval(&self) -> Option<Interval> {
        self.contrast().paired.and_then(|paired| paired.interval)
    }
}

/// `contrasts.csv`.
pub fn contrasts() -> Table<ContrastRow> {
    Table {
        name: "contrasts",
        about: "One row per pair of speakers (or groups): over all sentences, and per topic that both speak about.",
        columns: sides().into_iter().chain(differences()).chain(tests()).chain(paired()).collect(),
    }
}

fn sides() -> Vec<Column<ContrastRow>> {
    vec![
        text("level", "speaker, or group with --by group", |r: &ContrastRow| {
            Cell::Text(r.compared.level.name().to_owned())
        }),
        text("measure", "tone: valence of sentences; stance: toward the topic's proposition", |r: &ContrastRow| {
            Cell::Text(r.compared.quantity.name().to_owned())
        }),
        text("a", "The first of the two", |r: &ContrastRow| Cell::Text(r.compared.names[0].clone())),
        text("b", "The second, later in the order of names", |r: &ContrastRow| Cell::Text(r.compared.names[1].clone())),
        text("topic", "Id of the topic", |r: &ContrastRow| Cell::text_or_missing(r.topic.as_deref()))
            .or_missing("all sentences"),
        integer("sentences_a", "Scored sentences of a", |r: &ContrastRow| {
            Cell::Count(r.compared.sentences[0].unsigned_abs())
        }),
        integer("sentences_b", "Scored sentences of b", |r: &ContrastRow| {
            Cell::Count(r.compared.sentences[1].unsigned_abs())
        }),
        number("value_a", "Mean of a, −1 to 1", |r: &ContrastRow| Cell::Number(r.compared.values[0])),
        number("value_b", "Mean of b, −1 to 1", |r: &ContrastRow| Cell::Number(r.compared.values[1])),
    ]
}

fn differences() -> Vec<Column<ContrastRow>> {
    vec![
        number("difference", "value_a − value_b, −2 to 2", |r: &ContrastRow| Cell::Number(r.contrast().difference)),
        number(
            "low",
            "Lower end of its 95 % interval for clusters (CR2 variance, Satterthwaite's degrees of freedom); a document in which both spoke is one cluster",
            |r: &ContrastRow| real(r.interval().map(|i| i.low)),
        )
        .or_missing(NO_INTERVAL),
        number("high", "Upper end of its 95 % interval", |r: &ContrastRow| real(r.interval().map(|i| i.high)))
            .or_missing(NO_INTERVAL),
        text(
            "inference",
            "population: both speak in five documents, other meetings may be judged by it; these_documents: it says nothing about others",
            |r: &ContrastRow| Cell::text_or_missing(r.contrast().inference),
        )
        .or_missing(NO_INTERVAL),
    ]
}

fn tests() -> Vec<Column<ContrastRow>> {
    vec![
        number(
            "p",
            "Two-sided p that the two do not differ, 0 to 1; of 9,999 re-runs (b + 1) / (B + 1) of a studentised statistic",
            |r: &ContrastRow| real(r.tested().map(|p| p.value)),
        )
        .or_missing(NOT_TESTED),
        text(
            "p_method",
            "sign_flips: of the differences of shared documents, from six; cluster_t: Student's test with the interval's error, where fewer are shared; exchanged_turns: turns of the two exchanged within their documents",
            |r: &ContrastRow| Cell::text_or_missing(r.tested().map(|p| p.method.name())),
        )
        .or_missing(NOT_TESTED),
        number(
            "p_holm",
            "p after Holm in its family: the pairs of the same level, measure, topic and inference",
            |r: &ContrastRow| real(r.compared.corrected.map(|c| c[0])),
        )
        .or_missing(NOT_TESTED),
        number("q_bh", "The same after Benjamini and Hochberg", |r: &ContrastRow| {
            real(r.compared.corrected.map(|c| c[1]))
        })
        .or_missing(NOT_TESTED),
        number(
            "effect_size",
            "difference / pooled standard deviation of the sentences' values",
            |r: &ContrastRow| real(r.contrast().effect_size),
        )
        .or_missing("nothing varies"),
    ]
}

fn paired() -> Vec<Column<ContrastRow>> {
    vec![
        number(
            "paired_difference",
            "Mean over shared documents of a's mean − b's mean, −2 to 2",
            |r: &ContrastRow| real(r.contrast().paired.map(|p| p.difference)),
        )
        .or_missing(NOTHING_SHARED),
        number("paired_low", "Lower end of its 95 % interval (Student)", |r: &ContrastRow| {
            real(r.paired_interval().map(|i| i.low))
        })
        .or_missing("fewer than five shared documents, or they do not vary"),
        number("paired_high", "Upper end of its 95 % interval", |r: &ContrastRow| {
            real(r.paired_interval().map(|i| i.high))
        })
        .or_missing("fewer than five shared documents, or they do not vary"),
        integer("shared_documents", "Documents in which both spoke (about the topic)", |r: &ContrastRow| {
            Cell::count(r.contrast().shared_documents)
        }),
        number(
            "standardised_difference",
            "The difference with both weighted to their pooled mix of strata (no topic, one topic each, several) in which both have five sentences, −2 to 2",
            |r: &ContrastRow| real(r.contrast().standardised),
        )
        .or_missing("inside one topic, or no stratum in which both have five sentences"),
        number(
            "common_support",
            "Share of the two's sentences that lies in these strata, 0 to 1",
            |r: &ContrastRow| real(r.contrast().common_support),
        )
        .or_missing(OVERALL),
        text("note", "Why there is no p", |r: &ContrastRow| {
            Cell::text_or_missing(r.compared.tested.err().map(NoTest::name))
        })
        .or_missing("there is one"),
    ]
}
