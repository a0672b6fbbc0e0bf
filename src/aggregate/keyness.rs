//! Key terms: the words and pairs of words that a speaker uses more than the other persons of the run. A first pass
//! selects the terms that are counted ([`Learner`]), a second counts them ([`TermCounts`]), and [`key_terms`] compares each
//! speaker with all others.

mod bootstrap;
mod counts;
mod log_odds;
mod packed;
mod terms;
mod vocabulary;

pub use counts::TermCounts;
pub use log_odds::TermUse;
pub use vocabulary::{Learner, SaidTerms, Vocabulary};

use std::collections::{BTreeMap, BTreeSet};

use crate::aggregate::interval::Interval;
use crate::parallel::in_order;
use crate::tally::FEWEST;
use bootstrap::{SaidIn, SpeakerDraws, TermSample, intervals};
use counts::TermBag;
use log_odds::{log_odds, prior, z};
use terms::{ORDERS, add, order};

/// Most terms that are shown of a speaker.
const SHOWN: usize = 25;
/// Least occurrences in the speaker's mouth.
const LEAST_COUNT: u64 = 5;
/// Speakers whose resamples are drawn together.
const BLOCK: usize = 128;
/// Least documents in which the speaker says it, where she speaks in so many.
const LEAST_DOCUMENTS: u64 = 2;

/// A term that a speaker uses more than all others together.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyTerm {
    /// The speaker's name.
    pub speaker: String,
    /// The term, in lower case.
    pub term: String,
    /// How often the speaker says it.
    pub own: TermUse,
    /// How often the others do.
    pub rest: TermUse,
    /// Documents in which the speaker says it.
    pub documents: u64,
    /// Documents in which another says it.
    pub rest_documents: u64,
    /// The log-odds ratio.
    pub log_odds: f64,
    /// Its 95 % interval; none where a side speaks in fewer than five documents.
    pub interval: Option<Interval>,
    /// The log-odds ratio over its standard deviation, positive.
    pub z: f64,
}

/// The key terms of each of `speakers`, in order of the names, the highest z first. The seed decides the ends of the
/// intervals and nothing else; the number of threads decides nothing.
pub fn key_terms<'a>(
    counts: &'a TermCounts,
    vocabulary: &Vocabulary,
    speakers: impl Iterator<Item = &'a str>,
    (seed, threads): (u64, usize),
) -> Vec<KeyTerm> {
    let corpus = TermCorpus::new(counts, vocabulary);
    let speakers = speakers.filter_map(|speaker| counts.speakers.get_key_value(speaker));
    let find = |(speaker, bags): (&'a String, &'a TermBags)| (speaker.as_str(), bags, corpus.find(bags));
    let mut found: Vec<(&str, &TermBags, Vec<FoundTerm>)> = Vec::new();
    in_order(speakers, threads, find, |one| found.push(one));
    let totals = corpus.documents.iter().map(|document| document.totals);
    let documents = by_order(totals.zip(0..).map(|(totals, index)| (index, totals)));
    let mut places = TermPlaces::new(&corpus);
    let mut rows = Vec::new();
    // resamples are drawn once for a block of speakers, whose values and places are held
    for block in found.chunks(BLOCK) {
        places.locate(&corpus, block.iter().flat_map(|(_, _, terms)| terms).map(|term| term.id));
        let voices: Vec<SpeakerDraws> =
            block.iter().map(|(_, bags, terms)| corpus.voice(bags, terms, &places)).collect();
        let ends = intervals((&documents, &places.said), &voices, seed, threads);
        for (((who, _, terms), voice), ends) in block.iter().zip(voices).zip(ends) {
            rows.extend(corpus.complete(who, terms, (voice, ends), &places));
        }
    }
    rows
}

/// What a speaker says, by document.
type TermBags = BTreeMap<u64, TermBag>;

/// Totals of documents by their order, where there are any.
fn by_order(documents: impl Iterator<Item = (u32, [u64; ORDERS])> + Clone) -> [Vec<SaidIn>; ORDERS] {
    let of = |order: usize| move |(document, totals): (u32, [u64; ORDERS])| SaidIn { document, count: totals[order] };
    std::array::from_fn(|order| documents.clone().map(of(order)).collect())
}

/// Where the terms of a block of speakers are said.
struct TermPlaces {
    /// By number of the term, its place among those of the block.
    number: Vec<Option<u32>>,
    /// The terms of the block.
    terms: Vec<u32>,
    /// Where each is said, in order of the documents.
    said: Vec<Vec<SaidIn>>,
    /// How many persons say it in each of these documents.
    persons: Vec<Vec<u32>>,
}

impl TermPlaces {
    fn new(corpus: &TermCorpus) -> Self {
        let (terms, said, persons) = Default::default();
        TermPlaces { number: vec![None; corpus.terms.len()], terms, said, persons }
    }

    /// Looks for these terms, and forgets those of before.
    fn locate(&mut self, corpus: &TermCorpus, terms: impl Iterator<Item = u32>) {
        self.terms.drain(..).for_each(|id| self.number[id as usize] = None);
        for id in terms {
            if self.number[id as usize].is_none() {
                self.number[id as usize] = u32::try_from(self.terms.len()).ok();
                self.terms.push(id);
            }
        }
        self.said = vec![Vec::new(); self.terms.len()];
        self.persons = vec![Vec::new(); self.terms.len()];
        for (document, index) in corpus.documents.iter().zip(0..) {
            for (id, count) in document.bags.iter().flat_map(|bag| bag.counts.iter()) {
                let Some(at) = self.number[id as usize] else { continue };
                let (said, persons) = (&mut self.said[at as usize], &mut self.persons[at as usize]);
                match (said.last_mut(), persons.last_mut()) {
                    (Some(last), Some(persons)) if last.document == index => {
                        last.count += u64::from(count);
                        *persons += 1;
                    }
                    _ => {
                        said.push(SaidIn { document: index, count: count.into() });
                        persons.push(1);
                    }
                }
            }
        }
    }

    /// The place of a term among those of the block.
    fn number(&self, id: u32) -> usize {
        self.number[id as usize].unwrap_or_default() as usize
    }

    /// Where a term of the block is said, and by how many persons there.
    fn of(&self, id: u32) -> impl Iterator<Item = (SaidIn, u32)> {
        let at = self.number(id);
        self.said[at].iter().copied().zip(self.persons[at].iter().copied())
    }
}

/// A term that is to be shown.
struct FoundTerm {
    id: u32,
    own: TermUse,
    rest: TermUse,
    documents: u64,
    z: f64,
}

/// What is said in a document.
struct DocumentTerms<'a> {
    /// By each person.
    bags: Vec<&'a TermBag>,
    totals: [u64; ORDERS],
}

/// All that is said.
struct TermCorpus<'a> {
    terms: Vec<&'a str>,
    least: u64,
    /// By number of the term.
    counts: Vec<u64>,
    totals: [u64; ORDERS],
    documents: Vec<DocumentTerms<'a>>,
    /// Number of each document.
    index: BTreeMap<u64, u32>,
}

impl<'a> TermCorpus<'a> {
    fn new(counts: &'a TermCounts, vocabulary: &'a Vocabulary) -> Self {
        let terms = vocabulary.terms();
        let keys: BTreeSet<u64> = counts.speakers.values().flat_map(BTreeMap::keys).copied().collect();
        let index: BTreeMap<u64, u32> = keys.into_iter().zip(0..).collect();
        let empty = || DocumentTerms { bags: Vec::new(), totals: [0; ORDERS] };
        let mut documents: Vec<DocumentTerms> = index.iter().map(|_| empty()).collect();
        let (mut sums, mut totals) = (vec![0; terms.len()], [0; ORDERS]);
        for (key, bag) in counts.speakers.values().flatten() {
            let document = &mut documents[index[key] as usize];
            document.bags.push(bag);
            add(&mut document.totals, bag.totals);
            add(&mut totals, bag.totals);
            for (id, count) in bag.counts.iter() {
                sums[id as usize] += u64::from(count);
            }
        }
        TermCorpus { least: vocabulary.least(), counts: sums, totals, documents, index, terms }
    }

    /// All occurrences of a term, of all terms of its order.
    fn all(&self, id: u32) -> TermUse {
        TermUse { count: self.counts[id as usize], total: self.totals[order(self.terms[id as usize])] }
    }

    /// The terms of a speaker that are to be shown.
    fn find(&self, bags: &TermBags) -> Vec<FoundTerm> {
        // occurrences and documents of each term
        let mut sums = vec![(0, 0); self.terms.len()];
        let mut totals = [0; ORDERS];
        let mut said = Vec::new();
        for bag in bags.values() {
            add(&mut totals, bag.totals);
            for (id, count) in bag.counts.iter() {
                let (occurrences, documents) = &mut sums[id as usize];
                if *documents == 0 {
                    said.push(id);
                }
                *occurrences += u64::from(count);
                *documents += 1;
            }
        }
        let least_documents = LEAST_DOCUMENTS.min(bags.len() as u64);
        let mut found: Vec<FoundTerm> = said
            .into_iter()
            .map(|id| (id, std::mem::take(&mut sums[id as usize])))
            .filter(|&(id, (count, documents))| {
                count >= LEAST_COUNT && documents >= least_documents && self.all(id).count >= self.least
            })
            .map(|(id, (count, documents))| {
                let all = self.all(id);
                let own = TermUse { count, total: totals[order(self.terms[id as usize])] };
                let rest = TermUse { count: all.count - own.count, total: all.total - own.total };
                FoundTerm { id, own, rest, documents, z: z(own, rest, prior(all)) }
            })
            // against nobody there is nothing to compare
            .filter(|found| found.z > 0.0 && found.rest.total > 0)
            .collect();
        // numbers are in alphabetical order
        found.sort_by(|a, b| b.z.total_cmp(&a.z).then(a.id.cmp(&b.id)));
        found.truncate(SHOWN);
        found
    }

    /// What the intervals of a speaker are drawn from.
    fn voice(&self, bags: &TermBags, found: &[FoundTerm], places: &TermPlaces) -> SpeakerDraws {
        let mut own: BTreeMap<u32, Vec<SaidIn>> = found.iter().map(|term| (term.id, Vec::new())).collect();
        for (key, bag) in bags {
            for (id, count) in bag.counts.iter() {
                // whoever is shown is among the block's
                if places.number[id as usize].is_some()
                    && let Some(said) = own.get_mut(&id)
                {
                    said.push(SaidIn { document: self.index[key], count: count.into() });
                }
            }
        }
        let sample = |term: &FoundTerm| TermSample {
            alpha: prior(self.all(term.id)),
            order: order(self.terms[term.id as usize]),
            term: places.number(term.id),
            own: own.remove(&term.id).unwrap_or_default(),
        };
        let samples = found.iter().map(sample).collect();
        let own = if self.is_drawn(bags) { bags.iter() } else { Default::default() };
        let own: Vec<(u32, [u64; ORDERS])> = own.map(|(key, bag)| (self.index[key], bag.totals)).collect();
        SpeakerDraws { own: by_order(own.into_iter()), samples }
    }

    /// The rows of one speaker.
    fn complete(
        &self,
        speaker: &str,
        found: &[FoundTerm],
        drawn: (SpeakerDraws, Vec<Interval>),
        places: &TermPlaces,
    ) -> Vec<KeyTerm> {
        let (voice, ends) = drawn;
        let mut ends = ends.into_iter();
        let complete = |(term, sample): (&FoundTerm, TermSample)| {
            let mut own = sample.own.iter().peekable();
            // others say it where another than the speaker does
            let others = places.of(term.id).filter(|(place, persons)| {
                let mine = own.next_if(|own| own.document == place.document).is_some();
                *persons > u32::from(mine)
            });
            KeyTerm {
                speaker: speaker.to_owned(),
                term: self.terms[term.id as usize].to_owned(),
                own: term.own,
                rest: term.rest,
                documents: term.documents,
                rest_documents: others.count() as u64,
                log_odds: log_odds(term.own, term.rest, sample.alpha),
                interval: ends.next(),
                z: term.z,
            }
        };
        found.iter().zip(voice.samples).map(complete).collect()
    }

    /// Whether both sides speak in enough documents for an interval.
    fn is_drawn(&self, bags: &TermBags) -> bool {
        let alone = bags.keys().filter(|key| self.documents[self.index[key] as usize].bags.len() == 1).count();
        bags.len() >= FEWEST && self.documents.len() - alone >= FEWEST
    }
}

#[cfg(test)]
mod tests;
