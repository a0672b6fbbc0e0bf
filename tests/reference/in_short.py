"""Says again what report.html says in short, from contrasts.csv and speakers.csv and with none of rostrum's code, and compares.

    python3 tests/reference/in_short.py FOLDER
"""

import csv
import html
import json
import pathlib
import re
import sys

folder = pathlib.Path(sys.argv[1])


def table(name):
    with open(folder / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def plain(text):
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@", "\t", "\r") else text


def short(text, most=160, tail=""):
    text = re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text)
    return text if len(text) <= most else text[:most] + "…" + tail


names = {}
for number, row in enumerate(table("speakers"), 1):
    if not row["document"]:
        name = plain(row["speaker"])
        names[name] = short(name, 80, f" [{number}]")


def tone(raw):
    digits = f"{abs(float(raw)):.2f}"
    return digits if digits == "0.00" else ("−" if float(raw) < 0 else "+") + digits


def share(raw):
    value = float(raw)
    digits = f"{value * 100:.1f}" if value < 0.1 else f"{value * 100:.0f}"
    if digits == "0.0":
        return "0 %" if value == 0 else "under 0.1 %"
    return "over 99 %" if digits == "100" and value < 1 else digits + " %"


def chance(raw):
    return "under 0.001" if float(raw) < 0.0005 else f"{float(raw):.3f}"


run = json.loads((folder / "run.json").read_text())
topics = {topic["id"]: topic["name"] or topic["id"] for topic in run["topics"]}
by_group = run["config"]["contrasts"]["level"] == "group"
who = "groups" if by_group else "speakers"
rows = [row for row in table("contrasts") if row["measure"] in ("tone", "stance", "target_stance", "topic_share")]


def name(text):
    return short(plain(text)) if by_group else names.get(plain(text), short(plain(text)))


def holds(row):
    return row["p_holm"] and float(row["p_holm"]) < 0.05


def clearest(rows):
    return min(rows, key=lambda row: (float(row["p_holm"]), float(row["p"]), -abs(float(row["difference"]))), default=None)


def sides(row):
    return ("b", "a") if float(row["difference"]) < 0 else ("a", "b")


def values(row):
    high, low = sides(row)
    number = share if row["measure"] == "topic_share" else tone
    return f": {number(row['value_' + high])} against {number(row['value_' + low])} (corrected p {chance(row['p_holm'])})"


def counted(n, what):
    return f"{n:,} {what}" + ("" if n == 1 else "s")


claims = []
if not any(row["p"] for row in rows):
    least = run["config"]["contrasts"]["min_sentences"]
    people = table("speakers")
    enough = sum(int(row["scored_sentences"]) >= least for row in people)
    has = "has" if enough == 1 else "have"
    claims.append(
        f"Nothing can be tested on so little: no two {who} could be compared. A test needs two {who} with {least} scored "
        f"sentences each, in five turns or paragraphs; here {enough:,} of {counted(len(people), 'speaker')} {has} that many. "
        "The figures below describe what was said and decide nothing. Speakers"
    )
else:
    for inference, place in (("population", "meetings like these"), ("these_documents", "these documents alone")):
        about_nothing = [row for row in rows if row["measure"] == "tone" and not row["topic"] and not row["entity"]]
        tested = [row for row in about_nothing if row["p"] and row["inference"] == inference]
        if not tested:
            continue
        first, were = clearest(tested), "was" if len(tested) == 1 else "were"
        pairs, differ = counted(len(tested), "pair"), sum(1 for row in tested if holds(row))
        if not differ:
            claims.append(
                f"In {place}, no two {who} are shown to differ in tone. {pairs} {were} tested; the smallest p, corrected for "
                f"that number, is {chance(first['p_holm'])}. All pairs"
            )
            continue
        high, low = sides(first)
        text = f"In {place}, {name(first[high])} sounds warmer than {name(first[low])}{values(first)}. Of {pairs} that {were} tested, "
        text += ("1 is" if differ == 1 else f"{differ:,} are") + " shown to differ."
        signs = {tone(first["difference"])[0], tone(first["paired_difference"])[0] if first["paired_difference"] else ""}
        if signs == {"+", "−"}:
            text += f" But in the documents in which both speak it is the other way round ({tone(first['paired_difference'])})."
        claims.append(text + " This pair")
    for measure in ("stance", "target_stance", "topic_share"):
        holding = [row for row in rows if row["measure"] == measure and holds(row)]
        row = clearest([row for row in holding if row["inference"] == "population"]) or clearest(holding)
        if row is None:
            continue
        more, less = (name(row[side]) for side in sides(row))
        if measure == "stance":
            lead = f"On “{topics[row['topic']]}” {more} is more in favour than {less}"
        elif measure == "target_stance":
            lead = f"Toward {short(plain(row['entity']))} {more} is warmer than {less}"
        else:
            lead = f"{more} speaks more about “{topics[row['topic']]}” than {less}"
        here = " in these documents" if row["inference"] == "these_documents" else ""
        claims.append(f"{lead}{here}{values(row)}. This pair")

page = (folder / "report.html").read_text()
section = re.search(r'<section id="short".*?</section>', page, re.S).group()
said = [html.unescape(re.sub(r"<[^>]+>", "", item)) for item in re.findall(r"<li>(.*?)</li>", section, re.S)]
said = [re.sub(r"\s+", " ", item).strip() for item in said]
expected = [re.sub(r"\s+", " ", claim).strip() for claim in claims]
assert 1 <= len(said) <= 5, said
assert said == expected, "\n".join(["the page:", *said, "from the tables:", *expected])
print(f"in short: {len(said)} sentences, as the tables have it")
