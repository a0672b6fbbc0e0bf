//! Pages as sites and transcribing programs make them, each with the variants of its kind.

use super::*;

fn said(page: &str) -> Vec<(String, String)> {
    let transcript = one(&format!("<!doctype html><html><body>{page}</body></html>"));
    assert_eq!(transcript.format, "html");
    assert_balanced(&transcript);
    transcript.turns.into_iter().map(|turn| (turn.header.printed, turn.text)).collect()
}

fn assert_said(page: &str, expected: &[(&str, &str)]) {
    let expected: Vec<(String, String)> =
        expected.iter().map(|(who, text)| ((*who).to_owned(), (*text).to_owned())).collect();
    assert_eq!(said(page), expected, "{page}");
}

#[test]
fn briefings_ask_with_a_lone_letter() {
    let page = "<p>1:04 P.M.</p><p>MS. VELL:&nbsp; We met.</p><p>Twice.</p><p>Q&nbsp;&nbsp; Why?</p><p>MS. VELL: Because.</p>\
        <p>Q Again?</p><p>MS. VELL: Yes.</p><p>END&nbsp;&nbsp; 1:33 P.M. EST</p>";
    let expected = [
        ("MS. VELL", "We met.\nTwice."),
        ("Q", "Why?"),
        ("MS. VELL", "Because."),
        ("Q", "Again?"),
        ("MS. VELL", "Yes."),
    ];
    assert_said(page, &expected);
    assert_said(&page.replace("MS. VELL:", "<b>MS. VELL:</b>").replace("Q&nbsp;&nbsp;", "<b>Q</b>&nbsp;"), &expected);
    assert_said(&page.replace("END&nbsp;&nbsp; 1:33 P.M. EST", "###"), &expected);
    assert_said(
        "<p>Q. Where were you?</p><p>A. In Brenn.</p><p>Q. When?</p><p>A. In May.</p>",
        &[("Q", "Where were you?"), ("A", "In Brenn."), ("Q", "When?"), ("A", "In May.")],
    );
}

#[test]
fn questions_in_italics_are_nobodys_answers() {
    let page = "<p><b>Tomas Vell:</b> We met.</p><p><em>Where did you meet?</em></p><p><b>Tomas Vell:</b> In Brenn.</p>\
        <p><i>And when was that?</i></p><p><b>Tomas Vell:</b> In May. <i>Why?</i> Because.</p>";
    let expected = [
        ("Tomas Vell", "We met."),
        ("Question", "Where did you meet?"),
        ("Tomas Vell", "In Brenn."),
        ("Question", "And when was that?"),
        ("Tomas Vell", "In May. Why? Because."),
    ];
    assert_said(page, &expected);
}

fn said_by(page: &str, speaker: &str) -> Vec<(String, String)> {
    let options = Options { speaker: Some(speaker.to_owned()), ..Options::default() };
    let page = format!("<!doctype html><html><body>{page}</body></html>");
    let read = read_bytes(&source("x"), page.as_bytes(), &options).unwrap_or_else(|error| panic!("{error}")).remove(0);
    assert_balanced(&read);
    read.turns.into_iter().map(|turn| (turn.header.printed, turn.text)).collect()
}

fn owned(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(who, text)| ((*who).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn answers_to_questions_of_nobody_are_nobodys_unless_the_user_says_whose() {
    let page = "<h1>Boats</h1><p>A talk in Brenn.</p><p><b>When did you come?</b></p><p>In May.</p><p>It rained.</p>\
        <p><b>And the boat?</b></p><p>It leaked.</p>";
    let questions = [("Question", "When did you come?"), ("Question", "And the boat?")];
    let answered = [questions[0], ("Lena Orsol", "In May.\nIt rained."), questions[1], ("Lena Orsol", "It leaked.")];
    for page in [page.to_owned(), page.replace("<b>", "<em>").replace("</b>", "</em>")] {
        assert_said(&page, &questions);
        assert_eq!(said_by(&page, "Lena Orsol"), owned(&answered), "{page}");
    }
    // a long statement in bold is the questioner's as well
    let long = "You have lived beside the water for all of your life. ".repeat(6);
    let stated = page.replace("<p><b>And", &format!("<p><b>{long}</b></p><p>Yes.</p><p><b>And"));
    let said = said_by(&stated, "Lena Orsol");
    assert_eq!(said.iter().filter(|(who, _)| who == "Lena Orsol").count(), 3);
    assert!(said.iter().all(|(who, text)| who == "Question" || !text.contains("You have lived")), "{said:?}");
    // one question is a heading, and where somebody is named bold lines are headings
    assert_said(&page.replace("<b>And the boat?</b>", "And the boat?"), &[]);
    assert_said(&format!("{page}<p><b>Tomas Vell:</b> We met.</p>"), &[("Tomas Vell", "We met.")]);
}

#[test]
fn a_page_that_names_nobody_is_said_by_whom_the_user_names() {
    let page = "<h1>Boats</h1><p>The boat leaks.</p><h2>Rain</h2><p>It rains.</p>";
    assert_eq!(said_by(page, "Lena Orsol"), owned(&[("Lena Orsol", "The boat leaks.\nIt rains.")]));
    assert_said(page, &[]);
}

#[test]
fn what_stands_below_a_name_belongs_to_it() {
    let one = |name: &str, note: &str, text: &str| {
        format!("<div><a class='attributed-to'><div>{name}</div><div>{note}</div></a><p>{text}</p></div>")
    };
    let page = one("Lena Orsol", "(Brenn East) (Red)", "We met.")
        + &one("The Minister for Ports", "(Tomas Vell)", "In Brenn.")
        + &one("Lena Orsol", "", "When?");
    let expected = [("Lena Orsol (Brenn East) (Red)", "We met."), ("Tomas Vell", "In Brenn."), ("Lena Orsol", "When?")];
    assert_said(&page, &expected);
    // a time in an element of its own has no space behind it
    let page = "<p><span class='speaker-name'>Lena Orsol</span><span>00:01</span><span>We met.</span></p>\
        <p><span class='speaker-name'>Tomas Vell</span><span>00:02</span><span>In Brenn.</span></p>";
    assert_said(page, &[("Lena Orsol", "We met."), ("Tomas Vell", "In Brenn.")]);
}

#[test]
fn a_role_word_needs_the_support_of_the_page() {
    let speech =
        "<p><b>Lena Orsol:</b> One.</p><p>Question: at what expense?</p><p>Three.</p><p><b>Tomas Vell:</b> Four.</p>";
    assert_said(speech, &[("Lena Orsol", "One.\nQuestion: at what expense?\nThree."), ("Tomas Vell", "Four.")]);
    let interview =
        "<p>Question: Who?</p><p><b>Tomas Vell:</b> One.</p><p>Question: When?</p><p><b>Tomas Vell:</b> Two.</p>";
    assert_said(
        interview,
        &[("Question", "Who?"), ("Tomas Vell", "One."), ("Question", "When?"), ("Tomas Vell", "Two.")],
    );
}

#[test]
fn lists_of_participants_are_no_speech() {
    let page = "<p><b>PARTICIPANTS:</b><br>Senator Lena Orsol (RED);<br>Governor Tomas Vell (BLUE); and</p><p><b>MODERATOR:</b><br>\
        Ida Mohl (Radio Brenn)</p><p><b>MOHL:</b> Good evening. <i>[applause]</i></p><p>Why?</p><p><b>ORSOL:</b> It rains.</p>\
        <p><b>VELL:</b> It does.</p>";
    assert_said(page, &[("MOHL", "Good evening.\nWhy?"), ("ORSOL", "It rains."), ("VELL", "It does.")]);
    // who only moderates speaks
    let panel = "<p><b>MODERATOR:</b> Good evening.</p><p><b>ORSOL:</b> It rains.</p><p><b>MODERATOR:</b> It does.</p>";
    assert_said(panel, &[("MODERATOR", "Good evening."), ("ORSOL", "It rains."), ("MODERATOR", "It does.")]);
}

#[test]
fn news_names_in_capitals() {
    let page = "<p>Aired 20:00 ET</p><p>IDA MOHL, BRENN HOST: Good evening.<br><br>Joining me is Lena Orsol.<br><br>LENA ORSOL, FORMER \
        PORT OFFICIAL: Thank you.<br><br>MOHL: Why?<br><br>(BEGIN VIDEO CLIP)<br><br>TOMAS VELL (RED), MAYOR OF BRENN: It rains.\
        <br><br>(END VIDEO CLIP)<br><br>UNIDENTIFIED MALE: Hear him!<br><br>MOHL (voice-over): That was he.</p>";
    let expected = [
        ("IDA MOHL, BRENN HOST", "Good evening.\nJoining me is Lena Orsol."),
        ("LENA ORSOL, FORMER PORT OFFICIAL", "Thank you."),
        ("MOHL", "Why?"),
        ("TOMAS VELL, MAYOR OF BRENN", "It rains."),
        ("UNIDENTIFIED MALE", "Hear him!"),
    ];
    let all = said(page);
    assert_eq!(all.len(), 6, "{all:?}");
    for ((who, text), (name, words)) in all.iter().zip(expected) {
        assert_eq!((who.as_str(), text.as_str()), (name, words));
    }
    assert_eq!(all[5].1, "That was he.");
}

#[test]
fn times_beside_the_words_are_not_said() {
    let expected = [("Lena Orsol", "It rains."), ("Tomas Vell", "It does."), ("Speaker 3", "When?")];
    for page in [
        "<p>Lena Orsol: (<a href='x'>00:00</a>)<br>It rains.</p><p>Tomas Vell: (<a href='x'>00:04</a>)<br>It does.</p><p>Speaker 3: \
         (<a>00:09</a>)<br>When?</p>",
        "<p>Lena Orsol (<a>00:00</a>):<br>It rains.</p><p>Tomas Vell (<a>00:04</a>):<br>It does.</p><p>Speaker 3 (<a>00:09</a>):<br>When?</p>",
        "<p>[00:00:00] Lena Orsol: It rains.</p><p>[00:00:04] Tomas Vell: It does.</p><p>[00:00:09] Speaker 3: When?</p>",
        "<p>00:00 <b>Lena Orsol:</b> It rains.</p><p>00:04 <b>Tomas Vell:</b> It does.</p><p>00:09 <b>Speaker 3:</b> When?</p>",
        "<p>Lena Orsol 00:00</p><p>It rains.</p><p>Tomas Vell 00:04</p><p>It does.</p><p>Speaker 3 00:09</p><p>When?</p>",
        "<p><strong>Lena Orsol</strong> [00:00:00]<br>It rains.</p><p><strong>Tomas Vell</strong> [00:00:04]<br>It does.</p>\
         <p><strong>Speaker 3</strong> [00:00:09]<br>When?</p>",
        "<div class='ts-segment'><span class='ts-name'>Lena Orsol</span><span class='ts-timestamp'><a>(00:00:00)</a></span>\
         <span class='ts-text'> It rains.</span></div><div class='ts-segment'><span class='ts-name'>Tomas Vell</span>\
         <span class='ts-timestamp'><a>(00:00:04)</a></span><span class='ts-text'>It does.</span></div>\
         <div class='ts-segment'><span class='ts-name'>Speaker 3</span><span class='ts-timestamp'><a>(00:00:09)</a></span> When?</div>",
        "<p>Lena Orsol: It rains.</p><p>00:05:00</p><p>Tomas Vell: It does.</p><p>00:10:00</p><p>Speaker 3: When?</p>\
         <p>Transcription ended after 00:10:12</p>",
    ] {
        assert_said(page, &expected);
    }
}

#[test]
fn elements_of_their_own_name_the_speaker() {
    let expected = [("Lena Orsol", "It rains."), ("Tomas Vell", "It does.")];
    for page in [
        "<dl><dt>Lena Orsol</dt><dd>It rains.</dd><dt>Tomas Vell:</dt><dd>It does.</dd></dl>",
        "<div class='speech'><h4 class='speech__speaker'>Lena Orsol</h4><div class='speech__content'><p>It rains.</p></div></div>\
         <div class='speech'><h4 class='speech__speaker'>Tomas Vell</h4><div class='speech__content'><p>It does.</p></div></div>",
        "<div><h2 class='debate-speech__speaker'><strong class='debate-speech__speaker__name'>Lena Orsol</strong> \
         <small class='debate-speech__speaker__position'>Minister of Ports</small></h2><p>It rains.</p></div>\
         <div><h2 class='debate-speech__speaker'><strong class='debate-speech__speaker__name'>Tomas Vell</strong></h2><p>It does.</p></div>",
        "<p><span class='SpeakerName'>Lena Orsol</span> It rains.</p><p><span class='SpeakerName'>Tomas Vell</span>: It does.</p>",
        "<div class='speaker'>Lena Orsol</div><div class='text'>It rains.</div><div class='speaker'>Tomas Vell</div><div class='text'>It \
         does.</div>",
        "<style>.c0{font-weight:700}.c1{font-size:11pt}</style><p class='c2'><span class='c0'>Lena Orsol: </span><span class='c1'>It rains.\
         </span></p><p><span class='c0'>Tomas Vell: </span><span>It does.</span></p>",
    ] {
        assert_said(page, &expected);
    }
    let lines = "<p><b>Lena Orsol</b></p><p>It rains.</p><p><b>Tomas Vell</b></p><p>It does.</p><p><b>Lena Orsol</b></p><p>Yes.</p>";
    let [first, second] = expected;
    assert_said(lines, &[first, second, ("Lena Orsol", "Yes.")]);
    let headings =
        "<h3>Lena Orsol</h3><p>It rains.</p><h3>Tomas Vell</h3><p>It does.</p><h3>Lena Orsol</h3><p>Yes.</p>";
    assert_said(headings, &[first, second, ("Lena Orsol", "Yes.")]);
}

#[test]
fn tables_with_a_column_of_speakers() {
    let expected = [("Lena Orsol", "It rains."), ("Tomas Vell", "It does."), ("Lena Orsol", "Yes.")];
    for page in [
        "<table><tr><th>Time</th><th>Speaker</th><th>Text</th></tr><tr><td>00:01</td><td>Lena Orsol</td><td>It rains.</td></tr>\
         <tr><td>00:05</td><td>Tomas Vell</td><td>It does.</td></tr><tr><td>00:09</td><td>Lena Orsol</td><td>Yes.</td></tr></table>",
        "<table><tr><td>Lena Orsol:</td><td>It rains.</td></tr><tr><td>Tomas Vell:</td><td>It does.</td></tr><tr><td>Lena Orsol:</td>\
         <td>Yes.</td></tr></table>",
        "<table><tr><td>00:01</td><td>Lena Orsol</td><td><p>It rains.</p></td></tr><tr><td>00:05</td><td>Tomas Vell</td><td>It does.</td>\
         </tr><tr><td>00:09</td><td>Lena Orsol</td><td>Yes.</td></tr></table>",
    ] {
        assert_said(page, &expected);
    }
    let merged = "<table><tr><th>Speaker</th><th>Text</th></tr><tr><td rowspan='2'>Lena Orsol</td><td>It rains.</td></tr>\
        <tr><td>Again.</td></tr><tr><td>Tomas Vell</td><td>Why?</td></tr></table>";
    assert_said(merged, &[("Lena Orsol", "It rains.\nAgain."), ("Tomas Vell", "Why?")]);
}

#[test]
fn xml_is_read_by_its_kind_or_refused_by_name() {
    for (file, format) in [
        (
            "<publicwhip><speech id='uk.org.publicwhip/debate/2024-01-23.1.1' speakername='Lena Orsol'><p>It&nbsp;rains.</p></speech></publicwhip>",
            "publicwhip",
        ),
        (
            "<?xml version='1.0'?><akomaNtoso><meta><TLCPerson eId='lo' showAs='Lena Orsol'/></meta><debate><speech by='#lo'><from>Ms Orsol:</from><p>It rains.</p></speech></debate></akomaNtoso>",
            "akoma",
        ),
        (
            "<TEI><text><body><sp who='#lo'><speaker>Lena Orsol.</speaker><l>It rains.</l></sp></body></text></TEI>",
            "tei",
        ),
        (
            "<Trans><Speakers><Speaker id='s1' name='Lena Orsol'/></Speakers><Turn speaker='s1'><Sync/>It rains.</Turn></Trans>",
            "transcriber",
        ),
        (
            "<anforande><talare>Lena Orsol</talare><parti>R</parti><anforandetext>It rains.</anforandetext></anforande>",
            "debate",
        ),
    ] {
        let read = one(file);
        assert_eq!((read.format, turns(&read)), (format, vec![("Lena Orsol", "It rains.")]), "{file}");
        assert_balanced(&read);
    }
    for file in [
        "<?xml version='1.0'?><rss><p>Lena Orsol: It rains.</p></rss>",
        "<rss><channel><p><b>Lena:</b> hi</p></channel></rss>",
    ] {
        let refused = read_bytes(&source("x"), file.as_bytes(), &Options::default()).unwrap_err().to_string();
        assert!(refused.contains("XML that begins with <rss>"), "{refused}");
    }
}
