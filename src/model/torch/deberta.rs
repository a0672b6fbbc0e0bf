//! DeBERTa-v2 and v3 (He et al. 2021, <https://arxiv.org/abs/2006.03654> and <https://arxiv.org/abs/2111.09543>), with the
//! names and the arithmetic of transformers' `DebertaV2`. Our own: the attention to relative positions of rust-bert 0.23
//! lacks the offset by the span and the root in the scale, and its probabilities differ from the published ones by tenths.

use rust_bert::{Activation, RustBertError};
use serde::{Deserialize, Deserializer};
use tch::nn::{self, Module};
use tch::{Kind, Tensor};

use crate::model::torch::inputs::{Inputs, linear};

/// What `config.json` says of the network; what it leaves out is as transformers' `DebertaV2Config` has it.
#[derive(Deserialize)]
pub struct DebertaConfig {
    vocab_size: i64,
    /// Width of the hidden states.
    pub hidden_size: i64,
    /// Width of the embeddings, where it is not that of the layers.
    embedding_size: Option<i64>,
    num_hidden_layers: i64,
    num_attention_heads: i64,
    attention_head_size: Option<i64>,
    intermediate_size: i64,
    hidden_act: Option<Activation>,
    max_position_embeddings: i64,
    #[serde(default)]
    type_vocab_size: i64,
    layer_norm_eps: Option<f64>,
    /// Whether absolute positions are added to the embeddings.
    position_biased_input: Option<bool>,
    #[serde(default)]
    relative_attention: bool,
    max_relative_positions: Option<i64>,
    position_buckets: Option<i64>,
    #[serde(default, deserialize_with = "listed")]
    pos_att_type: Vec<String>,
    #[serde(default)]
    share_att_key: bool,
    #[serde(default, deserialize_with = "listed")]
    norm_rel_ebd: Vec<String>,
    #[serde(default)]
    conv_kernel_size: i64,
    conv_groups: Option<i64>,
    conv_act: Option<Activation>,
    pooler_hidden_size: Option<i64>,
    pooler_hidden_act: Option<Activation>,
}

/// A list, which older configurations write as "p2c|c2p".
fn listed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        List(Vec<String>),
        Joined(String),
    }
    Ok(match Option::deserialize(deserializer)? {
        None => Vec::new(),
        Some(Written::List(list)) => list,
        Some(Written::Joined(text)) => text.to_lowercase().split('|').map(|part| part.trim().to_owned()).collect(),
    })
}

impl DebertaConfig {
    /// Width of what [`Pooler`] gives.
    pub fn pooled(&self) -> i64 {
        self.pooler_hidden_size.unwrap_or(self.hidden_size)
    }

    fn norm(&self, at: nn::Path) -> nn::LayerNorm {
        let eps = self.layer_norm_eps.unwrap_or(1e-7);
        nn::layer_norm(at, vec![self.hidden_size], nn::LayerNormConfig { eps, ..Default::default() })
    }

    fn attends(&self, kind: &str) -> bool {
        self.pos_att_type.iter().any(|known| known == kind)
    }

    fn buckets(&self) -> Option<i64> {
        self.position_buckets.filter(|&buckets| buckets > 0)
    }

    /// The largest distance between two tokens that is told apart from larger ones.
    fn furthest(&self) -> i64 {
        self.max_relative_positions.filter(|&most| most > 0).unwrap_or(self.max_position_embeddings)
    }
}

fn apply(activation: Option<Activation>, otherwise: Activation, states: &Tensor) -> Tensor {
    activation.unwrap_or(otherwise).get_function().get_fn()(states)
}

/// The place of a distance between two tokens among the embeddings of distances: itself when near, the logarithm's when
/// far. The numbers of `make_log_bucket_position`, in single precision as there.
fn bucket(distance: i64, buckets: Option<i64>, furthest: i64) -> i64 {
    let Some(middle) = buckets.map(|buckets| buckets / 2).filter(|middle| distance.abs() > *middle) else {
        return distance;
    };
    let ratio = |x: i64| (x as f32 / middle as f32).ln();
    let far = (ratio(distance.abs()) / ratio(furthest - 1) * (middle - 1) as f32).ceil() as i64;
    distance.signum() * (far + middle)
}

/// What all layers know of the distances in a batch.
struct Distances {
    /// The embeddings of the distances that occur, [2 × reach, width].
    embeddings: Tensor,
    /// For each pair of tokens the row of `embeddings`, [tokens, tokens].
    rows: Tensor,
}

/// The embeddings of distances between tokens.
struct Relative {
    embeddings: nn::Embedding,
    norm: Option<nn::LayerNorm>,
    buckets: Option<i64>,
    furthest: i64,
}

impl Relative {
    fn new(root: &nn::Path, config: &DebertaConfig) -> Self {
        let (buckets, furthest) = (config.buckets(), config.furthest());
        let rows = 2 * buckets.unwrap_or(furthest);
        let norm = config.norm_rel_ebd.iter().any(|kind| kind == "layer_norm");
        Relative {
            embeddings: nn::embedding(root / "rel_embeddings", rows, config.hidden_size, Default::default()),
            norm: norm.then(|| config.norm(root / "LayerNorm")),
            buckets,
            furthest,
        }
    }

    fn distances(&self, tokens: i64) -> Distances {
        let span = self.buckets.unwrap_or(self.furthest);
        let buckets: Vec<i64> = (1 - tokens..tokens).map(|d| bucket(d, self.buckets, self.furthest)).collect();
        // only the rows that can be asked for: a short sentence has few
        let reach = buckets.last().map_or(1, |&furthest| furthest + 1).min(span);
        let rows: Vec<i64> = (0..tokens)
            .flat_map(|from| (0..tokens).map(move |to| from - to + tokens - 1))
            .map(|at| (buckets[at as usize] + reach).clamp(0, 2 * reach - 1))
            .collect();
        let embeddings = self.embeddings.ws.narrow(0, span - reach, 2 * reach);
        let embeddings = self.norm.as_ref().map_or_else(|| embeddings.shallow_clone(), |norm| embeddings.apply(norm));
        let rows = Tensor::from_slice(&rows).reshape([tokens, tokens]).to_device(embeddings.device());
        Distances { embeddings, rows }
    }
}

struct Layer {
    query: nn::Linear,
    key: nn::Linear,
    value: nn::Linear,
    /// From a token's content to the other's position, where layers attend so; its keys, where they are not `key`'s.
    content_to_position: Option<Option<nn::Linear>>,
    /// From a token's position to the other's content; its queries, where they are not `query`'s.
    position_to_content: Option<Option<nn::Linear>>,
    attended: nn::Linear,
    attended_norm: nn::LayerNorm,
    up: nn::Linear,
    down: nn::Linear,
    norm: nn::LayerNorm,
    activation: Option<Activation>,
    heads: i64,
    size: i64,
}

impl Layer {
    fn new(root: nn::Path, config: &DebertaConfig) -> Self {
        let (width, heads) = (config.hidden_size, config.num_attention_heads.max(1));
        let size = config.attention_head_size.unwrap_or(width / heads);
        let attention = &root / "attention" / "self";
        let project = |name: &str| linear(&attention / name, width, heads * size);
        let positions = |kind: &str, name: &str| {
            let attends = config.relative_attention && config.attends(kind);
            attends.then(|| (!config.share_att_key).then(|| project(name)))
        };
        Layer {
            query: project("query_proj"),
            key: project("key_proj"),
            value: project("value_proj"),
            content_to_position: positions("c2p", "pos_key_proj"),
            position_to_content: positions("p2c", "pos_query_proj"),
            attended: linear(&root / "attention" / "output" / "dense", heads * size, width),
            attended_norm: config.norm(&root / "attention" / "output" / "LayerNorm"),
            up: linear(&root / "intermediate" / "dense", width, config.intermediate_size),
            down: linear(&root / "output" / "dense", config.intermediate_size, width),
            norm: config.norm(&root / "output" / "LayerNorm"),
            activation: config.hidden_act,
            heads,
            size,
        }
    }

    /// States [rows, tokens, width] of states; `padding` [rows, 1, 1, tokens] is true where there is no token.
    fn forward(&self, states: &Tensor, padding: &Tensor, scale: f64, distances: Option<&Distances>) -> Tensor {
        // [rows, heads, tokens, size]
        let split = |states: Tensor| {
            let shape = [states.size()[0], -1, self.heads, self.size];
            states.view(shape).transpose(1, 2)
        };
        let query = split(states.apply(&self.query)) / scale;
        let key = split(states.apply(&self.key));
        let mut scores = query.matmul(&key.transpose(-1, -2));
        if let Some(Distances { embeddings, rows }) = distances {
            let position = |own: &Option<nn::Linear>, shared: &nn::Linear| {
                split(embeddings.apply(own.as_ref().unwrap_or(shared)).unsqueeze(0)).transpose(-1, -2)
            };
            if let Some(own) = &self.content_to_position {
                let all = query.matmul(&position(own, &self.key));
                scores += all.gather(-1, &rows.expand_as(&scores), false);
            }
            if let Some(own) = &self.position_to_content {
                let all = key.matmul(&(position(own, &self.query) / scale));
                scores += all.gather(-1, &rows.transpose(0, 1).expand_as(&scores), false).transpose(-1, -2);
            }
        }
        let weights = scores.masked_fill(padding, f64::NEG_INFINITY).softmax(-1, scores.kind());
        let context = weights.matmul(&split(states.apply(&self.value)));
        let context = context.transpose(1, 2).flatten(2, 3);
        let attended = (context.apply(&self.attended) + states).apply(&self.attended_norm);
        let inner = apply(self.activation, Activation::gelu, &attended.apply(&self.up));
        (inner.apply(&self.down) + attended).apply(&self.norm)
    }
}

/// The convolution beside the first layer, which v2 has.
struct Convolution {
    kernel: nn::Conv1D,
    norm: nn::LayerNorm,
    activation: Option<Activation>,
}

impl Convolution {
    fn new(root: nn::Path, config: &DebertaConfig) -> Self {
        let (width, size) = (config.hidden_size, config.conv_kernel_size);
        let shape =
            nn::ConvConfig { padding: (size - 1) / 2, groups: config.conv_groups.unwrap_or(1), ..Default::default() };
        Convolution {
            kernel: nn::conv1d(&root / "conv", width, width, size, shape),
            norm: config.norm(&root / "LayerNorm"),
            activation: config.conv_act,
        }
    }

    /// The first layer's states [rows, tokens, width] with what the convolution makes of the embeddings; `mask` is
    /// [rows, tokens, 1].
    fn forward(&self, embedded: &Tensor, states: &Tensor, mask: &Tensor) -> Tensor {
        let convolved = embedded.transpose(1, 2).contiguous().apply(&self.kernel).transpose(1, 2);
        let convolved = apply(self.activation, Activation::tanh, &(convolved * mask));
        (states + convolved).apply(&self.norm) * mask
    }
}

/// The encoder.
pub struct Deberta {
    word: nn::Embedding,
    position: Option<nn::Embedding>,
    kind: Option<nn::Embedding>,
    project: Option<nn::Linear>,
    norm: nn::LayerNorm,
    relative: Option<Relative>,
    layers: Vec<Layer>,
    convolution: Option<Convolution>,
    scale: f64,
}

impl Deberta {
    /// The variables below `root`, not yet filled.
    pub fn new(root: &nn::Path, config: &DebertaConfig) -> Self {
        let (at, encoder) = (root / "embeddings", root / "encoder");
        let embedded = config.embedding_size.unwrap_or(config.hidden_size);
        let table = |name: &str, rows| nn::embedding(&at / name, rows, embedded, Default::default());
        let no_bias = nn::LinearConfig { bias: false, ..Default::default() };
        let layers = (0..config.num_hidden_layers).map(|n| Layer::new(&encoder / "layer" / n, config));
        let layers: Vec<Layer> = layers.collect();
        let kinds = ["c2p", "p2c"].iter().filter(|kind| config.attends(kind)).count();
        Deberta {
            word: table("word_embeddings", config.vocab_size),
            position: (config.position_biased_input != Some(false))
                .then(|| table("position_embeddings", config.max_position_embeddings)),
            kind: (config.type_vocab_size > 0).then(|| table("token_type_embeddings", config.type_vocab_size)),
            project: (embedded != config.hidden_size)
                .then(|| nn::linear(&at / "embed_proj", embedded, config.hidden_size, no_bias)),
            norm: config.norm(&at / "LayerNorm"),
            relative: config.relative_attention.then(|| Relative::new(&encoder, config)),
            convolution: (config.conv_kernel_size > 0).then(|| Convolution::new(&encoder / "conv", config)),
            scale: layers.first().map_or(1.0, |layer| (layer.size as f64 * (1 + kinds) as f64).sqrt()),
            layers,
        }
    }

    /// Hidden states [rows, tokens, width].
    ///
    /// # Errors
    /// What libtorch reports.
    pub fn hidden(&self, inputs: &Inputs) -> Result<Tensor, RustBertError> {
        let tokens = inputs.ids.size2()?.1;
        let mut sum = self.word.forward(&inputs.ids);
        if let Some(position) = &self.position {
            sum += position.forward(&Tensor::arange(tokens, (Kind::Int64, inputs.ids.device())));
        }
        if let Some(kind) = &self.kind {
            sum += kind.forward(&inputs.types);
        }
        let sum = self.project.as_ref().map_or_else(|| sum.shallow_clone(), |project| sum.apply(project));
        let mask = inputs.mask.unsqueeze(-1).to_kind(sum.kind());
        let embedded = sum.apply(&self.norm) * &mask;
        let padding = inputs.mask.eq(0).unsqueeze(1).unsqueeze(1);
        let distances = self.relative.as_ref().map(|relative| relative.distances(tokens));
        let mut states = embedded.shallow_clone();
        for (n, layer) in self.layers.iter().enumerate() {
            states = layer.forward(&states, &padding, self.scale, distances.as_ref());
            if let (0, Some(convolution)) = (n, &self.convolution) {
                states = convolution.forward(&embedded, &states, &mask);
            }
        }
        Ok(states)
    }
}

/// What makes labels of a text of its first token.
pub struct Pooler {
    dense: nn::Linear,
    activation: Option<Activation>,
}

impl Pooler {
    /// The variables below `root`, not yet filled.
    pub fn new(root: &nn::Path, config: &DebertaConfig) -> Self {
        let width = config.pooled();
        Pooler { dense: linear(root / "dense", width, width), activation: config.pooler_hidden_act }
    }

    /// [rows, width] of hidden states [rows, tokens, width].
    pub fn pooled(&self, hidden: &Tensor) -> Tensor {
        apply(self.activation, Activation::gelu, &hidden.select(1, 0).apply(&self.dense))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_distances_are_themselves_and_far_ones_share_places_as_in_the_original() {
        // of make_log_bucket_position(torch.tensor([...]), 256, 512), transformers 4.46
        let published = [(1, 1), (128, 128), (129, 129), (130, 130), (150, 143), (256, 192), (400, 233), (510, 255)];
        for (distance, place) in published {
            assert_eq!(bucket(distance, Some(256), 512), place, "{distance}");
            assert_eq!(bucket(-distance, Some(256), 512), -place, "{distance}");
        }
        assert_eq!(bucket(300, None, 512), 300);
    }
}
