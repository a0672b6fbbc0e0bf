//! `contrasts.csv`: speakers, or their groups, compared in pairs.

use crate::aggregate::family::{Compared, NoTest};
use crate::table::{Cell, FilledColumn, Table, integer, number, text};
use crate::tables::means::with_interval;
use crate::tables::run_table::{Rows, RowsOf, RunTable};
use crate::tables::sources::Finished;

const NOT_TESTED: &str = "not tested; note says why";
const NO_INTERVAL: &str = "one of the two has fewer than five documents, turns and paragraphs, or nothing varies";
const NOTHING_SHARED: &str = "no document in which both spoke";
const FEW_SHARED: &str = "fewer than five shared documents, or they do not vary";

/// One compared pair.
struct ContrastRow {
    compared: Compared,
    topic: Option<String>,
}

/// `contrasts.csv`.
pub fn table() -> RunTable {
    RunTable::of(columns(), vec![RowsOf::Run(rows)])
}

fn rows<'a>(finished: &'a Finished<'a>) -> Rows<'a, ContrastRow> {
    let row = |compared: &Compared| {
        let topic = compared.topic.and_then(|topic| finished.topics.get(topic)).map(|topic| topic.id.clone());
        ContrastRow { compared: compared.clone(), topic }
    };
    Box::new(finished.contrasts.iter().map(row))
}

fn columns() -> Table<ContrastRow> {
    Table::new(
        "contrasts",
        "One row per pair of speakers (or groups): over all sentences, and per topic that both speak about.",
    )
    .with_all(sides())
    .with_all(values())
    .with_all(difference())
    .with_all(test())
    .with_all(correction())
    .with_all(paired())
    .with_all(standardised())
    .with(text("note", "Why there is no p").or_missing("there is one"), |r| {
        Cell::text_or_missing(r.compared.tested.err().map(NoTest::name))
    })
}

fn sides() -> [FilledColumn<ContrastRow>; 5] {
    [
        (text("level", "speaker, or group with --by group"), Box::new(|r| Cell::text(r.compared.level.name()))),
        (
            text("measure", "tone: valence of sentences; stance: toward the topic's proposition"),
            Box::new(|r| Cell::text(r.compared.quantity.name())),
        ),
        (text("a", "The first of the two"), Box::new(|r| Cell::text(&r.compared.names[0]))),
        (text("b", "The second, later in the order of names"), Box::new(|r| Cell::text(&r.compared.names[1]))),
        (
            text("topic", "Id of the topic").or_missing("all sentences"),
            Box::new(|r| Cell::text_or_missing(r.topic.as_deref())),
        ),
    ]
}

fn values() -> [FilledColumn<ContrastRow>; 4] {
    [
        (
            integer("sentences_a", "Scored sentences of a"),
            Box::new(|r| Cell::Count(r.compared.sentences[0].unsigned_abs())),
        ),
        (
            integer("sentences_b", "Scored sentences of b"),
            Box::new(|r| Cell::Count(r.compared.sentences[1].unsigned_abs())),
        ),
        (
            number("value_a", "Mean of a, −1 to 1")
                .within(-1.0, 1.0)
                .formula("mean of valence, or of favor − against, over a's sentences (about the topic)"),
            Box::new(|r| Cell::Number(r.compared.values[0])),
        ),
        (
            number("value_b", "Mean of b, −1 to 1").within(-1.0, 1.0).formula("the same of b"),
            Box::new(|r| Cell::Number(r.compared.values[1])),
        ),
    ]
}

fn difference() -> Vec<FilledColumn<ContrastRow>> {
    let columns = [
        number("difference", "How much further up a is, −2 to 2").within(-2.0, 2.0).formula("value_a − value_b"),
        number("low", "Lower end of its 95 % interval for clusters")
            .within(-2.0, 2.0)
            .formula("difference − t·√V, V the CR2 variance, t the 0.975 quantile of Student's distribution with Satterthwaite's degrees of freedom; for population a document in which both spoke is one cluster, else each has its own, documents where there are five, else turns or paragraphs")
            .or_missing(NO_INTERVAL),
        number("high", "Upper end of its 95 % interval")
            .within(-2.0, 2.0)
            .formula("difference + t·√V")
            .or_missing(NO_INTERVAL),
    ];
    let value = |r: &ContrastRow| Some(r.compared.contrast.difference);
    let mut all = Vec::from(with_interval(columns, value, |r: &ContrastRow| r.compared.contrast.interval));
    let inference = text(
        "inference",
        "population: both speak in five documents, other meetings may be judged by it; these_documents: it says nothing about others",
    );
    all.push((inference.or_missing(NO_INTERVAL), Box::new(|r| Cell::text_or_missing(r.compared.contrast.inference))));
    all
}

fn test() -> [FilledColumn<ContrastRow>; 2] {
    [
        (
            number("p", "Two-sided p that the two do not differ, 0 to 1")
                .within(0.0, 1.0)
                .formula("(b + 1) / (B + 1) with b of B = 9999 re-runs whose studentised statistic is at least as far from 0 (Phipson & Smyth 2010); of cluster_t, Student's; of exchanged_turns over documents in which both speak, each turn around its document's mean")
                .or_missing(NOT_TESTED),
            Box::new(|r| Cell::real(r.compared.tested.ok().map(|p| p.value))),
        ),
        (
            text(
                "p_method",
                "sign_flips: signs of the differences of shared documents, from six; cluster_t: Student's test with the interval's error, where fewer are shared; exchanged_turns: turns of the two exchanged within their documents",
            )
            .or_missing(NOT_TESTED),
            Box::new(|r| Cell::text_or_missing(r.compared.tested.ok().map(|p| p.method.name()))),
        ),
    ]
}

fn correction() -> [FilledColumn<ContrastRow>; 3] {
    [
        (
            number("p_holm", "p corrected for its family, the pairs of the same level, measure, topic and inference; 0 to 1")
                .within(0.0, 1.0)
                .formula("Holm 1979: the k-th smallest of m times (m − k + 1), no smaller than the one before; where no re-run came as far, Student's tail of the statistic instead of p")
                .or_missing(NOT_TESTED),
            Box::new(|r| Cell::real(r.compared.corrected.map(|c| c[0]))),
        ),
        (
            number("q_bh", "The least false discovery rate at which the difference counts, in the same family; 0 to 1")
                .within(0.0, 1.0)
                .formula("Benjamini & Hochberg 1995: the k-th smallest of m times m / k, no larger than the one after")
                .or_missing(NOT_TESTED),
            Box::new(|r| Cell::real(r.compared.corrected.map(|c| c[1]))),
        ),
        (
            number("effect_size", "The difference in standard deviations")
                .unit("standard deviations of the sentences' values")
                .formula("difference / √((Σ_a (x − value_a)² + Σ_b (x − value_b)²) / (sentences_a + sentences_b − 2))")
                .or_missing("nothing varies"),
            Box::new(|r| Cell::real(r.compared.contrast.effect_size)),
        ),
    ]
}

fn paired() -> Vec<FilledColumn<ContrastRow>> {
    let columns = [
        number("paired_difference", "The difference over documents in which both spoke, −2 to 2")
            .within(-2.0, 2.0)
            .formula("mean over these documents of a's mean − b's mean in it")
            .or_missing(NOTHING_SHARED),
        number("paired_low", "Lower end of its 95 % interval")
            .within(-2.0, 2.0)
            .formula("paired_difference − t·s/√n, Student's with n − 1 degrees of freedom over n = shared_documents")
            .or_missing(FEW_SHARED),
        number("paired_high", "Upper end of its 95 % interval")
            .within(-2.0, 2.0)
            .formula("paired_difference + t·s/√n")
            .or_missing(FEW_SHARED),
    ];
    let value = |r: &ContrastRow| r.compared.contrast.paired.map(|paired| paired.difference);
    let interval = |r: &ContrastRow| r.compared.contrast.paired.and_then(|paired| paired.interval);
    let mut all = Vec::from(with_interval(columns, value, interval));
    all.push((
        integer("shared_documents", "Documents in which both spoke (about the topic), or the clusters of --cluster"),
        Box::new(|r| Cell::count(r.compared.contrast.shared_documents)),
    ));
    all
}

fn standardised() -> [FilledColumn<ContrastRow>; 2] {
    [
        (
            number("standardised_difference", "The difference at an equal mix of topics, −2 to 2")
                .within(-2.0, 2.0)
                .formula("Σ n·(a's mean − b's mean) / Σ n over the strata (no topic, one topic each, several) in which both have five sentences, n the sentences of both in it")
                .or_missing("inside one topic, or no stratum in which both have five sentences"),
            Box::new(|r| Cell::real(r.compared.contrast.standardised)),
        ),
        (
            number("common_support", "Share of the two's sentences that lies in these strata, 0 to 1")
                .within(0.0, 1.0)
                .formula("Σ n / (sentences_a + sentences_b)")
                .or_missing("inside one topic"),
            Box::new(|r| Cell::real(r.compared.contrast.common_support)),
        ),
    ]
}
