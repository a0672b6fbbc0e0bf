//! Invariants (tiling, hostile inputs), the examples of the domain, and the scores on the shared
//! data sets.

use std::{fs, path::Path};

use proptest::prelude::*;

use super::split;
use super::split::{LONGEST, limited};
use crate::span::Span;

/// The sentences of `text` without the white space around them.
fn sentences(text: &str) -> Vec<&str> {
    split(text).iter().map(|span| span.slice(text).trim()).collect()
}

/// Checks what [`split`] promises about its spans. Slicing panics off a character's boundary.
fn check_tiling(text: &str) {
    let spans = split(text);
    assert_eq!(spans.is_empty(), text.is_empty());
    let mut end = 0;
    for (index, span) in spans.iter().enumerate() {
        let piece = span.slice(text);
        assert_eq!(span.start, end, "a gap or an overlap in {text:?}");
        assert!(!piece.trim().is_empty() || text.trim().is_empty(), "a blank span in {text:?}");
        assert!(index == 0 || !piece.starts_with(char::is_whitespace), "leading space in {text:?}");
        let inner = piece.trim();
        assert!(!inner.contains(['\n', '\r', '\u{2028}']), "a line break inside {piece:?}");
        end = span.end;
    }
    assert_eq!(end, text.len());
}

proptest! {
    #[test]
    fn spans_tile_any_text(text in any::<String>()) {
        check_tiling(&text);
    }

    #[test]
    fn spans_tile_texts_full_of_marks(text in "([ \n\r\t\u{a0}\u{85}.?!…\"“”’()\\[\\]•;:-]|Mr|No|U\\.S|it|It|eBay|é|1|a|Я|。|\u{301}){0,60}") {
        check_tiling(&text);
    }

    /// A paragraph is read alone: what stands in one has no say in the next.
    #[test]
    fn paragraphs_are_independent(a in "[A-Za-z1-3.()… ]{1,30}", b in "[A-Za-z1-3.()… ]{1,30}") {
        let together = format!("{a}\n{b}");
        let (one, two): (Vec<_>, Vec<_>) = (sentences(&a), sentences(&b));
        let apart: Vec<_> = one.into_iter().chain(two).filter(|s| !s.is_empty()).collect();
        let joint: Vec<_> = sentences(&together).into_iter().filter(|s| !s.is_empty()).collect();
        prop_assert_eq!(joint, apart);
    }
}

/// Sentences are written with `|` between them; joined by a space they must come apart there and
/// nowhere else.
fn check(examples: &[&str]) {
    for example in examples {
        let expected: Vec<_> = example.split('|').collect();
        assert_eq!(sentences(&example.replace('|', " ")), expected);
    }
}

#[test]
fn titles_initials_and_country_names_stay_whole() {
    check(&[
        "Mr. Karimov met Prof. Lund in St. Petersburg.|Gen. Ortiz was absent.",
        "I thank A. B. Ferreira and V. Osei.|The Court sat in The Hague.",
        "The U.S. Senate has voted.|We expect no change in the U.S.|They know it.",
        "MR. HALVORSEN spoke first.|Our rep.|Later left.",
        "It was worse than World War I.|That is my point.|We chose plan B.|It works.",
        "Nordsee & Co. Holding pays.|I asked Lindqvist and co.|They agreed.",
    ]);
}

#[test]
fn numbers_belong_to_their_word() {
    check(&[
        "Executive Order No. 204 stands, see Art. 5 and Vol. II of it.",
        "Is it so?|No.|We never agreed to that.",
        "Trade reached $1.5 billion.|It was 0.7 percent in 2019.|Exports grew by 3.5.",
        "We met on Sept. 27 at 8.30 a.m. Moscow time.|Others came later.",
        "The answer is no.|Members agree.",
        "No.|30 of them stayed.",
        "Para. 3 of it stands.|28,000 people agree.",
    ]);
}

#[test]
fn quotes_brackets_and_notes() {
    check(&[
        "He told me: “We are waiting.”|Then he left.",
        "“Do you agree?” he asked.|“Yes!” they said.",
        "I said it at the Open Markets! forum.|It is (you know this, right?) no secret.",
        "We shall win.|(Applause.)|Thank you.",
        "We shall win.|(applause)|Thank you.",
        "(In Finnish)|Kiitos.",
        "We build roads, bridges, etc. (and so on).|It helps.",
        "(He was late.)|[Anna] Weiss did not come.",
    ]);
}

#[test]
fn ellipses_dashes_and_missing_spaces() {
    check(&[
        "You said that we…|Actually, I never did.",
        "Wait… for the others ... and then start.",
        "We agreed on it – by all means.|“Many thanks!” – he added.",
        "Write to j.moreau@example.org or see www.example.org/?Query=A.|We reply.",
    ]);
    assert_eq!(sentences("I will reply.Many things changed."), ["I will reply.", "Many things changed."]);
    assert_eq!(sentences("We use Taxi.Service and a.Net."), ["We use Taxi.Service and a.Net."]);
}

#[test]
fn lists_captions_and_datelines() {
    check(&[
        "Our tasks are these: 1) Trade|2) Transport|3) Energy",
        "1. Open the border.|2. Build the road.",
        "We are in group 1.|They play in group 2.|Nothing changes.",
        "• Peace|• Trade",
        "The two presidents shake hands|Photo: Press Service",
        "Leaders meet again in Vienna|Tuesday, May 6, 2025",
        "We last met on Tuesday, May 6, 2025",
        "Later we talked to eBay.|eBay agreed.",
    ]);
}

#[test]
fn a_line_break_always_ends_a_sentence() {
    assert_eq!(
        sentences("  Dear Mr.\nPresident\r\n\r\n of the\u{2028}Council "),
        ["Dear Mr.", "President", "of the", "Council"]
    );
    // The small letter of the next line says nothing about this one.
    assert_eq!(sentences("So it is. …\nand"), ["So it is.", "…", "and"]);
    assert_eq!(split("\n \n").len(), 1);
    assert!(split("").is_empty());
}

#[test]
fn what_never_ends_is_cut_between_words() {
    for piece in ["a: ", "é", " \u{a0}", "word, ", "\u{2003}x\u{301}"] {
        let text = format!("x{}y{}", piece.repeat(LONGEST), " ".repeat(2 * LONGEST));
        check_tiling(&text);
        let parts = split(&text);
        assert!(parts.iter().all(|part| part.trimmed(&text).len() <= LONGEST), "{piece:?}");
        let spaced = |at: usize| text[..at].ends_with(char::is_whitespace);
        assert!(!piece.contains(' ') || parts.iter().all(|part| spaced(part.end)), "{piece:?}");
    }
    assert_eq!(split(&"a".repeat(LONGEST)).len(), 1);
    let whole = |text: &str| limited(text, std::iter::once(Span::new(0, text.len()))).len();
    assert_eq!(whole("We met. We left."), 1);
    assert_eq!(whole(&"a".repeat(2 * LONGEST + 1)), 3);
    assert_eq!(split(&format!("{}b", " ".repeat(2 * LONGEST))).len(), 1);
}

#[test]
fn hostile_texts_are_tiled_to_their_end() {
    let size = 100_000;
    let units = ["a", ".", "(", "\"", "A. ", " ", "\n", "?", "a?", "…", "a.( ", "1. ", "a.”A", "\u{301}", "(a "];
    for unit in units {
        for opening in ["", "a.", &" ".repeat(size), &"•".repeat(size / 3)] {
            let text = opening.to_owned() + &unit.repeat(size / unit.len());
            assert_eq!(split(&text).last().map(|span| span.end), Some(text.len()), "{opening:.9} + {unit:?}");
        }
    }
}

/// Where sentences end, in characters that are not white space; the last end does not count.
fn ends(sentences: &[&str]) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut seen = 0;
    for sentence in sentences {
        seen += sentence.chars().filter(|c| !c.is_whitespace()).count();
        ends.push(seen);
    }
    ends.pop();
    ends
}

#[test]
#[ignore = "needs ../shared"]
fn scores_on_the_shared_data_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/datasets/segmentation");
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("the data set");
    let (golden, gum) = (read("golden_rules_en.jsonl"), read("gum_news_interview.jsonl"));
    let parse = |line: &str| serde_json::from_str::<serde_json::Value>(line).expect("a JSON line");
    let gold = |row: &serde_json::Value| -> Vec<String> {
        row["sentences"].as_array().expect("a list").iter().map(|s| s.as_str().expect("a text").to_owned()).collect()
    };

    let rows: Vec<_> = golden.lines().map(parse).collect();
    let passed = rows.iter().filter(|row| sentences(row["text"].as_str().expect("a text")) == gold(row)).count();

    let (mut hits, mut found, mut wanted) = (0, 0, 0);
    for row in gum.lines().map(parse) {
        let gold = gold(&row);
        let gold_ends = ends(&gold.iter().map(String::as_str).collect::<Vec<_>>());
        let own_ends = ends(&sentences(&gold.join(" ")));
        hits += own_ends.iter().filter(|end| gold_ends.contains(end)).count();
        found += own_ends.len();
        wanted += gold_ends.len();
    }
    let f1 = 2.0 * hits as f64 / (found + wanted) as f64;
    println!("golden rules {passed}/{}, boundary F1 {f1:.4}", rows.len());
    assert!(passed >= 44, "golden rules: {passed}");
    assert!(f1 >= 0.97, "boundary F1: {f1}");
}
