//! The tone that the speaker expresses in a sentence.

use crate::error::Result;
use crate::evaluate::classes::{Baselines, Judged, ThreeClasses};
use crate::evaluate::labelled::{Evaluated, Labelled};
use crate::evaluate::metrics::{Measure, bootstrap, spearman};
use crate::evaluate::prediction::Prediction;
use crate::label::Tone;
use crate::model::Model;
use crate::model::files::Manifest;
use crate::model::own::{ModelShape, OwnModel};
use crate::scores::Scores;
use crate::tally::{SpeakerTally, Stratum, Sums, TopicStratum};
use crate::task::definition::{Asked, Said, Task};

/// The head in the model's files.
const HEAD: &str = "sentiment";

/// Negative, neutral or positive.
pub struct Tones;

impl Task for Tones {
    fn name(&self) -> &'static str {
        "sentiment"
    }

    fn describe(&self, manifest: &Manifest) -> Result<String> {
        Ok(format!("of a sentence: {}", manifest.labels_of(HEAD)?.join(", ")))
    }

    fn check(&self, model: &Model) -> Result<()> {
        model.check_labels(HEAD, HEAD, &Tone::ALL.map(Tone::name))
    }

    fn own(&self) -> Option<OwnModel> {
        Some(OwnModel {
            name: "sentiment",
            shape: ModelShape::Texts,
            labels: &["negative", "neutral", "positive"],
            aliases: &[("neg", "negative"), ("neu", "neutral"), ("pos", "positive")],
        })
    }

    fn judge(&self, asked: &Asked, scores: &mut Scores) -> Result<()> {
        scores.tone = asked.answer.classes(HEAD)?;
        Ok(())
    }

    fn evaluate(&self, labelled: &Labelled) -> Result<Evaluated> {
        let mut evaluated = Evaluated::over(labelled);
        let (mut judged, mut graded) = (Vec::new(), Vec::new());
        for (number, row) in labelled.rows.iter().enumerate() {
            let tone = labelled.tone(number);
            let label = row.sentiment.map(|s| s.name().to_owned());
            if let Some(gold) = label.or_else(|| row.sentiment_score.map(|s| s.to_string())) {
                let probabilities = tone.probabilities().map(Some);
                let predicted = tone.tone().name().to_owned();
                let item = String::new();
                evaluated.predictions[number].push(Prediction {
                    row: number,
                    task: self.name(),
                    item,
                    gold,
                    predicted,
                    probabilities,
                });
            }
            judged.extend(row.sentiment.map(|gold| Judged {
                row: number,
                gold: gold as usize,
                predicted: tone,
                tone: tone.best(),
            }));
            graded.extend(row.sentiment_score.map(|gold| (number, gold, tone.valence() as f64)));
        }
        let classes = ThreeClasses { task: self.name(), names: Tone::ALL.map(Tone::name), beside: Baselines::None };
        evaluated.scores = classes.scores(&judged, labelled);
        if !graded.is_empty() {
            let measures = vec![Measure::new("spearman", "", graded.len())];
            evaluated.scores.extend(bootstrap(self.name(), measures, labelled.rows.len(), labelled.seed, |weights| {
                let weighted = graded.iter().map(|&(row, a, b)| (a, b, f64::from(weights[row])));
                vec![spearman(&weighted.filter(|p| p.2 > 0.0).collect::<Vec<_>>())]
            }));
        }
        Ok(evaluated)
    }

    fn tally(&self, said: &Said, sums: &mut SpeakerTally) {
        let tone = Sums::of(said.scores.tone, said.words);
        let about = match said.scores.topics.as_slice() {
            [] => TopicStratum::Nothing,
            [one] => TopicStratum::Topic(one.topic),
            _ => TopicStratum::Several,
        };
        let stratum = Stratum { about, role: said.role.map(str::to_owned) };
        sums.strata.entry(stratum).or_default().add(said.place, said.scores.tone);
        sums.tone += tone;
        sums.clusters.add(said.place, said.scores.tone);
    }
}
