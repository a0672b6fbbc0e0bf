//! The facts of a run: with them and the inputs, anyone can repeat it.

use serde_json::{Value, json};

use crate::config::Config;
use crate::evaluate::labelled::Scoring;
use crate::hash::Hashed;
use crate::run::summary::Summary;
use crate::task::scorer::Scorer;
use crate::transcript::Unit;

/// What is collected while documents stream through.
#[derive(Debug, Default)]
pub struct Facts {
    /// The documents, in order.
    pub inputs: Vec<Hashed>,
}

impl Facts {
    /// The content of `run.json`.
    pub fn json(&self, config: &Config, scorer: &Scorer, summary: &Summary) -> Value {
        let models = scorer.models();
        let manifest = &models.built_in.manifest;
        let topics: Vec<Value> =
            scorer.topics().iter().map(|t| json!({"id": t.id, "definition_sha256": t.hash()})).collect();
        json!({
            "program": {"name": "rostrum", "version": env!("CARGO_PKG_VERSION"), "git_revision": option_env!("ROSTRUM_GIT_REVISION")},
            "model": {"name": manifest.name, "license": manifest.license, "files": manifest.files},
            "engine": models.engine,
            "task_models": models.describe_own(),
            "config": {
                "inputs": config.reading.inputs,
                "unit": match config.reading.unit { Unit::Sentence => "sentence", Unit::Turn | Unit::Unpunctuated => "turn" },
                "threads": config.threads,
                "seed": config.seed,
                "cluster": config.reading.cluster,
                "keep_duplicates": config.keep_duplicates,
                "topics_file": config.topics.file,
                "speakers_file": config.reading.speakers.file,
                "contrasts": config.contrasts,
                "entities_file": config.entities.file,
                "settings": config.models.settings,
            },
            "topics": topics,
            "inputs": self.inputs,
            "counts": {
                "documents": summary.documents,
                "documents_without_turns": summary.silent.len(),
                "duplicates": summary.duplicates,
                "failed_inputs": summary.failures.len(),
                "speakers": summary.speakers,
                "turns": summary.turns,
                "sentences": summary.sentences,
            },
            "warnings": summary.remarks().collect::<Vec<_>>(),
            "failures": summary.failures,
            "timings": {"seconds": summary.seconds},
            "machine": {"os": std::env::consts::OS, "architecture": std::env::consts::ARCH},
        })
    }
}
