//! Whose words: the terms that a speaker uses more than the others do.

use std::collections::BTreeMap;

use askama::Template;

use crate::error::Result;
use crate::page::draw::{Svg, length};
use crate::page::figure::{NumberShape, PageFigure, counted};
use crate::page::people::short;
use crate::page::row::rows;
use crate::page::source::PageSource;
use crate::page::template::render;

/// Most speakers.
const SPEAKERS: usize = 8;
/// Most terms of one.
const TERMS: usize = 10;

#[derive(Template)]
#[template(path = "report/terms.html")]
struct TermsSection {
    cards: Vec<TermCard>,
    left_out: String,
    file: String,
}

struct TermCard {
    name: String,
    lines: Vec<TermLine>,
}

struct TermLine {
    term: String,
    count: PageFigure,
    rest: PageFigure,
    odds: PageFigure,
    bar: Svg,
}

/// The section.
///
/// # Errors
/// [`crate::error::Error::Results`].
pub fn section(source: &PageSource) -> Result<String> {
    let mut by_speaker: BTreeMap<usize, Vec<TermLine>> = BTreeMap::new();
    for row in rows(&source.results, "keyness")? {
        let row = row?;
        let Some(speaker) = source.people.named(row.text("speaker")?) else { continue };
        let lines = by_speaker.entry(speaker).or_default();
        // a term whose interval holds 0 is not shown to be anybody's
        let shown = row.number("log_odds_low")?.is_some_and(|low| low > 0.0);
        let count = |column| row.figure(column, NumberShape::Count);
        let (Some(here), Some(rest)) = (count("count")?, count("rest_count")?) else { continue };
        let Some(odds) = row.figure("log_odds", NumberShape::Score)?.filter(|_| shown) else { continue };
        lines.push(TermLine { term: short(row.text("term")?), count: here, rest, odds, bar: Svg::default() });
    }
    by_speaker.retain(|_, lines| !lines.is_empty());
    let all = by_speaker.len();
    let mut cards = Vec::new();
    for at in source.people.by_size() {
        let Some(mut lines) = by_speaker.remove(&at) else { continue };
        lines.truncate(TERMS);
        cards.push(TermCard { name: source.people.all[at].name.clone(), lines });
        if cards.len() == SPEAKERS {
            break;
        }
    }
    let most = cards.iter().flat_map(|card| card.lines.iter().map(|line| line.odds.value)).fold(0.0, f64::max);
    for line in cards.iter_mut().flat_map(|card| &mut card.lines) {
        line.bar = length(&line.odds, most);
    }
    render(&TermsSection { left_out: counted((all - cards.len()) as u64), cards, file: source.file("keyness") })
}
