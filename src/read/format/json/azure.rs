//! Azure Speech: phrases, each with its speaker, or its channel where that tells the speakers apart.

use serde_json::{Map, Value};

use crate::read::kit::heard::{HeardSpeech, JsonShape, at, name_at};

/// The row of Azure Speech.
pub const SHAPE: JsonShape = JsonShape { of: "Azure Speech", read };

fn read(object: &Map<String, Value>) -> Option<Vec<HeardSpeech>> {
    let phrases = at(object, &["recognizedPhrases"]).or_else(|| at(object, &["phrases"]))?.as_array()?;
    let offset = |phrase: &Value| {
        let of = |key: &str| phrase.get(key).and_then(Value::as_f64);
        of("offsetInTicks").or_else(|| of("offsetMilliseconds")).or_else(|| of("offset")).unwrap_or(0.0)
    };
    let channels =
        phrases.iter().filter_map(|phrase| phrase.get("channel")).any(|c| Some(c) != phrases[0].get("channel"));
    let mut in_time: Vec<&Value> = phrases.iter().collect();
    if channels {
        in_time.sort_by(|a, b| offset(a).total_cmp(&offset(b)));
    }
    let one = |phrase: &&Value| {
        let best = phrase.get("nBest").and_then(|all| all.get(0));
        let text = best.and_then(|best| best.get("display")).or_else(|| phrase.get("text"))?.as_str()?.to_owned();
        let channel = || channels.then(|| name_at(phrase, &["channel"])).flatten();
        Some(HeardSpeech::new(name_at(phrase, &["speaker"]).or_else(channel), text))
    };
    Some(in_time.iter().filter_map(one).collect())
}
