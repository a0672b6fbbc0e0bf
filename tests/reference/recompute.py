"""Recomputes the speakers' tables from the sentences as printed, with nothing of rostrum's code, and compares.

    python3 recompute.py REPORTS

Means are taken over sentences.csv, sentence_topics.csv and mentions.csv. Intervals are computed from the definition of
CR2 with Satterthwaite's degrees of freedom, on vectors over all sentences, and Student's quantile by integrating the
density; rostrum has closed forms of sums over clusters. Prints the first differences and exits with 1 if there are any.
"""

import csv
import math
import sys
from collections import Counter, defaultdict
from pathlib import Path

FEWEST = 5
RULES = "entities_file surname initials country demonym organisation acronym title_stripped spelling as_printed".split()


def read(folder, name):
    with open(folder / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def t_quantile(p, freedom):
    """Student's quantile: the density substituted by t = √ν·tan(a) is cos(a)^(ν−1), integrated by Simpson's rule."""
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(math.pi)

    def mass(end, steps=2000):
        h = end / steps
        f = lambda a: math.cos(a) ** (freedom - 1)
        return scale * h / 3 * sum((1 if i in (0, steps) else 4 if i % 2 else 2) * f(i * h) for i in range(steps + 1))

    low, high = 0.0, math.pi / 2 - 1e-9
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if mass(middle) < p - 0.5 else (low, middle)
    return math.sqrt(freedom) * math.tan(low)


def interval(clusters, lowest, highest):
    """CR2 of the mean (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018): clusters is a list of lists of values."""
    total = sum(map(len, clusters))
    mean = sum(map(sum, clusters)) / total
    variance, vectors = 0.0, []
    for g, values in enumerate(clusters):
        adjust = (1 - len(values) / total) ** -0.5
        variance += (adjust * sum(x - mean for x in values) / total) ** 2
        # (I − H)'_g A_g X_g (X'X)⁻¹ as a vector over every sentence of every cluster
        vectors.append([adjust / total * ((h == g) - len(values) / total) for h, c in enumerate(clusters) for _ in c])
    if variance < 1e-24:
        return None
    dot = lambda a, b: sum(x * y for x, y in zip(a, b))
    trace = sum(dot(v, v) for v in vectors)
    squares = sum(dot(v, w) ** 2 for v in vectors for w in vectors)
    half = t_quantile(0.975, trace**2 / squares) * math.sqrt(variance)
    return max(lowest, mean - half), min(highest, mean + half)


def place(row, breaks):
    """Document, turn and paragraph of a sentence: paragraphs of a turn are separated by line breaks."""
    turn = (row["document"], row["turn"])
    return turn, sum(b < int(row["sentence_start"]) for b in breaks[turn])


def group(rows, breaks):
    """The rows by cluster, and what a cluster is: documents where there are five, else turns, else paragraphs."""
    for unit, key in (
        ("document", lambda r: r["document"]),
        ("turn", lambda r: (r["document"], r["turn"])),
        ("paragraph", lambda r: place(r, breaks)),
    ):
        clusters = defaultdict(list)
        for row in rows:
            clusters[key(row)].append(row)
        if len(clusters) >= FEWEST:
            return list(clusters.values()), unit
    return None, ""


class Comparison:
    def __init__(self):
        self.values, self.wrong = 0, []

    def same(self, table, row, column, expected):
        self.values += 1
        printed = row[column]
        if expected is None or isinstance(expected, str):
            equal = printed == (expected or "")
        else:
            equal = printed != "" and abs(float(printed) - expected) < 2e-6
        if not equal:
            self.wrong.append(f"{table}: {list(row.values())[:4]}: {column} is {printed!r}, recomputed {expected!r}")


def check(compare, table, row, rows, breaks, columns, unit_of):
    """Compares means, ends of intervals and clusters; `columns` is (column, value of a row, lowest)."""
    clusters, unit = group(rows, breaks) if rows else (None, "")
    for column, value, lowest in columns:
        compare.same(table, row, column, sum(map(value, rows)) / len(rows) if rows else None)
        if f"{column}_low" in row:
            found = interval([[value(r) for r in c] for c in clusters], lowest, 1.0) if clusters else None
            for end, expected in zip(("low", "high"), found or (None, None)):
                compare.same(table, row, f"{column}_{end}", expected)
    if unit_of:
        compare.same(table, row, "cluster_unit", unit)
        compare.same(table, row, "clusters", len(clusters) if clusters else None)
        compare.same(table, row, "inference", {"document": "population", "": ""}.get(unit, "these_documents"))


def check_entities(compare, entities, mentions, speakers, labels):
    """Compares the counts of entities.csv with mentions.csv: every mention belongs to exactly one row."""
    rows = defaultdict(list)
    for m in mentions:
        rows[m["entity"], m["entity_type"]].append(m)
    for row in entities:
        own = rows.pop((row["entity"], row["type"]), [])
        compare.same("entities", row, "mentions", len(own))
        compare.same("entities", row, "documents", len({m["document"] for m in own}))
        who = {(m["speaker"], m["document"] if (m["speaker"], m["document"]) in labels else "") for m in own}
        compare.same("entities", row, "speakers", sum(speaker in speakers for speaker, _ in who))
        forms = Counter(" ".join(m["text"].split()) for m in own)
        compare.same("entities", row, "surfaces", ";".join(sorted(forms, key=lambda form: (-forms[form], form))))
        compare.same("entities", row, "rules", ";".join(r for r in RULES if any(m["rule"] == r for m in own)))
    for left in rows:
        compare.wrong.append(f"entities: no row for {left}")
    order = [(-int(row["mentions"]), row["entity"]) for row in entities]
    if order != sorted(order):
        compare.wrong.append("entities: not in order of mentions and name")


def main():
    folder = Path(sys.argv[1])
    speakers, sentences = read(folder, "speakers"), read(folder, "sentences")
    guard = lambda text: text[1:] if text[:2] in ("'=", "'+", "'-", "'@", "'\t", "'\r") else text
    breaks = {(t["document"], t["turn"]): [i for i, c in enumerate(guard(t["text"])) if c == "\n"] for t in read(folder, "turns")}
    start = {(s["document"], s["turn"], s["sentence"]): s["start"] for s in sentences}
    topics, mentions = read(folder, "sentence_topics"), read(folder, "mentions")
    valence = {(s["document"], s["turn"], s["sentence"]): s["valence"] for s in sentences}
    for row in sentences + topics + mentions:
        key = (row["document"], row["turn"], row["sentence"])
        row["sentence_start"], row["sentence_valence"] = start[key], valence[key]
    # a label such as SPEAKER_00 has a row for each document; a name has one row without
    labels = {(s["speaker"], s["document"]) for s in speakers if s["document"]}
    key = lambda r: (r["speaker"], r["document"] if (r["speaker"], r["document"]) in labels else "")
    def by(rows):
        out = defaultdict(list)
        for row in rows:
            out[key(row)].append(row)
        return out

    said, about, named = by([s for s in sentences if s["valence"]]), by(topics), by(mentions)
    number = lambda name: lambda r: float(r[name])
    balance = lambda low, high: lambda r: float(r[high]) - float(r[low])
    compare = Comparison()
    for row in speakers:
        own = said[row["speaker"], row["document"]]
        columns = [("tone", number("valence"), -1.0)] + [(f"{c}_share", number(c), 0.0) for c in ("negative", "neutral", "positive")]
        check(compare, "speakers", row, own, breaks, columns, True)
        compare.same("speakers", row, "scored_sentences", len(own))
        if own:
            count = lambda label: sum(s["sentiment"] == label for s in own)
            compare.same("speakers", row, "logit_tone", math.log((count("positive") + 0.5) / (count("negative") + 0.5)))
    for row in read(folder, "speaker_topics"):
        own = [t for t in about[row["speaker"], row["document"]] if t["topic"] == row["topic"]]
        columns = [("tone", number("sentence_valence"), -1.0), ("stance", balance("against", "favor"), -1.0)]
        check(compare, "speaker_topics", row, own, breaks, columns, True)
        compare.same("speaker_topics", row, "sentences", len(own))
        compare.same("speaker_topics", row, "share", len(own) / len(said[row["speaker"], row["document"]]))
    for row in read(folder, "speaker_targets"):
        own = [m for m in named[row["speaker"], row["document"]] if (m["entity"], m["entity_type"]) == (row["entity"], row["type"])]
        columns = [("stance", balance("negative", "positive"), -1.0), ("negative_share", number("negative"), 0.0)]
        check(compare, "speaker_targets", row, own, breaks, columns, True)
        compare.same("speaker_targets", row, "mentions", len(own))
        for mark in ("self", "address"):
            compare.same("speaker_targets", row, f"{mark}_mentions", sum(m["mark"] == mark for m in own))
        unmarked = [float(m["stance"]) for m in own if not m["mark"]]
        compare.same("speaker_targets", row, "stance_unmarked", sum(unmarked) / len(unmarked) if unmarked else None)
    check_entities(compare, read(folder, "entities"), mentions, {r["speaker"] for r in speakers}, labels)
    rows = defaultdict(list)
    roles = {(t["document"], t["turn"]): t["role"] for t in read(folder, "turns")}
    for s in sentences:
        if s["valence"]:
            rows[s["speaker"], s["document"], roles[s["document"], s["turn"]]].append(s)
    for row in read(folder, "speaker_documents"):
        own = rows[row["speaker"], row["document"], row["role"]]
        check(compare, "speaker_documents", row, own, breaks, [("tone", number("valence"), -1.0)], False)
    print(f"{compare.values} values recomputed, {len(compare.wrong)} differ")
    print("\n".join(compare.wrong[:20]))
    sys.exit(1 if compare.wrong or not compare.values else 0)


if __name__ == "__main__":
    main()
