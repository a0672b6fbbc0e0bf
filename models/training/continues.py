"""Fits the head that says whether a sentence stays with the subject of the one before it, on the encoder as it ships.

    continues.py SHARED MODELS

Reads MODELS/encoder.onnx, the soft labels of SHARED/teacher and the sentences of SHARED/gold/context_train.jsonl, without the documents
that are held out (measure.py says how well topics are found in these). Writes the head into MODELS/heads.safetensors, and that file's
SHA-256 into model.json.
"""

import hashlib
import json
import random
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional as F

import data
from encoder import collate, pool
from export import Quantised
from pool import Pool

PAIRS = 30_000  # of the pool's 120,000 neighbours; more change nothing
INNER, DROPOUT, DECAY, RATE, STEPS = 256, 0.5, 0.1, 1e-3, 1200
SOFT_BATCH, LABELLED_BATCH = 192, 48
SURE = 0.95  # the label of a pair that a labeller called the same subject


class Continues(nn.Module):
    """Features [N, 4H] of two neighbours, the one before first, to logits [N]."""

    def __init__(self, inputs):
        super().__init__()
        self.first, self.second = nn.Linear(inputs, INNER), nn.Linear(INNER, 1)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, x):
        return self.second(self.dropout(torch.tanh(self.first(self.dropout(x))))).squeeze(-1)


@torch.no_grad()
def features(encoder, inputs):
    """The features [2H] of a batch of inputs."""
    hidden = encoder(*inputs)
    return torch.cat([hidden[:, 0], pool(hidden, inputs[2])], -1)


def of_texts(encoder, texts):
    examples = data.encode(data.tokenizer(), [data.Example("", text) for text in texts])
    order = sorted(range(len(texts)), key=lambda i: len(examples[i].ids))
    found = torch.cat([features(encoder, collate([examples[j] for j in order[i : i + 64]])) for i in range(0, len(order), 64)])
    return found[torch.tensor(order).argsort()]


def fit(soft, labelled):
    """The head of soft and labelled pairs, each (features, labels)."""
    torch.manual_seed(1)
    head = Continues(soft[0].shape[1]).train()
    optimizer = torch.optim.AdamW(head.parameters(), RATE, weight_decay=DECAY)
    draw = lambda pairs, n: [part[rows] for rows in [torch.randint(len(pairs[1]), (n,))] for part in pairs]
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - step / STEPS)
        loss = sum(F.binary_cross_entropy_with_logits(head(x), y) for x, y in (draw(soft, SOFT_BATCH), draw(labelled, LABELLED_BATCH)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return head.eval()


def main():
    shared, models = Path(sys.argv[1]), Path(sys.argv[2])
    manifest = json.loads((models / "model.json").read_text(encoding="utf-8"))
    heads = {n: t for n, t in load_file(models / "heads.safetensors").items() if not n.startswith("continues.")}
    encoder = Quantised(models / "encoder.onnx")
    rows = data.jsonl(shared / "gold/context_train.jsonl")
    own = of_texts(encoder, [r["text"] for r in rows])

    everything = Pool(shared / "teacher", {r["text"] for r in rows})
    chosen = torch.tensor(random.Random(1).sample(everything.asked.tolist(), PAIRS))
    needed = torch.unique(torch.cat([chosen - 1, chosen]))
    needed = needed[everything.lengths[needed].argsort()]
    table = torch.zeros(len(everything.lengths), own.shape[1], dtype=torch.half)
    for i in range(0, len(needed), 64):
        table[needed[i : i + 64]] = features(encoder, everything.read(needed[i : i + 64])).half()
    soft = torch.cat([table[chosen - 1], table[chosen]], -1).float(), everything.continues[chosen]

    number = {(r["document"], r["turn"], r["sentence"]): i for i, r in enumerate(rows)}
    features_of = lambda r: own[number[r["document"], r["turn"], r["sentence"]]]
    pairs = [pair for pair in data.neighbours(shared) if not data.is_held(pair[1])]
    x = torch.stack([torch.cat([features_of(before), features_of(after)]) for before, after, _ in pairs])
    y = torch.tensor([SURE if stays else 1 - SURE for _, _, stays in pairs])
    head = fit(soft, (x, y))
    heads |= {f"continues.{name}": p.detach().contiguous() for name, p in head.named_parameters()}
    save_file(heads, models / "heads.safetensors")
    manifest["temperature"]["continues"] = 1.0
    for file in manifest["files"]:
        file["sha256"] = hashlib.sha256((models / file["name"]).read_bytes()).hexdigest()
    (models / "model.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
