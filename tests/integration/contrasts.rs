//! Speakers compared: who with whom, how sure it is, what a short meeting still gets.

use std::collections::BTreeSet;

use crate::harness::{Call, Outcome, Rows};

pub const WARM: [&str; 3] = [
    "We are very grateful for this splendid result.",
    "Our cooperation is a great success, and I am happy about it.",
    "Thank you for your warm welcome and your friendship.",
];
pub const COLD: [&str; 3] = [
    "The border is closed, and we are deeply worried.",
    "This decision was a grave mistake that harms our people.",
    "The figures were published in March.",
];

/// Eight meetings: Orsol speaks warmly, Vell coldly, Korvath and Daltan each way; Keldova has two speakers.
fn meetings() -> String {
    some_meetings(8)
}

fn some_meetings(count: usize) -> String {
    let mut csv = String::from("document,speaker,group,text\n");
    for meeting in 0..count {
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
    assert_eq!(among_six["inference"], "population");
    assert_eq!(among_six["shared_documents"], "8");
    let alone = find(contrasts(&["--between", "Lena Orsol,Tomas Vell"]).table("contrasts"));
    assert_eq!(alone["p"], among_six["p"], "a pair's own p does not depend on who else is compared");
    assert_eq!(alone["p_holm"], alone["p"]);
    assert!(number(&among_six["p_holm"]) >= number(&among_six["p"]));
    let others = contrasts(&[]).table("contrasts");
    let tested = || others.iter().filter(|row| !row["p"].is_empty());
    assert!(tested().all(|row| number(&row["p_holm"]) >= number(&row["p"])));
    assert!(tested().any(|row| number(&row["p_holm"]) > number(&row["p"])));
}

/// Whatever the level, measure and kind of inference: one cannot find a difference that the other leaves open.
#[test]
fn an_interval_leaves_out_zero_where_its_p_is_below_a_twentieth() {
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let mut seen = BTreeSet::new();
    for call in [contrasts(&[]), contrasts(&["--by", "group"])] {
        for row in call.table("contrasts").iter().filter(|row| !row["p"].is_empty()) {
            let ends = if row["inference"] == "population" { ["low", "high"] } else { ["here_low", "here_high"] };
            let apart = number(&row[ends[0]]) > 0.0 || number(&row[ends[1]]) < 0.0;
            assert_eq!(number(&row["p"]) < 0.05, apart, "{row:?}");
            assert!(number(&row["low_simultaneous"]) <= number(&row[ends[0]]), "{row:?}");
            assert!(number(&row["high_simultaneous"]) >= number(&row[ends[1]]), "{row:?}");
            seen.insert((row["inference"].clone(), apart));
        }
    }
    assert_eq!(seen.len(), 4, "{seen:?}");
}

/// Fifteen pairs with nine shared documents: with p from 512 signs none could be below Holm's 0.05.
#[test]
fn a_family_of_fifteen_can_find_a_difference() {
    let mut csv = String::from("document,speaker,text\n");
    for meeting in 0..9 {
        for (at, speaker) in ["A Orsol", "B Vell", "C Korvath", "D Daltan", "E Selmin", "F Oskani"].iter().enumerate() {
            for k in 0..4 {
                let warm = at == 0 || (at > 1 && (k + meeting + at) % 2 == 0);
                let text = if warm { WARM[(k + meeting) % 3] } else { COLD[(k + meeting) % 3] };
                csv += &format!("m{meeting},{speaker},\"{text}\"\n");
            }
        }
    }
    let rows = Call::analyze().input("meetings.csv", csv).arg("--keep-duplicates").run().status(0).table("contrasts");
    let tone: Vec<_> = rows.iter().filter(|r| r["measure"] == "tone" && r["topic"].is_empty()).collect();
    assert_eq!(tone.len(), 15);
    let best = tone.iter().map(|r| r["p_holm"].parse::<f64>().expect("a number")).fold(1.0, f64::min);
    assert!(best < 0.05, "{best}");
}

#[test]
fn shares_topics_and_entities_are_compared_too() {
    let rows = contrasts(&[]).table("contrasts");
    let of = |measure: &str| rows.iter().filter(|row| row["measure"] == measure).collect::<Vec<_>>();
    for mass in ["negative_mass", "neutral_mass", "positive_mass"] {
        assert_eq!(of(mass).len(), 6, "{mass}");
        for row in of(mass) {
            let [a, b, d] = ["value_a", "value_b", "difference"].map(|c| row[c].parse::<f64>().expect("a number"));
            assert!((0.0..=1.0).contains(&a) && (a - b - d).abs() < 2e-6, "{row:?}");
        }
    }
    let mut csv = String::from("document,speaker,group,text\n");
    for meeting in 0..6 {
        for (speaker, group, text) in [
            ("Lena Orsol", "Varsia", "Trade within the Eurasian Economic Union is a success for Halmar."),
            ("Tomas Vell", "Keldova", "Trade within the Eurasian Economic Union is a disaster for Halmar."),
        ] {
            csv += &format!("m{meeting},{speaker},{group},{text}\nm{meeting},{speaker},{group},We met in March.\n");
        }
    }
    let run = |args: &[&str]| {
        let call = Call::analyze().input("m.csv", csv.clone()).args(&["--keep-duplicates", "--min-sentences", "5"]);
        call.args(args).run().status(0).table("contrasts")
    };
    let rows = run(&[]);
    let of = |measure: &str| rows.iter().filter(|row| row["measure"] == measure).collect::<Vec<_>>();
    assert!(
        of("target_stance").iter().any(|row| row["entity"] == "Eurasian Economic Union" && row["topic"].is_empty()),
        "{rows:?}"
    );
    assert!(of("topic_share").iter().any(|row| row["entity"].is_empty() && row["topic"] == "eaeu_trade"), "{rows:?}");
    // a group of one speaker says nothing of others, whatever is compared
    let groups = run(&["--by", "group"]);
    assert!(groups.iter().any(|row| row["measure"] == "target_stance"));
    for row in groups {
        assert!(row["low"].is_empty() && row["paired_low"].is_empty() && row["standardised_low"].is_empty(), "{row:?}");
        assert_ne!(row["inference"], "population", "{row:?}");
    }
}

/// Four documents say nothing about others, and their interval does not stand where that of five stands.
#[test]
fn intervals_for_these_documents_stand_apart_from_those_for_others() {
    for (meetings, population) in [(4, false), (5, true)] {
        let call = Call::analyze().input("meetings.csv", some_meetings(meetings)).arg("--keep-duplicates");
        let out = call.run().status(0);
        for row in out.table("speakers") {
            assert_eq!(row["tone_low"].is_empty(), !population, "{row:?}");
            assert!(!row["tone_here_low"].is_empty() && row["cluster_unit"] == "turn", "{row:?}");
            assert_eq!(row["negative_mass_high"].is_empty(), !population, "{row:?}");
        }
        for row in out.table("contrasts").iter().filter(|row| row["measure"] == "tone" && row["topic"].is_empty()) {
            assert_eq!((row["low"].is_empty(), row["here_low"].is_empty()), (!population, false), "{row:?}");
        }
    }
}

#[test]
fn few_sentences_of_a_class_are_noted() {
    let talk = "Lena Orsol: We are very grateful for this splendid result.\n\n".repeat(6);
    let rows = Call::analyze().input("talk.txt", talk).run().status(0).table("speakers");
    assert_eq!(rows[0]["note"], "rare_negative;rare_neutral");
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
    assert!(overall["low"].is_empty() && !overall["here_low"].is_empty(), "{overall:?}");
    assert_eq!(overall["inference"], "these_documents");
    assert_eq!((overall["p"].as_str(), overall["note"].as_str()), ("", "not_tested_few_sentences"));
}

/// Orsol and Vell meet, Korvath is alone; where each is alone, all are compared.
#[test]
fn those_who_share_a_document_are_compared_or_all_where_nobody_does() {
    let talk = |places: [&str; 3]| {
        let mut csv = String::from("document,speaker,text\n");
        for (place, speaker) in places.into_iter().zip(["Lena Orsol", "Tomas Vell", "Sabine Korvath"]) {
            csv += &format!("{place},{speaker},\"{}\"\n{place},{speaker},\"{}\"\n", WARM[0], COLD[0]);
        }
        let out = Call::analyze().input("talk.csv", csv).arg("--keep-duplicates").run().status(0);
        (out.facts()["compared"].as_str().expect("words").to_owned(), out.table("contrasts"))
    };
    let (said, rows) = talk(["a", "a", "b"]);
    assert_eq!(pairs(&rows), BTreeSet::from([("Lena Orsol", "Tomas Vell")]));
    assert_eq!(said, "1 pair of 3: those of the 3 speakers with the most sentences who share a document");
    let (said, rows) = talk(["a", "b", "c"]);
    assert_eq!(pairs(&rows).len(), 3);
    assert_eq!(said, "3 pairs: all of the 3 speakers with the most sentences, for no two of them share a document");
}

/// Daltan chairs every second meeting, and Vell does once.
fn chaired(with_chairs: bool) -> String {
    let mut csv = String::from("document,date,speaker,role,group,text\n");
    for (at, line) in meetings().lines().skip(1).enumerate() {
        let fields: Vec<&str> = line.splitn(4, ',').collect();
        let meeting = &fields[0][1..];
        let is_chair = match fields[1] {
            "Mirka Daltan" => meeting.parse::<u32>().expect("a number") % 2 == 0,
            "Tomas Vell" => meeting == "3",
            _ => false,
        };
        if with_chairs || !is_chair {
            let role = if is_chair { "Chair" } else { ["member", ""][at % 2] };
            csv += &format!("m{meeting},2025-0{}-01,{},{role},{},{}\n", 1 + at / 20, fields[1], fields[2], fields[3]);
        }
    }
    csv
}

#[test]
fn what_is_said_in_a_role_that_is_left_out_is_as_if_it_had_not_been_said() {
    let run = |csv: String, args: &[&str]| {
        let call = Call::analyze().input("meetings.csv", csv).args(&["--keep-duplicates", "--min-sentences", "10"]);
        call.args(&["--split", "2025-05-01", "--adjust", "topic,role"]).args(args).run().status(0)
    };
    let all = run(chaired(true), &[]);
    let without = run(chaired(true), &["--exclude-role", "chair "]);
    let unsaid = run(chaired(false), &[]);
    for table in ["contrasts", "splits"] {
        assert_eq!(without.text(table), unsaid.text(table), "{table}");
        assert_ne!(without.text(table), all.text(table), "{table}");
    }
    for table in ["speakers", "speaker_topics", "speaker_periods", "keyness", "turns"] {
        assert_eq!(without.text(table), all.text(table), "{table} is no comparison");
    }
    assert_eq!(without.facts()["config"]["contrasts"]["exclude_roles"][0], "chair ");
}

#[test]
fn speakers_and_groups_are_left_out_of_comparisons() {
    let run = |args: &[&str]| {
        let call = Call::analyze().input("meetings.csv", chaired(true)).args(&["--keep-duplicates", "--split"]);
        call.args(&["2025-05-01"]).args(args).run()
    };
    let out = run(&["--exclude", "Mirka Daltan", "--exclude", "Tomas Vell"]).status(0);
    assert_eq!(pairs(&out.table("contrasts")), BTreeSet::from([("Lena Orsol", "Sabine Korvath")]));
    let alone: Vec<String> = out.table("splits").iter().filter(|r| r["b"].is_empty()).map(|r| r["a"].clone()).collect();
    assert_eq!(alone, ["Lena Orsol", "Sabine Korvath"]);
    let groups = |args: &[&str]| run(&[&["--by", "group"], args].concat()).status(0).table("contrasts");
    assert_eq!(pairs(&groups(&["--exclude", "Sarn"])), BTreeSet::from([("Keldova", "Varsia")]));
    // of a group the other member is left
    let keldova = |rows: &Rows| {
        let row = rows.iter().find(|r| r["measure"] == "tone" && r["a"] == "Keldova").expect("a row");
        (row["sentences_a"].clone(), row["value_a"].clone())
    };
    let all = run(&[]).status(0);
    let vell = all.table("speakers").into_iter().find(|r| r["speaker"] == "Tomas Vell").expect("he speaks");
    let left = keldova(&groups(&["--exclude", "Mirka Daltan"]));
    assert_eq!(left, (vell["scored_sentences"].clone(), vell["tone"].clone()));
}

#[test]
fn what_cannot_be_left_out_is_said() {
    let run =
        |args: &[&str]| Call::analyze().input("meetings.csv", chaired(true)).arg("--keep-duplicates").args(args).run();
    let out = run(&["--exclude", "Tomas Well", "--exclude-role", "usher"]).status(1);
    let out = out.says(&["error: contrasts: no speaker \"Tomas Well\" has a scored sentence"]);
    let out = out.says(&["error: contrasts: nobody has a scored sentence in the role \"usher\""]);
    assert!(!out.table("contrasts").is_empty());
    run(&["--baseline", "Tomas Vell", "--exclude", "Tomas Vell"]).status(2).says(&["--exclude", "Tomas Vell"]);
}

#[test]
fn a_name_that_nobody_has_is_named_and_the_tables_are_there() {
    let out = Call::analyze().input("meetings.csv", meetings()).args(&["--between", "Lena Orsol,Tomas Well"]).run();
    let out = out.status(1).says(&["error", "Tomas Well"]);
    assert!(!out.table("speakers").is_empty());
}

/// As host everybody is warm and as guest cold. Orsol is mostly the host, Vell mostly the guest.
fn hosts() -> String {
    let mut csv = String::from("document,date,speaker,role,text\n");
    for meeting in 0..6 {
        for k in 0..10 {
            for (at, (speaker, hosts)) in [("Lena Orsol", 7), ("Tomas Vell", 3)].into_iter().enumerate() {
                let (role, texts) = if (k + meeting) % 10 < hosts { ("host", WARM) } else { ("guest", COLD) };
                let text = texts[(k * (meeting + 2) / 3 + at) % 3];
                csv += &format!("m{meeting},2021-05-0{},{speaker},{role},\"{text}\"\n", 1 + meeting);
            }
        }
    }
    csv
}

#[test]
fn speakers_are_made_alike_in_what_is_asked_for() {
    let run = |args: &[&str]| {
        let call = Call::analyze().input("hosts.csv", hosts()).args(&["--keep-duplicates"]).args(args);
        let out = call.run().status(0);
        let row = out.table("contrasts").into_iter().find(|row| row["measure"] == "tone" && row["topic"].is_empty());
        (row.expect("a pair"), out.facts()["config"]["contrasts"]["adjust"].clone())
    };
    let number =
        |row: &std::collections::BTreeMap<String, String>, column: &str| row[column].parse::<f64>().expect(column);
    let (plain, adjust) = run(&[]);
    assert_eq!(adjust, serde_json::json!({"topic": true, "role": false, "period": null}));
    assert!(number(&plain, "standardised_low") > 0.1, "{plain:?}");
    let (roles, adjust) = run(&["--adjust", "role"]);
    assert_eq!(adjust, serde_json::json!({"topic": false, "role": true, "period": null}));
    assert_eq!(roles["common_support"], "1.000000");
    assert!(number(&roles, "standardised_low") < 0.0 && 0.0 < number(&roles, "standardised_high"), "{roles:?}");
    assert!(number(&roles, "standardised_here_low") <= number(&roles, "standardised_difference"), "{roles:?}");
    for column in ["difference", "low", "p", "paired_difference"] {
        assert_eq!(plain[column], roles[column], "{column} is as it was");
    }
    let (_, adjust) = run(&["--adjust", "topic,role,period", "--period", "quarter"]);
    assert_eq!(adjust, serde_json::json!({"topic": true, "role": true, "period": "quarter"}));
    let wrong = Call::analyze().input("hosts.csv", hosts()).args(&["--adjust", "mood"]).run();
    wrong.status(2).says(&["--adjust", "mood"]).says(&["topic, role, period"]);
}

#[test]
fn targets_are_compared_where_both_mention_them_in_five_documents() {
    let run = |shared: usize, args: &[&str]| {
        let mut csv = String::from("document,event,speaker,text\n");
        for meeting in 0..8 {
            let event = meeting / 2;
            // not the same each time: a side that does not vary is not tested
            let praise = ["is splendid and we are grateful to", "is our friend and we met in"][meeting % 2];
            csv += &format!("m{meeting},e{event},Lena Orsol,Halmar {praise} Halmar.\n");
            // the other one mentions it as often, in fewer documents
            let text = if meeting < shared { "Halmar is a shameful disaster." } else { "We met in March." };
            csv += &format!("m{meeting},e{event},Tomas Vell,{text}\n");
            if meeting == 0 {
                csv += "m0,e0,Tomas Vell,\"Halmar failed, Halmar fails and Halmar will fail in Halmar.\"\n";
            }
        }
        let call = Call::analyze().input("m.csv", csv).args(&["--keep-duplicates", "--min-sentences", "5"]).args(args);
        let rows = call.run().status(0).table("contrasts");
        rows.into_iter().filter(|r| r["measure"] == "target_stance" && r["entity"] == "Halmar").collect::<Vec<_>>()
    };
    let five = run(5, &[]);
    assert_eq!(five.len(), 1, "{five:?}");
    assert_eq!((five[0]["inference"].as_str(), five[0]["shared_documents"].as_str()), ("population", "5"));
    let number = |column: &str| five[0][column].parse::<f64>().expect("a number");
    assert!(number("difference") > 0.0 && (number("value_a") - number("value_b") - number("difference")).abs() < 2e-6);
    assert!(run(4, &[]).is_empty(), "in four documents, however often");
    assert!(run(8, &["--cluster", "event"]).is_empty(), "eight documents of four events");
}
