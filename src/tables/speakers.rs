//! `speakers.csv`: every speaker with tone and shares.

use crate::aggregate::interval::{Averaged, ClusterRatio};
use crate::label::Tone;
use crate::speaker::SpeakerKey;
use crate::table::{Cell, Column, FilledColumn, Table, integer, number, text};
use crate::tables::means::{cluster_columns, items, label_shares, mean, widened_column};
use crate::tables::run_table::{Rows, RowsOf, RunTable};
use crate::tables::sources::Finished;
use crate::tables::speaker_key::key_columns;
use crate::tally::SpeakerTally;
use crate::tally::{Clusters, FEWEST, Inference};
use crate::tally::{Presence, Sums};

const NOTHING_SCORED: &str = "no scored sentence";
const SHRUNKEN: &str = "(τ²·tone + v·μ) / (τ² + v); v = d·s²/scored_sentences with s² the pooled variance of valence around its speaker and d = Σ of the intervals' variances / Σ s²/scored_sentences over speakers with an interval, at least 1; τ² = max(0, (Σ (tone − m)²/v − (k − 1)) / (Σ 1/v − Σ 1/v² / Σ 1/v)) over k speakers with m their mean with weights 1/v (DerSimonian & Laird 1986); μ their mean with weights 1/(v + τ²)";

/// One speaker.
struct SpeakerRow {
    key: SpeakerKey,
    group: Option<String>,
    presence: Presence,
    tone: Sums,
    clusters: Clusters,
    shrunken: Option<f64>,
}

/// `speakers.csv`.
pub fn table() -> RunTable {
    RunTable::of(columns(), vec![RowsOf::Run(rows)])
}

fn rows<'a>(finished: &'a Finished<'a>) -> Rows<'a, SpeakerRow> {
    let row = |(key, sums): (&SpeakerKey, &SpeakerTally)| SpeakerRow {
        key: key.clone(),
        group: sums.group.clone(),
        presence: sums.presence,
        tone: sums.tone,
        clusters: sums.clusters.clone(),
        shrunken: finished.shrunken_tones.get(key).copied(),
    };
    Box::new(finished.tally.speakers.iter().map(row))
}

fn columns() -> Table<SpeakerRow> {
    Table::new(
        "speakers",
        "One row per speaker over all documents. Role words such as Question name nobody and have rows in speaker_documents only.",
    )
    .with_all(key_columns(|r: &SpeakerRow| &r.key))
    .with(text("group", "Country, party or the like").or_missing("none known"), |r| {
        Cell::text_or_missing(r.group.as_deref())
    })
    .with_all(presence())
    .with_all(tone())
    .with_all(mass("negative_mass", "Mean P(negative)", Tone::Negative))
    .with_all(mass("neutral_mass", "Mean P(neutral)", Tone::Neutral))
    .with_all(mass("positive_mass", "Mean P(positive)", Tone::Positive))
    .with_all(labels())
    .with_all(label_shares(
        "Share of the scored sentences",
        "rows of the speaker in sentences.csv with this sentiment / scored_sentences",
        NOTHING_SCORED,
        |r: &SpeakerRow| &r.tone,
    ))
    .with_all(logit())
    .with_all(cluster_columns(|r: &SpeakerRow| &r.clusters))
    .with_all([widened_column(
        &Inference::ALL,
        vec![
            ("tone", |r: &SpeakerRow| ClusterRatio::mean(Averaged::Valence, &r.clusters)),
            ("negative_mass", |r| ClusterRatio::mean(Averaged::Mass(Tone::Negative), &r.clusters)),
            ("neutral_mass", |r| ClusterRatio::mean(Averaged::Mass(Tone::Neutral), &r.clusters)),
            ("positive_mass", |r| ClusterRatio::mean(Averaged::Mass(Tone::Positive), &r.clusters)),
        ],
    )])
    .with(
        text("note", "rare_negative, rare_neutral, rare_positive: fewer than five sentences are labelled so, and the intervals of that mass say little; joined by ;")
            .or_missing("nothing to note"),
        |r| Cell::joined(&rare(&r.tone), ";"),
    )
}

/// What is to be noted of the classes with few sentences.
fn rare(tone: &Sums) -> Vec<String> {
    let few = |class: &Tone| tone.n > 0 && tone.count(*class) < FEWEST as u64;
    Tone::ALL.into_iter().filter(few).map(|class| format!("rare_{}", class.name())).collect()
}

/// How much the speaker says.
fn presence() -> [FilledColumn<SpeakerRow>; 5] {
    [
        (
            integer("documents", "Documents with a turn").formula("different documents of the speaker in turns.csv"),
            Box::new(|r| Cell::Count(r.presence.documents)),
        ),
        (
            integer("turns", "Turns").formula("rows of the speaker in turns.csv"),
            Box::new(|r| Cell::Count(r.presence.turns)),
        ),
        (
            integer("sentences", "Sentences").formula("rows of the speaker in sentences.csv"),
            Box::new(|r| Cell::Count(r.presence.sentences)),
        ),
        (
            integer("scored_sentences", "Sentences that the model scored; every mean below is over these")
                .formula("rows of the speaker in sentences.csv with a valence"),
            Box::new(|r| items(&r.tone)),
        ),
        (
            integer("words", "Words").formula("Σ words in text, over the speaker's rows in sentences.csv"),
            Box::new(|r| Cell::Count(r.presence.words)),
        ),
    ]
}

fn tone() -> Vec<FilledColumn<SpeakerRow>> {
    let column = number("tone", "Mean valence of the sentences, −1 to 1")
        .within(-1.0, 1.0)
        .formula("Σ valence / scored_sentences, over the speaker's rows in sentences.csv")
        .or_missing(NOTHING_SCORED);
    let mut columns = mean(column, Averaged::Valence, |r: &SpeakerRow| (&r.tone, &r.clusters));
    columns.push((
        number("tone_by_words", "Mean valence, each sentence weighted by its words")
            .within(-1.0, 1.0)
            .formula("Σ words·valence / Σ words, over the speaker's rows in sentences.csv; words counted in text")
            .or_missing(NOTHING_SCORED),
        Box::new(|r| Cell::real(r.tone.mean_by_words())),
    ));
    columns.push((
        number(
            "tone_shrunken",
            "tone pulled toward the mean of all speakers, the more the less was said (empirical Bayes), −1 to 1",
        )
        .within(-1.0, 1.0)
        .formula(SHRUNKEN)
        .or_missing("a label, no scored sentence, or fewer than three speakers or no interval to learn from"),
        Box::new(|r| Cell::real(r.shrunken)),
    ));
    columns
}

fn mass(name: &'static str, about: &'static str, tone: Tone) -> Vec<FilledColumn<SpeakerRow>> {
    let formula = match tone {
        Tone::Negative => "Σ negative / scored_sentences, over the speaker's rows in sentences.csv",
        Tone::Neutral => "Σ neutral / scored_sentences, over the speaker's rows in sentences.csv",
        Tone::Positive => "Σ positive / scored_sentences, over the speaker's rows in sentences.csv",
    };
    let column = number(name, about).within(0.0, 1.0).formula(formula).or_missing(NOTHING_SCORED);
    mean(column, Averaged::Mass(tone), |r: &SpeakerRow| (&r.tone, &r.clusters))
}

/// What the most probable tones alone say.
fn labels() -> [FilledColumn<SpeakerRow>; 3] {
    let count = |column: Column, tone: Tone| -> FilledColumn<SpeakerRow> {
        (column, Box::new(move |r| Cell::Count(r.tone.count(tone))))
    };
    [
        count(
            integer("negative_sentences", "Sentences labelled negative")
                .formula("rows of the speaker in sentences.csv with the sentiment negative"),
            Tone::Negative,
        ),
        count(
            integer("neutral_sentences", "Sentences labelled neutral")
                .formula("rows of the speaker in sentences.csv with the sentiment neutral"),
            Tone::Neutral,
        ),
        count(
            integer("positive_sentences", "Sentences labelled positive")
                .formula("rows of the speaker in sentences.csv with the sentiment positive"),
            Tone::Positive,
        ),
    ]
}

fn logit() -> [FilledColumn<SpeakerRow>; 1] {
    let about = "Tone by labels alone: natural logarithm of how many times more sentences are labelled positive than negative; 0 where they are as many, about 0.69 where they are twice as many";
    let column = number("logit_tone", about)
        .unit("natural logarithm of odds")
        .formula("ln((positive_sentences + ½) / (negative_sentences + ½))")
        .or_missing(NOTHING_SCORED);
    [(column, Box::new(|r| Cell::real(r.tone.logit())))]
}
