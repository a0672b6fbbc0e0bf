"""Turns trained weights into the files that ship, and scores them as shipped.

    python export.py SHARED WORK OUT

Reads WORK/stage1.pt, writes OUT/encoder.onnx, heads.safetensors, tokenizer.json and model.json, and prints the
held-out scores of the f32 weights and of the quantised graph side by side.
"""

import argparse
import hashlib
import json
import shutil
import tomllib
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from safetensors.numpy import save_file
from torch import nn
from torch.nn import functional as F

import calibrate
import data
import graph
import score
from encoder import ENTITY, SENTIMENT, STANCE, TOPICS, Rostrum, base_folder
from train import collate

WINDOW, OVERLAP = 128, 32


class Quantised(nn.Module):
    """The exported graph in the encoder's place."""

    def __init__(self, path):
        super().__init__()
        self.session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])

    def forward(self, ids, types, mask):
        feeds = {"input_ids": ids, "token_type_ids": types, "attention_mask": mask.long()}
        return torch.from_numpy(self.session.run(None, {k: v.numpy() for k, v in feeds.items()})[0])


def topic_hash(topic):
    """The same bytes in the same order as `Topic::hash` in src/config.rs."""
    digest = hashlib.sha256()
    fields = [topic["id"], topic["name"], topic.get("description", ""), topic["proposition"]]
    for text in fields + topic["examples"] + topic.get("counter_examples", []) + topic.get("keywords", []):
        digest.update(text.encode() + b"\n")
    return digest.hexdigest()


def best_temperature(logits, gold, loss):
    """The divisor of the logits with the smallest loss, on a grid from 0.5 to 4."""
    grid = [0.5 * 1.05**i for i in range(43)]
    return round(min(grid, key=lambda t: loss(logits / t, gold).item()), 3)


def temperatures(model, examples):
    """Fitted on the tuning part and the development file of the domain."""
    part = [e for e in examples if e.source.startswith(("domain-tune", "domain-dev"))]
    pairs = list(zip(part, score.predict(model, part)))
    hidden_of = {}
    model.eval()
    with torch.no_grad():
        for e in part:
            if e.tags is not None:
                hidden, _ = model(*collate([e]))
                words = [i for i, t in enumerate(e.tags) if t >= 0]
                hidden_of[id(e)] = (model.entity(hidden[0, words]), [e.tags[i] for i in words])
    stack = torch.tensor
    single = [(e, p) for e, p in pairs if e.pair is None]
    targets = [(l, c) for e, p in single for l, (_, _, c) in zip(p["targets"], e.target_tokens)]
    stances = [(p["stance"], e.stance) for e, p in pairs if e.pair is not None]
    ce = F.cross_entropy
    return {
        "sentiment": best_temperature(stack([p["sentiment"] for e, p in single if e.sentiment]), stack([e.sentiment for e, _ in single if e.sentiment]), ce),
        "target": best_temperature(stack([l for l, _ in targets]), stack([c for _, c in targets]), ce),
        "stance": best_temperature(stack([l for l, _ in stances]), stack([c for _, c in stances]), ce),
        "topic": best_temperature(stack([p["topic"] for _, p in single]), stack([e.topics for e, _ in single]), F.binary_cross_entropy_with_logits),
        "entity": best_temperature(torch.cat([h for h, _ in hidden_of.values()]), stack([t for _, ts in hidden_of.values() for t in ts]), ce),
    }  # fmt: skip


def background(model, examples):
    """Embeddings of sentences about anything: half of the domain without a topic, half of other registers."""
    wanted = {"domain-train": 256, "manifesto-military": 96, "manifesto-protectionism": 64, "nyt": 64, "emobank": 32}
    rows = []
    for source, n in wanted.items():
        part = [e for e in examples if e.source == source and data.is_training(e) and not any(e.topics or []) and len(e.text) > 40]
        part = [data.Example(source, e.text) for e in sorted(part, key=lambda e: hashlib.sha256(e.text.encode()).hexdigest())[:n]]
        rows += data.encode(data.tokenizer(), part)
    with torch.no_grad():
        return torch.cat([model.embed(model(*collate(rows[i : i + 32]))[1]) for i in range(0, len(rows), 32)]).numpy()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    examples = data.load(args.shared)
    model = Rostrum()
    model.load_state_dict(torch.load(args.work / "stage1.pt"))
    model.eval()
    full = score.scores(model, examples)

    state = {k: v.detach().numpy().copy() for k, v in model.encoder.state_dict().items()}
    sample = [e for e in examples if data.is_training(e) and data.fold("calibrate" + e.text) < 1]
    encoder = args.out / "encoder.onnx"
    onnx.save(graph.build(state, calibrate.ranges(model, sample)), encoder)
    model.encoder = Quantised(encoder)
    shipped = score.scores(model, examples)

    heads = {n: p.detach().numpy() for n, p in model.named_parameters() if not n.startswith("encoder.")}
    heads["background"] = np.ascontiguousarray(background(model, examples))
    save_file({n: np.ascontiguousarray(v, np.float32) for n, v in heads.items()}, args.out / "heads.safetensors")
    shutil.copy(base_folder() / "tokenizer.json", args.out / "tokenizer.json")
    topics = tomllib.loads((Path(__file__).parent.parent.parent / "data/topics.toml").read_text(encoding="utf-8"))["topic"]
    assert [t["id"] for t in topics] == TOPICS, "data/topics.toml has other topics than the head"
    files = ["encoder.onnx", "heads.safetensors", "tokenizer.json"]
    manifest = {
        "name": "rostrum-minilm-1",
        "license": "see models/README.md",
        "window": WINDOW,
        "overlap": OVERLAP,
        "labels": {"sentiment": SENTIMENT, "stance": STANCE, "entity": ENTITY},
        "temperature": temperatures(model, examples),
        "topics": [{"id": t["id"], "definition": topic_hash(t)} for t in topics],
        "files": [{"name": f, "sha256": hashlib.sha256((args.out / f).read_bytes()).hexdigest()} for f in files],
    }
    (args.out / "model.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{'held-out score':36} {'f32':>6} {'int8':>6} {'n':>6}")
    for name, (value, n) in full.items():
        print(f"{name:36} {value:6.3f} {shipped[name][0]:6.3f} {n:6}")


if __name__ == "__main__":
    main()
