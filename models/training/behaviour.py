"""Measures the behaviour of the shipped model with the program itself, on the invented sentences of behaviour.toml.

    python behaviour.py ROSTRUM OUT

Runs `ROSTRUM evaluate` on all of them and writes to OUT (models/behaviour.json), by capability, how many are right, and how far tone
moves where one country's name stands in another's place: the mean absolute difference of two names' tone, P(positive) − P(negative).
"""

import csv
import itertools
import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path


def cases():
    """(check, sentence) of every sentence; one of each name where names are exchanged."""
    path = Path(__file__).parent / "behaviour.toml"
    for check in tomllib.loads(path.read_text(encoding="utf-8"))["check"]:
        for sentence in check["sentences"]:
            for name in check.get("names", [""]):
                text = sentence.replace("{}", name)
                yield check, sentence, text[0].upper() + text[1:]


def predictions(rostrum, texts):
    """Of every sentence {task: rows of the predictions file}."""
    with tempfile.TemporaryDirectory() as folder:
        labelled, out = Path(folder) / "labelled.jsonl", Path(folder) / "predictions.csv"
        line = lambda text: json.dumps({"text": text, "sentiment": "neutral", "entities": [], "topics": []}) + "\n"
        labelled.write_text("".join(map(line, texts)), encoding="utf-8")
        subprocess.run([rostrum, "evaluate", labelled, "--quiet", "--format", "json", "--predictions", out], check=True, capture_output=True)
        found = [{} for _ in texts]
        with out.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                found[int(row["row"])].setdefault(row["task"], []).append(row)
    return found


def is_right(check, found):
    if "tone" in check:
        return found["sentiment"][0]["predicted"] == check["tone"]
    if "topics" in check:
        return [row["item"] for row in found["topics"] if row["predicted"] == "1"] == check["topics"]
    named = sorted((int(row["item"].split("-")[0]), row["predicted"]) for row in found.get("entities", []) if row["predicted"])
    return [kind for _, kind in named] == check["entities"]


def main():
    rostrum, out = sys.argv[1:]
    everything = list(cases())
    found = predictions(rostrum, [text for _, _, text in everything])
    right, tones = {}, {}
    for (check, sentence, text), mine in zip(everything, found):
        if "names" in check:
            row = mine["sentiment"][0]
            tones.setdefault(sentence, []).append(float(row["p_positive"]) - float(row["p_negative"]))
            continue
        ok = is_right(check, mine)
        right.setdefault(check["capability"], []).append(ok)
        if not ok:
            print(f"{check['capability']}: {text}")
    lines = [{"capability": c, "right": sum(r), "n": len(r)} for c, r in right.items()]
    moved = [abs(a - b) for t in tones.values() for a, b in itertools.combinations(t, 2)]
    lines.append({"capability": "names exchanged", "moved": round(sum(moved) / len(moved), 3), "n": sum(map(len, tones.values()))})
    Path(out).write_text("[\n" + ",\n".join("  " + json.dumps(line) for line in lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
