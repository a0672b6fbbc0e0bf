//! What holds whatever the bytes are. Each fuzz target is one function of bytes; the integration tests give the same
//! functions the corpus.

use std::io::Write;
use std::path::Path;

use rostrum::Result;
use rostrum::Topic;
use rostrum::internals::Span;
use rostrum::internals::config::{parse_entities, parse_speakers, parse_topics};
use rostrum::internals::model::{Passage, Resolver};
use rostrum::internals::read::Registry;
use rostrum::internals::read::{FORMATS, Options, SourceText, detect, read, read_bytes};
use rostrum::internals::read::{Header, Unit};
use rostrum::internals::read::{Source, decode, find};
use rostrum::internals::read::{fold, fold_spaces, without_notes};
use rostrum::internals::split;
use rostrum::{Transcript, Turn};

type Check = fn(&[u8]);

/// Every target by its name.
pub const TARGETS: [(&str, Check); 8] = [
    ("read", any),
    ("formats", formats),
    ("packed", packed),
    ("office", office),
    ("sentence", |bytes| sentences(&String::from_utf8_lossy(bytes))),
    ("topics", |bytes| topics(&String::from_utf8_lossy(bytes))),
    ("speakers", |bytes| speakers(&String::from_utf8_lossy(bytes))),
    ("entities", |bytes| entities(&String::from_utf8_lossy(bytes))),
];

/// The name that errors give the input.
const NAME: &str = "fuzz";

/// Gives bytes to a target.
///
/// # Panics
/// Where something does not hold of them, or no target has the name.
pub fn check(target: &str, bytes: &[u8]) {
    let (_, check) = TARGETS.iter().find(|(name, _)| *name == target).expect("a target's name");
    check(bytes);
}

/// Bytes as they are, as turns and as sentences.
fn any(bytes: &[u8]) {
    for unit in [Unit::Turn, Unit::Sentence] {
        let options = Options { unit, ..Options::default() };
        let again = || told(read_bytes(&Source::file(NAME, NAME), bytes, &options));
        let Some(transcripts) = again() else { continue };
        transcripts.iter().for_each(accounted);
        let mut ids: Vec<&str> = transcripts.iter().map(|transcript| transcript.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), transcripts.len(), "two documents of one name");
        assert_eq!(again(), Some(transcripts), "another answer");
    }
}

/// Bytes between the ends that make a file of them, of each format in turn.
fn formats(bytes: &[u8]) {
    for format in FORMATS {
        let [open, close] = format.frame;
        let framed = [open.as_bytes(), bytes, close.as_bytes()].concat();
        // bytes can break out of any frame: then they are another format's, or nobody's
        let Ok(decoded) = decode(Path::new(NAME), &framed) else {
            any(&framed);
            continue;
        };
        let options = Options::default();
        let text = SourceText::new(Path::new(NAME), &decoded.text, &options);
        if detect(FORMATS, &text).is_ok_and(|told| told.name == format.name) {
            any(&framed);
        }
    }
}

/// No character is lost, and the turns are as their type says.
fn accounted(transcript: &Transcript) {
    assert_eq!(transcript.unexplained_characters(), 0, "{transcript:?}");
    for turn in &transcript.turns {
        assert!(!turn.text.is_empty() && turn.text.lines().all(|line| !line.is_empty() && fold_spaces(line) == line));
        let given: Vec<Span> = turn.mentions.iter().flatten().map(|given| given.span).collect();
        assert!(given.is_sorted() && given.iter().all(|span| !span.slice(&turn.text).trim().is_empty()), "{turn:?}");
        sentences(&turn.text);
    }
}

/// A result, whose error is one line that names the input.
fn told<T>(result: Result<T>) -> Option<T> {
    let error = match result {
        Ok(value) => return Some(value),
        Err(error) => error.chain(),
    };
    assert!(error.contains(NAME) && error.lines().count() == 1, "{error:?}");
    None
}

/// The same of a file of settings, whose error is the user's to mend.
fn set<T>(result: Result<T>) -> Option<T> {
    assert!(result.as_ref().err().is_none_or(|error| error.is_usage()));
    told(result)
}

/// Bytes as a file that may be packed; and packed each way, which must not change what is said.
fn packed(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let said = |bytes: &[u8]| -> Vec<Result<Vec<Turn>>> {
        let file = folder.path().join(NAME);
        std::fs::write(&file, bytes).expect("written");
        let sources = find(&[file.display().to_string()]);
        let transcripts = sources.into_iter().map(|source| read(&source?, &Options::default()));
        transcripts.map(|read| Ok(read?.into_iter().flat_map(|transcript| transcript.turns).collect())).collect()
    };
    let plain: Vec<Option<Vec<Turn>>> = said(bytes).into_iter().map(told).collect();
    let is_plain =
        plain.len() == 1 && plain[0].is_some() && ![b"PK", &[0x1f, 0x8b]].iter().any(|m| bytes.starts_with(*m));
    if is_plain && !bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        for packed in [gzip(bytes), zstd::encode_all(bytes, 1).expect("packs"), zip(bytes)] {
            let unpacked: Vec<Option<Vec<Turn>>> = said(&packed).into_iter().map(told).collect();
            assert_eq!(unpacked, plain);
        }
    }
}

/// Bytes as what is said in a document of each program that packs its documents.
fn office(bytes: &[u8]) {
    const CONTAINER: &str = "<container><rootfile full-path='b.opf'/></container>";
    const BOOK: &str = "<package><item id='a' href='a.xhtml'/><item id='s' href='s.css' media-type='text/css'/><itemref idref='a'/></package>";
    type Document = (&'static str, &'static [(&'static str, &'static str)], &'static str, [&'static str; 2]);
    let documents: [Document; 4] = [
        ("", &[], "word/document.xml", ["<document><body><p><r><t>", "</t></r></p></body></document>"]),
        ("application/vnd.oasis.opendocument.text", &[], "content.xml", ["<text><p>", "</p></text>"]),
        (
            "application/vnd.oasis.opendocument.spreadsheet",
            &[],
            "content.xml",
            ["<table name='t'><table-row><table-cell><p>", "</p></table-cell></table-row></table>"],
        ),
        (
            "application/epub+zip",
            &[("META-INF/container.xml", CONTAINER), ("b.opf", BOOK), ("s.css", ".a{font-weight:bold}")],
            "a.xhtml",
            ["<body><p class='a'>", "</p></body>"],
        ),
    ];
    for (mimetype, parts, main, [open, close]) in documents {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        let mut part = |name: &str, bytes: &[u8]| {
            writer.start_file(name, stored).expect("an entry");
            writer.write_all(bytes).expect("packs");
        };
        if !mimetype.is_empty() {
            part("mimetype", mimetype.as_bytes());
        }
        parts.iter().for_each(|(name, text)| part(name, text.as_bytes()));
        part(main, &[open.as_bytes(), bytes, close.as_bytes()].concat());
        any(&writer.finish().expect("packs").into_inner());
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).expect("packs");
    writer.finish().expect("packs")
}

fn zip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file(NAME, zip::write::SimpleFileOptions::default()).expect("an entry");
    writer.write_all(bytes).expect("packs");
    writer.finish().expect("packs").into_inner()
}

/// Sentences tile the text, none is blank, and a line is split as if it stood alone.
fn sentences(text: &str) {
    let said = |text: &str| -> Vec<String> {
        let spans = split(text).into_iter().map(|span| span.slice(text).trim().to_owned());
        spans.filter(|sentence| !sentence.is_empty()).collect()
    };
    let spans = split(text);
    let ends = spans.iter().map(|span| span.end);
    assert!(spans.iter().map(|span| span.start).eq(std::iter::once(0).chain(ends).take(spans.len())));
    assert_eq!(spans.last().map_or(0, |span| span.end), text.len());
    assert!(text.trim().is_empty() || spans.iter().all(|span| !span.slice(text).trim().is_empty()));
    let lines: Vec<String> = text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).flat_map(said).collect();
    assert_eq!(said(text), lines);
}

/// Topics have ids of their own and something to learn from; the hash is of the definition, and of all of it.
fn topics(toml: &str) {
    const EDITS: [fn(&mut Topic); 7] = [
        |topic| topic.id.push('x'),
        |topic| topic.name.push('x'),
        |topic| topic.description.push('x'),
        |topic| topic.proposition.push('x'),
        |topic| topic.examples.push("x".to_owned()),
        |topic| topic.counter_examples.push("x".to_owned()),
        |topic| topic.keywords.push("x".to_owned()),
    ];
    let Some(topics) = set(parse_topics(toml, Path::new(NAME))) else { return };
    let mut ids: Vec<&str> = topics.iter().map(|topic| topic.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), topics.len());
    assert!(topics.iter().all(|topic| topic.examples.iter().any(|example| !example.trim().is_empty())));
    let hashes = |topics: &[Topic]| topics.iter().map(Topic::hash).collect::<Vec<String>>();
    assert_eq!(parse_topics(toml, Path::new("again")).ok().map(|again| hashes(&again)), Some(hashes(&topics)));
    for topic in &topics {
        for edit in EDITS {
            let mut edited = topic.clone();
            edit(&mut edited);
            assert_ne!(edited.hash(), topic.hash(), "{topic:?}");
        }
        // where a topic is looked for is no part of what it is
        let mut elsewhere = topic.clone();
        elsewhere.document_keywords.push("x".to_owned());
        assert_eq!(elsewhere.hash(), topic.hash());
    }
}

/// Who is listed is found by every spelling, and no header is resolved otherwise where its document is read later.
fn speakers(toml: &str) {
    let known = set(parse_speakers(toml, Path::new(NAME))).unwrap_or_default();
    let header = |printed: &str| Header { printed: printed.to_owned(), ..Header::default() };
    let lines: Vec<Header> = toml.lines().take(50).map(header).collect();
    let (one, two) = lines.split_at(lines.len() / 2);
    let registry = |documents: [(&str, &[Header]); 2]| {
        let mut registry = Registry::new(known.clone());
        documents.into_iter().for_each(|(document, headers)| registry.learn(document, headers.iter()));
        registry
    };
    let (forth, back) = (registry([("one", one), ("two", two)]), registry([("two", two), ("one", one)]));
    for (document, headers) in [("one", one), ("two", two)] {
        for header in headers {
            assert_eq!(forth.resolve(document, header), back.resolve(document, header), "{header:?}");
        }
    }
    for person in &known {
        // brackets at a header's end are a note, and no part of a name
        let spellings = std::iter::once(&person.name).chain(&person.aliases);
        for spelling in spellings.filter(|spelling| fold(without_notes(spelling)) == fold(spelling)) {
            assert_eq!(fold(&forth.resolve("one", &header(spelling)).speaker), fold(&person.name), "{spelling:?}");
        }
    }
}

/// What is listed is found by every name, and every mention names something.
fn entities(toml: &str) {
    let known = set(parse_entities(toml, Path::new(NAME))).unwrap_or_default();
    let speaker = Registry::default().resolve(NAME, &Header { printed: "Lena Orsol".to_owned(), ..Header::default() });
    let listed = known.iter().flat_map(|entity| {
        let names = std::iter::once(&entity.name).chain(&entity.aliases);
        names.map(|name| (name.as_str(), Some(entity.kind), Some(&entity.name)))
    });
    let lines = toml.lines().filter(|line| !line.trim().is_empty()).map(|line| (line, None, None));
    let names: Vec<_> = listed.chain(lines).take(100).collect();
    let passages: Vec<Passage> = names
        .iter()
        .map(|&(text, kind, _)| Passage { speaker: &speaker, text, mentions: vec![(Span::new(0, text.len()), kind)] })
        .collect();
    let found = Resolver::new(known.clone()).resolve(&passages);
    assert_eq!(found.len(), names.len());
    for (found, (text, _, listed)) in found.iter().zip(&names) {
        assert!(found.len() == 1 && !found[0].name.is_empty(), "{text:?}");
        assert!(listed.is_none_or(|name| *name == found[0].name), "{text:?}: {found:?}");
    }
}
