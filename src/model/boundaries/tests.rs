//! Invariants of the network of boundaries.

use super::Boundaries;

fn network() -> Boundaries {
    Boundaries::built_in().expect("the shipped network")
}

#[test]
fn every_word_but_the_first_is_judged_in_its_place() {
    let text = " — so, 12,5 % of it’s\u{a0}done … — at x-y (now) ";
    let [starts] = &network().starts(&[text], 1).expect("judged")[..] else { panic!("one text") };
    let words: Vec<&str> =
        starts.iter().map(|start| text[start.at..].split_whitespace().next().unwrap_or_default()).collect();
    assert_eq!(words, ["12,5", "of", "it’s", "done", "at", "x-y", "(now)"]);
    assert!(starts.iter().all(|start| start.log_odds.is_finite()));
}

#[test]
fn texts_without_a_second_word_have_none() {
    let found = network().starts(&["", "  ", "word", "… — !", "word …"], 2).expect("judged");
    assert!(found.iter().all(Vec::is_empty), "{found:?}");
}

/// What is judged together has no say, whatever the threads, and what stands far away in the same text has none but by
/// where the windows are cut.
#[test]
fn company_has_no_say() {
    let network = network();
    let long = "so that is what we did and then we went home because the road was closed ".repeat(40);
    let texts = [long.as_str(), "thank you for having me so what has changed", "yes", long.as_str()];
    let together = network.starts(&texts, 3).expect("judged");
    for (text, found) in texts.iter().zip(&together) {
        assert_eq!(&network.starts(&[text], 1).expect("judged")[0], found);
    }
    assert_eq!(together[0].len(), long.split_whitespace().count() - 1);
    let longer = format!("{long}{long}");
    let again = &network.starts(&[&longer], 1).expect("judged")[0];
    assert_eq!(again[..long.len() / 10], together[0][..long.len() / 10], "what comes long after");
}
