"""Measures the shipped model with the program itself on the parts held out of training.

    python measure.py SHARED WORK ROSTRUM OUT

Writes the held-out parts as labelled lines into WORK/held, runs `ROSTRUM evaluate` on each and writes the scores that
the model card states to OUT (models/scores.json).
"""

import argparse
import json
import subprocess
from pathlib import Path

import data
from encoder import SENTIMENT, TOPICS

WHOLE, RUNNING = "first-whole", "context-held"
PARTS = {
    "domain-held": "diplomatic transcripts, held out",
    "more-held": "diplomatic transcripts, own labels, held out",
    "first-held": "the talks of May 2023 that the project starts from",
    WHOLE: "the talks of May 2023 that the project starts from, read whole",
    RUNNING: "running text, meetings and UN speeches, held-out documents",
    "plain-held": "diplomatic transcripts, both parts held out, without those chosen for being hard",
    "domain-dev": "diplomatic transcripts, development",
    "political-held": "UN, State of the Union, manifestos",
    "nyt": "editorials, held-out tenth",
    "emobank": "EmoBank, held-out tenth",
    "newsmtsc-dev_rw": "political news (NewsMTSC dev, one mention)",
    "newsmtsc-dev_mt": "political news (NewsMTSC dev, several)",
    "conll-dev": "news (CoNLL++ dev)",
    "politics-dev": "CrossNER politics dev",
    "perspectrum-held": "claims, unseen propositions (Perspectrum)",
    "ibm_claims-held": "claims, unseen propositions (IBM)",
}
STATED = {
    ("sentiment", "macro_f1"), ("sentiment", "spearman"), ("sentiment", "calibration_error_debiased"),
    ("targets", "macro_f1"), ("targets", "macro_f1_of_tone"), ("entities", "f1"), ("topics", "f1"),
    ("topics", "calibration_error_debiased"), ("stances", "macro_f1"), ("stances", "accuracy"),
    ("stances", "macro_f1_of_tone"), ("stances", "macro_f1_of_majority"),
}  # fmt: skip


def is_in(e, part):
    """Whether the example, its stance pairs aside, is in the part."""
    if part == "plain-held":
        return e.source in ("domain-held", "more-held") and not e.hard
    return e.source == part and not data.is_training(e)


def rows(examples, part):
    """Labelled lines of a part; a stance joins the line of its sentence."""
    lines = {}
    for e in examples:
        if e.pair is None and is_in(e, part):
            line = {"text": e.text}
            if e.sentiment is not None:
                line["sentiment"] = SENTIMENT[max(range(3), key=e.sentiment.__getitem__)]
                if part in ("nyt", "emobank", "political-held"):
                    line["sentiment_score"] = e.sentiment[2] - e.sentiment[0]
            if e.spans is not None:
                line["entities"] = [{"start": a, "end": b, "type": t} for a, b, t in e.spans]
            if e.targets:
                line["targets"] = [{"start": a, "end": b, "stance": SENTIMENT[s]} for a, b, s in e.targets]
            if e.topics is not None:
                line["topics"] = [t for t, is_about in zip(TOPICS, e.topics) if is_about]
            lines[len(lines) if part.startswith("newsmtsc") else e.text] = line
        elif e.pair is not None and e.source in (part, part + "-stance", part.replace("-held", "-cross-held")):
            line = lines.setdefault(e.text, {"text": e.text})
            label = ["against", "neither", "favor"][e.stance]
            line.setdefault("stances", []).append({"proposition": e.pair, "label": label})
    return lines.values()


def whole(shared):
    """Labelled lines of the talks of May 2023 in their turns, for the topics alone."""
    sentences, _ = data.own_labels(shared, {})
    return [{"document": r["page"]} | {k: r[k] for k in ("text", "turn", "sentence", "topics", "topics_in_context")} for r in sentences]


def running(shared):
    """Labelled lines of running text of the documents that are held out, after what came before."""
    keys = ("document", "turn", "sentence", "text", "previous", "sentiment", "topics", "topics_in_context")
    rows = [r for r in data.jsonl(shared / "gold/context_train.jsonl") if data.is_held(r)]
    return [{k: r[k] for k in keys} for r in sorted(rows, key=lambda r: (r["document"], r["turn"], r["sentence"]))]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("shared", "work", "rostrum", "out"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    examples = data.load(args.shared)
    held = args.work / "held"
    held.mkdir(parents=True, exist_ok=True)
    apart = {WHOLE: whole, RUNNING: running}
    lines_of = lambda part: apart[part](args.shared) if part in apart else rows(examples, part)
    scores = []
    for part, name in PARTS.items():
        file = held / f"{part}.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in lines_of(part)), encoding="utf-8")
        said = subprocess.run([args.rostrum, "evaluate", file, "--format", "json", "--quiet"], capture_output=True, check=True, text=True)
        for s in json.loads(said.stdout)["scores"]:
            is_whole = s["label"] == "" or s["task"] == "topics"
            if (s["task"], s["measure"]) in STATED and is_whole and s["value"] is not None and s["n"] > 0:
                fields = {k: s[k] for k in ("task", "measure", "label", "n")}
                scores.append({"on": name, **fields, **{k: round(s[k], 3) for k in ("value", "low", "high")}})
    lines = ",\n".join("  " + json.dumps(s) for s in scores)
    args.out.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
