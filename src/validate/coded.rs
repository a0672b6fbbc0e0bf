//! A sampling frame with the codes that came back.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::coding::{CodedItem, Frame, SampleKey, read};
use crate::error::{Error, Result};
use crate::results::Results;
use crate::validate::agreement::ItemCodes;

/// What is known of one unit of the frame by hand.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CodedUnit {
    /// Whether it was drawn.
    pub sampled: bool,
    /// The class that each coder chose, at the first sight of it; none where a coder was not asked, left it or cannot tell.
    pub codes: ItemCodes,
    /// The class that was settled on.
    pub adjudicated: Option<usize>,
}

impl CodedUnit {
    /// Whether there is a code.
    pub fn is_coded(&self) -> bool {
        self.adjudicated.is_some() || self.codes.iter().any(Option::is_some)
    }

    /// For each class the share of the codes that are of it, of the adjudicated code alone where there is one; none without a
    /// code.
    pub fn shares(&self, classes: usize) -> Option<Vec<f64>> {
        let codes: Vec<usize> = match self.adjudicated {
            Some(class) => vec![class],
            None => self.codes.iter().copied().flatten().collect(),
        };
        let share = |class: usize| codes.iter().filter(|code| **code == class).count() as f64 / codes.len() as f64;
        (!codes.is_empty()).then(|| (0..classes).map(share).collect())
    }
}

/// The codes of a whole sample.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedFrame {
    /// The frame.
    pub frame: Frame,
    /// Events by the documents that are part of them.
    pub events: BTreeMap<String, String>,
    /// For each of its units what is known by hand.
    pub units: Vec<CodedUnit>,
    /// Those who coded, in the order of the key.
    pub coders: Vec<String>,
    /// For each of them the classes of repeated items: (at first, again).
    pub repeated: Vec<Vec<(usize, usize)>>,
}

/// Document, turn, sentence, and the first character of a mention.
type UnitId<'a> = (&'a str, u64, u64, Option<u64>);

impl CodedFrame {
    /// Reads the frame that the key was drawn from, the codes of `files`, and those settled on from `adjudicated`.
    ///
    /// # Errors
    /// Those of reading; [`Error::Results`] for an item that is not in the frame, [`Error::Config`] where two adjudicated
    /// codes of one sentence differ.
    pub fn read(results: &Results, key: &SampleKey, files: &[PathBuf], adjudicated: &[PathBuf]) -> Result<Self> {
        let frame = Frame::read(results, &key.drawn.design.frame)?;
        key.check(&frame)?;
        let coded = read(files, key)?;
        let settled = if adjudicated.is_empty() { Vec::new() } else { read(adjudicated, key)? };
        Self::join(frame, events(results)?, key, &coded, &settled)
    }

    fn join(
        frame: Frame,
        events: BTreeMap<String, String>,
        key: &SampleKey,
        coded: &[CodedItem],
        settled: &[CodedItem],
    ) -> Result<Self> {
        let by_coder = |name: &&String| coded.iter().any(|code| code.coder == **name);
        let coders: Vec<String> = key.drawn.design.coders.iter().filter(by_coder).cloned().collect();
        let labels = frame.definition.variable.labels();
        let class = |code: &CodedItem| labels.iter().position(|label| code.label.as_deref() == Some(*label));
        let places: BTreeMap<UnitId, usize> = (frame.units.iter().enumerate())
            .map(|(at, unit)| ((unit.document.as_str(), unit.turn, unit.sentence, unit.start), at))
            .collect();
        let mut units = vec![CodedUnit { codes: vec![None; coders.len()], ..CodedUnit::default() }; frame.units.len()];
        let mut of_item: BTreeMap<&str, usize> = BTreeMap::new();
        for row in &key.rows {
            let Some(&at) = places.get(&(row.document.as_str(), row.turn, row.sentence, row.start)) else {
                let reason = format!("item {} is not in the frame of these tables", row.item);
                return Err(Error::Results { path: key.path.clone(), reason });
            };
            units[at].sampled = true;
            of_item.insert(&row.item, at);
        }
        let first: BTreeMap<&str, Option<&str>> =
            key.rows.iter().map(|row| (row.item.as_str(), row.duplicate_of.as_deref())).collect();
        let chosen: BTreeMap<&str, usize> =
            coded.iter().filter_map(|code| Some((code.item.as_str(), class(code)?))).collect();
        let mut repeated = vec![Vec::new(); coders.len()];
        for code in coded {
            let (Some(&at), Some(who)) =
                (of_item.get(code.item.as_str()), coders.iter().position(|c| *c == code.coder))
            else {
                continue;
            };
            match first.get(code.item.as_str()).copied().flatten() {
                None => units[at].codes[who] = class(code),
                Some(original) => repeated[who].extend(chosen.get(original).copied().zip(class(code))),
            }
        }
        for code in settled {
            let (Some(&at), Some(class)) = (of_item.get(code.item.as_str()), class(code)) else { continue };
            if units[at].adjudicated.is_some_and(|other| other != class) {
                let place = code.place.rsplit_once(", ").unwrap_or((&code.place, ""));
                let reason = format!("{}: item {} stands there twice, with two codes", place.1, code.item);
                return Err(Error::Config { path: place.0.into(), reason });
            }
            units[at].adjudicated = Some(class);
        }
        Ok(CodedFrame { frame, events, units, coders, repeated })
    }
}

/// The events that --cluster joined documents to.
fn events(results: &Results) -> Result<BTreeMap<String, String>> {
    let mut events = BTreeMap::new();
    for row in results.rows("documents")? {
        let row = row?;
        if let Some(event) = row.text_or_none("cluster")? {
            events.insert(row.text("document")?.to_owned(), event.to_owned());
        }
    }
    Ok(events)
}
