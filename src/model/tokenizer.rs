//! Text to sub-word tokens with their places in the text, and the special tokens that go around them.

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
    /// Type of each token: the casing of its word, 0–3, or 0 where the types say which text of a pair it is in.
    pub types: Vec<i32>,
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

    /// The tokens from `first` up to `end`.
    pub fn part(&self, first: usize, end: usize) -> Self {
        Tokens {
            ids: self.ids[first..end].to_vec(),
            types: self.types[first..end].to_vec(),
            spans: self.spans[first..end].to_vec(),
            starts_word: self.starts_word[first..end].to_vec(),
        }
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

/// What the token types of a model mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Types {
    /// How the word is written: the built-in model.
    Casing,
    /// Which text of a pair the token is in: every other model.
    Segment,
}

/// Ids and types of special tokens that stand together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Special {
    /// Ids in the vocabulary.
    pub ids: Vec<i32>,
    /// Types, as long as `ids`.
    pub types: Vec<i32>,
}

/// The special tokens of an input, as the tokenizer's own post-processor sets them: `[CLS] … [SEP]`, `<s> … </s></s> … </s>`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template {
    /// Before the text.
    pub before: Special,
    /// After a text that stands alone.
    pub after: Special,
    /// Between the two texts of a pair.
    pub between: Special,
    /// After the second text.
    pub end: Special,
    /// The type of the second text's tokens.
    pub second: i32,
}

/// A tokenizer for whole texts, never truncated or padded.
pub struct Tokenizer {
    inner: tokenizers::Tokenizer,
    name: String,
    types: Types,
    template: Template,
}

impl Tokenizer {
    /// Reads a `tokenizer.json`, called `name` in errors; the truncation and padding that it may bring are switched off.
    ///
    /// # Errors
    /// [`Error::Model`] where it cannot be read or puts no special token around a text.
    pub fn from_json(json: &[u8], name: &str, types: Types) -> Result<Self> {
        let fault = |reason: String| Error::Model { name: name.to_owned(), reason };
        let mut inner = tokenizers::Tokenizer::from_bytes(json).map_err(|e| fault(e.to_string()))?;
        inner.with_truncation(None).map_err(|e| fault(e.to_string()))?;
        inner.with_padding(None);
        let template = template(&inner, types).map_err(fault)?;
        Ok(Tokenizer { inner, name: name.to_owned(), types, template })
    }

    /// The special tokens of an input.
    pub fn template(&self) -> &Template {
        &self.template
    }

    /// All tokens of `text`.
    ///
    /// # Errors
    /// [`Error::Model`] where the tokenizer fails.
    pub fn encode(&self, text: &str) -> Result<Tokens> {
        let fault = |reason: String| Error::Model { name: self.name.clone(), reason };
        let encoding = self.inner.encode(text, false).map_err(|e| fault(e.to_string()))?;
        let mut tokens = Tokens::default();
        let words = encoding.get_word_ids();
        for (i, &id) in encoding.get_ids().iter().enumerate() {
            let (start, end) = encoding.get_offsets()[i];
            tokens.ids.push(i32::try_from(id).map_err(|e| fault(e.to_string()))?);
            // a token that is part of a character stands for all of it
            let span = Span::new(text.floor_char_boundary(start), text.ceil_char_boundary(end));
            tokens.spans.push(span.trimmed(text));
            // a literal "[SEP]" in the text has no word id and stands alone
            tokens.starts_word.push(i == 0 || words[i].is_none() || words[i] != words[i - 1]);
        }
        match self.types {
            Types::Casing => tokens.types = casing(&tokens, text),
            Types::Segment => {
                tokens.types = vec![0; tokens.len()];
                split_at_punctuation(&mut tokens, text);
            }
        }
        Ok(tokens)
    }
}

/// Learns from a text and a pair what stands around them.
fn template(inner: &tokenizers::Tokenizer, types: Types) -> std::result::Result<Template, String> {
    // the special tokens before, between and after the texts, and the type of the last text
    let special = |encoding: &tokenizers::Encoding| -> std::result::Result<(Vec<Special>, i32), String> {
        let (mut parts, mut text_type, mut in_text) = (vec![Special::default()], 0, false);
        for (i, &id) in encoding.get_ids().iter().enumerate() {
            let kind = match types {
                Types::Casing => 0,
                Types::Segment => i32::try_from(encoding.get_type_ids()[i]).map_err(|e| e.to_string())?,
            };
            let is_text = encoding.get_special_tokens_mask()[i] == 0;
            if is_text {
                text_type = kind;
            } else {
                if in_text {
                    parts.push(Special::default());
                }
                if let Some(part) = parts.last_mut() {
                    part.ids.push(i32::try_from(id).map_err(|e| e.to_string())?);
                    part.types.push(kind);
                }
            }
            in_text = is_text;
        }
        Ok((parts, text_type))
    };
    let alone = inner.encode("a", true).map_err(|e| e.to_string())?;
    let pair = inner.encode(("a", "a"), true).map_err(|e| e.to_string())?;
    let ((alone, _), (pair, second)) = (special(&alone)?, special(&pair)?);
    match (<[Special; 2]>::try_from(alone), <[Special; 3]>::try_from(pair)) {
        (Ok([before, after]), Ok([_, between, end])) => Ok(Template { before, after, between, end, second }),
        _ => Err("puts no special tokens around a text and between two".to_owned()),
    }
}

/// Lets a word end before and after punctuation, also where the tokenizer only cuts at spaces ("Varsia,").
fn split_at_punctuation(tokens: &mut Tokens, text: &str) {
    // a token that stands for the space before a word is no mark, but the first of the word
    let is_mark = |span: &Span| !span.is_empty() && !span.slice(text).chars().any(char::is_alphanumeric);
    for i in 1..tokens.len() {
        tokens.starts_word[i] |= is_mark(&tokens.spans[i]) || is_mark(&tokens.spans[i - 1]);
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
        Tokenizer::from_json(files::TOKENIZER, "tokenizer.json", Types::Casing).expect("the shipped tokenizer")
    }

    #[test]
    fn casing_is_that_of_the_whole_word() {
        let text = "The EAEU met Nursultan in 2019, a COVID-19 year.";
        let tokens = tokenizer().encode(text).expect("encodes");
        let of = |word: &str| {
            let at = text.find(word).expect("in the text");
            let inside =
                tokens.spans.iter().zip(&tokens.types).filter(|(s, _)| s.start >= at && s.end <= at + word.len());
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
            prop_assert_eq!(tokens.types.len(), tokens.len());
            for (i, span) in tokens.spans.iter().enumerate() {
                prop_assert!(text.get(span.range()).is_some());
                prop_assert!(i == 0 || tokens.spans[i - 1].start <= span.start);
            }
        }
    }
}
