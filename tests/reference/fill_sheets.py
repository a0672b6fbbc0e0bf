"""Fills the sheets of a sample of data/sample with the codes of data/coded_tone.csv, or by words for topic:eaeu_trade: for tests only.

    python3 fill_sheets.py CODING

The coders of the sample have to be ada and ben. A sentence that comes twice is coded neutral the second time where it is the
fifth, tenth … of them, so that neither agrees wholly with himself or herself.
"""

import csv
import json
import sys
from pathlib import Path

PLACE = ("document", "turn", "sentence")
TRADE = ("union", "tariff", "customs", "trade", "duty", "duties", "export", "import", "market")


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


coding = Path(sys.argv[1])
codes = {tuple(row[c] for c in PLACE): row for row in rows_of(Path(__file__).parents[2] / "data" / "coded_tone.csv")}
key = {row["item"]: row for row in rows_of(coding / "key.csv")}
topic = json.loads((coding / "sample.json").read_text(encoding="utf-8"))["for"] == "topic:eaeu_trade"
for sheet in sorted(coding.glob("sheet_*.csv")):
    coder, again = sheet.stem.removeprefix("sheet_"), 0
    rows = rows_of(sheet)
    for row in rows:
        place = tuple(key[row["item"]][c] for c in PLACE)
        coded = codes[place]
        assert coded["text"] == row["text"], f"data/coded_tone.csv has another sentence at {place}"
        again += bool(key[row["item"]]["duplicate_of"])
        other = key[row["item"]]["duplicate_of"] and again % 5 == 0
        if topic:
            found = any(word in row["text"].lower() for word in TRADE[: 9 if coder == "ada" else 7])
            row["code"] = "no" if other or not found else "yes"
        else:
            row["code"] = "neutral" if other else coded[coder]
    with open(sheet, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
