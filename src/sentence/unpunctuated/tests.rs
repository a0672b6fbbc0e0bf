//! Invariants of the splitter of unpunctuated speech, some invented speech, and the score on the shared data set.

use std::{fs, path::Path, time::Instant};

use proptest::prelude::*;

use super::split_unpunctuated;
use crate::sentence::gap::gaps;
use crate::sentence::split::split;

fn sentences(text: &str) -> Vec<&str> {
    split_unpunctuated(text, &[]).iter().map(|span| span.slice(text).trim()).collect()
}

/// The spans tile the text, none begins with white space or is blank, and every end of the ordinary splitter is one.
fn check(text: &str, pauses: &[usize]) {
    let spans = split_unpunctuated(text, pauses);
    let mut end = 0;
    for (index, span) in spans.iter().enumerate() {
        assert_eq!(span.start, end, "a gap or an overlap in {text:?}");
        let piece = span.slice(text);
        assert!(!piece.trim().is_empty() || text.trim().is_empty(), "a blank span in {text:?}");
        assert!(index == 0 || !piece.starts_with(char::is_whitespace), "leading space in {text:?}");
        end = span.end;
    }
    assert_eq!(end, text.len());
    assert!(split(text).iter().all(|span| spans.iter().any(|own| own.end == span.end)), "{text:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn spans_tile_any_text(text in any::<String>(), pauses in prop::collection::vec(0usize..200, 0..9)) {
        check(&text, &pauses);
    }

    #[test]
    fn spans_tile_what_is_said(text in "(yes |thank you |so |i |we |then |12,5 |it's |a-b | – |\u{301} |Я |\n|\u{2028}|\u{a0}){0,90}") {
        check(&text, &[]);
    }
}

/// What stands far away has no say: a gap is judged alike in a long text, wherever its parts begin, and in a short one.
#[test]
fn far_words_have_no_say() {
    let close = "so that is what we did then we went home and thank you for the question i think it is a good one \
                 because the road was closed last winter we had to walk to the new harbour and back again every day";
    let alone = gaps(close);
    let middle = 20..alone.len() - 20;
    for before in [100, 204, 980, 990, 1000, 1010, 1020] {
        let far = "and ".repeat(before);
        let long = gaps(&format!("{far}{close} {}", "and ".repeat(50)));
        let inside: Vec<f32> = long.iter().filter(|gap| gap.at > far.len()).map(|gap| gap.log_odds).collect();
        let alone: Vec<f32> = alone[middle.clone()].iter().map(|gap| gap.log_odds).collect();
        assert_eq!(&inside[middle.clone()], &alone[..], "behind {before} words");
    }
}

#[test]
fn what_people_say_is_split_where_they_would_stop() {
    for said in [
        "i would like to thank the president for his kind words|our two countries have been friends for a long time|\
         we will sign three agreements today|the first one is about trade|the second is about energy|\
         i am sure that this is only the beginning",
        "good evening and welcome to the programme|my guest tonight is nadia brenk|she has been the mayor of halmar for \
         six years|thank you for having me|so what has changed in those years",
    ] {
        let expected: Vec<&str> = said.split('|').collect();
        assert_eq!(sentences(&said.replace('|', " ")), expected);
    }
}

#[test]
fn a_pause_speaks_for_an_end_and_decides_nothing_alone() {
    let text = "she has been the mayor of halmar for six years well first of all the trains run again";
    let cut = |word: &str| split_unpunctuated(text, &[text.find(word).expect("a word")]).len();
    let plain = split_unpunctuated(text, &[]).len();
    assert_eq!(cut("mayor"), plain, "nobody stops before a noun");
    assert!(gaps(text).iter().all(|gap| split_unpunctuated(text, &[gap.at]).len() >= plain));
}

/// The same on every processor, to the last bit.
#[test]
fn log_odds_are_the_same_everywhere() {
    let bits = gaps("thank you for having me so what has changed")
        .iter()
        .fold(0u32, |sum, gap| sum.rotate_left(3) ^ gap.log_odds.to_bits());
    assert_eq!(bits, 2_125_070_407);
}

#[test]
fn hostile_texts_take_linear_time() {
    let words = if cfg!(debug_assertions) { 300 } else { 200_000 };
    for unit in ["a", "a ", "’", "1,", "1:1 ", "\u{301}", "İ ", "ﬃ-", "… ", "\u{1F600} ", "word\u{2028}", "Ǆ/"]
    {
        let text = unit.repeat(words);
        let clock = Instant::now();
        check_ends(&text);
        let seconds = clock.elapsed().as_secs_f64();
        assert!(seconds < 20.0, "{unit:?} took {seconds} s");
    }
}

fn check_ends(text: &str) {
    assert_eq!(split_unpunctuated(text, &[]).last().map(|span| span.end), Some(text.len()));
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
    let own = |text: &str| split_unpunctuated(text, &[]).iter().map(|span| span.len()).collect();
    let marks = |text: &str| split(text).iter().map(|span| span.len()).collect();
    let fixed = |text: &str| {
        let words: Vec<&str> = text.split_inclusive(' ').collect();
        words.chunks(18).map(|chunk| chunk.iter().map(|word| word.len()).sum()).collect()
    };
    measure("turns, the ordinary splitter", &turns, marks);
    measure("turns, 18 words each", &turns, fixed);
    measure("paragraphs", &paragraphs, own);
    let f1 = measure("turns", &turns, own);
    assert!(f1 >= 0.53, "boundary F1: {f1}");
}
