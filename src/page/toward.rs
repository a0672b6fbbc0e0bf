//! Toward whom: for each entity that is named most, who speaks how of it.

use std::collections::BTreeMap;

use askama::Template;

use crate::error::Result;
use crate::page::draw::{PageScale, Svg};
use crate::page::figure::{NumberShape, PageFigure, counted, plural};
use crate::page::people::short;
use crate::page::row::{Ends, PageRow, rows};
use crate::page::source::PageSource;
use crate::page::template::render;

/// Mentions by one who has a row.
const ENOUGH: f64 = 3.0;
/// Most entities.
const ENTITIES: usize = 12;
/// Most speakers of an entity.
const MOST: usize = 8;

#[derive(Template)]
#[template(path = "report/toward.html")]
struct TowardSection {
    cards: Vec<EntityCard>,
    axis: Svg,
    left_out: String,
    enough: usize,
    file: String,
}

struct EntityCard {
    name: String,
    mentions: String,
    lines: Vec<TowardLine>,
}

struct TowardLine {
    name: String,
    mentions: PageFigure,
    stance: PageFigure,
    ends: Option<Ends>,
    dot: Svg,
}

/// What is said of an entity.
#[derive(Default)]
struct NamedEntity {
    mentions: usize,
    lines: Vec<TowardLine>,
}

/// The section.
///
/// # Errors
/// [`crate::error::Error::Results`].
pub fn section(source: &PageSource) -> Result<String> {
    let mut entities: BTreeMap<(String, String), NamedEntity> = BTreeMap::new();
    for row in rows(&source.results, "speaker_targets")? {
        let row = row?;
        let Some(mentions) = row.figure("mentions", NumberShape::Count)? else { continue };
        let key = (row.text("entity")?.to_owned(), row.text("type")?.to_owned());
        let entity = entities.entry(key).or_default();
        entity.mentions += mentions.value as usize;
        if mentions.value >= ENOUGH {
            entity.lines.extend(line(source, &row, mentions)?);
        }
    }
    let all = entities.len();
    let mut drawn: Vec<(String, NamedEntity)> =
        entities.into_iter().filter(|(_, e)| !e.lines.is_empty()).map(|((name, _), e)| (short(&name), e)).collect();
    // an entity of which two speak first, for they can be read side by side
    drawn.sort_by_key(|(_, entity)| std::cmp::Reverse((entity.lines.len().min(2), entity.mentions)));
    drawn.truncate(ENTITIES);
    for (_, NamedEntity { lines, .. }) in &mut drawn {
        lines.sort_by(|a, b| b.mentions.value.total_cmp(&a.mentions.value));
        lines.truncate(MOST);
        lines.sort_by(|a, b| b.stance.value.total_cmp(&a.stance.value));
    }
    // one scale for all cards, so that they can be read side by side
    let lines = drawn.iter().flat_map(|(_, entity)| &entity.lines);
    let scale = PageScale::of(lines.map(|line| (Some(&line.stance), line.ends.as_ref())));
    for line in drawn.iter_mut().flat_map(|(_, entity)| &mut entity.lines) {
        let words = format!("{}: stance {}", line.name, line.stance.shown());
        line.dot = scale.row(&words).interval(line.ends.as_ref()).dot(Some(&line.stance)).done();
    }
    let card = |(name, entity): (String, NamedEntity)| EntityCard {
        name,
        mentions: plural(entity.mentions, "mention"),
        lines: entity.lines,
    };
    let cards: Vec<EntityCard> = drawn.into_iter().map(card).collect();
    render(&TowardSection {
        left_out: counted((all - cards.len()) as u64),
        cards,
        axis: scale.axis("against", "for"),
        enough: ENOUGH as usize,
        file: source.file("speaker_targets"),
    })
}

fn line(source: &PageSource, row: &PageRow, mentions: PageFigure) -> Result<Option<TowardLine>> {
    let found = source.people.of(row)?.zip(row.figure("stance", NumberShape::Signed)?);
    let Some((at, stance)) = found else { return Ok(None) };
    let name = source.people.all[at].name.clone();
    let ends = row.interval("stance", NumberShape::Signed)?;
    Ok(Some(TowardLine { name, mentions, stance, ends, dot: Svg::default() }))
}
