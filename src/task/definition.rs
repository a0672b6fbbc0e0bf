//! What a task is: the question that it asks of every sentence, and what becomes of the answer.

use std::collections::BTreeMap;

use crate::entity::Referent;
use crate::error::Result;
use crate::evaluate::labelled::{Evaluated, Labelled};
use crate::label::Distribution;
use crate::model::Model;
use crate::model::files::Manifest;
use crate::model::own::OwnModel;
use crate::scores::{Item, Scores};
use crate::tally::ClusterPlace;
use crate::tally::EntityTally;
use crate::tally::{EntityKey, SpeakerTally};
use crate::task::answer::Answer;
use crate::task::topics::classifier::Topics;

/// What is read for a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// Every sentence by itself.
    Sentences,
    /// Sentences beside second texts that what was said about them before calls for.
    Pairs,
}

/// A sentence that was read, for a task to judge.
pub struct Asked<'a, 'o> {
    /// The sentence.
    pub item: &'a Item<'a>,
    /// What the network says of it.
    pub answer: &'a Answer<'o>,
    /// The topics of the run.
    pub topics: &'a Topics,
}

/// A scored sentence on its way into the sums.
pub struct Said<'a> {
    /// The sentence.
    pub text: &'a str,
    /// Words in it.
    pub words: usize,
    /// Where it is said.
    pub place: ClusterPlace,
    /// The role of its turn.
    pub role: Option<&'a str>,
    /// What the tasks say about it.
    pub scores: &'a Scores,
    /// The entities of its mentions, one for each.
    pub referents: &'a [Referent],
}

/// One task. Its file holds everything that is particular to it; whatever goes over the tasks goes over a list of these.
pub trait Task: Send + Sync {
    /// The name in labelled files and predictions.
    fn name(&self) -> &'static str;

    /// What the built-in model answers, for people: the labels and what they are of.
    ///
    /// # Errors
    /// [`crate::Error::Model`] where the manifest lacks the labels.
    fn describe(&self, manifest: &Manifest) -> Result<String>;

    /// Whether the built-in model has the head and the labels that the task needs; asked when a model is loaded.
    ///
    /// # Errors
    /// [`crate::Error::Model`] with what is there and what is needed.
    fn check(&self, model: &Model) -> Result<()>;

    /// What a model of the user's own must be to take the task over; none where none can.
    fn own(&self) -> Option<OwnModel> {
        None
    }

    /// What is read for it.
    fn reads(&self) -> Reads {
        Reads::Sentences
    }

    /// Judges a sentence that was read by itself. Tasks that stand before this one in the list have judged it already, and
    /// so have those that a model of the user's own has taken over.
    ///
    /// # Errors
    /// [`crate::Error::Model`].
    fn judge(&self, _asked: &Asked, _scores: &mut Scores) -> Result<()> {
        Ok(())
    }

    /// Judges the sentences of a turn by those before them, once each has been judged by itself.
    fn follow(&self, _turn: &mut [Scores]) {}

    /// The second texts that a sentence is to be read beside, one for each verdict.
    fn seconds<'a>(&self, _scores: &Scores, _topics: &'a Topics) -> Vec<&'a str> {
        Vec::new()
    }

    /// The verdict on a sentence beside its second text, as [`Answer::classes`] gives it.
    ///
    /// # Errors
    /// [`crate::Error::Model`].
    fn judge_pair(&self, _answer: &Answer) -> Result<Distribution> {
        Ok(Distribution::NO_VERDICT)
    }

    /// Takes the verdict beside the second text of this number.
    fn take(&self, _verdict: Distribution, _number: usize, _scores: &mut Scores) {}

    /// Predicts what rows are labelled with, and scores the predictions.
    ///
    /// # Errors
    /// [`crate::Error::Model`], and [`crate::Error::Config`] where a row asks for what is not defined.
    fn evaluate(&self, labelled: &Labelled) -> Result<Evaluated>;

    /// Adds a scored sentence to its speaker's sums.
    fn tally(&self, _said: &Said, _sums: &mut SpeakerTally) {}

    /// Adds it to the sums over everybody, whoever speaks.
    fn tally_entities(&self, _said: &Said, _entities: &mut BTreeMap<EntityKey, EntityTally>) {}
}
