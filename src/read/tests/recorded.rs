//! What programs write that set speech against times, each with the variants of its kind.

use super::*;

fn said_in(format: &str, text: &str) -> Vec<(String, String)> {
    said_by(format, text, None)
}

fn said_by(format: &str, text: &str, speaker: Option<&str>) -> Vec<(String, String)> {
    let options = Options { speaker: speaker.map(str::to_owned), ..Options::default() };
    let read = read_bytes(&source("x"), text.as_bytes(), &options).unwrap_or_else(|error| panic!("{error}")).remove(0);
    assert_eq!(read.format, format, "{text}");
    assert_balanced(&read);
    read.turns.into_iter().map(|turn| (turn.header.printed, turn.text)).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(who, said)| ((*who).to_owned(), (*said).to_owned())).collect()
}

fn ttml(body: &str) -> String {
    format!(
        "<tt xmlns:ttm='m'><head><metadata><ttm:title>Talk</ttm:title><ttm:agent xml:id='o'><ttm:name>Lena Orsol</ttm:name>\
         </ttm:agent><ttm:agent xml:id='v'><ttm:name>Tomas Vell</ttm:name></ttm:agent></metadata></head>\
         <body>{body}</body></tt>"
    )
}

#[test]
fn captions_of_ttml_by_agents_and_by_names() {
    let expected = pairs(&[("Lena Orsol", "We met & talked."), ("Tomas Vell", "In Brenn.")]);
    for body in [
        "<div><p begin='1s' ttm:agent='o'>We met<br/>&amp; talked.</p><p begin='2s' ttm:agent='v'>In Brenn.</p></div>",
        "<div ttm:agent='o'><p begin='1s'>We met</p><p begin='00:00:02.5'>&amp; talked.</p></div>\
         <div ttm:agent='v'><p begin='3000ms'>In\n   Brenn.</p></div>",
        "<div><p><span ttm:agent='o'>We met &amp; talked.</span> <span ttm:agent='v'>In Brenn.</span></p></div>",
        "<div><p>Lena Orsol: We met</p><p>&amp; talked.</p><p>&gt;&gt; TOMAS VELL: In Brenn.</p></div>",
    ] {
        let said = said_in("ttml", &ttml(body));
        let folded = said.into_iter().map(|(who, said)| (who.replace("TOMAS VELL", "Tomas Vell"), said));
        assert_eq!(folded.collect::<Vec<_>>(), expected, "{body}");
    }
    // words behind a voice, and of two at once, are nobody's
    let body = "<p ttm:agent='o'>We met.</p><p>Who says this?</p><p ttm:agent='o v'>And this?</p>";
    assert_eq!(said_in("ttml", &ttml(body)), pairs(&[("Lena Orsol", "We met.")]));
    let youtube = "<transcript><text start='0' dur='1'>We&amp;#39;ve met</text><text start='1' dur='1'>today.</text></transcript>";
    assert_eq!(said_by("ttml", youtube, Some("Lena Orsol")), pairs(&[("Lena Orsol", "We've met today.")]));
    assert_eq!(said_in("ttml", youtube), []);
}

fn elan(tiers: &str) -> String {
    let slots: String = (0..9).map(|n| format!("<TIME_SLOT TIME_SLOT_ID='t{n}' TIME_VALUE='{}'/>", n * 1000)).collect();
    format!("<ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER>{tiers}</ANNOTATION_DOCUMENT>")
}

fn tier(attributes: &str, annotations: &[(&str, usize, usize, &str)]) -> String {
    let one = |(id, from, to, text): &(&str, usize, usize, &str)| {
        format!(
            "<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID='{id}' TIME_SLOT_REF1='t{from}' TIME_SLOT_REF2='t{to}'>\
             <ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
        )
    };
    format!("<TIER {attributes}>{}</TIER>", annotations.iter().map(one).collect::<String>())
}

#[test]
fn tiers_of_elan_are_read_in_the_order_of_time() {
    let orsol = tier("TIER_ID='a' PARTICIPANT='Lena Orsol'", &[("1", 0, 1, "We met"), ("2", 1, 2, "in Brenn.")]);
    let vell = tier("TIER_ID='tx@Vell'", &[("3", 1, 2, "Mhm."), ("4", 3, 4, "In the rain.")]);
    let beside = tier("TIER_ID='comments' PARTICIPANT='Lena Orsol'", &[("5", 0, 1, "She laughs.")]);
    let expected = pairs(&[("Lena Orsol", "We met in Brenn."), ("Vell", "Mhm. In the rain.")]);
    assert_eq!(said_in("elan", &elan(&format!("{vell}{beside}{orsol}"))), expected);
    // what is said of an annotation is not said
    let gloss = "<TIER TIER_ID='g' PARENT_REF='a'><ANNOTATION><REF_ANNOTATION ANNOTATION_ID='6' ANNOTATION_REF='1'>\
        <ANNOTATION_VALUE>meeting</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>";
    assert_eq!(said_in("elan", &elan(&format!("{gloss}{orsol}{vell}"))), expected);
    // one tier for all names nobody
    let all = elan(&tier("TIER_ID='default'", &[("1", 0, 1, "We met."), ("2", 1, 2, "Where?")]));
    assert_eq!(said_in("elan", &all), []);
    assert_eq!(said_by("elan", &all, Some("Lena Orsol")), pairs(&[("Lena Orsol", "We met. Where?")]));
}

#[test]
fn utterances_of_elan_under_their_numbers() {
    let numbers =
        tier("TIER_ID='ref@LO' PARTICIPANT='Lena Orsol'", &[("1", 0, 1, "halmar.001"), ("2", 1, 2, "halmar.002")]);
    let child = |id: &str, texts: [&str; 2]| {
        let one = |(of, text): (usize, &str)| {
            format!(
                "<ANNOTATION><REF_ANNOTATION ANNOTATION_ID='{id}{of}' ANNOTATION_REF='{of}'><ANNOTATION_VALUE>{text}\
                 </ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
            )
        };
        let all: String = (1..).zip(texts).map(one).collect();
        format!("<TIER TIER_ID='{id}@LO' PARENT_REF='ref@LO' PARTICIPANT='Lena Orsol'>{all}</TIER>")
    };
    let file = elan(&format!("{}{}{numbers}", child("tx", ["We met.", "Twice."]), child("ft", ["Met.", "Two times."])));
    assert_eq!(said_in("elan", &file), pairs(&[("Lena Orsol", "We met. Twice.")]));
}

#[test]
fn events_of_exmaralda_are_read_in_the_order_of_time() {
    let file = "<basic-transcription><head><speakertable><speaker id='S0'><abbreviation>LO</abbreviation></speaker>\
        <speaker id='S1'><abbreviation> </abbreviation></speaker></speakertable></head><basic-body><common-timeline>\
        <tli id='T0'/><tli id='T1'/><tli id='T2'/><tli id='T3'/></common-timeline>\
        <tier speaker='S1' type='t'><event start='T1' end='T2'>Mhm. </event></tier>\
        <tier speaker='S0' type='t'><event start='T0' end='T1'>We met in Hal</event><event start='T1' end='T2'>mar. </event></tier>\
        <tier speaker='S0' type='d'><event start='T0' end='T1'>coughs</event></tier>\
        <tier type='t'><event start='T2' end='T3'>Who is it?</event></tier></basic-body></basic-transcription>";
    assert_eq!(said_in("exmaralda", file), pairs(&[("LO", "We met in Halmar."), ("S1", "Mhm.")]));
}

#[test]
fn turns_of_transcriber_that_overlap() {
    let file = |turns: &str| {
        format!(
            "<Trans><Speakers><Speaker id='a' name='Lena Orsol'/><Speaker id='b' name='Tomas Vell'/></Speakers>{turns}</Trans>"
        )
    };
    let turns = "<Turn speaker='a'><Sync time='0'/>We <Event desc='cough'/>met</Turn><Turn speaker='a'>twice.</Turn>\
        <Turn speaker='a b'><Who nb='2'/>In Brenn.<Who nb='1'/>Yes.<Who nb='3'/>No?</Turn><Turn>Music</Turn>\
        <Turn speaker='a b'>Both</Turn>";
    let expected = [("Lena Orsol", "We met twice."), ("Tomas Vell", "In Brenn."), ("Lena Orsol", "Yes.")];
    assert_eq!(said_in("transcriber", &file(turns)), pairs(&expected));
}

#[test]
fn channels_of_deepgram_are_speakers() {
    let word = |text: &str, at: f64, speaker: &str| {
        format!("{{\"word\": \"{text}\", \"start\": {at}, \"end\": {}{speaker}}}", at + 0.4)
    };
    let channel = |words: &[String]| {
        format!("{{\"alternatives\": [{{\"transcript\": \"x\", \"words\": [{}]}}]}}", words.join(","))
    };
    let file = |channels: &[String]| format!("{{\"results\": {{\"channels\": [{}]}}}}", channels.join(","));
    let plain = file(&[
        channel(&[word("We", 0.0, ""), word("met.", 0.5, ""), word("Twice.", 9.0, "")]),
        channel(&[word("Where?", 4.0, "")]),
    ]);
    assert_eq!(
        said_in("json", &plain),
        pairs(&[("Channel 0", "We met."), ("Channel 1", "Where?"), ("Channel 0", "Twice.")])
    );
    // the second of two voices is that of its channel
    let by = |n: usize| format!(", \"speaker\": {n}");
    let several = file(&[
        channel(&[word("We", 0.0, &by(0)), word("met.", 0.5, &by(1))]),
        channel(&[word("Where?", 4.0, &by(0))]),
    ]);
    let expected =
        [("Channel 0, Speaker 0", "We"), ("Channel 0, Speaker 1", "met."), ("Channel 1, Speaker 0", "Where?")];
    assert_eq!(said_in("json", &several), pairs(&expected));
    let utterances = "\"utterances\": [{\"channel\": 1, \"speaker\": 0, \"transcript\": \"Where?\"}, \
        {\"channel\": 0, \"speaker\": 0, \"transcript\": \"Here.\"}]";
    let listed = plain.replace("\"channels\"", &format!("{utterances}, \"channels\""));
    assert_eq!(said_in("json", &listed), pairs(&[("Channel 1", "Where?"), ("Channel 0", "Here.")]));
    // so are the channels of others, where they count their speakers one by one
    let gladia = r#"{"utterances": [{"channel": 0, "speaker": 0, "text": "Where?"}, {"channel": 1, "speaker": 0, "text": "Here."}]}"#;
    assert_eq!(
        said_in("json", gladia),
        pairs(&[("Channel 0, Speaker 0", "Where?"), ("Channel 1, Speaker 0", "Here.")])
    );
    assert_eq!(said_in("json", &file(&[channel(&[]), channel(&[])])), pairs(&[("Channel 0", "x"), ("Channel 1", "x")]));
}

#[test]
fn names_beside_the_words_of_meeting_programs() {
    let zoom = r#"{"timeline": [{"text": "We met.", "users": [{"username": "Lena Orsol"}]},
        {"text": "Who?", "users": [{"username": "Lena Orsol"}, {"username": "Tomas Vell"}]}, {"text": "I.", "users": []}]}"#;
    assert_eq!(said_in("json", zoom), pairs(&[("Lena Orsol", "We met.")]));
    let watson = r#"{"results": [{"alternatives": [{"timestamps": [["We", 0.1, 0.3], ["met.", 0.3, 0.6], ["Who?", 2.0, 2.2]]}]}],
        "speaker_labels": [{"from": 0.1, "speaker": 0}, {"from": 0.3, "speaker": 0}]}"#;
    assert_eq!(said_in("json", watson), pairs(&[("0", "We met.")]));
    let otter = r#"{"speech": {"speakers": [{"id": 7, "speaker_name": "Lena Orsol"}], "transcripts": [
        {"speaker_id": 7, "transcript": "We met."}, {"speaker_id": 8, "transcript": "Twice."},
        {"speaker_id": null, "transcript": "Who?"}]}}"#;
    assert_eq!(said_in("json", otter), pairs(&[("Lena Orsol", "We met."), ("8", "Twice.")]));
    let days = |second: &str| {
        let row = |day: &str| {
            format!("{{\"date\": \"2025-05-{day}\", \"speaker\": \"Lena Orsol\", \"text\": \"We met.\"}}\n")
        };
        read_str("x", &(row("01") + &row(second))).len()
    };
    assert_eq!((days("01"), days("02")), (1, 2));
    let slack = "[{\"user\": \"Lena Orsol\", \"text\": \"We met.\"}, {\"subtype\": \"channel_join\", \"user\": \"U2\", \"text\": \"joined\"}]";
    assert_eq!(turns(&read_str("x", slack)[0]), [("Lena Orsol", "We met.")]);
    let chats = "{\"messages\": [{\"role\": \"user\", \"content\": \"We met.\"}]}\n\
        {\"id\": \"b\", \"messages\": [{\"from\": \"Lena Orsol\", \"value\": \"Twice.\"}]}";
    let read = read_str("x", chats);
    assert_eq!(read.iter().map(|t| t.id.as_str()).collect::<Vec<_>>(), ["x#1", "x#b"]);
    assert_eq!([turns(&read[0])[0], turns(&read[1])[0]], [("user", "We met."), ("Lena Orsol", "Twice.")]);
}
