//! What a number is the mean of: sums in whole millionths over all rows, and the few with the highest weight.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::error::Result;
use crate::label::Millionths;
use crate::results::Results;
use crate::results::names::Who;
use crate::results::rows::{Mention, Sentence, SentenceTopic};

/// Document, turn and sentence.
pub type Place = (String, u64, u64);

/// What sentences count with besides their tone, by place.
pub type Places = BTreeMap<Place, Vec<Behind>>;

/// A stance in a sentence.
#[derive(Debug, Clone)]
pub struct Behind {
    /// The stance.
    pub stance: Millionths,
    /// Type of the entity; empty for a topic.
    pub kind: String,
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
pub struct Evidence {
    /// Where it stands.
    pub place: Place,
    /// Its tone.
    pub valence: Option<Millionths>,
    /// Its stance, where the number is one.
    pub stance: Option<Behind>,
    /// The sentence.
    pub text: String,
}

/// Highest weight first, then by place and order in the table.
type Rank = (Reverse<u64>, Place, usize);

/// The few with the highest weight, out of any number.
#[derive(Debug)]
pub struct Largest {
    limit: usize,
    found: usize,
    kept: BTreeMap<Rank, Evidence>,
}

impl Largest {
    /// At most `limit` are kept.
    pub fn new(limit: usize) -> Self {
        Largest { limit, found: 0, kept: BTreeMap::new() }
    }

    /// Adds one; its weight is what it counts with, |stance| or |valence|.
    fn add(&mut self, evidence: Evidence) {
        let value = evidence.stance.as_ref().map(|b| b.stance).or(evidence.valence);
        let weight = value.map_or(0, |v| v.0.unsigned_abs());
        self.kept.insert((Reverse(weight), evidence.place.clone(), self.found), evidence);
        self.found += 1;
        if self.kept.len() > self.limit {
            self.kept.pop_last();
        }
    }

    /// How many there were, and those kept.
    pub fn finish(self) -> (usize, Vec<Evidence>) {
        (self.found, self.kept.into_values().collect())
    }
}

/// Goes through the speaker's scored sentences, or those at `places`: Σ valence over them.
///
/// # Errors
/// As [`Results::rows`].
pub fn sentences(results: &Results, who: &Who, places: Option<&Places>, largest: &mut Largest) -> Result<Sum> {
    let mut sum = Sum::default();
    for row in results.rows::<Sentence>("sentences")? {
        let row = row?;
        let Some(valence) = row.valence.filter(|_| who.is(&row.speaker, Some(&row.document))) else { continue };
        let place = (row.document, row.turn, row.sentence);
        let stances: Vec<Option<Behind>> = match places {
            None => vec![None],
            Some(places) => places.get(&place).into_iter().flatten().cloned().map(Some).collect(),
        };
        if !stances.is_empty() {
            sum.add(valence);
        }
        for stance in stances {
            largest.add(Evidence { place: place.clone(), valence: Some(valence), stance, text: row.text.clone() });
        }
    }
    Ok(sum)
}

/// The speaker's sentences about a topic: where they stand, and Σ stance.
///
/// # Errors
/// As [`Results::rows`].
pub fn about(results: &Results, who: &Who, topic: &str) -> Result<(Places, Sum)> {
    let (mut places, mut sum) = (Places::new(), Sum::default());
    for row in results.rows::<SentenceTopic>("sentence_topics")? {
        let row = row?;
        if row.topic == topic && who.is(&row.speaker, Some(&row.document)) {
            sum.add(row.stance);
            let place = (row.document, row.turn, row.sentence);
            places.entry(place).or_default().push(Behind { stance: row.stance, kind: String::new() });
        }
    }
    Ok((places, sum))
}

/// The speaker's mentions of an entity: where they stand, and Σ stance, by type or, under the empty type, of all.
///
/// # Errors
/// As [`Results::rows`].
pub fn mentions(results: &Results, who: &Who, entity: &str, types: Types) -> Result<(Places, BTreeMap<String, Sum>)> {
    let (mut places, mut sums) = (Places::new(), BTreeMap::<String, Sum>::new());
    for row in results.rows::<Mention>("mentions")? {
        let row = row?;
        if row.entity == entity && who.is(&row.speaker, Some(&row.document)) {
            let kind = if types == Types::Apart { row.entity_type.clone() } else { String::new() };
            sums.entry(kind).or_default().add(row.stance);
            let place = (row.document, row.turn, row.sentence);
            places.entry(place).or_default().push(Behind { stance: row.stance, kind: row.entity_type });
        }
    }
    Ok((places, sums))
}

/// Whether an entity's types have a number each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Types {
    /// One number.
    Together,
    /// One each.
    Apart,
}
