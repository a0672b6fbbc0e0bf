//! What they say on each topic: the proposition, who is for and who against, and the stance with its interval.

use askama::Template;

use crate::error::Result;
use crate::page::draw::{PageScale, Svg, sides};
use crate::page::figure::{NumberShape, PageFigure, plural};
use crate::page::people::short;
use crate::page::row::{Ends, PageRow, rows};
use crate::page::source::{PageSource, TopicFacts};
use crate::page::template::render;

/// Sentences on a topic of one who has a row.
const ENOUGH: f64 = 5.0;
/// Most speakers of a topic.
const MOST: usize = 20;

#[derive(Template)]
#[template(path = "report/topics.html")]
struct TopicsSection {
    topics: Vec<TopicBlock>,
    /// Topics that hardly anybody speaks about, in words.
    scarce: Vec<String>,
    file: String,
}

struct TopicBlock {
    id: String,
    name: String,
    proposition: String,
    sentences: String,
    axis: Svg,
    lines: Vec<TopicLine>,
    left_out: usize,
}

struct TopicLine {
    name: String,
    sentences: PageFigure,
    share: Option<PageFigure>,
    counts: [PageFigure; 2],
    judged: PageFigure,
    bar: Svg,
    dot: Svg,
    stance: Option<PageFigure>,
    ends: Option<Ends>,
    tone: Option<PageFigure>,
}

/// The section.
///
/// # Errors
/// [`crate::error::Error::Results`].
pub fn section(source: &PageSource) -> Result<String> {
    let mut by_topic: Vec<Vec<PageRow>> = source.run.topics.iter().map(|_| Vec::new()).collect();
    for row in rows(&source.results, "speaker_topics")? {
        let row = row?;
        let id = row.text("topic")?;
        if let Some(at) = source.run.topics.iter().position(|topic| topic.id == id) {
            by_topic[at].push(row);
        }
    }
    let (mut topics, mut scarce) = (Vec::new(), Vec::new());
    for (facts, rows) in source.run.topics.iter().zip(by_topic) {
        let name = source.topic(&facts.id);
        match block(source, facts, name.clone(), &rows)? {
            Ok(block) => topics.push(block),
            Err(0) => scarce.push(format!("{name}: no sentence")),
            Err(n) => scarce.push(format!(
                "{name}: {} by {}, too few of anyone to draw",
                plural(n, "sentence"),
                plural(rows.len(), "speaker")
            )),
        }
    }
    render(&TopicsSection { topics, scarce, file: source.file("speaker_topics") })
}

/// A topic, or the number of its sentences where nobody says enough about it.
fn block(
    source: &PageSource,
    facts: &TopicFacts,
    name: String,
    rows: &[PageRow],
) -> Result<std::result::Result<TopicBlock, usize>> {
    let (mut lines, mut sentences) = (Vec::new(), 0);
    for row in rows {
        let Some(n) = row.figure("sentences", NumberShape::Count)? else { continue };
        sentences += n.value as usize;
        if n.value >= ENOUGH {
            lines.extend(line(source, row, n)?);
        }
    }
    if lines.is_empty() {
        return Ok(Err(sentences));
    }
    lines.sort_by(|a, b| b.sentences.value.total_cmp(&a.sentences.value));
    lines.truncate(MOST);
    lines.sort_by(|a, b| stance(b).total_cmp(&stance(a)));
    let scale = PageScale::of(lines.iter().map(|line| (line.stance.as_ref(), line.ends.as_ref())));
    for line in &mut lines {
        let shown = line.stance.as_ref().map_or_else(|| "none".to_owned(), PageFigure::shown);
        let words = format!("{}: stance {shown}", line.name);
        line.dot = scale.row(&words).interval(line.ends.as_ref()).dot(line.stance.as_ref()).done();
    }
    Ok(Ok(TopicBlock {
        id: facts.id.clone(),
        name,
        proposition: short(&facts.proposition),
        sentences: plural(sentences, "sentence"),
        axis: scale.axis("against", "for"),
        left_out: rows.len() - lines.len(),
        lines,
    }))
}

fn stance(line: &TopicLine) -> f64 {
    line.stance.as_ref().map_or(-2.0, |stance| stance.value)
}

fn line(source: &PageSource, row: &PageRow, sentences: PageFigure) -> Result<Option<TopicLine>> {
    let Some(at) = source.people.of(row)? else { return Ok(None) };
    let count = |column| row.figure(column, NumberShape::Count);
    let (Some(against), Some(favor)) = (count("against_sentences")?, count("favor_sentences")?) else {
        return Ok(None);
    };
    let Some(judged) = count("stance_sentences")? else { return Ok(None) };
    let words = format!("{} against and {} for, of {}", against.shown(), favor.shown(), judged.shown());
    Ok(Some(TopicLine {
        name: source.people.all[at].name.clone(),
        share: row.figure("share", NumberShape::Percent)?,
        bar: sides(&words, &judged, &against, &favor),
        counts: [against, favor],
        judged,
        dot: Svg::default(),
        stance: row.figure("stance", NumberShape::Signed)?,
        ends: row.interval("stance", NumberShape::Signed)?,
        tone: row.figure("tone", NumberShape::Signed)?,
        sentences,
    }))
}
