"""Writes a table of transcripts whose names, titles and texts mean harm.

    python3 tests/browser/hostile.py FILE
"""

import csv
import sys

NAMES = [
    "<script>window.hostile=1</script>",
    "</script><img src=x onerror=window.hostile=1>",
    "\"' onmouseover='window.hostile=1' x=\"",
    "javascript:window.hostile=1//",
    "\u202e\u05e9\u05dc\u05d5\u05dd \u0627\u0644\u0633\u0644\u0627\u0645",
    "\u0645\u062a\u062d\u062f\u062b \u0645\u0646 Halmar",
    "&lt;b&gt; %3Cscript%3E #speaker=x&topic=y {{ 7 * 7 }} ${7 * 7}",
    "=HYPERLINK(\"x\")",
    "Z" * 10_000,
    "Z" * 10_000 + " the second",
    "\u0301" * 200 + "Zalgo",
]
SAYS = [
    "We thank our friends <in> Brenn & Halmar.",
    "The attack on the bridge was a crime!</script><script>window.hostile=1</script>",
    "<!-- The Eurasian Economic Union must be deepened. ]]>",
    "I am \u202ewas sad\u202c glad about trade with Varsia.",
    "W" + "o" * 5_000 + "w, what a success.",
]

with open(sys.argv[1], "w", encoding="utf-8", newline="") as file:
    out = csv.writer(file)
    out.writerow(["document", "date", "speaker", "group", "title", "text"])
    for document in range(6):
        for at, name in enumerate(NAMES):
            said = " ".join(SAYS[(document + at + i) % len(SAYS)] for i in range(4))
            out.writerow([f"<i>{document}</i> {name[:300]}", f"2025-0{document + 1}-01", name, name, f"<b>{name}", f"{said} {name[:500]}."])
