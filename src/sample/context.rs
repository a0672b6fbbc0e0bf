//! What coders see of a unit: its sentence, what is said around it in the turn, and what the code is about.

use std::collections::{BTreeMap, BTreeSet};

use crate::coding::{CodingUnit, Frame};
use crate::error::Result;
use crate::results::Results;

/// A unit as coders see it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShownText {
    /// The sentences before it in its turn.
    pub before: String,
    /// The sentence, with a mention between « and ».
    pub text: String,
    /// The sentences after it in its turn.
    pub after: String,
}

/// A sentence of a turn.
struct TurnSentence {
    /// Its first character in the turn's text.
    start: u64,
    text: String,
}

/// The sentences of turns, by their numbers.
type Turns = BTreeMap<(String, u64), BTreeMap<u64, TurnSentence>>;

/// The texts of units, by their places in the frame, with `context` sentences on each side.
///
/// # Errors
/// As [`Results::rows`].
pub fn texts(
    results: &Results,
    frame: &Frame,
    drawn: &[Vec<usize>],
    context: u64,
) -> Result<BTreeMap<usize, ShownText>> {
    let units = || drawn.iter().flatten().map(|&at| (at, &frame.units[at]));
    let wanted: BTreeSet<(String, u64)> = units().map(|(_, unit)| (unit.document.clone(), unit.turn)).collect();
    let mut turns = Turns::new();
    for row in results.rows("sentences")? {
        let row = row?;
        let turn = (row.text("document")?.to_owned(), row.count("turn")?);
        if wanted.contains(&turn) {
            let sentence = TurnSentence { start: row.count("start")?, text: row.text("text")?.to_owned() };
            turns.entry(turn).or_default().insert(row.count("sentence")?, sentence);
        }
    }
    Ok(units().map(|(at, unit)| (at, shown(unit, &turns, context))).collect())
}

fn shown(unit: &CodingUnit, turns: &Turns, context: u64) -> ShownText {
    let turn = turns.get(&(unit.document.clone(), unit.turn));
    let joined = |from: u64, to: u64| {
        let sentences = turn.into_iter().flat_map(|turn| turn.range(from..to));
        sentences.map(|(_, sentence)| sentence.text.as_str()).collect::<Vec<&str>>().join(" ")
    };
    let text = turn.and_then(|turn| turn.get(&unit.sentence)).map(|sentence| marked(sentence, unit));
    ShownText {
        before: joined(unit.sentence.saturating_sub(context), unit.sentence),
        text: text.unwrap_or_default(),
        after: joined(unit.sentence + 1, unit.sentence.saturating_add(context).saturating_add(1)),
    }
}

/// The sentence, with the mention that is meant between « and ».
fn marked(sentence: &TurnSentence, unit: &CodingUnit) -> String {
    let (Some(start), Some(end)) = (unit.start, unit.end) else { return sentence.text.clone() };
    let mut text = String::new();
    for (at, letter) in (sentence.start..).zip(sentence.text.chars()) {
        if at == start {
            text.push('«');
        }
        text.push(letter);
        if at + 1 == end {
            text.push('»');
        }
    }
    text
}
