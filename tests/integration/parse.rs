//! `rostrum parse`: the turns and the audit of their attribution, in three forms; and what is never wrong silently.

use serde_json::Value;

use crate::harness::{Call, project};

const TALK: &str =
    "President of Varsia Lena Orsol: We are glad. (Applause.) Thank you.\n\nQuestion: Why?\n\nTomas Vell: Because.\n";
const RUSSIAN: &str = "Лена Орсоль: Мы рады приветствовать всех участников встречи и надеемся на хорошую работу в ближайшие дни. \
    Сегодня мы обсудим развитие торговли между нашими странами и строительство новой дороги через перевал.\n\n\
    Томас Велль: Спасибо за тёплый приём, мы готовы к разговору и привезли свои предложения по каждому вопросу.\n";

fn sample() -> String {
    project().join("data/sample").display().to_string()
}

#[test]
fn a_person_can_read_the_tables() {
    let out = Call::parse().input("talk.txt", TALK).run().status(0).says(&["1 document,", "2 speakers", "3 turns"]);
    for part in ["talk.txt", "We are glad. Thank you.", "title_stripped", "unnamed", "stage direction", "Because."] {
        assert!(out.stdout.contains(part), "{part:?} in\n{}", out.stdout);
    }
    let total: usize = TALK.chars().count();
    assert!(out.stdout.contains(&format!("{total} characters = ")), "{}", out.stdout);
}

#[test]
fn a_summary_has_headers_and_flags_and_no_turns() {
    let text = "Lena Orsol: We asked all.\n\nThree said yes.\n\nOne did not.\n\nGermany: they agree.\n\nSo it is.\n\nThat was all.\n\nTomas Vell: Good.\n";
    let whole = Call::parse().input("t.txt", text).run().status(0);
    let out = whole.then("parse").args(&["t.txt", "--summary"]).run().status(0).says(&["attribution", "1 row"]);
    for part in
        ["t.txt\n", "Lena Orsol", "as_printed", "unmatched: Germany: left in the text of turn 1", "characters = "]
    {
        assert!(out.stdout.contains(part), "{part:?} in\n{}", out.stdout);
    }
    assert!(!out.stdout.contains("We asked all"), "{}", out.stdout);
    let out = out.then("parse").args(&["t.txt", "--summary", "--format", "jsonl"]).run();
    out.status(2);
}

#[test]
fn where_nothing_is_attributed_the_run_fails_and_says_what_to_do() {
    for command in [Call::parse(), Call::analyze()] {
        let out = command.input("news.txt", "The delegation arrived on Monday.\n").run().status(1);
        out.says(&["nothing is attributed to anybody", "1 document"]).says(&["--speaker NAME", "--speaker-from"]);
    }
    let questions = "Question: Why is this so?\n\nAnswer: Because it is.\n\nQuestion: And then?\n\nAnswer: Nothing.\n";
    let toml = "[[speaker]]\nname = \"Lena Orsol\"\naliases = [\"Answer\"]\n";
    for command in [Call::parse(), Call::analyze()] {
        let out = command.input("talk.txt", questions).file("s.toml", toml).run().status(1);
        out.says(&["nothing is attributed to anybody", "4 turns", "role"]).says(&["--speakers FILE", "aliases"]);
    }
    // and that is what helps
    Call::parse().input("talk.txt", questions).file("s.toml", toml).args(&["--speakers", "s.toml"]).run().status(0);
}

#[test]
fn a_transcript_cannot_steer_the_terminal() {
    let out = Call::parse().input("talk.txt", "Lena Orsol: We \u{1b}[2Jmet.\n\nTomas Vell: Yes.\n").run().status(0);
    assert!(!out.stdout.contains('\u{1b}') && out.stdout.contains("\u{fffd}[2Jmet."), "{}", out.stdout);
}

#[test]
fn utterances_are_read_again_as_the_same_turns() {
    let first = Call::parse().arg(sample()).args(&["--format", "jsonl"]).run().status(0);
    let again = Call::parse().input("again.jsonl", &first.stdout).args(&["--format", "jsonl"]).run().status(0);
    let turns = |jsonl: &str| -> Vec<(Value, Value, Value)> {
        let parse = |line| serde_json::from_str::<Value>(line).expect("JSON");
        jsonl
            .lines()
            .map(parse)
            .map(|u| (u["text"].clone(), u["meta"]["turn"].clone(), u["meta"]["role"].clone()))
            .collect()
    };
    assert!(turns(&first.stdout).len() > 100);
    assert_eq!(turns(&first.stdout), turns(&again.stdout));
    for line in first.stdout.lines() {
        let utterance: Value = serde_json::from_str(line).expect("JSON");
        for key in ["id", "conversation_id", "speaker", "text"] {
            assert!(utterance[key].is_string(), "{key} in {line}");
        }
        let turn = utterance["meta"]["turn"].as_u64().expect("a number");
        assert_eq!(utterance["reply-to"].is_string(), turn > 1, "{line}");
    }
}

#[test]
fn the_suggested_speakers_file_changes_nothing_until_it_is_edited() {
    let toml = Call::parse().arg(sample()).arg("--suggest-speakers").run().status(0).stdout;
    let names = |call: Call| -> Vec<Value> {
        let out = call.arg(sample()).args(&["--format", "jsonl"]).run().status(0);
        out.stdout.lines().map(|l| serde_json::from_str::<Value>(l).expect("JSON")["speaker"].clone()).collect()
    };
    let plain = names(Call::parse());
    assert_eq!(plain, names(Call::parse().file("s.toml", &toml).args(&["--speakers", "s.toml"])));
    let heading = toml.lines().find(|l| l.contains("likely one person") && l.contains("Lena Orssol"));
    assert!(heading.is_some_and(|l| l.contains("Lena Orsol")), "{toml}");
}

#[test]
fn ambiguous_aliases_are_refused_with_the_candidates() {
    let toml = "[[speaker]]\nname = \"Lena Orsol\"\naliases = [\"Orsol\"]\n[[speaker]]\nname = \"Milan Orsol\"\naliases = [\"ORSOL\"]\n";
    let out = Call::parse().input("t.txt", TALK).file("s.toml", toml).args(&["--speakers", "s.toml"]).run();
    out.status(2).says(&["s.toml", "line 4", "ORSOL", "Lena Orsol", "Milan Orsol"]);
}

#[test]
fn another_language_is_marked_and_left_unscored() {
    let out = Call::analyze().input("ru.txt", RUSSIAN).input("en.txt", TALK).run().status(0);
    let out = out.says(&["warning", "ru.txt", "not English", "--language any"]);
    let rows = out.table("documents");
    assert_eq!((rows[0]["status"].as_str(), rows[0]["language"].as_str()), ("not_english", "ru"));
    assert_eq!((rows[0]["scored_sentences"].as_str(), rows[0]["sentences"].as_str()), ("0", "3"));
    assert_eq!(rows[1]["status"], "ok");
    let sentences = out.table("sentences");
    assert!(sentences.iter().all(|s| (s["document"] == "ru.txt") == s["valence"].is_empty()));
    let any = Call::analyze().input("ru.txt", RUSSIAN).args(&["--language", "any"]).run().status(0);
    let row = &any.table("documents")[0];
    assert_eq!((row["status"].as_str(), row["scored_sentences"].as_str()), ("ok", "3"));
    let short: String = RUSSIAN.chars().take(120).collect();
    let short = Call::analyze().input("ru.txt", short).run().status(0);
    assert_eq!(short.table("documents")[0]["scored_sentences"], "2", "under 200 letters there is no verdict");
}

#[test]
fn characters_add_up_in_documents_csv() {
    let out = Call::analyze().arg(sample()).arg("--strict").run().status(0);
    for row in out.table("documents") {
        let n = |column: &str| row[column].parse::<u64>().expect("a number");
        let parts: u64 = row.keys().filter(|k| k.ends_with("_characters")).map(|k| n(k)).sum();
        assert_eq!(n("characters"), parts, "{row:?}");
        assert_eq!(n("unexplained_characters"), 0);
    }
}

#[test]
fn strict_fails_where_nobody_speaks() {
    let out =
        Call::parse().input("news.txt", "The delegation arrived on Monday.\n").input("t.txt", TALK).arg("--strict");
    out.run().status(1).says(&["error", "news.txt", "--strict"]);
}

#[test]
fn a_turn_far_longer_than_usual_is_flagged() {
    let short = "Lena Orsol: We met here today.\n\nTomas Vell: So we did.\n\n".repeat(3);
    let long = format!("{short}Lena Orsol: {}\n", "We said a great many things. ".repeat(20));
    let out = Call::analyze().input("t.txt", long).run().status(0);
    let rows = out.table("attribution");
    let row = rows.iter().find(|r| r["header"] == "Lena Orsol").expect("a row");
    assert_eq!(row["flag"], "long_turn");
    assert!(row["note"].contains("turn 7") && row["note"].contains("120 words"), "{}", row["note"]);
    assert!(rows.iter().filter(|r| r["header"] != "Lena Orsol").all(|r| r["flag"].is_empty()));
}

#[test]
fn given_mentions_are_scored_and_no_others() {
    let jsonl = concat!(
        r#"{"speaker": "Lena Orsol", "text": "  I admire Brenn,\n  and I distrust the Halmar Company.", "mentions": [{"start": 11, "end": 16, "type": "LOC"}, {"start": 39, "end": 53}]}"#,
        "\n",
        r#"{"speaker": "Tomas Vell", "text": "We flew to Brenn.", "mentions": []}"#,
        "\n"
    );
    let out = Call::analyze().input("t.jsonl", jsonl).run().status(0);
    let rows = out.table("mentions");
    let found: Vec<(&str, &str, &str)> =
        rows.iter().map(|r| (r["text"].as_str(), r["type"].as_str(), r["confidence"].as_str())).collect();
    assert_eq!(found, [("Brenn", "LOC", ""), ("Halmar Company", "", "")]);
    for row in &rows {
        let turn = &out.table("turns")[0]["text"];
        let (start, end): (usize, usize) = (row["start"].parse().expect("n"), row["end"].parse().expect("n"));
        assert_eq!(turn.chars().skip(start).take(end - start).collect::<String>(), row["text"]);
    }
    let bad = r#"{"speaker": "Lena Orsol", "text": "We met.", "mentions": [{"start": 3, "end": 99}]}"#;
    let out = Call::analyze().input("bad.jsonl", bad).input("t.jsonl", jsonl).run().status(1);
    out.says(&["error", "bad.jsonl, line 1", "3–99", "7 characters"]);
}

#[test]
fn lines_that_look_like_headers_are_listed() {
    let text = "Lena Orsol: We asked all.\n\nThree said yes.\n\nOne did not.\n\nGermany: they agree.\n\nSo it is.\n\nThat was all.\n\nTomas Vell: Good.\n";
    let out = Call::analyze().input("t.txt", text).run().status(0).says(&["attribution", "1 row", "unmatched"]);
    let rows = out.table("attribution");
    let row = rows.iter().find(|r| r["flag"] == "unmatched").expect("a row");
    assert_eq!((row["header"].as_str(), row["speaker"].as_str(), row["turns"].as_str()), ("Germany", "", "0"));
    assert!(row["note"].contains("turn 1"), "{}", row["note"]);
    assert!(out.table("turns")[0]["text"].contains("Germany: they agree."), "and the text is not lost");
}

#[test]
fn a_surname_that_fits_two_persons_is_no_guess_and_is_flagged() {
    let text = "Anna Berg: Yes.\n\nAlma Berg: No.\n\nBerg: Perhaps.\n\nBerg: Or not.\n";
    let out = Call::analyze().input("t.txt", text).run().status(0).says(&["attribution", "ambiguous"]);
    let rows = out.table("attribution");
    let row = rows.iter().find(|r| r["header"] == "Berg").expect("a row");
    assert_eq!((row["speaker"].as_str(), row["flag"].as_str()), ("Berg", "ambiguous"));
    assert!(row["note"].contains("Anna Berg") && row["note"].contains("Alma Berg"), "{}", row["note"]);
    assert!(rows.iter().filter(|r| r["header"] != "Berg").all(|r| r["flag"].is_empty()));
}
