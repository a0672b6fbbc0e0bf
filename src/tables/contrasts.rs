//! `contrasts.csv`: speakers, or their groups, compared in pairs.

use crate::aggregate::contrast::{Contrast, P};
use crate::aggregate::family::{Compared, NoTest};
use crate::aggregate::interval::Interval;
use crate::config::Topic;
use crate::table::{Cell, Column, Table, integer, number, text};

const NOT_TESTED: &str = "not tested; note says why";
const NO_INTERVAL: &str = "one of the two has fewer than five documents, turns and paragraphs, or nothing varies";
const NOTHING_SHARED: &str = "no document in which both spoke";
const FEW_SHARED: &str = "fewer than five shared documents, or they do not vary";

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
        number("value_a", "Mean of a, −1 to 1", |r: &ContrastRow| Cell::Number(r.compared.values[0]))
            .within(-1.0, 1.0)
            .formula("mean of valence, or of favor − against, over a's sentences (about the topic)"),
        number("value_b", "Mean of b, −1 to 1", |r: &ContrastRow| Cell::Number(r.compared.values[1]))
            .within(-1.0, 1.0)
            .formula("the same of b"),
    ]
}

fn differences() -> Vec<Column<ContrastRow>> {
    vec![
        number("difference", "How much further up a is, −2 to 2", |r: &ContrastRow| {
            Cell::Number(r.contrast().difference)
        })
        .within(-2.0, 2.0)
        .formula("value_a − value_b"),
        number("low", "Lower end of its 95 % interval for clusters", |r: &ContrastRow| {
            real(r.interval().map(|i| i.low))
        })
        .within(-2.0, 2.0)
        .formula("difference − t·√V, V the CR2 variance, t the 0.975 quantile of Student's distribution with Satterthwaite's degrees of freedom; for population a document in which both spoke is one cluster, else each has its own, documents where there are five, else turns or paragraphs")
        .or_missing(NO_INTERVAL),
        number("high", "Upper end of its 95 % interval", |r: &ContrastRow| real(r.interval().map(|i| i.high)))
            .within(-2.0, 2.0)
            .formula("difference + t·√V")
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
        number("p", "Two-sided p that the two do not differ, 0 to 1", |r: &ContrastRow| {
            real(r.tested().map(|p| p.value))
        })
        .within(0.0, 1.0)
        .formula("(b + 1) / (B + 1) with b of B = 9999 re-runs whose studentised statistic is at least as far from 0 (Phipson & Smyth 2010); of cluster_t, Student's; of exchanged_turns over documents in which both speak, each turn around its document's mean")
        .or_missing(NOT_TESTED),
        text(
            "p_method",
            "sign_flips: signs of the differences of shared documents, from six; cluster_t: Student's test with the interval's error, where fewer are shared; exchanged_turns: turns of the two exchanged within their documents",
            |r: &ContrastRow| Cell::text_or_missing(r.tested().map(|p| p.method.name())),
        )
        .or_missing(NOT_TESTED),
        number("p_holm", "p corrected for its family, the pairs of the same level, measure, topic and inference; 0 to 1", |r: &ContrastRow| {
            real(r.compared.corrected.map(|c| c[0]))
        })
        .within(0.0, 1.0)
        .formula("Holm 1979: the k-th smallest of m times (m − k + 1), no smaller than the one before; where no re-run came as far, Student's tail of the statistic instead of p")
        .or_missing(NOT_TESTED),
        number("q_bh", "The least false discovery rate at which the difference counts, in the same family; 0 to 1", |r: &ContrastRow| {
            real(r.compared.corrected.map(|c| c[1]))
        })
        .within(0.0, 1.0)
        .formula("Benjamini & Hochberg 1995: the k-th smallest of m times m / k, no larger than the one after")
        .or_missing(NOT_TESTED),
        number("effect_size", "The difference in standard deviations", |r: &ContrastRow| {
            real(r.contrast().effect_size)
        })
        .unit("standard deviations of the sentences' values")
        .formula("difference / √((Σ_a (x − value_a)² + Σ_b (x − value_b)²) / (sentences_a + sentences_b − 2))")
        .or_missing("nothing varies"),
    ]
}

fn paired() -> Vec<Column<ContrastRow>> {
    vec![
        number("paired_difference", "The difference over documents in which both spoke, −2 to 2", |r: &ContrastRow| {
            real(r.contrast().paired.map(|p| p.difference))
        })
        .within(-2.0, 2.0)
        .formula("mean over these documents of a's mean − b's mean in it")
        .or_missing(NOTHING_SHARED),
        number("paired_low", "Lower end of its 95 % interval", |r: &ContrastRow| {
            real(r.paired_interval().map(|i| i.low))
        })
        .within(-2.0, 2.0)
        .formula("paired_difference − t·s/√n, Student's with n − 1 degrees of freedom over n = shared_documents")
        .or_missing(FEW_SHARED),
        number("paired_high", "Upper end of its 95 % interval", |r: &ContrastRow| {
            real(r.paired_interval().map(|i| i.high))
        })
        .within(-2.0, 2.0)
        .formula("paired_difference + t·s/√n")
        .or_missing(FEW_SHARED),
        integer("shared_documents", "Documents in which both spoke (about the topic)", |r: &ContrastRow| {
            Cell::count(r.contrast().shared_documents)
        }),
        number("standardised_difference", "The difference at an equal mix of topics, −2 to 2", |r: &ContrastRow| {
            real(r.contrast().standardised)
        })
        .within(-2.0, 2.0)
        .formula("Σ n·(a's mean − b's mean) / Σ n over the strata (no topic, one topic each, several) in which both have five sentences, n the sentences of both in it")
        .or_missing("inside one topic, or no stratum in which both have five sentences"),
        number("common_support", "Share of the two's sentences that lies in these strata, 0 to 1", |r: &ContrastRow| {
            real(r.contrast().common_support)
        })
        .within(0.0, 1.0)
        .formula("Σ n / (sentences_a + sentences_b)")
        .or_missing("inside one topic"),
        text("note", "Why there is no p", |r: &ContrastRow| {
            Cell::text_or_missing(r.compared.tested.err().map(NoTest::name))
        })
        .or_missing("there is one"),
    ]
}
