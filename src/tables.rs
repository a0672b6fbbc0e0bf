//! Every table that rostrum writes: its rows and, in one place, each column's name, meaning and value.

pub mod contrasts;
pub mod documents;
pub mod entities;
pub mod evaluation;
pub mod keyness;
pub mod sentences;
pub mod speakers;
