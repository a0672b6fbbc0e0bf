"""Fills the sheets of a sample by a list of words, as two coders who differ a little would: for tests only.

    python3 fill_sheets.py CODING
"""

import csv
import sys
from pathlib import Path

GOOD = "thank welcome grateful glad happy success achieve progress friend support hope good agree trust peace strong proud".split()
BAD = "worry worried attack threat crisis fail failure wrong bad war loss danger unfortunately regret refuse condemn shame".split()


def code(text, doubt):
    words = text.lower()
    score = sum(w in words for w in GOOD) - sum(w in words for w in BAD)
    if doubt == 0:
        score = 0
    return "unclear" if doubt == 40 else "positive" if score > 0 else "negative" if score < 0 else "neutral"


for at, sheet in enumerate(sorted(Path(sys.argv[1]).glob("sheet_*.csv"))):
    with open(sheet, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        # the same of both, but for one sentence in nine of the second coder
        row["code"] = code(row["text"], sum(map(ord, row["text"])) % (9 if at else 97))
    with open(sheet, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
