//! How each speaker sounds: counts of labels, the mean tone with its interval.

use askama::Template;

use crate::error::Result;
use crate::page::draw::{PageScale, Svg, bar};
use crate::page::figure::{NumberShape, PageFigure, plural};
use crate::page::people::short;
use crate::page::row::Ends;
use crate::page::source::PageSource;
use crate::page::template::{SPEAKERS_SHOWN, render};

/// Most speakers in the file.
const MOST: usize = 600;

#[derive(Template)]
#[template(path = "report/speakers.html")]
struct SpeakersSection {
    axis: Svg,
    first: Vec<SpeakerLine>,
    rest: Vec<SpeakerLine>,
    shown: String,
    few: bool,
    min: u64,
    file: String,
}

struct SpeakerLine {
    name: String,
    group: Option<String>,
    few: bool,
    scored: PageFigure,
    documents: PageFigure,
    counts: [PageFigure; 3],
    bar: Svg,
    dot: Svg,
    tone: PageFigure,
    ends: Option<Ends>,
}

/// The section.
///
/// # Errors
/// [`crate::error::Error::Results`].
pub fn section(source: &PageSource) -> Result<String> {
    let min = source.run.config.contrasts.min_sentences;
    let mut found = Vec::new();
    for at in source.people.by_size().into_iter().take(MOST) {
        let person = &source.people.all[at];
        let row = &person.row;
        let counts = ["negative_sentences", "neutral_sentences", "positive_sentences"];
        let [negative, neutral, positive] = counts.map(|column| row.figure(column, NumberShape::Count));
        let known = (row.figure("tone", NumberShape::Signed)?, row.figure("documents", NumberShape::Count)?);
        let (Some(negative), Some(neutral), Some(positive)) = (negative?, neutral?, positive?) else { continue };
        let (Some(tone), Some(documents)) = known else { continue };
        found.push(SpeakerLine {
            name: person.name.clone(),
            group: row.text_or_none("group")?.map(short),
            few: person.scored.value < min as f64,
            scored: person.scored.clone(),
            documents,
            bar: counted(&negative, &neutral, &positive),
            counts: [negative, neutral, positive],
            dot: Svg::default(),
            ends: row.interval("tone", NumberShape::Signed)?,
            tone,
        });
    }
    if found.iter().all(|line| line.few) {
        // where that is so of all, the answer has said it
        found.iter_mut().for_each(|line| line.few = false);
    }
    let scale = PageScale::of(found.iter().map(|line| (Some(&line.tone), line.ends.as_ref())));
    for line in &mut found {
        let words = words(&line.name, &line.tone, line.ends.as_ref());
        line.dot = scale.row(&words).interval(line.ends.as_ref()).dot(Some(&line.tone)).done();
    }
    let mut rest = found.split_off(found.len().min(SPEAKERS_SHOWN));
    for part in [&mut found, &mut rest] {
        part.sort_by(|a, b| a.few.cmp(&b.few).then(b.tone.value.total_cmp(&a.tone.value)));
    }
    let all = source.people.all.len();
    let shown = if all == found.len() {
        plural(all, "speaker")
    } else {
        format!("{} of {}", found.len(), plural(all, "speaker"))
    };
    render(&SpeakersSection {
        axis: scale.axis("darker", "warmer"),
        few: found.iter().chain(&rest).any(|line| line.few),
        first: found,
        rest,
        shown,
        min,
        file: source.file("speakers"),
    })
}

/// A bar of sentences by label.
fn counted(negative: &PageFigure, neutral: &PageFigure, positive: &PageFigure) -> Svg {
    let words = format!("{} negative, {} neutral, {} positive", negative.shown(), neutral.shown(), positive.shown());
    bar(&words, &[(negative, "neg"), (neutral, "neu"), (positive, "pos")])
}

/// What a dot with its interval shows, for those who do not see it.
fn words(name: &str, tone: &PageFigure, ends: Option<&Ends>) -> String {
    let ends = ends.map(|ends| format!(", 95 % from {} to {}", ends.low.shown(), ends.high.shown()));
    format!("{name}: tone {}{}", tone.shown(), ends.unwrap_or_default())
}
