//! The arithmetic of the heads: small dense layers over hidden states, one text at a time, so that a text's
//! logits cannot depend on its neighbours.

use std::collections::BTreeMap;

use ndarray::{Array1, Array2, ArrayView1, s};
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

/// A head: one dense layer, or two.
enum Head {
    Linear(Linear),
    Perceptron(Perceptron),
}

/// Every head of the model, by its name in `heads.safetensors`: `NAME.weight` and `NAME.bias`, or the same of
/// `NAME.first` and `NAME.second`.
pub struct Heads {
    heads: BTreeMap<String, Head>,
    /// Embeddings of sentences about anything [sentences, width], the background of user-defined topics.
    pub background: Array2<f32>,
}

impl Heads {
    /// Reads `heads.safetensors`.
    ///
    /// # Errors
    /// [`Error::Model`] where a tensor is missing or of another shape.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let file = SafeTensors::deserialize(bytes).map_err(fault)?;
        let mut heads = BTreeMap::new();
        for layer in file.names().into_iter().filter_map(|name| name.strip_suffix(".weight")) {
            let (name, head) = match layer.strip_suffix(".first") {
                Some(name) => (name, Head::Perceptron(Perceptron::read(&file, name)?)),
                None if layer.ends_with(".second") => continue,
                None => (layer, Head::Linear(Linear::read(&file, layer)?)),
            };
            heads.insert(name.to_owned(), head);
        }
        Ok(Heads { heads, background: matrix(&file, "background")? })
    }

    /// The outputs of a head [labels] for an input [width], which depends on the head: features, a state, or both.
    ///
    /// # Errors
    /// [`Error::Model`] where there is no such head.
    pub fn apply(&self, name: &str, x: ArrayView1<f32>) -> Result<Array1<f32>> {
        match self.head(name)? {
            Head::Linear(linear) => Ok(linear.apply(x)),
            Head::Perceptron(perceptron) => Ok(perceptron.apply(x)),
        }
    }

    /// What the first layer of a head makes of one part of its input, which begins at `from`: parts add up, so each can be
    /// made where its text is read.
    ///
    /// # Errors
    /// [`Error::Model`] where there is no such head of two layers or its input is shorter.
    pub fn part(&self, name: &str, from: usize, x: ArrayView1<f32>) -> Result<Array1<f32>> {
        let first = &self.perceptron(name)?.first.weight;
        if first.ncols() < from + x.len() {
            return Err(fault(format!("{name}: {} inputs, expected {} and more", first.ncols(), from + x.len())));
        }
        Ok(first.slice(s![.., from..from + x.len()]).dot(&x))
    }

    /// The outputs of a head whose input is given by the parts of its first layer.
    ///
    /// # Errors
    /// As [`Heads::part`].
    pub fn apply_parts(&self, name: &str, parts: [ArrayView1<f32>; 2]) -> Result<Array1<f32>> {
        let perceptron = self.perceptron(name)?;
        let [one, other] = parts;
        let inner = &one + &other + &perceptron.first.bias;
        Ok(perceptron.second.apply(inner.mapv_into(f32::tanh).view()))
    }

    fn perceptron(&self, name: &str) -> Result<&Perceptron> {
        match self.head(name)? {
            Head::Perceptron(perceptron) => Ok(perceptron),
            Head::Linear(_) => Err(fault(format!("{name}: one layer, expected two"))),
        }
    }

    /// Checks that a head has as many outputs as labels.
    ///
    /// # Errors
    /// [`Error::Model`] with both numbers, and where there is no such head.
    pub fn check(&self, name: &str, labels: usize) -> Result<()> {
        let outputs = match self.head(name)? {
            Head::Linear(linear) => linear.bias.len(),
            Head::Perceptron(perceptron) => perceptron.second.bias.len(),
        };
        if outputs == labels { Ok(()) } else { Err(fault(format!("{name}: {outputs} outputs for {labels} labels"))) }
    }

    fn head(&self, name: &str) -> Result<&Head> {
        self.heads.get(name).ok_or_else(|| fault(format!("no head {name}")))
    }
}
