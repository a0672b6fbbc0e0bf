//! Whether what comes from hostile files takes time in proportion to their length: each of a few hundred kinds is measured at a
//! length, twice it, four and eight times. What is quadratic takes 64 times as long for eight times the length.
//! `cargo bench --bench proportion` names every kind that takes more than four times its share, and then fails.

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use rostrum::internals::read::{FORMATS, Header, Options, Registry, Source, read_bytes};
use rostrum::internals::split;

/// Doublings of the length.
const DOUBLINGS: u32 = 3;
/// More than this share of the time that is due is too much.
const MOST: f64 = 4.0;
/// Runs whose shortest counts, because other programs slow some of them down; and runs after which it must have come.
const RUNS: std::ops::RangeInclusive<usize> = 3..=30;

fn main() -> ExitCode {
    let mut all = Measured::default();
    files(&mut all);
    texts(&mut all);
    names(&mut all);
    println!("{} kinds, {} of them take more than their share", all.kinds, all.slow);
    if all.slow == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[derive(Default)]
struct Measured {
    kinds: usize,
    slow: usize,
}

impl Measured {
    /// Measures `work` on what `make` makes of a length, and of its doubles.
    fn kind<T>(&mut self, kind: &str, length: usize, make: impl Fn(usize) -> T, work: impl Fn(&T)) {
        self.kinds += 1;
        let made: Vec<T> = (0..=DOUBLINGS).map(|double| make(length << double)).collect();
        let mut best = vec![f64::MAX; made.len()];
        for run in 1..=*RUNS.end() {
            for (made, best) in made.iter().zip(&mut best) {
                *best = seconds(|| work(made)).min(*best);
            }
            if run >= *RUNS.start() && share(&best) <= MOST {
                return;
            }
        }
        self.slow += 1;
        println!("{kind:?}: {best:?} s");
    }
}

/// How many times longer than due the longest takes.
fn share(best: &[f64]) -> f64 {
    let due = best[0].max(1e-6) * f64::from(1 << DOUBLINGS);
    best.last().map_or(0.0, |longest| longest / due)
}

fn seconds(work: impl FnOnce()) -> f64 {
    let started = Instant::now();
    work();
    started.elapsed().as_secs_f64()
}

/// What no reader may be slow on, repeated, behind what makes it expect more.
fn files(all: &mut Measured) {
    let text = include_str!("../tests/hostile_pieces.json");
    let hostile: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let texts = |name: &str| hostile[name].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
    let source = Source::file("x.txt", "x.txt");
    for opening in FORMATS.iter().map(|format| format.frame[0]).chain(texts("openings")) {
        for piece in texts("pieces") {
            let make = |length: usize| format!("{opening}{}", piece.repeat(length / piece.len())).into_bytes();
            let read = |bytes: &Vec<u8>| drop(black_box(read_bytes(&source, bytes, &Options::default())));
            all.kind(&format!("{opening}{piece}"), 8_000, make, read);
        }
    }
}

/// What the sentence splitter may not be slow on.
fn texts(all: &mut Measured) {
    for unit in ["a", ".", "(", "\"", "A. ", " ", "\n", "?", "a?", "…", "a.( ", "1. ", "a.”A", "\u{301}", "(a "] {
        for opening in ["", "a.", " ", "•"] {
            let make = |length: usize| opening.repeat(length) + &unit.repeat(length / unit.len());
            all.kind(&format!("sentences: {opening}{unit}"), 60_000, make, |text| drop(black_box(split(text))));
        }
    }
}

/// A word of its own for every number.
fn word(mut number: usize) -> String {
    let mut word = "K".to_owned();
    while number > 0 {
        word.push(char::from(b'a' + u8::try_from(number % 26).unwrap_or_default()));
        number /= 26;
    }
    word
}

fn printed(printed: String) -> Header {
    Header { printed, ..Header::default() }
}

/// A header of its own for every number.
type MakeHeader = fn(usize) -> Header;

/// Many different headers of one document, whatever they have in common.
fn names(all: &mut Measured) {
    let kinds: [(&str, MakeHeader); 6] = [
        ("spellings of one stated name", |at| {
            let capital = |(bit, c): (usize, char)| if at >> bit & 1 == 1 { c.to_ascii_uppercase() } else { c };
            Header::stated(&"lena orsol of brenn".chars().enumerate().map(capital).collect::<String>())
        }),
        ("forms of one printed name", |at| printed(format!("Lena {}ovich Orsol", word(at)))),
        ("a surname of many", |at| {
            let initial = u32::try_from(at).ok().and_then(|at| char::from_u32(0x4e00 + at)).unwrap_or('L');
            printed(if at % 2 == 0 { format!("{initial}ena Vell") } else { format!("Mr. Vell ({at})") })
        }),
        ("surnames in a long headline", |at| printed(format!("Mr. {}", word(at)))),
        ("one given name", |at| printed(format!("Lena {}", word(at)))),
        ("stated surnames first", |at| Header::stated(&format!("Vell, {}", word(at)))),
    ];
    for (kind, header) in kinds {
        let make = |headers: usize| {
            let headline: String = (0..headers).map(|at| format!("Lena {} ", word(at))).collect();
            (headline, (0..headers).map(header).collect::<Vec<Header>>())
        };
        let work = |(headline, headers): &(String, Vec<Header>)| {
            let mut registry = Registry::new(Vec::new());
            registry.entitle("a", headline);
            registry.learn("a", headers.iter());
            black_box(registry.resolve_all("a", headers.iter()));
        };
        all.kind(&format!("names: {kind}"), 500, make, work);
    }
}
