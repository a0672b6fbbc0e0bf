"""Trains the model in two stages and scores it; stops and resumes at any checkpoint.

    python train.py SHARED WORK

SHARED holds datasets/ and gold/; WORK takes base embeddings, checkpoints, the log and the final weights.
"""

import argparse
import math
import random
import time
from dataclasses import replace
from pathlib import Path

import torch
from torch.nn import functional as F
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

import calibrate
import data
import score
from encoder import TOPICS, Rostrum, collate, pool

# epochs over the stage's examples; learning rates of encoder and heads; how much of a source one epoch draws
DOMAIN = {
    "domain-train": 1.0, "domain-late": 1.0, "domain-rare": 2.0, "definition": 2.0, "domain-written": 1.0, "domain-train-stance": 1.0,
    "exchange-in": 1.5, "exchange-out": 1.0, "exchange-far": 0.4,
    "domain-late-stance": 1.0, "domain-rare-stance": 2.0, "domain-written-stance": 1.0,
}  # fmt: skip
REST = {
    "newsmtsc-train": 0.8, "conll-train": 0.2, "wikigold": 0.2, "politics-train": 1.0, "nyt": 0.5, "emobank": 0.15, "political": 0.75,
    "perspectrum": 0.2, "perspectrum-cross": 0.2, "ibm_claims": 0.2, "ibm_claims-cross": 0.2, "mnli": 0.03,
}  # fmt: skip
STAGES = [
    # the late labels and the exchanged names came after this stage had been run
    {"name": "general", "epochs": 2, "encoder": 1e-4, "heads": 5e-4, "warmup": 300, "quantised": False, "else": 1.0,
     "draw": {"mnli": 0.5, "uner": 0.5, "definition": 2.0, "newsmtsc-train": 1.5, "tweets": 0.8, "domain-late": 0.0, "domain-late-stance": 0.0,
              "exchange-in": 0.0, "exchange-out": 0.0, "exchange-far": 0.0}},
    {"name": "domain", "epochs": 3, "encoder": 6e-5, "heads": 2e-4, "warmup": 50, "quantised": True, "else": 0.1, "draw": DOMAIN | REST},
]  # fmt: skip
# the last stage with less of the rest, which the calibration on the domain does not look at
FOLD = STAGES[-1] | {"name": "fold", "else": 0.02, "draw": DOMAIN | {source: rate / 5 for source, rate in REST.items()}}
# a short run of its own, from the base, for an encoder that never heard of a topic
WITHOUT = FOLD | {"name": "without", "epochs": 2, "encoder": 1e-4, "heads": 5e-4, "quantised": False}
BATCH = 32
AVERAGE = 0.998  # decay of the running average of the weights, which is what a stage hands on
SMOOTHING = 0.05
CHECKPOINT = 500  # steps
FOLDS = 2  # of three: predictions out of fold for two thirds of the sentences are enough to calibrate on


def batches(examples, stage, epoch):
    """Batches of one kind each, in random order, of like length inside chunks of 50 batches."""
    rng = random.Random(f"{stage['name']}-{epoch}")
    kinds = {}
    for e in examples:
        # a rate of 2.3 is two copies and a third with probability 0.3
        rate = stage["draw"].get(e.source, stage["else"])
        if rate == 0:
            continue  # no random number either: what is not drawn leaves the rest as it was
        kinds.setdefault(data.kind(e), []).extend([e] * int(rate + rng.random()))
    out = []
    for part in kinds.values():
        rng.shuffle(part)
        for i in range(0, len(part), 50 * BATCH):
            chunk = sorted(part[i : i + 50 * BATCH], key=lambda e: len(e.ids))
            out += [chunk[j : j + BATCH] for j in range(0, len(chunk), BATCH)]
    rng.shuffle(out)
    return out


def soft(logits, target, weight):
    """Weighted cross-entropy with distributions as targets."""
    target = target * (1 - SMOOTHING) + SMOOTHING / target.shape[-1]
    return (-(target * F.log_softmax(logits.float(), -1)).sum(-1) * weight).mean()


def losses(model, batch):
    """The sum of the losses that the batch's labels allow."""
    ids, types, mask = collate(batch)
    hidden, features = model(ids, types, mask)
    weight = torch.tensor([e.weight for e in batch])
    total = torch.zeros(())
    if batch[0].pair is not None:
        return soft(model.stance(features), F.one_hot(torch.tensor([e.stance for e in batch]), 3).float(), weight)
    total = total + (1 - (model.embed(features) * torch.stack([e.base for e in batch])).sum(-1)).mean()
    rows = [i for i, e in enumerate(batch) if e.sentiment is not None]
    if rows:
        gold = torch.tensor([batch[i].sentiment for i in rows])
        total = total + soft(model.sentiment(features[rows]), gold, weight[rows])
    rows = [i for i, e in enumerate(batch) if e.tags is not None]
    if rows:
        tags = torch.tensor([batch[i].tags + [-100] * (ids.shape[1] - len(batch[i].tags)) for i in rows])
        logits = model.entity(hidden[rows]).float().flatten(0, 1)
        total = total + F.cross_entropy(logits, tags.flatten(), label_smoothing=0.02)
    rows = [i for i, e in enumerate(batch) for _ in e.target_tokens]
    if rows:
        tokens = [(a, b) for e in batch for a, b, _ in e.target_tokens]
        gold = torch.tensor([c for e in batch for _, _, c in e.target_tokens])
        logits = model.target_logits(hidden, features, rows, tokens)
        total = total + soft(logits, F.one_hot(gold, 3).float(), torch.ones(len(rows)))
    rows = [i for i, e in enumerate(batch) if e.topics is not None]
    if rows:
        gold = torch.tensor([batch[i].topics for i in rows])
        known = ~gold.isnan()
        loss = F.binary_cross_entropy_with_logits(model.topic(features[rows]).float(), gold.nan_to_num(), reduction="none")
        total = total + 3 * (loss * known).mean()
    return total


def without(examples, topic):
    """The examples with nothing that tells of the topic: its labels unknown, its proposition and definition left out."""
    k = TOPICS.index(topic)
    blank = lambda e: e if e.topics is None else replace(e, topics=e.topics[:k] + [math.nan] + e.topics[k + 1 :])
    return [
        blank(e) for e in examples
        if e.pair != data.PROPOSITIONS[topic]
        and not (e.source.startswith(("definition", "domain-written", "exchange")) and e.topics is not None and e.topics[k] == 1)
    ]  # fmt: skip


def attach_base(examples, work):
    """The frozen base's sentence embeddings, for the distillation: computed once, kept in WORK."""
    path = work / "base.pt"
    stored = torch.load(path) if path.exists() else {}
    missing = sorted({e.text: e for e in examples if e.pair is None and e.text not in stored}.values(), key=lambda e: len(e.ids))
    base = Rostrum().eval()
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for i in range(0, len(missing), 64):
            ids, types, mask = collate(missing[i : i + 64])
            hidden = base.encoder(ids, torch.zeros_like(types), mask)
            rows = F.normalize(pool(hidden, mask).float(), dim=-1).half()
            stored |= {e.text: row.clone() for e, row in zip(missing[i : i + 64], rows)}
    if missing:
        save(stored, path)
    for e in examples:
        if e.pair is None:
            e.base = stored[e.text].float()


def save(state, path):
    """Writes the whole file or none of it: a run may be killed at any moment."""
    torch.save(state, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").replace(path)


def run_stage(model, stage, number, examples, work, log):
    done = work / f"stage{number}.pt"
    if done.exists():
        model.load_state_dict(torch.load(done))
        return
    plan = [b for epoch in range(stage["epochs"]) for b in batches(examples, stage, epoch)]
    if stage["quantised"]:
        calibrate.measure(model.encoder, calibrate.sample(examples))
    inner = set(model.encoder.parameters())
    optimizer = torch.optim.AdamW(
        [{"params": [p for p in model.parameters() if p in inner], "lr": stage["encoder"]},
         {"params": [p for p in model.parameters() if p not in inner], "lr": stage["heads"]}], weight_decay=0.01
    )  # fmt: skip
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(AVERAGE))
    slope = lambda s: min(1.0, (s + 1) / stage["warmup"]) * max(0.0, 1 - s / len(plan))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, slope)
    first, partial = 0, work / f"stage{number}.partial.pt"
    if partial.exists():
        state = torch.load(partial)
        model.load_state_dict(state["model"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        first = state["step"]
    model.train()
    start, tokens, running = time.time(), 0, 0.0
    for step in range(first, len(plan)):
        torch.manual_seed(step)
        with torch.autocast("cpu", torch.bfloat16):
            loss = losses(model, plan[step])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        average.update_parameters(model)
        tokens += sum(len(e.ids) for e in plan[step])
        running += loss.item()
        if (step + 1) % 100 == 0:
            rate = tokens / (time.time() - start)
            log(f"{stage['name']} {step + 1}/{len(plan)} loss {running / 100:.4f} {rate:.0f} tokens/s")
            running = 0.0
        if (step + 1) % CHECKPOINT == 0:
            save({"model": model.state_dict(), "average": average.state_dict(), "optimizer": optimizer.state_dict(),
                  "schedule": schedule.state_dict(), "step": step + 1}, partial)  # fmt: skip
    model.load_state_dict(average.module.state_dict())
    save(model.state_dict(), done)
    partial.unlink(missing_ok=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--stages", type=int, default=len(STAGES), help="stop after this many")
    parser.add_argument("--without", choices=TOPICS, help="only train as if this topic were unknown, to measure what its definition alone is worth")
    parser.add_argument("--fold", type=int, choices=range(FOLDS), help="only this fold, once the stages are done: two side by side use two cores better")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)

    def log(line):
        print(line, flush=True)
        with open(args.work / "train.log", "a") as f:
            f.write(line + "\n")

    torch.manual_seed(1)
    examples = data.load(args.shared)
    attach_base(examples, args.work)
    training = [e for e in examples if data.is_training(e)]
    log(f"{len(training)} of {len(examples)} examples train, {sum(len(e.ids) for e in training)} tokens")
    model = Rostrum()
    if args.without:
        known = without(training, args.without)
        run_stage(model, WITHOUT, f"-without-{args.without}", known, args.work, log)
        calibrate.measure(model.encoder, calibrate.sample(known))
        save(model.state_dict(), args.work / f"without-{args.without}.pt")
        return
    for number, stage in enumerate(STAGES[: args.stages] if args.fold is None else []):
        run_stage(model, stage, number, training, args.work, log)
        log(score.table(score.scores(model, examples)))
    if args.stages < len(STAGES):
        return
    # the last stage again without a third of the domain's sentences each, to calibrate on predictions out of fold
    last = len(STAGES) - 1
    for fold in range(FOLDS) if args.fold is None else [args.fold]:
        model.load_state_dict(torch.load(args.work / f"stage{last - 1}.pt"))
        inside = [e for e in training if data.fold_of(e) != fold]
        run_stage(model, FOLD, f"{last}-fold{fold}", inside, args.work, log)


if __name__ == "__main__":
    main()
