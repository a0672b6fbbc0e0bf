"""Recomputes a validation from the sentences, the key and the sheets, with nothing of rostrum's code, and compares.

    python3 recompute_validation.py REPORTS CODING [TABLES]

CODING is the folder that `rostrum sample` wrote, its CSV sheets filled; TABLES is where `rostrum validate` wrote (REPORTS if
it is not given), with --target population. Frame, strata, agreement, errors, corrected figures and contrasts are made anew
from their definitions. Prints the first differences and exits with 1 if there are any.
"""

import csv
import json
import math
import statistics
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import recompute
from recompute import read, t_quantile

NORMAL = statistics.NormalDist().inv_cdf(0.975)
LABELS = {
    "tone": ["negative", "neutral", "positive"],
    "target": ["negative", "neutral", "positive"],
    "topic": ["no", "yes"],
    "stance": ["against", "neither", "favor"],
}
NEAR = 5e-6
unguard = lambda text: text[1:] if text[:1] == "'" and text.lstrip("'")[:1] in ("=", "+", "-", "@", "\t", "\r") and text.lstrip("'") else text


class Comparison:
    def __init__(self):
        self.values, self.wrong = 0, []

    def same(self, table, row, column, expected):
        self.values += 1
        printed = row[column]
        if expected is None or isinstance(expected, str):
            equal = printed == (expected or "")
        else:
            equal = printed != "" and abs(float(printed) - expected) < NEAR * max(1.0, abs(expected))
        if not equal:
            self.wrong.append(f"{table}: {list(row.values())[:4]}: {column} is {printed!r}, recomputed {expected!r}")


def beta_share(a, b, x):
    """The regularised incomplete beta function, by its continued fraction (Numerical Recipes, 6.4)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(b, a, 1 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log(1 - x))
    tiny, c, d = 1e-300, 1.0, 1 / (1 - (a + b) * x / (a + 1) or 1e-300)
    fraction = d
    for m in range(1, 500):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / (1 + step * d or tiny)
            c = 1 + step / c or tiny
            fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * fraction / a


def f_cdf(f, one, two):
    return beta_share(one / 2, two / 2, one * f / (one * f + two))


def f_quantile(p, one, two):
    low, high = 0.0, 1.0
    while f_cdf(high, one, two) < p:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if f_cdf(middle, one, two) < p else (low, middle)
    return low


def t_tail(t, freedom):
    """Two-sided tail of Student's distribution."""
    return beta_share(freedom / 2, 0.5, freedom / (freedom + t * t))


def wilson(share, n, quantile=NORMAL):
    middle = (share + quantile**2 / (2 * n)) / (1 + quantile**2 / n)
    half = quantile / (1 + quantile**2 / n) * math.sqrt(share * (1 - share) / n + quantile**2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


class Frame:
    """The units of the variable that was coded: dicts with cluster, speaker, group, class, p, value, stratum."""

    def __init__(self, reports, design):
        self.kind, _, name = design["for"].partition(":")
        self.labels = LABELS[self.kind]
        speakers, sentences = read(reports, "speakers"), read(reports, "sentences")
        labelled = {(s["speaker"], s["document"]) for s in speakers if s["document"]}
        people = {
            s["speaker"]: s["group"] for s in speakers
            if not s["document"] and int(s["scored_sentences"]) >= design["min_sentences"]
            and (not design["speakers"] or s["speaker"] in design["speakers"])
        }  # fmt: skip
        # of a group with somebody outside nothing is said
        self.partial = {s["group"] for s in speakers if s["group"] and not s["document"] and int(s["scored_sentences"]) and s["speaker"] not in people}
        topics = read(reports, "sentence_topics")
        event = {d["document"]: d["cluster"] for d in read(reports, "documents") if d["cluster"]}
        key = lambda r: (r["document"], r["turn"], r["sentence"])
        about = {key(t) for t in topics}
        marked = {key(t): float(t["probability"]) for t in topics if self.kind == "topic" and t["topic"] == name}
        if self.kind in ("tone", "topic"):
            rows = [s for s in sentences if s["valence"]]
        elif self.kind == "stance":
            rows = [t for t in topics if t["topic"] == name]
        else:
            rows = [m for m in read(reports, "mentions") if unguard(m["entity"]) == name]
        self.units = []
        for row in rows:
            if row["speaker"] not in people or (row["speaker"], row["document"]) in labelled:
                continue
            if self.kind == "topic":
                p = [1 - marked.get(key(row), 0.0), 0.0, marked.get(key(row), 0.0)]
                best = value = int(key(row) in marked)
            else:
                p = [float(row[label]) for label in self.labels]
                best = max((1, 0, 2), key=lambda k: p[k])
                value = float(row["valence" if self.kind == "tone" else "stance"])
            crossed = design["by_topic"] and self.kind in ("tone", "target") and key(row) in about
            self.units.append({
                "id": (*key(row), row["start"] if self.kind == "target" else ""),
                "cluster": (row["document"] in event, event.get(row["document"], row["document"])), "speaker": row["speaker"], "group": people[row["speaker"]],
                "class": best, "p": p, "value": value, "stratum": (row["speaker"], best, crossed), "codes": {}, "sampled": False,
            })  # fmt: skip
        self.measures = {
            "tone": ["tone", "negative_mass", "neutral_mass", "positive_mass"],
            "topic": [f"topic_share:{name}"],
        }.get(self.kind, [f"stance:{name}"])

    def worth(self, label):
        return self.labels.index(label) - (len(self.labels) == 3)

    def share_of(self, measure):
        """The class whose share a measure is, and its model's value of a unit."""
        if measure.startswith("topic_share"):
            return 1, lambda u: u["value"]
        if measure.endswith("_mass"):
            k = self.labels.index(measure.removesuffix("_mass"))
            return k, lambda u: u["p"][k]
        return None, lambda u: u["value"]


def add_codes(frame, coding):
    """Puts the codes into the units; returns the coders and, by coder, the pairs of repeated items."""
    with open(coding / "key.csv", encoding="utf-8-sig", newline="") as file:
        key = {r["item"]: {k: unguard(v) for k, v in r.items()} for r in csv.DictReader(file)}
    units = {u["id"]: u for u in frame.units}
    for row in key.values():
        row["unit"] = units[row["document"], row["turn"], row["sentence"], row["start"]]
        row["unit"]["sampled"] = True
    chosen = {}
    for sheet in sorted(coding.glob("sheet_*.csv")):
        with open(sheet, encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row["code"].strip():
                    chosen[row["item"].strip()] = row["code"].strip().lower()
    coders, repeated = [], defaultdict(list)
    for item, code in chosen.items():
        row = key[item]
        if row["coder"] not in coders:
            coders.append(row["coder"])
        if code == "unclear":
            continue
        if not row["duplicate_of"]:
            row["unit"]["codes"][row["coder"]] = code
        elif chosen.get(row["duplicate_of"], "unclear") != "unclear":
            repeated[row["coder"]].append((chosen[row["duplicate_of"]], code))
    for unit in frame.units:
        codes = list(unit["codes"].values())
        unit["y"] = [codes.count(label) / len(codes) for label in frame.labels] if codes else None
    return coders, repeated


def merge(frame):
    """Merges strata with under two codes, unless coded whole; fills N/n. Returns the strata by speaker."""
    by_speaker = defaultdict(lambda: defaultdict(list))
    for unit in frame.units:
        by_speaker[unit["speaker"]][unit["stratum"]].append(unit)
    out = {}
    for speaker, strata in sorted(by_speaker.items()):
        cells = [[name[1], strata[name]] for name in sorted(strata)]
        coded = lambda units: sum(u["y"] is not None for u in units)
        while len(cells) > 1:
            few = [i for i, (_, units) in enumerate(cells) if coded(units) < 2 and coded(units) < len(units)]
            if not few:
                break
            at = few[0]
            beside = [i for i in (at - 1, at + 1) if 0 <= i < len(cells)]
            into = max(beside, key=lambda i: (len(cells[i][1]), -i))
            cells[into][1] += cells[at][1]
            del cells[at]
        out[speaker] = [{"class": k, "units": units, "N": len(units), "n": coded(units)} for k, units in cells]
        for stratum in out[speaker]:
            for unit in stratum["units"]:
                unit["weight"] = stratum["N"] / stratum["n"] if stratum["n"] else None
    return out


def fit(frame, measure, strata):
    """Fills each stratum of the corrected speakers with what the estimator needs; returns lambda."""
    k, predicted = frame.share_of(measure)
    own = [s for speaker in strata.values() for s in speaker]
    worth = [frame.worth(label) for label in frame.labels]
    y = lambda u: u["y"][k] if k is not None else sum(map(float.__mul__, u["y"], map(float, worth)))
    together = alone = 0.0
    for s in own:
        s["pairs"] = [(predicted(u), y(u)) for u in s["units"] if u["y"] is not None]
        s["f"] = [predicted(u) for u in s["units"]]
        if s["n"] > 1:
            weight = s["N"] ** 2 * (1 - s["n"] / s["N"]) / (s["n"] * (s["n"] - 1))
            f, mean = (statistics.fmean(p[i] for p in s["pairs"]) for i in (0, 1))
            together += weight * sum((a - f) * (b - mean) for a, b in s["pairs"])
            alone += weight * sum((a - f) ** 2 for a, _ in s["pairs"])
    rate = min(1.0, max(0.0, together / alone)) if alone > 0 else 0.0
    pooled = defaultdict(lambda: [0.0, 0.0])
    for s in own:
        s["e"] = [b - rate * a for a, b in s["pairs"]]
        s["ebar"] = statistics.fmean(s["e"])
        s["squares"] = sum((e - s["ebar"]) ** 2 for e in s["e"])
        pooled[s["class"]][0] += s["n"] - 1
        pooled[s["class"]][1] += s["squares"]
    for s in own:
        freedom, squares = pooled[s["class"]]
        lent = min(4.0, freedom - (s["n"] - 1))
        s["freedom"] = s["n"] - 1 + lent
        spread = (s["squares"] + lent * squares / freedom) / s["freedom"] if s["freedom"] else 0.0
        s["V"] = s["N"] ** 2 * (1 - s["n"] / s["N"]) * spread / s["n"]
        z = []
        for u in s["units"]:
            z.append(rate * predicted(u) + s["ebar"])
            if u["y"] is not None and s["n"] > 1:
                z[-1] += s["N"] / s["n"] * math.sqrt(s["n"] / (s["n"] - 1)) * (y(u) - rate * predicted(u) - s["ebar"])
        s["z"] = z
        s["ybar"] = statistics.fmean(b for _, b in s["pairs"])
    return rate


def mean_of(strata, part):
    return sum(part(s) for s in strata) / sum(s["N"] for s in strata)


def coding_error(*sides):
    """Variance and degrees of freedom of the coding alone, of one side or of a difference."""
    terms = [(s["V"] / sum(t["N"] for t in side) ** 2, s["freedom"]) for side in sides for s in side if s["V"]]
    variance = sum(v for v, _ in terms)
    squares = sum(v * v / n for v, n in terms)
    return variance, variance**2 / squares if squares > 0 else None


def whole(*sides):
    """Whether every unit has a code."""
    return all(s["n"] == s["N"] for side in sides for s in side)


def clustered(sides, of, groups):
    """The mean of one side, or the difference of two, by documents or events; of groups for their speakers as well."""
    row = lambda unit, value: {"x": value, "event": unit["cluster"], "speaker": unit["speaker"]}
    return recompute.population([[row(u, x) for s in side for u, x in zip(s["units"], s[of])] for side in sides], [1.0, -1.0][: len(sides)], groups)


def population(sides, groups):
    found = clustered(sides, "z", groups)
    # where nothing varies in what was coded, nothing is known of the rest
    if found is None or (coding_error(*sides)[1] is None and not whole(*sides)):
        return None
    value, variance, freedom = found
    coding, own = coding_error(*sides)
    return (value, coding, min(freedom, own)) if coding > variance else found


def interval(value, variance, freedom, low, high, share=False):
    cut = min(high, max(low, value))
    t = t_quantile(0.975, freedom)
    if share and 0 < cut < 1:
        return wilson(cut, cut * (1 - cut) / variance, t)
    return max(low, cut - t * math.sqrt(variance)), min(high, cut + t * math.sqrt(variance))


def check_figures(compare, frame, strata, printed, pairs):
    """corrected.csv and corrected_contrasts.csv; returns by speaker the error of the main measure and its variance."""
    drawn = defaultdict(int)
    for unit in frame.units:
        drawn[unit["speaker"]] += unit["sampled"]
    coded = {speaker: sum(s["n"] for s in own) for speaker, own in strata.items()}
    corrected = {s: own for s, own in strata.items() if coded[s] >= 12 and (drawn[s] - coded[s]) / drawn[s] <= 0.25}
    group_of = {u["speaker"]: u["group"] for u in frame.units if u["group"]}
    groups = defaultdict(list)
    for speaker in strata:
        if speaker in group_of:
            groups[group_of[speaker]].append(speaker)
    sides = [("speaker", s, [s]) for s in strata] + [("group", g, groups[g]) for g in sorted(groups) if g not in frame.partial]
    rows = {(r["level"], unguard(r["speaker"]), r["measure"]): r for r in printed}
    compare.same("corrected", {"rows": str(len(printed))}, "rows", str(len(sides) * len(frame.measures)))
    contrasts = defaultdict(list)
    for row in pairs:
        contrasts[row["level"], row["measure"]].append(row)
    errors = {}
    for measure in frame.measures:
        share = frame.share_of(measure)[0] is not None
        low, high = (0.0, 1.0) if share else (-1.0, 1.0)
        rate = fit(frame, measure, corrected)
        predicted = frame.share_of(measure)[1]
        for own in strata.values():
            for s in own:
                s["f"] = [predicted(u) for u in s["units"]]
        figures = {}
        for level, name, members in sides:
            row = rows[level, name, measure]
            same = lambda column, expected: compare.same("corrected", row, column, expected)
            own = [s for member in members for s in strata[member]]
            n, all_drawn = sum(coded[m] for m in members), sum(drawn[m] for m in members)
            naive = mean_of(own, lambda s: sum(s["f"]))
            found = clustered([own], "f", level == "group")
            units = [u for s in own for u in s["units"]]
            count = min(len({u["cluster"] for u in units}), len(members) if level == "group" else len(units))
            found, widened = recompute.cautious(found, [x for s in own for x in s["f"]], count)
            ends = interval(*found, low, high, share) if found else (None, None)
            for column, expected in zip(("items", "coded", "naive", "naive_low", "naive_high"), (sum(s["N"] for s in own), n, naive, *ends)):
                same(column, float(expected) if expected is not None else None)
            compare.same("corrected", {"note": str("naive_widened" in row["note"])}, "note", str(widened))
            same("missing_share", (all_drawn - n) / all_drawn if all_drawn else None)
            if not all(member in corrected for member in members):
                for column in "corrected low high inference here_low here_high error freedom lambda coders_only weight_max".split():
                    same(column, None)
                continue
            value = mean_of(own, lambda s: rate * sum(s["f"]) + s["N"] * s["ebar"])
            variance, freedom = coding_error(own)
            point = (min(high, max(low, value)),) * 2 if whole(own) else (None, None)
            here = interval(value, variance, freedom, low, high, share) if freedom else point
            figures[name] = (own, value, naive)
            if measure == frame.measures[0] and level == "speaker":
                errors[name] = (naive - min(high, max(low, value)), variance, freedom, n)
            other = population([own], level == "group")
            ends = interval(*other, low, high, share) if other else (None, None)
            expected = [min(high, max(low, value)), *ends, other and "population", *here]
            expected += [other and math.sqrt(other[1]), other and other[2], rate, mean_of(own, lambda s: s["N"] * s["ybar"])]
            expected.append(max(s["N"] / s["n"] for s in own))
            for column, x in zip("corrected low high inference here_low here_high error freedom lambda coders_only weight_max".split(), expected):
                same(column, x)
        check_pairs(compare, figures, sides, contrasts, measure, high - low)
    return errors, corrected


def check_pairs(compare, figures, sides, contrasts, measure, widest):
    for level in ("speaker", "group"):
        names = [name for l, name, _ in sides if l == level and name in figures]
        found = contrasts[level, measure]
        compare.same("corrected_contrasts", {"rows": str(len(found))}, "rows", str(len(names) * (len(names) - 1) // 2))
        family = []
        for (a, b), row in zip(combinations(names, 2), found):
            same = lambda column, expected: compare.same("corrected_contrasts", row, column, expected)
            same("a", a), same("b", b)
            (one, x, f), (two, y, g) = figures[a], figures[b]
            variance, freedom = coding_error(one, two)
            here = interval(x - y, variance, freedom, -widest, widest) if freedom else (x - y, x - y) if whole(one, two) else (None, None)
            other = population([one, two], level == "group")
            ends = interval(*other, -widest, widest) if other else (None, None)
            for column, expected in zip("naive_difference difference low high here_low here_high".split(), (f - g, x - y, *ends, *here)):
                same(column, expected)
            p = t_tail(abs(other[0]) / math.sqrt(other[1]), other[2]) if other else None
            same("p", p)
            naive = clustered([one, two], "f", level == "group")
            without = lambda ends: ends is not None and ends[0] is not None and (ends[0] > 0 or ends[1] < 0)
            said = ["changed_sign"] if (f - g) * (x - y) < 0 else []
            said += ["no_longer_excludes_zero"] if without(naive and interval(*naive, -widest, widest)) and not without(ends) else []
            same("note", ";".join(said + ([] if other else ["not_tested"])))
            if other:
                family.append((p, x - y, other, row))
        for p, difference, (_, variance, freedom), row in family:
            smaller = sorted(q for q, *_ in family if q <= p)
            compare.same("corrected_contrasts", row, "p_holm", max(min(1.0, q * (len(family) - k)) for k, q in enumerate(smaller)))
            larger = {q for q, *_ in family if q >= p}
            compare.same("corrected_contrasts", row, "q_bh", min(1.0, min(q * len(family) / sum(r <= q for r, *_ in family) for q in larger)))
            half = t_quantile(1 - 0.025 / len(family), freedom) * math.sqrt(variance)
            compare.same("corrected_contrasts", row, "low_simultaneous", max(-widest, difference - half))
            compare.same("corrected_contrasts", row, "high_simultaneous", min(widest, difference + half))


def alpha(items, distance):
    """Krippendorff's alpha from the definition: mean distance of pairs inside items over that of all pairs of codes."""
    items = [codes for codes in items if len(codes) >= 2]
    values = [code for codes in items for code in codes]
    d = distance(values)
    observed = sum(d(a, b) / (len(codes) - 1) for codes in items for i, a in enumerate(codes) for j, b in enumerate(codes) if i != j)
    expected = sum(d(a, b) * values.count(a) * values.count(b) for a in set(values) for b in set(values) if a != b)
    return 1 - (len(values) - 1) * observed / expected if expected else None


def nominal(_):
    return lambda a, b: float(a != b)


def ordinal(values):
    count = [values.count(k) for k in range(3)]
    return lambda a, b: (sum(count[min(a, b) : max(a, b) + 1]) - (count[a] + count[b]) / 2) ** 2


def ac1(items, classes):
    two = [codes for codes in items if len(codes) >= 2]
    agree = statistics.fmean(agreed(codes) for codes in two)
    q = [statistics.fmean(codes.count(k) / len(codes) for codes in items if codes) for k in range(classes)]
    chance = sum(x * (1 - x) for x in q) / (classes - 1)
    return (agree - chance) / (1 - chance)


def agreed(codes):
    return statistics.fmean(float(a == b) for a, b in combinations(codes, 2))


def jackknife(items, coefficient):
    value = coefficient(items)
    left = [coefficient(items[:i] + items[i + 1 :]) for i, codes in enumerate(items) if len(codes) >= 2]
    if value is None or value >= 1 or None in left:
        return value, None, None
    n, mean = len(left), statistics.fmean(left)
    error = math.sqrt((n - 1) / n * sum((a - mean) ** 2 for a in left))
    half = t_quantile(0.975, n - 1) * error / (1 - value)
    return value, 1 - math.exp(math.log(1 - value) + half), 1 - math.exp(math.log(1 - value) - half)


def agreement_ends(shares):
    n = len(shares)
    return (0.025 ** (1 / n), 1.0) if all(s == 1 for s in shares) else wilson(statistics.fmean(shares), n)


def check_agreement(compare, frame, coders, repeated, printed):
    rows = {r["coders"]: r for r in printed}
    row = rows[";".join(coders)]
    same = lambda column, expected: compare.same("agreement", row, column, expected)
    index = lambda unit: [frame.labels.index(code) for code in unit["codes"].values()]
    coded = [u for u in frame.units if u["codes"]]
    items = [index(u) for u in coded]
    shares = [agreed(codes) for codes in items if len(codes) >= 2]
    common = [u for u in coded if len(u["codes"]) >= 2]
    same("items", float(len(shares)))
    if shares:
        for column, expected in zip(("agreement", "agreement_low", "agreement_high"), (statistics.fmean(shares), *agreement_ends(shares))):
            same(column, expected)
        weights = sum(u["weight"] for u in common)
        same("agreement_corpus", sum(u["weight"] * agreed(index(u)) for u in common) / weights)
    full = len(shares) >= 30 and statistics.fmean(shares) < 1
    scale = ordinal if len(frame.labels) == 3 else nominal
    found = jackknife(items, lambda i: alpha(i, scale)) + jackknife(items, lambda i: ac1(i, len(frame.labels))) if full else (None,) * 6
    for column, expected in zip("alpha alpha_low alpha_high ac1 ac1_low ac1_high".split(), found):
        same(column, expected)
    same("alpha_nominal", alpha(items, nominal) if full else None)
    kappa = None
    if full and len(coders) == 2:
        pairs = [tuple(u["codes"][c] for c in coders) for u in common]
        observed = statistics.fmean(float(a == b) for a, b in pairs)
        chance = sum(statistics.fmean(float(p[i] == l) for p in pairs) * statistics.fmean(float(p[1 - i] == l) for p in pairs) for l in frame.labels for i in (0,))
        kappa = (observed - chance) / (1 - chance)
    same("kappa", kappa)
    for coder in coders:
        row = rows[coder] if len(coders) > 1 else [r for r in printed if r["coders"] == coder][1]
        again = [float(a == b) for a, b in repeated[coder]]
        expected = (statistics.fmean(again), *agreement_ends(again)) if again else (None,) * 3
        own = [u for u in common if coder in u["codes"]]
        mine = [frame.worth(u["codes"][coder]) for u in own]
        lead = [m - statistics.fmean(frame.worth(c) for who, c in u["codes"].items() if who != coder) for m, u in zip(mine, own)]
        expected += (statistics.fmean(mine), statistics.fmean(lead)) if own else (None, None)
        error = statistics.stdev(lead) / math.sqrt(len(lead)) if len(lead) > 1 else 0.0
        half = t_quantile(0.975, len(lead) - 1) * error if error > 0 else None
        expected += (expected[-1] - half, expected[-1] + half) if half else (None, None)
        names = "intra_agreement intra_agreement_low intra_agreement_high mean_code mean_difference mean_difference_low mean_difference_high"
        for column, x in zip(names.split(), expected):
            compare.same("agreement", row, column, x)


def check_confusion(compare, frame, strata, corrected, printed):
    group_of = {u["speaker"]: u["group"] for u in frame.units if u["group"]}
    coded = [u for u in frame.units if u["y"] is not None]
    for row in printed:
        name = unguard(row["name"])
        own = [u for u in coded if row["level"] == "all" or (u["speaker"] if row["level"] == "speaker" else group_of.get(u["speaker"])) == name]
        a, b = frame.labels.index(row["predicted"]), frame.labels.index(row["coded"])
        of_row = [(u["weight"], u["weight"] * u["y"][b]) for u in own if u["class"] == a]
        of_column = [(u["weight"] * u["y"][b], (u["class"] == a) * u["weight"] * u["y"][b]) for u in own]
        compare.same("confusion", row, "items", float(sum(u["y"][b] for u in own if u["class"] == a)))
        for name, cells in (("share_of_predicted", of_row), ("share_of_coded", of_column)):
            whole = sum(w for w, _ in cells)
            share = min(1.0, sum(p for _, p in cells) / whole) if whole else None
            ends = wilson(share, whole**2 / sum(w * w for w, _ in cells)) if whole else (None, None)
            for end, expected in zip(("", "_low", "_high"), (share, *ends)):
                compare.same("confusion", row, name + end, expected)


def check_errors(compare, frame, errors, printed, confusion):
    for row in printed[:-1]:
        error, variance, freedom, n = errors[unguard(row["speaker"])]
        half = t_quantile(0.975, freedom) * math.sqrt(variance) if freedom else None
        expected = (float(n), error, *((max(-2.0, error - half), min(2.0, error + half)) if half else (None, None)))
        for column, x in zip(("items", "mean_error", "low", "high"), expected):
            compare.same("errors", row, column, x)
    predicted = frame.share_of(frame.measures[0])[1]
    k = frame.share_of(frame.measures[0])[0]
    worth = [frame.worth(label) for label in frame.labels]
    y = lambda u: u["y"][k] if k is not None else sum(p * w for p, w in zip(u["y"], worth))
    for row in printed:
        own = [u for u in frame.units if u["y"] is not None and unguard(row["speaker"]) in ("", u["speaker"])]
        weights = sum(u["weight"] for u in own)
        f, mean = (sum(u["weight"] * g(u) for u in own) / weights for g in (predicted, y))
        spread = sum(u["weight"] * (predicted(u) - f) ** 2 for u in own)
        slope = sum(u["weight"] * (predicted(u) - f) * (y(u) - mean) for u in own) / spread if spread > 1e-15 else None
        compare.same("errors", row, "slope", slope)
        level = ("speaker", row["speaker"]) if row["speaker"] else ("all", "")
        diagonal = {r["predicted"]: r for r in confusion if (r["level"], r["name"]) == level and r["predicted"] == r["coded"]}
        for label in frame.labels:
            for mine, theirs in (("sensitivity", "share_of_coded"), ("precision", "share_of_predicted")):
                for end in ("", "_low", "_high"):
                    compare.same("errors", row, f"{mine}_{label}{end}", diagonal[label][theirs + end])
    known = [(error, variance, freedom) for error, variance, freedom, _ in errors.values() if freedom]
    k, row = len(known), printed[-1]
    if k < 2:
        return
    w = [1 / v for _, v, _ in known]
    mean = sum(a * e for a, (e, _, _) in zip(w, known)) / sum(w)
    unsure = sum((1 - a / sum(w)) ** 2 / freedom for a, (_, _, freedom) in zip(w, known))
    f = sum(a * (e - mean) ** 2 for a, (e, _, _) in zip(w, known)) / (k - 1) / (1 + 2 * (k - 2) / (k * k - 1) * unsure)
    one, two = k - 1, (k * k - 1) / (3 * unsure)
    spread = math.sqrt(k / sum(w) * (f_quantile(0.95, one, two) / f_quantile(0.2, one, two) - 1))
    for column, expected in zip("f freedom_between freedom_within p smallest_spread".split(), (f, float(one), two, 1 - f_cdf(f, one, two), spread)):
        compare.same("errors", row, column, expected)


def main():
    reports, coding = Path(sys.argv[1]), Path(sys.argv[2])
    tables = Path(sys.argv[3]) if len(sys.argv) > 3 else reports
    frame = Frame(reports, json.loads((coding / "sample.json").read_text(encoding="utf-8")))
    coders, repeated = add_codes(frame, coding)
    coders = [c for c in json.loads((coding / "sample.json").read_text(encoding="utf-8"))["coders"] if c in coders]
    compare = Comparison()
    strata = merge(frame)
    check_agreement(compare, frame, coders, repeated, read(tables, "agreement"))
    errors, corrected = check_figures(compare, frame, strata, read(tables, "corrected"), read(tables, "corrected_contrasts"))
    confusion = read(tables, "confusion")
    check_confusion(compare, frame, strata, corrected, confusion)
    check_errors(compare, frame, errors, read(tables, "errors"), confusion)
    print(f"{compare.values} values of the validation recomputed, {len(compare.wrong)} differ")
    print("\n".join(compare.wrong[:20]))
    sys.exit(1 if compare.wrong or not compare.values else 0)


if __name__ == "__main__":
    main()
