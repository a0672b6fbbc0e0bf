//! Who is compared with whom.

use serde::Serialize;

use crate::config::periods::PeriodLength;

/// Who is compared with whom.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pairs {
    /// Of the ten with the most sentences those pairs who share a document; all of their pairs where none does.
    #[default]
    Shared,
    /// All pairs of these (`--between`).
    Between(Vec<String>),
    /// This one with every other who has enough sentences (`--baseline`).
    Baseline(String),
}

impl Pairs {
    /// The names that were asked for.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = match self {
            Pairs::Shared => &[],
            Pairs::Between(names) => names.as_slice(),
            Pairs::Baseline(name) => std::slice::from_ref(name),
        };
        names.iter().map(String::as_str)
    }
}

/// Who the sides are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Speakers.
    #[default]
    Speaker,
    /// Their groups (`--by group`).
    Group,
}

impl Level {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Level::Speaker => "speaker",
            Level::Group => "group",
        }
    }
}

/// In what the two of a contrast are made alike (`--adjust`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Adjustment {
    /// What sentences are about: no topic, one of them, several.
    pub topic: bool,
    /// The role of the turn.
    pub role: bool,
    /// The period of the document, so long.
    pub period: Option<PeriodLength>,
}

impl Default for Adjustment {
    fn default() -> Self {
        Adjustment { topic: true, role: false, period: None }
    }
}

/// Fewest scored sentences of a speaker who is compared with others, unless asked otherwise.
pub const MIN_SENTENCES: u32 = 30;

/// Which contrasts are made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contrasts {
    /// Who the sides are.
    pub level: Level,
    /// Who is compared with whom.
    pub pairs: Pairs,
    /// In what they are made alike.
    pub adjust: Adjustment,
    /// Sentences below which nothing is tested.
    pub min_sentences: u32,
    /// Speakers who are left out, and groups where these are compared (`--exclude`).
    pub exclude: Vec<String>,
    /// Roles in which nothing that is said is compared, in any letters (`--exclude-role`).
    pub exclude_roles: Vec<String>,
}

impl Default for Contrasts {
    fn default() -> Self {
        Contrasts {
            level: Level::default(),
            pairs: Pairs::default(),
            adjust: Adjustment::default(),
            min_sentences: MIN_SENTENCES,
            exclude: Vec::new(),
            exclude_roles: Vec::new(),
        }
    }
}
