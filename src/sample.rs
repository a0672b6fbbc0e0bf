//! Draws sentences for people to code: a stratified sample of an earlier run, sheets for each coder that show nothing of what
//! rostrum predicted, and a key that stays behind.

pub mod allocation;
mod codebook;
mod coders;
mod context;
mod doccano;
mod draw;
mod folder;
mod label_studio;
mod plan;
mod sheet;
mod shown;
mod workbook;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use crate::coding::{DESIGN, Design, DrawnDesign, Frame, KEY, KeyRow, Variable, key_table};
use crate::config::{ByteOrderMark, Topic};
use crate::error::{Error, Result};
use crate::hash::sha256;
use crate::report::csv::bytes;
use crate::results::Results;

use allocation::{MOST_WEIGHT, PlannedStratum, allocate, planned};
use coders::{SheetItem, sheets};
use context::{ShownText, texts};
use folder::SampleFolder;
use plan::plan;
use sheet::{SheetLine, sheet_table};
pub use shown::DrawnSample;

/// Sizes whose precision is always shown.
const SIZES: [u64; 3] = [200, 400, 800];

/// What is to be drawn.
#[derive(Debug, Clone)]
pub struct SampleRequest {
    /// The folder of an earlier run.
    pub reports: PathBuf,
    /// The folder that the sample is written to.
    pub out: PathBuf,
    /// How it is drawn.
    pub design: Design,
    /// The topics of the run, defined.
    pub topics: Vec<Topic>,
}

/// Draws a sample and writes its folder.
///
/// # Errors
/// Those of [`Frame::read`]; [`Error::Config`] and [`Error::OutputTaken`] for a folder that is not empty, [`Error::Write`];
/// [`Error::Option`] for a topic that is defined otherwise than in the run.
pub fn sample(request: &SampleRequest) -> Result<DrawnSample> {
    let results = Results::open(&request.reports)?;
    let frame = Frame::read(&results, &request.design.frame)?;
    let topic = topic(&results, request)?;
    let (speakers, strata) = planned(&frame);
    let sizes = allocate(&strata, request.design.n, request.design.allocate);
    let drawn = draw::draw(&frame, &sizes, request.design.seed);
    // names as the tables spell them
    let design = Design { frame: frame.definition.clone(), ..request.design.clone() };
    let items = sheets(&frame, &drawn, &design);
    let shown = texts(&results, &frame, &drawn, request.design.context)?;

    let folder = SampleFolder::create(&request.out)?;
    let key = key_rows(&frame, &strata, &sizes, &design.coders, &items);
    let key = bytes(&key_table(), &key, ByteOrderMark::Absent).map_err(|e| unwritten(request, KEY, e))?;
    folder.write(KEY, &key)?;
    for (coder, items) in design.coders.iter().zip(&items) {
        let lines = lines(&frame, items, &shown, topic, request);
        write_sheets(&folder, coder, &lines, (&frame.definition.variable, topic), request)?;
    }
    let drawn = DrawnDesign {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        design: design.clone(),
        tables: frame.tables.clone(),
        key_sha256: sha256(&key),
    };
    // a struct of strings and numbers is always JSON
    let json = serde_json::to_string_pretty(&drawn).unwrap_or_default();
    folder.write(DESIGN, format!("{json}\n").as_bytes())?;

    let mut shown_sizes = SIZES.to_vec();
    shown_sizes.push(request.design.n);
    shown_sizes.sort_unstable();
    shown_sizes.dedup();
    Ok(DrawnSample {
        speakers: plan(&speakers, &strata, &sizes, &shown_sizes, request.design.allocate),
        sizes: shown_sizes,
        n: request.design.n,
        coders: design.coders.iter().cloned().zip(items.iter().map(Vec::len)).collect(),
        common: common(&items),
        left_out: frame.left_out.iter().map(|(name, scored)| format!("{name} ({scored})")).collect(),
        min_sentences: request.design.frame.min_sentences,
        missed: missed(&speakers, &strata, &sizes),
        out: request.out.display().to_string(),
    })
}

/// The topic that is coded, as the run had it.
fn topic<'a>(results: &Results, request: &'a SampleRequest) -> Result<Option<&'a Topic>> {
    let (Variable::TopicPresence(id) | Variable::TopicStance(id)) = &request.design.frame.variable else {
        return Ok(None);
    };
    let of_run = results.topics().iter().zip(results.definitions()).find(|(known, _)| *known == id);
    let defined = request.topics.iter().find(|topic| topic.id == *id);
    match defined.filter(|topic| of_run.is_some_and(|(_, definition)| topic.hash() == *definition)) {
        Some(topic) => Ok(Some(topic)),
        None => {
            let reason = format!("the run had another definition of \"{id}\"; give the topics file of the run");
            Err(Error::Option { option: "--topics".to_owned(), reason })
        }
    }
}

fn key_rows(
    frame: &Frame,
    strata: &[PlannedStratum],
    sizes: &[u64],
    coders: &[String],
    items: &[Vec<SheetItem>],
) -> Vec<KeyRow> {
    let row = |coder: &str, item: &SheetItem| {
        let unit = frame.units[item.unit].clone();
        let (population, sampled) = (strata[unit.stratum].size, sizes[unit.stratum]);
        KeyRow {
            item: item.item.clone(),
            coder: coder.to_owned(),
            stratum: frame.strata[unit.stratum].words(&frame.definition.variable),
            document: unit.document,
            turn: unit.turn,
            sentence: unit.sentence,
            start: unit.start,
            end: unit.end,
            speaker: unit.speaker,
            population,
            sampled,
            probability: sampled as f64 / population as f64,
            duplicate_of: item.duplicate_of.clone(),
        }
    };
    coders.iter().zip(items).flat_map(|(coder, items)| items.iter().map(move |item| row(coder, item))).collect()
}

/// What a coder sees of his or her items.
fn lines(
    frame: &Frame,
    items: &[SheetItem],
    shown: &BTreeMap<usize, ShownText>,
    topic: Option<&Topic>,
    request: &SampleRequest,
) -> Vec<SheetLine> {
    let variable = &frame.definition.variable;
    let about = match (variable, topic) {
        (Variable::EntityStance(entity), _) => Some(("entity", entity.clone())),
        (Variable::TopicPresence(_), Some(topic)) => Some(("topic", topic.name.clone())),
        (Variable::TopicStance(_), Some(topic)) => Some(("proposition", topic.proposition.clone())),
        _ => None,
    };
    let line = |item: &SheetItem| SheetLine {
        item: item.item.clone(),
        speaker: request.design.show_speaker.then(|| frame.units[item.unit].speaker.clone()),
        shown: shown.get(&item.unit).cloned().unwrap_or_default(),
        about: about.clone(),
    };
    items.iter().map(line).collect()
}

/// A coder's sheet in every format; what is the same for all coders is written with the first.
fn write_sheets(
    folder: &SampleFolder,
    coder: &str,
    lines: &[SheetLine],
    (variable, topic): (&Variable, Option<&Topic>),
    request: &SampleRequest,
) -> Result<()> {
    let csv = format!("sheet_{coder}.csv");
    let table = bytes(&sheet_table(lines), lines, ByteOrderMark::Present).map_err(|e| unwritten(request, &csv, e))?;
    folder.write(&csv, &table)?;
    let xlsx = format!("sheet_{coder}.xlsx");
    let book = workbook::workbook(lines, variable).map_err(|e| unwritten(request, &xlsx, io::Error::other(e)))?;
    folder.write(&xlsx, &book)?;
    folder.write(&format!("labelstudio_{coder}.json"), label_studio::tasks(lines).as_bytes())?;
    folder.write(&format!("doccano_{coder}.jsonl"), doccano::lines(lines).as_bytes())?;
    if request.design.coders.first().is_some_and(|first| first == coder)
        && let Some(line) = lines.first()
    {
        let interface = label_studio::interface(line, variable, codebook::question(variable));
        folder.write("labelstudio.xml", interface.as_bytes())?;
        folder.write("codebook.md", codebook::codebook(variable, topic, line, lines.len()).as_bytes())?;
    }
    Ok(())
}

fn unwritten(request: &SampleRequest, name: &str, source: io::Error) -> Error {
    Error::Write { path: request.out.join(name), source }
}

/// Units that more than one coder has.
fn common(items: &[Vec<SheetItem>]) -> usize {
    let mut coders: BTreeMap<usize, usize> = BTreeMap::new();
    for item in items.iter().flatten().filter(|item| item.duplicate_of.is_none()) {
        *coders.entry(item.unit).or_default() += 1;
    }
    coders.into_values().filter(|coders| *coders > 1).count()
}

/// Speakers of whom an unmarked sentence stands for more than fifty: the share p of such sentences that may be about the topic
/// though none of the n coded is, with (1 − p)ⁿ = 0.05.
fn missed(speakers: &[String], strata: &[PlannedStratum], sizes: &[u64]) -> Vec<(String, f64)> {
    let thin = strata.iter().zip(sizes).filter(|(stratum, n)| stratum.unmarked && stratum.size > MOST_WEIGHT * **n);
    let share = |n: u64| if n == 0 { 1.0 } else { 1.0 - 0.05f64.powf(1.0 / n as f64) };
    thin.map(|(stratum, n)| (speakers[stratum.speaker].clone(), share(*n))).collect()
}
