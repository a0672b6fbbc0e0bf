//! Makes a corpus as large as one likes together with its scores, so that what comes after scoring can be measured by itself:
//!
//! ```text
//! cargo run --release --example scale -- DOCUMENTS SENTENCES FOLDER
//! rostrum analyze FOLDER/in --scores FOLDER/scores --out FOLDER/out --language any
//! ```
//!
//! Words follow Zipf's law over 50,000 made-up ones, as in language: most are rare, so that key terms are looked for as in real texts.
//! A thousand people speak, four in each document, each about a theme of the document. Scores are drawn at random.

#![allow(clippy::expect_used)]

use std::fmt::Write as _;
use std::path::Path;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rostrum::internals::config::{ModelChoice, built_in_topics};
use rostrum::internals::read::{Options, Source, read_bytes};
use rostrum::internals::scoring::{RecordMaker, ScoreRecord, score_row, write_scores};
use rostrum::internals::{Span, sentences};
use rostrum::{Distribution, EntityType, Languages, Mention, Probability, ScoredSentence, Scores, SentenceTopic};

/// Documents in a file, and in a file of scores.
const FILE: usize = 1000;
const WORDS: usize = 50_000;
const PEOPLE: usize = 1000;
const SYLLABLES: [&str; 16] =
    ["ba", "co", "du", "fe", "gi", "ho", "ju", "ka", "le", "mi", "no", "pa", "ru", "se", "ti", "vo"];

struct Draw(ChaCha8Rng);

impl Draw {
    fn unit(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / (f64::from(u32::MAX) + 1.0)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize
    }

    /// A rank with a probability that falls as 1/rank.
    fn zipf(&mut self, n: usize) -> usize {
        ((n as f64).powf(self.unit()) as usize).clamp(1, n) - 1
    }

    fn distribution(&mut self) -> Distribution {
        let [a, b, c] = [0; 3].map(|_| self.unit().powi(2) + 1e-3);
        Distribution::of([a, b, c].map(|x| x / (a + b + c)))
    }
}

fn word(mut rank: usize) -> String {
    let mut word = String::new();
    rank += SYLLABLES.len();
    while rank > 0 {
        word.push_str(SYLLABLES[rank % SYLLABLES.len()]);
        rank /= SYLLABLES.len();
    }
    word
}

fn name(person: usize) -> String {
    let capital = |word: String| word[..1].to_uppercase() + &word[1..];
    format!("{} {}", capital(word(person % 40)), capital(word(1000 + person)))
}

fn sentence(draw: &mut Draw, theme: usize) -> String {
    let mut text = format!("{} ", name(draw.zipf(PEOPLE)));
    for _ in 0..8 + draw.below(14) {
        let rank =
            if draw.unit() < 0.1 { 2000 + (theme * 31 + draw.zipf(200)) % (WORDS - 2000) } else { draw.zipf(WORDS) };
        text.push_str(&word(rank));
        text.push(' ');
    }
    text.pop();
    text.push('.');
    text
}

fn file(number: usize, documents: usize, per_document: usize, draw: &mut Draw) -> String {
    let mut rows = String::new();
    for document in 0..documents {
        let theme = draw.below(300);
        let speakers: Vec<String> = (0..4).map(|_| name(draw.zipf(PEOPLE))).collect();
        let date = format!("20{:02}-{:02}-{:02}", 10 + draw.below(15), 1 + draw.below(12), 1 + draw.below(28));
        for turn in 0..per_document.div_ceil(5) {
            let said: Vec<String> = (0..5.min(per_document - 5 * turn)).map(|_| sentence(draw, theme)).collect();
            let speaker = &speakers[draw.below(4)];
            let said = said.join(" ");
            let _ = writeln!(
                rows,
                r#"{{"document": "d{}", "date": "{date}", "speaker": "{speaker}", "text": "{said}"}}"#,
                number * FILE + document
            );
        }
    }
    rows
}

fn scores(text: &str, place: usize, draw: &mut Draw) -> Scores {
    let end = text.match_indices(' ').nth(1).map_or(text.len(), |(at, _)| at);
    let mention = Mention {
        span: Span::new(0, end),
        kind: Some(EntityType::Per),
        confidence: Some(Probability::new(0.9)),
        stance: draw.distribution(),
    };
    let probability = Probability::new(0.5 + draw.unit() / 2.0);
    let topic = draw.below(30);
    let found = SentenceTopic {
        topic,
        probability,
        alone: probability,
        since: place,
        stance: draw.distribution(),
        entailment: None,
    };
    Scores {
        tone: draw.distribution(),
        mentions: vec![mention],
        topics: if topic < 3 { vec![found] } else { Vec::new() },
        continues: (place > 0).then(|| Probability::new(draw.unit())),
        windows: 1,
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [documents, per_document, folder] = &args[..] else { return Err("DOCUMENTS SENTENCES FOLDER".into()) };
    let (documents, per_document): (usize, usize) = (documents.parse()?, per_document.parse()?);
    let (inputs, kept) = (Path::new(folder).join("in"), Path::new(folder).join("scores"));
    std::fs::create_dir_all(&inputs)?;
    std::fs::create_dir_all(&kept)?;
    // no language that anybody speaks
    let options = Options { languages: Languages::Any, ..Options::default() };
    let maker = RecordMaker::load(&ModelChoice::default(), &built_in_topics()?, 1)?;
    for number in 0..documents.div_ceil(FILE) {
        let mut draw = Draw(ChaCha8Rng::seed_from_u64(number as u64));
        let name = format!("{number:05}.jsonl");
        let text = file(number, FILE.min(documents - FILE * number), per_document, &mut draw);
        std::fs::write(inputs.join(&name), &text)?;
        let mut rows = Vec::new();
        for t in read_bytes(&Source::file(&name, &name), text.as_bytes(), &options)? {
            let scored = t.turns.iter().map(|turn| {
                let spans = sentences(turn);
                let score = |(place, span): (usize, &Span)| {
                    let scores = t.scored.then(|| scores(span.slice(&turn.text), place, &mut draw));
                    ScoredSentence { span: *span, scores }
                };
                spans.iter().enumerate().map(score).collect::<Vec<ScoredSentence>>()
            });
            let record = ScoreRecord::of(maker.identity.key(&t), &maker.machine, &scored.collect());
            rows.push(score_row(&t.id, &record, &maker.identity, &maker.machine));
        }
        write_scores(&kept, &rows)?;
    }
    Ok(())
}
