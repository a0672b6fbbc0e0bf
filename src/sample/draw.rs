//! Which units are drawn: of each stratum those with the smallest hashes, a simple random sample without replacement that
//! anyone can draw again, and that a larger one contains.

use crate::coding::{CodingUnit, Frame};
use crate::hash::sha256;

/// Where a unit stands: document, turn, sentence, and start and end of a mention.
pub fn place(unit: &CodingUnit) -> String {
    let mut place = format!("{}\t{}\t{}", unit.document, unit.turn, unit.sentence);
    if let (Some(start), Some(end)) = (unit.start, unit.end) {
        place.push_str(&format!("\t{start}\t{end}"));
    }
    place
}

/// A number that stands for chance: SHA-256, hexadecimal, of the seed and the parts with tabs between them.
pub fn chance(seed: u64, parts: &[&str]) -> String {
    sha256(format!("{seed}\t{}", parts.join("\t")).as_bytes())
}

/// The units of each stratum that are drawn, in the order of their hashes, so many as `sizes` says.
pub fn draw(frame: &Frame, sizes: &[u64], seed: u64) -> Vec<Vec<usize>> {
    let mut strata: Vec<Vec<(String, usize)>> = vec![Vec::new(); sizes.len()];
    for (at, unit) in frame.units.iter().enumerate() {
        strata[unit.stratum].push((chance(seed, &[&place(unit)]), at));
    }
    let smallest = |(mut units, size): (Vec<(String, usize)>, &u64)| {
        units.sort();
        units.truncate(usize::try_from(*size).unwrap_or(usize::MAX));
        units.into_iter().map(|(_, at)| at).collect()
    };
    strata.into_iter().zip(sizes).map(smallest).collect()
}
