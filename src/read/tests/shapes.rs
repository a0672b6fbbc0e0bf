//! Plain text in the shapes that programs, parliaments, courts and newspapers give it. Each shape is tried in several
//! variants, and all of one test say the same.

use super::*;
use crate::name::{tailed, without_notes};

/// Who says what, with the headers as the readers give them, without what stands behind the names.
fn said(text: &str) -> Vec<(String, String)> {
    let transcript = one(text);
    assert_balanced(&transcript);
    let fold = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = |printed: &str| tailed(printed).map_or(printed, |tailed| tailed.name).to_owned();
    let turns = transcript.turns.iter();
    turns.map(|turn| (name(without_notes(&turn.header.printed)), fold(&turn.text))).collect()
}

/// A talk of three turns, whatever is written around it.
fn assert_talk(text: &str, [first, second]: [&str; 2]) {
    let expected = [(first, "Good morning. It rains."), (second, "We will open them."), (first, "When?")];
    let found = said(text);
    let found: Vec<(&str, &str)> = found.iter().map(|(who, what)| (who.as_str(), what.as_str())).collect();
    assert_eq!(found, expected, "{text}");
}

/// `{1}` and `{2}` stand for what is before the words of the first and second speaker, `{3}` for what is at their end.
fn talks(shape: [&str; 3], end: &str, between: &str) -> String {
    let [first, second, third] = shape;
    format!("{first}Good morning. It rains.{end}{between}{second}We will open them.{end}{between}{third}When?{end}\n")
}

#[test]
fn times_stand_before_behind_and_between_names() {
    let both = ["Lena Orsol", "Tomas Vell"];
    for shape in [
        ["[00:00:05] Lena Orsol: ", "[00:00:09] Tomas Vell: ", "[00:00:20] Lena Orsol: "],
        ["00:00:05 Lena Orsol: ", "00:00:09 Tomas Vell: ", "00:00:20 Lena Orsol: "],
        ["(00:05) Lena Orsol: ", "(00:09) Tomas Vell: ", "(00:20) Lena Orsol: "],
        ["00:05 - Lena Orsol: ", "00:09 - Tomas Vell: ", "00:20 - Lena Orsol: "],
        [
            "[00:05.000 --> 00:09.440] Lena Orsol: ",
            "[00:09.440 --> 00:10.0] Tomas Vell: ",
            "[00:20.0 --> 00:21.0] Lena Orsol: ",
        ],
        ["[0.0s -> 3.4s] Lena Orsol: ", "[3.4s -> 5.0s] Tomas Vell: ", "[5.0s -> 6.1s] Lena Orsol: "],
        ["Lena Orsol [00:00:05] ", "Tomas Vell [00:00:09] ", "Lena Orsol [00:00:20] "],
        ["Lena Orsol (0:05) ", "Tomas Vell (0:09) ", "Lena Orsol (1:02:20) "],
        ["Lena Orsol 0:05 ", "Tomas Vell 0:09 ", "Lena Orsol 1:02:20 "],
        ["Lena Orsol 00:05: ", "Tomas Vell 00:09: ", "Lena Orsol 00:20: "],
        ["Lena Orsol:\t[00:05] ", "Tomas Vell:\t[00:09] ", "Lena Orsol:\t[00:20] "],
        [
            "[03/03/2025, 10:01:02] Lena Orsol: ",
            "[03/03/2025, 10:01:09] Tomas Vell: ",
            "[03/03/2025, 10:02:09] Lena Orsol: ",
        ],
        ["3/3/25, 10:01 - Lena Orsol: ", "3/3/25, 10:02 - Tomas Vell: ", "3/3/25, 10:02 - Lena Orsol: "],
        [
            "10:01:02\t From  Lena Orsol  to  Everyone : ",
            "10:01:09\t From  Tomas Vell  to  Everyone : ",
            "10:02:09\t From  Lena Orsol  to  Everyone : ",
        ],
        ["[00:05] **Lena Orsol:** ", "[00:09] **Tomas Vell:** ", "[00:20] **Lena Orsol:** "],
        ["00:05\tLena Orsol\t", "00:09\tTomas Vell\t", "00:20\tLena Orsol\t"],
        ["[00:05] <Lena Orsol> ", "[00:09] <Tomas Vell> ", "[00:20] <Lena Orsol> "],
    ] {
        for (end, between) in [("", "\n"), ("", "\n\n"), (" #00:00:09-1#", "\n\n"), (" [00:09]", "\n")] {
            assert_talk(&talks(shape, end, between), both);
        }
    }
    assert_talk(&talks(["[0:05] lena.o: ", "[0:09] t-vell: ", "[0:20] lena.o: "], "", "\n"), ["lena.o", "t-vell"]);
}

#[test]
fn names_stand_on_lines_of_their_own() {
    for shape in [
        ["Lena Orsol  0:05\n", "Tomas Vell  0:09\n", "Lena Orsol  1:02:03\n"],
        ["Lena Orsol\t10:01 AM\n", "Tomas Vell\t10:02 AM\n", "Lena Orsol\t10:03 AM\n"],
        ["[Lena Orsol] 10:01:02\n", "[Tomas Vell] 10:01:12\n", "[Lena Orsol] 10:01:20\n"],
        ["00:05 - Lena Orsol\n", "00:09 - Tomas Vell\n", "00:20 - Lena Orsol\n"],
        ["[00:00:05.120] - Lena Orsol\n", "[00:00:09.120] - Tomas Vell\n", "[00:00:20.120] - Lena Orsol\n"],
        ["Lena Orsol | 00:05\n", "Tomas Vell | 00:09\n", "Lena Orsol | 00:20\n"],
        ["Lena Orsol (00:05)\n", "Tomas Vell (00:09)\n", "Lena Orsol (00:20)\n"],
        ["Lena Orsol (00:05):\n", "Tomas Vell (00:09):\n", "Lena Orsol (00:20):\n"],
        ["Lena Orsol\n0:05\n", "Tomas Vell\n0:09\n", "Lena Orsol\n0:20\n"],
        ["0:05\nLena Orsol\n", "0:09\nTomas Vell\n", "0:20\nLena Orsol\n"],
        [
            "0:0:3.450 --> 0:0:5.780\nLena Orsol\n",
            "0:0:6.1 --> 0:0:9.0\nTomas Vell\n",
            "0:0:10.1 --> 0:0:12.0\nLena Orsol\n",
        ],
        ["Lena Orsol:\n", "Tomas Vell:\n", "Lena Orsol:\n"],
        ["**Lena Orsol** (00:05)\n", "**Tomas Vell** (00:09)\n", "**Lena Orsol** (00:20)\n"],
        ["### Lena Orsol [00:05]\n", "### Tomas Vell [00:09]\n", "### Lena Orsol [00:20]\n"],
        ["## Lena Orsol\n\n", "## Tomas Vell\n\n", "## Lena Orsol\n\n"],
        ["**Lena Orsol**\n\n", "**Tomas Vell**\n\n", "**Lena Orsol**\n\n"],
        ["Lena Orsol -- Analyst\n\n", "Tomas Vell -- Chief Executive\n\n", "Lena Orsol -- Analyst\n\n"],
        [
            "Lena Orsol — Halmar Bank — Analyst\n",
            "Tomas Vell — Chief Executive\n",
            "Lena Orsol — Halmar Bank — Analyst\n",
        ],
        ["Lena Orsol (Analysts)\n", "Tomas Vell (Executives)\n", "Lena Orsol (Analysts)\n"],
        ["Lena Orsol\n(Brenn East) (Ind)\nShare\n", "Tomas Vell\n(Halmar) (Green)\nShare\n", "Lena Orsol\nShare\n"],
    ] {
        assert_talk(&talks(shape, "", "\n\n"), ["Lena Orsol", "Tomas Vell"]);
    }
    assert_talk(
        &talks(["LENA ORSOL\n", "TOMAS VELL\n", "LENA ORSOL (CONT'D)\n"], "", "\n\n"),
        ["LENA ORSOL", "TOMAS VELL"],
    );
}

#[test]
fn signs_other_than_a_colon_end_a_name() {
    for shape in [
        ["Lena Orsol - ", "Tomas Vell - ", "Lena Orsol - "],
        ["Lena Orsol – ", "Tomas Vell – ", "Lena Orsol – "],
        ["Lena Orsol— ", "Tomas Vell— ", "Lena Orsol— "],
        ["Lena Orsol\t", "Tomas Vell\t", "Lena Orsol\t"],
        ["[Lena Orsol] ", "[Tomas Vell] ", "[Lena Orsol] "],
        ["<Lena Orsol> ", "<Tomas Vell> ", "<Lena Orsol> "],
        ["Lena Orsol：", "Tomas Vell：", "Lena Orsol："],
        [">> Lena Orsol: ", ">> Tomas Vell: ", ">> Lena Orsol: "],
        ["- **Lena Orsol:** ", "- **Tomas Vell:** ", "- **Lena Orsol:** "],
        ["**Lena Orsol**: ", "__Tomas Vell__: ", "_Lena Orsol_: "],
        ["1  Lena Orsol: ", "2  Tomas Vell: ", "3  Lena Orsol: "],
        ["Lena Orsol, on behalf of the Greens Group. – ", "Tomas Vell (Ind). – ", "Lena Orsol. – "],
    ] {
        assert_talk(&talks(shape, "", "\n"), ["Lena Orsol", "Tomas Vell"]);
    }
}

#[test]
fn codes_and_letters_are_speakers() {
    for [first, second] in
        [["I", "R"], ["INT", "P01"], ["MOD", "M1"], ["A", "B"], ["S00", "S01"], ["LO", "TV"], ["IV", "IP_2"]]
    {
        let shape = [&*format!("{first}: "), &*format!("{second}: "), &*format!("{first}: ")];
        assert_talk(&talks(shape, "", "\n"), [first, second]);
        assert_talk(&talks(shape, "", "\n\n"), [first, second]);
    }
    let brackets = ["[SPEAKER_00]: ", "[SPEAKER_01]: ", "[SPEAKER_00]: "];
    assert_talk(&talks(brackets, "", "\n"), ["SPEAKER_00", "SPEAKER_01"]);
}

#[test]
fn questions_are_told_without_a_colon() {
    for (q, a) in [("Q. ", "A. "), ("Q    ", "A    "), ("Q.\t", "A.\t"), ("Q: ", "A: "), ("Q: ", "A:  ")] {
        assert_talk(&talks([q, a, q], "", "\n"), ["Q", "A"]);
        assert_talk(&talks([q, a, q], "", "\n\n"), ["Q", "A"]);
    }
    let briefing = "Briefing by Press Secretary Lena Orsol\n\n1:04 P.M. EST\n\nMS. ORSOL:  Good afternoon.\n\nA plan is here.\n\n\
        Q    Why?\n\nMR. VELL:  It is late.\n\nQ  And the roads?\n\nMS. ORSOL:  They are closed.\n\nEND    1:33 P.M. EST\n";
    let who: Vec<String> = said(briefing).into_iter().map(|(who, _)| who).collect();
    assert_eq!(who, ["MS. ORSOL", "Q", "MR. VELL", "Q", "MS. ORSOL"]);
    let court = " 1        CROSS-EXAMINATION\n 2   BY MR. VELL:\n 3        Q.   Where were you?\n 4        A.   In Brenn, on\n 5   the river.\n\
         6        Q.   (By Mr. Vell) When?\n 7             MS. ORSOL:  Objection.\n 8             THE COURT:  Overruled.\n";
    let expected = [
        ("Q", "Where were you?"),
        ("A", "In Brenn, on the river."),
        ("Q", "When?"),
        ("MS. ORSOL", "Objection."),
        ("THE COURT", "Overruled."),
    ];
    let found = said(court);
    assert_eq!(found.iter().map(|(who, what)| (who.as_str(), what.as_str())).collect::<Vec<_>>(), expected);
}

#[test]
fn printed_records_name_in_capitals_with_a_full_stop() {
    let record = "[House]\n\n                  ROADS ACT\n\n  Mr. VELL. Madam Speaker, I yield.\n  The roads are closed. We must\nact now.\n\
        \u{20} Ms. LENA A. ORSOL of New Varsia. Madam Speaker, I thank him.\n  Mr. DARIO FELTIN of Keldova, Mr. VELL, and Ms. McORSOL\nchanged their vote.\n\
        \u{20} The SPEAKER pro tempore (Ms. Korvath). The time has expired.\n  Mr. VELL (during the reading). I object.\n  The Acting CHAIR. So ordered.\n";
    let found = said(record);
    let who: Vec<&str> = found.iter().map(|(who, _)| who.as_str()).collect();
    assert_eq!(who, ["Mr. VELL", "Ms. LENA A. ORSOL", "Korvath", "Mr. VELL", "The Acting CHAIR"]);
    assert_eq!(found[0].1, "Madam Speaker, I yield. The roads are closed. We must act now.");
    assert_eq!(found[1].1, "Madam Speaker, I thank him.", "who changes a vote does not speak");
}

#[test]
fn an_office_may_have_its_holder_behind_it() {
    let text = "Roads\n\nLena Orsol (Brenn East) (Ind): I move.\n\nThe Parliamentary Under-Secretary of State for Roads (Tomas Vell): No.\n\n\
        Hon. Members: Hear, hear!\n\nSeveral hon. Members rose—\n\nMadam Deputy Speaker (Ms Sabine Korvath): Order.\n";
    let who: Vec<String> = said(text).into_iter().map(|(who, _)| who).collect();
    assert_eq!(who, ["Lena Orsol", "Tomas Vell", "Hon. Members", "Sabine Korvath"]);
}

#[test]
fn what_looks_like_a_header_and_is_not_understood_ends_the_turn() {
    for odd in ["D@rio/2: It is mine.", "DARIO_99: It is mine."] {
        let text = format!("Lena Orsol: Good.\n\n{odd}\n\nTomas Vell: Yes.\n\nLena Orsol: Bye.\n");
        let transcript = one(&text);
        assert_balanced(&transcript);
        assert_eq!(turns(&transcript), [("Lena Orsol", "Good."), ("Tomas Vell", "Yes."), ("Lena Orsol", "Bye.")]);
        assert_eq!(transcript.set_aside_for(Reason::Unattributed), odd.chars().count());
        assert!(transcript.notes[0].starts_with("headers not understood"), "{:?}", transcript.notes);
    }
}

#[test]
fn a_mark_of_another_speaker_without_a_name_ends_the_turn() {
    let transcript =
        one(">> LENA ORSOL: We met.\n>> Twice, I hear.\n>> TOMAS VELL: Yes.\n>> And again?\n>> LENA ORSOL: No.\n");
    assert_balanced(&transcript);
    assert_eq!(turns(&transcript), [("LENA ORSOL", "We met."), ("TOMAS VELL", "Yes."), ("LENA ORSOL", "No.")]);
    assert_eq!(transcript.set_aside_for(Reason::Unattributed), "Twice, I hear.And again?".len());
}

#[test]
fn sentences_with_times_dashes_and_letters_stay_speech() {
    let text = "Lena Orsol: Good morning.\n\nWe met at\n10:30 and left.\n\nBrenn - a town I love.\n\nA. is the first letter.\n\n\
        I: that is me.\n\n(It rains.) Yes.\n\nTomas Vell: The score was 3:10 - a shame.\n\nLena Orsol: Bye.";
    let transcript = one(text);
    assert_eq!(transcript.turns.len(), 3, "{:?}", turns(&transcript));
    assert_eq!(transcript.set_aside_for(Reason::Unattributed), 0);
}

#[test]
fn a_colon_in_a_speech_that_names_nobody_is_no_header() {
    let columns = "I have the pleasure to extend to the people of\nBrenn my congratulations on their new bridge and\n\
        on the report of the Council, entitled the\nHarbour Works: A Programme for Reform, which all of\nus have read with care.\n";
    let quoted =
        "I have the pleasure to speak in Brenn.\n\nLena Orsol: “We build walls and no bridges.” She was right.\n";
    let late =
        format!("{}Lena Orsol: so we said, and so we did.\n", "It rained, and nobody came to see it.\n\n".repeat(200));
    for speech in [columns, quoted, &late] {
        let transcript = one(speech);
        assert_balanced(&transcript);
        assert!(turns(&transcript).is_empty(), "{:?}", turns(&transcript));
    }
    let report = "The delegation arrived on Monday.\n\nLena Orsol: We build bridges.\n\nIt is good.\n";
    let headed =
        "Remarks by Lena Orsol at the opening of the Brenn Bridge\nLena Orsol: We build bridges.\nIt is good.\n";
    for spoken in [report, headed] {
        assert_eq!(turns(&one(spoken)).len(), 1, "{spoken}");
    }
}

#[test]
fn one_speaker_is_named_by_the_user() {
    let options = Options { speaker: Some("Lena Orsol".to_owned()), ..Options::default() };
    let read = |id: &str, text: &str| read_bytes(&source(id), text.as_bytes(), &options);
    let text = "Remarks by Lena Orsol in Brenn\nMarch 3, 2025\n\nGood morning.\nIt rains.\n\nThank you (applause).\n";
    let found = read("a.txt", text).unwrap().remove(0);
    assert_balanced(&found);
    assert_eq!(turns(&found), [("Lena Orsol", "Good morning. It rains.\nThank you.")]);
    assert_eq!(
        (found.title.as_deref(), found.date.as_deref()),
        (Some("Remarks by Lena Orsol in Brenn"), Some("2025-03-03"))
    );
    let captions = "WEBVTT\n\n00:01.000 --> 00:02.000\ngood morning\n\n00:02.000 --> 00:03.000\nit rains\n";
    assert_eq!(turns(&read("a.vtt", captions).unwrap()[0]), [("Lena Orsol", "good morning it rains")]);
    let error = read("a.txt", "Tomas Vell: Yes.\n\nDario Feltin: No.").unwrap_err().to_string();
    assert!(error.contains("without --speaker"), "{error}");
}
