//! Who is compared with whom.

use serde::Serialize;

/// Who is compared with whom.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pairs {
    /// All pairs of the ten with the most sentences.
    #[default]
    Most,
    /// All pairs of these (`--between`).
    Between(Vec<String>),
    /// This one with every other who has enough sentences (`--baseline`).
    Baseline(String),
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

/// Fewest scored sentences of a speaker who is compared with others, unless asked otherwise.
pub const MIN_SENTENCES: u32 = 30;

/// Which contrasts are made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contrasts {
    /// Who the sides are.
    pub level: Level,
    /// Who is compared with whom.
    pub pairs: Pairs,
    /// Sentences below which nothing is tested.
    pub min_sentences: u32,
}

impl Default for Contrasts {
    fn default() -> Self {
        Contrasts { level: Level::default(), pairs: Pairs::default(), min_sentences: MIN_SENTENCES }
    }
}
