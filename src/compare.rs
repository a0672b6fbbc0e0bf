//! Two speakers of an earlier run side by side: how much and in which tone they speak, the topics that both talk about,
//! and the differences as contrasts.csv has them, plain, in the same documents and like for like, with what may be concluded.

mod shown;

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::{Error, Result};
use crate::results::{FoundSpeaker, Record, Results};

pub use shown::Comparison;
use shown::{Family, SharedFigure, ShownContrast};

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
    let mut figures = shown::over_everything([&a.row, &b.row])?;
    let topics = common(&results, &a, &b)?;
    let common = !topics.is_empty();
    figures.extend(topics);
    Ok(Comparison {
        figures,
        common,
        contrasts: contrasts(&results, &a.name, &b.name)?,
        likeness: results.likeness().clone(),
        source: results.file("contrasts"),
        names: [a.name, b.name],
    })
}

/// Figures of the topics that both talk about.
fn common(results: &Results, a: &FoundSpeaker, b: &FoundSpeaker) -> Result<Vec<SharedFigure>> {
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
            let topic = mine.text("topic")?;
            if topic == theirs.text("topic")? {
                both.extend(shown::about(topic, [mine, theirs])?);
            }
        }
    }
    Ok(both)
}

/// The rows for a pair, turned so that the difference is the first minus the second; none where the run wrote none.
fn contrasts(results: &Results, first: &str, second: &str) -> Result<Vec<ShownContrast>> {
    let mut found: Vec<(Option<Family>, ShownContrast)> = Vec::new();
    let mut families: BTreeMap<Family, usize> = BTreeMap::new();
    if !results.has("contrasts") {
        return Ok(Vec::new());
    }
    for row in results.rows("contrasts")? {
        let row = row?;
        if row.get("level")? != "speaker" {
            continue;
        }
        let family = ShownContrast::family(&row)?;
        if let Some(family) = family.clone() {
            *families.entry(family).or_default() += 1;
        }
        let pair = [row.text("a")?, row.text("b")?];
        if pair == [first, second] {
            found.push((family, ShownContrast::of(&row)?));
        } else if pair == [second, first] {
            found.push((family, ShownContrast::of(&row)?.turned()));
        }
    }
    let counted = |(family, contrast): (Option<Family>, ShownContrast)| ShownContrast {
        family: family.and_then(|family| families.get(&family).copied()).unwrap_or_default(),
        ..contrast
    };
    Ok(found.into_iter().map(counted).collect())
}
