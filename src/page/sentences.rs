//! The sentences themselves: the strongest as rows of the page, and all that fit as data for the filters.

use std::collections::{BTreeMap, HashMap};
use std::iter::Peekable;

use askama::Template;
use serde::Serialize;

use crate::error::Result;
use crate::page::chosen::{EligibleSentence, choose};
use crate::page::draw::{Svg, bar};
use crate::page::figure::{NumberShape, PageFigure, counted};
use crate::page::people::short;
use crate::page::row::{PageRow, rows};
use crate::page::source::PageSource;
use crate::page::template::{ROWS_SHOWN, render};

/// Entities that can be filtered by.
const ENTITIES: usize = 200;
/// Speakers who are drawn for one by one where not all sentences fit.
const SPEAKERS: usize = 200;
/// Characters of a sentence.
const TEXT: usize = 1_000;
/// Bytes of a row of data besides its text.
const FRAME: usize = 90;

#[derive(Template)]
#[template(path = "report/sentences.html")]
struct SentencesSection {
    lines: Vec<SentenceLine>,
    shown: String,
    whole: bool,
    file: String,
    data: String,
}

struct SentenceLine {
    number: usize,
    bar: Svg,
    valence: PageFigure,
    text: String,
    topics: Vec<String>,
    speaker: String,
    place: String,
}

/// The data that the script reads.
#[derive(Serialize)]
struct SentenceData {
    total: usize,
    speakers: Vec<String>,
    documents: Vec<[String; 3]>,
    topics: Vec<[String; 2]>,
    entities: Vec<String>,
    rows: Vec<DataRow>,
}

/// Number of the row, document, turn, sentence, speaker, text, millionths of negative and positive; topics as place, stance
/// in millionths and the sentence with which the thread began, one after the other; entities as place and stance.
#[derive(Serialize)]
struct DataRow(usize, usize, u64, u64, usize, String, i64, i64, Vec<i64>, Vec<i64>);

/// The section; its data take `budget` bytes at most.
///
/// # Errors
/// [`crate::error::Error::Results`].
pub fn section(source: &PageSource, budget: usize) -> Result<String> {
    let candidates = candidates(source)?;
    let chosen = choose(&candidates, source.run.config.seed, budget);
    let total = candidates.len();
    drop(candidates);
    let mut gathered = ChosenSentences::new(source)?;
    let (mut topics, mut mentions) = (Joined::open(source, "sentence_topics")?, Joined::open(source, "mentions")?);
    let mut next = chosen.iter().peekable();
    for row in rows(&source.results, "sentences")? {
        let row = row?;
        let (topics, mentions) = (topics.of(&row)?, mentions.of(&row)?);
        if next.next_if(|number| **number == row.number).is_some() {
            gathered.add(source, &row, &topics, &mentions)?;
        }
    }
    let (whole, held) = (chosen.len() == total, chosen.len());
    let lines = gathered.strongest();
    let shown = if lines.len() == total {
        format!("all {}", counted(total as u64))
    } else {
        format!("{} of {}", counted(lines.len() as u64), counted(total as u64))
    };
    let data = gathered.data(total);
    render(&SentencesSection {
        lines,
        shown: if whole { shown } else { format!("{shown}, {} of them in this file", counted(held as u64)) },
        whole,
        file: source.file("sentences"),
        data: json(&data),
    })
}

/// JSON that may stand in an element of a page: nothing in it ends the element.
fn json(data: &SentenceData) -> String {
    // a struct of numbers and strings is always JSON
    let text = serde_json::to_string(data).unwrap_or_default();
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out += &format!("\\u{:04x}", c as u32),
            c => out.push(c),
        }
    }
    out
}

/// Every sentence with scores, with what decides whether it is chosen.
fn candidates(source: &PageSource) -> Result<Vec<EligibleSentence>> {
    let order: HashMap<usize, usize> =
        source.people.by_size().into_iter().take(SPEAKERS).enumerate().map(|(rank, at)| (at, rank)).collect();
    let mut topics: HashMap<String, usize> = HashMap::new();
    let mut all = Vec::new();
    for row in rows(&source.results, "sentences")? {
        let row = row?;
        let Some([negative, neutral, positive]) = probabilities(&row)? else { continue };
        let speaker = source.people.speaking(row.text("speaker")?, row.text("document")?);
        let speaker = speaker.and_then(|at| order.get(&at)).copied().unwrap_or(SPEAKERS);
        let known = topics.len();
        let topic = *topics.entry(row.text("topics")?.to_owned()).or_insert(known);
        let text = row.text("text")?;
        all.push(EligibleSentence {
            row: row.number,
            stratum: (speaker, topic),
            valence: positive - negative,
            sure: negative.max(neutral).max(positive),
            // what is escaped takes six bytes
            bytes: text.len().min(4 * TEXT)
                + 5 * text.chars().filter(|c| "<>&\"\\\u{2028}".contains(*c)).count()
                + FRAME,
        });
    }
    Ok(all)
}

/// Negative, neutral and positive in millionths; none where a sentence was not scored.
fn probabilities(row: &PageRow) -> Result<Option<[i64; 3]>> {
    let [negative, neutral, positive] = ["negative", "neutral", "positive"].map(|column| row.number(column));
    let micro = |value: f64| (value * 1e6).round() as i64;
    let all = negative?.zip(neutral?).zip(positive?);
    Ok(all.map(|((negative, neutral), positive)| [micro(negative), micro(neutral), micro(positive)]))
}

type TableRows = Box<dyn Iterator<Item = Result<PageRow>>>;

/// A table with rows about sentences, in the order of the sentences.
struct Joined(Peekable<TableRows>);

impl Joined {
    fn open(source: &PageSource, table: &'static str) -> Result<Self> {
        Ok(Joined(rows(&source.results, table)?.peekable()))
    }

    /// The rows about a sentence, which come after those about the sentences before it.
    fn of(&mut self, sentence: &PageRow) -> Result<Vec<PageRow>> {
        let mut found = Vec::new();
        while let Some(next) = self.0.peek() {
            if let Ok(row) = next
                && !same(row, sentence)?
            {
                break;
            }
            if let Some(row) = self.0.next() {
                found.push(row?);
            }
        }
        Ok(found)
    }
}

fn same(row: &PageRow, sentence: &PageRow) -> Result<bool> {
    for column in ["sentence", "turn", "document"] {
        if row.text(column)? != sentence.text(column)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The chosen sentences, and the names that they use.
struct ChosenSentences {
    rows: Vec<DataRow>,
    /// The cells of valences, as printed.
    valences: Vec<PageFigure>,
    /// What of each label, as printed.
    parts: Vec<[PageFigure; 3]>,
    speakers: Places,
    documents: Places,
    entities: HashMap<(String, String), usize>,
    entity_names: Vec<String>,
    topics: Vec<[String; 2]>,
    titles: Vec<[String; 3]>,
}

/// Names in the order in which they came first.
#[derive(Default)]
struct Places {
    names: Vec<String>,
    places: BTreeMap<String, usize>,
}

impl Places {
    fn of(&mut self, name: &str) -> usize {
        if let Some(at) = self.places.get(name) {
            return *at;
        }
        self.names.push(name.to_owned());
        self.places.insert(name.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }
}

impl ChosenSentences {
    fn new(source: &PageSource) -> Result<Self> {
        let (mut entities, mut entity_names) = (HashMap::new(), Vec::new());
        let mut all = Vec::new();
        for row in rows(&source.results, "entities")? {
            let row = row?;
            let key = (row.text("entity")?.to_owned(), row.text("type")?.to_owned());
            all.push((std::cmp::Reverse(row.count("mentions")?), all.len(), key));
        }
        all.sort();
        for (_, _, key) in all.into_iter().take(ENTITIES) {
            entity_names.push(short(&key.0));
            entities.insert(key, entity_names.len() - 1);
        }
        let mut speakers = Places::default();
        // in the list of the filter the largest come first
        for at in source.people.by_size().into_iter().take(SPEAKERS) {
            speakers.of(&source.people.all[at].name);
        }
        Ok(ChosenSentences {
            rows: Vec::new(),
            valences: Vec::new(),
            parts: Vec::new(),
            speakers,
            documents: Places::default(),
            entities,
            entity_names,
            topics: source.run.topics.iter().map(|topic| [topic.id.clone(), source.topic(&topic.id)]).collect(),
            titles: Vec::new(),
        })
    }

    fn add(&mut self, source: &PageSource, row: &PageRow, topics: &[PageRow], mentions: &[PageRow]) -> Result<()> {
        let (document, speaker) = (row.text("document")?, row.text("speaker")?);
        let part = |column| row.figure(column, NumberShape::Percent);
        let parts = part("negative")?.zip(part("neutral")?).zip(part("positive")?);
        let (Some(((negative, neutral), positive)), Some(valence)) =
            (parts, row.figure("valence", NumberShape::Signed)?)
        else {
            return Ok(());
        };
        let Some([of_negative, _, of_positive]) = probabilities(row)? else { return Ok(()) };
        let speaker = match source.people.speaking(speaker, document) {
            Some(at) => self.speakers.of(&source.people.all[at].name),
            None => self.speakers.of(&short(speaker)),
        };
        let place = self.documents.of(document);
        if place == self.titles.len() {
            let date = source.place(document).map(|at| source.documents[at].date.clone()).unwrap_or_default();
            self.titles.push([source.title(document), date, short(document)]);
        }
        let micro = |row: &PageRow| {
            Ok::<i64, crate::error::Error>((row.number("stance")?.unwrap_or_default() * 1e6).round() as i64)
        };
        let mut about = Vec::new();
        for found in topics {
            let id = found.text("topic")?;
            if let Some(at) = self.topics.iter().position(|[topic, _]| topic == id) {
                about.extend([at as i64, micro(found)?, found.count("thread")? as i64]);
            }
        }
        let mut toward = Vec::new();
        for mention in mentions {
            let key = (mention.text("entity")?.to_owned(), mention.text("entity_type")?.to_owned());
            if let Some(at) = self.entities.get(&key) {
                toward.extend([*at as i64, micro(mention)?]);
            }
        }
        let text = row.text("text")?;
        let text = match text.char_indices().nth(TEXT) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text.to_owned(),
        };
        let (turn, sentence) = (row.count("turn")?, row.count("sentence")?);
        self.rows.push(DataRow(
            row.number,
            place,
            turn,
            sentence,
            speaker,
            text,
            of_negative,
            of_positive,
            about,
            toward,
        ));
        self.valences.push(valence);
        self.parts.push([negative, neutral, positive]);
        Ok(())
    }

    /// The sentences that are furthest from neutral, as rows of the page.
    fn strongest(&self) -> Vec<SentenceLine> {
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        let strength = |at: usize| (self.rows[at].7 - self.rows[at].6).abs();
        order.sort_by_key(|&at| (std::cmp::Reverse(strength(at)), at));
        let line = |at: usize| {
            let DataRow(number, document, turn, _, speaker, text, _, _, about, _) = &self.rows[at];
            let [negative, neutral, positive] = &self.parts[at];
            let words = format!("{} negative, {} positive", negative.shown(), positive.shown());
            let [title, date, _] = &self.titles[*document];
            SentenceLine {
                number: *number,
                bar: bar(&words, &[(negative, "neg"), (neutral, "neu"), (positive, "pos")]),
                valence: self.valences[at].clone(),
                text: text.clone(),
                topics: about
                    .chunks(3)
                    .filter_map(|of| self.topics.get(of[0] as usize))
                    .map(|[_, name]| name.clone())
                    .collect(),
                speaker: self.speakers.names[*speaker].clone(),
                place: [title.as_str(), date, &format!("turn {turn}")]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(" · "),
            }
        };
        order.into_iter().take(ROWS_SHOWN).map(line).collect()
    }

    fn data(self, total: usize) -> SentenceData {
        SentenceData {
            total,
            speakers: self.speakers.names,
            documents: self.titles,
            topics: self.topics,
            entities: self.entity_names,
            rows: self.rows,
        }
    }
}
