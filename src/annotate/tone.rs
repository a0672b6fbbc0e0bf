//! Tone of a sentence and stance toward a mention in it.

use ndarray::s;

use crate::label::Distribution;
use crate::model::{Model, Reading};

/// The tone that the speaker expresses in the sentence.
pub fn tone(model: &Model, reading: &Reading) -> Distribution {
    let logits = model.heads.sentiment(reading.features.view());
    Distribution::softmax(logits, model.manifest.temperature.sentiment)
}

/// The stance toward the mention that covers the tokens `first..end`.
pub fn toward(model: &Model, reading: &Reading, first: usize, end: usize) -> Distribution {
    let logits = model.heads.target(reading.hidden.slice(s![first..end, ..]), reading.features.view());
    Distribution::softmax(logits, model.manifest.temperature.target)
}
