use super::*;
use crate::aggregate::interval::Interval;
use crate::cli::say::Breaks;

fn speaker(name: &str, labels: [u64; 3], tone: f64, ends: Option<(f64, f64, Inference)>) -> SpeakerFinding {
    let interval = ends.map(|(low, high, inference)| (Interval { low, high }, inference));
    let sentences = labels.iter().sum::<u64>() as i64;
    SpeakerFinding { name: name.to_owned(), document: None, sentences, labels, tone, interval }
}

fn names(a: &str, b: &str) -> [String; 2] {
    [a.to_owned(), b.to_owned()]
}

fn found(measure: &str, difference: f64, p: f64, p_holm: f64) -> MeasuredDifference {
    MeasuredDifference { measure: measure.to_owned(), difference, p, p_holm }
}

fn summary() -> Summary {
    let findings = Findings {
        speakers: vec![
            speaker("Lena Orsol", [30, 80, 48], 0.1, Some((-0.01, 0.2, Inference::Population))),
            speaker(
                &"Tomas Maximilian Vell ".repeat(4),
                [40, 70, 31],
                -0.08,
                Some((-0.3, 0.02, Inference::TheseDocuments)),
            ),
            speaker("\u{1b}[2JNora\nTamm", [1, 0, 0], -1.0, None),
        ],
        pairs: 3,
        elsewhere: TestedPairs {
            tested: 2,
            differing: Vec::new(),
            closest: Some((names("Lena Orsol", "Tomas Vell"), found("tone", 0.172, 0.046, 0.092))),
        },
        min_sentences: 30,
        disagreeing: vec![DisagreeingPair {
            names: names("Lena Orsol", "Nora Tamm"),
            difference: 0.04,
            alike: -0.021,
            how: Disagreement::Turned,
            shown: false,
        }],
        alike: vec!["topics"],
        namesakes: vec![vec!["Lena Orsol".to_owned(), "Lena Orssol".to_owned()]],
        ..Findings::default()
    };
    Summary { documents: 12, speakers: 11, sentences: 300, findings, ..Summary::default() }
}

fn screen(width: usize, ink: Ink) -> Screen {
    Screen { width, breaks: Breaks::BetweenWords, ink }
}

fn drawn(summary: &Summary, width: usize, ink: Ink) -> String {
    draw(summary, TableFormat::default(), screen(width, ink))
}

#[test]
fn every_line_fits_in_colours_and_without_and_nothing_steers_the_terminal() {
    for width in [80, 100, 119, 200] {
        let plain = drawn(&summary(), width, Ink::Signs);
        for line in plain.lines() {
            assert!(display_width(line) <= width, "{width}: {line}");
        }
        assert!(!plain.contains('\u{1b}'), "{plain}");
        for part in [
            "Lena Orsol  ",
            "+0.10  -0.01 to +0.20\n",
            "Tomas Maximilian ",
            "…  ",
            "-0.30 to +0.02 *\n",
            "and 8 more in speakers.csv",
        ] {
            assert!(plain.contains(part), "{part:?} at {width}:\n{plain}");
        }
    }
    assert_eq!(drawn(&summary(), 80, Ink::Signs).matches('●').count(), 0, "there is no room for an axis");
    assert_eq!(drawn(&summary(), 200, Ink::Signs).matches('●').count(), 3);
}

#[test]
fn bars_are_as_long_as_their_shares() {
    assert_eq!(Bar::of([1, 2, 1], 28).0, [7, 14, 7]);
    assert_eq!(Bar::of([1, 1, 1], 28).0.iter().sum::<usize>(), 28);
    assert_eq!(Bar::of([0, 0, 5], 10).draw(Ink::Signs), "++++++++++");
    assert_eq!(Bar::of([1, 1, 0], 6).draw(Ink::Signs), "---···");
}

#[test]
fn the_mark_of_a_tone_stands_inside_its_interval_and_zero_in_the_middle() {
    let layout = Layout::of(&summary().findings.speakers, 200);
    assert_eq!((layout.end, layout.axis % 2), (1.0, 1));
    assert_eq!([-1.0, 0.0, 1.0].map(|x| layout.place(x)), [0, layout.axis / 2, layout.axis - 1]);
    let axis = layout.axis(&summary().findings.speakers[0]);
    let at = |c: char| axis.chars().position(|mark| mark == c).expect("a mark");
    assert!(at('├') < at('●') && at('●') < at('┤'), "{axis}");
}

#[test]
fn pairs_are_said_to_differ_only_where_they_do() {
    let mut summary = summary();
    let text = |summary: &Summary| {
        draw(summary, TableFormat::default(), Screen { breaks: Breaks::Nowhere, ..screen(100, Ink::Signs) })
    };
    let none = text(&summary);
    assert!(none.contains("for meetings like these, of 2 pairs tested none is shown to differ in tone or in anything else; closest: Lena Orsol minus Tomas Vell, tone +0.17 (p = 0.046, corrected p = 0.092)\n"), "{none}");
    assert!(!none.contains("these documents alone, of"), "nothing was tested for these: {none}");
    assert!(none.contains("the tone of 1 of 3 pairs compares otherwise, none of which is shown to differ"), "{none}");
    assert!(none.contains("  Lena Orsol minus Nora Tamm: +0.04, like for like -0.02\n"), "{none}");
    assert!(none.contains("  Lena Orsol / Lena Orssol\n"), "{none}");
    let differing = |n: usize| DifferingPair {
        names: names("Lena Orsol", &format!("Vell {n}")),
        differences: vec![found("tone", 0.3, 0.0001, 0.002), found("stance about eaeu_trade", -0.5, 0.001, 0.02)],
    };
    summary.findings.here = TestedPairs { tested: 9, differing: (0..5).map(differing).collect(), closest: None };
    let some = text(&summary);
    summary.findings.here.differing.iter_mut().take(4).for_each(|pair| drop(pair.differences.remove(0)));
    let fewer = text(&summary);
    assert!(fewer.contains("of 9 pairs tested 1 differs in tone, and 4 in something else:\n"), "{fewer}");
    assert!(some.contains("for these documents alone, of 9 pairs tested 5 differ in tone:\n"), "{some}");
    assert!(some.contains("  Lena Orsol minus Vell 2: tone +0.30 (corrected p = 0.002); stance about eaeu_trade -0.50 (corrected p = 0.020)\n"), "{some}");
    assert!(
        !some.contains("Vell 3") && some.contains("  and 2 more pairs (p_holm below 0.05 in contrasts.csv)\n"),
        "{some}"
    );
}

#[test]
fn that_nothing_can_be_tested_is_said_with_the_reason() {
    let mut summary = summary();
    assert_eq!(nothing_tested(&summary), None);
    summary.findings.elsewhere = TestedPairs::default();
    summary.findings.untested = Some(NoTest::FewSentences);
    let said = |summary: &Summary| nothing_tested(summary).expect("nothing was tested");
    assert!(said(&summary).starts_with("nothing can be tested on so little: 11 speakers, 300 sentences, 12 documents (both of a pair need 30 sentences)"));
    summary.findings.untested = Some(NoTest::FewClusters);
    assert!(said(&summary).contains("five turns"));
    summary.speakers = 1;
    assert!(said(&summary).contains("1 speaker,") && said(&summary).contains("nobody to compare with"));
    summary.findings.speakers.clear();
    assert_eq!(nothing_tested(&summary), None, "what is said then is that nobody speaks");
}
