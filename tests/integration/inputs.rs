//! Everything an input can be besides a file or a folder: packed files, archives, addresses; and their bad cousins.

use std::io::{Cursor, Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::harness::{Call, Outcome};

const GOOD: &str = "Lena Orsol: We are glad to be here. Thank you.\n\nTomas Vell: The road is closed.\n";

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).expect("packs");
    encoder.finish().expect("packs")
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        writer.write_all(content).expect("packs");
    }
    writer.finish().expect("packs").into_inner()
}

fn documents(out: &Outcome) -> Vec<(String, String)> {
    out.table("documents").into_iter().map(|r| (r["document"].clone(), r["status"].clone())).collect()
}

/// A bad file beside a good one: status 1, one line about the bad one, and the good one's tables.
fn beside_a_good_one(name: &str, content: &[u8], parts: &[&str]) {
    let out = Call::analyze().input("good.txt", GOOD).input(name, content).run().status(1);
    let errors: Vec<&str> = out.stderr.lines().filter(|line| line.starts_with("error:")).collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].contains(name) && parts.iter().all(|p| errors[0].contains(p)), "{parts:?} in {errors:?}");
    assert_eq!(out.table("turns").len(), 2);
}

#[test]
fn packed_files_are_read_like_plain_ones() {
    let plain = Call::analyze().input("t.txt", GOOD).run().status(0);
    let zst = zstd::encode_all(GOOD.as_bytes(), 3).expect("packs");
    for (name, packed) in [("t.txt.gz", gzip(GOOD.as_bytes())), ("t.txt.zst", zst), ("any name", gzip(GOOD.as_bytes()))]
    {
        let out = Call::analyze().input(name, packed).run().status(0);
        assert_eq!(out.text("sentences").replace(name, "t.txt"), plain.text("sentences"));
    }
}

#[test]
fn an_archive_stands_for_its_entries() {
    let archive = zip(&[
        ("b/two.txt", GOOD.as_bytes()),
        ("a.txt", GOOD.as_bytes()),
        ("b/.hidden", b"x"),
        ("../up.txt", GOOD.as_bytes()),
    ]);
    let out = Call::analyze().input("all.zip", archive).arg("--keep-duplicates").run().status(0);
    let ok = |id: &str| (format!("all.zip/{id}"), "ok".to_owned());
    assert_eq!(documents(&out), [ok("up.txt"), ok("a.txt"), ok("b/two.txt")]);
    assert_eq!(out.table("turns").len(), 6);
}

#[test]
fn archives_that_are_not_what_they_seem() {
    let inner = zip(&[("a.txt", GOOD.as_bytes())]);
    beside_a_good_one("nested.zip", &zip(&[("inner.zip", &inner)]), &["inside an archive"]);
    beside_a_good_one("twice.gz", &gzip(&gzip(GOOD.as_bytes())), &["inside a compressed file"]);
    beside_a_good_one("cut.gz", &gzip(GOOD.as_bytes())[..40], &["ends too early"]);
    beside_a_good_one("cut.zip", &inner[..40], &["ZIP"]);
    beside_a_good_one("letter.docx", &zip(&[("[Content_Types].xml", b"<x/>")]), &["office document"]);
    beside_a_good_one(
        "slides.pptx",
        &zip(&[("[Content_Types].xml", b"<x/>"), ("ppt/a.xml", b"<x/>")]),
        &["PowerPoint"],
    );
    beside_a_good_one("none.zip", &zip(&[]), &["nothing to read"]);
}

#[test]
fn a_document_is_read_wherever_it_is_packed() {
    let text = "<w:document xmlns:w='w'><w:body><w:p><w:r><w:t>Lena Orsol: We are glad to be here.</w:t></w:r></w:p>\
                <w:p><w:r><w:t>Tomas Vell: The road is closed.</w:t></w:r></w:p></w:body></w:document>";
    let word = zip(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", text.as_bytes())]);
    let inside = zip(&[("letter.docx", &word), ("a.txt", GOOD.as_bytes())]);
    for (name, file, turns) in [("l.docx", word.clone(), 2), ("l.docx.gz", gzip(&word), 2), ("all.zip", inside, 4)] {
        let out = Call::analyze().input(name, file).run().status(0);
        assert_eq!(out.table("turns").len(), turns, "{name}");
    }
}

#[test]
fn bombs_are_defused_before_they_fill_the_memory() {
    let zeros = vec![b'\n'; 64 << 20];
    beside_a_good_one("bomb.gz", &gzip(&zeros), &["times its length"]);
    beside_a_good_one("bomb.zip", &zip(&[("zeros.txt", &zeros)]), &["times its length"]);
    let word = zip(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", &zeros)]);
    beside_a_good_one("bomb.docx", &word, &["times its length"]);
}

#[test]
fn what_is_too_large_is_refused_with_its_place() {
    let mut long = b"Lena Orsol: We met.\n".to_vec();
    long.resize(66 << 20, b'a');
    beside_a_good_one("long.txt", &long, &["line 2", "64 MB"]);
    let many = "Lena Orsol: We met here.\n\n".repeat(45_000);
    let out = Call::analyze().input("good.txt", GOOD).input("many.txt", many).arg("--max-size").arg("1").run();
    out.status(1).says(&["error", "many.txt", "1 MB", "--max-size"]);
}

/// Answers one call per element with it, in order; the address.
fn serve(answers: Vec<Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for answer in answers {
            let Ok((mut stream, _)) = listener.accept() else { return };
            let _ = stream.read(&mut [0; 4096]);
            if answer.is_empty() {
                // an answer that never comes
                thread::sleep(Duration::from_secs(20));
            }
            let _ = stream.write_all(&answer);
        }
    });
    address
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
    [head.as_bytes(), body].concat()
}

#[test]
fn a_page_is_fetched_once() {
    let address = serve(vec![answer("200 OK", "Content-Type: text/plain\r\n", GOOD.as_bytes())]);
    let out = Call::analyze().arg(format!("{address}/talks/1?print=yes")).run().status(0);
    let id = format!("{}/talks/1", address.trim_start_matches("http://"));
    assert_eq!(documents(&out), [(id, "ok".to_owned())]);
    assert_eq!(out.table("turns").len(), 2);
}

#[test]
fn a_redirect_is_followed_and_compression_undone() {
    let packed = answer("200 OK", "Content-Encoding: gzip\r\n", &gzip(GOOD.as_bytes()));
    let address = serve(vec![answer("302 Found", "Location: /there\r\n", b""), packed]);
    let out = Call::analyze().arg(format!("{address}/here")).run().status(0);
    assert_eq!(out.table("turns").len(), 2);
}

/// One line that names the address and the reason, while the rest completes.
fn fails_to_fetch(answers: Vec<Vec<u8>>, parts: &[&str]) {
    let address = format!("{}/page", serve(answers));
    let call = Call::analyze().input("good.txt", GOOD).arg(&address).args(&["--timeout", "1", "--max-size", "1"]);
    let out = call.run().status(1).says(&[&["error", address.as_str()], parts].concat());
    assert_eq!(out.table("turns").len(), 2);
}

#[test]
fn addresses_that_give_no_page() {
    fails_to_fetch(vec![answer("404 Not Found", "", b"")], &["no such page"]);
    fails_to_fetch(vec![answer("503 Service Unavailable", "", b"")], &["503"]);
    fails_to_fetch(vec![Vec::new()], &["no answer in time"]);
    fails_to_fetch(vec![answer("200 OK", "", &vec![b'\n'; 3 << 20])], &["1 MB", "--max-size"]);
    let cut = answer("200 OK", "", GOOD.as_bytes());
    fails_to_fetch(vec![cut[..cut.len() - 20].to_vec()], &[]);
    Call::analyze().arg("http://127.0.0.1:9/").run().status(1).says(&["error", "127.0.0.1:9", "no connection"]);
}

#[test]
fn columns_are_guessed_aloud_or_named() {
    let table = "who,Utterance,place\nLena Orsol,We met.,Brenn\n";
    let out = Call::parse().input("t.csv", table).run().status(0);
    out.says(&["t.csv", "columns guessed", "speaker = \"who\"", "text = \"Utterance\""]);
    let table = "Redner;Rede;text\nLena Orsol;We met.;4\n";
    let call = || Call::parse().input("t.txt", table);
    let out = call().args(&["--columns", "speaker=Redner,text=rede"]).run().status(0);
    assert!(out.stdout.contains("We met.") && out.stdout.contains("Lena Orsol"), "{}", out.stdout);
    assert!(!out.stderr.contains("guessed"), "{}", out.stderr);
    let wrong = Call::parse().input("t.csv", table).args(&["--columns", "speaker=Sprecher"]).run().status(1);
    wrong.says(&["error", "t.csv", "no speaker column", "Redner", "--columns"]);
    call().args(&["--columns", "Redner"]).run().status(2).says(&["--columns Redner", "speaker=NAME"]);
}
