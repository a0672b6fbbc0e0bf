"""Recomputes the speakers' tables from the sentences as printed, with nothing of rostrum's code, and compares.

    python3 recompute.py REPORTS

Means, differences and corrections are taken over sentences.csv, sentence_topics.csv and mentions.csv. Intervals are computed from the definition of
CR2 with Satterthwaite's degrees of freedom, on vectors over all sentences, and Student's quantile and p by integrating the
density; rostrum has closed forms of sums over clusters. Key terms are counted and chosen anew from the sentences' texts;
their intervals, which are drawn at random, are drawn anew and compared within a fifth of their width. Prints the first
differences and exits with 1 if there are any.
"""

import csv
import json
import math
import random
import re
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

FEWEST = 5
# clusters under which an interval may not be narrower than that of independent items
FEW = 8
TONES = ("negative", "neutral", "positive")
# measures from 0 to 1
SHARES = ("topic_share", *(f"{tone}_mass" for tone in TONES))
MASS, SHOWN, LEAST_COUNT, RESAMPLES = 10_000, 25, 5, 1000
# letters and digits, which an apostrophe, a hyphen or a full stop may join
WORD = re.compile(r"[^\W_]+(?:['’ʼ\-‐‑.][^\W_]+)*")
RULES = "entities_file surname initials country demonym organisation acronym title_stripped spelling as_printed".split()


def read(folder, name):
    with open(folder / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def t_mass(t, freedom, steps=2000):
    """P(0 < T < t): Student's density substituted by t = √ν·tan(a) is cos(a)^(ν−1), integrated by Simpson's rule."""
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(math.pi)
    h = math.atan(t / math.sqrt(freedom)) / steps
    f = lambda a: math.cos(a) ** (freedom - 1)
    return scale * h / 3 * sum((1 if i in (0, steps) else 4 if i % 2 else 2) * f(i * h) for i in range(steps + 1))


def t_quantile(p, freedom):
    low, high = 0.0, math.pi / 2 - 1e-9
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if t_mass(math.sqrt(freedom) * math.tan(middle), freedom) < p - 0.5 else (low, middle)
    return math.sqrt(freedom) * math.tan(low)


def estimate(clusters, contrast):
    """Σ_k c_k · mean_k with its CR2 variance and degrees of freedom (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018), from
    a list of clusters that hold a list of values per group; none where a group has fewer than five or does not vary."""
    groups = range(len(contrast))
    if any(sum(bool(c[k]) for c in clusters) < FEWEST for k in groups):
        return None
    total = [sum(len(c[k]) for c in clusters) for k in groups]
    mean = [sum(sum(c[k]) for c in clusters) / total[k] for k in groups]
    variance, vectors, own = 0.0, [], [0.0 for _ in groups]
    for g, cluster in enumerate(clusters):
        adjust = [contrast[k] / total[k] * (1 - len(cluster[k]) / total[k]) ** -0.5 for k in groups]
        variance += sum(adjust[k] * sum(x - mean[k] for x in cluster[k]) for k in groups) ** 2
        own = [o + (adjust[k] * sum(x - mean[k] for x in cluster[k])) ** 2 for k, o in enumerate(own)]
        # (I − H)'_g A_g X_g (X'X)⁻¹ c as a vector over every sentence of every cluster
        vectors.append([
            adjust[k] * ((h == g) - len(cluster[k]) / total[k]) for h, other in enumerate(clusters) for k in groups for _ in other[k]
        ])
    if variance < 1e-18 or min(own) < 1e-18:
        return None
    dot = lambda a, b: sum(map(float.__mul__, a, b))
    trace = sum(dot(v, v) for v in vectors)
    squares = sum(dot(v, w) ** 2 for v in vectors for w in vectors)
    return sum(c * m for c, m in zip(contrast, mean)), variance, trace**2 / squares


def ends(found, lowest, highest, family=1):
    if found is None:
        return None
    value, variance, freedom = found
    half = t_quantile(1 - 0.025 / family, freedom) * math.sqrt(variance)
    return max(lowest, value - half), min(highest, value + half)


def wilson(found):
    """Wilson's interval of a share with the number of items that would vary as much if they were independent."""
    if found is None:
        return None
    share, variance, freedom = found
    n, t = share * (1 - share) / variance, t_quantile(0.975, freedom)
    middle, half = share + t * t / 2 / n, t * math.sqrt(share * (1 - share) / n + t * t / 4 / n**2)
    return (middle - half) / (1 + t * t / n), (middle + half) / (1 + t * t / n)


def population(sides, contrast, of_groups, party=lambda k: k):
    """Σ_k c_k · mean of the sides for documents; of groups for their speakers as well (Cameron, Gelbach & Miller 2011). A side is
    a list of rows with their values in `x`; `party` says whose it is."""

    def parted(key):
        parts = {}
        for k, rows in enumerate(sides):
            for r in rows:
                parts.setdefault(key(k, r), [[] for _ in sides])[k].append(r["x"])
        return estimate(list(parts.values()), contrast)

    found = parted(lambda _, r: r["event"])
    if not of_groups or found is None:
        return found
    speakers, both = (
        parted(lambda k, r: (party(k), r["speaker"])), parted(lambda k, r: (party(k), r["speaker"], r["event"]))
    )  # fmt: skip
    return crossed(found, speakers, both)


def crossed(documents, speakers, both):
    """What is drawn are documents and speakers: V = V_documents + V_speakers − V_both, no smaller than the first two."""
    if documents is None or speakers is None or both is None:
        return None
    variance = max(documents[1] + speakers[1] - both[1], documents[1], speakers[1])
    return documents[0], variance, min(documents[2], speakers[2])


def independent(values):
    """The mean with its variance and degrees of freedom as if every value were drawn by itself."""
    n, mean = len(values), sum(values) / len(values)
    variance = sum((x - mean) ** 2 for x in values) / (n - 1) / n if n > 1 else 0.0
    return (mean, variance, n - 1) if variance >= 1e-18 else None


def cautious(found, values, clusters):
    """An estimate, and whether it is that of independent values, which takes its place where clusters are few and its own interval
    is the narrower one."""
    if found is None or clusters >= FEW:
        return found, False
    other, half = independent(values), lambda one: t_quantile(0.975, one[2]) * math.sqrt(one[1])
    # where every value is a cluster both are the same, but for rounding
    return (other, True) if other and half(other) > half(found) * (1 + 1e-9) else (found, False)


def interval(found, lowest):
    """The interval of a mean, or of a share where the lowest value is 0."""
    return wilson(found) if lowest == 0.0 else ends(found, lowest, 1.0)


def place(row, breaks):
    """Document, turn and paragraph of a sentence: paragraphs of a turn are separated by line breaks."""
    turn = (row["document"], row["turn"])
    return turn, sum(b < int(row["sentence_start"]) for b in breaks[turn])


def group(rows, breaks, kind):
    """The rows by cluster, and what a cluster is: documents for other meetings; turns, else paragraphs for these."""
    units = {
        "population": [("document", lambda r: r["event"])],
        "these_documents": [("turn", lambda r: (r["document"], r["turn"])), ("paragraph", lambda r: place(r, breaks))],
    }
    for unit, key in units[kind]:
        clusters = defaultdict(list)
        for row in rows:
            clusters[key(row)].append(row)
        if len(clusters) >= FEWEST:
            return list(clusters.values()), unit
    return None, ""


class Comparison:
    def __init__(self):
        self.values, self.wrong = 0, []

    def near(self, table, row, column, expected, distance):
        self.values += 1
        if not row[column] or abs(float(row[column]) - expected) > distance:
            self.wrong.append(f"{table}: {list(row.values())[:5]}: {column} is {row[column]!r}, recomputed {expected!r}")

    def same(self, table, row, column, expected):
        self.values += 1
        printed = row[column]
        if expected is None or isinstance(expected, str):
            equal = printed == (expected or "")
        else:
            equal = printed != "" and abs(float(printed) - expected) < 2e-6
        if not equal:
            self.wrong.append(f"{table}: {list(row.values())[:4]}: {column} is {printed!r}, recomputed {expected!r}")


ENDS = {"population": ("low", "high"), "these_documents": ("here_low", "here_high")}


def check(compare, table, row, rows, breaks, columns, unit_of):
    """Compares means, ends of intervals and clusters; `columns` is (column, value of a row, lowest). Returns which intervals are
    those of independent items."""
    widened = []
    for column, value, lowest in columns:
        compare.same(table, row, column, sum(map(value, rows)) / len(rows) if rows else None)
        for kind, names in ENDS.items():
            if f"{column}_{names[0]}" not in row:
                continue
            clusters, _ = group(rows, breaks, kind)
            count = len(clusters or [])
            if kind == "population":
                of_group = row.get("level") == "group"
                found = population([[r | {"x": value(r)} for r in rows]], [1.0], of_group)
                count = min(count, len({r["speaker"] for r in rows})) if of_group else count
            else:
                found = estimate([[[value(r) for r in c]] for c in clusters], [1.0]) if clusters else None
            found, wider = cautious(found, [value(r) for r in rows], count)
            widened += [column + names[0].removesuffix("low").removesuffix("_").replace("here", "_here")] * wider
            found = interval(found, lowest)
            for end, expected in zip(names, found or (None, None)):
                compare.same(table, row, f"{column}_{end}", expected)
    if unit_of:
        clusters, unit = group(rows, breaks, "these_documents")
        compare.same(table, row, "cluster_unit", unit)
        compare.same(table, row, "clusters", len(clusters) if clusters else None)
    return widened


def label_shares(compare, table, row, labels):
    """Shares of counted labels; `labels` are those of the items."""
    for tone in TONES:
        compare.same(table, row, f"{tone}_share", labels.count(tone) / len(labels) if labels else None)


def period(day, length):
    """The period of a date; none where only the year is known and a period is shorter."""
    if length == "year" or not day:
        return day[:4]
    if len(day) < 10:
        return ""
    return day[:7] if length == "month" else f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"


def day_of(stated):
    """The day of a date; of a year alone its 1 July."""
    return stated if len(stated) == 10 else f"{stated}-07-01"


def trend(rows, dates):
    """The slope of valence a year with its CR2 variance and degrees of freedom, on vectors over all sentences; none under five
    documents or three different dates."""
    clusters = defaultdict(list)
    for row in rows:
        clusters[row["event"]].append(float(row["valence"]))
    stated = [day_of(dates[row["document"]]) for row in rows]
    if len(clusters) < FEWEST or len(set(stated)) < 3:
        return None
    # of an event of several documents the mean date of its sentences
    days = defaultdict(list)
    for row, day in zip(rows, stated):
        days[row["event"]].append(date.fromisoformat(day).toordinal() / 365.25)
    years = {g: sum(own) / len(own) for g, own in days.items()}
    middle = sum(years[r["event"]] for r in rows) / len(rows)
    d = {g: x - middle for g, x in years.items()}
    mean = sum(sum(values) for values in clusters.values()) / len(rows)
    spread = sum(d[r["event"]] ** 2 for r in rows)
    slope = sum(d[g] * x for g, values in clusters.items() for x in values) / spread
    hat = lambda g, h: 1 / len(rows) + d[g] * d[h] / spread
    variance, vectors = 0.0, []
    for g, values in clusters.items():
        pull = d[g] / spread * (1 - len(values) * hat(g, g)) ** -0.5
        variance += (pull * sum(x - mean - slope * d[g] for x in values)) ** 2
        vectors.append([pull * ((g == r["event"]) - len(values) * hat(g, r["event"])) for r in rows])
    if variance < 1e-18:
        return None
    dot = lambda a, b: sum(map(float.__mul__, a, b))
    trace = sum(dot(v, v) for v in vectors)
    return slope, variance, trace**2 / sum(dot(v, w) ** 2 for v in vectors for w in vectors)


def check_periods(compare, rows, parties, dates, length, breaks, columns):
    """speaker_periods.csv; `parties` are the sentences of each (level, name)."""
    name = lambda row: (row["level"], row["speaker"] if row["level"] == "speaker" else row["group"])
    expected = [(party, "all") for party, said in parties.items() if any(dates[s["document"]] for s in said)]
    expected += {(party, period(dates[s["document"]], length)) for party, said in parties.items() for s in said}
    expected = sorted(key for key in expected if key[1])
    if sorted((name(row), row["period"]) for row in rows) != expected:
        compare.wrong.append("speaker_periods: not the periods in which somebody speaks")
    for row in rows:
        said = parties[name(row)]
        dated = [s for s in said if dates[s["document"]]]
        own = [s for s in dated if row["period"] in ("all", period(dates[s["document"]], length))]
        # paragraphs only of those who have fewer than five turns in all
        enough = len({(s["document"], s["turn"]) for s in said}) >= FEWEST
        widened = check(compare, "speaker_periods", row, own, defaultdict(list) if enough else breaks, columns, False)
        compare.same("speaker_periods", row, "widened", ";".join(widened))
        compare.same("speaker_periods", row, "sentences", len(own))
        compare.same("speaker_periods", row, "documents", len({s["document"] for s in own}))
        found = trend(own, dates) if row["period"] == "all" else None
        compare.same("speaker_periods", row, "trend", found and found[0])
        # of a group the speakers would have to be drawn too, which no interval here does
        found = None if row["level"] == "group" else found
        for column, end in zip(("trend_low", "trend_high"), ends(found, -math.inf, math.inf) or (None, None)):
            compare.same("speaker_periods", row, column, end)


def check_splits(compare, rows, parties, dates, breaks):
    """splits.csv: before and after a day, of one and of two."""
    if not rows:
        return
    day, level = rows[0]["date"], rows[0]["level"]
    valued = lambda said: [s | {"x": float(s["valence"])} for s in said]
    parties = {name: valued(said) for (of, name), said in parties.items() if of == level}

    def part(said, day):
        """Before and after a day, without what is undated or in that year with no day."""
        known = [s for s in said if dates[s["document"]] and (len(dates[s["document"]]) == 10 or dates[s["document"]] != day[:4])]
        return [[s for s in known if (day_of(dates[s["document"]]) < day) == before] for before in (True, False)]

    whole = {name: len({(s["document"], s["turn"]) for s in said}) >= FEWEST for name, said in parties.items()}
    both = sorted(name for name, said in parties.items() if all(part(said, day)))
    if [row["a"] for row in rows if not row["b"]] != both:
        compare.wrong.append("splits: not those who speak before and after")
    mean = lambda said: sum(s["x"] for s in said) / len(said)

    def difference(halves):
        """After less before; of two, of the first less of the second."""
        return sum(sign * (mean(after) - mean(before)) for sign, (before, after) in zip((1, -1), halves))

    for row in rows:
        same = lambda column, expected: compare.same("splits", row, column, expected)
        names = [row["a"]] + [row["b"]] * bool(row["b"])
        halves = [part(parties[name], day) for name in names]
        contrast = [1.0, -1.0, -1.0, 1.0][: 2 * len(names)]
        estimated = lambda halves: population([h for b, a in halves for h in (a, b)], contrast, level == "group", lambda k: k // 2)
        same("difference", difference(halves))
        for at, name in enumerate(("before", "after")):
            own = [h[at] for h in halves]
            same(f"sentences_{name}", sum(map(len, own)))
            same(f"documents_{name}", len({s["document"] for said in own for s in said}))
            same(name, sum(sign * mean(said) for sign, said in zip((1, -1), own)))
        sides = [(h, name) for name, (b, a) in zip(names, halves) for h in (a, b)]
        grouped = [group(said, defaultdict(list) if whole[name] else breaks, "these_documents")[0] for said, name in sides]
        alone = lambda part, side: [[r["x"] for r in part] if k == side else [] for k in range(len(sides))]
        clusters = [alone(part, side) for side, parts in enumerate(grouped) for part in parts or []]
        found, here = estimated(halves), estimate(clusters, contrast) if all(grouped) else None
        for columns, one in ((("low", "high"), found), (("here_low", "here_high"), here)):
            for column, end in zip(columns, ends(one, -4.0, 4.0) or (None, None)):
                same(column, end)
        same("inference", "population" if found else "these_documents" if here else "")
        if row["p"]:
            tested = found or here
            same("p", max(0.0, 1 - 2 * t_mass(abs(tested[0]) / math.sqrt(tested[1]), tested[2])))
        for at, name in enumerate(("placebo_before", "placebo_after")):
            own = [h[at] for h in halves]
            days = sorted(day_of(dates[document]) for document in {s["document"] for said in own for s in said})
            parted = [part(said, days[len(days) // 2]) for said in own]
            there = all(all(h) for h in parted)
            same(name, difference(parted) if there else None)
            for end, expected in zip(("low", "high"), there and ends(estimated(parted), -4.0, 4.0) or (None, None)):
                same(f"{name}_{end}", expected)


def check_pairs(compare, rows, sides, asked):
    """Whether the default pairs are there: of the ten who say most those who share a document, or all where none does."""
    if asked["pairs"] != "shared":
        return
    said = {name: own for (level, name), own in sorted(sides.items()) if level == asked["level"]}
    most = sorted(said, key=lambda name: -len(said[name]))[:10]
    pairs = [(a, b) for a in said for b in said if a < b and a in most and b in most]
    events = {name: {s["event"] for s in said[name]} for name in most}
    sharing = [(a, b) for a, b in pairs if events[a] & events[b]]
    if sorted({(r["a"], r["b"]) for r in rows}) != sorted(sharing or pairs):
        compare.wrong.append("contrasts: not the pairs who share a document")


def shrunken(people):
    """Empirical Bayes: every speaker's tone pulled toward the mean of all; `people` is {name: (values, CR2 variance or none)}."""
    spread = lambda values: sum((x - sum(values) / len(values)) ** 2 for x in values)
    freedom = sum(len(values) - 1 for values, _ in people.values())
    pooled = sum(spread(values) for values, _ in people.values()) / max(1, freedom)
    known = [(v, pooled / len(values)) for values, v in people.values() if v is not None]
    if len(people) < 3 or not known or not pooled:
        return dict.fromkeys(people)
    design = max(1.0, sum(v for v, _ in known) / sum(v for _, v in known))
    tone = {name: sum(values) / len(values) for name, (values, _) in people.items()}
    v = {name: design * pooled / len(values) for name, (values, _) in people.items()}
    weighted = lambda extra: sum(tone[n] / (v[n] + extra) for n in tone) / sum(1 / (v[n] + extra) for n in tone)
    q = sum((tone[n] - weighted(0)) ** 2 / v[n] for n in tone)
    weight, squares = sum(1 / x for x in v.values()), sum(1 / x**2 for x in v.values())
    between = max(0.0, (q - (len(tone) - 1)) / (weight - squares / weight))
    return {n: (between * tone[n] + v[n] * weighted(between)) / (between + v[n]) for n in tone}


def left_out(sides, alike, key):
    """The like-for-like difference with its jackknife variance over clusters and degrees of freedom."""
    difference = lambda sides: weighted(sides, alike, 1)
    value, clusters = difference(sides)[0], sorted({key(k, r) for k, rows in enumerate(sides) for r in rows})
    sizes = [Counter(key(k, r) for r in rows).values() for k, rows in enumerate(sides)]
    if min(map(len, sizes)) < FEWEST:
        return None
    without = [difference([[r for r in rows if key(k, r) != c] for k, rows in enumerate(sides)])[0] for c in clusters]
    if None in without:
        return None
    variance = (len(clusters) - 1) / len(clusters) * sum((d - value) ** 2 for d in without)
    freedom = max(1.0, min(sum(n) ** 2 / sum(x * x for x in n) for n in sizes) - 1)
    return (value, variance, freedom) if variance >= 1e-18 else None


def weighted(sides, alike, least):
    """The difference at an equal mix of the strata in which both have `least` sentences, and how many sentences are in these."""
    mean = lambda rows: sum(r["x"] for r in rows) / len(rows)
    strata = {alike(r) for rows in sides for r in rows} - {None}
    pairs = [[[r for r in rows if alike(r) == s] for rows in sides] for s in sorted(strata)]
    common = [(x, y) for x, y in pairs if min(len(x), len(y)) >= least]
    weight = sum(len(x) + len(y) for x, y in common)
    return (sum((len(x) + len(y)) * (mean(x) - mean(y)) for x, y in common) / weight if weight else None), weight


def standardised(compare, row, sides, breaks, alike):
    """The like-for-like columns of a row of contrasts.csv; `alike` names the stratum of a sentence, or none."""
    same = lambda column, expected: compare.same("contrasts", row, column, expected)
    difference, weight = weighted(sides, alike, 5)
    same("standardised_difference", difference)
    same("common_support", weight / sum(map(len, sides)))
    enough = {s for s in set(map(alike, sides[0])) - {None} if all(sum(alike(r) == s for r in rows) >= 5 for rows in sides)}
    within = [[r for r in rows if alike(r) in enough] for rows in sides]
    documents = all(len({r["event"] for r in rows}) >= FEWEST for rows in sides)
    found = left_out(within, alike, lambda _, r: r["event"]) if documents else None
    if found and row["level"] == "group":
        speakers = left_out(within, alike, lambda k, r: (k, r["speaker"]))
        both = left_out(within, alike, lambda k, r: (k, r["speaker"], r["event"]))
        found = crossed(found, speakers, both)
    units = [group(rows, breaks, "these_documents")[1] for rows in sides]
    key = lambda k, r: (k, *(place(r, breaks) if units[k] == "paragraph" else ((r["document"], r["turn"]),)))
    here = left_out(within, alike, key) if all(units) else None
    lowest = -1.0 if row["measure"] in SHARES else -2.0
    for name, estimate in (("standardised", found), ("standardised_here", here)):
        for end, expected in zip(("low", "high"), ends(estimate, lowest, -lowest) or (None, None)):
            same(f"{name}_{end}", expected)


def contrast(compare, row, sides, breaks, alike):
    """One row of contrasts.csv; `sides` are the items of a and b with their values in `x`. Returns what p is of."""
    a, b = sides
    mean = lambda rows: sum(r["x"] for r in rows) / len(rows)
    same = lambda column, expected: compare.same("contrasts", row, column, expected)
    lowest = -1.0 if row["measure"] in SHARES else -2.0
    same("value_a", mean(a))
    same("value_b", mean(b))
    same("difference", mean(a) - mean(b))
    wide = population(sides, [1.0, -1.0], row["level"] == "group")
    grouped = [group(rows, breaks, "these_documents")[0] for rows in sides]
    alone = lambda part, side: [[r["x"] for r in part] if k == side else [] for k in (0, 1)]
    clusters = [alone(part, side) for side in (0, 1) for part in grouped[side]] if all(grouped) else []
    here = estimate(clusters, [1.0, -1.0]) if clusters else None
    for columns, found in ((("low", "high"), wide), (("here_low", "here_high"), here)):
        for column, expected in zip(columns, ends(found, lowest, -lowest) or (None, None)):
            same(column, expected)
    same("inference", "population" if wide else "these_documents" if here else "")
    tested = wide or here
    if row["p"]:
        same("p", max(0.0, 1 - 2 * t_mass(abs(tested[0]) / math.sqrt(tested[1]), tested[2])))
    spread = sum((r["x"] - mean(rows)) ** 2 for rows in sides for r in rows)
    deviation = math.sqrt(spread / (len(a) + len(b) - 2)) if spread > 1e-14 and lowest == -2.0 else None
    same("effect_size", (mean(a) - mean(b)) / deviation if deviation else None)
    both = sorted({r["event"] for r in a} & {r["event"] for r in b})
    within = lambda rows, d: [r for r in rows if r["event"] == d]
    d = [mean(within(a, x)) - mean(within(b, x)) for x in both]
    same("shared_documents", len(d))
    middle = sum(d) / len(d) if d else None
    same("paired_difference", middle)
    deviations = sum((x - middle) ** 2 for x in d)
    error = deviations / (len(d) - 1) / len(d) if len(d) >= FEWEST and deviations > 1e-16 and row["level"] == "speaker" else None
    for column, expected in zip(("paired_low", "paired_high"), ends(error and (middle, error, len(d) - 1), lowest, -lowest) or (None, None)):
        same(column, expected)
    if not row["topic"] and not row["entity"]:
        standardised(compare, row, sides, breaks, alike)
    return tested


def families(compare, rows):
    """Holm's and Benjamini and Hochberg's corrections of the p as printed, and the intervals that hold together."""
    family = defaultdict(list)
    for row, tested in rows:
        if row["p"]:
            family[tuple(row[c] for c in "level measure topic entity entity_type inference".split())].append((row, tested))
    for members in family.values():
        all_p = [float(row["p"]) for row, _ in members]
        for row, tested in members:
            own = float(row["p"])
            smaller = sorted(p for p in all_p if p <= own)
            holm = max(min(1.0, x * (len(members) - k)) for k, x in enumerate(smaller))
            q = min(x * len(members) / sum(p <= x for p in all_p) for x in {p for p in all_p if p >= own})
            compare.near("contrasts", row, "p_holm", holm, 5e-5)
            compare.near("contrasts", row, "q_bh", min(1.0, q), 5e-5)
            lowest = -1.0 if row["measure"] in SHARES else -2.0
            for column, end in zip(("low_simultaneous", "high_simultaneous"), ends(tested, lowest, -lowest, len(members))):
                compare.near("contrasts", row, column, end, 5e-6)


def terms(text):
    """Words and pairs of words of a sentence; a number is no word and parts those around it."""
    words = [w.group().lower() for w in WORD.finditer(text)]
    words = [re.sub("[’ʼ]", "'", re.sub("[‐‑]", "-", w)) if any(map(str.isalpha, w)) and len(w) <= 64 else None for w in words]
    return [w for w in words if w], [f"{a} {b}" for a, b in zip(words, words[1:]) if a and b]


def log_odds(own, own_total, rest, rest_total, alpha):
    side = lambda y, n: math.log((y + alpha) / (n + MASS - y - alpha))
    return side(own, own_total) - side(rest, rest_total)


def key_terms(sentences, speakers, min_sentences):
    """The rows of keyness.csv without their intervals, and what the intervals are drawn from."""
    persons = {s["speaker"]: s for s in speakers if not s["document"]}
    # by person and document, for words and for pairs
    said = defaultdict(lambda: defaultdict(lambda: (Counter(), Counter())))
    for s in sentences:
        if s["speaker"] in persons and s["valence"]:
            for counter, found in zip(said[s["speaker"]][s["event"]], terms(s["text"])):
                counter.update(found)
    rows = []
    for speaker in sorted(s for s in said if int(persons[s]["scored_sentences"]) >= min_sentences):
        best = []
        for order in (0, 1):
            own = [counters[order] for counters in said[speaker].values()]
            rest = [c[order] for other, documents in said.items() if other != speaker for c in documents.values()]
            mine, theirs = sum(own, Counter()), sum(rest, Counter())
            n, m = mine.total(), theirs.total()
            for term, count in mine.items():
                documents = sum(term in c for c in own)
                if count < LEAST_COUNT or documents < min(2, len(own)) or not m:
                    continue
                alpha = MASS * (count + theirs[term]) / (n + m)
                delta = log_odds(count, n, theirs[term], m, alpha)
                z = delta / math.sqrt(1 / (count + alpha) + 1 / (theirs[term] + alpha))
                if z > 0:
                    best.append((-z, term, delta, count, theirs[term], n, m, documents, order, alpha))
        rows += [(speaker, persons[speaker]["group"], *row) for row in sorted(best)[:SHOWN]]
    return rows, said


def check_keyness(compare, printed, sentences, speakers, min_sentences):
    rows, said = key_terms(sentences, speakers, min_sentences)
    compare.same("keyness", {"rows": str(len(printed))}, "rows", len(rows))
    if len(rows) != len(printed):
        return
    documents = sorted({d for by_document in said.values() for d in by_document})
    draws = random.Random(7)
    resamples = [Counter(draws.choices(documents, k=len(documents))) for _ in range(RESAMPLES)]
    totals = {}
    for row, (speaker, group, z, term, delta, count, rest, n, m, own_documents, order, alpha) in zip(printed, rows):
        others = [d for other, d in said.items() if other != speaker]
        place = lambda by_document, d: by_document[d][order] if d in by_document else Counter()
        counts = {d: (place(said[speaker], d)[term], sum(place(o, d)[term] for o in others)) for d in documents}
        expected = dict(speaker=speaker, group=group, term=term, count=count, rest_count=rest, total=n, rest_total=m)
        expected |= dict(documents=own_documents, rest_documents=sum(r > 0 for _, r in counts.values()), log_odds=delta, z=-z)
        for column, value in expected.items():
            compare.same("keyness", row, column, value)
        if len(said[speaker]) < FEWEST or len({d for o in others for d in o}) < FEWEST:
            compare.same("keyness", row, "log_odds_low", None)
            compare.same("keyness", row, "log_odds_high", None)
            continue
        if (speaker, order) not in totals:
            totals[speaker, order] = {d: (place(said[speaker], d).total(), sum(place(o, d).total() for o in others)) for d in documents}
        drawn = []
        for weights in resamples:
            add = lambda of, side: sum(w * of[d][side] for d, w in weights.items())
            sides = [add(of, side) for side in (0, 1) for of in (counts, totals[speaker, order])]
            drawn.append(log_odds(*sides, alpha))
        drawn.sort()
        ends = [drawn[round(share * (RESAMPLES - 1))] for share in (0.025, 0.975)]
        for column, end in zip(("log_odds_low", "log_odds_high"), ends):
            near = abs(float(row[column]) - end) < 0.2 * (ends[1] - ends[0]) + 1e-6
            compare.same("keyness", row, column, float(row[column]) if near else end)


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


def check_threads(compare, topics, sentences):
    """Topics in their turn: from the sentence alone, the probability of continuing and the row of the sentence before."""
    scored = {(s["document"], s["turn"]): [] for s in sentences}
    for s in sentences:
        if s["valence"]:
            scored[s["document"], s["turn"]].append(s["sentence"])
    rows = {(t["document"], t["turn"], t["sentence"], t["topic"]): t for t in topics}
    for t in topics:
        turn = scored[t["document"], t["turn"]]
        at = turn.index(t["sentence"])
        before = rows.get((t["document"], t["turn"], turn[at - 1], t["topic"])) if at else None
        alone, stays = float(t["alone"]), float(t["continues"] or 0)
        if bool(t["continues"]) != (at > 0):
            compare.wrong.append(f"sentence_topics: {t['sentence']} of {t['turn']} of {t['document']}: continues {t['continues']!r}")
        handed_on = lambda p: 1 - (1 - alone) * (1 - stays * p)
        goes_on = before is not None and stays >= 0.5
        compare.same("sentence_topics", t, "thread", int(before["thread"] if goes_on else t["sentence"]))
        if before is not None or not at:
            compare.same("sentence_topics", t, "probability", handed_on(float(before["probability"])) if before else alone)
        # a sentence before that is not about it has less than 0.5
        elif not alone - 2e-6 <= float(t["probability"]) <= handed_on(0.5) + 2e-6:
            compare.wrong.append(f"sentence_topics: {t['sentence']} of {t['turn']} of {t['document']}: {t['probability']}")


def main():
    folder = Path(sys.argv[1])
    speakers, sentences = read(folder, "speakers"), read(folder, "sentences")
    guard = lambda text: text[1:] if text[:2] in ("'=", "'+", "'-", "'@", "'\t", "'\r") else text
    breaks = {(t["document"], t["turn"]): [i for i, c in enumerate(guard(t["text"])) if c == "\n"] for t in read(folder, "turns")}
    start = {(s["document"], s["turn"], s["sentence"]): s["start"] for s in sentences}
    topics, mentions = read(folder, "sentence_topics"), read(folder, "mentions")
    valence = {(s["document"], s["turn"], s["sentence"]): s["valence"] for s in sentences}
    # what is a cluster where other meetings are judged: a document, or those of one --cluster
    of = {d["document"]: ("event", d["cluster"]) if d["cluster"] else ("document", d["document"]) for d in read(folder, "documents")}
    for row in sentences + topics + mentions:
        row["event"] = of[row["document"]]
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
    tones = [("tone", number("valence"), -1.0)] + [(f"{c}_mass", number(c), 0.0) for c in TONES]
    for row in speakers:
        own = said[row["speaker"], row["document"]]
        compare.same("speakers", row, "widened", ";".join(check(compare, "speakers", row, own, breaks, tones, True)))
        label_shares(compare, "speakers", row, [s["sentiment"] for s in own])
        compare.same("speakers", row, "scored_sentences", len(own))
        if own:
            count = lambda label: sum(s["sentiment"] == label for s in own)
            compare.same("speakers", row, "logit_tone", math.log((count("positive") + 0.5) / (count("negative") + 0.5)))
    people = {}
    for row in speakers:
        own = said[row["speaker"], ""]
        kinds = [group(own, breaks, kind)[0] for kind in ENDS]
        estimates = [estimate([[[float(s["valence"]) for s in c]] for c in clusters], [1.0]) for clusters in kinds if clusters]
        found = next(filter(None, estimates), None)
        if not row["document"] and own:
            people[row["speaker"]] = ([float(s["valence"]) for s in own], found and found[1])
    pulled = shrunken(people)
    for row in speakers:
        compare.same("speakers", row, "tone_shrunken", None if row["document"] else pulled.get(row["speaker"]))
    compared = read(folder, "contrasts")
    of_group = {row["speaker"]: row["group"] for row in speakers if not row["document"]}
    parties = defaultdict(list)
    for speaker, group_name in of_group.items():
        for party in [("speaker", speaker)] + [("group", group_name)] * bool(group_name):
            parties[party] += said[speaker, ""]
    dates = {d["document"]: d["date"] for d in read(folder, "documents")}
    config = json.loads((folder / "run.json").read_text())["config"]
    length, adjust = config["settings"]["time"]["period"], config["contrasts"]["adjust"]
    role = {(t["document"], t["turn"]): t["role"] for t in read(folder, "turns")}

    def alike(r):
        """The stratum of a sentence for like-for-like differences; none where a period is asked for and not known."""
        about = ("several" if ";" in r["topics"] else r["topics"]) if adjust["topic"] else ""
        when = period(dates[r["document"]], adjust["period"]) if adjust["period"] else "any"
        return None if not when else (about, role[r["document"], r["turn"]] if adjust["role"] else "", when)

    check_periods(compare, read(folder, "speaker_periods"), parties, dates, length, breaks, tones)
    asked = config["contrasts"]
    out, roles_out = set(asked["exclude"]), {role.strip().casefold() for role in asked["exclude_roles"]}

    def compared_in(level, speaker, rows):
        """Of what a speaker says, that which is compared."""
        if speaker in out or (level == "group" and of_group.get(speaker) in out):
            return []
        return [r for r in rows if role[r["document"], r["turn"]].strip().casefold() not in roles_out]

    sides = defaultdict(list)
    for speaker, group_name in of_group.items():
        for level, name in [("speaker", speaker)] + [("group", group_name)] * bool(group_name):
            sides[level, name] += compared_in(level, speaker, said[speaker, ""])
    sides = {party: own for party, own in sides.items() if own}
    check_splits(compare, read(folder, "splits"), sides, dates, breaks)
    check_pairs(compare, compared, sides, asked)
    items = {"stance": about, "target_stance": named}
    value = {
        "tone": lambda r, _: float(r["sentence_valence"]),
        "stance": lambda r, _: float(r["favor"]) - float(r["against"]),
        "target_stance": lambda r, _: float(r["stance"]),
        "topic_share": lambda r, topic: float(topic in r["topics"].split(";")),
    }
    for class_ in TONES:
        value[f"{class_}_mass"] = lambda r, _, class_=class_: float(r[class_])
    # entities that both of a pair mention in five documents (events) are compared, and no others
    mentioned = defaultdict(lambda: defaultdict(set))
    for (speaker, document), own in named.items():
        for party in [] if document else [("speaker", speaker)] + [("group", of_group.get(speaker))] * bool(of_group.get(speaker)):
            for m in compared_in(party[0], speaker, own):
                mentioned[party][m["entity"], m["entity_type"]].add(m["event"])
    often = lambda party: {entity for entity, events in mentioned[party].items() if len(events) >= FEWEST}
    targets = lambda row: (row["level"], row["a"], row["b"], row["entity"], row["entity_type"])
    expected = {
        (row["level"], row["a"], row["b"], *entity)
        for row in compared if row["measure"] == "tone" and not row["topic"]
        for entity in often((row["level"], row["a"])) & often((row["level"], row["b"]))
    }  # fmt: skip
    printed = {targets(row) for row in compared if row["measure"] == "target_stance"}
    compare.values += len(expected)
    compare.wrong += [f"contrasts: target_stance of {row} is there or missing" for row in sorted(expected ^ printed)]
    tested = []
    for row in compared:
        measure, topic, entity = row["measure"], row["topic"], (row["entity"], row["entity_type"])
        inside_topic = topic and measure != "topic_share"
        source = about if inside_topic else items.get(measure, said)
        belongs = lambda r: (not inside_topic or r["topic"] == topic) and (not entity[0] or (r["entity"], r["entity_type"]) == entity)
        rows = [
            [r | {"x": value[measure](r, topic)} for (speaker, document), own in source.items()
             for r in compared_in(row["level"], speaker, own)
             if not document and (speaker if row["level"] == "speaker" else of_group.get(speaker)) == row[side] and belongs(r)]
            for side in "ab"
        ]  # fmt: skip
        tested.append((row, contrast(compare, row, rows, breaks, alike)))
    families(compare, tested)
    for row in read(folder, "speaker_topics"):
        own = [t for t in about[row["speaker"], row["document"]] if t["topic"] == row["topic"]]
        columns = [("tone", number("sentence_valence"), -1.0), ("stance", balance("against", "favor"), -1.0)]
        widened = check(compare, "speaker_topics", row, own, breaks, columns, True)
        compare.same("speaker_topics", row, "sentences", len(own))
        everything = said[row["speaker"], row["document"]]
        share = [("share", lambda s: float(row["topic"] in s["topics"].split(";")), 0.0)]
        widened = check(compare, "speaker_topics", row, everything, breaks, share, False) + widened
        compare.same("speaker_topics", row, "widened", ";".join(widened))
    for row in read(folder, "speaker_targets"):
        own = [m for m in named[row["speaker"], row["document"]] if (m["entity"], m["entity_type"]) == (row["entity"], row["type"])]
        columns = [("stance", balance("negative", "positive"), -1.0)] + [(f"{tone}_mass", number(tone), 0.0) for tone in TONES]
        compare.same("speaker_targets", row, "widened", ";".join(check(compare, "speaker_targets", row, own, breaks, columns, True)))
        # of equal probabilities the middle one, then the lower
        label_shares(compare, "speaker_targets", row, [max(("neutral", "negative", "positive"), key=lambda tone: float(m[tone])) for m in own])
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
        widened = check(compare, "speaker_documents", row, own, breaks, tones, True)
        compare.same("speaker_documents", row, "widened", ";".join(widened))
        label_shares(compare, "speaker_documents", row, [s["sentiment"] for s in own])
    check_threads(compare, topics, sentences)
    check_keyness(compare, read(folder, "keyness"), sentences, speakers, config["contrasts"]["min_sentences"])
    print(f"{compare.values} values recomputed, {len(compare.wrong)} differ")
    print("\n".join(compare.wrong[:20]))
    sys.exit(1 if compare.wrong or not compare.values else 0)


if __name__ == "__main__":
    main()
