//! The scores of a document as they are kept: in `resume.bin`, and in the Parquet files of `rostrum score`.
//!
//! A record is found by what its scores depend on and by nothing else: the version of scoring, the models, the topics, and the
//! document as it was read. So a changed document, topic or model makes exactly its own records useless.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::annotate::fits;
use crate::config::Topic;
use crate::error::Result;
use crate::hash::{Hashed, sha256};
use crate::model::machine::machine;
use crate::scores::ScoredDocument;
use crate::task::scorer::Scorer;
use crate::transcript::{Transcript, Turn};

/// What makes scores of sentences and sentences of turns has changed where this has: rules of splitting, arithmetic of heads,
/// how topics go on. What changes no score leaves it as it is.
const SCORING: u32 = 1;

/// Bytes of a key.
pub const KEY: usize = 16;
/// Bytes of a checksum.
pub const CHECK: usize = 8;

/// What a record is found by.
pub type Key = [u8; KEY];

/// Which models scored, as run.json and the files of scores have it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoredBy {
    /// Version of scoring.
    scoring: u32,
    /// The built-in model, or another of its kind: name, licence, hashes.
    pub model: Value,
    /// What ran it.
    pub engine: Value,
    /// The user's own models.
    pub task_models: Value,
    /// How topics were found.
    topics: Value,
}

impl ScoredBy {
    /// The models of a scorer.
    pub fn of(scorer: &Scorer) -> Self {
        let models = scorer.models();
        let manifest = &models.built_in.manifest;
        ScoredBy {
            scoring: SCORING,
            model: json!({
                "name": manifest.name,
                "license": manifest.license,
                "files": manifest.files,
                "manifest_sha256": sha256(json!(manifest).to_string().as_bytes()),
            }),
            engine: models.engine.clone(),
            task_models: models.describe_own(),
            topics: json!(scorer.method()),
        }
    }

    /// Whether this program splits and scores in the same way.
    pub fn is_current(&self) -> bool {
        self.scoring == SCORING
    }

    /// As JSON in one line.
    pub fn line(&self) -> String {
        // a struct of JSON values is always JSON
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// All that the scores of a run depend on beside its documents.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The models.
    pub by: ScoredBy,
    /// The topics by their ids, and the hashes of their definitions.
    pub topics: Vec<Hashed>,
    hash: Sha256,
}

impl Identity {
    /// Of models and topics.
    pub fn new(by: ScoredBy, topics: &[Topic]) -> Self {
        let topics = hashed(topics);
        let mut hash = Sha256::new();
        field(&mut hash, &by.line());
        topics.iter().for_each(|topic| field(&mut hash, &topic.sha256));
        Identity { by, topics, hash }
    }

    /// The topics as JSON in one line.
    pub fn topics_line(&self) -> String {
        topics_line(&self.topics)
    }

    /// What the scores of a document are found by.
    pub fn key(&self, t: &Transcript) -> Key {
        let mut hash = self.hash.clone();
        hash.update([u8::from(t.scored)]);
        field(&mut hash, t.title.as_deref().unwrap_or_default());
        t.turns.iter().for_each(|turn| hash_turn(&mut hash, turn));
        head(&hash.finalize())
    }
}

/// Topics by their ids, and the hashes of their definitions.
pub fn hashed(topics: &[Topic]) -> Vec<Hashed> {
    topics.iter().map(|topic| Hashed { name: topic.id.clone(), sha256: topic.hash() }).collect()
}

/// The same as JSON in one line.
pub fn topics_line(topics: &[Hashed]) -> String {
    // a list of names is always JSON
    serde_json::to_string(topics).unwrap_or_default()
}

/// All that the scores of a turn depend on.
fn hash_turn(hash: &mut Sha256, turn: &Turn) {
    let number = |hash: &mut Sha256, n: usize| hash.update((n as u64).to_le_bytes());
    hash.update([turn.unit as u8, u8::from(turn.mentions.is_some())]);
    field(hash, &turn.text);
    number(hash, turn.pauses.len());
    turn.pauses.iter().for_each(|&at| number(hash, at));
    number(hash, turn.mentions.iter().flatten().count());
    for mention in turn.mentions.iter().flatten() {
        number(hash, mention.span.start);
        number(hash, mention.span.end);
        field(hash, mention.kind.map_or("", |kind| kind.name()));
    }
}

fn field(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_le_bytes());
    hash.update(text);
}

fn head<const N: usize>(bytes: &[u8]) -> [u8; N] {
    std::array::from_fn(|i| bytes[i])
}

/// The scores of a document under its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreRecord {
    /// What it is found by.
    pub key: Key,
    /// The kind of processor and the scores, packed.
    pub packed: Vec<u8>,
}

impl ScoreRecord {
    /// Of scores that were made on a kind of processor.
    pub fn of(key: Key, machine: &str, scored: &ScoredDocument) -> Self {
        // plain values are always packed
        ScoreRecord { key, packed: postcard::to_stdvec(&(machine, scored)).unwrap_or_default() }
    }

    /// What tells whether it is whole.
    pub fn check(&self) -> [u8; CHECK] {
        let length = (self.packed.len() as u64).to_le_bytes();
        head(&Sha256::new().chain_update(self.key).chain_update(length).chain_update(&self.packed).finalize())
    }

    /// The kind of processor that made it.
    pub fn machine(&self) -> Option<&str> {
        postcard::take_from_bytes(&self.packed).ok().map(|(machine, _)| machine)
    }

    /// The kind of processor, and the scores where they can be those of the document, of so many topics.
    pub fn unpack(&self, t: &Transcript, topics: usize) -> Option<(String, ScoredDocument)> {
        let unpacked: (String, ScoredDocument) = postcard::from_bytes(&self.packed).ok()?;
        Some(unpacked).filter(|(_, scored)| fits(t, scored, topics))
    }
}

/// The kind of processor that a scorer runs on.
///
/// # Errors
/// As [`machine`].
pub fn machine_of(scorer: &Scorer) -> Result<String> {
    machine(&scorer.models().built_in.encoder)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::config::built_in_topics;
    use crate::input::Source;
    use crate::label::{Distribution, EntityType, Probability};
    use crate::read::{Options, read_bytes};
    use crate::scores::{Mention, ScoredSentence, Scores, SentenceTopic};
    use crate::span::Span;
    use crate::transcript::{Given, Unit};

    fn by(model: &str) -> ScoredBy {
        let engine = json!({"engine": "rten"});
        ScoredBy { scoring: SCORING, model: json!(model), engine, task_models: json!([]), topics: json!("classifier") }
    }

    fn transcript(text: &str) -> Transcript {
        read_bytes(&Source::file("a.txt", "a.txt"), text.as_bytes(), &Options::default()).unwrap().remove(0)
    }

    fn scores(end: usize, topic: usize) -> Scores {
        let d = Distribution::softmax([0.1, 0.2, 0.9], 1.0);
        let (kind, confidence) = (Some(EntityType::Per), Some(Probability::new(0.9)));
        let p = Probability::new(0.7);
        Scores {
            tone: d,
            mentions: vec![Mention { span: Span::new(0, end), kind, confidence, stance: d }],
            topics: vec![SentenceTopic { topic, probability: p, alone: p, since: 0, stance: d, entailment: None }],
            continues: None,
            windows: 1,
        }
    }

    #[test]
    fn a_key_is_all_that_scores_depend_on_and_nothing_else() {
        let topics = built_in_topics().unwrap();
        let identity = Identity::new(by("one"), &topics);
        let t = transcript("Lena Orsol: Vell spoke. Tarn left.\n\nTomas Vell: Yes.\n");
        let key = identity.key(&t);
        let same = |change: &dyn Fn(&mut Transcript)| {
            let mut changed = t.clone();
            change(&mut changed);
            identity.key(&changed) == key
        };
        assert!(same(&|t| t.id = "b.txt".into()) && same(&|t| t.date = Some("2025-01-01".into())));
        assert!(same(&|t| t.turns[0].header.printed = "Lena Tarn".into()), "whoever speaks");
        assert!(!same(&|t| t.turns[0].text.push('!')));
        assert!(!same(&|t| t.scored = false) && !same(&|t| t.title = Some("Vell".into())));
        assert!(!same(&|t| t.turns[0].unit = Unit::Unpunctuated) && !same(&|t| t.turns[0].pauses.push(5)));
        assert!(!same(&|t| t.turns[1].mentions = Some(Vec::new())));
        let given =
            |kind| move |t: &mut Transcript| t.turns[0].mentions = Some(vec![Given { span: Span::new(0, 4), kind }]);
        assert!(!same(&given(None)));
        let key_of = |change: &dyn Fn(&mut Transcript)| {
            let mut changed = t.clone();
            change(&mut changed);
            identity.key(&changed)
        };
        assert_ne!(key_of(&given(None)), key_of(&given(Some(EntityType::Per))));
        // the ends of texts are part of the key
        let moved = key_of(&|t| {
            t.turns[0].text = "Vell spoke. Tarn".into();
            t.turns[1].text = " left.Yes.".into();
        });
        assert_ne!(moved, key);
        assert_ne!(Identity::new(by("other"), &topics).key(&t), key);
        assert_ne!(Identity::new(by("one"), &topics[1..]).key(&t), key);
    }

    #[test]
    fn scores_that_do_not_fit_their_text_are_no_scores() {
        let t = transcript("Lena Orsol: aö spoke. 12.\n");
        let text = &t.turns[0].text;
        let of = |span: Span, scores: Option<Scores>| ScoredSentence { span, scores };
        let end = text.find(" 12").unwrap();
        let number = of(Span::new(end + 1, text.len()), None);
        let good = of(Span::new(0, end), Some(scores(1, 2)));
        let unpack = |sentences: &[ScoredSentence], t: &Transcript| {
            ScoreRecord::of([0; KEY], "here", &vec![sentences.to_vec()]).unpack(t, 3).map(|(machine, _)| machine)
        };
        assert_eq!(unpack(&[good.clone(), number.clone()], &t).as_deref(), Some("here"));
        for wrong in [
            of(good.span, Some(scores(40, 0))),
            of(good.span, Some(scores(2, 0))),
            of(good.span, Some(scores(1, 3))),
            of(good.span, None),
            of(Span { start: 2, end }, Some(scores(1, 0))),
            of(Span { start: 0, end: 4000 }, Some(scores(1, 0))),
            of(Span { start: 9, end: 3 }, Some(scores(1, 0))),
        ] {
            assert_eq!(unpack(&[wrong, number.clone()], &t), None);
        }
        assert_eq!(unpack(&[number, good.clone()], &t), None, "out of order");
        assert_eq!(unpack(&[good], &Transcript { scored: false, ..t.clone() }), None, "of a document that has none");
        let mut packed = ScoreRecord::of([0; KEY], "here", &Vec::new());
        packed.packed.truncate(2);
        assert_eq!(packed.unpack(&t, 3), None);
        let forged = postcard::to_stdvec(&[4_294_967_295u32, 0, 0]).unwrap();
        assert!(postcard::from_bytes::<Distribution>(&forged).is_err(), "a tone of -4294.97");
    }
}
