//! What is one document, and what is one event: the same transcript under two names, and several meetings of one month or one
//! committee.

use std::collections::BTreeMap;

use crate::harness::{Call, Outcome, project};

const TALK: &str = "Talks in Brenn

March 4, 2024, Brenn

President of Varsia Lena Orsol: We are very grateful to our partners for this excellent work. The new bridge will bring
the two towns together, and I am proud of everybody who built it. Trade has grown by 12 percent in one year.

Prime Minister of Keldova Tomas Vell: I am worried. The border is closed, nobody helps the drivers, and the price of bread
has doubled. We need an honest answer before the winter comes, and we have waited for one since the spring.

Lena Orsol: You will have it in June. I can promise that the customs office opens at the lake, with forty people.

Tomas Vell: Then we are glad, and we thank you for it. Our farmers have asked for nothing else.
";

const OTHER: &str = "Nadia Brenk: The school roof leaks again, and the council does nothing about it. I am ashamed.

Lena Orsol: We will send an engineer on Monday, and a cheque on Tuesday. Please tell the parents that I am sorry.
";

/// The talk as somebody else saved it: without its headline, a sentence a line, under other headers, with a misprint.
fn saved_again() -> String {
    let (_, talk) = TALK.split_once("Brenn\n\n").expect("a headline");
    let talk = talk.replace("President of Varsia ", "").replace("Prime Minister of Keldova ", "");
    talk.replace(". ", ".\n").replace("forty", "fourty")
}

fn analyze(more: &[&str], inputs: &[(&str, &str)]) -> Outcome {
    let call = Call::analyze().args(&["--min-sentences", "2"]).args(more);
    inputs.iter().fold(call, |call, (name, text)| call.input(name, text)).run()
}

/// Every table, as text.
fn tables(out: &Outcome) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(out.path("")).expect("the output").map(|file| file.expect("a file").path());
    let tables = files.filter(|path| path.extension().is_some_and(|extension| extension == "csv"));
    let name = |path: &std::path::Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
    tables.map(|path| (name(&path), std::fs::read_to_string(&path).expect("UTF-8"))).collect()
}

fn column(out: &Outcome, table: &str, column: &str) -> Vec<String> {
    out.table(table).into_iter().map(|row| row[column].clone()).collect()
}

#[test]
fn a_copy_under_another_name_changes_no_table_but_documents() {
    let again = saved_again();
    let once = analyze(&[], &[("a.txt", TALK), ("c.txt", OTHER)]).status(0);
    let twice = analyze(&[], &[("a.txt", TALK), ("b.txt", &again), ("c.txt", OTHER), ("d.txt", OTHER)]).status(0);
    let (mut expected, mut found) = (tables(&once), tables(&twice));
    assert!(expected.len() > 10 && expected["contrasts"].lines().count() > 1, "{expected:?}");
    for tables in [&mut expected, &mut found] {
        tables.remove("documents");
    }
    assert_eq!(found, expected);
    assert_eq!(column(&twice, "documents", "status"), ["ok", "duplicate", "ok", "duplicate"]);
    let documents = twice.table("documents");
    assert!(documents[1]["note"].contains("says the same as a.txt (similarity 0.9"), "{:?}", documents[1]);
    assert!(documents[3]["note"].contains("says the same as c.txt (similarity 1.00)"), "{:?}", documents[3]);
    for row in [&documents[1], &documents[3]] {
        let count = |name: &str| row[name].parse::<usize>().expect("a number");
        assert!(count("duplicate_characters") > 100, "{row:?}");
        assert!(
            ["turns", "sentences", "spoken_characters", "unexplained_characters"].iter().all(|name| count(name) == 0)
        );
    }
    let twice = twice.says(&["duplicates, counted once: 2 documents"]).says(&["b.txt", "a.txt", "--keep-duplicates"]);
    assert_eq!((&twice.facts()["counts"]["duplicates"], &twice.facts()["counts"]["documents"]), (&2.into(), &4.into()));
}

#[test]
fn the_first_of_the_inputs_is_counted() {
    let again = saved_again();
    let out = analyze(&[], &[("b.txt", &again), ("a.txt", TALK)]).status(0);
    assert_eq!(column(&out, "documents", "status"), ["ok", "duplicate"]);
    assert!(column(&out, "turns", "document").iter().all(|document| document == "b.txt"));
}

#[test]
fn both_are_counted_where_the_user_says_so() {
    let inputs = [("a.txt", TALK), ("b.txt", &saved_again())];
    let once = analyze(&[], &inputs[..1]).status(0);
    let config = Call::analyze().file("config.toml", "[documents]\nkeep_duplicates = true\n");
    let config = config.args(&["--config", "config.toml"]).input("a.txt", TALK).input("b.txt", saved_again()).run();
    for out in [analyze(&["--keep-duplicates"], &inputs).status(0), config.status(0)] {
        assert_eq!(column(&out, "documents", "status"), ["ok", "ok"]);
        let twice = |n: &String| (2 * n.parse::<usize>().expect("a number")).to_string();
        let sentences: Vec<String> = column(&once, "speakers", "sentences").iter().map(twice).collect();
        assert_eq!(column(&out, "speakers", "sentences"), sentences);
        assert_eq!(out.facts()["config"]["keep_duplicates"], true);
    }
}

#[test]
fn what_is_set_aside_depends_on_nothing_but_the_inputs() {
    let inputs = [("a.txt", TALK), ("b.txt", &saved_again()), ("c.txt", OTHER), ("d.txt", OTHER)];
    let one = analyze(&["--threads", "1", "--cluster", "year"], &inputs).status(0);
    let four = analyze(&["--threads", "4", "--cluster", "year"], &inputs).status(0);
    let expected = tables(&one);
    assert_eq!(tables(&four), expected);
    let again = ["--out", "out", "--min-sentences", "2", "--resume", "a.txt", "b.txt", "c.txt", "d.txt"];
    let resumed = one.then("analyze").args(&again).args(&["--cluster", "year"]).run().status(0);
    assert_eq!(tables(&resumed), expected);
    let both = resumed.then("analyze").args(&again).arg("--keep-duplicates").run().status(0);
    assert_eq!(tables(&both), tables(&analyze(&["--keep-duplicates"], &inputs).status(0)));
}

#[test]
fn other_talks_are_other_documents() {
    let sample = project().join("data/sample");
    let out = Call::analyze().arg(sample.to_str().expect("UTF-8")).run().status(0);
    assert!(!column(&out, "documents", "status").contains(&"duplicate".to_owned()));
    // a recorder beside each of two people, and a short answer that is given twice
    let track = |name: &str| TALK.split("\n\n").filter(|turn| turn.contains(name)).collect::<Vec<_>>().join("\n\n");
    let short = "March 4, 2024\n\nLena Orsol: Yes.\n\nTomas Vell: No.\n";
    let later = short.replace('4', "5");
    let inputs = [("a.txt", track("Orsol:")), ("b.txt", track("Vell:")), ("c.txt", short.to_owned()), ("d.txt", later)];
    let inputs = inputs.each_ref().map(|(name, text)| (*name, text.as_str()));
    assert_eq!(column(&analyze(&[], &inputs).status(0), "documents", "status"), ["ok"; 4]);
}

/// Six meetings, two of them in January and two of the finance committee.
const MEETINGS: &str = "date,speaker,Committee,text
2025-01-10,Lena Orsol,Finance,The budget is a splendid result and we are grateful for it.
2025-01-24,Lena Orsol,Roads,The road is open again and I thank everybody.
2025-02-03,Lena Orsol,Finance,The decision was taken in February.
2025-03-03,Lena Orsol,Schools,The next session takes place in May.
2025-04-03,Lena Orsol,Lake,We are proud of the new harbour and glad to share it.
2025-05-05,Lena Orsol,,I thank the farmers for their patience.
";

/// The ends of the first speaker's interval for meetings like these; empty where there is none.
fn ends(out: &Outcome) -> [String; 2] {
    ["tone_low", "tone_high"].map(|end| column(out, "speakers", end)[0].clone())
}

#[test]
fn meetings_of_one_month_are_one_cluster() {
    let each = analyze(&[], &[("m.csv", MEETINGS)]).status(0);
    assert!(column(&each, "documents", "cluster").iter().all(String::is_empty));
    let monthly = analyze(&["--cluster", "month"], &[("m.csv", MEETINGS)]).status(0);
    assert_eq!(column(&monthly, "documents", "cluster")[..3], ["2025-01", "2025-01", "2025-02"]);
    let same = |name: &str| assert_eq!(column(&monthly, "speakers", name), column(&each, "speakers", name), "{name}");
    ["documents", "tone", "tone_here_low", "tone_here_high", "clusters", "cluster_unit"].into_iter().for_each(same);
    assert!(!ends(&each)[0].is_empty() && !ends(&monthly)[0].is_empty());
    assert_ne!(ends(&monthly), ends(&each));
    // two quarters are too few for an interval about other meetings
    let quarterly = analyze(&["--cluster", "quarter"], &[("m.csv", MEETINGS)]).status(0);
    assert_eq!(ends(&quarterly), ["", ""]);
    assert_eq!(quarterly.facts()["config"]["cluster"], "quarter");
}

/// An event is a cluster and nothing else: its documents stay in their own periods and on their own sides of a day.
#[test]
fn documents_of_an_event_keep_their_dates() {
    let run = |args: &[&str]| {
        let all = [&["--period", "month", "--split", "2025-02-01"], args].concat();
        analyze(&all, &[("m.csv", MEETINGS)]).status(0)
    };
    let (each, quarterly) = (run(&[]), run(&["--cluster", "quarter"]));
    for (table, columns) in [
        ("speaker_periods", ["speaker", "period", "documents", "sentences", "tone"]),
        ("splits", ["a", "documents_before", "sentences_after", "before", "difference"]),
    ] {
        assert!(!each.table(table).is_empty(), "{table}");
        for name in columns {
            assert_eq!(column(&quarterly, table, name), column(&each, table, name), "{table}, {name}");
        }
    }
}

#[test]
fn files_of_one_event_are_one_cluster() {
    let by_column = analyze(&["--cluster", "committee"], &[("m.csv", MEETINGS)]).status(0);
    let of_events = ends(&by_column);
    assert!(!of_events[0].is_empty());
    // four events are too few for an interval about other meetings, six documents are not
    let four = analyze(&["--cluster", "committee"], &[("m.csv", &MEETINGS.replace("Roads", "Finance"))]).status(0);
    assert_eq!(ends(&four), ["", ""]);
    assert_eq!(column(&by_column, "documents", "cluster"), ["Finance", "Roads", "Finance", "Schools", "Lake", ""]);
    by_column.says(&["--cluster committee", "1 document", "a cluster of its own"]);

    let key = |row: &str| {
        let cells: Vec<&str> = row.split(',').collect();
        format!(
            r#"{{"speaker": "{}", "text": "{}", "date": "{}", "committee": "{}"}}"#,
            cells[1], cells[3], cells[0], cells[2]
        )
    };
    let jsonl = MEETINGS.lines().skip(1).map(key).collect::<Vec<_>>().join("\n");
    let by_key = analyze(&["--cluster", "Committee"], &[("m.jsonl", &jsonl)]).status(0);
    assert_eq!(ends(&by_key), of_events);

    let conversations = r#"{"c1": {"meta": {"committee": "Finance"}}, "c2": {"meta": {"committee": "Roads"}}}"#;
    let said = |conversation: &str, text: &str| {
        format!(r#"{{"id": "1", "conversation_id": "{conversation}", "speaker": "s1", "text": "{text}"}}"#)
    };
    let utterances = [said("c1", "We met."), said("c2", "We met again."), said("c3", "And again.")].join("\n");
    let corpus =
        Call::analyze().file("corpus/utterances.jsonl", utterances).file("corpus/conversations.json", conversations);
    let corpus = corpus.args(&["corpus", "--cluster", "committee"]).run().status(0);
    let events = corpus.table("documents").into_iter().filter(|row| row["status"] == "ok");
    assert_eq!(events.map(|row| row["cluster"].clone()).collect::<Vec<_>>(), ["Finance", "Roads", ""]);

    let inputs = [("KEL_tour_1997.txt", "We met in Brenn."), ("VAR_tour_1997.txt", "It rained all day.")];
    let paths = analyze(&["--speaker-from", "COUNTRY_EVENT_YEAR", "--cluster", "event"], &inputs).status(0);
    assert_eq!(column(&paths, "documents", "cluster"), ["tour", "tour"]);
}

#[test]
fn what_no_input_has_cannot_tell_events() {
    let by = |name: &str, input| analyze(&["--cluster", name], &[input]).status(2);
    let out = by("comittee", ("m.csv", MEETINGS)).says(&["--cluster comittee", "no document has a value of that name"]);
    // and the folder is as free as before
    out.then("analyze").args(&["--out", "out", "m.csv", "--cluster", "committee"]).run().status(0);
    by("month", ("t.txt", OTHER)).says(&["--cluster month", "no document has such a date"]);
}
