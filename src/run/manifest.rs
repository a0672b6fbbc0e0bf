//! The facts of a run: with them and the inputs, anyone can repeat it.

use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::annotate::Annotator;
use crate::config::{Config, hex};
use crate::run::summary::Summary;
use crate::transcript::Unit;

/// A file and the SHA-256 of its content.
#[derive(Debug, Clone, Serialize)]
pub struct Hashed {
    /// Path, or id of the document.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

impl Hashed {
    /// The hash of a text file's content.
    pub fn of(path: &Path, content: &str) -> Self {
        Hashed { name: path.display().to_string(), sha256: hex(&Sha256::digest(content)) }
    }
}

/// What is collected while documents stream through.
#[derive(Debug, Default)]
pub struct Facts {
    /// The documents, in order.
    pub inputs: Vec<Hashed>,
    /// The topics file, where one was given.
    pub topics: Option<Hashed>,
    /// The speakers file, where one was given.
    pub speakers: Option<Hashed>,
    /// The entities file, where one was given.
    pub entities: Option<Hashed>,
    /// What ran the models, and where.
    pub engine: Value,
    /// The user's own models.
    pub own: Value,
}

impl Facts {
    /// The content of `run.json`.
    pub fn json(&self, config: &Config, annotator: &Annotator, summary: &Summary) -> Value {
        let manifest = &annotator.model().manifest;
        let files: Vec<Hashed> =
            manifest.files.iter().map(|f| Hashed { name: f.name.clone(), sha256: f.sha256.clone() }).collect();
        let topics: Vec<Value> =
            annotator.topics().iter().map(|t| json!({"id": t.id, "definition_sha256": t.hash()})).collect();
        json!({
            "program": {"name": "rostrum", "version": env!("CARGO_PKG_VERSION"), "git_revision": option_env!("ROSTRUM_GIT_REVISION")},
            "model": {"name": manifest.name, "license": manifest.license, "files": files},
            "engine": self.engine,
            "task_models": self.own,
            "config": {
                "inputs": config.reading.inputs,
                "unit": match config.reading.unit { Unit::Turn => "turn", Unit::Sentence => "sentence" },
                "threads": config.threads,
                "seed": config.seed,
                "topics_file": self.topics,
                "speakers_file": self.speakers,
                "contrasts": config.contrasts,
                "entities_file": self.entities,
                "settings": config.models.settings,
            },
            "topics": topics,
            "inputs": self.inputs,
            "counts": {
                "documents": summary.documents,
                "documents_without_turns": summary.without_turns,
                "failed_inputs": summary.failures.len(),
                "speakers": summary.speakers,
                "turns": summary.turns,
                "sentences": summary.sentences,
            },
            "warnings": summary.warnings,
            "failures": summary.failures,
            "timings": {"seconds": summary.seconds},
            "machine": {"os": std::env::consts::OS, "architecture": std::env::consts::ARCH},
        })
    }
}
