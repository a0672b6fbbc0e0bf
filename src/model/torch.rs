//! Networks on libtorch: the modules of rust-bert, with our own tokens, masks and batches. Its pipelines are not used: the
//! batches of its classifiers carry no mask, and its token classifier mixes up inputs beyond the first batch.

mod bert;
mod deberta;
mod inputs;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use ndarray::{Array2, Array3};
use rust_bert::RustBertError;
use rust_bert::bert::BertConfig;
use rust_bert::distilbert::{DistilBertConfig, DistilBertForTokenClassification, DistilBertModelClassifier};
use safetensors::{Dtype, SafeTensors};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tch::nn::VarStore;
use tch::{Cuda, Device, Kind, Tensor};

use crate::config::{Compute, Device as Asked, EngineName, Precision};
use crate::error::{Error, Result};
use crate::model::batch::Batch;
use crate::model::budget::{Budget, Fault};
use crate::model::engine::Engine;
use crate::model::own::ModelShape;
use crate::model::weights::Weights;
use crate::quiet;
use bert::{Bert, Positions};
use deberta::{Deberta, Pooler};
use inputs::{Inputs, linear};

/// Padded tokens of one batch on the CPU.
const CPU_BATCH: usize = 1024;
/// Padded tokens of the first batches on a GPU, and the most that a batch grows to.
const GPU_BATCH: (usize, usize) = (8 << 10, 128 << 10);

/// Where networks run, and in which precision.
#[derive(Debug, Clone, Copy)]
pub struct TorchPlace {
    device: Device,
    half: bool,
    threads: usize,
}

impl TorchPlace {
    /// The device that was asked for, or the CPU with a warning where it is not there.
    ///
    /// # Errors
    /// [`Error::Option`] for half precision on a CPU.
    pub fn find(compute: Compute) -> Result<(Self, Option<String>)> {
        // a driver of another version and the like panics
        let gpus = quietly(|| if Cuda::is_available() { Cuda::device_count() } else { 0 }).unwrap_or(0);
        let gpus = usize::try_from(gpus).unwrap_or(0);
        let (device, warning) = match compute.device {
            Asked::Cuda(n) if n < gpus => (Device::Cuda(n), None),
            Asked::Cuda(n) => {
                let found = if gpus == 0 { "libtorch finds no GPU".to_owned() } else { format!("there are {gpus}") };
                (Device::Cpu, Some(format!("--device cuda:{n}: {found}; the CPU is used")))
            }
            Asked::Auto if gpus > 0 => (Device::Cuda(0), None),
            Asked::Auto | Asked::Cpu => (Device::Cpu, None),
        };
        let half = match compute.precision {
            Precision::F16 if device == Device::Cpu && warning.is_none() => {
                let reason = "needs a GPU (--device)".to_owned();
                return Err(Error::Option { option: "--precision f16".to_owned(), reason });
            }
            Precision::F32 => false,
            _ => device.is_cuda(),
        };
        Ok((TorchPlace { device, half, threads: compute.threads.max(1) }, warning))
    }

    /// What runs and where, for run.json.
    pub fn describe(self) -> Value {
        let device = match self.device {
            Device::Cuda(n) => format!("cuda:{n}"),
            _ => "cpu".to_owned(),
        };
        let precision = if self.half { Precision::F16 } else { Precision::F32 };
        json!({"engine": EngineName::RustBert, "precision": precision, "device": device})
    }
}

type Forward = Box<dyn Fn(&Inputs) -> std::result::Result<Tensor, RustBertError> + Send>;

/// A network on libtorch.
pub struct Torch {
    name: String,
    // libtorch spreads each operator over the threads itself
    forward: Mutex<Forward>,
    place: TorchPlace,
    budget: Budget,
}

impl Torch {
    /// The built-in encoder.
    ///
    /// # Errors
    /// [`Error::Model`] where the weights do not fit.
    pub fn encoder(place: &TorchPlace, weights: &Weights) -> Result<Self> {
        let name = "encoder.onnx";
        let sizes = serde_json::to_value(weights.sizes()?).map_err(|e| fault(name, e))?;
        let tensors = weights.state()?;
        let tensors = tensors.iter().map(|(name, t)| {
            let shape: Vec<i64> = t.shape.iter().map(|&d| d as i64).collect();
            (name.clone(), Tensor::from_slice(&t.data).reshape(shape))
        });
        let (tensors, config) = (tensors.collect(), config::<BertConfig>(name, &sizes)?);
        Self::new(place, name, tensors, |vs| {
            let bert = Bert::new(&vs.root(), &config, &Positions { first: 0, epsilon: 1e-12 }, false);
            Ok(Box::new(move |inputs| bert.hidden(inputs)))
        })
    }

    /// A classifier from its weights and its `config.json`.
    ///
    /// # Errors
    /// [`Error::Model`] for an architecture that is not known, and where the weights do not fit.
    pub fn classifier(place: &TorchPlace, weights: &Path, json: &Value, shape: ModelShape) -> Result<Self> {
        let name = weights.display().to_string();
        let tensors = read(weights, &name)?;
        let of_tokens = shape == ModelShape::Tokens;
        let labels = json["id2label"].as_object().map_or(0, |labels| labels.len() as i64);
        let kind = json["model_type"].as_str().unwrap_or_default();
        match kind {
            "bert" | "roberta" | "xlm-roberta" => {
                let (config, positions) = (config::<BertConfig>(&name, json)?, Positions::of(json));
                let (prefix, pooler) = if kind == "bert" { ("bert", !of_tokens) } else { ("roberta", false) };
                Self::new(place, &name, tensors, move |vs| {
                    let root = vs.root();
                    let bert = Bert::new(&(&root / prefix), &config, &positions, pooler);
                    let (classifier, width) = (&root / "classifier", config.hidden_size);
                    Ok(match (of_tokens, pooler) {
                        (true, _) => {
                            let classifier = linear(classifier, width, labels);
                            Box::new(move |inputs| Ok(bert.hidden(inputs)?.apply(&classifier)))
                        }
                        (false, true) => {
                            let classifier = linear(classifier, width, labels);
                            Box::new(move |inputs| Ok(bert.pooled(inputs)?.apply(&classifier)))
                        }
                        (false, false) => {
                            let dense = linear(&classifier / "dense", width, width);
                            let out = linear(classifier / "out_proj", width, labels);
                            Box::new(move |inputs| {
                                let first = bert.hidden(inputs)?.select(1, 0);
                                Ok(first.apply(&dense).tanh().apply(&out))
                            })
                        }
                    })
                })
            }
            "distilbert" => {
                let config = config::<DistilBertConfig>(&name, json)?;
                Self::new(place, &name, tensors, move |vs| {
                    Ok(if of_tokens {
                        let model = DistilBertForTokenClassification::new(vs.root(), &config)?;
                        Box::new(move |i| Ok(model.forward_t(Some(&i.ids), Some(&i.mask), None, false)?.logits))
                    } else {
                        let model = DistilBertModelClassifier::new(vs.root(), &config)?;
                        Box::new(move |i| Ok(model.forward_t(Some(&i.ids), Some(&i.mask), None, false)?.logits))
                    })
                })
            }
            "deberta-v2" => {
                let config: deberta::DebertaConfig =
                    serde_json::from_value(json.clone()).map_err(|e| fault(&name, format!("config.json: {e}")))?;
                Self::new(place, &name, tensors, move |vs| {
                    let root = vs.root();
                    let deberta = Deberta::new(&(&root / "deberta"), &config);
                    let classifier = &root / "classifier";
                    Ok(if of_tokens {
                        let classifier = linear(classifier, config.hidden_size, labels);
                        Box::new(move |inputs| Ok(deberta.hidden(inputs)?.apply(&classifier)))
                    } else {
                        let pooler = Pooler::new(&(&root / "pooler"), &config);
                        let classifier = linear(classifier, config.pooled(), labels);
                        Box::new(move |inputs| Ok(pooler.pooled(&deberta.hidden(inputs)?).apply(&classifier)))
                    })
                })
            }
            other => {
                let known = "bert, distilbert, roberta, xlm-roberta, deberta-v2 (also of v3)";
                let reason =
                    format!("the architecture {other:?} is not among {known}; as ONNX --engine rten may run it");
                Err(fault(&name, reason))
            }
        }
    }

    /// Builds a network, and fills it with the tensors.
    fn new(
        place: &TorchPlace,
        name: &str,
        tensors: BTreeMap<String, Tensor>,
        build: impl FnOnce(&VarStore) -> std::result::Result<Forward, RustBertError>,
    ) -> Result<Self> {
        let built = quietly(|| {
            let mut vs = VarStore::new(place.device);
            let forward = build(&vs).map_err(|e| e.to_string())?;
            let _no_grad = tch::no_grad_guard();
            let variables = vs.variables();
            // layers that the architecture knows nothing of, such as those of relative positions in a BERT; heads for other
            // tasks may be left over
            let unknown = |name: &&String| name.contains(".layer.") && !variables.contains_key(*name);
            if let Some(unknown) = tensors.keys().find(unknown) {
                return Err(format!("has a tensor {unknown}, which this architecture with this config.json has not"));
            }
            for (variable, mut into) in variables {
                let from = tensors.get(&variable).ok_or_else(|| format!("has no tensor {variable}"))?;
                if from.size() != into.size() {
                    return Err(format!("{variable} has the shape {:?}, not {:?}", from.size(), into.size()));
                }
                into.copy_(from);
            }
            if place.half {
                vs.half();
            }
            vs.freeze();
            Ok(forward)
        });
        let forward = built.and_then(|built| built).map_err(|reason: String| fault(name, reason))?;
        let budget = if place.device.is_cuda() { Budget::growing(GPU_BATCH) } else { Budget::fixed(CPU_BATCH) };
        Ok(Torch { name: name.to_owned(), forward: Mutex::new(forward), place: *place, budget })
    }

    fn forward(&self, batch: &Batch) -> std::result::Result<Array3<f32>, Fault> {
        let forward = self.forward.lock().map_err(|_| Fault::Other("a worker thread stopped".to_owned()))?;
        quietly(|| {
            tch::set_num_threads(i32::try_from(self.place.threads).unwrap_or(1));
            let _no_grad = tch::no_grad_guard();
            let place = |array: &Array2<i32>| tensor(array).to_device(self.place.device);
            let inputs = Inputs { ids: place(batch.ids()), types: place(batch.types()), mask: place(batch.mask()) };
            let output = forward(&inputs).map_err(|e| e.to_string())?;
            let output = output.to_device(Device::Cpu).to_kind(Kind::Float).contiguous();
            let output = if output.dim() == 2 { output.unsqueeze(1) } else { output };
            let shape = output.size3().map_err(|e| e.to_string())?;
            let data = Vec::<f32>::try_from(output.flatten(0, -1)).map_err(|e| e.to_string())?;
            if data.iter().any(|x| !x.is_finite()) {
                return Err("gives outputs that are no numbers".to_owned());
            }
            let shape = [shape.0, shape.1, shape.2].map(|d| usize::try_from(d).unwrap_or(0));
            Array3::from_shape_vec(shape, data).map_err(|e| e.to_string())
        })
        .and_then(|output| output)
        .map_err(|reason| {
            if reason.contains("out of memory") { Fault::OutOfMemory(reason) } else { Fault::Other(reason) }
        })
    }
}

impl Engine for Torch {
    fn run(&self, batch: &Batch) -> Result<Array3<f32>> {
        self.budget.run(batch, |batch| self.forward(batch)).map_err(|reason| fault(&self.name, reason))
    }

    fn workers(&self, _: usize) -> usize {
        1
    }

    fn batch_tokens(&self) -> usize {
        self.budget.tokens()
    }
}

fn fault(name: &str, reason: impl ToString) -> Error {
    Error::Model { name: name.to_owned(), reason: reason.to_string() }
}

fn tensor(array: &Array2<i32>) -> Tensor {
    let data: Vec<i64> = array.iter().map(|&x| i64::from(x)).collect();
    Tensor::from_slice(&data).reshape([array.nrows() as i64, array.ncols() as i64])
}

/// Most of libtorch's functions panic where they fail.
fn quietly<T>(f: impl FnOnce() -> T) -> std::result::Result<T, String> {
    // libtorch adds its own call stack
    let plain = |text: String| text.split("Exception raised from").next().unwrap_or_default().trim().replace('\n', " ");
    quiet::quietly(f).map_err(plain)
}

/// The tensors of a safetensors file, in single precision.
fn read(path: &Path, name: &str) -> Result<BTreeMap<String, Tensor>> {
    let bytes = std::fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let file = SafeTensors::deserialize(&bytes).map_err(|e| fault(name, e))?;
    let mut out = BTreeMap::new();
    for (tensor, view) in file.tensors() {
        let kind = match view.dtype() {
            Dtype::F32 => Kind::Float,
            Dtype::F16 => Kind::Half,
            Dtype::BF16 => Kind::BFloat16,
            // such as the numbers of positions, which are no weights
            _ => continue,
        };
        let shape: Vec<i64> = view.shape().iter().map(|&d| d as i64).collect();
        let made = Tensor::f_from_data_size(view.data(), &shape, kind).map_err(|e| fault(name, e))?;
        // older checkpoints call the parts of a norm so
        let renamed = tensor.replace("LayerNorm.gamma", "LayerNorm.weight").replace("LayerNorm.beta", "LayerNorm.bias");
        out.insert(renamed, made.to_kind(Kind::Float));
    }
    Ok(out)
}

/// A configuration of rust-bert: its defaults with what the file says.
fn config<T: Default + Serialize + DeserializeOwned>(name: &str, json: &Value) -> Result<T> {
    let mut all = serde_json::to_value(T::default()).map_err(|e| fault(name, e))?;
    if let (Some(all), Some(json)) = (all.as_object_mut(), json.as_object()) {
        let known = json.iter().filter(|(_, value)| !value.is_null());
        all.extend(known.map(|(key, value)| (key.clone(), value.clone())));
        all.retain(|_, value| !value.is_null());
    }
    serde_json::from_value(all).map_err(|e| fault(name, format!("config.json: {e}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::batch::Row;
    use crate::model::files;

    /// Two rows of unlike length.
    fn batch() -> Batch {
        let row =
            |tokens: i32| Row { ids: (4..4 + tokens).collect(), types: vec![0; tokens as usize], ..Row::default() };
        Batch::new(&[&row(5), &row(40)])
    }

    /// The outputs of the rows' first token, or of the rows.
    fn first(engine: &Torch) -> Vec<f32> {
        let outputs = engine.run(&batch()).expect("runs");
        outputs.index_axis(ndarray::Axis(1), 0).iter().copied().collect()
    }

    // the CPU has half precision too, slowly: what does not fit together there does not on a GPU either
    fn place(half: bool) -> TorchPlace {
        TorchPlace { device: Device::Cpu, half, threads: 2 }
    }

    fn close(name: &str, engine: impl Fn(&TorchPlace) -> Result<Torch>) {
        let [full, half] = [false, true].map(|half| first(&engine(&place(half)).expect("loads")));
        let size = full.iter().fold(0f32, |most, x| most.max(x.abs()));
        let largest = full.iter().zip(&half).map(|(a, b)| (a - b).abs()).fold(0f32, f32::max);
        println!("{name}: {largest:.1e} of {size:.1}");
        assert!(largest > 0.0 && largest < 0.01 * size, "{name}: {largest} of {size}");
    }

    #[test]
    fn half_precision_changes_the_built_in_model_by_little() {
        let weights = Weights::read(files::ENCODER).expect("weights");
        close("built-in", |place| Torch::encoder(place, &weights));
    }

    #[test]
    fn half_precision_changes_every_architecture_by_little() {
        let Some(folder) = std::env::var_os("ROSTRUM_CHECKPOINTS") else {
            return println!(
                "skipped: ROSTRUM_CHECKPOINTS is not set (tests/reference/checkpoints.py writes the folder)"
            );
        };
        for architecture in ["bert", "distilbert", "roberta", "xlm-roberta", "deberta-v2", "deberta-v3"] {
            for (task, shape) in [("sentiment", ModelShape::Texts), ("entities", ModelShape::Tokens)] {
                let at = Path::new(&folder).join(architecture).join(task);
                let json = std::fs::read_to_string(at.join("config.json")).expect("a configuration");
                let json = serde_json::from_str(&json).expect("JSON");
                let weights = at.join("model.safetensors");
                close(&format!("{architecture} {task}"), |place| Torch::classifier(place, &weights, &json, shape));
            }
        }
    }
}
