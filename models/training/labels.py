"""Lets teachers say what they think of the pool: the soft labels that the students learn from.

    python labels.py SHARED WORK OUT [--size large]

WORK holds the teachers that `train.py SHARED WORK --size large --teacher SEED` has trained, any number of them; the labels are the means
over them. Writes OUT/labels.npz, which belongs beside SHARED/teacher/pool.jsonl.xz; what is in it, `pool.py` says.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from encoder import ENTITY, SIZES, TOPICS, Rostrum
from pool import Pool
from train import DEVICE, HALF

BATCH = 256


def runs(tags, starts, offsets):
    """The mentions among tags: (sentence, first piece, end) of every run of words that one mention's tags begin and go on with; the
    end is where the next word starts, or the sentence's last piece."""
    out = []
    for sentence, (a, b) in enumerate(zip(offsets, offsets[1:])):
        words = [i for i in range(a, b) if starts[i]]
        open_ = None
        for word, after in zip(words, [*words[1:], b - 1]):
            name = ENTITY[tags[word]]
            if open_ is not None and name == f"I-{open_}":
                out[-1][2] = after
                continue
            open_ = None if name == "O" else name[2:]
            if open_ is not None:
                out.append([sentence, word, after])
    return out


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("shared", "work", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--size", choices=SIZES, default="large")
    args = parser.parse_args()
    pool, size = Pool(args.shared / "teacher", set(), labelled=False), SIZES[args.size]
    paths = sorted(args.work.glob("stage-teacher*-1.pt"))
    if not paths:
        raise SystemExit(f"{args.work}: no teacher is here: train.py SHARED {args.work} --size {size.name} --teacher 1")
    count, order = len(pool.lengths), pool.lengths.argsort()
    sent, topic, tags = torch.zeros(count, 3), torch.zeros(count, len(TOPICS)), torch.zeros(len(pool.ids), len(ENTITY), dtype=torch.half)
    stays, models = torch.zeros(count), []
    batches = lambda: (order[i : i + BATCH] for i in range(0, count, BATCH))
    neighbours = torch.nonzero(torch.tensor((pool.sources[1:] == pool.sources[:-1]) & np.isin(pool.sources[1:], ["page", "un"]))).flatten() + 1
    for path in paths:
        model = Rostrum(size).to(DEVICE).eval()
        model.load_state_dict(torch.load(path, map_location=DEVICE))
        models.append(model)
        features = torch.zeros(count, 2 * size.hidden, dtype=torch.half)
        with torch.autocast(DEVICE, torch.bfloat16, enabled=HALF):
            for chosen in batches():
                at, mask = pool.places(chosen)
                hidden, found = model(*pool.read(chosen))
                sent[chosen] += model.sentiment(found).float().softmax(-1)
                topic[chosen] += model.topic(found).float().sigmoid()
                tags[at[mask]] += model.entity(hidden)[mask].float().softmax(-1).half() / len(paths)
                features[chosen] = found.half()
            for chosen in neighbours.split(BATCH):
                pair = torch.cat([features[chosen - 1], features[chosen]], -1).float()
                stays[chosen] += model.continues(pair).float().squeeze(-1).sigmoid()
    sure, tag = tags.max(-1)
    spans = torch.tensor(runs(tag.tolist(), pool.starts.tolist(), pool.offsets.tolist())).view(-1, 3)
    pool.mark(spans)
    target = torch.zeros(len(spans), 3)
    with torch.autocast(DEVICE, torch.bfloat16, enabled=HALF):
        for model in models:
            for chosen in batches():
                numbers, rows, tokens = pool.spans(chosen)
                if len(numbers):
                    hidden, found = model(*pool.read(chosen))
                    target[numbers] += model.target_logits(hidden, found, rows, tokens).float().softmax(-1)
    # three teachers' sums to bytes of their mean; 0 is for a pair that was not asked
    byte = lambda sums, n=len(paths): (sums.float() / n * 255).round().byte().cpu().numpy()
    asked = byte(stays)
    asked[neighbours.cpu().numpy()] = asked[neighbours.cpu().numpy()].clip(1)
    args.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        args.out / "labels.npz", sent=byte(sent), topic=byte(topic), tag=tag.byte().cpu().numpy(), conf=byte(sure, 1),
        span=spans.int().cpu().numpy(), target=byte(target), cont=asked,
    )  # fmt: skip


if __name__ == "__main__":
    main()
