"""Trains the network that finds where sentences end in speech that nobody punctuated.

    boundaries.py SHARED TEXTS WORK OUT

SHARED holds datasets/; TEXTS holds copies of the other sources, each in a folder of its name (models/README.md says where they are
from). WORK takes checkpoints, from which a killed run goes on. Prints how good the network is on what was held out. Writes
OUT/boundaries.onnx, in int8, and its SHA-256 into OUT/model.json.
"""

import argparse
import gc
import hashlib
import json
import time
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from torch import nn

import calibrate
import data
import graph
import spoken
from encoder import Encoder, collate
from export import unquantised

LENGTH, BATCH, STEPS, QUANTISED_STEPS = 128, 32, 1800, 200
RATE, HEAD_RATE, WARMUP, CHECKPOINT = 2e-4, 1e-3, 100, 500
# how often a sequence is drawn from a source
SHARES = {
    "changelog": 0.20, "bitcoin": 0.07, "earnings": 0.08, "kremlin": 0.12, "un": 0.12,
    "written": 0.13, "abc": 0.13, "masc": 0.06, "conll": 0.05, "gum": 0.04,
}  # fmt: skip
HELD_OUT = 25  # the last documents of changelog, kremlin and un are to look at
THRESHOLD = -0.6  # log-odds of a start, chosen on what is held out and GUM's other genres
KEPT = {"i", "i'm", "i've", "i'll", "i'd"}  # recognisers write these with a capital wherever they stand


class Pieces:
    """Words to word pieces: ids and casing types of each word, looked up once."""

    def __init__(self):
        self.tokenizer, self.known = data.tokenizer(), {}

    def of(self, words):
        missing = sorted({w for w in words if w not in self.known})
        for word, encoding in zip(missing, self.tokenizer.encode_batch(missing, add_special_tokens=False)):
            spans = {}
            for at, (a, b) in zip(encoding.word_ids, encoding.offsets):
                first, last = spans.get(at, (a, b))
                spans[at] = (min(first, a), max(last, b))
            casing = {at: data.casing(word[a:b]) for at, (a, b) in spans.items()}
            self.known[word] = (encoding.ids, [casing[at] for at in encoding.word_ids])
        return [self.known[w] for w in words]


class Example:
    """A sequence as `encoder.collate` takes it, and at each token whether a sentence starts there (-1: not asked)."""

    def __init__(self, pieces, words, starts):
        self.ids, self.types, self.starts = [101], [0], [-1]
        for k, ((ids, types), start) in enumerate(zip(pieces.of(words), starts)):
            if len(self.ids) + len(ids) >= LENGTH:
                break
            self.ids += ids
            self.types += types
            self.starts += [start if k and ids else -1] + [-1] * (len(ids) - 1) if ids else []
        self.ids.append(102)
        self.types.append(0)
        self.starts.append(-1)


class Source:
    """One source of words."""

    def __init__(self, name, source):
        self.words, self.ends, self.commas = source.words, source.ends, source.commas
        last = source.documents[-HELD_OUT] if name in ("changelog", "kremlin", "un") else len(self.words)
        self.last = last - LENGTH
        self.turns = np.array([t for t in source.turns if t < self.last] or [0])

    def draw(self, random):
        """Words that begin at a turn or anywhere, as a recogniser would write them, and where sentences start: mostly in lower
        case without commas, else with commas, capitals, both, or with capitals in names only."""
        at = int(random.choice(self.turns)) if random.random() < 0.6 else int(random.integers(0, self.last))
        part = slice(at, at + LENGTH)
        words, starts = self.words[part], [0] + self.ends[part][:-1]
        kind, comma = random.random(), random.random() < 0.5
        if kind < 0.70:
            words, comma = [w.lower().replace(".", "") for w in words], kind >= 0.62
            if random.random() < 0.5:
                words = [w.replace("-", " ").replace("/", " ") for w in words]
        elif kind >= 0.88:
            words = [w.lower() if s and w.lower() not in KEPT else w for w, s in zip(words, starts)]
        if comma:
            words = [w + "," if c else w for w, c in zip(words, self.commas[part])]
        return words, starts


class Boundaries(nn.Module):
    """The encoder and one number of each state: the log-odds that a sentence starts at its token."""

    def __init__(self):
        super().__init__()
        self.encoder = Encoder.from_base()
        self.start = nn.Linear(self.encoder.size.hidden, 1)

    def forward(self, ids, types, mask):
        return self.start(self.encoder(ids, types, mask)).squeeze(-1)


def save(state, path):
    torch.save(state, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").replace(path)


def train(sources, work):
    random = np.random.default_rng(1)
    names, pieces = list(SHARES), Pieces()
    shares = np.array([SHARES[n] for n in names]) / sum(SHARES.values())
    draw = lambda: [Example(pieces, *sources[name].draw(random)) for name in random.choice(names, BATCH, p=shares)]
    model = Boundaries().train()
    inner = list(model.encoder.parameters())
    groups = [{"params": inner, "lr": RATE}, {"params": list(model.start.parameters()), "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    slope = lambda s: min(1.0, (s + 1) / WARMUP) * max(0.0, 1 - s / STEPS)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, slope)
    first, partial = 0, work / "boundaries.partial.pt"
    if partial.exists():
        state = torch.load(partial, weights_only=False)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        random.bit_generator.state, first = state["random"], state["step"]
    began, running = time.time(), 0.0
    for step in range(first, STEPS):
        if step == STEPS - QUANTISED_STEPS:
            # from here on it computes as the int8 graph will
            calibrate.measure(model.encoder, draw() + draw() + draw() + draw())
            model.train()
        batch = draw()
        ids, types, mask = collate(batch)
        starts = torch.tensor([e.starts + [-1] * (ids.shape[1] - len(e.starts)) for e in batch])
        with torch.autocast("cpu", torch.bfloat16):
            found = model(ids, types, mask)
        asked = starts >= 0
        loss = F.binary_cross_entropy_with_logits(found.float()[asked], starts[asked].float())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        running += loss.item()
        if step % 100 == 99:
            print(f"{step + 1}/{STEPS} loss {running / 100:.4f} {(time.time() - began) / (step + 1 - first):.2f} s a batch", flush=True)
            running = 0.0
        if step % CHECKPOINT == CHECKPOINT - 1:
            save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict(),
                  "random": random.bit_generator.state, "step": step + 1}, partial)  # fmt: skip
    save(model.state_dict(), work / "boundaries.pt")
    return model.eval()


def sources(shared, texts):
    read = {name: getattr(spoken, name)(texts / name) for name in ("changelog", "bitcoin", "earnings", "un", "kremlin", "abc", "masc")}
    read["gum"] = spoken.gum(texts / "gum", ("train",))
    read["written"] = spoken.written(shared / "datasets")
    read["conll"] = spoken.conll(shared / "datasets/ner/conllpp.train.conll")
    return read


def held_out(name, source):
    """The documents of a source that are not trained on."""
    first = source.documents[-HELD_OUT] if name in ("changelog", "kremlin", "un") else 0
    return source.words[first:], source.ends[first:]


@torch.no_grad()
def measure(model, held_out):
    """Prints for each source F1 of the ends inside sequences in lower case without commas, by threshold."""
    pieces = Pieces()
    for name, (words, ends) in held_out.items():
        words, starts = [w.lower().replace(".", "") for w in words], [0] + ends[:-1]
        found, gold = [], []
        for at in range(0, min(len(words), 20_000), LENGTH // 2):
            example = Example(pieces, words[at : at + LENGTH], starts[at : at + LENGTH])
            log_odds = model(*collate([example]))[0]
            asked = torch.tensor(example.starts) >= 0
            found.append(log_odds[asked].float())
            gold.append(torch.tensor(example.starts)[asked] == 1)
        found, gold = torch.cat(found), torch.cat(gold)
        f1 = lambda t: (2 * (gold & (found > t)).sum() / (gold.sum() + (found > t).sum())).item()
        print(f"{name:10}", " ".join(f"{t:+.1f}: {f1(t):.3f}" for t in (-1.0, -0.6, -0.3, 0.0, 0.3, 0.6)), flush=True)


def write(model, examples, out):
    """The network in int8; afterwards `model.encoder` computes as it does."""
    exact = unquantised(model)
    calibrate.correct(model.encoder, exact.encoder, examples)
    state = {k: v.detach().numpy().copy() for k, v in model.encoder.state_dict().items()}
    head = ("starts", model.start.weight.detach().numpy(), model.start.bias.detach().numpy() - np.float32(THRESHOLD))
    onnx.save(graph.build(state, model.encoder.size, quantised=True, head=head), out / "boundaries.onnx")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("shared", "texts", "work", "out"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    torch.manual_seed(1)
    torch.set_flush_denormal(True)
    gc.disable()  # tens of millions of words
    read = sources(args.shared, args.texts)
    for name, source in read.items():
        print(f"{name}: {len(source.words)} words, {sum(source.ends)} sentences", flush=True)
    aside = {name: held_out(name, read[name]) for name in ("changelog", "kremlin", "un")}
    aside["gum"] = held_out("gum", spoken.gum(args.texts / "gum", ("dev", "test")))
    read = {name: Source(name, source) for name, source in read.items()}
    gc.freeze()
    gc.enable()
    model = train(read, args.work)
    random, pieces = np.random.default_rng(2), Pieces()
    write(model, [Example(pieces, *read[name].draw(random)) for name in SHARES for _ in range(20)], args.out)
    measure(model, aside)
    manifest = json.loads((args.out / "model.json").read_text(encoding="utf-8"))
    for file in manifest["files"]:
        if file["name"] == "boundaries.onnx":
            file["sha256"] = hashlib.sha256((args.out / file["name"]).read_bytes()).hexdigest()
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (args.out / "model.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
