"""Reads the training sets into examples. Third-party text is read where it lies and never copied into the project."""

import hashlib
import json
import math
import random
import re
import tarfile
import tomllib
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

from tokenizers import Tokenizer

import exchange
from encoder import ENTITY, SENTIMENT, STANCE, TOPICS, tokenizer_file

MAX_TOKENS = 128
PROPOSITIONS = {
    "normalisation": "Armenia and Azerbaijan should normalise their relations and conclude a peace treaty.",
    "eaeu_trade": "Economic integration and trade within the Eurasian Economic Union should be deepened.",
    "aliyev_legacy": "The legacy of Heydar Aliyev deserves honour.",
}
FIRST = "2023-05-25_putin_aliyev.txt"  # the transcript that the project starts from: measured on as a whole, never trained on
POLITICS = {
    "politician": "PER", "person": "PER", "politicalparty": "ORG", "organisation": "ORG",
    "country": "LOC", "location": "LOC", "election": "MISC", "event": "MISC", "misc": "MISC",
}  # fmt: skip


@dataclass
class Example:
    """One input and whichever labels it has. Offsets are characters of `text`, half-open."""

    source: str
    text: str
    pair: str | None = None
    sentiment: list | None = None  # distribution over SENTIMENT
    spans: list | None = None  # (start, end, type), complete
    targets: list = field(default_factory=list)  # (start, end, class of SENTIMENT)
    topics: list | None = None  # 0/1 per TOPICS
    stance: int | None = None  # class of STANCE toward `pair`
    weight: float = 1.0
    hard: bool = False
    random: bool = False  # drawn at random from the pages
    origin: str = ""  # the text that this one was made of, by exchanging names
    # filled by `encode`
    ids: list = field(default_factory=list)
    types: list = field(default_factory=list)
    tags: list | None = None
    target_tokens: list = field(default_factory=list)  # (first, end, class)
    base: object = None  # the frozen base's embedding of `text`


def fold(text: str) -> int:
    """A stable number 0–99 of a text, to hold parts out by."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % 100


def casing(word: str) -> int:
    """Token type of a whole word: 3 has a digit, 2 ALL CAPS (two letters or more), 1 Capitalised, 0 else."""
    if any(c.isdigit() for c in word):
        return 3
    letters = [c for c in word if c.isalpha()]
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return 2
    return 1 if letters and letters[0].isupper() else 0


def tokenizer() -> Tokenizer:
    t = Tokenizer.from_file(str(tokenizer_file()))
    t.no_truncation()
    t.no_padding()
    return t


def encode(t: Tokenizer, examples: list[Example]) -> list[Example]:
    """Fills ids, casing types, tags and target tokens; drops targets beyond the window."""
    for e in examples:
        enc = t.encode(e.text, e.pair) if e.pair is not None else t.encode(e.text)
        limit = MAX_TOKENS + (64 if e.pair is not None else 0)
        e.types = [0] * len(enc.ids)
        words = {}
        for i, (word, seq, (a, b)) in enumerate(zip(enc.word_ids, enc.sequence_ids, enc.offsets)):
            if word is not None:
                first, start, end = words.get((seq, word), (i, a, b))
                words[seq, word] = (first, min(start, a), max(end, b))
        for (seq, word), (first, a, b) in words.items():
            kind = casing((e.text if seq == 0 else e.pair)[a:b])
            for i in range(first, len(enc.ids)):
                if enc.word_ids[i] != word or enc.sequence_ids[i] != seq:
                    break
                e.types[i] = kind
        if e.spans is not None:
            e.tags = [-100] * len(enc.ids)
            for (seq, _), (first, a, b) in words.items():
                e.tags[first] = 0
                for start, end, kind in e.spans:
                    if start <= a < end:
                        before = [f for (s, _), (f, x, _) in words.items() if start <= x < a]
                        e.tags[first] = ENTITY.index(("I-" if before else "B-") + kind)
                # this set has no MISC: what it leaves unmarked and is capitalised may be one
                if e.source == "uner" and e.tags[first] == 0 and casing(e.text[a:b]):
                    e.tags[first] = -100
            e.tags = e.tags[:limit]
        for start, end, label in e.targets:
            inside = [
                i for i, (seq, (a, b)) in enumerate(zip(enc.sequence_ids, enc.offsets))
                if seq == 0 and a < end and b > start and i < limit - 1
            ]  # fmt: skip
            if inside:
                e.target_tokens.append((inside[0], inside[-1] + 1, label))
        e.ids = enc.ids if len(enc.ids) <= limit else enc.ids[: limit - 1] + enc.ids[-1:]
        e.types = e.types[:limit]
    return examples


def graded(score: float, edge: float, width: float) -> list[float]:
    """A rater mean as a distribution: logistic edges at ±edge; the middle is neutral."""
    negative = 1 / (1 + math.exp((score + edge) / width))
    positive = 1 / (1 + math.exp((edge - score) / width))
    return [negative, max(0.0, 1 - negative - positive), positive]


def one_hot(label: str) -> list[float]:
    return [float(label == s) for s in SENTIMENT]


def rows(path: Path) -> list[dict]:
    lines = path.read_text(encoding="utf-8").split("\n")
    names = lines[0].split("\t")
    return [dict(zip(names, line.split("\t"))) for line in lines[1:] if line]


def jsonl(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def sentiment(root: Path, own: dict) -> list[Example]:
    d = root / "datasets/sentiment"
    out = [Example("nyt", r["text"], sentiment=graded(float(r["score"]), 0.6, 0.25)) for r in rows(d / "nyt_editorials.tsv")]
    for r in rows(d / "emobank.tsv"):
        formal = r["genre"] in ("newspaper", "letters", "essays", "SemEval")
        out.append(Example("emobank", r["text"], sentiment=graded(float(r["valence"]) - 3, 0.28, 0.1), weight=1.0 if formal else 0.5))
    out += [Example("tweets", r["text"], sentiment=one_hot(r["label"])) for r in rows(d / "tweeteval.tsv")]
    tidy = lambda text: re.sub(r" ([,.;:?!’'])", r"\1", text).replace(" 's", "'s")
    for file in sorted({file for file, _ in own}):
        for i, r in enumerate(rows(root / "datasets" / file)):
            if (file, i) in own:
                text = tidy(r["text"])
                part = "political-held" if fold(text) < 10 else "political"
                out.append(Example(part, text, sentiment=graded(own[file, i], 0.9, 0.35)))
    for i, r in enumerate(rows(d / "unsc_conflict.tsv")):
        if ("sentiment/unsc_conflict.tsv", i) in own:
            continue
        # negative evaluation is annotated, everything else is not: a soft guess for the rest
        soft = [0.9, 0.1, 0.0] if "NegEval" in r["A0"] else [0.15, 0.6, 0.25]
        out.append(Example("unsc", tidy(r["text"]), sentiment=soft, weight=0.5))
    return out


def conll(path: Path, source: str, names=lambda kind: kind) -> list[Example]:
    out = []
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip()):
        text, spans, last = "", [], "O"
        for line in block.split("\n"):
            word, _, tag = line.rstrip().rpartition("\t") if "\t" in line else line.rstrip().rpartition(" ")
            if not word or "DOCSTART" in word:
                continue
            start = len(text) + (1 if text else 0)
            text += (" " if text else "") + word
            kind = names(tag[2:]) if tag != "O" else None
            if kind is None:
                last = "O"
            elif tag[0] == "B" or last != kind:
                spans.append([start, len(text), kind])
                last = kind
            else:
                spans[-1][1] = len(text)
        if text:
            out.append(Example(source, text, spans=spans))
    return out


def entities(root: Path) -> list[Example]:
    d = root / "datasets/ner"
    out = conll(d / "conllpp.train.conll", "conll-train") + conll(d / "conllpp.dev.conll", "conll-dev")
    out += conll(d / "wikigold.conll", "wikigold")
    out += conll(d / "crossner_politics.train.conll", "politics-train", POLITICS.get) * 3
    out += conll(d / "crossner_politics.dev.conll", "politics-dev", POLITICS.get)
    out += conll(d / "uner_ewt.dev.conll", "uner")
    return out


def targets(root: Path) -> list[Example]:
    out = []
    for part in ("train", "dev_rw", "dev_mt"):
        for r in jsonl(root / f"datasets/target/newsmtsc.{part}.jsonl"):
            out.append(Example(f"newsmtsc-{part}", r["sentence"], targets=[(r["from"], r["to"], r["polarity"] + 1)]))
    return out


def stances(root: Path) -> list[Example]:
    d = root / "datasets/stance"
    name = {"SUPPORT": 2, "UNDERMINE": 0, "PRO": 2, "CON": 0}
    name |= {"entailment": 2, "neutral": 1, "contradiction": 0}
    out = []
    # propositions are held out whole, so that the score is about unseen ones
    part_of = lambda source, p: source + "-held" if fold(p) < 10 else source
    for source in ("perspectrum", "ibm_claims"):
        part = [(r["text"], r["proposition"], name[r["stance"]]) for r in rows(d / f"{source}.tsv")]
        out += [Example(part_of(source, p), t, pair=p, stance=s) for t, p, s in part]
        # a claim beside another debate's proposition takes no side
        propositions = sorted({p for _, p, _ in part})
        rng = random.Random(source)
        for text, own, _ in rng.sample(part, len(part) // 6):
            other = rng.choice(propositions)
            if other != own:
                out.append(Example(part_of(source + "-cross", other), text, pair=other, stance=1))
    for r in rows(d / "mnli_dev.tsv"):
        out.append(Example("mnli", r["premise"], pair=r["hypothesis"], stance=name[r["label"]], weight=0.5))
    return out


class PageText(HTMLParser):
    """The text of a saved page: a line for each block, without scripts and hidden person cards."""

    BLOCKS = {"p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "td", "tr", "blockquote", "section", "article"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.out, self.script, self.card = [], 0, 0

    def handle_starttag(self, tag, attributes):
        self.script += tag in ("script", "style")
        if self.card:
            self.card += tag == "span"
        elif tag == "span" and "tooltip" in (dict(attributes).get("class") or ""):
            self.card = 1
        if tag in self.BLOCKS:
            self.out.append("\n")

    def handle_endtag(self, tag):
        self.script -= tag in ("script", "style")
        if self.card and tag == "span":
            self.card -= 1
        if tag in self.BLOCKS:
            self.out.append("\n")

    def handle_data(self, text):
        if not self.script and not self.card:
            self.out.append(text.replace("\n", " ").replace("\r", " "))

    @staticmethod
    def of(html: str) -> str:
        parser = PageText()
        parser.feed(html)
        parser.close()
        return "\n".join(" ".join(line.split()) for line in "".join(parser.out).split("\n") if line.strip())


def pages(root: Path) -> dict[str, str]:
    """The saved pages' texts by file name."""
    out = {}
    with tarfile.open(root / "corpora/kremlin_en_html.tar.xz") as archive:
        for member in archive:
            if member.isfile():
                html = archive.extractfile(member).read().decode("utf-8", "replace")
                out[member.name.removeprefix("./")] = PageText.of(html)
    return out


def own_labels(root: Path, texts: dict[str, str]) -> tuple[list[dict], dict]:
    """labels.jsonl with its texts, which stay where they lie: rows like those of gold/ for places in the saved
    pages, and {(file, row): tone from -3 to 3} for rows of datasets/."""
    places, graded_rows = {}, {}
    for label in jsonl(Path(__file__).parent / "labels.jsonl"):
        if "page" in label:
            places.setdefault(label["page"], []).append(label)
        else:
            graded_rows[label["file"], label["row"]] = label["score"]
    out = []
    first = (root / "corpora" / FIRST).read_text(encoding="utf-8")
    out += [label | {"text": " ".join(first[label["start"] : label["end"]].split())} for label in places.get(FIRST, [])]
    for page, text in texts.items():
        out += [label | {"text": text[label["start"] : label["end"]]} for label in places.get(page, [])]
    return out, graded_rows


def domain(root: Path, own: list[dict]) -> list[Example]:
    """The labelled sentences in three parts by the text's fold: held (0–9, never trained or tuned on), tune (10–14), train."""
    out = []
    files = {name: jsonl(root / f"gold/{name}.jsonl") for name in ("kremlin_train", "kremlin_dev", "written_topics")}
    for file, labelled in (files | {"more": own}).items():
        for r in labelled:
            f = fold(r["text"])
            part = {"kremlin_dev": "domain-dev", "written_topics": "domain-written"}.get(file)
            held = "more-held" if file == "more" else "domain-held"
            part = part or (held if f < 10 or r.get("held") else "domain-tune" if f < 15 else "domain-train")
            if r.get("page") == FIRST:
                part = "first-held"
            if part == "domain-train" and r.get("late"):
                part = "domain-late"
            if part == "domain-train" and "normalisation" in r.get("topics", []):
                part = "domain-rare"  # one real sentence in a hundred, so drawn more often
            spans = [(e["start"], e["end"], e["type"]) for e in r["entities"]] if "entities" in r else None
            out.append(Example(
                part, r["text"], sentiment=one_hot(r["sentiment"]) if "sentiment" in r else None, spans=spans,
                targets=[(t["start"], t["end"], SENTIMENT.index(t["stance"])) for t in r.get("targets", [])],
                topics=[float(t in r["topics"]) for t in TOPICS] if "topics" in r else None,
                hard=r.get("hard", False), random=r.get("random", False),
            ))  # fmt: skip
            for s in r.get("stances", []):
                stance = Example(part + "-stance", r["text"], pair=PROPOSITIONS[s["topic"]], stance=STANCE.index(s["label"]))
                out.append(stance)
    return out


def is_held(row: dict) -> bool:
    """Whether a row of running text is of a document that is held out."""
    return fold(row["document"]) < 16


def context(root: Path) -> list[Example]:
    """Sentences of running text, each labelled by itself. A sixth of the documents is held out whole."""
    out = []
    for r in jsonl(root / "gold/context_train.jsonl"):
        part = "context-held" if is_held(r) else "context"
        out.append(Example(
            part, r["text"], sentiment=one_hot(r["sentiment"]), topics=[float(t in r["topics"]) for t in TOPICS],
            targets=[(t["start"], t["end"], SENTIMENT.index(t["stance"])) for t in r["targets"]],
        ))  # fmt: skip
        # the stance was told in context: it is the sentence's own where the topic is
        own = [s for s in r["stances"] if s["topic"] in r["topics"]]
        out += [Example(part + "-stance", r["text"], pair=PROPOSITIONS[s["topic"]], stance=STANCE.index(s["label"])) for s in own]
    return out


def neighbours(root: Path) -> list[tuple[dict, dict, bool]]:
    """Rows of running text that follow each other, and whether the second stays with a topic of the first. Where the first has no
    topic of ours, nobody said whether the second leaves its subject."""
    place = lambda r, back=0: (r["document"], r["turn"], r["sentence"] - back)
    at = {place(r): r for r in jsonl(root / "gold/context_train.jsonl")}
    pairs = [(at[place(r, 1)], r) for r in at.values() if place(r, 1) in at]
    return [(a, b, bool(set(a["topics_in_context"]) & set(b["topics_in_context"]))) for a, b in pairs if a["topics_in_context"]]


def encode_neighbours(pairs: list[tuple[dict, dict, bool]]) -> list[tuple[Example, Example, bool]]:
    """Those pairs whose document is not held out, as `neighbours` gives them, encoded."""
    kept = [(a, b, stays) for a, b, stays in pairs if not is_held(b)]
    examples = encode(tokenizer(), [Example("", r["text"]) for pair in kept for r in pair[:2]])
    return [(a, b, stays) for a, b, (_, _, stays) in zip(examples[::2], examples[1::2], kept)]


def definitions() -> list[Example]:
    """The examples and near misses of data/topics.toml, the definitions that the topic head answers for."""
    path = Path(__file__).parent.parent.parent / "data/topics.toml"
    out = []
    for topic in tomllib.loads(path.read_text(encoding="utf-8"))["topic"]:
        for text in topic["examples"]:
            out.append(Example("definition", text, topics=[float(t == topic["id"]) for t in TOPICS]))
        out += [Example("definition", text, topics=[0.0] * len(TOPICS)) for text in topic["counter_examples"]]
    return out


def written() -> list[Example]:
    """The sentences of written.toml: each has a tone or its topics."""
    path = Path(__file__).parent / "written.toml"
    out = []
    for part in tomllib.loads(path.read_text(encoding="utf-8"))["written"]:
        tone = one_hot(part["tone"]) if "tone" in part else None
        topics = [float(t in part["topics"]) for t in TOPICS] if "topics" in part else None
        out += [Example("written", text, sentiment=tone, topics=topics) for text in part["sentences"]]
    return out


def fold_of(e: Example) -> int | None:
    """The fold, 0–2, that a real labelled sentence of the domain, or what is made of it, is left out in; else none."""
    is_real = e.source.startswith(("domain-train", "domain-late", "domain-rare", "exchange"))
    return fold("fold" + (e.origin or e.text)) % 3 if is_real else None


def kind(e: Example) -> str:
    """What a batch is made of: examples of one kind."""
    if e.source.startswith(("domain", "context", "definition", "written", "exchange")) and e.pair is None:
        return "domain"
    return "stance" if e.pair is not None else "entity" if e.spans is not None else "target" if e.targets else "sentiment"


def load(root: Path) -> list[Example]:
    """Every example, encoded. Parts named -dev, -held, -tune and -dev_* are not to be trained on."""
    texts = pages(root)
    sentences, graded_rows = own_labels(root, texts)
    examples = sentiment(root, graded_rows) + entities(root) + targets(root) + stances(root)
    examples += domain(root, sentences) + context(root) + definitions() + written()
    example = lambda source, text, topics, origin: Example(source, text, topics=topics, origin=origin)
    renamed = [replace(e, source="exchange-names", text=text, targets=targets, target_tokens=[], spans=None, topics=None, origin=e.origin or e.text)
               for e, text, targets in exchange.renamed(filter(is_training, examples))]  # fmt: skip
    return encode(tokenizer(), examples + exchange.made(examples, texts.values(), is_training, example) + renamed)


def is_training(e: Example) -> bool:
    if re.search(r"-(dev|held|tune)", e.source):
        return False
    # a tenth of the graded sets is held out as well
    return not (e.source in ("nyt", "emobank") and fold(e.text) < 10)
