//! How good it is: scores of the model on texts that it was not trained on, what it is known to get wrong, the hashes of
//! its files, and the formulas behind the figures.

use std::path::Path;

use askama::Template;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::Result;
use crate::hash::sha256;
use crate::model::files::{Measured, ModelFiles};
use crate::page::draw::{PageScale, Svg};
use crate::page::figure::{NumberShape, PageFigure};
use crate::page::row::Ends;
use crate::page::source::{FileFacts, PageSource};
use crate::page::template::render;
use crate::report::package::PACKAGE;
use crate::tally::Inference;

/// The columns whose formulas are shown, with the tables they stand in.
const FORMULAS: [(&str, &str); 18] = [
    ("speakers", "tone"),
    ("speakers", "tone_low"),
    ("speakers", "tone_here_low"),
    ("speaker_topics", "stance"),
    ("speaker_topics", "share_low"),
    ("speaker_targets", "stance"),
    ("sentence_topics", "probability"),
    ("contrasts", "difference"),
    ("contrasts", "low"),
    ("contrasts", "here_low"),
    ("contrasts", "p"),
    ("contrasts", "p_holm"),
    ("contrasts", "paired_difference"),
    ("contrasts", "paired_low"),
    ("contrasts", "standardised_difference"),
    ("contrasts", "standardised_low"),
    ("keyness", "log_odds"),
    ("keyness", "log_odds_low"),
];
/// The scores that are shown, by task and measure, in words.
const SCORES: [(&str, &str, &str); 5] = [
    ("sentiment", "macro_f1", "tone of a sentence, macro-F1"),
    ("entities", "f1", "names found, F1"),
    ("targets", "macro_f1", "stance toward a mention, macro-F1"),
    ("topics", "f1", "topic found, F1"),
    ("stances", "macro_f1", "stance toward a proposition, macro-F1"),
];

#[derive(Template)]
#[template(path = "report/quality.html")]
struct QualitySection<'a> {
    scores: Vec<ScoreGroup>,
    axis: Svg,
    model: &'a str,
    license: &'a str,
    version: &'a str,
    seed: u64,
    files: &'a [FileFacts],
    topics: Vec<(String, &'a str)>,
    formulas: Vec<FormulaLine>,
}

struct ScoreGroup {
    on: String,
    lines: Vec<ScoreLine>,
}

struct ScoreLine {
    what: String,
    value: PageFigure,
    ends: Option<Ends>,
    dot: Svg,
    n: PageFigure,
}

struct FormulaLine {
    table: String,
    column: String,
    about: String,
    formula: String,
}

/// The section.
///
/// # Errors
/// [`crate::error::Error::Results`], [`crate::error::Error::Model`].
pub fn section(source: &PageSource, folder: &Path) -> Result<String> {
    let run = &source.run;
    let built_in = ModelFiles::open(None)?;
    let known = sha256(json!(built_in.manifest).to_string().as_bytes()) == run.model.manifest_sha256;
    let measured = if known { built_in.measured.as_slice() } else { &[] };
    render(&QualitySection {
        scores: scores(source, measured),
        axis: PageScale::unit().axis("", ""),
        model: &run.model.name,
        license: &run.model.license,
        version: &run.program.version,
        seed: run.config.seed,
        files: &run.model.files,
        topics: run.topics.iter().map(|t| (source.topic(&t.id), t.definition_sha256.as_str())).collect(),
        formulas: formulas(source, folder),
    })
}

fn scores(source: &PageSource, measured: &[Measured]) -> Vec<ScoreGroup> {
    let mut groups: Vec<ScoreGroup> = Vec::new();
    for (at, score) in measured.iter().enumerate() {
        let named = SCORES.iter().find(|(task, measure, _)| *task == score.task && *measure == score.measure);
        let Some((_, _, what)) = named else { continue };
        let label = if score.label.is_empty() { String::new() } else { format!(": {}", source.topic(&score.label)) };
        let figure = |column: &str, value: f64, shape| {
            PageFigure::new(format!("measured/{}/{column}", at + 1), &value.to_string(), shape)
        };
        let (Some(value), Some(n)) =
            (figure("value", score.value, NumberShape::Score), figure("n", score.n as f64, NumberShape::Count))
        else {
            continue;
        };
        let ends = figure("low", score.low, NumberShape::Score).zip(figure("high", score.high, NumberShape::Score));
        let ends = ends.map(|(low, high)| Ends { low, high, inference: Inference::TheseDocuments });
        let what = format!("{what}{label}");
        let words = format!("{what}: {}", value.shown());
        let dot = PageScale::unit().row(&words).interval(ends.as_ref()).dot(Some(&value)).done();
        let line = ScoreLine { what, value, ends, dot, n };
        match groups.last_mut().filter(|group| group.on == score.on) {
            Some(group) => group.lines.push(line),
            None => groups.push(ScoreGroup { on: score.on.clone(), lines: vec![line] }),
        }
    }
    groups
}

#[derive(Deserialize)]
struct DescribedTables {
    resources: Vec<DescribedTable>,
}

#[derive(Deserialize)]
struct DescribedTable {
    name: String,
    schema: Value,
}

/// The formulas as the descriptor of the tables has them.
fn formulas(source: &PageSource, folder: &Path) -> Vec<FormulaLine> {
    let text = std::fs::read_to_string(folder.join(PACKAGE)).unwrap_or_default();
    // a folder that could be opened has a descriptor; what is missing from it is missing here
    let Ok(tables) = serde_json::from_str::<DescribedTables>(&text) else { return Vec::new() };
    let line = |(table, column): &(&str, &str)| {
        let described = tables.resources.iter().find(|described| described.name == *table)?;
        let fields = described.schema["fields"].as_array()?;
        let field = fields.iter().find(|field| field["name"] == *column)?;
        Some(FormulaLine {
            table: source.file(table),
            column: (*column).to_owned(),
            about: field["description"].as_str()?.to_owned(),
            formula: field["rostrum:formula"].as_str()?.to_owned(),
        })
    };
    FORMULAS.iter().filter_map(line).collect()
}
