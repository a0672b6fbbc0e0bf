//! TEI with invented people.

use std::path::Path;

use super::*;
use crate::read::options::Options;
use crate::transcript::{Holds, MembershipKind, Reason};

fn read(text: &str) -> Result<Vec<Transcript>> {
    let options = Options::default();
    (FORMAT.read)(&SourceText::new(Path::new("x.xml"), text, &options))
}

const HEADER: &str = "<teiHeader><fileDesc><titleStmt><title type='sub'>B</title><title xml:lang='sl'>C</title>\
    <title type='main' xml:lang='en'>A &amp; B</title><respStmt><persName>Ida Mohl</persName></respStmt></titleStmt>\
    <publicationStmt><date when='2030-01-01'/></publicationStmt>\
    <sourceDesc><bibl><date when='2024-02-03'/></bibl></sourceDesc></fileDesc></teiHeader>";

fn tei(body: &str) -> String {
    format!("<TEI xmlns='http://www.tei-c.org/ns/1.0' xml:lang='en'>{HEADER}<text><body>{body}</body></text></TEI>")
}

fn one(body: &str) -> Transcript {
    let transcript = read(&tei(body)).unwrap().remove(0);
    assert_eq!(transcript.unexplained_characters(), 0, "{body}");
    transcript
}

fn turns(transcript: &Transcript) -> Vec<(&str, &str)> {
    transcript.turns.iter().map(|turn| (turn.header.printed.as_str(), turn.text.as_str())).collect()
}

#[test]
fn utterances_with_their_paragraphs() {
    let transcript = one("<head>H</head>Lead<note type='speaker'>Lena:</note>\
        <u who='#OrsolLena' ana='#x #va:chair'><seg>One<note>n</note>, <gap reason='i'><desc>d</desc></gap>two &#x41;&lt;.</seg>\
        <kinesic type='applause'><desc>Applause</desc></kinesic><seg>Three.</seg></u>\
        <u who='p.xml#VellTomas'>Four.<pb/> Five.</u><u>Whose?</u><u who='#a #b'>All!</u><u who=''><seg>(noise)</seg></u>\
        <u who='va:OrsolLena'><![CDATA[Six & seven.]]></u>");
    let expected = [("OrsolLena", "One, two A<.\nThree."), ("VellTomas", "Four. Five."), ("OrsolLena", "Six & seven.")];
    assert_eq!(turns(&transcript), expected);
    assert_eq!(transcript.turns[0].header.role.as_deref(), Some("chair"));
    assert_eq!((transcript.title.as_deref(), transcript.date.as_deref()), (Some("A & B"), Some("2024-02-03")));
    for (reason, text) in [
        (Reason::Unattributed, "Whose?All!"),
        (Reason::StageDirection, "ndApplause(noise)"),
        (Reason::Header, "Lena:"),
        (Reason::Lead, "HLead"),
        (Reason::Headline, "BCA & B"),
        (Reason::Furniture, "Ida Mohl"),
    ] {
        assert_eq!(transcript.set_aside_for(reason), text.len(), "{}", reason.name());
    }
    assert_eq!(transcript.notes, ["utterances of several people at once, set aside: 1"]);
}

#[test]
fn annotated_words_are_spaced_as_they_were() {
    for gap in ["", " ", "\n   "] {
        let words = [
            "<w>I</w>",
            "<w join='right'>ca</w>",
            "<w join='right'>n't</w>",
            "<pc>,</pc>",
            "<name><w>old</w></name>",
            "<note>n</note>",
            "<pc join='right'>“</pc>",
            "<w join='right'>R&amp;D</w>",
            "<pc>”</pc>",
            "<w>gon<w norm='x'/>na</w>",
            "<w join='right'> go </w>",
            "<pc>.</pc>",
        ];
        let body = format!(
            "<u who='#a'><seg><s>{}</s>{gap}<s><w>Yes</w></s></seg>{gap}<seg><s><w>No</w></s></seg></u>",
            words.join(gap)
        );
        let transcript = one(&body);
        assert_eq!(turns(&transcript), [("a", "I can't, old “R&D” gonna go. Yes\nNo")], "{gap:?}");
    }
}

const LIST: &str = "<listPerson xmlns='http://www.tei-c.org/ns/1.0'><person xml:id='KestIda'>\
    <persName to='2020'><surname>Mohl</surname><forename>Ida</forename></persName>\
    <persName><roleName>Dr</roleName><forename>Ida</forename><forename>Ann</forename><nameLink>van</nameLink><surname>Kest</surname></persName>\
    <affiliation ref='#party.A' to='2023-12'/><affiliation ref='#party.B' from='2024'/><affiliation ref='#house.H'><roleName>x</roleName></affiliation>\
    </person><person xml:id='b'><persName>Orel  Tarn</persName><affiliation ref='#parliamentaryGroup.G'/></person><person><persName>No Id</persName></person></listPerson>";

#[test]
fn a_list_of_persons_is_no_transcript() {
    let list = read(LIST).unwrap().remove(0);
    assert_eq!((list.holds, list.turns.len(), list.unexplained_characters()), (Holds::Lists, 0, 0));
    let people: Vec<(&str, &str)> = list.people.iter().map(|p| (p.id.as_str(), p.name.as_str())).collect();
    assert_eq!(people, [("KestIda", "Ida Ann van Kest"), ("b", "Orel Tarn")]);
    assert_eq!(list.people[0].memberships.len(), 2);
    assert_eq!(list.people[1].memberships[0].kind, MembershipKind::ParliamentaryGroup);
}

#[test]
fn a_corpus_in_one_file_gives_its_documents() {
    let document = |id: &str, text: &str| tei(text).replacen("<TEI", &format!("<TEI xml:id='{id}'"), 1);
    let (a, b) = (document("a", "<u who='#KestIda'>One</u>"), document("a", "<u who='#b'>Two</u>"));
    let list = LIST.replace(" xmlns='http://www.tei-c.org/ns/1.0'", "");
    let corpus =
        format!("<teiCorpus><teiHeader><titleStmt><title>All</title></titleStmt>{list}</teiHeader>{a}{b}</teiCorpus>");
    let all = read(&corpus).unwrap();
    assert_eq!(all.iter().map(|t| t.id.as_str()).collect::<Vec<_>>(), ["a", "a~2"]);
    assert_eq!((turns(&all[0]), turns(&all[1])), (vec![("KestIda", "One")], vec![("b", "Two")]));
    assert_eq!((all[0].people.len(), all[0].title.as_deref()), (2, Some("A & B")));
    assert!(all.iter().all(|t| t.unexplained_characters() == 0));
    let inside = "<TEI><text><u who='#a'>One <TEI><text><u who='#b'>Two</u></text></TEI>three</u></text></TEI>";
    assert!(read(inside).unwrap().iter().all(|t| t.unexplained_characters() == 0));
}

#[test]
fn bad_xml_names_its_line() {
    let laughs =
        "<!DOCTYPE TEI [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">\n]>\n<TEI><text><u who='#x'>\n&b;</u></text></TEI>";
    let deep = "<TEI><text>\n".to_owned() + &"<div>".repeat(1000);
    for (xml, expected) in [
        ("<TEI><text>\n<u who='#a'>One\n</text></TEI>", "x.xml, line 3: the XML is not well-formed ("),
        ("<TEI><text>\n<u who='#a'>One\n", "x.xml, line 3: the XML ends inside <u>"),
        ("<TEI><text>\n<u who='#a", "x.xml, line 2: the XML is not well-formed ("),
        ("<TEI><text>\n<u who=a>One</u></text></TEI>", "x.xml, line 2: an attribute cannot be read ("),
        ("<TEI><text>\n<u who='&x;'>One</u></text></TEI>", "x.xml, line 2: an attribute cannot be read ("),
        ("<TEI>\n&#xD800;</TEI>", "x.xml, line 2: "),
        (laughs, "x.xml, line 4: the entity &b; is not XML's own"),
        (&deep, "x.xml, line 2: elements nested over 256 deep"),
    ] {
        let message = read(xml).unwrap_err().to_string();
        assert!(message.starts_with(expected) && !message.contains('\n'), "{message}");
    }
}
