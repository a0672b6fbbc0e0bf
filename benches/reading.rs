//! How fast files are read and their turns attributed, by what the files look like: `cargo bench --bench reading`. The
//! files are made up, 10 MB each with short turns, and read as `parse` reads them, on one thread. A last row is
//! the splitter's.

#![allow(clippy::expect_used)]

use std::fs;

use divan::counter::BytesCount;
use rostrum::internals::split;
use rostrum::{Reading, documents};

/// Bytes of a file.
const SIZE: usize = 10_000_000;

const GIVEN: [&str; 12] =
    ["Lena", "Tomas", "Sabine", "Dario", "Olin", "Anneke", "Ida", "Milan", "Petra", "Alena", "Joran", "Mirel"];
const SURNAMES: [&str; 25] = [
    "Orsol", "Vell", "Korvath", "Feltin", "Marsk", "Brusk", "Holm", "Borova", "Kovar", "Lind", "Morvan", "Tarn",
    "Brenk", "Halder", "Sorin", "Kelman", "Ardel", "Tull", "Nerova", "Dravic", "Galen", "Vesper", "Rinaldi", "Palko",
    "Jasken",
];
const TITLES: [&str; 4] =
    ["President of Varsia", "Prime Minister of Keldova", "Trade Commissioner", "Moderator of the round table"];
const WORDS: [&str; 40] = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "that",
    "we",
    "is",
    "for",
    "it",
    "with",
    "as",
    "harbour",
    "ferry",
    "trade",
    "region",
    "budget",
    "roads",
    "this",
    "not",
    "will",
    "our",
    "by",
    "from",
    "they",
    "have",
    "more",
    "which",
    "all",
    "there",
    "year",
    "grain",
    "cranes",
    "tariff",
    "winter",
    "committee",
    "Keldova",
    "can",
    "one",
    "was",
];

/// Choices that are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    /// One of 300 people.
    fn name(&mut self) -> String {
        format!("{} {}", self.of(&GIVEN), self.of(&SURNAMES))
    }

    /// One of a few people.
    fn few(&mut self) -> String {
        format!("{} {}", self.of(&GIVEN[..3]), self.of(&SURNAMES[..3]))
    }

    fn words(&mut self, least: usize, most: usize) -> String {
        let count = least + self.below(most - least);
        let first = self.of(&["We", "They", "Roads", "It"]).to_owned();
        (1..count).fold(first, |said, _| said + " " + self.of(&WORDS)) + "."
    }

    /// A few words, or some sentences.
    fn turn(&mut self) -> String {
        match self.below(5) {
            0..3 => self.words(2, 7),
            sentences => (2..sentences).fold(self.words(5, 20), |said, _| said + " " + &self.words(5, 20)),
        }
    }
}

/// A kind of file: its name, how it begins, and its parts.
type Kind = (&'static str, &'static str, fn(usize, &mut Dice) -> String);

/// Every kind of file.
const KINDS: &[Kind] = &[
    ("text, Name:", "", |_, dice| format!("{}: {}\n", dice.name(), dice.turn())),
    ("text, title and name", "Talks\n\nMay 25, 2023\n\n", |_, dice| {
        let title = dice.of(&TITLES);
        format!("{title} {}: {}\n\n", dice.name(), dice.turn())
    }),
    ("text, NAME:", "", |_, dice| format!("{}: {}\n", dice.few().to_uppercase(), dice.turn())),
    ("text, codes", "", |_, dice| format!("{}: {}\n", dice.of(&["I", "P01", "P02"]), dice.turn())),
    ("text, times", "", |at, dice| format!("[{}] {}: {}\n", clock(at), dice.few(), dice.turn())),
    ("text, name and time on a line", "", |at, dice| format!("{}  {}\n{}\n\n", dice.few(), clock(at), dice.turn())),
    ("text, name on a line", "", |_, dice| format!("{}\n{}\n\n", dice.few(), dice.turn())),
    ("text, Markdown", "", |_, dice| format!("**{}:** {}\n\n", dice.few(), dice.turn())),
    ("text, record", "", |_, dice| format!("  Mr. {}. {}\n", dice.of(&SURNAMES).to_uppercase(), dice.turn())),
    ("text, deposition", "", |at, dice| {
        let mark = ["Q.  ", "    ", "A.  ", "    "][at % 4];
        format!("{:2}  {mark}{}\n", at % 25 + 1, dice.words(4, 9))
    }),
    ("text, colons in prose", "", |_, dice| {
        format!("{} {} {}\n\n", dice.turn(), dice.words(5, 20).replace('.', ":"), dice.turn())
    }),
    ("text, nobody named", "", |_, dice| format!("{} {}\n\n", dice.turn(), dice.words(5, 20))),
    ("SRT, names", "", |at, dice| format!("{}\n{}\n{}: {}\n\n", at + 1, times(at, ","), dice.few(), dice.words(3, 9))),
    ("SRT, no names", "", |at, dice| format!("{}\n{}\n{}\n\n", at + 1, times(at, ","), dice.words(3, 9))),
    ("VTT, names", "WEBVTT\n\n", |at, dice| format!("{}\n{}: {}\n\n", times(at, "."), dice.few(), dice.words(3, 9))),
    ("VTT, voices", "WEBVTT\n\n", |at, dice| {
        format!("{}\n<v {}>{}</v>\n\n", times(at, "."), dice.few(), dice.words(3, 9))
    }),
    ("VTT, rolling", "WEBVTT\n\n", |at, dice| {
        // the words of the cue before, and the next ones with a time each
        let (before, now) = (Dice(at as u64).words(3, 9), Dice(at as u64 + 1).words(3, 9));
        let timed = now.replace(' ', &format!("<{}.500><c> ", clock(dice.below(3_600))));
        format!("{}\n{before}\n{timed}\n\n", times(at, "."))
    }),
    ("SBV", "", |at, dice| {
        let (from, to) = (clock(2 * at), clock(2 * at + 1));
        format!("{from}.000,{to}.900\n{}: {}\n\n", dice.few(), dice.words(3, 9))
    }),
    ("CSV", "speaker,text\n", |_, dice| format!("{},\"{}\"\n", dice.name(), dice.turn())),
    ("JSONL", "", |_, dice| format!("{{\"speaker\": \"{}\", \"text\": \"{}\"}}\n", dice.name(), dice.turn())),
    ("HTML", "<html><body>", |_, dice| format!("<p><b>{}:</b> {}</p>\n", dice.name(), dice.turn())),
];

fn clock(seconds: usize) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn times(cue: usize, mark: &str) -> String {
    format!("{}{mark}000 --> {}{mark}900", clock(2 * cue), clock(2 * cue + 1))
}

fn made_up((_, start, part): &Kind) -> String {
    let (mut text, mut dice) = ((*start).to_owned(), Dice(22));
    let mut at = 0;
    while text.len() < SIZE {
        text.push_str(&part(at, &mut dice));
        at += 1;
    }
    text
}

fn main() {
    divan::main();
}

#[divan::bench(args = KINDS.iter().map(|(name, ..)| *name), sample_count = 3, sample_size = 1)]
fn reading(bencher: divan::Bencher, name: &str) {
    let kind = KINDS.iter().find(|(known, ..)| *known == name).expect("a kind of the list");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("made_up");
    fs::write(&path, made_up(kind)).expect("a file");
    let reading = Reading::new([path.display().to_string()]);
    bencher.counter(BytesCount::new(SIZE)).bench(|| {
        documents(&reading).expect("inputs").map(|document| document.expect("a document").speakers.len()).sum::<usize>()
    });
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn splitting(bencher: divan::Bencher) {
    let mut dice = Dice(22);
    let turns: Vec<String> = (0..SIZE / 60).map(|_| dice.turn()).collect();
    let bytes = turns.iter().map(String::len).sum::<usize>();
    bencher.counter(BytesCount::new(bytes)).bench(|| turns.iter().map(|turn| split(turn).len()).sum::<usize>());
}
