//! The shipped weights in single precision: the same int8 weights as numbers, without the rounding of activations, as a
//! graph for rten and by the names that Hugging Face's BERT has, for libtorch and other programs.

use std::collections::{BTreeMap, HashMap};

use rten_onnx::onnx::{DataType, ModelProto, NodeProto, TensorProto};
use safetensors::tensor::{Dtype, TensorView};
use serde::Serialize;

use crate::error::{Error, Result};

fn fault(reason: impl ToString) -> Error {
    Error::Model { name: "encoder.onnx".into(), reason: reason.to_string() }
}

/// Numbers in row-major order.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// Length of each dimension.
    pub shape: Vec<usize>,
    /// The numbers.
    pub data: Vec<f32>,
}

impl Tensor {
    fn read(proto: &TensorProto) -> Result<Self> {
        let name = proto.name.as_deref().unwrap_or_default();
        let shape = proto.dims.iter().map(|&d| usize::try_from(d)).collect::<std::result::Result<Vec<_>, _>>();
        let shape = shape.map_err(|_| fault(format!("{name}: negative length")))?;
        let raw = proto.raw_data.as_ref().map(|raw| raw.borrow().clone()).unwrap_or_default();
        let data: Vec<f32> = match proto.data_type {
            Some(DataType::FLOAT) => {
                raw.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
            }
            Some(DataType::INT8) => raw.iter().map(|&b| f32::from(b.cast_signed())).collect(),
            _ => return Err(fault(format!("{name}: neither f32 nor int8"))),
        };
        if data.len() != shape.iter().product::<usize>() {
            return Err(fault(format!("{name}: {} numbers for the shape {shape:?}", data.len())));
        }
        Ok(Tensor { shape, data })
    }

    fn columns(&self) -> usize {
        self.shape.last().copied().unwrap_or(1).max(1)
    }

    /// Every number with its row and column.
    fn map(mut self, f: impl Fn(f32, usize, usize) -> f32) -> Self {
        let columns = self.columns();
        for (i, x) in self.data.iter_mut().enumerate() {
            *x = f(*x, i / columns, i % columns);
        }
        self
    }

    /// Columns `first..end` of a matrix as rows.
    fn transposed(&self, first: usize, end: usize) -> Self {
        let (columns, rows) = (self.columns(), self.data.len() / self.columns());
        let at = |i: usize| self.data[(i % rows) * columns + first + i / rows];
        Tensor { shape: vec![end - first, rows], data: (0..(end - first) * rows).map(at).collect() }
    }

    fn proto(&self, name: &str) -> TensorProto {
        TensorProto {
            dims: self.shape.iter().map(|&d| d as i64).collect(),
            data_type: Some(DataType::FLOAT),
            raw_data: Some(self.bytes().into()),
            name: Some(name.to_owned()),
            ..TensorProto::default()
        }
    }

    fn bytes(&self) -> Vec<u8> {
        self.data.iter().flat_map(|x| x.to_le_bytes()).collect()
    }
}

/// The quantised graph, taken apart.
pub struct Weights {
    model: ModelProto,
    /// Constants by name; those of eight bits as the whole numbers that they are.
    constants: BTreeMap<String, Tensor>,
}

/// The sizes of the encoder, by the names of Hugging Face's `config.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Sizes {
    pub hidden_size: usize,
    pub intermediate_size: usize,
    pub max_position_embeddings: usize,
    pub num_attention_heads: usize,
    pub num_hidden_layers: usize,
    pub type_vocab_size: usize,
    pub vocab_size: usize,
}

impl Weights {
    /// Takes the shipped encoder apart.
    ///
    /// # Errors
    /// [`Error::Model`] where it is no ONNX graph of the shape that `models/training/graph.py` writes.
    pub fn read(onnx: &[u8]) -> Result<Self> {
        let model = ModelProto::parse_buf(onnx).map_err(fault)?;
        let graph = model.graph.as_ref().ok_or_else(|| fault("no graph"))?;
        let is_number = |t: &&TensorProto| matches!(t.data_type, Some(DataType::FLOAT | DataType::INT8));
        let constants = graph.initializer.iter().filter(is_number);
        let named = |t: &TensorProto| Ok((t.name.clone().unwrap_or_default(), Tensor::read(t)?));
        let constants = constants.map(named).collect::<Result<_>>()?;
        Ok(Weights { model, constants })
    }

    fn constant(&self, name: &str) -> Result<&Tensor> {
        self.constants.get(name).ok_or_else(|| fault(format!("no constant {name}")))
    }

    /// The weights [in, out] of a product of integers, as numbers.
    fn product(&self, site: &str) -> Result<Tensor> {
        // what a whole number of the product stands for is the weight's scale by that of the activation
        let activation = self.constant(&format!("{site}.scale"))?.data.first().copied().unwrap_or(1.0);
        let rescale = &self.constant(&format!("{site}.rescale"))?.data;
        let weight = self.constant(&format!("{site}.weight"))?;
        if weight.columns() != rescale.len() {
            return Err(fault(format!("{site}: {} scales for {} outputs", rescale.len(), weight.columns())));
        }
        Ok(weight.clone().map(|q, _, column| q * (rescale[column] / activation)))
    }

    /// The same graph with products of f32 numbers, as ONNX.
    ///
    /// # Errors
    /// As [`Weights::read`].
    pub fn f32_graph(&self) -> Result<Vec<u8>> {
        let graph = self.model.graph.as_ref().ok_or_else(|| fault("no graph"))?;
        let mut nodes: Vec<NodeProto> = Vec::with_capacity(graph.node.len());
        // what was quantised, by the name of the quantised; and the product that a node finishes, by the name of its input
        let (mut plain, mut unfinished): (HashMap<&str, &str>, HashMap<&str, usize>) = Default::default();
        let mut sites = Vec::new();
        for node in &graph.node {
            let (Some(input), Some(output)) = (node.input.first(), node.output.first()) else {
                return Err(fault("a node without input or output"));
            };
            match (node.op_type.as_deref(), unfinished.get(input.as_str())) {
                (Some("QuantizeLinear"), _) => drop(plain.insert(output, input)),
                (Some("MatMulInteger"), _) => {
                    let weight = node.input.get(1).ok_or_else(|| fault("a product without weights"))?;
                    let x = plain.get(input.as_str()).ok_or_else(|| fault("a product of something not quantised"))?;
                    sites.push(weight.strip_suffix(".weight").unwrap_or(weight));
                    unfinished.insert(output, nodes.len());
                    let input = vec![(*x).to_owned(), weight.clone()];
                    nodes.push(NodeProto { input, op_type: Some("MatMul".to_owned()), ..node.clone() });
                }
                (Some("Cast"), Some(&product)) => drop(unfinished.insert(output, product)),
                (Some("Mul"), Some(&product)) => nodes[product].output = node.output.clone(),
                _ => nodes.push(node.clone()),
            }
        }
        let mut initializer = Vec::with_capacity(graph.initializer.len());
        for proto in &graph.initializer {
            let name = proto.name.as_deref().unwrap_or_default();
            let (site, part) = name.rsplit_once('.').unwrap_or((name, ""));
            match part {
                "weight" if sites.contains(&site) => initializer.push(self.product(site)?.proto(name)),
                "zero" | "scale" | "rescale" if sites.contains(&site) => {}
                _ => initializer.push(proto.clone()),
            }
        }
        let graph = rten_onnx::onnx::GraphProto { node: nodes, initializer, ..graph.clone() };
        let model = ModelProto {
            graph: Some(graph),
            ir_version: self.model.ir_version,
            opset_import: self.model.opset_import.clone(),
            producer_name: self.model.producer_name.clone(),
            ..ModelProto::default()
        };
        model.write_buf().map_err(fault)
    }

    /// The sizes of the encoder.
    ///
    /// # Errors
    /// As [`Weights::read`].
    pub fn sizes(&self) -> Result<Sizes> {
        let rows = |name: &str| self.constant(name).map(|t| t.data.len() / t.columns());
        let hidden_size = self.constant("casing")?.columns();
        let layers = (0..).take_while(|i| self.constants.contains_key(&format!("layers.{i}.qkv.weight"))).count();
        Ok(Sizes {
            hidden_size,
            intermediate_size: self.constant("layers.0.up.weight")?.columns(),
            max_position_embeddings: rows("position")?,
            num_attention_heads: self.heads()?,
            num_hidden_layers: layers,
            type_vocab_size: rows("casing")?,
            vocab_size: rows("word")?,
        })
    }

    fn heads(&self) -> Result<usize> {
        let shapes = self.model.graph.iter().flat_map(|g| &g.initializer);
        let shape = shapes.filter(|t| t.name.as_deref() == Some("heads_shape")).find_map(|t| {
            let raw = t.raw_data.as_ref()?.borrow().get(16..24)?.try_into().ok()?;
            usize::try_from(i64::from_le_bytes(raw)).ok()
        });
        shape.ok_or_else(|| fault("no constant heads_shape"))
    }

    /// The weights by the names of Hugging Face's `BertModel` without its pooler; token types are the casing.
    ///
    /// # Errors
    /// As [`Weights::read`].
    pub fn state(&self) -> Result<BTreeMap<String, Tensor>> {
        if self.constants.contains_key("distance") {
            return Err(fault("its attention knows distances, which Hugging Face's BERT does not"));
        }
        let sizes = self.sizes()?;
        let width = sizes.hidden_size;
        // the graph has 1/√d of the attention in the query
        let query = ((width / sizes.num_attention_heads.max(1)) as f32).sqrt();
        let mut out = BTreeMap::new();
        let scale = &self.constant("word.scale")?.data;
        let word = self.constant("word")?.clone().map(|q, row, _| q * scale[row]);
        out.insert("embeddings.word_embeddings.weight".to_owned(), word);
        let plain = |to: &str, from: &str| Ok((to.to_owned(), self.constant(from)?.clone()));
        out.extend(
            [
                plain("embeddings.position_embeddings.weight", "position"),
                plain("embeddings.token_type_embeddings.weight", "casing"),
                plain("embeddings.LayerNorm.weight", "norm.weight"),
                plain("embeddings.LayerNorm.bias", "norm.bias"),
            ]
            .into_iter()
            .collect::<Result<Vec<_>>>()?,
        );
        for i in 0..sizes.num_hidden_layers {
            let (from, to) = (format!("layers.{i}"), format!("encoder.layer.{i}"));
            let weight = self.product(&format!("{from}.qkv"))?;
            let bias = self.constant(&format!("{from}.qkv.bias"))?;
            for (third, (name, factor)) in [("query", query), ("key", 1.0), ("value", 1.0)].into_iter().enumerate() {
                let (first, end) = (third * width, (third + 1) * width);
                let name = format!("{to}.attention.self.{name}");
                let weight = weight.transposed(first, end).map(|x, _, _| x * factor);
                let bias = Tensor { shape: vec![width], data: bias.data[first..end].to_vec() };
                out.insert(format!("{name}.weight"), weight);
                out.insert(format!("{name}.bias"), bias.map(|x, _, _| x * factor));
            }
            for (site, dense) in
                [("out", "attention.output.dense"), ("up", "intermediate.dense"), ("down", "output.dense")]
            {
                let mut weight = self.product(&format!("{from}.{site}"))?;
                if let Ok(narrow) = self.constant(&format!("{from}.{site}.narrow")) {
                    weight = weight.map(|x, row, _| x * narrow.data[row]);
                }
                out.insert(format!("{to}.{dense}.weight"), weight.transposed(0, weight.columns()));
                out.insert(format!("{to}.{dense}.bias"), self.constant(&format!("{from}.{site}.bias"))?.clone());
            }
            for (norm, name) in [("norm1", "attention.output.LayerNorm"), ("norm2", "output.LayerNorm")] {
                for part in ["weight", "bias"] {
                    let constant = self.constant(&format!("{from}.{norm}.{part}"))?;
                    out.insert(format!("{to}.{name}.{part}"), constant.clone());
                }
            }
        }
        Ok(out)
    }
}

/// Writes tensors as a safetensors file.
///
/// # Errors
/// [`Error::Model`] where a shape does not fit its numbers.
pub fn safetensors(tensors: &BTreeMap<String, Tensor>) -> Result<Vec<u8>> {
    let bytes: Vec<(&String, &Tensor, Vec<u8>)> = tensors.iter().map(|(name, t)| (name, t, t.bytes())).collect();
    let views = bytes.iter().map(|(name, tensor, bytes)| {
        TensorView::new(Dtype::F32, tensor.shape.clone(), bytes).map(|view| (*name, view)).map_err(fault)
    });
    safetensors::serialize(views.collect::<Result<Vec<_>>>()?, None).map_err(fault)
}
