//! Where sentences start in speech that nobody punctuated: a network of its own, beside the encoder and of its kind, reads the
//! words and says of each how much speaks for a sentence that starts with it. It is the same whatever model scores the sentences.

use crate::error::Result;
use crate::model::batch::{self, Window};
use crate::model::files;
use crate::model::network::{Input, Network};
use crate::model::rten::Rten;
use crate::model::tokenizer::{Tokenizer, Tokens, Types};

/// Tokens that the network reads at a time, and those that neighbouring windows share: a word is judged with at least half
/// of these on either side.
const WINDOW: Window = Window { size: 128, overlap: 48 };

/// A word that another one stands before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Start {
    /// Where it starts, in bytes of the text.
    pub at: usize,
    /// The log-odds that a sentence starts with it.
    pub log_odds: f32,
}

/// The network with its weights. Shared by all threads.
pub struct Boundaries {
    network: Network,
}

/// A part of a text that fits the network, and which of its tokens are read there.
struct TextWindow {
    text: usize,
    tokens: Tokens,
    owned: (usize, usize),
}

impl Boundaries {
    /// The network inside the program.
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] where its files cannot be read.
    pub fn built_in() -> Result<Self> {
        let tokenizer = Tokenizer::from_json(files::TOKENIZER, "tokenizer.json", Types::Casing)?;
        let engine = Box::new(Rten::load("boundaries.onnx", files::BOUNDARIES, "starts")?);
        Ok(Boundaries { network: Network { tokenizer, engine, window: WINDOW } })
    }

    /// Every word of each text but its first, in order: what stands between white space and holds a letter or a digit. Time is
    /// linear in the length of the texts; work is spread over `threads` threads.
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] where the engine fails.
    pub fn starts(&self, texts: &[&str], threads: usize) -> Result<Vec<Vec<Start>>> {
        let all = self.network.encode_all(texts, |text| text, threads)?;
        let parts: Vec<TextWindow> =
            all.iter().enumerate().flat_map(|(text, tokens)| self.parts(text, tokens)).collect();
        let inputs: Vec<Input> = parts.iter().map(|part| Input { text: &part.tokens, second: None }).collect();
        let read = self.network.read(&inputs, threads, |i, rows, states| {
            let (from, to) = parts[i].owned;
            let at = rows.first().map_or(0, |row| row.at);
            let state = |token: usize| states.first().map_or(0.0, |row| row[[at + token, 0]]);
            (from..to).map(state).collect::<Vec<f32>>()
        })?;
        let mut log_odds = vec![Vec::new(); texts.len()];
        for (part, read) in parts.iter().zip(read) {
            log_odds[part.text].extend(read);
        }
        let words = texts.iter().zip(&all).zip(log_odds);
        Ok(words.map(|((text, tokens), log_odds)| starts(text, tokens, &log_odds)).collect())
    }

    fn parts(&self, text: usize, tokens: &Tokens) -> Vec<TextWindow> {
        let rows = batch::rows(self.network.tokenizer.template(), tokens, None, WINDOW);
        let owned = batch::owned(&rows);
        let part = |(row, (from, to)): (&batch::Row, &(usize, usize))| TextWindow {
            text,
            tokens: tokens.part(row.first, row.end),
            owned: (from - row.first, to - row.first),
        };
        rows.iter().zip(&owned).map(part).collect()
    }
}

/// The words of a text but its first, each judged at its first token that holds a letter or a digit.
fn starts(text: &str, tokens: &Tokens, log_odds: &[f32]) -> Vec<Start> {
    let mut token = 0;
    let mut found = Vec::new();
    for word in text.split_whitespace() {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        while token < tokens.len() && tokens.spans[token].end <= at {
            token += 1;
        }
        let inside = (token..tokens.len()).take_while(|&i| tokens.spans[i].start < at + word.len());
        let mut inside = inside.filter(|&i| tokens.spans[i].slice(text).contains(char::is_alphanumeric));
        if let Some(first) = inside.next() {
            found.push(Start { at, log_odds: log_odds[first] });
        }
    }
    found.drain(..found.len().min(1));
    found
}

#[cfg(test)]
mod tests;
