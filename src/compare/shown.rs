//! A comparison for people: tables for the screen, and in words what may and may not be concluded.

use crate::report::screen::{draw, printable};
use crate::results::rows::{Contrast, Speaker, SpeakerTopic};
use crate::table::{Cell, Column, Table, integer, number, text};

/// Two speakers side by side.
#[derive(Debug)]
pub struct Comparison {
    /// The rows of speakers.csv.
    pub speakers: [Speaker; 2],
    /// Topics that both talk about, two rows each.
    pub topics: Vec<SpeakerTopic>,
    /// The first minus the second.
    pub contrasts: Vec<Contrast>,
}

impl Comparison {
    /// The text, in lines of `width` characters.
    pub fn draw(&self, width: u16) -> String {
        let [a, b] = &self.speakers;
        let (a, b) = (printable(&a.speaker), printable(&b.speaker));
        let mut out = draw(&speakers(), &speakers().header(), &self.speakers, width);
        if self.topics.is_empty() {
            out.push_str("There is no topic that both talk about.\n");
        } else {
            out.push_str("\nTopics that both talk about\n");
            out.push_str(&draw(&topics(), &topics().header(), &self.topics, width));
        }
        if self.contrasts.is_empty() {
            out.push_str(&format!(
                "\nThis run did not test the pair, so nothing says whether they differ; intervals above do not. \
                 To test it, analyze again with --between \"{a},{b}\".\n"
            ));
            return out;
        }
        out.push_str(&format!("\nDifferences: {a} minus {b} (contrasts.csv)\n"));
        out.push_str(&draw(&contrasts(), &contrasts().header(), &self.contrasts, width));
        out.push_str(&self.words());
        out
    }

    /// What may be concluded from the differences at hand.
    fn words(&self) -> String {
        let has = |inference: &str| self.contrasts.iter().any(|c| c.inference == inference);
        let mut out = String::new();
        let mut say = |line: &str| {
            out.push_str(line);
            out.push('\n');
        };
        say("An interval that holds 0 leaves open whether they differ, and in which direction.");
        if has("population") {
            say("population: the interval is for meetings like these, as far as these documents stand for them.");
        }
        if has("these_documents") {
            say(
                "these_documents: the interval is for what was said in these documents; it says nothing about other meetings.",
            );
        }
        if self.contrasts.iter().any(|c| c.p.is_some()) {
            say(
                "p_holm is p with all pairs of the run in view; go by it unless this pair alone was asked about beforehand.",
            );
        }
        if self.contrasts.iter().any(|c| c.p.is_none()) {
            say("Without p there was no test: note says why. Such a difference describes, and decides nothing.");
        }
        say("A difference in tone is no difference in stance, and it may come from what each talks about.");
        out
    }
}

/// A number as printed in a table; an empty one is missing.
fn real(printed: &str) -> Cell {
    printed.parse().map_or(Cell::Missing, Cell::Number)
}

fn whole(printed: &str) -> Cell {
    printed.parse().map_or(Cell::Missing, Cell::Count)
}

fn option(value: Option<f64>) -> Cell {
    value.map_or(Cell::Missing, Cell::Number)
}

/// With three decimals a small p would be zero, which it never is.
fn probability(p: Option<f64>) -> Cell {
    match p {
        Some(p) if p < 0.001 => Cell::Text("<0.001".to_owned()),
        p => option(p),
    }
}

fn words<R>(name: &'static str, value: fn(&R) -> Cell) -> Column<R> {
    text(name, "as in the table", value)
}

fn value<R>(name: &'static str, value: fn(&R) -> Cell) -> Column<R> {
    number(name, "as in the table", value)
}

fn speakers() -> Table<Speaker> {
    let columns = vec![
        words("speaker", |r: &Speaker| Cell::Text(r.speaker.clone())),
        integer("documents", "as in the table", |r: &Speaker| whole(&r.documents)),
        integer("sentences", "as in the table", |r: &Speaker| whole(&r.sentences)),
        value("tone", |r: &Speaker| real(&r.tone)),
        value("tone_low", |r: &Speaker| real(&r.tone_low)),
        value("tone_high", |r: &Speaker| real(&r.tone_high)),
        value("negative", |r: &Speaker| real(&r.negative_share)),
        value("neutral", |r: &Speaker| real(&r.neutral_share)),
        value("positive", |r: &Speaker| real(&r.positive_share)),
        words("inference", |r: &Speaker| Cell::Text(r.inference.clone())),
    ];
    Table { name: "speakers", about: "the two speakers", columns }
}

fn topics() -> Table<SpeakerTopic> {
    let columns = vec![
        words("topic", |r: &SpeakerTopic| Cell::Text(r.topic.clone())),
        words("speaker", |r: &SpeakerTopic| Cell::Text(r.speaker.clone())),
        integer("sentences", "as in the table", |r: &SpeakerTopic| whole(&r.sentences)),
        value("tone", |r: &SpeakerTopic| real(&r.tone)),
        value("tone_low", |r: &SpeakerTopic| real(&r.tone_low)),
        value("tone_high", |r: &SpeakerTopic| real(&r.tone_high)),
        value("stance", |r: &SpeakerTopic| real(&r.stance)),
        value("stance_low", |r: &SpeakerTopic| real(&r.stance_low)),
        value("stance_high", |r: &SpeakerTopic| real(&r.stance_high)),
    ];
    Table { name: "topics", about: "topics that both talk about", columns }
}

fn contrasts() -> Table<Contrast> {
    let columns = vec![
        words("measure", |r: &Contrast| Cell::Text(r.measure.clone())),
        words("topic", |r: &Contrast| Cell::Text(r.topic.clone())),
        value("difference", |r: &Contrast| option(r.difference)),
        value("low", |r: &Contrast| option(r.low)),
        value("high", |r: &Contrast| option(r.high)),
        value("p", |r: &Contrast| probability(r.p)),
        value("p_holm", |r: &Contrast| probability(r.p_holm)),
        words("inference", |r: &Contrast| Cell::Text(r.inference.clone())),
        words("note", |r: &Contrast| Cell::Text(r.note.clone())),
    ];
    Table { name: "contrasts", about: "the first speaker minus the second", columns }
}
