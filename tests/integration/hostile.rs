//! Inputs made to do harm: they open no file, write none, and as much as is said comes out, however much it is.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::harness::{Call, Outcome};

const SECRET: &str = "Nobody may read this aloud.";

/// A file of each format in which Lena Orsol says `words`, its lines apart where one line may not hold it all.
fn speeches(words: &str) -> [(&'static str, String); 8] {
    [
        ("t.txt", format!("Lena Orsol: {words}\n")),
        ("t.html", format!("<!DOCTYPE html><html><body><p><b>Lena Orsol:</b> {words}")),
        ("t.csv", format!("speaker,text\nLena Orsol,\"{words}\"\n")),
        ("t.jsonl", format!("{{\"speaker\": \"Lena Orsol\", \"text\": \"{words}\"}}\n")),
        ("t.vtt", format!("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Lena Orsol>{words}\n")),
        ("t.srt", format!("1\n00:00:01,000 --> 00:00:02,000\nLENA ORSOL: {words}\n")),
        (
            "t.json",
            format!(
                "{{\"segments\": [{{\"start\": 0, \"end\": 1, \"speaker\": \"SPEAKER_00\", \"text\": \"{words}\"}}]}}"
            ),
        ),
        ("t.xml", tei("", &format!("<u who=\"#LenaOrsol\"><seg>{words}</seg></u>"))),
    ]
}

fn tei(doctype: &str, body: &str) -> String {
    let root = "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\" xmlns:xi=\"http://www.w3.org/2001/XInclude\">";
    format!("<?xml version=\"1.0\"?>\n{doctype}{root}<teiHeader/><text><body>{body}</body></text></TEI>")
}

fn parsed(name: &str, content: impl AsRef<[u8]>) -> Outcome {
    Call::parse().file("secret.txt", SECRET).input(name, content).args(&["--format", "jsonl"]).run()
}

/// The turns' texts.
fn said(out: &Outcome) -> Vec<String> {
    let turn = |line: &str| -> serde_json::Value { serde_json::from_str(line).expect("JSON lines") };
    out.stdout.lines().map(|line| turn(line)["text"].as_str().expect("a text").to_owned()).collect()
}

#[test]
fn a_turn_of_any_length_comes_out_whole() {
    for count in [50_000, 100_000] {
        for (name, content) in speeches(&"peace ".repeat(count)) {
            let texts = said(&parsed(name, content).status(0));
            assert_eq!(texts.len(), 1, "{name}");
            assert_eq!(texts[0].split(' ').count(), count, "{name}");
            assert!(texts[0].split(' ').all(|word| word == "peace"), "{name}");
        }
    }
}

#[test]
fn what_a_file_names_is_not_opened() {
    let external = "<!DOCTYPE TEI [<!ENTITY s SYSTEM \"secret.txt\">]>";
    let internal = "<!DOCTYPE TEI [<!ENTITY a \"ha\"><!ENTITY s \"&a;&a;&a;&a;\">]>";
    for doctype in [external, internal] {
        let out = parsed("t.xml", tei(doctype, "<u who=\"#LenaOrsol\"><seg>We met. &s;</seg></u>")).status(1);
        let out = out.says(&["error", "t.xml, line 2", "&s;", "not expanded"]);
        assert_eq!(out.stdout, "");
    }
    let parameter = "<!DOCTYPE TEI SYSTEM \"secret.txt\" [<!ENTITY % s SYSTEM \"secret.txt\"> %s;]>";
    let included = "<u who=\"#LenaOrsol\"><seg>We met.<xi:include href=\"secret.txt\" parse=\"text\"/></seg></u>";
    assert_eq!(said(&parsed("t.xml", tei(parameter, included)).status(0)), ["We met."]);
    let page = "<!DOCTYPE html><body><p><b>Lena Orsol:</b> We met.<iframe src=\"secret.txt\"></iframe></p>";
    assert_eq!(said(&parsed("t.html", page).status(0)), ["We met."]);
}

#[test]
fn an_entry_of_an_archive_is_read_under_its_name_and_written_nowhere() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let names = ["../../x.txt", "/x.txt", "/etc/x.txt", "a/../../x.txt", "..\\..\\y.txt"];
    for name in names {
        writer.start_file(name, SimpleFileOptions::default()).expect("an entry");
        writer.write_all(b"Lena Orsol: We met.\n").expect("packs");
    }
    writer.add_symlink("link.txt", "secret.txt", SimpleFileOptions::default()).expect("a link");
    let packed = writer.finish().expect("packs").into_inner();
    let call = Call::parse().file("deep/secret.txt", SECRET).file("deep/er/all.zip", packed);
    let out = call.arg("deep/er/all.zip").args(&["--format", "jsonl"]).run().status(0);
    assert_eq!(said(&out), ["We met."; 5]);
    let folder = out.path("").with_file_name("deep");
    let written = walkdir::WalkDir::new(folder.parent().expect("the call's folder")).into_iter();
    let files = written.map(|entry| entry.expect("listed")).filter(|entry| entry.file_type().is_file()).count();
    assert_eq!(files, 2);
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_followed_once_and_end() {
    use std::os::unix::fs::symlink;
    let out = Call::parse().file("all/a.txt", "Lena Orsol: We met.\n").arg("all").run().status(0);
    let all = out.path("").with_file_name("all");
    symlink("../all", all.join("loop")).expect("a link");
    symlink("a.txt", all.join("same.txt")).expect("a link");
    symlink("nowhere", all.join("torn")).expect("a link");
    let again = out.then("parse").args(&["all", "--format", "jsonl"]).run().status(1);
    assert_eq!(said(&again), ["We met."]);
    let again = again.says(&["error", "loop", "points to an ancestor"]).says(&["error", "torn"]);
    assert_eq!(again.stderr.lines().filter(|line| line.starts_with("error:")).count(), 2);
}

#[test]
fn what_is_nested_without_end_is_read_or_refused() {
    let deep = tei("", &format!("{}{}", "<div>".repeat(300_000), "</div>".repeat(300_000)));
    parsed("t.xml", deep).status(1).says(&["error", "t.xml, line 2", "nested over 256 deep"]);
    parsed("t.jsonl", "[{\"speaker\":".repeat(100_000)).status(1).says(&["error", "t.jsonl, line 1"]);
    for tag in ["<b>", "<div>", "<i><p>"] {
        let page = format!("<!DOCTYPE html><p><b>Lena Orsol:</b> We met.{}", tag.repeat(100_000));
        assert_eq!(said(&parsed("t.html", page).status(0)).join(" "), "We met.", "{tag}");
    }
}

/// A million letters or colons that one person says without a stop would fill the memory as one sentence.
#[test]
fn senseless_texts_are_scored_in_bounded_time() {
    for piece in ["a", "a: "] {
        let speech = format!("Lena Orsol: {}\n", piece.repeat(1_000_000 / piece.len()));
        let out = Call::analyze().input("t.txt", speech).run().status(0);
        let said: usize = out.table("sentences").iter().map(|row| row["text"].len() + 1).sum();
        assert!(said >= 999_999, "{said}");
        assert!(out.table("sentences").iter().all(|row| row["text"].len() <= 20_000));
    }
    let out = Call::analyze().input("t.txt", "a: ".repeat(300_000)).run().status(1);
    out.says(&["warning", "t.txt", "no speaker turns"]);
}

/// The same thing over and over, as one line and as many, by itself and inside every format.
#[test]
fn a_megabyte_of_anything_is_read_or_refused() {
    const PIECES: [&str; 9] = [":", "(", "a", "<", "\"", "\n", "a: ", "a: \n", "(\n"];
    for piece in PIECES {
        let content = piece.repeat(1_000_000 / piece.len());
        let alone = [("alone.txt", content.clone())];
        for (name, content) in speeches(&content).into_iter().chain(alone) {
            let out = parsed(name, content);
            // refused, or read with nobody in it
            let told = ["error:", "nothing is attributed to anybody:"];
            let said = out.stderr.lines().filter(|line| told.iter().any(|start| line.starts_with(start))).count();
            assert_eq!(i32::try_from(said).expect("few"), out.status, "{piece:?} {name}: {}", out.stderr);
        }
    }
}
