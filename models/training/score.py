"""Scores a model on the parts held out of training: the figures of models/README.md."""

import math
import sys
from pathlib import Path

import torch

import data
from encoder import ENTITY, SENTIMENT, STANCE, TOPICS, Rostrum, collate


def macro_f1(gold, predicted, classes=3):
    out = []
    for c in range(classes):
        hit = sum(g == p == c for g, p in zip(gold, predicted))
        total = sum(g == c for g in gold) + sum(p == c for p in predicted)
        out.append(2 * hit / total if total else float("nan"))
    return sum(x for x in out if not math.isnan(x)) / max(1, sum(not math.isnan(x) for x in out))


def spearman(a, b):
    def ranks(x):
        order = sorted(range(len(x)), key=lambda i: x[i])
        out = [0.0] * len(x)
        i = 0
        while i < len(order):
            j = i
            while j + 1 < len(order) and x[order[j + 1]] == x[order[i]]:
                j += 1
            for k in range(i, j + 1):
                out[order[k]] = (i + j) / 2
            i = j + 1
        return out

    return torch.corrcoef(torch.tensor([ranks(a), ranks(b)], dtype=torch.float64))[0, 1].item()


def decode(logits):
    """The most probable sequence of tags [words, tags] in which an I follows a B or I of its type (Viterbi)."""
    log = torch.log_softmax(logits.float(), -1).tolist()
    allowed = lambda a, b: ENTITY[b][0] != "I" or (a is not None and ENTITY[a][2:] == ENTITY[b][2:])
    best = [x if allowed(None, t) else -math.inf for t, x in enumerate(log[0])] if log else []
    back = []
    for row in log[1:]:
        step = [max((best[a], -a) for a in range(len(row)) if allowed(a, b)) for b in range(len(row))]
        back.append([-a for _, a in step])
        best = [s + x for (s, _), x in zip(step, row)]
    tags = [argmax(best)] if log else []
    for row in reversed(back):
        tags.append(row[tags[-1]])
    return tags[::-1]


def spans(tags):
    """BIO classes to (first, end, type)."""
    out, open_ = set(), None
    for i, t in enumerate([*tags, 0]):
        name = ENTITY[t]
        if open_ and (name == "O" or name[0] == "B" or name[2:] != open_[1]):
            out.add((open_[0], i, open_[1]))
            open_ = None
        if name != "O" and open_ is None:
            open_ = (i, name[2:])
    return out


@torch.no_grad()
def predict(model, examples):
    """Per example: logits of whichever tasks it is labelled for, as lists, in input order."""
    model.eval()
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].ids))
    out = [None] * len(examples)
    for i in range(0, len(order), 64):
        part = [examples[j] for j in order[i : i + 64]]
        hidden, features = model(*collate(part))
        for r, (j, e) in enumerate(zip(order[i : i + 64], part)):
            p = {}
            f = features[r : r + 1]
            if e.pair is not None:
                p["stance"] = model.stance(f)[0].tolist()
            else:
                p["sentiment"] = model.sentiment(f)[0].tolist()
                p["topic"] = model.topic(f)[0].tolist()
                if e.tags is not None:
                    words = [i for i, t in enumerate(e.tags) if t >= 0]
                    p["tags"] = decode(model.entity(hidden[r, words]))
                p["targets"] = [
                    model.target_logits(hidden[r : r + 1], f, [0], [(a, b)])[0].tolist() for a, b, _ in e.target_tokens
                ]
            out[j] = p
    return out


def argmax(x):
    return max(range(len(x)), key=x.__getitem__)


def valence(logits):
    p = torch.softmax(torch.tensor(logits), -1)
    return (p[2] - p[0]).item()


def scores(model, examples):
    """{name: (score, n)} over the held-out parts."""
    keep = [e for e in examples if not data.is_training(e)]
    pairs = list(zip(keep, predict(model, keep)))
    out = {}
    for source in ("domain-dev", "domain-tune", "domain-held", "more-held", "first-held", "context-held", "nyt", "emobank", "political-held"):
        part = [(e, p) for e, p in pairs if e.source == source and e.sentiment]
        gold = [argmax(e.sentiment) for e, _ in part]
        if not part:
            continue
        out[f"{source} tone macro-F1"] = (macro_f1(gold, [argmax(p["sentiment"]) for _, p in part]), len(part))
        if source in ("nyt", "emobank", "political-held"):
            graded = [e.sentiment[2] - e.sentiment[0] for e, _ in part]
            out[f"{source} Spearman"] = (spearman(graded, [valence(p["sentiment"]) for _, p in part]), len(part))
    for source in ("newsmtsc-dev_rw", "newsmtsc-dev_mt", "domain-dev", "domain-held"):
        both = [(c, argmax(l)) for e, p in pairs if e.source == source for (_, _, c), l in zip(e.target_tokens, p["targets"])]
        out[f"{source} target macro-F1"] = (macro_f1(*zip(*both)), len(both))
    for source in ("conll-dev", "politics-dev", "domain-dev", "domain-held", "more-held"):
        hit = gold_n = found_n = 0
        for e, p in pairs:
            if e.source == source and e.tags is not None:
                words = [i for i, t in enumerate(e.tags) if t >= 0]
                gold, found = spans([e.tags[i] for i in words]), spans(p["tags"])
                hit, gold_n, found_n = hit + len(gold & found), gold_n + len(gold), found_n + len(found)
        out[f"{source} entity F1"] = (2 * hit / max(1, gold_n + found_n), gold_n)
    for source in ("domain-dev", "domain-tune", "domain-held", "more-held", "first-held", "context-held"):
        for k, topic in enumerate(TOPICS):
            both = [(int(e.topics[k]), int(p["topic"][k] > 0)) for e, p in pairs if e.source == source and e.topics]
            hit = sum(g and f for g, f in both)
            out[f"{source} {topic} F1"] = (2 * hit / max(1, sum(g + f for g, f in both)), sum(g for g, _ in both))
    for source in ("domain-held-stance", "perspectrum-held", "ibm_claims-held"):
        both = [(e.stance, argmax(p["stance"])) for e, p in pairs if e.source == source]
        out[f"{source} stance macro-F1"] = (macro_f1(*zip(*both)), len(both))
    return out


def table(result):
    return "\n".join(f"{name:36} {value:.3f}  n={n}" for name, (value, n) in result.items())


if __name__ == "__main__":
    model = Rostrum()
    model.load_state_dict(torch.load(sys.argv[2]))
    print(table(scores(model, data.load(Path(sys.argv[1])))))
