//! Lists of who takes part, above what is said: "PARTICIPANTS:" and a name in each line. Nobody speaks in them.

use super::blocks::Block;
use crate::name::{fold, fold_spaces};

/// What such lists are called.
const TITLES: [&str; 20] = [
    "attendees",
    "guest",
    "guests",
    "host",
    "hosts",
    "in attendance",
    "interviewees",
    "moderator",
    "moderators",
    "panel",
    "panelists",
    "panellists",
    "participant",
    "participants",
    "participating",
    "present",
    "speakers",
    "sponsor",
    "sponsors",
    "witnesses",
];

/// Words of a line in a list.
const MOST_WORDS: usize = 16;

/// Whether a block is the title of a list and nothing else.
pub fn is_title(block: &Block) -> bool {
    title(block).is_some()
}

/// Whether the title names one person, who may as well speak: "MODERATOR:".
pub fn is_single(block: &Block) -> bool {
    title(block).is_some_and(|key| ["guest", "host", "moderator", "participant", "sponsor"].contains(&key.as_str()))
}

fn title(block: &Block) -> Option<String> {
    // no title has more words, with a colon by itself
    if block.text.split_whitespace().nth(3).is_some() {
        return None;
    }
    let key = fold(fold_spaces(&block.text).trim_end_matches([':', '：']).trim());
    TITLES.binary_search(&key.as_str()).is_ok().then_some(key)
}

/// Whether a block is a line of such a list: a name with what is known of the person, and no sentence.
pub fn is_line(block: &Block) -> bool {
    let line = fold_spaces(&block.text);
    let words = line.split(' ').count();
    let capital = line.starts_with(|c: char| c.is_uppercase());
    let whole = line.ends_with(['.', '!', '?', ':']) && !line.ends_with("Jr.");
    let listed = line.ends_with([';', ',', ')']) || line.ends_with("; and");
    (2..=MOST_WORDS).contains(&words) && capital && (listed || !whole)
}

#[cfg(test)]
mod tests {
    #[test]
    fn titles_are_sorted() {
        assert!(super::TITLES.is_sorted());
    }
}
