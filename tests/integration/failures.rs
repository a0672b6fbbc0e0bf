//! Bad input: one clear line that names the file and the reason; everything else is complete.

use crate::harness::Call;

const GOOD: &str = "Lena Orsol: We are glad to be here. Thank you.\n\nTomas Vell: The road is closed.\n";

/// A bad file beside a good one: status 1, a line about the bad one, and the good one's tables.
fn beside_a_good_one(name: &str, content: &[u8], parts: &[&str]) {
    let out = Call::analyze().input("good.txt", GOOD).input(name, content).run().status(1).says(parts);
    assert_eq!(out.table("turns").len(), 2);
    let row = out.table("documents").into_iter().find(|r| r["document"] == name).expect("the failed file has a row");
    assert_eq!((row["status"].as_str(), row["turns"].as_str()), ("failed", ""));
    assert!(!row["note"].is_empty());
}

#[test]
fn an_empty_file() {
    beside_a_good_one("empty.txt", b"", &["error", "empty.txt", "empty"]);
    beside_a_good_one("blank.txt", b" \n\n ", &["error", "blank.txt", "empty"]);
}

#[test]
fn a_binary_file() {
    beside_a_good_one("photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", &["error", "photo.txt", "not a text file"]);
}

#[test]
fn a_csv_without_a_speaker_column() {
    beside_a_good_one("t.csv", b"name_of_day,text\nMonday,We met.\n", &["error", "t.csv", "speaker", "name_of_day"]);
}

#[test]
fn a_broken_line_of_jsonl() {
    let jsonl = b"{\"speaker\": \"Lena Orsol\", \"text\": \"We met.\"}\n{\"speaker\": \n";
    beside_a_good_one("t.jsonl", jsonl, &["error", "t.jsonl", "line 2"]);
}

#[test]
fn broken_captions_segments_and_xml() {
    let times = "WEBVTT\n\n00:01.000 --> 00:77.000\n<v Lena Orsol>We met.\n";
    beside_a_good_one("t.vtt", times.as_bytes(), &["error", "t.vtt, line 3", "not the start and end of a cue"]);
    let cut = "1\n00:00:01,000 --> 00:00:02,000\nWe met.\n\n2\n00:00:03,000 --";
    beside_a_good_one("t.srt", cut.as_bytes(), &["error", "t.srt, line 6", "cut off"]);
    let segments = "{\"segments\": [\n{\"start\": 0, \"text\": \"We met.\"},\n{\"start\": 1, \"te";
    beside_a_good_one("t.json", segments.as_bytes(), &["error", "t.json, line 3", "the JSON ends too early"]);
    let open = "<TEI><text><body>\n<u who=\"#a\"><seg>We met.</u></body></text></TEI>";
    beside_a_good_one("t.xml", open.as_bytes(), &["error", "t.xml, line 2", "not well-formed"]);
    beside_a_good_one(
        "nul.vtt",
        b"WEBVTT\n\n00:01.000 --> 00:02.000\nWe\0met\n",
        &["error", "nul.vtt", "not a text file"],
    );
    beside_a_good_one("o.xml", b"<?xml version='1.0'?><rss>We met.</rss>", &["error", "o.xml", "begins with <rss>"]);
}

#[test]
fn a_list_of_persons_is_no_failure_and_names_the_speakers_of_other_files() {
    let list = "<listPerson xmlns='http://www.tei-c.org/ns/1.0'><person xml:id='OL'><persName>Lena Orsol</persName>\
        <affiliation ref='#party.A' to='2024-05-01'/><affiliation ref='#party.B' from='2024-05-02'/></person></listPerson>";
    let sitting = "<TEI><teiHeader><setting><date when='2024-05-02'/></setting></teiHeader><text>\
        <u who='#OL' ana='#guest'><seg>We met.</seg></u><u who='#unknown'>They met.</u></text></TEI>";
    // The list comes after the sitting.
    let out = Call::analyze().input("a.xml", sitting).input("z.xml", list).arg("--strict").run().status(0);
    assert!(!out.stderr.contains("warning"), "{}", out.stderr);
    let status: Vec<String> = out.table("documents").into_iter().map(|r| r["status"].clone()).collect();
    assert_eq!(status, ["ok", "lists"]);
    let rules: Vec<String> = out.table("attribution").into_iter().map(|r| r["rule"].clone()).collect();
    assert_eq!(rules, ["person_list", "as_printed"]);
    let orsol = out.table("speakers").into_iter().find(|s| s["speaker"] == "Lena Orsol").expect("she speaks");
    assert_eq!(orsol["group"], "B");
    assert_eq!(out.table("turns")[0]["role"], "guest");
}

#[test]
fn a_missing_path() {
    let out = Call::analyze().input("good.txt", GOOD).arg("nowhere.txt").run();
    let out = out.status(1).says(&["error", "nowhere.txt", "no such file"]);
    assert_eq!(out.table("turns").len(), 2);
}

#[test]
fn nothing_but_a_missing_path_writes_nothing() {
    let out = Call::analyze().arg("nowhere").run().status(1).says(&["error", "nowhere"]);
    assert!(!out.path("").exists());
}

#[test]
fn a_folder_with_nothing_to_read() {
    Call::analyze().file("folder/.hidden", GOOD).arg("folder").run().status(1).says(&[
        "error",
        "folder",
        "nothing to read",
    ]);
}

#[test]
fn a_text_in_which_nobody_speaks_is_named_and_fails_where_there_is_no_other() {
    let news = "The delegation arrived on Monday.\n\nIt left on Tuesday.\n";
    let out = Call::analyze().input("news.txt", news).run().status(1);
    let out = out.says(&["warning", "news.txt", "no speaker turns", "--speaker NAME"]);
    assert!(out.stderr.starts_with("nothing is attributed"), "{}", out.stderr);
    assert_eq!(out.table("documents")[0]["status"], "no_turns");
    let beside = Call::analyze().input("good.txt", GOOD).input("news.txt", news).run().status(0);
    let beside = beside.says(&["warning: news.txt: no speaker turns"]);
    assert!(!beside.stderr.contains("nothing is attributed"), "{}", beside.stderr);
    let named = Call::analyze().input("news.txt", news).arg("--speaker").arg("Lena Orsol").run().status(0);
    assert_eq!(named.table("turns")[0]["speaker"], "Lena Orsol");
}

#[test]
fn speech_behind_a_header_that_is_not_understood_is_quoted_and_can_be_named() {
    let talk = "LENA ORSOL: We met.\n\nTOMAS VELL: Twice.\n\nLENA ORSOL: Yes.\n\nV@LL 7: It was cold there.\n\nTOMAS VELL: No.\n";
    let call = || Call::analyze().input("t.txt", talk);
    let out = call().run().status(0);
    let out = out.says(&["set aside: 26 characters in 1 document"]).says(&[
        "It was cold there.",
        "\"V@LL 7\" in t.txt",
        "--speakers",
    ]);
    assert_eq!(out.table("turns").len(), 4);
    let speakers = "[[speaker]]\nname = \"Dario Feltin\"\naliases = [\"V@LL 7\"]\n";
    let out = call().file("speakers.toml", speakers).arg("--speakers").arg("speakers.toml").run().status(0);
    let turns: Vec<(String, String)> =
        out.table("turns").into_iter().map(|row| (row["speaker"].clone(), row["text"].clone())).collect();
    assert_eq!(turns[3], ("Dario Feltin".to_owned(), "It was cold there.".to_owned()));
    assert!(!out.stderr.contains("without a speaker"), "{}", out.stderr);
}

#[test]
fn bad_usage() {
    Call::analyze().run().status(2);
    Call::analyze().input("good.txt", GOOD).arg("--threads").arg("0").run().status(2);
    let topics = "[[topic]]\nid = \"a\"\n";
    let call = || Call::analyze().input("good.txt", GOOD).file("topics.toml", topics);
    call().arg("--topics").arg("topics.toml").run().status(2).says(&["error", "topics.toml", "line"]);
    call().arg("--topics").arg("none.toml").run().status(2).says(&["error", "none.toml"]);
    let speakers = "[[speaker]]\nname = \"A B\"\naliases = [\"X\"]\n[[speaker]]\nname = \"C D\"\naliases = [\"X\"]\n";
    let call = call().file("speakers.toml", speakers).arg("--speakers").arg("speakers.toml");
    call.run().status(2).says(&["error", "speakers.toml", "A B", "C D"]);
}

#[test]
fn nothing_of_the_users_is_overwritten() {
    let mine = Call::analyze().input("good.txt", GOOD).file("out/speakers.csv", "mine").arg("--force").run();
    let mine = mine.status(2).says(&["error", "speakers.csv", "another folder"]);
    assert_eq!(mine.text("speakers"), "mine");
    for name in ["run.json", "datapackage.json", "turns.csv.partial"] {
        let mine = Call::analyze().input("good.txt", GOOD).file(&format!("out/{name}"), "{}").arg("--force").run();
        let mine = mine.status(2).says(&["error", name, "another folder"]);
        assert_eq!(std::fs::read(mine.path(name)).expect("is there"), b"{}");
    }
    let beside = Call::analyze().input("good.txt", GOOD).file("out/notes.txt", "mine").run().status(0);
    assert_eq!(std::fs::read(beside.path("notes.txt")).expect("is there"), b"mine");

    const FACTS: &str = "{\"program\": {\"name\": \"rostrum\"}}";
    let earlier =
        || Call::analyze().input("good.txt", GOOD).file("out/run.json", FACTS).file("out/speakers.csv", "old");
    let kept = earlier().run().status(2).says(&["error", "out", "--force"]);
    assert_eq!(kept.text("speakers"), "old");
    let replaced = earlier().arg("--force").run().status(0);
    assert_eq!(replaced.table("speakers").len(), 2);
}

#[test]
fn transcripts_in_the_output_folder_are_read_and_results_there_are_not() {
    let words = "Lena Orsol: We welcome this.\n";
    let first = Call::analyze().file("out/talk.txt", words).arg("out").run().status(0);
    assert_eq!(first.table("documents").len(), 1);
    let again = first.then("analyze").args(&["--out", "out", "--force", "."]).run().status(0);
    let documents = again.table("documents");
    assert_eq!(documents.iter().map(|row| &row["path"]).collect::<Vec<_>>(), ["./out/talk.txt"]);
    let none = again.then("analyze").args(&["--out", "out", "--force", "out/sentences.csv"]).run();
    none.status(1).says(&["out/sentences.csv", "nothing to read", "earlier results"]);
}

#[test]
fn an_output_folder_that_is_a_file_is_named_and_kept() {
    let words = "Lena Orsol: We welcome this.\n";
    let call = Call::command("analyze").input("talk.txt", words).args(&["--out", "talk.txt"]).run();
    let kept = call.status(2).says(&["talk.txt", "is a file"]).then("parse").arg("talk.txt").run().status(0);
    assert!(kept.stdout.contains("We welcome this."), "{}", kept.stdout);
}
