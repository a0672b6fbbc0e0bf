//! Turns as utterances of [ConvoKit](https://convokit.cornell.edu/documentation/data_format.html): one JSON object a
//! line, which `convokit.Corpus(filename="….jsonl")` loads, and which rostrum reads again.

use std::io::Write;

use serde::Serialize;

use crate::speaker::{Resolved, Scope};
use crate::transcript::Transcript;

/// One turn.
#[derive(Serialize)]
struct ConvokitUtterance<'a> {
    id: &'a str,
    conversation_id: &'a str,
    /// ConvoKit takes equal ids for one person, which labels are only inside a document.
    speaker: String,
    text: &'a str,
    #[serde(rename = "reply-to")]
    reply_to: Option<&'a str>,
    /// Unknown: transcripts state a day at most.
    timestamp: Option<u64>,
    meta: ConvokitMeta<'a>,
}

#[derive(Serialize)]
struct ConvokitMeta<'a> {
    turn: usize,
    header: &'a str,
    rule: &'static str,
    /// What deserves a look, as in `attribution.csv`.
    #[serde(skip_serializing_if = "Option::is_none")]
    flag: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
}

/// Writes the turns of a document.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn Write, transcript: &Transcript, speakers: &[Resolved]) -> std::io::Result<()> {
    let (mut line, mut before) = (Vec::new(), None::<String>);
    for (at, (turn, speaker)) in transcript.turns.iter().zip(speakers).enumerate() {
        let label = (speaker.scope != Scope::Person).then_some(speaker.speaker.as_str());
        let id = format!("{}:{}", transcript.id, at + 1);
        let utterance = ConvokitUtterance {
            id: &id,
            conversation_id: &transcript.id,
            speaker: match label {
                Some(label) => format!("{label} ({})", transcript.id),
                None => speaker.speaker.clone(),
            },
            text: &turn.text,
            reply_to: before.as_deref(),
            timestamp: None,
            meta: ConvokitMeta {
                turn: at + 1,
                header: &turn.header.printed,
                rule: speaker.rule.name(),
                flag: speaker.is_ambiguous().then_some("ambiguous"),
                label,
                role: speaker.role.as_deref(),
                group: speaker.group.as_deref(),
                date: transcript.date.as_deref(),
                language: transcript.language.as_deref(),
            },
        };
        line.clear();
        serde_json::to_writer(&mut line, &utterance)?;
        line.push(b'\n');
        out.write_all(&line)?;
        before = Some(id);
    }
    Ok(())
}
