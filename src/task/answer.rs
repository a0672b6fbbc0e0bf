//! What a network says of one text, in the terms of tasks: the same whether a head of the built-in model answers or a model
//! of the user's own.

use ndarray::{Array1, ArrayView2};

use crate::error::{Error, Result};
use crate::label::Distribution;
use crate::model::batch::Row;
use crate::model::checkpoint::Checkpoint;
use crate::model::tokenizer::Tokens;
use crate::model::{Encoding, Model};
use crate::task::entities::tags::Scheme;

/// What a network says of one text.
pub enum Answer<'a> {
    /// The built-in model, whose heads read what its encoder made of the text.
    BuiltIn {
        /// The model.
        model: &'a Model,
        /// What its encoder made of the text.
        encoding: &'a Encoding,
        /// The tokens of the text.
        tokens: &'a Tokens,
    },
    /// A model of the user's own.
    Own {
        /// The model.
        checkpoint: &'a Checkpoint,
        /// The windows of the text.
        rows: &'a [Row],
        /// What the model made of each.
        outputs: &'a [ArrayView2<'a, f32>],
        /// The tokens of the text.
        tokens: &'a Tokens,
    },
}

/// The tags of a text's tokens.
pub struct Tagging<'a> {
    /// The tags' names, in order of the logits.
    pub names: &'a [String],
    /// How they follow one another.
    pub scheme: Scheme,
    /// What the logits are divided by.
    pub temperature: f32,
    /// The tokens.
    pub tokens: &'a Tokens,
    /// The logits of a token, one a tag.
    pub logits: Box<dyn Fn(usize) -> Result<Array1<f32>> + 'a>,
}

impl<'a> Answer<'a> {
    /// Probabilities of three classes, by this head of the built-in model.
    ///
    /// # Errors
    /// [`Error::Model`] where there is no such head, or an output is no number.
    pub fn classes(&self, head: &str) -> Result<Distribution> {
        match self {
            Answer::BuiltIn { model, encoding, .. } => model.classify(head, encoding.features.view()),
            Answer::Own { checkpoint, rows, outputs, .. } => checkpoint.classes(rows, outputs),
        }
    }

    /// The tags of the tokens, by this head of the built-in model.
    ///
    /// # Errors
    /// As [`Answer::classes`].
    pub fn tags(&self, head: &'a str) -> Result<Tagging<'a>> {
        match *self {
            Answer::BuiltIn { model, encoding, tokens } => Ok(Tagging {
                names: model.manifest.labels_of(head)?,
                scheme: Scheme::Strict,
                temperature: model.manifest.temperature_of(head)?,
                tokens,
                logits: Box::new(move |token| model.heads.apply(head, encoding.hidden.row(token))),
            }),
            Answer::Own { checkpoint, rows, outputs, tokens } => {
                let logits = checkpoint.tags(rows, outputs)?;
                Ok(Tagging {
                    names: &checkpoint.labels,
                    scheme: Scheme::Free,
                    temperature: 1.0,
                    tokens,
                    logits: Box::new(move |token| Ok(logits.row(token).to_owned())),
                })
            }
        }
    }

    /// What the built-in encoder made of the text, for tasks that nothing else can take over.
    ///
    /// # Errors
    /// [`Error::Model`] where another model answers.
    pub fn encoding(&self) -> Result<(&'a Model, &'a Encoding, &'a Tokens)> {
        match *self {
            Answer::BuiltIn { model, encoding, tokens } => Ok((model, encoding, tokens)),
            Answer::Own { checkpoint, .. } => Err(Error::Model {
                name: checkpoint.source.clone(),
                reason: "has no hidden states for a head of the built-in model".to_owned(),
            }),
        }
    }
}
