//! Stance of a sentence toward a topic's proposition, from a reading of both together.

use crate::label::Distribution;
use crate::model::{Model, Reading};

/// Probabilities of against, neither, favor.
pub fn toward(model: &Model, reading: &Reading) -> Distribution {
    let logits = model.heads.stance(reading.features.view());
    Distribution::softmax(logits, model.manifest.temperature.stance)
}
