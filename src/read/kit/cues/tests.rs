//! Times, tags and references of both formats of captions.

use super::*;

#[test]
fn times_of_both_formats() {
    for (line, expected) in [
        ("00:00:01.000 --> 01:00:02.500", Some((1000, 3_602_500))),
        ("00:01,000-->00:02,5 align:start position:0%", Some((1000, 2005))),
        ("1:02:03.004 --> 1:02:04", Some((3_723_004, 3_724_000))),
        ("00:61.000 --> 00:62.000", None),
        ("00:00:01.000 -->", None),
        ("1 --> 2", None),
        ("x --> y", None),
    ] {
        assert_eq!(times(line), expected, "{line}");
    }
    assert!(broken_times("00:00:01.000 --> 00:99:00.000").is_some());
    assert!(broken_times("00:00:01,000 --").is_some());
    assert!(broken_times("00:00:01,000").is_some());
    assert!(broken_times("At 10:30, we met").is_none());
    assert!(broken_times("From A --> B").is_none());
}

#[test]
fn tags_and_references() {
    let lines = ["a<00:00:01.000><c.x> b</c> &amp; &lt;c&gt; 2 < 3 {\\an8}<i>d</i> &x; &#39;&#x201c;\n"];
    let found = stretches(&lines, None);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].text, "a b & <c> 2 < 3 d &x; '“\n");
    assert_eq!(found[0].raw, lines[0].chars().count());
    let lines = ["<v.loud Ida &amp; Co>a</v><v Tomas>b\n", "c<v>d\n"];
    let found: Vec<(String, bool)> = stretches(&lines, None)
        .iter()
        .map(|s| {
            let who = match &s.voice {
                VoiceTag::Named(name) => format!("{name}: "),
                VoiceTag::Unnamed => "?: ".to_owned(),
                VoiceTag::Untagged => String::new(),
            };
            (who + s.text.trim(), s.opens_line)
        })
        .filter(|(text, _)| !text.is_empty())
        .collect();
    let expected = [("Ida & Co: a", true), ("Tomas: b", false), ("Tomas: c", true), ("?: d", false)];
    assert_eq!(found, expected.map(|(text, opens)| (text.to_owned(), opens)));
}
