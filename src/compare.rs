//! Two speakers of an earlier run side by side: how much and in which tone they speak, the topics that both talk about,
//! and the differences as contrasts.csv has them, with what may be concluded from them.

mod shown;

use std::path::Path;

use crate::error::{Error, Result};
use crate::results::{FoundSpeaker, Record, Results};

pub use shown::Comparison;
use shown::{ShownRow, contrast, speaker, topic};

/// Compares two speakers.
///
/// # Errors
/// [`Error::Results`] where the folder cannot be relied on or both are the same, [`Error::Unknown`] where it has no such
/// speaker.
pub fn compare(reports: &Path, names: [&str; 2]) -> Result<Comparison> {
    let results = Results::open(reports)?;
    let a = FoundSpeaker::find(&results, names[0], None)?;
    let b = FoundSpeaker::find(&results, names[1], None)?;
    if a.name == b.name {
        let reason = format!("{} cannot be compared with itself", a.name);
        return Err(Error::Results { path: results.path("speakers"), reason });
    }
    Ok(Comparison {
        speakers: vec![speaker(&a.row)?, speaker(&b.row)?],
        topics: common(&results, &a, &b)?,
        contrasts: contrasts(&results, &a.name, &b.name)?,
        source: results.file("contrasts"),
        names: [a.name, b.name],
    })
}

/// The topics that both talk about, two rows each.
fn common(results: &Results, a: &FoundSpeaker, b: &FoundSpeaker) -> Result<Vec<ShownRow>> {
    let (mut of_a, mut of_b): (Vec<Record>, Vec<Record>) = (Vec::new(), Vec::new());
    for row in results.rows("speaker_topics")? {
        let row = row?;
        if a.has(&row)? {
            of_a.push(row);
        } else if b.has(&row)? {
            of_b.push(row);
        }
    }
    let mut both = Vec::new();
    for mine in &of_a {
        for theirs in &of_b {
            if mine.text("topic")? == theirs.text("topic")? {
                both.extend([topic(mine)?, topic(theirs)?]);
            }
        }
    }
    Ok(both)
}

/// The rows for a pair, turned so that the difference is the first minus the second; none where the run wrote none.
fn contrasts(results: &Results, first: &str, second: &str) -> Result<Vec<ShownRow>> {
    let mut found = Vec::new();
    if !results.has("contrasts") {
        return Ok(found);
    }
    for row in results.rows("contrasts")? {
        let row = row?;
        if row.get("level")? != "speaker" {
            continue;
        }
        let pair = [row.text("a")?, row.text("b")?];
        if pair == [first, second] {
            found.push(contrast(&row)?);
        } else if pair == [second, first] {
            found.push(shown::turned(contrast(&row)?));
        }
    }
    Ok(found)
}
