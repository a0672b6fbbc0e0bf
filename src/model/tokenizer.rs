//! Text to sub-word tokens with their places in the text and the casing of the words they belong to.

use crate::error::{Error, Result};
use crate::span::Span;

/// How the word that a token belongs to is written; the encoder is uncased and reads this as the token type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Casing {
    Lower = 0,
    Capitalised = 1,
    Capitals = 2,
    Digits = 3,
}

impl Casing {
    /// Digits anywhere win; capitals need two letters, so that "I" and "A" count as capitalised.
    fn of(word: &str) -> Self {
        if word.chars().any(char::is_numeric) {
            return Casing::Digits;
        }
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        let Some(first) = letters.next() else { return Casing::Lower };
        let mut rest = letters.peekable();
        if rest.peek().is_some() && first.is_uppercase() && rest.all(char::is_uppercase) {
            Casing::Capitals
        } else if first.is_uppercase() {
            Casing::Capitalised
        } else {
            Casing::Lower
        }
    }
}

/// The tokens of one text, without special tokens; the four lists are equally long.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tokens {
    /// Ids in the vocabulary.
    pub ids: Vec<i32>,
    /// Casing of each token's word, 0–3.
    pub casing: Vec<i32>,
    /// Bytes of the text that each token covers.
    pub spans: Vec<Span>,
    /// Whether a token is the first of its word.
    pub starts_word: Vec<bool>,
}

impl Tokens {
    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// The tokens that share a byte with a span of the text, half-open; empty where none does.
    pub fn covering(&self, span: Span) -> (usize, usize) {
        let first = self.spans.partition_point(|token| token.end <= span.start);
        let end = self.spans.partition_point(|token| token.start < span.end);
        (first, end.max(first))
    }

    /// Whether the text has no token.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

/// A word-piece tokenizer; whole texts, never truncated or padded.
pub struct Tokenizer {
    inner: tokenizers::Tokenizer,
    cls: i32,
    sep: i32,
}

impl Tokenizer {
    /// Reads a `tokenizer.json`; the truncation and padding that it may bring are switched off.
    ///
    /// # Errors
    /// [`Error::Model`] where it cannot be read or lacks `[CLS]` or `[SEP]`.
    pub fn from_json(json: &[u8]) -> Result<Self> {
        let fault = |reason: String| Error::Model { name: "tokenizer.json".into(), reason };
        let mut inner = tokenizers::Tokenizer::from_bytes(json).map_err(|e| fault(e.to_string()))?;
        inner.with_truncation(None).map_err(|e| fault(e.to_string()))?;
        inner.with_padding(None);
        let special = |token: &str| {
            let id = inner.token_to_id(token).ok_or_else(|| fault(format!("no token {token}")))?;
            i32::try_from(id).map_err(|e| fault(e.to_string()))
        };
        let (cls, sep) = (special("[CLS]")?, special("[SEP]")?);
        Ok(Tokenizer { inner, cls, sep })
    }

    /// Id of the token that starts every input.
    pub fn cls(&self) -> i32 {
        self.cls
    }

    /// Id of the token that ends every part of an input.
    pub fn sep(&self) -> i32 {
        self.sep
    }

    /// All tokens of `text`.
    ///
    /// # Errors
    /// [`Error::Model`] where the tokenizer fails.
    pub fn encode(&self, text: &str) -> Result<Tokens> {
        let fault = |reason: String| Error::Model { name: "tokenizer.json".into(), reason };
        let encoding = self.inner.encode(text, false).map_err(|e| fault(e.to_string()))?;
        let mut tokens = Tokens::default();
        let words = encoding.get_word_ids();
        for (i, &id) in encoding.get_ids().iter().enumerate() {
            let (start, end) = encoding.get_offsets()[i];
            tokens.ids.push(i32::try_from(id).map_err(|e| fault(e.to_string()))?);
            tokens.spans.push(Span::new(start, end));
            // a literal "[SEP]" in the text has no word id and stands alone
            tokens.starts_word.push(i == 0 || words[i].is_none() || words[i] != words[i - 1]);
        }
        tokens.casing = casing(&tokens, text);
        Ok(tokens)
    }
}

/// The casing of each token's whole word.
fn casing(tokens: &Tokens, text: &str) -> Vec<i32> {
    let mut out = Vec::with_capacity(tokens.len());
    let mut first = 0;
    for end in 1..=tokens.len() {
        if end == tokens.len() || tokens.starts_word[end] {
            let word = Span::new(tokens.spans[first].start, tokens.spans[end - 1].end);
            let kind = Casing::of(word.slice(text));
            out.resize(end, kind as i32);
            first = end;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::files;
    use proptest::prelude::*;

    fn tokenizer() -> Tokenizer {
        Tokenizer::from_json(files::TOKENIZER).expect("the shipped tokenizer")
    }

    #[test]
    fn casing_is_that_of_the_whole_word() {
        let text = "The EAEU met Nursultan in 2019, a COVID-19 year.";
        let tokens = tokenizer().encode(text).expect("encodes");
        let of = |word: &str| {
            let at = text.find(word).expect("in the text");
            let inside =
                tokens.spans.iter().zip(&tokens.casing).filter(|(s, _)| s.start >= at && s.end <= at + word.len());
            inside.map(|(_, &c)| c).collect::<Vec<_>>()
        };
        assert_eq!(of("The"), [1]);
        assert!(of("EAEU").len() > 1 && of("EAEU").iter().all(|&c| c == 2));
        assert!(of("Nursultan").iter().all(|&c| c == 1));
        assert_eq!(of("2019"), [3]);
        assert!(of("year").iter().all(|&c| c == 0));
    }

    #[test]
    fn nothing_is_truncated() {
        let text = "peace ".repeat(5000);
        assert_eq!(tokenizer().encode(&text).expect("encodes").len(), 5000);
    }

    proptest! {
        #[test]
        fn spans_lie_in_the_text_in_order(text in "\\PC{0,60}") {
            let tokens = tokenizer().encode(&text).expect("encodes");
            prop_assert_eq!(tokens.casing.len(), tokens.len());
            for (i, span) in tokens.spans.iter().enumerate() {
                prop_assert!(text.get(span.range()).is_some());
                prop_assert!(i == 0 || tokens.spans[i - 1].start <= span.start);
            }
        }
    }
}
