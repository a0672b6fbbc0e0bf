//! From turns to sentences: in goes any text, out come spans that tile it.

mod split;
mod turn;
mod words;

pub use split::split;
pub use turn::{sentences, sentences_around, sentences_at, stretches};

#[cfg(test)]
mod tests;
