//! Whether "Mr. Vell" and "Ms. Vell" can be one person.

use std::collections::BTreeMap;

/// How the bearers of a surname are addressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Addressed {
    mr: bool,
    ms: bool,
}

impl Addressed {
    /// By the folded header.
    pub fn of(key: &str) -> Self {
        let has = |wanted: &[&str]| key.split(' ').any(|word| wanted.contains(&word));
        Addressed {
            mr: has(&["mr", "mister", "sir", "lord", "congressman", "chairman", "father", "king", "prince"]),
            ms: has(&[
                "ms",
                "mrs",
                "miss",
                "madam",
                "mme",
                "mlle",
                "lady",
                "dame",
                "baroness",
                "congresswoman",
                "chairwoman",
                "queen",
                "princess",
            ]),
        }
    }

    /// Whether they are two people at least.
    pub fn are_several(self) -> bool {
        self.mr && self.ms
    }
}

impl std::ops::AddAssign for Addressed {
    fn add_assign(&mut self, other: Self) {
        self.mr |= other.mr;
        self.ms |= other.ms;
    }
}

/// Adds up how surnames are addressed.
pub fn gather<'a>(surnames: impl Iterator<Item = (&'a str, Addressed)>) -> BTreeMap<String, Addressed> {
    let mut all: BTreeMap<String, Addressed> = BTreeMap::new();
    for (surname, addressed) in surnames {
        *all.entry(surname.to_owned()).or_default() += addressed;
    }
    all
}
