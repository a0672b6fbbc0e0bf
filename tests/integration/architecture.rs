//! The files of the program import each other as ARCHITECTURE.md says: no import goes up, none from a child to its
//! parent, none in a circle; and a type's name means one type.

mod graph;
mod imports;
mod ranks;

use std::collections::BTreeMap;
use std::path::Path;

use crate::architecture::graph::{circles, to_parents};
use crate::architecture::imports::{doubles, imports, python_imports};
use crate::architecture::ranks::{Ranks, upward};
use crate::harness::project;

/// Texts of files by their modules, such as `read::decode`; the crate's own is empty.
type Sources = BTreeMap<String, String>;

/// The files of the program, those of tests left out.
fn program() -> Sources {
    let mut sources = Sources::new();
    collect(&project().join("src"), "", &mut sources);
    assert!(sources.len() > 100, "only {} files", sources.len());
    sources
}

fn collect(folder: &Path, module: &str, sources: &mut Sources) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("a file").path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a name in UTF-8");
        let name = if module.is_empty() { stem.to_owned() } else { format!("{module}::{stem}") };
        if stem == "tests" {
            continue;
        } else if path.is_dir() {
            collect(&path, &name, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = if name == "lib" { String::new() } else { name };
            sources.insert(name, std::fs::read_to_string(&path).expect("a source in UTF-8"));
        }
    }
}

/// The ranks that ARCHITECTURE.md states.
fn stated() -> Ranks {
    Ranks::of(&std::fs::read_to_string(project().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md"))
}

fn none(violations: &[String]) {
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

#[test]
fn imports_go_to_lower_ranks_or_stay_in_their_room() {
    none(&upward(&stated(), &imports(&program())));
}

#[test]
fn no_child_imports_its_parent() {
    none(&to_parents(&imports(&program())));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    none(&circles(&imports(&program())));
}

#[test]
fn a_name_of_a_type_means_one_type() {
    none(&doubles(&program()));
}

#[test]
fn no_training_scripts_import_each_other_in_a_circle() {
    let folder = project().join("models/training");
    let mut scripts = Sources::new();
    for entry in std::fs::read_dir(folder).expect("the folder of the scripts") {
        let path = entry.expect("a file").path();
        if path.extension().is_some_and(|extension| extension == "py") {
            let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
            scripts.insert(stem, std::fs::read_to_string(&path).expect("a script in UTF-8"));
        }
    }
    assert!(scripts.contains_key("train"));
    none(&circles(&python_imports(&scripts)));
}

/// Made-up sources by their modules.
fn made(files: &[(&str, &str)]) -> Sources {
    files.iter().map(|&(module, text)| (module.to_owned(), text.to_owned())).collect()
}

/// The edges of made-up sources, as `a > b`.
fn edges(files: &[(&str, &str)]) -> Vec<String> {
    let found = imports(&made(files));
    found.iter().flat_map(|(from, to)| to.iter().map(move |to| format!("{from} > {to}"))).collect()
}

#[test]
fn an_import_is_found_however_it_is_written() {
    for text in [
        "use crate::b::c::Thing;",
        "use crate::b::{c, c::Thing as Other};",
        "use crate::{b::c::*};",
        "pub use crate::b::c::Thing;",
        "fn f() -> crate::b::c::Thing { todo!() }",
        "fn f() { crate::b::c::make(); }",
        "fn f() { println!(\"{}\", crate::b::c::make()) }",
        "struct S { #[serde(default = crate::b::c::make)] field: u8 }",
        "mod inner { use super::super::b::c::Thing; }",
        "fn f() { use crate::b::c::Thing; }",
    ] {
        assert_eq!(edges(&[("a", text), ("b", ""), ("b::c", "")]), ["a > b::c"], "{text}");
    }
    assert_eq!(edges(&[("b", "mod c; pub use c::Thing;"), ("b::c", "use super::Thing;")]), ["b > b::c", "b::c > b"]);
    assert_eq!(edges(&[("main", "fn main() { rostrum::a::run() }"), ("a", "")]), ["main > a"]);
}

#[test]
fn what_is_no_import_of_the_program_is_none() {
    for text in [
        "mod c;",
        "pub(crate) fn f() {} pub(super) fn g() {}",
        "use std::fmt::Write; use self::inner::Thing; mod inner { pub struct Thing; }",
        "#[cfg(test)] mod tests { use crate::b::Thing; }",
        "#[cfg(test)] use crate::b::Thing;",
        "struct S; impl S { #[cfg(test)] fn f() { crate::b::make(); } }",
        "/// See [`crate::b::Thing`].\nfn f() {}",
    ] {
        assert_eq!(edges(&[("a", text), ("a::c", ""), ("b", "")]), [""; 0], "{text}");
    }
}

const RANKS: &str = "## Who may import whom\n\n| rank | modules | job |\n|---|---|---|\n| 0 | `error` | faults |\n\
                     | 1 | `low`, then `mid/{a, b}` | `high` is not in this cell |\n| 2 | `mid/*` (`low` excepted) | more |\n\
                     | 2 | `high` | most |\n\n| 9 | `other` | of another table |\n";

#[test]
fn an_import_to_a_higher_rank_is_found() {
    let check = |files: &[(&str, &str)]| {
        let rest = ["error", "low", "mid", "mid::a", "mid::b", "high"].map(|module| (module, ""));
        upward(&Ranks::of(RANKS), &imports(&made(&[&rest, files].concat())))
    };
    assert_eq!(
        check(&[("low", "use crate::error::E;"), ("high", "use crate::low::L; use crate::mid::b::B;")]),
        [""; 0]
    );
    // within a room it is the circles that count
    assert_eq!(check(&[("mid::a", "use crate::low::L; use crate::mid::c::C;"), ("mid::c", "")]), [""; 0]);
    assert_eq!(check(&[("error", "use crate::low::L;")]), ["error (rank 0) imports low (rank 1)"]);
    assert_eq!(check(&[("low", "use crate::mid::a::A;")]), ["low (rank 1) imports mid::a (rank 1.1)"]);
    assert_eq!(check(&[("mid::c", "use crate::high::H;")]), ["mid::c (rank 2) imports high (rank 2)"]);
    assert_eq!(check(&[("", ""), ("high", "use crate::Front;")]), ["high imports the front page of the crate"]);
}

#[test]
fn a_table_of_ranks_that_does_not_fit_the_files_is_found() {
    let sources = made(&["", "error", "low", "mid", "mid::a", "mid::b", "high"].map(|module| (module, "")));
    let check = |table: &str, sources: &Sources| upward(&Ranks::of(table), &imports(sources));
    assert_eq!(check(RANKS, &sources), [""; 0]);
    let more = [sources.clone(), made(&[("other", "")])].into_iter().flatten().collect();
    assert_eq!(check(RANKS, &more), ["other is in no row of the table"]);
    assert_eq!(check(&RANKS.replace("`error`", "`error`, `gone`"), &sources), ["gone of the table is no module"]);
    assert_eq!(check(&RANKS.replace("`error`", "`error`, `high`"), &sources), ["high is in two rows of the table"]);
}

#[test]
fn an_import_of_a_parent_is_found() {
    let check = |files: &[(&str, &str)]| to_parents(&imports(&made(files)));
    assert_eq!(check(&[("a", "mod b; pub use b::B;"), ("a::b", "use crate::ab::C;"), ("ab", "")]), [""; 0]);
    assert_eq!(check(&[("a", "mod b;"), ("a::b", "use super::A;")]), ["a::b imports a"]);
    assert_eq!(check(&[("a", ""), ("a::b", ""), ("a::b::c", "use crate::a::A;")]), ["a::b::c imports a"]);
}

#[test]
fn a_circle_is_found() {
    let check = |files: &[(&str, &str)]| circles(&imports(&made(files)));
    let (a, b, c) = (("a", "use crate::b::B;"), ("b", "use crate::c::C;"), ("c", "use crate::a::A;"));
    assert_eq!(check(&[a, b, ("c", "")]), [""; 0]);
    assert_eq!(check(&[a, b, c]), ["a > b > c > a"]);
    let scripts =
        made(&[("x", "import y\n"), ("y", "def f():\n    from x import z\n"), ("z", "import json\nimport x\n")]);
    assert_eq!(circles(&python_imports(&scripts)), ["x > y > x"]);
}

#[test]
fn a_name_of_two_types_is_found() {
    let sources = made(&[
        ("a", "struct Row; #[cfg(test)] struct Test; fn f() { enum Inner {} }"),
        ("b", "type Row = u8; #[cfg(test)] mod tests { struct Test; }"),
        ("c", "trait Inner { type Row; } struct Only;"),
    ]);
    assert_eq!(doubles(&sources), ["Inner is defined in a, c", "Row is defined in a, b"]);
}
