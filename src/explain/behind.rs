//! What a number is the mean of: sums in whole millionths over all rows, and the few with the highest weight.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::error::Result;
use crate::results::Millionths;
use crate::results::{FoundSpeaker, Record, Results};

/// Document, turn and sentence.
pub type SentenceId = (String, u64, u64);

/// What sentences count with besides their tone.
pub type StancesBySentence = BTreeMap<SentenceId, Vec<StanceBehind>>;

/// A stance in a sentence.
#[derive(Debug, Clone)]
pub struct StanceBehind {
    /// The stance.
    pub stance: Millionths,
    /// Type of the entity; empty for a topic.
    pub kind: String,
    /// The sentence of the turn with which the talk about a topic began.
    pub thread: Option<u64>,
}

/// How many, and their sum in millionths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// Rows.
    pub n: i64,
    /// Σ in millionths.
    pub micro: i64,
}

impl Sum {
    fn add(&mut self, value: Millionths) {
        self.n += 1;
        self.micro += value.0;
    }
}

/// One sentence, or one mention in it, that a number is the mean of.
#[derive(Debug)]
pub struct WeighedSentence {
    /// Where it stands.
    pub id: SentenceId,
    /// Its tone.
    pub valence: Option<Millionths>,
    /// Its stance, where the number is one.
    pub stance: Option<StanceBehind>,
    /// The sentence.
    pub text: String,
}

/// Highest weight first, then by sentence and order in the table.
type WeightRank = (Reverse<u64>, SentenceId, usize);

/// The few with the highest weight, out of any number.
#[derive(Debug)]
pub struct Largest {
    limit: usize,
    found: usize,
    kept: BTreeMap<WeightRank, WeighedSentence>,
}

impl Largest {
    /// At most `limit` are kept.
    pub fn new(limit: usize) -> Self {
        Largest { limit, found: 0, kept: BTreeMap::new() }
    }

    /// Adds one; its weight is what it counts with, |stance| or |valence|.
    fn add(&mut self, weighed: WeighedSentence) {
        let value = weighed.stance.as_ref().map(|b| b.stance).or(weighed.valence);
        let weight = value.map_or(0, |v| v.0.unsigned_abs());
        self.kept.insert((Reverse(weight), weighed.id.clone(), self.found), weighed);
        self.found += 1;
        if self.kept.len() > self.limit {
            self.kept.pop_last();
        }
    }

    /// How many there were, and those kept.
    pub fn finish(self) -> (usize, Vec<WeighedSentence>) {
        (self.found, self.kept.into_values().collect())
    }
}

/// Goes through the speaker's scored sentences, or those with `stances`: Σ valence over them.
///
/// # Errors
/// As [`Results::rows`], and [`crate::error::Error::Results`] where a column is missing.
pub fn sentences(
    results: &Results,
    who: &FoundSpeaker,
    stances: Option<&StancesBySentence>,
    largest: &mut Largest,
) -> Result<Sum> {
    let mut sum = Sum::default();
    for row in results.rows("sentences")? {
        let row = row?;
        let own = who.has(&row)?;
        let Some(valence) = row.valence("valence")?.filter(|_| own) else { continue };
        let id = sentence_id(&row)?;
        let counted: Vec<Option<StanceBehind>> = match stances {
            None => vec![None],
            Some(stances) => stances.get(&id).into_iter().flatten().cloned().map(Some).collect(),
        };
        if !counted.is_empty() {
            sum.add(valence);
        }
        for stance in counted {
            let text = row.text("text")?.to_owned();
            largest.add(WeighedSentence { id: id.clone(), valence: Some(valence), stance, text });
        }
    }
    Ok(sum)
}

fn sentence_id(row: &Record) -> Result<SentenceId> {
    Ok((row.text("document")?.to_owned(), row.count("turn")?, row.count("sentence")?))
}

/// The speaker's sentences about a topic: their stances, and Σ stance.
///
/// # Errors
/// As [`sentences`].
pub fn about(results: &Results, who: &FoundSpeaker, topic: &str) -> Result<(StancesBySentence, Sum)> {
    let (mut stances, mut sum) = (StancesBySentence::new(), Sum::default());
    for row in results.rows("sentence_topics")? {
        let row = row?;
        if row.text("topic")? == topic
            && who.has(&row)?
            && let Some(stance) = row.valence("stance")?
        {
            sum.add(stance);
            stances.entry(sentence_id(&row)?).or_default().push(StanceBehind {
                stance,
                kind: String::new(),
                thread: Some(row.count("thread")?),
            });
        }
    }
    Ok((stances, sum))
}

/// The speaker's mentions of an entity: their stances, and Σ stance, by type or, under the empty type, of all.
///
/// # Errors
/// As [`sentences`].
pub fn mentions(
    results: &Results,
    who: &FoundSpeaker,
    entity: &str,
    types: EntityTypes,
) -> Result<(StancesBySentence, BTreeMap<String, Sum>)> {
    let (mut stances, mut sums) = (StancesBySentence::new(), BTreeMap::<String, Sum>::new());
    for row in results.rows("mentions")? {
        let row = row?;
        if row.text("entity")? == entity
            && who.has(&row)?
            && let Some(stance) = row.valence("stance")?
        {
            let kind = row.get("entity_type")?.to_owned();
            let counted = if types == EntityTypes::Apart { kind.clone() } else { String::new() };
            sums.entry(counted).or_default().add(stance);
            stances.entry(sentence_id(&row)?).or_default().push(StanceBehind { stance, kind, thread: None });
        }
    }
    Ok((stances, sums))
}

/// Whether an entity's types have a number each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntityTypes {
    /// One number.
    Together,
    /// One each.
    Apart,
}
