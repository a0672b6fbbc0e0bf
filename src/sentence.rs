//! From turns to sentences: in goes any text, out come spans that tile it.

mod gap;
mod split;
mod turn;
mod unpunctuated;
mod words;

pub use gap::WEIGHTS;
pub use split::split;
pub use turn::{sentences, sentences_around};

#[cfg(test)]
mod tests;
