//! The stance toward a mention: negative, neutral or positive, from the states of its tokens beside the sentence's features.

use std::collections::BTreeSet;

use ndarray::{Array1, ArrayView1, ArrayView2, Axis, concatenate, s};

use crate::entity::Mark;
use crate::error::Result;
use crate::evaluate::classes::{Baselines, Judged, ThreeClasses};
use crate::evaluate::labelled::{Evaluated, Labelled};
use crate::evaluate::prediction::Prediction;
use crate::label::{Distribution, Tone};
use crate::model::Model;
use crate::model::files::Manifest;
use crate::scores::{Item, Scores};
use crate::span::Span;
use crate::tally::Sums;
use crate::tally::{EntityKey, SpeakerTally};
use crate::task::definition::{Asked, Said, Task};
use crate::transcript::Given;

/// The head in the model's files.
const HEAD: &str = "target";
/// Its labels are those of the tone.
const LABELS: &str = "sentiment";

/// For or against a named entity.
pub struct Targets;

impl Task for Targets {
    fn name(&self) -> &'static str {
        "targets"
    }

    fn describe(&self, manifest: &Manifest) -> Result<String> {
        Ok(format!("toward a mention: {}", manifest.labels_of(LABELS)?.join(", ")))
    }

    fn check(&self, model: &Model) -> Result<()> {
        model.check_labels(HEAD, LABELS, &Tone::ALL.map(Tone::name))
    }

    fn judge(&self, asked: &Asked, scores: &mut Scores) -> Result<()> {
        let (model, encoding, tokens) = asked.answer.encoding()?;
        for mention in &mut scores.mentions {
            let (first, end) = tokens.covering(mention.span);
            let states = encoding.hidden.slice(s![first..end, ..]);
            mention.stance = model.classify(HEAD, input(states, encoding.features.view()).view())?;
        }
        Ok(())
    }

    fn evaluate(&self, labelled: &Labelled) -> Result<Evaluated> {
        let mut toward = predicted(labelled)?.into_iter();
        let mut evaluated = Evaluated::over(labelled);
        let mut judged = Vec::new();
        for (number, row) in labelled.rows.iter().enumerate() {
            let tone = labelled.tone(number).best();
            for (target, toward) in row.targets.iter().flatten().zip(toward.by_ref()) {
                evaluated.predictions[number].push(Prediction {
                    row: number,
                    task: self.name(),
                    item: format!("{}-{}", target.start, target.end),
                    gold: target.stance.name().to_owned(),
                    predicted: toward.tone().name().to_owned(),
                    probabilities: toward.probabilities().map(Some),
                });
                judged.push(Judged { row: number, gold: target.stance as usize, predicted: toward, tone });
            }
        }
        let names = Tone::ALL.map(Tone::name);
        let classes = ThreeClasses { task: self.name(), names, beside: Baselines::MajorityAndTone };
        evaluated.scores = classes.scores(&judged, labelled);
        Ok(evaluated)
    }

    fn tally(&self, said: &Said, sums: &mut SpeakerTally) {
        let mut seen = BTreeSet::new();
        for (mention, referent) in said.scores.mentions.iter().zip(said.referents) {
            let entity = EntityKey::of(referent);
            let target = sums.targets.entry(entity.clone()).or_default();
            target.documents = 1;
            let stance = Sums::of(mention.stance, 1);
            target.stance += stance;
            match referent.mark {
                Some(Mark::Own) => target.self_mentions += 1,
                Some(Mark::Address) => target.address_mentions += 1,
                None => target.unmarked += stance,
            }
            target.clusters.add(said.place, mention.stance);
            target.sentences += u64::from(seen.insert(entity));
        }
    }
}

/// What the head reads: the mean of the mention's states [tokens, width] beside the sentence's features.
pub fn input(mention: ArrayView2<f32>, features: ArrayView1<f32>) -> Array1<f32> {
    let mean = mention.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(mention.ncols()));
    // one-dimensional arrays always concatenate
    concatenate(Axis(0), &[mean.view(), features]).unwrap_or_default()
}

/// The stance toward every labelled target, in order: each is scored in the sentence that it starts in.
fn predicted(labelled: &Labelled) -> Result<Vec<Distribution>> {
    let mut items: Vec<Item> = Vec::new();
    for (number, row) in labelled.rows.iter().enumerate() {
        let sentences = &labelled.sentences[number];
        for target in row.targets.iter().flatten() {
            let span = labelled.characters[number].bytes(target.start, target.end);
            let home = sentences[sentences.partition_point(|s| s.start <= span.start).saturating_sub(1)];
            let (start, end) = (span.start.clamp(home.start, home.end), span.end.clamp(home.start, home.end));
            let given = Given { span: Span::new(start - home.start, end - home.start), kind: None };
            items.push(Item { text: home.slice(&row.text), given: Some(vec![given]) });
        }
    }
    let scored = labelled.scorer.score(&items)?;
    Ok(scored.iter().map(|s| s.mentions.first().map_or(Distribution::NO_VERDICT, |m| m.stance)).collect())
}
