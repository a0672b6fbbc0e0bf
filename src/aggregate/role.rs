//! Roles of turns, by which what is said can be left out of comparisons.

/// Whether two names are those of one role, whatever letters they are written in.
pub fn is_same_role(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
