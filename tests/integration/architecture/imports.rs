//! What files import and which types they define; what is there for tests only is left out.

use std::collections::{BTreeMap, BTreeSet};

use syn::buffer::{Cursor, TokenBuffer};
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItemFn, Item, ItemMod, ItemUse, Macro, Meta, Path, UseTree, Visibility};

use crate::architecture::Sources;
use crate::architecture::graph::Imports;

fn parsed(module: &str, text: &str) -> syn::File {
    syn::parse_file(text).map_err(|error| format!("{module}: {error}")).expect("sources are Rust")
}

/// The files that each file imports: by `use` and by any other path, also in macros.
pub fn imports(sources: &Sources) -> Imports {
    let one = |(file, text): (&String, &String)| {
        let module = if file.is_empty() { Vec::new() } else { file.split("::").map(str::to_owned).collect() };
        let mut visitor = Importer { sources, module, children: BTreeSet::new(), found: BTreeSet::new() };
        let syntax = parsed(file, text);
        let declared = syntax.items.iter().filter_map(|item| match item {
            Item::Mod(ItemMod { ident, content: None, .. }) => Some(ident.to_string()),
            _ => None,
        });
        visitor.children = declared.collect();
        visitor.visit_file(&syntax);
        visitor.found.remove(file);
        (file.clone(), visitor.found)
    };
    sources.iter().map(one).collect()
}

struct Importer<'a> {
    sources: &'a Sources,
    /// Where the visitor is: the file's module, and those written inside it.
    module: Vec<String>,
    /// Modules that have files of their own below this one.
    children: BTreeSet<String>,
    found: BTreeSet<String>,
}

impl Importer<'_> {
    /// Notes the file that a path leads into: that of its longest part that is one.
    fn note(&mut self, path: &[String]) {
        let Some(first) = path.first() else { return };
        let (mut at, rest) = match first.as_str() {
            // the binary knows the crate by its name
            "crate" | "rostrum" => (Vec::new(), &path[1..]),
            "self" => (self.module.clone(), &path[1..]),
            "super" => (self.module.clone(), path),
            child if self.children.contains(child) => (self.module.clone(), path),
            _ => return,
        };
        for segment in rest {
            match segment.as_str() {
                "super" => drop(at.pop()),
                "self" => {}
                name => at.push(name.to_owned()),
            }
        }
        while !self.sources.contains_key(&at.join("::")) {
            if at.pop().is_none() {
                return;
            }
        }
        self.found.insert(at.join("::"));
    }

    fn note_tree(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: String| [before, &[name]].concat();
        match tree {
            UseTree::Path(path) => self.note_tree(&path.tree, &with(path.ident.to_string())),
            UseTree::Name(name) => self.note(&with(name.ident.to_string())),
            UseTree::Rename(name) => self.note(&with(name.ident.to_string())),
            UseTree::Glob(_) => self.note(before),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.note_tree(tree, before)),
        }
    }

    /// Notes the paths in the tokens of a macro or an attribute, which are no syntax yet.
    fn note_tokens(&mut self, mut cursor: Cursor) {
        loop {
            if let Some((inside, _, _, after)) = cursor.any_group() {
                self.note_tokens(inside);
                cursor = after;
            } else if let Some((first, mut after)) = cursor.ident() {
                let mut path = vec![first.to_string()];
                while let Some((name, next)) = segment(after) {
                    path.push(name);
                    after = next;
                }
                if path.len() > 1 {
                    self.note(&path);
                }
                cursor = after;
            } else if let Some((_, after)) = cursor.token_tree() {
                cursor = after;
            } else {
                return;
            }
        }
    }
}

/// `::` and a name.
fn segment<'a>(cursor: Cursor<'a>) -> Option<(String, Cursor<'a>)> {
    let colon = |cursor: Cursor<'a>| cursor.punct().filter(|(punct, _)| punct.as_char() == ':').map(|(_, after)| after);
    let (name, after) = colon(cursor).and_then(colon)?.ident()?;
    Some((name.to_string(), after))
}

/// Whether something is there for tests only.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let only = |list: &syn::MetaList| list.path.is_ident("cfg") && list.tokens.to_string() == "test";
        matches!(&attribute.meta, Meta::List(list) if only(list))
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

impl<'ast> Visit<'ast> for Importer<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        if !is_test(&function.attrs) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        self.module.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.note_tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        // `self` alone is a value
        if segments.len() > 1 {
            self.note(&segments);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast Macro) {
        self.note_tokens(TokenBuffer::new2(item.tokens.clone()).begin());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let Meta::List(list) = &attribute.meta {
            self.note_tokens(TokenBuffer::new2(list.tokens.clone()).begin());
        }
    }

    // pub(super) is no import
    fn visit_visibility(&mut self, _: &'ast Visibility) {}
}

/// Names of types that are defined more than once, with the files.
pub fn doubles(sources: &Sources) -> Vec<String> {
    let mut defined: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (file, text) in sources {
        let mut types = Types(Vec::new());
        types.visit_file(&parsed(file, text));
        for name in types.0 {
            defined.entry(name).or_default().push(file);
        }
    }
    let doubles = defined.into_iter().filter(|(_, files)| files.len() > 1);
    doubles.map(|(name, files)| format!("{name} is defined in {}", files.join(", "))).collect()
}

struct Types(Vec<String>);

impl<'ast> Visit<'ast> for Types {
    fn visit_item(&mut self, item: &'ast Item) {
        if is_test(attributes(item)) {
            return;
        }
        let name = match item {
            Item::Struct(item) => Some(&item.ident),
            Item::Enum(item) => Some(&item.ident),
            Item::Trait(item) => Some(&item.ident),
            Item::Type(item) => Some(&item.ident),
            Item::Union(item) => Some(&item.ident),
            _ => None,
        };
        self.0.extend(name.map(ToString::to_string));
        visit::visit_item(self, item);
    }
}

/// The scripts that each Python script imports.
pub fn python_imports(scripts: &Sources) -> Imports {
    let module = |line: &str| {
        let mut words = line.split_whitespace();
        let (keyword, name) = (words.next()?, words.next()?);
        matches!(keyword, "import" | "from").then(|| name.trim_end_matches(',').to_owned())
    };
    let of = |text: &String| text.lines().filter_map(module).filter(|name| scripts.contains_key(name)).collect();
    scripts.iter().map(|(script, text)| (script.clone(), of(text))).collect()
}
