"""Prints a meeting whose texts and names a spreadsheet would run, take for something else or fail to keep: for tests only."""

import csv
import sys

TEXTS = [
    '=HYPERLINK("http://example.org","here")', "+1 and more to say.", "-x is bad.", "@command is here.", "'=quoted already.", "{=1+1}", "2024-01-01", "007",
    "1e5", "TRUE", "#N/A", "_x0041_ is a literal.", "a\tb tab.", "Ünïcödé 🐦 <b>&amp;</b>", "http://example.org/ is a page.", "mailto:lena@example.org",
]  # fmt: skip
out = csv.writer(sys.stdout)
out.writerow(["document", "speaker", "text"])
for number, text in enumerate(TEXTS):
    out.writerow(["hostile", ["=Lena Orsol", "Tomas Vell"][number % 2], text])
