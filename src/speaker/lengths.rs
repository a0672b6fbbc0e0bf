//! How long a speaker's turns usually are. A turn far longer than that may have swallowed the turns of others whose
//! headers were not found.

use std::collections::BTreeMap;

use crate::speaker::key::SpeakerKey;
use crate::speaker::registry::Registry;
use crate::speaker::resolved::Resolved;
use crate::transcript::{Header, Transcript};

/// A turn is long from this many times its speaker's median on.
const LONG: f64 = 10.0;
/// Of fewer turns no median is taken.
const LEAST_TURNS: usize = 3;

/// Words of a question or a remark, where a run has too few of them to tell.
const USUAL_OF_ROLES: f64 = 40.0;

/// The words of every turn of a run, by document and header, while names are not known yet.
#[derive(Debug, Default)]
pub struct Lengths {
    seen: Vec<(String, Header, Vec<u32>)>,
}

impl Lengths {
    /// First pass: the turns of one document.
    pub fn learn(&mut self, transcript: &Transcript) {
        let mut index: BTreeMap<&str, usize> = BTreeMap::new();
        for turn in &transcript.turns {
            let at = *index.entry(&turn.header.printed).or_insert_with(|| {
                self.seen.push((transcript.id.clone(), turn.header.clone(), Vec::new()));
                self.seen.len() - 1
            });
            self.seen[at].2.push(u32::try_from(turn.words()).unwrap_or(u32::MAX));
        }
    }

    /// The median of each speaker, over the whole run for persons and over their document for labels.
    pub fn medians(self, registry: &Registry) -> Medians {
        let mut words: BTreeMap<SpeakerKey, Vec<u32>> = BTreeMap::new();
        let mut roles: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (document, header, lengths) in self.seen {
            let speaker = registry.resolve(&document, &header);
            if let Some(key) = SpeakerKey::of(&speaker, &document) {
                words.entry(key).or_default().extend(lengths);
            } else if let Some(role) = speaker.role {
                roles.entry(role).or_default().extend(lengths);
            }
        }
        Medians { speakers: medians(words), roles: medians(roles) }
    }
}

fn medians<K: Ord>(words: BTreeMap<K, Vec<u32>>) -> BTreeMap<K, f64> {
    let enough = words.into_iter().filter(|(_, lengths)| lengths.len() >= LEAST_TURNS);
    enough.map(|(key, lengths)| (key, median(lengths))).collect()
}

fn median(mut lengths: Vec<u32>) -> f64 {
    lengths.sort_unstable();
    let middle = lengths.len() / 2;
    let upper = f64::from(lengths[middle]);
    if lengths.len() % 2 == 1 { upper } else { f64::midpoint(f64::from(lengths[middle - 1]), upper) }
}

/// The median length of each speaker's turns, in words.
#[derive(Debug, Default)]
pub struct Medians {
    speakers: BTreeMap<SpeakerKey, f64>,
    /// Of questions, remarks and the like, over the whole run: a word for them may stand in somebody's speech.
    roles: BTreeMap<String, f64>,
}

impl Medians {
    /// The speaker's median, where a turn of so many words is over ten times as long.
    pub fn exceeded(&self, document: &str, speaker: &Resolved, words: usize) -> Option<f64> {
        let median = match SpeakerKey::of(speaker, document) {
            Some(key) => *self.speakers.get(&key)?,
            None => self.roles.get(speaker.role.as_ref()?).copied().unwrap_or(USUAL_OF_ROLES),
        };
        (words as f64 > LONG * median).then_some(median)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exceeded(lengths: &[u32], words: usize) -> Option<f64> {
        let header = Header { printed: "Question".to_owned(), ..Header::default() };
        let all = Lengths { seen: vec![("a".to_owned(), header.clone(), lengths.to_vec())] };
        let registry = Registry::new(Vec::new());
        all.medians(&registry).exceeded("a", &registry.resolve("a", &header), words)
    }

    #[test]
    fn a_role_that_outgrows_what_its_turns_say_is_told() {
        assert_eq!(exceeded(&[20, 30, 40, 301], 301), None);
        assert_eq!(exceeded(&[20, 30, 30, 301], 301), Some(30.0));
        // the rhetorical question that took an address, alone of its kind
        assert_eq!(exceeded(&[900], 900), Some(40.0));
        assert_eq!(exceeded(&[300], 300), None);
    }
}
