//! The facts of a run: with them and the inputs, anyone can repeat it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::config::Config;
use crate::hash::Hashed;
use crate::run::record::Identity;
use crate::run::summary::Summary;
use crate::transcript::Unit;

/// What is collected while documents stream through.
#[derive(Debug, Default)]
pub struct Facts {
    /// The documents, in order.
    pub inputs: Vec<Hashed>,
    /// The kinds of processors that scored them.
    pub machines: BTreeSet<String>,
}

impl Facts {
    /// The content of `run.json`.
    pub fn json(&self, config: &Config, scored: &Identity, summary: &Summary) -> Value {
        let by = &scored.by;
        let definition = |id: &str| config.topics.content.iter().find(|topic| topic.id == id);
        let topic = |t: &Hashed| {
            let (name, proposition) = definition(&t.name).map(|topic| (&topic.name, &topic.proposition)).unzip();
            json!({"id": t.name, "name": name, "proposition": proposition, "definition_sha256": t.sha256})
        };
        let topics: Vec<Value> = scored.topics.iter().map(topic).collect();
        #[cfg(feature = "cli")]
        let workbook = config.workbook;
        #[cfg(not(feature = "cli"))]
        let workbook = false;
        json!({
            "program": {"name": "rostrum", "version": env!("CARGO_PKG_VERSION"), "git_revision": option_env!("ROSTRUM_GIT_REVISION")},
            "model": by.model,
            "engine": by.engine,
            "task_models": by.task_models,
            "config": {
                "inputs": config.reading.inputs,
                "unit": match config.reading.unit { Unit::Sentence => "sentence", Unit::Turn | Unit::Unpunctuated => "turn" },
                "format": config.format.name(),
                "workbook": workbook,
                "scores": config.scores,
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
            "compared": summary.pairs,
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
            "machine": {"os": std::env::consts::OS, "architecture": std::env::consts::ARCH, "scored_on": self.machines},
        })
    }
}
