//! Whole files through the readers: the samples against their key, and the traps of attribution.

mod captions;
mod hostile;
mod list;
mod office;
mod pages;
mod recorded;
mod shapes;
mod sheets;
mod tables;

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::*;
use crate::config::parse_speakers;
use crate::input::find;
use crate::speaker::Registry;
use crate::transcript::{Reason, Transcript, Unit};

fn source(id: &str) -> Source {
    Source::file(id, id)
}

fn read_str(id: &str, text: &str) -> Vec<Transcript> {
    read_bytes(&source(id), text.as_bytes(), &Options::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// Through one format's reader, whatever the text shows.
fn read_as(format: &str, path: &str, text: &str) -> Result<Vec<Transcript>> {
    let options = Options::default();
    let format = FORMATS.iter().find(|known| known.name == format).unwrap();
    (format.read)(&SourceText::new(Path::new(path), text, &options))
}

fn one(text: &str) -> Transcript {
    read_str("a.txt", text).remove(0)
}

/// (header, text) of each turn.
fn turns(transcript: &Transcript) -> Vec<(&str, &str)> {
    transcript.turns.iter().map(|t| (t.header.printed.as_str(), t.text.as_str())).collect()
}

fn assert_balanced(transcript: &Transcript) {
    let aside: usize = transcript.set_aside.iter().map(|(_, n)| n).sum();
    assert_eq!(transcript.characters, transcript.spoken_characters() + aside, "{}", transcript.id);
    for turn in &transcript.turns {
        assert!(
            !turn.text.is_empty() && turn.text.lines().all(|line| line.trim() == line && !line.is_empty()),
            "{turn:?}"
        );
    }
}

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn samples() -> (Vec<Transcript>, Registry) {
    samples_in("data/sample")
}

fn samples_in(folder: &str) -> (Vec<Transcript>, Registry) {
    let folder = project(folder).display().to_string();
    let mut transcripts = Vec::new();
    for source in find(&[folder]) {
        transcripts.extend(read(&source.unwrap(), &Options::default()).unwrap());
    }
    let toml = std::fs::read_to_string(project("data/speakers.toml")).unwrap();
    let mut registry = Registry::new(parse_speakers(&toml, "speakers.toml".as_ref()).unwrap());
    for transcript in &transcripts {
        registry.list(&transcript.people);
        registry.learn(&transcript.id, transcript.turns.iter().map(|t| &t.header));
    }
    (transcripts, registry)
}

#[test]
fn headers_of_one_word_begin_turns_below_a_headline() {
    for (first, second) in [("Interviewer", "Orsol"), ("Orsol", "Vell"), ("Q", "A")] {
        let text = format!(
            "Radio talk\n\n{first}: Why is it closed?\n{second}: It is late.\nAnd cold.\n{first}: When will it open?\n{second}: In May.\n"
        );
        let read = one(&text);
        let said = [(first, "Why is it closed?"), (second, "It is late. And cold."), (first, "When will it open?")];
        assert_eq!(turns(&read), [said.as_slice(), &[(second, "In May.")]].concat(), "{text}");
        assert_balanced(&read);
    }
    // a line that was broken for its length, and a word that is there once, are what the turn says
    let text = "Lena Orsol: We have waited for the opening of this very road and the\nBrenn: It is here.\nKeldova: Yes.\n\n\
                Tomas Vell: Thank you.\n\nLena Orsol: We met on the road to Brenn in the rain of April, and\nBrenn: Again.";
    assert_eq!(turns(&one(text)).len(), 3);
}

#[test]
fn samples_match_their_key() {
    assert_match("data/sample", "tests/reference/sample_turns.json");
    assert_match("data/formats", "tests/reference/format_turns.json");
}

fn assert_match(folder: &str, key: &str) {
    let (transcripts, registry) = samples_in(folder);
    let key: Value = serde_json::from_str(&std::fs::read_to_string(project(key)).unwrap()).unwrap();
    let expected = key["documents"].as_array().unwrap();
    assert_eq!(transcripts.len(), expected.len());
    for document in expected {
        let file = document["file"].as_str().unwrap();
        let id = document["document"].as_str().map_or(file.to_owned(), |key| format!("{file}#{key}"));
        let found = transcripts.iter().find(|t| t.id == id).unwrap_or_else(|| panic!("{id} was not read"));
        assert_eq!(found.title.as_deref(), document["title"].as_str(), "{id}");
        assert_eq!(found.date.as_deref(), document["date"].as_str(), "{id}");
        let have: Vec<Value> = found
            .turns
            .iter()
            .map(|turn| {
                let who = registry.resolve(&found.id, &turn.header);
                let starts: Vec<&str> = turn.text.split_whitespace().take(5).collect();
                serde_json::json!({"speaker": who.speaker, "role": who.role, "starts": starts.join(" ")})
            })
            .collect();
        let want = document["turns"].as_array().unwrap();
        for (number, (have, want)) in have.iter().zip(want).enumerate() {
            assert_eq!(have, want, "{id}, turn {}", number + 1);
        }
        assert_eq!(have.len(), want.len(), "{id}");
    }
}

#[test]
fn samples_balance_and_repeat() {
    let (transcripts, _) = samples();
    transcripts.iter().for_each(assert_balanced);
    assert_eq!(transcripts, samples().0);
    for transcript in transcripts.iter().filter(|t| t.format == "text") {
        let text = std::fs::read_to_string(&transcript.path).unwrap();
        assert_eq!(transcript.characters, text.chars().count(), "{}", transcript.id);
    }
}

#[test]
fn a_saved_text_page_gives_its_three_turns() {
    let text = "View settings\n\nFont size:\nSite colours:\n\n\nOfficial website of the President of Varsia\n\nДокумент\u{a0} /\n\n\
        Meeting with President of\u{a0}Keldova Ida Norvik\n\nMay 25, 2023, The\u{a0}Old House, Brenn\n\n\
        Lena Orsol and\u{a0}President of\u{a0}the Republic of\u{a0}Keldova Ida Norvik met.\n\n* * *\n\n\
        President of\u{a0}Varsia Lena Orsol: President Norvik, colleagues.\n\nFirst of\u{a0}all, I\u{a0}welcome you.\n\n\n\
        President of\u{a0}Keldova Ida Norvik: Thank you.\n\nLena Orsol: Thank you.\n\n\nMay 25, 2023, The\u{a0}Old House, Brenn\n\n\
        Text version\n";
    let transcript = one(text);
    assert_eq!(
        turns(&transcript),
        [
            ("President of Varsia Lena Orsol", "President Norvik, colleagues.\nFirst of all, I welcome you."),
            ("President of Keldova Ida Norvik", "Thank you."),
            ("Lena Orsol", "Thank you."),
        ]
    );
    assert_eq!(transcript.title.as_deref(), Some("Meeting with President of Keldova Ida Norvik"));
    assert_eq!(transcript.date.as_deref(), Some("2023-05-25"));
    assert_eq!(transcript.characters, text.chars().count());
    assert_balanced(&transcript);
    let reasons: Vec<Reason> = transcript.set_aside.iter().map(|(reason, _)| *reason).collect();
    use Reason::*;
    assert_eq!(reasons, [Furniture, Headline, Dateline, Lead, Divider, Header, Markup]);
}

#[test]
fn prose_with_colons_stays_in_its_turn() {
    let transcript = one(
        "Lena Orsol: Good evening.\n\nI will say this: no.\n\nTwo things: first, tea.\n\nThe message reads: come.\n\n\
         To put it plainly: rain.\n\nHalmar: a town I love.\n\n(Applause)\n\nTomas Vell: Yes (laughs), yes.\n\nLena Orsol: At 10:30.\n",
    );
    assert_eq!(transcript.turns.len(), 3);
    assert_eq!(transcript.turns[0].text.lines().count(), 6);
    assert_eq!(transcript.turns[1].text, "Yes, yes.");
    assert_balanced(&transcript);
}

#[test]
fn shapes_of_dialogues() {
    for (text, expected) in [
        ("Anna: Hi.\nBob: Hello.\nAnna: Bye.", vec!["Anna", "Bob", "Anna"]),
        ("SPEAKER_00: Hi.\n\nSPEAKER_01: Hello.", vec!["SPEAKER_00", "SPEAKER_01"]),
        ("Q: Why?\n\nA: Because.\n\nQ: So?", vec!["Q", "A", "Q"]),
        ("LENA ORSOL:\nGood morning.\n\nTOMAS VELL:\nGood.", vec!["LENA ORSOL", "TOMAS VELL"]),
        ("A\n\nLena Orsol: One\nTomas Vell: two\nLena Orsol: three", vec!["Lena Orsol", "Tomas Vell", "Lena Orsol"]),
        ("Lena Orsol: One.\r\rTomas Vell: Two.", vec!["Lena Orsol", "Tomas Vell"]),
        ("No speaker at all.\n\nJust prose, and more: prose.", vec![]),
    ] {
        let transcript = one(text);
        let who: Vec<&str> = transcript.turns.iter().map(|t| t.header.printed.as_str()).collect();
        assert_eq!(who, expected, "{text}");
        assert_balanced(&transcript);
    }
}

#[test]
fn dash_lines_belong_to_who_is_said_to_speak() {
    let text = "Talks in Brenn\n\nThe talks began at noon. President of Varsia Lena Orsol said:\n- We are glad.\n– Welcome.\n\n\
        Both smiled.\n- A list of nobody's.\n\nTomas Vell replied:\n\n- Thank you.\n";
    let transcript = one(text);
    let expected = [("President of Varsia Lena Orsol", "We are glad.\nWelcome."), ("Tomas Vell", "Thank you.")];
    assert_eq!(turns(&transcript), expected);
    assert_balanced(&transcript);
    // where headers name the speakers, what they quote stays theirs
    let quoted = one("Lena Orsol: As Tomas Vell said:\n- Roads first.\n\nAnna Berg: Yes.");
    assert_eq!(quoted.turns.len(), 2);
}

#[test]
fn breaks_inside_headers_are_mended() {
    let text = "Talks in Brenn\n4 March 2024\nPresident of Varsia Lena\nOrsol: Good\nDay to you all.\nPrime Minister of Keldova\n\
        Tomas Vell: Thank you.\nLena Orsol\n: You are welcome\nTomas\u{a0}Vell: Yes.\nPresident of Brenn\nAda Tarn\n(retranslated)\n: No.\n";
    let transcript = one(text);
    let who: Vec<&str> = transcript.turns.iter().map(|t| t.header.printed.as_str()).collect();
    assert_eq!(
        who,
        [
            "President of Varsia Lena Orsol",
            "Prime Minister of Keldova Tomas Vell",
            "Lena Orsol",
            "Tomas Vell",
            "President of Brenn Ada Tarn (retranslated)",
        ]
    );
    assert_eq!(transcript.title.as_deref(), Some("Talks in Brenn"));
    assert_balanced(&transcript);
}

#[test]
fn a_name_with_an_occupation_needs_the_name_elsewhere() {
    let who = |text: &str| -> Vec<String> { one(text).turns.iter().map(|t| t.header.printed.clone()).collect() };
    let text = "Anna Berg: Hello.\n\nMilan Tarn, ship cutter, second shop: We cut steel.\n\nAnna Berg: Good.\n\nMilan Tarn: Yes.";
    assert_eq!(who(text)[1], "Milan Tarn, ship cutter, second shop");
    let text = "Anna Berg: Hello.\n\nMilan Tarn, my old friend, wrote: come.\n\nAnna Berg: Good.";
    assert_eq!(who(text), ["Anna Berg", "Anna Berg"]);
}

#[test]
fn pages_with_bold_headers() {
    let page = "<html lang='en'><head><title>T</title></head><body><nav><p><b>Menu:</b> x</p></nav><h1>A talk</h1>\
        <p><time datetime='2024-02-03T10:00'>3 Feb</time></p><p>They <b>met</b>.</p>\
        <p><b>President of <i>Varsia</i> </b><b>Lena&nbsp;Orsol</b><b>:</b> One &amp; <b>two:</b> three.</p><p>Four.</p>\
        <figure><figcaption>A photo</figcaption></figure>\
        <p><strong>Tomas Vell</strong> <i>(retranslated)</i>: Five.</p><p><b>Lena Orsol:</b></p><p>Six.</p><p>&lt;…&gt;</p>\
        <p>Question: Seven?</p><p><b>Note for the media:</b> eight</p><footer>F</footer></body></html>";
    let transcript = one(page);
    assert_eq!(
        turns(&transcript),
        [
            ("President of Varsia Lena Orsol", "One & two: three.\nFour."),
            ("Tomas Vell (retranslated)", "Five."),
            // a role word has no support where headers are bold and it is not
            ("Lena Orsol", "Six.\nQuestion: Seven?\nNote for the media: eight"),
        ]
    );
    assert_eq!((transcript.title.as_deref(), transcript.date.as_deref()), (Some("A talk"), Some("2024-02-03")));
    assert_eq!(transcript.language.as_deref(), Some("en"));
    assert_balanced(&transcript);
    let plain = one("<div>Lena Orsol: One.<br>Tomas Vell: Two.</div><div>Three.</div>");
    assert_eq!(turns(&plain), [("Lena Orsol", "One."), ("Tomas Vell", "Two.\nThree.")]);
}

#[test]
fn pages_with_dozens_of_speakers_letters_lists_and_cards() {
    let given = ["Ada", "Bela", "Cora", "Dina", "Edda", "Fina", "Gala"];
    let family = ["Tarn", "Moser", "Lindqvist", "Okar", "Pell", "Quist"];
    let names: Vec<String> = given.iter().flat_map(|g| family.iter().map(move |f| format!("{g} {f}"))).collect();
    let mut page = String::from(
        "<html><body><article><p><b>President of Varsia <a class='person_tag'>Lena Orsol<span class='read__tooltip \
         tooltip_person hidden masha-ignore'><span class='tooltip_title'>Orsol Lena</span> Card text</span></a></b><b>:</b> \
         The message reads:</p><p>Dear friends: come to Brenn.</p><p>Two things matter:</p><ul><li>Roads: open.</li>\
         <li>Tomas Vell: he agrees.</li></ul>",
    );
    for name in &names {
        page.push_str(&format!("<p><b>{}:</b></p><p>My name is not in this.</p>", name.replace(' ', "\u{a0}")));
    }
    page.push_str("<p><b>LenaOrsol:</b> Thank you.</p></article></body></html>");
    let transcript = one(&page);
    assert_balanced(&transcript);
    let mut registry = Registry::new(Vec::new());
    registry.learn("a", transcript.turns.iter().map(|t| &t.header));
    let who: Vec<String> = transcript.turns.iter().map(|t| registry.resolve("a", &t.header).speaker).collect();
    let expected: Vec<&str> =
        ["Lena Orsol"].into_iter().chain(names.iter().map(String::as_str)).chain(["Lena Orsol"]).collect();
    assert_eq!(who, expected);
    let letter =
        "The message reads:\nDear friends: come to Brenn.\nTwo things matter:\nRoads: open.\nTomas Vell: he agrees.";
    assert_eq!(transcript.turns[0].text, letter, "a letter and a list are the speaker's, a card is nobody's");
}

#[test]
fn tables_of_all_kinds() {
    let table = "Document;Turn;Speaker;Text;Party\nx;1;Anna;\"One; \"\"two\"\"\";P\nx;1;Anna;three;P\ny;1;Bob;four;\nx;2;Anna;;P\nx;3;Anna;five;P\n";
    let both = read_str("t.csv", table);
    assert_eq!(both.iter().map(|t| t.id.as_str()).collect::<Vec<_>>(), ["t.csv#x", "t.csv#y"]);
    assert_eq!(turns(&both[0]), [("Anna", "One; \"two\"\nthree"), ("Anna", "five")]);
    assert_eq!(both[0].turns[0].header.group.as_deref(), Some("P"));
    assert_eq!(both[0].notes, ["rows without text, set aside: 1"]);
    both.iter().for_each(assert_balanced);
    let options = Options { unit: Unit::Sentence, ..Options::default() };
    let sentences = read_bytes(&source("t.csv"), table.as_bytes(), &options).unwrap();
    assert_eq!(sentences[0].turns.len(), 3);
    assert!(sentences[0].turns.iter().all(|t| t.unit == Unit::Sentence));
    let tabs = read_str("t.txt", "who\tutterance\tdate\nAnna\tOne, two\t2024-01-02\n");
    assert_eq!((tabs[0].id.as_str(), tabs[0].date.as_deref()), ("t.txt", Some("2024-01-02")));
}

#[test]
fn json_lines_and_arrays() {
    let lines = "{\"speaker\": {\"id\": \"anna\", \"name\": \"Anna Berg\"}, \"text\": \"One.\\n\\nTwo.\", \"timestamp\": 1757664000, \"x\": 1}\n\n{\"speaker\": \"Bob\", \"text\": \"Three\", \"conversation_id\": null}\n";
    let read = read_str("u.jsonl", lines);
    assert_eq!(turns(&read[0]), [("Anna Berg", "One.\nTwo."), ("Bob", "Three")]);
    assert_eq!(read[0].date.as_deref(), Some("2025-09-12"));
    assert_balanced(&read[0]);
    let nobody = "{\"speaker\": \"Anna\", \"text\": \"One\"}\n{\"speaker\": null, \"text\": \"Two!\"}\n{\"speaker\": \"\", \"text\": \"No\"}\n";
    let read = read_str("u.jsonl", nobody);
    assert_eq!(turns(&read[0]), [("Anna", "One")]);
    assert_eq!(read[0].set_aside_for(Reason::Unattributed), 6);
    assert_eq!(read[0].notes, ["rows without a speaker, set aside: 2"]);
    assert_balanced(&read[0]);
    let array = read_str(
        "u.json",
        "[\n {\"speaker\": \"Anna\",\n \"text\": \"One\"},\n {\"speaker\": \"Bob\", \"text\": \"Two\"}]",
    );
    assert_eq!(turns(&array[0]), [("Anna", "One"), ("Bob", "Two")]);
}

#[test]
fn stated_mentions_keep_their_place_where_rows_join_and_space_is_folded() {
    let jsonl = "{\"speaker\":\"Lena Orsol\",\"turn\":1,\"text\":\" Brenn  and\\n\\nHalmar. \",\"mentions\":[{\"start\":1,\"end\":6}]}\n\
        {\"speaker\":\"Lena Orsol\",\"turn\":1,\"text\":\"(Laughs) Old   Brenn\",\"mentions\":[{\"start\":9,\"end\":20,\"type\":\"LOC\"}]}";
    let transcript = one(jsonl);
    assert_balanced(&transcript);
    let turn = &transcript.turns[0];
    assert_eq!((transcript.turns.len(), turn.text.as_str()), (1, "Brenn and\nHalmar.\n(Laughs) Old Brenn"));
    let stated: Vec<&str> = turn.mentions.iter().flatten().map(|given| given.span.slice(&turn.text)).collect();
    assert_eq!(stated, ["Brenn", "Old Brenn"]);
}

#[test]
fn bad_files_name_place_and_reason() {
    let message = |id: &str, text: &str| {
        read_bytes(&source(id), text.as_bytes(), &Options::default())
            .map_or_else(|e| e.to_string(), |_| "read".to_owned())
    };
    for (id, text, expected) in [
        ("a.csv", "speaker,text\nAnna,hi\nBob\n", "a.csv, line 3: a row of 1 fields where the header has 2"),
        ("a.csv", "speaker,text\nAnna,hi\nBob,\"never\nclosed\n", "a.csv, line 3: a quoted field is never closed"),
        (
            "a.csv",
            "speaker,words\nAnna,hi\n",
            "a.csv: no text column among: speaker, words (--columns text=NAME says which)",
        ),
        ("a.csv", "x,text\nAnna,hi\n", "a.csv: no speaker column among: x, text (--columns speaker=NAME says which)"),
        (
            "a.jsonl",
            "{\"speaker\": \"A\", \"text\": \"b\"}\n{\"speaker\": \"A\"}\n",
            "a.jsonl, line 2: no \"text\" in this object",
        ),
        (
            "a.jsonl",
            "{\"speaker\": \"A\", \"text\": \"b\"}\n{\"speaker\": \n",
            "a.jsonl, line 2: the JSON ends too early (EOF while parsing a value)",
        ),
        ("a.jsonl", "{\"speaker\": \"A\", \"text\": \"b\"}\nhello\n", "a.jsonl, line 2: not JSON (expected value)"),
        ("a.txt", " \n", "a.txt: the file is empty"),
    ] {
        assert_eq!(message(id, text), expected);
    }
}
