"""Trains the model in three stages and scores it; stops and resumes at any checkpoint.

    python train.py SHARED WORK [--size large] [--start MODELS | --teacher SEED]

SHARED holds datasets/, gold/ and teacher/; WORK takes base embeddings, checkpoints, the log and the final weights.
"""

import argparse
import math
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch.nn import functional as F
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

import calibrate
import data
import graph
import score
from encoder import SIZES, TOPICS, Rostrum, collate, pool
from pool import Pool

# how much of a source one epoch draws
DOMAIN = {
    "domain-train": 1.0, "domain-late": 1.0, "domain-rare": 2.0, "definition": 2.0, "domain-written": 1.0, "domain-train-stance": 1.0,
    "domain-late-stance": 1.0, "domain-rare-stance": 2.0, "domain-written-stance": 1.0, "context": 1.0, "context-stance": 1.0,
    "written": 2.0, "exchange-in": 0.8, "exchange-out": 0.4, "exchange-far": 0.15, "exchange-names": 0.3,
}  # fmt: skip
REST = {
    "newsmtsc-train": 0.35, "conll-train": 0.1, "wikigold": 0.1, "politics-train": 0.7, "nyt": 0.25, "emobank": 0.08, "political": 0.5,
    "perspectrum": 0.12, "perspectrum-cross": 0.12, "ibm_claims": 0.12, "ibm_claims-cross": 0.12, "mnli": 0.02,
}  # fmt: skip
# epochs over the stage's examples; learning rates of the encoder by its size and of the heads; decay of the
# running average of the weights, which is what the stage hands on; steps at the end that compute as the int8 graph will; how many
# sentences of the pool go beside a batch of examples
STAGES = [
    {"name": "general", "epochs": 2, "average": 0.998, "encoder": {"small": 1e-4, "large": 6e-5}, "heads": 5e-4, "warmup": 300, "quantised": 0, "pool": 0, "else": 1.0,
     "draw": {"mnli": 0.5, "uner": 0.5, "definition": 2.0, "newsmtsc-train": 1.5, "tweets": 0.8, "exchange-in": 0.0, "exchange-out": 0.0,
              "exchange-far": 0.0}},
    {"name": "distil", "epochs": 1, "average": 0.998, "encoder": {"small": 2e-4, "large": 6e-5}, "heads": 5e-4, "warmup": 50, "quantised": 0, "pool": 48, "else": 0.45,
     "draw": DOMAIN | {
         "mnli": 0.1, "tweets": 0.1, "emobank": 0.3, "newsmtsc-train": 0.8, "conll-train": 0.35, "perspectrum": 0.7, "perspectrum-cross": 0.7,
         "ibm_claims": 1.0, "ibm_claims-cross": 1.0, "nyt": 1.0, "exchange-out": 0.5, "exchange-far": 0.2,
     }},
    {"name": "domain", "epochs": 1, "average": 0.995, "encoder": {"small": 6e-5, "large": 3e-5}, "heads": 2e-4, "warmup": 50, "quantised": 300, "pool": 24, "else": 0.03,
     "draw": DOMAIN | REST},
]  # fmt: skip
# the last stage for the calibration on the domain: with less of the rest, which that does not look at, and without rounding
FOLD = STAGES[-1] | {"name": "fold", "else": 0.01, "quantised": 0, "pool": 0, "draw": DOMAIN | {source: rate / 5 for source, rate in REST.items()}}
# the larger model that labels the pool has only people's and the guide's labels to learn from (labels.py)
TEACHER = [STAGES[0], STAGES[-1] | {"epochs": 2, "quantised": 0, "pool": 0}]
# a short run of its own, from the base, for an encoder that never heard of a topic
WITHOUT = FOLD | {"name": "without", "epochs": 2, "encoder": {"small": 1e-4, "large": 6e-5}, "heads": 5e-4}
BATCH = 32
# speeches and pages are most of the pool; what one pass takes of them
DRAWN = {"un": 0.3, "page": 0.35, "set": 1.0, "claim": 1.0}
PAIRS = 5  # where there is a pool, every so many batches one is of its neighbours
LAYER_DECAY = {"small": 1.0, "large": 0.92}  # of the learning rate, from each layer to the one below it
SMOOTHING = 0.05
CHECKPOINT = 500  # steps
FOLDS = 1  # of three: predictions out of fold for a third of the sentences are enough to calibrate on
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
torch.set_default_device(DEVICE)
# on other processors half precision is computed by detours
HALF = DEVICE == "cuda" or torch.cpu._is_amx_tile_supported()


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


def soft_batches(everything, size, count, name):
    """As many batches of the pool's sentences, of like length inside chunks of 50 batches."""
    rng, out, lengths = random.Random(name), [], everything.lengths.tolist()
    while len(out) < count:
        order = [i for i in everything.used.tolist() if rng.random() < DRAWN[everything.sources[i]]]
        rng.shuffle(order)
        for i in range(0, len(order), 50 * size):
            chunk = sorted(order[i : i + 50 * size], key=lengths.__getitem__)
            out += [torch.tensor(chunk[j : j + size]) for j in range(0, len(chunk), size)]
    return out[:count]


def steps_of(stage, examples, neighbours, everything):
    """The stage's steps: tuples of the parts that one step computes side by side, the parts of about the same length."""
    rng, out, asked = random.Random(stage["name"]), [], everything.asked.tolist() if everything else []
    for epoch in range(stage["epochs"]):
        name = f"{stage['name']}-{epoch}"
        labelled = [(labelled_loss, batch) for batch in batches(examples, stage, epoch)]
        order = rng.sample(neighbours, len(neighbours))
        labelled += [(neighbours_loss, order[i : i + BATCH]) for i in range(0, len(order), BATCH)]
        if not stage["pool"]:
            rng.shuffle(labelled)
            out += zip(labelled[::2], labelled[1::2])
            continue
        labelled += [(pairs_loss, torch.tensor(rng.sample(asked, BATCH))) for _ in range(len(labelled) // PAIRS)]
        soft = [(soft_loss, batch) for batch in soft_batches(everything, stage["pool"], len(labelled), name)]
        longest = lambda e: max(len(one.ids) for one in e[:2]) if isinstance(e, tuple) else len(e.ids)
        length = lambda part: max(everything.lengths[part[1]]) if torch.is_tensor(part[1]) else max(map(longest, part[1]))
        pairs = list(zip(sorted(labelled, key=length), sorted(soft, key=length)))
        rng.shuffle(pairs)
        out += pairs
    return out


def soft(logits, target, weight):
    """Weighted cross-entropy with distributions as targets."""
    target = target * (1 - SMOOTHING) + SMOOTHING / target.shape[-1]
    return (-(target * F.log_softmax(logits.float(), -1)).sum(-1) * weight).mean()


def labelled_loss(model, _, batch):
    """The sum of the losses that the batch's labels allow."""
    ids, types, mask = collate(batch)
    hidden, features = model(ids, types, mask)
    weight = torch.tensor([e.weight for e in batch])
    total = torch.zeros(())
    if batch[0].pair is not None:
        return soft(model.stance(features), F.one_hot(torch.tensor([e.stance for e in batch]), 3).float(), weight)
    rows = [i for i, e in enumerate(batch) if e.base is not None]
    if rows:
        total = total + (1 - (model.embed(features[rows]) * torch.stack([batch[i].base for i in rows])).sum(-1)).mean()
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


def soft_loss(model, everything, chosen):
    """The losses toward what the larger model says of sentences of the pool: tone, topics, entities, stance toward mentions."""
    at, mask = everything.places(chosen)
    hidden, features = model(*everything.read(chosen))
    cross = lambda logits, target: -(target * F.log_softmax(logits.float(), -1)).sum(-1).mean()
    total = cross(model.sentiment(features), everything.sentiment[chosen])
    total = total + 3 * F.binary_cross_entropy_with_logits(model.topic(features).float(), everything.topic[chosen])
    words = mask & everything.starts[at]
    log = F.log_softmax(model.entity(hidden[words]).float(), -1)
    own, sure = log.gather(1, everything.tag[at[words], None])[:, 0], everything.sure[at[words]]
    total = total - (sure * own + (1 - sure) * (log.sum(-1) - own) / (log.shape[1] - 1)).mean()
    numbers, rows, tokens = everything.spans(chosen)
    if len(numbers):
        total = total + cross(model.target_logits(hidden, features, rows, tokens), everything.target[numbers])
    return total


def pairs_loss(model, everything, chosen):
    """The loss of whether sentences go on with the subject of the one before."""
    before, own = (model(*everything.read(part))[1] for part in (chosen - 1, chosen))
    logits = model.continues(torch.cat([before, own], -1)).squeeze(-1)
    return F.binary_cross_entropy_with_logits(logits.float(), everything.continues[chosen])


def neighbours_loss(model, _, pairs):
    """The loss of whether labelled sentences stay with the subject of the one before."""
    before, own = (model(*collate([pair[part] for pair in pairs]))[1] for part in (0, 1))
    logits = model.continues(torch.cat([before, own], -1)).squeeze(-1)
    stays = torch.tensor([float(pair[2]) for pair in pairs])
    return F.binary_cross_entropy_with_logits(logits.float(), stays * (1 - SMOOTHING) + SMOOTHING / 2)


def without(examples, topic):
    """The examples with nothing that tells of the topic: its labels unknown, its proposition and definition left out."""
    k = TOPICS.index(topic)
    blank = lambda e: e if e.topics is None else replace(e, topics=e.topics[:k] + [math.nan] + e.topics[k + 1 :])
    return [
        blank(e) for e in examples
        if e.pair != data.PROPOSITIONS[topic]
        and not (e.source.startswith(("definition", "domain-written", "exchange")) and e.topics is not None and e.topics[k] == 1)
    ]  # fmt: skip


def attach_base(examples, size, work):
    """The frozen base's embeddings of every third sentence, for the distillation: computed once, kept in WORK."""
    asked = [e for e in examples if e.pair is None and data.fold("base" + e.text) < 33]
    path = work / "base.pt"
    stored = torch.load(path) if path.exists() else {}
    missing = sorted({e.text: e for e in asked if e.text not in stored}.values(), key=lambda e: len(e.ids))
    base = Rostrum(size).eval()
    with torch.no_grad(), torch.autocast(DEVICE, torch.bfloat16, enabled=HALF):
        for i in range(0, len(missing), 64):
            ids, types, mask = collate(missing[i : i + 64])
            hidden = base.encoder(ids, torch.zeros_like(types), mask)
            rows = F.normalize(pool(hidden, mask).float(), dim=-1).half()
            stored |= {e.text: row.clone() for e, row in zip(missing[i : i + 64], rows)}
    if missing:
        save(stored, path)
    for e in asked:
        e.base = stored[e.text].float()


def save(state, path):
    """Writes the whole file or none of it: a run may be killed at any moment."""
    torch.save(state, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").replace(path)


def shipped(folder, model):
    """The state of the model whose files are in the folder: weights as they were rounded, heads with their calibration."""
    heads = load_file(folder / "heads.safetensors")
    read = graph.read(folder / "encoder.onnx", model.size)
    encoder = model.encoder.state_dict() | {k: torch.tensor(v) for k, v in read.items()}
    return {k: v for k, v in heads.items() if k != "background"} | {f"encoder.{k}": v for k, v in encoder.items()}


def groups(model, stage):
    """The parameters with their learning rates, always in the same order: heads, embeddings, layers."""
    size, encoder = model.size.name, model.encoder
    rate = lambda above: stage["encoder"][size] * LAYER_DECAY[size] ** above
    inside, layers = {id(p) for p in encoder.parameters()}, {id(p) for p in encoder.layers.parameters()}
    out = [
        {"params": [p for p in model.parameters() if id(p) not in inside], "lr": stage["heads"]},
        {"params": [p for p in encoder.parameters() if id(p) not in layers], "lr": rate(len(encoder.layers))},
    ]
    return out + [{"params": list(layer.parameters()), "lr": rate(above)} for above, layer in enumerate(reversed(encoder.layers))]


def run_stage(model, stage, number, examples, neighbours, everything, work, log):
    """Leaves the model as the stage hands it on, and says whether that had still to be computed."""
    done = work / f"stage{number}.pt"
    if done.exists():
        model.load_state_dict(torch.load(done))
        return False
    plan = steps_of(stage, examples, neighbours, everything)
    quantised_from = len(plan) - stage["quantised"]
    parameters = list(model.parameters())
    optimizer = torch.optim.AdamW(groups(model, stage), weight_decay=0.01, fused=True)
    average_of = lambda: AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(stage["average"]))
    average = average_of()
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

    def gradients(part):
        loss_of, batch = part
        with torch.autocast(DEVICE, torch.bfloat16, enabled=HALF):
            loss = loss_of(model, everything, batch)
        return loss.item(), torch.autograd.grad(loss, parameters, allow_unused=True)

    def prepare():
        torch.set_num_threads(max(1, os.cpu_count() // 2))
        torch.set_flush_denormal(True)
        torch.set_default_device(DEVICE)

    start, running = time.time(), [0.0, 0.0]
    # two parts side by side on half of the processors each take a third less time than one after the other on all
    with ThreadPoolExecutor(2, initializer=prepare) as workers:
        for step in range(first, len(plan)):
            if step == quantised_from:
                # from here on it computes as the int8 graph will, and so does what is averaged
                calibrate.measure(model.encoder, calibrate.sample(examples))
                model.train()
                average = average_of()
            found = list(workers.map(gradients, plan[step]))
            for p, parts in zip(parameters, zip(*(part for _, part in found))):
                known = [g for g in parts if g is not None]
                p.grad = sum(known) if known else None
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            schedule.step()
            average.update_parameters(model)
            running = [total + loss for total, (loss, _) in zip(running, found)]
            if (step + 1) % 100 == 0:
                pace = (time.time() - start) / (step + 1 - first)
                log(f"{stage['name']} {step + 1}/{len(plan)} losses {running[0] / 100:.4f} {running[1] / 100:.4f} {pace:.2f} s a step")
                running = [0.0, 0.0]
            if (step + 1) % CHECKPOINT == 0:
                save({"model": model.state_dict(), "average": average.state_dict(), "optimizer": optimizer.state_dict(),
                      "schedule": schedule.state_dict(), "step": step + 1}, partial)  # fmt: skip
    model.load_state_dict(average.module.state_dict())
    save(model.state_dict(), done)
    partial.unlink(missing_ok=True)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--start", type=Path, help="the files of an earlier version, to start from in the place of the first stage")
    parser.add_argument("--teacher", type=int, metavar="SEED", help="only train on the labelled sets, for labels.py")
    parser.add_argument("--stages", type=int, default=len(STAGES), help="stop after this many")
    parser.add_argument("--without", choices=TOPICS, help="only train as if this topic were unknown, to measure what its definition alone is worth")
    parser.add_argument("--fold", type=int, choices=range(FOLDS), help="only this fold, once the stages are done: two side by side use two cores better")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)

    def log(line):
        print(line, flush=True)
        with open(args.work / "train.log", "a") as f:
            f.write(line + "\n")

    torch.manual_seed(args.teacher or 1)
    torch.set_flush_denormal(True)
    size = SIZES[args.size]
    examples = data.load(args.shared)
    training = [e for e in examples if data.is_training(e)]
    neighbours = data.encode_neighbours(data.neighbours(args.shared))
    attach_base(training, size, args.work)
    log(f"{len(training)} of {len(examples)} examples train, {sum(len(e.ids) for e in training)} tokens")
    model = Rostrum(size).to(DEVICE)
    if args.teacher is not None:
        for number, stage in enumerate(TEACHER):
            named = stage | {"name": f"{stage['name']}-{args.teacher}"}
            if run_stage(model, named, f"-teacher{args.teacher}-{number}", training, neighbours, None, args.work, log):
                log(score.table(score.scores(model, examples)))
        return
    if args.without:
        rest = without(training, args.without)
        run_stage(model, WITHOUT, f"-without-{args.without}", rest, neighbours, None, args.work, log)
        calibrate.measure(model.encoder, calibrate.sample(rest))
        save(model.state_dict(), args.work / f"without-{args.without}.pt")
        return
    # what has labels of the domain or is measured on: the larger model has read those labels
    known = {e.text for e in examples if not data.is_training(e) or e.source.startswith(("domain", "context"))}
    everything = Pool(args.shared / "teacher", known)
    if args.start and not (args.work / "stage0.pt").exists():
        save(shipped(args.start, model), args.work / "stage0.pt")
    # what is to be predicted out of fold is left to the last stage
    outside = [e for e in training if data.fold_of(e) not in range(FOLDS)]
    for number, stage in enumerate(STAGES[: args.stages] if args.fold is None else []):
        part = training if stage is STAGES[-1] else outside
        if run_stage(model, stage, number, part, neighbours, everything, args.work, log):
            log(score.table(score.scores(model, examples)))
    if args.stages < len(STAGES):
        return
    # the last stage again without a third of the domain's sentences each, to calibrate on predictions out of fold
    last = len(STAGES) - 1
    for fold in range(FOLDS) if args.fold is None else [args.fold]:
        model.load_state_dict(torch.load(args.work / f"stage{last - 1}.pt"))
        inside = [e for e in training if data.fold_of(e) != fold]
        run_stage(model, FOLD, f"{last}-fold{fold}", inside, neighbours, everything, args.work, log)


if __name__ == "__main__":
    main()
