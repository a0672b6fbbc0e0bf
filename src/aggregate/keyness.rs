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
pub use vocabulary::{Learner, Vocabulary};

use std::collections::BTreeMap;

use crate::aggregate::interval::Interval;
use crate::tally::FEWEST;
use bootstrap::{SpeakerDraws, TermSample, intervals};
use counts::TermBag;
use log_odds::{log_odds, prior, z};
use terms::{ORDERS, add, order};

/// Most terms that are shown of a speaker.
const SHOWN: usize = 25;
/// Least occurrences in the speaker's mouth.
const LEAST_COUNT: u64 = 5;
/// Speakers whose resamples are drawn together.
const BLOCK: usize = 32;
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
/// intervals and nothing else.
pub fn key_terms<'a>(
    counts: &TermCounts,
    vocabulary: &Vocabulary,
    speakers: impl Iterator<Item = &'a str>,
    seed: u64,
) -> Vec<KeyTerm> {
    let corpus = TermCorpus::new(counts, vocabulary);
    let found: Vec<(&str, &TermBags, Vec<FoundTerm>)> = speakers
        .filter_map(|speaker| counts.speakers.get_key_value(speaker))
        .map(|(speaker, bags)| (speaker.as_str(), bags, corpus.find(bags)))
        .collect();
    let documents: Vec<[u64; ORDERS]> = corpus.documents.values().map(|(_, totals)| *totals).collect();
    let mut rows = Vec::new();
    // resamples are drawn once for a block of speakers, whose values and places are held
    for block in found.chunks(BLOCK) {
        let mut said: SaidWhere =
            block.iter().flat_map(|(_, _, terms)| terms).map(|t| (t.id, BTreeMap::new())).collect();
        corpus.locate(counts, &mut said);
        let number: BTreeMap<u32, usize> = said.keys().copied().zip(0..).collect();
        let places = |said: &BTreeMap<usize, (usize, u64)>| said.iter().map(|(at, (_, count))| (*at, *count)).collect();
        let places: Vec<Vec<(usize, u64)>> = said.values().map(places).collect();
        let voices: Vec<SpeakerDraws> =
            block.iter().map(|(_, bags, terms)| corpus.voice(bags, terms, &number)).collect();
        let ends = intervals(&documents, &places, &voices, seed);
        for (((who, _, terms), voice), ends) in block.iter().zip(voices).zip(ends) {
            rows.extend(corpus.complete(who, terms, (voice, ends), &said));
        }
    }
    rows
}

/// What a speaker says, by document.
type TermBags = BTreeMap<u64, TermBag>;
/// Where terms are said: by term and index of the document, by how many persons and how often.
type SaidWhere = BTreeMap<u32, BTreeMap<usize, (usize, u64)>>;

/// A term that is to be shown.
struct FoundTerm {
    id: u32,
    own: TermUse,
    rest: TermUse,
    documents: u64,
    z: f64,
}

/// All that is said.
struct TermCorpus<'a> {
    terms: Vec<&'a str>,
    least: u64,
    /// By number of the term.
    counts: Vec<u64>,
    totals: [u64; ORDERS],
    /// Persons and sums of each document.
    documents: BTreeMap<u64, (usize, [u64; ORDERS])>,
    /// Number of each document.
    index: BTreeMap<u64, usize>,
}

impl<'a> TermCorpus<'a> {
    fn new(counts: &TermCounts, vocabulary: &'a Vocabulary) -> Self {
        let terms = vocabulary.terms();
        let mut corpus = TermCorpus {
            least: vocabulary.least(),
            counts: vec![0; terms.len()],
            totals: [0; ORDERS],
            documents: BTreeMap::new(),
            index: BTreeMap::new(),
            terms,
        };
        for (document, bag) in counts.speakers.values().flatten() {
            let (persons, totals) = corpus.documents.entry(*document).or_default();
            *persons += 1;
            add(totals, bag.totals);
            add(&mut corpus.totals, bag.totals);
            for (id, count) in bag.counts.iter() {
                corpus.counts[id as usize] += u64::from(count);
            }
        }
        corpus.index = corpus.documents.keys().copied().zip(0..).collect();
        corpus
    }

    /// All occurrences of a term, of all terms of its order.
    fn all(&self, id: u32) -> TermUse {
        TermUse { count: self.counts[id as usize], total: self.totals[order(self.terms[id as usize])] }
    }

    /// The terms of a speaker that are to be shown.
    fn find(&self, bags: &TermBags) -> Vec<FoundTerm> {
        let mut totals = [0; ORDERS];
        let mut sums: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        for bag in bags.values() {
            add(&mut totals, bag.totals);
            for (id, count) in bag.counts.iter() {
                let (occurrences, documents) = sums.entry(id).or_default();
                *occurrences += u64::from(count);
                *documents += 1;
            }
        }
        let least_documents = LEAST_DOCUMENTS.min(bags.len() as u64);
        let mut found: Vec<FoundTerm> = sums
            .into_iter()
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

    /// Notes where the terms are said.
    fn locate(&self, counts: &TermCounts, said: &mut SaidWhere) {
        for (document, bag) in counts.speakers.values().flatten() {
            for (id, count) in bag.counts.iter() {
                if let Some(places) = said.get_mut(&id) {
                    let (persons, all) = places.entry(self.index[document]).or_default();
                    *persons += 1;
                    *all += u64::from(count);
                }
            }
        }
    }

    /// What the intervals of a speaker are drawn from; `number` says which of the block's terms an id is.
    fn voice(&self, bags: &TermBags, found: &[FoundTerm], number: &BTreeMap<u32, usize>) -> SpeakerDraws {
        let mut own: BTreeMap<u32, Vec<(usize, u64)>> = found.iter().map(|term| (term.id, Vec::new())).collect();
        for (document, bag) in bags {
            for (id, count) in bag.counts.iter() {
                if let Some(places) = own.get_mut(&id) {
                    places.push((self.index[document], u64::from(count)));
                }
            }
        }
        let sample = |term: &FoundTerm| TermSample {
            alpha: prior(self.all(term.id)),
            order: order(self.terms[term.id as usize]),
            term: number[&term.id],
            own: own.remove(&term.id).unwrap_or_default(),
        };
        let samples = found.iter().map(sample).collect();
        let place = |(document, bag): (&u64, &TermBag)| (self.index[document], bag.totals);
        SpeakerDraws { own: if self.is_drawn(bags) { bags.iter().map(place).collect() } else { Vec::new() }, samples }
    }

    /// The rows of one speaker.
    fn complete(
        &self,
        speaker: &str,
        found: &[FoundTerm],
        drawn: (SpeakerDraws, Vec<Interval>),
        said: &SaidWhere,
    ) -> Vec<KeyTerm> {
        let (voice, ends) = drawn;
        let mut ends = ends.into_iter();
        let complete = |(term, sample): (&FoundTerm, TermSample)| {
            let places = &said[&term.id];
            let alone = sample.own.iter().filter(|(document, _)| places[document].0 == 1).count();
            KeyTerm {
                speaker: speaker.to_owned(),
                term: self.terms[term.id as usize].to_owned(),
                own: term.own,
                rest: term.rest,
                documents: term.documents,
                rest_documents: (places.len() - alone) as u64,
                log_odds: log_odds(term.own, term.rest, sample.alpha),
                interval: ends.next(),
                z: term.z,
            }
        };
        found.iter().zip(voice.samples).map(complete).collect()
    }

    /// Whether both sides speak in enough documents for an interval.
    fn is_drawn(&self, bags: &TermBags) -> bool {
        let alone = bags.keys().filter(|document| self.documents[document].0 == 1).count();
        bags.len() >= FEWEST && self.documents.len() - alone >= FEWEST
    }
}

#[cfg(test)]
mod tests;
