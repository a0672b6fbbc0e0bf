//! `contrasts.csv`: speakers, or their groups, compared in pairs.

use crate::aggregate::family::{Compared, NoTest, Subject};
use crate::aggregate::interval::Estimate;
use crate::label::EntityType;
use crate::table::{Cell, FilledColumn, Table, integer, number, text};
use crate::tables::means::{interval_columns, with_interval};
use crate::tables::run_table::{Rows, RowsOf, RunTable};
use crate::tables::sources::Finished;
use crate::tally::{EntityKey, Inference};

const NOT_TESTED: &str = "not tested; note says why";
const NO_INTERVAL: &str = "one of the two has fewer than five documents (a group: or five speakers), or does not vary at all, as where somebody never speaks about the topic";
const NO_INTERVAL_HERE: &str = "one of the two has fewer than five turns and paragraphs, or does not vary at all";
const NOTHING_SHARED: &str = "no document in which both spoke";
const FEW_SHARED: &str = "groups, whose speakers are drawn too, fewer than five shared documents, or they do not vary";

/// One compared pair.
struct ContrastRow {
    compared: Compared,
    topic: Option<String>,
}

impl ContrastRow {
    fn entity(&self) -> Option<&EntityKey> {
        match &self.compared.about {
            Subject::Entity(entity) => Some(entity),
            _ => None,
        }
    }
}

/// `contrasts.csv`.
pub fn table() -> RunTable {
    RunTable::of(columns(), vec![RowsOf::Run(rows)])
}

fn rows<'a>(finished: &'a Finished<'a>) -> Rows<'a, ContrastRow> {
    let row = |compared: &Compared| {
        let topic = match compared.about {
            Subject::Topic(topic) => finished.topics.get(topic).map(|topic| topic.id.clone()),
            _ => None,
        };
        ContrastRow { compared: compared.clone(), topic }
    };
    Box::new(finished.contrasts.iter().map(row))
}

fn columns() -> Table<ContrastRow> {
    Table::new(
        "contrasts",
        "One row per pair of speakers (or groups) and measure: over all sentences, per topic, and per entity that both mention in five documents (with --cluster: events). Unless others are asked for, the pairs are those of the ten with the most sentences who share a document, or all of theirs where no two do; run.json says how many they are (compared). What --exclude and --exclude-role leave out is in no row.",
    )
    .with_all(sides())
    .with_all(values())
    .with_all(difference())
    .with_all(test())
    .with_all(effect())
    .with_all(paired())
    .with_all(standardised())
    .with(text("note", "Why there is no p").or_missing("there is one"), |r| {
        Cell::text_or_missing(r.compared.tested.err().map(NoTest::name))
    })
}

fn sides() -> [FilledColumn<ContrastRow>; 7] {
    [
        (text("level", "speaker, or group with --by group"), Box::new(|r| Cell::text(r.compared.level.name()))),
        (
            text(
                "measure",
                "tone: valence of sentences; negative_mass, neutral_mass, positive_mass: mean probability; topic_share: share of the sentences that are about the topic; stance: toward its proposition; target_stance: toward an entity that both mention in five documents, over mentions",
            ),
            Box::new(|r| Cell::text(r.compared.quantity.name())),
        ),
        (text("a", "The first of the two"), Box::new(|r| Cell::text(&r.compared.names[0]))),
        (text("b", "The second, later in the order of names"), Box::new(|r| Cell::text(&r.compared.names[1]))),
        (
            text("topic", "Id of the topic").or_missing("it is about none in particular"),
            Box::new(|r| Cell::text_or_missing(r.topic.as_deref())),
        ),
        (
            text("entity", "The entity").or_missing("it is about none in particular"),
            Box::new(|r| Cell::text_or_missing(r.entity().map(|entity| entity.name.as_str()))),
        ),
        (
            text("entity_type", "PER, ORG, LOC or MISC").or_missing("no entity, or mentions stated by a document"),
            Box::new(|r| Cell::text_or_missing(r.entity().and_then(|entity| entity.kind).map(EntityType::name))),
        ),
    ]
}

fn values() -> [FilledColumn<ContrastRow>; 4] {
    [
        (
            integer("sentences_a", "Scored sentences of a, without those in roles of --exclude-role; of target_stance, mentions"),
            Box::new(|r| Cell::Count(r.compared.sentences[0].unsigned_abs())),
        ),
        (
            integer("sentences_b", "The same of b"),
            Box::new(|r| Cell::Count(r.compared.sentences[1].unsigned_abs())),
        ),
        (
            number("value_a", "Mean or share of a, −1 to 1").within(-1.0, 1.0).formula(
                "mean of valence, of the tone's probability, or of favor − against, over a's sentences (about the topic); share of those about the topic; mean of positive − negative toward the entity over a's mentions",
            ),
            Box::new(|r| Cell::Number(r.compared.values[0])),
        ),
        (
            number("value_b", "Mean or share of b, −1 to 1").within(-1.0, 1.0).formula("the same of b"),
            Box::new(|r| Cell::Number(r.compared.values[1])),
        ),
    ]
}

fn difference() -> Vec<FilledColumn<ContrastRow>> {
    let end = |name: &'static str, about: &'static str, formula, missing: &'static str| {
        number(name, about).within(-2.0, 2.0).formula(formula).or_missing(missing)
    };
    let columns = [
        number("difference", "How much further up a is, −2 to 2").within(-2.0, 2.0).formula("value_a − value_b"),
        end(
            "low",
            "Lower end of its 95 % interval for documents like these",
            "difference − t·√V, V the CR2 variance over documents, t the 0.975 quantile of Student's distribution with Satterthwaite's degrees of freedom; a document in which both spoke is one cluster; of groups V = V_documents + V_speakers − V_speakers in documents, no smaller than the first two, with the fewer degrees of freedom",
            NO_INTERVAL,
        ),
        end("high", "Upper end of the same", "difference + t·√V", NO_INTERVAL),
    ];
    let here = [
        end(
            "here_low",
            "Lower end of its 95 % interval for what was said in these documents, which says nothing about others",
            "difference − t·√V, V the CR2 variance over turns, or paragraphs of one who has fewer than five turns",
            NO_INTERVAL_HERE,
        ),
        end("here_high", "Upper end of the same", "difference + t·√V", NO_INTERVAL_HERE),
    ];
    let interval =
        |r: &ContrastRow, estimate: Option<Estimate>| estimate.and_then(|e| e.interval(r.compared.contrast.range));
    let value = |r: &ContrastRow| Some(r.compared.contrast.difference);
    let mut all = Vec::from(with_interval(columns, value, move |r| interval(r, r.compared.contrast.population)));
    all.extend(interval_columns(here, move |r| interval(r, r.compared.contrast.here)));
    let inference = text(
        "inference",
        "What p and its corrections are about: population (low and high), these_documents (here_low and here_high) where there is no interval for population",
    );
    let inference = inference.or_missing("there is no interval of either kind");
    all.push((inference, Box::new(|r| Cell::text_or_missing(r.compared.contrast.inference().map(Inference::name)))));
    all
}

fn test() -> Vec<FilledColumn<ContrastRow>> {
    let of = |name: &'static str, about: &'static str, formula| {
        number(name, about).within(0.0, 1.0).formula(formula).or_missing(NOT_TESTED)
    };
    let corrected = |r: &ContrastRow| r.compared.corrected;
    let simultaneous = [
        (
            "low_simultaneous",
            "Lower end of the interval that with all others of the family holds every difference in 95 %",
            "as low (or here_low) with the quantile 1 − 0.025/m of a family of m (Bonferroni)",
        ),
        ("high_simultaneous", "Upper end of the same", "as high (or here_high) with the same quantile"),
    ];
    let mut all: Vec<FilledColumn<ContrastRow>> = vec![
        (
            of(
                "p",
                "Two-sided p that the two do not differ, 0 to 1; 0.000000 is less than half a millionth",
                "Student's, of difference / √V with the degrees of freedom of the interval that inference names: below 0.05 where that interval leaves out 0",
            ),
            Box::new(|r| Cell::real(r.compared.tested.ok())),
        ),
        (
            of(
                "p_holm",
                "p corrected for its family, the pairs of the same level, measure, topic, entity and inference; 0 to 1",
                "Holm 1979: the k-th smallest of m times (m − k + 1), no smaller than the one before",
            ),
            Box::new(move |r| Cell::real(corrected(r).map(|c| c.holm))),
        ),
        (
            of(
                "q_bh",
                "The least false discovery rate at which the difference counts, in the same family; 0 to 1",
                "Benjamini & Hochberg 1995: the k-th smallest of m times m / k, no larger than the one after",
            ),
            Box::new(move |r| Cell::real(corrected(r).map(|c| c.q))),
        ),
    ];
    let columns = simultaneous
        .map(|(name, about, formula)| number(name, about).within(-2.0, 2.0).formula(formula).or_missing(NOT_TESTED));
    all.extend(interval_columns(columns, move |r: &ContrastRow| corrected(r).and_then(|c| c.simultaneous)));
    all
}

fn effect() -> [FilledColumn<ContrastRow>; 1] {
    [(
        number("effect_size", "The difference in standard deviations")
            .unit("standard deviations of the sentences' values")
            .formula("difference / √((Σ_a (x − value_a)² + Σ_b (x − value_b)²) / (sentences_a + sentences_b − 2))")
            .or_missing("a share, or nothing varies"),
        Box::new(|r| Cell::real(r.compared.contrast.effect_size)),
    )]
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

fn standardised() -> Vec<FilledColumn<ContrastRow>> {
    let column = |name: &'static str, about: &'static str, formula: &'static str, missing: &'static str| {
        number(name, about).within(-2.0, 2.0).formula(formula).or_missing(missing)
    };
    let columns = [
        column(
            "standardised_difference",
            "The difference like for like, at an equal mix of what --adjust names: topics unless told otherwise, −2 to 2",
            "Σ n·(a's mean − b's mean) / Σ n over the strata in which both have five sentences, n the sentences of both in it; a stratum is one topic, no topic or several (topic), a role of turns (role), a period of documents (period), or where these meet",
            "inside one topic, or no stratum in which both have five sentences",
        ),
        column(
            "standardised_low",
            "Lower end of its 95 % interval for documents like these",
            "standardised_difference − t·√v, v = (G − 1)/G·Σ_g (d_g − standardised_difference)² over the G documents of these strata, d_g the same difference over them without document g and without the strata in which one of the two then says nothing; t = Student's 0.975 quantile with (Σn)²/Σn² − 1 degrees of freedom, at least 1, n the sentences of that one in a document for whom it is less; of groups v is that for documents plus that for speakers less that for speakers in documents, no smaller than either, with the fewer degrees of freedom",
            "inside one topic, or one of the two is in fewer than five documents of these strata (a group: has fewer than five speakers), or one of them holds all they have in common",
        ),
        column("standardised_high", "Upper end of it", "standardised_difference + t·√v", "as standardised_low"),
    ];
    let of = |r: &ContrastRow| r.compared.contrast.standardised;
    let interval = |r: &ContrastRow, estimate: Option<Estimate>| estimate?.interval(r.compared.contrast.range);
    let mut all = Vec::from(with_interval(
        columns,
        move |r: &ContrastRow| of(r)?.difference,
        move |r: &ContrastRow| interval(r, of(r)?.population),
    ));
    let here = [
        column(
            "standardised_here_low",
            "Lower end of its 95 % interval for what was said in these documents",
            "as standardised_low over turns, or paragraphs of one who has fewer than five turns",
            "inside one topic, or one of the two has fewer than five turns and paragraphs in these strata",
        ),
        column("standardised_here_high", "Upper end of it", "as standardised_here_low", "as standardised_here_low"),
    ];
    all.extend(interval_columns(here, move |r: &ContrastRow| interval(r, of(r)?.here)));
    all.push((
        number("common_support", "Share of the two's sentences that lies in these strata, 0 to 1")
            .within(0.0, 1.0)
            .formula("Σ n / (sentences_a + sentences_b)")
            .or_missing("inside one topic"),
        Box::new(move |r| Cell::real(of(r).map(|standardised| standardised.support))),
    ));
    all
}
