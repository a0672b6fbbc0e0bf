//! A half-open range of bytes in a text, and its conversion to characters at the edge where people count.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Half-open range of byte offsets `[start, end)` into a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span `[start, end)`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Span { start, end }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// As a range, to slice with.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The text it covers.
    ///
    /// # Panics
    /// Where it does not lie on character boundaries of `text`.
    pub fn slice(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// The same span, counted from an origin `offset` bytes earlier.
    pub fn shifted(self, offset: usize) -> Self {
        Span::new(self.start + offset, self.end + offset)
    }

    /// Without the white space of `text` at either end.
    pub fn trimmed(self, text: &str) -> Self {
        let slice = self.slice(text);
        let start = self.start + (slice.len() - slice.trim_start().len());
        Span::new(start, (start + slice.trim().len()).max(start))
    }
}

/// Counts characters up to byte offsets of one text; cheap for offsets asked in ascending order.
pub struct CharCounter<'a> {
    text: &'a str,
    byte: usize,
    chars: usize,
}

impl<'a> CharCounter<'a> {
    /// A counter over `text`.
    pub fn new(text: &'a str) -> Self {
        CharCounter { text, byte: 0, chars: 0 }
    }

    /// The number of characters before byte `offset` (a character boundary).
    pub fn at(&mut self, offset: usize) -> usize {
        if offset < self.byte {
            self.byte = 0;
            self.chars = 0;
        }
        self.chars += self.text[self.byte..offset].chars().count();
        self.byte = offset;
        self.chars
    }

    /// A byte span in characters: (start, end), half-open.
    pub fn span(&mut self, span: Span) -> (usize, usize) {
        (self.at(span.start), self.at(span.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_not_bytes() {
        let text = "Äpfel – und Öl";
        let mut counter = CharCounter::new(text);
        let start = text.find("und").expect("in text");
        assert_eq!(counter.span(Span::new(start, start + 3)), (8, 11));
        assert_eq!(counter.at(0), 0, "an earlier offset restarts the count");
    }

    #[test]
    fn trimming_keeps_the_slice() {
        let text = "  a b \n";
        let span = Span::new(0, text.len()).trimmed(text);
        assert_eq!(span.slice(text), "a b");
        assert!(Span::new(0, 2).trimmed(text).is_empty());
    }
}
