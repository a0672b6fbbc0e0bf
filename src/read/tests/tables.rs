//! Tables and JSONL as programs export them, with invented people.

use super::*;

#[test]
fn columns_are_known_by_many_names() {
    for (speaker, text) in [
        ("Speaker Name", "Utterance Text"),
        ("speaker_label", "transcript_text"),
        ("Participant", "Response"),
        ("Name", "Message"),
        ("speakerName", "content"),
        ("SPEAKER", "TEXT"),
        ("Sprecher", "Text"),
        ("speaker_id", "body"),
        ("user", "text"),
        ("Speaker(s)", "Transcript"),
        ("Rednerin", "Redetext"),
        ("From", "Spoken words"),
    ] {
        for delimiter in [",", ";", "\t", "|"] {
            let row = |cells: [&str; 3]| cells.join(delimiter) + "\r\n";
            let table =
                row(["id", speaker, text]) + &row(["1", "Lena Orsol", "We met."]) + &row(["2", "Tomas Vell", "Yes."]);
            let read = read_str("t.csv", &table).remove(0);
            assert_eq!(turns(&read), [("Lena Orsol", "We met."), ("Tomas Vell", "Yes.")], "{table}");
            assert_balanced(&read);
            assert!(read.turns.iter().all(|turn| turn.header.stated));
        }
    }
    // neither brackets nor a colon belong to a name
    let marked = read_str("t.csv", "speaker,text\n[P1],We met.\nLena Orsol:,Yes.\n").remove(0);
    assert_eq!(turns(&marked), [("P1", "We met."), ("Lena Orsol", "Yes.")]);
    assert_balanced(&marked);
    // a name goes before an id
    let both = "Speaker_ID\tSpeaker_name\tSpeaker_party\tText\nLO\tOrsol, Lena\tLake\tWe met.\n";
    let read = read_str("t.tsv", both).remove(0);
    assert_eq!(turns(&read), [("Orsol, Lena", "We met.")]);
    assert_eq!(read.turns[0].header.group.as_deref(), Some("Lake"));
}

#[test]
fn a_title_above_the_header_is_set_aside() {
    for table in [
        "Export of a talk,,,\nMade 2025-03-01,,,\n,,,\nTime,Speaker,Text,\n00:01,Lena Orsol,We met.,\n00:05,Tomas Vell,Yes.,\n",
        "Export of a talk\n\nTime,Speaker,Text\n00:01,Lena Orsol,We met.\n00:05,Tomas Vell,Yes.\n",
        "sep=;\nA talk;;\nTime;Speaker;Text\n00:01;Lena Orsol;We met.\n00:05;Tomas Vell;Yes.\n",
    ] {
        let read = read_str("t.csv", table).remove(0);
        assert_eq!(turns(&read), [("Lena Orsol", "We met."), ("Tomas Vell", "Yes.")], "{table}");
        assert!(read.set_aside_for(Reason::Furniture) > 0);
        assert_balanced(&read);
    }
    let broken = "A talk\n\nSpeaker,Text\nLena Orsol,We met.\nTomas Vell,Yes.\nLena Orsol\n";
    let message = read_bytes(&source("t.csv"), broken.as_bytes(), &Options::default()).unwrap_err().to_string();
    assert!(message.starts_with("t.csv, line 6: a row of 1 fields"), "{message}");
}

#[test]
fn a_table_without_speakers_is_refused_by_name() {
    for (path, table) in [
        ("t.csv", "id,agenda,speech\n1,Lena Orsol,We met.\n"),
        ("t.txt", "speech_id|speech\n11|We met, twice.\n12|Yes.\n"),
        ("t.txt", "nr\tText\n11\tWe met, twice.\n12\tYes.\n"),
    ] {
        let message = read_bytes(&source(path), table.as_bytes(), &Options::default()).unwrap_err().to_string();
        assert!(message.contains("no speaker column") && message.contains("--columns speaker=NAME"), "{message}");
    }
}

#[test]
fn dates_tell_documents_where_nothing_else_does() {
    let table = "\"\",\"date\",\"speaker\",\"text\"\n1,2019-03-12,Lena Orsol,We met.\n2,2019-03-12,Tomas Vell,Yes.\n3,2019-03-13,Lena Orsol,Again.\n";
    let read = read_str("t.csv", table);
    let ids: Vec<&str> = read.iter().map(|t| t.id.as_str()).collect();
    assert_eq!(ids, ["t.csv#2019-03-12", "t.csv#2019-03-13"]);
    assert_eq!(read[1].date.as_deref(), Some("2019-03-13"));
    assert!(read[0].notes.iter().any(|note| note.contains("each date is one")), "{:?}", read[0].notes);
    read.iter().for_each(assert_balanced);
    let options = Options { columns: Columns::parse(&["document=date".to_owned()]).unwrap(), ..Options::default() };
    let given = read_bytes(&source("t.csv"), table.as_bytes(), &options).unwrap();
    assert_eq!((given.len(), given[0].date.as_deref()), (2, Some("2019-03-12")));
}

#[test]
fn json_lines_of_chats_and_corpora() {
    for lines in [
        "{\"speaker_name\": \"Lena Orsol\", \"text\": \"We met.\"}\n{\"speaker_name\": \"Tomas Vell\", \"text\": \"Yes.\"}",
        "[{\"user\": \"U1\", \"user_profile\": {\"real_name\": \"Lena Orsol\"}, \"text\": \"We met.\", \"ts\": \"1.2\"},\n\
         {\"user\": \"U2\", \"user_profile\": {\"real_name\": \"Tomas Vell\"}, \"text\": \"Yes.\"}]",
        "[{\"sentence\": \"We met.\", \"speaker_name\": \"Lena Orsol\"}, {\"sentence\": \"Yes.\", \"speaker_name\": \"Tomas Vell\"}]",
        "{\"id\": \"u1\", \"root\": \"u1\", \"user\": \"Lena Orsol\", \"text\": \"We met.\"}\n{\"id\": \"u2\", \"root\": \"u1\", \"user\": \"Tomas Vell\", \"text\": \"Yes.\"}",
        "{\"author\": {\"name\": \"Lena Orsol\"}, \"content\": \"We met.\"}\n{\"author\": {\"name\": \"Tomas Vell\"}, \"content\": \"Yes.\"}",
        "{\"speaker\": \"Lena Orsol\", \"text\": \"We met.\"}\n{\"speaker\": \"Lena Orsol\", \"text\": null}\n{\"speaker\": \"Tomas Vell\", \"text\": \"Yes.\"}",
    ] {
        let read = read_str("t.jsonl", lines).remove(0);
        assert_eq!(turns(&read), [("Lena Orsol", "We met."), ("Tomas Vell", "Yes.")], "{lines}");
        assert_balanced(&read);
    }
    let numbers =
        read_str("t.jsonl", "{\"speaker\": 17, \"text\": \"We met.\"}\n{\"speaker\": 18, \"text\": \"Yes.\"}");
    assert_eq!(turns(&numbers[0]), [("17", "We met."), ("18", "Yes.")]);
}

#[test]
fn a_convokit_corpus_is_read_with_its_names() {
    let folder = project("data/formats/halmar_corpus").display().to_string();
    let mut registry = Registry::new(Vec::new());
    let mut said = Vec::new();
    let sources: Vec<Source> = find(&[folder]).into_iter().map(|source| source.unwrap()).collect();
    let read: Vec<Transcript> = sources.iter().flat_map(|source| read(source, &Options::default()).unwrap()).collect();
    for transcript in &read {
        registry.list(&transcript.people);
        registry.learn(&transcript.id, transcript.turns.iter().map(|turn| &turn.header));
    }
    for transcript in &read {
        for turn in &transcript.turns {
            let who = registry.resolve(&transcript.id, &turn.header);
            said.push((transcript.id.as_str(), who.speaker, who.group.unwrap_or_default()));
        }
    }
    let expected = [
        ("utterances.jsonl#pier", "Lena Orsol", "Lake Party"),
        ("utterances.jsonl#pier", "Tomas Vell", "Road Party"),
        ("utterances.jsonl#road", "Lena Orsol", "Lake Party"),
    ];
    assert_eq!(said, expected.map(|(id, who, group)| (id, who.to_owned(), group.to_owned())));
    // the list of one folder says nothing of another's ids
    let other = read_str("elsewhere/utterances.jsonl", "{\"speaker\": \"s1\", \"text\": \"We met.\"}").remove(0);
    assert_eq!(registry.resolve(&other.id, &other.turns[0].header).speaker, "s1");
}

#[test]
fn the_samples_of_formats_are_read_as_they_stand() {
    let read = |file: &str| {
        let path = project("data/formats").join(file);
        read(&Source::file(&path, file), &Options::default()).unwrap().remove(0)
    };
    let interview = read("ferry_interview.json");
    let said = [("A", "When did the ferry to Halmar stop?"), ("B", "In May, when the pier broke.")];
    assert_eq!(
        turns(&interview),
        [said.as_slice(), &[("A", "And since then?"), ("B", "We drive round the lake.")]].concat()
    );
    let call = read("pier_call.sbv");
    let said = [("Speaker 1", "Is the pier open again?"), ("Speaker 2", "In a week, if it stops raining.")];
    assert_eq!(turns(&call), [said.as_slice(), &[("Speaker 1", "Good.")]].concat());
}

#[test]
fn a_row_without_a_speaker_is_nobodys_and_says_what_to_do() {
    let read = read_str("t.csv", "Speaker,Text\nLena Orsol,We met.\n,We left.\nTomas Vell,Yes.\n").remove(0);
    assert_eq!(turns(&read), [("Lena Orsol", "We met."), ("Tomas Vell", "Yes.")]);
    assert!(read.notes.iter().any(|note| note.contains("set aside: 1 (a merged cell")), "{:?}", read.notes);
    assert_balanced(&read);
}
