//! How well speakers are found on real pages: a folder of saved pages of en.kremlin.ru is its own answer key, because
//! bold headers say who speaks. The key is built here from the mark-up alone, with another parser and without any of
//! rostrum's rules; then rostrum reads the page, and the page's text without its mark-up, and every paragraph is compared.
//!
//! ```text
//! cargo run --release --example attribution -- FOLDER [--part tune|report|all] [--layout LAYOUT]
//!     [--errors] [--speakers]
//! ```
//!
//! `--part` halves the pages by the SHA-256 of their names: rules may be written after looking at `tune`, figures are
//! reported on `report`. `--layout` says what is read: `html` the page itself; `blank` its text with an empty line between
//! paragraphs, `lines` with a line break only, both under a headline and a date line; `body` without these; `source` like
//! `lines` with the line breaks that the page's source has inside paragraphs and names; `wrapped` like `blank` with lines of
//! 80 characters; `nodes` like `lines` with a line break wherever the mark-up changes, as careless extraction leaves it. `--errors` lists every error. `--speakers` prints the distinct speakers of all pages, read as HTML, and those that look like two
//! forms of one name. With `--silent` the pages are narrated news, and any turn is an error.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod key;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rostrum::Transcript;
use rostrum::internals::read::Header;
use rostrum::internals::read::Source;
use rostrum::internals::read::{Options, read_bytes};
use rostrum::internals::read::{Registry, Scope};
use rostrum::internals::read::{fold, fold_spaces};
use sha2::{Digest, Sha256};

use key::{Key, key_of, plain};

/// Samples of the pages.
const DRAWS: usize = 2_000;
/// Fewer letters than this are no evidence of the place.
const SHORT: usize = 15;
/// Two-sided 95 % of the normal distribution.
const Z: f64 = 1.96;

struct Args {
    folder: PathBuf,
    part: String,
    layout: String,
    errors: bool,
    speakers: bool,
    silent: bool,
}

fn args() -> Args {
    let mut args = Args {
        folder: PathBuf::new(),
        part: "all".to_owned(),
        layout: "blank".to_owned(),
        errors: false,
        speakers: false,
        silent: false,
    };
    let mut given = std::env::args().skip(1);
    while let Some(arg) = given.next() {
        match arg.as_str() {
            "--part" => args.part = given.next().expect("--part tune|report|all"),
            "--layout" => args.layout = given.next().expect("--layout blank|lines|body|html"),
            "--errors" => args.errors = true,
            "--speakers" => args.speakers = true,
            "--silent" => args.silent = true,
            folder => args.folder = folder.into(),
        }
    }
    args
}

fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The letters of a page in order, with the paragraph each belongs to, to find again what a reader gives.
struct Stream {
    letters: Vec<char>,
    /// Per paragraph: first letter of its words, one past the last.
    bodies: Vec<(usize, usize)>,
}

impl Stream {
    fn of(key: &Key) -> Self {
        let mut stream = Stream { letters: Vec::new(), bodies: Vec::new() };
        for paragraph in &key.paragraphs {
            stream.letters.extend(letters(&paragraph.text[..paragraph.header_end]));
            let start = stream.letters.len();
            stream.letters.extend(letters(&paragraph.text[paragraph.header_end..]));
            stream.bodies.push((start, stream.letters.len()));
        }
        stream
    }

    /// Where these letters stand, from `from` on. A few letters stand anywhere: they are looked for where words begin.
    fn find(&self, wanted: &[char], from: usize) -> Option<usize> {
        if wanted.len() < SHORT {
            let next = self.bodies.partition_point(|(start, _)| *start < from);
            let begins = |(start, _): &&(usize, usize)| self.letters[*start..].starts_with(wanted);
            if let Some((start, _)) = self.bodies[next..].iter().take(3).find(begins) {
                return Some(*start);
            }
        }
        let wanted = &wanted[..wanted.len().min(60)];
        let windows = self.letters.get(from..)?.windows(wanted.len().max(1));
        if wanted.is_empty() { None } else { windows.into_iter().position(|w| w == wanted).map(|at| from + at) }
    }
}

/// Which turn of a transcript every letter of the page went to, and where each turn begins.
fn placed(stream: &Stream, transcript: &Transcript) -> (Vec<Option<usize>>, Vec<Option<usize>>) {
    let mut owner = vec![None; stream.letters.len()];
    let mut begins = Vec::new();
    let mut at = 0;
    for (number, turn) in transcript.turns.iter().enumerate() {
        let mut begin = None;
        for paragraph in turn.text.split('\n') {
            let wanted = letters(paragraph);
            let Some(found) = stream.find(&wanted, at) else { continue };
            begin = begin.or(Some(found));
            let end = (found + wanted.len()).min(owner.len());
            owner[found..end].fill(Some(number));
            at = end;
        }
        begins.push(begin);
    }
    (owner, begins)
}

/// A share with its 95 % interval (Wilson).
fn share(hits: usize, all: usize) -> String {
    if all == 0 {
        return "none".to_owned();
    }
    let (n, p) = (all as f64, hits as f64 / all as f64);
    let centre = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    format!("{:.2} % ({:.2} to {:.2}; {hits} of {all})", 100.0 * p, 100.0 * (centre - half), 100.0 * (centre + half))
}

/// A share with its 95 % interval over pages: errors come in runs, so the pages are drawn again, not the paragraphs.
fn share_over_pages(pages: &[Counts], of: fn(&Counts) -> (usize, usize)) -> String {
    let total = |draw: &mut dyn FnMut(usize) -> usize| {
        let drawn = (0..pages.len()).map(|at| of(&pages[draw(at)]));
        drawn.fold((0, 0), |sum, page| (sum.0 + page.0, sum.1 + page.1))
    };
    let percent = |(hits, all): (usize, usize)| 100.0 * hits as f64 / all.max(1) as f64;
    let (hits, all) = total(&mut |at| at);
    let mut state = 1_u64;
    let mut draw = |_| {
        // Marsaglia's xorshift
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % pages.len() as u64) as usize
    };
    let mut drawn: Vec<f64> = (0..DRAWS).map(|_| percent(total(&mut draw))).collect();
    drawn.sort_by(f64::total_cmp);
    let (low, high) = (drawn[DRAWS / 40], drawn[DRAWS - 1 - DRAWS / 40]);
    format!("{:.2} % ({low:.2} to {high:.2}; {hits} of {all})", percent((hits, all)))
}

/// What was found on one page.
#[derive(Default)]
struct Counts {
    paragraphs: usize,
    right: usize,
    headers: usize,
    turns: usize,
    found: usize,
}

#[derive(Default)]
struct Score {
    silent: usize,
    pages: Vec<Counts>,
    kinds: BTreeMap<&'static str, usize>,
}

impl Score {
    fn error(&mut self, kind: &'static str, show: bool, page: &str, what: &str) {
        *self.kinds.entry(kind).or_default() += 1;
        if show {
            println!("{page}\t{kind}\t{what}");
        }
    }
}

fn opening(text: &str) -> String {
    fold_spaces(text).chars().take(90).collect()
}

fn in_part(name: &str, part: &str) -> bool {
    let even = Sha256::digest(name.as_bytes())[0].is_multiple_of(2);
    match part {
        "tune" => even,
        "report" => !even,
        _ => true,
    }
}

struct Page {
    name: String,
    key: Key,
    read: Transcript,
}

fn pages(args: &Args) -> Vec<Page> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&args.folder)
        .unwrap_or_else(|e| panic!("{}: {e}", args.folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "html"))
        .collect();
    paths.sort();
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    paths.retain(|path| in_part(&name(path), &args.part));
    let page = |path: PathBuf| {
        let name = name(&path);
        let html = std::fs::read_to_string(&path).expect("a page in UTF-8");
        let key = key_of(&html);
        let text = if args.layout == "html" { html } else { plain(&key, &args.layout) };
        let read = read_bytes(&Source::file(&name, &name), text.as_bytes(), &Options::default());
        let read = read.unwrap_or_else(|error| panic!("{error}")).remove(0);
        Page { name, key, read }
    };
    paths.into_iter().map(page).collect()
}

/// The names of a run over these headers.
fn registry<'a>(documents: impl Iterator<Item = (&'a str, Vec<&'a Header>)>) -> Registry {
    let mut registry = Registry::new(Vec::new());
    for (name, headers) in documents {
        registry.learn(name, headers.into_iter());
    }
    registry
}

fn score(pages: &[Page], args: &Args) -> Score {
    let of_key = registry(
        pages.iter().map(|p| (p.name.as_str(), p.key.paragraphs.iter().filter_map(|p| p.header.as_ref()).collect())),
    );
    let of_read = registry(pages.iter().map(|p| (p.name.as_str(), p.read.turns.iter().map(|t| &t.header).collect())));
    let mut score = Score::default();
    for Page { name, key, read } in pages {
        let mut counts = Counts { turns: read.turns.len(), ..Counts::default() };
        score.silent += usize::from(read.turns.is_empty());
        let person = |registry: &Registry, header: &Header| fold(&registry.resolve(name, header).speaker);
        let stream = Stream::of(key);
        let (owner, begins) = placed(&stream, read);
        let mut speaking: Option<&Header> = None;
        let mut begins_of_key: BTreeMap<usize, &Header> = BTreeMap::new();
        for (paragraph, (start, end)) in key.paragraphs.iter().zip(&stream.bodies) {
            if let Some(header) = &paragraph.header {
                speaking = Some(header);
                begins_of_key.insert(*start, header);
            }
            let words = &paragraph.text[paragraph.header_end..];
            let aside = words.trim().starts_with(['(', '[', '<']) || start == end;
            if aside {
                continue;
            }
            let mut owners: BTreeMap<Option<usize>, usize> = BTreeMap::new();
            for turn in &owner[*start..*end] {
                *owners.entry(*turn).or_default() += 1;
            }
            let most = owners.into_iter().max_by_key(|(_, n)| *n).and_then(|(turn, _)| turn);
            let got = most.map(|turn| &read.turns[turn].header);
            let expected = speaking.map(|header| person(&of_key, header));
            let had = got.map(|header| person(&of_read, header));
            counts.paragraphs += 1;
            if expected == had {
                counts.right += 1;
                continue;
            }
            let same_header = got.zip(speaking).is_some_and(|(a, b)| fold(&a.printed) == fold(&b.printed));
            let kind = match (&expected, &had) {
                (None, _) => "narration taken for speech",
                (_, None) => "speech set aside",
                _ if same_header => "right header, other name",
                _ => "wrong speaker",
            };
            let what = format!(
                "{} | key: {} | read: {}",
                opening(words),
                speaking.map_or("-", |h| &h.printed),
                got.map_or("-", |h| &h.printed)
            );
            score.error(kind, args.errors, name, &what);
        }
        counts.headers = begins_of_key.len();
        let mut met = BTreeSet::new();
        for (turn, begin) in read.turns.iter().zip(&begins) {
            let header = begin.and_then(|at| begins_of_key.get(&at).map(|header| (at, header)));
            match header.filter(|(_, h)| fold(&h.printed) == fold(&turn.header.printed)) {
                Some((at, _)) => {
                    met.insert(at);
                }
                None => {
                    let what = format!("{}: {}", turn.header.printed, opening(&turn.text));
                    score.error("turn that the key does not have", args.errors, name, &what);
                }
            }
        }
        counts.found = met.len();
        for (_, header) in begins_of_key.iter().filter(|(at, _)| !met.contains(at)) {
            score.error("header missed", args.errors, name, &header.printed);
        }
        score.pages.push(counts);
    }
    score
}

/// Distinct speakers of a run, and those that differ only in spacing, case or marks.
fn speakers(pages: &[Page]) {
    let registry = registry(pages.iter().map(|p| (p.name.as_str(), p.read.turns.iter().map(|t| &t.header).collect())));
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for page in pages {
        for turn in &page.read.turns {
            let resolved = registry.resolve(&page.name, &turn.header);
            if resolved.scope == Scope::Person {
                *names.entry(resolved.speaker).or_default() += 1;
            }
        }
    }
    let mut alike: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, turns) in &names {
        println!("{turns:6}  {name}");
        alike.entry(fold(name).replace([' ', '-'], "")).or_default().push(name);
    }
    println!("{} speakers", names.len());
    for group in alike.values().filter(|group| group.len() > 1) {
        println!("alike: {}", group.join(" / "));
    }
}

fn main() {
    let args = args();
    let pages = pages(&args);
    if args.speakers {
        return speakers(&pages);
    }
    if args.silent {
        let loud: Vec<&Page> = pages.iter().filter(|page| !page.read.turns.is_empty()).collect();
        for page in &loud {
            println!("{}\t{}", page.name, page.read.turns[0].header.printed);
        }
        return println!("pages without a turn: {}", share(pages.len() - loud.len(), pages.len()));
    }
    let score = score(&pages, &args);
    println!("{} pages, part {}, layout {}; {} without a turn", pages.len(), args.part, args.layout, score.silent);
    println!("paragraphs under the right person: {}", share_over_pages(&score.pages, |p| (p.right, p.paragraphs)));
    println!("headers found:                     {}", share_over_pages(&score.pages, |p| (p.found, p.headers)));
    println!("turns that begin at a header:      {}", share_over_pages(&score.pages, |p| (p.found, p.turns)));
    for (kind, n) in &score.kinds {
        println!("{n:6}  {kind}");
    }
}
