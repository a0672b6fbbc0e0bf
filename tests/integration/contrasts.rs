//! Speakers compared: who with whom, what a seed may change, what a short meeting still gets.

use std::collections::BTreeSet;

use crate::harness::{Call, Outcome, Rows};

const WARM: [&str; 3] = [
    "We are very grateful for this splendid result.",
    "Our cooperation is a great success, and I am happy about it.",
    "Thank you for your warm welcome and your friendship.",
];
const COLD: [&str; 3] = [
    "The border is closed, and we are deeply worried.",
    "This decision was a grave mistake that harms our people.",
    "The figures were published in March.",
];

/// Eight meetings: Orsol speaks warmly, Vell coldly, Korvath and Daltan each way; Keldova has two speakers.
fn meetings() -> String {
    let mut csv = String::from("document,speaker,group,text\n");
    for meeting in 0..8 {
        for k in 0..5 {
            for (at, (speaker, group)) in [
                ("Lena Orsol", "Varsia"),
                ("Tomas Vell", "Keldova"),
                ("Sabine Korvath", "Sarn"),
                ("Mirka Daltan", "Keldova"),
            ]
            .into_iter()
            .enumerate()
            {
                let warm = at == 0 || (at > 1 && (k + meeting + at) % 2 == 0);
                let text = if warm { WARM[(k + meeting) % 3] } else { COLD[(k + meeting) % 3] };
                csv += &format!("m{meeting},{speaker},{group},\"{text}\"\n");
            }
        }
    }
    csv
}

fn contrasts(args: &[&str]) -> Outcome {
    // some of the meetings say the same
    Call::analyze().input("meetings.csv", meetings()).arg("--keep-duplicates").args(args).run().status(0)
}

fn pairs(rows: &Rows) -> BTreeSet<(&str, &str)> {
    rows.iter().map(|r| (r["a"].as_str(), r["b"].as_str())).collect()
}

#[test]
fn all_pairs_are_compared_unless_some_are_asked_for() {
    let all = contrasts(&[]).table("contrasts");
    assert_eq!(pairs(&all).len(), 6);
    let some = contrasts(&["--between", "Tomas Vell,Lena Orsol"]).table("contrasts");
    assert_eq!(pairs(&some), BTreeSet::from([("Lena Orsol", "Tomas Vell")]));
    let against = contrasts(&["--baseline", "Sabine Korvath"]).table("contrasts");
    assert_eq!(pairs(&against).len(), 3);
    assert!(against.iter().all(|r| r["a"] == "Sabine Korvath" || r["b"] == "Sabine Korvath"));
    let groups = contrasts(&["--by", "group"]).table("contrasts");
    assert_eq!(pairs(&groups), BTreeSet::from([("Keldova", "Sarn"), ("Keldova", "Varsia"), ("Sarn", "Varsia")]));
    assert!(groups.iter().all(|r| r["level"] == "group"));
}

#[test]
fn a_difference_is_found_and_a_smaller_family_corrects_less() {
    let find = |rows: Rows| {
        let is_it = |r: &&std::collections::BTreeMap<String, String>| {
            r["a"] == "Lena Orsol" && r["b"] == "Tomas Vell" && r["measure"] == "tone" && r["topic"].is_empty()
        };
        rows.iter().find(is_it).cloned().expect("the pair")
    };
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let among_six = find(contrasts(&[]).table("contrasts"));
    assert!(number(&among_six["low"]) > 0.0 && number(&among_six["p"]) < 0.05, "{among_six:?}");
    assert_eq!((among_six["p_method"].as_str(), among_six["inference"].as_str()), ("sign_flips", "population"));
    assert_eq!(among_six["shared_documents"], "8");
    let alone = find(contrasts(&["--between", "Lena Orsol,Tomas Vell"]).table("contrasts"));
    assert_eq!(alone["p"], among_six["p"], "the pair's own re-runs do not depend on who else is compared");
    assert_eq!(alone["p_holm"], alone["p"]);
    assert!(number(&among_six["p_holm"]) > number(&among_six["p"]));
}

#[test]
fn a_seed_changes_p_by_chance_and_nothing_else() {
    let (one, two) = (contrasts(&["--seed", "1"]), contrasts(&["--seed", "2"]));
    for table in ["sentences", "speakers", "speaker_topics", "speaker_targets"] {
        assert_eq!(one.text(table), two.text(table), "{table}");
    }
    let (one, two) = (one.table("contrasts"), two.table("contrasts"));
    let mut changed = BTreeSet::new();
    for (a, b) in one.iter().zip(&two) {
        changed.extend(a.keys().filter(|column| a[*column] != b[*column]).map(String::as_str));
    }
    assert!(changed.contains("p"), "{changed:?}");
    assert!(changed.iter().all(|column| ["p", "p_holm", "q_bh"].contains(column)), "{changed:?}");
}

#[test]
fn results_do_not_depend_on_the_order_of_files_or_on_threads() {
    let all = meetings();
    let (header, rows) = all.split_once('\n').expect("a header");
    let half = |odd: bool| {
        let is_mine = |row: &&str| row.as_bytes()[1] % 2 == u8::from(odd);
        format!("{header}\n{}\n", rows.lines().filter(is_mine).collect::<Vec<_>>().join("\n"))
    };
    let run = |files: [(&str, bool); 2], threads: &str| {
        let [(first, odd), (second, even)] = files;
        let call = Call::analyze().input(first, half(odd)).input(second, half(even));
        call.args(&["--keep-duplicates", "--threads", threads]).run().status(0)
    };
    let there = run([("a.csv", true), ("b.csv", false)], "1");
    let back = run([("b.csv", false), ("a.csv", true)], "4");
    for table in ["speakers", "speaker_topics", "speaker_targets", "contrasts", "keyness", "entities"] {
        assert_eq!(there.text(table), back.text(table), "{table}");
    }
}

#[test]
fn two_speakers_of_one_short_meeting_get_their_difference_and_no_p() {
    let turn = |k: usize| format!("Lena Orsol: {}\n\nTomas Vell: {}\n\n", WARM[k % 3], COLD[k % 3]);
    let talk: String = (0..5).map(turn).collect();
    let rows = Call::analyze().input("talk.txt", talk).run().status(0).table("contrasts");
    let overall = &rows[0];
    assert!(overall["difference"].parse::<f64>().expect("a number") > 0.5, "{overall:?}");
    assert!(!overall["low"].is_empty() && overall["inference"] == "these_documents", "{overall:?}");
    assert_eq!((overall["p"].as_str(), overall["note"].as_str()), ("", "not_tested_few_sentences"));
}

#[test]
fn a_name_that_nobody_has_is_named_and_the_tables_are_there() {
    let out = Call::analyze().input("meetings.csv", meetings()).args(&["--between", "Lena Orsol,Tomas Well"]).run();
    let out = out.status(1).says(&["error", "Tomas Well"]);
    assert!(!out.table("speakers").is_empty());
}
