//! Captions of both formats, with invented people.

use super::*;

fn captions(format: &str, text: &str) -> Transcript {
    read_as(format, "x", text).unwrap().remove(0)
}

fn expect(transcript: &Transcript, expected: &[(&str, &str)]) {
    assert_balanced(transcript);
    assert_eq!(turns(transcript), expected);
}

/// Cues of two seconds each, one after the other.
fn cues(format: &str, texts: &[&str]) -> Transcript {
    let stamp = |seconds: usize| format!("00:{:02}:{:02}", seconds / 60, seconds % 60);
    let (head, point) = if format == "vtt" { ("WEBVTT\n\n", '.') } else { ("", ',') };
    let cue = |(at, text): (usize, &&str)| {
        let (from, to) = (stamp(2 * at), stamp(2 * at + 2));
        format!("{}\n{from}{point}000 --> {to}{point}000\n{text}\n\n", at + 1)
    };
    let file = head.to_owned() + &texts.iter().enumerate().map(cue).collect::<String>();
    captions(format, &file)
}

fn unattributed(transcript: &Transcript) -> usize {
    transcript.set_aside_for(Reason::Unattributed)
}

#[test]
fn a_sentence_cut_over_cues_is_one() {
    for format in ["vtt", "srt"] {
        let texts = ["LENA ORSOL: We came\nby the old", "road, and it", "was closed.", "TOMAS VELL: Since May."];
        let expected = [("LENA ORSOL", "We came by the old road, and it was closed."), ("TOMAS VELL", "Since May.")];
        expect(&cues(format, &texts), &expected);
    }
}

#[test]
fn with_voice_tags_throughout_a_cue_without_one_is_nobodys() {
    let texts = ["<v Lena Orsol>One.", "Whose?", "(door slams)", "<v.a.b Lena  Orsol>Two.</v> And <v Tomas>three."];
    let transcript = cues("vtt", &texts);
    expect(&transcript, &[("Lena Orsol", "One."), ("Lena Orsol", "Two."), ("Tomas", "three.")]);
    assert_eq!(unattributed(&transcript), "Whose?And".len());
    assert_eq!(transcript.set_aside_for(Reason::StageDirection), "(door slams)".len());
    // One tag among many labels does not make the labels worthless.
    let few = cues("vtt", &["LENA: One.", "Two.", "<v Tomas>Three.", "LENA: Four.", "Five."]);
    expect(&few, &[("LENA", "One. Two."), ("Tomas", "Three."), ("LENA", "Four. Five.")]);
}

#[test]
fn marks_without_a_name_are_somebody_else() {
    let texts = [
        "Before anybody.",
        ">> LENA ORSOL: One.",
        "&gt;&gt; Who is it?",
        "Still who?",
        ">> [SPEAKER_01]: Me.",
        "[SPEAKER_02] And me.",
        "- LENA ORSOL: Come in.\n- No.",
        "[Music]",
        "LENA ORSOL: -- then",
        "-5 degrees - cold.",
    ];
    let transcript = cues("vtt", &texts);
    let expected = [
        ("LENA ORSOL", "One."),
        ("SPEAKER_01", "Me."),
        ("SPEAKER_02", "And me."),
        ("LENA ORSOL", "Come in."),
        ("LENA ORSOL", "-- then -5 degrees - cold."),
    ];
    expect(&transcript, &expected);
    assert_eq!(unattributed(&transcript), "Before anybody.Who is it?Still who?No.".len());
}

#[test]
fn a_sentence_that_goes_on_has_no_header_in_it() {
    let texts = ["LENA ORSOL: I asked Ada Holm and", "Tomas Vell: who pays?", "LENA ORSOL: They laughed."];
    let transcript = cues("srt", &texts);
    expect(&transcript, &[("LENA ORSOL", "I asked Ada Holm and Tomas Vell: who pays? They laughed.")]);
    assert_eq!(transcript.unmatched[0].printed, "Tomas Vell");
}

#[test]
fn rolling_captions_are_read_once_and_repetition_stays() {
    let rolling = "WEBVTT\nKind: captions\nLanguage: en\n\n\
        00:00:00.000 --> 00:00:02.000 align:start position:0%\n \n>> LENA: we<00:00:00.500><c> came</c>\n\n\
        00:00:02.000 --> 00:00:02.010 align:start position:0%\n>> LENA: we came\n \n\n\
        00:00:02.010 --> 00:00:04.000 align:start position:0%\n>> LENA: we came\nby<00:00:03.000><c> bus</c>\n\n\
        00:00:04.000 --> 00:00:04.010 align:start position:0%\nby bus\n \n\n\
        00:00:04.010 --> 00:00:06.000 align:start position:0%\nby bus\nby<00:00:05.000><c> bus</c>\n";
    let transcript = captions("vtt", rolling);
    expect(&transcript, &[("LENA", "we came by bus by bus")]);
    assert_eq!(transcript.language.as_deref(), Some("en"));
    assert_eq!(transcript.notes, ["lines of rolling captions that come twice, read once: 4"]);
    let texts = ["LENA ORSOL: No.", "No.", "No.", "No.", "No.", "But yes.", "Well.", "Yes.", "So.", "Then.", "Go."];
    let expected = [("LENA ORSOL", "No. No. No. No. No. But yes. Well. Yes. So. Then. Go.")];
    expect(&cues("vtt", &texts), &expected);
}

#[test]
fn what_is_no_cue_is_set_aside() {
    let file = "\u{feff}WEBVTT - A talk\r\nX: y\r\n\r\nNOTE\r\nLENA: not said\r\n\r\nSTYLE\r\n::cue { }\r\n\r\n\
        REGION\r\nid:a\r\n\r\nintro\r\n00:01.000 --> 00:02.000\r\nLENA: Said.\r\n \r\nend of it\r\n\r\nstray\r\n\r\n\
        00:03.000 --> 00:02.000\r\nLENA: Backwards.";
    let transcript = captions("vtt", file);
    expect(&transcript, &[("LENA", "Said. end of it Backwards.")]);
    assert_eq!(transcript.title.as_deref(), Some("A talk"));
    assert_eq!(transcript.characters, file.chars().count());
    let expected =
        ["cues that end before they start: 1", "blocks that are no cues, set aside: 1 (the first on line 19)"];
    let mut notes = transcript.notes.clone();
    notes.sort_by_key(|note| note.starts_with('b'));
    assert_eq!(notes, expected);
}

#[test]
fn subrip_is_read_as_players_read_it() {
    let file = "00:00:01.000 --> 00:00:02,000\r\nLENA ORSOL: {\\an8}<i>One</i>\r\n\r\nafter a gap\r\n2\r\n\
        0:00:02,5 --> 0:00:04,000 X1:40\r\n3 < 4,\r\n\r\n00:00:04,000 --> 00:00:05,000\r\n1999\r\n\r\n4\r\n";
    let transcript = captions("srt", file);
    expect(&transcript, &[("LENA ORSOL", "One after a gap 3 < 4, 1999")]);
    assert_eq!(transcript.notes, ["line 12: the number of a cue, and no cue follows"]);
}

#[test]
fn broken_times_name_their_line() {
    for (file, expected) in [
        ("1\n00:00:01,000 --> 00:00:62,000\nA\n", "x, line 2: not the start and end of a cue"),
        ("1\n00:00:01,000 --> 00:00:02,000\nA: b\n\n2\n00:00:03,0", "x, line 6: the times of a cue are cut off"),
    ] {
        assert_eq!(read_as("srt", "x", file).unwrap_err().to_string(), expected);
        let message = read_as("vtt", "x", &format!("WEBVTT\n\n{file}")).unwrap_err().to_string();
        assert_eq!(message.split(": ").last(), expected.split(": ").last());
    }
}

#[test]
fn display_names_before_every_cue_are_who_speaks() {
    let texts = [
        "Lena Orsol (she/her): We came",
        "Lena Orsol (she/her): by bus: all of us.",
        "Tomas's iPhone: At 10:30.",
        "15550123: Hello?",
        "tomas vell: Yes.",
        "Vell, Ada | Ferry Co: No\nand no.",
        "[Music]",
        "Dr. Dario Feltin MP - Halmar: So?",
        "Room 4: Well.",
        "lena: lol",
        "Lena Orsol (she/her): It: works.",
    ];
    let transcript = cues("vtt", &texts);
    let expected = [
        ("Lena Orsol (she/her)", "We came by bus: all of us."),
        ("Tomas's iPhone", "At 10:30."),
        ("15550123", "Hello?"),
        ("tomas vell", "Yes."),
        ("Vell, Ada | Ferry Co", "No and no."),
        ("Dr. Dario Feltin MP - Halmar", "So?"),
        ("Room 4", "Well."),
        ("lena", "lol"),
        ("Lena Orsol (she/her)", "It: works."),
    ];
    expect(&transcript, &expected);
    assert!(transcript.turns.iter().all(|turn| turn.header.stated));
    // a cue without a name is nobody's
    let mut texts: Vec<String> = (0..20).map(|at| format!("tomas vell: Line {at}.")).collect();
    texts[10] = "Who says this?".to_owned();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    for format in ["vtt", "srt"] {
        let transcript = cues(format, &texts);
        assert_balanced(&transcript);
        assert_eq!((transcript.turns.len(), unattributed(&transcript)), (2, "Who says this?".len()));
    }
}

#[test]
fn captions_of_youtube_and_meet_in_their_own_format() {
    let file = "0:00:01.000,0:00:02.500\nLena Orsol: We came\nby bus.\n\n0:00:02.500,0:00:04.000\ntomas vell: Yes.\n\n\
        1:00:04.000,1:00:05.000\nlena orsol: At 10:30,\n\n";
    let transcript = captions("sbv", file);
    expect(&transcript, &[("Lena Orsol", "We came by bus."), ("tomas vell", "Yes."), ("lena orsol", "At 10:30,")]);
    let short = cues("srt", &["lena's phone: We came.", "Tomas Vell: Yes."]);
    expect(&short, &[("lena's phone", "We came."), ("Tomas Vell", "Yes.")]);
    let message =
        read_as("sbv", "x", "0:00:01.000,0:00:02.500\nA\n\n0:00:61.000,0:00:62.000\nB\n").unwrap_err().to_string();
    assert_eq!(message, "x, line 4: not the start and end of a caption");
}

#[test]
fn names_of_webex_stand_in_the_identifier_of_a_cue() {
    let cue = |id: &str, n: u32, text: &str| format!("{id}\n00:00:0{n}.000 --> 00:00:0{n}.900\n{text}\n\n");
    let file = |first: &str, second: &str| {
        format!("WEBVTT\n\n{}{}{}", cue(first, 1, "We met"), cue(first, 2, "in Brenn."), cue(second, 3, "Where?"))
    };
    let named = captions("vtt", &file("1 \"Lena Orsol\" (194327)", "3 \"Tomas Vell\" (194328)"));
    expect(&named, &[("Lena Orsol", "We met in Brenn."), ("Tomas Vell", "Where?")]);
    expect(&captions("vtt", &file("1 \"Lena Orsol\"", "Tomas Vell (194328)")), &[]);
}
