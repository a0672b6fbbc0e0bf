//! How long each stage of a run takes on its own, on one thread, over the sample. `cargo bench --bench stages`, or with
//! the name of a stage behind it.

#![allow(clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use divan::black_box;
use divan::counter::{BytesCount, ItemsCount};
use rostrum::AttributedTranscript;
use rostrum::Result;
use rostrum::Tally;
use rostrum::Topic;
use rostrum::Transcript;
use rostrum::internals::config::{ByteOrderMark, built_in_topics};
use rostrum::internals::model::Input;
use rostrum::internals::model::Model;
use rostrum::internals::model::Tokens;
use rostrum::internals::read::Registry;
use rostrum::internals::read::{FORMATS, Format, Options, read_bytes};
use rostrum::internals::read::{Source, decode, find};
use rostrum::internals::split;
use rostrum::internals::tables::CsvFile;
use rostrum::internals::tables::{DocumentView, RowSource, TABLES};
use rostrum::{AnnotatedTranscript, Annotator};

/// Documents that sums are added over.
const COPIES: usize = 50;

fn main() {
    divan::main();
}

fn sample() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/sample")
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(sample().join(name)).expect("a sample")
}

fn transcripts() -> Vec<Transcript> {
    let sources = find(&[sample().display().to_string()]).into_iter().map(|source| source.expect("a sample"));
    let read = |source: Source| read_bytes(&source, &fs::read(&source.path).expect("a sample"), &Options::default());
    sources.flat_map(|source| read(source).expect("a transcript")).collect()
}

/// One file of each format; where there are several the largest.
fn largest() -> Vec<String> {
    let transcripts = transcripts();
    let size = |t: &&Transcript| fs::metadata(&t.path).expect("a sample").len();
    let largest = |format: &Format| transcripts.iter().filter(|t| t.format == format.name).max_by_key(size);
    let name = |t: &Transcript| t.path.file_name().expect("a name").to_string_lossy().into_owned();
    FORMATS.iter().map(|format| name(largest(format).expect("a sample of each format"))).collect()
}

/// Every document of the sample, and whom its turns are attributed to.
fn documents() -> Vec<AttributedTranscript> {
    let transcripts = transcripts();
    let mut registry = Registry::default();
    for transcript in &transcripts {
        registry.list(&transcript.people);
        registry.learn(&transcript.id, transcript.turns.iter().map(|turn| &turn.header));
    }
    let attributed = |transcript: Transcript| {
        let speakers = transcript.turns.iter().map(|turn| registry.resolve(&transcript.id, &turn.header)).collect();
        AttributedTranscript { transcript, speakers }
    };
    transcripts.into_iter().map(attributed).collect()
}

fn texts() -> Vec<String> {
    documents().into_iter().flat_map(|d| d.transcript.turns).map(|turn| turn.text).collect()
}

fn all_sentences(texts: &[String]) -> Vec<&str> {
    texts.iter().flat_map(|text| split(text).into_iter().map(|span| span.slice(text))).collect()
}

fn topics() -> Vec<Topic> {
    built_in_topics().expect("the built-in topics")
}

static ANNOTATED: LazyLock<Vec<AnnotatedTranscript>> = LazyLock::new(|| {
    let annotator = Annotator::built_in().expect("the shipped model");
    annotator.annotate_all(documents()).expect("the sample is annotated")
});

fn length(documents: &[AnnotatedTranscript]) -> ItemsCount {
    ItemsCount::new(documents.iter().flat_map(|document| &document.sentences).map(Vec::len).sum::<usize>())
}

#[divan::bench(args = largest())]
fn decoding(bencher: divan::Bencher, name: &str) {
    let bytes = bytes(name);
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| decode(Path::new(name), black_box(&bytes)).expect("a text"));
}

/// Decoding is part of it, and so is telling the format.
#[divan::bench(args = largest())]
fn reading(bencher: divan::Bencher, name: &str) {
    let bytes = bytes(name);
    let (source, options) = (Source::file(name, name), Options::default());
    bencher
        .counter(BytesCount::of_slice(&bytes))
        .bench(|| read_bytes(&source, black_box(&bytes), &options).expect("a transcript"));
}

#[divan::bench]
fn splitting(bencher: divan::Bencher) {
    let texts = texts();
    let bytes = BytesCount::new(texts.iter().map(String::len).sum::<usize>());
    bencher.counter(bytes).bench(|| black_box(&texts).iter().map(|text| split(text).len()).sum::<usize>());
}

/// Items are tokens.
#[divan::bench]
fn tokenising(bencher: divan::Bencher) {
    let (model, texts) = (Model::built_in().expect("the model"), texts());
    let sentences = all_sentences(&texts);
    let encode = || sentences.iter().map(|text| model.encode(text).expect("tokens").len()).sum::<usize>();
    bencher.counter(ItemsCount::new(encode())).bench(encode);
}

/// Items are tokens.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn inferring(bencher: divan::Bencher) {
    let (model, texts) = (Model::built_in().expect("the model"), texts());
    let encoded: Vec<Tokens> =
        all_sentences(&texts).into_iter().map(|text| model.encode(text).expect("tokens")).collect();
    let inputs: Vec<Input> = encoded.iter().map(|text| Input { text, second: None }).collect();
    let tokens = ItemsCount::new(encoded.iter().map(Tokens::len).sum::<usize>());
    bencher.counter(tokens).bench(|| model.read(&inputs, 1, |_, reading| reading.windows).expect("readings"));
}

/// Items are sentences.
#[divan::bench]
fn tallying(bencher: divan::Bencher) {
    let documents = &*ANNOTATED;
    bencher.counter(length(documents)).bench(|| documents.iter().map(Tally::of).collect::<Vec<Tally>>());
}

/// The sums of the sample, as often as if it were other documents each time. Items are documents.
#[divan::bench]
fn adding(bencher: divan::Bencher) {
    let under = |copy: usize, document: &AnnotatedTranscript| {
        let mut document = document.clone();
        document.transcript.id.push_str(&format!("/{copy}"));
        Tally::of(&document)
    };
    let tallies = || (0..COPIES).flat_map(|copy| ANNOTATED.iter().map(move |d| under(copy, d))).collect::<Vec<Tally>>();
    bencher.counter(ItemsCount::new(COPIES * ANNOTATED.len())).with_inputs(tallies).bench_values(|tallies| {
        let mut all = Tally::default();
        tallies.into_iter().for_each(|tally| all += tally);
        all
    });
}

/// Items are sentences.
#[divan::bench]
fn writing(bencher: divan::Bencher) {
    let (folder, topics) = (tempfile::tempdir().expect("a folder"), topics());
    bencher.counter(length(&ANNOTATED)).bench_local(|| write(folder.path(), &ANNOTATED, &topics).expect("tables"));
}

/// The tables that grow with the documents.
fn write(folder: &Path, documents: &[AnnotatedTranscript], topics: &[Topic]) -> Result<()> {
    for table in TABLES.iter().map(|table| table()) {
        let path = folder.join(table.schema().name);
        let mut file = CsvFile::create(path, table.schema(), ByteOrderMark::Absent)?;
        for document in documents {
            file.write(table.rows(RowSource::Document(&DocumentView { document, headers: &[], topics })))?;
        }
        file.finish()?;
    }
    Ok(())
}
