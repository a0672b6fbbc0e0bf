//! Files that hold one session a second time. ParlaMint publishes each as `NAME.xml` and, with every word annotated, as
//! `NAME.ana.xml`: read together, every number would be double.

use std::collections::BTreeSet;

use crate::input::Source;

/// Takes out the annotated files whose plain ones are there as well, in whatever folder, and says so.
pub fn set_aside(sources: &mut Vec<Source>) -> Option<String> {
    let plain: BTreeSet<String> = sources.iter().map(|source| name(source).to_owned()).collect();
    let mut left_out = Vec::new();
    sources.retain(|source| {
        let twin = name(source).strip_suffix(".ana.xml").map(|stem| format!("{stem}.xml"));
        let is_twin = twin.is_some_and(|twin| plain.contains(&twin));
        if is_twin {
            left_out.push(source.path.display().to_string());
        }
        !is_twin
    });
    let first = left_out.first()?;
    let others = match left_out.len() {
        1 => "is".to_owned(),
        2 => "and another one are".to_owned(),
        n => format!("and {} others are", n - 1),
    };
    Some(format!(
        "{first} {others} left out: the same session as the file without .ana; to read the annotated form, leave the other one out"
    ))
}

/// The name of the file, without the ending of its packing.
fn name(source: &Source) -> &str {
    let name = source.id.rsplit('/').next().unwrap_or_default();
    name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(names: &[&str]) -> (Vec<String>, Option<String>) {
        let mut sources = names.iter().map(|name| Source::file(*name, *name)).collect();
        let remark = set_aside(&mut sources);
        (sources.into_iter().map(|source| source.id).collect(), remark)
    }

    #[test]
    fn a_session_is_read_once() {
        let (left, remark) = kept(&["ana/a.ana.xml", "a.xml", "b.ana.xml", "c.xml", "d.ana.xml.gz", "d.xml.gz"]);
        assert_eq!(left, ["a.xml", "b.ana.xml", "c.xml", "d.xml.gz"]);
        assert!(remark.is_some_and(|said| said.starts_with("ana/a.ana.xml and another one are left out")));
        assert_eq!(kept(&["b.ana.xml", "c.xml"]).1, None);
    }
}
