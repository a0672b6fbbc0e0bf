//! Where a sentence ends in speech that nobody punctuated: a small network reads the words on both sides of every gap
//! between two words. In goes a text, out comes for every gap how much speaks for an end there.

mod network;
mod word;

pub use network::WEIGHTS;

use network::GapNetwork;
use word::{GapWord, gap_words};

/// A gap between two words of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// Where the word after it starts, in bytes of the text.
    pub at: usize,
    /// The log-odds of a sentence's end.
    pub log_odds: f32,
}

/// The gaps of a text, in order. The words are those between white space that hold a letter or a digit. Time is linear
/// in the length of the text.
pub fn gaps(text: &str) -> Vec<Gap> {
    let words = gap_words(text);
    let scores = GapNetwork::built_in().log_odds(&words);
    let opens = |(pair, log_odds): (&[GapWord], f32)| pair[1].opens.map(|at| Gap { at, log_odds });
    words.windows(2).zip(scores).filter_map(opens).collect()
}
