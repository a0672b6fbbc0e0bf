//! Whether a sentence stays with the subject of the one before it, whatever that is: a head that reads the features of both. It
//! knows no topic, so it serves those that users define as well.

use ndarray::Array1;

use crate::error::Result;
use crate::label::Probability;
use crate::model::{Encoding, Model};

/// The head in the model's files.
pub const HEAD: &str = "continues";

/// What a sentence gives to the question: the head's first layer of its features, as the sentence before and as the one after.
#[derive(Debug, Clone, Default)]
pub struct Link {
    before: Array1<f32>,
    after: Array1<f32>,
}

impl Link {
    /// Of a sentence that was read.
    ///
    /// # Errors
    /// [`crate::Error::Model`] where the model has no such head.
    pub fn of(model: &Model, encoding: &Encoding) -> Result<Self> {
        let features = encoding.features.view();
        let part = |from| model.heads.part(HEAD, from, features);
        Ok(Link { before: part(0)?, after: part(features.len())? })
    }

    /// The probability that the sentence `next` stays with the subject of this one.
    ///
    /// # Errors
    /// As [`Link::of`].
    pub fn followed_by(&self, next: &Self, model: &Model) -> Result<Probability> {
        let logits = model.heads.apply_parts(HEAD, [self.before.view(), next.after.view()])?;
        let logit = f64::from(logits.sum() / model.manifest.temperature_of(HEAD)?);
        Ok(Probability::new(1.0 / (1.0 + (-logit).exp())))
    }
}
