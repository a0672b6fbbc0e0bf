//! The arithmetic of the heads: small dense layers over hidden states, one text at a time, so that a text's
//! logits cannot depend on its neighbours.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, concatenate};
use safetensors::SafeTensors;

use crate::error::{Error, Result};

fn fault(reason: impl ToString) -> Error {
    Error::Model { name: "heads.safetensors".into(), reason: reason.to_string() }
}

/// weight · x + bias.
struct Linear {
    weight: Array2<f32>,
    bias: Array1<f32>,
}

impl Linear {
    fn read(file: &SafeTensors, name: &str) -> Result<Self> {
        let weight = matrix(file, &format!("{name}.weight"))?;
        let (_, bias) = floats(file, &format!("{name}.bias"))?;
        if bias.len() != weight.nrows() {
            return Err(fault(format!("{name}: {} biases for {} outputs", bias.len(), weight.nrows())));
        }
        Ok(Linear { weight, bias: Array1::from_vec(bias) })
    }

    fn apply(&self, x: ArrayView1<f32>) -> Array1<f32> {
        self.weight.dot(&x) + &self.bias
    }
}

/// Two dense layers with tanh between.
struct Perceptron {
    first: Linear,
    second: Linear,
}

impl Perceptron {
    fn read(file: &SafeTensors, name: &str) -> Result<Self> {
        let first = Linear::read(file, &format!("{name}.first"))?;
        Ok(Perceptron { first, second: Linear::read(file, &format!("{name}.second"))? })
    }

    fn apply(&self, x: ArrayView1<f32>) -> Array1<f32> {
        self.second.apply(self.first.apply(x).mapv_into(f32::tanh).view())
    }

    fn three(&self, x: ArrayView1<f32>) -> [f32; 3] {
        let y = self.apply(x);
        [y[0], y[1], y[2]]
    }
}

fn floats(file: &SafeTensors, name: &str) -> Result<(Vec<usize>, Vec<f32>)> {
    let tensor = file.tensor(name).map_err(|e| fault(format!("{name}: {e}")))?;
    if tensor.dtype() != safetensors::Dtype::F32 {
        return Err(fault(format!("{name}: {:?} where F32 was expected", tensor.dtype())));
    }
    let values = tensor.data().as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
    Ok((tensor.shape().to_vec(), values))
}

fn matrix(file: &SafeTensors, name: &str) -> Result<Array2<f32>> {
    let (shape, values) = floats(file, name)?;
    let [rows, columns] = shape[..] else { return Err(fault(format!("{name}: not a matrix"))) };
    Array2::from_shape_vec((rows, columns), values).map_err(fault)
}

/// Every head of the model.
pub struct Heads {
    sentiment: Perceptron,
    stance: Perceptron,
    topic: Perceptron,
    target: Perceptron,
    entity: Linear,
    embedding: Linear,
    /// Embeddings of sentences about anything [sentences, width], the background of user-defined topics.
    pub background: Array2<f32>,
}

impl Heads {
    /// Reads the tensors of `heads.safetensors` and checks that the outputs are as many as the labels.
    ///
    /// # Errors
    /// [`Error::Model`] where one is missing or of another shape.
    pub fn read(bytes: &[u8], entities: usize, topics: usize) -> Result<Self> {
        let file = SafeTensors::deserialize(bytes).map_err(fault)?;
        let heads = Heads {
            sentiment: Perceptron::read(&file, "sentiment")?,
            stance: Perceptron::read(&file, "stance")?,
            topic: Perceptron::read(&file, "topic")?,
            target: Perceptron::read(&file, "target")?,
            entity: Linear::read(&file, "entity")?,
            embedding: Linear::read(&file, "embedding")?,
            background: matrix(&file, "background")?,
        };
        let outputs = [
            ("sentiment", heads.sentiment.second.bias.len(), 3),
            ("stance", heads.stance.second.bias.len(), 3),
            ("target", heads.target.second.bias.len(), 3),
            ("topic", heads.topic.second.bias.len(), topics),
            ("entity", heads.entity.bias.len(), entities),
        ];
        match outputs.iter().find(|(_, found, labels)| found != labels) {
            Some((name, found, labels)) => Err(fault(format!("{name}: {found} outputs for {labels} labels"))),
            None => Ok(heads),
        }
    }

    /// Logits (negative, neutral, positive) of a sentence from its features [2·width].
    pub fn sentiment(&self, features: ArrayView1<f32>) -> [f32; 3] {
        self.sentiment.three(features)
    }

    /// Logits (against, neither, favor) of a sentence read together with a proposition.
    pub fn stance(&self, features: ArrayView1<f32>) -> [f32; 3] {
        self.stance.three(features)
    }

    /// One logit per trained topic.
    pub fn topics(&self, features: ArrayView1<f32>) -> Array1<f32> {
        self.topic.apply(features)
    }

    /// Logits (negative, neutral, positive) toward a mention: the mean of its tokens' states [tokens, width]
    /// beside the sentence's features.
    pub fn target(&self, mention: ArrayView2<f32>, features: ArrayView1<f32>) -> [f32; 3] {
        let mean = mention.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(mention.ncols()));
        match concatenate(Axis(0), &[mean.view(), features]) {
            Ok(input) => self.target.three(input.view()),
            Err(_) => [0.0; 3], // one-dimensional arrays always concatenate
        }
    }

    /// Logits of the entity tags of one token from its state `[width]`.
    pub fn entity(&self, state: ArrayView1<f32>) -> Array1<f32> {
        self.entity.apply(state)
    }

    /// The sentence's embedding `[width]`, of length one.
    pub fn embedding(&self, features: ArrayView1<f32>) -> Array1<f32> {
        let width = features.len() / 2;
        let raw = self.embedding.apply(features.slice(ndarray::s![width..]));
        let norm = raw.dot(&raw).sqrt().max(1e-12);
        raw / norm
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array1, Array2, Axis, concatenate, s};
    use serde::Deserialize;

    use super::*;
    use crate::model::files::{HEADS, Manifest};

    /// What PyTorch makes of the states of one sentence, written by `models/training/export.py`.
    #[derive(Deserialize)]
    struct Reference {
        hidden: Vec<Vec<f32>>,
        sentiment: Vec<f32>,
        stance: Vec<f32>,
        topic: Vec<f32>,
        target: Vec<f32>,
        entity: Vec<f32>,
        embedding: Vec<f32>,
    }

    #[test]
    fn every_head_gives_what_pytorch_gives_for_the_same_states() {
        let reference: Reference =
            serde_json::from_str(include_str!("../../tests/reference/pytorch/heads.json")).expect("the reference");
        let manifest = Manifest::built_in().expect("the manifest");
        let heads = Heads::read(HEADS, manifest.labels.entity.len(), manifest.topics.len()).expect("the heads");
        let (rows, width) = (reference.hidden.len(), reference.hidden[0].len());
        let hidden = Array2::from_shape_vec((rows, width), reference.hidden.concat()).expect("a matrix");
        let mean = hidden.mean_axis(Axis(0)).expect("rows");
        let features: Array1<f32> = concatenate(Axis(0), &[hidden.row(0), mean.view()]).expect("joins");
        let found = [
            ("sentiment", heads.sentiment(features.view()).to_vec(), reference.sentiment),
            ("stance", heads.stance(features.view()).to_vec(), reference.stance),
            ("topic", heads.topics(features.view()).to_vec(), reference.topic),
            ("target", heads.target(hidden.slice(s![1..3, ..]), features.view()).to_vec(), reference.target),
            ("entity", heads.entity(hidden.row(1)).to_vec(), reference.entity),
            ("embedding", heads.embedding(features.view()).to_vec(), reference.embedding),
        ];
        for (head, ours, theirs) in found {
            assert_eq!(ours.len(), theirs.len(), "{head}");
            for (a, b) in ours.iter().zip(&theirs) {
                assert!((a - b).abs() < 1e-4, "{head}: {ours:?} and {theirs:?}");
            }
        }
    }
}
