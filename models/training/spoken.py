"""Reads texts that people punctuated into words without punctuation, for `boundaries.py`: what a recogniser would have
written, and where a sentence ended. Third-party text is read where it lies and never copied into the project."""

import csv
import html
import json
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

OPENING, CLOSING = "\"'“‘«([{*_", "\"'”’»)]}*_"
TITLES = set("mr mrs ms dr prof gen col lt sen rep gov st hon rev sgt capt vs e.g i.e a.k.a".split())
SHORT = TITLES | set("no u.s u.k u.n jr sr inc co corp ltd etc jan feb mar apr aug sept sep oct nov dec ph.d vol art fig p pp a.m p.m d.c".split())  # fmt: skip
NUMBERED = {"no", "vol", "art", "fig", "p", "pp"}
STARTERS = set("the a an and but we i it this that these those he she they you in on at for so if as there our my his her their its when what why how who let no yes not now then to of from with by is are was were do does did can could will would should".split())  # fmt: skip
MISSPELT = re.compile(r"[.?!][\"”’]*[A-Z\"“]|[a-z][\"”]{2}")  # two sentences without a space between them


def bare(word):
    """A word without the punctuation around it."""
    return re.sub(r"^[^\w$£€#&]+|[^\w%]+$", "", word.replace("’", "'").replace("‘", "'")).strip("_'")


def ends(word, following):
    """Whether a sentence ends between two words of punctuated text."""
    word, following = word.rstrip(CLOSING), following.lstrip(OPENING + "+-–—•")
    if not word or word[-1] not in ".?!…":
        return False
    if not following:
        return True
    if not (following[0].isupper() or following[0].isdigit()):
        return False
    stem, starter = word[:-1].lstrip(OPENING).lower(), following.lower().rstrip(",'’") in STARTERS
    if word[-1] != "." or stem not in SHORT and not (len(stem) == 1 and stem.isalpha() and stem != "i"):
        return True
    if stem in TITLES:
        return False
    return not following[0].isdigit() if stem in NUMBERED else starter


def is_punctuated(text):
    words = len(text.split())
    return words < 4 or sum(text.count(c) for c in ".?!") * 40 >= words


@dataclass
class Words:
    """A source as one stream of words."""

    words: list = field(default_factory=list)  # in their case
    ends: list = field(default_factory=list)  # whether a sentence ends behind each
    commas: list = field(default_factory=list)  # whether a comma stands behind each
    turns: list = field(default_factory=list)  # where turns or paragraphs start
    documents: list = field(default_factory=list)  # where documents start

    def document(self):
        self.documents.append(len(self.words))

    def turn(self, text):
        """A turn of running text."""
        words = text.split()
        self.add([(w, i + 1 == len(words) or ends(w, words[i + 1])) for i, w in enumerate(words)])

    def sentences(self, sentences):
        """A turn whose sentences are known."""
        split = [s.split() for s in sentences]
        self.add([(w, i + 1 == len(words)) for words in split for i, w in enumerate(words)])

    def add(self, marked):
        first = len(self.words)
        for word, end in marked:
            parts = [p for p in re.split(r"--+|—|–|…(?=\w)", word) if bare(p)]
            for i, part in enumerate(parts):
                last = i + 1 == len(parts)
                self.words.append(bare(part))
                self.ends.append(int(end and last))
                self.commas.append(int(last and part.rstrip(CLOSING).endswith(",")))
            if not parts and end and len(self.words) > first:
                self.ends[-1] = 1
        if len(self.words) > first:
            self.ends[-1] = 1
            self.turns.append(first)


def without_markdown(text):
    text = re.sub(r"\\?\[\d[\d:.]+\\?\]", " ", text)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\\?\[[^\]]{0,60}\\?\]", " ", text)
    text = re.sub(r"<[^>]+>|https?://\S+|`", "", text)
    return html.unescape(re.sub(r"\*|\\|(?<!\w)_|_(?!\w)", "", text))


def changelog(folder):
    """Podcasts: `**Name:** text`, paragraphs of a speaker joined."""
    out = Words()
    for path in sorted(folder.glob("*/*.md")):
        if path.parent.name in ("bigtent", "scripts", ".github"):
            continue
        out.document()
        said = []
        for line in path.read_text(errors="replace").split("\n"):
            line = line.strip()
            header = re.match(r"\*\*([^*]{1,60}):?\*\*:?\s*(.*)", line)
            if header or line.startswith("**"):
                if said:
                    out.turn(" ".join(said))
                said, line = [], header.group(2) if header else ""
            line = without_markdown(line).strip()
            if line and is_punctuated(line):
                said.append(line if line[-1] in ".?!…\"'”)" else line + ".")
        if said:
            out.turn(" ".join(said))
    return out


def bitcoin(folder):
    """Talks and interviews; translations and summaries are left out."""
    out = Words()
    for path in sorted(folder.glob("*/**/*.md")):
        text = path.read_text(errors="replace")
        if re.search(r"\.[a-z]{2}(-\w+)?\.md$|_index|README", path.name) or "translation_by" in text:
            continue
        text = re.sub(r"```.*?```", "", re.sub(r"^---.*?\n---\n", "", text, flags=re.S), flags=re.S)
        words = text.lower().split()
        if len(words) < 300 or sum(words.count(w) for w in ("the", "and", "to", "of")) < len(words) * 0.06 or not is_punctuated(text):  # fmt: skip
            continue
        out.document()
        for paragraph in re.split(r"\n\s*\n", text):
            paragraph = paragraph.strip()
            if not paragraph or re.match(r"[#*\-<|>](?!\*)|http|\d+\.", paragraph):
                continue
            paragraph = without_markdown(paragraph.replace("\n", " ")).strip()
            name = r"(Q|A|Speaker \d+|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3})(?: \(?\d[\d:]+\)?)?:\s*"
            paragraph = re.sub("^" + name, "", paragraph)
            if len(paragraph.split()) >= 3 and is_punctuated(paragraph) and paragraph.rstrip(CLOSING)[-1:] in (".", "?", "!"):  # fmt: skip
                out.turn(paragraph)
    return out


def earnings(folder):
    """Rev's files of one word a line, each recording once, edited transcripts before verbatim ones."""
    out, seen = Words(), set()
    for path in sorted(folder.glob("**/*.nlp"), key=lambda p: ("nonverbatim" not in str(p), str(p))):
        if path.name in seen or "force_aligned" in str(path):
            continue
        seen.add(path.name)
        out.document()
        turn, speaker = [], None
        for row in [*csv.DictReader(path.open(), delimiter="|", quoting=csv.QUOTE_NONE), None]:
            if row is None or row["speaker"] != speaker:
                if turn and is_punctuated(" ".join(turn)):
                    out.turn(" ".join(turn))
                turn, speaker = [], row and row["speaker"]
            if row and not row["token"].startswith("<"):
                turn.append(row["token"] + (row["punctuation"] or ""))
    return out


CLITICS = re.compile(r" (n't|'(?:s|re|ve|ll|d|m)\b|[.,;:?!%)\]]|'')", re.I)


def joined(tokens):
    """Text of tokens that were set apart."""
    text = CLITICS.sub(lambda m: m[1], " ".join(tokens).replace("``", '"'))
    return re.sub(r"([$£(\[]) ", r"\1", text)


def abc(folder):
    """Broadcast news: a sentence a line, headlines among them, an empty line between reports."""
    out = Words()
    for path in sorted(folder.glob("*.txt")):
        for report in re.split(r"\n\s*\n", path.read_text(errors="replace")):
            out.document()
            # a line holds more than one sentence where somebody is quoted
            out.add([
                (word, i + 1 == len(words) or ends(word, words[i + 1]))
                for words in map(str.split, report.split("\n")) for i, word in enumerate(words)
            ])  # fmt: skip
    return out


def masc(folder):
    """Press, letters, fiction and talk: `word_TAG`, a sentence a line."""
    out = Words()
    for path in sorted(folder.glob("*/*.txt")):
        out.document()
        for paragraph in re.split(r"\n\s*\n\s*\n", path.read_text(errors="replace")):
            rows = [[token.rsplit("_", 1)[0] for token in line.split()] for line in paragraph.split("\n")]
            out.sentences([joined(row) for row in rows if row])
    return out


def conll(path):
    """Newswire: a token a line, headlines and bylines among the sentences. Reports are told by their bylines' dates."""
    out, rows = Words(), [[]]
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.strip():
            rows[-1].append(line.split()[0])
        else:
            rows.append([])
    out.document()
    rows = [joined(row) for row in rows if row]
    for at in range(0, len(rows), 8):
        out.sentences(rows[at : at + 8])
    return out


def un(folder):
    """Speeches; a line break that ends no sentence is the printer's."""
    out = Words()
    for path in sorted(folder.glob("*.txt")):
        out.document()
        said = []
        for line in path.read_text(errors="replace").split("\n"):
            line = re.sub(r"^\s*\d+\.\s+", "", line.strip())
            if line:
                said.append(line)
            if line.rstrip(CLOSING)[-1:] in (".", "?", "!"):
                if is_punctuated(" ".join(said)):
                    out.turn(" ".join(said))
                said = []
    return out


def kremlin(folder):
    """Pages; what is bold is a header."""
    out = Words()
    for path in sorted(folder.glob("**/*.html")):
        out.document()
        for block in re.findall(r"<p\b[^>]*>(.*?)</p>", path.read_text(errors="replace"), re.S):
            block = re.sub(r"<(b|strong)\b[^>]*>.*?</\1>", "", block, flags=re.S)
            text = " ".join(html.unescape(re.sub(r"<[^>]+>", "", block)).split()).lstrip(": ")
            if len(text.split()) >= 2 and text.rstrip(CLOSING)[-1:] in (".", "?", "!"):
                out.turn(text)
    return out


def gum(folder, parts):
    """GUM without its news and interviews (the program is measured on these), and without Reddit, of which it has no words."""
    out = Words()
    for path in sorted((folder / "dep").glob("GUM_*.conllu")):
        xml = folder / "xml" / f"{path.stem}.xml"
        stated = re.search(r'partition="(\w+)"', xml.read_text()[:9000]) if xml.exists() else None
        if path.stem.split("_")[1] in ("news", "interview", "reddit", "poetry"):
            continue
        if (stated.group(1) if stated else "train") not in parts:
            continue
        out.document()
        for paragraph in re.split(r"^# newpar\n", path.read_text(), flags=re.M):
            out.sentences(re.findall(r"^# text = (.*)$", paragraph, re.M))
    return out


def written(datasets):
    """Editorials, addresses and manifestos in their order; sentences of news in tens."""
    random.seed(1)
    out = Words()

    def rows(name):
        return csv.DictReader((datasets / name).open(), delimiter="\t", quoting=csv.QUOTE_NONE)

    def in_order(rows, document):
        last, turn = None, []
        for row in rows:
            if document(row) != last or len(turn) >= 8 and random.random() < 0.2:
                if turn:
                    out.sentences(turn)
                if document(row) != last:
                    out.document()
                turn, last = [], document(row)
            if row["text"].rstrip(CLOSING)[-1:] in (".", "?", "!"):
                turn.append(row["text"])
        out.sentences(turn)

    def in_tens(sentences):
        sentences = [s for s in dict.fromkeys(sentences) if not MISSPELT.search(s)]
        random.shuffle(sentences)
        for at in range(0, len(sentences), 10):
            out.document()
            out.sentences(sentences[at : at + 10])

    in_order(rows("sentiment/nyt_editorials.tsv"), lambda r: r["article"])
    in_order(rows("topics/cap_sotu.tsv"), lambda r: r["year"])
    in_order(rows("topics/cap_uk_manifesto.tsv"), lambda r: (r["year"], r["party"]))
    in_tens(re.sub(r"[\[\]]", "", r["text"]) for r in rows("target/directed.train.tsv"))
    in_tens(json.loads(line)["sentence"] for line in (datasets / "target/newsmtsc.train.jsonl").open())
    return out
