//! The sentences behind a number of an earlier run, from both ends, the middle and where the model is least sure, and the number
//! made again from all of them beside the one in the table.

mod behind;
mod shown;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::report::csv::print;
use crate::results::{FoundSpeaker, Record, Results, closest};
use crate::table::Cell;
use crate::tally::mean;

use behind::{Among, Choice, EntityTypes, StancesBySentence, Sum, WeighedSentence};
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
    let who = FoundSpeaker::find(&results, &question.speaker, question.document.as_deref())?;
    let asked = Inquiry { results: &results, who: &who, limit: question.limit };
    match &question.about {
        About::Everything => asked.everything(),
        About::Topic(id) => asked.topic(id),
        About::Target(entity) => asked.target(entity),
    }
}

/// A question whose speaker is found.
struct Inquiry<'a> {
    results: &'a Results,
    who: &'a FoundSpeaker,
    limit: usize,
}

impl Inquiry<'_> {
    fn everything(&self) -> Result<Explanation> {
        let (tone, behind) = self.behind(None)?;
        let figures = self.figures("sentences", "speakers");
        let row = &self.who.row;
        let rows = vec![
            figures.count("scored_sentences", tone.n, row.get("scored_sentences")?),
            figures.mean("tone", tone, row.get("tone")?),
        ];
        Ok(self.answer("tone".to_owned(), behind, rows))
    }

    fn topic(&self, id: &str) -> Result<Explanation> {
        let known = self.results.topics();
        if !known.iter().any(|topic| topic == id) {
            let path = self.results.path("sentence_topics");
            let others = format!("known: {}", known.join(", "));
            return Err(Error::Unknown { path, what: "topic", name: id.to_owned(), others });
        }
        let printed = self.own("speaker_topics", "topic", id)?.pop();
        let (stances, stance) = behind::about(self.results, self.who, id)?;
        let (tone, behind) = self.behind(Some(&stances))?;
        let of = |column| printed.as_ref().map_or(Ok(""), |row| row.get(column));
        // a speaker without a sentence about it has no row, so nothing is counted
        let count = |column| if printed.is_some() { of(column) } else { Ok("0") };
        let tones = self.figures("sentences", "speaker_topics");
        let from_topics = self.figures("sentence_topics", "speaker_topics");
        let rows = vec![
            tones.count("sentences", tone.n, count("sentences")?),
            tones.mean("tone", tone, of("tone")?),
            from_topics.count("stance_sentences", stance.n, count("stance_sentences")?),
            from_topics.mean("stance", stance, of("stance")?),
        ];
        let what = format!("tone and stance about {id}");
        Ok(self.answer(what, behind, rows))
    }

    fn target(&self, asked: &str) -> Result<Explanation> {
        let entity = self.entity(asked)?;
        let own = self.own("speaker_targets", "entity", &entity)?;
        // one text can name entities of several types, which have a row each
        let types = if own.len() > 1 { EntityTypes::Apart } else { EntityTypes::Together };
        let (stances, mut sums) = behind::mentions(self.results, self.who, &entity, types)?;
        let (_, behind) = self.behind(Some(&stances))?;
        let figures = self.figures("mentions", "speaker_targets");
        let mut rows = Vec::new();
        for row in &own {
            let (kind, note) = match (types, row.get("type")?) {
                (EntityTypes::Apart, kind) => (kind, format!(" ({kind})")),
                (EntityTypes::Together, _) => ("", String::new()),
            };
            let sum = sums.remove(kind).unwrap_or_default();
            rows.push(figures.count(&format!("mentions{note}"), sum.n, row.get("mentions")?));
            rows.push(figures.mean(&format!("stance{note}"), sum, row.get("stance")?));
        }
        for (kind, sum) in sums {
            rows.push(figures.count(&format!("mentions ({kind})"), sum.n, "0"));
        }
        Ok(self.answer(format!("stance toward {entity}"), behind, rows))
    }

    /// Σ valence of the speaker's sentences, or of those with `stances`, and those to show.
    fn behind(&self, stances: Option<&StancesBySentence>) -> Result<(Sum, Behind)> {
        let mut choice = Choice::default();
        let sum = behind::sentences(self.results, self.who, stances, &mut |weighed| choice.add(&weighed))?;
        let chosen = choice.choose(self.limit);
        let mut shown: BTreeMap<(Among, usize), WeighedSentence> = BTreeMap::new();
        let mut at = 0;
        // a second time, so that no texts but these are kept
        behind::sentences(self.results, self.who, stances, &mut |weighed| {
            if let Some(place) = chosen.get(&at) {
                shown.insert(*place, weighed);
            }
            at += 1;
        })?;
        Ok((sum, Behind { found: choice.found(), shown }))
    }

    /// The entity that is meant, of those that the speaker mentions.
    fn entity(&self, asked: &str) -> Result<String> {
        let mut names = BTreeSet::new();
        for row in self.results.rows("speaker_targets")? {
            let row = row?;
            if self.who.has(&row)? {
                names.insert(row.text("entity")?.to_owned());
            }
        }
        let names = names.iter().map(String::as_str).collect();
        let path = self.results.path("speaker_targets");
        closest(asked, &names, &path, "entity that this speaker mentions,").map(str::to_owned)
    }

    /// The speaker's rows of a table that have this text in a column.
    fn own(&self, table: &str, column: &str, text: &str) -> Result<Vec<Record>> {
        let mut own = Vec::new();
        for row in self.results.rows(table)? {
            let row = row?;
            if row.text(column)? == text && self.who.has(&row)? {
                own.push(row);
            }
        }
        Ok(own)
    }

    fn figures(&self, source: &str, table: &str) -> Figures {
        Figures { source: self.results.file(source), table: self.results.file(table) }
    }

    fn answer(&self, what: String, behind: Behind, figures: Vec<Figure>) -> Explanation {
        let speaker = match &self.who.document {
            Some(document) => format!("{} ({document})", self.who.name),
            None => self.who.name.clone(),
        };
        let Behind { found, shown } = behind;
        Explanation { title: format!("{speaker}, {what}"), found, shown, figures }
    }
}

/// What a number is the mean of.
struct Behind {
    found: usize,
    shown: BTreeMap<(Among, usize), WeighedSentence>,
}

/// The files that figures come from and that they are printed in.
struct Figures {
    source: String,
    table: String,
}

impl Figures {
    fn count(&self, name: &str, n: i64, printed: &str) -> Figure {
        self.figure(name, Cell::Count(n.unsigned_abs()), printed)
    }

    fn mean(&self, name: &str, sum: Sum, printed: &str) -> Figure {
        self.figure(name, Cell::real(mean(sum.micro, sum.n)), printed)
    }

    fn figure(&self, name: &str, recomputed: Cell, printed: &str) -> Figure {
        Figure {
            name: name.to_owned(),
            source: self.source.clone(),
            recomputed: print(recomputed),
            table: self.table.clone(),
            printed: printed.to_owned(),
        }
    }
}
