"""Turns trained weights into the files that ship, and scores them as shipped.

    python export.py SHARED WORK OUT [--checkpoint FILE]

Reads the checkpoints of the last stage and its folds in WORK, writes OUT/encoder.onnx, heads.safetensors,
tokenizer.json and model.json, the tests' reference (predictions.jsonl, heads.json), and prints the held-out scores of the f32 weights and of the quantised graph side by side.
"""

import argparse
import copy
import hashlib
import json
import re
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
from encoder import ENTITY, ROW_LIMIT, SENTIMENT, STANCE, TOPICS, SIZES, WEIGHT_LIMIT, Rostrum, collate, rounded, tokenizer_file
from train import FOLDS, STAGES

ROOT = Path(__file__).parent.parent.parent
WINDOW, OVERLAP = 128, 32
FEW = 30  # sentences about a topic, under which no threshold is fitted


class Quantised(nn.Module):
    """The exported graph in the encoder's place."""

    def __init__(self, path):
        super().__init__()
        self.session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])

    def forward(self, ids, types, mask):
        feeds = {"input_ids": ids, "token_type_ids": types, "attention_mask": mask.long()}
        return torch.from_numpy(self.session.run(None, {k: v.numpy() for k, v in feeds.items()})[0])


@torch.no_grad()
def unquantised(model):
    """The model with the weights as they ship, but f32 activations."""
    model = copy.deepcopy(model)
    model.encoder.word.weight.copy_(rounded(model.encoder.word.weight, ROW_LIMIT))
    for layer in model.encoder.layers:
        layer.ranges.zero_()
        for linear in (layer.query, layer.key, layer.value, layer.out):
            linear.weight.copy_(rounded(linear.weight, WEIGHT_LIMIT))
        for linear, channels in ((layer.up, layer.up_channels), (layer.down, layer.down_channels)):
            linear.weight.copy_(rounded(linear.weight * channels, WEIGHT_LIMIT) / channels)
    return model


def topic_hash(topic):
    """The same bytes in the same order as `Topic::hash` in src/config.rs."""
    digest = hashlib.sha256()
    fields = [topic["id"], topic["name"], topic.get("description", ""), topic["proposition"]]
    for text in fields + topic["examples"] + topic.get("counter_examples", []) + topic.get("keywords", []):
        digest.update(text.encode() + b"\n")
    return digest.hexdigest()


def out_of_fold(model, examples, work):
    """Logits and gold of each head on real sentences of the domain that are not `hard`, each predicted by the model of
    the last stage that has not seen it: {head: (logits [N, C], gold [N])}."""
    found = {}
    for fold in range(FOLDS):
        model.load_state_dict(torch.load(work / f"stage{len(STAGES) - 1}-fold{fold}.pt"))
        model.eval()
        part = [e for e in examples if data.fold_of(e) == fold and not e.hard and not e.origin]
        for e, p in zip(part, score.predict(model, part)):
            mine = {"stance": [(p.get("stance"), e.stance)]} if e.pair is not None else {
                "sentiment": [(p["sentiment"], e.sentiment.index(1.0))] if e.sentiment else [],
                "target": [(l, c) for l, (_, _, c) in zip(p["targets"], e.target_tokens)],
                "topic": [(p["topic"], e.topics)] if e.topics else [],
            }
            if e.pair is None and e.tags is not None:
                with torch.no_grad():
                    hidden, _ = model(*collate([e]))
                    words = [i for i, t in enumerate(e.tags) if t >= 0]
                    mine["entity"] = list(zip(model.entity(hidden[0, words]).tolist(), [e.tags[i] for i in words]))
            for head, rows in mine.items():
                found.setdefault(head, []).extend(rows)
    return {h: tuple(map(torch.tensor, zip(*rows))) for h, rows in found.items()}


def f1(gold, found, draws=2000):
    """F1 of two boolean vectors and its 95 % interval, by drawing sentences."""
    counts = torch.stack([gold & found, gold, found]).double()
    rows = torch.randint(len(gold), (draws, len(gold)), generator=torch.Generator().manual_seed(1))
    hit, a, b = counts[:, rows].sum(-1)
    low, high = (2 * hit / (a + b)).nan_to_num().quantile(torch.tensor([0.025, 0.975], dtype=torch.float64)).tolist()
    hit, a, b = counts.sum(1).tolist()
    return 2 * hit / max(1, a + b), low, high


def fit(logits, gold, weight=None):
    """The temperature with the smallest weighted cross-entropy of softmax(logits / temperature), or of the sigmoid where gold is 0 or 1
    for each output. One number a head: a bias for each class, fitted on a fold of meetings, cost 4 points of macro-F1 on news."""
    scale = torch.ones(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([scale], max_iter=200, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        if gold.dim() == 2:
            loss = F.binary_cross_entropy_with_logits(logits * scale, gold)
        else:
            loss = (F.cross_entropy(logits * scale, gold, reduction="none") * (1 if weight is None else weight[gold])).mean()
        loss.backward()
        return loss

    optimizer.step(closure)
    return round(1 / scale.item(), 3)


def thresholds(logits, gold):
    """Per topic the logit from which on a sentence counts as about it: where F1 out of fold is greatest, nearest to 0 of
    equals; 0 for a topic of which there are too few to tell."""
    grid = sorted(torch.arange(-2, 2.25, 0.25).tolist(), key=abs)
    score = lambda k, t: (2 * ((logits[:, k] > t) & (gold[:, k] > 0)).sum() / ((logits[:, k] > t).sum() + gold[:, k].sum())).item()
    return [max(grid, key=lambda t: score(k, t)) if gold[:, k].sum() >= FEW else 0.0 for k in range(gold.shape[1])]


def calibration(model, examples, work):
    """{head: temperature}, and the topics' thresholds, for the rare ones are drawn more often in training than they are. Tone is
    weighted to the class shares of the sentences drawn at random."""
    found, temperatures, edges = out_of_fold(model, examples, work), {}, None
    drawn = [e.sentiment.index(1.0) for e in examples if e.random and e.sentiment and data.fold_of(e) is not None and not e.origin]
    natural = torch.bincount(torch.tensor(drawn), minlength=3) / len(drawn)
    for head, (logits, gold) in found.items():
        weight = None
        if head == "sentiment":
            weight = natural / (torch.bincount(gold, minlength=3) / len(gold))
            print(f"{head}: natural shares {[round(x, 3) for x in natural.tolist()]} of {len(drawn)}")
        if head == "topic":
            edges = torch.tensor(thresholds(logits, gold))
            logits = logits - edges
            for k, topic in enumerate(TOPICS):
                value, low, high = f1(gold[:, k] > 0, logits[:, k] > 0)
                print(f"{topic} out of fold: F1 {value:.3f} ({low:.3f} to {high:.3f}), {int(gold[:, k].sum())} sentences about it")
        temperatures[head] = fit(logits, gold, weight)
        print(f"{head}: temperature {temperatures[head]}, {len(gold)} predictions out of fold")
    print(f"topics: thresholds {edges.tolist()}")
    return temperatures, edges


def background(model, examples):
    """Embeddings of sentences about anything: half of the domain without a topic, half of other registers."""
    wanted = {"domain-train": 256, "political": 160, "nyt": 64, "emobank": 32}
    rows = []
    for source, n in wanted.items():
        part = [e for e in examples if e.source == source and data.is_training(e) and not any(e.topics or []) and len(e.text) > 40]
        part = [data.Example(source, e.text) for e in sorted(part, key=lambda e: hashlib.sha256(e.text.encode()).hexdigest())[:n]]
        rows += data.encode(data.tokenizer(), part)
    with torch.no_grad():
        return torch.cat([model.embed(model(*collate(rows[i : i + 32]))[1]) for i in range(0, len(rows), 32)]).numpy()


def probabilities(logits, temperature):
    return torch.softmax(logits / temperature, -1)[0].tolist()


@torch.no_grad()
def reference(model, temperature, folder):
    """What PyTorch makes of the invented sentences of data/labelled.jsonl, for the tests to compare with: one
    line per prediction like those of `rostrum evaluate --predictions`, and the hidden states of one sentence with
    the outputs of every head. Rows of several sentences are left out."""
    lines = []
    t = data.tokenizer()
    for row, r in enumerate(data.jsonl(ROOT / "data/labelled.jsonl")):
        if re.search(r"[.!?] ", r["text"]):
            continue
        targets = [(x["start"], x["end"], 0) for x in r["targets"]]
        [e] = data.encode(t, [data.Example("", r["text"], targets=targets)])
        hidden, features = model(*collate([e]))
        add = lambda task, item, p: lines.append({"row": row, "task": task, "item": item, "p": [round(x, 6) for x in p]})
        add("sentiment", "", probabilities(model.sentiment(features), temperature["sentiment"]))
        for (start, end, _), (a, b, _) in zip(targets, e.target_tokens):
            add("targets", f"{start}-{end}", probabilities(model.target_logits(hidden, features, [0], [(a, b)]), temperature["target"]))
        for topic, logit in zip(TOPICS, model.topic(features)[0]):
            add("topics", topic, [torch.sigmoid(logit / temperature["topic"]).item()])
        for s in r["stances"]:
            [pair] = data.encode(t, [data.Example("", r["text"], pair=data.PROPOSITIONS[s["topic"]])])
            stance = model.stance(model(*collate([pair]))[1])
            add("stances", data.PROPOSITIONS[s["topic"]], probabilities(stance, temperature["stance"]))
    (folder / "predictions.jsonl").write_text("".join(json.dumps(x) + "\n" for x in lines), encoding="utf-8")
    [e] = data.encode(t, [data.Example("", "Please, go ahead.")])
    hidden, features = model(*collate([e]))
    fine = lambda x: [float(f"{v:.6g}") for v in x.flatten().tolist()]
    heads = {
        "hidden": [fine(h) for h in hidden[0]], "sentiment": fine(model.sentiment(features)), "stance": fine(model.stance(features)),
        "topic": fine(model.topic(features)), "target": fine(model.target_logits(hidden, features, [0], [(1, 3)])),
        "entity": fine(model.entity(hidden[0, 1])), "embedding": fine(model.embed(features)),
    }  # fmt: skip
    (folder / "heads.json").write_text(json.dumps(heads) + "\n", encoding="utf-8")


def write(model, examples, temperature, out):
    """Writes the files that ship; afterwards the model computes with the graph as written."""
    state = {k: v.detach().numpy().copy() for k, v in model.encoder.state_dict().items()}
    encoder = out / "encoder.onnx"
    onnx.save(graph.build(state, model.size, quantised=True), encoder)
    model.encoder = Quantised(encoder)

    heads = {n: p.detach().numpy() for n, p in model.named_parameters() if not n.startswith("encoder.")}
    heads["background"] = np.ascontiguousarray(background(model, examples))
    save_file({n: np.ascontiguousarray(v, np.float32) for n, v in heads.items()}, out / "heads.safetensors")
    shutil.copy(tokenizer_file(), out / "tokenizer.json")
    topics = tomllib.loads((ROOT / "data/topics.toml").read_text(encoding="utf-8"))["topic"]
    assert [t["id"] for t in topics] == TOPICS, "data/topics.toml has other topics than the head"
    # the network of boundaries lies beside the built-in model only
    files = [f for f in ("encoder.onnx", "heads.safetensors", "tokenizer.json", "boundaries.onnx") if (out / f).exists()]
    manifest = {
        "name": "rostrum-minilm-5",
        "license": "CC-BY-SA-4.0",
        "window": WINDOW,
        "overlap": OVERLAP,
        "labels": {"sentiment": SENTIMENT, "stance": STANCE, "entity": ENTITY},
        "temperature": temperature,
        "topics": [{"id": t["id"], "definition": topic_hash(t)} for t in topics],
        "files": [{"name": f, "sha256": hashlib.sha256((out / f).read_bytes()).hexdigest()} for f in files],
    }
    (out / "model.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--checkpoint", type=Path, help="only write these weights, with the shipped temperatures, to try them in the program")
    args = parser.parse_args()
    examples = data.load(args.shared)
    args.out.mkdir(parents=True, exist_ok=True)
    model = Rostrum(SIZES[args.size])
    if args.checkpoint:
        model.load_state_dict(torch.load(args.checkpoint))
        model.eval()
        write(model, examples, json.loads((ROOT / "models/model.json").read_text(encoding="utf-8"))["temperature"], args.out)
        return
    temperature, edges = calibration(model, examples, args.work)
    model.load_state_dict(torch.load(args.work / f"stage{len(STAGES) - 1}.pt"))
    with torch.no_grad():
        # before the division by the temperature, so that nothing that reads the heads needs to know of it
        model.topic.second.bias -= edges
    model.eval()
    exact = unquantised(model)
    calibrate.correct(model.encoder, exact.encoder, calibrate.sample(filter(data.is_training, examples)))
    reference(model, temperature, args.out)
    full = score.scores(exact, examples)

    write(model, examples, temperature, args.out)
    shipped = score.scores(model, examples)
    print(f"{'held-out score':36} {'f32':>6} {'int8':>6} {'n':>6}")
    for name, (value, n) in full.items():
        print(f"{name:36} {value:6.3f} {shipped[name][0]:6.3f} {n:6}")


if __name__ == "__main__":
    main()
