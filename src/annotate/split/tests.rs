//! Invariants of the splitter where nobody punctuated, some invented speech, and the score on the shared data set.

use std::{fs, path::Path};

use proptest::prelude::*;

use super::Splitter;
use crate::sentence::{sentences_at, split};
use crate::span::Span;
use crate::transcript::{Header, Turn, Unit};

/// A turn that nobody punctuated.
fn bare_turn(text: &str, pauses: &[usize]) -> Turn {
    let (header, pauses) = (Header::default(), pauses.to_vec());
    Turn { header, text: text.to_owned(), unit: Unit::Unpunctuated, pauses, mentions: None }
}

fn spans(splitter: &Splitter, text: &str, pauses: &[usize]) -> Vec<Span> {
    let turn = bare_turn(text, pauses);
    let starts = splitter.starts(&[&turn], 2).expect("the shipped network");
    sentences_at(&turn, &starts[0])
}

fn sentences<'a>(splitter: &Splitter, text: &'a str) -> Vec<&'a str> {
    spans(splitter, text, &[]).iter().map(|span| span.slice(text)).collect()
}

/// Nothing that is visible is lost, and every end that marks tell is one.
fn check(splitter: &Splitter, text: &str, pauses: &[usize]) {
    let spans = spans(splitter, text, pauses);
    let ink = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    assert_eq!(spans.iter().map(|span| ink(span.slice(text))).collect::<String>(), ink(text));
    assert!(spans.iter().all(|span| !span.slice(text).trim().is_empty()), "a blank sentence in {text:?}");
    // what is longer is cut by its length as well, elsewhere than between marks alone
    if text.len() > 20_000 {
        return;
    }
    let marked = split(text).into_iter().map(|span| span.trimmed(text)).filter(|span| !span.is_empty());
    assert!(marked.into_iter().all(|span| spans.iter().any(|own| own.end == span.end)), "{text:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn nothing_of_any_text_is_lost(text in any::<String>(), pauses in prop::collection::vec(0usize..200, 0..9)) {
        check(&Splitter::default(), &text, &pauses);
    }

    #[test]
    fn nothing_of_what_is_said_is_lost(text in "(yes |thank you |so |i |we |then |12,5 |it's |a-b | – |\u{301} |Я |\n|\u{2028}|\u{a0}){0,90}") {
        check(&Splitter::default(), &text, &[]);
    }
}

#[test]
fn what_people_say_is_split_where_they_would_stop() {
    let splitter = Splitter::default();
    for said in [
        "i would like to thank the president for his kind words|our two countries have been friends for a long time|\
         we will sign three agreements today|the first one is about trade|the second is about energy|\
         i am sure that this is only the beginning",
        "good evening and welcome to the programme|my guest tonight is nadia brenk|she has been the mayor of halmar for \
         six years|thank you for having me|so what has changed in those years",
    ] {
        let expected: Vec<&str> = said.split('|').collect();
        assert_eq!(sentences(&splitter, &said.replace('|', " ")), expected);
    }
}

#[test]
fn a_pause_speaks_for_an_end_and_decides_nothing_alone() {
    let splitter = Splitter::default();
    let text = "she has been the mayor of halmar for six years well first of all the trains run again";
    let cut = |pauses: &[usize]| spans(&splitter, text, pauses).len();
    let before = |word: &str| text.find(word).expect("a word");
    assert_eq!(cut(&[before("mayor")]), cut(&[]), "nobody stops before a noun");
    let gaps: Vec<usize> = text.match_indices(' ').map(|(at, _)| at + 1).collect();
    assert!(gaps.iter().all(|&at| cut(&[at]) >= cut(&[])));
    let unsure = "the trains run again today the mayor said in the end it took six years";
    let ends = |pauses: &[usize]| spans(&splitter, unsure, pauses).len();
    let more = unsure.match_indices(' ').filter(|(at, _)| ends(&[at + 1]) > ends(&[])).count();
    assert!((1..6).contains(&more), "{more} gaps of 14 are ends only with a pause");
}

#[test]
fn what_has_no_end_is_cut_at_the_longest_sentence_and_no_earlier() {
    let splitter = Splitter::default();
    let turn = bare_turn(&"la ".repeat(20_000), &[]);
    let sentences = sentences_at(&turn, &splitter.starts(&[&turn], 2).expect("the shipped network")[0]);
    assert!(sentences.iter().all(|span| span.len() <= 20_000));
}

#[test]
fn hostile_texts_are_tiled() {
    let (splitter, words) = (Splitter::default(), 300);
    for unit in ["a", "a ", "’", "1,", "1:1 ", "\u{301}", "İ ", "ﬃ-", "… ", "\u{1F600} ", "word\u{2028}", "Ǆ/"]
    {
        let text = unit.repeat(words);
        check(&splitter, &text, &[]);
    }
}

/// Sentences as a recogniser without punctuation writes them: words in lower case, with their apostrophes.
fn bare(sentence: &str) -> String {
    let heard = sentence.to_lowercase().replace('’', "'").replace(['.', ','], "");
    let words = heard.split(|c: char| !c.is_alphanumeric() && c != '\'').map(|word| word.trim_matches('\''));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Hits, ends found and ends there are, each inside a text.
#[derive(Clone, Copy, Default)]
struct Ends {
    hits: usize,
    found: usize,
    wanted: usize,
}

impl Ends {
    /// Of a splitter (how long its sentences are, in bytes) on one text.
    fn of(sentences: &[String], split: impl Fn(&str) -> Vec<usize>) -> Self {
        let inner = |ends: Vec<usize>| ends[..ends.len().saturating_sub(1)].to_vec();
        let sums = |lengths: &mut dyn Iterator<Item = usize>| {
            inner(
                lengths
                    .scan(0, |sum, length| {
                        *sum += length;
                        Some(*sum)
                    })
                    .collect(),
            )
        };
        let wanted = sums(&mut sentences.iter().map(|sentence| sentence.len() + 1));
        let found = sums(&mut split(&sentences.join(" ")).into_iter());
        let hits = found.iter().filter(|end| wanted.contains(end)).count();
        Ends { hits, found: found.len(), wanted: wanted.len() }
    }

    fn of_all(all: impl Iterator<Item = Ends>) -> Self {
        all.fold(Ends::default(), |a, b| Ends {
            hits: a.hits + b.hits,
            found: a.found + b.found,
            wanted: a.wanted + b.wanted,
        })
    }

    fn f1(self) -> f64 {
        2.0 * self.hits as f64 / (self.found + self.wanted).max(1) as f64
    }
}

/// How far it is from the start of each sentence to that of the next.
fn lengths(text: &str, spans: &[Span]) -> Vec<usize> {
    let starts: Vec<usize> = spans.iter().map(|span| span.start).chain([text.len()]).collect();
    starts.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// The score over texts, with the 95 % interval of 1,000 samples of them.
fn measure(name: &str, texts: &[Vec<String>], split: impl Fn(&str) -> Vec<usize>) -> f64 {
    let each: Vec<Ends> = texts.iter().map(|text| Ends::of(text, &split)).collect();
    let mut state = 1u64;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        each[(state >> 33) as usize % each.len()]
    };
    let mut samples: Vec<f64> = (0..1000).map(|_| Ends::of_all((0..each.len()).map(|_| draw())).f1()).collect();
    samples.sort_by(f64::total_cmp);
    let all = Ends::of_all(each.iter().copied());
    let share = |n: usize| all.hits as f64 / n.max(1) as f64;
    println!(
        "{name}: {} ends in {} texts, precision {:.3}, recall {:.3}, F1 {:.3} ({:.3} to {:.3})",
        all.wanted,
        each.len(),
        share(all.found),
        share(all.wanted),
        all.f1(),
        samples[25],
        samples[974]
    );
    all.f1()
}

#[test]
#[ignore = "needs ../shared"]
fn scores_on_the_shared_data_without_punctuation_hold() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/datasets/segmentation/gum_news_interview.jsonl");
    let row = |line: &str| -> Vec<String> {
        let row: serde_json::Value = serde_json::from_str(line).expect("a JSON line");
        let all = row["sentences"].as_array().expect("a list").iter().map(|s| bare(s.as_str().expect("a text")));
        all.filter(|sentence| !sentence.is_empty()).collect()
    };
    let paragraphs: Vec<Vec<String>> = fs::read_to_string(file).expect("the data set").lines().map(row).collect();
    // paragraphs one after the other until they have 60 words
    let mut turns: Vec<Vec<String>> = vec![Vec::new()];
    let words = |turn: &[String]| turn.iter().map(|s| s.split(' ').count()).sum::<usize>();
    for paragraph in &paragraphs {
        if turns.last().is_some_and(|turn| words(turn) >= 60) {
            turns.push(Vec::new());
        }
        turns.last_mut().expect("a turn").extend(paragraph.iter().cloned());
    }
    let splitter = Splitter::default();
    let own = |text: &str| lengths(text, &spans(&splitter, text, &[]));
    let marks = |text: &str| lengths(text, &split(text));
    let fixed = |text: &str| {
        let words: Vec<&str> = text.split_inclusive(' ').collect();
        words.chunks(18).map(|chunk| chunk.iter().map(|word| word.len()).sum()).collect()
    };
    measure("turns, the ordinary splitter", &turns, marks);
    measure("turns, 18 words each", &turns, fixed);
    measure("paragraphs", &paragraphs, own);
    let f1 = measure("turns", &turns, own);
    assert!(f1 >= 0.65, "boundary F1: {f1}");
}
