//! Who codes what, in which order and under which ids. All of it follows from the seed and from where a unit stands, so that an
//! item of a small sample has the same id and the same coders in a larger one.

use std::collections::BTreeSet;

use crate::coding::{Design, Frame};
use crate::sample::draw::{chance, place};

/// Letters of ids: without vowels they are no words, and without figures no numbers or dates to a spreadsheet.
const LETTERS: &[u8; 20] = b"bcdfghjkmnpqrstvwxyz";
/// Letters of an id.
const LENGTH: usize = 8;

/// An item of a coder's sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetItem {
    /// Its id.
    pub item: String,
    /// Which unit of the frame.
    pub unit: usize,
    /// The item that it repeats.
    pub duplicate_of: Option<String>,
}

/// The sheets of all coders, in the order in which they are to be coded.
pub fn sheets(frame: &Frame, drawn: &[Vec<usize>], design: &Design) -> Vec<Vec<SheetItem>> {
    let mut taken = BTreeSet::new();
    let own = assigned(frame, drawn, design);
    design.coders.iter().zip(own).map(|(coder, units)| sheet(frame, units, coder, design, &mut taken)).collect()
}

/// The units of each coder: the common ones, and of the others one each in blocks in which every coder comes once, in an order by
/// chance. So coders have alike parts of each stratum, and whoever is lenient is so with all speakers.
fn assigned(frame: &Frame, drawn: &[Vec<usize>], design: &Design) -> Vec<Vec<usize>> {
    let mut own = vec![Vec::new(); design.coders.len()];
    for (stratum, units) in frame.strata.iter().zip(drawn) {
        let name = format!("{}\t{}\t{:?}", stratum.speaker, stratum.class, stratum.topic);
        let start = fraction(&chance(design.seed, &["overlap", &name]));
        let common_before = |n: usize| (n as f64 * design.overlap + start).floor();
        let mut block: Vec<usize> = Vec::new();
        let mut blocks = 0u64;
        for (at, &unit) in units.iter().enumerate() {
            if design.coders.len() == 1 || common_before(at + 1) > common_before(at) {
                own.iter_mut().for_each(|units| units.push(unit));
                continue;
            }
            if block.is_empty() {
                let order =
                    |coder: &usize| chance(design.seed, &["block", &name, &blocks.to_string(), &design.coders[*coder]]);
                block = (0..design.coders.len()).collect();
                block.sort_by_cached_key(order);
                blocks += 1;
            }
            if let Some(coder) = block.pop() {
                own[coder].push(unit);
            }
        }
    }
    own
}

/// A hash as a number from 0 up to 1.
fn fraction(hash: &str) -> f64 {
    u32::from_str_radix(hash.get(..8).unwrap_or_default(), 16).map_or(0.0, |n| f64::from(n) / 4_294_967_296.0)
}

/// A coder's sheet. What is repeated stands in its first third and comes back in its last, among others.
fn sheet(
    frame: &Frame,
    mut units: Vec<usize>,
    coder: &str,
    design: &Design,
    taken: &mut BTreeSet<String>,
) -> Vec<SheetItem> {
    let by_chance =
        |what: &'static str| move |unit: &usize| chance(design.seed, &[what, coder, &place(&frame.units[*unit])]);
    units.sort_by_cached_key(by_chance("order"));
    // an id is one of this variable and these tables: sheets of another sample are known by theirs
    let tables: Vec<&str> = frame.tables.values().map(String::as_str).collect();
    let source = format!("{}\t{}", frame.definition.variable, tables.join("\t"));
    let wanted = (units.len() as f64 * design.repeat).round() as usize;
    let third = (units.len() + wanted) / 3;
    let mut repeated = units.get(..third).unwrap_or_default().to_vec();
    repeated.sort_by_cached_key(by_chance("repeat"));
    repeated.truncate(wanted);
    let mut item = |unit: usize, copy: &str, duplicate_of| {
        let item = id(design.seed, &[&source, coder, &place(&frame.units[unit]), copy], taken);
        SheetItem { item, unit, duplicate_of }
    };
    let mut items: Vec<SheetItem> = units.iter().map(|&unit| item(unit, "first", None)).collect();
    let again: Vec<SheetItem> = repeated
        .iter()
        .filter_map(|unit| {
            items.iter().find(|first| first.unit == *unit).map(|first| first.item.clone()).zip(Some(*unit))
        })
        .map(|(first, unit)| item(unit, "again", Some(first)))
        .collect();
    let mut last = items.split_off(units.len() - (third - again.len()).min(units.len()));
    last.extend(again);
    last.sort_by_cached_key(|item| chance(design.seed, &["last", coder, &item.item]));
    items.extend(last);
    items
}

/// An id that nobody has yet.
fn id(seed: u64, of: &[&str], taken: &mut BTreeSet<String>) -> String {
    let mut attempt = 0u64;
    loop {
        let hash = chance(seed, &[&["item", &attempt.to_string()], of].concat());
        let mut number = u64::from_str_radix(hash.get(..16).unwrap_or_default(), 16).unwrap_or(0);
        let mut letters = String::new();
        for _ in 0..LENGTH {
            letters.push(char::from(LETTERS[(number % 20) as usize]));
            number /= 20;
        }
        if taken.insert(letters.clone()) {
            return letters;
        }
        attempt += 1;
    }
}
