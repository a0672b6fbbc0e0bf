//! The sample transcripts against their answer key.

use serde::Deserialize;

use crate::harness::{Call, project};

#[derive(Deserialize)]
struct Key {
    documents: Vec<Document>,
}

#[derive(Deserialize)]
struct Document {
    file: String,
    document: Option<String>,
    date: Option<String>,
    turns: Vec<Turn>,
}

#[derive(Deserialize)]
struct Turn {
    speaker: String,
    role: Option<String>,
    starts: String,
}

#[test]
fn every_turn_of_the_sample_is_attributed_as_the_key_says() {
    let key = std::fs::read_to_string(project().join("tests/reference/sample_turns.json")).expect("the key");
    let key: Key = serde_json::from_str(&key).expect("of this shape");
    let data = project().join("data");
    let folder = data.join("sample");
    let speakers = data.join("speakers.toml");
    let call = Call::analyze().arg(folder.to_str().expect("UTF-8")).arg("--speakers");
    let out = call.arg(speakers.to_str().expect("UTF-8")).run().status(0);
    let (turns, documents) = (out.table("turns"), out.table("documents"));
    assert_eq!(documents.len(), key.documents.len());
    for document in key.documents {
        let id = document.document.map_or(document.file.clone(), |d| format!("{}#{d}", document.file));
        let row = documents.iter().find(|r| r["document"] == id).expect("a row per document");
        assert_eq!(row["date"], document.date.unwrap_or_default(), "{id}");
        let found: Vec<_> = turns.iter().filter(|t| t["document"] == id).collect();
        assert_eq!(found.len(), document.turns.len(), "{id}");
        for (found, expected) in found.iter().zip(document.turns) {
            assert_eq!(found["speaker"], expected.speaker, "{id}, turn {}", found["turn"]);
            assert_eq!(found["role"], expected.role.unwrap_or_default(), "{id}, turn {}", found["turn"]);
            let start: Vec<&str> = found["text"].split_whitespace().take(5).collect();
            assert_eq!(start.join(" "), expected.starts, "{id}, turn {}", found["turn"]);
        }
    }
    let orsol = out.table("speakers").into_iter().find(|s| s["speaker"] == "Lena Orsol").expect("she speaks");
    assert_eq!((orsol["group"].as_str(), orsol["documents"].as_str()), ("Varsia", "12"));
}
