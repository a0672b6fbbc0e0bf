//! More ways in which plain text names who speaks, and what looks like one and is said. Each text stands for a kind.

use super::*;
use crate::name::without_notes;

fn assert_said(text: &str, expected: &[(&str, &str)]) {
    let transcript = one(text);
    assert_balanced(&transcript);
    let fold = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let found: Vec<(String, String)> = transcript
        .turns
        .iter()
        .map(|turn| (without_notes(&turn.header.printed).to_owned(), fold(&turn.text)))
        .collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(who, what)| (who.as_str(), what.as_str())).collect();
    assert_eq!(found, expected, "{text}");
}

/// Three turns of two speakers, in texts that write them in different ways.
fn assert_talks(texts: &[&str], [first, second]: [&str; 2]) {
    for text in texts {
        assert_said(text, &[(first, "It rains."), (second, "We know."), (first, "When?")]);
    }
}

#[test]
fn times_in_more_notations_stand_beside_names() {
    assert_talks(
        &[
            "Lena Orsol | 00:05 | It rains.\nTomas Vell | 00:09 | We know.\nLena Orsol | 00:20 | When?\n",
            "00:05 | Lena Orsol | It rains.\n00:09 | Tomas Vell | We know.\n00:20 | Lena Orsol | When?\n",
            "**Lena Orsol** `00:05`\nIt rains.\n\n**Tomas Vell** `00:09`\nWe know.\n\n**Lena Orsol** `00:20`\nWhen?\n",
            "[00:05](https://x.org) **Lena Orsol:** It rains.\n\n[00:09](https://x.org) **Tomas Vell:** We know.\n\n\
             [00:20](https://x.org) **Lena Orsol:** When?\n",
            "Lena Orsol: It rains. (00:05)\nTomas Vell: We know. (00:09)\nLena Orsol: When? (00:20)\n",
            "2025-03-04T10:01:02Z Lena Orsol: It rains.\n2025-03-04T10:01:12Z Tomas Vell: We know.\n\
             2025-03-04T10:01:32Z Lena Orsol: When?\n",
            "0:03 --> 0:05 Lena Orsol: It rains.\n0:05 --> 0:07 Tomas Vell: We know.\n0:07 --> 0:09 Lena Orsol: When?\n",
            "10:01:02\t From  Lena Orsol : It rains.\n10:01:09\t From  Tomas Vell : We know.\n\
             10:02:09\t From  Lena Orsol : When?\n",
            "Lena Orsol at 00:05:\nIt rains.\n\nTomas Vell at 00:09:\nWe know.\n\nLena Orsol at 00:20:\nWhen?\n",
            "[10:01, 3/4/2025] Lena Orsol: It rains.\n[10:02, 3/4/2025] \u{200e}Tomas Vell: We know.\n\
             [10:03, 3/4/2025] Lena Orsol: When?\n",
        ],
        ["Lena Orsol", "Tomas Vell"],
    );
    assert_talks(
        &[
            "[lena orsol] 10:01:02\nIt rains.\n\n[Vell's iPad (2)] 10:01:12\nWe know.\n\n[lena orsol] 10:02:02\nWhen?\n",
            "lena orsol  0:05\nIt rains.\n\nVell's iPad (2)  0:09\nWe know.\n\nlena orsol  0:15\nWhen?\n",
        ],
        ["lena orsol", "Vell's iPad (2)"],
    );
    assert_talks(&["00:05 lena: It rains.\n00:09 You: We know.\n00:20 lena: When?\n"], ["lena", "You"]);
}

#[test]
fn names_end_otherwise_or_stand_on_lines_with_more() {
    assert_talks(
        &[
            "**Lena Orsol** It rains.\n\n**Tomas Vell** We know.\n\n**Lena Orsol** When?\n",
            "[Lena Orsol](https://x.org): It rains.\n\n[Tomas Vell](https://y.org): We know.\n\n\
             [Lena Orsol](https://x.org): When?\n",
            "Lena Orsol:: It rains.\nTomas Vell:: We know.\nLena Orsol:: When?\n",
            "Lena Orsol says: It rains.\nTomas Vell says: We know.\nLena Orsol says: When?\n",
            "Lena Orsol, Mayor\nIt rains.\n\nTomas Vell, Clerk\nWe know.\n\nLena Orsol\nWhen?\n",
            "Lena Orsol (Brenn) (Ind)\nIt rains.\n\nTomas Vell (Halmar) (Red)\nWe know.\n\nLena Orsol\nWhen?\n",
            "Lena Orsol, Halmar Works - Chief Executive [1]\n-------\nIt rains.\n-------\nTomas Vell, Brenn Bank - Analyst [2]\n\
             -------\nWe know.\n-------\nLena Orsol, Halmar Works - Chief Executive [3]\n-------\nWhen?\n",
        ],
        ["Lena Orsol", "Tomas Vell"],
    );
    assert_talks(
        &[
            "    Ms. Orsol. It rains.\n    Chairman Vell [presiding]. We know.\n    Ms. Orsol. When?\n",
            "Ms. Orsol. It rains.\n\nChairman Vell. We know.\n\nMs. Orsol. When?\n",
        ],
        ["Ms. Orsol", "Chairman Vell"],
    );
    assert_talks(
        &[
            "ACT ONE\n\nWREN. It rains.\n\nOLD ABBOT. (aside) We know.\n\nWREN. When?\n",
            "INT. MILL - NIGHT\n\n                WREN\n     It rains.\n\n                OLD ABBOT\n           (whispering)\n     We know.\n\n\
             \u{20}               WREN (CONT'D)\n     When?\n\n                    CUT TO:\n",
        ],
        ["WREN", "OLD ABBOT"],
    );
    let offices = ["Lena Orsol\nChief Executive Officer\n\n", "Tomas Vell\nHalmar Bank -- Analyst\n\n"];
    let call = format!("{0}It rains.\n\n{1}We know.\n\n{0}When?\n\n{1}Now.\n", offices[0], offices[1]);
    let said =
        [("Lena Orsol", "It rains."), ("Tomas Vell", "We know."), ("Lena Orsol", "When?"), ("Tomas Vell", "Now.")];
    assert_said(&call, &said);
    assert_talks(&["@lena: It rains.\n@t.vell: We know.\n@lena: When?\n"], ["@lena", "@t.vell"]);
    assert_talks(
        &["Interviewer\nIt rains.\n\nRespondent\nWe know.\n\nInterviewer\nWhen?\n"],
        ["Interviewer", "Respondent"],
    );
    assert_talks(&["WOOD & CO: It rains.\n\nTomas Vell: We know.\n\nWOOD & CO: When?\n"], ["WOOD & CO", "Tomas Vell"]);
    assert_talks(&["Grace: It rains.\nWill: We know.\nGrace: When?\n"], ["Grace", "Will"]);
}

#[test]
fn for_whom_somebody_speaks_is_no_name() {
    let talk = [("Lena Orsol, Halmar Daily", "Why?"), ("Tomas Vell", "It rains."), ("Ida Korv, Brenn Post", "When?")];
    assert_said("Lena Orsol, Halmar Daily: Why?\n\nTomas Vell: It rains.\n\nIda Korv, Brenn Post: When?\n", &talk);
    assert_said("Q. Lena Orsol, Halmar Daily: Why?\nA. Tomas Vell: It rains.\nQ. Ida Korv, Brenn Post: When?\n", &talk);
    assert_said(
        "Reporter (Halmar Radio): Why?\n\nMinister Vell: It rains.\n\nReporter: When?\n",
        &[("Reporter", "Why?"), ("Minister Vell", "It rains."), ("Reporter", "When?")],
    );
    assert_said(
        "Q1 Chair: Why?\nLena Orsol: It rains.\nQ2 Tomas Vell: When?\nLena Orsol: Now.\n",
        &[("Chair", "Why?"), ("Lena Orsol", "It rains."), ("Tomas Vell", "When?"), ("Lena Orsol", "Now.")],
    );
    assert_said(
        "Hon LENA ORSOL to the Minister for Roads: Why?\n\nHon TOMAS VELL (Minister for Roads): It rains.\n",
        &[("Hon LENA ORSOL", "Why?"), ("Hon TOMAS VELL", "It rains.")],
    );
}

#[test]
fn nobody_is_credited_with_what_somebody_unknown_says() {
    for odd in [
        "The lady in the third row: I protest!",
        "From the floor: Shame!",
        "Lena Orsol and Tomas Vell: Good!",
        "Ministry of the Lakes: We protest.",
    ] {
        let text = format!("Lena Orsol: It rains.\n\n{odd}\n\nTomas Vell: We know.\n\nLena Orsol: When?\n");
        assert_said(&text, &[("Lena Orsol", "It rains."), ("Tomas Vell", "We know."), ("Lena Orsol", "When?")]);
        assert_eq!(one(&text).set_aside_for(Reason::Unattributed), odd.chars().count(), "{odd}");
    }
    let interview = "**Lena Orsol: Where?**\n\nTomas Vell: Here.\n\n**Why?**\n\nIt rains.\n\n**Lena Orsol: When?**\n\nTomas Vell: Now.\n";
    let who = [("Lena Orsol", "Where?"), ("Tomas Vell", "Here."), ("Lena Orsol", "When?"), ("Tomas Vell", "Now.")];
    assert_said(interview, &who);
    let options = Options { speaker: Some("Tomas Vell".to_owned()), ..Options::default() };
    let read = read_bytes(&source("a.md"), b"# A talk\n\n**Where?**\n\nHere.\n\n**Why?**\n\nIt rains.\n", &options);
    let expected = [("Question", "Where?"), ("Tomas Vell", "Here."), ("Question", "Why?"), ("Tomas Vell", "It rains.")];
    assert_eq!(turns(&read.unwrap()[0]), expected);
}

#[test]
fn what_looks_like_a_header_may_be_said() {
    for said in [
        "Question: at what price?",
        "Question: At what price?\n\nAnswer: At ours.",
        "Our Hope: we must not rest.",
        "Halmar: the roads are bad.",
        "1. Water: we need it.",
        "I thank two people:\nTomas Vell: he built it.",
        "\"Pupil: Five.\"",
        "I close in the words of\nIda Korv: It rains.",
    ] {
        let text = format!("Lena Orsol: Friends.\n\n{said}\n\nTomas Vell: It rains.\n\nLena Orsol: Bye.\n");
        let words = format!("Friends. {}", said.split_whitespace().collect::<Vec<_>>().join(" "));
        assert_said(&text, &[("Lena Orsol", &words), ("Tomas Vell", "It rains."), ("Lena Orsol", "Bye.")]);
    }
}

#[test]
fn what_stands_around_a_talk_is_not_said() {
    let talk = "Lena Orsol: It rains.\n\nPART TWO\n\nPhoto: the road\n\nTomas Vell: We know.\n\nLena Orsol: When?\n";
    for front in [
        "",
        "Roads: What we know\n\n",
        "Title: The road\nDate: 4 March 2025\nInterviewer: Lena Orsol\n\n",
        "EXCLUSIVE: Road is closed\n\n",
    ] {
        assert_talks(&[&format!("{front}{talk}")], ["Lena Orsol", "Tomas Vell"]);
    }
}
