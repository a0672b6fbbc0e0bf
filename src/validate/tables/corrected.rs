//! `corrected.csv`: the figures of the speakers' tables beside those corrected for the model's errors.

use crate::table::{Cell, FilledColumn, Table, integer, number, text};
use crate::tables::means::{interval_columns, with_interval};
use crate::validate::corrected::{CorrectedFigure, CorrectedValue, Target};

const NONE: &str = "not corrected; note says why";
const NONE_HERE: &str = "not corrected, or coded_alike; note says which";
const NO_POPULATION: &str = "under five documents (a group: speakers), or not corrected; note says which";

/// `corrected.csv`; standard errors are about the target.
pub fn table(target: Target) -> Table<CorrectedFigure> {
    Table::new("corrected", "One row per measure and speaker, then group: as the model says, and corrected by the codes.")
        .with(text("level", "speaker or group"), |r: &CorrectedFigure| Cell::text(r.domain.level))
        .with(text("speaker", "The speaker, or the group"), |r| Cell::text(&r.domain.name))
        .with(
            text("measure", "tone; negative_mass, neutral_mass, positive_mass: the mean probability of a class, corrected to the share that coders would call so; topic_share:TOPIC; stance:TOPIC or stance:ENTITY"),
            |r| Cell::text(&r.measure),
        )
        .with(integer("items", "Sentences or mentions that it is the mean over (N)"), |r| Cell::count(r.domain.units))
        .with(integer("coded", "Those of them that have a code (n)"), |r| Cell::count(r.domain.coded))
        .with_all(naive())
        .with_all(corrected())
        .with(
            text("inference", "What low and high are about; population: documents like these").or_missing(NO_POPULATION),
            |r| Cell::text_or_missing(of(r).and_then(|c| c.interval).map(|_| Target::Population.name())),
        )
        .with_all(here())
        .with_all(behind(target))
        .with(
            text("note", "not_corrected_…: why there is no corrected figure; under_5_documents, under_5_documents_or_speakers (groups): so no low and high; coded_alike: the codes agree with the model, or with each other, in all that was coded, which says nothing of the rest, so no interval at all; rare: under five coded items of the class, the interval is rough; missing_between_A_and_B: the figure were all drawn items without a code of the lowest, and of the highest, class; naive_widened: so few documents that naive_low and naive_high are those of independent items, as in the column widened of the speakers' tables; joined by ;")
                .or_missing("nothing to say"),
            |r| Cell::joined(&r.notes, ";"),
        )
}

fn of(r: &CorrectedFigure) -> Option<&CorrectedValue> {
    r.corrected.as_ref()
}

fn naive() -> [FilledColumn<CorrectedFigure>; 3] {
    let ends = "mean ± t·√v over documents, as in the speakers' tables (of fewer than eight no less than for independent items); of a share Wilson's with mean·(1 − mean)/v items";
    with_interval(
        [
            number("naive", "Mean of the model's values, −1 to 1; of a share 0 to 1")
                .within(-1.0, 1.0)
                .formula("as in speakers.csv, speaker_topics.csv, speaker_targets.csv"),
            number(
                "naive_low",
                "Lower end of its 95 % interval for documents like these, which knows nothing of the model's errors",
            )
            .within(-1.0, 1.0)
            .formula(ends)
            .or_missing("under five documents (a group: speakers), or they do not differ"),
            number("naive_high", "Upper end of it")
                .within(-1.0, 1.0)
                .formula(ends)
                .or_missing("under five documents (a group: speakers), or they do not differ"),
        ],
        |r: &CorrectedFigure| r.naive,
        |r: &CorrectedFigure| r.naive_interval,
    )
}

fn corrected() -> [FilledColumn<CorrectedFigure>; 3] {
    let low = "corrected − t·√V, cut to the range; over documents of (items, Σ z), z = λ·f + ē + coded·(N/n)·√(n/(n − 1))·(e − ē): V the CR2 variance as in the speakers' tables (of groups V_documents + V_speakers − V_speakers in documents, no smaller than the first two, with the fewer degrees of freedom), or that behind here_low where it is larger; t Student's with its degrees of freedom, the fewer of both where it is larger; of a share Wilson's with corrected·(1 − corrected)/V items";
    with_interval(
        [
            number("corrected", "The same, corrected for the model's errors, −1 to 1; of a share 0 to 1")
                .within(-1.0, 1.0)
                .formula("(Σ λ·f + Σ_h N_h·ē_h)/N, cut to the range: f the model's value, e = y − λ·f of coded items, y the mean of their codes, ē_h its mean in stratum h of speaker and predicted class")
                .or_missing(NONE),
            number("low", "Lower end of its 95 % interval for documents like these")
                .within(-1.0, 1.0)
                .formula(low)
                .or_missing(NO_POPULATION),
            number("high", "Upper end of it").within(-1.0, 1.0).formula("corrected + t·√V, as for low").or_missing(NO_POPULATION),
        ],
        |r: &CorrectedFigure| of(r).map(|c| c.value),
        |r: &CorrectedFigure| of(r).and_then(|c| c.interval),
    )
}

fn here() -> [FilledColumn<CorrectedFigure>; 2] {
    let formula = "corrected ± t·√V, of a share Wilson's; V = Σ N_h²(1 − n_h/N_h)·s̃_h²/n_h/N², s̃_h² = ((n_h − 1)s_h² + b·s_k²)/(n_h − 1 + b), s_h² the variance of e in the stratum, s_k² pooled over the strata of its class, b = 4 or the degrees of freedom that the other strata of the class have, where these are fewer; (ΣV_h)²/Σ(V_h²/(n_h − 1 + b)) degrees of freedom";
    let low = number("here_low", "Lower end of the 95 % interval for these sentences, had all of them been coded");
    let high = number("here_high", "Upper end of it; the same as the lower end where all of them are");
    let column = |column: crate::table::Column| column.within(-1.0, 1.0).formula(formula).or_missing(NONE_HERE);
    interval_columns([column(low), column(high)], |r| of(r).and_then(|c| c.here))
}

/// What a corrected figure is made from.
fn behind(target: Target) -> Vec<FilledColumn<CorrectedFigure>> {
    let (about, none) = match target {
        Target::Population => ("Standard error behind low and high", NO_POPULATION),
        Target::These => (
            "Standard error behind here_low and here_high",
            "not corrected, every sentence is coded, or coded_alike (note)",
        ),
    };
    vec![
        (
            number("error", about).within(0.0, f64::INFINITY).unit("points of the measure").formula("√V").or_missing(none),
            Box::new(|r| Cell::real(of(r).and_then(|c| c.estimate).map(|e| e.error))),
        ),
        (
            number("freedom", "Its degrees of freedom")
                .within(0.0, f64::INFINITY)
                .unit("degrees of freedom")
                .formula("as for low, or for here_low")
                .or_missing(none),
            Box::new(|r| Cell::real(of(r).and_then(|c| c.estimate).map(|e| e.freedom))),
        ),
        (
            number("lambda", "Weight of the model's values, one for all speakers, 0 to 1; 0 where they say nothing that the strata do not")
                .within(0.0, 1.0)
                .formula("Σ_h W_h·Σ(y − ȳ)(f − f̄) / Σ_h W_h·Σ(f − f̄)² over coded items of all corrected speakers, W_h = N_h²(1 − n_h/N_h)/(n_h(n_h − 1))")
                .or_missing(NONE),
            Box::new(|r| Cell::real(of(r).map(|c| c.lambda))),
        ),
        (
            number("coders_only", "The figure by the coders alone, with λ = 0")
                .within(-1.0, 1.0)
                .formula("Σ_h N_h·ȳ_h / N")
                .or_missing(NONE),
            Box::new(|r| Cell::real(of(r).and_then(|c| c.coders_only))),
        ),
        (
            number("weight_max", "Items that one coded item stands for at most")
                .within(1.0, f64::INFINITY)
                .unit("items")
                .formula("max N_h/n_h")
                .or_missing(NONE),
            Box::new(|r| Cell::real(of(r).map(|c| c.weight_max))),
        ),
        (
            number("missing_share", "Share of the drawn items that have no code, or only unclear ones, 0 to 1")
                .within(0.0, 1.0)
                .formula("1 − coded / drawn")
                .or_missing("nothing was drawn"),
            Box::new(|r| Cell::real(r.domain.missing_share())),
        ),
    ]
}
