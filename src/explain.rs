//! The sentences behind a number of an earlier run, those that moved it most first, and the number made again from all
//! of them beside the one in the table.

mod behind;
mod shown;

use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::report::csv::print;
use crate::results::Results;
use crate::results::names::{Who, closest};
use crate::results::rows::{SpeakerTarget, SpeakerTopic};
use crate::table::Cell;

use behind::{Largest, Sum, Types};
pub use shown::Explanation;
use shown::Figure;

/// Whose number it is.
#[derive(Debug, Clone)]
pub struct Question {
    /// The folder of an earlier run.
    pub reports: PathBuf,
    /// The speaker's name, or label.
    pub speaker: String,
    /// For a label, the document in which it names somebody.
    pub document: Option<String>,
    /// Which of the speaker's numbers.
    pub about: About,
    /// Sentences to show; all are counted.
    pub limit: usize,
}

/// Which of a speaker's numbers is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// The tone of everything.
    Everything,
    /// Tone and stance of what is about a topic, by its id.
    Topic(String),
    /// The stance toward an entity.
    Target(String),
}

/// Answers a question.
///
/// # Errors
/// [`Error::Results`] where the folder cannot be relied on, [`Error::Unknown`] where it has no such speaker, topic or
/// entity.
pub fn explain(question: &Question) -> Result<Explanation> {
    let results = Results::open(&question.reports)?;
    let who = Who::find(&results, &question.speaker, question.document.as_deref())?;
    let asked = Asked { results: &results, who: &who, limit: question.limit };
    match &question.about {
        About::Everything => asked.everything(),
        About::Topic(id) => asked.topic(id),
        About::Target(entity) => asked.target(entity),
    }
}

/// A question whose speaker is found.
struct Asked<'a> {
    results: &'a Results,
    who: &'a Who,
    limit: usize,
}

impl Asked<'_> {
    fn everything(&self) -> Result<Explanation> {
        let mut largest = Largest::new(self.limit);
        let tone = behind::sentences(self.results, self.who, None, &mut largest)?;
        let figures = Figures { source: "sentences.csv", table: "speakers.csv" };
        let row = &self.who.row;
        let rows = vec![
            figures.count("scored_sentences", tone.n, &row.scored_sentences),
            figures.mean("tone", tone, &row.tone),
        ];
        Ok(self.answer("tone".to_owned(), &["sentence", "valence", "text"], largest, rows))
    }

    fn topic(&self, id: &str) -> Result<Explanation> {
        let known = self.results.topics();
        if !known.iter().any(|topic| topic == id) {
            let path = self.results.path("sentence_topics").display().to_string();
            let others = format!("known: {}", known.join(", "));
            return Err(Error::Unknown { path, what: "topic", name: id.to_owned(), others });
        }
        let mut printed = None;
        for row in self.results.rows::<SpeakerTopic>("speaker_topics")? {
            let row = row?;
            if row.topic == id && self.who.is(&row.speaker, row.document.as_deref()) {
                printed = Some(row);
            }
        }
        let (places, stance) = behind::about(self.results, self.who, id)?;
        let mut largest = Largest::new(self.limit);
        let tone = behind::sentences(self.results, self.who, Some(&places), &mut largest)?;
        let of = |value: fn(&SpeakerTopic) -> &String| printed.as_ref().map(value).map_or("", String::as_str);
        // a speaker without a sentence about it has no row, so nothing is counted
        let count = |value: fn(&SpeakerTopic) -> &String| if printed.is_some() { of(value) } else { "0" };
        let tones = Figures { source: "sentences.csv", table: "speaker_topics.csv" };
        let stances = Figures { source: "sentence_topics.csv", ..tones };
        let rows = vec![
            tones.count("sentences", tone.n, count(|r| &r.sentences)),
            tones.mean("tone", tone, of(|r| &r.tone)),
            stances.count("stance_sentences", stance.n, count(|r| &r.stance_sentences)),
            stances.mean("stance", stance, of(|r| &r.stance)),
        ];
        let what = format!("tone and stance about {id}");
        Ok(self.answer(what, &["sentence", "stance", "valence", "text"], largest, rows))
    }

    fn target(&self, asked: &str) -> Result<Explanation> {
        let mut own = Vec::new();
        for row in self.results.rows::<SpeakerTarget>("speaker_targets")? {
            let row = row?;
            if self.who.is(&row.speaker, row.document.as_deref()) {
                own.push(row);
            }
        }
        let names = own.iter().map(|row| row.entity.as_str()).collect();
        let path = self.results.path("speaker_targets").display().to_string();
        let entity = closest(asked, &names, &path, "entity that this speaker mentions,")?.to_owned();
        own.retain(|row| row.entity == entity);
        // one text can name entities of several types, which have a row each
        let types = if own.len() > 1 { Types::Apart } else { Types::Together };
        let (places, mut sums) = behind::mentions(self.results, self.who, &entity, types)?;
        let mut largest = Largest::new(self.limit);
        behind::sentences(self.results, self.who, Some(&places), &mut largest)?;
        let figures = Figures { source: "mentions.csv", table: "speaker_targets.csv" };
        let mut rows = Vec::new();
        for row in &own {
            let (kind, note) = match types {
                Types::Apart => (row.r#type.as_str(), format!(" ({})", row.r#type)),
                Types::Together => ("", String::new()),
            };
            let sum = sums.remove(kind).unwrap_or_default();
            rows.push(figures.count(&format!("mentions{note}"), sum.n, &row.mentions));
            rows.push(figures.mean(&format!("stance{note}"), sum, &row.stance));
        }
        for (kind, sum) in sums {
            rows.push(figures.count(&format!("mentions ({kind})"), sum.n, "0"));
        }
        let columns: &[&str] = match types {
            Types::Apart => &["sentence", "type", "stance", "text"],
            Types::Together => &["sentence", "stance", "text"],
        };
        Ok(self.answer(format!("stance toward {entity}"), columns, largest, rows))
    }

    fn answer(
        &self,
        what: String,
        columns: &'static [&'static str],
        largest: Largest,
        figures: Vec<Figure>,
    ) -> Explanation {
        let speaker = match &self.who.row.document {
            Some(document) => format!("{} ({document})", self.who.row.speaker),
            None => self.who.row.speaker.clone(),
        };
        let (found, shown) = largest.finish();
        Explanation { title: format!("{speaker}, {what}"), found, shown, columns, figures }
    }
}

/// Where figures come from and where they are printed.
#[derive(Clone, Copy)]
struct Figures {
    source: &'static str,
    table: &'static str,
}

impl Figures {
    fn count(self, name: &str, n: i64, printed: &str) -> Figure {
        self.figure(name, Cell::Count(n.unsigned_abs()), printed)
    }

    fn mean(self, name: &str, sum: Sum, printed: &str) -> Figure {
        self.figure(name, Cell::mean(sum.micro, sum.n), printed)
    }

    fn figure(self, name: &str, recomputed: Cell, printed: &str) -> Figure {
        Figure {
            name: name.to_owned(),
            source: self.source,
            recomputed: print(recomputed),
            table: self.table,
            printed: printed.to_owned(),
        }
    }
}
