//! What people who coded sentences found: how far they agree, and the figures corrected for the model's errors.

use askama::Template;

use crate::error::Result;
use crate::page::draw::{PageScale, Svg};
use crate::page::figure::{NumberShape, PageFigure};
use crate::page::people::short;
use crate::page::row::{Ends, PageRow, rows};
use crate::page::source::PageSource;
use crate::page::template::{ROWS_SHOWN, render};
use crate::tally::Inference;

#[derive(Template)]
#[template(path = "report/corrected.html")]
struct CorrectedSection {
    agreement: Vec<AgreementLine>,
    axis: Svg,
    lines: Vec<CorrectedLine>,
    left_out: usize,
    agreement_file: String,
    file: String,
}

struct AgreementLine {
    variable: String,
    coders: String,
    items: PageFigure,
    agreement: Option<PageFigure>,
    alpha: Option<PageFigure>,
    ends: Option<Ends>,
    note: String,
}

struct CorrectedLine {
    measure: String,
    name: String,
    coded: PageFigure,
    items: PageFigure,
    naive: PageFigure,
    corrected: Option<PageFigure>,
    ends: Option<Ends>,
    dots: Svg,
    note: String,
}

/// The section; empty where nobody validated.
///
/// # Errors
/// [`crate::error::Error::Results`].
pub fn section(source: &PageSource) -> Result<String> {
    if !source.results.has("agreement") {
        return Ok(String::new());
    }
    let mut agreement = Vec::new();
    for row in rows(&source.results, "agreement")? {
        agreement.extend(agreed(&row?)?);
    }
    let mut lines = Vec::new();
    for row in rows(&source.results, "corrected")? {
        lines.extend(line(source, &row?)?);
    }
    let all = lines.len();
    lines.truncate(ROWS_SHOWN);
    let scale = PageScale::of(
        lines.iter().flat_map(|line| [(Some(&line.naive), None), (line.corrected.as_ref(), line.ends.as_ref())]),
    );
    for line in &mut lines {
        let found = line.corrected.as_ref().map_or_else(|| "not corrected".to_owned(), PageFigure::shown);
        let words = format!("{}, {}: by the model {}, corrected {found}", line.name, line.measure, line.naive.shown());
        let drawing = scale.row(&words).interval(line.ends.as_ref());
        line.dots = match &line.corrected {
            Some(corrected) => {
                drawing.link(&line.naive, corrected).mark(&line.naive, "hollow").dot(Some(corrected)).done()
            }
            None => drawing.mark(&line.naive, "hollow").done(),
        };
    }
    render(&CorrectedSection {
        axis: scale.axis("less", "more"),
        left_out: all - lines.len(),
        agreement,
        lines,
        agreement_file: source.file("agreement"),
        file: source.file("corrected"),
    })
}

fn agreed(row: &PageRow) -> Result<Option<AgreementLine>> {
    let Some(items) = row.figure("items", NumberShape::Count)? else { return Ok(None) };
    Ok(Some(AgreementLine {
        variable: short(row.text("variable")?),
        coders: short(row.text("coders")?),
        items,
        agreement: row.figure("agreement", NumberShape::Percent)?,
        alpha: row.figure("alpha", NumberShape::Score)?,
        ends: row.ends(["alpha_low", "alpha_high"], Inference::TheseDocuments, NumberShape::Score)?,
        note: row.text("note")?.replace('_', " ").replace(';', ", "),
    }))
}

fn line(source: &PageSource, row: &PageRow) -> Result<Option<CorrectedLine>> {
    let measure = short(row.text("measure")?);
    let shape =
        if measure == "tone" || measure.starts_with("stance") { NumberShape::Signed } else { NumberShape::Percent };
    let (Some(items), Some(coded)) =
        (row.figure("items", NumberShape::Count)?, row.figure("coded", NumberShape::Count)?)
    else {
        return Ok(None);
    };
    let Some(naive) = row.figure("naive", shape)? else { return Ok(None) };
    let population = row.ends(["low", "high"], Inference::Population, shape)?;
    let ends = match population {
        Some(ends) => Some(ends),
        None => row.ends(["here_low", "here_high"], Inference::TheseDocuments, shape)?,
    };
    Ok(Some(CorrectedLine {
        name: source.people.shown(row.text("speaker")?),
        coded,
        items,
        naive,
        corrected: row.figure("corrected", shape)?,
        ends,
        dots: Svg::default(),
        note: row.text("note")?.replace('_', " ").replace(';', ", "),
        measure: measure.replace('_', " "),
    }))
}
