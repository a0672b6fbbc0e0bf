//! The table of ARCHITECTURE.md that says who may import whom.

use std::collections::BTreeSet;
use std::fmt;

use crate::architecture::graph::Imports;

/// The number of a row, and how often "then" stands before a module in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank(u32, usize);

impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.1 == 0 { write!(f, "rank {}", self.0) } else { write!(f, "rank {}.{}", self.0, self.1) }
    }
}

/// Modules as the table names them, each with its rank. A name stands for the module and all in it, but for what has a
/// name of its own.
pub struct Ranks(Vec<(String, Rank)>);

impl Ranks {
    /// Reads the table from the text of ARCHITECTURE.md.
    pub fn of(text: &str) -> Self {
        let (_, after) = text.split_once("## Who may import whom").expect("the heading of the table");
        let rows = after.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
        let mut ranks = Vec::new();
        for row in rows {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            if let (Ok(number), Some(modules)) = (cells[1].parse(), cells.get(2)) {
                ranks.extend(entries(modules).map(|(module, then)| (module, Rank(number, then))));
            }
        }
        assert!(!ranks.is_empty(), "the table has no rows");
        Ranks(ranks)
    }

    /// The rank of the longest name that a module is in.
    fn find(&self, module: &str) -> Option<Rank> {
        let is_in =
            |name: &str| module.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
        self.0.iter().filter(|(name, _)| is_in(name)).max_by_key(|(name, _)| name.len()).map(|(_, rank)| *rank)
    }
}

/// The modules of a cell, such as `` `low`, then `mid/{a, b}`, `mid/*` (all others) ``, with how often "then" came before
/// each.
fn entries(cell: &str) -> impl Iterator<Item = (String, usize)> {
    let mut then = 0;
    let mut found = Vec::new();
    // what stands in brackets is a remark
    let cell: String = cell.split('(').map(|part| part.split_once(')').map_or(part, |(_, after)| after)).collect();
    for (i, part) in cell.split('`').enumerate() {
        if i % 2 == 0 {
            then += part.matches("then").count();
            continue;
        }
        let (room, set) = part.split_once("/{").unwrap_or((part, ""));
        let room = room.trim_end_matches("/*").replace('/', "::");
        if set.is_empty() {
            found.push((room, then));
        } else {
            let names = set.trim_end_matches('}').split(',').map(str::trim);
            found.extend(names.map(|name| (format!("{room}::{name}"), then)));
        }
    }
    found.into_iter()
}

/// What is wrong with the table itself.
fn faults(ranks: &Ranks, imports: &Imports) -> Vec<String> {
    let mut found = Vec::new();
    let mut names = BTreeSet::new();
    for (name, _) in &ranks.0 {
        if !imports.contains_key(name) {
            found.push(format!("{name} of the table is no module"));
        }
        if !names.insert(name) {
            found.push(format!("{name} is in two rows of the table"));
        }
    }
    let lost = imports.keys().filter(|file| !file.is_empty() && ranks.find(file).is_none());
    found.extend(lost.map(|file| format!("{file} is in no row of the table")));
    found
}

/// Files that no row names, names that are no file or in two rows, and imports that neither go to a lower rank nor stay in their room. The
/// front page of the crate may import all, and only the binary imports it.
pub fn upward(ranks: &Ranks, imports: &Imports) -> Vec<String> {
    let mut found = faults(ranks, imports);
    let room = |file: &str| file.split("::").next().unwrap_or(file).to_owned();
    for (from, to) in imports.iter().flat_map(|(from, to)| to.iter().map(move |to| (from, to))) {
        if from.is_empty() {
            continue;
        }
        if to.is_empty() && from == "main" {
            continue;
        }
        if to.is_empty() {
            found.push(format!("{from} imports the front page of the crate"));
        } else if let (Some(a), Some(b)) = (ranks.find(from), ranks.find(to))
            && b >= a
            && room(from) != room(to)
        {
            found.push(format!("{from} ({a}) imports {to} ({b})"));
        }
    }
    found
}
