//! Annotated documents to sums that add: a tally of one document, tallies of many added in any order, exactly.

pub mod adjust;
pub mod appearance;
pub mod contrast;
pub mod correction;
pub mod document;
pub mod family;
pub mod interval;
pub mod keyness;
pub mod period;
pub mod role;
pub mod shrinkage;
pub mod split;

use crate::aggregate::role::is_same_role;
use crate::annotate::AnnotatedTranscript;
use crate::day::DocumentDate;
use crate::speaker::SpeakerKey;
use crate::tally::{Tally, document_key, places};
use crate::task::TASKS;
use crate::task::definition::{Said, Task};

impl Tally {
    /// The sums of one document.
    pub fn of(document: &AnnotatedTranscript) -> Self {
        Self::by(TASKS, document)
    }

    /// The sums of one document without what is said in these roles, in whatever letters they are written.
    pub fn without(roles: &[String], document: &AnnotatedTranscript) -> Self {
        let is_out = |role: &str| roles.iter().any(|out| is_same_role(out, role));
        Self::add_up(TASKS, document, |role| !role.is_some_and(is_out))
    }

    /// The sums of one document to which each of these tasks adds what is its own.
    pub fn by(tasks: &[&dyn Task], document: &AnnotatedTranscript) -> Self {
        Self::add_up(tasks, document, |_| true)
    }

    /// The sums of the turns in roles that count.
    fn add_up(tasks: &[&dyn Task], document: &AnnotatedTranscript, counts: impl Fn(Option<&str>) -> bool) -> Self {
        let mut tally = Tally::default();
        let date = document.transcript.date.as_deref().and_then(DocumentDate::stated);
        tally.dates.extend(date.map(|date| (document_key(&document.transcript.id), date)));
        let turns = document.transcript.turns.iter().zip(&document.speakers).zip(&document.sentences);
        for (number, ((turn, speaker), sentences)) in (0..).zip(turns) {
            if !counts(speaker.role.as_deref()) {
                continue;
            }
            let mut sums = SpeakerKey::of(speaker, &document.transcript.id).map(|key| {
                let sums = tally.speakers.entry(key).or_default();
                sums.group = sums.group.take().or_else(|| speaker.group.clone());
                sums.presence.documents = 1;
                sums.presence.turns += 1;
                sums
            });
            let places =
                places(&document.transcript, number, &turn.text, sentences.iter().map(|sentence| sentence.span.start));
            for (sentence, place) in sentences.iter().zip(places) {
                if let Some(sums) = &mut sums {
                    sums.presence.sentences += 1;
                    sums.presence.words += sentence.words as u64;
                }
                let Some(scores) = &sentence.scores else { continue };
                let (text, referents) = (sentence.span.slice(&turn.text), sentence.referents.as_slice());
                let role = speaker.role.as_deref();
                let said = Said { text, words: sentence.words, place, role, scores, referents };
                for task in tasks {
                    task.tally_entities(&said, &mut tally.entities);
                    if let Some(sums) = &mut sums {
                        task.tally(&said, sums);
                    }
                }
            }
        }
        tally
    }
}

#[cfg(test)]
mod tests;
