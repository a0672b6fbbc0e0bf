"""Topic examples made by exchanging names, so that the names decide and not the manner of speaking.

Normalisation is one real sentence in a hundred, and most sentences on other conflicts read just like it. Labels follow
from the names alone: a sentence on another conflict, told of Karabakh, is about the topic; one about the topic, told of
other countries, is not; nor is anything from a page that names neither country. Labels that the exchange does not settle
stay unknown.
"""

import math
import random
import re

UNKNOWN = math.nan
ABOUT_NORMALISATION, ABOUT_LEGACY, ABOUT_NEITHER = [1.0, UNKNOWN, 0.0], [0.0, 0.0, 1.0], [0.0, UNKNOWN, 0.0]
OWN_NAMES = re.compile(r"Karabakh|Armenia|Azerb|Ali[y]?ev|Yerevan|Baku|Minsk Group|Lachin|Zangezur|Nakhchivan")
REGIONS = [
    "Kosovo", "Transnistria", "South Ossetia", "Abkhazia", "Donbass", "southeast Ukraine", "southeastern Ukraine",
    "the Middle East", "the Korean Peninsula", "Syria", "Libya", "Afghanistan", "Cyprus", "Chechnya", "Iraq", "Gaza",
    "the Balkans", "Idlib", "the West Bank",
]  # fmt: skip
REGION = re.compile(rf"\b({'|'.join(REGIONS)})\b")
OF_REGION = re.compile(r"\b(Syrian|Middle East|Libyan|Transnistrian|Cyprus|Kosovo|Donbass)(?= (settlement|conflict|problem|issue|crisis|peace))")
TWO_SIDES = re.compile(r"\b(Palestinian-Israeli|Israeli-Palestinian|Arab-Israeli|Georgian-Ossetian|Georgian-Abkhazian)\b")
SIDES = {"Palestinians": "Armenians", "Israelis": "Azerbaijanis", "Palestine": "Armenia", "Israel": "Azerbaijan"}
COUNTRY = (
    "(?:Russia|Ukraine|Georgia|Turkey|Iran|Iraq|India|Pakistan|Japan|China|Moldova|Serbia|Egypt|Greece|Tajikistan|Kyrgyzstan"
    "|the United States|America|Qatar|Saudi Arabia|North Korea|South Korea)"
)
PAIR = re.compile(rf"\b(between|of|for|in) {COUNTRY} and {COUNTRY}\b")
CONFLICT = re.compile(
    r"\b(settle|settlement|settling|conflict|ceasefire|peace|negotiat\w+|truce|talks|crisis|resolv\w+|resolution|hostilities"
    r"|bloodshed|refugees|border|reconcil\w+|escalation|peacekeep\w+|normali\w+|territorial|tensions?|mediat\w+)\b", re.I,
)  # fmt: skip
# in the place of Armenia, Azerbaijan, their adjectives, Karabakh, the capitals and the leaders
ELSEWHERE = [
    ("Georgia", "Abkhazia", "Georgian", "Abkhazian", "the Gali District", "Tbilisi", "Sukhum", "Saakashvili", "Ankvab"),
    ("Israel", "Palestine", "Israeli", "Palestinian", "the West Bank", "Tel Aviv", "Ramallah", "Netanyahu", "Abbas"),
    ("India", "Pakistan", "Indian", "Pakistani", "Kashmir", "New Delhi", "Islamabad", "Modi", "Sharif"),
    ("Serbia", "Albania", "Serbian", "Albanian", "Kosovo", "Belgrade", "Tirana", "Vucic", "Rama"),
    ("Moldova", "Transnistria", "Moldovan", "Transnistrian", "Transnistria", "Chisinau", "Tiraspol", "Sandu", "Krasnoselsky"),
    ("Ukraine", "Poland", "Ukrainian", "Polish", "Donbass", "Kiev", "Warsaw", "Poroshenko", "Duda"),
    ("Syria", "Turkey", "Syrian", "Turkish", "Idlib", "Damascus", "Ankara", "Assad", "Erdogan"),
    ("Iran", "Iraq", "Iranian", "Iraqi", "Kurdistan", "Tehran", "Baghdad", "Rouhani", "Maliki"),
    ("Ethiopia", "Eritrea", "Ethiopian", "Eritrean", "Badme", "Addis Ababa", "Asmara", "Abiy", "Isaias"),
    ("Kyrgyzstan", "Tajikistan", "Kyrgyz", "Tajik", "the Fergana Valley", "Bishkek", "Dushanbe", "Japarov", "Rahmon"),
    ("Japan", "Russia", "Japanese", "Russian", "the Kuril Islands", "Tokyo", "Moscow", "Abe", "Putin"),
    ("North Korea", "South Korea", "North Korean", "South Korean", "the Korean Peninsula", "Pyongyang", "Seoul", "Kim", "Moon"),
    ("Cyprus", "Turkey", "Cypriot", "Turkish", "Northern Cyprus", "Nicosia", "Ankara", "Anastasiades", "Erdogan"),
    ("China", "India", "Chinese", "Indian", "Ladakh", "Beijing", "New Delhi", "Xi", "Modi"),
    ("Libya", "Egypt", "Libyan", "Egyptian", "Cyrenaica", "Tripoli", "Cairo", "Sarraj", "Sisi"),
]  # fmt: skip
OUT = [  # pattern and its place in a row of ELSEWHERE
    (r"((Mountainous|Nagorno|Nagorny)[- ])?Karabakh\b", 4), (r"(the )?(Lachin|Zangezur|Nakhchivan|Syunik|Shusha|Meghri)\b", 4),
    (r"Armenian", 2), (r"Azerbaijani", 3), (r"Armenia\b", 0), (r"Azerbaijan\b", 1), (r"Yerevan\b", 5), (r"(Baku|Stepanakert|Khankendi)\b", 6),
    (r"((Nikol|Robert|Serzh) )?(Pashinyan|Kocharian|Kocharyan|Sargsyan)\b", 7), (r"((Ilham|Heydar|Heidar) )?Ali[y]?ev\b", 8),
]  # fmt: skip
COUNTRIES = [
    "Russia", "Armenia", "Azerbaijan", "Ukraine", "Georgia", "Turkey", "Iran", "Iraq", "Syria", "Israel", "India", "Pakistan", "Japan",
    "China", "Moldova", "Serbia", "Egypt", "Greece", "Kazakhstan", "Belarus", "Kyrgyzstan", "Tajikistan", "Uzbekistan", "Germany",
    "France", "Italy", "Poland", "Britain", "Canada", "Brazil", "Nigeria", "Vietnam", "Mongolia", "Cuba", "Venezuela",
    "Saudi Arabia", "Libya", "Afghanistan", "North Korea", "Finland",
]  # fmt: skip
NAMED = re.compile(rf"\b(?:{'|'.join(COUNTRIES)})\b")
MEDIATORS = ["the Quartet", "the Geneva format", "the contact group", "the mediation group"]
FIGURES = re.compile(
    r"\b((Alexander|Anatoly|Boris|Dmitry|Yury|Yuri|Igor|Islam|Pyotr|Daniil|Akhmat|Yevgeny|Chingiz|Mikhail|Sergei|Ronald) )"
    r"(Pokryshkin|Pushkin|Sobchak|Yeltsin|Likhachev|Gagarin|Kurchatov|Karimov|Stolypin|Granin|Kadyrov|Primakov|Aitmatov|Lermontov|Korolev|Reagan)\b"
)
MEMORY = re.compile(r"\b(memory|memorial|monument|anniversary|birth|remember\w*|legacy|outstanding|founder|honour|named after|great)\b")
SENTENCE_END = re.compile(r"(?<=[.!?…]) +(?=[A-Z“\"])")
FAR, NEAR = 3000, 3000  # sentences of pages that name neither country; of those that speak of a conflict


def sentences(text):
    """The sentences of a page, roughly cut, of a common length."""
    for line in text.split("\n"):
        for sentence in SENTENCE_END.split(line):
            if 25 <= len(sentence) <= 320 and len(sentence.split()) >= 5:
                yield sentence


def told_of_karabakh(text, rng):
    """A sentence on another conflict with the names of this one; none if it names no other."""
    region = rng.choice(["Nagorno-Karabakh", "Nagorno-Karabakh", "Nagorny Karabakh", "Karabakh"])
    pair = rng.choice([("Armenia", "Azerbaijan"), ("Azerbaijan", "Armenia")])
    out = TWO_SIDES.sub(rng.choice(["Armenian-Azerbaijani", region]), text)
    out = PAIR.sub(rf"\1 {pair[0]} and {pair[1]}", out)
    for name, other in SIDES.items():
        out = re.sub(rf"\b{name}\b", other, out)
    out = REGION.sub(region, OF_REGION.sub(region, out))
    return out if out != text else None


def told_of_others(text, rng):
    """A sentence about the topic with the names of another conflict; none if one of its own names is left."""
    row = rng.choice(ELSEWHERE)
    out = re.sub(r"\b(the )?(OSCE(’s|'s)? )?Minsk Group\b", rng.choice(MEDIATORS), text)
    for pattern, place in OUT:
        out = re.sub(rf"\b{pattern}", row[place], out)
    out = out.replace("the the ", "the ")
    return out if out != text and not OWN_NAMES.search(out) else None


def renamed(examples):
    """Labelled sentences of the domain with other countries in the place of those they name, so that tone and stance do not
    follow from the name: (example, text, targets), one of each sentence that names a country."""
    rng = random.Random("renamed")
    for e in examples:
        named = sorted(set(NAMED.findall(e.text)))
        if e.pair is not None or e.sentiment is None or not named or not e.source.startswith(("domain", "context")):
            continue
        others = dict(zip(named, rng.sample([c for c in COUNTRIES if c not in named], len(named))))
        text, places, last = "", [], 0
        for m in NAMED.finditer(e.text):
            text += e.text[last : m.start()] + others[m[0]]
            last = m.end()
            places.append((m.end(), len(text) - m.end()))
        text += e.text[last:]
        moved = lambda at: at + max((place for place in places if place[0] <= at), default=(0, 0))[1]
        yield e, text, [(moved(a), moved(b), c) for a, b, c in e.targets]


def made(examples, pages, is_training, example):
    """Examples made from the labelled ones and from the pages' texts by `example(source, text, topics, origin)`.
    Nothing is made of a sentence that is held out."""
    rng = random.Random("exchange")
    held = {e.text for e in examples if not is_training(e)}
    far, conflicts, figures = set(), set(), set()
    for text in pages:
        names_neither = not OWN_NAMES.search(text)
        for sentence in sentences(text):
            if sentence in held or OWN_NAMES.search(sentence):
                continue
            if names_neither:
                far.add(sentence)
            if CONFLICT.search(sentence):
                conflicts.add(sentence)
            if FIGURES.search(sentence) and MEMORY.search(sentence):
                figures.add(sentence)
    out = []
    for text in sorted(conflicts):
        if exchanged := told_of_karabakh(text, rng):
            out.append(example("exchange-in", exchanged, ABOUT_NORMALISATION, text))
    for text in sorted(figures):
        name = rng.choice(["Heydar Aliyev", "Heydar Aliyev", "Heidar Aliyev"])
        out.append(example("exchange-in", FIGURES.sub(name, text), ABOUT_LEGACY, text))
    for e in examples:
        if e.pair is None and e.topics is not None and is_training(e):
            if e.topics[0]:
                for exchanged in filter(None, (told_of_others(e.text, rng) for _ in range(3))):
                    topics = [0.0, UNKNOWN, UNKNOWN if e.topics[2] else 0.0]
                    out.append(example("exchange-out", exchanged, topics, e.text))
            elif e.source == "domain-written" and CONFLICT.search(e.text) and not OWN_NAMES.search(e.text):
                if exchanged := told_of_karabakh(e.text, rng):
                    out.append(example("exchange-in", exchanged, ABOUT_NORMALISATION, e.text))
    far = rng.sample(sorted(far), len(far))
    near = [text for text in far if CONFLICT.search(text)][:NEAR]
    out += [example("exchange-far", text, ABOUT_NEITHER, text) for text in near + far[:FAR]]
    return out
