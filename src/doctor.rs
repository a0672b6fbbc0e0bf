//! The self-test on the user's machine: are the model's files whole, do known sentences get their labels, is a sentence
//! scored the same in every company, and how fast is it.

use std::path::Path;
use std::time::Instant;

use crate::config::{ModelChoice, TopicMethod, built_in_topics};
use crate::error::Result;
use crate::evaluate::gold::{self, LabelledRow};
use crate::evaluate::labelled::Scoring;
use crate::model::Models;
use crate::model::machine::machine;
use crate::scores::{Item, Scores};
use crate::task::TASKS;
use crate::task::scorer::Scorer;

/// Sentences with known tone, entities and topics, the same that README shows `evaluate` on.
const CANARIES: &str = include_str!("../data/labelled.jsonl");
/// Sentences that the speed is measured on.
const TIMED: usize = 600;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// What is wrong, or else what was found.
    pub outcome: std::result::Result<String, String>,
}

/// Looks at everything, of the built-in model or the one in a folder, with so many threads; a check that cannot be made is one that failed.
pub fn examine(model: Option<&Path>, threads: usize) -> Vec<Check> {
    let load = || -> Result<(Scorer, Vec<LabelledRow>)> {
        let scorer = open(model, threads)?;
        Ok((scorer, gold::read(CANARIES, Path::new("labelled.jsonl"))?))
    };
    let (scorer, canaries) = match load() {
        Ok(loaded) => loaded,
        Err(error) => return vec![Check { name: "files", outcome: Err(error.chain()) }],
    };
    let manifest = &scorer.models().built_in.manifest;
    let files = format!("{}: {} files have the SHA-256 of the manifest", manifest.name, manifest.files.len());
    let check = |name, made: Result<std::result::Result<String, String>>| Check {
        name,
        outcome: made.unwrap_or_else(|error| Err(error.chain())),
    };
    vec![
        Check { name: "files", outcome: Ok(files) },
        check("labels", labels(&scorer, &canaries)),
        check("invariance", invariance(&scorer, &canaries, threads)),
        check(
            "machine",
            machine(&scorer.models().built_in.encoder).map(|name| Ok(format!("{name}, equal where scores are"))),
        ),
        check("speed", speed(&scorer, &canaries, threads)),
    ]
}

/// The model with the built-in topics.
fn open(model: Option<&Path>, threads: usize) -> Result<Scorer> {
    let choice = ModelChoice { model: model.map(Path::to_owned), ..ModelChoice::default() };
    Scorer::new(Models::load(&choice, &[])?, (built_in_topics()?, TopicMethod::default()), TASKS, threads)
}

fn score(scorer: &Scorer, texts: &[&str]) -> Result<Vec<Scores>> {
    let items: Vec<Item> = texts.iter().map(|text| Item::plain(text)).collect();
    scorer.score(&items)
}

/// Every canary has its known tone and topics.
fn labels(scorer: &Scorer, canaries: &[LabelledRow]) -> Result<std::result::Result<String, String>> {
    let texts: Vec<&str> = canaries.iter().map(|row| row.text.as_str()).collect();
    for (row, scores) in canaries.iter().zip(score(scorer, &texts)?) {
        if let Some(known) = row.sentiment.filter(|&tone| tone != scores.tone.tone()) {
            let found = scores.tone.tone().name();
            return Ok(Err(format!("{:?} is {} and came out {found}", row.text, known.name())));
        }
        let found: Vec<&str> = scores.topics.iter().map(|t| scorer.topics()[t.topic].id.as_str()).collect();
        if let Some(known) = row.topics.as_ref().filter(|&known| *known != found) {
            return Ok(Err(format!("{:?} is about {known:?} and came out {found:?}", row.text)));
        }
    }
    Ok(Ok(format!("{} known sentences have their tone and topics", canaries.len())))
}

/// Every canary has bit for bit the same scores alone, and first and last of a batch of sentences of other lengths.
fn invariance(
    scorer: &Scorer,
    canaries: &[LabelledRow],
    threads: usize,
) -> Result<std::result::Result<String, String>> {
    let long = canaries.iter().map(|row| row.text.as_str()).collect::<Vec<_>>().join(" ");
    for row in canaries {
        let text = row.text.as_str();
        let alone = score(scorer, &[text])?;
        let mut company = vec![text, "Yes.", &long];
        company.extend(canaries.iter().map(|other| other.text.as_str()));
        company.push(text);
        let together = score(scorer, &company)?;
        if together.first() != alone.first() || together.last() != alone.first() {
            return Ok(Err(format!("{text:?} is scored otherwise alone than in company")));
        }
    }
    Ok(Ok(format!(
        "{} sentences, alone and at the edges of a batch, {threads} threads: equal bit for bit",
        canaries.len()
    )))
}

fn speed(scorer: &Scorer, canaries: &[LabelledRow], threads: usize) -> Result<std::result::Result<String, String>> {
    let texts: Vec<&str> = canaries.iter().map(|row| row.text.as_str()).cycle().take(TIMED).collect();
    let started = Instant::now();
    score(scorer, &texts)?;
    let rate = TIMED as f64 / started.elapsed().as_secs_f64().max(1e-9);
    Ok(Ok(format!("{rate:.0} short sentences a second with {threads} threads")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_model_passes_and_a_wrong_label_is_named() {
        assert!(examine(None, 2).iter().all(|check| check.outcome.is_ok()), "{:?}", examine(None, 2));
        let scorer = open(None, 1).expect("the shipped model");
        let wrong = gold::read("{\"text\": \"I condemn this attack.\", \"sentiment\": \"positive\"}", Path::new("t"))
            .expect("reads");
        let fault = labels(&scorer, &wrong).expect("scores").expect_err("is not positive");
        assert!(fault.contains("I condemn this attack.") && fault.contains("negative"), "{fault}");
    }
}
