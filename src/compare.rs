//! Two speakers of an earlier run side by side: how much and in which tone they speak, the topics that both talk about,
//! and the differences as contrasts.csv has them, with what may be concluded from them.

mod shown;

use std::path::Path;

use crate::error::{Error, Result};
use crate::results::Results;
use crate::results::names::Who;
use crate::results::rows::{Contrast, SpeakerTopic};

pub use shown::Comparison;

/// Compares two speakers.
///
/// # Errors
/// [`Error::Results`] where the folder cannot be relied on or both are the same, [`Error::Unknown`] where it has no such
/// speaker.
pub fn compare(reports: &Path, names: [&str; 2]) -> Result<Comparison> {
    let results = Results::open(reports)?;
    let [a, b] = [Who::find(&results, names[0], None)?, Who::find(&results, names[1], None)?];
    if a.row.speaker == b.row.speaker {
        let path = results.path("speakers").display().to_string();
        return Err(Error::Results { path, reason: format!("{} cannot be compared with itself", a.row.speaker) });
    }
    let topics = common(&results, &a, &b)?;
    let contrasts = contrasts(&results, &a.row.speaker, &b.row.speaker)?;
    Ok(Comparison { speakers: [a.row, b.row], topics, contrasts })
}

fn common(results: &Results, a: &Who, b: &Who) -> Result<Vec<SpeakerTopic>> {
    let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
    for row in results.rows::<SpeakerTopic>("speaker_topics")? {
        let row = row?;
        if a.is(&row.speaker, row.document.as_deref()) {
            of_a.push(row);
        } else if b.is(&row.speaker, row.document.as_deref()) {
            of_b.push(row);
        }
    }
    let mut both = Vec::new();
    for row in of_a {
        if let Some(at) = of_b.iter().position(|other| other.topic == row.topic) {
            both.extend([row, of_b.swap_remove(at)]);
        }
    }
    Ok(both)
}

/// The rows for a pair, turned so that the difference is the first minus the second; none where the run wrote none.
fn contrasts(results: &Results, first: &str, second: &str) -> Result<Vec<Contrast>> {
    let mut found = Vec::new();
    if !results.has("contrasts") {
        return Ok(found);
    }
    for row in results.rows::<Contrast>("contrasts")? {
        let row = row?;
        if row.level != "speaker" {
            continue;
        }
        if row.a == first && row.b == second {
            found.push(row);
        } else if row.a == second && row.b == first {
            found.push(turned(row));
        }
    }
    Ok(found)
}

fn turned(row: Contrast) -> Contrast {
    // and a zero stays one, without a sign
    let minus = |value: Option<f64>| value.map(|v| 0.0 - v);
    Contrast {
        difference: minus(row.difference),
        low: minus(row.high),
        high: minus(row.low),
        a: row.b,
        b: row.a,
        ..row
    }
}
