"""Trains the network that finds where sentences end in speech that nobody punctuated.

    boundaries.py SHARED TEXTS OUT

SHARED holds datasets/; TEXTS holds copies of the other sources, each in a folder of its name (models/README.md says where they are
from). Writes OUT/boundaries.bin, which `src/sentence/gap/network.rs` describes, and its SHA-256 into OUT/model.json.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import spoken

HASHED, SHAPES = 1 << 14, 4
EMBEDDED, WIDTH, FIRST, TAPS, DILATIONS = 32, 96, 5, 3, (1, 2, 4, 1, 8, 1)
LENGTH, BATCH = 128, 64
# batches, learning rate from and to, convolutions with a shortcut; what is added starts as nothing
STAGES = ((2000, 3e-3, 1.7e-3, 4), (1780, 2.2e-3, 0.0, 6))
THRESHOLD = -0.5  # log-odds of an end, chosen on GUM's other genres and held-out documents
# how often a sequence is drawn from a source
SHARES = {"changelog": 0.33, "kremlin": 0.15, "un": 0.15, "written": 0.13, "bitcoin": 0.12, "earnings": 0.08, "gum": 0.04}
HELD_OUT = 25  # the last documents of changelog, kremlin and un are to look at


def bucket(seed, letters):
    h = 0x811C9DC5 ^ seed
    for byte in letters.encode():
        h = ((h ^ byte) * 0x01000193) & 0xFFFFFFFF
    h = ((h ^ (h >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
    return (h ^ (h >> 12)) % HASHED


def rows(word):
    return bucket(0, word), bucket(1, word), bucket(2, word[-3:])


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(HASHED + SHAPES, EMBEDDED)
        nn.init.normal_(self.table.weight, std=0.3)
        self.first = nn.Conv1d(EMBEDDED, WIDTH, FIRST, padding=FIRST // 2, bias=False)
        self.later = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, TAPS, padding=d, dilation=d, bias=False) for d in DILATIONS)
        self.norms = nn.ModuleList(nn.BatchNorm1d(WIDTH) for _ in range(1 + len(DILATIONS)))
        self.ends = nn.Conv1d(WIDTH, 1, 2)
        self.depth = len(DILATIONS)

    def forward(self, ids, drop=0.0):
        """ids: [batch, words, 4]; gives the log-odds at each gap. `drop`: the share of words known by ending and shape only."""
        rows = self.table(ids)
        if drop:
            kept = (torch.rand(ids.shape[:2]) > drop).float()[..., None, None]
            rows = torch.cat([rows[:, :, :2] * kept, rows[:, :, 2:]], 2)
        x = torch.relu(self.norms[0](self.first(rows.sum(2).transpose(1, 2))))
        for convolution, norm in zip(self.later[: self.depth], self.norms[1:], strict=False):
            x = x + torch.relu(norm(convolution(x)))
        return self.ends(x).squeeze(1)


class Source:
    """One source, its words as rows of the table."""

    def __init__(self, name, source):
        known = {}
        self.rows = np.array([known.get(w) or known.setdefault(w, rows(w)) for w in source.words], np.uint16)
        self.ends, self.shapes = np.array(source.ends, np.uint8), np.array(source.shapes, np.int64)
        self.opens = np.concatenate([[True], self.ends[:-1] == 1])
        self.last = source.documents[-HELD_OUT] if name in ("changelog", "kremlin", "un") else len(self.rows)
        self.turns = np.array([t for t in source.turns if t < self.last - LENGTH])

    def draw(self, random):
        """A sequence that begins at a turn or anywhere, as a recogniser would write it: mostly in lower case without
        commas, else with commas, capitals, both, or with capitals in names only."""
        at = random.choice(self.turns) if random.random() < 0.6 else random.integers(0, self.last - LENGTH)
        part = slice(at, at + LENGTH)
        shapes, kind, comma = self.shapes[part], random.random(), 2 * (random.random() < 0.5)
        if kind < 0.62:
            shapes = shapes & 0
        elif kind < 0.70:
            shapes = shapes & 2
        elif kind < 0.88:
            shapes = shapes & (1 | comma)
        else:
            shapes = np.where(self.opens[part], shapes & 2, shapes) & (1 | comma)
        return np.column_stack([self.rows[part], HASHED + shapes]), self.ends[part]


def train(sources):
    torch.manual_seed(1)
    torch.set_flush_denormal(True)  # a few rows of the table that are rarely seen cost most of the time otherwise
    random = np.random.default_rng(1)
    names = list(SHARES)
    shares = np.array([SHARES[n] for n in names]) / sum(SHARES.values())
    network = Network()
    for norm in network.norms[1 + STAGES[0][3] :]:
        nn.init.zeros_(norm.weight)
    for stage, (steps, first, last, depth) in enumerate(STAGES):
        network.depth = depth
        optimizer = torch.optim.AdamW(network.parameters(), weight_decay=1e-3, betas=(0.9, 0.99))
        for step in range(steps):
            for group in optimizer.param_groups:
                group["lr"] = min(1, (step + 1) / 100) * (first + (last - first) * step / steps)
            drawn = [sources[name].draw(random) for name in random.choice(names, BATCH, p=shares)]
            ids, ends = (torch.from_numpy(np.stack(part)) for part in zip(*drawn, strict=True))
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=stage > 0):
                found = network(ids, drop=0.08)
            loss = F.binary_cross_entropy_with_logits(found.float(), ends[:, :-1].float())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            if step % 500 == 499:
                print(f"stage {stage + 1} batch {step + 1} loss {loss.item():.4f}", flush=True)
    return network.eval()


def write(network, path):
    """The weights in int8, the norms inside the convolutions."""
    state = {k: v.detach().numpy().astype(np.float64) for k, v in network.state_dict().items()}
    scale = np.abs(state["table.weight"]).max(0) / 127
    integers, floats = [np.rint(state["table.weight"] / scale)], [scale]
    convolutions = [state["first.weight"], *(state[f"later.{i}.weight"] for i in range(len(DILATIONS)))]
    for i, weight in enumerate(convolutions):
        gain = state[f"norms.{i}.weight"] / np.sqrt(state[f"norms.{i}.running_var"] + 1e-5)
        weight = weight * gain[:, None, None]  # output, input, word
        scale = np.maximum(np.abs(weight).max((1, 2)), 1e-30) / 127  # some outputs are always 0
        integers.append(np.rint(weight / scale[:, None, None]).transpose(2, 1, 0))
        floats += [scale, state[f"norms.{i}.bias"] - state[f"norms.{i}.running_mean"] * gain]
    ends = state["ends.weight"][0]
    floats += [ends[:, 0], ends[:, 1], state["ends.bias"] - THRESHOLD]
    data = b"".join(np.ascontiguousarray(part, np.int8).tobytes() for part in integers)
    path.write_bytes(data + np.concatenate(floats).astype("<f4").tobytes())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("shared", "texts", "out"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    names = ("changelog", "bitcoin", "earnings", "un", "kremlin")
    read = {name: getattr(spoken, name)(args.texts / name) for name in names}
    read["gum"] = spoken.gum(args.texts / "gum", ("train",))
    read["written"] = spoken.written(args.shared / "datasets")
    path = args.out / "boundaries.bin"
    write(train({name: Source(name, source) for name, source in read.items()}), path)
    manifest = json.loads((args.out / "model.json").read_text(encoding="utf-8"))
    for file in manifest["files"]:
        if file["name"] == path.name:
            file["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (args.out / "model.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
