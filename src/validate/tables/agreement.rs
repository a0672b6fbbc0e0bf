//! `agreement.csv`: how far the coders agree, and each coder by himself.

use crate::aggregate::interval::Interval;
use crate::coding::Variable;
use crate::table::{Cell, Column, FilledColumn, Table, integer, number, text};
use crate::tables::means::with_interval;
use crate::validate::agreement::{
    self, AgreedShare, COMMON, Coefficient, ItemCodes, Leniency, Scale, leniency, weighted_agreement, with_oneself,
};
use crate::validate::coded::CodedFrame;
use crate::validate::plan::Plan;

/// All coders, or one.
#[derive(Debug, Clone, PartialEq)]
pub struct AgreementRow {
    /// As typed after --for.
    pub variable: String,
    /// Their names.
    pub coders: Vec<String>,
    /// Items with codes of two coders; of one coder, with a code of his and of another.
    pub items: usize,
    /// Share of pairs of codes that are the same.
    pub agreement: Option<AgreedShare>,
    /// The same, each item counted as often as it stands for items of the frame.
    pub corpus: Option<f64>,
    /// Krippendorff's alpha of the variable's scale.
    pub alpha: Option<Coefficient>,
    /// The same of classes without order.
    pub alpha_nominal: Option<Coefficient>,
    /// Gwet's AC1.
    pub ac1: Option<Coefficient>,
    /// Cohen's kappa.
    pub kappa: Option<f64>,
    /// A coder with himself.
    pub intra: Option<AgreedShare>,
    /// A coder beside the others.
    pub leniency: Option<Leniency>,
    /// Why there is no coefficient.
    pub note: Option<&'static str>,
}

/// A row of all coders, then one of each.
pub fn rows(coded: &CodedFrame, plan: &Plan) -> Vec<AgreementRow> {
    let variable = &coded.frame.definition.variable;
    let labels = variable.labels();
    let (mut items, mut weights): (Vec<ItemCodes>, Vec<f64>) = (Vec::new(), Vec::new());
    for (unit, stratum) in coded.units.iter().zip(&plan.stratum) {
        if unit.codes.iter().any(Option::is_some) {
            items.push(unit.codes.clone());
            weights.extend(plan.weight[*stratum]);
        }
    }
    let mut all = vec![together(variable, &coded.coders, &items, &weights)];
    for (at, coder) in coded.coders.iter().enumerate() {
        let own = leniency(&items, at, |class| labels.get(class).and_then(|l| variable.value(l)).unwrap_or_default());
        all.push(AgreementRow {
            items: own.map_or(0, |own| own.items),
            intra: with_oneself(&coded.repeated[at]),
            leniency: own,
            ..empty(variable, vec![coder.clone()])
        });
    }
    all
}

fn together(variable: &Variable, coders: &[String], items: &[ItemCodes], weights: &[f64]) -> AgreementRow {
    let classes = variable.labels().len();
    let found = agreement::agreement(items, classes);
    let scale = if classes > 2 { Scale::Ordinal } else { Scale::Nominal };
    let note = match found {
        None => Some("no_common_items"),
        Some(found) if found.items < COMMON => Some("under_30_common_items"),
        Some(found) if found.share == 1.0 => Some("all_agree"),
        Some(_) => None,
    };
    let row = AgreementRow {
        items: found.map_or(0, |found| found.items),
        agreement: found,
        corpus: weighted_agreement(items, classes, weights),
        note,
        ..empty(variable, coders.to_vec())
    };
    if note.is_some() {
        return row;
    }
    AgreementRow {
        alpha: agreement::alpha(items, classes, scale),
        alpha_nominal: agreement::alpha(items, classes, Scale::Nominal),
        ac1: agreement::ac1(items, classes),
        kappa: agreement::kappa(items, classes),
        ..row
    }
}

fn empty(variable: &Variable, coders: Vec<String>) -> AgreementRow {
    AgreementRow {
        variable: variable.to_string(),
        coders,
        items: 0,
        agreement: None,
        corpus: None,
        alpha: None,
        alpha_nominal: None,
        ac1: None,
        kappa: None,
        intra: None,
        leniency: None,
        note: None,
    }
}

const NO_COEFFICIENT: &str = "a row of one coder, under 30 common items, or all codes are the same; note says which";
const ALL_ONLY: &str = "a row of one coder, or no common items";
const ONE_ONLY: &str = "the row of all coders, or no item that another coded too";
const COEFFICIENT_LOW: &str = "1 − exp(ln(1 − a) + t·√v/(1 − a)), v = (n − 1)/n·Σ(a without item i − their mean)², t Student's 0.975 quantile with n − 1 degrees of freedom";
const COEFFICIENT_HIGH: &str = "1 − exp(ln(1 − a) − t·√v/(1 − a))";

/// `agreement.csv`.
pub fn table() -> Table<AgreementRow> {
    Table::new("agreement", "How far coders agree: one row of all of them, then one of each coder.")
        .with(text("variable", "What was coded: tone, topic:ID, stance:ID or target:ENTITY"), |r: &AgreementRow| {
            Cell::text(&r.variable)
        })
        .with(text("coders", "Their names, joined by ;").key(), |r| Cell::joined(&r.coders, ";"))
        .with(
            integer(
                "items",
                "Items with codes of two coders or more; in the row of one coder, with one of his among them",
            ),
            |r| Cell::count(r.items),
        )
        .with_all(agreed(
            "agreement",
            "Mean share of the pairs of codes of an item that are the same, 0 to 1",
            ALL_ONLY,
            |r| r.agreement,
        ))
        .with(
            number("agreement_corpus", "The same of all sentences of the frame, 0 to 1")
                .within(0.0, 1.0)
                .formula("items weighted by N/n, the units of their stratum and those of them that have a code")
                .or_missing(ALL_ONLY),
            |r| Cell::real(r.corpus),
        )
        .with_all(coefficient(
            "alpha",
            "Krippendorff's alpha, ordinal for tone and stance, 1 is perfect and 0 is chance",
            |r| r.alpha,
        ))
        .with(
            number("alpha_nominal", "The same, classes without order")
                .within(f64::NEG_INFINITY, 1.0)
                .unit("1 is perfect, 0 is chance")
                .formula("1 − D_o/D_e, Krippendorff 2019")
                .or_missing(NO_COEFFICIENT),
            |r| Cell::real(r.alpha_nominal.map(|a| a.value)),
        )
        .with_all(coefficient(
            "ac1",
            "Gwet's AC1, which rare classes do not pull down, 1 is perfect and 0 is chance",
            |r| r.ac1,
        ))
        .with(
            number("kappa", "Cohen's kappa of two coders, −1 to 1")
                .within(-1.0, 1.0)
                .formula("(p_o − p_e)/(1 − p_e) over the items that both coded")
                .or_missing("not two coders, or as for alpha"),
            |r| Cell::real(r.kappa),
        )
        .with_all(agreed(
            "intra_agreement",
            "Share of the repeated items that the coder gave the same code again, 0 to 1",
            "the row of all coders, or no repeated item with two codes",
            |r| r.intra,
        ))
        .with_all(lenient())
        .with(
            text("note", "Why there is no coefficient: no_common_items, under_30_common_items, all_agree")
                .or_missing("nothing to say"),
            |r| Cell::text_or_missing(r.note),
        )
}

fn agreed(
    name: &'static str,
    about: &'static str,
    missing: &'static str,
    of: fn(&AgreementRow) -> Option<AgreedShare>,
) -> [FilledColumn<AgreementRow>; 3] {
    let column =
        |name: String, about, formula| number(name, about).within(0.0, 1.0).formula(formula).or_missing(missing);
    let columns = [
        column(name.to_owned(), about, "Σ over items of the share of their pairs that agree / items"),
        column(format!("{name}_low"), "Lower end of its 95 % interval", "Wilson's; where all agree 0.025^(1/items)"),
        column(format!("{name}_high"), "Upper end of its 95 % interval", "Wilson's; where all agree 1"),
    ];
    with_interval(columns, move |r| of(r).map(|found| found.share), move |r| of(r).map(|found| found.interval))
}

fn coefficient(
    name: &'static str,
    about: &'static str,
    of: fn(&AgreementRow) -> Option<Coefficient>,
) -> [FilledColumn<AgreementRow>; 3] {
    let column = |name: String, about, formula| -> Column {
        let column = number(name, about).within(f64::NEG_INFINITY, 1.0).unit("1 is perfect, 0 is chance");
        column.formula(formula).or_missing(NO_COEFFICIENT)
    };
    let value = match name {
        "alpha" => "1 − D_o/D_e over items with two codes or more, Krippendorff 2019",
        _ => "(p_a − p_e)/(1 − p_e), p_e = Σ q(1 − q)/(K − 1) over the K classes, q the class's mean share, Gwet 2008",
    };
    let columns = [
        column(name.to_owned(), about, value),
        column(
            format!("{name}_low"),
            "Lower end of its 95 % interval, by leaving out one item at a time",
            COEFFICIENT_LOW,
        ),
        column(format!("{name}_high"), "Upper end of its 95 % interval", COEFFICIENT_HIGH),
    ];
    with_interval(columns, move |r| of(r).map(|a| a.value), move |r| of(r).and_then(|a| a.interval))
}

fn lenient() -> Vec<FilledColumn<AgreementRow>> {
    let interval = |r: &AgreementRow| -> Option<Interval> { r.leniency.and_then(|own| own.interval) };
    let column = |name, about, formula| number(name, about).within(-2.0, 2.0).formula(formula).or_missing(ONE_ONLY);
    let mean = number("mean_code", "Mean of the coder's codes on these items, −1 to 1").within(-1.0, 1.0);
    let mean = mean.formula("−1, 0, 1 from the lowest class to the highest; of a topic 0 and 1").or_missing(ONE_ONLY);
    let mut all: Vec<FilledColumn<AgreementRow>> =
        vec![(mean, Box::new(|r| Cell::real(r.leniency.map(|own| own.mean))))];
    all.extend(with_interval(
        [
            column(
                "mean_difference",
                "How much higher the coder codes than the others, −2 to 2",
                "mean over items of the coder's value − the mean of the others' values",
            ),
            column(
                "mean_difference_low",
                "Lower end of its 95 % interval",
                "mean_difference − t·s/√n over the items, Student's",
            ),
            column("mean_difference_high", "Upper end of its 95 % interval", "mean_difference + t·s/√n"),
        ],
        |r: &AgreementRow| r.leniency.map(|own| own.difference),
        interval,
    ));
    all
}
