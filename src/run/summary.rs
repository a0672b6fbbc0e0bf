//! What a run did.

use std::collections::BTreeMap;

use crate::run::findings::Findings;
use crate::transcript::{Holds, Nameless, Reason, Transcript};

/// What a run did, for the summary.
#[derive(Debug, Default, Clone)]
pub struct Summary {
    /// Documents read.
    pub documents: usize,
    /// Of these, scored by an earlier run.
    pub reused: usize,
    /// Of these, counted nowhere because another one says the same.
    pub duplicates: usize,
    /// An example of them: the path, and the note on it.
    pub duplicate: Option<(String, String)>,
    /// One line for each document without a single turn.
    pub silent: Vec<String>,
    /// Speakers with a row in speakers.csv.
    pub speakers: usize,
    /// Turns.
    pub turns: usize,
    /// Sentences.
    pub sentences: usize,
    /// Rows of attribution.csv where who speaks may be wrong.
    pub doubtful: usize,
    /// Documents in which somebody speaks and that state no date.
    pub undated: usize,
    /// Documents with speech that nobody is named for.
    pub unattributed: usize,
    /// Characters of that speech.
    pub unattributed_characters: usize,
    /// An example of it: the path of the document, and how the speech begins.
    pub nameless: Option<(String, Nameless)>,
    /// Characters of the documents, lists of persons and the like left out.
    pub characters: usize,
    /// Of these, what was set aside, by the reason.
    pub set_aside: BTreeMap<&'static str, usize>,
    /// Sentences by topic id, in order of the topics.
    pub topics: Vec<(String, u64)>,
    /// What the tables say first of all; nothing where there are no tables.
    pub findings: Findings,
    /// How many pairs are compared in contrasts.csv, and why these.
    pub pairs: String,
    /// One line for each thing that deserves a look.
    pub warnings: Vec<String>,
    /// One line for each input that failed.
    pub failures: Vec<String>,
    /// Seconds from start to end.
    pub seconds: f64,
}

impl Summary {
    /// Whether documents were read and nothing in them is attributed to anybody: role words such as "Question" are nobody.
    pub fn is_silent(&self) -> bool {
        self.documents > 0 && self.speakers == 0
    }

    /// Adds what was read of a document, and what of it was set aside.
    pub fn add_characters(&mut self, t: &Transcript) {
        if t.holds != Holds::Lists {
            self.characters += t.characters;
            for (reason, n) in Reason::ALL.map(|reason| (reason, t.set_aside_for(reason))) {
                if n > 0 {
                    *self.set_aside.entry(reason.name()).or_default() += n;
                }
            }
        }
    }

    /// All that deserves a look: first the documents in which nobody speaks.
    pub fn remarks(&self) -> impl Iterator<Item = &String> {
        self.silent.iter().chain(&self.warnings)
    }
}
