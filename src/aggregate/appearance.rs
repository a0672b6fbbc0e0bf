//! A speaker's sums inside one document, role by role.

use std::collections::BTreeMap;

use crate::annotate::AnnotatedTranscript;
use crate::tally::{Clusters, places};
use crate::tally::{Presence, Sums};

/// One speaker in one document, in one role.
#[derive(Debug, Clone, PartialEq)]
pub struct Appearance {
    /// The speaker's name, or the label or role word as printed.
    pub speaker: String,
    /// Id of the document.
    pub document: String,
    /// Its date, YYYY-MM-DD.
    pub date: Option<String>,
    /// The role of the turns.
    pub role: Option<String>,
    /// Turns, sentences, words of this document.
    pub presence: Presence,
    /// Tone over the scored sentences.
    pub tone: Sums,
    /// The same by cluster.
    pub clusters: Clusters,
}

impl Appearance {
    /// The speakers of a document, in order of first appearance; one who appears in several roles has one for each.
    pub fn all(document: &AnnotatedTranscript) -> Vec<Self> {
        let mut all: Vec<Appearance> = Vec::new();
        let mut index: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
        let transcript = &document.transcript;
        let turns = transcript.turns.iter().zip(&document.speakers).zip(&document.sentences);
        for (number, ((turn, speaker), sentences)) in (0..).zip(turns) {
            let at = *index.entry((&speaker.speaker, speaker.role.as_deref())).or_insert_with(|| {
                all.push(Appearance {
                    speaker: speaker.speaker.clone(),
                    document: transcript.id.clone(),
                    date: transcript.date.clone(),
                    role: speaker.role.clone(),
                    presence: Presence { documents: 1, ..Presence::default() },
                    tone: Sums::default(),
                    clusters: Clusters::default(),
                });
                all.len() - 1
            });
            all[at].presence.turns += 1;
            for (sentence, place) in
                sentences.iter().zip(places(transcript, number, &turn.text, sentences.iter().map(|s| s.span.start)))
            {
                all[at].presence.sentences += 1;
                all[at].presence.words += sentence.words as u64;
                if let Some(scores) = &sentence.scores {
                    all[at].tone += Sums::of(scores.tone, sentence.words);
                    all[at].clusters.add(place, scores.tone);
                }
            }
        }
        all
    }
}
