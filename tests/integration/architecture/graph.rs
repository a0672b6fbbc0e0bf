//! What may not be in a graph of imports.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The files that each file imports.
pub type Imports = BTreeMap<String, BTreeSet<String>>;

/// Every import of a module that the importing one is in; the binary is not in the crate that it uses.
pub fn to_parents(imports: &Imports) -> Vec<String> {
    let is_in =
        |child: &str, parent: &str| (parent.is_empty() && child != "main") || child.starts_with(&format!("{parent}::"));
    let edges = imports.iter().flat_map(|(from, to)| to.iter().map(move |to| (from, to)));
    edges.filter(|(from, to)| is_in(from, to)).map(|(from, to)| format!("{from} imports {to}")).collect()
}

/// The shortest circle through each file that is in one, each circle once.
pub fn circles(imports: &Imports) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for start in imports.keys() {
        if let Some(circle) = circle(imports, start)
            && seen.insert(circle.iter().cloned().collect::<BTreeSet<_>>())
        {
            found.push(format!("{} > {start}", circle.join(" > ")));
        }
    }
    found
}

/// The shortest way from a file back to it.
fn circle(imports: &Imports, start: &str) -> Option<Vec<String>> {
    let mut before: BTreeMap<&str, &str> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(file) = queue.pop_front() {
        for next in imports.get(file).into_iter().flatten() {
            if next == start {
                let mut way = vec![file.to_owned()];
                while let Some(earlier) = before.get(way[way.len() - 1].as_str()) {
                    way.push((*earlier).to_owned());
                }
                way.reverse();
                return Some(way);
            }
            if !before.contains_key(next.as_str()) {
                before.insert(next, file);
                queue.push_back(next);
            }
        }
    }
    None
}
