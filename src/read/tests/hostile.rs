//! What must hold for any input: no panic, books that balance, the same answer every time.

use proptest::prelude::*;

use super::*;

/// Characters of a hostile file.
const LENGTH: usize = 16_000;

/// What repeats, behind what makes a reader expect more of it. How long such files take is measured by `benches/proportion.rs`.
#[test]
fn what_repeats_without_end_balances() {
    let hostile: Value = serde_json::from_str(include_str!("../../../tests/hostile_pieces.json")).unwrap();
    let texts = |name: &str| hostile[name].as_array().unwrap().iter().filter_map(Value::as_str).collect::<Vec<_>>();
    let openings = FORMATS.iter().map(|format| format.frame[0]).chain(texts("openings"));
    for opening in openings {
        for piece in texts("pieces") {
            let text = format!("{opening}{}", piece.repeat(LENGTH / piece.len()));
            read_bytes(&source("x.txt"), text.as_bytes(), &Options::default())
                .iter()
                .flatten()
                .for_each(assert_balanced);
        }
    }
}

fn line() -> impl Strategy<Value = String> {
    let header = prop_oneof![
        Just("President of Varsia Lena Orsol:"),
        Just("Lena Orsol:"),
        Just("T. Vell (retranslated):"),
        Just("Question:"),
        Just("SPEAKER_00:"),
        Just("Anna:"),
        Just("I will say this:"),
        Just("May 25, 2023, Brenn"),
        Just("* * *"),
        Just("(Applause)"),
        Just("<p>"),
        Just("</p>"),
        Just("<b>"),
        Just("</b>"),
        Just("<div class='slider'>"),
        Just("</div>"),
        Just("<br>"),
        Just("&nbsp;"),
        Just("speaker,text"),
        Just("\"a\"\"b\""),
        Just("{\"speaker\": \"A\", \"text\": \"b (Laughter) c\"}"),
        Just("(laughs)"),
        Just(""),
    ];
    (
        header,
        "[ \u{a0}]?(\\PC{0,12}|[a-zA-Z:,.()\\[\\]]{0,20})",
        prop_oneof![Just("\n"), Just("\n\n"), Just("\r\n"), Just(" ")],
    )
        .prop_map(|(header, rest, end)| format!("{header}{rest}{end}"))
}

fn check(bytes: &[u8], name: &str) -> std::result::Result<(), TestCaseError> {
    for unit in [Unit::Turn, Unit::Sentence] {
        let read = || read_bytes(&source(name), bytes, &Options { unit, ..Options::default() });
        let (first, second) = (read(), read());
        let Ok(first) = first else { continue };
        first.iter().for_each(assert_balanced);
        if first.iter().all(|t| t.format == "text") {
            let decoded = decode(Path::new(name), bytes).map_err(|e| TestCaseError::fail(e.to_string()))?;
            prop_assert_eq!(first[0].characters, decoded.text.chars().count());
        }
        let mut registry = Registry::new(Vec::new());
        for transcript in &first {
            registry.list(&transcript.people);
            registry.learn(&transcript.id, transcript.turns.iter().map(|t| &t.header));
        }
        for transcript in &first {
            for turn in &transcript.turns {
                registry.resolve(&transcript.id, &turn.header);
            }
        }
        prop_assert_eq!(Some(first), second.ok());
    }
    Ok(())
}

fn caption() -> impl Strategy<Value = String> {
    let time = prop_oneof![
        Just("00:00:01.000 --> 00:00:02.000\n"),
        Just("00:00:02,000 --> 00:00:01,000 x:y\r\n"),
        Just("1\n00:00:02,000 --> 00:00:04,000\n"),
        Just("NOTE "),
        Just(""),
    ];
    let lead = prop_oneof![
        Just("LENA ORSOL: "),
        Just(">> "),
        Just("- "),
        Just("[SPEAKER_00]: "),
        Just("<v Lena>"),
        Just("</v>"),
        Just("[Music]"),
        Just("&gt;&gt; T. VELL:"),
        Just("{\\an8}"),
        Just(""),
    ];
    (time, lead, "(\\PC{0,8}|[a-z<>&;:.v/ -]{0,15})", prop_oneof![Just("\n"), Just("\n\n"), Just("\r\n\r\n"), Just("")])
        .prop_map(|(time, lead, text, end)| format!("{time}{lead}{text}{end}"))
}

fn element() -> impl Strategy<Value = String> {
    let tag = prop_oneof![
        Just("<u who='#a' ana='#chair'>"),
        Just("<u>"),
        Just("</u>"),
        Just("<seg>"),
        Just("</seg>"),
        Just("<s>"),
        Just("</s>"),
        Just("<w join='right'>a</w>"),
        Just("<w>b</w>"),
        Just("<note type='speaker'>c</note>"),
        Just("<gap/>"),
        Just("&amp;"),
        Just("<person xml:id='a'><persName><forename>A</forename><surname>B</surname></persName></person>"),
        Just("</text>"),
        Just("<text>"),
        Just("<TEI>"),
    ];
    (tag, "[a-z,. \n]{0,6}").prop_map(|(tag, text)| tag.to_owned() + &text)
}

/// A file of each format without a fault, and the words that are said in it.
const WHOLE: [(&str, &str); 4] = [
    ("x.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna Berg>One &amp; two.\n"),
    ("x.srt", "1\n00:00:01,000 --> 00:00:02,000\nANNA BERG: One & two.\n"),
    ("x.json", "{\"segments\": [{\"start\": 1, \"text\": \"One & two.\", \"speaker\": \"Anna Berg\"}]}\n"),
    ("x.xml", "<TEI><text><u who='#AnnaBerg'><seg>One &amp; two.</seg></u></text></TEI>\n"),
];

#[test]
fn a_file_cut_anywhere_is_refused_or_says_no_more_than_the_whole() {
    for (name, file) in WHOLE {
        for end in (0..file.len()).chain([file.len()]) {
            let read = read_bytes(&source("x"), &file.as_bytes()[..end], &Options::default());
            for transcript in read.into_iter().flatten() {
                assert_balanced(&transcript);
                for turn in &transcript.turns {
                    let cut = "One &amp; two.".starts_with(&turn.text) || "One & two.".starts_with(&turn.text);
                    assert!(cut, "{name} {end}: {turn:?}");
                }
            }
        }
        let whole = read_str("x", file);
        assert_eq!(turns(&whole[0]).last().map(|turn| turn.1), Some("One & two."), "{name}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        check(&bytes, "x.txt")?;
        check(&bytes, "x.csv")?;
    }

    #[test]
    fn any_mixture_of_lines_balances(lines in prop::collection::vec(line(), 0..25)) {
        check(lines.concat().as_bytes(), "x.txt")?;
        check(format!("<html><body>{}", lines.concat()).as_bytes(), "x.html")?;
        check(format!("speaker,text\n{}", lines.concat()).as_bytes(), "x.csv")?;
    }

    #[test]
    fn any_captions_balance(cues in prop::collection::vec(caption(), 0..20)) {
        check(format!("WEBVTT\n\n{}", cues.concat()).as_bytes(), "x")?;
        check(format!("1\n00:00:01,000 --> 00:00:02,000\n{}", cues.concat()).as_bytes(), "x")?;
    }

    #[test]
    fn any_elements_balance(elements in prop::collection::vec(element(), 0..20)) {
        check(format!("<TEI><text>{}</text></TEI>", elements.concat()).as_bytes(), "x")?;
        check(format!("<TEI>{}", elements.concat()).as_bytes(), "x")?;
    }

    #[test]
    fn any_segments_balance(words in prop::collection::vec(("[a-z]{0,3}", prop::option::of("S[01]")), 0..8), text in "[a-z ]{0,12}", speaker in prop::option::of("S[01]")) {
        let spelt: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
        for text in [text, spelt.join(" "), spelt.concat()] {
            let words: Vec<Value> = words.iter().map(|(word, speaker)| serde_json::json!({"word": word, "speaker": speaker})).collect();
            let segment = serde_json::json!({"text": text, "start": 0, "speaker": speaker, "words": words});
            check(serde_json::json!({"segments": [segment, segment]}).to_string().as_bytes(), "x")?;
        }
    }

    #[test]
    fn any_header_resolves(printed in prop::collection::vec("(President|of|the|Lena|Orsol|V\\.|Putin|al-Sisi|bin|,|–|Mr\\.|II|\\PC{0,6})", 0..9)) {
        let header = crate::transcript::Header { printed: printed.join(" "), full_name: Some("Orsol Lena".to_owned()), ..Default::default() };
        let mut registry = Registry::new(Vec::new());
        registry.learn("d", [&header].into_iter());
        let resolved = registry.resolve("d", &header);
        prop_assert_eq!(&resolved, &registry.resolve("d", &header));
    }
}

#[test]
fn a_damaged_parquet_file_is_an_error_or_read_all_the_same() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/formats/halmar_road.parquet");
    let whole = std::fs::read(path).unwrap();
    for at in 0..whole.len() {
        let changed = |by: &dyn Fn(u8) -> u8| {
            let mut bytes = whole.clone();
            bytes[at] = by(bytes[at]);
            bytes
        };
        for bytes in [whole[..at].to_vec(), changed(&|byte| byte ^ 0x55), changed(&|_| 0xff)] {
            let _ = read_bytes(&source("d.parquet"), &bytes, &Options::default());
        }
    }
}
