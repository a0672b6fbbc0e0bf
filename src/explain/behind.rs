//! What a number is the mean of: sums in whole millionths over all rows, and the few that are shown of them.

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
    /// Probability of its label.
    pub sure: Millionths,
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
    pub valence: Millionths,
    /// Probability of its tone's label.
    pub sure: Millionths,
    /// Its stance, where the number is one.
    pub stance: Option<StanceBehind>,
    /// The sentence.
    pub text: String,
}

impl WeighedSentence {
    /// What it counts with: its stance where the number is one, else its tone.
    pub fn value(&self) -> Millionths {
        self.stance.as_ref().map_or(self.valence, |stance| stance.stance)
    }

    /// Probability of the label of that.
    pub fn sure(&self) -> Millionths {
        self.stance.as_ref().map_or(self.sure, |stance| stance.sure)
    }
}

/// Where a sentence stands among all that a number is the mean of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Among {
    /// Among all, which are few.
    All,
    /// Among the highest values.
    Highest,
    /// Among the lowest.
    Lowest,
    /// Half of the values are higher, half are lower.
    Middle,
    /// Where the label is the least probable, of the others.
    LeastSure,
}

/// Which to show of all that a number is the mean of, by their numbers in the order in which they were read.
#[derive(Debug, Default)]
pub struct Choice {
    /// Value and probability of the label, of each.
    weights: Vec<(Millionths, Millionths)>,
}

impl Choice {
    /// Takes note of the next one.
    pub fn add(&mut self, weighed: &WeighedSentence) {
        self.weights.push((weighed.value(), weighed.sure()));
    }

    /// How many there are.
    pub fn found(&self) -> usize {
        self.weights.len()
    }

    /// At most `limit` numbers with where they stand and their place there: a quarter from each end, from the middle and of the
    /// least sure; what is over goes to the first of these.
    pub fn choose(&self, limit: usize) -> BTreeMap<usize, (Among, usize)> {
        let mut order: Vec<usize> = (0..self.found()).collect();
        order.sort_by_key(|&at| (Reverse(self.weights[at].0), at));
        let mut chosen = BTreeMap::new();
        let mut take = |among, of: &mut dyn Iterator<Item = usize>| {
            chosen.extend(of.enumerate().map(|(place, at)| (at, (among, place))));
        };
        if order.len() <= limit {
            take(Among::All, &mut order.into_iter());
            return chosen;
        }
        let [high, low, middle, unsure] = [0, 1, 2, 3].map(|at| limit / 4 + usize::from(at < limit % 4));
        let mut rest = order.split_off(high);
        take(Among::Highest, &mut order.into_iter());
        take(Among::Lowest, &mut rest.split_off(rest.len() - low).into_iter().rev());
        let start = (rest.len() - middle) / 2;
        take(Among::Middle, &mut rest.drain(start..start + middle));
        rest.sort_by_key(|&at| (self.weights[at].1, at));
        take(Among::LeastSure, &mut rest.into_iter().take(unsure));
        chosen
    }
}

/// Goes through the speaker's scored sentences, or those with `stances`, once for each stance: Σ valence over them.
///
/// # Errors
/// As [`Results::rows`], and [`crate::error::Error::Results`] where a column is missing.
pub fn sentences(
    results: &Results,
    who: &FoundSpeaker,
    stances: Option<&StancesBySentence>,
    each: &mut dyn FnMut(WeighedSentence),
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
        let sure = surest(&row, TONES)?;
        for stance in counted {
            let text = row.text("text")?.to_owned();
            each(WeighedSentence { id: id.clone(), valence, sure, stance, text });
        }
    }
    Ok(sum)
}

/// The columns of the probabilities of a tone, or of a stance toward an entity.
const TONES: [&str; 3] = ["negative", "neutral", "positive"];
/// Those of a stance toward a topic's proposition.
const STANCES: [&str; 3] = ["against", "neither", "favor"];

/// The largest of three probabilities: that of the label.
fn surest(row: &Record, columns: [&str; 3]) -> Result<Millionths> {
    let mut surest = Millionths(0);
    for column in columns {
        surest = surest.max(row.valence(column)?.unwrap_or(surest));
    }
    Ok(surest)
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
                sure: surest(&row, STANCES)?,
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
            let sure = surest(&row, TONES)?;
            stances.entry(sentence_id(&row)?).or_default().push(StanceBehind { stance, sure, kind, thread: None });
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Of values −9 to 9 in a mixed order; the label of one (value −6) is the least sure, then that of the highest.
    fn choice() -> Choice {
        let value = |at: i64| Millionths((at * 7 % 19 - 9) * 100_000);
        let sure = |at: i64| match (at, value(at).0) {
            (14, _) => Millionths(350_000),
            (_, 900_000) => Millionths(360_000),
            _ => Millionths(500_000 + at),
        };
        Choice { weights: (0..19).map(|at| (value(at), sure(at))).collect() }
    }

    fn chosen(limit: usize) -> BTreeMap<(Among, usize), i64> {
        let choice = choice();
        choice.choose(limit).into_iter().map(|(at, key)| (key, choice.weights[at].0.0 / 100_000)).collect()
    }

    #[test]
    fn both_ends_the_middle_and_the_least_sure_are_shown_once_each() {
        let all = chosen(8);
        let of = |among| all.iter().filter(|((s, _), _)| *s == among).map(|(_, v)| *v).collect::<Vec<_>>();
        assert_eq!(of(Among::Highest), [9, 8]);
        assert_eq!(of(Among::Lowest), [-9, -8]);
        assert_eq!(of(Among::Middle), [1, 0], "nearest to the median of what is left");
        assert_eq!(of(Among::LeastSure)[0], -6, "the highest is shown already");
    }

    #[test]
    fn no_more_are_shown_than_asked_for_and_few_are_all_shown() {
        for limit in 0..18 {
            assert_eq!(choice().choose(limit).len(), limit);
        }
        assert_eq!(
            chosen(3).keys().map(|(s, _)| *s).collect::<Vec<_>>(),
            [Among::Highest, Among::Lowest, Among::Middle]
        );
        let all = chosen(19);
        assert!(all.keys().all(|(among, _)| *among == Among::All));
        assert!(all.values().is_sorted_by(|a, b| a >= b), "the highest first");
        assert!(Choice::default().choose(5).is_empty());
    }
}
