//! The tasks: what is asked of every sentence. One file and one row each; scoring, evaluation, sums and the description of
//! the model go over the list.

pub mod answer;
pub mod definition;
mod entities;
mod link;
pub mod scorer;
mod stance;
mod targets;
mod tone;
pub mod topics;

pub use definition::Task;

use crate::model::own::OwnModel;

/// Every task, in the order in which a sentence is judged: the stance toward a mention needs the mention.
pub const TASKS: &[&dyn Task] =
    &[&tone::Tones, &entities::Entities, &targets::Targets, &topics::TopicsFound, &stance::Stances];

/// The tasks that a model of the user's own can take over.
pub fn own_models(tasks: &[&dyn Task]) -> Vec<OwnModel> {
    tasks.iter().filter_map(|task| task.own()).collect()
}

#[cfg(test)]
mod tests;
